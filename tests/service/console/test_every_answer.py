"""What every answer carries, and the pages for what goes wrong."""

import os
import re
import stat

import pytest
from flask import Flask

from moderation.models import Role
from service.keys import session_key
from service.roles import UndeclaredRoute, check_routes
from tests.service.console import pages


def test_every_answer_has_a_policy_with_a_fresh_nonce_and_nothing_from_elsewhere(stranger):
    answers = [stranger.get("/sign-in"), stranger.get("/sign-in"), stranger.get("/nothing")]

    nonces = []
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        found = re.fullmatch(
            r"default-src 'none'; script-src 'self' 'nonce-([\w-]{22})'; style-src 'self'; "
            r"img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
            r"frame-ancestors 'none'",
            policy,
        )
        assert found, policy
        assert f'nonce="{found[1]}"' in answer.text
        nonces.append(found[1])
    assert len(set(nonces)) == 3


def test_every_answer_is_guarded(stranger):
    headers = stranger.get("/sign-in").headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do(officer):
    answer = officer.client.post("/sessions/revoke", data={})

    assert answer.status_code == 400
    assert "reload the page and send the form again" in pages.check(answer.text).one("main").text


def test_a_forged_form_s_words_are_not_put_on_our_page(officer, stranger):
    for browser in (officer, stranger):
        answer = browser.client.post("/cases/1/decision", data={"reason": "CALL 0900"})

        assert "CALL 0900" not in answer.text


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing", 404), ("/cases/1", 404), ("/cases/99999999999999999999", 404)],
)
def test_what_is_not_there_is_a_page_in_both_languages(officer, path, status, language):
    answer = officer.get(f"{path}?lang={language}")

    assert answer.status_code == status
    pages.check(answer.text, language=language)


def test_a_wrong_method_says_so(officer):
    answer = officer.get("/sign-out")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    pages.check(answer.text)


def test_more_than_a_megabyte_is_refused_before_it_is_read(officer):
    answer = officer.post("/cases/1/notes", {"text": "x" * 1_100_000})

    assert answer.status_code == 413
    assert "too large" in pages.check(answer.text).one("main").text


def test_a_fault_is_a_page_that_tells_nothing_of_its_cause(make_app, sign_in, database, now):
    def fail(*_: object) -> None:
        raise RuntimeError("a secret cause")

    app = make_app(powers_of=fail)
    from tests import factories

    with database.write() as session:
        comment = factories.comment(session, factories.account(session, now=now), now=now)
        case = factories.case(session, comment, now=now)
    browser = sign_in(Role.OFFICER, into=app)

    answer = browser.get(f"/cases/{case.id}")

    assert answer.status_code == 500
    assert "secret cause" not in answer.text
    pages.check(answer.text)


def test_an_application_with_a_route_that_declares_nothing_does_not_start():
    app = Flask("test", static_folder=None)

    @app.get("/open")
    def open_to_anyone() -> str:
        return ""

    with pytest.raises(UndeclaredRoute, match="open_to_anyone"):
        check_routes(app)


def test_the_signing_key_is_made_once_for_its_owner_alone(settings):
    key = session_key(settings)

    path = settings.keys / "session.key"
    assert session_key(settings) == key
    assert len(key) == 32
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert [p.name for p in settings.keys.iterdir()] == ["session.key"]


def test_a_key_cut_short_is_refused(settings):
    settings.keys.mkdir(parents=True)
    (settings.keys / "session.key").write_bytes(b"short")

    with pytest.raises(ValueError, match="Delete it"):
        session_key(settings)


def test_static_files_are_sent_and_nothing_outside_their_folder(stranger):
    assert stranger.get("/static/favicon.svg?v=1").headers["Cache-Control"].startswith("public")
    for path in ("../app.py", "..%2fapp.py", "%2e%2e/app.py", "built/../../app.py"):
        assert stranger.get(f"/static/{path}").status_code == 404
