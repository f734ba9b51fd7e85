"""The simulator's Flickr: the REST API with OAuth 1.0a signatures, over the world.

Source: https://www.flickr.com/services/api/, https://www.flickr.com/services/api/auth.oauth.html
"""

import json
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from oauthlib.oauth1.rfc5849 import signature
from werkzeug.wrappers import Request, Response

from connectors.simulator import ids
from connectors.simulator.faults import FaultKind, Faults
from connectors.simulator.habits import Habits, New
from connectors.simulator.items import SimAccount, SimComment, SimPost
from connectors.simulator.saying import is_closed, said_already, say
from connectors.simulator.sign_in_steps import FlickrDoor
from connectors.simulator.sign_ins import Door
from connectors.simulator.world import World

Json = dict[str, Any]

#: What clients sign, wherever the simulator itself listens.
_REAL = "https://api.flickr.com/services/rest/"
_PATHS = ("/services/rest/", "/services/rest")
_OAUTH = (
    "oauth_token",
    "oauth_consumer_key",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
)
_RANKS = {"": 0, "none": 0, "read": 1, "write": 2, "delete": 3}


def _credentials(account: SimAccount) -> dict[str, str]:
    names = ("api_key", "api_secret", "token_secret", "username")
    extra = {name: account.extra[name] for name in names}
    return {**extra, "token": account.token, "nsid": account.id}


def _comment_id(new: New) -> str:
    owner = new.owner_id.partition("@")[0]
    number = ids.digits(new.seed, "flickr-comment", new.n, 17, start="721577")
    return f"{owner}-{new.post}-{number}"


