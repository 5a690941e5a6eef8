"""A rule's page, read from its docstring: title, why, notes, and the examples that are both documentation and tests.

An example is an indented block below `Fails (PATH):` or `Passes (PATH):`, further files of it below `and (PATH):`, and
what had landed before below `before (PATH):`. A path is within an incident's folder unless it begins with `farm.yaml`,
`catalog/`, `templates/` or `incidents/`. Traits follow it after commas: `executable`, `link`, `with escapes`,
`repeated to N KiB`, `by E-MAIL` (who made the commit), `committed TIME`, and `removed`, with nothing below.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from farm_gitops.rules import RULES
from farm_gitops.rules.rule import GROUPS, Rule

EXAMPLE_NOW: Final = "2026-11-24T12:00:00Z"
"""The time at which the examples are judged, for the rules that need a clock."""

_HEADER: Final = re.compile(r"(?P<word>Fails|Passes|and|before) \((?P<path>[^,)]+)(?P<traits>(?:, [^,)]+)*)\):")
_ESCAPE: Final = re.compile(rb"\\x([0-9A-F]{2})")
_LANGUAGES: Final = {"yaml": "yaml", "md": "markdown"}

_OPENING: Final = f"""\
# The rules

This page is made from the rules themselves (`python3 dev.py docs`); `farm-gitops explain RULE` prints one of them.
Every example is also a test: its files are put into a small valid repository (`tests/rules/base/`), and judged at
{EXAMPLE_NOW} where a rule needs the clock. What had landed stands below *before*; where a rule is about a step,
the other files are what the step changes, in commits of Bob (a member) unless another author is named.
"""


class ExampleFile(NamedTuple):
    """One file of an example: its path, text and traits, and whether it is what had landed before."""

    path: str
    text: str
    traits: tuple[str, ...]
    had_landed: bool

    @property
    def is_removed(self) -> bool:
        """Whether the example is about a file that is taken away."""
        return "removed" in self.traits

    @property
    def data(self) -> bytes:
        r"""Its bytes: the text with `\xNN` and repetition carried out where its traits ask for that."""
        data = self.text.encode()
        for trait in self.traits:
            if trait == "with escapes":
                data = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data)
            elif trait.startswith("repeated to "):
                data *= int(trait.split()[2]) * 1024 // len(data) + 1
        return data


class Example(NamedTuple):
    """Files that the rule refuses, or lets pass."""

    passes: bool
    files: tuple[ExampleFile, ...]


def examples(rule: Rule) -> tuple[Example, ...]:
    """The examples of a rule's docstring, in order."""
    found: list[Example] = []
    for word, file in _files(rule.page.splitlines()):
        if word in {"Fails", "Passes"}:
            found.append(Example(word == "Passes", (file,)))
        else:
            found[-1] = found[-1]._replace(files=(*found[-1].files, file))
    return tuple(found)


def rule_page(rule: Rule) -> str:
    """One rule as Markdown, its heading at level 1."""
    return _page(rule, "#")


def rules_book() -> str:
    """All rules as one Markdown page, by group."""
    return "\n".join([_OPENING, *_index(), *_chapters()])


def _files(lines: Iterable[str]) -> Iterator[tuple[str, ExampleFile]]:
    """Each header's word and the file below it."""
    header: re.Match[str] | None = None
    block: list[str] = []
    for line in lines:
        following = _HEADER.fullmatch(line)
        if following and header:
            yield _file(header, block)
        if following:
            header, block = following, []
        else:
            block.append(line)
    if header:
        yield _file(header, block)


def _file(header: re.Match[str], block: list[str]) -> tuple[str, ExampleFile]:
    text = textwrap.dedent("\n".join(block)).strip("\n") + "\n"
    traits = tuple(filter(None, header["traits"].split(", ")))
    return header["word"], ExampleFile(header["path"], text, traits, header["word"] == "before")


def _notes(rule: Rule) -> Iterator[str]:
    """The paragraphs between the why and the first example."""
    for paragraph in rule.page.split("\n\n")[2:]:
        if _HEADER.fullmatch(paragraph.strip()):
            return
        yield paragraph


def _page(rule: Rule, heading: str) -> str:
    weight = f"Its level can be set: `rules: {{{rule.id}: off}}`." if rule.is_adjustable else "Its level is fixed."
    paragraphs = [
        f"{heading} `{rule.id}`",
        f"**{rule.title}** {rule.why}",
        *_notes(rule),
        f"*{GROUPS[rule.group]}: {rule.level}. {weight}*",
        *(_shown(example) for example in examples(rule)),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _shown(example: Example) -> str:
    first, *others = example.files
    parts = [_block("Passes" if example.passes else "Fails", first)]
    parts += [_block("before" if file.had_landed else "and", file) for file in others]
    return "\n\n".join(parts)


def _block(word: str, file: ExampleFile) -> str:
    place = ", ".join([f"`{file.path}`", *file.traits])
    if file.is_removed:
        return f"{word}, {place}."
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", file.text) or [""]))
    language = _LANGUAGES.get(file.path.rpartition(".")[2], "text")
    return f"{word}, {place}:\n\n{fence}{language}\n{file.text}{fence}"


def _index() -> Iterator[str]:
    yield "| group | rules |\n|---|---|"
    for group, title in GROUPS.items():
        links = " ".join(f"[`{rule.id}`](#{rule.id})" for rule in RULES if rule.group == group)
        yield f"| {title} | {links} |"


def _chapters() -> Iterator[str]:
    for group, title in GROUPS.items():
        yield f"\n## {title}\n"
        yield "\n".join(_page(rule, "###") for rule in RULES if rule.group == group).rstrip("\n")
    yield ""
