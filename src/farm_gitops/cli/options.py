"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from farm_gitops.model.severity import Severity

if TYPE_CHECKING:
    from farm_gitops.model.moment import Moment

Command = Callable[..., Any]


class Level(click.Choice[Severity]):
    """A severity, told as it is written everywhere, whatever case it was typed in."""

    def __init__(self) -> None:
        super().__init__(list(Severity), case_sensitive=False)

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        """As click does, and then as people write it: `P1` rather than `p1`."""
        return super().normalize_choice(choice, ctx).upper()


def incident_argument(command: Command) -> Command:
    """The incident: its id, its name, or a unique beginning of either."""
    return click.argument("incident", metavar="ID", shell_complete=_complete_ids)(command)


def at_option(command: Command) -> Command:
    """When it happened, where that was not now."""
    return click.option("--at", metavar="TIME", callback=_read_moment, help="When it happened (default: now).")(command)


def key_option(command: Command) -> Command:
    """The key to sign with, where that is not the one that git signs with."""
    return click.option(
        "--key",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The SSH key to sign with (default: git's `user.signingKey`, with `gpg.format` ssh).",
    )(command)


def read_moment(text: str, option: str) -> Moment:
    """A time of the command line; BadParameter, with the corrected text, where it is none."""
    from farm_gitops.model.moment import Moment

    try:
        return Moment.parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from error


def _read_moment(_: click.Context, parameter: click.Parameter, value: str | None) -> Moment | None:
    return None if value is None else read_moment(value, parameter.opts[0])


def _complete_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Ids for the shell: only folder names are looked at, so that it answers at once in any repository."""
    folder = Path(ctx.find_root().params.get("folder") or ".").resolve()
    root = next((parent for parent in (folder, *folder.parents) if (parent / "farm.yaml").is_file()), None)
    if root is None:
        return []
    found = sorted(path for path in root.glob("incidents/*/*") if path.is_dir())
    ids = [f"{path.parent.name}/{path.name}" for path in found]
    return [i for i in ids if i.startswith(incomplete)] + [p.name for p in found if p.name.startswith(incomplete)]
