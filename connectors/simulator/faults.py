"""Faults on demand: what the simulated platforms get wrong, and how often."""

import threading
from dataclasses import dataclass, replace
from enum import StrEnum


class FaultKind(StrEnum):
    RATE_LIMITED = "rate_limited"
    RATE_LIMITED_NO_RESET = "rate_limited_no_reset"
    SERVER_ERROR = "server_error"
    SILENCE = "silence"
    CUT_JSON = "cut_json"
    HTML_200 = "html_200"
    EXPIRED_TOKEN = "expired_token"  # noqa: S105  the name of a fault
    PAGE_TWICE = "page_twice"
    OUT_OF_ORDER = "out_of_order"
    GONE_BEFORE_ACTION = "gone_before_action"
    ACTION_IGNORED = "action_ignored"


@dataclass(slots=True)
class Fault:
    """One fault. `times` None: until cleared. `method` and `path` narrow it ("" = any)."""

    platform: str
    kind: FaultKind
    times: int | None = 1
    method: str = ""
    path: str = ""


class Faults:
    """The faults now in force; safe from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def clear(self, platform: str | None = None) -> None:
        with self._lock:
            self._faults = [f for f in self._faults if platform and f.platform != platform]

    def in_force(self) -> list[Fault]:
        """Return copies of the faults still to come, oldest first."""
        with self._lock:
            return [replace(fault) for fault in self._faults]

    def take(self, platform: str, kind: FaultKind, *, method: str = "", path: str = "") -> bool:
        """Say whether a fault of `kind` strikes this call, and use it up by one."""
        with self._lock:
            for fault in self._faults:
                if (
                    fault.platform == platform
                    and fault.kind is kind
                    and (not fault.method or fault.method == method)
                    and fault.path in path
                ):
                    if fault.times is not None:
                        fault.times -= 1
                        if fault.times <= 0:
                            self._faults.remove(fault)
                    return True
            return False
