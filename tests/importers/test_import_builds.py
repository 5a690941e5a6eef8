"""An export goes all the way through the command line: imported, committed, judged, built, and not imported again."""

from __future__ import annotations

from pathlib import Path

from command import Farm
from status_page import feed, lines, normalised


def test_an_export_becomes_a_site(farm: Farm, tmp_path: Path) -> None:
    source = tmp_path / "export.jsonl"
    source.write_bytes(lines(feed(("Investigating", 1), ("Resolved", 9)), b"{", normalised(("opened", 1, "<b>Oh</b>"))))
    answer = farm("import", "statuspage", str(source), "--organization", "acme", "--commit", "--json")
    assert (answer.code, len(answer.json["added"])) == (1, 2)
    assert (answer.json["refused"][0]["source"], answer.json["repair_counts"]) == ("line 2", {"html": 1})
    farm.ok("validate")
    farm.ok("build")
    assert "Errors in Actions" in farm.read("site/index.html")


def test_the_text_counts_repairs_by_kind(farm: Farm, tmp_path: Path) -> None:
    source = tmp_path / "export.jsonl"
    source.write_bytes(lines(*(normalised(("Watching", 1), id=str(number)) for number in range(3))))
    answer = farm.ok("import", "statuspage", str(source), "--organization", "acme")
    assert "3 incidents added" in answer.out
    assert "unknown-status: 3 times" in answer.out


def test_a_real_export_of_many_sources_becomes_a_site(farm: Farm, shared_data: Path) -> None:
    source = shared_data / "irregular_sample.jsonl"
    answer = farm("import", "statuspage", str(source), "--organization", "acme", "--json")
    assert (answer.code, len(answer.json["added"])) == (1, 117)
    farm.ok("validate")
    farm.ok("build")
    assert len([*(farm.root / "site").rglob("*.html")]) > 117
