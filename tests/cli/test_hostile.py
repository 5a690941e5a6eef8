"""Every command meets every hostile file: in each place that a file can have, in one repository."""

from __future__ import annotations

import shutil

import pytest
from command import FARM_YAML, Farm
from hostile_bytes import HOSTILE, MARKDOWN_CASES, YAML_CASES

FACTS = "title: Outage\nseverity: P3\nstatus: resolved\ndescription: x\naffected_components: [checkout]\n"
GOOD = "acme/good"


@pytest.fixture
def besieged(farm: Farm) -> Farm:
    """A repository in which every hostile file lies as facts, entry, post-mortem or catalog, and one good incident."""
    farm.write("farm.yaml", FARM_YAML + "catalog: [catalog/*.yaml]\n")
    farm.write(f"incidents/{GOOD}/incident.yaml", FACTS)
    for case in YAML_CASES:
        farm.write(f"incidents/acme/facts-{_slug(case.name)}/incident.yaml", case.data)
        farm.write(f"catalog/{_slug(case.name)}.yaml", case.data)
    for case in MARKDOWN_CASES:
        folder = f"incidents/acme/words-{_slug(case.name)}"
        farm.write(f"{folder}/incident.yaml", FACTS)
        farm.write(f"{folder}/timeline/entry.md", case.data)
        farm.write(f"{folder}/postmortem.md", case.data)
    return farm


def _slug(name: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in name.lower()).strip("-")


def test_no_command_stumbles_over_any_of_them(besieged: Farm) -> None:
    assert len(HOSTILE) >= 100
    report = besieged("validate", "--json", "--now", "now")
    assert report.code == 1
    assert len({finding["path"] for finding in report.json["findings"]}) >= 100
    assert besieged("validate").code == 1
    assert besieged("list", "--json").code == 0
    assert besieged("build").code == 1
    assert "Outage" in besieged.read(f"site/incidents/{GOOD}/index.html")
    besieged.ok("update", GOOD, "-m", "goes on")
    assert besieged("show", GOOD).code == 0
    # What is asked of one incident after the other reads the catalog each time, which was met by all of the above.
    shutil.rmtree(besieged.root / "catalog")
    for case in MARKDOWN_CASES:
        name = f"acme/words-{_slug(case.name)}"
        assert besieged("show", name).code == 0
        assert besieged("postmortem", name, "--root-cause", "x").code in {0, 1}
    for case in YAML_CASES:
        name = f"acme/facts-{_slug(case.name)}"
        assert besieged("resolve", name).code in {0, 1}
    assert besieged("validate", "--fix").code == 1


def test_a_hostile_configuration_is_told_and_nothing_is_done_under_it(farm: Farm) -> None:
    farm.write(f"incidents/{GOOD}/incident.yaml", FACTS)
    for case in YAML_CASES:
        farm.write("farm.yaml", case.data)
        assert farm("validate").code == 1, case.name
        assert farm("update", GOOD, "-m", "x").code == 1, case.name
        assert farm("build").code == 1, case.name
    assert not (farm.root / f"incidents/{GOOD}/timeline").exists()
