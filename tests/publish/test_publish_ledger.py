"""The ledger: what lies in the output as it was left is not made again, and whatever was touched is."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from memory import Memory

from farm_gitops.errors import FarmError
from farm_gitops.publish.ledger import Ledger
from farm_gitops.publish.manifest import MANIFEST
from farm_gitops.publish.output import Look, Written, write_site
from farm_gitops.publish.page import Page, alone
from farm_gitops.store import seen

LONG_AGO: Final = 1_700_000_000_123_456_789  # nanoseconds, and no whole second
PAGE: Final = "incidents/one/index.html"


class Output:
    """An output folder of three pages, built twice, so that all of it is remembered."""

    def __init__(self, folder: Path) -> None:
        self.folder: Final = folder
        self.memory: Final = Memory()
        self.inputs: Final[dict[str, str | None]] = {PAGE: "a", "incidents/two/index.html": "b", "index.html": "c"}
        self.made: Final[list[str]] = []
        self.build()
        for path in self.inputs:
            os.utime(folder / path, ns=(0, LONG_AGO))
        self.build()
        self.made.clear()

    def build(self, look: Look = Look.USUAL) -> Written:
        """Write the pages, each of which says its own name."""
        bundles = [alone(Page(path, partial(self._make, path), inputs)) for path, inputs in self.inputs.items()]
        return write_site(Ledger(self.memory, self.folder), self.folder, bundles, lambda *_: None, look)

    def _make(self, path: str) -> bytes:
        self.made.append(path)
        return path.encode()

    @property
    def page(self) -> Path:
        """The page that is touched."""
        return self.folder / PAGE


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output(tmp_path / "site")


def test_what_lies_there_as_it_was_left_is_neither_made_nor_written(output: Output) -> None:
    assert output.build() == Written(pages=3, made=0, changed=0, removed=0)
    assert output.made == []


def test_the_manifest_holds_the_digests_of_pages_that_were_not_made(output: Output) -> None:
    before = (output.folder / MANIFEST).read_bytes()
    output.build()
    assert (output.folder / MANIFEST).read_bytes() == before


def test_a_page_that_depends_on_something_else_now_is_made(output: Output) -> None:
    output.inputs[PAGE] = "another"
    assert output.build() == Written(pages=3, made=1, changed=0, removed=0)
    assert output.made == [PAGE]


def test_a_page_of_which_nobody_knows_what_it_depends_on_is_always_made(output: Output) -> None:
    output.inputs[PAGE] = None
    output.build()
    output.build()
    assert output.made == [PAGE, PAGE]


def deleted(page: Path) -> None:
    page.unlink()


def edited(page: Path) -> None:
    page.write_bytes(PAGE.upper().encode())


def truncated(page: Path) -> None:
    page.write_bytes(b"")
    os.utime(page, ns=(0, LONG_AGO))


def replaced_by_a_link(page: Path) -> None:
    copy = page.parents[3] / "copy.html"
    page.rename(copy)
    page.symlink_to(copy)


@pytest.mark.parametrize("touch", [deleted, edited, truncated, replaced_by_a_link], ids=lambda touch: touch.__name__)
def test_a_page_that_somebody_touched_is_made_and_written_anew(output: Output, touch: Callable[[Path], None]) -> None:
    touch(output.page)
    assert output.build() == Written(pages=3, made=1, changed=1, removed=0)
    assert output.page.read_bytes() == PAGE.encode()
    assert not output.page.is_symlink()


def test_a_page_with_another_time_is_made_to_be_compared(output: Output) -> None:
    os.utime(output.page, ns=(0, LONG_AGO + 1))
    assert output.build() == Written(pages=3, made=1, changed=0, removed=0)
    assert output.build().made == 0


def test_a_folder_that_is_a_link_now_is_refused_and_what_it_leads_to_is_not_trusted(output: Output) -> None:
    moved = output.folder.parent / "moved"
    output.page.parent.rename(moved)
    output.page.parent.symlink_to(moved)
    with pytest.raises(FarmError, match="through a link"):
        output.build()
    assert output.made == [PAGE]


def test_an_edit_that_left_size_and_time_is_found_by_verifying(output: Output) -> None:
    output.page.write_bytes(PAGE.upper().encode())
    os.utime(output.page, ns=(0, LONG_AGO))
    assert output.build().made == 0
    assert output.build(Look.VERIFYING) == Written(pages=3, made=1, changed=1, removed=0)
    assert output.page.read_bytes() == PAGE.encode()


def lose_files(output: Output) -> None:
    """The cache forgets which files there are, and remembers what they depended on."""
    for kind, key in [each for each in output.memory.kept if "\0" in each[1]]:
        del output.memory.kept[kind, key]


def test_a_bundle_whose_files_nobody_remembers_is_not_taken_for_being_there(output: Output) -> None:
    lose_files(output)
    output.page.unlink()
    assert output.build() == Written(pages=3, made=3, changed=1, removed=0)
    assert output.page.read_bytes() == PAGE.encode()


@pytest.mark.parametrize("look", [Look.USUAL, Look.NONE])
def test_what_the_site_has_no_more_goes_and_all_else_stays_whatever_is_remembered(output: Output, look: Look) -> None:
    lose_files(output)
    del output.inputs[PAGE]
    assert output.build(look).removed == 1
    assert [path for path in (PAGE, *output.inputs) if (output.folder / path).exists()] == list(output.inputs)


def test_another_folder_has_a_ledger_of_its_own(output: Output, tmp_path: Path) -> None:
    other = Ledger(output.memory, tmp_path / "other")
    assert other.stays(PAGE, "a", None) is None


@pytest.mark.parametrize(
    ("modified", "now", "is_settled"),
    [
        (LONG_AGO, LONG_AGO, False),
        (LONG_AGO, LONG_AGO + 1_000_000, False),
        (LONG_AGO, LONG_AGO + 100_000_000, True),
        (LONG_AGO, LONG_AGO - 1, False),
        (1_700_000_000_000_000_000, 1_700_000_001_000_000_000, False),
        (1_700_000_000_000_000_000, 1_700_000_003_000_000_000, True),
    ],
)
def test_what_was_only_just_written_may_be_written_again_without_another_mark(
    modified: int, now: int, is_settled: bool
) -> None:
    assert seen.is_settled(modified, now) is is_settled
