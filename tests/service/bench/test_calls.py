"""Calls for each new comment: the fewest are reckoned by the formula, ours are counted."""

import json

import pytest
from typer.testing import CliRunner

from connectors.registry import platforms
from service.bench.calls import FLOORS, Counted, Floor, Measured, Plan, measure
from service.commands import bench
from service.commands.bench_calls import print_calls


@pytest.mark.parametrize(
    ("floor", "news", "fewest"),
    [
        (Floor(), [], 1),
        (Floor(), [60, 40], 1),
        (Floor(), [60, 41], 2),
        (Floor(lists=3), [101], 3),
        (Floor(lists=3), [301], 4),
        (Floor(each_post=True), [], 1),
        (Floor(each_post=True), [1, 100], 3),
        (Floor(each_post=True), [1, 101], 4),
    ],
)
def test_the_fewest_calls_are_those_of_the_lists_and_of_what_does_not_fit(floor, news, fewest):
    assert floor.of(news) == fewest


def test_every_platform_has_a_floor():
    assert FLOORS.keys() == set(platforms())


def test_what_the_month_brings_is_fetched_whole_and_counted():
    plan = Plan(period=21_600, days=31)
    counted = measure(plan, ["flickr"]).platforms["flickr"]

    assert counted.looks == 31 * 4
    assert counted.comments > 10
    assert counted.missing == 0
    assert counted.calls == counted.by_path.total() >= counted.fewest >= counted.looks
    assert counted.fewest_with_news < counted.fewest


def test_one_more_look_with_nothing_new_costs_few_calls():
    dense, sparse = (
        measure(Plan(period=period, days=2), ["facebook"]).platforms["facebook"]
        for period in (1800, 3600)
    )

    assert dense.comments == sparse.comments > 0
    assert dense.calls - sparse.calls <= 6 * (dense.looks - sparse.looks)


def test_the_command_prints_json_with_parameters_and_ratios():
    done = CliRunner().invoke(bench.app, ["calls", "--quick", "--platform", "x", "--json"])

    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert told["parameters"]["days"] == 3
    assert told["platforms"]["x"]["calls"] >= told["platforms"]["x"]["fewest_calls"] > 0


def test_an_unknown_platform_is_refused():
    assert CliRunner().invoke(bench.app, ["calls", "--platform", "bebo"]).exit_code == 2


def test_the_table_says_where_nothing_came(capsys):
    print_calls(Measured(Plan(), {"flickr": Counted(looks=2, calls=4, fewest=2)}))

    told = " ".join(capsys.readouterr().out.split())
    assert "none came" in told
    assert "2.00" in told
