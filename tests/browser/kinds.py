"""A page of every kind in the world with one of everything; a test fails when a kind that is built is missing here."""

from __future__ import annotations

from typing import Final

KINDS: Final = {
    "dashboard": "index.html",
    "filtered": "index.html?severity=P1&q=checkout",
    "empty": "index.html?q=nothing-like-this",
    "active": "incidents/acme/2026-11-24-checkout-fails-for-every-third-customer/index.html",
    "resolved": "incidents/acme/2026-11-20-payments-database-out-of-disk/index.html",
    "post-mortem": "incidents/acme/2026-11-20-payments-database-out-of-disk/post-mortem/index.html",
    "component": "components/payments-db/index.html",
    "window": "components/payments-db/90-days/index.html",
    "environment": "environments/production/index.html",
    "organization": "organizations/acme/index.html",
    "post-mortems": "post-mortems/index.html",
    "action-items": "action-items/index.html",
    "done": "action-items/done/index.html",
    "assignee": "action-items/by/carol/index.html",
    "done-by": "action-items/by/bob/done/index.html",
    "insights": "insights/index.html",
    "unknown": "insights/resolve-unknown/index.html",
    "receipt": "insights/reported/tuesday-10/index.html",
    "owed": "insights/action-items/by/carol/index.html",
    "archive": "archive/index.html",
    "year": "archive/2026/index.html",
    "month": "archive/2026/11/index.html",
    "about": "about/index.html",
    "not-found": "404.html",
}
"""What a page shows → where it lies below the site, with what is asked of it."""
