"""A post-mortem in Markdown as people write it, read into plain values: what it names is recognised, the rest is body.

Nothing of it is lost: a section leaves the body only where all of it has a place of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta, timezone
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.importers.cleaning import one_line, shortened
from farm_gitops.importers.foreign_front import parted, word_at
from farm_gitops.importers.markdown_outline import Outline, Section, items, outline, plain_heading, rows
from farm_gitops.importers.written_times import day_without_year, midnight, said_zone, told_time, written_day
from farm_gitops.model.moment import Moment

ROOT_CAUSE: Final = (
    "root cause",
    "root causes",
    "root cause analysis",
    "cause",
    "why did it happen",
    "why it happened",
)
FACTORS: Final = ("contributing factors", "contributing factor", "factors", "contributing causes")
ACTIONS: Final = (
    "action items",
    "action item",
    "actions",
    "follow-up actions",
    "follow-ups",
    "follow up",
    "next steps",
)
TIMELINE: Final = ("timeline", "incident timeline", "timeline summary", "chronology")
IMPACT: Final = ("impact", "scope", "customer impact", "user impact")
SUMMARY: Final = ("summary", "incident summary", "overview", "executive summary", "abstract")

_UNNAMED: Final = "The document names no root cause as such; what it says stands in its text."
_FIELD: Final = re.compile(
    r"^[ \t>*_-]*(severity|date|status)[*_ \t]*:[*_ \t]*(.+?)[ \t*_]*$", re.IGNORECASE | re.MULTILINE
)
_NUMBERED: Final = re.compile(r"^(?:PM)?[\dx]{4}[-_ ]?\d{0,3}[-_ ]?\d{0,2}[-_ ]+")
_HEADS: Final = frozenset({"event", "description", "what", "what happened", "action", "entry"})
_BOX: Final = re.compile(r"\[([ xX])\][ \t]+")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"()\[\]]+")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


class TimelineRow(NamedTuple):
    """A row of the document's own timeline."""

    at: Moment
    text: str


class PostMortemDocument(NamedTuple):
    """What a document says; `began` is None where it names no day, `severity` empty where it names none."""

    title: str
    began: Moment | None
    is_day_only: bool
    severity: str
    description: str
    timeline: tuple[TimelineRow, ...]
    keys: dict[str, YamlValue]
    body: str
    names_cause: bool
    skip: str


def read_post_mortem(path: str, data: bytes) -> PostMortemDocument:
    """Read a document; never raises."""
    front, text, _ = parted(data)
    found = outline(text.strip("\n"))
    title = _title(path, found, word_at(front, "title"))
    fields = {match[1].casefold(): match[2] for match in _FIELD.finditer(text)}
    zone = said_zone(text) or timezone(timedelta())
    day = _day(path, title, word_at(front, "date") or fields.get("date", ""), text)
    timeline_section = _named(found, TIMELINE)
    timeline, is_whole = _timeline(found.text(timeline_section), day, zone) if timeline_section else ((), False)
    keys, lifted = _keys(found)
    if timeline_section and is_whole:
        lifted.append(timeline_section)
    began = timeline[0].at if timeline else midnight(day, zone) if day else None
    return PostMortemDocument(
        title,
        began,
        not timeline,
        word_at(front, "severity") or fields.get("severity", ""),
        _description(found),
        timeline,
        keys,
        _body(found, lifted),
        keys["root_cause"] != _UNNAMED,
        _skip(path, title, text),
    )


def _title(path: str, found: Outline, given: str) -> str:
    heading = next((section.heading for section in found.sections if section.level == 1), "")
    name = _NUMBERED.sub("", PurePosixPath(path).stem).replace("_", " ").strip(" -")
    return given or one_line(heading) or name or PurePosixPath(path).stem


def _skip(path: str, title: str, text: str) -> str:
    stem = PurePosixPath(path).stem.casefold()
    if stem in {"readme", "index", "_index", "contributing", "license", "summary"}:
        return f"{PurePosixPath(path).name} is about the documents, and none of them"
    if "template" in stem or plain_heading(title) in {"incident title", "title"}:
        return "it is a template"
    return "" if text.strip() else "it is empty"


