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


def test_a_severity_is_told_as_it_is_written_and_read_in_any_case(farm: Farm) -> None:
    answer = farm("open", "Checkout is down", "--severity", "P9", "--description", "x")
    assert (answer.code, "'P1', 'P2', 'P3', 'P4'" in answer.err) == (2, True)
    declare(farm, "One", "--severity", "p2")
    assert [row["severity"] for row in farm.ok("list", "--severity", "p2", "--json").json["data"]] == ["P2"]


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
    declare(farm, "Outage", "--again")
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
    assert "1 incident is left out" in farm.ok("list").err


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


def on_a_terminal(farm: Farm, arguments: str, editor: str) -> str:
    """What somebody sees who runs a command at a terminal with this editor."""
    script = farm.root.parent / "editor"
    script.write_text(f"#!/bin/sh\n{editor}\n")
    script.chmod(0o755)
    command = f"{sys.executable} -c 'from farm_gitops.cli.main import run; run()' -C {farm.root} {arguments}"
    environment = {**os.environ, "EDITOR": str(script), "VISUAL": str(script)}
    done = subprocess.run(["script", "-qec", command, "/dev/null"], env=environment, capture_output=True, check=False)
    return done.stdout.decode()


def test_an_update_is_typed_in_an_editor_with_comments_of_ones_own(farm: Farm) -> None:
    declare(farm, "Outage")
    on_a_terminal(farm, "update 2026", """sed -i '1s/.*/see <!-- hidden --> this/' "$1"; echo "and more" >> "$1" """)
    (entry,) = (farm.root / "incidents/acme/2026-11-23-outage/timeline").iterdir()
    words = entry.read_text().split("---\n")[2].split()
    assert " ".join(words) == "see <!-- hidden --> this and more"


def test_an_editor_that_types_nothing_changes_nothing(farm: Farm) -> None:
    declare(farm, "Outage")
    assert "nothing was typed" in on_a_terminal(farm, "update 2026", "true")
    assert not (farm.root / "incidents/acme/2026-11-23-outage/timeline").exists()


def test_facts_are_edited_in_an_editor_but_the_status_stays(farm: Farm) -> None:
    declare(farm, "Outage")
    path = farm.root / "incidents/acme/2026-11-23-outage/incident.yaml"
    on_a_terminal(farm, "edit 2026", """sed -i 's/severity: P3/severity: P2/' "$1" """)
    assert "severity: P2" in path.read_text()
    refused = on_a_terminal(farm, "edit 2026", """sed -i 's/status: open/status: resolved/' "$1" """)
    assert "farm-gitops transition" in refused
    assert "what you typed is kept in" in refused
    assert "status: open" in path.read_text()


@pytest.mark.parametrize("arguments", [["update", "2026", "-m", "-"], ["edit", "2026", "--description", "-"]])
def test_what_is_read_must_be_utf_8(farm: Farm, arguments: list[str]) -> None:
    declare(farm, "Outage")
    done = subprocess.run(
        [sys.executable, "-c", "from farm_gitops.cli.main import run; run()", "-C", str(farm.root), *arguments],
        input=b"caf\xe9",
        check=False,
        capture_output=True,
    )
    assert (done.returncode, b"not UTF-8 (byte 4)" in done.stderr) == (2, True)


