"""The simulator's YouTube: the Data API v3 and Google's token endpoint, over the world.

Source: https://developers.google.com/youtube/v3/docs
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from werkzeug.wrappers import Request, Response

from connectors.simulator import ids
from connectors.simulator.faults import FaultKind, Faults
from connectors.simulator.habits import Habits, New
from connectors.simulator.items import SimAccount, SimComment
from connectors.simulator.sign_ins import Door, YouTubeDoor
from connectors.simulator.world import World
from connectors.simulator.youtube_replies import insert_reply
from connectors.simulator.youtube_shapes import (
    channel_resource,
    comment_resource,
    list_response,
    no_content,
    problem,
    thread_resource,
    token_problem,
    token_response,
    video_item,
)

_API = "/youtube/v3/"
_SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
_PACIFIC = ZoneInfo("America/Los_Angeles")
#: moderationStatus -> the world's state.
_STATES = {
    "published": "visible",
    "heldForReview": "held",
    "likelySpam": "likely_spam",
    "rejected": "rejected",
}
_WRITE_COST = 50


def _credentials(account: SimAccount) -> dict[str, str]:
    extra = {name: account.extra[name] for name in ("client_id", "client_secret", "refresh_token")}
    return {**extra, "access_token": account.token, "channel_id": account.id}


def _comment_id(new: New) -> str:
    """Return a comment's id; a reply's begins with its thread's."""
    if new.parent is not None:
        return f"{new.parent}.{ids.letters(new.seed, 'youtube-reply', new.n, 22)}"
    middle = ids.letters(new.seed, "youtube-comment", new.n, 16)
    return "Ug" + "wxyz"[new.n % 4] + middle + "4AaABAg"


