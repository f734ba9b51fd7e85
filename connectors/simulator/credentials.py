"""What a connector needs to sign in to a simulated account."""

from connectors.simulator.habits import habits_of
from connectors.simulator.items import SimAccount


def credentials_of(account: SimAccount) -> dict[str, str]:
    """Return the account's credentials under its connector's own names."""
    return habits_of(account.platform).credentials(account)
