"""One fetch of an X account: its posts, then mentions, then the sweep for what mentions miss."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from connectors.base import Batch, FetchedAuthor, FetchedComment, FetchedPost, Gap, ItemState, Kind
from connectors.errors import PermissionMissing, UnexpectedAnswer
from connectors.x_calls import XCalls
from connectors.x_cursor import CONVERSATIONS, XCursor, newest
from connectors.x_errors import NOT_AUTHORISED, NOT_FOUND, SinceTooOld
from connectors.x_parse import EPOCH_MS, Page, Row, parse_page, time_of

PAGE = 100
#: How far back X's lists reach, in posts, and its search in time.
MENTIONS_REACH = 800
POSTS_REACH = 3200
SEARCH_REACH = timedelta(days=7)
#: Search finds a post up to half a minute late: each sweep looks again at this much.
SEARCH_OVERLAP_MS = 120_000
#: The longest query that self-serve plans may send.
QUERY_LENGTH = 512
#: The most pages one list can honestly have; more is a server that pages in a ring.
MOST_PAGES = 500

READ_SCOPE = "tweet.read users.read"

#: The request names, by HttpSettings.x_field_names. Under the "post" names X gives
#: authors and references by expansion only.
NAMES: dict[str, dict[str, str]] = {
    "tweet": {
        "tweet.fields": "author_id,conversation_id,created_at,in_reply_to_user_id,"
        "referenced_tweets,edit_history_tweet_ids,entities,attachments,public_metrics,note_tweet",
        "expansions": "author_id,referenced_tweets.id,attachments.media_keys",
        "user.fields": "username,name",
        "media.fields": "media_key,type",
    },
    "post": {
        "post.fields": "attachments,conversation_id,created_at,entities,note_post,public_metrics",
        "expansions": "author_id,in_reply_to_user_id,referenced_posts,edit_history_post_ids,"
        "attachments.media_keys",
        "user.fields": "username,name",
        "media.fields": "media_key,type",
    },
}


def look_up(calls: XCalls, ids: list[str], names: Mapping[str, str]) -> Page:
    """Return what X shows of up to 100 posts by id; those it does not show are in `problems`."""
    return parse_page(calls.get("/2/tweets", {"ids": ",".join(ids), **names}, scope=READ_SCOPE))


def sweep_queries(handle: str, conversations: tuple[str, ...]) -> list[str]:
    """Return the queries that find replies to the council, whether or not they name it.

    The first also finds replies straight to the council in anybody's conversation.
    """
    ending = f" -from:{handle} -is:retweet"
    queries: list[str] = []
    terms = [f"to:{handle}"]
    for conversation in conversations:
        term = f"conversation_id:{conversation}"
        if len(f"({' OR '.join([*terms, term])}){ending}") > QUERY_LENGTH:
            queries.append(f"({' OR '.join(terms)}){ending}")
            terms = []
        terms.append(term)
    return [*queries, f"({' OR '.join(terms)}){ending}"]


@dataclass
class XFetch:
    """State of one fetch. `start` is the last cursor, or a bare identity on the first fetch."""

    calls: XCalls
    names: Mapping[str, str]
    start: XCursor
    now: datetime
    _users: dict[str, FetchedAuthor] = field(default_factory=dict)
    _first_ids: dict[str, str] = field(default_factory=dict)
    _owners: dict[str, str] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _gaps: list[Gap] = field(default_factory=list)

    def batches(self) -> Iterator[Batch]:
        """Yield every page; the last batch alone carries the cursor and the gaps."""
        me = self.start.user_id
        self._owners = dict.fromkeys(self.start.conversations, me)
        posts = mentions = None
        for page in self._timeline(
            f"/2/users/{me}/tweets", self.start.posts, POSTS_REACH, exclude="retweets"
        ):
            posts = posts or newest(*(row.id for row in page.rows))
            # Whatever is in this timeline is the council's, told or not.
            yield self._batch(
                replace(page, rows=tuple(replace(row, author_id=me) for row in page.rows))
            )
        for page in self._timeline(f"/2/users/{me}/mentions", self.start.mentions, MENTIONS_REACH):
            mentions = mentions or newest(*(row.id for row in page.rows))
            yield self._batch(page)
        conversations = tuple(
            sorted((one for one, owner in self._owners.items() if owner == me), key=int)[::-1]
        )[:CONVERSATIONS]
        # Whatever was seen before a query began bounds what that query can have missed;
        # what a later query saw does not bound an earlier one.
        search = newest(self.start.search, posts, mentions)
        for number, query in enumerate(sweep_queries(self.start.handle, conversations)):
            first_page = True
            for page in self._sweep(query):
                if number == 0 and first_page:
                    search = newest(search, *(row.id for row in page.rows))
                first_page = False
                yield self._batch(page)
        cursor = replace(
            self.start,
            posts=newest(self.start.posts, posts),
            mentions=newest(self.start.mentions, mentions),
            search=search,
            conversations=conversations,
            fetched_at=self.now,
        )
        yield Batch(cursor=cursor.text(), gaps=tuple(self._gaps))

    def _timeline(self, path: str, since: str | None, reach: int, **params: str) -> Iterator[Page]:
        """Yield a timeline's pages, all asked with the same `since_id`; note a gap at its end."""
        if since is not None:
            params["since_id"] = since
        rows: list[Row] = []
        for page in self._pages(path, params, "pagination_token"):
            rows += page.rows
            yield page
        # X drops withheld posts from a page after counting them, so that the end of its
        # reach can show as a few posts less.
        if since is not None and len(rows) > reach - PAGE:
            oldest = min(rows, key=lambda row: int(row.id))
            stream = path.rsplit("/", 1)[-1].replace("tweets", "posts")
            self._gaps.append(Gap(time_of(since), time_of(oldest.id), f"x_{stream}_{reach}"))

    def _sweep(self, query: str) -> Iterator[Page]:
        params = {"query": query, "sort_order": "recency"}
        since = self._search_since()
        if since is None:
            yield from self._pages("/2/tweets/search/recent", params, "next_token")
            return
        pages = self._pages("/2/tweets/search/recent", {**params, "since_id": since}, "next_token")
        try:
            first = next(pages, None)
        except SinceTooOld:
            yield from self._pages("/2/tweets/search/recent", params, "next_token")
            return
        if first is not None:
            yield first
            yield from pages

    def _search_since(self) -> str | None:
        """Return the id to search from; None where search reaches less far back than that.

        An old id alone is no gap: on a quiet account nothing newer has come.
        """
        last = self.start.fetched_at
        reach = self.now - SEARCH_REACH
        if (
            last is not None
            and last < reach
            and all(g.reason != "x_search_7_days" for g in self._gaps)
        ):
            self._gaps.append(Gap(last, reach, "x_search_7_days"))
        if self.start.search is None or time_of(self.start.search) < reach:
            return None
        zero = EPOCH_MS + SEARCH_OVERLAP_MS
        made = int(time_of(self.start.search).timestamp() * 1000)
        return str((made - zero) << 22) if made > zero else None

    def _pages(self, path: str, params: Mapping[str, str], token_name: str) -> Iterator[Page]:
        asked = {**params, "max_results": str(PAGE), **self.names}
        tokens: Counter[str] = Counter()
        while True:
            page = parse_page(self.calls.get(path, asked, scope=READ_SCOPE))
            if not page.rows and page.problems:
                raise self._refused(page)
            yield page
            if page.next_token is None:
                return
            tokens[page.next_token] += 1
            if tokens[page.next_token] > 2 or tokens.total() >= MOST_PAGES:
                raise UnexpectedAnswer("X's pages lead round in a ring")
            asked[token_name] = page.next_token

    def _refused(self, page: Page) -> Exception:
        problem = page.problems[0]
        said = self.calls.clean(problem.said)
        if problem.kind in (NOT_FOUND, NOT_AUTHORISED):
            return PermissionMissing(f"X does not show this list: {said} (needed: {READ_SCOPE})")
        return UnexpectedAnswer(f"X's answer holds an error alone: {said}")

    def _batch(self, page: Page) -> Batch:
        self._users |= page.users
        rows = [*page.rows, *page.others.values()]
        for row in rows:
            self._first_ids |= dict.fromkeys(row.versions, row.first_id)
        self._learn_owners(rows)
        fresh = [row for row in page.rows if row.id not in self._seen and not row.repost]
        self._seen |= {row.id for row in fresh}
        me = self.start.user_id
        posts = [row for row in fresh if row.author_id == me and row.starts_conversation]
        return Batch(
            comments=tuple(self._comment(row) for row in fresh if row not in posts),
            posts=tuple(map(self._post, posts)),
        )

    def _learn_owners(self, rows: list[Row]) -> None:
        """Learn who started each conversation; ask X about those that the rows do not tell."""
        for row in rows:
            if row.author_id and row.starts_conversation:
                self._owners |= dict.fromkeys(row.versions, row.author_id)
            if row.reply_to_user_id and row.parent_id == row.conversation_id and row.parent_id:
                self._owners.setdefault(row.parent_id, row.reply_to_user_id)
        unknown = sorted(
            {
                row.conversation_id
                for row in rows
                if row.conversation_id
                and not row.starts_conversation
                and row.conversation_id not in self._owners
            }
        )
        for at in range(0, len(unknown), PAGE):
            asked = unknown[at : at + PAGE]
            page = look_up(self.calls, asked, self.names)
            self._users |= page.users
            for row in page.rows:
                self._first_ids |= dict.fromkeys(row.versions, row.first_id)
                self._owners |= dict.fromkeys((*row.versions, row.id), row.author_id or "")
            for conversation in asked:
                self._owners.setdefault(conversation, "")

    def _post(self, row: Row) -> FetchedPost:
        return FetchedPost(
            platform_id=row.first_id,
            text=row.text,
            published_at=row.published_at,
            edited_at=row.edited_at,
            permalink=permalink(self.start.handle, row.id),
            declared_comments=row.replies,
        )

    def _comment(self, row: Row) -> FetchedComment:
        me = self.start.user_id
        conversation = row.conversation_id or (row.first_id if row.starts_conversation else "")
        owner = self._owners.get(conversation, "")
        own = row.author_id == me
        ours = owner == me and not row.starts_conversation
        post_id = self._first_ids.get(conversation, conversation) if ours else None
        parent_id = self._first_ids.get(row.parent_id, row.parent_id) if row.parent_id else None
        if parent_id == post_id or row.parent_id == conversation:
            parent_id = None
        if ours:
            kind = Kind.COMMENT if parent_id is None else Kind.REPLY
        else:
            kind = Kind.REPLY if own else Kind.MENTION
        author = None
        if row.author_id:
            author = self._users.get(row.author_id) or FetchedAuthor(row.author_id)
        return FetchedComment(
            platform_id=row.first_id,
            kind=kind,
            text=row.text,
            published_at=row.published_at,
            post_platform_id=post_id,
            parent_platform_id=parent_id,
            author=author,
            edited_at=row.edited_at,
            # No read of X says whether a reply is hidden: do not claim that it is not.
            state=ItemState.VISIBLE if own else ItemState.UNKNOWN,
            attachments=row.attachments,
            permalink=permalink(author.handle if author else "", row.id),
            own=own,
            hints={
                "account_id": me,
                "conversation_id": conversation,
                "conversation_owner_id": owner,
                "newest_id": row.newest_id,
                **self._summons(row),
            },
        )

    def _summons(self, row: Row) -> dict[str, str]:
        """Say whether it names or quotes the council, which alone lets the council reply."""
        if row.mentions is None:
            return {}
        quotes = row.quoted_id is not None and self._owners.get(row.quoted_id) == self.start.user_id
        summoned = self.start.user_id in row.mentions or quotes
        return {"summoned": "true" if summoned else "false"}


def permalink(handle: str, post_id: str) -> str:
    """Return a post's address; X leads "i" to the right author."""
    shown = handle if handle.isascii() and handle.replace("_", "a").isalnum() else "i"
    return f"https://x.com/{shown}/status/{post_id}"
