"""However a build ends, every file is as it was or as it will be, and the next build completes the site."""

from __future__ import annotations

import errno
import os
import select
import signal
import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final

import pytest
from git_world import GitWorld
from site_world import acme

from farm_gitops.actions.build import SiteOf, build_site
from farm_gitops.errors import FarmError
from farm_gitops.publish import folder as output_folder
from farm_gitops.publish import making
from farm_gitops.publish.manifest import JOURNAL
from farm_gitops.store.project import find_project

Tell = Callable[[str, int, int], None]

WAYS: Final = pytest.mark.parametrize("several", [False, True], ids=["one process", "several"])


class Site:
    """A repository with two commits of which every page differs, and the folder that sites of them are built into."""

    def __init__(self, folder: Path) -> None:
        self.root: Final = acme(folder / "farm")
        self.output: Final = folder / "site"
        world = GitWorld.new(self.root)
        commits = []
        for before, title in pairwise(("Acme incidents", "One", "Two")):
            configuration = self.root / "farm.yaml"
            configuration.write_text(configuration.read_text().replace(f"title: {before}", f"title: {title}"))
            world.git("add", "--all")
            world.git("commit", "--quiet", "-m", title, at="2026-11-24T12:00:00Z")
            commits.append(find_project(self.root).resolve("HEAD"))
        self.commits: Final = tuple(commits)
        self.clean: Final = {commit: self._built_anew(folder / commit, commit) for commit in commits}

    def build(self, commit: str, tell: Tell = lambda *_: None) -> None:
        """Of one of its commits, into the one folder."""
        build_site(find_project(self.root), SiteOf(self.output, commit), tell)

    def found(self) -> Mapping[str, bytes]:
        """Every file of the folder, hidden ones included."""
        return files(self.output)

    def _built_anew(self, output: Path, commit: str) -> Mapping[str, bytes]:
        build_site(find_project(self.root), SiteOf(output, commit, remembers=False), lambda *_: None)
        return files(output)


def files(folder: Path) -> dict[str, bytes]:
    """Contents by path."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Two states of Acme."""
    return Site(tmp_path)


@pytest.fixture
def share(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Have several processes make even the few pages of a test, or one."""

    def choose(several: bool) -> None:
        monkeypatch.setattr(making, "copies", lambda _things, _many: 3 if several else 1)
        monkeypatch.setattr(making, "_PORTION", 5)

    return choose


def killed(site: Site, commit: str, wait: float) -> bool:
    """Whether a build of a commit was still running when it was killed, so long after it began with the output."""
    listening, speaking = os.pipe()
    process = os.fork()
    if process == 0:
        site.build(commit, lambda what, _done, _total: _say(speaking) if what == "looking" else None)
        os._exit(0)
    os.close(speaking)
    assert os.read(listening, 1) == b"!"
    ended, _, _ = select.select([listening], [], [], wait)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    # The other end is open in every process that still works for it, and this waits for the last of them.
    assert os.read(listening, 1) == b""
    os.close(listening)
    return not ended


def _say(speaking: int) -> None:
    os.write(speaking, b"!")


def kill(site: Site, kills: int, seed: int) -> int:
    """Kill builds at moments that differ; how many files a kill left in the middle of a change, over all of them."""
    chance, done, changing = Random(seed), 0, 0
    began = time.perf_counter()
    site.build(site.commits[0])
    longest = time.perf_counter() - began
    for number in range(kills * 20):
        commit = site.commits[number % 2]
        done += killed(site, commit, chance.uniform(0, longest))
        found = site.found()
        require_whole(site, found)
        changing += sum(path.endswith(".farm-tmp") for path in found) + (JOURNAL in found)
        if chance.random() < 0.5:  # else the next one begins with what this one left
            site.build(commit)
            assert site.found() == site.clean[commit]
        if done == kills:
            break
    assert done == kills
    site.build(site.commits[0])
    assert site.found() == site.clean[site.commits[0]]
    return changing


def require_whole(site: Site, found: Mapping[str, bytes]) -> None:
    """Every file is that of one of the two sites; all are of the same where nothing says that a build is unfinished."""
    states = site.clean.values()
    whole = {path: data for path, data in found.items() if path != JOURNAL and not path.endswith((".farm-tmp", ".tmp"))}
    torn = [path for path, data in whole.items() if all(data != state.get(path) for state in states)]
    assert torn == []
    assert JOURNAL in found or whole in states


@WAYS
def test_six_kills_of_a_build_truncate_no_file_and_the_next_build_completes_it(
    site: Site, share: Callable[[bool], None], several: bool
) -> None:
    share(several)
    kill(site, 6, seed=1)


@pytest.mark.soak
@WAYS
def test_three_hundred_kills_of_a_build_truncate_no_file_and_the_next_build_completes_it(
    site: Site, share: Callable[[bool], None], several: bool
) -> None:
    share(several)
    assert kill(site, 300, seed=2) > 0


@WAYS
@pytest.mark.parametrize("room", [0, 5_000, 60_000, 200_000])
def test_a_full_disk_ends_a_build_with_every_file_whole_and_with_room_the_next_one_completes_it(
    site: Site, share: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch, room: int, several: bool
) -> None:
    share(several)
    site.build(site.commits[0])
    write, left = output_folder._write_all, [room]

    def write_what_fits(opened: int, data: bytes) -> None:
        write(opened, data[: left[0]])
        left[0] -= len(data)
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(output_folder, "_write_all", write_what_fits)
        with pytest.raises(FarmError, match="No space left") as caught:
            site.build(site.commits[1])
    assert "make room" in caught.value.cure
    found = site.found()
    assert JOURNAL in found
    require_whole(site, found)
    site.build(site.commits[1])
    assert site.found() == site.clean[site.commits[1]]
