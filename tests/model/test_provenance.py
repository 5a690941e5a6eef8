"""Which person an e-mail address belongs to, and how surely somebody did something."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration, Organization, Person
from farm_gitops.model.provenance import (
    SURETIES,
    Attribution,
    Origin,
    Surety,
    acting,
    attributed,
)

PEOPLE = {
    "alice": Person(emails=("alice@acme.example",), github="alice-ng"),
    "bob": Person(emails=("bob@acme.example", "Bob@Home.example")),
}
FARM = Configuration(organizations={"acme": Organization()}, people=PEOPLE)


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
    assert FARM.person_of(email) == person


def by(email: str, *helpers: str) -> Origin:
    """A commit by an address."""
    ten = Moment.parse("2026-11-23T10:00:00Z")
    return Origin("f" * 40, "Typed Name", email, ten, ten, helpers=tuple(f"{name}@acme.example" for name in helpers))


ALICE, BOB, EVE = by("alice@acme.example"), by("bob@acme.example"), by("eve@else.example")


@pytest.mark.parametrize(
    ("author", "origin", "expected"),
    [
        (None, None, None),
        (None, BOB, Attribution("bob", "Typed Name", Surety.COMMIT)),
        (None, EVE, Attribution(None, "Typed Name", Surety.UNKNOWN)),
        ("bob", None, Attribution("bob", "", Surety.FILE)),
        ("bob", BOB, Attribution("bob", "Typed Name", Surety.COMMIT)),
        ("bob", by("alice@acme.example", "bob"), Attribution("bob", "Typed Name", Surety.COMMIT)),
        ("bob", ALICE, Attribution("bob", "Typed Name", Surety.VOUCHED, "alice")),
        ("alice", BOB, Attribution("alice", "Typed Name", Surety.FILE)),
        ("bob", EVE, Attribution("bob", "Typed Name", Surety.FILE)),
    ],
)
def test_how_surely_somebody_did_something_follows_from_the_file_and_the_commit(
    author: str | None, origin: Origin | None, expected: Attribution | None
) -> None:
    assert attributed(author, origin, FARM.person_of, ["alice"]) == expected


def test_every_degree_of_surety_is_explained() -> None:
    assert set(SURETIES) == set(Surety)
    assert len({meaning.text for meaning in SURETIES.values()}) == len(Surety)


class Made(NamedTuple):
    """A commit."""

    name: str
    paths: tuple[str, ...]
    is_merge: bool = False


def test_the_actor_of_a_path_made_the_newest_commit_that_touches_it_and_is_no_merge() -> None:
    newest_first = [Made("merge", ("a", "evil"), is_merge=True), Made("new", ("a", "b")), Made("old", ("b", "c"))]
    assert {path: commit.name for path, commit in acting(newest_first).items()} == {"a": "new", "b": "new", "c": "old"}
