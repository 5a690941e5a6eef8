"""An edit does what was asked and leaves every other byte, over generated documents in many styles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from document_strategies import documents, values
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.documents.plain_edits import with_value, without_value
from farm_gitops.documents.tree import Plain, Route, plain
from farm_gitops.documents.yaml_editor import EditError, append_item, edit_front_matter, remove_key, set_value
from farm_gitops.documents.yaml_reader import read_yaml
from farm_gitops.documents.yaml_writer import YamlValue, as_read

ORDER = ("title", "severity", "status", "resolution", "description", "commander")
SPACED = frozenset({"severity", "status", "commander"})


def read(text: str) -> Plain:
    reading = read_yaml(text)
    assert not reading.problems
    return plain(reading.root)


def routes(value: Plain, route: Route = ()) -> Iterator[Route]:
    """Every route into the value, itself included."""
    yield route
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in below:
        yield from routes(inner, (*route, step))


def at(value: Plain, route: Route) -> Plain:
    for step in route:
        value = value[step]  # type: ignore[index]
    return value


def unchanged_lines(before: str, after: str) -> tuple[int, int]:
    """How many lines at the beginning and at the end of both texts are the same bytes."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    first = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = list(zip(reversed(old[first:]), reversed(new[first:]), strict=False))
    return first, next((n for n, (a, b) in enumerate(rest) if a != b), len(rest))


@given(documents())
def test_generated_documents_are_read_without_a_problem(text: str) -> None:
    assert isinstance(read(text), dict)


@given(documents(), st.data())
def test_setting_a_value_to_itself_changes_no_byte(text: str, data: st.DataObject) -> None:
    route = data.draw(st.sampled_from([*routes(read(text))]))
    reading = read_yaml(text)
    value = at(plain(reading.root), route)
    assert set_value(text, route, value) == text


@given(documents(), st.data(), values)
def test_setting_a_value_reads_as_intended_and_keeps_the_lines_of_its_neighbours(
    text: str, data: st.DataObject, value: YamlValue
) -> None:
    before = read(text)
    route = data.draw(st.sampled_from([route for route in routes(before) if route]))
    after = set_value(text, route, value)
    assert read(after) == with_value(before, route, as_read(value))
    first, last = unchanged_lines(text, after)
    touched = text.splitlines(keepends=True)[first : len(text.splitlines()) - last]
    others = [f"k{n}" for n, name in enumerate(before) if (name != route[0])]  # type: ignore[arg-type]
    assert not any(line.startswith(f"{name}:") for line in touched for name in others)


@given(documents(), st.data(), values)
def test_adding_and_removing_reads_as_intended(text: str, data: st.DataObject, value: YamlValue) -> None:
    before = read(text)
    route = data.draw(
        st.sampled_from([route for route in routes(before) if isinstance(at(before, route), dict | list)])
    )
    holder = at(before, route)
    added: Route = (*route, "added" if isinstance(holder, dict) else len(holder))  # type: ignore[arg-type]
    after = set_value(text, added, value) if isinstance(holder, dict) else append_item(text, route, value)
    assert read(after) == with_value(before, added, as_read(value))
    assert read(remove_key(after, added)) == before


@given(documents(), st.data())
def test_a_plain_key_added_and_removed_changes_no_byte(text: str, data: st.DataObject) -> None:
    if not text.endswith(("\n", "\r")):
        text += "\n"
    assert remove_key(set_value(text, ("added",), "x"), ("added",)) == text


@given(documents(), st.data())
def test_removing_a_value_reads_as_intended(text: str, data: st.DataObject) -> None:
    before = read(text)
    route = data.draw(st.sampled_from([route for route in routes(before) if route]))
    assert (read(remove_key(text, route)) or {}) == without_value(before, route)


