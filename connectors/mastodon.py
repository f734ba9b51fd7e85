"""Mastodon, reached through Mastodon.py."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import ClassVar

from connectors.answers import Json, optional_text
from connectors.base import (
    AuthorPowers,
    Batch,
    Charge,
    CredentialField,
    Identity,
    Item,
    ItemState,
    Power,
    Powers,
    Reading,
    SaveCredentials,
    Sentence,
    Verb,
)
from connectors.blocking import BlockedByHand
from connectors.errors import (
    CommentGone,
    CredentialsRejected,
    NotSupported,
    UnexpectedAnswer,
)
from connectors.mastodon_answers import account_id, host_of, parse_identity, parse_status, status_id
from connectors.mastodon_calls import MastodonCalls
from connectors.mastodon_fetch import Cursor, MastodonFetch
from connectors.mastodon_oauth import MastodonSignIn
from connectors.mastodon_replies import MastodonReplies
from connectors.naming import names_its_platform
from connectors.oauth import SignIn
from connectors.session import Call, HttpSettings

#: What any link counts, however long it is.
LINK = 23
_LINK = re.compile(r"https?://[^\s<>\"]+")
_MENTION = re.compile(r"(?<![\w/])(@\w+)@[\w.-]+\w")
_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")

_DELETE = Power(Verb.DELETE, reversible=False, readable=True, note="delete_cannot_be_undone")


def message_length(text: str) -> int:
    """Return what Mastodon counts: a link 23, of a name on another server only the name.

    Source: https://docs.joinmastodon.org/user/posting/#text
    """
    return len(_MENTION.sub(r"\1", _LINK.sub("x" * LINK, text)))


@names_its_platform
class MastodonConnector(BlockedByHand, MastodonReplies):
    """Replies to one Mastodon account, and mentions of it, on its own server.

    A look costs five calls and one for each of the newest 40 posts that was replied to, of
    300 in five minutes; older posts are looked at ten in each look, in turn. What is for
    named people alone is no public comment and is not read. An account may delete what is
    its own; over others' posts it has no power that takes them away.

    Source: https://docs.joinmastodon.org/methods/statuses/
    """

    platform: ClassVar[str] = "mastodon"
    name: ClassVar[str] = "Mastodon"
    #: Each account is on a server of its own; this is the largest.
    default_base_url: ClassVar[str] = "https://mastodon.social"
    author_powers: ClassVar[AuthorPowers] = AuthorPowers(False, "mastodon_block_by_hand")
    credential_fields: ClassVar[tuple[CredentialField, ...]] = (
        CredentialField("server", secret=False),
        CredentialField("access_token"),
        CredentialField("account_id", required=False, secret=False),
    )
    message_limit: ClassVar[int | None] = 500
    message_length: ClassVar[Callable[[str], int]] = staticmethod(message_length)
    sign_in: ClassVar[SignIn | None] = MastodonSignIn()
    sentences: ClassVar[Mapping[str, Sentence]] = {
        "mastodon_not_ours": Sentence(
            en="On Mastodon, only its author and the moderators of a server can take a post away.",
            cy="Ar Mastodon, dim ond awdur neges a safonwyr gweinydd all ei thynnu i lawr.",
        ),
        "mastodon_report_by_hand": Sentence(
            en="Open it on Mastodon, signed in as the council, and choose “Report” from its "
            "menu. You can also mute or block its author there.",
            cy="Agorwch y neges ar Mastodon, wedi mewngofnodi fel y cyngor, a dewiswch "
            "“Adrodd” o’i dewislen. Gallwch hefyd dewi neu rwystro ei hawdur yno.",
        ),
        "mastodon_block_by_hand": Sentence(
            en="Open the author's profile on Mastodon, signed in as the council, and choose "
            "“Block” from its menu; “Unblock” is in the same place.",
            cy="Agorwch broffil yr awdur ar Mastodon, wedi mewngofnodi fel y cyngor, a "
            "dewiswch “Rhwystro” o’i ddewislen; yno hefyd y mae “Dadrwystro”.",
        ),
        "mastodon_delete_by_hand": Sentence(
            en="If this does not work, open it on Mastodon, signed in as the council, and "
            "delete it there.",
            cy="Os nad yw hyn yn gweithio, agorwch y neges ar Mastodon, wedi mewngofnodi fel "
            "y cyngor, a’i dileu yno.",
        ),
    }

    def __init__(
        self,
        credentials: Mapping[str, str],
        *,
        http: HttpSettings,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        missing = [f.name for f in self.credential_fields if f.required]
        missing = [name for name in missing if not credentials.get(name)]
        if missing:
            raise CredentialsRejected(f"Mastodon credentials lack {', '.join(missing)}")
        self._host = host_of(credentials["server"])
        token = credentials["access_token"]
        if not _TOKEN.fullmatch(token):
            raise CredentialsRejected("the access_token holds characters no token has")
        self._expected = credentials.get("account_id", "")
        self._calls = MastodonCalls(f"https://{self._host}", token, http=http, now=now)

    @classmethod
    def connect(
        cls, credentials: Mapping[str, str], *, http: HttpSettings, save: SaveCredentials
    ) -> "MastodonConnector":
        # Mastodon's tokens do not expire, so there is never anything to save.
        return cls(credentials, http=http)

    @classmethod
    def charge(cls, call: Call) -> Charge:
        """Say that a server counts calls; see Connector.charge."""
        return Charge("call", 1)

    def check(self) -> Identity:
        account = self._me()
        return parse_identity(account, self._host, self._calls.app())

    def _me(self) -> Json:
        """Return the signed-in account; the wrong one would be moderated in error."""
        account = self._calls.me()
        if self._expected and status_id(account, "id") != self._expected:
            raise CredentialsRejected("the credentials open another account than the registered")
        return account

    def fetch(self, cursor: str | None) -> Iterator[Batch]:
        me = account_id(self._me(), self._host)
        yield from MastodonFetch(self._calls, me, self._host, Cursor.read(cursor)).batches()

    # -- acting ---------------------------------------------------------------------

    def powers(self, item: Item) -> Powers:
        if item.state is ItemState.ABSENT:
            return Powers((), reason="already_gone")
        if not item.own:
            return Powers((), reason="mastodon_not_ours", manual="mastodon_report_by_hand")
        return Powers((_DELETE,), manual="mastodon_delete_by_hand")

    def act(self, verb: Verb, item: Item) -> None:
        if self.powers(item).get(verb) is None:
            raise NotSupported(f"Mastodon cannot {verb} this comment")
        deleted = self._calls.delete(item.platform_id)
        if optional_text(deleted, "id") != item.platform_id:
            raise UnexpectedAnswer("Mastodon's answer is not about the status that was to go")

    # -- reading --------------------------------------------------------------------

    def read(self, item: Item) -> Reading:
        try:
            found = parse_status(self._calls.status(item.platform_id), self._host)
        except CommentGone:
            # Of others' statuses the same is said where their author keeps the council out.
            return Reading(ItemState.ABSENT if self._is_own(item) else ItemState.UNKNOWN)
        if found.id != item.platform_id:
            raise UnexpectedAnswer("Mastodon answered with another status than the one asked for")
        return Reading(ItemState.VISIBLE, text=found.text)

    def _is_own(self, item: Item) -> bool:
        """Say whether the item is the account's own and the token still opens that account."""
        return bool(self._me()) and item.own
