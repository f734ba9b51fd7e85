"""How the Graph API is asked: field expansion, cursors, and nodes written as they are asked."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from connectors.simulator.graph_faults import GraphFault, bad_parameter
from connectors.simulator.world import SimAccount

MISSING = object()
_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.IGNORECASE)
_ARGUMENT = re.compile(r"\.([a-z_]+)\(([^()]*)\)", re.IGNORECASE)
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Field:
    """One asked field: `comments.limit(0).summary(true){id}`."""

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    children: "tuple[Field, ...] | None" = None


def parse_fields(text: str) -> tuple[Field, ...]:
    """Read a `fields` parameter, nested braces and all.

    Raises:
        GraphFault: it does not parse.
    """
    fields, rest = _fields(text.replace(" ", ""), 0)
    if rest:
        raise GraphFault('Syntax error "Unexpected end of field list"', code=2500)
    return fields


def _fields(text: str, depth: int) -> tuple[tuple[Field, ...], str]:
    found: list[Field] = []
    while text and text[0] != "}":
        name = _NAME.match(text)
        if name is None or depth > _DEEPEST:
            raise GraphFault('Syntax error "Expected name" in the field list', code=2500)
        text = text[name.end() :]
        arguments: dict[str, str] = {}
        while argument := _ARGUMENT.match(text):
            arguments[argument[1]] = argument[2]
            text = text[argument.end() :]
        children = None
        if text.startswith("{"):
            children, text = _fields(text[1:], depth + 1)
            if not text.startswith("}"):
                raise GraphFault('Syntax error "Expected end of string"', code=2500)
            text = text[1:]
        found.append(Field(name[0], arguments, children))
        text = text.removeprefix(",")
    return tuple(found), text


@dataclass(frozen=True, slots=True)
class NodeType:
    """What nodes of one kind answer.

    Attributes:
        name: as Graph names it in errors.
        fields: name -> the value of it (MISSING: left out; a Node: written in its turn).
        edges: name -> the list behind it, given the arguments.
        default: the fields given where none are asked for.
        pointed: name -> the one node that the arguments point at.
    """

    name: str
    fields: Mapping[str, Callable[["Node"], Any]]
    edges: Mapping[str, Callable[["Node", Mapping[str, str]], "Listing"]]
    default: tuple[str, ...]
    pointed: Mapping[str, Callable[["Node", Mapping[str, str]], "Node"]] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True)
class Node:
    """One thing of the world, seen by one account's token."""

    type: NodeType
    id: str
    at: datetime
    item: Any
    account: SimAccount


@dataclass(frozen=True, slots=True)
class Listing:
    """An edge's nodes, in the order of the answer, and how large a page may be."""

    nodes: Sequence[Node]
    order: str = "reverse_chronological"
    most: int = 100
    usual: int = 25
    summary: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """How one call is answered.

    Attributes:
        base: what `paging.next` begins with; like the real one, it holds the `token` too.
        hidden: edges left out of nodes without a word, for want of a permission.
        twice, shuffled: what the faults in force do to the list that was asked for.
    """

    base: str
    token: str
    hidden: frozenset[str] = frozenset()
    twice: bool = False
    shuffled: bool = False


def write_node(node: Node, fields: Sequence[Field] | None, asked: Asked) -> dict[str, Any]:
    """Write `node` with the asked fields, or its usual ones, and always its id.

    Raises:
        GraphFault: it has no such field.
    """
    body: dict[str, Any] = {}
    for wanted in fields or tuple(Field(name) for name in node.type.default):
        key = wanted.arguments.get("as", wanted.name)
        if wanted.name in node.type.fields:
            value = _value(node.type.fields[wanted.name](node), wanted, asked)
        elif wanted.name in node.type.pointed:
            value = _value(node.type.pointed[wanted.name](node, wanted.arguments), wanted, asked)
        elif wanted.name in node.type.edges:
            if wanted.name in asked.hidden:
                continue
            listing = node.type.edges[wanted.name](node, wanted.arguments)
            path = f"{node.id}/{wanted.name}"
            value = write_listing(listing, wanted.arguments, wanted.children, asked, path)
            if not listing.nodes and "summary" not in value:
                value = MISSING
        else:
            raise bad_parameter(
                f"Tried accessing nonexisting field ({wanted.name}) on node type ({node.type.name})"
            )
        if value is not MISSING:
            body[key] = value
    body["id"] = node.id
    return body


def _value(value: Any, wanted: Field, asked: Asked) -> Any:
    if isinstance(value, Node):
        return write_node(value, wanted.children, asked)
    if isinstance(value, Mapping) and wanted.children:
        names = {child.name for child in wanted.children}
        return {key: part for key, part in value.items() if key in names}
    return value


def write_listing(
    listing: Listing,
    arguments: Mapping[str, str],
    fields: Sequence[Field] | None,
    asked: Asked,
    path: str,
) -> dict[str, Any]:
    """Write one page of `listing`, with cursors that stand still when items come and go.

    Raises:
        GraphFault: the limit or the cursor is not one.
    """
    limit = _limit(arguments.get("limit"), listing)
    nodes = list(listing.nodes)
    newest_first = listing.order != "chronological"
    start = 0
    if after := arguments.get("after", ""):
        place = read_cursor(after)
        places = [_place(node) for node in nodes]
        start = sum(here >= place if newest_first else here <= place for here in places)
    page = nodes[start : start + limit]
    body: dict[str, Any] = {"data": [write_node(node, fields, asked) for node in page]}
    if asked.shuffled:
        body["data"].reverse()
    if page:
        cursors = {"before": cursor_of(page[0]), "after": cursor_of(page[-1])}
        more = start + limit < len(nodes)
        if asked.twice:
            # The page names itself as the next one: a client that goes on gets it twice.
            cursors["after"], more = after or _START[newest_first], True
        body["paging"] = {"cursors": cursors}
        if more:
            body["paging"]["next"] = (
                f"{asked.base}/{path}?access_token={asked.token}&limit={limit}"
                f"&after={cursors['after']}"
            )
    if arguments.get("summary", "").lower() in ("true", "1", "total_count"):
        body["summary"] = dict(listing.summary or {"total_count": len(nodes)})
    return body


def _limit(told: str | None, listing: Listing) -> int:
    if told is None:
        return listing.usual
    if not told.isascii() or not told.isdigit():
        raise bad_parameter("Param limit must be a non-negative integer")
    return min(int(told[:6]), listing.most)


def _place(node: Node) -> tuple[float, str]:
    return node.at.timestamp(), node.id


def cursor_of(node: Node) -> str:
    """Return an opaque cursor that points behind `node`."""
    return _packed([node.at.timestamp(), node.id])


def _packed(place: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


#: Cursors in front of everything, by whether the newest comes first.
_START = {True: _packed([9e15, ""]), False: _packed([-1.0, ""])}


def read_cursor(cursor: str) -> tuple[float, str]:
    """Return what `cursor_of` packed.

    Raises:
        GraphFault: it is no cursor of ours.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        at, id = json.loads(base64.urlsafe_b64decode(padded))
        return float(at), str(id)
    except (binascii.Error, ValueError, TypeError):
        raise bad_parameter("Invalid cursor provided for the after parameter") from None


def written_time(at: datetime) -> str:
    """Return a time as Graph writes it: `2026-10-05T09:12:44+0000`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S%z")
