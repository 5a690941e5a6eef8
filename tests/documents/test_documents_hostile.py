"""Every hostile file has exactly its expected outcome, and none raises."""

from __future__ import annotations

import pytest
from hostile_bytes import HOSTILE, LIMIT, Hostile

from farm_gitops.documents.front_matter import split_front_matter
from farm_gitops.documents.markdown import plain_text, render_markdown
from farm_gitops.documents.text import Problem, decode_text
from farm_gitops.documents.yaml_reader import read_yaml


def problems_of(case: Hostile) -> tuple[Problem, ...]:
    """What the loader of our own files says: decoding, front matter, then YAML."""
    text = decode_text(case.data, limit=LIMIT)
    if isinstance(text, Problem):
        return (text,)
    if case.extension == "yaml":
        return read_yaml(text).problems
    halves = split_front_matter(text)
    if isinstance(halves, Problem):
        return (halves,)
    render_markdown(halves.body if halves else text, id_prefix="x-", resolve=lambda url: url)
    plain_text(halves.body if halves else text, limit=200)
    return read_yaml(halves.yaml, offset=halves.yaml_offset).problems if halves else ()


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
def test_a_hostile_file_has_exactly_its_expected_outcome(case: Hostile) -> None:
    found = problems_of(case)
    assert {problem.rule for problem in found} == ({case.rule} if case.rule else set())


@pytest.mark.parametrize("case", [case for case in HOSTILE if case.rule], ids=lambda case: case.name)
def test_a_refusal_says_what_is_wrong_and_what_to_do_within_the_text(case: Hostile) -> None:
    length = len(case.data.decode("utf-8", "replace"))
    for problem in problems_of(case):
        assert problem.message
        assert problem.cure
        assert 0 <= problem.span.start <= problem.span.end <= length + 1
        assert len(problem.message) < 200


def test_the_corpus_is_large_and_its_names_are_unique() -> None:
    names = [case.name for case in HOSTILE]
    assert len(set(names)) == len(names) >= 100
