"""How a preview ends: at once when it is asked to, and leaving every record whole when it is not asked."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from threading import Timer
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from command import Farm
from git_world import GitWorld
from preview_world import PATIENCE
from site_world import plain

FARM = (sys.executable, "-c", "from farm_gitops.cli.main import run; run()")
INCIDENT = "incidents/acme/2026-10-02-search-is-slow"


class Started(NamedTuple):
    """A preview in a process of its own, and where it listens."""

    process: subprocess.Popen[str]
    port: int

    def ask(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> tuple[int, str, str]:
        """Status, cookie and body of an answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        body = urlencode(fields) if fields is not None else None
        connection.request("GET" if fields is None else "POST", path, body, headers)
        answer = connection.getresponse()
        cookie = (answer.headers["set-cookie"] or "").partition(";")[0]
        text = answer.read().decode()
        connection.close()
        return answer.status, cookie, text

    def until_built(self) -> tuple[str, str]:
        """Cookie and text of the page of the incident, as soon as there is one."""
        while (answer := self.ask(f"/{INCIDENT}/"))[0] != 200:
            pass
        return answer[1], answer[2]


@contextmanager
def _started(root: Path, *options: str) -> Iterator[Started]:
    command = [*FARM, "preview", "--json", *(options or ("--address", "127.0.0.1:0"))]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Started(process, json.loads(process.stdout.readline())["port"])
        finally:
            process.kill()


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("is_built", [True, False])
def test_it_ends_when_it_is_asked_to_with_nothing_to_complain_about(
    world: GitWorld, way: signal.Signals, is_built: bool
) -> None:
    with _started(world.top) as started:
        if is_built:
            started.until_built()
        started.process.send_signal(way)
        _, complaints = started.process.communicate(timeout=PATIENCE)
        assert (started.process.returncode, complaints) == (0, "")
    assert world.git("status", "--porcelain") == ""


def test_a_port_that_is_taken_is_left_to_whoever_has_it_and_that_is_said(world: GitWorld) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with _started(world.top, "--address", f"127.0.0.1:{port}") as started:
            assert started.port > port
            started.process.send_signal(signal.SIGINT)
            _, said = started.process.communicate(timeout=PATIENCE)
    assert said == f"note: port {port} is taken, so this is {started.port}\n"


def test_other_machines_are_let_in_only_where_that_is_said_and_only_with_the_token(farm: Farm) -> None:
    refused = farm("preview", "--address", "0.0.0.0:0")
    assert refused.code == 2
    assert "--allow-remote" in refused.err
    with _started(farm.root, "--address", "0.0.0.0:0", "--allow-remote", "--read-only") as started:
        assert started.ask("/")[0] == 403
        assert started.ask("/?token=guess")[0] == 403
        started.process.send_signal(signal.SIGINT)
        _, said = started.process.communicate(timeout=PATIENCE)
    assert "acts as you" in said


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:x", "127.0.0.1:70000", "127.0.0.1:-1"])
def test_what_is_no_address_is_a_wrong_call(farm: Farm, address: str) -> None:
    assert farm("preview", "--address", address).code == 2


def test_an_unknown_organization_is_said_before_anything_is_served(farm: Farm) -> None:
    answer = farm("preview", "--organization", "nobody", "--address", "127.0.0.1:0")
    assert answer.code == 1
    assert "knows no organization `nobody`" in answer.err


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.soak)])
def test_killed_at_any_moment_it_leaves_every_record_whole(farm: Farm, kills: int) -> None:
    random, world = Random(kills), GitWorld(farm.root)
    world.commit({f"{INCIDENT}/incident.yaml": plain("Search is slow", "P3", "open", "2026-10-02")})
    said = "A long update. " * 500
    for number in range(kills):
        with _started(farm.root) as started:
            cookie, page = started.until_built()
            action = re.search(r'action="(/_preview/forms/[^"]*update[^"]*)"', page)
            assert action is not None
            fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page))
            origin = f"http://127.0.0.1:{started.port}"
            timer = Timer(random.uniform(0, 0.4), started.process.kill)
            timer.start()
            with suppress(HTTPException, OSError):  # where it is killed before it answers
                started.ask(
                    action[1],
                    {**fields, "message": f"{said}{number}"},
                    Cookie=cookie,
                    Origin=origin,
                    **{"Content-Type": "application/x-www-form-urlencoded"},
                )
            timer.join()
        for entry in (farm.root / INCIDENT).glob("timeline/*.md"):
            assert entry.read_text().strip().endswith(tuple(f"{said}{each}" for each in range(number + 1))), entry
        assert (farm.root / INCIDENT / "incident.yaml").read_text().startswith('title: "Search is slow"\n')
