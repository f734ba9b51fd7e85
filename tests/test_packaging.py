"""The wheel, built from what the image is built from, and installed away from the checkout."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from connectors.registry import platforms
from service import frontend_build

ROOT = Path(__file__).resolve().parent.parent


def context(folder: Path) -> Path:
    """What .dockerignore lets through, copied."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    litter = shutil.ignore_patterns("__pycache__", "node_modules", "built", ".build-*")
    folder.mkdir()
    for name in (line[1:] for line in lines if line.startswith("!")):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=litter)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def build_wheel(source: Path, out: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Build with what this machine has: hatchling here, else a builder that fetches it."""
    isolated = importlib.util.find_spec("hatchling") is None
    if importlib.util.find_spec("pip"):
        command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", out]
        command += [] if isolated else ["--no-build-isolation"]
    elif uv := shutil.which("uv"):
        command = [uv, "build", "--wheel", "--out-dir", out, "--python", sys.executable]
    elif pip := shutil.which("pip"):
        command = [pip, "wheel", "--no-deps", "--wheel-dir", out]
    else:
        pytest.skip("neither pip nor uv is here to build the wheel with")
    return subprocess.run(
        [*map(str, command), str(source)], env={**os.environ, **environment},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = context(folder / "source")
    frontend_build.ensure()
    shutil.copytree(frontend_build.BUILT, source / "service" / "static" / "built")
    done = build_wheel(source, folder / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = (folder / "out").glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """An environment with the wheel in it and the packages of ours; returns its Python."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    python = venv / "bin" / "python"
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.check_output([python, "-c", asked], text=True).strip())
    zipfile.ZipFile(wheel).extractall(site)
    # Named in a .pth file a folder is searched, but its own .pth files, and with them the
    # checkout, are not: what is imported from here on is the wheel's.
    (site / "outside.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def ask(python: Path, program: str, folder: Path) -> object:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("COUNCIL_SOCIAL_")}
    done = subprocess.run(
        [python, "-c", program], cwd=folder, env=kept, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    "name",
    [
        "service/templates/console/base.html",
        "service/templates/out_of_office/cy/leave.txt",
        "service/templates/reports/monthly.typ",
        "service/migrations/env.py",
        "service/migrations/versions/0001_the_first_tables.py",
        "service/static/console.js",
        "service/static/built/console.css",
        "service/static/built/govuk-frontend.min.js",
        "service/static/built/LICENCES.md",
        "service/seed_data/house_rules.json",
        "connectors/simulator/town/comments.jsonl",
        "moderation/screening/model/ngrams.npz",
        "moderation/screening/model/model.json",
        "moderation/screening/lexicons/welsh.txt",
    ],
)
def test_the_wheel_carries(wheel, name):
    assert name in zipfile.ZipFile(wheel).namelist()


def test_the_wheel_carries_every_file_that_the_packages_have(wheel):
    there = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "service", "connectors", "moderation"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    if tracked.returncode:
        pytest.skip("only a git checkout can say which files are the packages'")
    files = {name for name in tracked.stdout.split("\0") if name and (ROOT / name).exists()}

    assert files - there == set()
    assert any(name.startswith("service/translations/cy/") for name in there)


def test_the_wheel_carries_no_database_key_or_test(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    assert [n for n in names if n.endswith((".db", ".keys", ".key"))] == []
    assert {n.split("/")[0] for n in names if ".dist-info" not in n} == {
        "connectors", "moderation", "service",
    }  # fmt: skip


def test_the_wheel_says_that_it_is_never_uploaded(wheel):
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(next(n for n in archive.namelist() if n.endswith("METADATA")))

    assert b"Private :: Do Not Upload" in metadata


def test_installed_it_serves_a_page_in_both_languages_from_its_own_files(installed, tmp_path):
    program = """
import json, service
from pathlib import Path
from connectors.base import Powers
from service.app import create_app
from service.database import Database, open_engine, upgrade
from service.paths import frontend_dir, templates_dir
from service.settings import Settings
settings = Settings(data_dir=Path.cwd())
database = Database(open_engine(settings.database))
upgrade(database.engine)
client = create_app(settings, database, powers_of=lambda *_: Powers(())).test_client()
page = client.get("/sign-in")
style = client.get("/static/built/console.css")
client.set_cookie("language", "cy")
print(json.dumps({
    "here": str(Path(service.__file__)), "templates": str(templates_dir()),
    "sources": frontend_dir() is None, "page": page.status_code, "style": style.status_code,
    "council": "Porthaven Council" in page.text, "health": client.get("/health").status_code,
}))
"""
    told = ask(installed, program, tmp_path)

    home = str(installed.parent.parent)
    assert told.pop("here").startswith(home)
    assert told.pop("templates").startswith(home)
    assert told == {"sources": True, "page": 200, "style": 200, "council": True, "health": 200}


def test_installed_it_screens_simulates_and_speaks_welsh(installed, tmp_path):
    program = """
import json
from datetime import UTC, datetime
from connectors.registry import connector_class, platforms
from connectors.simulator.town import porthaven
from moderation.screening.pipeline import default_screener
from service.i18n import translations
screener = default_screener()
print(json.dumps({
    "platforms": [connector_class(p).platform for p in platforms()],
    "town": len(porthaven(now=datetime(2026, 11, 16, tzinfo=UTC)).accounts) >= 5,
    "screener": bool(screener.version),
    "welsh": len(translations("cy")._catalog) > 100,
}))
"""
    assert ask(installed, program, tmp_path) == {
        "platforms": list(platforms()),
        "town": True,
        "screener": True,
        "welsh": True,
    }


def test_each_top_level_name_has_one_owner(installed, tmp_path):
    program = """
import json
from importlib.metadata import packages_distributions
owners = packages_distributions()
names = ("connectors", "moderation", "service")
print(json.dumps({n: sorted(set(owners[n])) for n in names}))
"""
    assert ask(installed, program, tmp_path) == {
        "connectors": ["council-social"],
        "moderation": ["council-social"],
        "service": ["council-social"],
    }


def test_a_wheel_is_not_made_without_its_stylesheet(tmp_path):
    source = context(tmp_path / "source")
    (source / "frontend" / "package-lock.json").write_text("{}")

    done = build_wheel(source, tmp_path / "out")

    assert done.returncode != 0
    assert not list((tmp_path / "out").glob("*.whl"))