def ended(farm: Farm, before: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What becomes of the program that the shell starts, with something done before it."""
    script = f"import atexit, sys, threading; {before}; from farm_gitops.cli.main import program; program()"
    command = [sys.executable, "-c", script, "-C", str(farm.root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "code"), [(["list"], 0), (["show", "nothing-of-this-name"], 2), (["nonsense"], 2)]
)
def test_the_quick_end_says_everything_first_and_keeps_the_exit_code(
    farm: Farm, arguments: list[str], code: int
) -> None:
    declare(farm, "Outage")
    quick, told = ended(farm, "atexit.register(print, 'at the end')", *arguments), farm(*arguments)
    assert (quick.returncode, quick.stdout, quick.stderr) == (code, f"{told.out}at the end\n", told.err)


def test_the_quick_end_waits_for_what_still_runs(farm: Farm) -> None:
    begun = "t = threading.Thread(target=lambda: (threading.main_thread().join(), print('done')))"
    assert ended(farm, f"{begun}; t.start()", "list").stdout.endswith("done\n")


def test_an_output_on_a_full_disk_is_said_plainly_and_is_no_success(farm: Farm) -> None:
    declare(farm, "Outage")
    script = (
        f"{sys.executable} -c 'from farm_gitops.cli.main import program; program()' -C {farm.root} list > /dev/full"
    )
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr == "error: No space left on device: what was to be written\n  cure: make room\n"


def test_an_argument_that_is_no_text_is_refused(farm: Farm) -> None:
    declare(farm, "Outage")
    assert farm("update", "2026", "-m", "a\udcff").code == 2


def test_paths_are_meant_from_the_folder_that_c_names(farm: Farm) -> None:
    declare(farm, "Outage")
    farm.ok("build", "--output", "public")
    assert (farm.root / "public/index.html").is_file()
    farm.ok("validate", "incidents/acme")


def test_a_name_that_nothing_knows_is_a_slip(farm: Farm) -> None:
    declare(farm, "Outage", "--component", "checkout")
    answer = farm("list", "--component", "chekout")
    assert (answer.code, "did you mean checkout?" in answer.err) == (2, True)


def test_errors_come_as_json_too_where_json_was_asked_for(farm: Farm) -> None:
    declare(farm, "Outage")
    answer = farm("transition", "2026", "open", "--json")
    assert (answer.code, answer.json["verdict"]) == (1, "reject")
    assert "already" in answer.json["error"]["message"]


def test_what_a_file_is_called_cannot_speak_for_us(farm: Farm) -> None:
    declare(farm, "Outage")
    name = b"a\n::error title=pwned::x\xff.md"
    farm.write(f"incidents/acme/2026-11-23-outage/timeline/{os.fsdecode(name)}", "---\nnever closed\n")
    for command in ("validate", "build", "list"):
        answer = farm(command)
        assert answer.code in {0, 1}
        assert "\n::error" not in answer.out + answer.err


def test_a_file_in_the_way_is_one_clear_message(farm: Farm) -> None:
    farm.write("incidents", "a file")
    assert farm("open", "Outage", "--severity", "P3", "--description", "x").code == 3


def test_a_broken_configuration_is_told_whatever_path_was_asked_for(farm: Farm) -> None:
    declare(farm, "Outage")
    farm.write("farm.yaml", "organizations: {acme: {admins: alice}}\n")
    answer = farm("validate", "incidents/acme", "--json")
    assert (answer.code, answer.json["verdict"]) == (1, "reject")


def test_an_empty_id_names_no_incident_and_an_organization_none_either(farm: Farm) -> None:
    declare(farm, "Outage")
    assert farm("resolve", "").code == 2
    assert farm("resolve", "acme").code == 2
    assert "status: open" in farm.read("incidents/acme/2026-11-23-outage/incident.yaml")
    farm.ok("show", "incidents/acme/2026-11-23-outage/")


def test_what_was_typed_is_kept_when_it_is_refused(farm: Farm) -> None:
    declare(farm, "Outage")
    farm.become("Mallory", "mallory@evil.example")
    seen = on_a_terminal(farm, "update 2026", """echo "typed at 3 a.m." > "$1" """)
    kept = seen.partition("what you typed is kept in ")[2].split()[0]
    assert "typed at 3 a.m." in Path(kept).read_text()


def test_words_of_other_tools_are_understood_in_the_cure(farm: Farm) -> None:
    declare(farm, "Outage")
    path = "incidents/acme/2026-11-23-outage/incident.yaml"
    farm.write(path, farm.read(path).replace("P3", "high").replace("status: open", "status: closed"))
    cures = [finding["cure"] for finding in farm("validate", "--json").json["findings"]]
    assert cures == ["severity: P2", "status: resolved"]
