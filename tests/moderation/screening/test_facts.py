from datetime import date

import pytest

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
        ("The garden waste subscription isn't £42 but £64", "number"),
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
