"""Instagram: one professional account's media, the comments under them, and photo tags.

It is reached through the Facebook Page that it is linked to. Source:
https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import ClassVar

from connectors.base import (
    AuthorPowers,
    Batch,
    Charge,
    CredentialField,
    FetchedComment,
    FetchedPost,
    Identity,
    Item,
    ItemState,
    Kind,
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
)
from connectors.graph import REAL_BASE, Graph, connect_graph
from connectors.graph_fetch import walk
from connectors.graph_memory import Listed
from connectors.graph_oauth import InstagramSignIn
from connectors.graph_token import missing_scopes, token_report
from connectors.graph_values import (
    Row,
    continuation_of,
    count_of,
    flag_of,
    id_of,
    is_graph_id,
    optional_row,
    rows_of,
    text_of,
)
from connectors.graph_webhook import InstagramWebhook, is_subscribed, subscribe
from connectors.instagram_answers import Me, comment_of, listed_of, medium_elsewhere, post_of
from connectors.instagram_replies import InstagramReplies
from connectors.instagram_webhook import (
    MENTIONED,
    look_at_comment,
    look_at_mention,
    read_mentioned,
)
from connectors.naming import names_its_platform
from connectors.oauth import SignIn
from connectors.session import Call, HttpSettings
from connectors.webhook import Hint, HintKind, Webhook

PERMISSIONS = ("instagram_basic", "instagram_manage_comments", "pages_read_engagement")

_USER_FIELDS = "id,username,name,followers_count,media_count"
_MEDIA_FIELDS = (
    "id,caption,media_type,media_product_type,permalink,timestamp,comments_count,is_comment_enabled"
)
_TAG_FIELDS = "id,caption,media_type,permalink,timestamp,username"
_COMMENT = "id,text,timestamp,username,from{id,username},hidden,parent_id,like_count"
_COMMENT_FIELDS = f"{_COMMENT},user,media{{id}},replies{{{_COMMENT},user}}"
_REPLY_FIELDS = f"{_COMMENT},user"
_PAGE = 50


@names_its_platform
class InstagramConnector(BlockedByHand, InstagramReplies):
    """One Instagram professional account, through the token of its Page.

    A comment's author is known by id only where Instagram gives one; else by "@" and the
    username. @mentions in captions and comments are told by webhook alone; photo tags are polled.
    """

    platform: ClassVar[str] = "instagram"
    name: ClassVar[str] = "Instagram"
    default_base_url: ClassVar[str] = REAL_BASE
    author_powers: ClassVar[AuthorPowers] = AuthorPowers(False, "instagram_block_in_app")
    credential_fields: ClassVar[tuple[CredentialField, ...]] = (
        CredentialField("access_token"),
        CredentialField("ig_user_id", required=False, secret=False),
        CredentialField("page_id", required=False, secret=False),
        CredentialField("app_id", required=False, secret=False),
        CredentialField("app_secret", required=False),
    )
    #: Of a caption or comment.
    message_limit: ClassVar[int | None] = 2200
    message_length: ClassVar[Callable[[str], int]] = len
    sentences: ClassVar[Mapping[str, Sentence]] = {}
    sign_in: ClassVar[SignIn | None] = InstagramSignIn()
    webhook: ClassVar[Webhook | None] = InstagramWebhook()

    def __init__(self, graph: Graph, *, ig_user_id: str = "", page_id: str = "") -> None:
        self._graph = graph
        self._ig_user_id = ig_user_id
        self._page_id = page_id
        self._username = ""

    @classmethod
    def connect(
        cls, credentials: Mapping[str, str], *, http: HttpSettings, save: SaveCredentials
    ) -> "InstagramConnector":
        """Make a connector from opened credentials; makes no call. Page tokens do not rotate.

        Raises:
            CredentialsRejected: a required field is missing, named in the message.
        """
        ids = {name: credentials.get(name, "").strip() for name in ("ig_user_id", "page_id")}
        if not any(ids.values()):
            raise CredentialsRejected("Instagram needs ig_user_id, or page_id of its Page")
        for name, value in ids.items():
            if value and not is_graph_id(value):
                raise CredentialsRejected(f"{name} must be a number, not a name or link")
        graph = connect_graph(credentials, http)
        return cls(graph, **ids)

    @classmethod
    def charge(cls, call: Call) -> Charge:
        """Say that Meta counts calls; see Connector.charge."""
        return Charge("call", 1)

    def check(self) -> Identity:
        """Ask who the account is, when the token ends and what it lacks.

        Raises:
            CredentialsRejected: the token is dead, or the Page has no Instagram account.
            ConnectorError: see connectors.errors.
        """
        try:
            user = self._graph.get(self._user_id(), _USER_FIELDS)
        except CommentGone as error:
            raise CredentialsRejected(
                f"this token sees no account of that id; check ig_user_id and page_id ({error})"
            ) from None
        report = token_report(self._graph)
        self._username = text_of(user, "username")
        return Identity(
            platform_id=id_of(user),
            handle=self._username,
            name=text_of(user, "name"),
            followers=count_of(user, "followers_count"),
            token_expires_at=report.expires_at if report else None,
            missing_permissions=missing_scopes(report, PERMISSIONS, self._user_id(), self._page_id),
        )

    def _user_id(self) -> str:
        if not self._ig_user_id:
            page = self._graph.get(self._page_id, "instagram_business_account{id,username}")
            account = optional_row(page, "instagram_business_account")
            if account is None:
                raise CredentialsRejected(
                    f"Page {self._page_id} shows no linked Instagram professional account: link "
                    "it in the Page's settings, or give the token instagram_basic"
                )
            self._ig_user_id = id_of(account)
            self._username = text_of(account, "username")
        return self._ig_user_id

    # -- fetching ---------------------------------------------------------------------

    def fetch(self, cursor: str | None) -> Iterator[Batch]:
        """Yield the account's media, their comments with replies, and photo tags.

        The cursor is JSON: each read medium's count of comments, and when was read last.
        Edits and hidden comments show at once under media of the last two days, within the hour
        under those of the last 14, and under older ones when their count moves.

        Raises:
            ConnectorError: see connectors.errors. Pages already yielded stand.
        """
        user_id = self._known_user_id()
        yield from walk(
            self._graph,
            cursor,
            posts=lambda: self._media(user_id),
            comments=self._comments,
            mentions=lambda since: self._tags(user_id, since),
        )

    def _known_user_id(self) -> str:
        """Return the account's id, its name known too: it marks what the account wrote."""
        user_id = self._user_id()
        if not self._username:
            self._username = text_of(self._graph.get(user_id, "id,username"), "username")
        return user_id

    def _media(self, user_id: str) -> Iterator[list[tuple[FetchedPost, Listed]]]:
        for rows in self._graph.pages(user_id, "media", limit=_PAGE, fields=_MEDIA_FIELDS):
            yield [(post_of(row), listed_of(row)) for row in rows]

    def _comments(self, media_id: str) -> Iterator[list[FetchedComment]]:
        for rows in self._graph.pages(media_id, "comments", limit=_PAGE, fields=_COMMENT_FIELDS):
            found: list[FetchedComment] = []
            long_threads: dict[str, set[str]] = {}
            for row in rows:
                found.append(self._comment(row, media_id, None))
                replies = optional_row(row, "replies")
                if replies is None:
                    continue
                parent = id_of(row)
                told = [self._comment(reply, media_id, parent) for reply in rows_of(replies)]
                found += told
                if continuation_of(replies) is not None:
                    long_threads[parent] = {reply.platform_id for reply in told}
            yield found
            for parent, told_ids in long_threads.items():
                yield from self._replies(media_id, parent, told_ids)

    def _replies(
        self, media_id: str, parent: str, told: AbstractSet[str]
    ) -> Iterator[list[FetchedComment]]:
        """Yield the replies that came not with their comment; `told` are the ids that did."""
        try:
            for rows in self._graph.pages(parent, "replies", limit=_PAGE, fields=_REPLY_FIELDS):
                replies = [self._comment(row, media_id, parent) for row in rows]
                yield [reply for reply in replies if reply.platform_id not in told]
        except CommentGone:
            # Its author deleted the comment, and the replies with it, since the page before.
            return

    def _tags(
        self, user_id: str, since: datetime | None
    ) -> Iterator[tuple[Sequence[FetchedComment], Sequence[Listed]]]:
        for rows in self._graph.pages(user_id, "tags", limit=_PAGE, fields=_TAG_FIELDS):
            found = [self._tag(row) for row in rows]
            yield found, ()
            if since and found and all(tag.published_at < since for tag in found):
                return

    def _comment(self, row: Row, media_id: str, parent: str | None) -> FetchedComment:
        return comment_of(row, media_id, parent, self._me())

    def _tag(self, row: Row) -> FetchedComment:
        return medium_elsewhere(row, self._me())

    def _me(self) -> Me:
        return Me(self._ig_user_id, self._username)

    # -- acting -----------------------------------------------------------------------

    def powers(self, item: Item) -> Powers:
        """Say what can be done to `item`: all of it on our own media, nothing elsewhere."""
        if item.state is ItemState.ABSENT:
            return Powers((), reason="already_gone")
        able = _able(item)
        if not able:
            return Powers((), reason="not_our_conversation", manual="instagram_report_in_app")
        verbs: list[Power] = []
        if Verb.HIDE in able and item.state is not ItemState.HIDDEN:
            verbs.append(Power(Verb.HIDE, True, True))
        if Verb.RESTORE in able and item.state is not ItemState.VISIBLE:
            verbs.append(Power(Verb.RESTORE, True, True))
        verbs.append(Power(Verb.DELETE, False, True, "delete_cannot_be_undone"))
        return Powers(tuple(verbs), manual="instagram_act_in_app")

    def act(self, verb: Verb, item: Item) -> None:
        """Hide, restore or delete; to hide a hidden comment again is not an error.

        Raises:
            CommentGone: it is not there any more.
            NotSupported: this cannot be done to this item.
            ConnectorError: see connectors.errors.
        """
        if verb not in _able(item):
            raise NotSupported(f"Instagram cannot {verb.value} this item")
        if verb is Verb.DELETE:
            self._graph.delete(item.platform_id)
        else:
            # The parameter is `hide`; the field that is read back is `hidden`.
            self._graph.post(item.platform_id, hide="true" if verb is Verb.HIDE else "false")

    def read(self, item: Item) -> Reading:
        """Read one comment afresh; whether hidden ones stay in the list is not documented.

        ABSENT only where Instagram says that it is not there while the medium, its comments
        and the account read well. A photo tag elsewhere is never proved absent.

        Raises:
            ConnectorError: see connectors.errors.
        """
        if not is_graph_id(item.platform_id):
            raise NotSupported("this item has no id that Instagram could read")
        mention = item.kind is Kind.MENTION
        try:
            if MENTIONED in item.hints:
                mentioned = read_mentioned(self._graph, self._user_id(), item)
                return Reading(ItemState.VISIBLE, text=mentioned)
            row = self._graph.get(item.platform_id, "id,caption" if mention else "id,text,hidden")
        except CommentGone:
            absent = not mention and self._proves_absence(item)
            return Reading(ItemState.ABSENT if absent else ItemState.UNKNOWN)
        if mention:
            return Reading(ItemState.VISIBLE, text=text_of(row, "caption"))
        hidden = flag_of(row, "hidden")
        state = ItemState.HIDDEN if hidden else ItemState.VISIBLE
        return Reading(ItemState.UNKNOWN if hidden is None else state, text=text_of(row, "text"))

    def look_at(self, hint: Hint, *, known_post: bool) -> Batch:
        """Read what a delivery hinted at; see connectors.webhook.Hooked."""
        self._known_user_id()
        if hint.kind is HintKind.MENTION:
            return look_at_mention(self._graph, hint, self._me())
        return look_at_comment(
            self._graph,
            hint,
            self._me(),
            comment_fields=f"{_REPLY_FIELDS},media{{id}}",
            post_fields="" if known_post else _MEDIA_FIELDS,
        )

    def subscribe(self) -> None:
        """Have the linked Page's app told of the account; see connectors.webhook.Hooked."""
        subscribe(self._graph, self._linked_page(), self._graph.app_id)

    def subscribed(self) -> bool:
        """Ask whether it is told; see connectors.webhook.Hooked."""
        return is_subscribed(self._graph, self._linked_page(), self._graph.app_id)

    def _linked_page(self) -> str:
        if not self._page_id:
            raise NotSupported("page_id is not among the credentials: its Page must be subscribed")
        return self._page_id

    def _proves_absence(self, item: Item) -> bool:
        media_id = item.post_platform_id or item.hints.get("media", "")
        if not is_graph_id(media_id):
            return False
        try:
            self._graph.get(self._user_id(), "id")
            rows = next(self._graph.pages(media_id, "comments", limit=1, fields="id,text,hidden"))
        except ConnectorError:
            return False
        return all("id" in row for row in rows)


def _able(item: Item) -> frozenset[Verb]:
    ours = item.post_platform_id is not None and item.kind is not Kind.MENTION
    if not ours or not is_graph_id(item.platform_id):
        return frozenset()
    if item.own:
        # Instagram shows an account's own comments on its own media whatever `hide` says.
        return frozenset({Verb.DELETE})
    return frozenset({Verb.HIDE, Verb.RESTORE, Verb.DELETE})
