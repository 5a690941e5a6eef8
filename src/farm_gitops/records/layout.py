"""Where everything lies in a repository: the only place that knows paths, and what makes a path unsafe."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.records import names

CONFIGURATION: Final = names.CONFIGURATION
POLICY_SIGNATURE: Final = "farm.yaml.sig"
INCIDENTS: Final = names.INCIDENTS
FACTS: Final = "incident.yaml"
POST_MORTEM: Final = "postmortem.md"
TIMELINE: Final = "timeline"
ATTACHMENTS: Final = "attachments"
TEMPLATES: Final = names.TEMPLATES
SCHEMAS: Final = ".farm-gitops/schema"
BASELINE: Final = ".farm-gitops/audit-baseline.json"
SET_UP: Final = ".farm-gitops/set-up.json"

KIB: Final = 1024
FACTS_LIMIT: Final = 256 * KIB
ENTRY_LIMIT: Final = 256 * KIB
POST_MORTEM_LIMIT: Final = 1024 * KIB
CONFIGURATION_LIMIT: Final = 1024 * KIB
ATTACHMENT_LIMIT: Final = 5 * 1024 * KIB
READ_LIMIT: Final = ATTACHMENT_LIMIT + 1
"""What is read of a record at most, in bytes: enough to see that it is too large."""

ATTACHMENT_TYPES: Final = ("png", "jpg", "jpeg", "gif", "webp", "txt", "log", "pdf")

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ORDINARY: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_WINDOWS_DEVICE: Final = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
_REGULAR: Final = "100644"

TWICE: Final = "twice"
"""The mode of a path that a damaged tree names several times; git itself takes one of them, and not always the same."""

READABLE_MODES: Final = frozenset({_REGULAR, "100755"})
"""Modes of files whose content is read; links and submodules are named and never followed."""

_BEGINNINGS: Final = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "pdf": (b"%PDF-",),
}

Content = str | bytes
"""What a file shall hold: the text of a record, or the bytes of an attachment."""


def as_bytes(content: Content) -> bytes:
    """The bytes that lie in the file."""
    return content.encode() if isinstance(content, str) else content


class File(NamedTuple):
    """A file of a tree: its path from the root, git's mode (`100644` is an ordinary file) and its size in bytes."""

    path: str
    mode: str = _REGULAR
    size: int = 0


@dataclass(frozen=True, slots=True)
class FactsFile:
    """`incidents/<org>/<name>/incident.yaml`."""

    incident: IncidentId


@dataclass(frozen=True, slots=True)
class EntryFile:
    """`incidents/<org>/<name>/timeline/<entry>.md`."""

    incident: IncidentId
    name: str


@dataclass(frozen=True, slots=True)
class PostMortemFile:
    """`incidents/<org>/<name>/postmortem.md`."""

    incident: IncidentId


@dataclass(frozen=True, slots=True)
class AttachmentFile:
    """`incidents/<org>/<name>/attachments/<file>`."""

    incident: IncidentId
    name: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A `.gitkeep`, which keeps an empty folder in git."""


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Anything else under `incidents/`: why it does not belong, and what would."""

    why: str
    cure: str


Place = FactsFile | EntryFile | PostMortemFile | AttachmentFile | Placeholder | Misplaced


@lru_cache(maxsize=1 << 13)  # whoever judges a history meets the same paths again and again
def place(path: str) -> Place:
    """What a path under `incidents/` is."""
    parts = path.split("/")
    if parts[-1] == ".gitkeep":
        return Placeholder()
    if _has_no_text(path):
        return Misplaced("the file's name is not UTF-8", "give it another name")
    if len(parts) < 4:
        return Misplaced("files lie in incidents/<organization>/<incident>/", f"move it, or: git rm -- '{path}'")
    organization, name, *rest = parts[1:]
    if not (is_slug(organization) and is_slug(name)):
        wrong = organization if not is_slug(organization) else name
        return Misplaced(
            f"the folder name `{wrong}` is not lower-case words of a-z and 0-9 joined by `-`, at most 100 characters",
            f"rename the folder to {slug(wrong)}",
        )
    return _inside(IncidentId(organization, name), rest)


def _has_no_text(name: str) -> bool:
    """Whether a name holds bytes that are no UTF-8, which Python keeps as lone surrogates."""
    return not name.isascii() and any("\ud800" <= character <= "\udfff" for character in name)