class YouTubePart:
    """Answers as YouTube does, to the owner of a channel.

    Args:
        page_size: the most items on one page, however many are asked for.
        daily_units: the quota of one day in California.
        marks_by_id: whether a comment asked for by its id carries moderationStatus. The
            documentation tells it both ways.
    """

    platform: ClassVar[str] = "youtube"
    door: ClassVar[type[Door] | None] = YouTubeDoor
    habits: ClassVar[Habits] = Habits(
        _credentials,
        author_id=lambda seed, n: "UC" + ids.letters(seed, "youtube-author", n, 22),
        post_id=lambda new: ids.letters(new.seed, "youtube-video", new.n, 11),
        comment_id=_comment_id,
        handle=lambda handle: "@" + handle,
        post_kind="video",
        depth=1,
    )

    def __init__(
        self,
        world: World,
        faults: Faults,
        *,
        page_size: int = 100,
        daily_units: int = 10_000,
        marks_by_id: bool = True,
    ) -> None:
        self._world = world
        self._faults = faults
        self._page_size = page_size
        self._daily_units = daily_units
        self._marks_by_id = marks_by_id
        self._spent: dict[tuple[str, date], int] = {}
        self._routes: dict[tuple[str, str], Callable[[Request, SimAccount], Response]] = {
            ("GET", "channels"): self._channels,
            ("GET", "playlistItems"): self._playlist_items,
            ("GET", "commentThreads"): self._comment_threads,
            ("GET", "comments"): self._comments,
            ("POST", "comments"): lambda request, account: insert_reply(
                world, account, request.get_json(silent=True), ignored=self._is_ignored(request)
            ),
            ("DELETE", "comments"): self._delete,
            ("POST", "comments/setModerationStatus"): self._set_status,
        }

    def handle(self, request: Request) -> Response:
        with self._world.lock:
            if request.path == "/token":
                return self._token(request)
            route = self._routes.get((request.method, request.path.removeprefix(_API)))
            if route is None or not request.path.startswith(_API):
                return problem(404, "notFound", "Requested entity was not found.", "global")
            account = self._signed_in(request)
            if account is None:
                return self.error(FaultKind.EXPIRED_TOKEN)
            if not self._spend(account, 1 if request.method == "GET" else _WRITE_COST):
                return problem(403, "quotaExceeded", _QUOTA, "youtube.quota")
            return route(request, account)

    def error(self, kind: FaultKind) -> Response:
        if kind is FaultKind.RATE_LIMITED:
            answer = problem(429, "rateLimitExceeded", _EXHAUSTED, "global")
            answer.headers["Retry-After"] = "60"
            return answer
        if kind is FaultKind.RATE_LIMITED_NO_RESET:
            return problem(403, "rateLimitExceeded", _PER_MINUTE, "usageLimits")
        if kind is FaultKind.EXPIRED_TOKEN:
            where = {"locationType": "header", "location": "Authorization"}
            return problem(401, "authError", "Invalid Credentials", "global", **where)
        return problem(500, "backendError", "Backend Error", "global")

    # -- who calls, and what it costs -------------------------------------------------

    def _signed_in(self, request: Request) -> SimAccount | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        account = self._world.account_by_token(token) if scheme == "Bearer" else None
        return account if account is not None and account.platform == self.platform else None

    def _spend(self, account: SimAccount, units: int) -> bool:
        day = (account.key, self._world.now().astimezone(_PACIFIC).date())
        spent = self._spent.get(day, 0) + units
        if spent > self._daily_units:
            return False
        self._spent = {day: spent} | {k: v for k, v in self._spent.items() if k != day}
        return True

    def _token(self, request: Request) -> Response:
        """Give a new access token for a refresh token; the old access token dies."""
        if request.method != "POST":
            return token_problem(404, "invalid_request", "Not Found")
        form = request.form
        if form.get("grant_type") != "refresh_token":
            return token_problem(400, "unsupported_grant_type", "Invalid grant_type")
        for account in self._world.accounts.values():
            extra = account.extra
            if account.platform != self.platform or not _same(form, extra, "client_id"):
                continue
            if not _same(form, extra, "client_secret"):
                return token_problem(401, "invalid_client", "Unauthorized")
            if _same(form, extra, "refresh_token"):
                token = f"ya29.{secrets.token_urlsafe(48)}"
                self._world.rotate_tokens(account.key, token=token)
                return token_response(token, _SCOPE)
        if any(_same(form, a.extra, "client_id") for a in self._world.accounts.values()):
            return token_problem(400, "invalid_grant", "Token has been expired or revoked.")
        return token_problem(401, "invalid_client", "The OAuth client was not found.")

    # -- lists ----------------------------------------------------------------------

    def _channels(self, request: Request, account: SimAccount) -> Response:
        if missing := _missing(request, "part"):
            return missing
        wanted = request.args.get("id", "").split(",")
        mine = request.args.get("mine") == "true"
        found = [account] if mine or account.id in wanted else []
        videos = self._world.posts_of(account.key)
        items = [channel_resource(channel, len(videos)) for channel in found]
        return list_response("youtube#channelListResponse", items, page_size=5)

    def _playlist_items(self, request: Request, account: SimAccount) -> Response:
        if missing := _missing(request, "part", "playlistId"):
            return missing
        playlist = request.args["playlistId"]
        if playlist != account.extra.get("uploads"):
            words = "The playlist identified with the request's playlistId cannot be found."
            return problem(404, "playlistNotFound", words, "youtube.playlistItem")
        videos = self._world.posts_of(account.key)
        items = [video_item(post, account, playlist, n) for n, post in enumerate(videos)]
        return self._page(request, "youtube#playlistItemListResponse", items, most=50)

    def _comment_threads(self, request: Request, account: SimAccount) -> Response:
        args = request.args
        if missing := _missing(request, "part"):
            return missing
        status = args.get("moderationStatus", "published")
        if status not in ("published", "heldForReview", "likelySpam"):
            return problem(400, "invalidParameter", "Invalid moderationStatus", "global")
        tops = [c for c in self._world.comments_of(account.key) if not c.parent_id and not _gone(c)]
        if "id" in args:
            if "moderationStatus" in args:
                return problem(400, "incompatibleParameters", "Incompatible", "global")
            wanted = args["id"].split(",")
            tops = [top for top in tops if top.id in wanted]
        elif "videoId" in args:
            post = self._world.posts.get(args["videoId"])
            if post is None or post.deleted:
                where = {"locationType": "parameter", "location": "videoId"}
                words = _NO_VIDEO
                return problem(404, "videoNotFound", words, "youtube.commentThread", **where)
            tops = [top for top in tops if top.post_id == post.id]
        elif args.get("allThreadsRelatedToChannelId") != account.id:
            where = {"locationType": "parameter", "location": "allThreadsRelatedToChannelId"}
            words = "The channel specified could not be found."
            return problem(404, "channelNotFound", words, "youtube.commentThread", **where)
        items = []
        for top in tops:
            replies = self._replies(account, top)
            if "id" in args or self._is_listed(top, replies, _STATES[status]):
                items.append(self._thread(request, account, top, replies, _STATES[status]))
        return self._page(request, "youtube#commentThreadListResponse", items, most=100)

    def _replies(self, account: SimAccount, top: SimComment) -> list[SimComment]:
        return [c for c in self._world.comments_of(account.key, parent_id=top.id) if not _gone(c)]

    @staticmethod
    def _is_listed(top: SimComment, replies: list[SimComment], state: str) -> bool:
        """A thread is listed for its first comment, or for one reply that waits for review."""
        if top.state == state:
            return True
        return state != "visible" and any(reply.state == state for reply in replies)

    def _thread(
        self,
        request: Request,
        account: SimAccount,
        top: SimComment,
        replies: list[SimComment],
        state: str,
    ) -> dict[str, Any]:
        by_id = "id" in request.args
        inline = [reply for reply in replies if by_id or reply.state == state]
        marked = not by_id
        return thread_resource(
            top,
            inline[:5],
            len(replies),
            account,
            html=request.args.get("textFormat") != "plainText",
            marked=marked,
            parts=request.args["part"].split(","),
        )

    def _comments(self, request: Request, account: SimAccount) -> Response:
        args = request.args
        if missing := _missing(request, "part"):
            return missing
        mine = self._world.comments_of(account.key)
        if "id" in args:
            wanted = args["id"].split(",")
            found = [c for c in mine if c.id in wanted and not _gone(c)]
        elif "parentId" in args:
            top = self._world.comments.get(args["parentId"])
            if top is None or top.deleted or top.account_key != account.key:
                return problem(404, "commentNotFound", _NO_COMMENT, "youtube.comment")
            found = self._replies(account, top)
        else:
            words = "No filter selected. Expected one of: id, parentId"
            return problem(400, "missingRequiredParameter", words, "youtube.parameter")
        html = args.get("textFormat") != "plainText"
        by_id = "id" in args
        marked = self._marks_by_id or not by_id
        items = [
            comment_resource(c, account, html=html, marked=marked, always=by_id) for c in found
        ]
        return self._page(request, "youtube#commentListResponse", items, most=100)

    def _page(
        self, request: Request, kind: str, items: list[dict[str, Any]], *, most: int
    ) -> Response:
        asked = request.args.get("maxResults", "20")
        if not (asked.isascii() and asked.isdigit() and 0 < int(asked) <= most):
            return problem(400, "invalidParameter", "Invalid maxResults", "global")
        if "id" in request.args:
            # What was asked for by id comes whole, and takes no page.
            return list_response(kind, items, page_size=len(items))
        size = min(int(asked), self._page_size)
        token = request.args.get("pageToken", "0.0")
        start, _, again = token.partition(".")
        if not (start.isascii() and start.isdigit() and again.isascii() and again.isdigit()):
            words = "The request specifies an invalid page token."
            return problem(400, "invalidPageToken", words, "youtube.parameter")
        at = int(start)
        page, onward = items[at : at + size], at + size
        more = f"{onward}.0" if onward < len(items) else None
        where = {"method": request.method, "path": request.path}
        if page and self._faults.take(self.platform, FaultKind.PAGE_TWICE, **where):
            more = f"{at}.{int(again) + 1}"
        if self._faults.take(self.platform, FaultKind.OUT_OF_ORDER, **where):
            page = page[::-1]
        return list_response(kind, page, page_size=size, more=more, total=len(items))

    # -- writes ---------------------------------------------------------------------

    def _delete(self, request: Request, account: SimAccount) -> Response:
        if missing := _missing(request, "id"):
            return missing
        comment = self._target(request, request.args["id"])
        if comment is None or comment.account_key != account.key or _gone(comment):
            return problem(404, "commentNotFound", _NO_COMMENT, "youtube.comment")
        if not comment.by_council:
            return problem(403, "forbidden", _MAY_NOT_DELETE, "youtube.comment")
        if not self._is_ignored(request):
            self._world.delete_comment(comment.id)
        return no_content()

    def _set_status(self, request: Request, account: SimAccount) -> Response:
        """Set the status of up to 50 comments, of all or of none."""
        if missing := _missing(request, "id", "moderationStatus"):
            return missing
        status = request.args["moderationStatus"]
        wanted = request.args["id"].split(",")
        if status not in ("published", "heldForReview", "rejected") or len(wanted) > 50:
            return problem(400, "invalidParameter", "Invalid moderationStatus", "global")
        if request.args.get("banAuthor") == "true" and status != "rejected":
            return problem(400, "banWithoutReject", _BAN, "youtube.comment")
        found = []
        for id in wanted:
            comment = self._target(request, id)
            if comment is None:
                return problem(404, "commentNotFound", _NO_COMMENT, "youtube.comment")
            if comment.account_key != account.key:
                return problem(403, "forbidden", _MAY_NOT, "youtube.comment")
            if comment.deleted:
                return problem(400, "processingFailure", _FAILURE, "youtube.comment")
            if comment.state == "rejected" and status != "rejected":
                return problem(400, "operationNotSupported", _NOT_DONE, "youtube.comment")
            found.append(comment)
        if not self._is_ignored(request):
            for comment in found:
                self._world.set_state(comment.id, _STATES[status])
        return no_content()

    def _target(self, request: Request, id: str) -> SimComment | None:
        comment = self._world.comments.get(id)
        where = {"method": request.method, "path": request.path}
        if comment is None or comment.deleted:
            return comment
        if self._faults.take(self.platform, FaultKind.GONE_BEFORE_ACTION, **where):
            self._world.delete_comment(id)
        return comment

    def _is_ignored(self, request: Request) -> bool:
        where = {"method": request.method, "path": request.path}
        return self._faults.take(self.platform, FaultKind.ACTION_IGNORED, **where)


