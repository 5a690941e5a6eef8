"""What an event says, in a few words, for a log and for people in a chat."""

from __future__ import annotations

from farm_gitops.model.events import Event, EventType


def said(event: Event) -> str:
    """What happened, on one line."""
    details = event.details
    match event.type:
        case EventType.CREATED:
            return f"declared, {details['severity']}"
        case EventType.STATUS_CHANGED:
            return f"{details['previousStatus']} → {details['newStatus']}"
        case EventType.UPDATED:
            changed = details["changed"]
            assert isinstance(changed, list)
            return f"changed {', '.join(changed)}"
        case EventType.ENTRY_ADDED:
            first = next(iter(str(details["message"]).splitlines()), "")
            return f"update: {'(taken out)' if details['isRedacted'] else first or '(no text)'}"
        case EventType.POST_MORTEM_CREATED:
            return "post-mortem begun"
        case EventType.POST_MORTEM_APPROVED:
            return "post-mortem approved"


def teller(event: Event) -> str:
    """Who brought it: a person of farm.yaml, else the name that git has."""
    return event.teller.person or event.teller.name
