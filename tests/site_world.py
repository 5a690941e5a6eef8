"""Small repositories of incidents as plain files, for tests of what is published.

`acme(root)` writes a world with one of everything; `many(root, count)` writes as many incidents as a test wants.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from farm_gitops.model.moment import Moment
from farm_gitops.publish.build import Broken, BuildRequest, BuiltFrom, Forge, Written, build
from farm_gitops.store.history import no_origins
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Worktree

AS_OF = Moment.parse("2026-11-24T12:00:00Z")
COMMIT = BuiltFrom("0123456789abcdef0123456789abcdef01234567", Moment.parse("2026-11-24T13:00:00+01:00"))
FORGE = Forge("github", "https://github.com/acme/incidents", "main")
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63606060f80f0001040100b1e2e1a50000000049454e44ae426082"
)

FARM = """\
maintainers: [alice]
organizations:
  acme: {name: Acme Corporation, admins: [alice], members: [bob, carol]}
  globex: {name: Globex, admins: [dave]}
people:
  alice: {name: Alice Ng, emails: [alice@acme.example]}
  bob: {name: Bob Lind, emails: [bob@acme.example]}
  carol: {name: Carol Diaz, emails: [carol@acme.example]}
  dave: {name: Dave Osei, emails: [dave@globex.example]}
site: {title: Acme incidents, url: "https://incidents.acme.example/status/", repository: "https://github.com/acme/incidents"}
environments: {production: {name: Production}, staging: {name: Staging}}
components:
  payments-db: {name: Payments database, owner: data-platform, description: Where every payment is written first.}
  checkout: {name: Checkout}
  search: {name: Search}
slos:
  - {name: payments-availability, component: payments-db, target_percent: 99.5, window: 30d}
"""

_ACTIVE = """\
title: Checkout fails for every third customer

severity: P1

status: investigating

commander: alice

description: |
  Payments are **declined** since the 10:00 release; see the [graph](attachments/graph.png).

  ```
  checkout-7f9c: upstream timed out (110) while reading response header
  ```
affected_components: [checkout, payments-db]
affected_environments: [production]
created_at: 2026-11-24T10:04:00Z
reported_by: bob
related: [2026-11-20-payments-database-out-of-disk]
links:
  - {title: War room, url: "https://chat.acme.example/room/42"}
"""

_RESOLVED = """\
title: Payments database out of disk

severity: P2

status: resolved

commander: bob

description: Writes failed once the **data volume** was full.
affected_components: [payments-db]
affected_environments: [production]
started_at: 2026-11-20T07:40:00Z
created_at: 2026-11-20T08:00:00Z
reported_by: carol
"""

_POST_MORTEM = """\
---
status: approved
root_cause: The **vacuum** was switched off in a migration, and nothing watched the free space.
contributing_factors:
  - No alert on free space, only on `errors`
  - The runbook named a host that is gone
action_items:
  - {title: Alert at 80 % of `/data`, assignee: bob, done: true, due: 2026-11-21}
  - {title: Switch the vacuum on again in every cluster, assignee: carol, due: 2026-11-23}
  - {title: Rewrite the runbook, due: 2099-01-01, link: "https://github.com/acme/runbooks/issues/7"}
approved_by: alice
approved_at: 2026-11-22T09:00:00Z
---
## What went well

The failover took *four* minutes.

