"""How long one waits in the preview: from a save in an editor until the page shows it, at 1,000 and 10,000 incidents.

    python -m benchmarks.preview                          over the socket and a request, and in Chromium
    python -m benchmarks.preview --most 1000 --no-browser

Each save puts a whole new update beside others and renames it into its place, as editors do; the next one comes some
seconds after it. Milliseconds of the clock. Then git switches to a branch on which every third incident has another
title, and back: from the end of `git switch` until the pages of the first and the last of them show it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Final, NamedTuple

from playwright.sync_api import sync_playwright
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from benchmarks.measure import FARM
from benchmarks.repository import Size, git, repository

ROOT: Final = Path(__file__).resolve().parents[1]
SIZES: Final = (Size(1_000), Size(10_000))
_PATIENCE: Final = 300.0  # seconds until the first site is there
_REST: Final = 3.0  # seconds between two saves, as a person leaves them; all of it has come to rest by then
_LOOK_AGAIN: Final = 0.1  # seconds between two looks at pages, so that asking does not keep the preview from its work
_TARGETS: Final = {1_000: "100 ms", 10_000: "400 ms"}
_SWITCHED: Final = "3,000 ms each"
_ELSEWHERE: Final = b"Elsewhere"
_SOMEBODY: Final = ("-c", "user.name=Alice", "-c", "user.email=alice@acme.example")


class Served(NamedTuple):
    """A preview in a process of its own, and the token that it gave us."""

    port: int
    cookie: str

    def get(self, path: str) -> bytes:
        """A page, as a browser that has the token asks for it; empty where there is none yet."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return body if answer.status == 200 else b""

    def listen(self) -> ClientConnection:
        """A browser that listens."""
        own = f"127.0.0.1:{self.port}"
        headers = {"Cookie": self.cookie}
        return connect(f"ws://{own}/ws", origin=Origin(f"http://{own}"), additional_headers=headers, max_size=None)


@contextmanager
def serving(place: Path) -> Iterator[Served]:
    """The preview of a repository, once its first page is there."""
    command = [*FARM, "preview", "--address", "127.0.0.1:0", "--json"]
    with subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, text=True) as started:
        try:
            assert started.stdout is not None
            port = int(json.loads(started.stdout.readline())["port"])
            connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
            connection.request("GET", "/")
            answer = connection.getresponse()
            answer.read()
            served = Served(port, (answer.headers["set-cookie"] or "").partition(";")[0])
            deadline = time.monotonic() + _PATIENCE
            while not served.get("/") and time.monotonic() < deadline:
                time.sleep(0.05)
            yield served
        finally:
            started.terminate()


def over_the_socket(served: Served, place: Path, saves: int) -> list[float]:
    """Until the page, asked for as soon as the socket names it, shows what was saved."""
    with served.listen() as ear:
        ear.recv(_PATIENCE)
        return [_until(_shown(served, ear, page), save, text) for page, save, text in _saves(place, saves)]


def in_the_browser(served: Served, place: Path, saves: int) -> list[float]:
    """Until the open page shows it, by itself."""
    found = subprocess.run(
        [sys.executable, str(ROOT / "dev.py"), "chromium"], capture_output=True, text=True, check=True
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=["--no-sandbox"])
        page = browser.new_page()
        times = []
        for path, save, text in _saves(place, saves):
            page.goto(f"http://127.0.0.1:{served.port}/{path}")
            page.wait_for_selector(".pv-badge[data-state=connected]", state="attached", timeout=60_000)
            times.append(_until(lambda text: bool(page.wait_for_selector(f"main >> text={text}")), save, text))
        browser.close()
    return times


def _until(is_shown: Callable[[str], bool], save: Callable[[], None], text: str) -> float:
    time.sleep(_REST)
    began = time.perf_counter()
    save()
    while not is_shown(text):
        pass
    return (time.perf_counter() - began) * 1000


