"""The one thread that looks: nothing that was asked for is left out, and nothing is done twice at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from preview_world import PATIENCE

from farm_gitops.preview.viewed import Viewed
from farm_gitops.preview.work import Work


class Looks:
    """Looks that last as long as a test wants."""

    def __init__(self) -> None:
        self.asked: list[frozenset[str]] = []
        self.begun = Event()
        self.may_end = Event()

    def __call__(self, hints: frozenset[str]) -> None:
        """Look."""
        self.asked.append(hints)
        self.begun.set()
        assert self.may_end.wait(PATIENCE)


@contextmanager
def _working(looks: Looks) -> Iterator[Work]:
    work = Work(looks)
    work.start()
    try:
        yield work
    finally:
        looks.may_end.set()
        work.stop()


def test_what_is_asked_during_a_look_is_one_look_more_with_all_that_was_named() -> None:
    looks = Looks()
    with _working(looks) as work:
        work.nudge(["a"])
        assert looks.begun.wait(PATIENCE)
        for name in ("b", "c"):
            last = work.nudge([name])
        looks.may_end.set()
        assert work.wait(last, PATIENCE)
    assert looks.asked == [{"a"}, {"b", "c"}]


def test_whoever_names_nothing_means_everything() -> None:
    looks = Looks()
    with _working(looks) as work:
        work.nudge(["a"])
        assert looks.begun.wait(PATIENCE)
        work.nudge(["b"])
        last = work.nudge()
        looks.may_end.set()
        assert work.wait(last, PATIENCE)
    assert looks.asked == [{"a"}, frozenset()]


def test_a_wait_is_for_a_look_that_began_afterwards() -> None:
    looks = Looks()
    with _working(looks) as work:
        work.nudge()
        assert looks.begun.wait(PATIENCE)
        assert not work.wait(work.nudge(), 0)


def test_the_pages_of_people_come_before_what_they_are_made_of_and_the_oldest_are_forgotten() -> None:
    viewed = Viewed(most=3)
    for path in ("old.html", "a.html", "data.js", "b.html", "a.html"):
        viewed.add(path)
    assert viewed.latest_first() == ["a.html", "b.html", "data.js"]
