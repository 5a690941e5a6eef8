"""The generated pages are what the code says now, and the manual page is one that every `man` shows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from reference.manual import escaped
from reference.pages import PAGES, ROOT
from reference.spoken import commands

from farm_gitops.cli.main import COMMANDS
from farm_gitops.model.events import EventType

MANUAL = ROOT / "man" / "farm-gitops.1"


@pytest.mark.parametrize("path", PAGES)
def test_a_generated_page_is_what_the_code_says(path: str) -> None:
    assert (ROOT / path).read_text("utf-8") == PAGES[path](), "run: python3 dev.py docs"


def test_every_command_has_its_section() -> None:
    headings = re.findall(r"^##+ `(.+)`$", (ROOT / "docs/commands.md").read_text("utf-8"), re.MULTILINE)
    assert headings == [command.name for command in commands()]
    assert [name for name in headings if " " not in name] == [*COMMANDS]


def test_every_type_of_event_has_its_section() -> None:
    headings = re.findall(r"^## `(.+)`$", (ROOT / "docs/events.md").read_text("utf-8"), re.MULTILINE)
    assert headings == [type_.value for type_ in EventType]


@pytest.mark.parametrize(
    "linter",
    [("mandoc", "-T", "lint", "-W", "warning"), ("groff", "-man", "-ww", "-z", "-T", "utf8", "-K", "utf8")],
    ids=lambda linter: linter[0],
)
def test_the_manual_page_has_no_warning(linter: tuple[str, ...]) -> None:
    if shutil.which(linter[0]) is None:
        pytest.skip(f"{linter[0]} is not here")
    done = subprocess.run([*linter, MANUAL], capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == ""


def test_a_wrong_manual_page_would_be_found(tmp_path: Path) -> None:
    if shutil.which("mandoc") is None:
        pytest.skip("mandoc is not here")
    wrong = tmp_path / "wrong.1"
    wrong.write_text(MANUAL.read_text("utf-8").replace(".SH NAME", ".XY NAME"))
    assert subprocess.run(["mandoc", "-T", "lint", wrong], capture_output=True, check=False).returncode != 0


def test_man_shows_every_command(tmp_path: Path) -> None:
    if shutil.which("man") is None:
        pytest.skip("man is not here")
    environment = {"PATH": "/usr/bin:/bin", "MANWIDTH": "200", "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)}
    shown = subprocess.run(["man", "-l", MANUAL], env=environment, capture_output=True, text=True, check=False)
    assert [command.usage for command in commands() if command.usage not in " ".join(shown.stdout.split())] == []


@pytest.mark.parametrize("text", [".SH no", "'no", "a\\b", "--flag"])
def test_no_word_is_a_request(text: str) -> None:
    made = escaped(text)
    assert made[0] not in ".'"
    assert "\\b" not in made
