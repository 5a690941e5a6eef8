"""`open` twice: the same incident is not declared again by accident, and another one is never held up."""

from __future__ import annotations

import pytest
from command import Farm

DOWN = ("open", "Checkout is down", "--severity", "P1", "--description", "No payment.")
ID = "acme/2026-11-23-checkout-is-down"


@pytest.fixture
def once(farm: Farm) -> Farm:
    """A farm in which an incident was declared at noon."""
    farm.ok(*DOWN)
    return farm


def folders(farm: Farm) -> int:
    """How many incidents there are."""
    return len([*(farm.root / "incidents/acme").iterdir()])


@pytest.mark.parametrize("title", ["Checkout is down", "  checkout is  DOWN "])
def test_the_same_title_again_is_refused_with_the_open_one_and_what_to_type(once: Farm, title: str) -> None:
    once.now = "2026-11-23T12:03:00Z"
    answer = once("open", title, *DOWN[2:])
    assert (answer.code, folders(once)) == (1, 1)
    assert f"open already since 2026-11-23T12:00:00Z: {ID} (incidents/{ID})" in answer.err
    assert f'farm-gitops update {ID} -m "…"' in answer.err
    assert "--again" in answer.err
    assert once(*DOWN, "--json").json["verdict"] == "reject"


def test_the_page_is_named_where_there_is_a_site(once: Farm) -> None:
    once.write("farm.yaml", once.read("farm.yaml") + "site: {title: Acme, url: 'https://status.acme.example/x/'}\n")
    assert f"(https://status.acme.example/x/incidents/{ID}/index.html)" in once(*DOWN).err


def test_again_makes_another_one(once: Farm) -> None:
    assert once.ok(*DOWN, "--again", "--json").json["incident"] == f"{ID}-2"
    assert f"{ID}" in once(*DOWN).err


@pytest.mark.parametrize(
    "other",
    [
        ("open", "Checkout is down for some", *DOWN[2:]),
        (*DOWN, "--at", "2026-11-20T12:00:00Z"),
    ],
)
def test_what_is_another_incident_is_not_held_up(once: Farm, other: tuple[str, ...]) -> None:
    once.ok(*other)


def test_one_that_is_resolved_or_of_yesterday_is_no_reason(once: Farm) -> None:
    once.now = "2026-11-24T00:30:00Z"
    once.ok(*DOWN)
    once.ok("resolve", "acme/2026-11-24-checkout-is-down", "-m", "Over.")
    assert once.ok(*DOWN, "--json").json["incident"] == "acme/2026-11-24-checkout-is-down-2"


def test_midnight_does_not_make_it_another(farm: Farm) -> None:
    farm.now = "2026-11-23T23:58:00Z"
    farm.ok(*DOWN)
    farm.now = "2026-11-24T00:02:00Z"
    assert ID in farm(*DOWN).err


def test_another_organization_has_its_own(farm: Farm) -> None:
    text = farm.read("farm.yaml")
    farm.write("farm.yaml", text.replace("people:\n", "  labs: {name: Labs, admins: [alice]}\npeople:\n", 1))
    farm.ok(*DOWN, "--organization", "acme")
    farm.ok(*DOWN, "--organization", "labs")
