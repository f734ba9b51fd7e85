"""X's JSON to plain values, whole or not at all, under both its "tweet" and "post" names.

Source: https://docs.x.com/x-api/fundamentals/data-dictionary
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from connectors.base import FetchedAuthor
from connectors.errors import UnexpectedAnswer
from connectors.x_errors import problem_kind, words

#: Milliseconds from 1970 to the zero of X's ids, which hold their own time of birth.
EPOCH_MS = 1288834974657

_ID = re.compile(r"[0-9]{1,19}")
_MEDIA = {"photo": "image", "animated_gif": "image", "video": "video"}
#: The number before the underscore of a media key, for media that X did not include.
_MEDIA_KEY = {"3": "image", "16": "image", "7": "video", "13": "video"}


@dataclass(frozen=True, slots=True)
class Row:
    """One post of X, anybody's, as one version of it reads.

    Attributes:
        id: this version's; `first_id` is that of the first version, `newest_id` the last.
        text: whole (a long post's is in its note), plain.
        author_id, conversation_id, parent_id, quoted_id, reply_to_user_id: None where X left
            them out.
        mentions: ids of whom it names; None where X told no ids.
        edited_at: None where there is one version only.
        replies: X's own count.
    """

    id: str
    first_id: str
    newest_id: str
    versions: tuple[str, ...]
    text: str
    published_at: datetime
    edited_at: datetime | None = None
    author_id: str | None = None
    conversation_id: str | None = None
    parent_id: str | None = None
    reply_to_user_id: str | None = None
    quoted_id: str | None = None
    mentions: tuple[str, ...] | None = None
    repost: bool = False
    attachments: tuple[str, ...] = ()
    replies: int | None = None

    @property
    def starts_conversation(self) -> bool:
        """Whether it replies to nothing, as far as X tells."""
        if self.conversation_id is not None:
            return self.conversation_id in self.versions
        return self.parent_id is None and self.reply_to_user_id is None


@dataclass(frozen=True, slots=True)
class Problem:
    """One row of `errors` in an answer of status 200."""

    kind: str
    resource_id: str
    said: str


@dataclass(frozen=True, slots=True)
class Page:
    """One answer that lists posts. `others` are posts it refers to, by every version's id."""

    rows: tuple[Row, ...]
    users: Mapping[str, FetchedAuthor] = field(default_factory=dict)
    others: Mapping[str, Row] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    next_token: str | None = None


def is_id(value: object) -> bool:
    """Say whether `value` has the form of X's ids."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def time_of(post_id: str) -> datetime:
    """Return the time that a post's id was made at, to the millisecond."""
    return datetime.fromtimestamp(((int(post_id) >> 22) + EPOCH_MS) / 1000, UTC)


def plain(text: str) -> str:
    """Return text as people read it: X escapes three characters, JSON can hold broken ones."""
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\x00", "\ufffd")


def parse_page(body: Mapping[str, object]) -> Page:
    """Read a list of posts.

    Raises:
        UnexpectedAnswer: anything in it is not of the type that X documents; the message
            names the field, never what it holds.
    """
    if not ({"data", "meta", "errors"} & body.keys()):
        raise UnexpectedAnswer("X's answer has neither data, meta nor errors")
    meta = _object(body, "meta")
    includes = _object(body, "includes")
    media = {
        key: kind
        for item in _objects(includes, "media")
        if (key := _text(item, "media_key")) and (kind := _text(item, "type"))
    }
    rows = tuple(_row(item, media) for item in _objects(body, "data"))
    count = meta.get("result_count")
    if not rows and isinstance(count, int) and count > 0 and "errors" not in body:
        raise UnexpectedAnswer("X's answer counts posts and holds none")
    others: dict[str, Row] = {}
    for name in ("tweets", "posts"):
        for item in _objects(includes, name):
            row = _row(item, media)
            others |= dict.fromkeys(row.versions, row)
    return Page(
        rows=rows,
        users={user.platform_id: user for user in map(parse_user, _objects(includes, "users"))},
        others=others,
        problems=parse_problems(body),
        next_token=_text(meta, "next_token") or None,
    )


def parse_user(item: Mapping[str, object]) -> FetchedAuthor:
    """Read a user.

    Raises:
        UnexpectedAnswer: as in `parse_page`.
    """
    return FetchedAuthor(
        platform_id=_wanted_id(item),
        handle=plain(_text(item, "username") or ""),
        name=plain(_text(item, "name") or ""),
    )


def parse_problems(body: Mapping[str, object]) -> tuple[Problem, ...]:
    """Read the `errors` of an answer of status 200.

    Raises:
        UnexpectedAnswer: as in `parse_page`.
    """
    return tuple(
        Problem(
            kind=problem_kind(item),
            resource_id=_text(item, "resource_id") or _text(item, "value") or "",
            said=words(item),
        )
        for item in _objects(body, "errors")
    )


def followers(item: Mapping[str, object]) -> int | None:
    """Return a user's count of followers, None where X did not say."""
    return _count(_object(item, "public_metrics"), "followers_count")


def data_object(body: Mapping[str, object]) -> Mapping[str, object] | None:
    """Return `data` where it is one object, None where there is no such key."""
    return _object(body, "data") if body.get("data") is not None else None


def _row(item: Mapping[str, object], media: Mapping[str, str]) -> Row:
    post_id = _wanted_id(item)
    text = _text(_either(item, "note_tweet", "note_post"), "text") or _text(item, "text")
    if text is None:
        raise UnexpectedAnswer("a post in X's answer has no text")
    history = _ids(item, "edit_history_tweet_ids") + _ids(item, "edit_history_post_ids")
    versions = tuple(sorted({*history, post_id}, key=int))
    created_at = _time(item, "created_at") or time_of(post_id)
    edited_at = None
    published_at = created_at
    if len(versions) > 1:
        edited_at = created_at if post_id == versions[-1] else time_of(versions[-1])
        published_at = min(time_of(versions[0]), created_at)
    references = _references(item)
    return Row(
        id=post_id,
        first_id=versions[0],
        newest_id=versions[-1],
        versions=versions,
        text=plain(text),
        published_at=published_at,
        edited_at=edited_at,
        author_id=_id(item, "author_id"),
        conversation_id=_id(item, "conversation_id"),
        parent_id=references.get("replied_to"),
        reply_to_user_id=_id(item, "in_reply_to_user_id"),
        quoted_id=references.get("quoted"),
        mentions=_mentions(item),
        repost="retweeted" in references,
        attachments=tuple(_attachments(item, media)),
        replies=_count(_object(item, "public_metrics"), "reply_count"),
    )


def _references(item: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("referenced_tweets", "referenced_posts"):
        for reference in _objects(item, name):
            kind = _text(reference, "type")
            if kind is None:
                raise UnexpectedAnswer("a reference in X's answer has no type")
            found[kind] = _wanted_id(reference)
    return found


def _mentions(item: Mapping[str, object]) -> tuple[str, ...] | None:
    """Return the ids of whom a post names; None where one is named without an id."""
    note = _object(_either(item, "note_tweet", "note_post"), "entities")
    named = [*_objects(_object(item, "entities"), "mentions"), *_objects(note, "mentions")]
    ids = [_id(one, "id") for one in named]
    return tuple(dict.fromkeys(one for one in ids if one)) if all(ids) else None


def _attachments(item: Mapping[str, object], media: Mapping[str, str]) -> Iterator[str]:
    keys = _list(_object(item, "attachments"), "media_keys")
    for key in keys:
        if not isinstance(key, str):
            raise UnexpectedAnswer("a media key in X's answer is not text")
        # Media of a kind not known here are told all the same, so that a person looks at them.
        yield _MEDIA.get(media.get(key, "")) or _MEDIA_KEY.get(key.partition("_")[0], "file")
    note = _either(item, "note_tweet", "note_post")
    entities = _object(note, "entities") or _object(item, "entities")
    for url in _objects(entities, "urls"):
        shown = _text(url, "expanded_url") or _text(url, "url") or ""
        # Media and quoted posts are told as links to X itself.
        on_x = re.match(r"https?://(?:www\.)?(?:x|twitter)\.com/\w+/status/", shown)
        if "media_key" not in url and not on_x:
            yield "link"


def _either(item: Mapping[str, object], *names: str) -> Mapping[str, object]:
    return next((found for name in names if (found := _object(item, name))), {})


def _object(item: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = item.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnexpectedAnswer(f"{name} in X's answer is not an object")
    return value


def _list(item: Mapping[str, object], name: str) -> list[object]:
    value = item.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnexpectedAnswer(f"{name} in X's answer is not a list")
    return value


def _objects(item: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    found: list[Mapping[str, object]] = []
    for value in _list(item, name):
        if not isinstance(value, dict):
            raise UnexpectedAnswer(f"{name} in X's answer holds something that is not an object")
        found.append(value)
    return found


def _text(item: Mapping[str, object], name: str) -> str | None:
    value = item.get(name)
    if value is None or isinstance(value, str):
        return value
    raise UnexpectedAnswer(f"{name} in X's answer is not text")


def _id(item: Mapping[str, object], name: str) -> str | None:
    value = item.get(name)
    if value is None:
        return None
    if isinstance(value, str) and is_id(value):
        return value
    raise UnexpectedAnswer(f"{name} in X's answer is not an id")


def _wanted_id(item: Mapping[str, object]) -> str:
    value = _id(item, "id")
    if value is None:
        raise UnexpectedAnswer("id is missing in X's answer")
    return value


def _ids(item: Mapping[str, object], name: str) -> list[str]:
    values = _list(item, name)
    found = [value for value in values if isinstance(value, str) and is_id(value)]
    if len(found) != len(values):
        raise UnexpectedAnswer(f"{name} in X's answer holds something that is not an id")
    return found


def _count(item: Mapping[str, object], name: str) -> int | None:
    value = item.get(name)
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63:
        return value
    raise UnexpectedAnswer(f"{name} in X's answer is not a count")


def _time(item: Mapping[str, object], name: str) -> datetime | None:
    text = _text(item, name)
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is None:
            raise ValueError
        return time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnexpectedAnswer(f"{name} in X's answer is not a time") from None
