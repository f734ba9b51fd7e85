from collections.abc import Iterator

import pytest
from sqlmodel import Session

from moderation.models import Account, Officer
from service.database import Database
from tests import factories
from tests.service.reports.month import october


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        yield session


@pytest.fixture
def asha(session: Session) -> Officer:
    return factories.officer(session, now=october(1, 0))


@pytest.fixture
def facebook(session: Session, asha: Officer) -> Account:
    """An account with an owner, on the register since before the month."""
    return factories.account(
        session, now=october(1, 0), owner_id=asha.id, created_at=october(1, 0).replace(month=8)
    )
