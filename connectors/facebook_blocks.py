"""Who is banned from a Facebook Page.

Source: https://developers.facebook.com/docs/graph-api/reference/page/blocked
"""

import json
from collections.abc import Mapping

from connectors.errors import NotSupported, UnexpectedAnswer
from connectors.graph import Graph
from connectors.graph_values import id_of, is_graph_id

_PAGE_OF_BANNED = 100


def ban(graph: Graph, page_id: str, author_id: str) -> None:
    """Ban somebody from the Page.

    Raises:
        UnexpectedAnswer: Facebook did not say that it was done. ConnectorError: as ever.
    """
    who = _known(author_id)
    answer = graph.request("POST", f"{page_id}/blocked", user=json.dumps([int(who)]))
    if not (isinstance(answer, Mapping) and answer.get(who) is True):
        raise UnexpectedAnswer("Facebook did not say that it banned the author; read it back")


def unban(graph: Graph, page_id: str, author_id: str) -> None:
    """Let somebody back; errors as in `ban`."""
    answer = graph.request("DELETE", f"{page_id}/blocked", user=_known(author_id))
    if not (isinstance(answer, Mapping) and answer.get("success") is True) and answer is not True:
        raise UnexpectedAnswer("Facebook did not say that it let the author back; read it back")


def is_banned(graph: Graph, page_id: str, author_id: str) -> bool:
    """Say whether somebody is among those banned, the whole list read if need be."""
    who = _known(author_id)
    # Asked for one person, but believed only where that person is named.
    pages = graph.pages(page_id, "blocked", limit=_PAGE_OF_BANNED, fields="id", user=who)
    return any(id_of(row) == who for rows in pages for row in rows)


def _known(author_id: str) -> str:
    if not is_graph_id(author_id) or not author_id.isdigit():
        raise NotSupported("this author has no id that Facebook could ban")
    return author_id
