"""Programs that others wrote, unmodified, over the built site of the demo on loopback.

They are a group of their own (`clients` in pyproject.toml), since no part of the product needs them. Those from npm are
marked `npm`, and want `npm ci --prefix tests/clients`.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from farm_gitops.actions.build import SiteOf, build_site
from farm_gitops.actions.demo import make_demo
from farm_gitops.store.project import find_project

HERE = Path(__file__).parent


class Served(NamedTuple):
    """A site: its files, and where they are served."""

    folder: Path
    url: str

    def json(self, path: str) -> Any:
        """A document as it lies there."""
        return json.loads((self.folder / path).read_text())


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is of the group, and not answerable for warnings of others' code."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("clients")
            item.add_marker(pytest.mark.filterwarnings("ignore"))


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site of the demo."""
    folder = tmp_path_factory.mktemp("clients")
    make_demo(folder / "demo")
    build_site(find_project(folder / "demo"), SiteOf(folder / "site"), lambda *_: None)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder / "site")))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Served(folder / "site", f"http://127.0.0.1:{server.server_address[1]}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def node() -> Callable[[str, str], Any]:
    """Runs a client from npm on an address and gives what it says."""

    def run(client: str, address: str) -> Any:
        command = ["node", str(HERE / "read.js"), client, address]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    return run
