"""One incident from an empty folder to an approved post-mortem, as somebody types it."""

from __future__ import annotations

import pytest
from command import Farm
from git_world import GitWorld

from farm_gitops.actions.act import Act, Desk, carry_out
from farm_gitops.actions.edit import edit
from farm_gitops.errors import FarmError
from farm_gitops.model.moment import Moment
from farm_gitops.store.project import find_project
from farm_gitops.store.snapshot import FileSnapshot

ID = "acme/2026-11-23-checkout-is-down"
FOLDER = f"incidents/{ID}"


@pytest.fixture
def declared(farm: Farm) -> Farm:
    """A farm with one open incident."""
    farm.ok("open", "Checkout is down", "--severity", "P1", "--description", "No payment.", "--commander", "bob",
            "--component", "checkout")  # fmt: skip
    return farm


def test_an_empty_folder_becomes_a_working_repository(empty_farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Dora Müller: SRE")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "dora@acme.example")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Dora")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "dora@acme.example")
    answer = empty_farm.ok("init", "--organization", "acme", "--commit")
    assert "dora is its admin" in answer.out
    assert empty_farm.ok("validate", "--strict").out.startswith("PASS")
    assert GitWorld(empty_farm.root).git("status", "--short") == ""
    assert GitWorld(empty_farm.root).git("log", "--format=%an") == "Dora Müller: SRE"
    assert empty_farm("init").code == 1


def test_init_overwrites_nothing_that_is_there(farm: Farm) -> None:
    (farm.root / "farm.yaml").unlink()
    farm.write(".gitignore", "node_modules")
    farm.ok("init")
    assert farm.read(".gitignore") == "node_modules\n/site/\n"


def test_init_leaves_crlf_bytes_and_schemas_of_ones_own(farm: Farm) -> None:
    (farm.root / "farm.yaml").unlink()
    farm.write(".gitignore", b"caf\xe9\r\n")
    farm.write(".farm-gitops/schema/config.json", "{}")
    farm.ok("init")
    assert (farm.root / ".gitignore").read_bytes() == b"caf\xe9\r\n/site/\r\n"
    assert farm.read(".farm-gitops/schema/config.json") == "{}"


def test_the_whole_life_of_an_incident(declared: Farm) -> None:
    declared.now = "2026-11-23T12:05:00Z"
    declared.ok("update", "2026-11-23", "-m", "We look.")
    declared.now = "2026-11-23T12:10:00Z"
    declared.ok("investigate", "2026-11-23")
    declared.ok("identify", ID, "-m", "A full disk.", "--at", "2026-11-23T13:20:00+01:00")
    declared.now = "2026-11-23T12:30:00Z"
    declared.ok("resolve", ID, "-m", "Made room.")
    declared.ok("postmortem", ID, "--root-cause", "Disk full: no alert", "--factor", "a, b", "--action-item",
                "Alert at 80 %; assignee=bob; due=2026-12-15")  # fmt: skip
    declared.ok("approve", ID)
    assert declared.ok("validate", "--strict").out.startswith("PASS")
    shown = declared.ok("show", ID, "--json").json
    assert [update["newStatus"] for update in shown["incident"]["updates"]] == [
        None,
        "investigating",
        "identified",
        "resolved",
    ]
    assert shown["incident"]["resolvedAt"] == "2026-11-23T12:30:00Z"
    assert shown["postMortem"]["approvedBy"] == "alice"
    assert shown["postMortem"]["contributingFactors"] == ["a, b"]
    assert shown["postMortem"]["actionItems"] == [{"title": "Alert at 80 %", "assignee": "bob", "done": False}]
    text = declared.ok("show", ID).out
    assert "Checkout is down" in text
    assert "identified → resolved" in text


@pytest.mark.parametrize("back", ["open", "investigating"])
def test_a_step_back_is_refused_and_says_what_is_allowed(declared: Farm, back: str) -> None:
    declared.ok("identify", ID)
    before = declared.read(f"{FOLDER}/incident.yaml")
    answer = declared("transition", ID, back)
    assert answer.code == 1
    assert "from identified it may become resolved" in answer.err
    assert declared.read(f"{FOLDER}/incident.yaml") == before
    assert len(list((declared.root / FOLDER / "timeline").iterdir())) == 1


