"""The command line: one registry of commands, loaded only when they run, and one boundary where errors end."""

from __future__ import annotations

import atexit
import errno
import gc
import importlib
import os
import sys
import threading
from typing import Final, NamedTuple, NoReturn

import click

from farm_gitops.cli.context import Context
from farm_gitops.errors import FarmError, UsageError, explain_stop, explained


class Entry(NamedTuple):
    """A command: the module under `cli/` that holds it, and its line in `--help`.

    `stopped` is what Ctrl-C leaves where nobody knows better: those who write say themselves how far they came.
    """

    module: str
    help: str
    stopped: str = "nothing was changed"


_SOME_SET_UP: Final = "some files may be there already: git status shows them"
_HALF_A_DEMO: Final = "what is in the folder is not whole: remove it before you try again"
_SOME_TOLD: Final = "with --to, some may be delivered already; each has an id by which a receiver knows it again"

COMMANDS: Final[dict[str, Entry]] = {
    "init": Entry("init", "Make a repository of incidents out of this folder.", _SOME_SET_UP),
    "demo": Entry("demo", "Make a small, real-looking repository to try things out.", _HALF_A_DEMO),
    "open": Entry("declare", "Declare an incident."),
    "report": Entry("from_issue", "Declare what somebody reported by the forge's form."),
    "update": Entry("update", "Post an update to an incident's timeline."),
    "transition": Entry("transition", "Move an incident to a later status."),
    "investigate": Entry("transition", "Move an incident to `investigating`."),
    "identify": Entry("transition", "Move an incident to `identified`."),
    "resolve": Entry("transition", "Move an incident to `resolved`."),
    "edit": Entry("edit", "Change the facts of an incident."),
    "postmortem": Entry("postmortem", "Begin or amend the post-mortem of an incident."),
    "approve": Entry("approve", "Approve a post-mortem; from then on its words are frozen."),
    "redact": Entry("redact", "Take out a text that should never have been written."),
    "sign-policy": Entry("sign_policy", "Sign a change of policy, with `trust: signed`."),
    "list": Entry("listing", "List incidents."),
    "show": Entry("show", "Show one incident with its timeline."),
    "validate": Entry("validate", "Check all files against the rules."),
    "events": Entry("events", "Tell what happened since a commit, for CI and chat.", _SOME_TOLD),
    "hooks": Entry(
        "hooks", "Have git ask before a commit or a push lands.", "farm-gitops hooks status says what is there"
    ),
    "audit": Entry("audit", "Check all of history against the rules."),
    "explain": Entry("explain", "Explain a rule, a severity or a status."),
    "summary": Entry("summary", "Say what a pull request does, in words."),
    "build": Entry("build", "Build the static site."),
    "preview": Entry("preview", "Serve the site while you work, in the browser."),
    "import": Entry("bring_in", "Import incidents from another tool."),
    "export": Entry("export", "Export everything as JSON Lines."),
    "doctor": Entry("doctor", "Say what is wrong with a set-up, and how to mend it."),
    "schema": Entry("schema", "Print the JSON Schema of a kind of file."),
    "completion": Entry("completion", "Print what makes a shell complete commands and ids."),
}

_EXAMPLES: Final = """\b
Examples:
  farm-gitops init
  farm-gitops open "Checkout is down" --severity P1 --description "No payment goes through."
  farm-gitops update 2026-11-23-checkout -m "Rolling back." --commit
  farm-gitops resolve 2026-11-23-checkout -m "Rolled back; payments work." --push
  farm-gitops validate && farm-gitops build
"""


# A command ends before there is much to collect; looking every 700 objects, as Python does, costs a tenth of its time.
_OBJECTS_BETWEEN_COLLECTIONS: Final = 50_000


class _NobodyReads(Exception):  # noqa: N818 - whoever reads our output has seen enough, which is no error
    """Our output leads nowhere any more."""


class _Commands(click.Group):
    """A group whose commands are imported when they run, so that `--help` costs next to nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = importlib.import_module(f"farm_gitops.cli.{entry.module}").COMMANDS[cmd_name]
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _NobodyReads from error  # click would make an exit code 1 of it
        except (click.Abort, KeyboardInterrupt) as stop:
            entry = COMMANDS.get(ctx.invoked_subcommand or "")
            explain_stop(stop, entry.stopped if entry else "")
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from difflib import get_close_matches

        if args and args[0] not in COMMANDS and not ctx.resilient_parsing:
            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            ctx.fail(f"there is no command `{args[0]}`.{hint}")
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"farm-gitops {version('farm-gitops')}")
        ctx.exit()


@click.group(cls=_Commands, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "folder", metavar="DIR", help="Work in another folder than this one.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
@click.pass_context
def main(ctx: click.Context, folder: str | None) -> None:
    """Incident tracking without a server: incidents and post-mortems are files in a git repository.

    Commands that change something edit files and leave the commit to you; --commit, --branch and --push go further.
    """
    if folder is not None:
        _go_to(folder)
    ctx.obj = Context()
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def _go_to(folder: str) -> None:
    """As `git -C` does: every path of the command line is meant from there."""
    try:
        os.chdir(folder)
    except OSError as error:
        raise UsageError(f"cannot work in {folder}: {error.strerror}", f"mkdir {folder}") from error


def _require_text(arguments: list[str]) -> None:
    """Arguments that are no UTF-8 would be refused later, by whatever meets them first."""
    for argument in arguments:
        if not argument.isascii() and any("\ud800" <= character <= "\udfff" for character in argument):
            raise UsageError("an argument is not UTF-8", "check the encoding of the terminal: locale")


def program() -> NoReturn:
    """What the shell starts: `run`, and a quick end."""
    try:
        run()
    except SystemExit as done:
        _end(done)
    sys.exit()


def _end(done: SystemExit) -> NoReturn:
    """Let the system take back at once what Python would take apart object by object, of a large build for seconds."""
    if threading.active_count() > 1 or not isinstance(done.code, int):
        raise done
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        raise done from None  # Python knows what to say of an output that leads nowhere
    atexit._run_exitfuncs()
    os._exit(done.code)


def _say_no_more() -> None:
    """What is left to be said to an output that takes no more: Python would complain when it flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run() -> None:
    """The command line: exit codes 0 fine, 1 findings or refused, 2 wrong call, 3 cannot work here, 70 a bug."""
    from farm_gitops.cli.boundary import tell, tell_bug

    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    if os.environ.get("_FARM_GITOPS_COMPLETE", "").startswith("powershell"):
        importlib.import_module("farm_gitops.cli.completion")  # what it asks for, click does not know by itself
    try:
        _require_text(sys.argv)
        code = main.main(prog_name="farm-gitops", standalone_mode=False) or 0
        sys.stdout.flush()
        sys.exit(code)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt) as stop:
        click.echo(": ".join(filter(None, ("stopped", explained(stop)))), err=True)
        sys.exit(130)
    except (_NobodyReads, BrokenPipeError):
        _say_no_more()
        sys.exit(0)
    except FarmError as error:
        tell(error)
        sys.exit(error.exit_code)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            tell(full := FarmError(f"{error.strerror}: {error.filename or 'what was to be written'}", "make room"))
            _say_no_more()
            sys.exit(full.exit_code)
        tell_bug(error)
        sys.exit(70)