@pytest.mark.parametrize(
    ("text", "route", "value", "after"),
    [
        ("a: x # c\n", ("a",), "z", "a: z # c\n"),
        ("a: 'x' # c\n", ("a",), "it's", "a: 'it''s' # c\n"),
        ('a: "x"\n', ("a",), "z", 'a: "z"\n'),
        ("a: 'true'\n", ("a",), True, "a: true\n"),
        ("a: x\n", ("a",), "no", 'a: "no"\n'),
        ("a:\nb: 1\n", ("a",), "x", "a: x\nb: 1\n"),
        ("a:   # c\nb: 1\n", ("a",), "x", "a: x   # c\nb: 1\n"),
        ("a: x # c\r\nb: 1\r\n", ("a",), "y\nz\n", "a: | # c\r\n  y\r\n  z\r\nb: 1\r\n"),
        ("a: | # c\n  x\n\nb: 1\n", ("a",), "y\n", "a: | # c\n  y\n\nb: 1\n"),
        ("a: x", ("a",), "z", "a: z"),
        ("a: x", ("b",), "z", "a: x\nb: z"),
        ("a: x", ("a",), ["b\n"], "a:\n  - |\n    b\n"),
        ("a: |\n  x", ("b",), "z", "a: |-\n  x\nb: z"),
        ("", ("a", "b"), "x", "a:\n  b: x\n"),
        ("# only\n", ("a",), "x", "# only\na: x\n"),
        ("a: {b: 'x', c}\n", ("a", "b"), "y", "a: {b: 'y', c}\n"),
        ("a: {b, c: 1}\n", ("a", "b"), "z", "a: {b: z, c: 1}\n"),
        ("a: {b: 1}\n", ("a", "c"), "x, y", 'a: {b: 1, c: "x, y"}\n'),
        ("a: [x] # c\n", ("a",), ["x", "z"], "a: [x, z] # c\n"),
        ("a:\n  - x # on x\n  - y\n  - z # on z\n", ("a",), ["x", "z"], "a:\n  - x # on x\n  - z # on z\n"),
        ("a: # why\n  - x\nb: 1\n", ("a",), "none", "a: none # why\nb: 1\n"),
        ("- a: 1\n  b: 2\n", (0, "b"), "3", '- a: 1\n  b: "3"\n'),
        (
            "action_items:\n  - title: x\n",
            ("action_items", 0, "done"),
            True,
            "action_items:\n  - title: x\n    done: true\n",
        ),
    ],
)
def test_an_edit_touches_only_what_it_must(text: str, route: Route, value: YamlValue, after: str) -> None:
    assert set_value(text, route, value) == after


def test_a_new_key_goes_behind_its_predecessor_with_blank_lines_around() -> None:
    text = "title: x\n\nseverity: P1\n\nstatus: open\n\ndescription: y\n"
    after = set_value(text, ("commander",), "alice", order=ORDER, spaced=SPACED)
    assert after == text + "\ncommander: alice\n"
    after = set_value(text, ("resolution",), "fixed", order=ORDER, spaced=SPACED)
    assert after == text.replace("open\n", "open\n\nresolution: fixed\n")


def test_a_list_begins_where_there_was_none() -> None:
    assert append_item("a: 1\n", ("l",), "x") == "a: 1\nl:\n  - x\n"
    assert append_item("l: []\n", ("l",), {"k": "x", "m": "z"}) == "l:\n  - k: x\n    m: z\n"
    assert append_item("l: [x]\n", ("l",), "z") == "l: [x, z]\n"
    assert append_item("l:\n- x\n", ("l",), "z") == "l:\n- x\n- z\n"


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 2\n", "a: &x 1\n", "a: 1\n---\nb: 2\n"])
def test_a_broken_file_is_not_edited(text: str) -> None:
    with pytest.raises(EditError, match="broken"):
        set_value(text, ("b",), "x")


@pytest.mark.parametrize(("route", "value"), [((), "x"), (("a", "b"), "x"), (("l", 5), "x"), (("l", "k"), "x")])
def test_an_edit_that_fits_nothing_is_refused(route: Route, value: str) -> None:
    with pytest.raises(EditError):
        set_value("a: 1\nl: [x]\n", route, value)


def test_a_character_that_the_reader_refuses_cannot_be_written() -> None:
    with pytest.raises(EditError):
        set_value("a: 1\n", ("a",), "x\x1b[31m")


def test_removing_what_is_not_there_is_refused() -> None:
    with pytest.raises(EditError, match=r"no `a\.b`"):
        remove_key("a: {c: 1}\n", ("a", "b"))


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("---\r\na: 1\r\n---\r\nBody\r\n", "---\r\na: 2\r\n---\r\nBody\r\n"),
        ("Body\n", "---\na: 2\n---\nBody\n"),
        ("Body\r\n", "---\r\na: 2\r\n---\r\nBody\r\n"),
        ("---\n---\n\nBody", "---\na: 2\n---\n\nBody"),
        ("---\n# why\na: 1\n...\n---\n", "---\n# why\na: 2\n...\n---\n"),
    ],
)
def test_front_matter_changes_and_the_body_does_not(text: str, after: str) -> None:
    assert edit_front_matter(text, lambda yaml: set_value(yaml, ("a",), 2)) == after


@pytest.mark.parametrize(("text", "change"), [("---\na: 1\n", "a: 2\n"), ("---\na: 1\n---\nx", "a: 2\n---\nb: 3\n")])
def test_front_matter_that_is_or_would_be_broken_is_refused(text: str, change: str) -> None:
    with pytest.raises(EditError):
        edit_front_matter(text, lambda _: change)
