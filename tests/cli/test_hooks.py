"""Hooks: real pushes to a real bare repository, and real commits."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld, hermetic_environment
from ruamel.yaml import YAML

ALICE = "Alice Ng <alice@acme.example>"
BOB = "Bob Roth <bob@acme.example>"
EVE = "Eve <eve@evil.example>"
LIVE = "incidents/acme/2026-11-22-slow"
FACTS = f"{LIVE}/incident.yaml"
ENTRY = f"{LIVE}/timeline/20261122T100500Z-bob.md"
NEW = f"{LIVE}/timeline/20261122T120000Z-bob.md"
OPEN = """\
title: Slow
severity: P3
status: investigating
description: x
affected_components: [checkout]
created_at: 2026-11-22T10:00:00Z
reported_by: bob
"""
BASE = {
    "farm.yaml": FARM_YAML,
    FACTS: OPEN,
    ENTRY: "---\nauthor: bob\nstatus: investigating\n---\nWe look.\n",
}


class Server:
    """A bare repository with our hook, and Bob's clone of it."""

    def __init__(self, folder: Path, farm: Farm) -> None:
        self.farm = farm
        self.bare = GitWorld.bare(folder / "incidents.git")
        farm.root = self.bare.top
        farm.ok("hooks", "install", "--pre-receive")
        self.bob = self.bare.clone(folder / "bob")
        self.bob.git("config", "user.name", "Bob Roth")
        self.bob.git("config", "user.email", "bob@acme.example")

    def push(self, *refs: str) -> tuple[bool, str]:
        """Whether a push was let in, and what the pusher was told."""
        done = self.bob.git_anyway("push", "--quiet", "origin", *(refs or ("main",)), author=BOB)
        return done.returncode == 0, done.stderr.decode()

    def tip(self, branch: str = "main") -> str:
        """What a branch is at on the server; empty where there is none."""
        return self.bare.git_anyway("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}").stdout.decode().strip()


@pytest.fixture
def server(farm: Farm, tmp_path: Path) -> Server:
    """A server to which Bob's clone has pushed what founds the farm."""
    made = Server(tmp_path, farm)
    made.bob.git("switch", "-qc", "main")
    made.bob.commit({"farm.yaml": FARM_YAML}, author=ALICE)
    made.bob.commit({path: text for path, text in BASE.items() if path != "farm.yaml"}, author=BOB)
    assert made.push() == (True, "")
    return made


Change = Callable[[GitWorld], object]


def writes(path: str, text: str | None, author: str = BOB) -> Change:
    return lambda world: world.commit({path: text}, author=author)


def mends_its_own_mistake(world: GitWorld) -> None:
    world.commit({ENTRY: "gone"}, author=BOB)
    world.commit({ENTRY: BASE[ENTRY]}, author=BOB)


def appoints_itself(world: GitWorld) -> None:
    world.commit({"farm.yaml": FARM_YAML.replace("maintainers: [alice]", "maintainers: [bob]")}, author=BOB)


def drops_an_entry_in_a_merge(world: GitWorld) -> None:
    world.git("switch", "-qc", "side")
    world.commit({NEW: "---\nauthor: bob\n---\nOn.\n"}, author=BOB)
    world.git("switch", "-q", "main")
    world.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    world.git("rm", "-qf", ENTRY)
    world.git("commit", "-qm", "Merge", author=BOB)


def swallows_what_a_merge_brings(world: GitWorld) -> None:
    """The entry lands on a side branch, and the merge keeps the first parent's side alone."""
    world.git("switch", "-qc", "side")
    world.commit({NEW: "---\nauthor: bob\n---\nOn.\n"}, author=BOB)
    world.git("switch", "-q", "main")
    world.commit({f"{LIVE}/timeline/20261122T130000Z-bob.md": "---\nauthor: bob\n---\nOn.\n"}, author=BOB)
    world.git("merge", "-q", "-s", "ours", "-m", "Merge", "side", author=BOB)


