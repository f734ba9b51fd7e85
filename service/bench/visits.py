"""The pages an officer opens all day, as addresses to ask one stage for, over and over."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from urllib.parse import urlencode

from sqlmodel import Session, col, func, select

from connectors.simulator.ids import dice
from moderation.models import Account, Case
from moderation.vocabulary import Category
from service.bench.sayings import COMMON, NEVER_TOGETHER, RARE
from service.console.addresses import place_of

#: The filters that fewest cases pass: the longest search for a page of them.
RARE_CATEGORY = Category.SAFEGUARDING
LANGUAGES = ("cy", "mixed")
#: How far down the queue a deep page is: 80 to 95 of 100 cases come before it.
DEEP = (0.80, 0.85, 0.90, 0.95)


@dataclass(frozen=True, slots=True)
class Visit:
    """A page by name, and the addresses it is asked for at, in turn."""

    name: str
    addresses: tuple[str, ...]

    def times(self, count: int) -> list[str]:
        return list(islice(cycle(self.addresses), count))


def visits(session: Session, *, requests: int, seed: int = 1) -> list[Visit]:
    """Return what to ask of the database in `session`: the same for the same rows and seed.

    Raises:
        ValueError: no case waits there.
    """
    random = dice(f"visits {seed}")
    waiting = session.exec(
        select(func.count()).select_from(Case).where(col(Case.waiting).is_(True))
    ).one()
    if not waiting:
        raise ValueError("no case waits: there is nothing to look at")
    accounts = session.exec(select(col(Account.id)).order_by(col(Account.id))).all()
    newest = session.exec(select(func.max(col(Case.id)))).one() or 0
    return [
        Visit("home", ("/",)),
        Visit("queue, page 1", ("/queue",)),
        Visit("queue, deep page", _deep(session, waiting)),
        Visit("queue, one account", tuple(f"/queue?account={one}" for one in accounts)),
        Visit("queue, one category", tuple(f"/queue?category={one.value}" for one in Category)),
        Visit("queue, rarest category", (f"/queue?category={RARE_CATEGORY.value}",)),
        Visit("queue, one language", tuple(f"/queue?language={one}" for one in LANGUAGES)),
        Visit("queue, unassigned", ("/queue?who=unassigned",)),
        Visit("queue, mine", ("/queue?who=mine",)),
        Visit("queue, failed", ("/queue?status=failed",)),
        Visit("queue, what is new", (f"/queue/changes?after={newest}",)),
        Visit("case", _cases(session, random, newest, requests)),
        Visit("search, rare word", (_search(RARE),)),
        Visit("search, common word", (_search(COMMON),)),
        Visit("search, nothing found", (_search(*NEVER_TOGETHER),)),
    ]


def _deep(session: Session, waiting: int) -> tuple[str, ...]:
    found = []
    for share in DEEP:
        rank_at, case_id = session.exec(
            select(Case.rank_at, col(Case.id))
            .where(col(Case.waiting).is_(True))
            .order_by(col(Case.rank_at), col(Case.id))
            .offset(int(waiting * share))
            .limit(1)
        ).one()
        found.append("/queue?" + urlencode({"after": place_of(rank_at, case_id or 0)}))
    return tuple(found)


def _cases(session: Session, random: Random, newest: int, requests: int) -> tuple[str, ...]:
    wanted = sorted({random.randint(1, newest) for _ in range(requests)})
    ids: Sequence[int | None] = session.exec(
        select(col(Case.id)).where(col(Case.id).in_(wanted))
    ).all()
    known = [one for one in ids if one is not None]
    random.shuffle(known)
    return tuple(f"/cases/{one}" for one in known)


def _search(*words: str) -> str:
    return "/search?" + urlencode({"q": " ".join(words)})
