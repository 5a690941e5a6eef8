"""The command line itself: help, errors, exit codes, ids, output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from command import Farm
from git_world import GitWorld

from farm_gitops.cli import main as command_line
from farm_gitops.cli.main import COMMANDS, main

HEAVY = ("pydantic", "git", "jinja2", "rich", "ruamel", "watchfiles")


def run_python(code: str, cwd: Path | None = None) -> str:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=cwd)
    return done.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["open", "--help"], ["validate", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = f"""
import sys
sys.argv = ["farm-gitops", *{arguments!r}]
from farm_gitops.cli.main import run
try:
    run()
except SystemExit:
    pass
print("\\n" + ",".join(name for name in {HEAVY!r} if name in sys.modules))
"""
    assert run_python(code).splitlines()[-1] == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_begins_as_the_list_of_commands_says(farm: Farm, name: str) -> None:
    answer = farm.ok(name, "--help")
    assert answer.out.startswith("Usage: farm-gitops")
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.help


def test_an_unknown_command_is_told_what_was_meant(farm: Farm) -> None:
    answer = farm("opne")
    assert (answer.code, "Did you mean `open`?" in answer.err) == (2, True)


def test_outside_of_any_project_the_cure_is_init(empty_farm: Farm) -> None:
    answer = empty_farm("list")
    assert (answer.code, "farm-gitops init" in answer.err) == (3, True)


def test_a_folder_that_is_not_there_is_a_wrong_call(empty_farm: Farm) -> None:
    empty_farm.root = empty_farm.root / "nowhere"
    assert empty_farm("list").code == 2


def test_a_bug_is_exit_code_70_with_a_log_and_without_a_traceback(farm: Farm) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    farm.patch.setattr(command_line.main, "main", broken)
    answer = farm("list")
    assert answer.code == 70
    assert "Traceback" not in answer.err
    log = answer.err.partition("report it with ")[2].partition(";")[0]
    assert "ZeroDivisionError" in Path(log).read_text()


def declare(farm: Farm, title: str, *more: str) -> None:
    farm.ok("open", title, "--severity", "P3", "--description", "x", *more)


def test_a_unique_beginning_of_an_id_or_a_name_will_do_and_an_ambiguous_one_lists_them(farm: Farm) -> None:
    declare(farm, "Database outage")
    declare(farm, "Disk full")
    farm.ok("show", "2026-11-23-da")
    farm.ok("show", "acme/2026-11-23-di")
    answer = farm("show", "2026-11-23-d")
    assert answer.code == 2
    assert "acme/2026-11-23-database-outage, acme/2026-11-23-disk-full" in answer.err
    assert "did you mean 2026-11-23-disk-full" in farm("show", "2026-11-23-dsk-full").err


def test_a_whole_name_wins_over_being_the_beginning_of_another(farm: Farm) -> None:
    declare(farm, "Outage")
    declare(farm, "Outage")
    assert "2026-11-23-outage\n" in farm.ok("show", "2026-11-23-outage").out


def test_list_filters_and_answers_in_json_or_lines(farm: Farm) -> None:
    declare(farm, "One", "--component", "checkout", "--environment", "production")
    declare(farm, "Two", "--component", "payments-db", "--commander", "bob")
    farm.ok("resolve", "2026-11-23-one")
    titles = [row["title"] for row in farm.ok("list", "--json").json["data"]]
    assert titles == ["Two", "One"]
    for options, expected in [
        (["--status", "resolved"], ["One"]),
        (["--component", "component:default/checkout"], ["One"]),
        (["--component", "checkout", "--component", "payments-db"], ["Two", "One"]),
        (["--environment", "production"], ["One"]),
        (["--commander", "bob"], ["Two"]),
        (["--severity", "P1"], []),
        (["--organization", "acme", "--status", "open"], ["Two"]),
    ]:
        lines = farm.ok("list", *options).out.splitlines()
        assert [line.split("\t")[-1] for line in lines] == expected, options


def test_list_says_what_it_left_out(farm: Farm) -> None:
    farm.write("incidents/acme/broken/incident.yaml", "title: [")
    assert "1 left out" in farm.ok("list").err


def test_ids_complete_in_the_shell(farm: Farm) -> None:
    declare(farm, "Database outage")
    complete = ShellComplete(main, {}, "farm-gitops", "_FARM_GITOPS_COMPLETE")
    found = complete.get_completions(["-C", str(farm.root), "show"], "2026-11")
    assert [item.value for item in found] == ["2026-11-23-database-outage"]
    found = complete.get_completions(["-C", str(farm.root), "resolve"], "ac")
    assert [item.value for item in found] == ["acme/2026-11-23-database-outage"]


def test_an_update_is_read_from_standard_input(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(farm, "Outage")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from farm_gitops.cli.main import run; run()",
            "-C",
            str(farm.root),
            "update",
            "2026",
            "-m",
            "-",
        ],
        input="piped: in\n\nsecond paragraph\n",
        text=True,
        check=True,
        capture_output=True,
    )
    assert "piped: in" in done.stdout
    (entry,) = (farm.root / "incidents/acme/2026-11-23-outage/timeline").iterdir()
    assert entry.read_text().endswith("piped: in\n\nsecond paragraph\n")


def test_without_a_text_and_without_a_terminal_the_call_is_wrong(farm: Farm) -> None:
    declare(farm, "Outage")
    answer = farm("update", "2026")
    assert (answer.code, '-m "…"' in answer.err) == (2, True)


def test_a_time_without_an_offset_is_told_the_corrected_text(farm: Farm) -> None:
    declare(farm, "Outage")
    answer = farm("update", "2026", "-m", "x", "--at", "2026-11-23 9:00")
    assert (answer.code, "2026-11-23T09:00:00Z" in answer.err) == (2, True)


def test_a_reader_who_has_seen_enough_is_no_error(farm: Farm) -> None:
    for number in range(3):
        declare(farm, f"Outage {number}")
    command = f"{sys.executable} -c 'from farm_gitops.cli.main import run; run()' -C {farm.root} list | head -c 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_no_color_is_obeyed_on_a_terminal(farm: Farm) -> None:
    answer = farm.ok("validate")
    assert "\x1b[" not in answer.out
    script = f"NO_COLOR=1 {sys.executable} -c 'from farm_gitops.cli.main import run; run()' -C {farm.root} validate"
    done = subprocess.run(["script", "-qec", script, "/dev/null"], capture_output=True, check=True)
    assert b"PASS" in done.stdout
    assert b"\x1b[" not in done.stdout


@pytest.mark.parametrize("kind", ["incident", "entry", "post-mortem", "config"])
def test_schema_prints_the_schema_of_each_kind(farm: Farm, kind: str) -> None:
    assert json.loads(farm.ok("schema", kind).out)["title"] == f"farm-gitops {kind}"


def test_explain_knows_rules_severities_and_statuses(farm: Farm) -> None:
    assert "coordinates" in farm.ok("explain", "missing-commander").out
    assert "requires immediate response" in farm.ok("explain", "P1").out
    assert "identified, resolved" in farm.ok("explain", "investigating").out
    answer = farm("explain", "mising-commander")
    assert (answer.code, "missing-commander" in answer.err) == (2, True)


def test_a_git_that_names_nobody_is_one_clear_message(farm: Farm) -> None:
    GitWorld(farm.root).git("config", "--unset", "user.email")
    GitWorld(farm.root).git("config", "--unset", "user.name")
    answer = farm("open", "x", "--severity", "P3", "--description", "x")
    assert (answer.code, "git config user.name" in answer.err) == (3, True)


def test_without_git_at_all_the_message_says_so(farm: Farm, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from farm_gitops.cli.main import run; run()", "-C", str(farm.root), "validate"],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "git" in done.stderr
    assert "Traceback" not in done.stderr
