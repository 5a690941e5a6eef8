"""The reader refuses what could surprise, at the place where it stands, and reads the rest as written."""

from __future__ import annotations

import pytest
from document_strategies import documents
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.documents.position import position
from farm_gitops.documents.text import REFUSED_CHARACTER
from farm_gitops.documents.tree import Mapping, Node, Scalar, Sequence, Span, plain
from farm_gitops.documents.yaml_reader import (
    MAX_PROBLEMS,
    read_values,
    read_yaml,
    read_yaml_documents,
    uses_c_extension,
)


def test_libyaml_is_what_reads() -> None:
    assert uses_c_extension()


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: 1\nb: *x\n", 2, 4, "`*x` is an alias"),
        ("a: 1\né: &x 1\n", 2, 4, "`&x` is an anchor"),
        ("a: !!str 1\n", 1, 4, "`!!str`"),
        ("a: !x\n  b: 1\n", 1, 4, "`!x`"),
        ("a:\r\n  <<: {b: 1}\r\n", 2, 3, "merge"),
        ("? [a]\n: 1\n", 1, 3, "where a key must stand"),
        ("a: " + "[" * 40, 1, 35, "32 deep"),
        ("%YAML 1.1\n---\na: 1\n", 1, 1, "another version"),
        ("%TAG ! x\n---\na: 1\n", 1, 1, "%TAG"),
        ("a: 1\n---\nb: 2\n", 2, 1, "second document"),
        ("a: 1\nb:\n\tc: 1\n", 3, 1, "tab"),
        ("\n\ta: 1\n", 2, 1, "tab"),
        ("a: 1\nb: 'x\nc: 1\n", 2, 4, "never closed"),
        ("a: [1,\nb: 2\n", 1, 4, "closing `]`"),
        ("a: {b: 2\n", 1, 4, "closing `}`"),
        ("title: Database: down\n", 1, 16, "colon"),
        ("é😀: x\na: @x\n", 2, 4, "cannot begin"),
        ('a: "😀 \\q"\n', 1, 7, "backslash"),
        ('a: x\nb: "\\u202e"\n', 2, 4, "RIGHT-TO-LEFT OVERRIDE"),
        ("a: é\u2028b: 1\n", 1, 5, "LINE SEPARATOR"),
        ("a: \ud800", 1, 4, "U+D800"),
        ("- a\nb: 1\n", 2, 1, "list item"),
        ("a: 1\n  b: 2\n", 2, 4, "colon"),
        ("a: 1\nb\nc: 2\n", 3, 1, "no colon"),
        ("l: {url: https://a.example}\n", 1, 15, "cannot hold a colon"),
        ("a: - b\n", 1, 4, "list item cannot stand here"),
    ],
)
def test_a_refusal_shows_the_place_of_the_mistake(text: str, line: int, column: int, words: str) -> None:
    reading = read_yaml(text)
    assert reading.root is None
    [problem] = reading.problems
    found = position(text, problem.span.start)
    assert (problem.rule, found.line, found.column) == ("invalid-yaml", line, column)
    assert words in problem.message


def test_each_duplicate_is_reported_and_reading_goes_on() -> None:
    reading = read_yaml("a: 1\nb: {c: 1, c: 2}\na: 2\n'a': 3\nd: 4\n")
    assert plain(reading.root) == {"a": "1", "b": {"c": "1"}, "d": "4"}
    assert [(problem.rule, problem.span.start) for problem in reading.problems] == [
        ("duplicate-key", 15), ("duplicate-key", 21), ("duplicate-key", 26),
    ]  # fmt: skip
    assert "the first is on line 1" in reading.problems[2].message


def test_a_duplicate_in_front_matter_names_the_line_of_the_file() -> None:
    [problem] = read_yaml("a: 1\na: 2\n", offset=4).problems
    assert problem.span == Span(9, 10)
    assert "the first is on line 2" in problem.message


def test_a_thousand_duplicates_are_not_a_thousand_problems() -> None:
    assert len(read_yaml("a: 1\n" * 1_000).problems) == MAX_PROBLEMS


@pytest.mark.parametrize("text", ["", "\n\n", "# only\n", "---\n", "---\n# only\n...\n"])
def test_an_empty_document_has_no_root_and_no_problem(text: str) -> None:
    assert read_yaml(text) == (None, ())


def test_a_stream_is_read_document_by_document_until_one_is_refused() -> None:
    first, second, third = read_yaml_documents("a: 1\n---\nb: 1\nb: 2\n---\n&x c\n---\nd\n")
    assert (plain(first.root), first.problems) == ({"a": "1"}, ())
    assert (plain(second.root), [problem.rule for problem in second.problems]) == ({"b": "1"}, ["duplicate-key"])
    assert (third.root, [problem.rule for problem in third.problems]) == (None, ["invalid-yaml"])


def scalars(node: Node | None) -> list[Scalar]:
    match node:
        case Scalar():
            return [node]
        case Mapping():
            return [scalar for key, value in node.pairs for scalar in (key, *scalars(value))]
        case Sequence():
            return [scalar for item in node.items for scalar in scalars(item)]
    return []


@given(documents(), st.integers(0, 50))
def test_every_span_holds_what_it_claims(text: str, offset: int) -> None:
    for scalar in scalars(read_yaml(text, offset=offset).root):
        written = text[scalar.span.start - offset : scalar.span.end - offset]
        assert (not scalar.plain) == written.startswith(("'", '"', "|", ">"))
        if scalar.plain and "\n" not in written:
            assert written == scalar.text


@given(st.one_of(st.text(), st.text("a:-[]{}'\"|>&*!%#?,\n\t \\0x"), documents()))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    reading = read_yaml(text)
    assert all(0 <= problem.span.start <= len(text) for problem in reading.problems)
    assert not any(REFUSED_CHARACTER.search(scalar.text) for scalar in scalars(reading.root))


@given(st.one_of(st.text("a:-[]{}'\"|>&*!%#?~,\n\t \\0x<"), documents()))
def test_values_read_quickly_are_those_of_the_tree_wherever_there_is_nothing_to_say(text: str) -> None:
    reading, values = read_yaml(text), read_values(text)
    if values is not None:
        assert reading.problems == ()
        assert values == plain(reading.root)
        assert list(values) == list(plain(reading.root) or {})
    else:
        assert reading.problems or not isinstance(reading.root, Mapping) or "%YAML" in text


@pytest.mark.parametrize(
    "text",
    [
        "a: *x\n",
        "a: &x 1\n",
        "a: !!str 1\n",
        "!x\na: 1\n",
        "&x\na: 1\n",
        "&x a: 1\n",
        "!!str a: 1\n",
        "? [a]\n: 1\n",
        "<<: {b: 1}\n",
        "a: 1\nb: {c: 1, c: 2}\n",
        "a: &x [1]\n",
        "a: !x [1]\n",
        f"a: {'[' * 40}{']' * 40}\n",
        "%YAML 1.1\n---\na: 1\n",
        "%TAG ! x\n---\na: 1\n",
        "a: 1\n---\nb: 2\n",
        "a: 1\n---\n",
        'a: "\\u202e"\n',
        '"\\u202e": a\n',
        "a: é\u2028b: 1\n",
        "\ufeffa: 1\n",
        "a: \ud800",
    ],
)
def test_what_is_refused_is_never_read_quickly(text: str) -> None:
    assert read_yaml(text).problems
    assert read_values(text) is None


def test_a_quoted_merge_sign_is_a_key_and_an_unquoted_null_is_nothing() -> None:
    assert read_values("'<<': ~\na: '~'\nb:\n") == {"<<": None, "a": "~", "b": None}
