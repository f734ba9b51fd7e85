import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.registry import platforms
from connectors.x_length import X_LINK, x_length
from service.governance.lengths import preview


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Bins are late", 13),
        ("Dŵr a llŷn", 10),
        ("e\u0301", 1),
        ("日本語", 6),
        ("👍", 2),
        ("👍🏽", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("🏴󠁧󠁢󠁷󠁬󠁳󠁿", 2),
        ("1️⃣", 2),
        ("©", 1),
        ("“quoted” – dash", 15),
        ("…", 2),
        ("https://porthaven.example/a/very/long/path/that/goes/on?with=a&query=too", X_LINK),
        ("http://a.b", X_LINK),
        ("See https://porthaven.example/a, then call.", 4 + X_LINK + 12),
        ("(https://porthaven.example/a)", X_LINK + 2),
        ("https://a.example/b_(c)", X_LINK),
        ("porthaven.gov.uk today", X_LINK + 6),
        ("Go to www.porthaven.gov.wales/bins.", 6 + X_LINK + 1),
        ("help@porthaven.gov.uk", 21),
        ("e.g. this.That", 14),
    ],
)
def test_x_counts_links_emoji_and_scripts_its_own_way(text, length):
    assert x_length(text) == length


def test_a_message_of_exactly_the_limit_fits_and_one_more_does_not():
    fits = {fit.platform: fit for fit in preview("a" * 280)}
    over = {fit.platform: fit for fit in preview("a" * 281)}

    assert fits["x"].fits
    assert (over["x"].over, over["x"].fits) == (1, False)
    assert over["facebook"].fits


def test_a_platform_that_names_no_limit_takes_any_length():
    flickr = next(fit for fit in preview("a" * 50_000) if fit.platform == "flickr")

    assert flickr.limit is None
    assert flickr.fits


def test_every_platform_that_is_polled_has_a_preview():
    assert tuple(fit.platform for fit in preview("a")) == platforms()


@given(st.text(max_size=80))
def test_a_text_of_n_characters_never_counts_more_than_twice_n_unless_it_holds_links(text):
    if "." not in text:
        assert x_length(text) <= 2 * len(text)


@given(
    st.text(
        st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="./"), max_size=60
    )
)
def test_plain_ascii_without_links_counts_one_each(text):
    assert x_length(text) == len(text)
