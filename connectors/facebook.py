"""Facebook: one Page's posts, the comments under them, and the posts that mention it.

Source: https://developers.facebook.com/docs/graph-api/reference/comment and
https://developers.facebook.com/docs/graph-api/reference/page
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from connectors.base import (
    AuthorPowers,
    AuthorState,
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
from connectors.errors import (
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    NotSupported,
)
from connectors.facebook_answers import (
    ELSEWHERE,
    VISITOR,
    comment_of,
    mention_of,
    post_of,
)
from connectors.facebook_blocks import ban, is_banned, unban
from connectors.facebook_replies import FacebookReplies
from connectors.facebook_webhook import look_at
from connectors.graph import REAL_BASE, Graph, connect_graph
from connectors.graph_errors import FieldRefused
from connectors.graph_fetch import walk
from connectors.graph_memory import Listed
from connectors.graph_oauth import FacebookSignIn
from connectors.graph_token import missing_scopes, token_report
from connectors.graph_values import (
    Row,
    count_of,
    flag_of,
    id_of,
    is_graph_id,
    moment_of,
    optional_moment,
    optional_row,
    rows_of,
    summary_count,
    text_of,
)
from connectors.graph_webhook import FacebookWebhook, is_subscribed, subscribe
from connectors.naming import names_its_platform
from connectors.oauth import SignIn
from connectors.session import Call, HttpSettings
from connectors.webhook import Hint, Webhook

#: What the token must be allowed; a Page's moderator task comes on top.
PERMISSIONS = (
    "pages_manage_engagement",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_show_list",
)

_PAGE_FIELDS = "id,name,username,link,followers_count,fan_count"
_COUNT = "comments.filter(stream).limit(0).summary(true)"
_POST_FIELDS = f"id,message,created_time,updated_time,permalink_url,{_COUNT}"
_TAGGED_FIELDS = (
    "id,message,created_time,updated_time,permalink_url,from{id,name},is_hidden,"
    "attachments{media_type,type}"
)
# Only what stands on our own wall has comments that are ours to read.
_VISITOR_FIELDS = f"{_TAGGED_FIELDS},{_COUNT}"
_COMMENT_FIELDS = (
    "id,message,created_time,from{id,name},parent{id},attachment,can_hide,can_remove,"
    "can_comment,is_hidden,is_private,permalink_url"
)
_PAGE_OF_POSTS = 100
_PAGE_OF_COMMENTS = 100


@names_its_platform
class FacebookConnector(FacebookReplies):
    """One Facebook Page, through a Page token.

    Edits have no time on Facebook: a comment whose text differs was edited. Comments that
    mention the Page elsewhere cannot be polled, only told by webhook; posts that do can.
    """

    platform: ClassVar[str] = "facebook"
    name: ClassVar[str] = "Facebook"
    default_base_url: ClassVar[str] = REAL_BASE
    author_powers: ClassVar[AuthorPowers] = AuthorPowers(True, "facebook_ban_on_page")
    credential_fields: ClassVar[tuple[CredentialField, ...]] = (
        CredentialField("access_token"),
        CredentialField("page_id", required=False, secret=False),
        CredentialField("app_id", required=False, secret=False),
        CredentialField("app_secret", required=False),
    )
    #: Of a comment.
    message_limit: ClassVar[int | None] = 8000
    message_length: ClassVar[Callable[[str], int]] = len
    sentences: ClassVar[Mapping[str, Sentence]] = {}
    sign_in: ClassVar[SignIn | None] = FacebookSignIn()
    webhook: ClassVar[Webhook | None] = FacebookWebhook()

    def __init__(self, graph: Graph, *, page_id: str = "") -> None:
        self._graph = graph
        self._page_id = page_id

    @classmethod
    def connect(
        cls, credentials: Mapping[str, str], *, http: HttpSettings, save: SaveCredentials
    ) -> "FacebookConnector":
        """Make a connector from opened credentials; makes no call. Page tokens do not rotate.

        Raises:
            CredentialsRejected: a required field is missing, named in the message.
        """
        page_id = credentials.get("page_id", "").strip()
        if page_id and not is_graph_id(page_id):
            raise CredentialsRejected("page_id must be the Page's number, not its name or link")
        graph = connect_graph(credentials, http)
        return cls(graph, page_id=page_id)

    @classmethod
    def charge(cls, call: Call) -> Charge:
        """Say that Meta counts calls; see Connector.charge."""
        return Charge("call", 1)

    def check(self) -> Identity:
        """Ask which Page the token belongs to, when it ends and what it lacks.

        Raises:
            CredentialsRejected: a person's token or another Page's, or a dead one.
            ConnectorError: see connectors.errors.
        """
        try:
            page = self._graph.get("me", _PAGE_FIELDS)
        except FieldRefused:
            raise CredentialsRejected(
                "the token is a person's, not the Page's: take the Page's from /me/accounts"
            ) from None
        page_id = id_of(page)
        if self._page_id and page_id != self._page_id:
            raise CredentialsRejected(f"the token belongs to Page {page_id}, not {self._page_id}")
        self._page_id = page_id
        report = token_report(self._graph)
        followers = count_of(page, "followers_count")
        return Identity(
            platform_id=page_id,
            handle=text_of(page, "username"),
            name=text_of(page, "name"),
            followers=count_of(page, "fan_count") if followers is None else followers,
            token_expires_at=report.expires_at if report else None,
            missing_permissions=missing_scopes(report, PERMISSIONS, page_id),
        )

    # -- fetching ---------------------------------------------------------------------

    def fetch(self, cursor: str | None) -> Iterator[Batch]:
        """Yield the Page's posts, their comments and the posts that mention the Page.

        The cursor is JSON: each read post's count of comments, and when was read last.
        Edits and hidden comments show at once under posts of the last two days, within the hour
        under those of the last 14, and under older ones when their count moves.

        Raises:
            PermissionMissing: comments came without ids; the message says what to do.
            ConnectorError: see connectors.errors. Pages already yielded stand.
        """
        page_id = self._own_page()
        ours: set[str] = set()
        yield from walk(
            self._graph,
            cursor,
            posts=lambda: self._posts(page_id, ours),
            comments=lambda thread: self._comments(page_id, thread, on_post=thread in ours),
            mentions=lambda since: self._mentions(page_id, since, ours),
        )

    def _own_page(self) -> str:
        if not self._page_id:
            self._page_id = id_of(self._graph.get("me", "id"))
        return self._page_id

    def _posts(self, page_id: str, ours: set[str]) -> Iterator[list[tuple[FetchedPost, Listed]]]:
        for rows in self._graph.pages(
            page_id, "published_posts", limit=_PAGE_OF_POSTS, fields=_POST_FIELDS
        ):
            page = [(post_of(row), _listed(row)) for row in rows]
            ours.update(post.platform_id for post, _ in page)
            yield page

    def _comments(
        self, page_id: str, thread: str, *, on_post: bool
    ) -> Iterator[list[FetchedComment]]:
        for rows in self._graph.pages(
            thread,
            "comments",
            limit=_PAGE_OF_COMMENTS,
            fields=_COMMENT_FIELDS,
            filter="stream",
            order="reverse_chronological",
        ):
            yield [comment_of(row, page_id, thread, on_post=on_post) for row in rows]

    def _mentions(
        self, page_id: str, since: datetime | None, ours: set[str]
    ) -> Iterator[tuple[Sequence[FetchedComment], Sequence[Listed]]]:
        """Yield posts on our wall and posts elsewhere that tag the Page, each of them once."""
        seen = set(ours)
        for edge, where, fields in (
            ("visitor_posts", VISITOR, _VISITOR_FIELDS),
            ("tagged", ELSEWHERE, _TAGGED_FIELDS),
        ):
            for rows in self._graph.pages(page_id, edge, limit=_PAGE_OF_POSTS, fields=fields):
                listed = [_listed(row) for row in rows]
                fresh = [row for row in rows if id_of(row) not in seen]
                seen.update(id_of(row) for row in fresh)
                found = [mention_of(row, page_id, where) for row in fresh]
                yield found, listed if where == VISITOR else ()
                if since and listed and all(post.published_at < since for post in listed):
                    break

    # -- acting -----------------------------------------------------------------------

    def powers(self, item: Item) -> Powers:
        """Say what can be done to `item`, by what Facebook said of it when it was fetched."""
        if item.state is ItemState.ABSENT:
            return Powers((), reason="already_gone")
        if item.hints.get("where") == ELSEWHERE or (
            item.kind is Kind.MENTION and item.hints.get("where") != VISITOR
        ):
            return Powers((), reason="not_our_conversation", manual="facebook_report_in_app")
        able = _able(item)
        verbs: list[Power] = []
        if Verb.HIDE in able and item.state is not ItemState.HIDDEN:
            verbs.append(Power(Verb.HIDE, True, True, "facebook_hidden_stays_visible_to_friends"))
        if Verb.RESTORE in able and item.state is not ItemState.VISIBLE:
            verbs.append(Power(Verb.RESTORE, True, True))
        if Verb.DELETE in able:
            verbs.append(Power(Verb.DELETE, False, True, "delete_cannot_be_undone"))
        if not verbs:
            return Powers((), reason="platform_does_not_allow", manual="facebook_act_on_page")
        return Powers(tuple(verbs), manual="facebook_act_on_page")

    def act(self, verb: Verb, item: Item) -> None:
        """Hide, restore or delete; to hide a hidden comment again is not an error.

        Raises:
            CommentGone: it is not there any more.
            NotSupported: this cannot be done to this item.
            ConnectorError: see connectors.errors.
        """
        if verb not in _able(item):
            raise NotSupported(f"Facebook cannot {verb.value} this item")
        if verb is Verb.DELETE:
            self._graph.delete(item.platform_id)
        else:
            # Graph reads the word "true", not Python's True.
            hide = "true" if verb is Verb.HIDE else "false"
            self._graph.post(item.platform_id, is_hidden=hide)

    def read(self, item: Item) -> Reading:
        """Read one comment or mention afresh.

        ABSENT only where Facebook says that it is not there while its thread, the comments
        of that thread and the token read well; else a lost right would look like a deletion.

        Raises:
            ConnectorError: see connectors.errors.
        """
        if not is_graph_id(item.platform_id):
            raise NotSupported("this item has no id that Facebook could read")
        try:
            row = self._graph.get(item.platform_id, "id,message,is_hidden")
        except CommentGone:
            absent = self._proves_absence(item)
            return Reading(ItemState.ABSENT if absent else ItemState.UNKNOWN)
        hidden = flag_of(row, "is_hidden")
        state = ItemState.HIDDEN if hidden else ItemState.VISIBLE
        return Reading(ItemState.UNKNOWN if hidden is None else state, text=text_of(row, "message"))

    def block(self, author_id: str) -> None:
        """Ban somebody from the Page; see Connector.block."""
        ban(self._graph, self._own_page(), author_id)

    def unblock(self, author_id: str) -> None:
        """Let somebody write on the Page again; see Connector.block."""
        unban(self._graph, self._own_page(), author_id)

    def read_author(self, author_id: str) -> AuthorState:
        """Look for somebody among those banned from the Page; see Connector.block."""
        banned = is_banned(self._graph, self._own_page(), author_id)
        return AuthorState.BLOCKED if banned else AuthorState.NOT_BLOCKED

    def look_at(self, hint: Hint, *, known_post: bool) -> Batch:
        """Read what a delivery hinted at; see connectors.webhook.Hooked."""
        return look_at(
            self._graph,
            self._own_page(),
            hint,
            known_post=known_post,
            comment_fields=_COMMENT_FIELDS,
            post_fields=_VISITOR_FIELDS if hint.post_platform_id else _TAGGED_FIELDS,
        )

    def subscribe(self) -> None:
        """Have the Page's feed and mentions delivered; see connectors.webhook.Hooked."""
        subscribe(self._graph, self._own_page(), self._graph.app_id)

    def subscribed(self) -> bool:
        """Ask whether they are delivered; see connectors.webhook.Hooked."""
        return is_subscribed(self._graph, self._own_page(), self._graph.app_id)

    def _proves_absence(self, item: Item) -> bool:
        thread = item.hints.get("thread") or item.post_platform_id or ""
        try:
            page_id = self._own_page()
            if id_of(self._graph.get("me", "id")) != page_id:
                return False
            if item.kind is Kind.MENTION:
                if item.hints.get("where") != VISITOR:
                    return False
                next(self._graph.pages(page_id, "visitor_posts", limit=1, fields="id"))
                return True
            if not is_graph_id(thread):
                return False
            count = "comments.filter(stream).limit(1).summary(true){id}"
            comments = optional_row(self._graph.get(thread, f"id,{count}"), "comments")
            # Graph leaves out what the token may not see, without an error.
            return comments is not None and all("id" in row for row in rows_of(comments))
        except ConnectorError:
            return False


def _able(item: Item) -> frozenset[Verb]:
    if not is_graph_id(item.platform_id) or item.hints.get("where") == ELSEWHERE:
        return frozenset()
    if item.kind is Kind.MENTION and item.hints.get("where") != VISITOR:
        return frozenset()
    able: set[Verb] = set()
    if item.hints.get("can_hide") == "true" or item.state is ItemState.HIDDEN:
        able |= {Verb.HIDE, Verb.RESTORE}
    if item.hints.get("can_remove") == "true":
        able.add(Verb.DELETE)
    return frozenset(able)


def _listed(row: Row) -> Listed:
    return Listed(
        platform_id=id_of(row),
        published_at=moment_of(row, "created_time"),
        count=summary_count(row, "comments"),
        updated_at=optional_moment(row, "updated_time"),
    )