REFUSED: dict[str, tuple[Change, str]] = {
    "an entry is rewritten": (writes(ENTRY, "gone"), "timeline-rewritten"),
    "an entry is removed": (writes(ENTRY, None), "timeline-rewritten"),
    "the status goes back": (writes(FACTS, OPEN.replace("investigating", "open")), "illegal-transition"),
    "a later commit takes back what an earlier one did": (mends_its_own_mistake, "timeline-rewritten"),
    "a member takes over": (appoints_itself, "unauthorized-policy-change"),
    "a stranger posts": (writes(NEW, "---\nauthor: bob\n---\nHi.\n", EVE), "forged-author"),
    "a merge drops an entry": (drops_an_entry_in_a_merge, "timeline-rewritten"),
    "a merge swallows what it brings": (swallows_what_a_merge_brings, "timeline-rewritten"),
    "a file breaks": (writes(FACTS, "title: [\n"), "invalid-yaml"),
    "the incident is deleted": (writes(FACTS, None), "incident-deleted"),
    "the configuration is deleted": (writes("farm.yaml", None), "unauthorized-policy-change"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_push_that_breaks_a_rule_is_refused_and_nothing_moves(server: Server, name: str) -> None:
    change, rule = REFUSED[name]
    before = server.tip()
    change(server.bob)
    let_in, told = server.push()
    assert not let_in
    assert rule in told
    assert server.tip() == before


def test_the_pusher_is_told_what_and_who_and_what_to_type(server: Server) -> None:
    oid = server.bob.commit({ENTRY: "gone"}, author=BOB, message="Tidy up")
    _, told = server.push()
    assert ENTRY in told
    assert f"{oid[:10]} by bob" in told
    assert "Tidy up" in told
    assert "cure: " in told
    assert "the push is refused; nothing was changed" in told


def test_a_good_push_is_let_in_without_a_word(server: Server) -> None:
    tip = server.bob.commit({NEW: "---\nauthor: bob\n---\nStill slow.\n"}, author=BOB)
    assert server.push() == (True, "")
    assert server.tip() == tip
    server.bob.git("switch", "-qc", "side")
    server.bob.commit({FACTS: OPEN.replace("investigating", "resolved")}, author=BOB)
    server.bob.git("switch", "-q", "main")
    server.bob.merge("side", author=ALICE)
    assert server.push() == (True, "")


def test_what_is_published_is_never_rewritten(server: Server) -> None:
    before = server.tip()
    server.bob.git("commit", "-q", "--amend", "-m", "Otherwise", author=BOB)
    let_in, told = server.push("+main")
    assert (let_in, "git pull --rebase" in told, server.tip()) == (False, True, before)
    server.bob.git("reset", "-q", "--hard", "HEAD~1")
    assert (server.push("+main")[0], server.tip()) == (False, before)


def test_what_is_published_is_never_merged_into_another_line(server: Server) -> None:
    """A foxtrot: a fast-forward to git, and yet the first parents now tell another history."""
    before = server.tip()
    server.bob.git("switch", "-qc", "own", "HEAD~1")
    server.bob.commit({"incidents/acme/2026-11-23-new/incident.yaml": OPEN.replace("22T", "23T")}, author=BOB)
    server.bob.merge("main", author=BOB)
    let_in, told = server.push("own:main")
    assert (let_in, "merged into another line" in told, server.tip()) == (False, True, before)


def test_what_is_published_is_never_deleted(server: Server) -> None:
    server.bare.git("config", "receive.denyDeleteCurrent", "ignore")
    let_in, told = server.push(":main")
    assert (let_in, "not deleted" in told) == (False, True)
    assert server.tip()


def test_another_branch_is_let_in_and_goes_again_unseen(server: Server) -> None:
    server.bob.git("switch", "-qc", "draft")
    server.bob.commit({ENTRY: "gone"}, author=BOB)
    assert server.push("draft") == (True, "")
    server.bob.git("commit", "-q", "--amend", "-m", "Otherwise", author=BOB)
    assert server.push("+draft") == (True, "")
    assert server.push(":draft") == (True, "")
    assert server.tip("draft") == ""


def names_a_branch_that_is_not_there(bare: GitWorld) -> None:
    bare.git("symbolic-ref", "HEAD", "refs/heads/master")


def detaches_head(bare: GitWorld) -> None:
    bare.git("update-ref", "--no-deref", "HEAD", bare.git("rev-parse", "main"))


@pytest.mark.parametrize("setting", [names_a_branch_that_is_not_there, detaches_head])
def test_where_head_names_no_branch_nothing_is_let_in_until_it_does(
    server: Server, setting: Callable[[GitWorld], None]
) -> None:
    setting(server.bare)
    before = server.tip()
    server.bob.commit({ENTRY: "gone"}, author=BOB)
    cure = "git symbolic-ref HEAD refs/heads/main"
    for refs in (["main"], ["main:draft"], ["main:master"], ["main", "main~1:refs/heads/master"]):
        let_in, told = server.push(*refs)
        assert (let_in, cure in told, server.tip()) == (False, True, before)
    assert cure in server.farm.ok("hooks", "status").out
    assert cure in server.farm.ok("hooks", "install", "--pre-receive").out
    server.bare.git(*cure.split()[1:])
    assert "timeline-rewritten" in server.push()[1]
    assert "guards main" in server.farm.ok("hooks", "status").out


def test_the_branch_that_head_names_is_the_first_to_be_pushed(farm: Farm, tmp_path: Path) -> None:
    new = Server(tmp_path, farm)
    new.bob.git("switch", "-qc", "main")
    new.bob.commit(BASE, author=BOB)
    assert "guards main, which is not here yet" in farm.ok("hooks", "status").out
    let_in, told = new.push("main:trunk")
    assert (let_in, "git symbolic-ref HEAD refs/heads/trunk" in told) == (False, True)
    assert new.push("main", "main:draft") == (True, "")


def test_another_name_of_the_published_branch_is_guarded_as_well(server: Server) -> None:
    for name, of in (("alias", "main"), ("far", "alias")):
        server.bare.git("symbolic-ref", f"refs/heads/{name}", f"refs/heads/{of}")
    server.bare.git("symbolic-ref", "refs/tags/latest", "refs/heads/main")
    before = server.tip()
    server.bob.commit({ENTRY: "gone"}, author=BOB)
    for ref in ("main:alias", "main:far", "main:refs/tags/latest", "+main~2:alias", ":alias"):
        assert not server.push(ref)[0]
        assert server.tip() == before
    server.bare.git("symbolic-ref", "HEAD", "refs/heads/far")
    assert "guards main" in server.farm.ok("hooks", "status").out
    assert not server.push("main")[0]


def test_one_bad_branch_keeps_out_all_that_is_pushed_with_it(server: Server) -> None:
    server.bob.git("branch", "draft")
    server.bob.commit({ENTRY: "gone"}, author=BOB)
    assert not server.push("main", "draft")[0]
    assert server.tip("draft") == ""


def test_nothing_may_stand_in_for_what_was_judged(server: Server) -> None:
    server.bob.commit({ENTRY: "gone"}, author=BOB)
    server.bob.git("replace", "HEAD~1", "HEAD")
    let_in, told = server.push("refs/replace/*:refs/replace/*")
    assert (let_in, "stand in for another" in told) == (False, True)


def test_the_first_push_is_judged_from_the_founding_on(farm: Farm, tmp_path: Path) -> None:
    server = Server(tmp_path, farm)
    server.bob.git("switch", "-qc", "main")
    server.bob.commit({"README.md": "Before there was a farm.\n"}, author=EVE)
    server.bob.commit({"farm.yaml": FARM_YAML}, author=ALICE)
    server.bob.commit({FACTS: OPEN, ENTRY: BASE[ENTRY]}, author=BOB)
    server.bob.commit({ENTRY: "gone"}, author=BOB)
    let_in, told = server.push()
    assert (let_in, "timeline-rewritten" in told, server.tip()) == (False, True, "")
    server.bob.git("reset", "-q", "--hard", "HEAD~1")
    assert server.push() == (True, "")


def test_a_repository_that_holds_no_farm_is_let_in(farm: Farm, tmp_path: Path) -> None:
    server = Server(tmp_path, farm)
    server.bob.git("switch", "-qc", "main")
    server.bob.commit({"README.md": "Something else.\n"}, author=EVE)
    assert server.push() == (True, "")


def test_without_the_program_nothing_gets_through(server: Server) -> None:
    hook = server.bare.top / "hooks/pre-receive"
    hook.write_text(hook.read_text().replace(sys.executable, "/nowhere/python"))
    server.bob.commit({NEW: "---\nauthor: bob\n---\nStill slow.\n"}, author=BOB)
    before = server.tip()
    done = subprocess.run(
        ["git", "push", "--quiet", "origin", "main"],
        cwd=server.bob.top,
        env=hermetic_environment(BOB) | {"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "cannot be judged and is refused" in done.stderr
    assert "farm-gitops hooks install --pre-receive" in done.stderr
    assert server.tip() == before


@pytest.fixture
def clone(farm: Farm) -> GitWorld:
    """Alice's clone with our pre-commit hook and a farm that landed, of which nobody knows a published branch."""
    world = GitWorld(farm.root)
    world.commit(BASE, author=BOB)
    farm.ok("hooks", "install")
    return world


LATER = "2026-11-23T10:05:00Z"  # another second than that of what a test has committed: git's sign of a new commit


def commits(world: GitWorld, *args: str, author: str = BOB, at: str = LATER) -> tuple[bool, str]:
    done = world.git_anyway("commit", "-qm", "Change", *args, author=author, at=at)
    return done.returncode == 0, (done.stdout + done.stderr).decode()


def test_a_commit_is_judged_by_what_is_staged_and_not_by_what_lies_on_disk(clone: GitWorld) -> None:
    clone.write({ENTRY: "gone"})
    clone.git("add", ENTRY)
    clone.write({ENTRY: BASE[ENTRY]})
    let_in, told = commits(clone)
    assert (let_in, "timeline-rewritten" in told, "the commit is refused" in told) == (False, True, True)
    clone.git("add", ENTRY)
    clone.write({ENTRY: "gone", NEW: "---\nauthor: bob\n---\nOn.\n"})
    clone.git("add", NEW)
    assert commits(clone) == (True, "")


def test_a_commit_of_some_files_is_judged_by_those(clone: GitWorld) -> None:
    clone.write({ENTRY: "gone", FACTS: OPEN.replace("investigating", "identified")})
    assert not commits(clone, ENTRY)[0]
    assert commits(clone, FACTS) == (True, "")
    assert not commits(clone, "--all")[0]


def test_a_commit_is_judged_as_its_author_s(clone: GitWorld) -> None:
    clone.write({"farm.yaml": FARM_YAML + "landing: merge\n"})
    let_in, told = commits(clone, "--all")
    assert (let_in, "unauthorized-policy-change" in told) == (False, True)
    assert commits(clone, "--all", "--author", ALICE) == (True, "")


def test_the_first_commit_is_judged_by_its_own_policy(empty_farm: Farm) -> None:
    world = GitWorld.new(empty_farm.root)
    empty_farm.ok("hooks", "install")
    world.write({"farm.yaml": FARM_YAML, FACTS: OPEN.replace("P3", "P9")})
    world.git("add", "--all")
    let_in, told = commits(world)
    assert (let_in, "invalid-value" in told) == (False, True)
    world.write({FACTS: OPEN})
    world.git("add", "--all")
    assert commits(world) == (True, "")


def test_before_there_is_a_farm_nothing_is_refused(empty_farm: Farm) -> None:
    world = GitWorld.new(empty_farm.root)
    empty_farm.ok("hooks", "install")
    world.write({"README.md": "x"})
    world.git("add", "--all")
    assert commits(world) == (True, "")


def branch_of_a_clone(farm: Farm, tmp_path: Path) -> GitWorld:
    """A branch of a clone, so that what is published is known."""
    world = GitWorld(farm.root).clone(tmp_path / "clone")
    farm.root = world.top
    farm.ok("hooks", "install")
    world.git("switch", "-qc", "change")
    return world


def test_on_a_branch_one_s_own_mistake_may_be_mended(farm: Farm, clone: GitWorld, tmp_path: Path) -> None:
    world = branch_of_a_clone(farm, tmp_path)
    world.write({NEW: "---\nauthor: bob\n---\nTypo.\n"})
    world.git("add", "--all")
    assert commits(world) == (True, "")
    world.write({NEW: "---\nauthor: bob\n---\nNo typo.\n"})
    assert commits(world, "--all") == (True, "")
    world.write({ENTRY: "gone"})
    assert not commits(world, "--all")[0]


def test_where_every_commit_lands_no_later_one_mends_it(farm: Farm, clone: GitWorld, tmp_path: Path) -> None:
    clone.commit({"farm.yaml": FARM_YAML + "landing: rebase\n"}, author=ALICE)
    world = branch_of_a_clone(farm, tmp_path)
    world.commit({NEW: "---\nauthor: bob\n---\nTypo.\n"}, author=BOB)
    world.write({NEW: "---\nauthor: bob\n---\nNo typo.\n"})
    assert not commits(world, "--all")[0]


def test_a_merge_that_is_concluded_is_the_work_of_those_who_wrote_it(farm: Farm, clone: GitWorld) -> None:
    clone.git("switch", "-qc", "change")
    clone.commit({NEW: "---\nauthor: bob\n---\nOn.\n"}, author=BOB)
    clone.git("switch", "-q", "main")
    clone.commit({"farm.yaml": FARM_YAML + "landing: merge\n"}, author=ALICE)
    clone.git("switch", "-q", "change")
    clone.git("merge", "--quiet", "--no-commit", "main")
    assert commits(clone, author=BOB) == (True, "")


@pytest.fixture
def unpublished(clone: GitWorld) -> GitWorld:
    """The clone with a new entry of Bob's as its newest commit, and another text of it staged."""
    clone.git("config", "user.name", "Bob Roth")
    clone.git("config", "user.email", "bob@acme.example")
    clone.commit({NEW: "---\nauthor: bob\n---\nTypo.\n"}, author=BOB, at="2026-11-22T12:00:00Z")
    clone.write({NEW: "---\nauthor: bob\n---\nNo typo.\n"})
    clone.git("add", NEW)
    return clone


def amends(world: GitWorld, *args: str) -> bool:
    """Whether `git commit --amend` is let through, with the clock and the people of the configuration."""
    told = {name: word for name, word in hermetic_environment().items() if not name.startswith("GIT_AUTHOR_")}
    words = ["git", "commit", "-q", "--amend", "--no-edit", *args]
    return subprocess.run(words, cwd=world.top, env=told, capture_output=True, check=False).returncode == 0


def test_a_commit_that_nobody_else_has_may_be_amended(unpublished: GitWorld) -> None:
    assert not commits(unpublished)[0]
    assert amends(unpublished)
    assert unpublished.git("show", f"HEAD:{NEW}").endswith("No typo.")


def test_an_amended_commit_is_judged_against_what_lies_below_it(unpublished: GitWorld) -> None:
    unpublished.write({ENTRY: "gone"})
    assert not amends(unpublished, "--all")


def test_the_founding_commit_may_be_amended(farm: Farm, clone: GitWorld) -> None:
    clone.git("update-ref", "-d", "HEAD")
    clone.commit(BASE, author=ALICE, at="2026-11-22T12:00:00Z")
    clone.write({ENTRY: "---\nauthor: bob\n---\nMeant otherwise.\n"})
    assert amends(clone, "--all")


def test_a_commit_that_a_remote_has_is_not_amended(unpublished: GitWorld) -> None:
    unpublished.git("update-ref", "refs/remotes/upstream/main", "HEAD")
    assert not amends(unpublished)


def test_an_amendment_that_git_does_not_tell_of_is_judged_as_a_new_commit(unpublished: GitWorld) -> None:
    assert not amends(unpublished, "--reset-author")


def test_two_commits_within_one_second_are_no_amendment(farm: Farm, unpublished: GitWorld) -> None:
    told = {"NAME": "Bob Roth", "EMAIL": "bob@acme.example", "DATE": "@1795348800 +0000"}
    for key, word in told.items():
        farm.patch.setenv(f"GIT_AUTHOR_{key}", word)
    farm.now = "2026-11-22T12:00:01Z"
    assert farm("hooks", "pre-commit").code == 1
    farm.now = "2026-11-22T12:00:05Z"
    assert farm("hooks", "pre-commit").code == 0


def test_installing_again_changes_nothing(farm: Farm, clone: GitWorld) -> None:
    hook = clone.top / ".git/hooks/pre-commit"
    before = hook.read_bytes()
    assert "was installed already" in farm.ok("hooks", "install").out
    assert hook.read_bytes() == before
    assert "pre-commit: installed" in farm.ok("hooks", "status").out
    hook.write_bytes(before.replace(sys.executable.encode(), b"/old/python"))
    assert "from another installation" in farm.ok("hooks", "status").out
    farm.ok("hooks", "install")
    assert hook.read_bytes() == before
    hook.chmod(0o644)
    farm.ok("hooks", "install")
    assert os.access(hook, os.X_OK)


def test_another_s_hook_stays_unless_it_is_meant_to_go(farm: Farm) -> None:
    hook = farm.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n")
    answer = farm("hooks", "install")
    assert (answer.code, "--force" in answer.err, "hooks pre-commit" in answer.err) == (1, True, True)
    assert "another's" in farm.ok("hooks", "status").out
    assert "no hook of farm-gitops" in farm.ok("hooks", "uninstall").out
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"
    assert "pre-commit.replaced" in farm.ok("hooks", "install", "--force").out
    assert farm.read(".git/hooks/pre-commit.replaced") == "#!/bin/sh\nexit 0\n"
    farm.ok("hooks", "uninstall")
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"


def test_what_was_kept_is_not_overwritten(farm: Farm) -> None:
    farm.write(".git/hooks/pre-commit.replaced", "an old one\n")
    farm.write(".git/hooks/pre-commit", "another\n")
    assert farm("hooks", "install", "--force").code == 1
    assert farm.read(".git/hooks/pre-commit.replaced") == "an old one\n"


@pytest.mark.parametrize("command", ["install", "status", "uninstall"])
def test_the_help_of_each_command_shows_how_it_is_typed(farm: Farm, command: str) -> None:
    _, _, examples = farm.ok("hooks", command, "--help").out.partition("Examples:")
    assert f"farm-gitops hooks {command}" in examples


def test_uninstalled_is_gone(farm: Farm, clone: GitWorld) -> None:
    assert "removed" in farm.ok("hooks", "uninstall").out
    assert "pre-commit: not installed" in farm.ok("hooks", "status").out
    clone.write({ENTRY: "gone"})
    assert commits(clone, "--all")[0]


def test_hooks_lie_where_the_repository_says(farm: Farm) -> None:
    GitWorld(farm.root).git("config", "core.hooksPath", ".hooks")
    answer = farm.ok("hooks", "install")
    assert "core.hooksPath" in answer.out
    assert (farm.root / ".hooks/pre-commit").is_file()


def test_the_hooks_of_all_repositories_are_left_alone(farm: Farm, tmp_path: Path) -> None:
    settings = tmp_path / "gitconfig"
    settings.write_text(f"[core]\n\thooksPath = {tmp_path / 'everybody'}\n")
    farm.patch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    answer = farm("hooks", "install")
    assert (answer.code, "git config --local core.hooksPath" in answer.err) == (1, True)
    assert not (tmp_path / "everybody").exists()


def test_hooks_that_lead_nowhere_are_an_error(farm: Farm) -> None:
    GitWorld(farm.root).git("config", "core.hooksPath", os.devnull)
    assert farm("hooks", "install").code == 3


def test_nobody_commits_in_a_bare_repository(farm: Farm, tmp_path: Path) -> None:
    farm.root = GitWorld.bare(tmp_path / "bare.git").top
    answer = farm("hooks", "install")
    assert (answer.code, "--pre-receive" in answer.err) == (2, True)


def test_a_line_that_git_would_not_write_is_no_push(server: Server) -> None:
    done = subprocess.run(
        [server.bare.top / "hooks/pre-receive"],
        cwd=server.bare.top,
        input="hello\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "old new ref" in done.stderr) == (3, True)


def test_no_module_of_the_work_tree_is_run_by_the_hook(farm: Farm, clone: GitWorld) -> None:
    mark = farm.root / "mark"
    code = f"open({str(mark)!r}, 'w')\n"
    clone.write({"farm_gitops/__init__.py": code, "click.py": code, NEW: "---\nauthor: bob\n---\nOn.\n"})
    clone.git("add", NEW)
    assert commits(clone) == (True, "")
    assert not mark.exists()


MANIFEST = Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml"


def test_the_pre_commit_framework_understands_what_is_offered_to_it() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("hook", YAML(typ="safe", pure=True).load(MANIFEST), ids=lambda hook: str(hook["id"]))
def test_each_hook_of_the_manifest_passes_where_all_is_well(farm: Farm, clone: GitWorld, hook: dict[str, str]) -> None:
    program, *arguments = hook["entry"].split()
    assert program == "farm-gitops"
    farm.ok(*arguments)


@pytest.mark.parametrize("path", BASE)
def test_the_files_are_judged_when_a_record_or_the_configuration_changes(path: str) -> None:
    (files,) = (hook["files"] for hook in YAML(typ="safe", pure=True).load(MANIFEST) if "files" in hook)
    assert re.search(files, path)
    assert not re.search(files, f"docs/{path}")
