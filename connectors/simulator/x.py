"""X's wire format over the world: timelines, search, look-up, hiding, deleting, token renewal.

Source: https://docs.x.com/x-api
"""

import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Request, Response

from connectors.simulator import ids
from connectors.simulator.faults import FaultKind, Faults
from connectors.simulator.habits import Habits, New
from connectors.simulator.sign_ins import Door, XDoor
from connectors.simulator.world import SimAccount, World
from connectors.simulator.x_posts import (
    XPost,
    account_json,
    find,
    includes_json,
    is_named,
    post_json,
    posts_on_x,
    stamp,
)
from connectors.simulator.x_replies import take_reply
from connectors.simulator.x_search import query_test
from connectors.simulator.x_wire import (
    BUSY,
    Body,
    Refusal,
    answer,
    first_id,
    id_argument,
    invalid,
    listed,
    names_of,
    not_found,
    page_size,
    plain_problem,
    read_token,
    set_rate,
    write_token,
)

WINDOW = timedelta(minutes=15)
#: Calls a window for one user, by endpoint.
LIMITS = {"me": 75, "mentions": 300, "tweets": 900, "search": 300, "lookup": 900}
LIMITS |= {"hidden": 50, "delete": 50, "create": 100}
MENTIONS_REACH, POSTS_REACH = 800, 3200
SEARCH_REACH = timedelta(days=7)
SCOPE = "tweet.read tweet.write tweet.moderate.write users.read offline.access"


@dataclass(slots=True)
class _Window:
    began_at: datetime
    used: int = 0


def _credentials(account: SimAccount) -> dict[str, str]:
    return {
        "client_id": account.extra["client_id"],
        "client_secret": account.extra["client_secret"],
        "access_token": account.token,
        "refresh_token": account.extra["refresh_token"],
    }


def _id(new: New) -> str:
    return ids.snowflake(new.at, new.n)


