"""The cursor of Facebook and Instagram: what is read again, what is not, and its size."""

from datetime import datetime, timedelta

import pytest

from connectors.graph_memory import MOST_REMEMBERED, Listed, Memory
from tests.connectors.graph_support import NOW


def listed(
    id: str, *, days_ago: float, count: int | None, updated: datetime | None = None
) -> Listed:
    return Listed(id, NOW - timedelta(days=days_ago), count, updated)


def test_a_cursor_reads_back_as_it_was_written() -> None:
    memory = Memory()
    memory.remember(listed("1_2", days_ago=30, count=3, updated=NOW))
    memory.finish(started=NOW, swept=True)

    assert Memory.load(memory.dump()) == memory


@pytest.mark.parametrize(
    "cursor", [None, "", "{", "[]", "null", '{"version": 9}', '{"version": 1, "marks": []}']
)
def test_a_cursor_that_cannot_be_read_starts_afresh(cursor: str | None) -> None:
    assert Memory.load(cursor) == Memory()


def test_an_older_post_is_read_again_when_its_count_or_its_time_moves() -> None:
    memory = Memory()
    memory.remember(listed("1", days_ago=30, count=3, updated=NOW))

    assert not memory.moved(listed("1", days_ago=30, count=3, updated=NOW))
    assert memory.moved(listed("1", days_ago=30, count=2, updated=NOW))
    assert memory.moved(listed("1", days_ago=30, count=3, updated=NOW + timedelta(minutes=1)))
    assert memory.moved(listed("2", days_ago=30, count=1))
    assert not memory.moved(listed("2", days_ago=30, count=0))
    assert memory.moved(listed("2", days_ago=30, count=None))


def test_the_cursor_stays_small_and_what_it_drops_is_known_by_its_time() -> None:
    memory = Memory()
    for n in range(MOST_REMEMBERED + 5):
        memory.remember(listed(str(n), days_ago=n, count=1, updated=NOW - timedelta(days=n)))
    memory.finish(started=NOW, swept=True)
    dropped = MOST_REMEMBERED + 2

    assert len(memory.marks) == MOST_REMEMBERED
    still = listed(str(dropped), days_ago=dropped, count=1, updated=NOW - timedelta(days=dropped))
    assert not memory.moved(still)
    assert memory.moved(listed(str(dropped), days_ago=dropped, count=2, updated=NOW))


def test_after_a_long_silence_recent_reaches_back_from_the_last_fetch() -> None:
    memory = Memory()
    memory.finish(started=NOW - timedelta(days=40), swept=True)

    assert memory.recent_since(NOW) == NOW - timedelta(days=54)


def test_recent_posts_are_read_again_once_an_hour_and_young_ones_each_time() -> None:
    memory = Memory()
    ages = [(NOW - memory.again_since(NOW)).days]
    memory.finish(started=NOW, swept=True)
    for minutes in (5, 59, 60, 65):
        now = NOW + timedelta(minutes=minutes)
        ages.append((now - memory.again_since(now)).days)
        memory.finish(started=now, swept=True)

    assert ages == [14, 2, 2, 14, 2]
    assert Memory.load(memory.dump()).recent_at == NOW + timedelta(hours=1)


def test_a_clock_set_back_has_recent_posts_read_again() -> None:
    memory = Memory()
    memory.finish(started=NOW, swept=True)

    assert memory.must_read_recent(NOW - timedelta(minutes=1))
