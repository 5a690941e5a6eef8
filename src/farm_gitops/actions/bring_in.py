"""Bring incidents in from another tool: as texts of records, so that an import is a normal, reviewable change."""

from __future__ import annotations

from collections.abc import Callable

from farm_gitops.actions.act import Act, Deed
from farm_gitops.actions.declare import the_only_organization
from farm_gitops.importers.existing import Existing, existing
from farm_gitops.importers.result import Import
from farm_gitops.store.snapshot import FileSnapshot

Importer = Callable[[bytes, Existing], Import]
"""Foreign bytes, beside what is there already, to texts of records."""


def bring_in(source: str, data: bytes, importer: Importer, organization: str | None) -> tuple[Deed, list[Import]]:
    """A deed that imports, and the list that will hold the account of it once the deed is done."""
    account: list[Import] = []

    def deed(snapshot: FileSnapshot) -> Act:
        target = organization or the_only_organization(snapshot.configuration)
        done = importer(data, existing(snapshot, target))
        account.append(done)
        return Act(done.files, f"Import {len(done.added)} incidents from {source} into {target}", "import")

    return deed, account
