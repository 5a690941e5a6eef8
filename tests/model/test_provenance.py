"""Which person an e-mail address belongs to."""

from __future__ import annotations

import pytest

from farm_gitops.model.organization import Person
from farm_gitops.model.provenance import person_of

PEOPLE = {
    "alice": Person(emails=("alice@acme.example",), github="alice-ng"),
    "bob": Person(emails=("bob@acme.example", "Bob@Home.example")),
}


@pytest.mark.parametrize(
    ("email", "person"),
    [
        ("alice@acme.example", "alice"),
        ("ALICE@acme.example", "alice"),
        ("bob@home.example", "bob"),
        ("12345+alice-ng@users.noreply.github.com", "alice"),
        ("Alice-Ng@users.noreply.github.com", "alice"),
        ("mallory@acme.example", None),
        ("1+bob@users.noreply.github.com", None),
        ("alice-ng@users.noreply.github.com.evil.example", None),
        ("", None),
    ],
)
def test_addresses_lead_to_people(email: str, person: str | None) -> None:
    assert person_of(PEOPLE, email) == person
