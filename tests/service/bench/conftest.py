from collections.abc import Iterator
from pathlib import Path

import pytest

from service.bench.filling import Fill
from service.bench.ingest import NOW
from service.bench.report import MONTH
from service.bench.stage import Stage, staged
from service.database import Database, open_engine, upgrade

#: Enough comments that every kind of case is among them.
COMMENTS = 1_500


@pytest.fixture
def another_database(tmp_path: Path) -> Iterator[Database]:
    """A second migrated database, on SQLite."""
    database = Database(open_engine(f"sqlite:///{tmp_path / 'another.db'}"))
    upgrade(database.engine)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A month of comments on a seeded service; tests add nothing to it but sign-ins."""
    plan = Fill(COMMENTS, MONTH.start, MONTH.end)
    assert plan.until < NOW
    with staged(plan, tmp_path_factory.mktemp("stage")) as stage:
        yield stage
