"""Comments on one YouTube channel, through the YouTube Data API v3."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from connectors.answers import Json, id_in, json_object, optional_text
from connectors.base import (
    AuthorPowers,
    Batch,
    Charge,
    CredentialField,
    FetchedComment,
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
from connectors.youtube_answers import (
    STATES,
    Thread,
    page_of,
    parse_comment,
    parse_identity,
    parse_thread,
    parse_video,
    uploads_of,
)
from connectors.youtube_api import API, SCOPE, YouTubeApi
from connectors.youtube_cursor import Cursor, is_fresh, newest, unchanged
from connectors.youtube_oauth import YouTubeSignIn
from connectors.youtube_replies import YouTubeReplies

_THREADS = "youtube#commentThreadListResponse"
_COMMENTS = "youtube#commentListResponse"
_CHANNELS = "youtube#channelListResponse"
_VIDEOS = "youtube#playlistItemListResponse"

#: Lists are by a thread's age and take a while to agree; reading goes back this much further.
OVERLAP = timedelta(hours=1)
#: Pages of held and likely-spam threads that are read even where they are old: a comment
#: may be held long after it was written.
OLD_PAGES = 5
#: A write takes this many units of the day's quota, a read one.
WRITE_UNITS = 50
#: A list may show a page again while it changes; one that only repeats itself is at fault.
MAX_REPEATS = 3

_TARGETS = {Verb.HOLD: "heldForReview", Verb.REJECT: "rejected", Verb.RESTORE: "published"}
_RESULTS = {Verb.HOLD: ItemState.HELD, Verb.REJECT: ItemState.REJECTED}
_HOLD = Power(Verb.HOLD, reversible=True, readable=True)
_RESTORE = Power(Verb.RESTORE, reversible=True, readable=True)
_REJECT = Power(Verb.REJECT, reversible=False, readable=True, note="youtube_reject_is_for_ever")
_DELETE = Power(Verb.DELETE, reversible=False, readable=True, note="delete_cannot_be_undone")


@names_its_platform
class YouTubeConnector(BlockedByHand, YouTubeReplies):
    """Comments on one channel's videos, in every moderation status.

    Quota of 10,000 units a day: a fetch with nothing new costs 6 to 10 units, a takedown 50.
    New replies are found in the 400 newest threads, which are looked at in turn:
    YouTube lists threads by age, so a new reply lifts no old thread.

    Source: https://developers.google.com/youtube/v3/docs/comments/setModerationStatus
    """

    platform: ClassVar[str] = "youtube"
    name: ClassVar[str] = "YouTube"
    default_base_url: ClassVar[str] = API
    author_powers: ClassVar[AuthorPowers] = AuthorPowers(False, "youtube_hide_user_in_studio")
    credential_fields: ClassVar[tuple[CredentialField, ...]] = (
        CredentialField("client_id", secret=False),
        CredentialField("client_secret"),
        CredentialField("refresh_token"),
        CredentialField("access_token", required=False),
        CredentialField("expires_at", required=False, secret=False),
        CredentialField("channel_id", required=False, secret=False),
    )
    #: Of a comment.
    message_limit: ClassVar[int | None] = 10_000
    message_length: ClassVar[Callable[[str], int]] = len
    sentences: ClassVar[Mapping[str, Sentence]] = {}
    sign_in: ClassVar[SignIn | None] = YouTubeSignIn()

    def __init__(
        self,
        credentials: Mapping[str, str],
        *,
        http: HttpSettings,
        save: SaveCredentials,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        missing = [f.name for f in self.credential_fields if f.required]
        missing = [name for name in missing if not credentials.get(name)]
        if missing:
            raise CredentialsRejected(f"YouTube credentials lack {', '.join(missing)}")
        self._expected = credentials.get("channel_id", "")
        self._now = now
        self._api = YouTubeApi(credentials, http=http, save=save, now=now)

    @classmethod
    def connect(
        cls, credentials: Mapping[str, str], *, http: HttpSettings, save: SaveCredentials
    ) -> "YouTubeConnector":
        return cls(credentials, http=http, save=save)

    @classmethod
    def charge(cls, call: Call) -> Charge:
        """Say how many units of quota a call takes; Google's token calls take none."""
        if not call.path.startswith("/youtube/"):
            return Charge("other", 0)
        return Charge("read", 1) if call.method == "GET" else Charge("write", WRITE_UNITS)

    def check(self) -> Identity:
        channel = self._channel()
        scopes = self._api.scopes
        missing = ("youtube.force-ssl",) if scopes is not None and SCOPE not in scopes else ()
        return parse_identity(channel, missing)

    def _channel(self) -> Json:
        """Return the signed-in channel; the wrong one would be moderated in error."""
        answer = self._api.get(
            "channels", part="id,snippet,statistics,contentDetails,status", mine="true"
        )
        channels = page_of(answer, _CHANNELS)
        if not channels:
            raise CredentialsRejected("the Google account signed in has no YouTube channel")
        if self._expected and id_in(channels[0], "id") != self._expected:
            raise CredentialsRejected("the credentials open another channel than the registered")
        return channels[0]

    # -- fetching -------------------------------------------------------------------

    def fetch(self, cursor: str | None) -> Iterator[Batch]:
        start = Cursor.read(cursor)
        channel = self._channel()
        channel_id = id_in(channel, "id")
        yield from self._posts(uploads_of(channel), start.since)
        progress = replace(start, watched=dict(start.watched))
        seen: dict[str, FetchedComment] = {}
        read: set[str] = set()
        for status in ("published", "likelySpam", "heldForReview"):
            if status == "likelySpam":
                # The look at known threads comes before the held lists, which alone
                # mark a held reply: what is yielded last is what is true.
                yield from self._known_threads(channel_id, start, progress, read, seen)
            for threads in self._listed(channel_id, status, start.since):
                yield from _batches(seen, [c for thread in threads for c in thread.comments])
                for thread in threads:
                    progress.note(thread)
                    known = thread.id in read or unchanged(start, thread)
                    read.add(thread.id)
                    if not thread.complete and not known:
                        yield from self._all_replies(thread, channel_id, seen)
                progress.since = newest(progress.since, threads, self._now())
                if start.since is None:
                    yield Batch(cursor=progress.write_unfinished())
        yield Batch(cursor=progress.write())

    def _posts(self, uploads: str | None, since: datetime | None) -> Iterator[Batch]:
        if uploads is None:
            return
        params = {"part": "snippet,contentDetails", "playlistId": uploads, "maxResults": "50"}
        for page in self._pages("playlistItems", _VIDEOS, params):
            posts = tuple(parse_video(item) for item in page)
            yield Batch(posts=posts)
            if since and posts and all(p.published_at < since - OVERLAP for p in posts):
                return

    def _listed(
        self, channel_id: str, status: str, since: datetime | None
    ) -> Iterator[tuple[Thread, ...]]:
        """Yield pages of the channel's threads of one status, until older than `since`."""
        at_least = 1 if status == "published" else OLD_PAGES
        pages = self._thread_pages({"allThreadsRelatedToChannelId": channel_id}, status)
        for number, page in enumerate(pages, start=1):
            threads = tuple(parse_thread(t, channel_id, listed=STATES[status]) for t in page)
            yield threads
            if not since or not threads or number < at_least:
                continue
            if all(thread.top.published_at < since - OVERLAP for thread in threads):
                return

    def _known_threads(
        self,
        channel_id: str,
        start: Cursor,
        progress: Cursor,
        read: set[str],
        seen: dict[str, FetchedComment],
    ) -> Iterator[Batch]:
        """Look at threads read before: new replies, and edits of the first comment."""
        since = (start.since - OVERLAP) if start.since else None
        ids = [id for id in progress.next_look() if id not in read]
        for at in range(0, len(ids), 50):
            answer = self._api.get(
                "commentThreads",
                part="id,snippet,replies",
                id=",".join(ids[at : at + 50]),
                textFormat="plainText",
            )
            found = [parse_thread(t, channel_id, listed=None) for t in page_of(answer, _THREADS)]
            # An answer by id leaves moderationStatus out, so a comment that is not
            # plainly public is left to the lists.
            tops = [t.top for t in found if t.top.state is not ItemState.UNKNOWN]
            yield from _batches(seen, [top for top in tops if is_fresh(top, since)])
            for thread in found:
                read.add(thread.id)
                progress.note(thread)
                fresh = any(is_fresh(reply, since) for reply in thread.comments[1:])
                if thread.replies and (fresh or not unchanged(start, thread)):
                    yield from self._all_replies(thread, channel_id, seen)

    def _all_replies(
        self, thread: Thread, channel_id: str, seen: dict[str, FetchedComment]
    ) -> Iterator[Batch]:
        for replies in self._replies(thread.id, thread.post_platform_id, channel_id):
            yield from _batches(seen, replies)

    def _replies(
        self, thread_id: str, video: str | None, channel_id: str
    ) -> Iterator[list[FetchedComment]]:
        params = {"part": "id,snippet", "parentId": thread_id, "maxResults": "100"}
        params["textFormat"] = "plainText"
        for page in self._pages("comments", _COMMENTS, params):
            yield [parse_comment(c, channel_id, video=video, parent=thread_id) for c in page]

    def _thread_pages(self, where: Mapping[str, str], status: str) -> Iterator[list[Json]]:
        params = {**where, "part": "id,snippet,replies", "order": "time", "maxResults": "100"}
        params |= {"textFormat": "plainText", "moderationStatus": status}
        return self._pages("commentThreads", _THREADS, params)

    def _pages(self, resource: str, kind: str, params: Mapping[str, str]) -> Iterator[list[Json]]:
        """Yield the items of each page of a list; none where what it is of is gone or closed."""
        token = ""
        read: set[str] = set()
        repeats = 0
        while True:
            page_token = {"pageToken": token} if token else {}
            reason, answer = self._api.send("GET", resource, {**params, **page_token})
            if isinstance(answer, ConnectorError):
                if reason in _EMPTY:
                    return
                if isinstance(answer, (CommentGone, NotSupported)):
                    raise UnexpectedAnswer(str(answer)) from answer
                raise answer
            page = json_object(answer)
            items = page_of(page, kind)
            yield items
            token = optional_text(page, "nextPageToken")
            if not token:
                return
            ids = {optional_text(item, "id") for item in items}
            repeats = repeats + 1 if ids <= read else 0
            if repeats > MAX_REPEATS:
                raise UnexpectedAnswer(f"YouTube's list of {resource} does not end")
            read |= ids

    # -- acting ---------------------------------------------------------------------

    def powers(self, item: Item) -> Powers:
        if item.hints.get("channel"):
            return Powers((), reason="not_our_conversation", manual="youtube_report_by_hand")
        if item.state is ItemState.ABSENT:
            return Powers((), reason="already_gone")
        if item.own:
            return Powers((_DELETE,))
        if item.state is ItemState.REJECTED:
            return Powers((), reason="youtube_reject_is_for_ever")
        if item.state is ItemState.HELD:
            return Powers((_RESTORE, _REJECT))
        if item.state in (ItemState.LIKELY_SPAM, ItemState.UNKNOWN):
            return Powers((_RESTORE, _HOLD, _REJECT))
        return Powers((_HOLD, _REJECT))

    def act(self, verb: Verb, item: Item) -> None:
        done = item.state is _RESULTS.get(verb) and not item.own and not item.hints.get("channel")
        if self.powers(item).get(verb) is None and not done:
            raise NotSupported(f"YouTube cannot {verb} this comment")
        if verb is Verb.DELETE:
            reason, answer = self._api.send("DELETE", "comments", {"id": item.platform_id})
        else:
            params = {"id": item.platform_id, "moderationStatus": _TARGETS[verb]}
            if verb is Verb.REJECT:
                params["banAuthor"] = "false"
            reason, answer = self._api.send("POST", "comments/setModerationStatus", params)
        if not isinstance(answer, ConnectorError):
            if answer.status_code != 204:
                # A maintenance page says 200 too; taking it for a yes would be a lie.
                raise UnexpectedAnswer(f"YouTube answered {answer.status_code}, not 204")
            return
        if reason in _DOUBTFUL and self._by_id(item.platform_id) is None:
            raise CommentGone(str(answer)) from answer
        raise answer

    # -- reading --------------------------------------------------------------------

    def read(self, item: Item) -> Reading:
        comment = self._by_id(item.platform_id)
        if comment is None:
            absent = self._can_read_around(item)
            return Reading(ItemState.ABSENT if absent else ItemState.UNKNOWN)
        state = comment.state
        if state is ItemState.UNKNOWN:
            video = comment.post_platform_id or item.post_platform_id
            parent = comment.parent_platform_id or item.parent_platform_id
            state = self._state_in_lists(comment, video, parent)
        return Reading(state, text=comment.text)

    def _by_id(self, comment_id: str) -> FetchedComment | None:
        answer = self._api.get("comments", part="id,snippet", id=comment_id, textFormat="plainText")
        found = [
            parse_comment(item, "", unmarked=ItemState.UNKNOWN)
            for item in page_of(answer, _COMMENTS)
        ]
        if not found:
            return None
        if found[0].platform_id != comment_id:
            raise UnexpectedAnswer("YouTube answered with another comment than the one asked for")
        return found[0]

    def _can_read_around(self, item: Item) -> bool:
        """Say whether what the comment stood under still reads well, so its absence is one."""
        if item.post_platform_id is None:
            return bool(self._channel())
        params = {"part": "id", "videoId": item.post_platform_id, "maxResults": "1"}
        _, answer = self._api.send("GET", "commentThreads", params)
        if isinstance(answer, (CommentGone, PermissionMissing)):
            return False
        if isinstance(answer, ConnectorError):
            raise answer
        page_of(json_object(answer), _THREADS)
        return True

    def _state_in_lists(
        self, comment: FetchedComment, video: str | None, parent: str | None
    ) -> ItemState:
        """Find the state of a comment whose answer by id does not tell it."""
        if parent:
            for replies in self._replies(parent, video, ""):
                for reply in replies:
                    if reply.platform_id == comment.platform_id:
                        return reply.state
            return ItemState.UNKNOWN
        where = {"videoId": video} if video else {}
        where = where or {"allThreadsRelatedToChannelId": id_in(self._channel(), "id")}
        for status in ("heldForReview", "likelySpam", "published"):
            for page in self._thread_pages(where, status):
                threads = [parse_thread(t, "", listed=STATES[status]) for t in page]
                for thread in threads:
                    if thread.id == comment.platform_id and thread.top.state is STATES[status]:
                        return thread.top.state
                if threads and all(t.top.published_at < comment.published_at for t in threads):
                    break
        return ItemState.UNKNOWN


#: YouTube says these of a comment that is gone, and of one that is there.
_DOUBTFUL = frozenset({"forbidden", "processingFailure"})
#: Reasons that make a list an empty one: comments closed, no uploads, a thread now gone.
_EMPTY = frozenset({"commentsDisabled", "playlistNotFound", "commentNotFound"})


def _batches(seen: dict[str, FetchedComment], comments: list[FetchedComment]) -> Iterator[Batch]:
    """Yield one batch of those of `comments` that this fetch has not yielded as they are."""
    fresh: dict[str, FetchedComment] = {}
    for comment in comments:
        if seen.get(comment.platform_id) != comment:
            fresh[comment.platform_id] = seen[comment.platform_id] = comment
    if fresh:
        yield Batch(comments=tuple(fresh.values()))
