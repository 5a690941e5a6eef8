"""Clients of Statuspage read `/api/v2/` as if it were one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clients.conftest import Served

ACTIVE = [
    "Card payments are declined in every region",
    "Tracking webhooks arrive more than an hour late",
    "Refund e-mails name the wrong currency",
]


def test_statuspage_prometheus_exporter_makes_metrics_of_it(served: Served, tmp_path: Path) -> None:
    pytest.importorskip("statuspage_prometheus_exporter", reason="pip install --group clients")
    services = {"acme": {"name": "Acme", "url": f"{served.url}/api/v2/summary.json"}}
    (tmp_path / "services.json").write_text(json.dumps(services))
    settings = {"RUN_MODE": "once", "METRICS_TEXTFILE_PATH": str(tmp_path / "out.prom"), "CLEAR_CACHE": "true"}
    environment = os.environ | settings | {"SERVICES_JSON_PATH": str(tmp_path / "services.json")}
    command = [sys.executable, "-m", "statuspage_prometheus_exporter.status_monitoring"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    lines = (tmp_path / "out.prom").read_text().splitlines()
    incidents = [line for line in lines if line.startswith("statuspage_incident_info{")]
    assert [name for name in ACTIVE if any(f'incident_name="{name}"' in line for line in incidents)] == ACTIVE
    assert any('impact="critical"' in line for line in incidents)
    components = [line for line in lines if line.startswith("statuspage_component_status{")]
    assert len(components) == len(served.json("api/v2/components.json")["components"])
    assert any('"Checkout"' in line and line.endswith(" 0.0") for line in components)
    assert any('"Edge proxy"' in line and line.endswith(" 1.0") for line in components)


def test_whadup_reads_every_document(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    whadup = pytest.importorskip("whadup", reason="pip install --group clients")
    monkeypatch.setattr(whadup, "API_BASE_URL", f"{served.url}/api/")
    status = whadup.GithubStatus()
    assert [each["name"] for each in status.summary()["incidents"]] == ACTIVE
    assert status.status()["status"]["indicator"] == "critical"
    assert status.components() == served.json("api/v2/components.json")
    assert status.Incidents() == served.json("api/v2/incidents.json")
    assert [each["name"] for each in status.Incidents.unresolved()["incidents"]] == ACTIVE
    for maintenances in (status.Maintenances(), status.Maintenances.upcoming(), status.Maintenances.active()):
        assert maintenances["scheduled_maintenances"] == []


def test_discord_status_reads_every_document(served: Served) -> None:
    discordstatus = pytest.importorskip("discordstatus", reason="pip install --group clients")
    status = discordstatus.DiscordStatus()
    status.base_target = f"{served.url}/api/v2"
    assert [each["name"] for each in status.summary["incidents"]] == ACTIVE
    assert status.status == served.json("api/v2/status.json")
    assert status.components == served.json("api/v2/components.json")
    assert status.all_incidents == served.json("api/v2/incidents.json")
    assert status.unresolved_incidents == served.json("api/v2/incidents/unresolved.json")
    for maintenances in (status.all_maintenances, status.upcoming_maintenances, status.active_maintenances):
        assert maintenances["scheduled_maintenances"] == []


@pytest.mark.npm
def test_statuspage_io_reads_every_document(served: Served, node: Callable[[str, str], Any]) -> None:
    told = node("statuspage", served.url)
    assert (told["status"], told["summary"]) == ("CRITICAL", ACTIVE)
    assert "MAJOR_OUTAGE" in told["components"]
    assert len(told["all"]) == len(served.json("api/v2/incidents.json")["incidents"])
    assert all(link.startswith("https://incidents.acme.example/incidents/") for link in told["all"])
    assert all(told["unresolved"])
    assert told["active"] == told["upcoming"] == told["maintenances"] == []
