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
    briefs = world.briefs.values()
    return About(
        frame=frame(world),
        incidents=len(briefs),
        updates=sum(each.entries for each in briefs),
        post_mortems=sum(each.has_post_mortem for each in briefs),
        organizations=len({each.id.organization for each in briefs}),
        broken=world.broken_here,
        uncommitted=world.uncommitted_here,
        has_history=any(each.has_history for each in briefs),
        policy=policy(world),
        severities=tuple(SEVERITIES.values()),
        statuses=tuple(STATUSES.values()),
        sureties=tuple(SURETIES.values()),
    )
