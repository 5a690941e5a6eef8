"""`open --from-alert`: the options that only an alert has, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import click

from farm_gitops.cli.landing import Landing, land
from farm_gitops.model.severity import Severity

if TYPE_CHECKING:
    from farm_gitops.actions.act import Desk
    from farm_gitops.documents.yaml_writer import YamlValue


class AlertOptions(NamedTuple):
    """Where the notification is, and how it is to be read."""

    file: IO[bytes]
    severities: Mapping[str, Severity]
    labels: tuple[str, ...]
    resolves: bool
    organization: str | None = None


def alert_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --from-alert and what belongs to it, which the command receives as one `alert` (None without it)."""

    @click.option("--from-alert", metavar="FILE", type=click.File("rb"), help="Alertmanager's JSON; - reads stdin.")
    @click.option(
        "--severity-map",
        metavar="WORD=P2",
        multiple=True,
        callback=_severities,
        help="With --from-alert: what a `severity` label means; may be repeated.",
    )
    @click.option(
        "--component-label", metavar="LABEL", multiple=True, help="With --from-alert: which labels name components."
    )
    @click.option("--resolve", is_flag=True, help="With --from-alert: resolve it once all alerts are.")
    @wraps(command)
    def with_alert(
        *args: Any,
        from_alert: IO[bytes] | None,
        severity_map: Mapping[str, Severity],
        component_label: tuple[str, ...],
        resolve: bool,
        **rest: Any,
    ) -> Any:
        given = {"--severity-map": severity_map, "--component-label": component_label, "--resolve": resolve}
        if from_alert is None:
            alone = next((name for name, value in given.items() if value), None)
            if alone:
                raise click.UsageError(f"{alone} goes with --from-alert")
            return command(*args, alert=None, **rest)
        return command(*args, alert=AlertOptions(from_alert, severity_map, component_label, resolve), **rest)

    return with_alert


def land_alert(desk: Desk, alert: AlertOptions, facts: Mapping[str, YamlValue], landing: Landing) -> None:
    """Open or update, and say so."""
    from farm_gitops.actions.alert import COMPONENT_LABELS, AlertWish, take_alert
    from farm_gitops.importers.alert import LARGEST, read_alert

    group = read_alert(alert.file.read(LARGEST + 1))
    labels = alert.labels or COMPONENT_LABELS
    wish = AlertWish(alert.organization, alert.severities, labels, facts, alert.resolves)
    land(desk, take_alert(desk, group, wish), landing)


def _severities(_: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> Mapping[str, Severity]:
    found: dict[str, Severity] = {}
    for pair in given:
        word, equals, level = pair.partition("=")
        if not equals or level.upper() not in list(Severity):
            raise click.BadParameter(f"`{pair}` is not WORD=P1, P2, P3 or P4", param_hint=parameter.opts[0])
        found[word.strip().casefold()] = Severity(level.upper())
    return found
