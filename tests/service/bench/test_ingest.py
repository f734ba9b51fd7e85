from itertools import chain

from sqlmodel import func, select

from moderation.models import Account, Case, CaseStatus, Comment, Flag
from moderation.screening.results import Text
from service.bench.ingest import (
    FixedShare,
    Measured,
    Plan,
    insert_bare,
    insert_referred,
    made_up_pages,
    measure,
    rows_of,
    take_in,
)

SMALL = Plan(comments=120, page=50, bulk=40, repeats=2, model_comments=0)


def silent(_words):
    return None


def test_both_ways_are_measured_as_often_and_the_goal_is_their_ratio(tmp_path):
    measured = measure(SMALL, tmp_path, screener=None, say=silent)

    assert len(measured.service) == len(measured.bare) == 2
    assert min(measured.service + measured.bare) > 0
    assert (measured.flagged, measured.cases) == (6, 6)
    assert measured.model == measured.whole == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.db"]


def test_the_model_is_measured_alone_and_in_the_whole(tmp_path):
    plan = Plan(comments=40, page=20, bulk=20, repeats=1, model_comments=40)
    told = measure(plan, tmp_path, screener=FixedShare(), say=silent).as_dict()

    rates = told["comments_per_second"]
    assert all(rate["median"] > 0 and len(rate["each"]) == 1 for rate in rates.values())


def test_the_ratio_is_the_median_of_each_repeats_own():
    measured = Measured(
        SMALL, service=[100, 900, 300], bare=[1000, 1000, 1000], ratios_cpu=[0.2, 0.4, 0.5]
    )

    assert measured.ratio == 0.3
    assert measured.goal.met
    told = measured.as_dict()
    assert told["ratio"] == {"median": 0.3, "each": [0.1, 0.9, 0.3], "cpu": 0.4}
    assert told["comments_per_second"]["bare_insert"] == {"median": 1000, "each": [1000] * 3}
    assert told["comments_per_second"]["model_alone"] is None


def test_pages_hold_every_comment_once_the_same_each_time():
    pages = made_up_pages(120, SMALL)
    comments = list(chain.from_iterable(page.comments for page in pages))

    assert [len(page.comments) for page in pages] == [0, 50, 50, 20]
    assert len({comment.platform_id for comment in comments}) == 120
    assert [c.published_at for c in comments] == sorted(c.published_at for c in comments)
    assert {c.post_platform_id for c in comments} == {p.platform_id for p in pages[0].posts}
    assert pages == made_up_pages(120, SMALL)


def test_a_fixed_share_is_flagged_however_the_texts_are_batched():
    screener = FixedShare(every=4)
    batches = [screener.screen([Text("Hello")] * size) for size in (3, 3, 2)]

    assert [bool(one.flags) for one in chain.from_iterable(batches)] == [
        False, False, False, True, False, False, False, True,
    ]  # fmt: skip


def test_what_is_taken_in_is_stored_screened_and_queued(database):
    take_in(database, made_up_pages(120, SMALL), FixedShare())

    with database.read() as session:
        comments = session.exec(select(Comment)).all()
        cases = session.exec(select(Case)).all()
        assert session.exec(select(func.count()).select_from(Flag)).one() == 6
    assert len(comments) == 120
    assert all(c.post_id and c.author_id and c.screened_version == 1 for c in comments)
    assert len(cases) == 6
    assert all(case.waiting and case.status is CaseStatus.OPEN for case in cases)


def test_the_bare_insert_writes_the_very_rows_that_the_service_wrote(database, another_database):
    take_in(database, made_up_pages(120, SMALL), FixedShare())
    rows = rows_of(database)
    insert_referred(another_database, rows)
    insert_bare(another_database, rows, 50)

    assert len(rows[Account]) == 1
    assert len(rows[Comment]) == 120
    assert rows_of(another_database) == rows
