"""What the about page tells of the policy: trust, landing, roles and the rules whose level is set."""

from __future__ import annotations

from dataclasses import replace

from views_world import world

from farm_gitops.model.organization import Configuration
from farm_gitops.views.policy import Policy, policy

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ+xsdMpVLXLFXoYl0Ck4sTRiSHiGBS7Hbx8ER5m9Rl5 alice"


def told(**given: object) -> Policy:
    """The policy of a configuration."""
    usual = {
        "maintainers": ["alice"],
        "organizations": {"acme": {"name": "Acme", "admins": ["alice"], "members": ["bob", "alice"]}},
        "people": {"alice": {"name": "Alice Ng", "signing_keys": [KEY]}, "bob": {"active": False}},
    }
    return policy(world(configuration=Configuration.model_validate(usual | given)))


def test_roles_are_told_by_name_and_an_admin_is_not_listed_twice() -> None:
    found = told()
    assert [each.who.name for each in found.maintainers] == ["Alice Ng"]
    (rights,) = found.rights
    assert (rights.organization.label, [each.who.name for each in rights.admins]) == ("Acme", ["Alice Ng"])
    assert rights.members == ()  # Bob has left, so he may do nothing


def test_members_are_those_who_are_no_admins() -> None:
    (rights,) = told(people={}).rights
    assert [each.who.name for each in rights.members] == ["bob"]


def test_keys_are_shown_where_signing_counts_and_nowhere_else() -> None:
    assert told().maintainers[0].keys == ()
    (key,) = told(trust="signed").maintainers[0].keys
    assert key.startswith("SHA256:")


def test_what_is_trusted_and_how_changes_land_is_said_in_words() -> None:
    found = told(trust="signed", landing="rebase")
    assert (found.trust.label, found.landing.label) == ("signed", "rebase")
    assert "SSH signature" in found.trust.text
    assert "forge" in told().trust.text


def test_rules_whose_level_is_set_are_told_and_no_other() -> None:
    found = told(rules={"stale-timeline": "off", "missing-commander": "error"})
    assert found.rules == (("missing-commander", "error"), ("stale-timeline", "off"))
    assert told().rules == ()


def test_a_site_of_one_organization_tells_the_roles_of_no_other() -> None:
    here = world(configuration=Configuration.model_validate({"organizations": {"acme": {}, "globex": {}}}))
    rights = policy(replace(here, organization="globex")).rights
    assert [each.organization.key for each in rights] == ["globex"]
