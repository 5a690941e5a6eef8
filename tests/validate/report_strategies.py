"""Findings, reports and failures that hold anything at all, and a report like a real one with each kind of finding."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from hypothesis import strategies as st

from farm_gitops.model.moment import Moment
from farm_gitops.rules import RULES
from farm_gitops.rules.rule import Finding
from farm_gitops.validate.judge import History, Report
from farm_gitops.validate.placed import Landed, PlacedFinding
from farm_gitops.validate.report.words import Failure

COMMANDS = (
    "::add-mask::x",
    "::stop-commands::pause",
    " \t::error file=a::b",
    "\u00a0\u034f::group::x",
    "##[add-mask]x",
    "#\u034f#[debug]x",
    "##vso[task.setvariable variable=PATH]x",
    "%0A::warning::x",
    "a\n::debug::x",
    "a\r::debug::x",
    "a\u2028::debug::x",
)
MARKUP = (
    "a | b",
    "`code`",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](https://evil.example)",
    "https://evil.example www.evil.example mail@evil.example",
    "@acme/everybody @bob",
    "#123 GH-12 acme/farm#7 !4",
    "*a* _b_ ~~c~~ **d**",
    "# heading",
    "- item",
    "12. item",
    "> quote",
    "```",
    "\u202eexe.txt",
    "a\\",
    "&lt;b&gt; &#60;b&#62;",
    "$x$ {{x}} :smile:",
    "![x](http://evil.example/x.png)",
    "]]>",
    "-->",
)
texts = st.one_of(
    st.sampled_from(COMMANDS + MARKUP),
    st.text(st.characters(), max_size=40),
    st.text("#[]:|`\\<>@\n\r \u034f\ud800\x00%,a", max_size=20),
    st.lists(st.sampled_from(COMMANDS + MARKUP), max_size=3).map("".join),
)
paths = st.one_of(st.binary(min_size=1, max_size=20).map(os.fsdecode), st.sampled_from(COMMANDS + MARKUP))
moments = st.datetimes(datetime(1000, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC)).map(Moment.at)  # noqa: DTZ001
steps = st.builds(Landed, st.text("0123456789abcdef", min_size=40, max_size=40), texts, moments, texts)
findings = st.builds(
    PlacedFinding,
    path=paths,
    line=st.integers(1, 10**6),
    column=st.integers(1, 10**6),
    rule=st.sampled_from([rule.id for rule in RULES]),
    level=st.sampled_from(["error", "warning"]),
    message=texts,
    cure=texts,
    why=st.just("Because."),
    source_line=texts,
    finding=st.just(Finding("f", "m")),
    is_existing=st.booleans(),
    landed=st.none() | steps,
)
reports = st.builds(
    Report,
    st.lists(findings, max_size=25).map(tuple),
    st.integers(0, 9),
    st.integers(0, 9),
    st.tuples() | st.tuples(texts),
)
failures = st.builds(Failure, texts, texts, st.sampled_from(["error", "reject"]))

ERROR = PlacedFinding(
    "incidents/acme/2026-11-23-outage/incident.yaml",
    3,
    9,
    "invalid-value",
    "error",
    "`status`: `no` is not one of open, resolved",
    "status: one of open, resolved",
    "Because.",
    "status: no",
    Finding("f", "m"),
)
WARNING = ERROR._replace(line=1, column=1, rule="missing-commander", level="warning", message="nobody commands")
EXISTING = ERROR._replace(path="farm.yaml", rule="unknown-field", is_existing=True)
LANDED = ERROR._replace(
    rule="timeline-rewritten", landed=Landed("ab" * 20, "bob", Moment.parse("2026-11-23T12:00:00+01:00"), "Tidy up")
)
REPORT = Report((ERROR, WARNING, EXISTING), 2, 7, ("not all was judged",))
FAILURE = Failure("this clone is cut off", "git fetch --unshallow", "error")

HISTORY = Report(
    (LANDED,),
    0,
    0,
    history=History(5, LANDED.landed, is_founding=True, last_good=LANDED.landed, first_bad=LANDED.landed),
)
