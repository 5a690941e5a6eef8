"""The fields in which an incident's facts are typed, for a new one and for one that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from farm_gitops.documents.tree import Route
from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.model.incident import Incident
from farm_gitops.preview.forms import offered
from farm_gitops.preview.forms.bench import Bench
from farm_gitops.preview.forms.field import Choice, Field, Kind, given
from farm_gitops.preview.forms.form import by_name
from farm_gitops.preview.forms.typed import Typed

_KEYS: Final = {"components": "affected_components", "environments": "affected_environments"}
_FIELDS: Final = {key: field for field, key in _KEYS.items()}
_LISTS: Final = frozenset({"components", "environments"})
_REQUIRED: Final = frozenset({"title", "severity", "description"})
_EXTRA: Final = frozenset({"started_at", "follows"})
_TEXTS: Final = frozenset({"description"})
ORDER: Final = ("title", "severity", "description", "commander", "components", "environments", "started_at", "follows")
"""The fields in the order of the options of the commands, which is that of the words in the message of a commit."""


def fact_fields(bench: Bench, teams: Sequence[str]) -> tuple[Field, ...]:
    """The fields, filled in with what an incident says if the bench has one."""
    record = bench.record if bench.incident else None
    says = _says(record.facts) if record else {"follows": given(bench.asked.get("follows"))}

    def field(name: str, label: str, kind: Kind, choices: tuple[Choice, ...] = (), hint: str = "") -> Field:
        must, is_extra = name in _REQUIRED, name in _EXTRA
        return Field(name, label, kind, says.get(name, ()), choices, hint, is_required=must, is_extra=is_extra)

    people = offered.people(bench.configuration, teams, record.facts.commander if record else None)
    description = "What is seen, since when, and whom it affects. Markdown."
    return (
        field("title", "What is wrong, in one line", "line"),
        field("severity", "Severity", "levels", offered.SEVERITIES),
        field("description", "What is known", "markdown", hint=description),
        field("commander", "Commander", "one", people, "Who coordinates."),
        field("components", "Affected components", "many", offered.components(bench.snapshot, record)),
        field("environments", "Affected environments", "many", offered.environments(bench.configuration, record)),
        field("started_at", "When the impact began (UTC)", "moment", hint="If that was before it was reported."),
        field("follows", "Continues an earlier incident", "line", hint="Its id, such as 2026-11-23-checkout-is-down."),
    )


def _says(facts: Incident) -> Mapping[str, tuple[str, ...]]:
    return {
        "title": (facts.title,),
        "severity": (facts.severity.value,),
        "description": (facts.description,),
        "commander": given(facts.commander),
        "components": facts.affected_components,
        "environments": facts.affected_environments,
        "started_at": given(facts.started_at.utc.removesuffix("Z") if facts.started_at else None),
        "follows": given(facts.follows),
    }


def fact(typed: Typed, name: str) -> tuple[str, YamlValue]:
    """A key of `incident.yaml` and what was typed for it; None where nothing was."""
    if name in _LISTS:
        return _KEYS[name], list(typed.several(name))
    if name == "started_at":
        moment = typed.moment(name)
        return name, moment.text if moment else None
    return name, (typed.text(name) if name in _TEXTS else typed.line(name)) or None


def fact_place(route: Route, typed: Typed) -> str:
    """See `form.Place`."""
    name = by_name(route, typed)
    return _FIELDS.get(name, name)


def facts_typed(typed: Typed) -> Mapping[str, YamlValue]:
    """All of them."""
    return dict(fact(typed, name) for name in ORDER if name != "title")
