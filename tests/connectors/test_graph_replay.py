"""Every recorded exchange of Facebook and Instagram, served again: each gives what it should."""

import pytest

from tests.connectors import recordings
from tests.connectors.facebook_replay import FACEBOOK
from tests.connectors.instagram_replay import INSTAGRAM

TABLES = {"facebook": FACEBOOK, "instagram": INSTAGRAM}


@pytest.mark.parametrize("platform", sorted(TABLES))
def test_every_exchange_has_an_expectation(platform: str) -> None:
    folder = recordings.shared_dir("contracts") / platform

    assert folder.is_dir()
    assert set(TABLES[platform]) == set(recordings.names(platform))


@pytest.mark.parametrize(
    ("platform", "name"),
    [(platform, name) for platform, table in TABLES.items() for name in table],
)
def test_a_recorded_exchange_gives_what_it_should(platform: str, name: str) -> None:
    TABLES[platform][name](recordings.exchange(platform, name))
