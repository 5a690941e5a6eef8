"""Names for a summary of a step: of people, components and environments, as either side of the step knows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from farm_gitops.errors import FarmError
from farm_gitops.model.snapshot import Snapshot
from farm_gitops.model.step import Signed, Step
from farm_gitops.views.people import People, without_address


class Names:
    """What keys mean: as the side after says, else the side before, else the key itself."""

    def __init__(self, step: Step) -> None:
        self._step: Final = step
        self._sides: Final = [side for side in (step.after, step.before) if side and is_readable(side)]
        self._people: Final = [People(side.configuration, side.catalog.users) for side in self._sides]

    def person(self, key: str | None) -> str:
        """A person by name."""
        if key is None:
            return "nobody"
        known = (people.named(key) for people in self._people)
        return next((shown.name for shown in known if shown.is_known), key)

    def signed(self, signed: Signed) -> str:
        """Whoever a commit names: a person of either side, else its name without the e-mail address."""
        for side in reversed(self._sides):
            key = side.configuration.person_of(signed.email)
            if key:
                return self.person(key)
        return f"{without_address(signed.name)} (not in farm.yaml)"

    def claimed(self, key: str | None, path: str) -> str:
        """Who a file says did something, and who committed that where it was somebody else."""
        actor = self._step.actor(path)
        committer = self.signed(actor.stated) if actor else "a merge"
        claimed = self.person(key) if key else committer
        return claimed if claimed == committer else f"{claimed} (committed by {committer})"

    def components(self, references: Iterable[str]) -> str:
        """Components by name, as a list in words."""
        return listed(self._component(reference) for reference in references)

    def environments(self, keys: Iterable[str]) -> str:
        """Environments by name, as a list in words."""
        return listed(self._environment(key) for key in keys)

    def organization(self, key: str) -> str:
        """An organization by name."""
        known = (side.configuration for side in self._sides if key in side.configuration.organizations)
        return next((configuration.organization_name(key) for configuration in known), key)

    def _component(self, reference: str) -> str:
        known = (side.catalog.find(reference) for side in self._sides)
        return next((entity.title for entity in known if entity), reference)

    def _environment(self, key: str) -> str:
        known = (side.configuration.environments.get(key) for side in self._sides)
        return next((environment.name for environment in known if environment and environment.name), key)


def is_readable(side: Snapshot | None) -> bool:
    """Whether this side has a configuration without errors; what is wrong with it is the validator's to say."""
    if side is None or not side.has_configuration:
        return False
    try:
        return side.configuration is not None
    except FarmError:
        return False


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
