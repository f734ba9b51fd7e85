"""The part of X's search language that finds replies: to:, from:, conversation_id:, words."""

import re
from collections.abc import Callable

from connectors.simulator.x_posts import XPost

#: The longest query that self-serve plans may send.
LONGEST = 512

_TERM = re.compile(r"(?P<not>-)?(?:(?P<open>\()|(?P<close>\))|(?P<term>[^\s()]+))")

Test = Callable[[XPost], bool]


def query_test(query: str) -> Test:
    """Return what says whether a post matches `query`; a blank between terms means both.

    Raises:
        ValueError: X would refuse the query, or this simulator does not know an operator.
    """
    if not query.strip() or len(query) > LONGEST:
        raise ValueError("the query is empty or too long")
    tokens = list(_TERM.finditer(query))
    test, rest = _either(tokens)
    if rest:
        raise ValueError("a bracket is closed that was not opened")
    return test


def _either(tokens: list[re.Match[str]]) -> tuple[Test, list[re.Match[str]]]:
    tests: list[Test] = []
    while True:
        test, tokens = _every(tokens)
        tests.append(test)
        if not (tokens and tokens[0]["term"] == "OR"):
            return (lambda post: any(test(post) for test in tests)), tokens
        tokens = tokens[1:]


def _every(tokens: list[re.Match[str]]) -> tuple[Test, list[re.Match[str]]]:
    tests: list[Test] = []
    while tokens and not tokens[0]["close"] and tokens[0]["term"] != "OR":
        token, tokens = tokens[0], tokens[1:]
        if token["open"]:
            test, tokens = _either(tokens)
            if not tokens or not tokens[0]["close"]:
                raise ValueError("a bracket is not closed")
            tokens = tokens[1:]
        else:
            test = _term(token["term"])
        tests.append(_negated(test) if token["not"] else test)
    if not tests:
        raise ValueError("a term is missing")
    return (lambda post: all(test(post) for test in tests)), tokens


def _negated(test: Test) -> Test:
    return lambda post: not test(post)


def _term(term: str) -> Test:
    operator, colon, value = term.partition(":")
    wanted = value.removeprefix("@").lower()
    if not colon:
        word = term.strip('"').lower()
        return lambda post: word in post.text.lower()
    if not wanted:
        raise ValueError(f"{operator}: lacks a value")
    if operator == "to":
        return lambda post: (
            post.reply_to is not None
            and wanted
            in (
                post.reply_to.handle.lower(),
                post.reply_to.id,
            )
        )
    if operator == "from":
        return lambda post: wanted in (post.author.handle.lower(), post.author.id)
    if operator == "conversation_id":
        return lambda post: post.conversation_id == wanted
    if operator == "is" and wanted in ("retweet", "quote"):
        return lambda post: False
    if operator == "is" and wanted == "reply":
        return lambda post: post.parent_id is not None
    raise ValueError(f"there is no operator {operator}:{value}")
