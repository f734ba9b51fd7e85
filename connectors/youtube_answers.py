"""What YouTube's answers mean: items, states and refusals, without making any call.

Source: https://developers.google.com/youtube/v3/docs/commentThreads,
https://developers.google.com/youtube/v3/docs/errors
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import requests

from connectors.answers import (
    Json,
    cleaned,
    id_in,
    json_object,
    moment_in,
    number_in,
    object_in,
    objects_in,
    optional_number,
    optional_text,
    text_in,
)
from connectors.base import FetchedAuthor, FetchedComment, FetchedPost, Identity, ItemState, Kind
from connectors.errors import (
    BudgetSpent,
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    NotSupported,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)

_PACIFIC = ZoneInfo("America/Los_Angeles")

#: moderationStatus -> what we call it.
STATES = {
    "published": ItemState.VISIBLE,
    "heldForReview": ItemState.HELD,
    "likelySpam": ItemState.LIKELY_SPAM,
    "rejected": ItemState.REJECTED,
}

_BUDGET = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_SIGN_IN = frozenset({"authError", "invalidCredentials", "youtubeSignupRequired"})
_NOT_POSSIBLE = frozenset({"banWithoutReject", "operationNotSupported"})


@dataclass(frozen=True, slots=True)
class Thread:
    """One thread as a list shows it; the top comment comes first in `comments`.

    `replies` is YouTube's own count, which may be more than the replies in `comments`.
    """

    id: str
    post_platform_id: str | None
    replies: int
    comments: tuple[FetchedComment, ...]

    @property
    def top(self) -> FetchedComment:
        return self.comments[0]

    @property
    def complete(self) -> bool:
        return self.replies <= len(self.comments) - 1


def page_of(answer: Json, kind: str) -> list[Json]:
    """Return the items of a list answer of this `kind` ("youtube#commentListResponse").

    The kind is checked because an empty list is proof that something is not there:
    any other JSON object would read as one.
    """
    if answer.get("kind") != kind:
        raise UnexpectedAnswer(f"the answer is not a {kind}")
    return objects_in(answer, "items")


def parse_identity(channel: Json, missing_permissions: tuple[str, ...]) -> Identity:
    snippet = object_in(channel, "snippet")
    statistics = channel.get("statistics")
    followers = None
    if isinstance(statistics, dict) and not statistics.get("hiddenSubscriberCount"):
        followers = optional_number(statistics, "subscriberCount")
    return Identity(
        platform_id=id_in(channel, "id"),
        handle=optional_text(snippet, "customUrl"),
        name=text_in(snippet, "title"),
        followers=followers,
        missing_permissions=missing_permissions,
    )


def uploads_of(channel: Json) -> str | None:
    """Return the id of the playlist of all the channel's videos."""
    details = channel.get("contentDetails")
    lists = details.get("relatedPlaylists") if isinstance(details, dict) else None
    if isinstance(lists, dict) and optional_text(lists, "uploads"):
        return optional_text(lists, "uploads")
    channel_id = id_in(channel, "id")
    return f"UU{channel_id[2:]}" if channel_id.startswith("UC") else None


def parse_video(item: Json) -> FetchedPost:
    """Read one item of the uploads playlist."""
    snippet = object_in(item, "snippet")
    details = item.get("contentDetails")
    details = details if isinstance(details, dict) else {}
    video = optional_text(details, "videoId") or id_in(object_in(snippet, "resourceId"), "videoId")
    # The playlist item's own time is when it was listed, which is earlier than the
    # publication of a video that was scheduled.
    published = details if "videoPublishedAt" in details else snippet
    key = "videoPublishedAt" if published is details else "publishedAt"
    text = f"{text_in(snippet, 'title')}\n\n{optional_text(snippet, 'description')}".strip()
    return FetchedPost(
        platform_id=video,
        text=text,
        published_at=moment_in(published, key),
        permalink=f"https://www.youtube.com/watch?v={video}",
    )


def parse_comment(
    item: Json,
    channel_id: str,
    *,
    video: str | None = None,
    parent: str | None = None,
    unmarked: ItemState = ItemState.VISIBLE,
) -> FetchedComment:
    """Read one comment.

    Args:
        channel_id: the council's channel, which tells its own comments apart.
        video, parent: what the list it stands in says, used where the comment is silent.
        unmarked: the state of a comment without a moderationStatus.
    """
    snippet = object_in(item, "snippet")
    comment_id = id_in(item, "id")
    video = optional_text(snippet, "videoId") or video or None
    parent = optional_text(snippet, "parentId") or parent or None
    published_at = moment_in(snippet, "publishedAt")
    updated_at = moment_in(snippet, "updatedAt") if "updatedAt" in snippet else published_at
    author = author_of(snippet)
    channel = optional_text(snippet, "channelId")
    return FetchedComment(
        platform_id=comment_id,
        kind=Kind.REPLY if parent else Kind.COMMENT,
        text=text_in(snippet, "textDisplay"),
        published_at=published_at,
        post_platform_id=video,
        parent_platform_id=parent,
        author=author,
        edited_at=updated_at if updated_at > published_at else None,
        state=state_of(snippet, unmarked),
        attachments=("image",) if optional_text(snippet, "imageUrl") else (),
        permalink=permalink_of(video, comment_id),
        own=author is not None and author.platform_id == channel_id,
        hints={"channel": channel} if channel and channel != channel_id else {},
    )


