"""Turns into messages: CloudEvents 1.0 in JSON, those of incidents exactly as `events` prints them.

Source of the attribute `sequence`: CloudEvents, "Sequence" extension.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import count
from typing import Final

from farm_gitops.model.events import Event
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.preview.contract import ChangedJson, FindingJson, MessageType
from farm_gitops.preview.hub import Message
from farm_gitops.preview.session import Turn
from farm_gitops.records import layout
from farm_gitops.views.address import organization_of
from farm_gitops.views.events import event_json

_LISTED: Final = 1_000  # pages that one message names; where more changed, any may have
_DIGITS: Final = 12

Data = Callable[[str | None], Mapping[str, object] | None]
"""What a message says to somebody who asked for one organization; None where it says nothing to them."""


class Messages:
    """Numbers what is told in one `run` of the preview."""

    def __init__(self, run: str, now: Callable[[], Moment]) -> None:
        self._run: Final = run
        self._now: Final = now
        self._sequence = 0
        self._mentions: Final = count(1)
        self._findings: tuple[FindingJson, ...] = ()

    @property
    def cursor(self) -> str:
        """Stands for all that was told so far."""
        return f"preview:{self._run}:{self._sequence:0{_DIGITS}}"

    def of(self, turn: Turn) -> Iterator[Message]:
        """What a turn has to tell: first what happened, then which pages are new, then what is wrong."""
        if turn.is_reload:
            yield self._own(
                MessageType.RELOAD, _to_all({"reason": "what is checked out is on another line of history"})
            )
        for event in turn.events:
            assert turn.configuration is not None
            yield self._event(event, turn.configuration)
        if (turn.changed or turn.removed) and not turn.is_reload:
            yield self._own(MessageType.CHANGED, _pages(turn))
        yield from self._wrong(turn.findings)

    def greeting(self, organization: str | None) -> Iterator[str]:
        """What somebody who begins to listen is told first: where they are, and what is wrong now."""
        yield from self._to_one(organization, MessageType.HELLO, {"cursor": self.cursor, "organization": organization})
        if self._findings:
            told = _findings(self._findings)(organization)
            yield from self._to_one(organization, MessageType.BROKEN, told) if told else ()

    def reload(self, organization: str | None) -> Iterator[str]:
        """To somebody who saw last what nobody remembers any more."""
        reason = "too much happened since you were here, or the preview was started anew"
        return self._to_one(organization, MessageType.RELOAD, {"reason": reason})

    def progress(self, what: str, done: int, total: int) -> Message:
        """How far long work has come."""
        return self._mention(MessageType.PROGRESS, _to_all({"what": what, "done": done, "total": total}))

    def _wrong(self, findings: tuple[FindingJson, ...]) -> Iterator[Message]:
        """What is wrong, once; and that it is no more."""
        if findings and findings != self._findings:
            yield self._own(MessageType.BROKEN, _findings(findings))
        elif self._findings and not findings:
            yield self._own(MessageType.MENDED, _to_all({}))
        self._findings = findings

    def _to_one(self, organization: str | None, kind: MessageType, data: Mapping[str, object]) -> Iterator[str]:
        text = self._mention(kind, _to_all(data)).text_for(organization)
        if text is not None:
            yield text

    def _event(self, event: Event, configuration: Configuration) -> Message:
        self._sequence += 1
        envelope = {**event_json(event, configuration), "sequence": f"{self._sequence:0{_DIGITS}}"}
        organization, text = event.incident.organization, json.dumps(envelope, ensure_ascii=False)
        return Message(self._sequence, event.id, lambda asked: text if asked in {None, organization} else None)

    def _own(self, kind: MessageType, data: Data) -> Message:
        self._sequence += 1
        return self._message(self.cursor, kind, data)

    def _mention(self, kind: MessageType, data: Data) -> Message:
        """A message that is not remembered; its id stands for the same as that of the last one which is."""
        return self._message(f"{self.cursor}:{kind.rpartition('.')[2]}-{next(self._mentions)}", kind, data)

    def _message(self, name: str, kind: MessageType, data: Data) -> Message:
        envelope = {
            "specversion": "1.0",
            "id": name,
            "source": "urn:farm-gitops:preview",
            "type": kind.value,
            "time": self._now().utc,
            "datacontenttype": "application/json",
            "sequence": f"{self._sequence:0{_DIGITS}}",
        }

        @cache
        def text_for(organization: str | None) -> str | None:
            told = data(organization)
            return None if told is None else json.dumps({**envelope, "data": told}, ensure_ascii=False)

        return Message(self._sequence, name, text_for)


def _to_all(data: Mapping[str, object]) -> Data:
    return lambda _organization: data


def _pages(turn: Turn) -> Data:
    def of(organization: str | None) -> ChangedJson | None:
        changed, removed = (_concerning(organization, paths) for paths in (turn.changed, turn.removed))
        if not changed and not removed:
            return None
        more = max(0, len(changed) - _LISTED) + max(0, len(removed) - _LISTED)
        return {"pages": changed[:_LISTED], "removed": removed[:_LISTED], "more": more}

    return of


def _concerning(organization: str | None, paths: Iterable[str]) -> list[str]:
    """Pages of one organization, and those of none; those that people look at first."""
    wanted = (path for path in paths if organization is None or organization_of(path) in {None, organization})
    return sorted(wanted, key=lambda path: (not path.endswith(".html"), path))


def _findings(findings: tuple[FindingJson, ...]) -> Data:
    def of(organization: str | None) -> Mapping[str, object] | None:
        wanted = [each for each in findings if organization is None or _of_organization(each) in {None, organization}]
        return {"findings": wanted} if wanted else None

    return of


def _of_organization(finding: FindingJson) -> str | None:
    incident = layout.incident_of(finding["path"])
    return incident.organization if incident else None