def _inside(incident: IncidentId, rest: list[str]) -> Place:
    match rest:
        case ["incident.yaml"]:
            return FactsFile(incident)
        case ["postmortem.md"]:
            return PostMortemFile(incident)
        case ["timeline", name] if name.endswith(".md"):
            return EntryFile(incident, name)
        case ["timeline", name]:
            return Misplaced(
                "a timeline entry is a Markdown file", f"rename it to {name.rpartition('.')[0] or name}.md"
            )
        case ["attachments", name] if name.rpartition(".")[2].lower() in ATTACHMENT_TYPES:
            return AttachmentFile(incident, name)
        case ["attachments", *_]:
            return Misplaced(
                "an attachment is one of " + " ".join(ATTACHMENT_TYPES), "convert it, or link to it instead"
            )
    return Misplaced(
        "an incident's folder holds incident.yaml, postmortem.md, timeline/*.md and attachments/",
        "remove it, or move it to attachments/",
    )


def incident_of(path: str) -> IncidentId | None:
    """The incident in whose folder a path lies, or None."""
    parts = path.split("/")
    if len(parts) < 4 or parts[0] != INCIDENTS or not (is_slug(parts[1]) and is_slug(parts[2])):
        return None
    return IncidentId(parts[1], parts[2])


def folder(incident: IncidentId) -> str:
    """`incidents/<org>/<name>`."""
    return f"{INCIDENTS}/{incident}"


def facts_path(incident: IncidentId) -> str:
    """Where the facts lie."""
    return f"{folder(incident)}/{FACTS}"


def entry_path(incident: IncidentId, name: str) -> str:
    """Where a timeline entry lies; `name` ends in `.md`."""
    return f"{folder(incident)}/{TIMELINE}/{name}"


def post_mortem_path(incident: IncidentId) -> str:
    """Where the post-mortem lies."""
    return f"{folder(incident)}/{POST_MORTEM}"


def attachment_path(incident: IncidentId, name: str) -> str:
    """Where an attachment lies."""
    return f"{folder(incident)}/{ATTACHMENTS}/{name}"


def is_slug(name: str) -> bool:
    """Whether a folder name is `[a-z0-9]` words joined by `-`, at most 100 characters."""
    return len(name) <= 100 and _SLUG.fullmatch(name) is not None


def slug(text: str, fallback: str = "incident") -> str:
    """A text as `[a-z0-9]` words joined by `-`, at most 100 characters; `fallback` if nothing is left of it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:100].strip("-") or fallback


def incident_name(created: Moment, title: str) -> str:
    """The default name of an incident's folder: the UTC date and a slug of the title."""
    return slug(f"{created.utc[:10]} {slug(title)}")


def untaken(name: str, taken: Iterable[str]) -> str:
    """The name itself, else with `-2`, `-3`, …, cut so that it stays within 100 characters."""
    used = set(taken)
    number, candidate = 1, name
    while candidate in used:
        number += 1
        suffix = f"-{number}"
        candidate = f"{name[: 100 - len(suffix)].rstrip('-')}{suffix}"
    return candidate


def content_matches(extension: str, data: bytes) -> bool:
    """Whether an attachment's bytes are of the kind that its ending names (magic numbers; text is UTF-8)."""
    beginnings = _BEGINNINGS.get(extension)
    if extension == "webp" and data[8:12] != b"WEBP":
        return False
    if beginnings is not None:
        return data.startswith(beginnings)
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def dangers(file: File) -> Iterator[str]:
    """Why a path or its kind is unsafe on some machine, in words; nothing for an ordinary file."""
    kind = {
        "120000": "is a symbolic link",
        "160000": "is a git submodule",
        "100755": "is marked as executable",
        TWICE: "is there several times under one name",
    }
    if file.mode != _REGULAR:
        yield kind.get(file.mode, "is no ordinary file")
    if len(file.path) > 400:
        yield "has a path of more than 400 characters"
    for part in file.path.split("/"):
        danger = _danger(part)
        if danger:
            yield danger


def _danger(part: str) -> str | None:
    if _ORDINARY.fullmatch(part) and not _WINDOWS_DEVICE.fullmatch(part):
        return None
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in part):
        return "has a control or invisible character in its name"
    if any(character in '\\<>:"|?*' for character in part):
        return "has a character in its name that Windows does not allow"
    if part != unicodedata.normalize("NFC", part):
        return "has a name that is not in Unicode's composed form (NFC)"
    if part.startswith(("-", " ")) or part.endswith((".", " ")):
        return "has a name that begins with `-` or a blank, or ends in a dot or a blank"
    if _WINDOWS_DEVICE.fullmatch(part):
        return "has a name that is reserved on Windows"
    if part.casefold() == ".git":
        return "lies in a git folder of its own"
    return None


def shown(path: str) -> str:
    """A path as it can be printed: on one line, without characters that steer a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogateescape").decode() for c in path)
