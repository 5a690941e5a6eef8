"""`audit`: check all of history against the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.progress import progress_bar
from farm_gitops.cli.report import report_options, tell_report
from farm_gitops.errors import UsageError

if TYPE_CHECKING:
    from farm_gitops.actions.audit import Span

_EXAMPLES: Final = """\b
Examples:
  farm-gitops audit                        everything since the founding commit
  farm-gitops audit v1..main               what landed on main after v1
  farm-gitops audit --format github        in a workflow
  farm-gitops audit --write-baseline       adopt the tool late: excuse what is there
\b
Exit codes: 0 no error, 1 findings, 2 wrong call, 3 cannot judge here.
"""


@click.command("audit", epilog=_EXAMPLES)
@click.argument("span", required=False, metavar="[FROM..TO]")
@report_options
@click.option("--write-baseline", is_flag=True, help="Write what is found to the baseline; a maintainer commits it.")
@click.option("--no-cache", is_flag=True, help="Judge also what was judged before; nothing is remembered.")
@click.option("--no-baseline", is_flag=True, help="Count also what the baseline of the last commit excuses.")
@pass_context
def audit_command(
    context: Context, span: str | None, form: str, write_baseline: bool, no_cache: bool, no_baseline: bool
) -> int:
    """Judge every step of history, from the commit that founded it on: what landed one after the other, along first
    parents, as pull requests are judged, and what merges left out of their other parents.

    Anyone with a clone can do this. It names each bad commit, and says from which commit on history can be trusted.
    """
    from farm_gitops.actions.audit import audit_history
    from farm_gitops.actions.audit import write_baseline as write
    from farm_gitops.validate.report.words import count

    excused = not (no_baseline or write_baseline)
    with progress_bar() as progress:
        report = audit_history(
            context.history,
            _span(span),
            excused=excused,
            remember=not no_cache,
            done=lambda done, total: progress("judging", done, total),
        )
    if write_baseline:
        path = write(context.history, report)
        commits = len({finding.landed.commit for finding in report.findings if finding.landed})
        found = f"{count(len(report.findings), 'finding')} in {count(commits, 'commit')}"
        click.echo(f"wrote {path}; no longer counted: {found}")
        click.echo("it is policy: let a maintainer commit it")
        return 0
    tell_report(report, form)
    return 1 if report.errors else 0


def _span(given: str | None) -> Span:
    """`FROM..TO`, of which each may be missing, or TO alone."""
    from farm_gitops.actions.audit import Span

    start, dots, end = (given or "").rpartition("..")
    if start.endswith("."):
        raise UsageError("three dots mean something else to git", f"farm-gitops audit {start[:-1]}..{end}")
    if not dots:
        return Span(None, end or "HEAD")
    return Span(start or None, end or "HEAD")


COMMANDS: Final = {"audit": audit_command}
