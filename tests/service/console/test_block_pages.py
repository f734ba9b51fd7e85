"""Blocking an author from the case, and the block's own page."""

from datetime import timedelta

import pytest
from sqlmodel import select

from moderation.models import (
    AuditEntry,
    Author,
    Block,
    BlockCall,
    Decision,
    Outcome,
    Role,
    TakedownState,
)
from moderation.vocabulary import Category
from tests import factories
from tests.service.console import pages
from tests.service.console.deciding import all_of, form_of

RESTRICT = {
    "action": "restrict_author",
    "house_rule": "ABUSE",
    "reason": "They abuse our staff every day.",
    "proportionality": "Hiding each comment did not stop it.",
    "block_days": "14",
    "block_review": "7",
}


@pytest.fixture
def make_case(database, now):
    def make(platform="facebook", **given):
        with database.write() as session:
            if not session.exec(select(factories.HouseRule)).first():
                factories.house_rule(session, now=now)
            account = factories.account(session, now=now, platform=platform)
            comment = factories.comment(session, account, now=now, **given)
            return factories.case(session, comment, Category.ABUSE, now=now).id

    return make


@pytest.fixture
def case_id(make_case):
    return make_case()


@pytest.fixture
def block_id(officer, case_id, database):
    assert officer.send(form_of(officer, case_id), **RESTRICT).status_code == 303
    return all_of(database, Block)[0].id


def told(browser, case_id):
    page = browser.page(f"/cases/{case_id}")
    return " ".join(e.text for e in page.with_class("app-timeline__text"))


def test_an_author_is_restricted_for_a_time_and_the_case_says_how_long(
    officer, case_id, block_id, database
):
    [decision] = all_of(database, Decision)
    assert (decision.outcome, decision.house_rule_id is not None) == (Outcome.RESTRICT_AUTHOR, True)
    assert len(all_of(database, BlockCall)) == 2
    panel = officer.page(f"/cases/{case_id}").one("section", aria_labelledby="block-title").text
    assert "Until Mon 30 Nov, 09:00. To be looked at again on 23 November 2026." in panel
    assert "Facebook is being told to block the author." in panel
    assert "The author is blocked until 30 November 2026." in told(officer, case_id)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"block_days": ""}, "block_days"),
        ({"block_days": "5000"}, "block_days"),
        ({"block_review": ""}, "block_review"),
        ({"block_days": "7", "block_review": "14"}, "block_review"),
        ({"proportionality": ""}, "proportionality"),
        ({"house_rule": ""}, "house_rule"),
    ],
)
def test_a_block_that_lacks_something_says_so_at_its_field(
    officer, case_id, database, typed, field
):
    answer = officer.send(form_of(officer, case_id), **{**RESTRICT, **typed})

    assert answer.status_code == 422
    summary = pages.check(answer.text).with_class("govuk-error-summary")[0]
    assert f"#{field}" in [a.attributes["href"] for a in summary.all("a")]
    assert all_of(database, Block) == []


@pytest.mark.parametrize(
    ("platform", "way"),
    [
        ("x", "On X, signed in as the council"),
        ("instagram", "In the Instagram app"),
        ("youtube", "In YouTube Studio"),
        ("flickr", "On Flickr, signed in as the council"),
    ],
)
def test_where_the_platform_cannot_the_way_by_hand_is_shown(
    officer, make_case, database, platform, way
):
    case_id = make_case(platform)
    assert way in officer.page(f"/cases/{case_id}").one("section", id="decide").text
    officer.send(form_of(officer, case_id), **RESTRICT)

    [block] = all_of(database, Block)
    assert (block.by_hand, all_of(database, BlockCall)) == (True, [])
    page = officer.page(f"/blocks/{block.id}").one("main").text
    assert way in page
    assert "First let the author back on the platform, then say so here." in page


def test_the_council_itself_is_not_offered_to_be_blocked(officer, make_case):
    page = officer.page(f"/cases/{make_case(own=True)}")

    assert "restrict_author" not in [
        i.attributes["value"] for i in page.all("input", name="action")
    ]


