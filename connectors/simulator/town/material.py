"""What the town's people write, loaded from the data files beside this module.

Each comment carries an honest label of what screening should make of it, given by hand by
whoever wrote it; it never reaches a platform's wire format.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from connectors.registry import platforms


@dataclass(frozen=True, slots=True)
class Label:
    """What a comment is: `expect` is "leave" (nothing to flag) or "look" (an officer should)."""

    expect: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement that a service of the council stands by until `expires`."""

    statement: str
    source: str
    expires: date


@dataclass(frozen=True, slots=True)
class PostText:
    """One post. `place` is where in the month it falls, 0.0 to 1.0; `by` names another author."""

    ref: str
    account: str
    kind: str
    place: float
    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class CommentText:
    """One comment under the post `post` ("" = a mention elsewhere), in order within it.

    `to` is the ref of the comment it replies to; `edited` the text it later gets.
    `deleted`: its author takes it back before the month is over.
    """

    ref: str
    account: str
    post: str
    text: str
    label: Label
    lang: str = "en"
    to: str = ""
    by: str = ""
    council: bool = False
    attachments: tuple[str, ...] = ()
    state: str = "visible"
    edited: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up resident; handles differ by platform as people's do."""

    name: str
    handle: str


def _rows(name: str) -> Iterator[dict[str, Any]]:
    # Not splitlines(): hostile texts hold line separators that JSON leaves as they are.
    for line in files(__package__).joinpath(name).read_text("utf-8").split("\n"):
        if line:
            yield json.loads(line)


def _comment(row: dict[str, Any]) -> CommentText:
    label = Label(row.pop("expect"), tuple(row.pop("categories", ())))
    row["attachments"] = tuple(row.get("attachments", ()))
    return CommentText(label=label, **row)


@dataclass(frozen=True, slots=True)
class Chapter:
    """What is laid out together. `platform` "" is the town's first, told before any other."""

    platform: str
    posts: tuple[PostText, ...]
    comments: tuple[CommentText, ...]


def _chapters() -> Iterator[Chapter]:
    """Yield the first chapter, then one for each platform with a file of its own name.

    Such a file holds posts, which have a `place`, and comments.
    """
    posts = tuple(PostText(**row) for row in _rows("posts.jsonl"))
    yield Chapter("", posts, tuple(_comment(row) for row in _rows("comments.jsonl")))
    for platform in platforms():
        if files(__package__).joinpath(f"{platform}.jsonl").is_file():
            rows = list(_rows(f"{platform}.jsonl"))
            posts = tuple(PostText(**row) for row in rows if "place" in row)
            comments = tuple(_comment(row) for row in rows if "place" not in row)
            yield Chapter(platform, posts, comments)


CHAPTERS = tuple(_chapters())
COMMENTS = tuple(comment for chapter in CHAPTERS for comment in chapter.comments)
#: Comments that arrive after the month, in turn.
LATER = tuple(_comment(row) for row in _rows("later.jsonl"))
PEOPLE = tuple(Person(**row) for row in _rows("people.jsonl"))
FACTS = tuple(
    Fact(row["statement"], row["source"], date.fromisoformat(row["expires"]))
    for row in _rows("facts.jsonl")
)


def _truth() -> dict[str, Label]:
    found: dict[str, Label] = {}
    for comment in (*COMMENTS, *LATER):
        found[comment.text] = comment.label
        if comment.edited:
            found[comment.edited] = comment.label
    return found


#: Text of a comment -> its label.
TRUTH = _truth()
