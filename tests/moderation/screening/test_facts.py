from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening.evaluate_facts import (
    PURPOSES,
    Held,
    Remark,
    figures_by,
    hold,
    read_set,
    report,
)
from moderation.screening.facts import contradictions
from moderation.screening.results import Fact, Policy
from tests.moderation.screening.conftest import read

FACTS = (
    Fact("The leisure centre is not closing.", "Leisure services"),
    Fact("The garden waste subscription costs £42 a year.", "Waste services"),
    Fact("Parking at Harbour Street is free on Sundays.", "Parking services"),
    Fact("Bridge Street library opens at 9am on Saturdays.", "Libraries"),
    Fact("The council has not sold the town hall.", "Estates"),
    Fact("The consultation on the bypass ends on 14 March.", "Highways"),
)


def differs(text: str, facts: tuple[Fact, ...] = FACTS, today: date | None = None) -> list[str]:
    return [one.rule for one in contradictions(read(text), Policy(facts=facts, today=today))]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("They are closing the leisure centre in March", "open-or-closed"),
        ("The leisure centre is being shut!", "open-or-closed"),
        ("Mae'r ganolfan hamdden yn cau", "open-or-closed"),
        ("Garden waste is £80 a year now", "amount"),
        ("Tanysgrifiad gwastraff gardd yn costio £80", "amount"),
        ("They charge for parking at Harbour Street on Sundays now", "charge"),
        ("The Bridge Street library opens at 11am on Saturdays", "time"),
        ("The council sold the town hall", "negation"),
        ("The bypass consultation ends on 2 March", "date"),
    ],
)
def test_a_checkable_claim_that_differs_from_a_fact_is_found(text, why):
    found = differs(text)

    assert [rule.split(":")[0] for rule in found] == [f"facts/{why}"]


@pytest.mark.parametrize(
    "text",
    [
        "The leisure centre is not closing, stop spreading rumours",
        "Is the leisure centre closing?",
        "I think the leisure centre should close",
        "I bet the leisure centre will be shut within a year",
        "Garden waste costs £42 a year, that's fair",
        "Garden waste used to be £20 last year",
        "£42 for garden waste is a rip off",
        "Sunday parking at Harbour Street is free",
        "Bridge Street library opens at 9am on Saturdays",
        "The swimming pool is closing",
        "A coffee at the market is £80, joke",
        "The leisure centre was cold and dirty",
        "Please don't sell the town hall",
    ],
)
def test_agreement_opinion_questions_predictions_and_other_things_are_not(text):
    assert differs(text) == []


def test_the_rule_shows_the_fact_and_never_calls_the_comment_false():
    found = differs("They are closing the leisure centre")

    assert "The leisure centre is not closing." in found[0]
    assert "false" not in found[0].lower()


def test_a_fact_counts_to_the_end_of_the_day_it_expires_and_no_longer():
    fact = (Fact("The leisure centre is not closing.", "Leisure", date(2026, 11, 30)),)
    text = "They are closing the leisure centre"

    assert differs(text, fact, date(2026, 11, 30))
    assert differs(text, fact, date(2026, 12, 1)) == []
    assert differs(text, fact, None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Garden waste is now sixty quid", "amount"),
        ("Garden waste now 60 a year!", "amount"),
        ("The garden waste subscription isn't £42 but £64", "amount"),
        ("Bridge Street library opens at 11 on Saturdays", "time"),
    ],
)
def test_spelled_bare_and_corrected_numbers_are_read(text, why):
    assert [rule.split(":")[0] for rule in differs(text)] == [f"facts/{why}"]


@pytest.mark.parametrize(
    "text",
    [
        "Bridge Street library opens at 9 on Saturdays",
        "Bridge Street library closes at 5pm on Saturdays",
        "I left the Bridge Street library at 11 on Saturday",
        "The garden waste bin took 60 minutes to fill",
    ],
)
def test_other_hours_and_numbers_contradict_nothing(text):
    assert differs(text) == []


MORE = (
    Fact("Ysgol Bryn Coch is not merging with any other school.", "Education"),
    Fact("GP surgeries are run by the health board, not by the council.", "Public health"),
    Fact("Black bins are collected every three weeks.", "Waste"),
    Fact("You do not need to book to use the recycling centre at Cae Felin.", "Waste"),
    Fact("The Lôn Las application for 85 homes has been refused.", "Planning"),
    Fact("Harbour Road reopens on 18 December.", "Highways"),
    Fact("Mae'r amgueddfa am ddim.", "Amgueddfeydd"),
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ysgol bryn coch is merging with the school next door, its a done deal", "negation"),
        ("The council runs the GP surgeries", "body"),
        ("Y cyngor sy'n rhedeg y meddygfeydd", "body"),
        ("Black bins once a month!!", "frequency"),
        ("Bob pedair wythnos mae'r biniau du yn cael eu casglu", "frequency"),
        ("You have to book a slot at Cae Felin recycling centre", "required"),
        ("Lon Las got planning permission", "negation"),
        ("640 homes at Lôn Las", "number"),
        ("Harbour Rd stays shut till 31 January", "date"),
        ("They charge £6 to get in the museum", "charge"),
        (
            "It's a lie that the black bins are collected every three weeks. They're monthly",
            "frequency",
        ),
    ],
)
def test_states_bodies_frequencies_and_dates_are_held_against_their_own_fact(text, why):
    found = [rule.split(":")[0] for rule in differs(text, MORE)]

    assert found == [f"facts/{why}"]