def test_a_block_whose_review_is_due_is_on_the_home_page_until_it_is_kept(
    officer, block_id, database, now
):
    with database.write() as session:
        block = session.get_one(Block, block_id)
        block.review_on = now.date()
        session.add(block)
    home = officer.page("/").one("main")
    assert home.one("a", href=f"/blocks/{block_id}")
    assert "To be looked at again since 16 November 2026." in home.text

    form = officer.page(f"/blocks/{block_id}").one("form", action=f"/blocks/{block_id}/keep")
    assert officer.send(form).status_code == 422
    assert officer.send(form, keep_reason="It goes on elsewhere.").status_code == 303

    assert not officer.page("/").one("main").all("a", href=f"/blocks/{block_id}")
    page = officer.page(f"/blocks/{block_id}").one("main")
    assert "It goes on elsewhere." in page.text
    assert not page.all("form", action=f"/blocks/{block_id}/keep")


def test_a_block_by_hand_that_is_over_stays_on_the_home_page_until_it_is_lifted(
    officer, make_case, database, now
):
    case_id = make_case("youtube")
    officer.send(form_of(officer, case_id), **RESTRICT)
    with database.write() as session:
        [block] = session.exec(select(Block))
        block.starts_at, block.ends_at = now - timedelta(days=14), now
        session.add(block)
    assert "let the author back on the platform, then say so." in officer.page("/").text

    form = officer.page(f"/blocks/{block.id}").one("form", action=f"/blocks/{block.id}/end")
    assert officer.send(form, end_reason="Lifted in Studio.").status_code == 303
    assert not officer.page("/").one("main").all("a", href=f"/blocks/{block.id}")
    assert "ended the block." in told(officer, case_id)


def test_an_early_end_is_asked_for_once_and_shows_that_the_platform_is_told(
    officer, case_id, block_id, database
):
    form = officer.page(f"/blocks/{block_id}").one("form", action=f"/blocks/{block_id}/end")
    assert officer.send(form).status_code == 422
    assert officer.send(form, end_reason="They apologised.").status_code == 303
    assert officer.send(form, end_reason="Twice.").status_code == 409

    page = officer.page(f"/blocks/{block_id}").one("main")
    assert "They apologised." in page.text
    assert not page.all("form")


@pytest.mark.parametrize(
    ("action", "state", "words"),
    [
        (0, TakedownState.VERIFIED, "shows that the author is blocked."),
        (1, TakedownState.VERIFIED, "shows that the author can write again."),
        (0, TakedownState.NEEDS_PERSON, "could not be blocked on Facebook."),
        (1, TakedownState.FAILED, "could not be let back on Facebook."),
    ],
)
def test_what_the_platform_did_is_told_in_the_history(
    officer, case_id, block_id, database, now, action, state, words
):
    with database.write() as session:
        call = session.exec(select(BlockCall).order_by(BlockCall.id)).all()[action]
        call.state, call.finished_at = state, now + timedelta(minutes=1)
        session.add(call)

    assert words in told(officer, case_id)
    page = officer.page(f"/blocks/{block_id}").one("main").text
    assert ("by hand" in page) is (state is not TakedownState.VERIFIED)


def test_an_owner_of_another_account_reads_the_block_and_changes_nothing(
    sign_in, officer, block_id, database
):
    owner = sign_in(Role.OWNER)

    assert not owner.page(f"/blocks/{block_id}").one("main").all("form")
    for what in ("keep", "end"):
        assert owner.post(f"/blocks/{block_id}/{what}", {}).status_code == 403
    assert all_of(database, Block)[0].reviewed_at is None


def test_reading_who_is_blocked_is_on_record(officer, block_id, case_id, database):
    before = len(all_of(database, AuditEntry))
    officer.page(f"/blocks/{block_id}")

    assert [(e.action, e.subject) for e in all_of(database, AuditEntry)[before:]] == [
        ("case.read", f"case:{case_id}")
    ]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_hostile_name_is_words_in_both_languages(officer, case_id, block_id, database, language):
    with database.write() as session:
        author = session.exec(select(Author)).one()
        author.name = "<script>alert(1)</script>"
        session.add(author)

    for path in (f"/blocks/{block_id}", f"/cases/{case_id}", "/"):
        page = officer.page(f"{path}?lang={language}", language=language)
    page = officer.page(f"/blocks/{block_id}?lang={language}", language=language)
    assert "<script>alert(1)</script>" in page.one("main").text
