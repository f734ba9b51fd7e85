import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening.findings import Finding, Reading
from moderation.screening.homonyms import is_a_name
from moderation.screening.pipeline import Screener, default_screener
from moderation.screening.results import Fact, Policy, Text
from moderation.vocabulary import RULE_OF, Category
from tests.moderation.screening.conftest import categories, read

NAMES = [
    line
    for line in (Path(__file__).parent / "benign_names.txt").read_text("utf-8").splitlines()
    if line
]


def test_the_list_of_names_is_long_enough_to_mean_something():
    assert len(set(NAMES)) >= 200


@pytest.mark.parametrize(
    "sentence", ["{}", "Is the bus to {} still running on Sunday?", "Road closed near {}"]
)
def test_names_of_places_and_people_are_never_flagged(screener, sentence):
    texts = [sentence.format(name) for name in NAMES]

    flagged = [
        text
        for text, one in zip(texts, screener.screen([Text(t) for t in texts]), strict=True)
        if one.flags
    ]

    assert flagged == []


@pytest.mark.parametrize(
    "text",
    [
        "The council is useless, the worst in Wales, shame on all of you",
        "I will be voting against you because of the bins",
        "Councillor Pugh should resign over the bypass",
        "Bloody potholes, what a shambles",
        "A* in maths and **** for the café",
        "My son is gay and loves the library",
        "The Muslim community centre made us so welcome",
        "Lesbian and Gay Foundation stall by the fountain",
        "Mae'r cyngor yn warthus, cywilydd arnoch chi",
        "Moron a thatws o'r farchnad",
        "This traffic will be the death of me",
        "part number A5-5H01E-10",
        "",
        "👍",
    ],
)
def test_criticism_pride_grades_and_hyperbole_are_left_alone(screen, text):
    assert screen(text).flags == ()


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("You are a complete wanker", "abuse"),
        ("Ti'n goc oen gwirion", "abuse"),
        ("I'm going to break your legs", "threat"),
        ("I want to kill myself", "safeguarding"),
        ("Dwi isio marw", "safeguarding"),
        ("Councillor Pugh pockets backhanders", "defamation"),
        ("Gay people are vermin", "hate"),
        ("Nice tits love", "sexual"),
        ("Earn £500 a day from home, WhatsApp me", "spam"),
        ("Her mobile is 07700 900123", "personal_data"),
        ("Fix the fucking road", "profanity"),
    ],
)
def test_what_breaks_a_house_rule_is_put_to_a_person(screen, text, category):
    one = screen(text)

    assert category in categories(one)
    assert one.flag
    assert all(flag.house_rule is RULE_OF[flag.category] for flag in one.flags)


def test_swearing_at_a_pothole_is_profanity_at_most(screen):
    assert categories(screen("Fix the fucking pothole on Acacia Road")) == {"profanity"}


def test_a_claim_that_differs_from_a_fact_is_flagged_with_the_fact(screen):
    policy = Policy(facts=(Fact("The leisure centre is not closing.", "Leisure"),))

    one = screen("They are closing the leisure centre", policy)

    assert [(flag.source, flag.category.value) for flag in one.flags] == [
        ("facts (Leisure)", "inaccurate")
    ]
    assert "The leisure centre is not closing." in one.flags[0].rule


GROUPS = ["gay people", "Muslims", "Jewish people", "trans people", "black people", "Sikhs",
          "disabled people", "non-binary people", "refugees", "homosexuals", "women"]  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    ["The library has a new reading group for {}.", "Nobody should ever hurt {}.", "I hate {}.",
     "Why are {} always treated like this by the council?"],
)  # fmt: skip
def test_no_groups_name_changes_a_score(screener, sentence):
    found = screener.screen([Text(sentence.format(group)) for group in GROUPS])

    assert len({tuple(sorted(one.scores.items())) for one in found}) == 1


def test_the_flags_come_highest_score_first_with_spans_in_order(screen):
    one = screen("You utter wanker, I'll smash your face in you wanker")

    scores = [flag.score for flag in one.flags]
    assert scores == sorted(scores, reverse=True)
    assert all(list(flag.spans) == sorted(flag.spans) for flag in one.flags)


def test_spans_are_offsets_into_the_original_text(screen):
    text = "Well 👍🏽 then…  y\u200bou ｗａｎｋｅｒ"
    flag = next(f for f in screen(text).flags if f.category is Category.PROFANITY)

    assert [text[start:end] for start, end in flag.spans] == ["ｗａｎｋｅｒ"]


def test_the_order_and_the_company_of_texts_do_not_change_a_result(screener):
    texts = [Text(t) for t in ("you wanker", "lovely day", "fix the bins", "gwych", "x" * 900)]

    together = screener.screen(texts * 20)
    alone = [screener.screen([text])[0] for text in texts]

    assert together == alone * 20


def test_threads_share_a_screener(screener):
    texts = [Text(f"you wanker number {n}") for n in range(30)]
    expected = screener.screen(texts)
    found: list[object] = []

    threads = [
        threading.Thread(target=lambda: found.append(screener.screen(texts))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [expected] * 4


def test_a_stage_that_fails_is_named_without_the_text_and_sends_the_comment_to_a_person():
    def breaks(reading: Reading, policy: Policy) -> list[Finding]:
        raise RuntimeError(f"cannot read {reading.flat}")

    def finds(reading: Reading, policy: Policy) -> list[Finding]:
        return [Finding(Category.SPAM, 0.9, ((0, 3),), "test", "test/one")]

    one = Screener(stages=[("broken", breaks), ("working", finds)]).screen([Text("secret words")])[
        0
    ]

    assert one.failed == ("broken (RuntimeError)",)
    assert one.flag
    assert categories(one) == {"spam"}
    assert "secret" not in repr(one.failed)


def test_every_category_has_a_score_and_the_version_names_rules_and_model(screen):
    one = screen("lovely day")

    assert set(one.scores) == set(Category)
    assert "rules" in one.version
    assert "classifier" in one.version


def test_the_default_screener_is_loaded_once():
    assert default_screener() is default_screener()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_at_all_is_screened_without_a_failure(text):
    one = default_screener().screen([Text(text)])[0]

    assert one.failed == ()
    assert all(0 <= a < b <= len(text) for flag in one.flags for a, b in flag.spans)


@pytest.mark.parametrize(
    "piece",
    ["a ", "f.", "kill you ", "@a.", "07", "1-", "((", "£1 ", "you are a ", "\u0301", "my husband ",
     "councillor a ", "http://a.b ", "x@", "ti'n ", "A b C ", "😀", "\u200b", "!!", "12 Acacia "],
)  # fmt: skip
def test_a_hostile_text_of_a_hundred_thousand_characters_is_read_to_its_end(screener, piece):
    text = piece * (100_000 // len(piece)) + " ring 07700 900123"

    one = screener.screen([Text(text)])[0]

    assert one.failed == ()
    assert one.flag


@pytest.mark.parametrize("text", ["Upper Slaughter", "Killerton", "Sexhow"])
def test_a_bare_name_is_recognised(text):
    assert is_a_name(read(text))


@pytest.mark.parametrize("text", ["you idiot", "SCUM", "Useless. Resign now you absolute lot", ""])
def test_other_short_texts_are_not_taken_for_names(text):
    assert not is_a_name(read(text))
