"""For platforms where nobody can be blocked through the API: a person does it by hand."""

from connectors.base import AuthorState
from connectors.errors import NotSupported


class BlockedByHand:
    """Refuses every call about an author; `author_powers` says what to do by hand."""

    def block(self, author_id: str) -> None:
        raise NotSupported("this platform blocks nobody through its API")

    def unblock(self, author_id: str) -> None:
        raise NotSupported("this platform unblocks nobody through its API")

    def read_author(self, author_id: str) -> AuthorState:
        raise NotSupported("this platform does not tell through its API who is blocked")
