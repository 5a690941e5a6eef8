"""The policy that the records are held to: what is trusted, how changes land, who may do what, which rules differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from farm_gitops.model.ssh import fingerprint, key_data
from farm_gitops.views.level import Level
from farm_gitops.views.people import Shown
from farm_gitops.views.row import Named
from farm_gitops.views.world import World

_TRUST: Final[Mapping[str, str]] = {
    "names": "Approvals and redactions rest on the names and addresses that git records. Whoever may push can forge "
    "those; what stands against it is the review of every change on the forge.",
    "signed": "Approvals, redactions and changes of policy carry an SSH signature, which anybody can check with the "
    "keys in farm.yaml. Who posted an update still rests on the names that git records.",
}
_LANDING: Final[Mapping[str, str]] = {
    "squash": "A pull request lands as one commit and is judged as one step.",
    "merge": "A pull request lands as one merge and is judged as one step.",
    "rebase": "Every commit of a pull request lands as it is and is judged as a step of its own.",
}


class Holder(NamedTuple):
    """Somebody who holds a role and has not left.

    `keys` are the fingerprints of the keys with which they sign, where signing counts.
    """

    who: Shown
    keys: tuple[str, ...]


class Rights(NamedTuple):
    """Who may do what in an organization; where it `is_open`, whoever is no member may post updates too."""

    organization: Named
    admins: tuple[Holder, ...]
    members: tuple[Holder, ...]
    is_open: bool


class RuleLevel(NamedTuple):
    """A rule whose level farm.yaml sets: `error`, `warning` or `off`."""

    rule: str
    level: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy of farm.yaml as the about page tells it; rules without a level of their own are not in `rules`."""

    trust: Level
    landing: Level
    maintainers: tuple[Holder, ...]
    rights: tuple[Rights, ...]
    rules: tuple[RuleLevel, ...]


def policy(world: World) -> Policy:
    """The policy of a world."""
    stated = world.snapshot.configuration
    return Policy(
        trust=Level(stated.trust, stated.trust, _TRUST[stated.trust]),
        landing=Level(stated.landing, stated.landing, _LANDING[stated.landing]),
        maintainers=_holders(stated.maintainers, world),
        rights=tuple(_rights(named, world) for named in world.organizations if named.key in stated.organizations),
        rules=tuple(RuleLevel(rule, level) for rule, level in sorted(stated.rules.items())),
    )


def _rights(named: Named, world: World) -> Rights:
    known = world.snapshot.configuration.organizations[named.key]
    members = (key for key in known.members if key not in known.admins)
    return Rights(named, _holders(known.admins, world), _holders(members, world), known.open_updates)


def _holders(keys: Iterable[str], world: World) -> tuple[Holder, ...]:
    people = world.snapshot.configuration.people
    return tuple(_holder(key, world) for key in dict.fromkeys(keys) if key not in people or people[key].active)


def _holder(key: str, world: World) -> Holder:
    stated = world.snapshot.configuration
    signing = filter(None, map(key_data, stated.keys_of(key))) if stated.trust == "signed" else ()
    return Holder(world.people.named(key), tuple(map(fingerprint, signing)))
