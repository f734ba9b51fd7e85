"""An owner with an account, somebody to cover, and browsers to try the screens with."""

from datetime import timedelta
from typing import Any

import pytest

from moderation.models import (
    AbsenceKind,
    AccountStatus,
    OutOfOfficeTemplate,
    Role,
)
from service.database import Database
from tests import factories
from tests.service.console.conftest import Browser
from tests.service.console.governance.town import ENGLISH, WELSH


@pytest.fixture
def town(database: Database, now: Any) -> dict[str, Any]:
    """An owner with an account, somebody to cover, a template, and an account not connected."""
    with database.write() as session:
        owner = factories.officer(session, Role.OWNER, now=now, name="Eleri Owner")
        cover = factories.officer(session, Role.OFFICER, now=now, name="Rhys Cover")
        account = factories.account(
            session,
            now=now,
            owner_id=owner.id,
            deputy_id=cover.id,
            purpose="Libraries",
            directorate="Culture",
            review_on=(now + timedelta(days=60)).date(),
        )
        school = factories.account(
            session,
            now=now,
            platform="linkedin",
            handle="porthaven-jobs",
            status=AccountStatus.NOT_CONNECTED,
            status_reason="No access to comments.",
        )
        template = OutOfOfficeTemplate(
            name="Leave / Gwyliau",
            kind=AbsenceKind.LEAVE,
            text_en=ENGLISH,
            text_cy=WELSH,
            updated_at=now,
        )
        session.add(template)
        session.flush()
        return {
            "owner": owner,
            "cover": cover,
            "account": account.id,
            "school": school.id,
            "template": template.id,
        }


@pytest.fixture
def lead(sign_in) -> Browser:
    return sign_in(Role.LEAD)


@pytest.fixture
def owner(sign_in, town) -> Browser:
    return sign_in(officer=town["owner"])
