"""Whatever was built before, and whatever became of cache and output, a build gives the bytes of a clean one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import pytest
from build_events import AT_NIGHT, BOB, EVENTS, RESOLVED, Event, Site, move, twins
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from farm_gitops.store import history_memory


@pytest.fixture(scope="module", autouse=True)
def short_parts() -> object:
    """History is cut often, so that parts meet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history_memory, "_SIZES", (3, 1))
        yield


# An example takes seconds, so that it is told as it was found rather than made smaller for many minutes.
@settings(max_examples=settings.default.max_examples // 12 if settings.default else 8, phases=[Phase.generate])
@given(
    events=st.lists(st.tuples(st.sampled_from(EVENTS), st.booleans()), min_size=2, max_size=6),
    seed=st.integers(0, 2**32),
)
def test_a_build_after_any_history_gives_the_bytes_of_a_clean_one(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[Event, bool]], seed: int
) -> None:
    site, random = Site(tmp_path_factory.mktemp("incremental")), Random(seed)
    site.build()
    for event, is_of_commit in events:
        event(site, random)
        at = "HEAD" if is_of_commit else None
        site.build(at)
        assert site.built() == site.built_anew(at), event.__doc__
    shutil.rmtree(site.root.parent)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_after_one_event_a_build_gives_the_bytes_of_a_clean_one(tmp_path: Path, event: Event) -> None:
    site = Site(tmp_path)
    site.build()
    event(site, Random(1))
    site.build()
    assert site.built() == site.built_anew()


def test_incidents_that_say_the_very_same_are_not_taken_for_one_another(tmp_path: Path) -> None:
    site = Site(tmp_path)
    twins(site, Random(1))
    site.build("HEAD")
    for seed in range(2):
        move(site, Random(seed))
        site.build("HEAD")
        assert site.built() == site.built_anew("HEAD")


def test_an_update_changes_the_pages_of_its_incident_and_of_no_other(tmp_path: Path) -> None:
    site = Site(tmp_path)
    everything = site.build()
    assert everything.made == everything.pages
    before = site.built()
    site.world.commit({f"{RESOLVED}/timeline/20261124T130000Z-bob.md": "Late news.\n"}, author=BOB, at=AT_NIGHT)
    site.build()
    changed = {path for path, content in site.built().items() if before.get(path) != content}
    pages = {path for path in changed if path.startswith("incidents/")}
    assert pages
    assert {path for path in pages if not path.startswith(f"{RESOLVED}/")} == set()


def test_a_list_stays_and_names_the_newest_commit_that_changed_what_it_lists(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.build("HEAD")
    let_time_pass(site.output)
    site.build("HEAD")
    first, before = site.world.git("rev-parse", "HEAD"), site.built()
    site.world.commit({f"{RESOLVED}/timeline/20261124T130000Z-bob.md": "Late news.\n"}, author=BOB, at=AT_NIGHT)
    site.build("HEAD")
    second, after = site.world.git("rev-parse", "HEAD"), site.built()
    spared, listed = "archive/2026/10/index.html", "archive/2026/index.html"
    assert f"<code>{first[:10]}" in after[spared].decode()
    assert "Last change to what is listed here:" in after[spared].decode()
    assert after[spared] == before[spared]
    assert f"<code>{second[:10]}" in after[listed].decode()


def test_what_is_as_it_was_left_is_not_made_again(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.build()
    let_time_pass(site.output)
    site.build()  # sees other times, and writes down that the bytes are right
    again = site.build()
    assert (again.made, again.changed) == (0, 0)


def let_time_pass(output: Path) -> None:
    """What was just written is looked at again, for it may be written once more without leaving a mark."""
    for file in output.rglob("*"):
        if file.is_file():
            os.utime(file, ns=(0, file.stat().st_mtime_ns - 5_000_000_000))
