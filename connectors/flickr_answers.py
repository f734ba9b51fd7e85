"""What Flickr's answers mean: photos, comments and refusals, without making any call.

Source: https://www.flickr.com/services/api/
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

import requests

from connectors.answers import (
    Json,
    cleaned,
    id_in,
    json_object,
    number_in,
    object_in,
    objects_in,
    optional_number,
    optional_text,
    storable,
    text_in,
    unix_moment_in,
)
from connectors.base import FetchedAuthor, FetchedComment, FetchedPost, Kind
from connectors.errors import (
    CommentGone,
    ConnectorError,
    CredentialsRejected,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)

_COMMENT_METHODS = "flickr.photos.comments."
_SIGN_IN = frozenset({96, 97, 98, 100})
_UNAVAILABLE = frozenset({0, 105, 106, 201})
_XML_ERROR = re.compile(r'<err\s+code="(\d{1,6})"\s+msg="([^"]{0,500})"')
_OAUTH_PROBLEM = re.compile(r"\s*(?:[\w.~%-]+=[^&]*&)*?oauth_problem=(\w{1,60})")
#: Words of the OAuth problem reporting extension that do not ask for a new sign-in.
_OAUTH_LATER = frozenset({"timestamp_refused", "nonce_used"})
_OAUTH_PERMISSION = frozenset({"permission_denied", "permission_unknown"})


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of the council's, and when it or its comments last changed."""

    post: FetchedPost
    updated_at: datetime


# -- text -------------------------------------------------------------------------------

