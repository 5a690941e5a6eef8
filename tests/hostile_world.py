"""A world in which every text that a person can write is an attack on whoever reads the page."""

from __future__ import annotations

import json
from pathlib import Path

PAYLOADS = (
    "<script>pwned(1)</script>",
    "<img src=x onerror=pwned(2)>",
    '"><svg onload=pwned(3)>',
    "' autofocus onfocus=pwned(4) x='",
    "[click](javascript:pwned(5))",
    "[click](JaVaScRiPt&colon;pwned(6))",
    '![x](x" onerror="pwned(7))',
    '<a href="javascript:pwned(8)">x</a>',
    "</title><script>pwned(9)</script>",
    "</script><script>pwned(10)</script>",
    "<iframe srcdoc='<script>parent.pwned(11)</script>'></iframe>",
    "<style>@import 'javascript:pwned(12)';</style>",
    "<math><mtext></mtext><mglyph><style><!--</style><img title='--><img src=1 onerror=pwned(13)>'>",
    "`<img src=x onerror=pwned(14)>`",
    "<details open ontoggle=pwned(15)>",
    "<form><button formaction=javascript:pwned(16)>x</button></form>",
    "[x]: data:text/html,<script>pwned(17)</script>\n\n[go][x]",
    '<https://x.example/"onmouseover="pwned(18)>',
    "{{ 7 * 7 }}{% include 'farm.yaml' %}",
    "\u2028</script>\u2029<script>pwned(20)</script>",
)
"""The corpus; each calls `pwned`, which a page that is attacked successfully would do."""

_WORDS = ("name", "owner", "description")


def hostile(root: Path) -> Path:
    """A world where incident number n carries payload n in every field that takes free text."""
    everything = [" ".join(payload.split()) for payload in PAYLOADS]
    people = {f"p{number}": {"name": text} for number, text in enumerate(everything)}
    farm = {
        "organizations": {"acme": {"name": everything[0], "admins": list(people)}},
        "people": people,
        "environments": {f"e{number}": {"name": text} for number, text in enumerate(everything)},
        "components": {f"c{number}": dict.fromkeys(_WORDS, text) for number, text in enumerate(everything)},
        "site": {"title": everything[8]},
    }
    _put(root / "farm.yaml", json.dumps(farm))
    for number, payload in enumerate(PAYLOADS):
        _incident(root / f"incidents/acme/i{number}", number, payload, everything[number])
    return root


def _incident(folder: Path, number: int, payload: str, line: str) -> None:
    stamp = f"2026-11-{number + 1:02}T10:00:00Z"
    facts = {
        "title": line,
        "severity": "P1",
        "status": "resolved" if number % 2 else "open",
        "description": payload,
        "commander": f"p{number}",
        "reported_by": f"p{number}",
        "affected_components": [f"c{number}", line],
        "affected_environments": [f"e{number}", line],
        "created_at": stamp,
        "links": [{"title": line, "url": "https://x.example/?q=1&a='onclick=pwned(0)"}],
        "redacted": {"by": f"p{number}", "at": stamp, "reason": payload},
    }
    item = {"title": line, "assignee": f"p{number}", "link": "https://x.example/'onclick=pwned(0)", "due": "2026-01-01"}
    learned = {
        "status": "approved",
        "root_cause": payload,
        "contributing_factors": [payload],
        "action_items": [item],
        "approved_by": f"p{number}",
        "approved_at": stamp,
    }
    entry = {"author": f"p{number}", "redacted": {"by": f"p{number}", "at": stamp, "reason": payload}}
    _put(folder / "incident.yaml", json.dumps(facts))
    _put(folder / f"timeline/20261101T1000{number:02}Z-x.md", f"---\n{json.dumps(entry)}\n---\n{payload}\n")
    _put(folder / "timeline/'onclick=pwned(0) x.md", f"---\n{json.dumps({'at': stamp})}\n---\n{payload}\n")
    _put(folder / "postmortem.md", f"---\n{json.dumps(learned)}\n---\n{payload}\n")
    _put(folder / "attachments/a'onclick=pwned(0).txt", payload)


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
