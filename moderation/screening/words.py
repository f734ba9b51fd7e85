"""Reads the short word lists that rules keep in their own modules."""


def words(listed: str) -> tuple[str, ...]:
    """Return the words in `listed`, which blanks and line ends separate, in order."""
    return tuple(listed.split())