def _gone(comment: SimComment) -> bool:
    """A rejected comment is shown to nobody, as if it were deleted."""
    return comment.deleted or comment.state == "rejected"


def _same(form: Mapping[str, str], extra: Mapping[str, str], name: str) -> bool:
    known = extra.get(name, "")
    return bool(known) and secrets.compare_digest(form.get(name, "").encode(), known.encode())


def _missing(request: Request, *names: str) -> Response | None:
    for name in names:
        if not request.args.get(name):
            return problem(
                400, "missingRequiredParameter", f"No filter or part: {name}", "youtube.parameter"
            )
    return None


_QUOTA = (
    "The request cannot be completed because you have exceeded your "
    '<a href="/youtube/v3/getting-started#quota">quota</a>.'
)
_EXHAUSTED = "Resource has been exhausted (e.g. check quota)."
_PER_MINUTE = (
    "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service "
    "'youtube.googleapis.com'"
)
_NO_COMMENT = "One or more of the comments that the request is trying to update cannot be found."
_NO_VIDEO = (
    'The video identified by the <code><a href="/youtube/v3/docs/commentThreads/list#videoId">'
    "videoId</a></code> parameter could not be found."
)
_MAY_NOT = (
    "The moderation status of one or more comments cannot be set due to insufficient permissions."
)
_MAY_NOT_DELETE = "The comment cannot be deleted due to insufficient permissions."
_FAILURE = "The API server failed to successfully process the request."
_NOT_DONE = "This operation is not supported."
_BAN = (
    "The banAuthor parameter can only be used if the moderationStatus parameter value is rejected."
)
