"""libyaml's errors in the words of a person who writes YAML by hand, at the place where the mistake is."""

from __future__ import annotations

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from farm_gitops.documents.text import Problem
from farm_gitops.documents.tree import Span

# What libyaml says (scanner.c, parser.c), what is wrong, what to do; the first match counts.
_WORDS = (
    (
        "mapping values are not allowed",
        "a colon stands where no value can begin",
        "put the text that holds it in quotes, or indent this line like its neighbours",
    ),
    # libyaml 0.1.7, which ruamel.yaml.clib holds, still follows YAML 1.1 here.
    (
        "found unexpected ':'",
        "between brackets or braces an unquoted text cannot hold a colon",
        "put the text in quotes",
    ),
    ("found a tab character", "a tab indents this line", "indent with spaces"),
    ("cannot start any token", "a value cannot begin with this character", "put the text in quotes"),
    ("unexpected end of stream", "the quote that opens here is never closed", "close it with the same quote"),
    ("unexpected document indicator", "the quote that opens here is never closed", "close it with the same quote"),
    ("expected ',' or ']'", "a comma or the closing `]` of this list is missing", "add it"),
    ("expected ',' or '}'", "a comma or the closing `}` of this mapping is missing", "add it"),
    (
        "expected '-' indicator",
        "this line does not begin a list item",
        "begin it with `- `, indented like the others",
    ),
    ("could not find expected ':'", "this line has no colon after its key", "write it as `key: value`"),
    ("expected key", "this line does not fit the lines above it", "indent it like its neighbours, or quote the text"),
    ("block sequence entries", "a list item cannot stand here", "begin the list on the line below its key"),
    ("block mapping keys", "a key cannot stand here", "begin the mapping on the line below its key"),
    (
        "unknown escape",
        "this backslash escapes nothing that YAML knows",
        "double the backslash, or use single quotes",
    ),
    ("hexdecimal", "the escape needs hexadecimal digits", "complete it, or double the backslash"),
    ("invalid Unicode character", "the escape names no character", "delete it; write the character itself"),
    ("undefined tag handle", "this tag is not known here", "delete the tag"),
    ("incompatible YAML", "the file asks for another version of YAML than 1.2", "delete the line `%YAML`"),
    ("document start", "something follows the end of the document", "delete it, or indent it like its neighbours"),
    (
        "directive",
        "a line that begins with `%` is a directive, which is not used here",
        "delete it, or quote the text",
    ),
    ("comment or line break", "something follows the `|` or `>`", "begin the text on the next line"),
    ("node content", "a value is missing here", "write one, or delete the extra punctuation"),
    ("alphabetic or numeric", "`&` and `*` are not used here", "put the text in quotes"),
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
    return Problem("invalid-yaml", f"this is not YAML: {said}", "compare the line with its neighbours", span)
