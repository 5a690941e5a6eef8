"""Every block of the documentation: it runs, is what was printed, is read without a complaint, or says why not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from calls import calls, refusal
from reader import Reader, is_said
from reference.spoken import commands, program
from snippets import PAGES, ROOT, Snippet, snippets

HELD_BY: Final[Mapping[str, str]] = {
    "docs/rules.md": "tests/rules/test_rule_examples.py",
    "docs/files.md": "tests/test_docs_files.py",
}
"""Pages whose blocks have tests of their own."""

NOT_RUN: Final[Mapping[str, int]] = {
    "README.md": 1,
    "docs/alertmanager.md": 1,
    "docs/import.md": 1,
    "docs/notify.md": 2,
    "docs/preview.md": 1,
    "docs/timeline.md": 1,
    "docs/trust.md": 1,
    "docs/tutorial.md": 1,
}
"""How many blocks of a page cannot run here. Whoever adds one says so here too."""

_PICTURE: Final = re.compile(r"[\w./-]*images/[\w-]+\.\w+")

ALL: Final = [snippet for page in PAGES for snippet in snippets(page)]
OURS: Final = [snippet for snippet in ALL if snippet.page not in HELD_BY]
TYPED: Final = ("run", "output", "file")


def of(kind: str, language: str = "") -> list[Snippet]:
    return [snippet for snippet in OURS if snippet.kind == kind and language in {"", snippet.language}]


def by_place(snippet: Snippet) -> str:
    return snippet.place


def test_every_block_says_what_it_is() -> None:
    known = {"run", "output", "file", "shape", "not-run", "held", "illustration", "help"}
    assert [snippet.place for snippet in OURS if snippet.kind not in known] == []


def test_pages_whose_blocks_are_held_elsewhere_are_held_there() -> None:
    assert [test for test in HELD_BY.values() if not (ROOT / test).is_file()] == []


def test_what_a_page_runs_by_itself_is_what_the_readme_has_to_break() -> None:
    assert [(snippet.page, snippet.text.splitlines()[0]) for snippet in of("held")] == [("README.md", "cd .demo")]


def test_what_cannot_run_is_counted() -> None:
    assert Counter(snippet.page for snippet in of("not-run")) == NOT_RUN


@pytest.mark.parametrize("path", sorted({snippet.page for snippet in of("run", "sh")}))
def test_a_reader_who_types_what_the_page_says_sees_what_it_says(path: str, tmp_path: Path) -> None:
    reader, printed = Reader(tmp_path), ""
    for snippet in (each for each in OURS if each.page == path and each.kind in TYPED):
        if snippet.kind == "file":
            file = reader.folder / snippet.words[0]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(snippet.text, "utf-8")
        elif snippet.kind == "output":
            assert is_said(snippet.text, printed), f"{snippet.place}: this was printed:\n{printed}"
        elif snippet.language == "sh":
            code, printed = reader.types(snippet.text)
            assert code == snippet.exit_code, f"{snippet.place}: exit code {code}:\n{printed}"


@pytest.mark.parametrize("snippet", [*of("run", "sh"), *of("not-run", "sh")], ids=by_place)
def test_the_command_line_understands_every_call(snippet: Snippet) -> None:
    assert [(call, why) for call in calls(snippet.text) if (why := refusal(call))] == []
    done = subprocess.run(["bash", "-n", "-c", snippet.text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_picture_is_there_and_light() -> None:
    named = [ROOT / page for page in PAGES]
    pictures = {page.parent / name for page in named for name in _PICTURE.findall(page.read_text("utf-8"))}
    assert len(pictures) >= 4
    assert [picture for picture in pictures if not 0 < picture.stat().st_size <= 80_000] == []


@pytest.mark.parametrize("snippet", of("run", "python"), ids=by_place)
def test_python_runs(snippet: Snippet) -> None:
    command = [sys.executable, "-W", "error", "-c", snippet.text]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("snippet", of("shape", "json"), ids=by_place)
def test_json_is_json(snippet: Snippet) -> None:
    assert isinstance(json.loads(snippet.text), dict | list)


@pytest.mark.parametrize("spoken", [program(), *commands()], ids=lambda spoken: spoken.name)
def test_the_command_line_understands_every_example_of_its_own_help(spoken: object) -> None:
    examples: tuple[str, ...] = spoken.examples  # type: ignore[attr-defined]
    assert [(call, why) for text in examples for call in calls(text) if (why := refusal(call))] == []


@pytest.mark.parametrize(
    ("call", "is_understood"),
    [
        ("farm-gitops list --json | jq .", True),
        ("cd x && NO_COLOR=1 farm-gitops -C there list > out.json   # all", True),
        ("farm-gitops list --jsn", False),
        ("farm-gitops lst", False),
        ("true; farm-gitops show", False),
        ("farm-gitops explain                     every rule, a line each", True),
    ],
)
def test_a_call_that_is_wrong_would_be_found(call: str, is_understood: bool) -> None:
    found = [*calls(call)]
    assert len(found) == 1
    assert (refusal(found[0]) == "") is is_understood


@pytest.mark.parametrize(
    ("expected", "printed", "is_so"),
    [
        ("b\n", "a\nb\nc\n", True),
        ("a\nc\n", "a\nb\nc\n", True),
        ("c\na\n", "a\nb\nc\n", False),
        ("it took … s\n", "it took 3 s\n", True),
        ("a\n…\nc", "a\nb\nc\n", True),
        ("ab\n", "abc\n", False),
    ],
)
def test_what_was_printed_is_compared_line_by_line(expected: str, printed: str, is_so: bool) -> None:
    assert is_said(expected, printed) is is_so
