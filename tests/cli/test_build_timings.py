"""What `build --timings` and progress say, and to whom."""

from __future__ import annotations

from threading import Event

import pytest
from command import Farm

from farm_gitops.cli import progress
from farm_gitops.cli.timings import Timings


def test_timings_are_told_on_standard_error_and_change_nothing_else(farm: Farm) -> None:
    plain = farm.ok("build", "--json")
    timed = farm.ok("build", "--json", "--timings", "--no-cache")  # else nothing is done that could take time
    assert timed.json.keys() == plain.json.keys()
    kinds = [line.split()[0] for line in timed.err.splitlines()[1:]]
    assert kinds == ["reading", "history", "judging", "measuring", "looking", "pages", "finishing"]
    assert f"{timed.json['files']}" in timed.err
    assert plain.err == ""


def test_the_number_is_the_last_that_was_told_and_progress_is_passed_on() -> None:
    heard: list[tuple[str, int, int]] = []
    timings = Timings(lambda *told: heard.append(told))
    for told in (("pages", 1, 2), ("pages", 2, 2), ("finishing", 0, 0)):
        timings(*told)
    assert [line.split()[-1] for line in timings.lines() if line.startswith("pages")] == ["2"]
    assert heard == [("pages", 1, 2), ("pages", 2, 2), ("finishing", 0, 0)]


def test_what_a_process_took_that_was_begun_for_the_work_counts_when_it_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spent = iter([(1.0, 0.5, 0.0, 0.0, 9.0), (2.0, 0.5, 30.0, 10.0, 20.0)])  # user, system, both of children, clock
    monkeypatch.setattr("farm_gitops.cli.timings.times", lambda: next(spent))
    timings = Timings(lambda *_: None)
    assert [line.split()[2] for line in timings.lines() if line.startswith("reading")] == ["41.00"]


class FewLooks(Event):
    """Work that is over after a few looks at it."""

    looks = 0

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - an Event
        """See `Event`; nobody waits."""
        self.looks += 1
        return self.looks > 3


def test_progress_on_a_terminal_says_what_how_many_and_how_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "Event", FewLooks)
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = progress.Shown("reading")
    shown("judging", 3, 7)
    shown.watch()
    said = capsys.readouterr().err
    assert "judging" in said
    assert "3/7" in said
    assert "0:00:0" in said


def test_things_are_counted_when_they_were_dealt_with() -> None:
    counted: list[int] = []
    for thing in progress.told_of("ab", counted.append):
        assert len(counted) == "ab".index(thing)
    assert counted == [1, 2]


def test_what_is_over_at_once_shows_no_progress(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr(progress, "_AT_ONCE", 60)
    with progress.progress_bar() as tell:
        tell("pages", 1, 2)
    assert capsys.readouterr().err == ""
