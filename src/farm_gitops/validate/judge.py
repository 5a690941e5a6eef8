"""Show every subject to the rules for its type, and place what they find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.records import layout
from farm_gitops.records.document import Document
from farm_gitops.rules import RULES
from farm_gitops.rules.rule import Finding, Rule
from farm_gitops.rules.subject import Case, CaseNow, Listing, Whole
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.validate.levels import Levels, misspelt_levels
from farm_gitops.validate.placed import PlacedFinding, placed


@dataclass(frozen=True)
class Question:
    """What to judge besides the files themselves.

    `now` adds the rules that need the clock; `earlier` is the last landed state, for what is refused only in what is
    new; `only` limits the judgement to paths under these prefixes; `policy` sets the levels of rules where that is not
    for the judged farm.yaml itself to say.
    """

    now: Moment | None = None
    earlier: FileSnapshot | None = None
    only: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = RULES
    policy: Configuration | None = None


@dataclass(frozen=True)
class Report:
    """What was found, sorted by path and place, and how much was looked at."""

    findings: tuple[PlacedFinding, ...]
    incidents: int
    files: int
    notes: tuple[str, ...] = ()

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
    """The findings so far, and which rules ask about which type of subject."""

    levels: Levels
    rules: dict[type, list[Rule]]
    found: list[PlacedFinding] = field(default_factory=list)

    @classmethod
    def under(cls, policy: Configuration | None, rules: Iterable[Rule]) -> Judgement:
        """A judgement that has found nothing yet, with the levels that a policy sets."""
        return cls(Levels(policy), _by_subject(rules))

    def ask(self, subject: object, documents: Iterable[Document[object]]) -> None:
        """Show a subject to its rules; `documents` are those that their findings may point into."""
        by_path = {document.path: document for document in documents}
        for rule in self.rules[type(subject)]:
            for finding in rule.check(subject):
                self.add(rule, finding, by_path.get(finding.path))

    def add(self, rule: Rule, finding: Finding, document: Document[object] | None) -> None:
        """Keep a finding unless its rule is off."""
        level = self.levels.of(rule, finding)
        if level != "off":
            self.found.append(placed(rule, finding, level, document))


def judge(snapshot: FileSnapshot, question: Question) -> Report:
    """All findings of all files in one run; a broken file hides no other."""
    configuration = snapshot.configuration_document
    judgement = Judgement.under(question.policy or configuration.value, _possible(question.rules, configuration))
    judgement.ask(configuration, [configuration])
    files = snapshot.files_under(question.only) if question.only else snapshot.files
    judgement.ask(Listing(files), [])
    if configuration.value is not None:
        _ask_about_catalog(judgement, snapshot, configuration)
    incidents = [incident for incident in snapshot.ids() if _is_wanted(incident, question.only)]
    known = frozenset(snapshot.ids())
    for incident in incidents:
        folder = snapshot.folder(incident)
        documents = tuple(folder.documents())
        for document in documents:
            judgement.ask(document, [document])
        record = folder.record
        if record is not None:
            case = Case(record, snapshot, known, question.earlier)
            judgement.ask(case, documents)
            if question.now is not None:
                judgement.ask(CaseNow(case, question.now), documents)
    notes = () if configuration.value else ("farm.yaml has errors, so references and practice were not judged",)
    # Without a configuration nothing else can be judged whole, so its errors are told whatever was asked for.
    always = layout.CONFIGURATION if configuration.value is None else ""
    told = (each for each in judgement.found if each.path == always or _is_asked_for(each.path, question.only))
    return report_of(told, len(incidents), len(files) + 1, notes)


def report_of(findings: Iterable[PlacedFinding], incidents: int, files: int, notes: tuple[str, ...]) -> Report:
    """A report with its findings in the order of their places."""
    return Report(tuple(sorted(findings, key=lambda finding: finding[:7])), incidents, files, notes)


def _possible(rules: tuple[Rule, ...], configuration: Document[object]) -> Iterator[Rule]:
    """Without a configuration nobody knows which names there are, and which levels are set."""
    return (rule for rule in rules if configuration.value is not None or not rule.is_adjustable)


def _by_subject(rules: Iterable[Rule]) -> dict[type, list[Rule]]:
    groups: dict[type, list[Rule]] = defaultdict(list)
    for rule in rules:
        for subject in rule.subjects:
            groups[subject].append(rule)
    return groups


def _ask_about_catalog(judgement: Judgement, snapshot: FileSnapshot, configuration: Document[object]) -> None:
    for document in snapshot.catalog_documents:
        judgement.ask(document, [document])
    judgement.ask(Whole(snapshot.configuration, snapshot), [configuration])
    for rule, finding in misspelt_levels(snapshot.configuration):
        judgement.add(rule, finding, configuration)


def _is_wanted(incident: IncidentId, only: tuple[str, ...]) -> bool:
    folder = layout.folder(incident)
    return not only or any(_is_under(folder, path) or _is_under(path, folder) for path in only)


def _is_asked_for(path: str, only: tuple[str, ...]) -> bool:
    return not only or any(_is_under(path, folder) for folder in only)


def _is_under(path: str, folder: str) -> bool:
    return folder in {"", "."} or path == folder or path.startswith(f"{folder.rstrip('/')}/")
