"""python3 dev.py run [options] | test [options]

Sets up once, with nothing but Python 3.11 or newer, then does it: `run` starts the whole
service here, `test` runs the tests. An interrupted set-up is mended by the next start.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = {"run": "requirements.lock", "test": "requirements-dev.lock"}
OLDEST = (3, 11)


def say(words: str) -> None:
    print(f"[set-up] {words}", file=sys.stderr, flush=True)


def sh(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


def wanted(kind: str) -> str:
    """What the environment must have been made from: the lock, the project, this Python."""
    content = (ROOT / LOCK[kind]).read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(content + repr(sys.version_info[:2]).encode()).hexdigest()


def works() -> bool:
    """Whether the environment's own Python runs, is this version, and can install."""
    probe = "import sys, pip; print(sys.version_info[:2])"
    try:
        told = subprocess.run(
            [str(PYTHON), "-c", probe], capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return told.returncode == 0 and told.stdout.strip() == repr(sys.version_info[:2])


def make_venv() -> None:
    if PYTHON.exists() and works():
        return
    if VENV.exists():
        say("An earlier set-up was cut short: beginning again")
        shutil.rmtree(VENV, ignore_errors=True)
    say("Making an environment in .venv")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode or not works():
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            "Python's venv module is missing or broken: install it (on Debian and Ubuntu: "
            "apt install python3-venv) and try again."
        )


def ensure(kind: str) -> None:
    """Install what `kind` needs, unless a stamp says that it is there."""
    stamp = VENV / f".{kind}.sha256"
    want = wanted(kind)
    if stamp.exists() and stamp.read_text() == want and PYTHON.exists():
        return
    began = time.monotonic()
    make_venv()
    count = sum(line[:1].isalnum() for line in (ROOT / LOCK[kind]).read_text().splitlines())
    say(f"Installing {count} packages from {LOCK[kind]}; a first time takes a few minutes")
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
    try:
        uv = shutil.which("uv")
        if uv:
            uv_pip = [uv, "pip", "install", "--python", PYTHON]
            sh(*uv_pip, "--require-hashes", "-r", LOCK[kind])
            sh(*uv_pip, "--no-deps", "-e", ".")
        else:
            quiet = () if sys.stderr.isatty() else ("--progress-bar", "off")
            sh(*pip, "install", "--require-hashes", *quiet, "-r", LOCK[kind])
            sh(*pip, "install", "-q", "--no-deps", "-e", ".")
    except subprocess.CalledProcessError as error:
        sys.exit(
            f"The packages could not be installed (exit {error.returncode}). Check the "
            "network or the package index, then start the same command again: it goes on."
        )
    # Last: a stamp says that everything before it was done.
    stamp.write_text(want)
    say(f"Set up in {time.monotonic() - began:.0f} s")


def build_assets() -> None:
    if subprocess.run([str(PYTHON), "-m", "service.frontend_build"], cwd=ROOT).returncode:
        sys.exit("The console's styles and scripts could not be built; see above.")


def too_old(version: tuple[int, ...]) -> str:
    """Return what to say to a Python of this version; "" where it will do."""
    if version[:2] >= OLDEST:
        return ""
    return f"Python 3.11 or newer is needed; this is {'.'.join(map(str, version[:3]))}."


def main(arguments: list[str]) -> int:
    if refusal := too_old(sys.version_info[:3]):
        sys.exit(refusal)
    if not arguments or arguments[0] not in LOCK:
        print(__doc__)
        return 2
    kind, rest = arguments[0], arguments[1:]
    ensure(kind)
    build_assets()
    if kind == "run":
        command = [str(BIN / "council-social"), "run", *rest]
    else:
        command = [str(PYTHON), "-m", "pytest", *rest]
    try:
        return subprocess.call(command, cwd=ROOT)
    except KeyboardInterrupt:
        # The service heard it too and has ended by itself.
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