#: Flickr writes a comment's text as HTML with these tags; anything else in angle brackets
#: is what the author wrote, and stays.
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>a|b|i|u|s|em|strong|strike|del|ins|br|p|blockquote|span|code|pre|"
    r"img|ul|ol|li)\b(?P<rest>[^<>]*)>",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\b(?:href|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_LINES = frozenset({"br", "p", "blockquote", "li"})


def plain_text(html: str) -> str:
    """Return the text of a comment's HTML: no tags, entities resolved, addresses kept.

    A link's address follows its words where it is not among them, because where a link
    leads is what an officer must be able to judge.
    """
    parts: list[str] = []
    link, link_at = "", 0
    at = 0
    for tag in _TAG.finditer(html):
        parts.append(unescape(html[at : tag.start()]))
        at = tag.end()
        name, closes = tag["name"].lower(), bool(tag["close"])
        if name == "a":
            parts.extend(_unseen(link, parts[link_at:]))
            link, link_at = ("" if closes else _address_in(tag["rest"])), len(parts)
        elif name == "img" and not closes:
            parts.append(_address_in(tag["rest"]))
        elif name in _LINES and not (closes and name == "br"):
            parts.append("\n")
    parts.append(unescape(html[at:]))
    parts.extend(_unseen(link, parts[link_at:]))
    return storable(re.sub(r"\n{3,}", "\n\n", "".join(parts)).strip())


def _address_in(attributes: str) -> str:
    found = _ADDRESS.search(attributes)
    return unescape(next((group for group in found.groups() if group), "")) if found else ""


def _unseen(link: str, shown: list[str]) -> list[str]:
    return [f" ({link})"] if link and link not in "".join(shown) else []


# -- items ------------------------------------------------------------------------------


def parse_photo(item: Json) -> Photo:
    """Read a photo with the extras description, date_upload, last_update and path_alias."""
    photo_id, owner = id_in(item, "id"), id_in(item, "owner")
    title = plain_text(content_of(item, "title"))
    description = plain_text(content_of(item, "description"))
    published_at = unix_moment_in(item, "dateupload")
    updated_at = unix_moment_in(item, "lastupdate") if "lastupdate" in item else published_at
    alias = optional_text(item, "pathalias") or owner
    return Photo(
        FetchedPost(
            platform_id=photo_id,
            text=f"{title}\n\n{description}".strip(),
            published_at=published_at,
            permalink=f"https://www.flickr.com/photos/{alias}/{photo_id}/",
            declared_comments=optional_number(item, "count_comments"),
        ),
        updated_at,
    )


def parse_comments(answer: Json, photo_id: str, nsid: str) -> tuple[FetchedComment, ...]:
    """Read the whole list of a photo's comments, newest first.

    Raises:
        UnexpectedAnswer: it is no list, or another photo's: its silence would be proof.
    """
    comments = object_in(answer, "comments")
    if text_in(comments, "photo_id") != photo_id:
        raise UnexpectedAnswer("Flickr answered with another photo's comments")
    parsed = (_parse_comment(c, photo_id, nsid) for c in objects_in(comments, "comment"))
    found = {comment.platform_id: comment for comment in parsed}
    return tuple(sorted(found.values(), key=lambda c: c.published_at, reverse=True))


def _parse_comment(item: Json, photo_id: str, nsid: str) -> FetchedComment:
    comment_id = id_in(item, "id")
    author = optional_text(item, "author")
    name = optional_text(item, "authorname")
    fetched = FetchedAuthor(author, name, optional_text(item, "realname") or name)
    return FetchedComment(
        platform_id=comment_id,
        kind=Kind.COMMENT,
        text=plain_text(text_in(item, "_content")),
        published_at=unix_moment_in(item, "datecreate"),
        post_platform_id=photo_id,
        author=fetched if author else None,
        permalink=optional_text(item, "permalink"),
        own=bool(nsid) and author == nsid,
    )


def content_of(item: Json, key: str) -> str:
    """Return a text that Flickr gives bare or as an object with `_content`; "" where absent."""
    value: Any = item.get(key)
    if isinstance(value, dict):
        return optional_text(value, "_content")
    return optional_text(item, key)


def photo_of(comment_id: str) -> str | None:
    """Return the photo's id out of a comment's, which reads owner-photo-number."""
    parts = comment_id.split("-")
    return parts[1] if len(parts) == 3 and parts[1] else None


def pages_in(photos: Json) -> int:
    return number_in(photos, "pages")


# -- refusals ---------------------------------------------------------------------------


def succeeded(answer: requests.Response, method: str, secrets: Iterable[str]) -> Json:
    """Return the JSON object of an answer that says stat=ok.

    Raises:
        ConnectorError: what the answer says instead. Its text never quotes a body: an
            OAuth refusal repeats the key and the token.
    """
    status = answer.status_code
    body = answer.text[:4096]
    problem = _OAUTH_PROBLEM.match(body)
    if problem:
        raise _oauth_refusal(status, problem[1])
    if status == 429:
        raise RateLimited(f"Flickr answered 429 to {method}")
    if status >= 500 or status == 408:
        raise PlatformUnavailable(f"Flickr answered {status} to {method}")
    if status == 401:
        raise CredentialsRejected(f"Flickr answered 401 to {method}: sign in again")
    if status != 200:
        raise UnexpectedAnswer(f"Flickr answered {status} to {method}")
    fault = _XML_ERROR.search(body) if body.lstrip().startswith("<?xml") else None
    if fault:
        # Some faults come as XML whatever format was asked for.
        raise _refusal(int(fault[1]), unescape(fault[2]), method, secrets)
    value = json_object(answer)
    if value.get("stat") == "ok":
        return value
    if value.get("stat") == "fail":
        code = number_in(value, "code")
        raise _refusal(code, optional_text(value, "message"), method, secrets)
    raise UnexpectedAnswer(f"Flickr's answer to {method} says neither ok nor fail")


def _oauth_refusal(status: int, problem: str) -> ConnectorError:
    words = f"Flickr answered {status} oauth_problem={problem}"
    if problem in _OAUTH_LATER:
        return PlatformUnavailable(f"{words}: check this computer's clock")
    if problem in _OAUTH_PERMISSION:
        return PermissionMissing(words)
    return CredentialsRejected(f"{words}: sign in to Flickr again")


def _refusal(code: int, message: str, method: str, secrets: Iterable[str]) -> ConnectorError:
    """Sort a stat=fail by its code; 1 and 2 mean something else in each method."""
    words = cleaned(f"Flickr refused {method}: {code} {message}", secrets)
    if code in _SIGN_IN:
        return CredentialsRejected(words)
    if code == 99:
        return PermissionMissing(words)
    if code in _UNAVAILABLE:
        return PlatformUnavailable(words)
    if code == 9:
        return RateLimited(words)
    if code in (1, 2) and method.startswith(_COMMENT_METHODS):
        return CommentGone(words)
    if code == 5:
        return CredentialsRejected(words)
    return UnexpectedAnswer(words)
