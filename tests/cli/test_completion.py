"""Completion in the shells themselves: what a person sees who presses Tab."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
import tree_sitter_powershell
from command import Farm
from tree_sitter import Language, Parser

from farm_gitops.cli.completion import SHELLS

INCIDENT = "2026-11-23-checkout-is-down"
PATIENCE = 30  # seconds; a test that sees what it waits for ends at once


@pytest.fixture
def world(farm: Farm) -> Farm:
    farm.ok("open", "Checkout is down", "--severity", "P3", "--description", "x")
    return farm


def environment(home: Path) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(home), "TERM": "xterm", "LC_ALL": "C.UTF-8", "PS1": "$ ", "ZDOTDIR": str(home)}


def script(farm: Farm, shell: str) -> Path:
    return farm.write(f"complete.{shell}", farm.ok("completion", shell).out)


def need(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not here")
    return found


def in_shell(farm: Farm, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    own = {**environment(farm.root), **more}
    return subprocess.run(command, cwd=farm.root, env=own, capture_output=True, text=True, check=False)


class Terminal:
    """An interactive shell, as one types into it."""

    def __init__(self, master: int) -> None:
        self._master = master
        self._seen = ""

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def sees(self, wanted: str) -> bool:
        """Whether a text appears on the screen in good time."""
        end = monotonic() + PATIENCE
        while wanted not in self._seen and monotonic() < end:
            if select.select([self._master], [], [], 0.2)[0]:
                self._seen += os.read(self._master, 4096).decode("utf-8", "replace")
        return wanted in self._seen


@contextmanager
def terminal(farm: Farm, *command: str) -> Iterator[Terminal]:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        command, cwd=farm.root, env=environment(farm.root.parent), stdin=slave, stdout=slave, stderr=slave,
        start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    try:
        yield Terminal(master)
    finally:
        process.kill()
        process.wait()
        os.close(master)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("farm-gitops expl", "explain"),
        ("farm-gitops show 2026-11-23-ch", INCIDENT),
        ("farm-gitops audit --writ", "--write"),
    ],
)
def test_bash_completes(world: Farm, words: str, offered: str) -> None:
    typed = (
        f". ./{script(world, 'bash').name}; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); "
        "_farm_gitops_completion farm-gitops; printf '%s\\n' \"${COMPREPLY[@]}\"; complete -p farm-gitops"
    )
    command = [need("bash"), "--norc", "-c", typed]
    done = subprocess.run(
        command, cwd=world.root, env=environment(world.root), capture_output=True, text=True, check=False
    )
    first, last = done.stdout.splitlines()[0], done.stdout.splitlines()[-1]
    assert (first.startswith(offered), "_farm_gitops_completion" in last) == (True, True), done


def test_zsh_completes(world: Farm) -> None:
    shell = need("zsh")
    name = script(world, "zsh").name
    with terminal(world, shell, "-f", "-i") as seen:
        seen.type(f"autoload -U compinit && compinit -u -D; . ./{name}; print 'rea''dy'\n")
        assert seen.sees("ready")
        seen.type("farm-gitops expl\t")
        assert seen.sees("farm-gitops explain")
        seen.type("missing-comm; farm-gitops show 2026-11-23-ch\t")
        assert seen.sees(INCIDENT)


@pytest.mark.parametrize(
    ("words", "offered"), [("farm-gitops expl", "explain"), ("farm-gitops show 2026-11-23-ch", INCIDENT)]
)
def test_fish_completes(world: Farm, words: str, offered: str) -> None:
    typed = f"source {script(world, 'fish').name}; complete -C '{words}'"
    command = [need("fish"), "--no-config", "-c", typed]
    done = subprocess.run(
        command, cwd=world.root, env=environment(world.root), capture_output=True, text=True, check=False
    )
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == [offered], done


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("farm-gitops expl", ["explain"]),
        ("farm-gitops show 2026-11-23-ch", [INCIDENT]),
        ("farm-gitops show ", [f"acme/{INCIDENT}", INCIDENT]),
        ("farm-gitops schema i", ["incident"]),
        ("farm-gitops validate --base ", []),
        ("farm-gitops nothing ", None),
    ],
)
def test_powershell_is_answered_in_lines_of_a_value_and_its_meaning(
    world: Farm, typed: str, offered: list[str] | None
) -> None:
    done = in_shell(world, "farm-gitops", COMP_WORDS=typed, _FARM_GITOPS_COMPLETE="powershell_complete")
    lines = [line.split("\t") for line in done.stdout.splitlines() if line]
    assert done.stderr == ""
    assert offered is None or [line[0] for line in lines] == offered
    assert all(len(line) == 2 for line in lines)


def test_the_script_for_powershell_is_powershell(world: Farm) -> None:
    parser = Parser(Language(tree_sitter_powershell.language()))
    text = world.ok("completion", "powershell").out.encode()
    assert not parser.parse(text).root_node.has_error
    assert parser.parse(text.replace(b"finally {", b"finally")).root_node.has_error


@pytest.mark.parametrize("shell", SHELLS)
def test_every_script_asks_the_same_program(farm: Farm, shell: str) -> None:
    text = farm.ok("completion", shell).out
    assert f"_FARM_GITOPS_COMPLETE={shell}_complete" in text.replace(" = '", "=").replace("'", "")


def test_an_unknown_shell_is_told_the_known_ones(farm: Farm) -> None:
    answer = farm("completion", "tcsh")
    assert (answer.code, all(shell in answer.err for shell in SHELLS)) == (2, True)
