"""What the simulated Facebook and Instagram share: tokens, versions, usage, errors, routes."""

import hashlib
import hmac
import json
import re
from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, ClassVar

from werkzeug.wrappers import Request, Response

from connectors.simulator.faults import FaultKind, Faults
from connectors.simulator.graph_faults import (
    GraphFault,
    app_limit,
    bad_parameter,
    deprecated,
    gone,
    may_not_read,
    may_not_write,
    refusal,
)
from connectors.simulator.graph_query import (
    Asked,
    Listing,
    Node,
    NodeType,
    parse_fields,
    write_listing,
    write_node,
)
from connectors.simulator.world import NoSuchItem, SimAccount, World

_TASKS = "ANALYZE,ADVERTISE,MESSAGING,MODERATE,CREATE_CONTENT"
_PATH = re.compile(r"/(v(\d{1,3})\.\d{1,2})(?:/(.*))?")
_OLDEST_VERSION = 21
_REAL_BASE = "https://graph.facebook.com"


class GraphPart:
    """One platform of the Graph API over the world; the subclass knows its nodes.

    Hidden comments stay in the lists, for their Page sees them. A deleted item answers as
    one that never was. An account's `extra` may hold `scopes`, `expires_at` and
    `data_access_expires_at` (Unix seconds) of its token, and `refuse`, an error code with
    which its calls are answered (4, 17, 32, 368); `user_token`, where set, is the token of a
    person who manages it, with `me/accounts`, and `tasks` what they may do. Calls beyond
    `calls_an_hour` are refused until the hour has passed.
    """

    platform: ClassVar[str]
    usage_type: ClassVar[str]
    busy_code: ClassVar[int]
    busy_minutes: ClassVar[int]
    busy_noun: ClassVar[str]
    scopes: ClassVar[tuple[str, ...]]
    write_scope: ClassVar[str]
    #: The last part of a path -> the scope that reading it needs.
    read_scopes: ClassVar[Mapping[str, str]]
    calls_an_hour: int = 4800

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults
        self._recent: dict[str, deque[datetime]] = {}
        self._traces = 0

    # -- what a platform says of itself -----------------------------------------------

    def me(self, account: SimAccount) -> Node:
        raise NotImplementedError

    def find(self, account: SimAccount, id: str) -> Node | None:
        """Return the node, None where it is gone or another account's."""
        raise NotImplementedError

    def update(self, node: Node, form: Mapping[str, str]) -> Any:
        raise NotImplementedError

    def remove(self, node: Node) -> Any:
        raise NotImplementedError

    def create(self, node: Node, edge: str, form: Mapping[str, str]) -> Any:
        raise NotImplementedError

    def take_off(self, node: Node, edge: str, form: Mapping[str, str]) -> Any:
        """Answer a DELETE on an edge; most have none."""
        raise gone(node.id, "DELETE")

    # -- answering --------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        """Answer one call; `request.path` is the path on graph.facebook.com."""
        account: SimAccount | None = None
        try:
            found = _PATH.fullmatch(request.path)
            if found is None:
                raise bad_parameter("A version is required in the path, for example /v25.0/me")
            version, rest = found[1], (found[3] or "").strip("/")
            if int(found[2]) < _OLDEST_VERSION:
                raise deprecated(version)
            token = _token(request)
            if rest == "debug_token":
                body = self._debug_token(token, request.args.get("input_token", ""))
            else:
                account = self._account(token, request)
                if not self._count(account):
                    return self.error(FaultKind.RATE_LIMITED)
                self._may(account, request.method, rest)
                body = self._route(request, account, token, version, rest)
        except GraphFault as fault:
            return self._answer(fault.body(self._trace()), fault.status, account)
        except NoSuchItem:
            absent = gone(request.path.rpartition("/")[2], request.method)
            return self._answer(absent.body(self._trace()), absent.status, account)
        return self._answer(body, 200, account, version)

    def error(self, kind: FaultKind) -> Response:
        """The platform's own answer for a fault of this kind."""
        if kind is FaultKind.RATE_LIMITED:
            fault = GraphFault(
                f"There have been too many calls to this {self.busy_noun} account. Wait a bit "
                "and try again. For more info, please refer to https://developers.facebook.com/"
                "docs/graph-api/overview/rate-limiting.",
                code=self.busy_code,
            )
            answer = self._answer(fault.body(self._trace()), fault.status, None)
            answer.headers["X-Business-Use-Case-Usage"] = self._business_usage(
                "0", 100, self.busy_minutes
            )
            return answer
        if kind is FaultKind.RATE_LIMITED_NO_RESET:
            fault = app_limit()
            answer = self._answer(fault.body(self._trace()), fault.status, None)
            answer.headers["X-App-Usage"] = _app_usage(100)
            return answer
        if kind is FaultKind.EXPIRED_TOKEN:
            ended = self.world.now() - timedelta(hours=1)
            fault = GraphFault(
                "Error validating access token: Session has expired on "
                f"{ended:%A, %d-%b-%y %H:%M:%S} PDT.",
                code=190,
                subcode=463,
            )
        else:
            fault = GraphFault(
                "An unexpected error has occurred. Please retry your request later.",
                code=2,
                status=500,
            )
        return self._answer(fault.body(self._trace()), fault.status, None)

    def _route(
        self, request: Request, account: SimAccount, token: str, version: str, rest: str
    ) -> Any:
        scopes = self._scopes(account)
        hidden = frozenset(edge for edge, scope in self.read_scopes.items() if scope not in scopes)
        asked = Asked(f"{_REAL_BASE}/{version}", token, hidden)
        fields = parse_fields(request.args["fields"]) if request.args.get("fields") else None
        if not rest and "ids" in request.args:
            # The whole call fails where one id is bad.
            ids = request.args["ids"].split(",")
            return {
                id: write_node(self._must_find(account, token, id, "get"), fields, asked)
                for id in ids
            }
        id, _, edge = rest.partition("/")
        if request.method in ("POST", "DELETE") and self._struck(
            FaultKind.GONE_BEFORE_ACTION, request
        ):
            self._vanish(id)
        node = self._must_find(account, token, id, request.method)
        if request.method == "GET":
            if not edge:
                return write_node(node, fields, asked)
            if edge not in node.type.edges:
                raise bad_parameter(
                    f"Tried accessing nonexisting field ({edge}) on node type ({node.type.name})"
                )
            arguments = request.args.to_dict()
            asked = Asked(
                asked.base,
                token,
                hidden,
                twice=self._struck(FaultKind.PAGE_TWICE, request),
                shuffled=self._struck(FaultKind.OUT_OF_ORDER, request),
            )
            listing = node.type.edges[edge](node, arguments)
            return write_listing(listing, arguments, fields, asked, rest)
        # Graph reads a parameter from the form and from the query alike.
        form = request.values.to_dict()
        if request.method == "POST" and edge:
            return self.create(node, edge, form)
        if request.method == "DELETE" and edge:
            return self.take_off(node, edge, form)
        if request.method not in ("POST", "DELETE"):
            raise gone(id, request.method)
        if self._struck(FaultKind.ACTION_IGNORED, request):
            return {"success": True}
        return self.remove(node) if request.method == "DELETE" else self.update(node, form)

    def _must_find(self, account: SimAccount, token: str, id: str, method: str) -> Node:
        node = self.owner(account, token) if id == "me" else self.find(account, id)
        if node is None:
            raise gone(id, method)
        return node

    def owner(self, account: SimAccount, token: str) -> Node:
        """Return what `me` is for this token: the account, or a person who manages it."""
        if token == account.token:
            return self.me(account)
        return Node(PERSON, "9" + account.id, self.world.now(), (self, token), account)

    def managed_with(self, token: str) -> list[SimAccount]:
        """Return the accounts of the person whose token it is."""
        mine = [a for a in self.world.accounts.values() if a.platform == self.platform]
        return [a for a in mine if token and a.extra.get("user_token") == token]

    def _vanish(self, id: str) -> None:
        comment = self.world.comments.get(id)
        if comment is not None and not comment.deleted:
            self.world.delete_comment(id)

    def _struck(self, kind: FaultKind, request: Request) -> bool:
        return self.faults.take(self.platform, kind, method=request.method, path=request.path)

    def _may(self, account: SimAccount, method: str, rest: str) -> None:
        """Refuse what the token's scopes, or `extra["refuse"]` of the account, do not allow."""
        writes = method != "GET" and not rest.endswith("/subscribed_apps")
        fault = refusal(account.extra.get("refuse", ""))
        # An account blocked for abuse may still read.
        if fault is not None and (writes or fault.code != 368):
            raise fault
        scopes = self._scopes(account)
        if writes and self.write_scope not in scopes:
            raise may_not_write()
        needed = self.read_scopes.get(rest.rpartition("/")[2])
        if needed is not None and needed not in scopes:
            raise may_not_read(needed)

    def _scopes(self, account: SimAccount) -> list[str]:
        return account.extra.get("scopes", ",".join(self.scopes)).split(",")

    # -- tokens -----------------------------------------------------------------------

    def _account(self, token: str, request: Request) -> SimAccount:
        if not token:
            raise GraphFault(
                "An access token is required to request this resource.", code=104, status=400
            )
        account = self.account_of(token)
        if account is None:
            raise GraphFault("Invalid OAuth access token - Cannot parse access token", code=190)
        proof = request.values.get("appsecret_proof")
        if proof is not None:
            secret = account.extra.get("app_secret", "")
            right = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
            if not hmac.compare_digest(right.encode(), proof.encode()):
                raise GraphFault(
                    "Invalid appsecret_proof provided in the API argument",
                    code=100,
                    type="GraphMethodException",
                )
        return account

    def account_of(self, token: str) -> SimAccount | None:
        account = self.world.account_by_token(token)
        if account is not None and account.platform == self.platform:
            return account
        return next(iter(self.managed_with(token)), None)

    def _debug_token(self, app_token: str, asked: str) -> dict[str, Any]:
        app_id, _, secret = app_token.partition("|")
        apps = [
            account
            for account in self.world.accounts.values()
            if secret and account.extra.get("app_id") == app_id
        ]
        if not any(account.extra.get("app_secret") == secret for account in apps):
            raise GraphFault("Invalid OAuth access token signature.", code=190)
        account = self.account_of(asked)
        if account is None:
            refused = {"code": 190, "message": "Invalid OAuth access token.", "subcode": 463}
            return {"data": {"error": refused, "is_valid": False, "scopes": []}}
        data_until = self.world.now() + timedelta(days=60)
        scopes = self._scopes(account)
        return {
            "data": {
                "app_id": account.extra.get("app_id", ""),
                "type": "PAGE",
                "application": "Council Social",
                "data_access_expires_at": int(
                    account.extra.get("data_access_expires_at", data_until.timestamp())
                ),
                "expires_at": int(account.extra.get("expires_at", 0)),
                "is_valid": True,
                "scopes": scopes,
                "granular_scopes": [{"scope": scope} for scope in scopes],
                "user_id": account.id,
            }
        }

    # -- usage and headers ------------------------------------------------------------

    def _count(self, account: SimAccount) -> bool:
        """Count a call; say whether it is within the hour's allowance."""
        now = self.world.now()
        calls = self._recent.setdefault(account.key, deque())
        while calls and now - calls[0] >= timedelta(hours=1):
            calls.popleft()
        if len(calls) >= self.calls_an_hour:
            return False
        calls.append(now)
        return True

    def _answer(
        self, body: Any, status: int, account: SimAccount | None, version: str = "v25.0"
    ) -> Response:
        answer = Response(json.dumps(body, ensure_ascii=True, separators=(",", ":")), status)
        answer.headers["Content-Type"] = "application/json; charset=UTF-8"
        answer.headers["facebook-api-version"] = version
        answer.headers["Date"] = format_datetime(self.world.now().astimezone(UTC), usegmt=True)
        percent = 0
        if account is not None:
            percent = 100 * len(self._recent.get(account.key, ())) // self.calls_an_hour
            answer.headers["X-Business-Use-Case-Usage"] = self._business_usage(
                account.id, percent, 0
            )
        answer.headers["X-App-Usage"] = _app_usage(percent)
        return answer

    def _business_usage(self, id: str, percent: int, minutes: int) -> str:
        row = {
            "type": self.usage_type,
            "call_count": percent,
            "total_cputime": percent // 4,
            "total_time": percent // 4,
            "estimated_time_to_regain_access": minutes,
        }
        return json.dumps({id: [row]})

    def _trace(self) -> str:
        self._traces += 1
        return "A" + hashlib.sha256(str(self._traces).encode()).hexdigest()[:22]


def _app_usage(percent: int) -> str:
    return json.dumps(
        {"call_count": percent, "total_cputime": percent // 4, "total_time": percent // 4}
    )


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return request.values.get("access_token", "")


def tasks_of(account: SimAccount) -> list[str]:
    """Return what the person who signed in may do on the Page."""
    return account.extra.get("tasks", _TASKS).split(",")


#: Whoever signed in with Facebook Login, and the Pages that they picked.
PERSON = NodeType(
    "User",
    fields={"id": lambda node: node.id, "name": lambda node: "Page manager"},
    edges={
        "accounts": lambda node, _: Listing(
            [node.item[0].me(a) for a in node.item[0].managed_with(node.item[1])]
        )
    },
    default=("name", "id"),
)


def boolean(form: Mapping[str, str], name: str) -> bool:
    """Read a boolean as Graph does: the words true and false, not Python's True.

    Raises:
        GraphFault: it is neither.
    """
    told = form.get(name, "")
    if told in ("true", "1"):
        return True
    if told in ("false", "0"):
        return False
    raise bad_parameter(f"Param {name} must be a boolean")


def newest_first(nodes: list[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: (node.at.timestamp(), node.id), reverse=True)
