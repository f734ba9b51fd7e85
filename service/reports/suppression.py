"""Keeps small numbers about people's categories from being read, or worked out.

A cell from 1 to 4 is withheld. As every column's total is published, a cell alone in its
column could be had by subtraction, so others are withheld with it: as few and as small as
do, chosen along the cheapest way round the table on which numbers could be moved without
changing anything that is published (the shortest-path method of Kelly, Golden and Assad,
"Cell suppression: disclosure protection for sensitive tabular data", Networks 22, 1992).

Columns' totals and the grand total count no category of people and are always published.
A row's total does, and is a cell like any other.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

#: The smallest number about people that is published.
FLOOR = 5

#: A cell: its row, and its column; the column after the last is the row's total.
Place = tuple[int, int]
_Node = tuple[str, int]
_UNBOUNDED = 10**12


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of counts, rows first, with what of it must not be published.

    With one column, a row's total would repeat it and is left out.
    """

    cells: tuple[tuple[int, ...], ...]
    hidden: frozenset[Place] = frozenset()

    @property
    def width(self) -> int:
        return len(self.cells[0]) if self.cells else 0

    @property
    def has_row_totals(self) -> bool:
        return self.width > 1

    def places(self) -> list[Place]:
        """Every cell that could be withheld, row totals among them, in reading order."""
        width = self.width + 1 if self.has_row_totals else self.width
        return [(row, column) for row in range(len(self.cells)) for column in range(width)]

    def at(self, place: Place) -> int:
        row, column = place
        return sum(self.cells[row]) if column == self.width else self.cells[row][column]

    def published(self, place: Place) -> int | None:
        """The number at `place`, or None where it is withheld."""
        return None if place in self.hidden else self.at(place)

    def column_totals(self) -> tuple[int, ...]:
        return tuple(sum(row[column] for row in self.cells) for column in range(self.width))


def suppress(cells: Sequence[Sequence[int]], *, floor: int = FLOOR) -> Counts:
    """Return `cells` with every number from 1 to `floor` - 1 withheld, and no way back.

    For each of them, from all that is published, a reader must hold it possible that it is
    `floor` or more. Where its column's published total is too small for that, the reader
    must at least hold another number possible; where even that cannot be had by less, the
    whole table is withheld.
    """
    counts = Counts(tuple(tuple(row) for row in cells))
    small = [place for place in counts.places() if 0 < counts.at(place) < floor]
    hidden = set(small)
    for place in small:
        if largest_possible(Counts(counts.cells, frozenset(hidden)), place) >= floor:
            continue
        way = _cheapest_way(counts, hidden, place, floor - counts.at(place))
        if way is None and _can_move(Counts(counts.cells, frozenset(hidden)), place):
            continue
        if way is None:
            way = _any_way(counts, hidden, place, floor)
        if way is None:
            return Counts(counts.cells, frozenset(counts.places()))
        hidden |= way
    return Counts(counts.cells, frozenset(hidden))


def largest_possible(counts: Counts, place: Place) -> int:
    """The most that a withheld cell can be, for a reader of everything published.

    Exact: cells are flows from a row's total to its columns, so what may change without
    changing a published number is a circulation, and the most is a maximal flow.
    """
    return counts.at(place) + _room(counts, place, upward=True)


def smallest_possible(counts: Counts, place: Place) -> int:
    """The least that a withheld cell can be, for a reader of everything published."""
    return counts.at(place) - min(counts.at(place), _room(counts, place, upward=False))


def _can_move(counts: Counts, place: Place) -> bool:
    return smallest_possible(counts, place) < largest_possible(counts, place)


def _room(counts: Counts, place: Place, *, upward: bool) -> int:
    if place not in counts.hidden:
        return 0
    capacity: dict[_Node, dict[_Node, int]] = {}
    for other in counts.hidden - {place}:
        tail, head = _arc(counts, other)
        for start, end, most in ((tail, head, _UNBOUNDED), (head, tail, counts.at(other))):
            ways = capacity.setdefault(start, {})
            ways[end] = ways.get(end, 0) + most
            capacity.setdefault(end, {}).setdefault(start, 0)
    tail, head = _arc(counts, place)
    return _most_flow(capacity, head, tail) if upward else _most_flow(capacity, tail, head)


def _arc(counts: Counts, place: Place) -> tuple[_Node, _Node]:
    """From where to where a cell flows: from its row to its column, or total to row."""
    row, column = place
    if column == counts.width:
        return ("total", 0), ("row", row)
    if not counts.has_row_totals:
        # The row's total is the cell itself: the flow is from the grand total to the column.
        return ("total", 0), ("column", column)
    return ("row", row), ("column", column)


def _most_flow(capacity: dict[_Node, dict[_Node, int]], source: _Node, sink: _Node) -> int:
    flow = 0
    while True:
        came_from: dict[_Node, _Node] = {source: source}
        waiting = [source]
        for node in waiting:
            for after, most in capacity.get(node, {}).items():
                if most > 0 and after not in came_from:
                    came_from[after] = node
                    waiting.append(after)
        if sink not in came_from:
            return flow
        steps: list[tuple[_Node, _Node]] = []
        node = sink
        while node != source:
            steps.append((came_from[node], node))
            node = came_from[node]
        least = min(capacity[start][end] for start, end in steps)
        if least >= _UNBOUNDED:
            return _UNBOUNDED
        for start, end in steps:
            capacity[start][end] -= least
            capacity[end][start] += least
        flow += least


def _any_way(counts: Counts, hidden: set[Place], place: Place, floor: int) -> set[Place] | None:
    """The cells to withhold so that `place` could be some other number."""
    for need in range(floor - counts.at(place) - 1, 0, -1):
        if way := _cheapest_way(counts, hidden, place, need):
            return way
    for need in range(counts.at(place), 0, -1):
        if way := _cheapest_way(counts, hidden, place, need, upward=False):
            return way
    return None


def _cheapest_way(
    counts: Counts, hidden: set[Place], place: Place, need: int, *, upward: bool = True
) -> set[Place] | None:
    """The cells to withhold so that `place` could be `need` more (or less); None if none do."""
    ways: dict[_Node, list[tuple[float, _Node, Place]]] = {}
    for other in counts.places():
        if other == place:
            continue
        cost = 0.001 if other in hidden else 1.0 + counts.at(other)
        if other[1] == counts.width:
            # A total tells the reader more than any of its parts.
            cost *= 3
        tail, head = _arc(counts, other)
        ways.setdefault(tail, []).append((cost, head, other))
        if counts.at(other) >= need:
            ways.setdefault(head, []).append((cost, tail, other))
    tail, head = _arc(counts, place)
    start, target = (head, tail) if upward else (tail, head)
    best: dict[_Node, float] = {start: 0.0}
    used: dict[_Node, tuple[_Node, Place]] = {}
    waiting = [(0.0, start)]
    while waiting:
        so_far, node = heapq.heappop(waiting)
        if so_far > best[node]:
            continue
        for cost, after, other in ways.get(node, ()):
            if so_far + cost < best.get(after, float("inf")):
                best[after] = so_far + cost
                used[after] = (node, other)
                heapq.heappush(waiting, (so_far + cost, after))
    if target not in used:
        return None
    way: set[Place] = set()
    node = target
    while node != start:
        node, other = used[node]
        way.add(other)
    return way
