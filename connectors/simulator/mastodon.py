"""The simulator's Mastodon: one server's REST API over the world.

Source: https://docs.joinmastodon.org/methods/
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar

from werkzeug.wrappers import Request, Response

from connectors.simulator import ids
from connectors.simulator.faults import FaultKind, Faults
from connectors.simulator.habits import Habits, New
from connectors.simulator.items import SimAccount, SimAuthor, SimComment, SimPost
from connectors.simulator.mastodon_wire import (
    HOST,
    Json,
    account_json,
    answer,
    notification_json,
    refusal,
    status_json,
    time,
    wire_id,
)
from connectors.simulator.saying import say
from connectors.simulator.sign_ins import Door, same
from connectors.simulator.world import World

Item = SimPost | SimComment

WINDOW = timedelta(minutes=5)
_SCOPES = ["read", "write:statuses"]
_EPOCH = 1 << 16


def _id(new: New) -> str:
    """Return a status's id: milliseconds since 1970, and 16 bits to tell two of one apart."""
    return str(int(new.at.timestamp() * 1000) * _EPOCH + new.n % _EPOCH)


def _accounts(seed: int) -> tuple[SimAccount, ...]:
    token = ids.secret(seed, "mastodon-main:token", 43)
    id = f"109382746150923847@{HOST}"
    return (
        SimAccount(
            "mastodon-main", "mastodon", id, "PorthavenCouncil", "Porthaven Council", token, 903
        ),
    )


class MastodonDoor(Door):
    """One server's: PKCE is taken where it is offered, and tokens do not end."""

    platform: ClassVar[str] = "mastodon"
    name: ClassVar[str] = "Mastodon"
    server: ClassVar[str] = f"https://{HOST}"
    page: ClassVar[str] = "/oauth/authorize"
    trade_path: ClassVar[str] = "/oauth/token"

    def token(self, request: Request) -> Response:
        form, app = request.form, self.app
        if not same(form.get("client_id", ""), app.client_id) or not same(
            form.get("client_secret", ""), app.client_secret
        ):
            return _no_token(401, "invalid_client", "Client authentication failed")
        grant = self.grant_of(form)
        if grant is None:
            return _no_token(400, "invalid_grant", "The provided authorization grant is invalid")
        token = self.mint(32)
        # Mastodon's app tells its scopes with every token of it.
        scopes = " ".join(grant.scopes)
        self.world.rotate_tokens(grant.accounts[0], token=token, scopes=scopes)
        return answer(
            {
                "access_token": token,
                "token_type": "Bearer",
                "scope": scopes,
                "created_at": int(self.world.now().timestamp()),
            }
        )


