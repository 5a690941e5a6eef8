"""The script that has Lighthouse judge the site: which pages it takes, how it serves them, and when it says no."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, which lies beside the tests."""
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.lighthouse import __main__

    return __main__


def test_of_each_kind_of_page_the_largest_is_judged(script: ModuleType, tmp_path: Path) -> None:
    for path, size in (("a/x/index.html", 9), ("a/y/index.html", 10), ("a/index.html", 1), ("404.html", 1)):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x" * size)
    assert script.kinds(tmp_path) == {"404.html": "404.html", "a": "a/index.html", "a/*": "a/y/index.html"}


def test_files_are_served_compressed_and_with_their_media_types(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>é")
    with script.served(tmp_path) as url:
        with urlopen(Request(url, headers={"Accept-Encoding": "gzip"})) as answer:
            assert gzip.decompress(answer.read()).decode() == "<p>é"
            assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        with urlopen(url) as answer:
            assert answer.read().decode() == "<p>é"
        with pytest.raises(HTTPError, match="404"):
            urlopen(url + "gone.html")


@pytest.mark.parametrize(
    ("scores", "lcp", "cls", "is_good"),
    [
        ((98, 98, 98, 98), 1.5, 0.02, True),
        ((97, 100, 100, 100), 1.0, 0.0, False),
        ((100, 100, 100, 97), 1.0, 0.0, False),
        ((100, 100, 100, 100), 1.51, 0.0, False),
        ((100, 100, 100, 100), 1.0, 0.021, False),
    ],
)
def test_each_target_counts(
    script: ModuleType, scores: Sequence[int], lcp: float, cls: float, *, is_good: bool
) -> None:
    assert script.Verdict(scores, lcp, cls, 1, ()).is_good is is_good


def test_a_page_that_was_slow_once_is_judged_again_and_one_that_is_wrong_is_not(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, wrong = script.Visit("a", "a.html", "mobile"), script.Visit("b", "b.html", "mobile")
    rounds = []

    def judge(visits: Sequence[object], *_: object) -> list[object]:
        rounds.append(list(visits))
        fast = script.Verdict((99, 100, 100, 100), 1.0, 0.0, 1, ())
        return [fast if len(rounds) > 1 else fast._replace(lcp=2.0), fast._replace(scores=(99, 100, 100, 90))][
            : len(visits)
        ]

    monkeypatch.setattr(script, "judge", judge)
    best = script.judge_patiently([slow, wrong], "", "")
    assert rounds == [[slow, wrong], [slow]]
    assert [verdict.is_good for verdict in best.values()] == [True, False]
    assert any("90" in line for line in script.table(best))
