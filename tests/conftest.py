"""What every test may rely on: the real data if it is there, a browser, a git without settings, Hypothesis counts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# The daily run is the same for everyone who repeats it; the soak looks where nobody has looked.
settings.register_profile(
    "default", max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("soak", settings.get_profile("default"), max_examples=5_000, derandomize=False)
settings.load_profile("soak" if os.environ.get("FARM_SOAK") else "default")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real incident data beside the repository; it is too large to commit."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real data is not beside this repository (../shared/data)")
    return folder


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser that `dev.py` finds; without one, what needs it fails."""
    command = [sys.executable, str(ROOT / "dev.py"), "chromium"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode != 0:
        pytest.fail(found.stderr.strip(), pytrace=False)
    return found.stdout.strip()


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium_path: str) -> dict[str, object]:
    """How pytest-playwright starts the browser: the machine's own, without the sandbox that root cannot have."""
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {"executable_path": chromium_path, "args": quiet}


@pytest.fixture(scope="session", autouse=True)
def hermetic_git(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A git that knows nothing of whoever runs the tests; all session long, so that shared repositories have it."""
    home = tmp_path_factory.mktemp("git-settings")
    (home / "gitconfig").touch()
    with pytest.MonkeyPatch.context() as patch:
        # Also GIT_DIR and GIT_INDEX_FILE, which a hook sets and which would aim the tests at this very repository.
        for name in [*os.environ]:
            if name.startswith("GIT_") or name == "EMAIL":
                patch.delenv(name)
        patch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("XDG_CONFIG_HOME", str(home))
        patch.setenv("XDG_STATE_HOME", str(home))  # where the key of caches lies
        yield


@pytest.fixture
def empty_farm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Farm:
    """A command line over an empty folder."""
    (tmp_path / "farm").mkdir()
    return Farm(tmp_path / "farm", monkeypatch, capsys)


@pytest.fixture
def farm(empty_farm: Farm) -> Farm:
    """A command line over a repository with a farm.yaml of Acme, where git names Alice, an admin."""
    GitWorld.new(empty_farm.root).commit({"farm.yaml": FARM_YAML})
    return empty_farm
