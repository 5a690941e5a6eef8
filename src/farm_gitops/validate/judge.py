"""Show every subject to the rules for its type, and place what they find."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.records import layout
from farm_gitops.records.document import Document
from farm_gitops.rules import RULES
from farm_gitops.rules.rule import Finding, Rule
from farm_gitops.rules.step_files import BASE
from farm_gitops.rules.subject import Case, CaseNow, Listing, Whole
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.validate.levels import Levels, misspelt_levels
from farm_gitops.validate.placed import Landed, PlacedFinding, placed

Done = Callable[[int, int], None]
"""(incidents judged, of how many)."""


def _silent(done: int, total: int) -> None:
    """For those who do not want to know."""


@dataclass(frozen=True)
class Question:
    """What to judge besides the files themselves.

    `now` adds the rules that need the clock; `earlier` is the last landed state, for what is refused only in what is
    new; `only` limits the judgement to paths under these prefixes; `policy` sets the levels of rules where that is not
    for the judged farm.yaml itself to say. Where the other documents were judged before, `fresh` are the paths of those
    that were not; an incident is judged as a whole all the same. Whoever asks about incidents one by one (`within`)
    leaves them out here.
    """

    now: Moment | None = None
    earlier: FileSnapshot | None = None
    only: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = RULES
    policy: Configuration | None = None
    fresh: Container[str] | None = None
    leaves_incidents_out: bool = False


@dataclass(frozen=True)
class History:
    """How much of history an audit judged, and for what it vouches.

    `start` is the first step that was judged (the founding one, unless it began later), `last_known` the last with
    findings that the baseline names; `first_bad` broke the guarantee, which held up to `last_good`.
    """

    steps: int = 0
    start: Landed | None = None
    is_founding: bool = False
    last_known: Landed | None = None
    last_good: Landed | None = None
    first_bad: Landed | None = None

    def then(self, later: History) -> History:
        """Both together, where the other one begins after the last step of this one."""
        return History(
            steps=self.steps + later.steps,
            start=self.start or later.start,
            is_founding=self.is_founding if self.start else later.is_founding,
            last_known=later.last_known or self.last_known,
            last_good=self.last_good if self.first_bad else later.last_good or self.last_good,
            first_bad=self.first_bad or later.first_bad,
        )


@dataclass(frozen=True)
class Report:
    """What was found, sorted by path and place, and how much was looked at; an audit sorts by step."""

    findings: tuple[PlacedFinding, ...]
    incidents: int
    files: int
    notes: tuple[str, ...] = ()
    history: History | None = None

    @property
    def errors(self) -> int:
        """How many findings make the verdict a refusal."""
        return sum(finding.level == "error" and not finding.is_existing for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings are only advice."""
        return sum(finding.level == "warning" and not finding.is_existing for finding in self.findings)

    @property
    def existing(self) -> int:
        """How many findings the base of the step had already."""
        return sum(finding.is_existing for finding in self.findings)


@dataclass
class Judgement:
    """The findings so far, and which rules ask about which type of subject.

    `base` is what the base of a step is called, for whoever types a cure.
    """

    levels: Levels
    rules: dict[type, list[Rule]]
    base: str = ""
    found: list[PlacedFinding] = field(default_factory=list)

    @classmethod
    def under(cls, policy: Configuration | None, rules: Iterable[Rule], base: str = "") -> Judgement:
        """A judgement that has found nothing yet, with the levels that a policy sets."""
        return cls(Levels(policy), _by_subject(tuple(rules)), base)

    def ask(self, subject: object, documents: Iterable[Document[object]]) -> None:
        """Show a subject to its rules; `documents` are those that their findings may point into."""
        found = [(rule, finding) for rule in self.rules[type(subject)] for finding in rule.check(subject)]
        by_path = {document.path: document for document in documents} if found else {}
        for rule, finding in found:
            self.add(rule, finding, by_path.get(finding.path))

    def add(self, rule: Rule, finding: Finding, document: Document[object] | None) -> None:
        """Keep a finding unless its rule is off."""
        level = self.levels.of(rule, finding)
        if level != "off":
            to_type = finding._replace(cure=finding.cure.replace(BASE, shlex.quote(self.base)))
            self.found.append(placed(rule, to_type, level, document))


