"""The manual page, in the macros that every `man` knows.

Source of the format: man(7) of groff and mandoc.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reference.spoken import Spoken, SpokenOption, commands, program

_ENVIRONMENT: Final = (
    ("NO_COLOR", "If it is set, nothing is coloured."),
    ("FARM_GITOPS_WEBHOOK_SECRET", "Signs what events --to posts."),
    ("FARM_GITOPS_NOTIFY", "The Apprise URLs of those whom events --notify tells."),
)
_CODES: Final = (
    ("0", "Fine."),
    ("1", "Findings, or a change was refused."),
    ("2", "A wrong call."),
    ("3", "Cannot work here: no git, no farm.yaml, a shallow clone."),
    ("70", "A bug; the log that is named helps to find it."),
)
_WRITTEN: Final = "2026-11-29"
"""A manual page must have a date. The clock's would make each another, so this is when its frame was changed last."""


def manual_page() -> str:
    """The whole page."""
    whole = program()
    lines = (
        f'.TH FARM\\-GITOPS 1 "{_WRITTEN}" farm\\-gitops "farm\\-gitops manual"',
        ".SH NAME",
        "farm\\-gitops \\- incident tracking without a server",
        ".SH SYNOPSIS",
        f".B {escaped('farm-gitops')}",
        escaped(whole.usage.removeprefix("farm-gitops ")),
        ".SH DESCRIPTION",
        *_paragraphs(whole.paragraphs),
        ".SH OPTIONS",
        *_options(whole.options),
        ".SH COMMANDS",
        *(line for command in commands() for line in _command(command)),
        ".SH EXIT STATUS",
        *_terms(_CODES),
        ".SH ENVIRONMENT",
        *_terms(_ENVIRONMENT),
        ".SH EXAMPLES",
        *_paragraphs(whole.examples),
        ".SH SEE ALSO",
        ".BR git (1)",
    )
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Words that the formatter takes as they are: a dash is a dash, and the beginning of a line is no request."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain[:1] in {".", "'"} else plain


def _command(command: Spoken) -> Iterator[str]:
    yield f'.SS "{escaped(command.name)}"'
    yield f".B {escaped(command.usage)}"
    yield ".PP"
    yield from _paragraphs(command.paragraphs)
    yield from _options(tuple(option for option in command.options if not option.written.endswith("--help")))
    yield from (line for example in command.examples for line in (".PP", *_paragraph(example)))


def _options(options: tuple[SpokenOption, ...]) -> Iterator[str]:
    return _terms((option.written, option.help) for option in options)


def _terms(terms: Iterator[tuple[str, str]] | tuple[tuple[str, str], ...]) -> Iterator[str]:
    for term, meaning in terms:
        yield ".TP"
        yield f".B {escaped(term)}"
        yield escaped(" ".join(meaning.split()))


def _paragraphs(paragraphs: tuple[str, ...]) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs):
        if number:
            yield ".PP"
        yield from _paragraph(paragraph)


def _paragraph(paragraph: str) -> Iterator[str]:
    if "\n" not in paragraph:
        yield escaped(paragraph)
        return
    yield ".nf"
    yield from (escaped(line.rstrip()) or "\\&" for line in paragraph.splitlines())
    yield ".fi"
