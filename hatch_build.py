"""hatchling's hook: a wheel carries the console's stylesheet and scripts, built."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ConsoleAssets(BuildHookInterface[Any]):
    """Builds what is missing. An editable install needs no Node.js: dev.py builds for it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from service.frontend_build import ensure
        finally:
            sys.path.remove(self.root)
        root = Path(self.root)
        ensure(
            sources=root / "frontend",
            built=root / "service" / "static" / "built",
            say=self.app.display_info,
        )
