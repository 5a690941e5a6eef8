"""Texts that somebody types: from the option, from standard input with `-`, or in an editor on a terminal."""

from __future__ import annotations

import sys

import click

from farm_gitops.errors import UsageError


def text_or_editor(given: str | None, *, option: str, question: str) -> str:
    """A text; UsageError where none was given and nobody is there to ask."""
    if given == "-":
        return sys.stdin.read()
    if given is not None:
        return given
    if not is_interactive():
        raise UsageError(f"a text is missing: {question}", f'give it with {option} "…", or {option} - to read it')
    typed = click.edit(f"\n<!-- {question} Lines in this comment are left out. -->\n", extension=".md")
    text = "" if typed is None else typed.partition("<!-- ")[0].strip()
    if not text:
        raise UsageError("nothing was typed, so nothing was changed")
    return text


def is_interactive() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()
