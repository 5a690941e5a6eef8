"""What a filter costs in the page: `python -m benchmarks.filter` drives Chromium over a site of 10,000 incidents.

Milliseconds from an input event to the changed document, with the processor throttled fourfold: `handler` until the
listeners have returned, `laid out` until the browser has placed what they changed, `all rows` until nothing is left.
Each change is made in several rounds and its best time kept: other work on the machine only ever adds.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import quantiles
from typing import Final, NamedTuple

from playwright.sync_api import Page, sync_playwright

INCIDENTS: Final = 10_000
THROTTLE: Final = 4
BUDGET: Final = 16
ROUNDS: Final = 7
FARM: Final = (sys.executable, "-c", "from farm_gitops.cli.main import program; program()")

WHAT: Final = ("Checkout", "Search", "Card payments", "Mail delivery", "Login", "Mobile app", "Exports", "Webhooks")
HOW: Final = ("slow", "answers 502", "loses updates", "shows old data", "is unreachable", "times out", "is degraded")
WHERE: Final = ("in Europe", "for new customers", "after the release", "on Android", "in every region", "at night")

# Every change is an event on the form's own controls, as a hand on mouse or keyboard makes it.
_MEASURE: Final = """async ([name, value, kind]) => {
  const control = kind === "check" ? document.querySelector(`[name="${name}"][value="${value}"]`)
    : document.getElementById("filters").elements[name];
  if (kind === "check") control.checked = !control.checked; else control.value = value;
  const start = performance.now();
  control.dispatchEvent(new Event("input", { bubbles: true }));
  const handler = performance.now() - start;
  document.body.getBoundingClientRect();
  const placed = performance.now() - start;
  let last = performance.now();
  const watch = new MutationObserver(() => (last = performance.now()));
  watch.observe(document.getElementById("list"), { childList: true, subtree: true, characterData: true });
  await new Promise((done) => setTimeout(done, 250));
  watch.disconnect();
  return [handler, placed, Math.max(last - start, handler)];
}"""


class Change(NamedTuple):
    """One change of the filters; `kind` is `check` for a box, `set` for a text or a choice."""

    name: str
    value: str
    kind: str = "check"


def script() -> list[Change]:
    """What a reader does: choose, narrow, type a word, sort, and take it all back."""
    facets = [("severity", "P1"), ("severity", "P2"), ("status", "resolved"), ("component", "service-3")]
    facets += [("environment", "production"), ("commander", "alice"), ("post-mortem", "none")]
    boxes = [Change(*facet) for facet in facets]
    typed = [Change("q", "checkout"[:length], "set") for length in range(1, 9)]
    sorts = [Change("sort", way, "set") for way in ("oldest", "longest", "severity", "")]
    dates = [Change("from", "2024-01-01", "set"), Change("from", "", "set")]
    return [*boxes, *boxes, *typed, Change("q", "", "set"), *sorts, *dates]


def write_incidents(root: Path, count: int) -> None:
    """A project of `count` incidents over six years, the same ones each time."""
    chance = random.Random(20261124)
    (root / "farm.yaml").write_text(
        "organizations: {acme: {admins: [alice]}, globex: {}}\n"
        "people: {alice: {emails: [a@acme.example]}, bob: {emails: [b@acme.example]}}\n"
        "environments: [production, staging]\n"
        f"components: {{{', '.join(f'service-{number}: {{}}' for number in range(40))}}}\n"
    )
    for number in range(count):
        day = f"{2020 + number * 6 // count}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        is_over = number < count - 5
        title = f"{chance.choice(WHAT)} {chance.choice(HOW)} {chance.choice(WHERE)}"
        parts = ", ".join(f"service-{part}" for part in sorted(chance.sample(range(40), chance.randint(1, 3))))
        folder = root / f"incidents/{chance.choice(('acme', 'globex'))}/{day}-{number}"
        (folder / "timeline").mkdir(parents=True)
        (folder / "incident.yaml").write_text(
            f"title: {title}\nseverity: P{chance.randint(1, 4)}\nstatus: {'resolved' if is_over else 'open'}\n"
            f"description: What is known.\ncommander: {chance.choice(('alice', 'bob'))}\n"
            f"affected_components: [{parts}]\naffected_environments: [production]\ncreated_at: {day}T10:00:00Z\n"
        )
        if is_over:
            at = f"{day}T{chance.randint(11, 22)}:{chance.randint(10, 59)}:00Z"
            done = f"---\nat: {at}\nstatus: resolved\n---\nDone.\n"
            (folder / "timeline/done.md").write_text(done)


def measure(page: Page, rounds: int) -> list[list[float]]:
    """[handler, laid out, all rows] in milliseconds for each change: the best of `rounds`, after one to warm up."""
    turns = [[page.evaluate(_MEASURE, list(change)) for change in script()] for _ in range(rounds + 1)]
    return [[min(times) for times in zip(*same, strict=True)] for same in zip(*turns[1:], strict=True)]


def filtering(site: Path) -> None:
    """Opens a built site, throttles, measures, prints."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((site / "index.html").as_uri())
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        times = measure(page, ROUNDS)
        browser.close()
    print(f"processor throttled {THROTTLE}-fold, {len(times)} changes, best of {ROUNDS}; budget p95 {BUDGET} ms")
    for name, column in zip(("handler", "laid out", "all rows"), zip(*times, strict=True), strict=True):
        cuts = quantiles(column, n=20)
        print(f"{name:<10} p50 {cuts[9]:6.1f} ms   p95 {cuts[18]:6.1f} ms   most {max(column):6.1f} ms")


def main() -> None:
    """Measures the site that is named, or one that is made for it."""
    if len(sys.argv) > 1:
        filtering(Path(sys.argv[1]).resolve())
        return
    with tempfile.TemporaryDirectory() as folder:
        write_incidents(Path(folder), INCIDENTS)
        subprocess.run([*FARM, "-C", folder, "build"], check=True, capture_output=True)
        filtering(Path(folder) / "site")


if __name__ == "__main__":
    main()
