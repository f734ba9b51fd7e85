"""The documents say what the code does."""

import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import click
import pytest
import typer.main

from service import cli
from tests import readme_tables

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "DECISIONS.md")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", readme_tables.TABLES)
def test_readme_s_table_is_what_the_code_has(name):
    assert readme_tables.table_in(README, name) == readme_tables.TABLES[name](), (
        "run: python -m tests.readme_tables"
    )


def commands_in(text: str) -> set[str]:
    """What documents tell to run: `council-social …` in code, and through the containers."""
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.S)).replace("\\\n", " ")
    lines = re.findall(r"^council-social (.+)$", blocks, re.M)
    lines += re.findall(r"docker compose run --rm web (.+)$", blocks, re.M)
    lines += re.findall(r"dev\.py (run.*)$", blocks, re.M)
    lines += re.findall(r"`council-social ([^`]+)`", text)
    return {line for line in lines if line.split()[0] not in ("COMMAND", "…")}


def understood(words: list[str]) -> None:
    """Have click read the words as it would, without doing anything.

    Raises:
        click.UsageError: there is no such command or option.
    """
    command = typer.main.get_command(cli.app)
    while hasattr(command, "get_command"):
        name = words.pop(0)
        found = command.get_command(typer.Context(command), name)
        if found is None:
            raise click.UsageError(f"no command {name}")
        command = found
    known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
    unknown = [word for word in words if word.startswith("-") and word.split("=")[0] not in known]
    if unknown:
        raise click.UsageError(f"no option {unknown}")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_tells_to_run_exists(document):
    for line in commands_in(text_of(document)):
        understood(shlex.split(line))


def test_readme_tells_commands_at_all():
    assert len(commands_in(README)) > 20


@pytest.mark.parametrize("document", [*DOCUMENTS, "docs/accessibility.md"])
def test_every_link_within_the_repository_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text_of(document))

    pictures = {link for link in links if link.startswith("docs/images/")}
    for link in set(links) - pictures:
        assert ((ROOT / document).parent / link).exists(), link
    assert [p for p in pictures if not (ROOT / p).exists()] == []


def test_the_changelog_has_this_version_and_speaks_of_features_by_their_ids():
    version = tomllib.loads(text_of("pyproject.toml"))["project"]["version"]
    changelog = text_of("CHANGELOG.md")

    assert f"## {version}" in changelog or "## Unreleased" in changelog
    assert {"CAE1", "CAE2", "DER1", "DER4", "ROT4", "ROT7"} <= set(
        re.findall(r"\b[A-Z]{2,3}\d+\b", changelog)
    )


def test_every_document_is_one_paragraph_a_line_or_wraps_but_never_trails_blanks():
    for document in DOCUMENTS:
        assert not re.search(r"[ \t]+$", text_of(document), re.M), document


def test_nothing_in_the_repository_names_a_machine_or_an_index():
    """Spelt in pieces, or this file would find itself."""
    forbidden = re.compile(
        "|".join(
            ["/wo" + r"rk/(main|shared)", "pypi" + r"\.org", "registry" + r"\.npmjs",
             "files" + r"\.pythonhosted", "/opt/" + "(pypi|wheels)", "shared/" + "prototypes"]
        )
    )  # fmt: skip
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only a git checkout can say which files are the repository's")
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if not path.is_file() or b"\0" in (content := path.read_bytes()):
            continue
        found = forbidden.search(content.decode("utf-8", "replace"))
        assert found is None, f"{name}: {found and found[0]}"
