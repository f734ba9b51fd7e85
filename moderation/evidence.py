"""What stood on the platform before an action, kept whole and hashed (G1)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from moderation.models import Account, Author, Comment, Evidence, Flag, Post

#: How many comments either side are kept for context.
NEIGHBOURS = 3


def snapshot(
    session: Session,
    comment: Comment,
    *,
    now: datetime,
    reply: Mapping[str, Any] | None = None,
) -> Evidence:
    """Write and return the evidence for `comment`: it, its post, parent, neighbours and flags.

    With a `reply`, also what the council says to it, word for word.

    Times in the content are ISO 8601 UTC. The row can only be added, never changed.
    """
    account = session.get_one(Account, comment.account_id)
    post = session.get(Post, comment.post_id) if comment.post_id else None
    flags = session.exec(
        select(Flag)
        .where(col(Flag.comment_id) == comment.id, col(Flag.version) == comment.version)
        .order_by(col(Flag.id))
    ).all()
    content = {
        "taken_at": now.isoformat(),
        "account": {"platform": account.platform, "handle": account.handle},
        "post": _post(post),
        "parent": _comment(session, parent_of(session, comment)),
        "comment": _comment(session, comment),
        "neighbours": [_comment(session, one) for one in neighbours_of(session, comment)],
        "flags": [
            {
                "category": flag.category.value,
                "score": round(flag.score, 4),
                "spans": flag.spans,
                "source": flag.source,
                "rule": flag.rule,
            }
            for flag in flags
        ],
    }
    if reply is not None:
        content["reply"] = dict(reply)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    evidence = Evidence(
        comment_id=comment.id or 0,
        taken_at=now,
        content=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    session.add(evidence)
    return evidence


def intact(evidence: Evidence) -> bool:
    """Say whether the content still has the hash it was kept with."""
    return hashlib.sha256(evidence.content.encode()).hexdigest() == evidence.sha256


def parent_of(session: Session, comment: Comment) -> Comment | None:
    """Return the comment that `comment` replies to, where it is stored."""
    if not comment.parent_platform_id:
        return None
    return session.exec(
        select(Comment).where(
            col(Comment.account_id) == comment.account_id,
            col(Comment.platform_id) == comment.parent_platform_id,
        )
    ).first()


def neighbours_of(session: Session, comment: Comment) -> list[Comment]:
    """Return up to NEIGHBOURS comments before and after it under the same post, in order."""
    if comment.post_id is None:
        return []
    same = select(Comment).where(
        col(Comment.post_id) == comment.post_id, col(Comment.id) != comment.id
    )
    before = session.exec(
        same.where(col(Comment.published_at) <= comment.published_at)
        .order_by(col(Comment.published_at).desc(), col(Comment.id).desc())
        .limit(NEIGHBOURS)
    ).all()
    after = session.exec(
        same.where(col(Comment.published_at) > comment.published_at)
        .order_by(col(Comment.published_at), col(Comment.id))
        .limit(NEIGHBOURS)
    ).all()
    return [*reversed(before), *after]


def _post(post: Post | None) -> dict[str, Any] | None:
    if post is None:
        return None
    return {
        "platform_id": post.platform_id,
        "text": post.text,
        "published_at": post.published_at.isoformat(),
        "permalink": post.permalink,
    }


def _comment(session: Session, comment: Comment | None) -> dict[str, Any] | None:
    if comment is None:
        return None
    author = session.get(Author, comment.author_id) if comment.author_id else None
    return {
        "platform_id": comment.platform_id,
        "parent": comment.parent_platform_id,
        "author": {"platform_id": author.platform_id, "handle": author.handle, "name": author.name}
        if author
        else None,
        "text": comment.text,
        "version": comment.version,
        "published_at": comment.published_at.isoformat(),
        "edited_at": comment.edited_at.isoformat() if comment.edited_at else None,
        "state": comment.state,
        "attachments": comment.attachments,
        "permalink": comment.permalink,
    }
