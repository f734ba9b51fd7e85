from datetime import timedelta

import pytest
from sqlmodel import select

from moderation.models import AuditEntry, Officer, Role
from service.auth import MAX_FAILURES, hash_password
from service.console.entrance import safe_next
from service.tables import OfficerSession
from tests import factories
from tests.service.console import pages

EMAIL, PASSWORD = "asha@porthaven.example", "a long enough password"
HASH = hash_password(PASSWORD)


@pytest.fixture
def asha(database, now) -> Officer:
    with database.write() as session:
        return factories.officer(
            session, Role.OFFICER, now=now, email=EMAIL, password_hash=HASH, name="Asha Prydderch"
        )


def try_to(browser, email=EMAIL, password=PASSWORD, **more):
    return browser.post("/sign-in", {"email": email, "password": password, **more})


def actions(database) -> list[tuple[str, str]]:
    with database.read() as session:
        rows = session.exec(select(AuditEntry).order_by(AuditEntry.seq))
        return [(entry.actor, entry.action) for entry in rows]


def test_right_e_mail_and_password_sign_in_and_lead_home(stranger, asha, database):
    answer = try_to(stranger, email="  Asha@Porthaven.Example ")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    cookie = answer.headers.getlist("Set-Cookie")[0]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert stranger.get("/").status_code == 200
    assert actions(database) == [(f"officer:{asha.id}", "signed_in")]


def test_the_cookie_s_id_is_stored_hashed(stranger, asha, database):
    try_to(stranger)

    value = stranger.client.get_cookie("officer").value
    with database.read() as session:
        [row] = session.exec(select(OfficerSession)).all()
    assert len(value) >= 43
    assert value not in (row.id_hash, row.id_hash[: len(value)])
    assert len(row.id_hash) == 64


def test_signing_in_again_renews_the_id_and_ends_the_old_one(stranger, asha):
    try_to(stranger)
    first = stranger.client.get_cookie("officer").value
    stranger.officer = asha
    try_to(stranger)

    assert stranger.client.get_cookie("officer").value != first
    stranger.client.set_cookie("officer", first, domain="localhost")
    assert stranger.get("/").status_code == 302


