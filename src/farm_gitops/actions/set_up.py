"""The files by which a forge, an editor and pre-commit know what to do: which there should be, and which there are.

What was offered is remembered in `.farm-gitops/set-up.json`, so that a newer version replaces what is as it was offered
and leaves alone what somebody changed or took away.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from farm_gitops.actions.code_owners import PLACES, code_owners
from farm_gitops.errors import FarmError
from farm_gitops.git.forges import ForgeKind
from farm_gitops.model.organization import Configuration
from farm_gitops.model.severity import MEANING
from farm_gitops.records import layout
from farm_gitops.records.schema import KINDS, schema_text
from farm_gitops.store.project import Project
from farm_gitops.store.shipped import shipped_for
from farm_gitops.store.write import remove_file, write_text

Choice = Literal["github", "gitlab", "gitea", "none"]
State = Literal["new", "current", "updated", "changed", "kept", "removed", "withdrawn", "orphaned"]


class SetUp(BaseModel):
    """What was offered last: by which version, for which forge and branch, and the SHA-256 of each file by its path.

    `forge` is None where nobody chose one and no remote told it.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    version: Literal[1] = 1
    program: str = ""
    forge: Choice | None = None
    branch: str = "main"
    files: Mapping[str, str] = Field(default_factory=dict)


class Standing(NamedTuple):
    """How a file stands to what is offered now.

    It is `new` here; `current`, the same already; `updated`, as it was offered before; `changed` by somebody, and so is
    what is offered; `kept` as somebody changed it, with nothing new to offer; or `removed` by somebody. Of what is no
    longer offered, it is `withdrawn` if it is as it was offered before, and `orphaned` if somebody changed it.
    """

    path: str
    state: State
    ours: bytes
    here: bytes | None

    @property
    def is_ours_to_write(self) -> bool:
        """Whether nobody's work is lost by writing it."""
        return self.state in {"new", "updated"}

    @property
    def is_ours_to_remove(self) -> bool:
        """Whether it is of no use any more, and nobody's work is lost by taking it away."""
        return self.state == "withdrawn"


def program_version() -> str:
    """The version of this program, by which workflows install it."""
    return version("farm-gitops")


def wanted(forge: Choice, branch: str, configuration: Configuration) -> dict[str, bytes]:
    """Every file that there should be, by its path."""
    names = {"VERSION": program_version(), "BRANCH": _filter(branch), "SEVERITIES": _severities()}
    shipped = shipped_for("any") if forge == "none" else shipped_for("any", forge)
    files = {path: _filled_in(data, names) for path, data in shipped.items()}
    files |= {f"{layout.SCHEMAS}/{kind}.json": schema_text(kind).encode() for kind in KINDS}
    if forge != "none":
        path, text = code_owners(forge, configuration)
        files[path] = text.encode()
    return files


def read_set_up(root: Path) -> SetUp | None:
    """What was offered last; None where nothing ever was. FarmError where nobody can read it."""
    try:
        return SetUp.model_validate_json((root / layout.SET_UP).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        cure = f"git checkout -- {layout.SET_UP}, or remove it: every file that is not as offered then counts as yours"
        raise FarmError(f"{layout.SET_UP} is not what `farm-gitops init` wrote there", cure) from error


def standings(root: Path, files: Mapping[str, bytes], before: SetUp) -> tuple[Standing, ...]:
    """How each file stands to what there is, those that are no longer offered included, in the order of their paths."""
    offered = (_standing(root, path, files[path], before.files.get(path)) for path in files)
    left = (_left_over(root, path, before.files[path]) for path in before.files.keys() - files.keys())
    return tuple(sorted([*offered, *filter(None, left)]))


def put(project: Project, files: Mapping[str, bytes]) -> None:
    """Write files, each over what is there; FarmError for one that would lie outside, through a link."""
    for path, data in files.items():
        write_text(project, path, data.decode(), expected=read_file(project.root / path))


def take_away(project: Project, found: Iterable[Standing]) -> None:
    """Remove files that are as they were read; FarmError for one that would lie outside, through a link."""
    for each in found:
        remove_file(project, each.path, expected=each.here)


def remember(project: Project, offered: SetUp) -> None:
    """Write down what was offered."""
    document = {**offered.model_dump(), "files": dict(sorted(offered.files.items()))}
    put(project, {layout.SET_UP: (json.dumps(document, indent=2) + "\n").encode()})


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 by path."""
    return {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}


def forge_of(choice: Choice) -> ForgeKind | None:
    """The forge that was chosen, if any."""
    return None if choice == "none" else choice


def read_file(file: Path) -> bytes | None:
    """What a file holds; None where there is none."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise FarmError(f"cannot read {file}: {error.strerror}", "move away what stands in its place") from error


def _standing(root: Path, path: str, ours: bytes, offered: str | None) -> Standing:
    here = read_file(root / path)
    return Standing(path, _state(ours, here, offered), ours, here)


def _left_over(root: Path, path: str, offered: str) -> Standing | None:
    """How a file stands that was offered before; None where it is gone, and for what no file of ours was ever called.

    The names come from a file that anybody may have proposed, and what has them may be taken away.
    """
    if path not in _our_names():
        return None
    here = read_file(root / path)
    if here is None:
        return None
    is_ours = hashlib.sha256(here).hexdigest() == offered
    return Standing(path, "withdrawn" if is_ours else "orphaned", b"", here)


@cache
def _our_names() -> frozenset[str]:
    """Every path that a file of ours has, on whichever forge."""
    owners = (path for places in PLACES.values() for path in places)
    return frozenset({*shipped_for("any", *PLACES), *owners, *(f"{layout.SCHEMAS}/{kind}.json" for kind in KINDS)})


def _state(ours: bytes, here: bytes | None, offered: str | None) -> State:
    if here is None:
        return "removed" if offered else "new"
    if here == ours:
        return "current"
    if hashlib.sha256(here).hexdigest() == offered:
        return "updated"
    return "kept" if hashlib.sha256(ours).hexdigest() == offered else "changed"


def _filled_in(data: bytes, names: Mapping[str, str]) -> bytes:
    return re.sub(r"@([A-Z]+)@", lambda found: names[found[1]], data.decode()).encode()


def _filter(branch: str) -> str:
    """The name of a branch where a workflow expects patterns, in quotes that YAML and JSON share."""
    return json.dumps(re.sub(r"([*?+!\[\]])", r"\\\1", branch), ensure_ascii=False)


_INDENT: Final = " " * 8


def _severities() -> str:
    return "\n".join(_options())


def _options() -> Iterator[str]:
    for level, meaning in MEANING.items():
        yield f'{_INDENT}- "{level} {meaning.label}: {meaning.text}"'
