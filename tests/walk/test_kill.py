"""Kill the service at fifty random moments of an officer's day: nothing lost or doubled.

Ten kills on each platform. Meanwhile the officer does the job: a comment is polled, screened,
queued, decided and taken down; and more comments arrive. The platforms and the officer
outlive the process; nothing else does.
"""

import random
import threading
import time
from collections import Counter
from itertools import pairwise

import pytest
from sqlalchemy import func
from sqlmodel import select

from connectors.simulator.arrivals import Arrivals
from moderation import audit
from moderation.models import (
    Account,
    AccountStatus,
    AuditEntry,
    Case,
    Comment,
    CoverageSpan,
    Decision,
    Evidence,
    Takedown,
    TakedownState,
)
from tests.walk.officer import Gone, Officer, until
from tests.walk.scene import OFFICER, PASSWORD, Scene, scene

KILLS = 10
PLATFORMS = ("x", "facebook", "instagram", "youtube", "flickr")
#: What the simulated platform holds once each verb took effect.
AFTER = {"hide": "hidden", "hold": "held", "reject": "rejected"}
LONGEST_LIFE = 3.0


class Killer(threading.Thread):
    """Kills the service at a random moment after each start, until it has done so enough."""

    def __init__(self, scene: Scene, times: int, seed: str) -> None:
        super().__init__(daemon=True)
        self.scene, self.times = scene, times
        self.random = random.Random(seed)

    def run(self) -> None:
        for _ in range(self.times):
            self.scene.start()
            time.sleep(self.random.uniform(0.0, LONGEST_LIFE))
            self.scene.kill()
        self.scene.start()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_killed_at_random_moments_nothing_is_lost_and_nothing_doubled(
    platform, database_url, tmp_path
):
    with scene(database_url, tmp_path) as this:
        account = this.account(platform)
        only(this, platform)
        officer = Officer(lambda: this.address, OFFICER, PASSWORD)
        arrivals = Arrivals(this.world, 0.001, 7)
        killer = Killer(this, KILLS, platform)
        killer.start()
        sent: dict[int, str] = {}
        while killer.is_alive() or not any(sent.values()):
            try:
                decide_next(officer, account.id, sent)
                arrivals.add_next()
            except Gone:
                time.sleep(0.05)
        killer.join()
        assert this.kills == KILLS

        # Left alone now, the service finishes what was begun, and fetches what arrived.
        until(lambda: all_ended(this), "every takedown ends")
        held = reachable(this, platform)
        until(lambda: held <= stored_ids(this), f"{len(held)} comments arrive", 60)
        this.stop()
        check(this, sent)


def decide_next(officer: Officer, account_id: int, sent: dict[int, str]) -> None:
    """Decide the first waiting case that has not been decided; remember what was sent."""
    waiting = [case_id for case_id in officer.waiting(account_id) if case_id not in sent]
    if not waiting:
        time.sleep(0.05)
        return
    case_id = waiting[0]
    form, actions = officer.decision_form(case_id)
    verbs = [a for a in actions if a in ("verb:hide", "verb:hold", "verb:delete")]
    if not form or not verbs:
        sent[case_id] = ""
        return
    form |= {
        "action": verbs[0],
        "house_rule": "ABUSE",
        "reason": "It breaks the house rule it was flagged for.",
        "proportionality": "A reply would not stop the harm.",
        "then": "stay",
    }
    while True:
        # The very same form again and again, as a person would press the button again
        # after an error page: it must decide once.
        try:
            answer = officer.send_decision(case_id, form)
        except Gone:
            time.sleep(0.05)
            continue
        assert answer.status_code == 200, "a form sent again after a crash decides, or has decided"
        sent[case_id] = verbs[0].removeprefix("verb:")
        return


def all_ended(this: Scene) -> bool:
    with this.database.read() as session:
        running = session.exec(
            select(func.count())
            .select_from(Takedown)
            .where(
                Takedown.state.in_(
                    (TakedownState.PENDING, TakedownState.SENDING, TakedownState.SENT)
                )
            )
        ).one()
    return running == 0


def only(this: Scene, platform: str) -> None:
    """Pause the other platforms' accounts: every kill falls into this one's work."""
    with this.database.write() as session:
        for account in session.exec(select(Account).where(Account.platform != platform)):
            account.status = AccountStatus.PAUSED
            session.add(account)


def reachable(this: Scene, platform: str) -> set[str]:
    """What the platform shows us: not what stands under other people's posts."""
    with this.world.lock:
        keys = {a.key for a in this.world.accounts.values() if a.platform == platform}
        ours = {post.id for post in this.world.posts.values() if post.author is None}
        return {
            c.id
            for c in this.world.comments.values()
            if c.account_key in keys and not c.deleted and (c.post_id is None or c.post_id in ours)
        }


def stored_ids(this: Scene) -> set[str]:
    with this.database.read() as session:
        return set(session.exec(select(Comment.platform_id)).all())


def check(this: Scene, sent: dict[int, str]) -> None:
    with this.database.read() as session:
        decisions = session.exec(select(Decision)).all()
        takedowns = session.exec(select(Takedown)).all()
        cases = {case.id: case for case in session.exec(select(Case))}
        comments = {c.id: c for c in session.exec(select(Comment))}
        evidence = session.exec(select(Evidence)).all()
        entries = session.exec(select(AuditEntry)).all()
        record = audit.verify(session)
        spans = session.exec(
            select(CoverageSpan).order_by(CoverageSpan.account_id, CoverageSpan.starts_at)
        ).all()

    wanted = {case_id: verb for case_id, verb in sent.items() if verb}
    assert wanted, "something was decided"
    # Every decision the officer made is there once, with one takedown and one snapshot.
    assert {d.case_id: d.verb for d in decisions} == wanted
    assert len(decisions) == len(wanted) == len(takedowns) == len(evidence)
    # Each ended once, and truly: the platform itself shows it.
    ends = Counter(
        (e.details["takedown"], e.action)
        for e in entries
        if e.action in ("takedown.verified", "takedown.accepted", "takedown.gone_already")
        and e.details.get("read") is not None
    )
    assert all(count == 1 for count in ends.values()), ends
    for takedown in takedowns:
        comment = comments[cases[takedown.case_id].comment_id]
        there = this.world.comments[comment.platform_id]
        assert takedown.state in (
            TakedownState.VERIFIED,
            TakedownState.ACCEPTED,
            TakedownState.GONE_ALREADY,
        ), (takedown.state, takedown.detail)
        if takedown.verb == "delete":
            assert there.deleted
        else:
            assert there.deleted or there.state == AFTER[takedown.verb]
    # Nobody else's comment was touched.
    touched = {comments[cases[t.case_id].comment_id].platform_id for t in takedowns}
    for item in this.world.comments.values():
        if item.id not in touched:
            assert item.state in ("visible", "held", "likely_spam", "hidden")
    # The record is whole, and says of each decision once that it was made.
    assert record.whole
    assert sum(e.action == "case.decided" for e in entries) == len(decisions)
    # The ledger has neither holes nor overlaps.
    for before, after in pairwise(spans):
        if before.account_id == after.account_id:
            assert before.ends_at == after.starts_at
