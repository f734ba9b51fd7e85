"""What platforms are called, those we connect and those only in the register (CAE1).

Names are the same in both languages.
"""

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


def platform_name(platform: str) -> str:
    """Return a platform's own spelling of its name; an unknown one with a capital."""
    return PLATFORM_NAMES.get(platform, platform.title())
