from collections import Counter

import pytest
from sqlalchemy import text
from sqlmodel import col, func, select

from moderation.models import (
    Case,
    CaseStatus,
    Comment,
    Decision,
    Evidence,
    Flag,
    Outcome,
    Takedown,
    TakedownState,
)
from moderation.search import search_comments
from service.bench.dealing import SHARES, Kind, kind_at
from service.bench.filling import RARE_ONES, Fill, fill, unindexed
from service.bench.ingest import NOW
from service.bench.sayings import COMMON, NEVER_TOGETHER, RARE
from service.bench.stage import YEAR, a_year_of, staged
from tests.service.bench.conftest import COMMENTS

SMALL = Fill(300, NOW - YEAR, NOW)


def parts_of_comment(database):
    with database.read() as session:
        return session.execute(
            text("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'comment' ORDER BY 2")
        ).all()


def texts_of(database):
    with database.read() as session:
        return session.exec(select(Comment.text, Comment.language).order_by(col(Comment.id))).all()


def test_the_shares_hold_and_whoever_waits_is_in_the_queue(stage):
    with stage.database.read() as session:
        comments = session.exec(select(func.count()).select_from(Comment)).one()
        cases = session.exec(select(Case)).all()
        flagged = set(session.exec(select(Flag.comment_id)).all())
    waiting = sum(case.waiting for case in cases)

    assert comments == COMMENTS
    assert 0.03 < waiting / comments < 0.07
    assert 0.05 < len(cases) / comments < 0.11
    assert {case.comment_id for case in cases} == flagged
    assert all(case.waiting == (case.closed_at is None) for case in cases)


def test_decisions_and_takedowns_agree_with_their_cases(stage):
    with stage.database.read() as session:
        status = {case.id: case.status for case in session.exec(select(Case))}
        decisions = session.exec(select(Decision)).all()
        takedowns = session.exec(select(Takedown)).all()
        evidence = session.exec(select(func.count()).select_from(Evidence)).one()

    left_up = [d for d in decisions if d.outcome is Outcome.NO_ACTION]
    assert {status[d.case_id] for d in left_up} == {CaseStatus.DECIDED}
    assert all(d.house_rule_id for d in decisions if d.outcome is Outcome.HIDE)
    assert evidence == len(takedowns) == sum(d.verb is not None for d in decisions)
    ends = {TakedownState.VERIFIED: CaseStatus.VERIFIED, TakedownState.FAILED: CaseStatus.FAILED}
    assert all(status[t.case_id] is ends[t.state] for t in takedowns)
    assert all(stage.plan.since <= d.decided_at <= stage.plan.until for d in decisions)


def test_what_the_searches_look_for_is_there_as_often_as_they_say(stage):
    with stage.database.read() as session:
        assert len(search_comments(session, RARE, limit=100)) == RARE_ONES
        assert len(search_comments(session, COMMON, limit=1000)) > COMMENTS / 5
        for word in NEVER_TOGETHER:
            assert len(search_comments(session, word, limit=1000)) > COMMENTS / 30
        assert search_comments(session, " ".join(NEVER_TOGETHER)) == []


def test_filling_twice_gives_the_same(stage, tmp_path):
    with staged(stage.plan, tmp_path) as again:
        assert texts_of(again.database) == texts_of(stage.database)


def test_indexes_and_search_come_back_as_they_were(another_database):
    before = parts_of_comment(another_database)
    with unindexed(another_database):
        during = {name for kind, name, sql in parts_of_comment(another_database) if sql}

    assert during == {"comment"}
    assert parts_of_comment(another_database) == before


def test_an_unseeded_database_is_refused(database):
    with pytest.raises(ValueError, match="seed the database first"):
        fill(database, SMALL)


def test_what_is_kept_is_taken_as_it_is_and_what_is_not_is_removed(tmp_path):
    plan = a_year_of(300)
    written = []
    with staged(plan, tmp_path, keep=True, done=written.append):
        pass
    with staged(plan, tmp_path, keep=True, done=written.append) as again:
        assert len(texts_of(again.database)) == 300
    assert written == [300]

    with staged(plan, tmp_path, done=written.append):
        pass
    assert written == [300]
    assert list(tmp_path.iterdir()) == []


def test_a_filling_that_was_cut_short_is_begun_again(tmp_path):
    plan = a_year_of(300)

    def cut_short(_count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), staged(plan, tmp_path, keep=True, done=cut_short):
        pass
    with staged(plan, tmp_path) as again:
        assert len(texts_of(again.database)) == 300


def test_every_kind_of_case_falls_to_its_share():
    fallen = Counter(kind_at(number / 10_000) for number in range(10_000))

    for kind, share in SHARES:
        assert fallen[kind] == pytest.approx(share * 10_000, abs=1)
    assert set(fallen) == {*Kind, None}