def author_of(snippet: Json) -> FetchedAuthor | None:
    """Return who wrote it; YouTube leaves out the id of closed and of some brand channels."""
    identifier = snippet.get("authorChannelId")
    value = optional_text(identifier, "value") if isinstance(identifier, dict) else ""
    if not value:
        return None
    name = optional_text(snippet, "authorDisplayName")
    return FetchedAuthor(platform_id=value, handle=name if name.startswith("@") else "", name=name)


def state_of(snippet: Json, unmarked: ItemState) -> ItemState:
    status = optional_text(snippet, "moderationStatus")
    return STATES.get(status, ItemState.UNKNOWN) if status else unmarked


def permalink_of(video: str | None, comment_id: str) -> str:
    return f"https://www.youtube.com/watch?v={video}&lc={comment_id}" if video else ""


def parse_thread(item: Json, channel_id: str, *, listed: ItemState | None) -> Thread:
    """Read one thread with the replies that came along.

    `listed` is the state whose list it was found in, None where it was asked for by id. A
    list holds a thread for its top comment or for one reply, so the list's state goes to
    an unmarked top comment only where the thread is not public.
    """
    snippet = object_in(item, "snippet")
    video = optional_text(snippet, "videoId") or None
    if snippet.get("isPublic", True):
        unmarked = ItemState.VISIBLE
    else:
        unmarked = listed or ItemState.UNKNOWN
    top = parse_comment(
        object_in(snippet, "topLevelComment"), channel_id, video=video, unmarked=unmarked
    )
    thread_id = id_in(item, "id")
    if top.parent_platform_id is not None or top.platform_id != thread_id:
        raise UnexpectedAnswer("a thread's top comment is not its own")
    inline = objects_in(object_in(item, "replies"), "comments") if "replies" in item else []
    replies = (
        parse_comment(reply, channel_id, video=top.post_platform_id, parent=thread_id)
        for reply in inline
    )
    return Thread(
        id=thread_id,
        post_platform_id=top.post_platform_id,
        replies=number_in(snippet, "totalReplyCount"),
        comments=(top, *replies),
    )


def with_state(comment: FetchedComment, state: ItemState) -> FetchedComment:
    return replace(comment, state=state)


def quota_reset(now: datetime) -> datetime:
    """Return when the daily quota is filled again: the next midnight in California."""
    local = now.astimezone(_PACIFIC)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), _PACIFIC)
    return midnight.astimezone(now.tzinfo)


def refusal(
    answer: requests.Response, *, now: datetime, secrets: Iterable[str]
) -> tuple[str, ConnectorError]:
    """Return YouTube's reason for an answer that is not a success, and what it means."""
    status = answer.status_code
    reason, message = _reason_of(answer)
    words = cleaned(f"{status} {reason} {message}".strip(), secrets)
    return reason, _meaning(status, reason, f"YouTube answered {words}", answer, now)


def _reason_of(answer: requests.Response) -> tuple[str, str]:
    try:
        body: Any = json_object(answer)
    except UnexpectedAnswer:
        return "", ""
    error = body.get("error")
    if not isinstance(error, dict):
        return (error[:60] if isinstance(error, str) else ""), ""
    errors = error.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    reason = optional_text(first, "reason") if isinstance(first, dict) else ""
    return reason[:60], optional_text(error, "message")


def _meaning(
    status: int, reason: str, words: str, answer: requests.Response, now: datetime
) -> ConnectorError:
    if reason in _BUDGET:
        return BudgetSpent(words, retry_at=quota_reset(now))
    if reason in _TOO_FAST or status == 429:
        return RateLimited(words, retry_at=_retry_after(answer, now))
    if status >= 500 or status == 408:
        return PlatformUnavailable(words)
    if status == 401 or reason in _SIGN_IN:
        return CredentialsRejected(words)
    if reason in _NOT_POSSIBLE:
        return NotSupported(words)
    if reason == "processingFailure":
        return PlatformUnavailable(words)
    if status == 403:
        # A page that is no JSON is a proxy's or a firewall's, not YouTube's own word.
        return PermissionMissing(words) if reason else UnexpectedAnswer(words)
    if status == 404 and reason:
        return CommentGone(words)
    return UnexpectedAnswer(words)


def _retry_after(answer: requests.Response, now: datetime) -> datetime | None:
    seconds = answer.headers.get("Retry-After", "")
    if seconds.isascii() and seconds.isdigit() and len(seconds) < 7:
        return now + timedelta(seconds=int(seconds))
    return None
