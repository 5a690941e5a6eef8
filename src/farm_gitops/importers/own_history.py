"""The history of an incident of our own export: each entry, change of status and approval as a commit of its own.

Where the stream knows no commits, the times in the files are what is known. What cannot be known is not invented: a
text that was taken out is a stand-in until then, and facts that changed otherwise are from the beginning as they end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.importers.cleaning import one_line, shortened
from farm_gitops.importers.own_record import Restored
from farm_gitops.importers.own_stream import OwnEntry, OwnStep, Written
from farm_gitops.importers.result import Chapter
from farm_gitops.importers.source_incident import Recorded
from farm_gitops.model.incident import WITHHELD
from farm_gitops.model.lifecycle import FIRST, Status, rank
from farm_gitops.model.moment import Moment
from farm_gitops.model.post_mortem import PostMortemStatus
from farm_gitops.model.timeline import Entry, in_order
from farm_gitops.records import layout
from farm_gitops.records.amend import restored_incident, restored_markdown

Sign = Callable[[str, Recorded], Recorded]
"""A moment with the identity under which a person (key) commits here, or as the stream has it."""

_ONLY_RESOLVED: Final = ("resolution", "duplicate_of")
_APPROVAL: Final = ("approved_by", "approved_at", "signature")


def own_chapters(found: Restored, sign: Sign) -> Iterator[Chapter]:
    """The chapters of one incident, in time; the last that holds a file leaves it as it is in the stream."""
    telling = _Telling(found, sign)
    telling.open()
    for step in found.source.steps or ():
        telling.step(step)
    telling.rest()
    yield from telling.finished()


@dataclass
class _Telling:
    found: Restored
    sign: Sign
    chapters: list[Chapter] = field(default_factory=list)
    status: Status = FIRST
    told: set[str] = field(default_factory=set)
    lived: int = 0
    is_redacted: bool = False
    now: dict[str, YamlValue] = field(default_factory=dict)

    def open(self) -> None:
        """The report, with what belongs to no entry."""
        source, record = self.found.source, self.found.record
        first = source.steps[0] if source.steps else None
        created = record.facts.created_at
        written = source.written or (first.written if first else None)
        when = written or (Written(Recorded(created), record.facts.reported_by or "") if created else None)
        self.now = {"severity": record.facts.severity.value, "commander": record.facts.commander}
        if first is not None:
            self.now = {"severity": first.severity.value, "commander": first.commander or None}
        self.status = first.status if first and not first.entries else FIRST
        title = f"opened ({self.now['severity']}) {record.facts.title}"
        names = [name for name in self.found.source.attachments if not self._is_mentioned(name)]
        self._tell(when, title, {layout.facts_path(self.found.incident): self._facts()}, names)

    def step(self, step: OwnStep) -> None:
        """What landed at once: the entries, each by its own author, and then what they do not tell."""
        before = dict(self.now)
        self.now = {"severity": step.severity.value, "commander": step.commander or None}
        for entry in self._in_order(step.entries):
            self._entry(entry, step.written, step.status)
        if rank(step.status) > rank(self.status) or before != self.now:
            said = f"{self.status} → {step.status}" if step.status is not self.status else "facts changed"
            self.status = max(self.status, step.status, key=rank)
            self._tell(step.written, said, {layout.facts_path(self.found.incident): self._facts()})

    def rest(self) -> None:
        """Entries that no step brings, and the status where it ends."""
        end = self.found.record.facts.status
        for entry in self._in_order(each.name for each in self.found.record.entries):
            self._entry(entry, None, end)
        if self.status is not end:
            said, self.status = f"{self.status} → {end}", end
            self._tell(self._last(), said, {layout.facts_path(self.found.incident): self._facts()})
        self.lived = len(self.chapters)
        self._redactions()
        if self.found.record.post_mortem:
            self._post_mortem()

    def finished(self) -> list[Chapter]:
        """What came after the life of it in the order of time, and the facts at the end as they are."""
        path = layout.facts_path(self.found.incident)
        ordered = [*self.chapters[: self.lived], *sorted(self.chapters[self.lived :], key=_when)]
        last = next(place for place in range(len(ordered) - 1, -1, -1) if path in ordered[place].files)
        files = {**ordered[last].files, path: self.found.texts[path]}
        ordered[last] = ordered[last]._replace(files=files)
        return ordered

    def _entry(self, entry: Entry, landed: Written | None, furthest: Status) -> None:
        if entry.name in self.told:
            return
        self.told.add(entry.name)
        own = self._own(entry.name)
        written = own.written or landed or self._by_the_file(entry)
        if landed is not None and written is not None:
            written = written._replace(recorded=written.recorded._replace(at=landed.recorded.at))
        path = layout.entry_path(self.found.incident, entry.name)
        text = self.found.texts[path]
        if entry.facts.redacted:
            text = restored_markdown({key: v for key, v in own.keys.items() if key != "redacted"}, WITHHELD)
        files: dict[str, layout.Content] = {path: text}
        status, said = entry.facts.status, shortened(one_line(entry.message), 72)
        if status and rank(self.status) < rank(status) <= rank(furthest):
            said, self.status = f"{self.status} → {status}", status
            files[layout.facts_path(self.found.incident)] = self._facts()
        names = [name for name in self.found.source.attachments if name in entry.message]
        self._tell(written, said or entry.name, files, names)

    def _redactions(self) -> None:
        """Taken out by the one who did it, when it was done."""
        for entry in self.found.record.entries:
            if entry.facts.redacted:
                path = layout.entry_path(self.found.incident, entry.name)
                when = Written(Recorded(entry.facts.redacted.at), entry.facts.redacted.by)
                self._tell(when, f"redact {entry.name}", {path: self.found.texts[path]})
        taken_out = self.found.record.facts.redacted
        if taken_out:
            self.is_redacted = True
            path = layout.facts_path(self.found.incident)
            when = Written(Recorded(taken_out.at), taken_out.by)
            self._tell(when, f"description redacted by {taken_out.by}", {path: self._facts()})

    def _post_mortem(self) -> None:
        """The draft by whoever brought it, and then the approval by the one who gave it."""
        post_mortem, own = self.found.record.post_mortem, self.found.source.post_mortem
        assert post_mortem is not None
        assert own is not None
        path = layout.post_mortem_path(self.found.incident)
        approved_at, approved_by = post_mortem.approved_at, post_mortem.approved_by
        begun = own.written or self._last()
        if not post_mortem.is_approved or approved_at is None or approved_by is None:
            self._tell(begun, "post-mortem begun", {path: self.found.texts[path]})
            return
        draft = {key: value for key, value in own.keys.items() if key not in _APPROVAL}
        text = restored_markdown({**draft, "status": PostMortemStatus.DRAFT.value}, own.body)
        self._tell(begun, "post-mortem begun", {path: text})
        when = Written(Recorded(approved_at), approved_by)
        self._tell(when, f"post-mortem approved by {approved_by}", {path: self.found.texts[path]})

    def _tell(
        self, written: Written | None, said: str, files: dict[str, layout.Content], names: Iterable[str] = ()
    ) -> None:
        paths = [layout.attachment_path(self.found.incident, name) for name in names]
        new = {path: self.found.attachments[path] for path in paths if path in self.found.attachments}
        landed = {path for chapter in self.chapters for path in chapter.files}
        files = {**files, **{path: data for path, data in new.items() if path not in landed}}
        recorded = self.sign(written.person, written.recorded) if written else None
        self.chapters.append(Chapter(self.found.incident, recorded, f"{self.found.incident}: {said}", files))

    def _facts(self) -> str:
        facts = {**self.found.facts, **{key: value for key, value in self.now.items() if value is not None}}
        if self.now.get("commander") is None:
            facts.pop("commander", None)
        facts["status"] = self.status.value
        if self.status is not self.found.record.facts.status:
            facts = {key: value for key, value in facts.items() if key not in _ONLY_RESOLVED}
        if not self.is_redacted:
            facts.pop("redacted", None)
        return restored_incident(facts)

    def _in_order(self, names: Iterable[str]) -> list[Entry]:
        wanted = set(names)
        return in_order(entry for entry in self.found.record.entries if entry.name in wanted)

    def _own(self, name: str) -> OwnEntry:
        return next(entry for entry in self.found.source.entries if entry.name == name)

    def _by_the_file(self, entry: Entry) -> Written | None:
        return Written(Recorded(entry.happened), entry.facts.author or "") if entry.happened else None

    def _last(self) -> Written | None:
        """When the last chapter so far was told, by the one who coordinates."""
        times = [chapter.recorded.at for chapter in self.chapters if chapter.recorded]
        latest: Moment | None = max(times, default=None)
        commander = self.found.record.facts.commander or self.found.record.facts.reported_by or ""
        return Written(Recorded(latest), commander) if latest else None

    def _is_mentioned(self, name: str) -> bool:
        return any(name in entry.message for entry in self.found.record.entries)


def _when(chapter: Chapter) -> str:
    """By time; nobody knows when comes last."""
    return chapter.recorded.at.utc if chapter.recorded else "~"
