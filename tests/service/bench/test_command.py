import json

import pytest
from typer.testing import CliRunner

from service.bench.ingest import Measured as Ingested
from service.bench.ingest import Plan as IngestPlan
from service.bench.pages import Measured as Paged
from service.bench.pages import Plan as PagesPlan
from service.bench.pages import Timed
from service.bench.results import Summary
from service.commands import bench


def run(*arguments):
    return CliRunner().invoke(bench.app, arguments)


def test_ingest_prints_json_that_names_machine_and_parameters():
    done = run("ingest", "--comments", "200", "--repeats", "1", "--no-model", "--json")

    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert told["parameters"]["comments"] == 200
    assert told["machine"]["cores"] >= 1
    assert told["comments_per_second"]["bare_insert"]["median"] > 0
    assert told["goals"][0]["at_least"] == 0.25


def test_pages_keeps_what_it_filled_only_where_asked_to(tmp_path):
    done = run(
        "pages", "--sizes", "200,400", "--requests", "2", "--keep", str(tmp_path / "kept"), "--json"
    )

    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert told["database"] == "sqlite"
    assert set(told["pages"]["case"]["sizes"]) == {"200", "400"}
    assert len(list((tmp_path / "kept").iterdir())) == 2


@pytest.mark.parametrize("sizes", ["200", "200,200", "10,1000", "200,many", "", "200,-400"])
def test_sizes_that_cannot_be_compared_are_refused(sizes):
    done = run("pages", "--sizes", sizes)

    assert done.exit_code == 2
    assert "--sizes" in done.stderr


def test_options_before_the_name_are_refused_rather_than_forgotten():
    done = run("--quick", "pages")

    assert done.exit_code == 2
    assert "bench pages --quick" in done.stderr


def test_a_missed_goal_is_said_in_words(capsys):
    bench.print_ingest(Ingested(IngestPlan(), service=[10], bare=[100]))

    assert "0.10 (at least 0.25): MISSED" in capsys.readouterr().out


def test_each_page_has_a_line_with_its_ratio(capsys):
    paged = Paged(PagesPlan(sizes=(10, 1000)))
    small, large = Summary(5, 0.010, 0.020), Summary(5, 0.015, 0.050)
    paged.pages = {"home": {10: Timed(small, small, 7), 1000: Timed(large, large, 7)}}
    bench.print_pages(paged)

    told = " ".join(capsys.readouterr().out.split())
    assert "2.50" in told
    assert "MISSED" in told
