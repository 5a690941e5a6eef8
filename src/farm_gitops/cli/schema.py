"""`schema`: print the JSON Schema of a kind of file."""

from __future__ import annotations

from typing import Final

import click

_KINDS: Final = ("incident", "entry", "post-mortem", "config")


@click.command("schema", epilog="\b\nExample:\n  farm-gitops schema incident > incident.schema.json\n")
@click.argument("kind", type=click.Choice(_KINDS))
def schema_command(kind: str) -> None:
    """Print the JSON Schema (draft 2020-12) of KIND; of Markdown files it describes the front matter."""
    from farm_gitops.records.schema import schema_text

    click.echo(schema_text(kind), nl=False)


COMMANDS: Final = {"schema": schema_command}
