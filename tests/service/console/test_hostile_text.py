"""What the public writes, names included, never becomes markup and never reaches our words."""

import pytest

from moderation.models import Author
from moderation.vocabulary import Category
from service.console.highlight import excerpt, highlighted, merged
from tests import factories
from tests.service.console import pages

HOSTILE = [
    "<script>alert('findme')</script>",
    '"><img src=x onerror=alert(1)> findme',
    "{{ 7*7 }} {% raw %} findme",
    "findme \u202eevil\u202c \u2067text\u2069",
    "findme " + "a" * 10_000,
    "findme\n\n\n  kept\tspaces ",
    "findme </textarea></mark></main><h1>Not ours</h1>",
    "findme 😀 \u0000 &amp; &lt;b&gt; %s %(name)s {officer}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_page_lets_a_comment_become_markup(officer, database, now, text):
    text = text.replace("\0", "")
    with database.write() as session:
        account = factories.account(session, now=now, name=f"<i>{text[:150]}</i>")
        post = factories.post(session, account, now=now, text=text, permalink="javascript:1")
        comment = factories.comment(
            session, account, now=now, post=post, text=text, permalink="javascript:alert(1)"
        )
        author = session.get_one(Author, comment.author_id)
        author.name, author.handle = f"<b>{text[:250]}", "<i>h</i>"
        session.add(author)
        factories.comment(session, account, now=now, post=post, text=text)
        case = factories.case(session, comment, now=now)
        spans = [[0, 9], [3, 12], [len(text) - 1, len(text) + 50]]
        factories.flag(session, comment, Category.ABUSE, now=now, spans=spans, rule="<u>r</u>")

    for address in ("/", "/queue", f"/cases/{case.id}", "/search?q=findme"):
        page = officer.page(address)
        assert "49" not in page.one("main").text.replace("2049", "")
        assert len(page.all("h1")) == 1
        for tag in ("img", "b", "i", "u"):
            assert page.all(tag) == [], (address, tag)
        for script in page.all("script"):
            assert "alert" not in script.raw_text
        for link in page.all("a"):
            assert not link.attributes["href"].startswith("javascript")


def test_a_comment_is_shown_to_the_last_space_as_it_was_written(officer, database, now):
    text = "  findme\n\n\n  kept\tspaces <b>&amp;</b>  "
    with database.write() as session:
        comment = factories.comment(
            session, factories.account(session, now=now), now=now, text=text
        )
        case = factories.case(session, comment, now=now)

    words = officer.page(f"/cases/{case.id}").with_class("app-words--this")[0]

    assert words.raw_text == text
    assert words.attributes["dir"] == "auto"


def test_a_welsh_comment_says_its_language_on_an_english_page(officer, database, now):
    with database.write() as session:
        comment = factories.comment(
            session, factories.account(session, now=now), now=now, text="Diolch", language="cy"
        )
        case = factories.case(session, comment, now=now)

    words = officer.page(f"/cases/{case.id}").with_class("app-words--this")[0]

    assert words.attributes["lang"] == "cy"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([[0, 3], [2, 5]], [(0, 5)]),
        ([[0, 3], [3, 5]], [(0, 5)]),
        ([[4, 6], [0, 2]], [(0, 2), (4, 6)]),
        ([[-5, 2], [8, 99]], [(0, 2), (8, 10)]),
        ([[5, 5], [7, 3], [20, 30]], []),
        ([[1, 9], [2, 3]], [(1, 9)]),
        ([[1], [1, 2, 3]], []),
    ],
)
def test_spans_are_merged_and_kept_within_the_text(spans, expected):
    assert merged(spans, 10) == expected


def test_spans_count_characters_not_bytes():
    assert str(highlighted("😀é bad ", [[3, 6]])) == "😀é <mark>bad</mark> "


def test_an_excerpt_holds_the_flagged_words():
    text = "x" * 900 + "bad" + "y" * 900

    cut, spans = excerpt(text, [[900, 903]], length=100)

    assert [cut[start:end] for start, end in spans] == ["bad"]
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert len(cut) == 102


def test_a_search_term_is_not_markup_either(officer):
    answer = officer.get('/search?q="><script>x</script>')

    page = pages.check(answer.text)
    assert page.one("input", id="q").attributes["value"] == '"><script>x</script>'
