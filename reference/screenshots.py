"""Photographs the demo's site for the README and the documentation: `python -m reference.screenshots`.

WebP through Chromium's own protocol: a page of text takes a quarter of the bytes of a PNG, and no further library.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal, NamedTuple

from dev import find_browser
from playwright.sync_api import Browser, ViewportSize, sync_playwright

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


SHOTS: Final = (
    Shot("dashboard", "index.html"),
    Shot("dashboard-dark", "index.html", colours="dark"),
    Shot("incident", "incidents/acme/2026-11-23-card-payments-are-declined-in-every-region/index.html"),
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
    return 1 if max(sizes) > LIMIT else 0


def _site(folder: Path) -> tuple[Path, str]:
    """The demo's site and the moment of which it speaks."""
    farm: tuple[str | Path, ...] = (Path(sys.executable).with_name("farm-gitops"),)
    subprocess.run([*farm, "demo", folder / "demo"], check=True, stdout=subprocess.DEVNULL)
    build = [*farm, "-C", folder / "demo", "build", "--at", "HEAD", "--json"]
    built = subprocess.run(build, check=True, capture_output=True, text=True)
    return folder / "demo" / "site", json.loads(built.stdout)["asOf"]


def _take(browser: Browser, shot: Shot, site: Path, moment: str) -> int:
    """Write the picture, and tell its size in bytes."""
    with browser.new_context(viewport=_WINDOW, color_scheme=shot.colours, reduced_motion="reduce") as context:
        page = context.new_page()
        page.clock.set_fixed_time(moment)
        page.goto((site / shot.page).as_uri())
        taken = context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY})
    data = base64.b64decode(taken["data"])
    (IMAGES / f"{shot.name}.webp").write_bytes(data)
    print(f"{shot.name}.webp: {len(data):,} bytes")
    return len(data)


if __name__ == "__main__":
    sys.exit(main())