@pytest.mark.parametrize(
    "text",
    [
        "It's a lie that they are closing the leisure centre",
        "People saying the leisure centre is closing are talking rubbish",
        "Wondering if the leisure centre is closing",
        "If they close the leisure centre I'm leaving",
        "The leisure centre was shut for an hour because of a fire alarm",
        "The pub by the leisure centre is closing",
        "Powys charges £65 for garden waste",
        "Celwydd ydi bod y ganolfan hamdden yn cau",
        "Peidiwch â chau'r ganolfan hamdden",
    ],
)
def test_refutals_conditions_passing_closures_and_other_councils_are_not_flagged(text):
    assert differs(text) == []


def test_the_span_is_the_claim_in_the_authors_own_characters():
    text = "Thanks  for the LIGHTS 😀, but they\u2019re  clo\u200bsing the leisure centre!! Shame."

    (found,) = contradictions(read(text), Policy(facts=FACTS))

    start, end = found.spans[0]
    assert text[start:end] == "but they\u2019re  clo\u200bsing the leisure centre!!"
    assert found.source == "facts (Leisure services)"


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_text_stops_the_stage_and_the_same_text_gives_the_same_findings(text):
    policy = Policy(facts=FACTS + MORE + (Fact(text or "x", "Anybody"),))
    first = contradictions(read(text), policy)

    assert contradictions(read(text), policy) == first
    assert all(0 <= start < end <= len(text) for one in first for start, end in one.spans)


@pytest.mark.parametrize(
    "piece",
    [
        "the library is not closing and ", "1 2 3 ", "is it? ", "closed until not ", "no, ",
        "not the council by the council runs ", "one hundred ", "1 may 2 ", "- ", "'", "£2 a year ",
        "leisure centre ", "they say lies ", "every 2 weeks until ",
    ],
)  # fmt: skip
def test_a_hundred_thousand_characters_are_read_to_an_end(piece):
    text = piece * (100_000 // len(piece))

    assert len(contradictions(read(text), Policy(facts=FACTS + MORE))) <= len(FACTS + MORE)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_each_set_of_claims_holds_every_kind_in_both_languages(purpose):
    remarks, policy = read_set(purpose)

    assert len(remarks) >= 250
    assert {remark.kind for remark in remarks} == {
        "contradicts", "agrees", "asks", "opinion", "unrelated",
    }  # fmt: skip
    welsh = sum(remark.lang == "cy" for remark in remarks) / len(remarks)
    assert 0.2 <= welsh <= 0.4
    statements = {fact.statement for fact in policy.facts}
    assert {remark.fact for remark in remarks} <= statements | {None}


def test_the_two_sets_of_claims_share_no_comment_and_no_fact():
    (one, ours), (other, theirs) = (read_set(purpose) for purpose in PURPOSES)

    assert not {remark.text for remark in one} & {remark.text for remark in other}
    assert not {fact.statement for fact in ours.facts} & {fact.statement for fact in theirs.facts}


@pytest.mark.parametrize(("purpose", "least"), [("development", 0.95), ("test", 0.85)])
def test_claims_that_differ_are_found_and_others_left_alone(purpose, least):
    held = hold(*read_set(purpose))
    figures = figures_by(held, lambda one: "all")["all"]

    assert figures.recall is not None
    assert figures.recall >= least
    assert figures.wrongly_flagged is not None
    assert figures.wrongly_flagged <= 0.03
    assert sum(one.rightly for one in held if one.should) >= 0.97 * figures.right


def test_a_finding_about_another_fact_is_not_the_right_one():
    remark = Remark("They sold it", "en", "contradicts", "The town hall is not sold.")

    assert Held(remark, ("facts/negation: The town hall is not sold.",)).rightly
    assert not Held(remark, ("facts/amount: The bin costs £4.",)).rightly
    assert not Held(Remark("Nice", "en", "unrelated", None), ()).rightly


def test_the_report_names_languages_kinds_and_how_many_facts_were_the_right_ones():
    text = report("development")

    for word in ("all", "en", "cy", "contradicts", "asks", "the fact contradicted"):
        assert word in text
