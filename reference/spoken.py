"""The command line as data: each command with its usage, words, options and examples, as click knows them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import click

from farm_gitops.cli.main import COMMANDS, main

_NO_WRAPPING: Final = "\b"
_PARTS: Final = re.compile(r"\n\n|\n(?=\x08$)", re.MULTILINE)


class SpokenOption(NamedTuple):
    """An option: how it is written, and what it does."""

    written: str
    help: str


class Spoken(NamedTuple):
    """A command; `examples` is what stands below its options, blocks of lines as they are."""

    name: str
    usage: str
    paragraphs: tuple[str, ...]
    options: tuple[SpokenOption, ...]
    examples: tuple[str, ...]


def program() -> Spoken:
    """farm-gitops itself."""
    return _spoken(main, "farm-gitops", _top())


def commands() -> Iterator[Spoken]:
    """Every command in the order of the help, a group followed by its own commands."""
    top = _top()
    for name in COMMANDS:
        command = main.get_command(top, name)
        assert command is not None
        yield from _family(command, name, top)


def _top() -> click.Context:
    return click.Context(main, info_name="farm-gitops", help_option_names=["-h", "--help"])


def _family(command: click.Command, name: str, parent: click.Context) -> Iterator[Spoken]:
    context = click.Context(command, info_name=name.rpartition(" ")[2], parent=parent)
    yield _spoken(command, name, context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            child = command.get_command(context, below)
            assert child is not None
            yield from _family(child, f"{name} {below}", context)


def _spoken(command: click.Command, name: str, context: click.Context) -> Spoken:
    options = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    return Spoken(
        name,
        " ".join(command.get_usage(context).removeprefix("Usage: ").split()),
        _blocks(command.help or ""),
        tuple(SpokenOption(*record) for record in options if record and record[1]),
        _blocks(command.epilog or ""),
    )


def _blocks(text: str) -> tuple[str, ...]:
    """Paragraphs on one line each; those that click is told not to wrap keep their lines."""
    return tuple(_block(part) for part in _PARTS.split(inspect.cleandoc(text)) if part.strip())


def _block(part: str) -> str:
    lines = part.strip("\n").splitlines()
    if lines[0].strip() == _NO_WRAPPING:
        return "\n".join(lines[1:])
    return " ".join(line.strip() for line in lines)
