import json
from datetime import date

import pytest

from moderation.screening.protocol import BATCH, Counts, ProtocolError, load_facts, run
from moderation.screening.results import Fact


def answer(lines, screener) -> tuple[Counts, list[dict[str, object]]]:
    written: list[str] = []
    counts = run(lines, written.append, screener=screener)
    return counts, [json.loads(line) for line in written]


def test_each_line_is_answered_in_order_with_its_own_id(screener):
    lines = [json.dumps({"id": n, "text": f"comment {n}"}) for n in range(BATCH * 2 + 3)]

    counts, rows = answer(lines, screener)

    assert [row["id"] for row in rows] == list(range(BATCH * 2 + 3))
    assert counts.screened == BATCH * 2 + 3


def test_an_answer_has_every_score_the_flags_and_their_spans(screener):
    counts, rows = answer(['{"id":"a","text":"you wanker","lang":"en","platform":"x"}'], screener)
    row = rows[0]

    assert list(row["scores"]) == [
        "abuse", "hate", "threat", "sexual", "profanity", "personal_data", "safeguarding",
        "defamation", "political", "spam", "inaccurate", "claim",
    ]  # fmt: skip
    assert row["flag"] is True
    assert set(row["flags"][0]) == {"category", "score", "spans", "source", "rule"}
    assert [4, 10] in row["flags"][0]["spans"]
    assert counts == Counts(1, 1, 0)


def test_blank_lines_are_skipped_and_welsh_and_emoji_come_through(screener):
    _, rows = answer(["", "  \n", '{"id":"tŷ","text":"gwych 👍"}\n'], screener)

    assert [row["id"] for row in rows] == ["tŷ"]


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '"text"', '{"id":1}', '{"text":"x"}', '{"id":null,"text":"x"}', '{"id":1,"text":2}',
     '{"id":true,"text":"x"}', '{"id":1,"text":"x","lang":3}', "[" * 100_000],
)  # fmt: skip
def test_a_bad_line_is_named_by_its_number_after_the_good_ones_are_answered(screener, line):
    written: list[str] = []

    with pytest.raises(ProtocolError, match="line 3"):
        run(['{"id":1,"text":"a"}', "", line], written.append, screener=screener)

    assert len(written) == 1


def test_a_bad_lines_text_is_not_repeated_in_the_error(screener):
    with pytest.raises(ProtocolError) as raised:
        run(['{"id":1,"text":["hunter2"]}'], lambda _: None, screener=screener)

    assert "hunter2" not in str(raised.value)


def test_half_a_surrogate_pair_is_answered(screener):
    _, rows = answer(['{"id":"\\ud800","text":"you \\udc00 wanker"}'], screener)

    assert rows[0]["flag"] is True


def test_lines_are_answered_batch_by_batch_as_they_arrive(screener):
    written: list[str] = []
    seen_when_asked_for_more: list[int] = []

    def lines():
        for n in range(BATCH + 1):
            seen_when_asked_for_more.append(len(written))
            yield json.dumps({"id": n, "text": "ok"})

    run(lines(), written.append, screener=screener)

    assert seen_when_asked_for_more[-1] == BATCH


def test_facts_are_read_with_and_without_an_expiry(tmp_path):
    file = tmp_path / "facts.json"
    rows = [
        {"statement": "The pool is open.", "source": "Leisure", "expires": "2027-03-31"},
        {"statement": "Garden waste is £42.", "source": "Waste", "expires": None},
        {"statement": "Parking is free.", "source": "Parking"},
    ]
    file.write_text(json.dumps(rows), "utf-8")

    assert load_facts(file) == (
        Fact("The pool is open.", "Leisure", date(2027, 3, 31)),
        Fact("Garden waste is £42.", "Waste"),
        Fact("Parking is free.", "Parking"),
    )


@pytest.mark.parametrize(
    "content",
    ["{", "{}", "[1]", '[{"statement":"x"}]', '[{"statement":"","source":"s"}]',
     '[{"statement":"x","source":"s","expires":"soon"}]',
     '[{"statement":"x","source":"s","expires":3}]'],
)  # fmt: skip
def test_a_facts_file_that_cannot_be_read_says_what_is_wrong(tmp_path, content):
    file = tmp_path / "facts.json"
    file.write_text(content, "utf-8")

    with pytest.raises(ProtocolError, match="fact"):
        load_facts(file)


def test_a_missing_facts_file_says_so(tmp_path):
    with pytest.raises(ProtocolError, match="cannot be opened"):
        load_facts(tmp_path / "none.json")
