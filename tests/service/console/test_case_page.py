from datetime import timedelta

import pytest
from flask import g
from sqlmodel import select

from connectors.base import Power, Powers, Verb
from moderation import audit
from moderation.models import (
    AuditEntry,
    Author,
    CommentVersion,
    Decision,
    Evidence,
    Outcome,
    Role,
    Takedown,
    TakedownState,
)
from moderation.vocabulary import Category
from service.console import history, powers
from service.console import sentences as say
from tests import factories
from tests.service.console import pages


@pytest.fixture
def case_id(database, now) -> int:
    with database.write() as session:
        account = factories.account(session, now=now)
        post = factories.post(session, account, now=now, text="Bins are late")
        asked = factories.comment(session, account, now=now, post=post, text="Why are they late?")
        comment = factories.comment(
            session,
            account,
            now=now,
            post=post,
            text="Because you are useless",
            parent_platform_id=asked.platform_id,
            kind="reply",
            attachments=["image", "link"],
            permalink="https://www.facebook.example/1",
            version=2,
        )
        author = session.get_one(Author, comment.author_id)
        author.name, author.handle = "Eleri Made Up", "eleri"
        session.add(author)
        earlier = factories.comment(session, account, now=now, text="Earlier words")
        earlier.author_id = comment.author_id
        session.add(earlier)
        factories.case(session, earlier, Category.SPAM, now=now)
        session.add(
            CommentVersion(comment_id=comment.id, version=1, text="Because of you", replaced_at=now)
        )
        factories.comment(session, account, now=now, post=post, text="A neighbour's words")
        return factories.case(session, comment, Category.ABUSE, now=now).id or 0


def test_the_comment_stands_in_its_thread_with_what_came_before(officer, case_id):
    told = officer.page(f"/cases/{case_id}").one("main").text

    for words in (
        "Bins are late",
        "Why are they late?",
        "A neighbour's words",
        "Because you are useless",
        "Because of you",
        "Eleri Made Up",
        "@eleri",
        "an image and a link",
    ):
        assert words in told


def test_the_author_s_earlier_cases_are_listed(officer, case_id):
    page = officer.page(f"/cases/{case_id}")

    assert [a.text for a in page.with_class("app-earlier")[0].all("a")] == [f"Case {case_id - 1}"]


def test_opening_a_case_is_on_record_before_it_is_shown(officer, case_id, database):
    officer.page(f"/cases/{case_id}")

    with database.read() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.action == "case.read")).all()
    assert [(e.actor, e.subject) for e in entries] == [
        (f"officer:{officer.officer.id}", f"case:{case_id}")
    ]


def test_the_auditor_reads_a_case_and_is_offered_nothing_to_change(sign_in, case_id):
    page = sign_in(Role.AUDITOR).page(f"/cases/{case_id}")

    posts = [f.attributes["action"] for f in page.all("form", method="post")]
    assert posts == ["/sign-out"]
    assert "Your role does not decide it" in page.one("main").text


def test_a_case_s_statements_do_not_grow_with_what_is_stored(
    officer, case_id, database, now, statements
):
    counts = []
    for more in (0, 60):
        with database.write() as session:
            from moderation.models import Case, Comment, Note

            comment = session.get_one(Comment, session.get_one(Case, case_id).comment_id)
            account = session.get_one(factories.Account, comment.account_id)
            post = session.get_one(factories.Post, comment.post_id)
            for _ in range(more):
                factories.comment(session, account, now=now, post=post)
                factories.flag(session, comment, now=now)
                writer = factories.officer(session, Role.OFFICER, now=now)
                session.add(Note(case_id=case_id, officer_id=writer.id, text="x", written_at=now))
        officer.get(f"/cases/{case_id}")
        statements.clear()
        officer.get(f"/cases/{case_id}")
        counts.append(len([s for s in statements if "SELECT" in s]))

    assert counts[0] == counts[1] <= 23


def test_nothing_can_be_done_where_the_platform_gives_no_power_and_the_page_says_why(
    make_app, sign_in, case_id
):
    app = make_app(
        powers_of=lambda *_: Powers((), reason="not_our_conversation", manual="x_report_in_app")
    )

    page = sign_in(Role.OFFICER, into=app).page(f"/cases/{case_id}")

    told = page.one("section", id="decide").text
    assert "somebody else's conversation" in told
    assert "Open it on X and choose" in told
    values = [i.attributes["value"] for i in page.all("input", name="action")]
    assert values == ["no_action", "reply", "escalate", "restrict_author"]


def test_a_power_that_cannot_be_checked_says_so_before_it_is_chosen(make_app, sign_in, case_id):
    hide = Power(Verb.HIDE, True, False, "x_hidden_replies_stay_readable")
    app = make_app(powers_of=lambda *_: Powers((hide,)))

    page = sign_in(Role.OFFICER, into=app).page(f"/cases/{case_id}")

    hint = page.with_class("govuk-radios__hint")[0].text
    assert "anyone can still read a hidden reply" in hint
    assert "gives no way to check it afterwards" in hint


