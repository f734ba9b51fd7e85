"""Rows for tests, made up: give what matters, the rest is ordinary."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session

from moderation.cases import priority
from moderation.models import (
    Account,
    Author,
    Case,
    Comment,
    Flag,
    HouseRule,
    Officer,
    OfficerRole,
    Post,
    Role,
)
from moderation.vocabulary import RULE_OF, Category

_number = count(1)


def officer(session: Session, *roles: Role, now: datetime, **given: Any) -> Officer:
    n = next(_number)
    row = Officer(
        **{
            "email": f"officer{n}@porthaven.example",
            "name": f"Officer {n}",
            "created_at": now,
            **given,
        }
    )
    session.add(row)
    session.flush()
    for role in roles:
        session.add(OfficerRole(officer_id=row.id or 0, role=role))
    session.flush()
    return row


def account(session: Session, *, now: datetime, **given: Any) -> Account:
    n = next(_number)
    row = Account(
        **{
            "platform": "facebook",
            "handle": f"porthaven{n}",
            "name": "Porthaven Council",
            "created_at": now,
            "followers": 1000,
            **given,
        }
    )
    session.add(row)
    session.flush()
    return row


def post(session: Session, account: Account, *, now: datetime, **given: Any) -> Post:
    n = next(_number)
    row = Post(
        **{
            "account_id": account.id,
            "platform_id": f"post-{n}",
            "text": "Bins are collected a day late this week.",
            "published_at": now - timedelta(hours=3),
            "fetched_at": now,
            **given,
        }
    )
    session.add(row)
    session.flush()
    return row


def comment(
    session: Session, account: Account, *, now: datetime, post: Post | None = None, **given: Any
) -> Comment:
    n = next(_number)
    author = Author(
        platform=account.platform, platform_id=f"author-{n}", handle=f"resident{n}", name="A R"
    )
    session.add(author)
    session.flush()
    row = Comment(
        **{
            "account_id": account.id,
            "post_id": post.id if post else None,
            "post_platform_id": post.platform_id if post else None,
            "author_id": author.id,
            "platform_id": f"comment-{n}",
            "kind": "comment",
            "text": "When will ours be done?",
            "language": "en",
            "published_at": now - timedelta(hours=1),
            "fetched_at": now,
            "state": "visible",
            **given,
        }
    )
    session.add(row)
    session.flush()
    return row


def flag(
    session: Session,
    comment: Comment,
    category: Category = Category.ABUSE,
    *,
    now: datetime,
    **given: Any,
) -> Flag:
    row = Flag(
        **{
            "comment_id": comment.id,
            "version": comment.version,
            "category": category,
            "score": 0.9,
            "spans": [[0, 4]],
            "source": "lexicon-en 1",
            "rule": "abuse/insult",
            "house_rule": RULE_OF[category].value,
            "created_at": now,
            **given,
        }
    )
    session.add(row)
    session.flush()
    return row


def case(
    session: Session,
    comment: Comment,
    *categories: Category,
    now: datetime,
    **given: Any,
) -> Case:
    """An open case with a flag for each category."""
    for category in categories:
        flag(session, comment, category, now=now)
    ranked = priority([(c, 0.9) for c in categories], reach=1.0, now=now)
    row = Case(
        **{
            "comment_id": comment.id,
            "account_id": comment.account_id,
            "harm": ranked.harm,
            "reach": ranked.reach,
            "rank_at": ranked.rank_at,
            "due_at": ranked.due_at,
            "top_category": ranked.top_category,
            "language": comment.language,
            "opened_at": now,
            **given,
        }
    )
    session.add(row)
    session.flush()
    return row


def house_rule(
    session: Session, code: str = "ABUSE", *, now: datetime, version: int = 1
) -> HouseRule:
    row = HouseRule(
        code=code,
        version=version,
        title_en=f"{code} in English",
        title_cy=f"{code} yn Gymraeg",
        text_en="Do not.",
        text_cy="Peidiwch.",
        in_force_from=now - timedelta(days=30),
    )
    session.add(row)
    session.flush()
    return row
