"""The calls of farm-gitops in lines of a shell, and whether the command line understands them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Final

import click

from farm_gitops.cli.main import main

_ASSIGNMENT: Final = re.compile(r"\w+=.*")
_REMARK: Final = re.compile(r"(?<=\S) {3,}[^-\s\"'$].*$", re.MULTILINE)
_OPERATORS: Final = frozenset(";&|()<>")


def calls(text: str) -> Iterator[list[str]]:
    """The arguments of each call, in order; a remark after three blanks, as help has them, is none of them."""
    joined = re.sub(r"\\\n\s*", " ", text)
    for line in _REMARK.sub("", joined).splitlines():
        yield from _in_line(line.strip().removeprefix("… | "))


def _in_line(line: str) -> Iterator[list[str]]:
    if "farm-gitops" not in line:
        return
    words = shlex.shlex(line, posix=True, punctuation_chars=True)
    words.whitespace_split = True
    words.commenters = "#"
    for command in _commands(words):
        rest = [*command]
        while rest and _ASSIGNMENT.fullmatch(rest[0]):
            rest.pop(0)
        if rest and rest[0] == "farm-gitops":
            yield rest[1:]


def _commands(words: Iterator[str]) -> Iterator[list[str]]:
    """Simple commands; what follows `<` or `>` is a file and no argument."""
    now: list[str] = []
    is_file = False
    for word in words:
        if word and set(word) <= _OPERATORS:
            is_file = word[0] in "<>"
            if not is_file:
                yield now
                now = []
        elif is_file:
            is_file = False
        else:
            now.append(word)
    yield now


def refusal(arguments: list[str]) -> str:
    """Why the command line does not understand a call; empty where it does. Nothing is run."""
    try:
        _parse(main, "farm-gitops", arguments, None)
    except click.exceptions.Exit:
        return ""  # --help and --version
    except click.BadParameter as error:
        # A file of the reader's own is not here.
        is_file = error.param is not None and isinstance(error.param.type, click.Path | click.File)
        return "" if is_file else error.format_message()
    except click.ClickException as error:
        return error.format_message()
    return ""


def _parse(command: click.Command, name: str, arguments: list[str], parent: click.Context | None) -> None:
    context = command.make_context(name, [*arguments], parent=parent)
    if isinstance(command, click.Group):
        rest = [*context._protected_args, *context.args]
        below_name, below, below_arguments = command.resolve_command(context, rest)
        assert below is not None
        assert below_name is not None
        _parse(below, below_name, below_arguments, context)