def test_a_key_without_a_sentence_gets_a_safe_general_one(app):
    with app.test_request_context("/"):
        told = [powers.note("new"), powers.reason("new"), powers.manual("new")]
        told.append(history.trouble("NewKind of words"))

    assert all(told)
    assert not [one for one in told if "new" in one.lower().split()]


@pytest.mark.parametrize(
    ("source", "rule", "words"),
    [
        ("classifier 2026.11.2", "threshold 0.35", "y dosbarthwr 2026.11.2 (trothwy 0.35)"),
        (
            "lexicon-en 2026.11",
            "profanity/strong",
            "y rhestr eiriau Saesneg 2026.11 (profanity/strong)",
        ),
        ("facts", "bin-days", "y gofrestr ffeithiau (bin-days)"),
        ("something new", "", "something new"),
    ],
)
def test_what_found_a_flag_is_told_in_the_reader_s_language(app, source, rule, words):
    with app.test_request_context("/"):
        g.language = "cy"
        assert say.found_by(source, rule) == words


def test_a_comment_gone_from_the_platform_is_in_the_history(officer, case_id, database, now):
    with database.write() as session:
        audit.append(
            session,
            actor="rereading",
            action="comment.gone",
            subject=f"case:{case_id}",
            details={},
            now=now,
        )
    page = officer.get(f"/cases/{case_id}").get_data(as_text=True)
    assert "The platform no longer shows the comment: it is gone." in page


def test_a_connector_s_own_sentences_are_said_in_both_languages(app):
    from connectors.registry import connector_class, platforms

    told = 0
    for platform in platforms():
        for key, own in connector_class(platform).sentences.items():
            with app.test_request_context("/"):
                assert powers.manual(key) == powers.reason(key) == powers.note(key) == own.en
                g.language = "cy"
                assert powers.manual(key) == own.cy
            assert own.en.endswith(".")
            assert own.cy.endswith(".")
            assert own.en != own.cy
            told += 1
    assert told


def test_every_key_that_a_connector_speaks_has_a_sentence():
    """Keys are read from the connectors' own code, so that a new one cannot be forgotten."""
    import ast
    from pathlib import Path

    import connectors
    from connectors.registry import connector_class, platforms

    own = {key for platform in platforms() for key in connector_class(platform).sentences}
    known = {"note": powers.NOTES, "reason": powers.REASONS, "manual": powers.MANUAL}
    missing = set()
    for path in Path(connectors.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text())
        constants = {
            target.id: node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or getattr(call.func, "id", "") not in (
                "AuthorPowers",
                "Power",
                "Powers",
            ):
                continue
            named = {k.arg: k.value for k in call.keywords}
            if call.func.id == "Power" and len(call.args) > 3:
                named["note"] = call.args[3]
            if call.func.id == "AuthorPowers":
                named["manual"] = call.args[1]
            for name, value in named.items():
                if name not in known:
                    continue
                key = value.value if isinstance(value, ast.Constant) else None
                key = constants.get(value.id) if isinstance(value, ast.Name) else key
                if key and key not in known[name] and key not in own:
                    missing.add((path.name, name, key))
    assert missing == set()


@pytest.mark.parametrize(
    ("state", "words", "last"),
    [
        (TakedownState.PENDING, "Sending to Facebook", "waiting"),
        (TakedownState.SENT, "It is being checked", "current"),
        (TakedownState.VERIFIED, "Verified: Facebook was read again", "done"),
        (TakedownState.ACCEPTED, "cannot be read again", "look"),
        (TakedownState.GONE_ALREADY, "gone from Facebook already", "done"),
        (TakedownState.FAILED, "It failed. The platform said yes, but still shows", "failed"),
        (TakedownState.NEEDS_PERSON, "It needs a person.", "failed"),
    ],
)
def test_the_page_shows_how_far_a_takedown_is(officer, case_id, database, now, state, words, last):
    with database.write() as session:
        from moderation.models import Case

        case = session.get_one(Case, case_id)
        factories.house_rule(session, now=now)
        decision = Decision(
            case_id=case_id,
            comment_version=2,
            outcome=Outcome.HIDE,
            verb="hide",
            officer_id=officer.officer.id,
            house_rule_id=1,
            reason="R",
            proportionality="P",
            token="t",
            decided_at=now,
        )
        evidence = Evidence(comment_id=case.comment_id, taken_at=now, content="{}", sha256="0")
        session.add(decision)
        session.add(evidence)
        session.flush()
        sent = state is not TakedownState.PENDING
        session.add(
            Takedown(
                decision_id=decision.id,
                case_id=case_id,
                account_id=case.account_id,
                verb="hide",
                state=state,
                evidence_id=evidence.id,
                created_at=now,
                detail="accepted_without_effect" if state is TakedownState.FAILED else "",
                sent_at=now + timedelta(seconds=1) if sent else None,
                finished_at=now + timedelta(seconds=2)
                if last in ("done", "look", "failed")
                else None,
            )
        )

    page = officer.page(f"/cases/{case_id}")
    fragment = pages.read(officer.get(f"/cases/{case_id}/progress").text)

    for place in (page, fragment):
        steps = place.with_class("app-steps__step")
        assert words in " ".join(s.text for s in steps)
        assert steps[-1].attributes["class"].endswith(last)
    assert "Eleri" not in fragment.text
