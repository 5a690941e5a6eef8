"""Attacks by the bytes of a file: what some reader takes for something else, or chokes on."""

from __future__ import annotations

from histories.base import LIVE, NEW, NEW_FACTS, UPDATE
from histories.history import History, puts, refused

FACTS_PATH = f"{NEW}/incident.yaml"
BAD, ENCODING = "invalid-yaml", "invalid-encoding"
BOMB = "a: &a {x: 1}\n" + "".join(
    f"{chr(98 + number)}: &{chr(98 + number)} {{<<: [{', '.join(['*' + chr(97 + number)] * 9)}]}}\n"
    for number in range(9)
)


def facts(claim: str, text: str | bytes, *rules: str) -> History:
    """A new incident whose facts are these bytes."""
    return refused(claim, puts(FACTS_PATH, text), *rules)


def titled(claim: str, title: str, *rules: str) -> History:
    """A new incident with this title."""
    return facts(claim, NEW_FACTS.replace("title: New", f"title: {title}"), *rules)


def entry(claim: str, text: str | bytes, *rules: str) -> History:
    """A new entry of these bytes."""
    return refused(claim, puts(UPDATE, text), *rules)


HISTORIES = (
    facts("UTF-16", NEW_FACTS.encode("utf-16"), ENCODING),
    facts("Latin-1", NEW_FACTS.replace("New", "Ausf\u00e4lle").encode("latin-1"), ENCODING),
    facts("a byte order mark", b"\xef\xbb\xbf" + NEW_FACTS.encode(), ENCODING),
    facts("a NUL", NEW_FACTS.replace("Down", "Do\0wn"), ENCODING),
    facts("an escape that steers terminals", NEW_FACTS.replace("Down", "\x1b[2J"), ENCODING),
    facts("a bidi override", NEW_FACTS.replace("Down", "\u202enwoD"), ENCODING),
    facts("an overlong encoding", NEW_FACTS.encode().replace(b"Down", b"\xc0\xaf"), ENCODING),
    facts("a lone surrogate", NEW_FACTS.encode().replace(b"Down", b"\xed\xa0\x80"), ENCODING),
    titled("a control character by way of an escape", '"a\\e[2J"', BAD),
    titled("a bidi override by way of an escape", '"a\\u202eb"', BAD),
    facts("several documents", NEW_FACTS + "---\nstatus: resolved\n", BAD),
    facts("an older YAML", "%YAML 1.1\n---\n" + NEW_FACTS, BAD),
    titled("a tag that makes objects", "!!python/object/apply:os.system [id]", BAD),
    titled("a tag of its own", "!secret x", BAD),
    titled("an anchor", "&a New", BAD),
    facts("an alias", NEW_FACTS.replace("title: New", "title: &a New\nx-again: *a"), BAD),
    facts("a merge key", NEW_FACTS + "<<: {severity: P1}\n", BAD),
    facts("a bomb of merge keys", BOMB, BAD),
    facts("a hundred thousand brackets", "[" * 100_000, BAD),
    facts("deep nesting", NEW_FACTS + "x-deep: " + "[" * 40 + "]" * 40 + "\n", BAD),
    facts("a tab for indentation", NEW_FACTS + "x-a:\n\tb: 1\n", BAD),
    facts("a quote that never ends", NEW_FACTS + 'x-a: "\n', BAD),
    facts("what is left of a merge", "<<<<<<< HEAD\n" + NEW_FACTS, BAD),
    facts("a megabyte of comments", NEW_FACTS + "#" * 1_000_000, "file-too-large"),
    facts("a title of 201 characters", NEW_FACTS.replace("New", "x" * 201), "invalid-value"),
    facts("a list where keys belong", "- title: New\n", "invalid-value"),
    facts("a severity of no kind", NEW_FACTS.replace("P3", "no"), "invalid-value"),
    facts("a time without a zone", NEW_FACTS.replace("10:00:00Z", "10:00:00"), "invalid-timestamp"),
    facts(
        "a time that is a sexagesimal number",
        NEW_FACTS.replace("2026-11-23T10:00:00Z", "190:20:30"),
        "invalid-timestamp",
    ),
    facts("a day that there is not", NEW_FACTS.replace("11-23T", "11-31T"), "invalid-timestamp"),
    facts(
        "five thousand digits where a name belongs",
        NEW_FACTS.replace("reported_by: bob", f"reported_by: {'9' * 5000}"),
        "invalid-value",
    ),
    facts("a misspelt key", NEW_FACTS.replace("severity", "serverity"), "unknown-field"),
    facts("a key twice, quoted once", NEW_FACTS + "'severity': P1\n", "duplicate-key"),
    entry("an entry of NULs", b"\0\0\0\n", ENCODING),
    entry("an entry whose front matter does not end", "---\nauthor: bob\nStill slow.\n", "invalid-front-matter"),
    entry("an entry with two authors", "---\nauthor: bob\nauthor: bob\n---\nx\n", "duplicate-key"),
    entry("an entry with a status of yes", "---\nstatus: yes\n---\nx\n", "invalid-value"),
    entry("an entry of a megabyte", "x" * 1_000_000, "file-too-large"),
    entry("an entry of nothing", "", "missing-field"),
    refused("an attachment of text that is none", puts(f"{LIVE}/attachments/x.log", b"\xff\xfe\0"), "unexpected-file"),
)
