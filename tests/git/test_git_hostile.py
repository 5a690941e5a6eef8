"""A repository whose configuration names programs wherever git lets it: none of them runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from git_world import GitWorld
from hostile_repository import besiege

from farm_gitops.errors import FarmError
from farm_gitops.git.default import default_branch, stand_on
from farm_gitops.git.identity import identity, stated
from farm_gitops.git.log import commit
from farm_gitops.git.objects import Blobs, tree
from farm_gitops.git.revisions import (
    changed_files,
    commits_between,
    compared,
    is_on_first_parent_chain,
    landed_history,
    landed_in,
    require_whole,
)
from farm_gitops.git.runner import Repository
from farm_gitops.git.staging import unstage
from farm_gitops.git.state import head, is_partial, is_shallow, remote_url, resolve, staged, uncommitted
from farm_gitops.git.trees import GONE, Staged, tree_with
from farm_gitops.git.write import commit_paths, create_branch, initialize


class Hostile:
    """A small hostile repository with files of both kinds, a commit that claims to be signed, and changed files."""

    def __init__(self, folder: Path) -> None:
        self.world = GitWorld.new(folder / "hostile")
        self._fill()
        self.mark = besiege(self.world, folder, partial=True)
        self.world.write({"data.bin": "changed", "data.eq": "changed"})

    def _fill(self) -> None:
        self.world.commit({"data.bin": "1", "data.eq": "1", "in/a.bin": "1"})
        self.world.commit({".gitattributes": "*.bin filter=mark diff=mark merge=mark\n*.eq filter=a=b\n"})
        signed = self.world.git("cat-file", "commit", "HEAD").replace(
            "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1
        )
        oid = self.world.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=signed.encode())
        self.world.git("reset", "--quiet", "--hard", oid)


@pytest.fixture
def hostile(tmp_path: Path) -> Hostile:
    return Hostile(tmp_path)


def read_blobs(repository: Repository) -> None:
    with Blobs(repository) as blobs:
        for file in tree(repository, resolve(repository, "HEAD"), sizes=True):
            blobs.read(file.oid)


def read_a_missing_blob(repository: Repository) -> None:
    with Blobs(repository) as blobs, pytest.raises(FarmError):
        blobs.read("1" * 40)


def resolve_a_missing_commit(repository: Repository) -> None:
    with pytest.raises(FarmError):
        resolve(repository, "1" * 40)


def require_whole_is_refused(repository: Repository) -> None:
    with pytest.raises(FarmError, match="partial"):
        require_whole(repository)


def compare(repository: Repository) -> None:
    with compared(repository, "HEAD~1") as found:
        changed_files(found.repository, found.base, found.tree)


def stand_elsewhere_and_back(repository: Repository) -> None:
    """Have a file taken away, and written again as a checkout writes it."""
    here = resolve(repository, "HEAD")
    _, without = tree_with(repository, here, [Staged("in/a.bin", GONE, "")])
    there = repository.run("commit-tree", "-m", "x", without, environment=stated()).decode().strip()
    stand_on(repository, here, there)
    assert not (repository.top / "in/a.bin").exists()
    stand_on(repository, there, here)
    assert (repository.top / "in/a.bin").read_bytes() == b"1"


ACTS: dict[str, Callable[[Repository], object]] = {
    "head": head,
    "shallow": is_shallow,
    "partial": is_partial,
    "identity": identity,
    "uncommitted": lambda repository: uncommitted(repository, ()),
    "blobs": read_blobs,
    "missing blob": read_a_missing_blob,
    "missing commit": resolve_a_missing_commit,
    "commit": lambda repository: commit(repository, "HEAD"),
    "landed in": lambda repository: list(landed_in(repository, "HEAD", "incidents")),
    "whole": require_whole_is_refused,
    "compared": compare,
    "commits between": lambda repository: commits_between(repository, "HEAD~1", "HEAD"),
    "landed history": lambda repository: list(landed_history(repository, None, "HEAD")),
    "on the line": lambda repository: is_on_first_parent_chain(repository, "HEAD~1", "HEAD"),
    "commit_paths": lambda repository: commit_paths(repository, ["data.bin", "data.eq"], "change"),
    "create_branch": lambda repository: create_branch(repository, "x"),
    "unstage": lambda repository: unstage(repository, resolve(repository, "HEAD"), ["data.bin", "data.eq"]),
    "staged": staged,
    "stand_on": stand_elsewhere_and_back,
    "default_branch": lambda repository: default_branch(repository, ["main"]),
    "remote_url": remote_url,
    "initialize": lambda repository: initialize(repository.top),
}


@pytest.mark.parametrize("act", ACTS)
def test_no_program_of_the_repository_runs(hostile: Hostile, act: str) -> None:
    ACTS[act](hostile.world.repository())
    assert not hostile.mark.exists(), hostile.mark.read_text()


@pytest.mark.parametrize("act", ["status", "log", "diff", "add", "commit", "cat-file"])
def test_the_programs_bite_whoever_is_less_careful(hostile: Hostile, act: str) -> None:
    commands = {
        "log": ("log", "-1", "-p"),
        "add": ("-c", "core.fsmonitor=", "add", "data.bin"),
        "commit": ("-c", "core.fsmonitor=", "commit", "--allow-empty", "-m", "x"),
        "cat-file": ("cat-file", "-e", "1" * 40),
    }
    done = hostile.world.git_anyway(*commands.get(act, (act,)))
    assert hostile.mark.exists(), done


def test_uncommitted_files_are_still_told_without_the_filters(hostile: Hostile) -> None:
    assert uncommitted(hostile.world.repository(), ()) == {"data.bin", "data.eq"}


def test_a_commit_holds_the_bytes_on_disk_and_no_signature(hostile: Hostile) -> None:
    repository = hostile.world.repository()
    made = commit_paths(repository, ["data.bin"], "change")
    assert repository.run("cat-file", "blob", f"{made}:data.bin") == b"changed"
    assert b"gpgsig" not in repository.run("cat-file", "commit", made)
    assert uncommitted(repository, ()) == {"data.eq"}
