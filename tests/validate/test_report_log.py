"""No line of any report is a command to the runner of CI that reads the log."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from report_strategies import COMMANDS, failures, reports, texts

from farm_gitops.validate.judge import Report
from farm_gitops.validate.report.formats import NAMES, format_named
from farm_gitops.validate.report.log import harmless, harmless_json
from farm_gitops.validate.report.words import Failure

OURS = ("::error ", "::warning ")


def obeyed(line: str) -> str | None:
    """The command that GitHub's runner sees in a line, as `ActionCommand.cs` looks for it, more widely.

    .NET compares by culture, for which characters outside of ASCII may be as good as absent.
    """
    plain = "".join(character for character in line if "!" <= character <= "~" or character == " ").lstrip()
    if plain.startswith("::") and "::" in plain[2:]:
        return plain
    start = plain.find("##[")
    return plain if start >= 0 or "##vso[" in plain else None


def commands(printed: str) -> list[str]:
    return [found for line in printed.splitlines() if (found := obeyed(line))]


def printed(name: str, told: Report | Failure) -> str:
    form = format_named(name)
    lines = form.report(told) if isinstance(told, Report) else form.failure(told)
    return "\n".join(line for _, line in lines)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_test_sees_a_command_and_a_harmless_line_is_none(command: str) -> None:
    last = command.splitlines()[-1] if "%0A" not in command else command.replace("%0A", "")
    assert obeyed(last)
    assert not obeyed(harmless(last))


@pytest.mark.parametrize("line", ["", "a::b", "## Title [x]", "status: open", "a#b[0]", "# [x] ##"])
def test_what_is_no_command_stays_as_it_is(line: str) -> None:
    assert harmless(line) == line


@given(texts)
def test_no_text_is_a_command_once_it_is_harmless(text: str) -> None:
    assert not any(obeyed(harmless(line)) for line in text.splitlines())


@given(texts)
def test_harmless_json_says_the_same(text: str) -> None:
    assert json.loads(harmless_json({text: [text]})) == {text: [text]}
    assert harmless_json(text).isascii()


@pytest.mark.parametrize("name", NAMES)
@given(report=reports)
def test_no_report_gives_a_command_but_annotations_of_ours(name: str, report: Report) -> None:
    found = commands(printed(name, report))
    assert name == "github" or found == []
    assert all(command.startswith(OURS) for command in found)
    shown = [sum(command.startswith(level) for command in found) for level in OURS]
    assert max(shown) <= 10
    assert shown == ([min(report.errors, 10), min(report.warnings, 10)] if name == "github" else [0, 0])


@pytest.mark.parametrize("name", NAMES)
@given(failure=failures)
def test_no_failure_gives_one_either(name: str, failure: Failure) -> None:
    found = commands(printed(name, failure))
    assert len(found) == (name == "github")
    assert all(command.startswith("::error title=cannot judge::") for command in found)


@pytest.mark.parametrize("name", NAMES)
@given(report=reports)
def test_every_line_can_be_written_as_utf_8(name: str, report: Report) -> None:
    assert printed(name, report).encode()
