"""A council with something of every kind on its governance pages, and texts meant to break them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlmodel import Session, select

from moderation import audit
from moderation.models import (
    Absence,
    AbsenceKind,
    Account,
    AccountStatus,
    Comment,
    CoverageSpan,
    CoverageStatus,
    Decision,
    Flood,
    Incident,
    Officer,
    Outcome,
    OutOfOfficeTemplate,
    Role,
    TakedownState,
)
from moderation.vocabulary import Category
from service.clock import LONDON
from service.governance import absences, messages, register, templates
from service.governance.absences import NewAbsence
from service.governance.messages import TemplateText
from service.governance.register import Change
from service.reports.months import Month
from service.seed import seed_texts
from tests import factories
from tests.browser.conftest import EMAIL, HASH
from tests.service.reports.month import decided, opened

#: A word that no line can be broken in, markup, and letters that turn a line round.
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
MARKUP = "<img src=x onerror=\"document.title='broken'\"> </dd></main>{{ 7 * 7 }}"
TURNED = "\u202egnorw eht yaw\u202c \u0623\u0647\u0644\u0627"
DAY = timedelta(days=1)
TEXT_EN = "Back ((return_date)). ((cover_name)) answers. Urgent: ((emergency_contact))."
TEXT_CY = "Yn ôl ((return_date)). ((cover_name)) sy'n ateb. Brys: ((emergency_contact))."


@dataclass
class Council:
    """The ids of what the database holds; `month` is the last that is over, "2026-10".

    `colleague` is away at no time, nor is `free`, who owns an account besides.
    `templates` are an ordinary one, one with words too long and one with markup.
    """

    me: int = 0
    month: str = ""
    colleague: int = 0
    free: int = 0
    accounts: list[int] = field(default_factory=list)
    absences: dict[str, int] = field(default_factory=dict)
    templates: list[int] = field(default_factory=list)
    open_case: int = 0
    hidden_case: int = 0
    flood: int = 0


def govern(session: Session, now: datetime) -> Council:
    """Fill an empty, migrated database; everything is placed around `now`, the real time."""
    long_ago = now - 90 * DAY
    seed_texts(session, now=long_ago)
    asha = factories.officer(
        session, *Role, now=long_ago, email=EMAIL, password_hash=HASH, name=f"Asha {LONG * 3}"
    )
    council = Council(me=asha.id or 0)
    people = list(_people(session, long_ago))
    council.colleague, council.free = people[0].id or 0, people[12].id or 0
    council.templates = _templates(session, council.me, now=now)
    accounts = _accounts(session, asha, people, now=now)
    council.accounts = [account.id or 0 for account in accounts]
    council.month = str(_last_month(session, accounts[0], people[0], now=now))
    council.open_case, council.hidden_case = _cases(session, accounts[0], people[1], now=now)
    council.flood = _flood(session, accounts[0], now=now)
    council.absences = _absences(session, council.me, people, now=now)
    _record(session, council, now=now)
    return council


def _people(session: Session, at: datetime) -> Iterator[Officer]:
    for name, job in (
        ("Mair Bevan", "Head of communications"),
        ("Rhys ap Hywel", "Digital officer"),
        (LONG * 3, LONG * 3),
        (MARKUP, MARKUP),
        (TURNED, "Pennaeth \u202e"),
        ("Eleri O'Neill-Wynne", ""),
        ("Nia Rees", "Librarian"),
        ("Tom Evans", "Press officer"),
        ("Siân Price", "Schools"),
        ("Gethin Lloyd", "Highways"),
        ("Lowri Hughes", "Museums"),
        ("Owain Prys", "Parks"),
        ("Catrin Bowen", "Events"),
    ):
        yield factories.officer(
            session, Role.OFFICER, Role.OWNER, now=at, name=name, job_title=job[:200]
        )


def _templates(session: Session, me: int, *, now: datetime) -> list[int]:
    ids = [messages.all_templates(session)[0].id or 0]
    for name, text_en, text_cy in (
        (LONG * 2, f"{LONG * 20} {TEXT_EN}", f"{LONG * 20} {TEXT_CY}"),
        (MARKUP, f"{MARKUP}\n\n{TEXT_EN}", f"{MARKUP}\n\n{TEXT_CY}"),
    ):
        made: OutOfOfficeTemplate | None = None
        for version in range(2):
            made = messages.save_template(
                session,
                TemplateText(
                    name[:120], AbsenceKind.SICK, f"{text_en} {version or ''}", f"{text_cy} Ha."
                ),
                template_id=made.id if made else None,
                seen_version=version,
                officer_id=me,
                now=now - (20 - version) * DAY,
            )
        assert made is not None
        ids.append(made.id or 0)
    return ids


def _accounts(
    session: Session, asha: Officer, people: list[Officer], *, now: datetime
) -> list[Account]:
    """Accounts in every state; the first is covered in part, the second has all wrong with it."""
    made = now - 80 * DAY
    today = now.date()
    gone = factories.officer(session, Role.OWNER, now=made, name="Alun Who Left", active=False)
    factories.account(
        session, now=made, platform="youtube", handle="porthaven-events", owner_id=people[12].id
    )
    well = factories.account(
        session,
        now=made,
        handle="porthaven",
        owner_id=people[5].id,
        deputy_id=asha.id,
        purpose="News and answers for residents.",
        directorate="Communications",
        review_on=today + 60 * DAY,
        last_polled_at=now - timedelta(minutes=4),
        followers=41_203,
    )
    broken = factories.account(
        session,
        now=made,
        platform="x",
        handle=(LONG * 4)[:200],
        name=(LONG * 4)[:200],
        owner_id=gone.id,
        purpose=(LONG * 9)[:500],
        directorate=(LONG * 4)[:200],
        status=AccountStatus.SIGN_IN_AGAIN,
        status_reason=(LONG * 9)[:500],
        review_on=today - DAY,
    )
    marked = factories.account(
        session,
        now=made,
        platform="instagram",
        handle=MARKUP,
        name=TURNED,
        owner_id=people[3].id,
        deputy_id=people[2].id,
        purpose=MARKUP,
        directorate=MARKUP,
        status=AccountStatus.PAUSED,
        status_reason=MARKUP,
        review_on=today + DAY,
    )
    nobody = factories.account(
        session, now=made, platform="flickr", handle=TURNED, directorate="", purpose=""
    )
    register_only = register.add(
        session,
        register.NewAccount(
            "other",
            "porthaven-jobs",
            "Swyddi Porthafan",
            f"No access to comments. {LONG * 6}",
            Change(people[6].id, people[7].id, "Jobs.", "People", today + 90 * DAY),
        ),
        officer_id=asha.id or 0,
        now=made,
    )
    _coverage(session, well, now=now)
    for account, kind in ((broken, "credentials"), (broken, "gap"), (well, "of a new kind")):
        session.add(
            Incident(account_id=account.id, kind=kind, opened_at=now - DAY, owner_id=people[2].id)
        )
    session.flush()
    return [well, broken, marked, nobody, register_only]


def _coverage(session: Session, account: Account, *, now: datetime) -> None:
    """Sixty hours in spans of an hour, with gaps for every reason and for one not known."""
    reasons = ("no_look", "out_of_reach", "rate_limited", "permission", LONG * 5)
    for hour in range(60):
        status = list(CoverageStatus)[hour % 3]
        session.add(
            CoverageSpan(
                account_id=account.id,
                starts_at=now - timedelta(hours=hour + 1),
                ends_at=now - timedelta(hours=hour),
                status=status,
                reason="" if status is CoverageStatus.SEEN else reasons[hour % len(reasons)],
            )
        )
    session.flush()


def _last_month(session: Session, account: Account, by: Officer, *, now: datetime) -> Month:
    """Enough said and decided in the last month for a report with something in every part."""
    month = Month.of(Month.of(now).start - DAY)
    at = month.start + 9 * DAY + timedelta(hours=12)
    for category, outcome, rule, ends in (
        (Category.ABUSE, Outcome.HIDE, "ABUSE", TakedownState.VERIFIED),
        (Category.THREAT, Outcome.REMOVE, "HARASS", TakedownState.NEEDS_PERSON),
        (Category.HATE, Outcome.NO_ACTION, None, None),
        (Category.SPAM, Outcome.ESCALATE, None, None),
    ):
        for number in range(12):
            language, text = ("cy", "Pryd?") if number % 3 else ("en", "Why not?")
            case = opened(session, account, category, at=at, language=language, text=text)
            decided(
                session,
                case,
                outcome,
                by=by,
                at=at + timedelta(hours=number),
                house_rule=rule,
                ends=ends,
            )
    session.add(
        Incident(
            account_id=account.id, kind="unreachable", opened_at=at, closed_at=at + DAY, detail=LONG
        )
    )
    session.flush()
    return month


def _cases(session: Session, account: Account, by: Officer, *, now: datetime) -> tuple[int, int]:
    """A case that waits, and one whose comment was hidden while the owner was away."""
    waiting = opened(session, account, Category.ABUSE, at=now - DAY / 24, text=MARKUP + LONG * 8)
    hidden = opened(session, account, Category.SPAM, at=now - 5 * DAY, text=LONG * 8)
    decided(session, hidden, Outcome.HIDE, by=by, at=now - 4 * DAY, house_rule="SPAM")
    comment = session.get_one(Comment, hidden.comment_id)
    comment.state = "hidden"
    session.add(comment)
    session.flush()
    assert session.exec(select(Decision).where(Decision.case_id == hidden.id)).one().verb
    return waiting.id or 0, hidden.id or 0


def _flood(session: Session, account: Account, *, now: datetime) -> int:
    """Six near copies under one account, one of them with markup and a word without end."""
    cases = [
        opened(session, account, Category.SPAM, at=now - DAY / 12, text=text)
        for text in (*(f"Win a voucher at vouchers.example today, number {n}" for n in range(5)),
                     MARKUP + LONG * 8)
    ]  # fmt: skip
    flood = Flood(
        account_id=account.id or 0,
        sample_id=cases[0].comment_id,
        found_at=now - DAY / 12,
        last_at=now - DAY / 12,
    )
    session.add(flood)
    session.flush()
    for case in cases:
        case.flood_id = flood.id
        session.add(case)
    session.flush()
    return flood.id or 0


def _absences(session: Session, me: int, people: list[Officer], *, now: datetime) -> dict[str, int]:
    mair, rhys, long, marked, turned, eleri, nia, tom, sian, gethin, lowri, owain = people[:12]
    away = {
        "planned": _away(session, me, tom, rhys, now, starts=10, ends=20),
        "planned elsewhere": _away(session, me, nia, None, now, starts=3, ends=4),
        "now": _away(session, me, marked, mair, now, starts=-1, ends=9, contact=MARKUP),
        "now, ill": _away(
            session, me, long, rhys, now, starts=-3, ends=1, kind=AbsenceKind.SICK, contact=LONG * 3
        ),
        "now elsewhere": _away(session, me, owain, None, now, starts=-1, ends=2),
        "cover lost": _away(
            session, me, turned, lowri, now, starts=-1, ends=5, kind=AbsenceKind.TRAINING
        ),
        "over": _away(session, me, eleri, mair, now, starts=-9, ends=-2),
        "message down": _away(session, me, gethin, mair, now, starts=-30, ends=-20),
        "ended early": _away(session, me, sian, tom, now, starts=-6, ends=6),
        "cancelled": _away(session, me, sian, rhys, now, starts=30, ends=40),
        "cancelled midway": _away(session, me, gethin, rhys, now, starts=-8, ends=8),
    }
    change = {"officer_id": me, "lead": True}
    absences.confirm_message_down(session, away["message down"], **change, now=now - 19 * DAY)
    absences.end_now(session, away["ended early"], **change, now=now - DAY)
    absences.cancel(session, away["cancelled"], **change, now=now - DAY)
    absences.cancel(session, away["cancelled midway"], **change, now=now - 2 * DAY)
    lowri.active = False
    session.add(lowri)
    session.flush()
    return away


def _away(
    session: Session,
    me: int,
    officer: Officer,
    cover: Officer | None,
    now: datetime,
    *,
    starts: int,
    ends: int,
    kind: AbsenceKind = AbsenceKind.LEAVE,
    contact: str = "01632 960000",
) -> int:
    """Record an absence as its form does, `starts` and `ends` in days from now."""
    recorded_at = min(now, now + starts * DAY)
    new = NewAbsence(
        officer_id=officer.id or 0,
        kind=kind if cover else AbsenceKind.ELSEWHERE,
        starts=_london(now + starts * DAY),
        ends=_london(now + ends * DAY),
        cover_id=cover.id if cover else None,
        emergency_contact=contact if cover else "",
    )
    if cover:
        template = session.exec(
            select(OutOfOfficeTemplate).where(OutOfOfficeTemplate.kind == kind)
        ).first()
        assert template is not None
        texts = {
            language: templates.render(
                template,
                messages.values_for(
                    officer=officer,
                    cover=cover,
                    accounts=register.owned_by(session, officer.id or 0),
                    returns_on=new.ends.date(),
                    emergency_contact=contact,
                    council_name="Porthaven Council",
                    language=language,
                ),
                language,
            )
            for language in ("en", "cy")
        }
        new = replace(new, template_id=template.id).with_messages(texts["en"], texts["cy"])
    made: Absence = absences.record(session, new, recorded_by=me, now=recorded_at)
    return made.id or 0


def _london(at: datetime) -> datetime:
    return at.astimezone(LONDON).replace(tzinfo=None, second=0, microsecond=0)


def _record(session: Session, council: Council, *, now: datetime) -> None:
    """More entries than a page of the record holds, some of them meant to break it."""
    for number in range(55):
        audit.append(
            session,
            actor=f"officer:{council.colleague}",
            action="case.read",
            subject=f"case:{number + 1}",
            now=now - timedelta(minutes=90 - number),
        )
    for actor, action, subject in (
        (LONG, LONG, LONG),
        (MARKUP[:64], MARKUP[:64], MARKUP[:64]),
        (TURNED, TURNED, TURNED),
    ):
        audit.append(
            session,
            actor=actor,
            action=action,
            subject=subject,
            details={LONG: LONG * 9, "markup": [MARKUP, None, 1.5]},
            now=now - timedelta(minutes=20),
        )
