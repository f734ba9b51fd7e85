"""Porthaven Council's accounts, with credentials that open nothing but the simulator."""

from connectors.simulator import ids
from connectors.simulator.habits import part_classes
from connectors.simulator.world import SimAccount, World

_FIXED = (
    ("x-main", "x", "1204418837216653312", "PorthavenCncl", "Porthaven Council", 18_204),
    ("x-roads", "x", "1387745120964083713", "PorthavenRoads", "Porthaven Roads | Ffyrdd", 4_117),
    (
        "facebook-main", "facebook", "104857213398211", "PorthavenCouncil",
        "Porthaven Council / Cyngor Porthafan", 31_560,
    ),
    (
        "facebook-libraries", "facebook", "109934417620875", "PorthavenLibraries",
        "Porthaven Libraries / Llyfrgelloedd Porthafan", 5_872,
    ),
    (
        "instagram-main", "instagram", "17841407733562918", "porthavencouncil",
        "Porthaven Council", 7_945,
    ),
    (
        "youtube-main", "youtube", "UCp0rthav3nC0unc1lTVx8Qa", "@PorthavenCouncil",
        "Porthaven Council", 1_288,
    ),
    ("flickr-main", "flickr", "188402317@N07", "porthavencouncil", "Porthaven Council", 236),
)  # fmt: skip


def add_accounts(world: World) -> None:
    """Add these seven and those the parts bring; their secrets follow from the world's seed."""

    def made_up(account: str, what: str, length: int) -> str:
        return ids.secret(world.seed, f"{account}:{what}", length)

    for key, platform, id, handle, name, followers in _FIXED:
        extra: dict[str, str] = {}
        if platform in ("x", "youtube"):
            extra["refresh_token"] = made_up(key, "refresh", 64)
            extra["client_id"] = made_up(key, "client", 34)
            extra["client_secret"] = made_up(key, "client secret", 50)
        if platform in ("facebook", "instagram"):
            # One app of the council's serves its Pages and its Instagram account.
            extra["app_id"] = ids.digits(world.seed, "meta-app", 1, 16)
            extra["app_secret"] = made_up("meta", "app secret", 32)
        if platform == "instagram":
            extra["page_id"] = "104857213398211"
        if platform == "youtube":
            extra["uploads"] = "UU" + id.removeprefix("UC")
        if platform == "flickr":
            extra["api_key"] = made_up(key, "api key", 32)
            extra["api_secret"] = made_up(key, "api secret", 16)
            extra["token_secret"] = made_up(key, "token secret", 16)
            extra["username"] = handle
        token = made_up(key, "token", 34 if platform == "flickr" else 120)
        world.add_account(SimAccount(key, platform, id, handle, name, token, followers, extra))
    for part in part_classes().values():
        for account in part.habits.accounts(world.seed):
            world.add_account(account)
