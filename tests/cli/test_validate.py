"""`validate` as people and scripts see it."""

from __future__ import annotations

from command import Farm
from git_world import GitWorld

FACTS = "title: Outage\nseverity: P3\nstatus: open\ndescription: x\naffected_components: [checkout]\n"
PATH = "incidents/acme/2026-11-23-outage/incident.yaml"


def test_json_has_the_fixed_shape_and_the_exit_code_is_the_verdict(farm: Farm) -> None:
    farm.write(PATH, FACTS.replace("P3", "P7"))
    answer = farm("validate", "--json")
    assert answer.code == 1
    assert answer.json["version"] == 1
    assert answer.json["verdict"] == "reject"
    (finding,) = answer.json["findings"]
    assert set(finding) == {"rule", "level", "path", "line", "column", "message", "cure"}
    assert (finding["path"], finding["line"], finding["column"]) == (PATH, 2, 11)


def test_json_is_printed_also_where_nothing_can_be_judged(empty_farm: Farm) -> None:
    answer = empty_farm("validate", "--json")
    assert (answer.code, answer.json["verdict"], answer.json["findings"]) == (3, "error", [])


def test_warnings_pass_unless_strict(farm: Farm) -> None:
    farm.write(PATH, FACTS.replace("P3", "P1"))
    assert farm("validate").code == 0
    assert farm("validate", "--strict").code == 1


def test_farm_yaml_sets_the_levels_of_practice_and_not_of_the_rest(farm: Farm) -> None:
    farm.write(PATH, FACTS.replace("P3", "P1"))
    farm.write("farm.yaml", farm.read("farm.yaml") + "rules: {missing-commander: error}\n")
    assert farm("validate").code == 1
    farm.write("farm.yaml", farm.read("farm.yaml").replace("commander: error", "commander: off"))
    assert farm.ok("validate", "--strict")
    farm.write("farm.yaml", farm.read("farm.yaml").replace("missing-commander", "invalid-value"))
    answer = farm("validate", "--json")
    assert "cannot be set" in answer.json["findings"][0]["message"]
    farm.write("farm.yaml", farm.read("farm.yaml").replace("invalid-value", "mising-commander"))
    assert farm("validate", "--json").json["findings"][0]["cure"] == "write missing-commander"


def test_a_path_limits_the_judgement(farm: Farm) -> None:
    farm.write(PATH, FACTS)
    farm.write("incidents/acme/other/incident.yaml", "title: [\n")
    assert farm("validate").code == 1
    assert farm.ok("validate", PATH)
    assert farm.ok("validate", "incidents/acme/2026-11-23-outage")
    assert farm("validate", "incidents/acme/other").code == 1
    assert farm("validate", "incidents/nowhere").code == 2


def test_fix_mends_what_is_safe_and_says_so(farm: Farm) -> None:
    farm.write(PATH, "# ours\n" + FACTS.replace("P3", "p3   # why") + "created_at: 2026-11-23 9:30Z\n")
    answer = farm("validate", "--fix")
    assert answer.code == 0, answer
    assert farm.read(PATH) == "# ours\n" + FACTS.replace("P3", "P3   # why") + "created_at: 2026-11-23T09:30:00Z\n"
    assert answer.err.count("fixed") == 2


def test_fix_says_so_where_nothing_was_fixed(farm: Farm) -> None:
    assert farm.ok("validate", "--fix").err == "fixed nothing, for nothing is wrong\n"
    farm.write("incidents/acme/2026-11-23-x/incident.yaml", "title: X\n")
    answer = farm("validate", "--fix", "--json")
    assert (answer.code, answer.json["verdict"]) == (1, "reject")
    assert answer.err == "fixed nothing: no finding has a cure that is safe to apply without asking\n"


def test_fix_never_touches_an_entry_that_landed(farm: Farm) -> None:
    entry = "incidents/acme/2026-11-23-outage/timeline/a.md"
    text = "---\nat: 2026-11-23 10:00\n---\nx\n"
    farm.write(PATH, FACTS)
    farm.write(entry, text)
    GitWorld(farm.root).git("add", "-A")
    GitWorld(farm.root).git("commit", "-qm", "x")
    assert farm("validate", "--fix").code == 1
    assert farm.read(entry) == text


def test_what_is_retired_may_stay_and_may_not_come_new(farm: Farm) -> None:
    farm.write(PATH, FACTS + "affected_environments: [lab]\ncommander: carol\n")
    assert {finding["rule"] for finding in farm("validate", "--json").json["findings"]} == {"retired-name"}
    GitWorld(farm.root).git("add", "-A")
    GitWorld(farm.root).git("commit", "-qm", "x")
    assert farm.ok("validate")
    farm.write(PATH, farm.read(PATH).replace("Outage", "Outage of the lab"))
    assert farm.ok("validate")


def test_a_broken_configuration_is_a_finding_and_hides_no_record(farm: Farm) -> None:
    farm.write("farm.yaml", "organizations: {acme: {admins: alice}}\n")
    farm.write(PATH, FACTS.replace("P3", "P7"))
    answer = farm("validate", "--json")
    assert answer.code == 1
    assert {finding["path"] for finding in answer.json["findings"]} == {"farm.yaml", PATH}
    assert answer.json["notes"]


def test_late_things_are_judged_only_when_the_time_is_asked_for(farm: Farm) -> None:
    farm.write(PATH, FACTS + "created_at: 2026-11-01T10:00:00Z\n")
    assert farm.ok("validate", "--json").json["findings"] == []
    answer = farm.ok("validate", "--json", "--now", "2026-11-23T10:00:00Z")
    assert [finding["rule"] for finding in answer.json["findings"]] == ["stale-timeline"]
    assert farm.ok("validate", "--now", "now")
    assert farm("validate", "--now", "soon").code == 2


def test_a_configuration_has_so_many_globs_and_no_more(farm: Farm) -> None:
    globs = "".join(f"  - catalog/{number}.yaml\n" for number in range(51))
    farm.write("farm.yaml", farm.read("farm.yaml") + f"catalog:\n{globs}")
    assert "`catalog` is longer than 50 values" in farm("validate").out
