"""How an alert group reads as an incident: title, description, severity, links and updates, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.importers.alert import Alert, AlertGroup
from farm_gitops.importers.cleaning import one_line, shortened
from farm_gitops.importers.foreign_words import link_of
from farm_gitops.importers.repair import Ledger
from farm_gitops.importers.status_words import severity_named
from farm_gitops.model.severity import Severity

_TITLE_LIMIT: Final = 200
_TEXT_LIMIT: Final = 4_000
_LISTED: Final = 20
_UNKNOWN: Final = Severity.P3
_SEVERITIES: Final[Mapping[str, Severity]] = {
    **{severity.casefold(): severity for severity in Severity},
    "page": Severity.P1,
    "emergency": Severity.P1,
    "error": Severity.P2,
    "warning": Severity.P3,
    "warn": Severity.P3,
    "info": Severity.P4,
    "informational": Severity.P4,
}
_RANK: Final = {severity: place for place, severity in enumerate(Severity)}
_LINKS: Final = (("runbook_url", "Runbook"), ("dashboard_url", "Dashboard"), ("dashboard", "Dashboard"))


def title_of_alert(group: AlertGroup) -> str:
    """What is wrong, in one line: the summary that all alerts share, else their name and what tells the group."""
    alone = group.alerts[0].annotations if len(group.alerts) == 1 else {}
    summary = group.annotations.get("summary") or alone.get("summary")
    if summary:
        return shortened(one_line(summary), _TITLE_LIMIT)
    name = next(iter(group.label("alertname")), "Alert")
    more = [f"{key}={value}" for key, value in sorted(group.labels.items()) if key not in {"alertname", "severity"}]
    return shortened(one_line(f"{name} {' '.join(more[:3])}"), _TITLE_LIMIT)


def severity_of_alert(group: AlertGroup, given: Mapping[str, Severity]) -> Severity:
    """The worst of what the alerts' `severity` labels mean; P3 where nobody knows one. `given` comes first."""
    known = [found for word in group.label("severity") if (found := _severity(word, given))]
    return min(known, key=_RANK.__getitem__, default=_UNKNOWN)


def description_of_alert(group: AlertGroup) -> str:
    """What the alerts say they have in common, and each of them."""
    common = group.annotations.get("description") or group.annotations.get("message") or ""
    said = [shortened(common, _TEXT_LIMIT)] if common else []
    return "\n\n".join([*said, _listed(group, group.alerts)])


def update_of_alert(group: AlertGroup) -> str:
    """What a later notification of the same group says."""
    if not group.is_firing:
        return f"Alertmanager: all alerts of this group are resolved.\n\n{_listed(group, group.alerts)}"
    firing, over = len(group.firing), len(group.alerts) - len(group.firing)
    headline = f"Alertmanager: {firing} firing" + (f", {over} resolved" if over else "")
    return f"{headline}.\n\n{_listed(group, group.alerts)}"


def links_of_alert(group: AlertGroup) -> list[YamlValue]:
    """Where more is to be found, each address once."""
    found = {address: title for title, address in _links(group)}
    return [{"title": title, "url": address} for address, title in found.items()]


def _severity(word: str, given: Mapping[str, Severity]) -> Severity | None:
    folded = word.strip().casefold()
    return given.get(folded) or _SEVERITIES.get(folded) or severity_named(word)


def _listed(group: AlertGroup, alerts: Iterable[Alert]) -> str:
    all_of_them = [*alerts]
    lines = [_line(alert) for alert in all_of_them[:_LISTED]]
    more = len(all_of_them) - len(lines) + group.left_out
    return "\n".join([*lines, *([f"- and {more} more"] if more else [])])


def _line(alert: Alert) -> str:
    state = "firing" if alert.is_firing else "resolved"
    since = f" since {alert.started.utc}" if alert.started and alert.is_firing else ""
    until = f" at {alert.ended.utc}" if alert.ended and not alert.is_firing else ""
    labels = ", ".join(f"{name}={value}" for name, value in sorted(alert.labels.items()))
    said = shortened(one_line(alert.annotations.get("summary") or alert.annotations.get("description") or ""), 300)
    query = f" ([query]({alert.url}))" if alert.url and ")" not in alert.url and "(" not in alert.url else ""
    return f"- {state}{since}{until}: {_as_code(shortened(one_line(labels), 500))}{f' {said}' if said else ''}{query}"


def _as_code(text: str) -> str:
    """Labels as they are, whatever they hold: between more backticks than stand together in them."""
    fence = "`"
    while fence in text:
        fence += "`"
    return f"{fence} {text} {fence}" if "`" in text else f"`{text or 'no labels'}`"


def _links(group: AlertGroup) -> Iterator[tuple[str, str]]:
    if group.url:
        yield "Alertmanager", group.url
    for key, title in _LINKS:
        for said in (group.annotations, *(alert.annotations for alert in group.alerts[:_LISTED])):
            address = link_of(said.get(key, ""), Ledger("", ""))
            if address:
                yield title, address
