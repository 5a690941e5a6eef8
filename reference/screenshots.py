"""Photographs the demo's site for the README and the documentation: `python -m reference.screenshots`.

WebP through Chromium's own protocol: a page of text takes a quarter of the bytes of a PNG, and no further library.
"""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal, NamedTuple

from dev import find_browser
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from reference.pages import ROOT

IMAGES: Final = ROOT / "docs" / "images"
LIMIT: Final = 80_000
"""Bytes of an image: a README that takes seconds to show is not read."""
_QUALITY: Final = 70
_WINDOW: Final[ViewportSize] = {"width": 1200, "height": 860}


class Shot(NamedTuple):
    """A picture: its name, the page of the site, and in which colours."""

    name: str
    page: str
    colours: Literal["light", "dark"] = "light"


_RUNNING: Final = "incidents/acme/2026-11-23-card-payments-are-declined-in-every-region/index.html"

SHOTS: Final = (
    Shot("dashboard", "index.html"),
    Shot("dashboard-dark", "index.html", colours="dark"),
    Shot("incident", _RUNNING),
)


def main() -> int:
    """Take every picture; 1 where one is too large."""
    browser = find_browser()
    if browser is None:
        print("There is no Chromium here: apt-get install chromium")
        return 1
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site, moment = _site(Path(folder))
        with playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"]) as opened:
            sizes = [_take(opened, shot, site, moment) for shot in SHOTS]
            with _preview(site.parent) as address:
                sizes.append(_take_preview(opened, address))
    return 1 if max(sizes) > LIMIT else 0


def _site(folder: Path) -> tuple[Path, str]:
    """The demo's site and the moment of which it speaks."""
    farm: tuple[str | Path, ...] = (Path(sys.executable).with_name("farm-gitops"),)
    subprocess.run([*farm, "demo", folder / "demo"], check=True, stdout=subprocess.DEVNULL)
    build = [*farm, "-C", folder / "demo", "build", "--at", "HEAD", "--json"]
    built = subprocess.run(build, check=True, capture_output=True, text=True)
    return folder / "demo" / "site", json.loads(built.stdout)["asOf"]


@contextmanager
def _preview(demo: Path) -> Iterator[str]:
    """Where a preview of the demo listens."""
    command = (
        Path(sys.executable).with_name("farm-gitops"),
        "-C",
        demo,
        "preview",
        "--address",
        "127.0.0.1:0",
        "--json",
    )
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stdout is not None
            yield json.loads(serving.stdout.readline())["url"]
        finally:
            serving.send_signal(signal.SIGINT)


def _take_preview(browser: Browser, address: str) -> int:
    """One person's page of an incident, with the toast of what another just posted."""
    with browser.new_context(viewport=_WINDOW, reduced_motion="reduce") as context:
        seen, other = context.new_page(), context.new_page()
        for page in (seen, other):
            page.goto(f"{address}{_RUNNING}")
            page.get_by_text("live", exact=True).wait_for()
        other.locator("summary", has_text="identified").click()
        form = other.locator("details[open] form")
        form.locator("textarea").fill("The acquirer confirms it: their certificate ran out.")
        form.locator("button.primary, button[type=submit]:not(.quiet)").last.click()
        seen.locator(".toast").first.wait_for()
        return _write("preview", seen)


def _take(browser: Browser, shot: Shot, site: Path, moment: str) -> int:
    """Write the picture, and tell its size in bytes."""
    with browser.new_context(viewport=_WINDOW, color_scheme=shot.colours, reduced_motion="reduce") as context:
        page = context.new_page()
        page.clock.set_fixed_time(moment)
        page.goto((site / shot.page).as_uri())
        return _write(shot.name, page)


def _write(name: str, page: Page) -> int:
    session = page.context.new_cdp_session(page)
    data = base64.b64decode(session.send("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY})["data"])
    (IMAGES / f"{name}.webp").write_bytes(data)
    print(f"{name}.webp: {len(data):,} bytes")
    return len(data)


if __name__ == "__main__":
    sys.exit(main())
