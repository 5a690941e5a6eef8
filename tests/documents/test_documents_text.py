"""Offsets, lines and columns; bytes to text; front matter: each refusal with the place that it names."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.documents.front_matter import FrontMatter, split_front_matter
from farm_gitops.documents.position import Position, position
from farm_gitops.documents.text import REFUSED_CHARACTER, Problem, decode_text, is_harmless
from farm_gitops.documents.tree import Span, locate, plain, show_route
from farm_gitops.documents.yaml_reader import read_yaml


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (0, Position(1, 1, "a")),
        (1, Position(1, 2, "a")),
        (2, Position(1, 3, "a")),
        (3, Position(2, 1, "é😀c")),
        (5, Position(2, 3, "é😀c")),
        (7, Position(3, 1, "")),
        (8, Position(4, 1, "d\u2028e")),
        (99, Position(4, 4, "d\u2028e")),
        (-1, Position(1, 1, "a")),
    ],
)
def test_a_position_counts_lines_and_characters_from_one(offset: int, expected: Position) -> None:
    assert position("a\r\né😀c\n\rd\u2028e", offset) == expected


@given(st.text("ab\r\n", max_size=40), st.integers(0, 40))
def test_a_position_leads_back_to_its_character(text: str, offset: int) -> None:
    found = position(text, offset)
    if offset < len(text) and text[offset] not in "\r\n":
        assert found.source_line[found.column - 1] == text[offset]


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_problem(data: bytes) -> None:
    text = decode_text(data, limit=150)
    assert isinstance(text, Problem) or text.encode() == data


@pytest.mark.parametrize(
    ("data", "rule", "offset", "words"),
    [
        (b"\xef\xbb\xbfa", "invalid-encoding", 0, "byte order mark"),
        (b"\xff\xfea\x00", "invalid-encoding", 0, "UTF-16"),
        (b"\xff\xfe\x00\x00", "invalid-encoding", 0, "UTF-32"),
        ("é\n".encode() + b"ab\xe9", "invalid-encoding", 4, "byte 5 (0xE9), on line 2"),
        (b"a\r\nb\x00", "invalid-encoding", 4, "line 2 holds the invisible character U+0000"),
        ("é\u202ex".encode(), "invalid-encoding", 1, "U+202E RIGHT-TO-LEFT OVERRIDE"),
        (b"12345678901", "file-too-large", 0, "more than 10 bytes"),
    ],
)
def test_a_refused_file_names_the_byte_or_character(data: bytes, rule: str, offset: int, words: str) -> None:
    problem = decode_text(data, limit=10)
    assert isinstance(problem, Problem)
    assert (problem.rule, problem.span.start) == (rule, offset)
    assert words in problem.message


def test_line_ends_and_tabs_are_kept() -> None:
    assert decode_text(b"a\r\n\tb\rc\n", limit=99) == "a\r\n\tb\rc\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Text", None),
        ("----\n", None),
        (" ---\n", None),
        ("--- a\n---\n", None),
        ("---\na: 1\n---\nB", FrontMatter("a: 1\n", 4, "B", 13)),
        ("---\r\na: 1\r\n--- \t\r\nB\r\n", FrontMatter("a: 1\r\n", 5, "B\r\n", 18)),
        ("---\n---\n", FrontMatter("", 4, "", 8)),
        ("---\ra\r...\rB", FrontMatter("a\r", 4, "B", 10)),
        ("---\n---x\n---", FrontMatter("---x\n", 4, "", 12)),
    ],
)
def test_front_matter_stands_between_two_lines_of_dashes(text: str, expected: FrontMatter | None) -> None:
    assert split_front_matter(text) == expected


@given(st.text("-.ab\r\n \t", max_size=30))
def test_front_matter_and_body_are_pieces_of_the_text(text: str) -> None:
    halves = split_front_matter(text)
    if isinstance(halves, FrontMatter):
        assert text[halves.yaml_offset :].startswith(halves.yaml)
        assert text[halves.body_offset :] == halves.body


def test_front_matter_that_is_never_closed_is_shown_at_its_beginning() -> None:
    problem = split_front_matter("---\na: 1\n")
    assert isinstance(problem, Problem)
    assert (problem.rule, problem.span) == ("invalid-front-matter", Span(0, 3))


TREE = "a: 1\nitems:\n  - {due: x}\n  - k: [y, 'z']\n"


@pytest.mark.parametrize(
    ("route", "key", "text"),
    [
        (("a",), False, "1"),
        (("a",), True, "a"),
        (("items", 0, "due"), False, "x"),
        (("items", 0, "due"), True, "due"),
        (("items", 1, "k", 1), False, "'z'"),
        (("items", 1, "k", 1), True, "'z'"),
        (("items", 0, "gone", 3), False, "{due: x}"),
        (("a", "b"), True, "1"),
        (("items", "b"), False, TREE[14:-1]),
        (("gone",), False, TREE[:-1]),
        ((), False, TREE[:-1]),
    ],
)
def test_a_route_leads_to_its_value_or_the_deepest_ancestor(route: tuple[str | int, ...], key: bool, text: str) -> None:
    span = locate(read_yaml(TREE).root, route, key=key)
    assert span is not None
    assert TREE[span.start : span.end] == text


def test_a_route_into_nothing_leads_nowhere() -> None:
    assert locate(None, ("a",)) is None


def test_only_an_unquoted_null_is_none_and_all_else_is_text() -> None:
    text = "[~, null, Null, NULL, , '', 'null', nuLL, no, 1.10, 2026-11-23, '190:20:30', true]".replace(" ,", " ~,")
    assert plain(read_yaml(text).root) == [
        *[None] * 5, "", "null", "nuLL", "no", "1.10", "2026-11-23", "190:20:30", "true",
    ]  # fmt: skip


def test_a_route_is_shown_as_people_write_it() -> None:
    assert show_route(("action_items", 2, "due")) == "action_items[2].due"
    assert show_route((0, "a")) == "[0].a"


def test_an_unfinished_merge_is_no_text() -> None:
    text = "All is well.\n<<<<<<< HEAD\nNo.\n=======\nYes.\n>>>>>>> side\n"
    found = decode_text(text.encode(), limit=9999)
    assert isinstance(found, Problem)
    assert (found.rule, found.span.start) == ("invalid-encoding", 13)
    assert "line 2" in found.message


@pytest.mark.parametrize(
    "text", ["Title\n=======\n", "    <<<<<<< HEAD\n    =======\n    >>>>>>> side\n", "<<<<<<< a\n>>>>>>> b\n"]
)
def test_what_only_looks_like_one_is_text(text: str) -> None:
    assert decode_text(text.encode(), limit=9999) == text


def test_what_is_harmless_holds_no_character_that_anybody_refuses() -> None:
    harmless = [chr(code) for code in range(sys.maxunicode + 1) if is_harmless(chr(code))]
    assert not REFUSED_CHARACTER.search("".join(harmless))
    assert set("\ufeff\u2028\u2029\ufffe\uffff").isdisjoint(harmless)
    assert {"a", "é", "\n", "😀"} <= set(harmless)
