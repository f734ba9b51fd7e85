"""Where files that ship with the code are: in the checkout, or inside the installed package."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
STATIC = _PACKAGE / "static"
BUILT = STATIC / "built"
#: The faces of charts and of the printed report, fetched when the assets are built.
FONTS = BUILT / "fonts"


def templates_dir() -> Path:
    """Return the folder of templates: service/templates when installed, else the checkout's."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def frontend_dir() -> Path | None:
    """Return the checkout's folder of stylesheet sources; None when installed as a package."""
    folder = _PACKAGE.parent / "frontend"
    return folder if (folder / "package-lock.json").is_file() else None
