"""The shapes of Atlassian Statuspage's public API, key by key.

Source: https://www.githubstatus.com/api/v2 as served in 2026; a test compares the keys with a real document.
"""

from __future__ import annotations

from typing import TypedDict


class PageJson(TypedDict):
    """The site; `url` is empty where nobody knows where it lies."""

    id: str
    name: str
    url: str
    time_zone: str
    updated_at: str


class StatusJson(TypedDict):
    """How things stand: `indicator` is none, minor, major or critical."""

    indicator: str
    description: str


class ComponentJson(TypedDict):
    """A component and how it stands."""

    id: str
    name: str
    status: str
    created_at: str
    updated_at: str
    position: int
    description: str | None
    showcase: bool
    start_date: str | None
    group_id: str | None
    page_id: str
    group: bool
    only_show_if_degraded: bool


class AffectedJson(TypedDict):
    """What an update says of a component."""

    code: str
    name: str
    old_status: str
    new_status: str


class StatuspageUpdateJson(TypedDict):
    """One line of the timeline."""

    id: str
    status: str
    body: str
    incident_id: str
    created_at: str
    updated_at: str
    display_at: str
    affected_components: list[AffectedJson]
    deliver_notifications: bool
    custom_tweet: str | None
    tweet_id: int | None


class StatuspageIncidentJson(TypedDict):
    """An incident with its timeline, newest update first."""

    id: str
    name: str
    status: str
    created_at: str
    updated_at: str
    monitoring_at: str | None
    resolved_at: str | None
    impact: str
    shortlink: str
    started_at: str
    page_id: str
    incident_updates: list[StatuspageUpdateJson]
    components: list[ComponentJson]
    reminder_intervals: str | None