def test_out_of_resolved_leads_only_a_new_incident_and_the_cure_works_as_typed(declared: Farm) -> None:
    declared.ok("resolve", ID)
    answer = declared("investigate", ID)
    assert answer.code == 1
    assert f"--follows {ID}" in answer.err
    declared.ok("open", "Again", "--severity", "P2", "--description", "x", "--commander", "bob", "--follows", ID)
    assert f"follows: {ID}" in declared.read("incidents/acme/2026-11-23-again/incident.yaml")


def test_a_post_mortem_waits_for_the_resolution_and_an_approval_for_the_post_mortem(declared: Farm) -> None:
    assert "once it is resolved" in declared("postmortem", ID, "--root-cause", "x").err
    assert declared("approve", ID).code == 1
    declared.ok("resolve", ID)
    answer = declared("approve", ID)
    assert (answer.code, "postmortem" in answer.err) == (1, True)
    assert declared("postmortem", ID).code == 2


def test_only_an_admin_approves(declared: Farm) -> None:
    declared.ok("resolve", ID)
    declared.ok("postmortem", ID, "--root-cause", "Disk")
    declared.become("Bob Roth", "bob@acme.example")
    answer = declared("approve", ID)
    assert (answer.code, "ask alice" in answer.err) == (1, True)
    assert "status: draft" in declared.read(f"{FOLDER}/postmortem.md")


def test_of_an_approved_post_mortem_only_action_items_move_on(declared: Farm) -> None:
    declared.ok("resolve", ID)
    declared.ok("postmortem", ID, "--root-cause", "Disk", "--action-item", "Alert")
    declared.ok("approve", ID)
    before = declared.read(f"{FOLDER}/postmortem.md")
    assert declared("postmortem", ID, "--root-cause", "Other").code == 1
    assert declared("approve", ID).code == 1
    assert declared.read(f"{FOLDER}/postmortem.md") == before
    declared.ok("postmortem", ID, "--done", "1")
    assert "done: true" in declared.read(f"{FOLDER}/postmortem.md")
    assert declared("postmortem", ID, "--done", "2").code == 2


def test_a_draft_grows_without_losing_what_stands_there(declared: Farm) -> None:
    declared.ok("resolve", ID)
    declared.ok("postmortem", ID, "--root-cause", "Disk", "--factor", "one", "--action-item", "first")
    path = declared.root / FOLDER / "postmortem.md"
    path.write_text(path.read_text().replace("## Summary", "## Summary\n\nWritten by hand."))
    declared.ok("postmortem", ID, "--factor", "two", "--action-item", "second; assignee=bob")
    text = declared.read(f"{FOLDER}/postmortem.md")
    for word in ("one", "two", "first", "second", "Written by hand."):
        assert word in text


def test_a_stranger_is_told_what_to_add_and_nothing_is_written(declared: Farm) -> None:
    declared.become("Mallory", "mallory@evil.example")
    answer = declared("update", ID, "-m", "x")
    assert answer.code == 1
    assert "mallory: {name: Mallory, emails: [mallory@evil.example]}" in answer.err
    assert not (declared.root / FOLDER / "timeline").exists()


def test_with_open_updates_a_stranger_may_post_and_git_says_who(declared: Farm) -> None:
    declared.write("farm.yaml", declared.read("farm.yaml").replace("members:", "open_updates: true, members:"))
    declared.become("Mallory Doe", "mallory@evil.example")
    declared.ok("update", ID, "-m", "I see it too.")
    assert declared.read(f"{FOLDER}/timeline/20261123T120000Z-mallory-doe.md") == "I see it too.\n"
    assert declared("resolve", ID).code == 1


def test_an_admin_writes_down_what_somebody_else_reported_and_nobody_else_does(declared: Farm) -> None:
    declared.ok("update", ID, "-m", "By phone.", "--author", "bob")
    assert "author: bob" in declared.read(f"{FOLDER}/timeline/20261123T120000Z-bob.md")
    declared.become("Bob Roth", "bob@acme.example")
    assert declared("update", ID, "-m", "x", "--author", "alice").code == 1


