"""Judge a step: its own rules, the file rules on what it changes, and what refers to a name that it took away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from farm_gitops.errors import FarmError
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import Snapshot
from farm_gitops.model.step import IncidentStep, Step
from farm_gitops.records import layout
from farm_gitops.records.document import Document
from farm_gitops.rules import RULES
from farm_gitops.rules.rule import Rule
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.steps import StepFiles, touched_incidents
from farm_gitops.validate.judge import Judgement, Question, Report, judge, report_of
from farm_gitops.validate.placed import PlacedFinding


def judge_step(files: StepFiles, now: Moment | None = None) -> Report:
    """Everything wrong with a step; what was wrong at its base already is told and does not count.

    Raises FarmError where it cannot be judged: the base's policy cannot be read, or asks for what is not known here.
    """
    policy = _policy(files)
    return _judged(files, Question(now, files.before, _scope(files.step), policy=policy), policy)


def errors_brought(files: StepFiles) -> tuple[PlacedFinding, ...]:
    """The errors that a step brought, as `judge_step` finds them, for the step after one that was judged already.

    So only what differs is looked at, and advice is left out: it is for when something can still be changed.
    """
    policy = _policy(files)
    differing = frozenset(changed.path for changed in files.step.changed)
    question = Question(None, files.before, _scope(files.step), _that_refuse(policy), policy, differing)
    found = _judged(files, question, policy).findings
    return tuple(each for each in found if each.level == "error" and not each.is_existing)


def _judged(files: StepFiles, question: Question, policy: Configuration) -> Report:
    if files.before and not files.after.has_configuration:
        return _judged_without_files(files, policy)
    found = judge(files.after, question)
    of_files = (*found.findings, *_findings_about_lost_names(files, policy))
    landed = Question(question.now, None, question.only)
    existing = _kinds(judge(files.before, landed).findings) if files.before and of_files else set()
    told = [finding._replace(is_existing=_kind(finding) in existing) for finding in of_files]
    of_step = _findings_of_step(files, policy, question.rules)
    return report_of((*told, *of_step), found.incidents, len(files.step.changed), found.notes)


def _that_refuse(policy: Configuration) -> tuple[Rule, ...]:
    """The rules whose findings are errors under a policy, or may be."""
    return tuple(rule for rule in RULES if rule.group != "practice" or policy.rules.get(rule.id) == "error")


def _judged_without_files(files: StepFiles, policy: Configuration) -> Report:
    """What the step does, where it leaves no `farm.yaml` by which to judge the files."""
    notes = (f"{layout.CONFIGURATION} is gone, so the files were not judged",)
    return report_of(
        _findings_of_step(files, policy), len(touched_incidents(files.step)), len(files.step.changed), notes
    )


def judge_lasting(files: StepFiles) -> tuple[PlacedFinding, ...]:
    """What a merge lost or changed of something that another of its parents held, and that must last."""
    return _findings_of_step(files, _policy(files), [rule for rule in RULES if rule.lasting])


def lands_each_commit(files: StepFiles) -> bool:
    """Whether the base says that every commit lands, so that each is to be judged; else the net difference counts."""
    return _policy(files).landing == "rebase"


def judge_steps(steps: Iterable[StepFiles], now: Moment | None = None) -> Report:
    """Everything wrong with any of several steps, one after the other."""
    reports = [judge_step(files, now) for files in steps]
    return report_of(
        {finding[:7]: finding for report in reports for finding in report.findings}.values(),
        max((report.incidents for report in reports), default=0),
        max((report.files for report in reports), default=0),
        (f"each of {len(reports)} commits was judged, as `landing: rebase` lands them",),
    )


def _policy(files: StepFiles) -> Configuration:
    """The base's policy; for the founding step its own."""
    document = (files.before or files.after).configuration_document
    if document.value is None:
        raise FarmError(
            "the farm.yaml of the base has errors, so there is no policy to judge by",
            f"see which, there: farm-gitops validate {layout.CONFIGURATION}",
        )
    return document.value


def _scope(step: Step) -> tuple[str, ...]:
    """The changed incidents' folders, and every other changed path."""
    return tuple(sorted({_folder_or_path(changed.path) for changed in step.changed}))


def _folder_or_path(path: str) -> str:
    incident = layout.incident_of(path)
    return layout.folder(incident) if incident else path


def _findings_of_step(
    files: StepFiles, policy: Configuration, rules: Iterable[Rule] = RULES
) -> tuple[PlacedFinding, ...]:
    """What the rules of the step find; the founding step has nothing before it that it could harm."""
    if files.before is None:
        return ()
    judgement = Judgement.under(policy, rules, files.base)
    judgement.ask(files.step, [files.after.configuration_document] if files.after.has_configuration else [])
    for incident in touched_incidents(files.step):
        before, after = files.before.record(incident), files.after.record(incident)
        documents: Iterator[Document[object]] = files.after.folder(incident).documents()
        judgement.ask(IncidentStep(incident, before, after, files.step), documents)
    return tuple(judgement.found)


def _findings_about_lost_names(files: StepFiles, policy: Configuration) -> tuple[PlacedFinding, ...]:
    """Records that nobody touched, and that refer to something which the step took away."""
    if files.before is None or files.after.configuration_document.value is None:
        return ()
    if not _loses_names(files.before, files) and not _deleted(files.step):
        return ()
    references = tuple(rule for rule in RULES if rule.group == "references")
    before = _kinds(judge(files.before, Question(rules=references)).findings)
    after = judge(files.after, Question(rules=references, earlier=files.before, policy=policy)).findings
    scope = _scope(files.step)
    return tuple(
        finding for finding in after if _kind(finding) not in before and _folder_or_path(finding.path) not in scope
    )


def _loses_names(before: FileSnapshot, files: StepFiles) -> bool:
    """Names stand in files that belong to no incident, so most steps need not look."""
    if all(layout.incident_of(changed.path) for changed in files.step.changed):
        return False
    return bool(_names(before) - _names(files.after))


def _names(snapshot: Snapshot) -> frozenset[tuple[str, str]]:
    configuration = snapshot.configuration
    named = {
        "component": snapshot.catalog.all_names,
        "environment": configuration.environments,
        "person": [*configuration.people, *snapshot.catalog.users],
        "organization": configuration.organizations,
    }
    return frozenset((kind, name) for kind, names in named.items() for name in names)


def _deleted(step: Step) -> bool:
    return any(changed.after is None and changed.path.endswith(f"/{layout.FACTS}") for changed in step.changed)


def _kinds(findings: tuple[PlacedFinding, ...]) -> set[tuple[str, str, str]]:
    return {_kind(finding) for finding in findings}


def _kind(finding: PlacedFinding) -> tuple[str, str, str]:
    """A finding, wherever it stands by now."""
    return finding.path, finding.rule, finding.message
