"""`docs/commands.md`: every command with its options and examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reference.spoken import Spoken, commands, program
from reference.tables import fence, table

_OPENING: Final = """\
# The commands

This page is made from the commands themselves (`python3 dev.py docs`); `farm-gitops COMMAND --help` prints a part of
it, and `man farm-gitops` all of it. Exit codes are fixed: 0 fine, 1 findings or a refusal, 2 a wrong call, 3 cannot
work here (no git, no `farm.yaml`, a shallow clone), 70 a bug. Where a command takes an `ID`, any unique beginning of an
incident's name or id will do.
"""


def commands_page() -> str:
    """The whole page."""
    return "\n".join((_OPENING, *_options(program()), *(line for each in commands() for line in _section(each))))


def _section(command: Spoken) -> Iterator[str]:
    yield f"{'##' if ' ' not in command.name else '###'} `{command.name}`\n"
    for paragraph in command.paragraphs:
        yield f"{paragraph if chr(10) not in paragraph else fence('text help', paragraph)}\n"
    yield fence("text help", command.usage)
    yield ""
    yield from _options(command)
    for example in command.examples:
        yield f"{fence('text help', example) if chr(10) in example else example}\n"


def _options(command: Spoken) -> Iterator[str]:
    rows = [(f"`{option.written}`", option.help) for option in command.options if "--help" not in option.written]
    if rows:
        yield table(("option", "meaning"), rows)
