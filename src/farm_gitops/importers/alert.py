"""What Alertmanager posts to a webhook, read into plain values; whatever it holds, it is refused or understood.

Source of the format: Prometheus, "Alertmanager configuration", `<webhook_config>`, version 4; Grafana sends the same
keys as version 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from farm_gitops.errors import UsageError
from farm_gitops.importers.cleaning import is_blank, one_line, shortened, unified_lines, visible
from farm_gitops.importers.foreign_words import link_of
from farm_gitops.importers.json_values import Json, WrongShape, kind_of, objects_at, parsed, text_at
from farm_gitops.importers.repair import Ledger
from farm_gitops.importers.times import read_quietly
from farm_gitops.model.moment import Moment

LARGEST: Final = 4 * 1024 * 1024
"""How many bytes of a notification are read at most."""

_VERSIONS: Final = ("4", "1")
_EXPECTED: Final = "give the JSON that Alertmanager posts to a webhook (version 4); see docs/alertmanager.md"
_KEYS: Final = frozenset({"version", "groupKey", "status", "alerts"})
_NEVER: Final = "0001-01-01"

Labels = Mapping[str, str]


class Alert(NamedTuple):
    """One alert of a group; `started` is None where no time can be read."""

    is_firing: bool
    labels: Labels
    annotations: Labels
    started: Moment | None
    ended: Moment | None
    identity: str
    url: str


class AlertGroup(NamedTuple):
    """A notification: the alerts that Alertmanager groups under one key, and what they have in common."""

    key: str
    is_firing: bool
    labels: Labels
    annotations: Labels
    url: str
    alerts: tuple[Alert, ...]
    left_out: int

    @property
    def state(self) -> str:
        """What tells this notification from another of the same group; one that is repeated has the same."""
        told = sorted(f"{each.identity} {each.is_firing} {each.started}" for each in self.alerts)
        return hashlib.sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def firing(self) -> tuple[Alert, ...]:
        """Those that fire now."""
        return tuple(alert for alert in self.alerts if alert.is_firing)

    def label(self, name: str) -> tuple[str, ...]:
        """The values of a label, that of all alerts first, each once."""
        values = [self.labels.get(name, ""), *(alert.labels.get(name, "") for alert in self.alerts)]
        return tuple(dict.fromkeys(value for value in values if value))


def read_alert(data: bytes) -> AlertGroup:
    """Read a notification; UsageError, with the reason, for what is none."""
    if len(data) > LARGEST:
        raise UsageError(
            "this notification is larger than 4 MiB", "set `max_alerts` of the webhook in alertmanager.yml"
        )
    try:
        return _group(parsed(data))
    except WrongShape as wrong:
        raise UsageError(f"this is no notification of Alertmanager: {wrong}", _EXPECTED) from wrong


def _group(value: Json) -> AlertGroup:
    if not isinstance(value, dict):
        raise WrongShape(f"it is {kind_of(value)} rather than an object")
    if not value.keys() & _KEYS:
        raise WrongShape("it has none of `version`, `groupKey`, `status` and `alerts`, which such a one has")
    version, key, status = text_at(value, "version"), one_line(text_at(value, "groupKey")), text_at(value, "status")
    if version not in _VERSIONS:
        raise WrongShape(f"its `version` is `{shortened(one_line(version), 20) or 'missing'}` rather than 4")
    if is_blank(key):
        raise WrongShape("it has no `groupKey`, by which the next one could be known again")
    if status not in {"firing", "resolved"}:
        raise WrongShape(f"its `status` is `{shortened(one_line(status), 20)}`, neither firing nor resolved")
    alerts = tuple(_alert(alert) for alert in objects_at(value, "alerts", "an alert"))
    if not alerts:
        raise WrongShape("it has no alerts")
    return AlertGroup(
        key if len(key) <= 500 else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}",
        status == "firing",
        _labels(value, "commonLabels") or _labels(value, "groupLabels"),
        _labels(value, "commonAnnotations"),
        _web_address(text_at(value, "externalURL")),
        alerts,
        _count(value.get("truncatedAlerts")),
    )


def _alert(value: dict[str, Json]) -> Alert:
    labels = _labels(value, "labels")
    ended = text_at(value, "endsAt")
    told = "\n".join(f"{name}={labels[name]}" for name in sorted(labels))
    return Alert(
        text_at(value, "status") != "resolved",
        labels,
        _labels(value, "annotations"),
        read_quietly(text_at(value, "startsAt")),
        None if ended.startswith(_NEVER) else read_quietly(ended),
        one_line(text_at(value, "fingerprint"))[:100] or hashlib.sha256(told.encode("utf-8", "replace")).hexdigest(),
        _web_address(text_at(value, "generatorURL")),
    )


def _labels(value: dict[str, Json], key: str) -> Labels:
    found = value.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise WrongShape(f"its `{key}` are {kind_of(found)} rather than names with values")
    return dict(_clean(found))


def _clean(found: dict[str, Json]) -> Iterator[tuple[str, str]]:
    for name in found:
        text = visible(unified_lines(text_at(found, name))).strip()
        if not is_blank(text):
            yield shortened(one_line(name), 200), text


def _web_address(text: str) -> str:
    return link_of(text, Ledger("", ""))


def _count(value: Json) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
