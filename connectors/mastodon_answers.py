"""Mastodon's answers, read strictly: statuses, notifications, accounts.

Source: https://docs.joinmastodon.org/entities/Status/
"""

import re
from dataclasses import dataclass
from datetime import datetime

from connectors.answers import (
    Json,
    id_in,
    moment_in,
    object_in,
    objects_in,
    optional_number,
    optional_text,
    text_in,
)
from connectors.base import (
    FetchedAuthor,
    FetchedComment,
    FetchedPost,
    Identity,
    Kind,
)
from connectors.errors import CredentialsRejected, UnexpectedAnswer
from connectors.mastodon_text import plain_text

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_ATTACHMENTS = {"image": "image", "gifv": "video", "video": "video", "audio": "audio"}
_SERVER = re.compile(r"https://((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])/?")
#: What the product needs of a token; a wider scope holds the narrower ones.
SCOPES = ("read:accounts", "read:notifications", "read:statuses", "write:statuses")


@dataclass(frozen=True, slots=True)
class Status:
    """One status as it was read.

    Attributes:
        parent: the id it replies to; None where it replies to nothing, or to what is gone.
        reply: whether it was written as a reply.
        private: for named people alone, so no public comment.
        replies: the server's own count of direct replies; None where not told.
    """

    id: str
    author: FetchedAuthor
    text: str
    published_at: datetime
    edited_at: datetime | None
    parent: str | None
    reply: bool
    private: bool
    boost: bool
    replies: int | None
    attachments: tuple[str, ...]
    permalink: str

    def as_post(self) -> FetchedPost:
        return FetchedPost(
            platform_id=self.id,
            text=self.text,
            published_at=self.published_at,
            edited_at=self.edited_at,
            permalink=self.permalink,
            declared_comments=self.replies,
        )

    def as_comment(self, kind: Kind, post: str | None, me: str) -> FetchedComment:
        return FetchedComment(
            platform_id=self.id,
            kind=kind,
            text=self.text,
            published_at=self.published_at,
            post_platform_id=post,
            parent_platform_id=None if self.parent == post else self.parent,
            author=self.author,
            edited_at=self.edited_at,
            attachments=self.attachments,
            permalink=self.permalink,
            own=self.author.platform_id == me,
        )


def parse_identity(account: Json, host: str, app: Json) -> Identity:
    return Identity(
        platform_id=account_id(account, host),
        handle=id_in(account, "username"),
        name=optional_text(account, "display_name") or id_in(account, "username"),
        followers=optional_number(account, "followers_count"),
        missing_permissions=_missing(app),
    )


def _missing(app: Json) -> tuple[str, ...]:
    """Return the scopes that the application was not given; servers before 4.3 do not tell."""
    scopes = app.get("scopes")
    if not isinstance(scopes, list) or not scopes:
        return ()
    given = {scope for scope in scopes if isinstance(scope, str)}
    return tuple(s for s in SCOPES if s not in given and s.partition(":")[0] not in given)


def account_id(account: Json, host: str) -> str:
    """Return an account's id with the server's name: each server counts for itself."""
    return f"{status_id(account, 'id')}@{host}"


def status_id(value: Json, key: str) -> str:
    found = id_in(value, key)
    if not _ID.fullmatch(found):
        raise UnexpectedAnswer(f"{key!r} in Mastodon's answer is no id")
    return found


def age(id: str) -> tuple[int, str]:
    """Return what ids sort by, oldest first: they are numbers, but written as text."""
    return len(id), id


def parse_status(item: Json, host: str) -> Status:
    """Read one status.

    Raises:
        UnexpectedAnswer: it is not what the contract says.
    """
    account = object_in(item, "account")
    name = optional_text(account, "acct")
    author = FetchedAuthor(
        account_id(account, host), name, optional_text(account, "display_name") or name
    )
    url = optional_text(item, "url")
    return Status(
        id=status_id(item, "id"),
        author=author,
        text=_text(item),
        published_at=moment_in(item, "created_at"),
        edited_at=None if item.get("edited_at") is None else moment_in(item, "edited_at"),
        parent=None if item.get("in_reply_to_id") is None else status_id(item, "in_reply_to_id"),
        reply=item.get("in_reply_to_id") is not None
        or item.get("in_reply_to_account_id") is not None,
        private=text_in(item, "visibility") == "direct",
        boost=item.get("reblog") is not None,
        replies=optional_number(item, "replies_count"),
        attachments=tuple(
            _ATTACHMENTS.get(optional_text(media, "type"), "file")
            for media in objects_in(item, "media_attachments")
        ),
        # Another server chooses this address; only a web page's is ever offered to officers.
        permalink=url if url.startswith(("https://", "http://")) else "",
    )


def _text(item: Json) -> str:
    """Return all that a reader may see: the warning, the text, and what a poll asks."""
    parts = [optional_text(item, "spoiler_text"), plain_text(text_in(item, "content"))]
    poll = item.get("poll")
    if isinstance(poll, dict):
        options = (optional_text(option, "title") for option in objects_in(poll, "options"))
        parts.append("\n".join(f"- {title}" for title in options))
    return "\n\n".join(part for part in parts if part)


def parse_context(answer: Json, host: str) -> tuple[list[Status], list[Status]]:
    """Return what a status replies to, from the thread's first on, and all that replies to it."""
    return (
        [parse_status(item, host) for item in _listed(answer, "ancestors")],
        [parse_status(item, host) for item in _listed(answer, "descendants")],
    )


def _listed(answer: Json, key: str) -> list[Json]:
    # An absent list would read as a thread without a reply.
    if key not in answer:
        raise UnexpectedAnswer(f"Mastodon's answer lacks the list {key!r}")
    return objects_in(answer, key)


def parse_mention(item: Json, host: str) -> Status | None:
    """Return a notification's status; None where it is of another kind, or the status is gone."""
    if text_in(item, "type") != "mention" or item.get("status") is None:
        return None
    return parse_status(object_in(item, "status"), host)


def host_of(server: str) -> str:
    """Return the host of a server given as "https://social.example".

    Raises:
        CredentialsRejected: it is anything else.
    """
    found = _SERVER.fullmatch(server.strip().lower())
    if found is None or len(found[1]) > 150:
        raise CredentialsRejected("server must be an address such as https://mastodon.example")
    return found[1]
