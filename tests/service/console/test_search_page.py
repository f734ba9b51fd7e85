import pytest
from sqlmodel import select

from moderation.models import Case, Role
from moderation.search import search_comments
from moderation.vocabulary import Category
from service.console.search import spans_in
from tests import factories


@pytest.fixture
def comments(database, now) -> dict[str, int]:
    """Comments by a short name; one of them has a case."""
    texts = {
        "bin": "When will my bin be emptied?",
        "bins": 'The bins, the BIN and "the" bin-lorry',
        "welsh": "Pryd fydd y bin yn cael ei wagio? Mae'r môr yn wyllt",
        "other": "Thank you for the new library",
    }
    with database.write() as session:
        account = factories.account(session, now=now)
        made = {
            name: factories.comment(session, account, now=now, text=text)
            for name, text in texts.items()
        }
        factories.case(session, made["bin"], Category.ABUSE, now=now)
        return {name: comment.id or 0 for name, comment in made.items()}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("bin", ["welsh", "bins", "bin"]),
        ("BIN emptied", ["bin"]),
        ("library", ["other"]),
        ("môr", ["welsh"]),
        ("nothing-of-the-kind", []),
        ("", []),
        ("   ", []),
    ],
)
def test_every_word_must_be_there_and_the_newest_come_first(database, comments, typed, expected):
    with database.read() as session:
        found = [one.comment.id for one in search_comments(session, typed)]

    assert found == [comments[name] for name in expected]


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        '""',
        "bin AND",
        "NOT",
        "a-b",
        "*",
        "bin*",
        "(",
        "text:bin",
        "bin\0",
        "'",
        "^bin",
        "{x}",
        "😀",
        "NEAR(bin)",
        "-bin",
        "x" * 5000,
        "a " * 500,
        ";DROP TABLE comment;--",
    ],
)
def test_nothing_typed_is_an_error(officer, comments, typed):
    assert officer.get("/search", query_string={"q": typed}).status_code == 200


def test_pages_of_what_was_found_hold_every_comment_once(database, now):
    with database.write() as session:
        account = factories.account(session, now=now)
        made = [factories.comment(session, account, now=now, text=f"pier {n}").id for n in range(7)]

    seen, before = [], None
    with database.read() as session:
        while found := search_comments(session, "pier", before=before, limit=3):
            seen += [one.comment.id for one in found]
            before = seen[-1]

    assert seen == sorted(made, reverse=True)


def test_an_edited_comment_is_found_by_what_it_says_now(database, comments):
    from moderation.models import Comment

    with database.write() as session:
        comment = session.get_one(Comment, comments["other"])
        comment.text = "Thank you for the new pool"
        session.add(comment)

    with database.read() as session:
        assert [f.comment.id for f in search_comments(session, "pool")] == [comments["other"]]
        assert search_comments(session, "library") == []


def test_the_words_are_marked_in_what_was_found(officer, comments):
    page = officer.page("/search?q=bin")

    assert {mark.text.lower() for mark in page.all("mark")} == {"bin"}
    assert spans_in("a.b aXb", ["a.b"]) == [(0, 3)]


def test_an_officer_opens_a_case_where_screening_flagged_nothing(officer, comments, database):
    page = officer.page("/search?q=library")
    form = page.one("form", action=f"/comments/{comments['other']}/case")

    first, again = officer.send(form), officer.send(form)

    assert first.status_code == again.status_code == 303
    assert first.headers["Location"] == again.headers["Location"]
    with database.read() as session:
        case = session.exec(select(Case).where(Case.comment_id == comments["other"])).one()
    assert case.waiting
    history = officer.page(first.headers["Location"]).with_class("app-timeline__text")
    assert any("opened the case" in e.text for e in history)


def test_the_auditor_searches_and_opens_nothing(sign_in, comments):
    auditor = sign_in(Role.AUDITOR)

    page = auditor.page("/search?q=library")

    assert page.all("form", action=f"/comments/{comments['other']}/case") == []
    assert auditor.post(f"/comments/{comments['other']}/case").status_code == 403


def test_the_statements_of_a_search_do_not_grow_with_what_is_found(
    officer, database, now, statements
):
    counts = []
    for more in (2, 40):
        with database.write() as session:
            account = factories.account(session, now=now)
            for _ in range(more):
                factories.comment(session, account, now=now, text="pier")
        officer.get("/search?q=pier")
        statements.clear()
        officer.get("/search?q=pier")
        counts.append(len([s for s in statements if "SELECT" in s]))

    # Who is asking, what is found, how much of it, and whether anything is stopped.
    assert counts[0] == counts[1] <= 4