def test_two_updates_in_one_second_are_two_files(declared: Farm) -> None:
    declared.ok("update", ID, "-m", "one")
    declared.ok("update", ID, "-m", "two")
    names = sorted(path.name for path in (declared.root / FOLDER / "timeline").iterdir())
    assert names == ["20261123T120000Z-alice-2.md", "20261123T120000Z-alice.md"]


def test_two_incidents_of_one_title_get_two_names(declared: Farm) -> None:
    twin = ("open", "Checkout is down", "--severity", "P3", "--description", "Again.", "--again", "--json")
    assert declared.ok(*twin).json["incident"] == f"{ID}-2"


def test_an_edit_changes_one_line_and_keeps_comments(declared: Farm) -> None:
    path = declared.root / FOLDER / "incident.yaml"
    path.write_text(path.read_text().replace("severity: P1", "severity: P1  # sev!"))
    before = path.read_text()
    declared.ok("edit", ID, "--severity", "P2")
    assert path.read_text() == before.replace("severity: P1  # sev!", "severity: P2  # sev!")
    declared.ok("edit", ID, "--commander", "")
    assert "commander" not in path.read_text()
    assert declared("edit", ID, "--severity", "P2").code == 2


@pytest.mark.parametrize(
    ("option", "value", "rule"),
    [
        ("--commander", "nobody-knows", "unknown-person"),
        ("--commander", "carol", "retired-name"),
        ("--component", "chekout", "unknown-component"),
        ("--environment", "lab", "retired-name"),
        ("--title", "a\nb", "invalid-value"),
    ],
)
def test_an_act_that_a_rule_refuses_writes_nothing(declared: Farm, option: str, value: str, rule: str) -> None:
    before = declared.read(f"{FOLDER}/incident.yaml")
    answer = declared("edit", ID, option, value)
    assert (answer.code, f"[{rule}]" in answer.err) == (1, True), answer
    assert declared.read(f"{FOLDER}/incident.yaml") == before


def test_a_broken_neighbour_stops_nobody(declared: Farm) -> None:
    declared.write("incidents/acme/other/incident.yaml", "title: [\n")
    declared.write(f"{FOLDER}/timeline/broken.md", "---\nnever closed\n")
    declared.ok("update", ID, "-m", "Goes on.")
    declared.ok("resolve", ID)


def test_a_duplicate_is_resolved_as_one(declared: Farm) -> None:
    declared.ok("open", "Same", "--severity", "P4", "--description", "x")
    declared.ok("resolve", "2026-11-23-same", "--duplicate-of", "2026-11-23-checkout")
    text = declared.read("incidents/acme/2026-11-23-same/incident.yaml")
    assert "resolution: duplicate" in text
    assert f"duplicate_of: {ID}" in text
    assert declared.ok("validate").code == 0


def test_an_entry_that_cannot_be_read_keeps_its_name_and_its_words(declared: Farm) -> None:
    broken = f"{FOLDER}/timeline/20261123T120000Z-alice.md"
    declared.write(broken, "---\nat: yesterday\n---\nIMPORTANT\n")
    declared.ok("update", ID, "-m", "second")
    assert "IMPORTANT" in declared.read(broken)
    assert declared.read(f"{FOLDER}/timeline/20261123T120000Z-alice-2.md").endswith("second\n")


def test_what_an_editor_saved_meanwhile_is_not_overwritten(declared: Farm) -> None:
    path = declared.root / FOLDER / "incident.yaml"
    desk = Desk(find_project(declared.root), Moment.parse(declared.now))
    edited = edit(desk, ID, {"severity": "P2"})

    def deed_while_somebody_saves(snapshot: FileSnapshot) -> Act:
        act = edited(snapshot)
        path.write_text(path.read_text() + "x-saved-by: vim\n")
        return act

    with pytest.raises(FarmError, match="changed by somebody else"):
        carry_out(desk, deed_while_somebody_saves)
    assert "x-saved-by: vim" in path.read_text()
    assert "severity: P1" in path.read_text()


def test_ticking_off_changes_one_line_and_keeps_what_is_the_users_own(declared: Farm) -> None:
    declared.ok("resolve", ID)
    declared.ok("postmortem", ID, "--root-cause", "Disk", "--action-item", "one", "--action-item", "two")
    path = declared.root / FOLDER / "postmortem.md"
    text = path.read_text().replace("    done: false\n", "    x-ticket: OPS-1  # ours\n")
    path.write_text(text)
    declared.ok("approve", ID)
    approved = path.read_text()
    declared.ok("postmortem", ID, "--done", "2")
    before, after = approved.splitlines(), path.read_text().splitlines()
    assert [line for line in after if line not in before] == ["    done: true"]
    assert [line for line in before if line not in after] == []