def _day(path: str, title: str, given: str, text: str) -> date | None:
    """The day of it: of the field, the timeline and text, the file's name; without a year, that of the name."""
    name = PurePosixPath(path).stem
    found = written_day(given) or written_day(title) or written_day(name.replace("_", "-")) or written_day(text)
    year = _YEAR.search(f"{given} {title} {name}")
    return found or (day_without_year(f"{given} {title} {text}", int(year[1])) if year else None)


def _named(found: Outline, names: tuple[str, ...]) -> Section | None:
    """The section that is called so, else the first whose heading begins so."""
    headed = [(plain_heading(section.heading), section) for section in found.sections if section.level > 1]
    same = (section for heading, section in headed if heading in names)
    begins = (section for heading, section in headed if heading.startswith(tuple(f"{name} " for name in names[:2])))
    return next(same, None) or next(begins, None)


def _keys(found: Outline) -> tuple[dict[str, YamlValue], list[Section]]:
    """The front matter, and the sections of which it holds everything."""
    cause, factors, actions = (_named(found, names) for names in (ROOT_CAUSE, FACTORS, ACTIONS))
    keys: dict[str, YamlValue] = {"status": "draft", "root_cause": _UNNAMED}
    lifted: list[Section] = []
    if cause and found.text(cause).strip():
        keys["root_cause"] = found.text(cause).strip()
        lifted.append(cause)
    if factors:
        listed, is_pure = items(found.text(factors))
        keys["contributing_factors"] = listed
        lifted += [factors] if is_pure and listed else []
    if actions:
        listed, is_pure = items(found.text(actions))
        keys["action_items"] = [_action(item) for item in listed]
        lifted += [actions] if is_pure and listed else []
    return {key: value for key, value in keys.items() if value}, lifted


def _action(item: str) -> YamlValue:
    box = _BOX.match(item)
    title = one_line(item[box.end() :] if box else item)
    link = _ADDRESS.search(title)
    said: dict[str, YamlValue] = {"title": title, "done": bool(box and box[1] != " ")}
    return {**said, "link": link[0].rstrip(".,;")} if link else said


def _timeline(text: str, day: date | None, zone: timezone) -> tuple[tuple[TimelineRow, ...], bool]:
    """The rows that say when, in time, and whether there is nothing else in the section."""
    found: list[TimelineRow] = []
    is_whole = True
    for when, said in _pieces(text):
        told = told_time(when, day, zone)
        if told is None:
            lone = written_day(when) if not said else None
            day, is_whole = lone or day, is_whole and lone is not None
            continue
        day = told.day
        words = " ".join(part for part in (told.rest.strip(), said) if part)
        found.append(TimelineRow(told.moment, words)) if words else None
    return tuple(sorted(found, key=lambda row: row.at)), is_whole and bool(found)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What may be a row, in order: rows of tables, items of lists, and lines that are neither and may say a day."""
    held: list[str] = []
    for line in (*text.split("\n"), ""):
        goes_on = held and line.startswith((" ", "\t")) and line.strip() and not items(line)[0]
        if goes_on:
            held.append(line)
            continue
        if held:
            yield " ".join(items("\n".join(held))[0]), ""
            held = []
        if items(line)[0]:
            held = [line]
        elif row := next(rows(line), None):
            if row[1].casefold() not in _HEADS:
                yield row
        elif line.strip() and not _is_drawn(line) and not said_zone(line):
            yield line.strip(" #*"), ""


def _is_drawn(line: str) -> bool:
    """Whether a line only draws a table."""
    return not line.strip("|:- \t")


def _description(found: Outline) -> str:
    """What the incident was: the summary, else what stands above all headings, else the impact."""
    summary, impact = _named(found, SUMMARY), _named(found, IMPACT)
    opening = next((section for section in found.sections if section.level == 1), found.sections[0])
    above = "\n".join(found.lines[opening.first : opening.end]).strip()
    said = (found.text(section).strip() for section in (summary, impact) if section)
    return shortened(next((text for text in (*said, above) if text), ""), 8_000)


def _body(found: Outline, lifted: list[Section]) -> str:
    """The document without its title, which the incident has, and without what has a place of its own."""
    title = next((section for section in found.sections if section.level == 1), None)
    gone = set(range(title.start, title.first)) if title else set[int]()
    for section in lifted:
        gone |= set(range(section.start, found.whole(section)))
    return "\n".join(line for number, line in enumerate(found.lines) if number not in gone).strip("\n")
