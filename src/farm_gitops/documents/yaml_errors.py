"""libyaml's errors in the words of a person who writes YAML by hand, at the place where the mistake is."""

from __future__ import annotations

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from farm_gitops.documents.text import Problem
from farm_gitops.documents.tree import Span

# What libyaml says (scanner.c, parser.c), what is wrong, what to do; the first match counts.
_WORDS = (
    (
        "mapping values are not allowed",
        "A colon stands where no value can begin.",
        "Put the text that holds it in quotes, or indent this line like its neighbours.",
    ),
    # libyaml 0.1.7, which ruamel.yaml.clib holds, still follows YAML 1.1 here.
    (
        "found unexpected ':'",
        "Between brackets or braces an unquoted text cannot hold a colon.",
        "Put the text in quotes.",
    ),
    ("found a tab character", "A tab indents this line.", "Indent with spaces."),
    ("cannot start any token", "A value cannot begin with this character.", "Put the text in quotes."),
    ("unexpected end of stream", "The quote that opens here is never closed.", "Close it with the same quote."),
    ("unexpected document indicator", "The quote that opens here is never closed.", "Close it with the same quote."),
    ("expected ',' or ']'", "A comma or the closing `]` of this list is missing.", "Add it."),
    ("expected ',' or '}'", "A comma or the closing `}` of this mapping is missing.", "Add it."),
    (
        "expected '-' indicator",
        "This line does not begin a list item.",
        "Begin it with `- `, indented like the others.",
    ),
    ("could not find expected ':'", "This line has no colon after its key.", "Write it as `key: value`."),
    ("expected key", "This line does not fit the lines above it.", "Indent it like its neighbours, or quote the text."),
    ("block sequence entries", "A list item cannot stand here.", "Begin the list on the line below its key."),
    ("block mapping keys", "A key cannot stand here.", "Begin the mapping on the line below its key."),
    (
        "unknown escape",
        "This backslash escapes nothing that YAML knows.",
        "Double the backslash, or use single quotes.",
    ),
    ("hexdecimal", "The escape needs hexadecimal digits.", "Complete it, or double the backslash."),
    ("invalid Unicode character", "The escape names no character.", "Delete it; write the character itself."),
    ("undefined tag handle", "This tag is not known here.", "Delete the tag."),
    ("incompatible YAML", "The file asks for another version of YAML than 1.2.", "Delete the line `%YAML`."),
    ("document start", "Something follows the end of the document.", "Delete it, or indent it like its neighbours."),
    (
        "directive",
        "A line that begins with `%` is a directive, which is not used here.",
        "Delete it, or quote the text.",
    ),
    ("comment or line break", "Something follows the `|` or `>`.", "Begin the text on the next line."),
    ("node content", "A value is missing here.", "Write one, or delete the extra punctuation."),
    ("alphabetic or numeric", "`&` and `*` are not used here.", "Put the text in quotes."),
)
# Where libyaml noticed is far from where the mistake is: show where the quote, list or mapping began.
_SHOW_BEGINNING = ("unexpected end of stream", "unexpected document indicator", "expected ',' or")


def explain_error(error: YAMLError, text: str, offset: int) -> Problem:
    """The problem behind `error`, found while `text` was read; `offset` (characters) is added to its span."""
    if not isinstance(error, MarkedYAMLError):
        return _problem(str(error), Span(offset, offset + 1))
    said = error.problem or error.context or ""
    mark = error.problem_mark
    if error.context_mark is not None and any(words in said for words in _SHOW_BEGINNING):
        mark = error.context_mark
    start = min(mark.index if mark is not None else 0, len(text))
    if text[start : start + 1] == "\t":
        said = "found a tab character"
    return _problem(said, Span(start + offset, start + offset + 1))


def _problem(said: str, span: Span) -> Problem:
    for words, message, cure in _WORDS:
        if words in said:
            return Problem("invalid-yaml", message, cure, span)
    return Problem("invalid-yaml", f"This is not YAML: {said}.", "Compare the line with its neighbours.", span)