class XPart:
    """X over the world. Rates and pages are X's own; what it keeps is the world's.

    A post of 280 characters or less is its own text; hidden replies show in every read as
    if they were not, for no field of X's tells.
    """

    platform: ClassVar[str] = "x"
    door: ClassVar[type[Door] | None] = XDoor
    habits: ClassVar[Habits] = Habits(
        _credentials,
        author_id=lambda seed, n: ids.digits(seed, "x-author", n, 19, start="1"),
        post_id=_id,
        comment_id=_id,
        replies_go_too=False,
        comments_go_with_post=False,
        edits_have_ids=True,
        addressed=True,
    )

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._windows: dict[tuple[str, str], _Window] = {}

    def handle(self, request: Request) -> Response:
        headers = Headers()
        try:
            with self._world.lock:
                body = self._route(request, headers)
            return answer(200, body, headers)
        except Refusal as refusal:
            return answer(refusal.status, refusal.body, headers)

    def error(self, kind: FaultKind) -> Response:
        if kind is FaultKind.SERVER_ERROR:
            return Response(BUSY, 503, content_type="text/html")
        if kind is FaultKind.EXPIRED_TOKEN:
            return answer(401, plain_problem(401, "Unauthorized"), Headers())
        headers = Headers()
        if kind is FaultKind.RATE_LIMITED:
            reset = self._world.now() + WINDOW
            set_rate(headers, LIMITS["mentions"], 0, reset)
        return answer(429, plain_problem(429, "Too Many Requests"), headers)

    # -- routing --------------------------------------------------------------------

    def _route(self, request: Request, headers: Headers) -> Body:
        path, method = request.path.rstrip("/"), request.method
        if path == "/2/oauth2/token" and method == "POST":
            return self._renew(request)
        account = self._account(request)
        if method == "GET":
            return self._read(path, request, account, headers)
        if method == "PUT" and (match := re.fullmatch(r"/2/tweets/([0-9]{1,19})/hidden", path)):
            self._count(account, "hidden", headers)
            return self._hide(match[1], request, account)
        if method == "DELETE" and (match := re.fullmatch(r"/2/tweets/([0-9]{1,19})", path)):
            self._count(account, "delete", headers)
            return self._delete(match[1], request, account)
        if (method, path) == ("POST", "/2/tweets"):
            self._count(account, "create", headers)
            body = request.get_json(silent=True)
            ignored = self._strikes(FaultKind.ACTION_IGNORED, request)
            return take_reply(self._world, account, body, ignored=ignored)
        raise Refusal(404, plain_problem(404, "Not Found"))

    def _read(self, path: str, request: Request, account: SimAccount, headers: Headers) -> Body:
        if path == "/2/users/me":
            self._count(account, "me", headers)
            return {"data": account_json(account, names_of(request).user_fields)}
        if path == "/2/tweets":
            self._count(account, "lookup", headers)
            return self._look_up(request)
        if path == "/2/tweets/search/recent":
            self._count(account, "search", headers)
            return self._search(request)
        if match := re.fullmatch(r"/2/users/([0-9]{1,19})/(mentions|tweets)", path):
            self._count(account, match[2], headers)
            whose = self._world.account_by_id("x", match[1])
            if whose is None:
                return {"errors": [not_found("user", "id", match[1])]}
            timeline = self._mentions if match[2] == "mentions" else self._tweets
            return timeline(request, whose)
        raise Refusal(404, plain_problem(404, "Not Found"))

    def _account(self, request: Request) -> SimAccount:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        account = self._world.account_by_token(token) if kind == "Bearer" else None
        if account is None or account.platform != "x":
            raise Refusal(401, plain_problem(401, "Unauthorized"))
        return account

    def _count(self, account: SimAccount, endpoint: str, headers: Headers) -> None:
        now = self._world.now()
        window = self._windows.get((account.key, endpoint))
        if window is None or now >= window.began_at + WINDOW:
            window = self._windows[account.key, endpoint] = _Window(now)
        limit = LIMITS[endpoint]
        spent = window.used >= limit
        window.used = min(window.used + 1, limit)
        set_rate(headers, limit, limit - window.used, window.began_at + WINDOW)
        if spent:
            raise Refusal(429, plain_problem(429, "Too Many Requests"))

    # -- reading --------------------------------------------------------------------

    def _mentions(self, request: Request, whose: SimAccount) -> Body:
        posts = [post for post in posts_on_x(self._world) if is_named(self._world, post, whose)]
        return self._list(request, posts[:MENTIONS_REACH], "pagination_token", least=5)

    def _tweets(self, request: Request, whose: SimAccount) -> Body:
        posts = [post for post in posts_on_x(self._world, [whose]) if post.author.id == whose.id]
        if "replies" in listed(request, "exclude"):
            posts = [post for post in posts if post.parent_id is None]
        return self._list(request, posts[:POSTS_REACH], "pagination_token", least=5)

    def _search(self, request: Request) -> Body:
        query = request.args.get("query", "")
        try:
            matches = query_test(query)
        except ValueError as error:
            raise invalid(
                "query", query, f"There were errors processing your request: {error}"
            ) from None
        reach = self._world.now() - SEARCH_REACH
        since = id_argument(request, "since_id")
        oldest = first_id(reach)
        if since is not None and since < oldest:
            said = (
                f"'since_id' must be a tweet id created after {stamp(reach)}. "
                f"Please use a 'since_id' that is larger than {oldest}"
            )
            raise invalid("since_id", str(since), said)
        posts = [p for p in posts_on_x(self._world) if int(p.id) >= oldest and matches(p)]
        return self._list(request, posts, "next_token", least=10)

    def _list(self, request: Request, posts: list[XPost], token: str, *, least: int) -> Body:
        """Answer one page of `posts`, newest first."""
        since, until = id_argument(request, "since_id"), id_argument(request, "until_id")
        page_token = request.args.get(token) or request.args.get("pagination_token")
        below = read_token(token, page_token) if page_token else None
        size = page_size(request, least)
        left = [
            post
            for post in posts
            if (since is None or int(post.id) > since)
            and (until is None or int(post.id) < until)
            and (below is None or int(post.id) < below)
        ]
        shown = left[:size]
        if not shown:
            return {"meta": {"result_count": 0}}
        path = request.path
        next_below = int(shown[-1].id) if len(left) > size else None
        if self._strikes(FaultKind.PAGE_TWICE, request):
            next_below = int(shown[0].id) + 1
        if self._strikes(FaultKind.OUT_OF_ORDER, request):
            shown = [*shown[1::2], *shown[::2]]
        names = names_of(request)
        body: Body = {"data": [post_json(self._world, post, names) for post in shown]}
        if includes := includes_json(self._world, shown, names):
            body["includes"] = includes
        numbers = [int(post.id) for post in shown]
        body["meta"] = {
            "result_count": len(shown),
            "newest_id": str(max(numbers)),
            "oldest_id": str(min(numbers)),
        }
        if next_below is not None:
            body["meta"]["next_token"] = write_token(next_below)
        if below is not None and not path.endswith("/search/recent"):
            body["meta"]["previous_token"] = write_token(int(shown[0].id))
        return body

    def _look_up(self, request: Request) -> Body:
        asked = list(dict.fromkeys(request.args.get("ids", "").split(",")))
        if not all(re.fullmatch("[0-9]{1,19}", one) for one in asked) or len(asked) > 100:
            value = request.args.get("ids", "")
            raise invalid("ids", value, "The `ids` query parameter value is not valid")
        names = names_of(request)
        found = {one: post for one in asked if (post := find(self._world, one)) is not None}
        body: Body = {}
        if found:
            body["data"] = [
                post_json(self._world, post, names, as_id=one) for one, post in found.items()
            ]
            if includes := includes_json(self._world, list(found.values()), names):
                body["includes"] = includes
        if missing := [one for one in asked if one not in found]:
            body["errors"] = [not_found("tweet", "ids", one) for one in missing]
        return body

    # -- changing -------------------------------------------------------------------

    def _hide(self, post_id: str, request: Request, account: SimAccount) -> Body:
        body = request.get_json(silent=True)
        hidden = body.get("hidden") if isinstance(body, dict) else None
        if not isinstance(hidden, bool):
            raise invalid("hidden", json.dumps(hidden), "$.hidden: is missing but it is required")
        post = self._target(post_id, request)
        if post is None:
            return {"errors": [not_found("tweet", "id", post_id)]}
        root = self._world.posts.get(post.conversation_id)
        ours = root is not None and root.author is None and root.account_key == account.key
        if post.comment is None or not ours or post.author.id == account.id:
            said = f"You are not allowed to {'hide' if hidden else 'unhide'} this reply."
            raise Refusal(403, plain_problem(403, "Forbidden", said))
        if not self._strikes(FaultKind.ACTION_IGNORED, request):
            self._world.set_state(post.comment.id, "hidden" if hidden else "visible")
        return {"data": {"hidden": hidden}}

    def _delete(self, post_id: str, request: Request, account: SimAccount) -> Body:
        post = self._target(post_id, request)
        if post is None:
            return {"errors": [not_found("tweet", "id", post_id)]}
        if post.author.id != account.id:
            said = "You are not authorized to delete this Tweet."
            raise Refusal(403, plain_problem(403, "Forbidden", said))
        if not self._strikes(FaultKind.ACTION_IGNORED, request):
            self._remove(post)
        return {"data": {"deleted": True}}

    def _target(self, post_id: str, request: Request) -> XPost | None:
        post = find(self._world, post_id)
        if post is not None and self._strikes(FaultKind.GONE_BEFORE_ACTION, request):
            self._remove(post)
            return None
        return post

    def _remove(self, post: XPost) -> None:
        if post.comment is not None:
            self._world.delete_comment(post.comment.id)
        elif post.post is not None:
            self._world.delete_post(post.post.id)

    def _renew(self, request: Request) -> Body:
        """Trade a refresh token for a new pair; each works once."""
        form, basic = request.form, request.authorization
        token = form.get("refresh_token", "")
        account = next(
            (
                account
                for account in self._world.accounts.values()
                if account.platform == "x"
                and token
                and secrets.compare_digest(
                    account.extra.get("refresh_token", "").encode(), token.encode()
                )
            ),
            None,
        )
        if form.get("grant_type") != "refresh_token" or account is None:
            said = "Value passed for the token was invalid."
            raise Refusal(400, {"error": "invalid_request", "error_description": said})
        # A client with a secret must show it; one without is known by its id alone.
        if basic is not None:
            known = (basic.username, basic.password) == (
                account.extra["client_id"],
                account.extra.get("client_secret"),
            )
        else:
            known = form.get("client_id") == account.extra["client_id"]
        if not known:
            said = "Missing valid authorization header"
            raise Refusal(401, {"error": "unauthorized_client", "error_description": said})
        access, refresh = secrets.token_urlsafe(64), secrets.token_urlsafe(64)
        self._world.rotate_tokens(account.key, token=access, refresh_token=refresh)
        return {
            "token_type": "bearer",
            "expires_in": 7200,
            "access_token": access,
            "scope": SCOPE,
            "refresh_token": refresh,
        }

    def _strikes(self, kind: FaultKind, request: Request) -> bool:
        return self._faults.take(self.platform, kind, method=request.method, path=request.path)
