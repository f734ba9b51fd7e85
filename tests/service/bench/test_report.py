import json

import pytest

from service.bench.ingest import NOW
from service.bench.report import MONTH, Measured, Once, Part, PartFailed, Plan, in_a_process
from service.bench.report_part import make, most_memory


def test_a_part_is_made_in_a_process_of_its_own(stage):
    once = in_a_process(Part.FIGURES, stage.settings.database)

    assert once.seconds > 0
    assert once.peak >= once.before > 2**20


def test_a_part_that_cannot_be_made_says_why(tmp_path):
    with pytest.raises(PartFailed, match="no such table"):
        in_a_process(Part.FIGURES, f"sqlite:///{tmp_path / 'empty.db'}")


@pytest.mark.parametrize("part", [Part.FIGURES, Part.HTML])
def test_each_part_tells_its_seconds_and_memory(stage, part):
    told = make(part, stage.database, MONTH, now=NOW)

    assert set(told) == {"seconds", "peak", "before"}
    assert told["peak"] >= told["before"]


def test_memory_only_grows():
    before = most_memory()
    held = bytearray(64 * 2**20)
    held[::4096] = b"x" * len(held[::4096])

    assert most_memory() >= before


def test_what_is_told_is_in_seconds_and_mebibytes():
    measured = Measured(Plan(comments=100, repeats=1), {Part.PDF: [Once(1.5, 3 * 2**20, 2**20)]})

    assert json.loads(json.dumps(measured.as_dict())) == {
        "parameters": {"comments": 100, "repeats": 1, "seed": 1, "month": "2026-10"},
        "parts": {"pdf": {"seconds": [1.5], "peak_mib": [3.0], "before_mib": [1.0]}},
        "goals": [],
    }
    assert measured.parts[Part.PDF][0].added == 2 * 2**20
