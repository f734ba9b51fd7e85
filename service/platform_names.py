"""What the rest of the service may know of a platform without knowing its connector.

Of those that are polled, the registered connectors tell; the others are only in the
register (CAE1).
"""

from connectors.base import Sentence
from connectors.registry import connector_class, platforms

#: What the register calls a platform that it has no name for.
OTHER = "other"
PLATFORM_NAMES = {
    "x": "X",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "youtube": "YouTube",
    "flickr": "Flickr",
    "linkedin": "LinkedIn",
    "whatsapp": "WhatsApp",
    "snapchat": "Snapchat",
    "tiktok": "TikTok",
    "threads": "Threads",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "nextdoor": "Nextdoor",
}


def polled() -> tuple[str, ...]:
    """Return the platforms that the service can poll, in alphabetical order."""
    return platforms()


def platform_name(platform: str, language: str = "en") -> str:
    """Return a platform's own spelling of its name; an unknown one with a capital.

    Names are the same in both languages, but for the platform that the register names only
    as another.
    """
    if platform == OTHER:
        return "Platfform arall" if language == "cy" else "Another platform"
    if platform not in PLATFORM_NAMES and platform in platforms():
        return connector_class(platform).name
    return PLATFORM_NAMES.get(platform, platform.title())


def message_limit(platform: str) -> int | None:
    """Return how long a message may be on a platform that is polled; None: it names no limit."""
    return connector_class(platform).message_limit


def message_length(platform: str, text: str) -> int:
    """Return how long `text` is, as that platform counts."""
    return connector_class(platform).message_length(text)


def sentence(key: str) -> Sentence | None:
    """Return what a connector's own key says; None where no connector speaks it."""
    found = (connector_class(platform).sentences.get(key) for platform in platforms())
    return next((one for one in found if one is not None), None)
