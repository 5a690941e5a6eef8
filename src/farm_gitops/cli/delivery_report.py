"""How `events` reports what it sent, or would send: to people in lines, to scripts as one JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from farm_gitops.records.layout import shown
from farm_gitops.validate.report.log import harmless, harmless_json

if TYPE_CHECKING:
    from farm_gitops.notify.delivery import Delivery, Outcome
    from farm_gitops.notify.errand import Errand


def tell_plan(errands: Sequence[Errand], form: str) -> None:
    """What would be sent where."""
    if form == "json":
        _say_json("pass", [_plan(errand) for errand in errands], is_rehearsal=True)
        return
    for errand in errands:
        _say(f"{_number(len(errand.parts), 'message')} would go to {errand.target}")
        for part in errand.parts:
            for line in part.text.splitlines():
                _say(f"  {line}")


def tell_deliveries(deliveries: Sequence[Delivery], form: str) -> None:
    """What arrived, and what did not, on standard error with what to type."""
    if form == "json":
        verdict = "pass" if all(delivery.is_complete for delivery in deliveries) else "error"
        _say_json(verdict, [_delivery(delivery) for delivery in deliveries], is_rehearsal=False)
    for delivery in deliveries:
        failed = [outcome for outcome in delivery.outcomes if outcome.reason]
        taken = len(delivery.outcomes) - len(failed)
        if form != "json":
            _say(f"{_number(taken, 'message')} went to {delivery.target}")
        if failed:
            _complain(delivery, failed)


def _complain(delivery: Delivery, failed: Sequence[Outcome]) -> None:
    click.secho(f"error: {_number(len(failed), 'message')} did not get to {delivery.target}", fg="red", err=True)
    for outcome in failed:
        _say(f"  {', '.join(outcome.events)}: {_why(outcome)}", err=True)
    click.echo(f"  cure: {delivery.cure}", err=True)


def _why(outcome: Outcome) -> str:
    return outcome.reason + (f" (tried {outcome.attempts} times)" if outcome.attempts > 1 else "")


def _plan(errand: Errand) -> dict[str, object]:
    return {
        "target": errand.target,
        "messages": [{"events": part.events, "text": part.text} for part in errand.parts],
    }


def _delivery(delivery: Delivery) -> dict[str, object]:
    return {
        "target": delivery.target,
        "delivered": [each for outcome in delivery.outcomes if not outcome.reason for each in outcome.events],
        "failed": [
            {"events": outcome.events, "attempts": outcome.attempts, "reason": outcome.reason}
            for outcome in delivery.outcomes
            if outcome.reason
        ],
        "cure": "" if delivery.is_complete else delivery.cure,
    }


def _say_json(verdict: str, deliveries: Iterable[object], *, is_rehearsal: bool) -> None:
    document = {"version": 1, "verdict": verdict, "isDryRun": is_rehearsal, "deliveries": [*deliveries]}
    click.echo(harmless_json(document))


def _say(line: str, *, err: bool = False) -> None:
    click.echo(harmless(shown(line)), err=err)


def _number(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
