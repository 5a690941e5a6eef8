"""`preview`: the team's local application, in the browser."""

from __future__ import annotations

import gc
import json
import sys
import webbrowser
from contextlib import ExitStack
from threading import Thread
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from farm_gitops.cli.boundary import tell_bug
from farm_gitops.cli.context import Context, now, pass_context
from farm_gitops.cli.progress import progress_bar
from farm_gitops.errors import UsageError

if TYPE_CHECKING:
    from farm_gitops.preview.contract import FindingJson
    from farm_gitops.preview.guard import Address
    from farm_gitops.publish.output import Progress

_EXAMPLES: Final = """\b
Examples:
  farm-gitops preview --open
  farm-gitops preview --address :8080 --organization acme
  farm-gitops preview --no-commit
  farm-gitops preview --read-only
  farm-gitops preview --address 0.0.0.0:4180 --allow-remote      for a team in one room
\b
Ctrl-C ends it. Exit codes: 0 ended, 2 wrong call, 3 cannot work here.
"""

_OBJECTS_BETWEEN_COLLECTIONS: Final = 2_000
_TURN: Final = 0.001  # seconds; who asks for a page waits no longer for the thread that looks


@click.command("preview", epilog=_EXAMPLES)
@click.option(
    "--address", default="127.0.0.1:4180", metavar="HOST:PORT", help="Where to listen (default: 127.0.0.1:4180)."
)
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@click.option("--no-commit", is_flag=True, help="Let forms write files, and leave the commit to you.")
@click.option("--read-only", is_flag=True, help="Show no forms.")
@click.option("--organization", metavar="ORG", help="Show one organization alone.")
@click.option("--allow-remote", is_flag=True, help="Let other machines in, with --address of one of this machine's.")
@click.option("--json", "as_json", is_flag=True, help="Say where it listens in one line of JSON.")
@pass_context
def preview_command(
    context: Context,
    address: str,
    opens: bool,
    no_commit: bool,
    read_only: bool,
    organization: str | None,
    allow_remote: bool,
    as_json: bool,
) -> None:
    """Serve the site while you work: what anyone saves appears at once, in every browser that shows it.

    Nobody but this machine can reach it, and pages are made when somebody looks at them: nothing is written for it.
    """
    from farm_gitops.actions.act import Desk
    from farm_gitops.actions.build import require_known
    from farm_gitops.preview.bind import bound, parse_address
    from farm_gitops.preview.forms.answering import Forms, Limits
    from farm_gitops.preview.server import Preview, Setting, serve
    from farm_gitops.preview.session import Session

    wanted, project = parse_address(address), context.project
    if not wanted.is_loopback and not allow_remote:
        raise UsageError(f"{address} lets other machines in", "say that this is meant: --allow-remote")
    project.require_history()
    if organization is not None:
        with project.worktree(history=False) as snapshot:
            require_known(snapshot, organization)
    listening, where = bound(wanted)
    with listening, ExitStack() as shown:
        terminal = _Terminal(_Told(wanted, where, as_json, opens), shown)
        session = Session(project, organization, now)
        forms = Forms(lambda: Desk(project, now()), Limits(not no_commit, read_only, organization))
        preview = Preview(session, Setting(where, now, terminal, forms, read_only))
        # Connections leave circles behind, which a command that ends soon can leave lying, and a server cannot.
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
        sys.setswitchinterval(_TURN)
        serve(preview, listening)


class _Told(NamedTuple):
    """How to say where it listens, beside where it was meant to."""

    wanted: Address
    where: Address
    as_json: bool
    opens: bool


def _tell(url: str, told: _Told) -> None:
    where = told.where
    if told.wanted.port not in {0, where.port}:
        click.echo(f"note: port {told.wanted.port} is taken, so this is {where.port}", err=True)
    if not where.is_loopback:
        click.echo(
            "note: whoever can reach this machine and knows the address below reads all incidents and acts as you; "
            "nothing is encrypted on the way",
            err=True,
        )
    if told.as_json:
        click.echo(json.dumps({"version": 1, "url": url, "host": where.host, "port": where.port}))
    else:
        click.echo(f"open {url}\nCtrl-C ends the preview")
    if told.opens:
        Thread(target=webbrowser.open, args=(url,), daemon=True).start()


class _Terminal:
    """What the person who started it is told, on standard error; see `preview.look.Terminal`."""

    def __init__(self, told: _Told, shown: ExitStack) -> None:
        self._told: Final = told
        self._shown: Final = shown
        self._bar: Progress | None = None

    def serving(self, url: str) -> None:
        """Where it listens; the first site can take a while, so show how far it has come."""
        _tell(url, self._told)
        self._bar = self._shown.enter_context(progress_bar())

    def progress(self, what: str, done: int, total: int) -> None:
        """Until the first site is there."""
        if self._bar is not None:
            self._bar(what, done, total)

    def looked(self) -> None:
        """The first site is there, or cannot be."""
        self._bar = None
        self._shown.close()

    def say(self, text: str) -> None:
        """A word to them."""
        click.echo(f"note: {text}", err=True)

    def wrong(self, findings: tuple[FindingJson, ...]) -> None:
        """Which files are shown as they were before, or not at all."""
        for each in findings:
            place = f"{each['path']}:{each['line']}:{each['column']} " if each["path"] else ""
            click.secho(f"broken: {place}{each['message']} [{each['rule']}]", fg="yellow", err=True)
            click.echo(f"  cure: {each['cure']}", err=True)
        if not findings:
            click.secho("mended: all files can be shown", fg="green", err=True)

    def crashed(self, error: Exception) -> None:
        """A bug of ours."""
        tell_bug(error)


COMMANDS: Final = {"preview": preview_command}