class FlickrPart:
    """Answers as Flickr does, to signed calls with `format=json`.

    Args:
        page_size: the most photos on one page, however many are asked for.
        hourly_calls: how many calls one key may make in a clock hour.
    """

    platform: ClassVar[str] = "flickr"
    door: ClassVar[type[Door] | None] = FlickrDoor
    habits: ClassVar[Habits] = Habits(
        _credentials,
        author_id=lambda s, n: ids.digits(s, "flickr-author", n, 9) + "@N0" + str(1 + n % 8),
        post_id=lambda new: ids.digits(new.seed, "flickr-photo", new.n, 11, start="53"),
        comment_id=_comment_id,
        post_kind="photo",
        depth=0,
    )

    def __init__(
        self, world: World, faults: Faults, *, page_size: int = 500, hourly_calls: int = 3600
    ) -> None:
        self._world = world
        self._faults = faults
        self._page_size = page_size
        self._hourly_calls = hourly_calls
        self._calls: dict[tuple[str, str], int] = {}
        self._nonces: deque[tuple[str, str]] = deque(maxlen=10_000)
        self._methods: dict[str, tuple[str, Callable[[Request, SimAccount], Json]]] = {
            "flickr.test.login": ("read", self._login),
            "flickr.auth.oauth.checkToken": ("none", self._check_token),
            "flickr.people.getPhotos": ("read", self._people_photos),
            "flickr.photos.recentlyUpdated": ("read", self._recently_updated),
            "flickr.photos.comments.getList": ("none", self._comments),
            "flickr.photos.comments.addComment": ("write", self._add_comment),
            "flickr.photos.comments.deleteComment": ("write", self._delete_comment),
        }

    def handle(self, request: Request) -> Response:
        with self._world.lock:
            if request.path not in _PATHS or request.method not in ("GET", "POST"):
                return Response("<h1>Page Not Found</h1>", 404, content_type="text/html")
            signed = self._signed_in(request)
            if isinstance(signed, Response):
                return signed
            if not self._spend(signed):
                return self.error(FaultKind.RATE_LIMITED)
            if request.values.get("format") != "json":
                return _xml_fail(111, 'Format "xxx" not found')
            name = request.values.get("method", "")
            if name not in self._methods:
                return _answer(_fail(112, f'Method "{name}" not found'), request)
            needed, method = self._methods[name]
            if _RANKS[signed.extra.get("perms", "write")] < _RANKS[needed]:
                return _answer(_fail(99, "Insufficient permissions"), request)
            return _answer(method(request, signed), request)

    def error(self, kind: FaultKind) -> Response:
        if kind in (FaultKind.RATE_LIMITED, FaultKind.RATE_LIMITED_NO_RESET):
            page = "<html><body>Too many requests</body></html>"
            return Response(page, 429, content_type="text/html")
        if kind is FaultKind.EXPIRED_TOKEN:
            body = json.dumps(_fail(98, "Invalid auth token"))
            return Response(body, content_type="application/json")
        return Response("<error>BOOM!</error>", 500, content_type="text/xml; charset=utf-8")

    # -- who calls ------------------------------------------------------------------

    def _signed_in(self, request: Request) -> SimAccount | Response:
        """Return the account whose token and secrets signed the call."""
        header = {"Authorization": request.headers.get("Authorization", "")}
        given = signature.collect_parameters(
            headers=header if header["Authorization"].startswith("OAuth ") else {},
            exclude_oauth_signature=False,
        )
        arguments = [*request.args.items(multi=True), *request.form.items(multi=True)]
        given += [pair for pair in arguments if pair[0].startswith("oauth_")]
        oauth = dict(given)
        if not oauth and not request.values.get("api_key"):
            return _answer(_fail(100, "Invalid API Key (Key has invalid format)"), request)
        absent = [name for name in _OAUTH if name not in oauth]
        if absent:
            return _oauth_problem(400, f"parameter_absent&oauth_parameters_absent={absent[0]}")
        mine = [a for a in self._world.accounts.values() if a.platform == self.platform]
        mine = [a for a in mine if a.extra.get("api_key") == oauth["oauth_consumer_key"]]
        if not mine:
            return _oauth_problem(401, "consumer_key_unknown")
        account = next((a for a in mine if a.token == oauth["oauth_token"]), None)
        if account is None:
            return _oauth_problem(401, "token_rejected")
        signs = [pair for pair in given if pair[0] != "oauth_signature"]
        signs += [pair for pair in arguments if not pair[0].startswith("oauth_")]
        base = signature.signature_base_string(
            request.method,
            signature.base_string_uri(_REAL),
            signature.normalize_parameters(signs),
        )
        right = signature.sign_hmac_sha1_with_client(base, _Secrets(account))
        if oauth["oauth_signature_method"] != "HMAC-SHA1" or not secrets.compare_digest(
            right.encode(), oauth["oauth_signature"].encode()
        ):
            return _oauth_problem(401, f"signature_invalid&debug_sbs={base}")
        nonce = (oauth["oauth_timestamp"], oauth["oauth_nonce"])
        if nonce in self._nonces:
            return _oauth_problem(401, "nonce_used")
        self._nonces.append(nonce)
        return account

    def _spend(self, account: SimAccount) -> bool:
        hour = self._world.now().strftime("%Y-%m-%dT%H")
        key = (account.extra.get("api_key", ""), hour)
        calls = self._calls.get(key, 0) + 1
        self._calls = {k: v for k, v in self._calls.items() if k[1] == hour} | {key: calls}
        return calls <= self._hourly_calls

    def _login(self, request: Request, account: SimAccount) -> Json:
        username = account.extra.get("username", account.handle)
        return {"user": {"id": account.id, "username": {"_content": username}}}

    def _check_token(self, request: Request, account: SimAccount) -> Json:
        username = account.extra.get("username", account.handle)
        user = {"nsid": account.id, "username": username, "fullname": account.name}
        perms = account.extra.get("perms", "write")
        return {
            "oauth": {
                "token": {"_content": account.token},
                "perms": {"_content": perms},
                "user": user,
            }
        }

    # -- photos ---------------------------------------------------------------------

    def _people_photos(self, request: Request, account: SimAccount) -> Json:
        if request.values.get("user_id") not in ("me", account.id):
            return _fail(2, "Unknown user")
        return self._photos(request, account, self._world.posts_of(account.key))

    def _recently_updated(self, request: Request, account: SimAccount) -> Json:
        since = request.values.get("min_date", "")
        if not since:
            return _fail(1, "Required argument missing.")
        if not (since.isascii() and since.isdigit()):
            return _fail(2, "Not a valid date")
        changed = [(self._changed_at(p), p) for p in self._world.posts_of(account.key)]
        found = [pair for pair in changed if pair[0].timestamp() >= int(since)]
        found.sort(key=lambda pair: (pair[0], pair[1].id), reverse=True)
        return self._photos(request, account, [post for _, post in found])

    def _changed_at(self, post: SimPost) -> datetime:
        """A photo counts as changed when it is edited, and when somebody comments on it."""
        times = [post.published_at, post.edited_at or post.published_at]
        for comment in self._world.comments_of(post.account_key, post_id=post.id):
            times += [comment.published_at, comment.edited_at or comment.published_at]
        return max(times)

    def _photos(self, request: Request, account: SimAccount, found: list[SimPost]) -> Json:
        size = min(_whole(request.values, "per_page", 100), self._page_size)
        number = _whole(request.values, "page", 1)
        at = (number - 1) * size
        where = _where(request)
        if number > 1 and self._faults.take(self.platform, FaultKind.PAGE_TWICE, **where):
            at -= size
        page = found[at : at + size]
        if self._faults.take(self.platform, FaultKind.OUT_OF_ORDER, **where):
            page = page[::-1]
        extras = request.values.get("extras", "").split(",")
        return {
            "photos": {
                "page": number,
                "pages": max(1, -(-len(found) // size)),
                "perpage": size,
                "total": str(len(found)),
                "photo": [self._photo(post, account, extras) for post in page],
            }
        }

    def _photo(self, post: SimPost, account: SimAccount, extras: list[str]) -> Json:
        title, _, description = post.text.partition("\n")
        photo: Json = {
            "id": post.id,
            "owner": account.id,
            "secret": "617545ac10",
            "server": "7392",
            "farm": 8,
            "title": title,
            "ispublic": 1,
            "isfriend": 0,
            "isfamily": 0,
        }
        wanted: dict[str, Json] = {
            "description": {"description": {"_content": description.strip()}},
            "date_upload": {"dateupload": _seconds(post.published_at)},
            "last_update": {"lastupdate": _seconds(self._changed_at(post))},
            "owner_name": {"ownername": account.extra.get("username", account.handle)},
            "path_alias": {"pathalias": account.handle.removeprefix("@") or None},
        }
        for extra in extras:
            photo |= wanted.get(extra, {})
        return photo

    # -- comments -------------------------------------------------------------------

    def _comments(self, request: Request, account: SimAccount) -> Json:
        """Give all of a photo's comments in one answer, oldest first."""
        post = self._world.posts.get(request.values.get("photo_id", ""))
        if post is None or post.deleted or post.account_key != account.key:
            return _fail(1, "Photo not found")
        found = self._world.comments_of(account.key, post_id=post.id)[::-1]
        earliest = _whole(request.values, "min_comment_date", 0)
        found = [c for c in found if c.published_at.timestamp() >= earliest]
        where = _where(request)
        if self._faults.take(self.platform, FaultKind.PAGE_TWICE, **where):
            found = found + found
        if self._faults.take(self.platform, FaultKind.OUT_OF_ORDER, **where):
            found = found[::-1]
        comments: Json = {"photo_id": post.id}
        if found:
            comments["comment"] = [self._comment(c, post, account) for c in found]
        return {"comments": comments}

    @staticmethod
    def _comment(comment: SimComment, post: SimPost, account: SimAccount) -> Json:
        author = comment.author
        number = comment.id.rpartition("-")[2]
        alias = account.handle.removeprefix("@") or account.id
        return {
            "id": comment.id,
            "author": author.id,
            "author_is_deleted": 0,
            "authorname": author.handle.removeprefix("@"),
            "iconserver": "0",
            "iconfarm": 0,
            "datecreate": _seconds(comment.published_at),
            "permalink": f"https://www.flickr.com/photos/{alias}/{post.id}/#comment{number}",
            "path_alias": None,
            "realname": author.name,
            "_content": _html(comment.text),
        }

    def _add_comment(self, request: Request, account: SimAccount) -> Json:
        """Add a comment; the same text on the same photo again answers with the first one."""
        post = self._world.posts.get(request.values.get("photo_id", ""))
        text = request.values.get("comment_text", "")
        if post is None or post.deleted or post.account_key != account.key:
            return _fail(1, "Photo not found")
        if not text.strip():
            return _fail(8, "Blank comment.")
        if is_closed(self._world, post.id):
            return _fail(99, "Insufficient permission to comment")
        made = said_already(self._world, account, text)
        if made is None or made.post_id != post.id:
            made = say(self._world, account, text, post_id=post.id, parent_id=None)
            if self._faults.take(self.platform, FaultKind.ACTION_IGNORED, **_where(request)):
                self._world.delete_comment(made.id)
        return {"comment": self._comment(made, post, account)}

    def _delete_comment(self, request: Request, account: SimAccount) -> Json:
        where = _where(request)
        comment = self._world.comments.get(request.values.get("comment_id", ""))
        stands = comment is not None and not comment.deleted
        if stands and self._faults.take(self.platform, FaultKind.GONE_BEFORE_ACTION, **where):
            self._world.delete_comment(request.values["comment_id"])
        if comment is None or comment.deleted or comment.account_key != account.key:
            return _fail(2, "Comment not found.")
        if not self._faults.take(self.platform, FaultKind.ACTION_IGNORED, **where):
            self._world.delete_comment(comment.id)
        return {}


class _Secrets:
    """The two secrets of a signature, as oauthlib asks for them."""

    def __init__(self, account: SimAccount) -> None:
        self.client_secret = account.extra.get("api_secret", "")
        self.resource_owner_secret = account.extra.get("token_secret", "")


def _where(request: Request) -> dict[str, str]:
    """Return how a fault names this call: all of Flickr's share one path."""
    method = request.values.get("method", "")
    return {"method": request.method, "path": f"{request.path}?method={method}"}


def _answer(body: Json, request: Request) -> Response:
    text = json.dumps({**body, "stat": body.get("stat", "ok")}, ensure_ascii=False)
    if request.values.get("nojsoncallback") != "1":
        return Response(f"jsonFlickrApi({text})", content_type="text/javascript; charset=utf-8")
    return Response(text, content_type="application/json")


def _fail(code: int, message: str) -> Json:
    return {"stat": "fail", "code": code, "message": message}


def _xml_fail(code: int, message: str) -> Response:
    words = message.replace('"', "&quot;")
    body = '<?xml version="1.0" encoding="utf-8" ?>\n<rsp stat="fail">\n'
    body += f'\t<err code="{code}" msg="{words}" />\n</rsp>\n'
    return Response(body, content_type="text/xml; charset=utf-8")


def _oauth_problem(status: int, words: str) -> Response:
    return Response(f"oauth_problem={words}", status, content_type="text/plain;charset=UTF-8")


def _html(text: str) -> str:
    """Write a text as Flickr stores it: HTML in which only the markup's own signs are escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))


def _whole(values: Mapping[str, str], name: str, otherwise: int) -> int:
    given = values.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and int(given) else otherwise
