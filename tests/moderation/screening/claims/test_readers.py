"""What is read of one clause: numbers, dates, denials, closures and bodies, in both languages."""

from decimal import Decimal

import pytest

from moderation.screening.claims.bodies import Said, bodies_in
from moderation.screening.claims.calendar import read_calendar
from moderation.screening.claims.manner import asked, foreseen, not_stated, refuted, without_past
from moderation.screening.claims.numbers import spell_in_digits
from moderation.screening.claims.quantities import Amount, read_quantities
from moderation.screening.claims.statements import read_statement


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("forty-two quid", "42 quid"),
        ("two hundred houses", "200 houses"),
        ("three hundred and twelve fines", "312 fines"),
        ("two thousand and fifty", "2050"),
        ("20 grand", "20000"),
        ("over five thousand families", "over 5000 families"),
        ("one two three", "1 2 3"),
        ("pedwar deg pump punt", "45 punt"),
        ("dau gant o dai", "200 o dai"),
        ("bob tair wythnos", "bob 3 wythnos"),
        ("11 y cant", "11 y cant"),
        ("nothing to count", "nothing to count"),
    ],
)
def test_number_words_are_written_as_digits(said, written):
    assert spell_in_digits(said) == written


@pytest.mark.parametrize(
    ("said", "pounds"),
    [
        ("it costs £42 a year", "42"),
        ("42 quid for a bin", "42"),
        ("£1,150 to be buried", "1150"),
        ("£1.2 million on agency staff", "1200000"),
        ("£3.2m that wall cost", "3200000"),
        ("20p for the toilets", "0.2"),
        ("mae'n costio 45 punt", "45"),
        ("50k a year they get", "50000"),
    ],
)
def test_money_is_read_in_pounds(said, pounds):
    assert {amount.value for amount in read_quantities(said).money} == {Decimal(pounds)}


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("every fortnight", 14),
        ("fortnightly", 14),
        ("every other week", 14),
        ("every 3 weeks", 21),
        ("3 weekly", 21),
        ("once a month", 30),
        ("weekly", 7),
        ("bob pythefnos", 14),
        ("unwaith y mis", 30),
        ("bob 3 wythnos", 21),
        ("bob dydd", 1),
    ],
)
def test_how_often_is_read_as_the_time_between(said, days):
    assert read_quantities(said).every == {days * 24 * 60}


@pytest.mark.parametrize(
    ("amount", "held", "fits"),
    [
        (Amount(Decimal(80)), 42, False),
        (Amount(Decimal(5), "~"), "4.95", True),
        (Amount(Decimal(20000), "~"), 19771, True),
        (Amount(Decimal(300), ">"), 312, True),
        (Amount(Decimal(5000), ">"), 1240, False),
        (Amount(Decimal(100), ">"), 1240, False),
        (Amount(Decimal(1300), "<"), 1240, True),
    ],
)
def test_a_rough_number_fits_what_it_may_stand_for(amount, held, fits):
    assert amount.fits(Decimal(held)) is fits


@pytest.mark.parametrize(
    ("said", "role", "day", "month"),
    [
        ("it reopens on 5 january", "start", 5, 1),
        ("garden waste starts again on the 3rd of march", "start", 3, 3),
        ("closed until 20 february", "start", 20, 2),
        ("it won't open until 31 january", "start", 31, 1),
        ("the consultation ends on 14 march", "end", 14, 3),
        ("you have until 30 april", "end", 30, 4),
        ("mae'n gorffen ar 2 mawrth", "end", 2, 3),
        ("ddim yn agor tan 4 ionawr", "start", 4, 1),
    ],
)
def test_a_date_is_read_with_what_happens_on_it(said, role, day, month):
    found = read_calendar(said).dates

    assert {(when.role, when.day, when.months) for when in found} == {
        (role, day, frozenset([month]))
    }


def test_months_seasons_years_weekdays_and_hours_are_read():
    assert {m for w in read_calendar("shut until easter").dates for m in w.months} == {3, 4}
    assert {w.year for w in read_calendar("won't open until 2029").dates} == {2029}
    assert read_calendar("closed on sundays").weekdays == {6}
    assert read_calendar("ar gau bob dydd mercher").weekdays == {2}
    assert read_calendar("it may be hot in march").dates
    assert {t for _, t in read_calendar("opens at 10am").times} == {600}
    assert {t for _, t in read_calendar("yn agor am hanner dydd").times} == {720}
    assert read_calendar("i may march on").dates == frozenset()


@pytest.mark.parametrize(
    ("said", "scale", "end"),
    [
        ("they are shutting the library", "going", -1),
        ("the library is not closing", "going", 1),
        ("the library isn't closing", "going", 1),
        ("there are no plans to close it", "going", 1),
        ("the library is staying open", "going", 1),
        ("mae'r llyfrgell yn cau", "going", -1),
        ("dydi'r llyfrgell ddim yn cau", "going", 1),
        ("ni fydd y llyfrgell yn cau", "going", 1),
        ("they've flogged the hall", "sold", 1),
        ("nad yw'r neuadd ar werth", "sold", -1),
        ("you don't have to book", "needed", -1),
        ("you can't vote without your card", "needed", 1),
        ("rhaid bwcio", "needed", 1),
        ("does dim angen bwcio", "needed", -1),
        ("parking isn't free any more", "charged", 1),
        ("mae parcio am ddim", "charged", -1),
        ("dogs are not allowed", "allowed", -1),
        ("nobody is felling any trees", "felled", -1),
        ("no trees will be felled", "felled", -1),
        ("there is no number 9 bus any more", "going", -1),
    ],
)
def test_states_are_read_with_their_denials(said, scale, end):
    assert read_statement(said).ends[scale] == {end}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("the council runs the hospital", Said("run", "council", True)),
        ("run by the health board", Said("run", "health", True)),
        ("the council doesn't own it", Said("run", "council", False)),
        ("it came out of our council tax", Said("pay", "council", True)),
        ("set by the welsh government", Said("decide", "government", True)),
        ("y cyngor sy'n rhedeg yr ysbyty", Said("run", "council", True)),
        ("nid y cyngor sy'n rhedeg yr ysbyty", Said("run", "council", False)),
    ],
)
def test_who_runs_pays_or_decided_is_read(said, found):
    assert found in bodies_in(said)


@pytest.mark.parametrize(
    "sentence",
    [
        "is the library closing",
        "they're closing it, right?",
        "anyone know if the pool is shut",
        "wondering if the tower is coming down",
        "oes rhywun yn gwybod pryd mae'n agor",
        "ydi'r llyfrgell yn cau?",
    ],
)
def test_questions_are_known_with_and_without_their_mark(sentence):
    assert asked(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["can't believe they shut it", "what a joke, it's closed", "did you know it is closing?"],
)
def test_what_only_looks_like_a_question_is_not_one(sentence):
    assert not asked(sentence)


def test_wishes_orders_guesses_and_refutals_are_known():
    assert not_stated("the library should close")
    assert not_stated("don't sell the hall")
    assert not_stated("dylai'r llyfrgell gau")
    assert not_stated("os bydd y llyfrgell yn cau")
    assert foreseen("i bet it will be shut by summer")
    assert foreseen("mae'n siwr y bydd yn cau")
    assert refuted("it is not true that the library is closing")
    assert refuted("celwydd ydi bod y llyfrgell yn cau")
    assert not refuted("the library is closing")


def test_what_was_once_so_is_left_out_and_what_is_now_so_stays():
    assert without_past("it used to be £20") is None
    assert without_past("it used to be £20 and now it's £40") == "now it's £40"
    assert without_past("it is £40") == "it is £40"
