"""The page that says what the site is built from, what that is worth, who decides, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from farm_gitops.views.frame import Frame, frame
from farm_gitops.views.level import SEVERITIES, STATUSES, SURETIES, Level
from farm_gitops.views.policy import Policy, policy
from farm_gitops.views.world import Broken, World


@dataclass(frozen=True, slots=True)
class About:
    """The about page, with the policy and what severities, statuses and degrees of surety mean."""

    frame: Frame
    incidents: int
    updates: int
    post_mortems: int
    organizations: int
    broken: tuple[Broken, ...]
    uncommitted: tuple[str, ...]
    has_history: bool
    policy: Policy
    severities: tuple[Level, ...]
    statuses: tuple[Level, ...]
    sureties: tuple[Level, ...]


def about(world: World) -> About:
    """The about page of a world."""
    records = world.records
    return About(
        frame=frame(world),
        incidents=len(records),
        updates=sum(len(record.entries) for record in records),
        post_mortems=sum(record.post_mortem is not None for record in records),
        organizations=len({record.id.organization for record in records}),
        broken=world.broken_here,
        uncommitted=world.uncommitted_here,
        has_history=any(record.history is not None for record in records),
        policy=policy(world),
        severities=tuple(SEVERITIES.values()),
        statuses=tuple(STATUSES.values()),
        sureties=tuple(SURETIES.values()),
    )
