"""README's tables, made from the code: `python -m tests.readme_tables` writes them anew."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from connectors.registry import connector_class, platforms
from service import cli
from service.settings import PREFIX, Settings

README = Path(__file__).resolve().parent.parent / "README.md"


def command_names() -> dict[tuple[str, ...], Any]:
    """Every command that does something, by its words after `council-social`."""

    def leaves(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
        if not hasattr(command, "list_commands"):
            yield words, command
            return
        context = typer.Context(command)
        for name in command.list_commands(context):
            yield from leaves(command.get_command(context, name), (*words, name))

    return dict(leaves(typer.main.get_command(cli.app), ()))


def commands() -> str:
    rows = [
        f"| `council-social {' '.join(words)}` | {(command.help or '').splitlines()[0]} |"
        for words, command in command_names().items()
    ]
    return "\n".join(["| command | what it does |", "| --- | --- |", *rows])


def settings() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        value = field.default
        shown = "" if value in ("", None) else str(value)
        shown = shown.lower() if isinstance(value, bool) else shown
        default = f"`{shown}`" if shown else "empty"
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(["| setting | default | what it is |", "| --- | --- | --- |", *rows])


def supported() -> str:
    rows = []
    for platform in platforms():
        connector = connector_class(platform)
        needed = [f"`{f.name}`" for f in connector.credential_fields if f.required]
        more = [f"`{f.name}`" for f in connector.credential_fields if not f.required]
        rows.append(
            f"| {connector.name} | `{platform}` | {', '.join(needed)} | {', '.join(more)} |"
        )
    head = "| platform | name | fields it needs | fields it may have |"
    return "\n".join([head, "| --- | --- | --- | --- |", *rows])


TABLES = {"commands": commands, "settings": settings, "platforms": supported}


def table_in(readme: str, name: str) -> str:
    """The table that stands between the marks of `name`.

    Raises:
        LookupError: README has no such marks.
    """
    found = re.search(_between(name), readme, re.S)
    if found is None:
        raise LookupError(f"README has no table marked {name}")
    return found.group(2).strip()


def _between(name: str) -> str:
    return rf"(<!-- table: {name} -->\n)(.*?)(<!-- end -->)"


def main() -> None:
    readme = README.read_text(encoding="utf-8")
    for name, made in TABLES.items():
        table_in(readme, name)
        table = made()
        readme = re.sub(_between(name), lambda m, t=table: f"{m[1]}{t}\n{m[3]}", readme, flags=re.S)
    README.write_text(readme, encoding="utf-8")


if __name__ == "__main__":
    main()
