"""Allegations against somebody called by one name."""

import pytest

from moderation.screening.bare_names import find_bare
from tests.moderation.screening.conftest import read


@pytest.mark.parametrize(
    "text",
    [
        "Tudor took a bribe",
        "Everyone knows Rowlands stole it",
        "Bevan was paid by the developer to say yes",
        "Pritchard is in the developer's pocket",
        "tudor took backhanders",
        "What did the developers pay Tudor?",
        "Tudor has been lining his own pockets",
        "Paid off by the builders, our Councillor Tudor",
        "Mae Tudor yn lleidr",
        "Mi gafodd Bevan amlen frown",
    ],
)
def test_a_crime_alleged_of_one_name_is_found(text):
    assert [one.category.value for one in find_bare(read(text))] == ["defamation"]


@pytest.mark.parametrize(
    "text",
    [
        "The council took a bribe",
        "Someone stole it",
        "Labour took backhanders",
        "Council is corrupt",
        "The council is bent, Councillor Tudor, and the cabinet takes bribes",
        "Tudor stole the show",
        "Tudor never took a bribe",
        "Is it true Tudor took a bribe?",
        "Tudor took the minutes",
        "Rowlands paid by card",
        "Seagulls stole the chips",
        "Planners took a bribe",
        "A gull nicked the lot",
        "Muslims stole it",
        "Mae'r cyngor yn llwgr",
    ],
)
def test_bodies_groups_denials_and_ordinary_doings_are_not(text):
    assert find_bare(read(text)) == []


def test_the_span_is_the_name_and_what_is_said_of_it():
    text = "Well well, Tudor took a bribe again"
    [one] = find_bare(read(text))

    assert [text[start:end] for start, end in one.spans] == ["Tudor took a bribe"]


@pytest.mark.parametrize("piece", ["Tudor took ", "paid by developer ", "bribe ", "A'", "tudor-"])
def test_a_long_hostile_text_is_read_to_an_answer(piece):
    assert isinstance(find_bare(read(piece * 20_000)), list)
