"""What can go wrong with a platform, sorted by what to do about it.

`str(error)` is fit for a log: the platform's own code and words about the call, cleaned
of tokens, never a comment's text.
"""

from datetime import datetime


class ConnectorError(Exception):
    """Something went wrong with a platform; the subclass says what to do."""


class CredentialsRejected(ConnectorError):
    """The token is dead or a needed credential is missing: an officer must sign in again."""


class PermissionMissing(ConnectorError):
    """The token lives but may not do this; the message names the permission where known."""


class RateLimited(ConnectorError):
    """Too many calls. `retry_at` is aware UTC, None where the platform does not say."""

    def __init__(self, message: str, *, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class BudgetSpent(ConnectorError):
    """Quota or money has run out: time alone may not help. `retry_at` as in RateLimited."""

    def __init__(self, message: str, *, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class ActionsBlocked(ConnectorError):
    """The platform has stopped this account's writes for a while; never retry in a loop."""


class PlatformUnavailable(ConnectorError):
    """No answer, or a server fault: try again later."""


class UnexpectedAnswer(ConnectorError):
    """The answer is not what the contract says (cut, not JSON, wrong types): try later."""


class CommentGone(ConnectorError):
    """The item is not there, or no longer ours to see. Not proof that its author deleted it."""


class NotSupported(ConnectorError):
    """This cannot be done to this item on this platform; a person must do it by hand."""