@pytest.mark.parametrize(
    ("email", "password"), [(EMAIL, "wrong"), ("nobody@porthaven.example", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_officer_get_the_same_answer(
    stranger, asha, email, password
):
    answer = try_to(stranger, email=email, password=password)

    page = pages.check(answer.text)
    assert answer.status_code == 422
    summary = page.with_class("govuk-error-summary")[0].text
    assert "e-mail address or the password is wrong" in summary
    assert stranger.get("/").status_code == 302


def test_failures_are_recorded_without_the_e_mail_address(stranger, asha, database):
    try_to(stranger, password="wrong")
    try_to(stranger, email="nobody@porthaven.example")

    assert actions(database) == [
        (f"officer:{asha.id}", "sign_in.failed"),
        ("unknown", "sign_in.failed"),
    ]


def test_five_failures_lock_even_the_right_password_out_for_fifteen_minutes(
    stranger, asha, hands, database
):
    for _ in range(MAX_FAILURES):
        wrong = try_to(stranger, password="wrong")
    locked = try_to(stranger)
    hands.move(timedelta(minutes=15))
    later = try_to(stranger)

    assert (locked.status_code, later.status_code) == (422, 303)
    assert (f"officer:{asha.id}", "sign_in.locked") in actions(database)
    said = [pages.check(a.text).with_class("govuk-error-summary")[0].text for a in (wrong, locked)]
    assert said[0] == said[1]


def test_tries_while_locked_do_not_lengthen_the_lock(stranger, asha, hands):
    for _ in range(MAX_FAILURES):
        try_to(stranger, password="wrong")
    hands.move(timedelta(minutes=14))
    for _ in range(MAX_FAILURES):
        try_to(stranger, password="wrong")
    hands.move(timedelta(minutes=1))

    assert try_to(stranger).status_code == 303


def test_a_sign_in_clears_earlier_failures(stranger, asha, sign_in):
    for _ in range(MAX_FAILURES - 1):
        try_to(stranger, password="wrong")
    try_to(stranger)
    stranger.officer = asha
    for _ in range(MAX_FAILURES - 1):
        try_to(stranger, password="wrong")

    assert try_to(stranger).status_code == 303


def test_who_has_left_cannot_sign_in(stranger, asha, database):
    with database.write() as session:
        leaver = session.get_one(Officer, asha.id)
        leaver.active = False
        session.add(leaver)

    assert try_to(stranger).status_code == 422


def test_a_leaver_s_open_session_ends_at_once(sign_in, asha, database):
    browser = sign_in(officer=asha)
    with database.write() as session:
        leaver = session.get_one(Officer, asha.id)
        leaver.active = False
        session.add(leaver)

    assert browser.get("/").status_code == 302


def test_an_officer_without_a_password_cannot_sign_in(stranger, database, now):
    with database.write() as session:
        factories.officer(session, Role.OFFICER, now=now, email="sso@porthaven.example")

    assert try_to(stranger, email="sso@porthaven.example", password="").status_code == 422
    assert try_to(stranger, email="sso@porthaven.example", password="x").status_code == 422


def test_a_page_asked_for_before_sign_in_opens_after_it(stranger, asha):
    away = stranger.get("/queue?who=mine")

    assert away.headers["Location"] == "/sign-in?next=/queue?who%3Dmine"
    page = stranger.page(away.headers["Location"])
    form = page.one("form", action="/sign-in")
    answer = stranger.send(form, email=EMAIL, password=PASSWORD)
    assert answer.headers["Location"] == "/queue?who=mine"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/ok\r\nSet-Cookie: a=b",
        "/\tevil",
        "evil.example",
        "/" + "a" * 3000,
        "",
        None,
    ],
)
def test_only_a_path_on_this_site_is_gone_to_after_sign_in(elsewhere):
    assert safe_next(elsewhere) is None


def test_another_host_in_the_request_does_not_reach_the_redirect(stranger, asha):
    answer = stranger.client.get("/queue", headers={"Host": "evil.example"})

    assert "evil" not in answer.headers["Location"]


def test_signing_out_ends_the_session_for_good(officer, database):
    cookie = officer.client.get_cookie("officer").value

    answer = officer.post("/sign-out")

    assert answer.status_code == 303
    officer.client.set_cookie("officer", cookie, domain="localhost")
    assert officer.get("/").status_code == 302
    assert actions(database)[-1][1] == "signed_out"


def test_a_session_ends_when_it_is_idle(officer, hands):
    hands.move(timedelta(minutes=59))
    assert officer.get("/").status_code == 200
    hands.move(timedelta(minutes=59))
    assert officer.get("/").status_code == 200
    hands.move(timedelta(minutes=60))

    assert officer.get("/").status_code == 302


def test_a_session_ends_after_its_hours_however_busy(officer, hands):
    for _ in range(12):
        hands.move(timedelta(minutes=50))
        last = officer.get("/")

    assert last.status_code == 302


def test_the_page_asking_for_news_does_not_keep_a_session_alive(officer, hands):
    json = {"Accept": "application/json"}
    for _ in range(3):
        hands.move(timedelta(minutes=30))
        last = officer.get("/queue/changes", headers=json)

    assert last.status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "a" * 5000, "é", "' OR 1=1 --"])
def test_a_made_up_cookie_is_nobody(stranger, cookie):
    stranger.client.set_cookie("officer", cookie, domain="localhost")

    assert stranger.get("/").status_code == 302


def test_an_officer_sees_their_sessions_and_ends_the_others(sign_in, asha, database):
    here, there = sign_in(officer=asha), sign_in(officer=asha)
    somebody = sign_in(Role.OFFICER)

    page = here.page("/sessions")
    answer = here.send(page.one("form", action="/sessions/revoke"))

    assert len(page.one("tbody").all("tr")) == 2
    assert answer.status_code == 303
    assert "1 other sign-in ended." in here.page("/sessions").one("main").text
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)
    assert somebody.get("/").status_code == 200
    assert actions(database)[-1] == (f"officer:{asha.id}", "sessions.revoked")


def test_by_https_the_cookie_is_secure_and_bound_to_the_host(make_app, settings, asha):
    app = make_app(settings=settings.model_copy(update={"https": True}))
    client = app.test_client()
    page = pages.read(client.get("/sign-in", base_url="https://localhost").text)
    token = page.all("input", name="csrf_token")[0].attributes["value"]

    answer = client.post(
        "/sign-in",
        data={"csrf_token": token, "email": EMAIL, "password": PASSWORD},
        base_url="https://localhost",
        headers={"Referer": "https://localhost/sign-in"},
    )

    cookie = answer.headers.getlist("Set-Cookie")[0]
    assert cookie.startswith("__Host-officer=")
    assert "Secure" in cookie
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
