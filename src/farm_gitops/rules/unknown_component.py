"""`unknown-component`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.documents.tree import Route, show_route
from farm_gitops.model.catalog import Catalog
from farm_gitops.records import layout
from farm_gitops.rules import uses
from farm_gitops.rules.cure import cure_for
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case, Whole


def unknown_component(subject: Case | Whole) -> Iterator[Finding]:
    """Every component is in the catalog, and its name says which one is meant.

    The page of a component can show what went wrong with it only if incidents call it by its name.

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
        affected_components: [chekout]

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
        affected_components: [ledger]
    and (catalog/ledger.yaml):

        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: ledger}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: API
        metadata: {name: ledger}

    Passes (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
        affected_components: [checkout]
    """
    catalog = subject.snapshot.catalog
    if isinstance(subject, Case):
        for use in uses.components(subject.record):
            yield from _judged(catalog, use.value, use.path, use.route)
    else:
        for rank, slo in enumerate(subject.configuration.slos):
            yield from _judged(catalog, slo.component, layout.CONFIGURATION, ("slos", rank, "component"))


def _judged(catalog: Catalog, reference: str, path: str, route: Route) -> Iterator[Finding]:
    candidates = catalog.candidates(reference)
    if not candidates:
        name = reference.rpartition(":")[2].rpartition("/")[2]
        message = f"`{show_route(route)}`: the catalog has no component `{reference}`"
        yield Finding(path, message, cure_for(name, catalog.names, "components"), route)
    elif len(candidates) > 1:
        choices = ", ".join(entity.reference for entity in candidates)
        message = f"`{show_route(route)}`: `{reference}` may mean {choices}"
        yield Finding(path, message, f"write one of them in full, such as {candidates[0].reference}", route)
