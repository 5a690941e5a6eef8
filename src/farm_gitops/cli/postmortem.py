"""`postmortem`: begin the post-mortem of an incident, or add to it."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.landing import Landing, land, landing_options
from farm_gitops.cli.options import incident_argument
from farm_gitops.cli.typed import utf8

if TYPE_CHECKING:
    from farm_gitops.model.post_mortem import ActionItem

_EXAMPLES: Final = """\b
Examples:
  farm-gitops postmortem 2026-11-23-checkout \\
      --root-cause "A migration locked the orders table." \\
      --factor "The migration ran at peak time, which no check forbids." \\
      --action-item "Refuse migrations that lock; assignee=bob; due=2026-12-15"
  farm-gitops postmortem 2026-11-23-checkout --done 1
"""


@click.command("postmortem", epilog=_EXAMPLES)
@incident_argument
@click.option("--root-cause", metavar="TEXT", help="Why it happened, in Markdown.")
@click.option("--factor", "factors", metavar="TEXT", multiple=True, help="What made it likelier; may be repeated.")
@click.option(
    "--action-item",
    "items",
    metavar="ITEM",
    multiple=True,
    help="What will be done: `title; assignee=PERSON; due=YYYY-MM-DD; link=URL`; may be repeated.",
)
@click.option("--done", type=int, metavar="N", multiple=True, help="Tick off the N-th action item.")
@click.option("--body-file", type=click.File("rb"), help="The body in Markdown; - reads standard input.")
@landing_options
@pass_context
def postmortem_command(
    context: Context,
    incident: str,
    root_cause: str | None,
    factors: tuple[str, ...],
    items: tuple[str, ...],
    done: tuple[int, ...],
    body_file: IO[bytes] | None,
    landing: Landing,
) -> None:
    """Begin the post-mortem of the resolved incident ID with its root cause, or add to the draft that is there."""
    from farm_gitops.actions.post_mortem import Findings, write_post_mortem

    body = utf8(body_file.read(), "the body") if body_file else None
    findings = Findings(root_cause, factors, tuple(map(_action_item, items)), done, body)
    desk = context.desk
    following = "" if done else "write it up in incidents/{id}/postmortem.md, then farm-gitops approve {id}"
    land(desk, write_post_mortem(desk, incident, findings), landing, following=following)


def _action_item(text: str) -> ActionItem:
    """`title; assignee=bob; due=2026-12-15` as an action item; BadParameter where it is none."""
    from pydantic import ValidationError

    from farm_gitops.model.post_mortem import ActionItem
    from farm_gitops.records.complaint import of_schema

    title, given = text, {}
    while (parts := title.rpartition(";"))[1] and (key := parts[2].partition("=")[0].strip()) in _ITEM_KEYS:
        title, given[key] = parts[0], parts[2].partition("=")[2].strip()
    unknown = re.search(r";\s*(\w+)\s*=", title)
    if unknown:
        raise click.BadParameter(f"`{unknown[1]}` is none of {', '.join(_ITEM_KEYS)}", param_hint="--action-item")
    try:
        return ActionItem.model_validate({"title": title.strip(), **given})
    except ValidationError as error:
        raise click.BadParameter(of_schema(error, ActionItem)[0].message, param_hint="--action-item") from error


_ITEM_KEYS: Final = ("assignee", "due", "link")

COMMANDS: Final = {"postmortem": postmortem_command}
