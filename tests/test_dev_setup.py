"""dev.py, run for real on a tiny project in a folder of its own, without a network."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: A project that builds itself with the standard library, so that nothing is downloaded.
BACKEND = """
import zipfile
NAME = "council_social-0.1.0"
def get_requires_for_build_editable(config_settings=None): return []
def build_editable(folder, config_settings=None, metadata_directory=None):
    wheel = f"{NAME}-py3-none-any.whl"
    info = f"{NAME}.dist-info"
    with zipfile.ZipFile(f"{folder}/{wheel}", "w") as out:
        out.writestr("tiny.pth", __file__.rpartition("/")[0])
        out.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: council-social\\n"
                     "Version: 0.1.0\\n")
        out.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: tiny\\n"
                     "Root-Is-Purelib: true\\nTag: py3-none-any\\n")
        out.writestr(f"{info}/entry_points.txt",
                     "[console_scripts]\\ncouncil-social = tiny_cli:main\\n")
        out.writestr(f"{info}/RECORD", "")
    return wheel
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "council-social"
version = "0.1.0"
"""
CLI = "import sys\ndef main(): print('runs with', sys.argv[1:])\n"


def tiny(folder: Path) -> Path:
    shutil.copy(ROOT / "dev.py", folder)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "tiny_cli.py").write_text(CLI)
    (folder / "requirements.lock").write_text("")
    (folder / "requirements-dev.lock").write_text("no-such-package==1.0 --hash=sha256:" + "0" * 64)
    (folder / "service").mkdir()
    (folder / "service" / "__init__.py").touch()
    (folder / "service" / "frontend_build.py").write_text("print('assets are built')\n")
    return folder


def dev(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run dev.py there with the plainest environment: no uv, no network, no index."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_", "PYTHON"))}
    kept |= {"PATH": "/usr/bin:/bin", "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(
        [sys._base_executable, "dev.py", *arguments],
        cwd=folder, env=kept | environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.fixture(scope="module")
def set_up(tmp_path_factory):
    """A project whose first set-up was cut short, and what the second start said."""
    folder = tiny(tmp_path_factory.mktemp("dev"))
    subprocess.run(
        [sys._base_executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True
    )
    return folder, dev(folder, "run", "--port", "9")


def test_a_set_up_that_was_cut_short_is_mended_by_the_next_start(set_up):
    _, first = set_up

    assert first.returncode == 0, first.stderr
    assert "cut short: beginning again" in first.stderr
    assert "assets are built" in first.stdout
    assert first.stdout.endswith("runs with ['run', '--port', '9']\n")


def test_what_is_set_up_starts_without_setting_up_again(set_up):
    folder, _ = set_up

    again = dev(folder, "run")

    assert again.returncode == 0
    assert again.stderr == ""
    assert again.stdout.endswith("runs with ['run']\n")


def test_packages_that_cannot_be_had_are_one_sentence_and_no_traceback(set_up):
    folder, _ = set_up

    refused = dev(folder, "test")

    assert refused.returncode == 1
    assert "start the same command again" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (folder / ".venv" / ".test.sha256").exists()


def test_a_python_without_venv_is_told_what_to_install(tmp_path):
    folder = tiny(tmp_path)
    # What Debian does without its package python3-venv: the module is there and ends at once.
    broken = tmp_path / "broken" / "venv"
    broken.mkdir(parents=True)
    (broken / "__init__.py").touch()
    (broken / "__main__.py").write_text("raise SystemExit(1)\n")

    refused = dev(folder, "run", PYTHONPATH=str(broken.parent))

    assert refused.returncode == 1
    assert "apt install python3-venv" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (folder / ".venv").exists()


@pytest.mark.parametrize("arguments", [(), ("start",), ("--help",)])
def test_an_unknown_command_prints_the_usage_and_ends_with_2(tmp_path, arguments):
    folder = tiny(tmp_path)

    refused = dev(folder, *arguments)

    assert refused.returncode == 2
    assert refused.stdout.startswith("python3 dev.py run [options] | test [options]")
    assert not (folder / ".venv").exists()


def test_a_python_that_is_too_old_is_told_in_one_sentence():
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    dev_py = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(dev_py)

    assert dev_py.too_old((3, 10, 12)) == "Python 3.11 or newer is needed; this is 3.10.12."
    assert dev_py.too_old((3, 11, 0)) == ""
    assert dev_py.too_old((4, 0, 0)) == ""


def test_a_python_that_is_too_old_can_read_the_file_that_says_so():
    source = (ROOT / "dev.py").read_text(encoding="utf-8")

    ast.parse(source, feature_version=(3, 8))
