"""Globs of the catalog: what they mean, and that no glob takes long."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.store.glob import fixed_folder, matches


@pytest.mark.parametrize(
    ("glob", "path", "is_match"),
    [
        ("catalog/*.yaml", "catalog/a.yaml", True),
        ("catalog/*.yaml", "catalog/b/a.yaml", False),
        ("catalog/**/*.yaml", "catalog/a.yaml", True),
        ("catalog/**/*.yaml", "catalog/b/c/a.yaml", True),
        ("catalog/**", "catalog/b/c/a.yaml", True),
        ("**/catalog-info.yaml", "catalog-info.yaml", True),
        ("catalog/?.yaml", "catalog/ab.yaml", False),
        ("catalog/[a].yaml", "catalog/[a].yaml", True),
        ("a*b*c", "aXbYbc", True),
        ("a.b", "aXb", False),
    ],
)
def test_a_glob_means_what_people_expect(glob: str, path: str, is_match: bool) -> None:
    assert matches(glob, path) is is_match


@pytest.mark.parametrize(
    ("glob", "folder"),
    [("catalog/**/*.yaml", "catalog"), ("a/b/c.yaml", "a/b"), ("*.yaml", ""), ("**/x", ""), ("a/b*/c/d", "a")],
)
def test_only_a_folder_without_wild_names_is_listed(glob: str, folder: str) -> None:
    assert fixed_folder(glob) == folder


def obvious(glob: str, path: str) -> bool:
    """The same by a regular expression, which may take its time."""
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    return re.fullmatch("".join(meaning.get(part) or re.escape(part) for part in parts), path) is not None


NAMES = st.text("ab*?", min_size=1, max_size=4).filter(lambda name: "**" not in name)
GLOBS = st.lists(NAMES | st.just("**"), min_size=1, max_size=5).map("/".join)
PATHS = st.lists(st.text("ab", min_size=1, max_size=4), min_size=1, max_size=5).map("/".join)


@given(GLOBS.filter(lambda glob: not glob.endswith("**")), PATHS)
def test_it_agrees_with_the_obvious_way(glob: str, path: str) -> None:
    assert matches(glob, path) == obvious(glob, path)


@pytest.mark.parametrize("glob", ["**/" * 60 + "x.yaml", "*a" * 60 + "b", "**/*a*a*a*a/" * 20 + "x"])
def test_no_glob_takes_long(glob: str) -> None:
    """With a regular expression these would not end while anybody waits."""
    assert not matches(glob, "/".join(["a" * 60] * 60))
