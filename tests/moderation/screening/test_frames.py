"""Frames: who does what to whom, and what only sounds like it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening.evaluate import read_labelled, screen_all
from moderation.screening.frames.book import Book, shipped_book
from moderation.screening.frames.frame import FrameUnreadable, read_frame
from moderation.screening.frames.tokens import LONGEST, MOST_SENTENCES, sentences
from moderation.screening.pipeline import Screener, _read
from moderation.screening.results import Text
from moderation.screening.risk_figures import (
    OWN_TEST,
    RISKS,
    UNSEEN,
    auc,
    found_figures,
    report,
)
from moderation.screening.training.material.reader import read
from moderation.vocabulary import Category

WORDS = (
    "[ME]\ni, we\n[HARM]\nhit*\n[YOU]\nyou\n[LAUGH]\nlol\n[PAIR] = ME HARM~1\n[BRUISE]\n^cleisiau\n"
)


def reading(text):
    found = _read(Text(text), [])
    assert found is not None
    return found


def found_by(slots, text, *, subject="threat"):
    book = Book(WORDS, {subject: f"one 0.8 | {slots}"})
    return [one.rule for one in book.find(reading(text))]


@pytest.mark.parametrize(
    ("slots", "text", "holds"),
    [
        ("ME HARM~1 YOU~0", "i will hit you", True),
        ("ME HARM~0 YOU~0", "i will hit you", False),
        ("ME HARM YOU", "you hit i", False),
        ("ME HARM YOU", "i saw it. hit you", False),
        ("ME HARM YOU !LAUGH", "i hit you lol", False),
        ("ME HARM YOU !!LAUGH", "i hit you. lol", False),
        ("ME &YOU", "you and i", True),
        ("ME &&YOU", "i did. you too", True),
        ("PAIR YOU", "we will hit you", True),
        ("START HARM~0", "hitting home", True),
        ("BRUISE", "gyda chleisiau mawr", True),
        ("hit_you", "they hit you", True),
    ],
)
def test_a_frame_asks_for_order_nearness_and_nothing_that_forbids_it(slots, text, holds):
    assert found_by(slots, text) == (["threat/one"] if holds else [])


@pytest.mark.parametrize("slots", ["ME ((", "", "&YOU", "NOBODY_KNOWS"])
def test_a_frame_that_cannot_be_read_says_so(slots):
    with pytest.raises(FrameUnreadable):
        Book(WORDS, {"threat": f"one 0.8 | {slots}"})


def test_a_frame_without_a_score_says_so():
    with pytest.raises(FrameUnreadable, match="cannot read"):
        Book(WORDS, {"threat": "one | ME"})


def test_three_words_may_stand_between_two_slots_unless_said_otherwise():
    frame = read_frame("one", 1.0, "A B~5 C")

    assert [gap for _, gap in frame.slots] == [3, 5, 3]


def test_a_long_sentence_is_read_in_pieces_that_overlap_and_an_endless_text_not_to_its_end():
    pieces = sentences(reading("word " * 100))
    endless = sentences(reading("one. " * (MOST_SENTENCES + 50)))

    assert [len(piece.words) for piece in pieces] == [LONGEST, LONGEST]
    assert len(endless) == MOST_SENTENCES


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_text_makes_the_frames_fail_and_every_span_lies_in_it(text):
    read_text = _read(Text(text), [])
    if read_text is None:
        return
    for one in shipped_book().find(read_text):
        assert all(0 <= start < end <= len(text) for start, end in one.spans)
    for category in (Category.THREAT, Category.SAFEGUARDING):
        assert all(start < end for start, end in shipped_book().harmless(read_text, category))


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("someone should pay you a visit", Category.THREAT),
        ("I know where you park", Category.THREAT),
        ("would be a shame if your office went up", Category.THREAT),
        ("Mi dorra i dy goesau di", Category.THREAT),
        ("Been hoarding my tablets for weeks", Category.SAFEGUARDING),
        ("They leave that toddler alone in the flat all night", Category.SAFEGUARDING),
        ("Mae fy ngŵr yn fy nharo i", Category.SAFEGUARDING),
        ("Councillor Pugh took a bribe", Category.DEFAMATION),
        (
            "the bloke on reception in the Civic Centre steals from the till",
            Category.DEFAMATION,
        ),
        ("Jane in planning is passing contracts to her brother", Category.DEFAMATION),
    ],
)
def test_risk_told_in_council_speech_is_found_and_named(screener, text, category):
    assert category in {flag.category for flag in screener.screen([Text(text)])[0].flags}


@pytest.mark.parametrize(
    "text",
    [
        "this traffic will be the death of me",
        "I'd kill for a parking space",
        "the council are crooks",
        "Councillor Pugh is wrong about the bypass",
        "Thanks to the refuge I got out of a violent marriage in 2015",
        "Mae'r traffig 'ma'n fy lladd i",
    ],
)
def test_hyperbole_recovery_and_criticism_of_the_body_are_left_alone(screener, text):
    assert screener.screen([Text(text)])[0].flags == ()


def test_a_threat_beside_a_figure_of_speech_still_stands(screener):
    text = "This traffic will be the death of me. I'm going to stab that traffic warden."

    flags = screener.screen([Text(text)])[0].flags

    assert Category.THREAT in {flag.category for flag in flags}


def test_weak_signs_raise_a_score_and_are_no_flag_of_their_own():
    weak = shipped_book().find(reading("I have been so depressed since the spring"))

    assert [one.category for one in weak] == [Category.SAFEGUARDING]
    assert weak[0].score < 0.5


def test_the_model_is_asked_again_only_of_what_is_meant():
    asked = []

    class Model:
        version = "1"
        calibration = Screener()._classifier.calibration

        def chances(self, lowers):
            asked.extend(lowers)
            return [{"threat": 0.9} for _ in lowers]

    screening = Screener(classifier=Model()).screen(
        [Text("I nearly died laughing. The bins are late.")]
    )[0]

    assert len(asked) == 2
    assert "died" not in asked[1]
    assert screening.scores[Category.THREAT] == 0.9


def test_a_rank_of_half_is_chance_and_ties_count_half():
    assert auc([0.9, 0.8], [0.1]) == 1.0
    assert auc([0.5], [0.5]) == 0.5
    assert auc([], [0.5]) is None


def test_the_figures_of_risk_are_totals_and_quote_nobody(screener):
    comments = read_labelled(OWN_TEST)[:40]
    lines = report(comments, screener)

    assert all(category.value in lines for category in RISKS)
    assert not any(comment.text in lines for comment in comments)


def test_no_test_comment_is_in_the_material_for_the_next_training():
    tests = {
        comment.text.lower().strip(".! ")
        for path in (OWN_TEST, UNSEEN)
        for comment in read_labelled(path)
    }
    material = {row.text.lower().strip(".! ") for row in read("risks", seed=1)}

    assert len(material) > 400
    assert not tests & material


def test_the_figures_of_risk_do_not_get_worse(screener):
    comments = read_labelled(OWN_TEST)
    figures = found_figures(comments, screen_all(comments, screener), lambda row: row.lang[:1])

    assert len(comments) >= 300
    for language in ("e", "c"):
        assert (figures[language].recall or 0) >= 0.9
        assert (figures[language].wrongly_flagged or 0) <= 0.1
