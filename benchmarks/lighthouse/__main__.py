"""What Lighthouse says of the site: `python -m benchmarks.lighthouse` judges pages of every kind, on phone and desktop.

    python -m benchmarks.lighthouse                    the site of the demo, which is made for it
    python -m benchmarks.lighthouse FOLDER             a built site
    python -m benchmarks.lighthouse --only archive     the kinds of pages whose name holds that word

Needs Node.js and Chromium; Lighthouse itself is fetched once, by `npm ci`, as package-lock.json beside this file says.
Scores are of 100; LCP (the largest content is painted) in seconds with Lighthouse's throttling, CLS (how far things
move) without unit, size in KB over the wire. Exit code 1 where a page misses a target, 3 where none can be judged.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.lighthouse.kinds import kinds
from benchmarks.lighthouse.serve import served
from benchmarks.measure import FARM

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
FORMS: Final = ("mobile", "desktop")
SCORE: Final = 98
LCP: Final = 1.5
CLS: Final = 0.02
TRIES: Final = 3
"""How often a page is judged until it is fast enough: other work on the machine only ever makes it slower."""


class Verdict(NamedTuple):
    """What Lighthouse says of a page: four scores of 100, LCP in seconds, CLS, bytes sent, and the audits that cost."""

    scores: Sequence[int]
    lcp: float
    cls: float
    bytes: int
    lost: Sequence[str]

    @property
    def is_fast(self) -> bool:
        """The performance, and the two measures that readers feel most, reach their targets."""
        return self.scores[0] >= SCORE and self.lcp <= LCP and self.cls <= CLS

    @property
    def is_good(self) -> bool:
        """Everything reaches its target."""
        return self.is_fast and min(self.scores) >= SCORE


class Visit(NamedTuple):
    """A page to judge: its kind, its path below the site, and the device."""

    kind: str
    path: str
    form: str


class CannotJudge(Exception):  # noqa: N818 - a state of this machine rather than a fault
    """This machine lacks something; the message says what, and what to type."""


def judge(visits: Sequence[Visit], url: str, browser: str) -> list[Verdict]:
    """Lighthouse's verdicts on pages served at `url`.

    Raises CannotJudge where Lighthouse ends before it has judged all of them; it says on stderr why.
    """
    asked = [{"url": url + visit.path, "form": visit.form} for visit in visits]
    command = ["node", str(HERE / "judge.js"), browser]
    done = subprocess.run(command, input=json.dumps(asked), stdout=subprocess.PIPE, text=True, check=False)
    verdicts = [Verdict(**json.loads(line)) for line in done.stdout.splitlines()]
    if done.returncode or len(verdicts) != len(visits):
        raise CannotJudge("Lighthouse could not judge every page; the lines above say why.")
    return verdicts


def judge_patiently(visits: Sequence[Visit], url: str, browser: str) -> dict[Visit, Verdict]:
    """The best verdict on each page, where those that were slow get more tries."""
    best: dict[Visit, Verdict] = {}
    ahead = list(visits)
    for _ in range(TRIES):
        for visit, verdict in zip(ahead, judge(ahead, url, browser), strict=True):
            best[visit] = max(best.get(visit, verdict), verdict, key=_rank)
        ahead = [visit for visit in visits if not best[visit].is_fast]
        if not ahead:
            break
    return best


def _rank(verdict: Verdict) -> tuple[bool, int, float]:
    return verdict.is_fast, verdict.scores[0], -verdict.lcp


def table(verdicts: dict[Visit, Verdict]) -> Iterable[str]:
    """Lines to print: one a page and device, and below a page what it lost where it misses its targets."""
    yield f"{'page':<24} {'device':<8} perf  a11y  best   SEO     LCP    CLS       KB"
    for visit, verdict in verdicts.items():
        scores = "".join(f"{score:>4}  " for score in verdict.scores)
        measures = f"{verdict.lcp:5.2f} s  {verdict.cls:5.3f}  {verdict.bytes / 1024:7.1f}"
        yield f"{visit.kind:<24} {visit.form:<8}{scores}{measures}"
        if not verdict.is_good:
            yield from (f"    {each}" for each in verdict.lost)


def find_browser() -> str:
    """The Chromium that the tests use."""
    found = subprocess.run(
        [sys.executable, str(ROOT / "dev.py"), "chromium"], capture_output=True, text=True, check=False
    )
    if found.returncode:
        raise CannotJudge(found.stderr.strip())
    return found.stdout.strip()


def install() -> None:
    """Fetch Lighthouse unless it is here already."""
    if shutil.which("npm") is None:
        raise CannotJudge("Lighthouse needs Node.js. On Debian and Ubuntu: apt-get install nodejs npm")
    if (HERE / "node_modules/.package-lock.json").is_file():
        return
    if subprocess.run(["npm", "ci", "--silent", "--prefix", str(HERE)], check=False).returncode:
        raise CannotJudge("Could not fetch Lighthouse; npm says above why. Then run the same command again.")


def make_site(folder: Path) -> Path:
    """The site of the demo, in `folder`."""
    for command in (["demo", str(folder)], ["-C", str(folder), "build"]):
        subprocess.run([*FARM, *command], check=True, capture_output=True)
    return folder / "site"


def arguments() -> Namespace:
    """What was typed."""
    how = RawDescriptionHelpFormatter
    parser = ArgumentParser("python -m benchmarks.lighthouse", description=__doc__, formatter_class=how)
    parser.add_argument("site", nargs="?", type=Path, help="a built site; else that of the demo")
    parser.add_argument("--only", default="", metavar="WORD", help="only kinds of pages that have this in their name")
    return parser.parse_args()


def run(site: Path, only: str) -> int:
    """Judge a page of every kind and print what is found: 0 if all reach their targets, else 1."""
    chosen = [item for item in kinds(site).items() if only in item[0]]
    if not chosen:
        raise CannotJudge(f"No kind of page in {site} has {only!r} in its name; without --only all are judged.")
    visits = [Visit(kind, path, form) for (kind, path), form in product(chosen, FORMS)]
    with served(site) as url:
        verdicts = judge_patiently(visits, url, find_browser())
    print("\n".join(table(verdicts)))
    missed = sum(not verdict.is_good for verdict in verdicts.values())
    print(f"{missed} of {len(verdicts)} miss the targets: scores {SCORE}, LCP {LCP} s, CLS {CLS}")
    return 1 if missed else 0


def main() -> int:
    """Judge what is asked for."""
    given = arguments()
    try:
        install()
        if given.site:
            return run(given.site.resolve(), given.only)
        with tempfile.TemporaryDirectory() as folder:
            return run(make_site(Path(folder) / "demo"), given.only)
    except CannotJudge as reason:
        print(reason, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
