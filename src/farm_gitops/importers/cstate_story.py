"""The life of one cState issue, told by the versions of its file: what each of them added, reworded and changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from farm_gitops.importers.cstate_issue import Issue, Section
from farm_gitops.importers.recognition import REWORDED
from farm_gitops.importers.repair import Oddity
from farm_gitops.importers.source_incident import Recorded, SourceUpdate, SourceVersion, identifier
from farm_gitops.importers.times import read_quietly
from farm_gitops.model.moment import Moment

_ALIKE: Final = 0.45
"""How much of two texts must be the same for the newer one to be a rewording rather than another update."""
_COMPARED: Final = 2_000  # characters
_RESOLVED: Final = "resolved"


@dataclass
class Life:
    """What became of an issue over its versions; `odd` are things that only the comparison of versions shows."""

    updates: list[SourceUpdate] = field(default_factory=list)
    versions: list[SourceVersion] = field(default_factory=list)
    ended: Recorded | None = None
    is_resolved: bool = False
    odd: list[tuple[Oddity, str, str]] = field(default_factory=list)


def life_of_issue(versions: list[tuple[Issue, Recorded | None]]) -> Life:
    """The life that the versions tell, oldest first; the newest is right about titles and times."""
    newest, _ = versions[-1]
    telling = _Telling(newest)
    for issue, when in versions:
        telling.take(issue, when)
    return telling.life


@dataclass
class _Slot:
    """A place in the text: the id of the update that stands there now, and its words."""

    id: str
    current: str
    text: str


class _Telling:
    def __init__(self, newest: Issue) -> None:
        self.life: Final = Life()
        self._newest: Final = newest
        self._began: Final = read_quietly(newest.date)
        self._slots: Final[list[_Slot]] = []
        self._timed: Final[dict[str, _Slot]] = {}

    def take(self, issue: Issue, when: Recorded | None) -> None:
        """What a version added to those before it."""
        fresh = [self._section(place, section, when) for place, section in enumerate(_untimed(issue))]
        fresh += [self._timed_section(name, section, when) for name, section in _timed(issue)]
        if issue.is_resolved and not self.life.is_resolved:
            self.life.is_resolved, self.life.ended = True, when
            self._tell_end([place for place in fresh if place is not None])
        elif self.life.is_resolved and not issue.is_resolved:
            self.life.odd.append((Oddity.STEP_BACK, "resolved, and then no longer", "it stays resolved"))
        if when is not None:
            version = SourceVersion(when, issue.title, issue.severity, issue.affected)
            if not self.life.versions or self.life.versions[-1][1:] != version[1:]:
                self.life.versions.append(version)

    def _section(self, place: int, section: Section, when: Recorded | None) -> int | None:
        """The place of the update among all, where it is a new one."""
        if place < len(self._slots):
            slot = self._slots[place]
            if _is_rewording(slot.text, section.text):
                self._reword(slot, section, when)
                return None
        if self._lost_its_time(place, section):
            return None
        number = 1 + sum(update.id.startswith("number-") and not update.corrects for update in self.life.updates)
        slot = _Slot(f"number-{number}", f"number-{number}", section.text)
        self._slots[place : place + 1] = [slot]
        opening = self._newest.date if number == 1 else ""
        return self._add(slot, section, when, opening)

    def _lost_its_time(self, place: int, section: Section) -> bool:
        """Whether it stood there with a time, most likely of the template, which was taken out since."""
        same = (slot for slot in self._timed.values() if _letters(slot.text) == _letters(section.text))
        slot = next(same, None)
        if slot is None:
            return False
        del self._timed[slot.id]
        self._slots.insert(place, slot)
        number = next(number for number, update in enumerate(self.life.updates) if update.id == slot.id)
        update = self.life.updates[number]
        self.life.updates[number] = update._replace(times=(self._newest.date, *update.times[1:]))
        return True

    def _timed_section(self, name: str, section: Section, when: Recorded | None) -> int | None:
        known = self._timed.get(name)
        if known is not None:
            self._reword(known, section, when)
            return None
        self._timed[name] = _Slot(name, name, section.text)
        return self._add(self._timed[name], section, when, section.at)

    def _add(self, slot: _Slot, section: Section, when: Recorded | None, at: str) -> int:
        times = (at, self._not_before(when))
        self.life.updates.append(SourceUpdate(slot.id, section.word, section.text, times, (), when))
        return len(self.life.updates) - 1

    def _reword(self, slot: _Slot, section: Section, when: Recorded | None) -> None:
        """An entry never changes, so new words become an entry of their own that corrects it."""
        if _letters(slot.text) == _letters(section.text) or when is None:
            return
        name = f"{slot.id}{REWORDED}{identifier(when.commit)[:12]}"
        said = SourceUpdate(name, "", section.text, (self._not_before(when),), (), when, slot.current)
        self.life.updates.append(said)
        self.life.odd.append((Oddity.REWORDING, f"update {slot.id} was reworded", "an entry that corrects it"))
        slot.current, slot.text = name, section.text

    def _tell_end(self, fresh: list[int]) -> None:
        """The last update that came with the end tells it, unless it is what the issue began with."""
        told = [place for place in fresh if place > 0]
        if not told or any(update.status == _RESOLVED for update in self.life.updates):
            return
        update = self.life.updates[told[-1]]
        ended = read_quietly(self._newest.resolved)
        if ended is not None and self._began is not None and ended < self._began:
            found = f"resolvedWhen {ended} before date {self._began}"
            self.life.odd.append((Oddity.EARLY_END, found, "the time is left out"))
            ended = None
        is_untimed = update.id.startswith("number-")
        times = (self._newest.resolved, *update.times) if ended and is_untimed else update.times
        self.life.updates[told[-1]] = update._replace(status=_RESOLVED, times=times)

    def _not_before(self, when: Recorded | None) -> str:
        """When something was committed; what was announced ahead counts from when it began."""
        if when is None:
            return ""
        later: Moment = max(when.at, self._began or when.at)
        return later.text


def _untimed(issue: Issue) -> list[Section]:
    return [section for section in issue.sections if not read_quietly(section.at)]


def _timed(issue: Issue) -> list[tuple[str, Section]]:
    """Those that say when they were, each with an id of its time; several of one time are numbered."""
    found: dict[str, Section] = {}
    for section in issue.sections:
        moment = read_quietly(section.at)
        if moment is None:
            continue
        number, name = 1, f"at-{moment.utc}"
        while name in found:
            number += 1
            name = f"at-{moment.utc}-{number}"
        found[name] = section
    return [*found.items()]


def _is_rewording(old: str, new: str) -> bool:
    old, new = old[:_COMPARED], new[:_COMPARED]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return old == new or (matcher.real_quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE) or old in new


def _letters(text: str) -> str:
    """A text as it can be compared: new punctuation or another way to write a link is no new wording."""
    return "".join(character for character in text.casefold() if character.isalnum())
