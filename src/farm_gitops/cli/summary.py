"""`summary`: what a pull request does, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from farm_gitops.cli.context import Context, pass_context

if TYPE_CHECKING:
    from farm_gitops.views.summary import IncidentSummary, Summary

_EXAMPLES: Final = """\b
Examples:
  farm-gitops summary --base origin/main
  farm-gitops summary --base main --worktree       also what is not committed yet
  farm-gitops summary --base "origin/$GITHUB_BASE_REF" > summary.md && gh pr comment --body-file summary.md
\b
The first line, <!-- farm-gitops summary -->, is not shown; by it a comment can be found again and replaced.
It is at most 65,536 characters long, which is what GitHub takes.
\b
Exit codes: 0 told, 2 wrong call, 3 cannot tell here.
"""


@click.command("summary", epilog=_EXAMPLES)
@click.option("--base", required=True, metavar="REF", help="Tell the step from REF to what merging HEAD would land.")
@click.option("--worktree", is_flag=True, help="Tell the step to the working tree.")
@click.option("--format", "form", type=click.Choice(["markdown", "json"]), default="markdown", help="How to answer.")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@pass_context
def summary_command(context: Context, base: str, worktree: bool, form: str) -> None:
    """Say in Markdown what a pull request does, incident by incident, for people who read no diff.

    It tells what a whole pull request changes, however its commits land, and does not judge: that is for validate.
    """
    from farm_gitops.cli.progress import progress_bar
    from farm_gitops.store.steps import merging, working
    from farm_gitops.views.summary import summary
    from farm_gitops.views.summary_markdown import summary_markdown

    step_of = working(context.project, base) if worktree else merging(context.history, base)
    with progress_bar("comparing"), step_of as files:
        told = summary(files.step)
    click.echo(_as_json(told) if form == "json" else summary_markdown(told), nl=form == "json")


def _as_json(told: Summary) -> str:
    from farm_gitops.validate.report.log import harmless_json

    return harmless_json(
        {
            "version": 1,
            "commits": told.commits,
            "authors": told.authors,
            "incidents": [_incident(incident) for incident in told.incidents],
            "configuration": told.configuration,
            "otherFiles": told.others,
        }
    )


def _incident(incident: IncidentSummary) -> dict[str, object]:
    return {
        "id": str(incident.id),
        "title": incident.title,
        "severity": incident.severity,
        "changes": [{"text": told.text, "quote": told.quote} for told in incident.told],
    }


COMMANDS: Final = {"summary": summary_command}
