"""Many who listen, some of whom never read: the others hear everything once and soon, and memory stays."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import NamedTuple

import loops
import pytest
from git_world import GitWorld
from preview_world import PATIENCE
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

ENTRY = "incidents/acme/2026-10-02-search-is-slow/timeline/20261124T{number:06}Z-bob.md"
FARM = (sys.executable, "-c", "from farm_gitops.cli.main import run; run()")


@dataclass
class Process:
    """A preview in a process of its own."""

    pid: int
    port: int
    cookie: str = ""

    @property
    def memory(self) -> float:
        """MiB that it holds now; Linux only."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


@contextmanager
def _process(root: Path) -> Iterator[Process]:
    command = [*FARM, "preview", "--address", "127.0.0.1:0", "--json"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        try:
            assert started.stdout is not None
            told = json.loads(started.stdout.readline())
            process = Process(started.pid, told["port"])
            while not process.cookie or b"<h1" not in _page(process):
                process.cookie = process.cookie or "unknown"
            yield process
        finally:
            started.terminate()
            assert started.wait(PATIENCE) == 0


def _page(process: Process) -> bytes:
    """The dashboard, once it is built; takes the token on the way."""
    connection = HTTPConnection("127.0.0.1", process.port, timeout=PATIENCE)
    connection.request("GET", "/")
    answer = connection.getresponse()
    process.cookie = (answer.headers["set-cookie"] or "").partition(";")[0]
    body = answer.read()
    connection.close()
    return body if answer.status == 200 else b""


@dataclass
class Listener:
    """What one of them heard, and when."""

    socket: ClientConnection
    heard: dict[str, list[float]] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def heard_of(self, entry: str) -> None:
        """Wait for the event of an entry."""
        while entry not in self.heard:
            await self.news.wait()
            self.news.clear()

    async def listen(self, wanted: int) -> None:
        """Until so many events came."""
        while len(self.heard) < wanted:
            text = str(await self.socket.recv())
            if '"type": "incident.timeline-entry-added"' in text:
                self.heard.setdefault(json.loads(text)["data"]["entry"], []).append(perf_counter())
                self.news.set()


def _stalled(process: Process) -> socket.socket:
    """Somebody who says hello and then never reads."""
    opened = socket.socket()
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_024)
    opened.connect(("127.0.0.1", process.port))
    opened.sendall(
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{process.port}\r\nOrigin: http://127.0.0.1:{process.port}\r\n"
        f"Cookie: {process.cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    return opened


class Waited(NamedTuple):
    """Seconds until each client heard of each save: since the save, and since the first of them heard of it."""

    since_save: list[float]
    since_first: list[float]


async def _scene(process: Process, root: Path, clients: int, numbers: range) -> Waited:
    saved: dict[str, float] = {}
    async with AsyncExitStack() as sockets:
        address, headers = f"ws://127.0.0.1:{process.port}/ws", {"Cookie": process.cookie}
        origin = Origin(f"http://127.0.0.1:{process.port}")
        listeners = [
            Listener(await sockets.enter_async_context(connect(address, origin=origin, additional_headers=headers)))
            for _ in range(clients)
        ]
        everybody = asyncio.gather(*(listener.listen(len(numbers)) for listener in listeners))
        for number in numbers:
            file = root / ENTRY.format(number=number)
            saved[file.name] = perf_counter()
            file.write_text(f"Step {number}: {'we look at it. ' * 20}\n")
            async with asyncio.timeout(PATIENCE):
                for listener in listeners:  # so that what is measured is not how far one falls behind
                    await listener.heard_of(file.name)
        async with asyncio.timeout(PATIENCE):
            await everybody
        for listener in listeners:
            assert {name: len(times) for name, times in listener.heard.items()} == dict.fromkeys(saved, 1)
        first = {name: min(each.heard[name][0] for each in listeners) for name in saved}
        heard = [(name, times[0]) for each in listeners for name, times in each.heard.items()]
        return Waited([time - saved[name] for name, time in heard], [time - first[name] for name, time in heard])


@pytest.mark.parametrize(
    ("clients", "stalled", "events"), [(30, 2, 4), pytest.param(1_000, 10, 60, marks=pytest.mark.soak)]
)
def test_everybody_who_reads_hears_everything_once_whoever_does_not(
    world: GitWorld, clients: int, stalled: int, events: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with _process(world.top) as process:
        loops.run(_scene(process, world.top, 2, range(2)))  # what is made once is there
        before = process.memory
        silent = [_stalled(process) for _ in range(stalled)]
        waited = loops.run(_scene(process, world.top, clients, range(2, 2 + events)))
        growth = process.memory - before
        for each in silent:
            each.close()
    since_save, since_first = (quantiles(times, n=100)[98] for times in waited)
    with capsys.disabled():
        sys.stderr.write(
            f"\n{clients} listen, {stalled} never read: p99 {since_save:.3f} s since the save, "
            f"{since_first:.3f} s since the first who heard of it; {growth:.1f} MiB more\n"
        )
    assert growth <= 40
