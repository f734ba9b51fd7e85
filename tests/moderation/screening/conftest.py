"""What the screening tests share: the shipped screener, and a way to read one text."""

from collections.abc import Callable

import pytest

from moderation.screening.findings import Reading, lay_flat
from moderation.screening.language import identify
from moderation.screening.normalise import normalise
from moderation.screening.pipeline import Screener, default_screener
from moderation.screening.results import Policy, Screening, Text

NO_POLICY = Policy()


def read(text: str, language: str | None = None) -> Reading:
    normal = normalise(text)
    flat, places = lay_flat(normal.lower)
    return Reading(normal, flat, language or identify(normal.lower), places)


@pytest.fixture(scope="session")
def screener() -> Screener:
    return default_screener()


@pytest.fixture(scope="session")
def screen(screener: Screener) -> Callable[..., Screening]:
    def one(text: str, policy: Policy = NO_POLICY) -> Screening:
        return screener.screen([Text(text)], policy)[0]

    return one


def categories(screening: Screening) -> set[str]:
    return {flag.category.value for flag in screening.flags}
