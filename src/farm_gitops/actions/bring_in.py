"""Bring incidents in from another tool: as texts of records, so that an import is a normal, reviewable change."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from farm_gitops.actions.act import Act, Desk, refuse_what_rules_refuse
from farm_gitops.actions.declare import the_only_organization
from farm_gitops.actions.land import Landed, Wish, do
from farm_gitops.importers.existing import Existing, existing
from farm_gitops.importers.result import Import
from farm_gitops.store.snapshot import FileSnapshot

Importer = Callable[[FileSnapshot, str | None], Import]
"""A foreign source, beside what is there already and into an organization (None: as it says), to texts of records."""


class Wanted(NamedTuple):
    """What to import, how its source is called, and into which organization."""

    source: str
    importer: Importer
    organization: str | None = None


class BroughtIn(NamedTuple):
    """What was done, and the account of it."""

    landed: Landed
    account: Import


def bring_in(desk: Desk, wanted: Wanted, wish: Wish) -> BroughtIn:
    """Import as one change, judged by the rules before anything is written."""
    account: list[Import] = []

    def deed(snapshot: FileSnapshot) -> Act:
        act, done = imported(snapshot, wanted)
        account.append(done)
        return act

    landed = do(desk, deed, wish)
    return BroughtIn(landed, account[-1])


def look_at(desk: Desk, wanted: Wanted) -> BroughtIn:
    """What an import would do, judged by the rules; nothing is written."""
    with desk.project.workbench() as snapshot:
        act, done = imported(snapshot, wanted)
        refuse_what_rules_refuse(snapshot, act, desk.done)
        return BroughtIn(Landed(act), done)


def imported(snapshot: FileSnapshot, wanted: Wanted) -> tuple[Act, Import]:
    """The act that an import is, and its account."""
    done = wanted.importer(snapshot, wanted.organization)
    into = ", ".join(sorted({incident.organization for incident in (*done.added, *done.updated)}))
    message = f"Import {len(done.added)} incidents from {wanted.source} into {into}"
    return Act({**done.files, **done.attachments}, message, "import"), done


def into_one(importer: Callable[[Existing], Import]) -> Importer:
    """An importer whose source knows no organizations: all of it goes into the given one, or the only one."""

    def into(snapshot: FileSnapshot, organization: str | None) -> Import:
        return importer(existing(snapshot, organization or the_only_organization(snapshot.configuration)))

    return into
