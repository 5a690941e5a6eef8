"""What a filter costs in an index in parts: `python -m benchmarks.filter_large` asks 100,000 incidents in Chromium.

Over http a worker filters, from disk the page does, slice by slice. `first` is the wait for the first answer of a
reader who asks at once, until every part has been loaded and searched. Of all later changes, `answer` is the wait until
the page shows it whole, `blocked` the longest that the page could not react meanwhile (0 is below 50 ms: browsers tell
of no shorter time), with its processor throttled fourfold.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import quantiles
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.dashboard import write_dashboard
from benchmarks.filter import THROTTLE, Change, script

INCIDENTS: Final = 100_000

# An answer is whole when the line above the list says no more that it is one "so far".
_ASK: Final = """async ([name, value, kind]) => {
  const control = kind === "check" ? document.querySelector(`[name="${name}"][value="${value}"]`)
    : document.getElementById("filters").elements[name];
  const tally = document.getElementById("tally");
  let last = 0, blocked = 0;
  const watch = new MutationObserver(() => (last = performance.now()));
  watch.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
  const tasks = new PerformanceObserver((found) => {
    for (const { duration } of found.getEntries()) blocked = Math.max(blocked, duration);
  });
  tasks.observe({ type: "longtask" });
  if (kind === "check") control.checked = !control.checked; else control.value = value;
  const start = performance.now();
  control.dispatchEvent(new Event("input", { bubbles: true }));
  const isDone = () => last && performance.now() - last > 400 && !tally.textContent.includes("so far");
  while (!isDone()) await new Promise((done) => setTimeout(done, 20));
  watch.disconnect();
  tasks.disconnect();
  return [last - start, blocked];
}"""


def sizes(folder: Path) -> None:
    """What the parts of the index weigh."""
    packed = [len(gzip.compress(file.read_bytes(), 6)) / 1024 for file in folder.glob("data/**/*.js")]
    print(f"{len(packed)} parts, {sum(packed):.0f} KiB gzip in all, the largest {max(packed):.0f} KiB")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a loopback server of a folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def measure(name: str, browser: Browser, address: str) -> None:
    """Prints what a reader of the site at this address waits for."""
    page = browser.new_page()
    page.goto(address)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    first, *later = _asked(page)
    print(f"{name:<10} first {first[0]:6.0f} ms, blocked {first[1]:4.0f} ms")
    for what, column in zip(("answer", "blocked"), zip(*later, strict=True), strict=True):
        cuts = quantiles(column, n=20)
        print(f"{'':<10} {what:<8} p50 {cuts[9]:6.0f} ms   p95 {cuts[18]:6.0f} ms   most {max(column):6.0f} ms")
    page.close()


def _asked(page: Page) -> list[list[float]]:
    """[answer, blocked] of every change."""
    changes = [Change("severity", "P1"), *script(), *script()]
    return [page.evaluate(_ASK, list(change)) for change in changes]


def main() -> None:
    """Measures a site that is made for it; a number asks for another size."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else INCIDENTS
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        write_dashboard(folder, count)
        sizes(folder)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with served(folder) as address:
            measure("http", browser, f"{address}index.html")
        measure("from disk", browser, (folder / "index.html").as_uri())
        browser.close()


if __name__ == "__main__":
    main()
