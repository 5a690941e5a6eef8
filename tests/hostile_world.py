"""A world in which every text that a person can write is an attack on whoever reads the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from git_world import GitWorld

from farm_gitops.model.moment import Moment
from farm_gitops.publish.build import Broken, BuildRequest, BuiltFrom, Forge, build
from farm_gitops.store.project import find_project

PAYLOADS: Final = (
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
    '"><script>pwned(21)</script>',
    "--><img src=x onerror=pwned(22)>",
    "]]><script xmlns='http://www.w3.org/1999/xhtml'>pwned(23)</script>",
    '\\";pwned(24);//</script><script>pwned(24)</script>',
    "</textarea></noscript></template><img src=x onerror=pwned(25)>",
    "<svg><animate onbegin=pwned(26) attributeName=x dur=1s></svg>",
    "<svg><a xlink:href='javascript:pwned(27)'><text y=20>x</text></a></svg>",
    '<a href="java\tscript:pwned(28)">x</a> [x](java&#9;script:pwned(28))',
    "<video><source onerror=pwned(29)></video>",
    "<body onload=pwned(30)><input autofocus onfocus=pwned(30)>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/31'>",
    "<link rel=stylesheet href=//evil.example/32.css><base href=//evil.example/>",
    "![x](https://evil.example/33.png) <img src=//evil.example/33.png>",
    "| a |\n|---|\n| <img src=x onerror=pwned(34)> |",
    "```html\n</code></pre><img src=x onerror=pwned(35)>\n```",
    "&lt;img src=x onerror=pwned(36)&gt; &#60;script&#62;pwned(36)&#60;/script&#62;",
)
"""The corpus; each calls `pwned` or asks evil.example, which a page that is attacked successfully would do."""

LINES: Final = tuple(" ".join(payload.split()) for payload in PAYLOADS)
"""The same for fields that hold one line."""

_URL: Final = "https://x.example/?q=1&a='onclick=pwned(0)"
_WORDS: Final = ("name", "owner", "description")


def hostile(root: Path) -> Path:
    """A world where incident number n carries payload n in every field that takes free text.

    `i<n>` holds it in the facts, the entries, the post-mortem, an attachment and its names, `r<n>` in what is left of
    an incident whose text was taken out; every second component (`c<n>`) has it from farm.yaml, the others (`d<n>`)
    from a catalog file.
    """
    people = {f"p{number}": {"name": line, "github": line} for number, line in enumerate(LINES)}
    farm = {
        "maintainers": list(people),
        "organizations": {f"o{number}": {"name": line, "admins": [*people]} for number, line in enumerate(LINES)},
        "people": people,
        "environments": {f"e{number}": {"name": line} for number, line in enumerate(LINES)},
        "components": {f"c{number}": dict.fromkeys(_WORDS, line) for number, line in _every_second(0)},
        "catalog": ["catalog/*.json"],
        "slos": [
            {"name": f"s{number}", "component": f"c{number}", "target_percent": 99, "window": "30d"}
            for number, _ in _every_second(0)
        ],
        "site": {
            "title": LINES[8],
            "branch": LINES[20],
            "repository": _URL,
            "url": "https://x.example/'onclick=pwned(0)/",
        },
    }
    _put(root / "farm.yaml", json.dumps(farm))
    for number, line in _every_second(1):
        _descriptor(root / f"catalog/d{number}.json", number, line)
    for number, payload in enumerate(PAYLOADS):
        _incident(root / f"incidents/o{number}/i{number}", number, payload)
        _redacted(root / f"incidents/o{number}/r{number}", number, payload)
    return root


def build_hostile(folder: Path) -> Path:
    """The site of the hostile world, written by hostile authors, with broken and uncommitted files of hostile names."""
    root, as_of = hostile(folder / "repository"), Moment.parse("2027-06-01T00:00:00Z")
    world = GitWorld.new(root)
    world.commit({}, message="Empty")
    for number, line in enumerate(LINES):
        # Git takes angle brackets out of names, and a dot, comma or quote from their ends.
        author = f'x{line.replace("<", "").replace(">", "")} "onmouseover=pwned({number})x <x{number}@x.example>'
        world.git("add", f"incidents/o{number}", "farm.yaml", "catalog")
        world.git("commit", "--quiet", "-m", PAYLOADS[number], author=author)
    broken = tuple(Broken(payload, payload, payload, 1) for payload in PAYLOADS)
    built_from, forge = BuiltFrom(world.git("rev-parse", "HEAD"), as_of), Forge("github", _URL, LINES[20])
    with find_project(root).worktree() as files:
        wanted = (root, files, folder / "site", as_of, built_from, frozenset(PAYLOADS), broken)
        build(BuildRequest(*wanted, forge=forge))
    return folder / "site"


def _every_second(begin: int) -> list[tuple[int, str]]:
    return list(enumerate(LINES))[begin::2]


def _descriptor(file: Path, number: int, line: str) -> None:
    metadata = {"name": f"d{number}", "title": line, "description": line}
    _put(file, json.dumps({"kind": "Component", "metadata": metadata, "spec": {"owner": line}}))


def _facts(number: int, payload: str) -> dict[str, object]:
    line = LINES[number]
    return {
        "title": line,
        "severity": f"P{number % 4 + 1}",
        "status": "resolved" if number % 4 else "open",
        "description": payload,
        "commander": f"p{number}",
        "reported_by": f"p{number}",
        "affected_components": [f"{'cd'[number % 2]}{number}", line],
        "affected_environments": [f"e{number}", line],
        "created_at": _stamp(number),
        "links": [{"title": line, "url": _URL}],
        "follows": line,
        "related": [line, f"r{number}"],
    }


def _stamp(number: int) -> str:
    return f"{2024 + number // 12}-{number % 12 + 1:02}-01T10:00:00Z"


def _incident(folder: Path, number: int, payload: str) -> None:
    stamp, line = _stamp(number), LINES[number]
    link = "https://x.example/'onclick=pwned(0)"
    item = {"title": line, "assignee": f"p{number}", "link": link, "due": "2026-01-01"}
    learned = {
        "status": "approved" if number % 2 else "draft",
        "root_cause": payload,
        "contributing_factors": [payload],
        "action_items": [item, {**item, "done": "true"}, {"title": line}],
        **({"approved_by": f"p{number}", "approved_at": stamp} if number % 2 else {}),
    }
    removed = {"author": f"p{number}", "redacted": {"by": f"p{number}", "at": stamp, "reason": payload}}
    _put(folder / "incident.yaml", json.dumps(_facts(number, payload)))
    _put(folder / f"timeline/20261101T1000{number:02}Z-x.md", f"---\n{json.dumps(removed)}\n---\n{payload}\n")
    _put(folder / "timeline/'onclick=pwned(0) x.md", f"---\n{json.dumps({'at': stamp})}\n---\n{payload}\n")
    _put(folder / "postmortem.md", f"---\n{json.dumps(learned)}\n---\n{payload}\n")
    _put(folder / "attachments/a'onclick=pwned(0).txt", payload)


def _redacted(folder: Path, number: int, payload: str) -> None:
    left = {"by": f"p{number}", "at": _stamp(number), "reason": payload}
    _put(folder / "incident.yaml", json.dumps({**_facts(number, payload), "redacted": left}))


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
