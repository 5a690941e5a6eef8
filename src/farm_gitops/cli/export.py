"""`export`: everything as one stream of JSON Lines."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.progress import progress_bar

if TYPE_CHECKING:
    from farm_gitops.actions.export import Export

_EXAMPLE: Final = """\b
Examples:
  farm-gitops export --output acme.jsonl
  farm-gitops export --organization acme --no-emails | jq -r .id
  farm-gitops -C ../elsewhere import jsonl acme.jsonl --history
\b
Exit codes: 0 exported, 1 exported without files that cannot be read, 2 wrong call, 3 cannot export here.
"""
_NOT_IN_IT: Final = """\
not in it: policy and set-up (maintainers, admins, members, people whom no incident names, rules, slos, site); copy
farm.yaml and catalog/ too for these"""


@click.command("export", epilog=_EXAMPLE)
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Where to (default: -).")
@click.option("--organization", metavar="ORG", help="Export one organization alone.")
@click.option("--no-emails", is_flag=True, help="Leave e-mail addresses out, for giving it away.")
@click.option("--no-attachments", is_flag=True, help="Name attachments, without their content.")
@click.option("--no-history", is_flag=True, help="Leave out who committed what and when, as in a shallow clone.")
@pass_context
def export_command(context: Context, /, output: Path | None, organization: str | None, **leave_out: bool) -> int:
    """Write everything as JSON Lines, which `import jsonl` reads back without loss. docs/export.md says what is where.

    The first line says what the stream is; each further one holds an incident, its timeline and its post-mortem.
    """
    from farm_gitops.actions.export import Choice, export
    from farm_gitops.store.whole_file import write_bytes

    choice = Choice(
        organization,
        emails=not leave_out["no_emails"],
        attachments=not leave_out["no_attachments"],
        history=not leave_out["no_history"],
    )
    with progress_bar() as progress:
        made = export(context.project, choice, lambda done, total: progress("reading", done, total))
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(made.content)
    else:
        write_bytes(output.absolute(), made.content)
        click.echo(f"{made.incidents} incidents in {output}")
        click.echo(_NOT_IN_IT)
    _tell_left_out(made)
    return 1 if made.left_out else 0


def _tell_left_out(made: Export) -> None:
    for path in made.left_out:
        click.echo(f"left out, for it cannot be read: {path}; see why: farm-gitops validate {path}", err=True)


COMMANDS: Final = {"export": export_command}
