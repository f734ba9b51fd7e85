"""Small numbers stay small secrets (I3): every table is attacked as a reader could."""

from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.reports.suppression import (
    FLOOR,
    Counts,
    Place,
    largest_possible,
    smallest_possible,
    suppress,
)

Grid = list[list[int]]


def grids(width: int, height: int, most: int) -> st.SearchStrategy[Grid]:
    row = st.lists(st.integers(0, most), min_size=width, max_size=width)
    return st.lists(row, min_size=2, max_size=height)


def by_subtraction(counts: Counts) -> dict[Place, int]:
    """What falls out when a line has one unknown, again and again."""
    rows, width = range(len(counts.cells)), counts.width
    known = {place: counts.published(place) for place in counts.places()}
    columns = counts.column_totals()
    lines: list[tuple[list[Place], Place | None, int]] = [
        ([(row, column) for row in rows], None, columns[column]) for column in range(width)
    ]
    if counts.has_row_totals:
        lines += [([(row, n) for n in range(width)], (row, width), 0) for row in rows]
        lines.append(([(row, width) for row in rows], None, sum(columns)))
    solved: dict[Place, int] = {}
    moved = True
    while moved:
        moved = False
        for parts, total_place, fixed in lines:
            total = known[total_place] if total_place else fixed
            missing = [place for place in parts if known[place] is None]
            if total is None and not missing and total_place:
                known[total_place] = solved[total_place] = sum(known[p] or 0 for p in parts)
                moved = True
            elif total is not None and len(missing) == 1:
                rest = sum(known[p] or 0 for p in parts if p != missing[0])
                known[missing[0]] = solved[missing[0]] = total - rest
                moved = True
    return solved


def tables_a_reader_could_imagine(counts: Counts) -> Iterator[Grid]:
    """Every table of whole numbers with the same published cells and column totals."""
    rows, width = len(counts.cells), counts.width
    columns = counts.column_totals()

    def fill(row: int, left: tuple[int, ...]) -> Iterator[Grid]:
        if row == rows:
            if not any(left):
                yield []
            return
        total = counts.published((row, width)) if counts.has_row_totals else None
        for cells in choices(row, 0, left):
            if total is not None and sum(cells) != total:
                continue
            remaining = tuple(have - used for have, used in zip(left, cells, strict=True))
            for rest in fill(row + 1, remaining):
                yield [cells, *rest]

    def choices(row: int, column: int, left: tuple[int, ...]) -> Iterator[list[int]]:
        if column == width:
            yield []
            return
        published = counts.published((row, column))
        options = range(left[column] + 1) if published is None else [published]
        for value in options:
            if value <= left[column]:
                for rest in choices(row, column + 1, left):
                    yield [value, *rest]

    return fill(0, columns)


def small_places(counts: Counts) -> list[Place]:
    return [place for place in counts.places() if 0 < counts.at(place) < FLOOR]


def everything_hidden(counts: Counts) -> bool:
    return counts.hidden == frozenset(counts.places())


def test_a_number_from_one_to_four_is_withheld_and_nought_and_five_are_not() -> None:
    counts = suppress([[0], [1], [4], [5], [30]])

    assert [counts.published((row, 0)) for row in range(5)] == [0, None, None, 5, 30]


def test_a_small_number_alone_takes_the_smallest_other_with_it() -> None:
    counts = suppress([[40], [3], [12], [0]])

    assert [counts.published((row, 0)) for row in range(4)] == [40, None, None, 0]


def test_a_table_without_small_numbers_is_published_whole() -> None:
    assert suppress([[5, 9], [0, 70]]).hidden == frozenset()


def test_a_small_number_with_only_noughts_beside_it_hides_behind_one_of_them() -> None:
    counts = suppress([[3], [0], [0]])

    assert counts.published((0, 0)) is None
    assert (smallest_possible(counts, (0, 0)), largest_possible(counts, (0, 0))) == (0, 3)


def test_a_table_that_nothing_less_would_hide_is_withheld_whole() -> None:
    assert everything_hidden(suppress([[3, 2]]))


def test_a_column_of_very_few_does_not_cost_the_whole_table() -> None:
    counts = suppress([[40, 30, 0], [55, 21, 3], [80, 60, 0]])

    assert counts.published((1, 2)) is None
    assert sum(counts.published(place) is not None for place in counts.places()) >= 6
    assert by_subtraction(counts) == {}


@settings(max_examples=150, deadline=None)
@given(grids(width=3, height=11, most=60))
def test_no_withheld_number_can_be_had_by_subtraction(grid: Grid) -> None:
    counts = suppress(grid)

    assert set(small_places(counts)) <= counts.hidden
    recovered = by_subtraction(counts)
    assert not [place for place in small_places(counts) if place in recovered]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grids(width=2, height=3, most=7))
def test_a_reader_who_tries_every_table_cannot_tell_a_small_number(grid: Grid) -> None:
    counts = suppress(grid)
    seen: dict[Place, set[int]] = {place: set() for place in small_places(counts)}
    for imagined in tables_a_reader_could_imagine(counts):
        other = Counts(tuple(map(tuple, imagined)))
        for place, values in seen.items():
            values.add(other.at(place))

    assert all(len(values) > 1 for values in seen.values()) or everything_hidden(counts)


@settings(max_examples=40, deadline=None)
@given(grids(width=1, height=4, most=9))
def test_the_largest_possible_is_what_trying_every_table_finds(grid: Grid) -> None:
    counts = suppress(grid)
    tables = list(tables_a_reader_could_imagine(counts))

    for place in counts.hidden:
        found = max(table[place[0]][0] for table in tables)
        assert largest_possible(counts, place) == found
