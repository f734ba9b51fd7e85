"""docker-compose.yml as tests read it: its services, and the environment each is given."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = ROOT / "docker-compose.yml"
#: What README says to put into .env.
DOT_ENV = {"COUNCIL_NAME_EN": "Porthaven Council", "COUNCIL_NAME_CY": "Cyngor Porthafan"}

_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])((?:[^{}]|\$\{\w+\})*))?\}")


def composed() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))


def services() -> dict[str, dict[str, Any]]:
    return composed()["services"]


def ours() -> dict[str, dict[str, Any]]:
    """The services that run our own image."""
    return {n: s for n, s in services().items() if s["image"].startswith("council-social:")}


def filled(text: str, dot_env: dict[str, str]) -> str:
    """`text` with its ${VARIABLES} as compose fills them from .env.

    Raises:
        KeyError: one that must be given is not.
    """

    def value(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        if dot_env.get(name):
            return dot_env[name]
        if kind == "?" or kind is None:
            raise KeyError(name)
        return filled(rest, dot_env)

    return _VARIABLE.sub(value, text)


def environment(service: str, dot_env: dict[str, str] | None = None) -> dict[str, str]:
    """What the service's container finds in its environment, the image's own apart."""
    given = services()[service].get("environment", {})
    return {name: filled(str(value), dot_env or DOT_ENV) for name, value in given.items()}
