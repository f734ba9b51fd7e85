import pytest
from sqlmodel import select

from moderation.models import AuditEntry
from service.bench.pages import (
    Measured,
    PageFailed,
    Plan,
    Timed,
    ask,
    counted,
    measure,
    sign_in,
)
from service.bench.results import Summary
from service.bench.visits import visits

PAGES = {
    "home",
    "queue, page 1",
    "queue, deep page",
    "queue, one account",
    "queue, one category",
    "queue, rarest category",
    "queue, one language",
    "queue, unassigned",
    "queue, mine",
    "queue, failed",
    "queue, what is new",
    "case",
    "search, rare word",
    "search, common word",
    "search, nothing found",
}


def timed(p95, *, cpu=1.0):
    return Timed(Summary(10, p95 / 2, p95), Summary(10, cpu / 2, cpu), 7)


def test_every_page_is_measured_in_every_size(stage):
    measured = measure(Plan(sizes=(1, 2), requests=2), {1: stage, 2: stage})

    assert set(measured.pages) == PAGES
    for sizes in measured.pages.values():
        assert set(sizes) == {1, 2}
        assert {one.waited.count for one in sizes.values()} == {2}
        assert all(0 < one.statements <= 23 for one in sizes.values())
    assert set(measured.as_dict()["pages"]) == PAGES


def test_the_ratio_is_the_largest_sizes_95th_percentile_over_the_smallests():
    measured = Measured(Plan(sizes=(10, 1000)))
    measured.pages = {
        "home": {1000: timed(0.06, cpu=3.0), 10: timed(0.02)},
        "case": {1000: timed(0.03), 10: timed(0.02)},
    }

    assert measured.ratio("home") == pytest.approx(3.0)
    assert measured.ratio("home", worked=True) == pytest.approx(3.0)
    assert [(goal.name, goal.met) for goal in measured.goals] == [("home", False), ("case", True)]


def test_addresses_differ_where_cases_and_places_do_and_repeat_to_the_number_asked(stage):
    with stage.database.read() as session:
        asked = {visit.name: visit for visit in visits(session, requests=20)}
        again = visits(session, requests=20)

    assert list(asked.values()) == again
    assert len(set(asked["queue, deep page"].addresses)) == 4
    assert len(set(asked["case"].addresses)) > 10
    assert len(asked["home"].times(9)) == 9


def test_the_sign_in_is_a_comms_officers_and_reading_a_case_is_on_record(stage):
    client = sign_in(stage)
    with stage.database.read() as session:
        address = next(v for v in visits(session, requests=3) if v.name == "case").addresses[0]
    ask(client, address)

    with stage.database.read() as session:
        last = session.exec(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert (last.action, last.subject) == ("case.read", "case:" + address.rpartition("/")[2])


def test_a_page_that_fails_is_never_timed(stage):
    with pytest.raises(PageFailed, match="answered 404"):
        ask(sign_in(stage), "/cases/999999")


def test_statements_are_counted_while_asked_to_and_no_longer(stage):
    with counted(stage.database.engine) as seen, stage.database.read() as session:
        session.exec(select(AuditEntry).limit(1)).all()
    with stage.database.read() as session:
        session.exec(select(AuditEntry).limit(1)).all()

    assert len(seen) == 1
