"""Flickr's text made plain, and its answers read however hostile they are."""

import html
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from requests import Response as Answer

from connectors.base import FetchedAuthor
from connectors.errors import (
    ConnectorError,
)
from connectors.flickr_answers import (
    parse_comments,
    parse_photo,
    photo_of,
    plain_text,
    succeeded,
)
from connectors.simulator.world import SimAuthor
from tests.connectors.flickr_world import NSID, album
from tests.connectors.stage import comments_in


def only(connector, comment):
    found = [c for c in comments_in(list(connector.fetch(None))) if c.platform_id == comment.id]
    assert found
    return found[-1]


# -- text -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("You lot are <b>useless</b>", "You lot are useless"),
        ("I&#39;d like &lt;b&gt; &amp; &quot;tea&quot;", 'I\'d like <b> & "tea"'),
        ('<a href="https://x.org/a">https://x.org/a</a>', "https://x.org/a"),
        ('<a href="https://bad.example/?a=1&amp;b=2" rel="nofollow">click</a> me',
         "click (https://bad.example/?a=1&b=2) me"),
        ("<a href='https://x.org'>open", "open (https://x.org)"),
        ("one<br />two<br>three", "one\ntwo\nthree"),
        ('<img src="https://x.org/p.jpg" alt="">', "https://x.org/p.jpg"),
        ("I <3 this & 2<3 > 1", "I <3 this & 2<3 > 1"),
        ("<kill you> <script>alert(1)</script>", "<kill you> <script>alert(1)</script>"),
        ("unfinished <a href=", "unfinished <a href="),
        ("", ""),
        ("line 1\n\nline 2", "line 1\n\nline 2"),
    ],
)  # fmt: skip
def test_html_becomes_plain_text_and_loses_no_word_and_no_address(written, plain):
    assert plain_text(written) == plain


def test_a_comment_reads_as_it_was_written_however_odd():
    written = "<b>Rwy'n</b> flin & <script> 5 < 6 &amp; 👩🏽‍🚒"
    with album() as al:
        assert only(al.connector(), al.comment(written)).text == written


def test_an_author_without_a_real_name_goes_by_the_screen_name():
    with album() as al:
        comment = al.comment(author=SimAuthor("9@N01", "flickr", "priya_fern7", ""))
        author = only(al.connector(), comment).author

    assert author == FetchedAuthor("9@N01", "priya_fern7", "priya_fern7")


words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)


@settings(max_examples=100, deadline=None)
@given(words)
def test_escaped_text_comes_back_whole(text):
    shown = plain_text(html.escape(text))

    assert "".join(shown.split()) == "".join(html.unescape(html.escape(text)).split())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["<a href='u'>", "</a>", "<b>", "<", ">", "&", "x", "<br>", "'"])))
def test_any_jumble_of_tags_keeps_every_letter(parts):
    assert plain_text("".join(parts)).count("x") == parts.count("x")


def test_a_long_hostile_text_is_read_in_a_moment():
    hostile = '<a "' * 50_000 + "&" * 50_000

    assert plain_text(hostile).startswith("<a")


def test_the_photo_stands_in_the_comments_id():
    assert photo_of("199226260-53373661077-72157720318040001") == "53373661077"
    assert photo_of("x") is None


# -- hostile answers --------------------------------------------------------------------

KEYS = ("id", "owner", "title", "description", "_content", "dateupload", "lastupdate", "author",
        "comments", "comment", "photo_id", "datecreate", "stat", "code", "message")  # fmt: skip
hostile = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["1795000100", "9" * 18, "\ud800", "ok", "fail", "P"]),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip
hostile_objects = st.dictionaries(st.sampled_from(KEYS), hostile, max_size=6)


@settings(max_examples=80, deadline=None)
@given(hostile_objects)
def test_any_json_is_parsed_or_refused(value):
    answer = Answer()
    answer.status_code = 200
    answer._content = json.dumps(value).encode("utf-8", "surrogatepass")
    for parse in (
        lambda: parse_photo(value),
        lambda: parse_comments(value, "P", NSID),
        lambda: parse_comments({"comments": value}, "P", NSID),
        lambda: parse_comments({"comments": {"photo_id": "P", "comment": [value]}}, "P", NSID),
        lambda: succeeded(answer, "flickr.test.login", []),
    ):
        try:
            parse()
        except ConnectorError as error:
            assert len(str(error)) < 300  # noqa: PT017


@settings(max_examples=60, deadline=None)
@given(st.integers(200, 599), st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_body_is_sorted(status, body):
    answer = Answer()
    answer.status_code = status
    answer._content = body
    with pytest.raises(ConnectorError):
        succeeded(answer, "flickr.test.login", [])
