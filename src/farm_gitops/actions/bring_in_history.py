"""Bring in incidents with their history: a commit for what the source wrote down at once, at that time, by its author.

Two commits of whoever imports stand around them: see docs/decisions/0033. All of it is audited before it lands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Final, NamedTuple

from farm_gitops.actions.act import Act, Desk, branch_name, write_down
from farm_gitops.actions.audit import Span, audit_history
from farm_gitops.actions.bring_in import BroughtIn, Wanted, imported
from farm_gitops.actions.land import Landed, Wish, push_landed
from farm_gitops.errors import FarmError, Refused, stoppable
from farm_gitops.git.identity import Identity, require_identity
from farm_gitops.git.replay import Draft, Landing, append
from farm_gitops.git.runner import Repository
from farm_gitops.git.state import current_branch, require_finished
from farm_gitops.git.write import Tip, advance
from farm_gitops.importers.result import Chapter, Past
from farm_gitops.model.moment import Moment
from farm_gitops.records import layout
from farm_gitops.store.unfinished import take_back
from farm_gitops.store.write import one_writer
from farm_gitops.validate.placed import PlacedFinding

_WAITING: Final = "refs/farm-gitops/import"
"""Where the commits lie until they are judged; no branch leads there."""


class _Here(NamedTuple):
    """The repository, its last commit, and who imports when."""

    repository: Repository
    head: str
    you: Identity
    now: Moment


def bring_in_with_history(desk: Desk, wanted: Wanted, wish: Wish) -> BroughtIn:
    """Import and commit; Refused, and nothing has changed, where an audit of the commits finds an error."""
    here = _here(desk)
    with (
        one_writer(desk.project) as left,
        desk.project.workbench() as snapshot,
        _waiting_commits(here),
        stoppable("nothing was written, and no commit was made") as stage,
    ):
        act, done = imported(snapshot, wanted)
        if done.past is None or not act.files:
            return BroughtIn(Landed(act, taken_back=left), done)
        _require_committed(desk, act)
        landings = [*_landings(here, act, done.past, snapshot.find(layout.CONFIGURATION) or b"")]
        tip = _judged(desk, here, landings)
        base = current_branch(here.repository)
        committed = f"committed as {tip[:10]}, and perhaps not pushed yet: git push"
        try:
            write_down(desk, snapshot, act)
            new = branch_name(act) if wish.branch else None
            branch = advance(here.repository, Tip(tip, act.message), sorted(act.files), new)
        except BaseException:  # without their commits, the next import would take the files for known, without a past
            take_back(desk.project)
            stage.words = committed if desk.project.head == tip else stage.words
            raise
        stage.words = committed
        landed = Landed(act, tip, branch, taken_back=left)
        done_so_far = push_landed(here.repository, landed, base if wish.branch else None) if wish.push else landed
        return BroughtIn(done_so_far, done)


@contextmanager
def _waiting_commits(here: _Here) -> Iterator[None]:
    """Before and after, nothing leads to commits that wait: what a killed import left, what was refused."""
    _stop_waiting(here)
    try:
        yield
    finally:
        _stop_waiting(here)


def _stop_waiting(here: _Here) -> None:
    here.repository.run("update-ref", "-d", _WAITING)


def _here(desk: Desk) -> _Here:
    repository = desk.project.require_repository()
    require_finished(repository)
    desk.project.require_history()
    head = desk.project.head
    if head is None:
        raise FarmError("nothing is committed here yet, so there is nothing to build on", "git add . && git commit")
    return _Here(repository, head, require_identity(repository), desk.now)


def _require_committed(desk: Desk, act: Act) -> None:
    open_paths = sorted(desk.project.uncommitted() & {*act.files, layout.CONFIGURATION})
    if open_paths:
        raise Refused(f"{open_paths[0]} is changed here and not committed", "commit it first, or take it back")


def _landings(here: _Here, act: Act, past: Past, configuration: bytes) -> Iterator[Landing]:
    """What everybody needs first; then the past; then what is so from now on, as the newest commit of all."""
    names = layout.CONFIGURATION
    if past.configuration.encode() != configuration:
        said = f"{act.message}: who wrote there, and what it concerns"
        yield _of(here, said, {names: past.configuration})
    for chapter in past.chapters:
        yield _landing(here, chapter)
    last = act.files.get(names, past.configuration)
    left = {names: last} if layout.as_bytes(last) != past.configuration.encode() else {}
    yield _of(here, act.message, left)


def _landing(here: _Here, chapter: Chapter) -> Landing:
    recorded = chapter.recorded
    at = recorded.at if recorded else here.now
    author = recorded.author if recorded else None
    by = Identity(author.name, author.email) if author else None
    authored = (recorded.authored if recorded else None) or at
    draft = Draft(by or here.you, _whole_seconds(authored), chapter.message, _contents(chapter.files))
    return Landing((draft,), "rebase", here.you, _whole_seconds(at))


def _of(here: _Here, message: str, files: Mapping[str, layout.Content]) -> Landing:
    """A commit of whoever imports, now."""
    return Landing((Draft(here.you, here.now.text, message, _contents(files)),), "rebase", here.you, here.now.text)


def _contents(files: Mapping[str, layout.Content]) -> dict[str, bytes | None]:
    return {path: layout.as_bytes(content) for path, content in files.items()}


def _whole_seconds(moment: Moment) -> str:
    """As git can say it, with the offset."""
    return moment.later(timedelta()).text


def _judged(desk: Desk, here: _Here, landings: list[Landing]) -> str:
    """The last of the commits, once an audit found no error in any."""
    tip = append(here.repository, landings, here.head, _WAITING)
    report = audit_history(desk.project, Span(here.head, tip), excused=False, remember=False, done=desk.done)
    errors = tuple(finding for finding in report.findings if finding.level == "error")
    if errors:
        raise _refused(errors)
    return tip


def _refused(errors: tuple[PlacedFinding, ...]) -> Refused:
    """Why an audit would not accept the commits, which are not there any more."""
    first, *more = errors
    also = f" (and {len(more)} more)" if more else ""
    return Refused(
        f"with this history an audit would fail: {first.message}{also} [{first.rule}]",
        "nothing was changed; let an admin who is a maintainer import, make those admins whose approvals come along, "
        "or import without --history",
    )
