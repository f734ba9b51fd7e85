"""X, reached through tweepy."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

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
    ConnectorError,
    CredentialsRejected,
    NotSupported,
    PermissionMissing,
    UnexpectedAnswer,
)
from connectors.naming import names_its_platform
from connectors.oauth import SignIn
from connectors.session import Call, HttpSettings
from connectors.x_calls import BASE_URL, XCalls, is_token, read_time
from connectors.x_charges import charge_for
from connectors.x_cursor import XCursor, parse_cursor
from connectors.x_errors import NOT_AUTHORISED, NOT_FOUND
from connectors.x_fetch import NAMES, XFetch, look_up
from connectors.x_length import x_length
from connectors.x_oauth import SCOPES, XSignIn
from connectors.x_parse import (
    Row,
    data_object,
    followers,
    is_id,
    parse_problems,
    parse_user,
)
from connectors.x_replies import XReplies

#: A renamed account is noticed this soon; until then its old name is swept for.
IDENTITY_HOLDS = timedelta(hours=12)

NOTE_HIDDEN = "x_hidden_replies_stay_readable"
NOTE_DELETED = "delete_cannot_be_undone"
MANUAL = "x_report_in_app"


def _utc_now() -> datetime:
    return datetime.now(UTC)


@names_its_platform
class XConnector(BlockedByHand, XReplies):
    """Posts, replies and mentions of one X account. Hides replies, deletes own posts.

    A fetch costs three calls and one more a page; X charges for each post it returns.
    Access tokens live two hours and are renewed here.

    Source: https://docs.x.com/x-api
    """

    platform: ClassVar[str] = "x"
    name: ClassVar[str] = "X (Twitter)"
    default_base_url: ClassVar[str] = BASE_URL
    author_powers: ClassVar[AuthorPowers] = AuthorPowers(False, "x_block_in_app")
    credential_fields: ClassVar[tuple[CredentialField, ...]] = (
        CredentialField("client_id", secret=False),
        CredentialField("client_secret", required=False),
        CredentialField("access_token"),
        CredentialField("refresh_token", required=False),
        CredentialField("expires_at", required=False, secret=False),
        CredentialField("scope", required=False, secret=False),
    )
    #: docs.x.com, "Counting characters".
    message_limit: ClassVar[int | None] = 280
    message_length: ClassVar[Callable[[str], int]] = staticmethod(x_length)
    sentences: ClassVar[Mapping[str, Sentence]] = {}
    sign_in: ClassVar[SignIn | None] = XSignIn()

    def __init__(
        self, calls: XCalls, *, names: Mapping[str, str], now: Callable[[], datetime] = _utc_now
    ) -> None:
        self._calls = calls
        self._names = names
        self._now = now

    @classmethod
    def connect(
        cls,
        credentials: Mapping[str, str],
        *,
        http: HttpSettings,
        save: SaveCredentials,
        now: Callable[[], datetime] = _utc_now,
    ) -> "XConnector":
        """Make a connector; makes no call.

        `save` gets all fields, renewed, before the renewed token is used; what it raises
        goes through, and the next call saves again.

        Raises:
            CredentialsRejected: a field is missing or has no possible value, named in the message.
            NotSupported: `http.x_field_names` is neither "tweet" nor "post".
        """
        known = {
            field.name: credentials.get(field.name, "").strip() for field in cls.credential_fields
        }
        missing = [f.name for f in cls.credential_fields if f.required and not known[f.name]]
        if missing:
            raise CredentialsRejected(f"missing from the credentials: {', '.join(missing)}")
        for name in ("client_id", "client_secret", "access_token", "refresh_token"):
            if known[name] and not is_token(known[name]):
                raise CredentialsRejected(f"{name} holds characters that no such value has")
        if known["expires_at"]:
            try:
                read_time(known["expires_at"])
            except ValueError:
                raise CredentialsRejected("expires_at is not an ISO 8601 time") from None
        names = NAMES.get(http.x_field_names)
        if names is None:
            raise NotSupported('the X field names must be "tweet" or "post"')
        given = {name: value for name, value in known.items() if value}
        return cls(XCalls(given, http=http, save=save, now=now), names=names, now=now)

    @classmethod
    def charge(cls, call: Call) -> Charge:
        """Say what X charges for: posts it returns, and writes; see Connector.charge."""
        return charge_for(call)

    def check(self) -> Identity:
        """Ask X who the token belongs to; see Connector.check."""
        body = self._calls.get(
            "/2/users/me", {"user.fields": "username,name,public_metrics"}, scope="users.read"
        )
        user = data_object(body)
        if user is None:
            problems = parse_problems(body)
            said = self._calls.clean(problems[0].said) if problems else "nothing"
            raise UnexpectedAnswer(f"X does not say whose token this is: {said}")
        author = parse_user(user)
        # The sweep's query is built from the handle, so that it must be one.
        if not re.fullmatch(r"[A-Za-z0-9_]{1,50}", author.handle):
            raise UnexpectedAnswer("username in X's answer is not a handle")
        has = self._calls.scopes
        return Identity(
            platform_id=author.platform_id,
            handle=author.handle,
            name=author.name,
            followers=followers(user),
            token_expires_at=self._calls.expires_at,
            missing_permissions=() if has is None else tuple(s for s in SCOPES if s not in has),
        )

    def fetch(self, cursor: str | None) -> Iterator[Batch]:
        """Yield own posts, mentions, then replies that name nobody; see Connector.fetch.

        The cursor is JSON: the account's id and handle and the newest id of each stream.
        The last batch carries it, with the gaps that X's limits have left: of 800 mentions
        ("x_mentions_800"), 3,200 posts ("x_posts_3200"), seven days of search
        ("x_search_7_days"). Within a page the order is X's: newest first.
        """
        now = self._now()
        start = parse_cursor(cursor)
        if start is None or not timedelta(0) <= now - start.identified_at < IDENTITY_HOLDS:
            me = self.check()
            fresh = XCursor(user_id=me.platform_id, handle=me.handle, identified_at=now)
            if start is not None and start.user_id == fresh.user_id:
                fresh = replace(start, handle=fresh.handle, identified_at=now)
            start = fresh
        yield from XFetch(self._calls, self._names, start, now).batches()

    def powers(self, item: Item) -> Powers:
        """Say what can be done: delete what is ours, hide replies to what we started."""
        if item.state is ItemState.ABSENT:
            return Powers((), reason="gone")
        if item.own:
            delete = Power(Verb.DELETE, reversible=False, readable=True, note=NOTE_DELETED)
            return Powers((delete,))
        if not _can_be_hidden(item):
            return Powers((), reason="not_our_conversation", manual=MANUAL)
        verb = Verb.RESTORE if item.state is ItemState.HIDDEN else Verb.HIDE
        note = NOTE_HIDDEN if verb is Verb.HIDE else ""
        return Powers((Power(verb, reversible=True, readable=False, note=note),), manual=MANUAL)

    def act(self, verb: Verb, item: Item) -> None:
        """Do `verb`; see Connector.act. X confirms in its answer, or it counts as not done."""
        if self.powers(item).get(verb) is None:
            raise NotSupported(f"X cannot {verb} this item")
        post_id = _current_id(item)
        if verb is Verb.DELETE:
            body, field, wanted = self._calls.delete(post_id), "deleted", True
        else:
            wanted = verb is Verb.HIDE
            body, field = self._calls.set_hidden(post_id, wanted), "hidden"
        data = data_object(body)
        if data is None:
            raise self._refused(body, scope="tweet.moderate.write")
        if data.get(field) is not wanted:
            raise UnexpectedAnswer(f"X answered 200 and did not do it: {field} is not {wanted}")

    def read(self, item: Item) -> Reading:
        """Read `item` afresh; see Connector.read.

        A post that may be hidden reads as UNKNOWN and not readable while it is there: no
        field of X's says that it is hidden. ABSENT needs X to say "not found" of this post
        and to answer well about another, or about the account.
        """
        post_id = _current_id(item)
        witness = item.post_platform_id
        asked = (
            [post_id] if witness in (None, post_id) or not is_id(witness) else [post_id, witness]
        )
        page = look_up(self._calls, [one for one in asked if one], self._names)
        row = next((row for row in page.rows if post_id in row.versions), None)
        if row is not None:
            row = self._newest_version(row)
            if _can_be_hidden(item) and not item.own:
                return Reading(ItemState.UNKNOWN, readable=False, text=row.text)
            return Reading(ItemState.VISIBLE, text=row.text)
        problem = next((p for p in page.problems if p.resource_id == post_id), None)
        if problem is None:
            raise UnexpectedAnswer("X's answer does not speak of the post that was asked for")
        if problem.kind != NOT_FOUND:
            return Reading(ItemState.UNKNOWN)
        if not page.rows:
            self.check()
        return Reading(ItemState.ABSENT)

    def _newest_version(self, row: Row) -> Row:
        if row.id == row.newest_id:
            return row
        page = look_up(self._calls, [row.newest_id], self._names)
        return next((one for one in page.rows if one.id == row.newest_id), row)

    def _refused(self, body: Mapping[str, object], *, scope: str) -> ConnectorError:
        """Make the error for an answer of status 200 without data."""
        problems = parse_problems(body)
        if not problems:
            return UnexpectedAnswer("X's answer has neither data nor errors")
        said = self._calls.clean(problems[0].said)
        if problems[0].kind in (NOT_FOUND, NOT_AUTHORISED):
            return CommentGone(f"X does not show it: {said}")
        if problems[0].kind.startswith(("not-authorized", "disallowed", "field-")):
            return PermissionMissing(f"X did not do it: {said} (needed: {scope})")
        return UnexpectedAnswer(f"X did not do it: {said}")


def _can_be_hidden(item: Item) -> bool:
    """Say whether `item` is somebody's reply in a conversation that this account started."""
    owner = item.hints.get("conversation_owner_id")
    conversation = item.hints.get("conversation_id")
    if not owner or owner != item.hints.get("account_id") or not conversation:
        return False
    return conversation not in (item.platform_id, item.hints.get("newest_id"))


def _current_id(item: Item) -> str:
    """Return the id of the newest version that we know of.

    Raises:
        CommentGone: the stored id has no form that X could know.
    """
    post_id = item.hints.get("newest_id") or item.platform_id
    if not is_id(post_id):
        raise CommentGone("the stored id is not one of X's ids")
    return post_id
