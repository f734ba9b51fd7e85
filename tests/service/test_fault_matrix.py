"""Every fault and every pair of them, on every platform, during every kind of call."""

import pytest

from connectors.registry import platforms
from tests.service.fault_matrix import CALLS, SETS, run


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("platform", platforms())
def test_every_fault_alone_and_in_pairs_is_survived(platform, call, database):
    assert len(run(platform, call, database)) == len(SETS)
