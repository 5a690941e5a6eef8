"""What a step does, in words for somebody who reads no diff: incident by incident, then the configuration and the rest.

Nothing is judged here. All is plain text; `summary_markdown` makes it fit for a comment on a pull request.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.severity import Severity
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.step import IncidentStep, Step
from farm_gitops.records import layout
from farm_gitops.views.summary_incident import incident_told
from farm_gitops.views.summary_names import Names, is_readable
from farm_gitops.views.summary_policy import catalog_told, configuration_told, founding_told
from farm_gitops.views.summary_told import Told


class IncidentSummary(NamedTuple):
    """What happens to one incident; without title and severity where its facts can be read on neither side."""

    id: IncidentId
    title: str
    severity: Severity | None
    told: tuple[Told, ...]


class Summary(NamedTuple):
    """What a step does; `authors` by name, `others` are the changed files of which nothing else speaks, printable."""

    commits: int
    authors: tuple[str, ...]
    incidents: tuple[IncidentSummary, ...]
    configuration: tuple[str, ...]
    others: tuple[str, ...]


def summary(step: Step) -> Summary:
    """A step in words, the worst incidents first."""
    names = Names(step)
    return Summary(
        commits=len(step.commits),
        authors=tuple(dict.fromkeys(names.signed(commit.author) for commit in reversed(step.commits))),
        incidents=tuple(sorted((_incident(change, names) for change in _changes(step)), key=_place)),
        configuration=tuple(_configuration(step, names)),
        others=tuple(layout.shown(file.path) for file in step.changed if _is_other(file.path)),
    )


def _changes(step: Step) -> Iterator[IncidentStep]:
    touched = {layout.incident_of(file.path) for file in step.changed}
    for incident in filter(None, touched):
        before = step.before.record(incident) if step.before else None
        yield IncidentStep(incident, before, step.after.record(incident), step)


def _incident(change: IncidentStep, names: Names) -> IncidentSummary:
    known: IncidentRecord | None = change.after or change.before
    title, severity = (known.facts.title, known.facts.severity) if known else (change.id.name, None)
    return IncidentSummary(change.id, title, severity, incident_told(change, names))


def _place(incident: IncidentSummary) -> tuple[str, IncidentId]:
    return incident.severity or "", incident.id


def _configuration(step: Step, names: Names) -> Iterator[str]:
    before, after = step.before, step.after
    has_any = before is not None or after.has_configuration
    if not has_any or not any(_may_configure(file.path) for file in step.changed):
        return
    if not is_readable(after):
        yield "leaves farm.yaml so that it cannot be read" if after.has_configuration else "takes farm.yaml away"
    elif before is None or not is_readable(before):
        yield from founding_told(after.configuration, names)
    else:
        yield from configuration_told(before.configuration, after.configuration, names)
        yield from catalog_told(before.catalog, after.catalog)


def _may_configure(path: str) -> bool:
    """Whether a file is, or may be, `farm.yaml` or a part of the catalog."""
    return layout.incident_of(path) is None and path.endswith((".yaml", ".yml"))


def _is_other(path: str) -> bool:
    return path != layout.CONFIGURATION and layout.incident_of(path) is None
