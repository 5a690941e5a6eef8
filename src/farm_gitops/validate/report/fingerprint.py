"""What a forge knows a finding by from one run to the next."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from farm_gitops.validate.judge import Report
from farm_gitops.validate.placed import PlacedFinding


def fingerprinted(report: Report) -> Iterator[tuple[str, PlacedFinding]]:
    """Every finding with its fingerprint (64 hexadecimal digits), unique within the report.

    It follows from path, rule, message and landing commit, so that a finding keeps it when lines move.
    """
    seen: Counter[str] = Counter()
    for finding in report.findings:
        commit = finding.landed.commit if finding.landed else ""
        identity = "\0".join((finding.path, finding.rule, finding.message, commit))
        seen[identity] += 1
        text = f"{identity}\0{seen[identity]}"
        yield hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), finding
