"""What the validator would refuse of somebody who is no member, the commands refuse before they write it."""

from __future__ import annotations

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld

OPEN = FARM_YAML.replace("active: false}\n", "active: false}\n  erin: {emails: [erin@other.example]}\n")
COMMANDS = {
    "open": ("open", "Down", "--severity", "P3", "--description", "It is down."),
    "update": ("update", "2026-11-23-slow", "-m", "We look."),
    "transition": ("transition", "2026-11-23-slow", "identified"),
    "edit": ("edit", "2026-11-23-slow", "--severity", "P2"),
}


@pytest.fixture
def slow(farm: Farm) -> Farm:
    """A repository with an incident."""
    farm.write("farm.yaml", OPEN)
    farm.ok("open", "Slow", "--severity", "P3", "--description", "It is slow.")
    GitWorld(farm.root).git("add", "-A")
    GitWorld(farm.root).git("commit", "-qm", "Slow")
    return farm


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("name", "email", "why"),
    [
        ("Eve", "eve@evil.example", "farm.yaml knows nobody with the e-mail eve@evil.example"),
        ("Erin", "erin@other.example", "erin is no member of acme"),
        ("Carol Diaz", "carol@acme.example", "carol has left"),
    ],
)
def test_who_is_no_member_any_more_or_yet_changes_nothing(
    slow: Farm, command: str, name: str, email: str, why: str
) -> None:
    slow.become(name, email)
    answer = slow(*COMMANDS[command])
    assert (answer.code, why in answer.err) == (1, True)
    assert GitWorld(slow.root).git("status", "--porcelain") == ""
