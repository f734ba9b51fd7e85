"""YouTube's answers, read however hostile they are."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from requests import Response as Answer

from connectors.errors import (
    ConnectorError,
    UnexpectedAnswer,
)
from connectors.youtube_answers import (
    page_of,
    parse_comment,
    parse_identity,
    parse_thread,
    parse_video,
    refusal,
)
from tests.connectors.youtube_world import NOW

# -- hostile answers --------------------------------------------------------------------

leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
KEYS = (
    "id", "snippet", "kind", "items", "topLevelComment", "replies", "comments", "publishedAt",
    "updatedAt", "textDisplay", "videoId", "parentId", "authorChannelId", "value", "title",
    "totalReplyCount", "isPublic", "contentDetails", "videoPublishedAt", "resourceId",
    "moderationStatus", "statistics", "subscriberCount", "error", "errors", "reason",
)  # fmt: skip
hostile = st.recursive(
    leaves | st.sampled_from(["2026-10-05T09:12:44Z", "2026-10-05T09:12:44.000Z", "\ud800", "\0"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=12,
)
hostile_objects = st.dictionaries(st.sampled_from(KEYS), hostile, max_size=6)


@settings(max_examples=60, deadline=None)
@given(hostile_objects)
def test_any_json_is_parsed_or_refused_as_unexpected(value):
    for parse in (
        lambda: parse_thread(value, "UC1", listed=None),
        lambda: parse_comment(value, "UC1"),
        lambda: parse_video(value),
        lambda: parse_identity(value, ()),
        lambda: page_of(value, "youtube#commentListResponse"),
    ):
        try:
            parse()
        except ConnectorError as error:
            assert isinstance(error, UnexpectedAnswer)  # noqa: PT017


@settings(max_examples=50, deadline=None)
@given(st.integers(300, 599), hostile_objects | leaves, st.text(max_size=8))
def test_any_refusal_is_sorted_and_quotes_no_secret(status, body, after):
    answer = Answer()
    answer.status_code = status
    answer.headers["Retry-After"] = after
    answer._content = json.dumps({"error": body}).encode("utf-8", "replace")
    reason, error = refusal(answer, now=NOW, secrets=["0", "true"])

    assert isinstance(error, ConnectorError)
    assert isinstance(reason, str)
    assert len(str(error)) < 300


times = st.integers(1114214400, 4102444800).map(lambda s: datetime.fromtimestamp(s + 0.25, UTC))


@settings(max_examples=50, deadline=None)
@given(times, st.booleans(), st.text(min_size=1), st.none() | st.timedeltas(timedelta(0)))
def test_a_comment_reads_the_same_with_or_without_fractions_of_a_second(at, fine, text, later):
    at = at.replace(microsecond=at.microsecond // 1000 * 1000 if fine else 0)
    form = "%Y-%m-%dT%H:%M:%S.%fZ" if fine else "%Y-%m-%dT%H:%M:%SZ"
    later = min(later, timedelta(days=3)) if later else timedelta(0)
    updated = at + timedelta(seconds=int(later.total_seconds()))
    snippet = {"textDisplay": text, "publishedAt": at.strftime(form)}
    snippet["updatedAt"] = updated.strftime(form)
    comment = parse_comment({"id": "Ug1", "snippet": snippet}, "UC1")

    assert comment.published_at == at
    assert comment.edited_at == (updated if updated > at else None)
    assert len(comment.text) == len(text)
