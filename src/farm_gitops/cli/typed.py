"""Texts that somebody types: from the option, from standard input with `-`, or in an editor on a terminal."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import click

from farm_gitops.errors import FarmError, UsageError


def text_or_editor(given: str | None, *, option: str, question: str) -> str:
    """A text; UsageError where none was given and nobody is there to ask."""
    if given is not None:
        return given_or_read(given, option)
    if not is_interactive():
        raise UsageError(f"a text is missing: {question}", f'give it with {option} "…", or {option} - to read it')
    hint = f"<!-- {question} This line is left out. -->"
    text = (in_editor(f"\n{hint}\n", ".md") or "").replace(hint, "").strip()
    if not text:
        raise UsageError("nothing was typed, so nothing was changed")
    return text


def given_or_read(given: str, option: str) -> str:
    """What an option says; `-` reads standard input. UsageError for what is not UTF-8."""
    if given != "-":
        return given
    return utf8(sys.stdin.buffer.read(), f"what {option} - reads")


def utf8(data: bytes, what: str) -> str:
    """Bytes as text; UsageError for what is not UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"{what} is not UTF-8 (byte {error.start + 1})", "save it as UTF-8") from error


def in_editor(text: str, extension: str) -> str | None:
    """A text as somebody left it in their editor; None where they did not save. FarmError where none can be started."""
    try:
        return click.edit(text, extension=extension)
    except click.ClickException as error:
        raise FarmError(f"the editor did not work: {error.message}", "export EDITOR=nano") from error


@contextmanager
def kept_on_refusal(text: str, extension: str) -> Iterator[None]:
    """Whatever is refused while this lasts, the text that somebody typed is kept in a file, and the error names it."""
    try:
        yield
    except FarmError as error:
        with tempfile.NamedTemporaryFile(
            "w", prefix="farm-gitops-", suffix=extension, delete=False, encoding="utf-8"
        ) as kept:
            kept.write(text)
        error.cure = f"{error.cure}; what you typed is kept in {kept.name}".removeprefix("; ")
        raise


def is_interactive() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()
