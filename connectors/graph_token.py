"""What `debug_token` says of a Graph API token: when it ends and what it may do.

Source: https://developers.facebook.com/docs/graph-api/reference/debug_token
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from connectors.errors import CredentialsRejected, UnexpectedAnswer
from connectors.graph import Graph
from connectors.graph_values import epoch_of, flag_of, rows_of


@dataclass(frozen=True, slots=True)
class TokenReport:
    """What a token may do, and until when.

    Attributes:
        expires_at: when it, or its access to data, ends, whichever is first (aware UTC);
            None = never.
        scopes: permission -> the ids of Pages or accounts it is limited to, empty where
            it is not.
    """

    expires_at: datetime | None
    scopes: Mapping[str, frozenset[str]]


def token_report(graph: Graph) -> TokenReport | None:
    """Ask about the token; None where the app's id and secret are not known.

    Raises:
        CredentialsRejected: the token, or the app's id and secret, are not valid.
        ConnectorError: see connectors.errors.
    """
    try:
        data = graph.debug_token()
    except CredentialsRejected as error:
        # This one call goes with the app's own token, not the account's.
        raise CredentialsRejected(f"app_id and app_secret are not accepted: {error}") from None
    if data is None:
        return None
    if flag_of(data, "is_valid") is not True:
        raise CredentialsRejected("the platform says that the token is not valid; sign in again")
    ends = (epoch_of(data, "expires_at"), epoch_of(data, "data_access_expires_at"))
    scopes = data.get("scopes")
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise UnexpectedAnswer("scopes is not a list of names in the platform's answer")
    limits = {scope: frozenset[str]() for scope in scopes}
    if data.get("granular_scopes") is not None:
        for row in rows_of(data, "granular_scopes"):
            scope, targets = row.get("scope"), row.get("target_ids")
            if isinstance(scope, str) and isinstance(targets, list):
                limits[scope] = frozenset(str(target) for target in targets)
    return TokenReport(
        expires_at=min((end for end in ends if end is not None), default=None), scopes=limits
    )


def missing_scopes(report: TokenReport | None, needed: Iterable[str], *ids: str) -> tuple[str, ...]:
    """Return which of `needed` the token lacks for every one of `ids`, in order."""
    if report is None:
        return ()
    wanted = frozenset(ids)
    return tuple(
        name
        for name in needed
        if name not in report.scopes or (report.scopes[name] and not report.scopes[name] & wanted)
    )
