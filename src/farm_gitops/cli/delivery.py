"""Where `events` sends what it tells: the options, the secrets from the environment, and the sending."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypedDict

import click

from farm_gitops.cli import context
from farm_gitops.errors import FarmError, UsageError

if TYPE_CHECKING:
    from farm_gitops.model.events import Event
    from farm_gitops.notify.errand import Errand
    from farm_gitops.notify.people import Service
    from farm_gitops.notify.signature import Keys
    from farm_gitops.notify.webhook import Hook
    from farm_gitops.store.events import Told


class Wish(TypedDict):
    """What the options say."""

    to: str | None
    batch: bool
    secret_file: Path | None
    allow_http: bool
    notify: bool
    dry_run: bool


class Ways(NamedTuple):
    """Where to send; checked before any history is read."""

    hook: Hook | None
    is_batch: bool
    services: tuple[Service, ...]
    is_rehearsal: bool


_OPTIONS: Final = (
    click.option("--to", metavar="URL", help="Post each event to this webhook, as a CloudEvent."),
    click.option("--batch", is_flag=True, help="With --to: all of them in one request."),
    click.option(
        "--secret-file",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="With --to: sign with the secret in FILE (default: the one in $FARM_GITOPS_WEBHOOK_SECRET, if any).",
    ),
    click.option("--allow-http", is_flag=True, help="With --to: also in the clear, over http://."),
    click.option("--notify", is_flag=True, help="Tell the services that $FARM_GITOPS_NOTIFY names, by Apprise."),
    click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing."),
)


def delivery_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that make a `Wish`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def chosen_ways(wish: Wish) -> Ways | None:
    """Where to send, None for nowhere; UsageError or FarmError where the options or the environment are wrong."""
    if wish["to"] is None and (wish["batch"] or wish["secret_file"] or wish["allow_http"]):
        raise UsageError("--batch, --secret-file and --allow-http are about a webhook", "name it: --to https://…")
    if wish["to"] is None and not wish["notify"]:
        if wish["dry_run"]:
            raise UsageError("--dry-run is about sending", "say where to: --to https://… or --notify")
        return None
    return Ways(_hook(wish), wish["batch"], _services() if wish["notify"] else (), wish["dry_run"])


def deliver_events(told: Told, events: Sequence[Event], ways: Ways, form: str) -> None:
    """Send events and report; exit code 3 where something did not arrive."""
    from farm_gitops.cli.delivery_report import tell_deliveries, tell_plan
    from farm_gitops.cli.progress import progress_bar
    from farm_gitops.notify.delivery import Clock

    errands = [*_errands(told, events, ways)]
    if ways.is_rehearsal:
        tell_plan(errands, form)
        return
    with progress_bar("sending") as bar:
        clock = Clock(context.now, time.sleep)
        deliveries = [errand.run(clock, lambda done, total: bar("sending", done, total)) for errand in errands]
    tell_deliveries(deliveries, form)
    if not all(delivery.is_complete for delivery in deliveries):
        click.get_current_context().exit(FarmError.exit_code)


def _errands(told: Told, events: Sequence[Event], ways: Ways) -> Iterator[Errand]:
    from farm_gitops.notify.errand import to_people, to_webhook
    from farm_gitops.views.events import event_json
    from farm_gitops.views.notice import notices

    if ways.hook:
        envelopes = [event_json(event, told.configuration) for event in events]
        yield to_webhook(envelopes, ways.hook, batch=ways.is_batch)
    messages = notices(events, told.incidents, told.configuration.site.url)
    yield from (to_people(messages, service) for service in ways.services)


def _hook(wish: Wish) -> Hook | None:
    if wish["to"] is None:
        return None
    from importlib.metadata import version

    from farm_gitops.notify.address import Address
    from farm_gitops.notify.webhook import Hook

    address = Address.parse(wish["to"], allow_http=wish["allow_http"])
    return Hook(address, _keys(wish["secret_file"]), f"farm-gitops/{version('farm-gitops')}")


def _keys(file: Path | None) -> Keys:
    from farm_gitops.notify.signature import SECRET_VARIABLE, keys_of

    if file is None:
        return keys_of(os.environ.get(SECRET_VARIABLE, ""), f"${SECRET_VARIABLE}")
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FarmError(f"cannot read a secret from {file}", f"ls -l {file}") from error
    keys = keys_of(text, str(file))
    if not keys:
        raise FarmError(f"there is no secret in {file}", 'echo "whsec_$(openssl rand -base64 32)" > secret.txt')
    return keys


def _services() -> tuple[Service, ...]:
    from farm_gitops.notify.people import SERVICES_VARIABLE, services

    urls = os.environ.get(SERVICES_VARIABLE, "")
    if not urls.strip():
        raise FarmError(
            f"--notify tells the services that ${SERVICES_VARIABLE} names, and it is empty",
            f"export {SERVICES_VARIABLE}='slack://… mailto://…'  (https://github.com/caronc/apprise/wiki)",
        )
    return services(urls)