class MastodonPart:
    """Answers as one Mastodon server does, to tokens of its accounts.

    Args:
        page_size: the most items on one page, however many are asked for.
        window_calls: how many calls one account may make in five minutes.
    """

    platform: ClassVar[str] = "mastodon"
    door: ClassVar[type[Door] | None] = MastodonDoor
    habits: ClassVar[Habits] = Habits(
        lambda account: {
            "server": f"https://{HOST}",
            "access_token": account.token,
            "account_id": wire_id(account.id),
        },
        author_id=lambda s, n: f"{ids.digits(s, 'mastodon-author', n, 18, start='11')}@{HOST}",
        post_id=_id,
        comment_id=_id,
        accounts=_accounts,
        replies_go_too=False,
        comments_go_with_post=False,
    )

    def __init__(
        self, world: World, faults: Faults, *, page_size: int = 80, window_calls: int = 300
    ) -> None:
        self._world = world
        self._faults = faults
        self._page_size = page_size
        self._window_calls = window_calls
        self._windows: dict[str, tuple[datetime, int]] = {}

    def handle(self, request: Request) -> Response:
        with self._world.lock:
            account = self._signed_in(request)
            if account is None:
                return self.error(FaultKind.EXPIRED_TOKEN)
            began, used = self._windows.get(account.key, (self._world.now(), 0))
            if self._world.now() - began >= WINDOW:
                began, used = self._world.now(), 0
            self._windows[account.key] = began, used + 1
            left = self._window_calls - used - 1
            response = _too_many() if left < 0 else self._route(request, account)
            response.headers["X-RateLimit-Limit"] = str(self._window_calls)
            response.headers["X-RateLimit-Remaining"] = str(max(left, 0))
            response.headers["X-RateLimit-Reset"] = time(began + WINDOW)
            return response

    def error(self, kind: FaultKind) -> Response:
        if kind is FaultKind.SERVER_ERROR:
            return Response("<h1>We're sorry</h1>", 503, content_type="text/html")
        if kind is FaultKind.EXPIRED_TOKEN:
            return refusal(401, "The access token is invalid")
        response = _too_many()
        if kind is FaultKind.RATE_LIMITED:
            response.headers["X-RateLimit-Reset"] = time(self._world.now() + WINDOW)
        return response

    def _signed_in(self, request: Request) -> SimAccount | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        account = self._world.account_by_token(token) if scheme == "Bearer" else None
        return account if account is not None and account.platform == self.platform else None

    def _route(self, request: Request, account: SimAccount) -> Response:
        path = request.path.removeprefix("/api/v1/")
        method = request.method
        if method == "GET" and path == "accounts/verify_credentials":
            return answer(account_json(account, account.followers) | {"source": {"note": ""}})
        if method == "GET" and path == "apps/verify_credentials":
            scopes = account.extra.get("scopes", "").split() or _SCOPES
            return answer({"id": "11", "name": "Council Social", "scopes": scopes})
        if method == "GET" and path == f"accounts/{wire_id(account.id)}/statuses":
            return self._page(request, [(item.id, item) for item in self._own(account)], account)
        if method == "GET" and path == "notifications":
            found = [(f"7{item.id}", item) for item in self._mentions(account)]
            return self._page(request, found, account, mentions=True)
        if method == "POST" and path == "statuses":
            return self._create(request, account)
        match = re.fullmatch(r"statuses/([0-9]{1,24})(/context)?", path)
        item = self._find(match[1], account) if match else None
        if match and method == "DELETE" and not match[2]:
            return self._delete(request, item, account)
        if item is None or method != "GET" or not match:
            return refusal(404, "Record not found")
        if match[2]:
            return self._context(request, item, account)
        return answer(self._json(item, account))

    # -- what there is --------------------------------------------------------------

    def _find(self, id: str, account: SimAccount) -> Item | None:
        item = self._world.posts.get(id) or self._world.comments.get(id)
        if item is None or item.deleted or item.account_key != account.key:
            return None
        return item

    def _author(self, item: Item) -> SimAuthor | SimAccount:
        return item.author or self._world.account(item.account_key)

    def _parent(self, item: Item) -> str | None:
        """Return what the item replies to: a comment, or else the post it stands under."""
        return item.parent_id or item.post_id if isinstance(item, SimComment) else None

    def _own(self, account: SimAccount) -> list[Item]:
        posts: list[Item] = [p for p in self._world.posts_of(account.key) if p.author is None]
        comments = self._world.comments_of(account.key)
        return [*posts, *(c for c in comments if c.by_council)]

    def _mentions(self, account: SimAccount) -> list[Item]:
        """Return what names the account: replies to what is its own, and mentions elsewhere."""
        found: list[Item] = [p for p in self._world.posts_of(account.key) if p.author is not None]
        for comment in self._world.comments_of(account.key):
            above = self._find(self._parent(comment) or "", account)
            ours = above is not None and self._author(above).id == account.id
            if not comment.by_council and (ours or comment.kind == "mention"):
                found.append(comment)
        return found

    def _replies(self, item: Item, account: SimAccount) -> list[SimComment]:
        """Return the direct replies, oldest first."""
        if isinstance(item, SimPost):
            found = self._world.comments_of(account.key, post_id=item.id)
            return [c for c in reversed(found) if c.parent_id is None]
        return self._world.comments_of(account.key, parent_id=item.id)[::-1]

    def _json(self, item: Item, account: SimAccount) -> Json:
        above = self._parent(item) or ""
        parent = self._find(above, account)
        # Of a parent that is gone only its author is remembered.
        gone = self._world.comments.get(above) or self._world.posts.get(above)
        return status_json(
            item,
            self._author(item),
            parent=parent,
            parent_author=self._author(gone) if gone else None,
            replies=len(self._replies(item, account)),
        )

    # -- answers --------------------------------------------------------------------

    def _page(
        self,
        request: Request,
        found: Iterable[tuple[str, Item]],
        account: SimAccount,
        *,
        mentions: bool = False,
    ) -> Response:
        rows = sorted(found, key=lambda row: int(row[0]), reverse=True)
        asked = request.args.get("limit", "20" if not mentions else "40")
        size = min(int(asked) if asked.isdigit() else 20, self._page_size, 80 if mentions else 40)
        where = {"method": request.method, "path": request.path}
        below = request.args.get("max_id", "")
        if below and not self._faults.take(self.platform, FaultKind.PAGE_TWICE, **where):
            rows = [row for row in rows if below.isdigit() and int(row[0]) < int(below)]
        page = [item for _, item in rows[:size]]
        if self._faults.take(self.platform, FaultKind.OUT_OF_ORDER, **where):
            page.reverse()
        shown = [self._json(item, account) for item in page]
        if mentions:
            shown = [notification_json(i, s) for i, s in zip(page, shown, strict=True)]
        return answer(shown)

    def _context(self, request: Request, item: Item, account: SimAccount) -> Response:
        ancestors: list[Item] = []
        above = self._find(self._parent(item) or "", account)
        while above is not None:
            ancestors.insert(0, above)
            above = self._find(self._parent(above) or "", account)
        descendants: list[Item] = []
        waiting: list[Item] = list(self._replies(item, account))
        while waiting:
            reply = waiting.pop(0)
            descendants.append(reply)
            waiting = [*self._replies(reply, account), *waiting]
        where = {"method": request.method, "path": request.path}
        if self._faults.take(self.platform, FaultKind.PAGE_TWICE, **where):
            descendants += descendants
        if self._faults.take(self.platform, FaultKind.OUT_OF_ORDER, **where):
            descendants.reverse()
        return answer(
            {
                "ancestors": [self._json(one, account) for one in ancestors],
                "descendants": [self._json(one, account) for one in descendants],
            }
        )

    def _create(self, request: Request, account: SimAccount) -> Response:
        """Post a reply; the same Idempotency-Key again answers with the first one."""
        text, above = request.form.get("status", ""), request.form.get("in_reply_to_id", "")
        if not text.strip():
            return refusal(422, "Validation failed: Text can't be blank")
        if len(text) > 500:
            return refusal(422, "Validation failed: Text character limit of 500 exceeded")
        note = f"mastodon:key:{account.key}:{request.headers.get('Idempotency-Key', '')}"
        made = self._find(self._world.notes.get(note, ""), account)
        parent = self._find(above, account)
        if made is None and parent is None:
            return refusal(404, "The post you are trying to reply to does not appear to exist.")
        if made is None and parent is not None:
            on_post = isinstance(parent, SimPost)
            post_id = parent.id if isinstance(parent, SimPost) else parent.post_id
            parent_id = None if on_post else parent.id
            made = say(self._world, account, text, post_id=post_id, parent_id=parent_id)
            if "Idempotency-Key" in request.headers:
                self._world.set_note(note, made.id)
        body = self._json(made, account) if made is not None else {}
        where = {"method": request.method, "path": request.path}
        if made is not None and self._faults.take(self.platform, FaultKind.ACTION_IGNORED, **where):
            self._world.delete_comment(made.id)
        return answer(body)

    def _delete(self, request: Request, item: Item | None, account: SimAccount) -> Response:
        where = {"method": request.method, "path": request.path}
        if item is not None and self._faults.take(
            self.platform, FaultKind.GONE_BEFORE_ACTION, **where
        ):
            self._remove(item)
            item = None
        if item is None or self._author(item).id != account.id:
            return refusal(404, "Record not found")
        body = self._json(item, account) | {"text": item.text}
        if not self._faults.take(self.platform, FaultKind.ACTION_IGNORED, **where):
            self._remove(item)
        return answer(body)

    def _remove(self, item: Item) -> None:
        if isinstance(item, SimPost):
            self._world.delete_post(item.id)
        else:
            self._world.delete_comment(item.id)


def _no_token(status: int, error: str, words: str) -> Response:
    return answer({"error": error, "error_description": words}, status)


def _too_many() -> Response:
    return refusal(429, "Too many requests")
