"""What X charges for: each post that an answer returns, and each write.

Source: https://docs.x.com/x-api/getting-started/pricing
"""

import re

from connectors.base import Charge
from connectors.session import Call

#: Cheaper where the council's own account owns the developer app.
_OWNED = re.compile(r"/2/users/\d+/(mentions|tweets)")
_POSTS = re.compile(r"/2/tweets(/search/recent)?")


def charge_for(call: Call) -> Charge:
    """Kinds: "owned_read" and "post_read", a unit a post; "write", one; "other", free."""
    if call.path == "/2/oauth2/token":
        return Charge("other", 0)
    if call.method != "GET":
        # A write that was refused costs nothing; one without an answer may have been done.
        refused = call.answer is not None and call.answer.status_code >= 400
        return Charge("write", 0 if refused else 1)
    if _OWNED.fullmatch(call.path):
        return Charge("owned_read", _posts(call))
    if _POSTS.fullmatch(call.path):
        return Charge("post_read", _posts(call))
    return Charge("other", 0)


def _posts(call: Call) -> int:
    if call.answer is None or call.answer.status_code != 200:
        return 0
    try:
        body = call.answer.json()
    except (ValueError, RecursionError):
        return 0
    data = body.get("data") if isinstance(body, dict) else None
    return len(data) if isinstance(data, list) else int(data is not None)
