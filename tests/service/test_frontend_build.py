import json
import re
from pathlib import Path

import pytest

from service import frontend_build
from service.paths import STATIC, frontend_dir


@pytest.fixture
def sources() -> Path:
    folder = frontend_dir()
    assert folder is not None, "tests run in a checkout"
    return folder


@pytest.fixture
def built() -> Path:
    """The folder as set-up leaves it; builds it where it is missing."""
    frontend_build.ensure()
    return STATIC / "built"


def test_the_lock_names_no_address(sources):
    lock = (sources / "package-lock.json").read_text()

    assert "http" not in lock
    packages = json.loads(lock)["packages"]
    assert all("integrity" in p for name, p in packages.items() if name)


def test_what_is_built_is_up_to_date_and_is_not_built_again(built, sources):
    assert frontend_build.is_built(built)
    assert frontend_build.stamp(built) == frontend_build.wanted_stamp(sources)
    assert frontend_build.ensure() is False


def test_the_stylesheet_carries_no_crown_and_no_font_that_is_not_ours(built):
    css = (built / "console.css").read_text().lower()

    for word in ("gds transport", "crown", "crest", "@font-face"):
        assert word not in css, word


def test_every_file_that_the_stylesheet_names_is_there(built):
    for address in re.findall(r"url\(([^)]*)\)", (built / "console.css").read_text()):
        assert (built / address.strip("\"'")).is_file(), address


def test_a_build_cut_short_is_noticed(built, tmp_path):
    assert not frontend_build.is_built(tmp_path)
    for name in frontend_build.FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((built / name).read_bytes())
    assert frontend_build.is_built(tmp_path)

    (tmp_path / "console.css").write_bytes(b"")

    assert not frontend_build.is_built(tmp_path)


def test_a_build_that_fails_leaves_what_was_there_before(tmp_path):
    sources, place = tmp_path / "frontend", tmp_path / "built"
    (sources / "parts").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "console.scss"):
        (sources / name).write_text("not what npm reads")
    place.mkdir()
    (place / "console.css").write_text("old")

    with pytest.raises(frontend_build.BuildFailed, match="npm"):
        frontend_build.ensure(sources=sources, built=place)

    assert (place / "console.css").read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["built", "frontend"]


def test_our_own_script_asks_nobody_else(built):
    script = (STATIC / "console.js").read_text()

    assert "http" not in script
    assert "innerHTML" not in script