def _shown(served: Served, ear: ClientConnection, page: str) -> Callable[[str], bool]:
    def is_shown(text: str) -> bool:
        message = json.loads(ear.recv(_PATIENCE))
        is_named = message["type"] == "preview.changed" and page in message["data"]["pages"]
        return is_named and text.encode() in served.get(f"/{page}")

    return is_shown


def switches(served: Served, place: Path) -> list[float]:
    """To the branch that `branch_off` made, which was never read; back; and the same again."""
    thirds = _thirds(place)
    pages = [f"/{folder.relative_to(place)}/index.html" for folder in (thirds[0], thirds[-1])]
    times = []
    for branch in ("side", "main") * 2:
        time.sleep(_REST)
        git(place, "switch", "--quiet", branch)
        began = time.perf_counter()
        while {_ELSEWHERE in served.get(page) for page in pages} != {branch == "side"}:
            time.sleep(_LOOK_AGAIN)
        times.append((time.perf_counter() - began) * 1000)
    return times


def branch_off(place: Path) -> int:
    """Make the branch `side`, on which every third incident has another title; how many have."""
    git(place, "switch", "--quiet", "--force-create", "side")
    for folder in _thirds(place):
        facts = folder / "incident.yaml"
        facts.write_bytes(re.sub(rb"^title: ", b"title: %b " % _ELSEWHERE, facts.read_bytes(), flags=re.MULTILINE))
    git(place, *_SOMEBODY, "commit", "--quiet", "--all", "--message", "Other titles")
    git(place, "switch", "--quiet", "main")
    return len(_thirds(place))


def _thirds(place: Path) -> list[Path]:
    return sorted(place.glob("incidents/*/*"))[::3]


def _saves(place: Path, count: int) -> Iterator[tuple[str, Callable[[], None], str]]:
    """Updates of incidents all over the repository: the page that shows each, how it is saved, and its text."""
    folders = sorted(place.glob("incidents/*/*"))
    for number, folder in enumerate(folders[:: max(1, len(folders) // count)][:count]):
        text = f"Measured at {time.time_ns()} number {number}"
        yield (
            f"{folder.relative_to(place)}/index.html",
            _saver(folder / "timeline" / "20261125T100000Z-admin.md", text),
            text,
        )


def _saver(file: Path, text: str) -> Callable[[], None]:
    def save() -> None:
        file.parent.mkdir(exist_ok=True)
        temporary = file.with_name(f".{file.name}.swp")
        temporary.write_text(f"{text}\n")
        temporary.replace(file)

    return save


def main() -> None:
    """Measures what is asked for."""
    parser = ArgumentParser(prog="python -m benchmarks.preview")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "farm-gitops-benchmarks")
    parser.add_argument("--most", type=int, default=10_000)
    parser.add_argument("--saves", type=int, default=15)
    parser.add_argument("--no-browser", action="store_true")
    given = parser.parse_args()
    ways = {"socket and request": over_the_socket, **({} if given.no_browser else {"Chromium": in_the_browser})}
    for size in (each for each in SIZES if each.incidents <= given.most):
        place = repository(size, given.cache)
        git(place, "reset", "--quiet", "--hard", "main")
        git(place, "clean", "--quiet", "-d", "--force", "incidents")
        incidents = branch_off(place)
        began = time.perf_counter()
        with serving(place) as served:
            print(f"{size.incidents:,} incidents: the first page after {time.perf_counter() - began:.1f} s")
            for name, measure in ways.items():
                times = measure(served, place, given.saves)
                spread = f"median {median(times):.0f} ms, p90 {quantiles(times, n=10)[8]:.0f} ms"
                print(f"  {name:<20} {spread}   (to reach: {_TARGETS[size.incidents]})")
            git(place, "clean", "--quiet", "-d", "--force", "incidents")
            took = ", ".join(f"{each:,.0f}" for each in switches(served, place))
            print(f"  {'switch of branch':<20} {took} ms, {incidents:,} incidents each   (to reach: {_SWITCHED})")


if __name__ == "__main__":
    main()
