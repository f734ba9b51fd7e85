"""The Graph API's errors in its own words, as the simulated platforms answer them."""

from collections.abc import Mapping
from typing import Any

_TRANSIENT = frozenset({2, 4, 17, 32})


class GraphFault(Exception):
    """An answer that is an error; `status` is the HTTP status that goes with it."""

    def __init__(
        self,
        message: str,
        *,
        code: int,
        subcode: int | None = None,
        type: str = "OAuthException",
        status: int = 400,
        more: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.code, self.subcode = message, code, subcode
        self.type, self.status, self.more = type, status, more or {}

    def body(self, trace: str) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": self.type, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.code in _TRANSIENT:
            error["is_transient"] = True
        return {"error": {**error, **self.more, "fbtrace_id": trace}}


def bad_parameter(message: str) -> GraphFault:
    return GraphFault(f"(#100) {message}", code=100)


def gone(id: str, method: str) -> GraphFault:
    """The one answer for what is not there and for what may not be seen."""
    return GraphFault(
        f"Unsupported {method.lower()} request. Object with ID '{id}' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation. Please read the "
        "Graph API documentation at https://developers.facebook.com/docs/graph-api",
        code=100,
        subcode=33,
        type="GraphMethodException",
    )


def may_not_read(permission: str) -> GraphFault:
    return GraphFault(
        f"(#10) This endpoint requires the '{permission}' permission or the 'Page Public Content "
        "Access' feature. Refer to https://developers.facebook.com/docs/apps/review/"
        "login-permissions#manage-pages for details.",
        code=10,
        status=403,
    )


def may_not_write() -> GraphFault:
    return GraphFault("(#200) Permissions error", code=200, status=403)


def deprecated(version: str) -> GraphFault:
    return GraphFault(
        f"(#2635) You are calling a deprecated version ({version}) of the API", code=2635
    )


def app_limit() -> GraphFault:
    return GraphFault("(#4) Application request limit reached", code=4, status=403)


def refusal(code: str) -> GraphFault | None:
    """Return the error by which an account with `extra["refuse"]` of this code is refused."""
    if code == "4":
        return app_limit()
    if code == "17":
        return GraphFault("(#17) User request limit reached", code=17)
    if code == "32":
        return GraphFault("(#32) Page request limit reached", code=32, status=403)
    if code == "368":
        return GraphFault(
            "The action attempted has been deemed abusive or is otherwise disallowed",
            code=368,
            subcode=1390008,
            status=403,
            more={
                "error_user_title": "You can't use this feature right now",
                "error_user_msg": "We limit how often you can post, comment or do other things "
                "in a given amount of time.",
            },
        )
    return None
