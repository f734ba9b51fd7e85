"""What a connector needs to sign in to a simulated account."""

from connectors.simulator.world import SimAccount


def credentials_of(account: SimAccount) -> dict[str, str]:
    """Return the account's credentials under its connector's own names."""
    extra = account.extra
    match account.platform:
        case "x":
            return {
                "client_id": extra["client_id"],
                "client_secret": extra["client_secret"],
                "access_token": account.token,
                "refresh_token": extra["refresh_token"],
            }
        case "facebook":
            return {
                "access_token": account.token,
                "page_id": account.id,
                "app_id": extra["app_id"],
                "app_secret": extra["app_secret"],
            }
        case "instagram":
            return {
                "access_token": account.token,
                "ig_user_id": account.id,
                "page_id": extra["page_id"],
                "app_id": extra["app_id"],
                "app_secret": extra["app_secret"],
            }
        case "youtube":
            return {
                "client_id": extra["client_id"],
                "client_secret": extra["client_secret"],
                "refresh_token": extra["refresh_token"],
                "access_token": account.token,
                "channel_id": account.id,
            }
        case "flickr":
            return {
                "api_key": extra["api_key"],
                "api_secret": extra["api_secret"],
                "token": account.token,
                "token_secret": extra["token_secret"],
                "nsid": account.id,
                "username": extra["username"],
            }
    raise KeyError(account.platform)
