"""What a form is made from: the records as they are, who acts, and what was asked or typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from farm_gitops.actions.act import Desk
from farm_gitops.actions.author import Author, require_admin, require_member, require_poster, who_acts
from farm_gitops.errors import FarmError, Refused
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.preview.forms.field import Note
from farm_gitops.preview.forms.typed import NOTHING_TYPED, Typed
from farm_gitops.records import layout
from farm_gitops.store.snapshot import FileSnapshot


@dataclass(frozen=True)
class Bench:
    """A moment at which a form is shown or judged: `who` sits here, or why nobody knows who does.

    `only` is the organization to which the preview is limited.
    """

    desk: Desk
    snapshot: FileSnapshot
    who: Author | Note
    incident: IncidentId | None = None
    asked: Mapping[str, str] = field(default_factory=dict)
    typed: Typed = NOTHING_TYPED
    only: str | None = None

    @property
    def configuration(self) -> Configuration:
        """Who and what there is."""
        return self.snapshot.configuration

    @cached_property
    def record(self) -> IncidentRecord:
        """The incident; Refused where its facts cannot be read."""
        found = self.snapshot.record(self.id)
        if found is None:
            raise Refused(f"{self.id} cannot be read", f"see why: farm-gitops validate {layout.folder(self.id)}")
        return found

    @property
    def id(self) -> IncidentId:
        """Its id."""
        assert self.incident is not None, "the form is about an incident"
        return self.incident

    @property
    def organization(self) -> str:
        """Whose incident it is."""
        return self.id.organization

    def file(self, path: str) -> str:
        """The text of a file, or nothing."""
        return (self.snapshot.find(path) or b"").decode("utf-8", "replace")

    @property
    def facts(self) -> str:
        """The text of the facts."""
        return self.file(layout.facts_path(self.id))

    @property
    def post_mortem(self) -> str:
        """The text of the post-mortem, or nothing."""
        return self.file(layout.post_mortem_path(self.id))

    def trouble_of_member(self, organization: str) -> Note | None:
        """Why whoever sits here may not change incidents of an organization; None where they may."""
        return self._trouble(lambda author: require_member(author, self.configuration, organization))

    def trouble_of_poster(self, organization: str) -> Note | None:
        """Why they may not post updates; None where they may."""
        return self._trouble(lambda author: require_poster(author, self.configuration, organization))

    def trouble_of_admin(self, organization: str, act: str) -> Note | None:
        """Why they may not do what only admins may; None where they may."""
        return self._trouble(lambda author: require_admin(author, self.configuration, organization, act))

    def _trouble(self, require: Callable[[Author], object]) -> Note | None:
        if isinstance(self.who, Note):
            return self.who
        try:
            require(self.who)
        except FarmError as error:
            return Note(error.message, error.cure)
        return None


def who_sits_here(desk: Desk, configuration: Configuration) -> Author | Note:
    """The person that git's configuration names, or why it names nobody, and the cure."""
    try:
        return who_acts(desk.project, configuration)
    except FarmError as error:
        return Note(error.message, error.cure)
