"""What every named history begins with: two organizations, four incidents, and who may do what."""

from __future__ import annotations

from typing import Final

from git_world import GitWorld

ALICE: Final = "Alice Ng <alice@acme.example>"
BOB: Final = "Bob Roth <bob@acme.example>"
CAROL: Final = "Carol Diaz <carol@acme.example>"
DORA: Final = "Dora Lang <dora@acme.example>"
ERIN: Final = "Erin Vale <erin@globex.example>"
ZOE: Final = "Zoe Ade <zoe@acme.example>"
EVE: Final = "Eve <eve@evil.example>"

FARM: Final = """\
maintainers: [alice, dora]

organizations:
  acme: {name: Acme Corporation, admins: [alice, dora, zoe], members: [bob, carol]}
  globex: {name: Globex, admins: [erin], members: [frank]}

people:
  alice: {name: Alice Ng, emails: [alice@acme.example], github: alice-ng}
  bob: {name: Bob Roth, emails: [bob@acme.example]}
  carol: {name: Carol Diaz, emails: [carol@acme.example]}
  dora: {name: Dora Lang, emails: [dora@acme.example]}
  erin: {name: Erin Vale, emails: [erin@globex.example]}
  frank: {name: Frank Moss, emails: [frank@globex.example]}
  zoe: {name: Zoe Ade, emails: [zoe@acme.example], active: false}

environments: {production: {}, lab: {retired: true}}

components:
  checkout: {name: Checkout, owner: shop}
  search: {name: Search}
"""

OLD: Final = "incidents/acme/2026-11-20-outage"
LIVE: Final = "incidents/acme/2026-11-22-slow"
FROZEN: Final = "incidents/acme/2026-11-10-disk"
LOGIN: Final = "incidents/globex/2026-11-21-login"
NEW: Final = "incidents/acme/2026-11-23-new"

ENTRY: Final = f"{OLD}/timeline/20261120T100500Z-bob.md"
OTHER_ENTRY: Final = f"{OLD}/timeline/20261120T103000Z-alice.md"
LIVE_ENTRY: Final = f"{LIVE}/timeline/20261122T100500Z-bob.md"
UPDATE: Final = f"{LIVE}/timeline/20261122T120000Z-bob.md"
LOG: Final = f"{OLD}/attachments/edge.log"

FACTS: Final = """\
title: Outage

severity: P3

status: resolved

description: Down.
affected_components: [checkout]
created_at: 2026-11-20T10:00:00Z
reported_by: bob
"""
LIVE_FACTS: Final = FACTS.replace("Outage", "Slow").replace("resolved", "investigating").replace("-20T", "-22T")
NEW_FACTS: Final = FACTS.replace("Outage", "New").replace("resolved", "open").replace("-20T", "-23T")
DRAFT: Final = """\
---
status: draft
root_cause: A full disk
contributing_factors: [no alert, one disk]
action_items:
  - title: Alert at 80 percent
    assignee: bob
---
Nobody looked.
"""


def approved(by: str, text: str = DRAFT) -> str:
    """A post-mortem as somebody approves it."""
    return text.replace("draft", "approved").replace(
        "action_items", f"approved_by: {by}\napproved_at: 2026-11-21T10:00:00Z\naction_items"
    )


APPROVED: Final = approved("alice")

ACME: Final = {
    f"{OLD}/incident.yaml": FACTS,
    ENTRY: "---\nauthor: bob\n---\nA disk is full.\n",
    OTHER_ENTRY: "---\nauthor: alice\nat: 2026-11-20T10:30:00Z\nstatus: resolved\n---\nFixed.\n",
    f"{OLD}/postmortem.md": DRAFT,
    LOG: "GET / 502\n",
    f"{LIVE}/incident.yaml": LIVE_FACTS,
    LIVE_ENTRY: "---\nauthor: bob\n---\nWe look.\n",
    f"{FROZEN}/incident.yaml": FACTS.replace("Outage", "Disk").replace("-20T", "-10T"),
    f"{FROZEN}/postmortem.md": APPROVED,
}
GLOBEX: Final = {
    f"{LOGIN}/incident.yaml": FACTS.replace("Outage", "Login").replace("-20T", "-21T").replace("bob", "frank"),
    f"{LOGIN}/postmortem.md": DRAFT.replace("bob", "frank"),
}
BASE: Final = {"farm.yaml": FARM, **ACME, **GLOBEX}


def lay_down(world: GitWorld, policy: str = FARM) -> None:
    """The beginning on `main`: the founding step, and one commit by an admin of each organization."""
    world.commit({"farm.yaml": policy}, ALICE, "2026-11-23T08:00:00Z", "Begin")
    world.commit(ACME, ALICE, "2026-11-23T08:10:00Z", "Bring in what Acme had")
    world.commit(GLOBEX, ERIN, "2026-11-23T08:20:00Z", "Bring in what Globex had")
