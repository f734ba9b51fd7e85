"""Deliveries of Meta's apps: the challenge, the signature, and a Page's subscription.

Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started and
https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import ClassVar

from connectors.errors import UnexpectedAnswer
from connectors.graph import Graph
from connectors.graph_values import Row, as_row, is_graph_id, optional_row, rows_of, text_of
from connectors.webhook import Hint, HintKind, Told

#: What a Page is subscribed to, for itself and for the Instagram account linked to it.
FIELDS = ("feed", "mention")
_MOST_CHALLENGE = 256


class GraphWebhook:
    """What the two share. A subclass says what a change hints at."""

    signature_header: ClassVar[str] = "X-Hub-Signature-256"
    #: What deliveries call the thing that they are about.
    about: ClassVar[str]

    def challenge(self, asked: Mapping[str, str], token: str) -> str | None:
        told, echo = asked.get("hub.verify_token", ""), asked.get("hub.challenge", "")
        right = hmac.compare_digest(told.encode("utf-8", "replace"), token.encode())
        plain = 0 < len(echo) <= _MOST_CHALLENGE and all("!" <= letter <= "~" for letter in echo)
        if not (right and token and plain and asked.get("hub.mode") == "subscribe"):
            return None
        return echo

    def verify(self, secret: str, signature: str, body: bytes) -> bool:
        made = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        right = hmac.compare_digest(made.encode(), signature.encode("utf-8", "replace"))
        return right and bool(secret)

    def read(self, body: bytes) -> Told:
        try:
            whole = json.loads(body, parse_constant=_refuse)
        except (ValueError, RecursionError):
            # The exception quotes the body.
            raise UnexpectedAnswer("the delivery is not JSON") from None
        whole = as_row(whole, "the delivery")
        if whole.get("object") != self.about:
            raise UnexpectedAnswer(f"the delivery is not about a {self.about}")
        hints: dict[Hint, None] = {}
        passed_over = unclear = 0
        for entry in rows_of(whole, "entry"):
            try:
                owner = any_id_of(entry, "id")
                # Deliveries of messages have no changes.
                changes = rows_of(entry, "changes") if "changes" in entry else []
            except UnexpectedAnswer:
                unclear += 1
                continue
            for change in changes:
                try:
                    hint = self.hint(owner, text_of(change, "field"), change)
                except UnexpectedAnswer:
                    unclear += 1
                    continue
                if hint is None:
                    passed_over += 1
                else:
                    hints[hint] = None
        return Told(tuple(hints), passed_over, unclear)

    def hint(self, owner: str, field: str, change: Row) -> Hint | None:
        """Return what a change hints at, None for one that looks see to.

        Raises:
            UnexpectedAnswer: it is of a known kind and not of its form.
        """
        raise NotImplementedError


class FacebookWebhook(GraphWebhook):
    """A Page's `feed` and `mention`."""

    about: ClassVar[str] = "page"

    def hint(self, owner: str, field: str, change: Row) -> Hint | None:
        if field not in FIELDS:
            return None
        value = _value(change)
        verb, item = text_of(value, "verb"), text_of(value, "item")
        if item == "comment":
            id, post = any_id_of(value, "comment_id"), any_id_of(value, "post_id")
        elif item == "post" and field == "mention":
            id, post = any_id_of(value, "post_id"), ""
        else:
            return None
        on_our_wall = (post or id).partition("_")[0] == owner
        if verb == "remove":
            return Hint(owner, HintKind.REMOVED, id, post)
        if verb not in ("add", "edited", "edit", "hide", "unhide"):
            return None
        if not on_our_wall and field == "mention":
            return Hint(owner, HintKind.MENTION, id, post)
        # Whoever names the Page on its own wall writes a comment there, and nothing else.
        return Hint(owner, HintKind.COMMENT, id, post) if post else None


class InstagramWebhook(GraphWebhook):
    """An account's `comments` and `mentions`."""

    about: ClassVar[str] = "instagram"

    def hint(self, owner: str, field: str, change: Row) -> Hint | None:
        if field == "comments":
            value = _value(change)
            media = optional_row(value, "media")
            under = "" if media is None else any_id_of(media, "id")
            return Hint(owner, HintKind.COMMENT, any_id_of(value, "id"), under)
        if field == "mentions":
            value = _value(change)
            media_id = any_id_of(value, "media_id")
            if value.get("comment_id") is None:
                return Hint(owner, HintKind.MENTION, media_id)
            return Hint(owner, HintKind.MENTION, any_id_of(value, "comment_id"), media_id)
        return None


def subscribe(graph: Graph, page_id: str, app_id: str) -> None:
    """Subscribe the app to the Page; what it is subscribed to already stays.

    Raises:
        PermissionMissing: the token lacks pages_manage_metadata.
        ConnectorError: see connectors.errors.
    """
    # Each call replaces the whole list.
    fields = sorted(_fields(graph, page_id, app_id) | set(FIELDS))
    graph.post(f"{page_id}/subscribed_apps", subscribed_fields=",".join(fields))


def is_subscribed(graph: Graph, page_id: str, app_id: str) -> bool:
    """Say whether the app gets all of FIELDS from the Page; errors as in `subscribe`."""
    return _fields(graph, page_id, app_id) >= set(FIELDS)


def _fields(graph: Graph, page_id: str, app_id: str) -> frozenset[str]:
    """What the app is subscribed to; where its id is not known, the app with the most."""
    found: list[frozenset[str]] = [frozenset()]
    for rows in graph.pages(page_id, "subscribed_apps", limit=100, fields="id,subscribed_fields"):
        found += [_listed(row) for row in rows if not app_id or text_of(row, "id") == app_id]
    return max(found, key=len)


def _listed(row: Row) -> frozenset[str]:
    fields = row.get("subscribed_fields")
    if not isinstance(fields, list):
        return frozenset()
    # Some versions write {"name": "feed", "version": "v25.0"}.
    names = (one.get("name") if isinstance(one, Mapping) else one for one in fields)
    return frozenset(name for name in names if isinstance(name, str))


def _value(change: Row) -> Row:
    return as_row(change.get("value"), "value")


def any_id_of(row: Row, key: str) -> str:
    """Return the id under `key`, which deliveries write as text or as a number."""
    value = row.get(key)
    told = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(told, str) or not is_graph_id(told):
        raise UnexpectedAnswer(f"{key} is missing or no id in the delivery")
    return told


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
