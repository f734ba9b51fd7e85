"""Who gets in where: each endpoint's roles, written down here, against every role."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from moderation.models import Role
from service.roles import EVERYONE, allowed_roles, is_public
from tests.service.console.conftest import Browser

ALL = frozenset(Role)
READ = frozenset({Role.OFFICER, Role.OWNER, Role.LEAD, Role.AUDITOR})
DECIDE = frozenset({Role.OFFICER, Role.OWNER, Role.LEAD})
REPLY = frozenset({Role.OFFICER, Role.LEAD})
STOP = frozenset({Role.OFFICER, Role.LEAD})
PUBLIC: frozenset[Role] = frozenset()
OWN_ACCOUNTS = frozenset({Role.OWNER, Role.LEAD})

#: What each endpoint of this part of the console must let in. PUBLIC lets in everybody.
EXPECTED: dict[str, frozenset[Role]] = {
    "about.accessibility": PUBLIC,
    "assets.icon": PUBLIC,
    "assets.show": PUBLIC,
    "blocks.end": DECIDE,
    "blocks.keep": DECIDE,
    "blocks.show": READ,
    "cases.add_note": DECIDE,
    "cases.assign": DECIDE,
    "cases.progress": READ,
    "cases.show": READ,
    "connecting.begin": frozenset({Role.LEAD}),
    "connecting.begin_again": OWN_ACCOUNTS,
    "connecting.choose": OWN_ACCOUNTS,
    "connecting.come_back": OWN_ACCOUNTS,
    "connecting.explain": OWN_ACCOUNTS,
    "connecting.go": OWN_ACCOUNTS,
    "connecting.show": frozenset({Role.LEAD}),
    "decisions.ask_undo": DECIDE,
    "decisions.record": DECIDE,
    "decisions.record_undo": DECIDE,
    "floods.record": DECIDE,
    "floods.show": READ,
    "home.show": ALL,
    "queue.changes": READ,
    "queue.show": READ,
    "replies.could_not": REPLY,
    "replies.send": REPLY,
    "replies.settle": REPLY,
    "replies.write": REPLY,
    "search.open_case": DECIDE,
    "search.show": READ,
    "sessions.revoke_others": ALL,
    "sessions.show": ALL,
    "sign_in.choose_language": ALL,
    "sign_in.show": PUBLIC,
    "sign_in.sign_in": PUBLIC,
    "sign_in.sign_out": ALL,
    "stops.ask": STOP,
    "stops.ask_lift": STOP,
    "stops.confirm": STOP,
    "stops.lift": STOP,
    "stops.show_all": ALL,
    "stops.withdraw": STOP,
    "webhooks.receive": PUBLIC,
    "webhooks.verify": PUBLIC,
}
#: Screens whose own tests hold their roles; here they are only walked.
ELSEWHERE = frozenset(
    {
        "absences",
        "accounts",
        "audit",
        "audit_pages",
        "coverage",
        "health",
        "out_of_office",
        "reports",
        "usage",
    }
)


def test_every_endpoint_lets_in_whom_it_must(app: Flask):
    declared = {
        endpoint: PUBLIC if is_public(view) else allowed_roles(view)
        for endpoint, view in app.view_functions.items()
        if endpoint.split(".")[0] not in ELSEWHERE
    }

    assert declared == EXPECTED


def test_the_auditor_changes_nothing(app: Flask):
    changing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
        and Role.AUDITOR in allowed_roles(app.view_functions[rule.endpoint])
    }

    own = {"sessions.revoke_others", "sign_in.choose_language", "sign_in.sign_out"}
    assert {e for e in changing if e.split(".")[0] not in ELSEWHERE} == own


def walk(app: Flask) -> list[tuple[str, str, str]]:
    """Every (endpoint, method, address), with 987654 for each number."""
    found = []
    for rule in app.url_map.iter_rules():
        first = re.sub(r"<any\(([^,)]*)[^>]*>", r"\1", rule.rule).replace('"', "")
        address = re.sub(r"<[^>]+>", "987654", first)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((rule.endpoint, method, address))
    return sorted(found)


def ask(browser: Browser, method: str, address: str, token: str) -> int:
    data = {"csrf_token": token} if method == "POST" else None
    return browser.client.open(address, method=method, data=data).status_code


@pytest.mark.parametrize("role", sorted(Role))
def test_every_route_lets_in_the_roles_it_declares_and_refuses_all_others(
    app: Flask, sign_in: Callable[..., Browser], role: Role
):
    for endpoint, method, address in walk(app):
        if endpoint in ("sign_in.sign_out", "sessions.revoke_others"):
            continue
        browser = sign_in(role)
        token = browser.token() if method == "POST" else ""
        view = app.view_functions[endpoint]

        status = ask(browser, method, address, token)

        if is_public(view) or role in allowed_roles(view):
            assert status not in (401, 403, 500), (role, endpoint, status)
        else:
            assert status == 403, (role, endpoint, status)


def test_a_stranger_is_turned_away_from_everything_that_is_not_public(
    app: Flask, stranger: Browser
):
    token = stranger.token()
    for endpoint, method, address in walk(app):
        status = ask(stranger, method, address, token)

        if is_public(app.view_functions[endpoint]):
            assert status not in (302, 401, 403, 500), (endpoint, status)
        else:
            assert status == (302 if method == "GET" else 401), (endpoint, status)


def test_an_officer_without_a_role_gets_in_nowhere(app: Flask, sign_in: Callable[..., Browser]):
    browser = sign_in()

    assert browser.get("/").status_code == 403
    assert all(
        not allowed_roles(v) or allowed_roles(v) <= EVERYONE for v in app.view_functions.values()
    )


@pytest.mark.parametrize(
    ("relation", "allowed"),
    [("owner", True), ("deputy", True), ("cover", True), ("former cover", False), ("none", False)],
)
def test_an_account_owner_decides_on_own_and_covered_accounts_alone(
    sign_in, database, now, relation, allowed
):
    from datetime import timedelta

    from moderation.models import Absence, AbsenceKind
    from tests import factories

    with database.write() as session:
        me = factories.officer(session, Role.OWNER, now=now)
        other = factories.officer(session, Role.OWNER, now=now)
        third = factories.officer(session, Role.OWNER, now=now)
        account = factories.account(
            session,
            now=now,
            owner_id=me.id if relation == "owner" else other.id,
            deputy_id=me.id if relation == "deputy" else third.id,
        )
        if "cover" in relation:
            ends = now - timedelta(minutes=1) if "former" in relation else now + timedelta(days=1)
            session.add(
                Absence(
                    officer_id=other.id,
                    cover_id=me.id,
                    kind=AbsenceKind.LEAVE,
                    starts_at=now - timedelta(days=1),
                    ends_at=ends,
                    created_at=now,
                )
            )
        comment = factories.comment(session, account, now=now)
        case_id = factories.case(session, comment, now=now).id
    browser = sign_in(officer=me)

    page = browser.page(f"/cases/{case_id}")
    answers = {
        browser.post(f"/cases/{case_id}/{what}", {"text": "x", "officer": "me"}).status_code
        for what in ("decision", "assign", "notes")
    }

    assert bool(page.all("form", data_decision="")) is allowed
    assert (answers == {403}) is not allowed