| step | minutes |
|---|---:|
| noticed | 20 |
| failed over | 4 |
"""

_PLAIN = """\
title: {title}
severity: {severity}
status: {status}
description: {description}
affected_components: [{component}]
affected_environments: [{environment}]
created_at: {created}
reported_by: {reporter}
"""


def acme(root: Path) -> Path:
    """A world with two organizations, five incidents and one of everything that a page can show."""
    active = "incidents/acme/2026-11-24-checkout-fails-for-every-third-customer"
    resolved = "incidents/acme/2026-11-20-payments-database-out-of-disk"
    texts = {
        "farm.yaml": FARM,
        f"{active}/incident.yaml": _ACTIVE,
        f"{active}/timeline/20261124T101000Z-alice.md": (
            "---\nauthor: alice\nstatus: investigating\n---\nWe look into it.\n"
        ),
        f"{active}/timeline/20261124T103000Z-bob.md": "---\nauthor: bob\n---\nOne in **ten** customers is affected.\n",
        f"{active}/timeline/20261124T104500Z-bob.md": (
            "---\nauthor: bob\ncorrects: 20261124T103000Z-bob.md\n---\nOne in **three** customers is affected.\n"
        ),
        f"{active}/timeline/20261124T110000Z-carol.md": (
            "---\nauthor: carol\n"
            "redacted:\n  by: alice\n  at: 2026-11-24T11:30:00Z\n  reason: it named a customer\n---\n"
        ),
        f"{resolved}/incident.yaml": _RESOLVED,
        f"{resolved}/timeline/20261120T081200Z-bob.md": (
            "---\nauthor: bob\nstatus: identified\n---\nThe disk is full.\n"
        ),
        f"{resolved}/postmortem.md": _POST_MORTEM,
        "incidents/acme/2026-10-02-search-is-slow/incident.yaml": plain(
            "Search is slow", "P3", "resolved", "2026-10-02"
        )
        + "follows: 2025-12-31-search-shows-yesterdays-prices\nresolution: fixed\n",
        "incidents/acme/2026-10-02-search-is-slow/timeline/20261002T110000Z-bob.md": (
            "---\nauthor: bob\nstatus: resolved\n---\nThe index was rebuilt.\n"
        ),
        "incidents/acme/2025-12-31-search-shows-yesterdays-prices/incident.yaml": plain(
            "Search shows yesterday's prices", "P4", "resolved", "2025-12-31"
        )
        + "resolution: false-alarm\n",
        "incidents/globex/2026-11-23-no-mail-leaves/incident.yaml": plain(
            "No mail leaves", "P3", "open", "2026-11-23", component="smtp-relay", reporter="dave"
        ),
    }
    for path, text in texts.items():
        _put(root / path, text.encode())
    _put(root / active / "attachments/graph.png", PIXEL)
    _put(root / active / "attachments/two words #1.log", b"upstream timed out\n")
    return root


def plain(title: str, severity: str, status: str, day: str, *, component: str = "search", reporter: str = "bob") -> str:
    """The facts of an incident of which nothing much is known."""
    return _PLAIN.format(
        title=f'"{title}"',
        severity=severity,
        status=status,
        description=f'"{title}. Nothing more is known."',
        component=component,
        environment="production",
        created=f"{day}T10:00:00Z",
        reporter=reporter,
    )


def many(root: Path, count: int, entries: int = 3) -> Path:
    """A world of `count` incidents over three years; the newest three are active."""
    _put(root / "farm.yaml", FARM.encode())
    begin = datetime(2023, 12, 1, 6, 0, tzinfo=UTC)
    gap = timedelta(days=3 * 365) / max(count, 1)
    for number in range(count):
        at = begin + number * gap
        title = f"{_SUBJECTS[number % 7]} {_TROUBLES[number % 11]} number {number}"
        folder = root / f"incidents/acme/{at:%Y-%m-%d}-{title.lower().replace(' ', '-')}"
        status = "resolved" if number < count - 3 else "investigating"
        component = ("payments-db", "checkout", "search")[number % 3]
        facts = plain(title, f"P{number % 4 + 1}", status, f"{at:%Y-%m-%d}", component=component)
        _put(folder / "incident.yaml", facts.encode())
        for step in range(entries):
            moment = at + timedelta(hours=5 + step)
            head = (
                f"---\nauthor: bob\n{'status: resolved' if step == entries - 1 and status == 'resolved' else ''}\n---\n"
            )
            _put(
                folder / f"timeline/{moment:%Y%m%dT%H%M%SZ}-bob.md", f"{head}Step {step}: we **look** at it.\n".encode()
            )
    return root


_SUBJECTS = ("Checkout", "Search", "Payments", "Mail delivery", "Login", "The mobile app", "Nightly exports")
_TROUBLES = (
    *("is slow", "times out", "returns errors", "loses updates", "rejects valid requests", "shows old data"),
    *("is unreachable from Europe", "duplicates messages", "fails after a deploy", "runs out of memory", "is degraded"),
)


def snapshot(root: Path) -> FileSnapshot:
    """The files as they lie there, without history."""
    return FileSnapshot(Worktree(root), no_origins)


def build_site(
    root: Path,
    output: Path,
    *,
    broken: tuple[Broken, ...] = (),
    uncommitted: frozenset[str] = frozenset(),
    organization: str | None = None,
    forge: Forge | None = FORGE,
) -> Written:
    """Build a world as of AS_OF from COMMIT."""
    request = BuildRequest(root, snapshot(root), output, AS_OF, COMMIT, uncommitted, broken, organization, forge=forge)
    return build(request)


def _put(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