def test_a_list_in_the_users_own_style_only_grows(declared: Farm) -> None:
    declared.ok("resolve", ID)
    declared.ok("postmortem", ID, "--root-cause", "Disk")
    path = declared.root / FOLDER / "postmortem.md"
    text = path.read_text().replace("---\n<!--", 'contributing_factors: ["one"]  # why\n---\n<!--')
    path.write_text(text)
    declared.ok("postmortem", ID, "--factor", "two")
    assert path.read_text() == text.replace('["one"]', '["one", two]')


def test_a_body_from_a_file_replaces_the_body_and_nothing_else(declared: Farm) -> None:
    declared.ok("resolve", ID)
    declared.ok("postmortem", ID, "--root-cause", "Disk")
    before = declared.read(f"{FOLDER}/postmortem.md")
    body = declared.write("../body.md", "\n    code first\n\n# Why\n")
    declared.ok("postmortem", ID, "--body-file", str(body))
    head = before[: before.index("<!--")]
    assert declared.read(f"{FOLDER}/postmortem.md") == head + "    code first\n\n# Why\n"


def test_an_entry_may_begin_with_a_code_block(declared: Farm) -> None:
    declared.ok("update", ID, "-m", "\n    $ df -h\n")
    assert declared.read(f"{FOLDER}/timeline/20261123T120000Z-alice.md").endswith("---\n    $ df -h\n")
    assert "    $ df -h" in declared.ok("show", ID, "--json").json["incident"]["updates"][0]["message"]


def test_a_correction_names_an_entry_that_is_there(declared: Farm) -> None:
    declared.ok("update", ID, "-m", "wrong")
    assert declared("update", ID, "-m", "right", "--corrects", "2019").code == 2
    declared.ok("update", ID, "-m", "right", "--corrects", "20261123T1200")
    text = declared.read(f"{FOLDER}/timeline/20261123T120000Z-alice-2.md")
    assert "corrects: 20261123T120000Z-alice.md" in text


def test_a_beginning_of_an_id_will_do_wherever_another_incident_is_named(declared: Farm) -> None:
    declared.ok("open", "Second", "--severity", "P4", "--description", "x", "--follows", "2026-11-23-check")
    declared.ok("edit", "2026-11-23-second", "--related", "2026-11-23-check")
    text = declared.read("incidents/acme/2026-11-23-second/incident.yaml")
    assert f"follows: {ID}" in text
    assert f"- {ID}" in text


def test_taking_out_what_is_not_there_is_nothing_to_change(declared: Farm) -> None:
    assert declared("edit", ID, "--environment", "").code == 2


def test_a_duplicate_is_not_resolved_as_anything_else(declared: Farm) -> None:
    declared.ok("open", "Same", "--severity", "P4", "--description", "x")
    assert declared("resolve", "2026-11-23-same", "--duplicate-of", ID, "--resolution", "fixed").code == 2
    assert declared("resolve", "2026-11-23-same", "--resolution", "duplicate").code == 2
    declared.ok("transition", "2026-11-23-same", "resolved", "--resolution", "false-alarm")


def test_an_unreadable_post_mortem_is_not_begun_again(declared: Farm) -> None:
    declared.ok("resolve", ID)
    declared.write(f"{FOLDER}/postmortem.md", "---\nnever closed\n")
    for command in (("approve", ID), ("postmortem", ID, "--root-cause", "x")):
        answer = declared(*command)
        assert (answer.code, "cannot be read" in answer.err) == (1, True)
    assert declared.read(f"{FOLDER}/postmortem.md") == "---\nnever closed\n"


def test_an_action_item_with_a_key_that_is_none_is_refused(declared: Farm) -> None:
    declared.ok("resolve", ID)
    answer = declared("postmortem", ID, "--root-cause", "x", "--action-item", "Alert; owner=bob")
    assert (answer.code, "assignee" in answer.err) == (2, True)
