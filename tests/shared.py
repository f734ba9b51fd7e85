"""The study material beside the checkout: recorded exchanges and the like, never shipped."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def shared_dir(name: str) -> Path:
    """Return the folder `name` of the study material.

    Skips the test where the material is absent, and fails instead where CI is set:
    there it must be present, or these checks would silently stop checking.
    """
    folder = SHARED / name
    if not folder.is_dir():
        reason = f"shared/{name} is not beside this checkout; its checks need it"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