def judge(snapshot: FileSnapshot, question: Question, done: Done = _silent) -> Report:
    """All findings of all files in one run; a broken file hides no other."""
    configuration, only = snapshot.configuration_document, question.only
    judgement = Judgement.under(question.policy or configuration.value, _possible(question.rules, configuration))
    # Without a configuration nothing else can be judged whole, so its errors are told whatever was asked for.
    if configuration.value is None or _is_asked_for(layout.CONFIGURATION, only):
        _ask_about_configuration(judgement, snapshot)
    files = snapshot.files_under(only) if only else snapshot.files
    judgement.ask(Listing(files, question.fresh), [])
    if configuration.value is not None:
        _ask_about_catalog(judgement, snapshot, only)
    incidents = snapshot.ids_around(only) if only else snapshot.ids()
    for number, incident in enumerate(() if question.leaves_incidents_out else incidents, 1):
        _ask_about_incident(judgement, snapshot, incident, question)
        done(number, len(incidents))
    notes = () if configuration.value else ("farm.yaml has errors, so references and practice were not judged",)
    always = layout.CONFIGURATION if configuration.value is None else ""
    told = (each for each in judgement.found if each.path == always or _is_asked_for(each.path, only))
    return report_of(told, len(incidents), len(files) + 1, notes)


class Within(NamedTuple):
    """The findings in one incident's own files, and those in their names, as if there were no others."""

    files: tuple[PlacedFinding, ...]
    names: tuple[PlacedFinding, ...]


def within(snapshot: FileSnapshot, incident: IncidentId, question: Question) -> Within:
    """The findings in one incident."""
    judgement = Judgement.under(question.policy or snapshot.configuration_document.value, question.rules)
    _ask_about_incident(judgement, snapshot, incident, question)
    in_files = tuple(judgement.found)
    judgement.ask(Listing(snapshot.files_of(incident)), [])
    return Within(in_files, tuple(judgement.found[len(in_files) :]))


def report_of(findings: Iterable[PlacedFinding], incidents: int, files: int, notes: tuple[str, ...]) -> Report:
    """A report with its findings in the order of their places."""
    return Report(tuple(sorted(findings, key=lambda finding: finding[:7])), incidents, files, notes)


def _possible(rules: tuple[Rule, ...], configuration: Document[object]) -> Iterator[Rule]:
    """Without a configuration nobody knows which names there are, and which levels are set."""
    return (rule for rule in rules if configuration.value is not None or not rule.is_adjustable)


@cache
def _by_subject(rules: tuple[Rule, ...]) -> dict[type, list[Rule]]:
    groups: dict[type, list[Rule]] = defaultdict(list)
    for rule in rules:
        for subject in rule.subjects:
            groups[subject].append(rule)
    return groups


def _ask_about_configuration(judgement: Judgement, snapshot: FileSnapshot) -> None:
    document = snapshot.configuration_document
    judgement.ask(document, [document])
    if document.value is not None:
        judgement.ask(Whole(document.value, snapshot), [document])
        for rule, finding in misspelt_levels(document.value):
            judgement.add(rule, finding, document)


def _ask_about_catalog(judgement: Judgement, snapshot: FileSnapshot, only: tuple[str, ...]) -> None:
    for document in snapshot.catalog_documents:
        if _is_asked_for(document.path, only):
            judgement.ask(document, [document])


def _ask_about_incident(judgement: Judgement, snapshot: FileSnapshot, incident: IncidentId, question: Question) -> None:
    folder = snapshot.folder(incident)
    documents = tuple(folder.documents())
    for document in documents:
        if question.fresh is None or document.path in question.fresh:
            judgement.ask(document, [document])
    record = folder.record
    if record is not None:
        case = Case(record, snapshot, question.earlier)
        judgement.ask(case, documents)
        if question.now is not None:
            judgement.ask(CaseNow(case, question.now), documents)


def _is_asked_for(path: str, only: tuple[str, ...]) -> bool:
    return not only or any(_is_under(path, folder) for folder in only)


def _is_under(path: str, folder: str) -> bool:
    return folder in {"", "."} or path == folder or path.startswith(f"{folder.rstrip('/')}/")
