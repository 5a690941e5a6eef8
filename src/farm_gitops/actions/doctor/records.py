"""Questions about what lies here: farm.yaml, the catalog, the records."""

from __future__ import annotations

from collections import Counter

from farm_gitops.actions.doctor.check import Answer
from farm_gitops.records import layout
from farm_gitops.records.layout import shown
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.validate.judge import Question, judge
from farm_gitops.validate.placed import PlacedFinding

_SHOWN = 3


def configuration(snapshot: FileSnapshot) -> Answer:
    """Whether farm.yaml can be read, and says what can be."""
    if not snapshot.has_configuration:
        yield "wrong", "there is no farm.yaml here or above", "farm-gitops init"
        return
    found = judge(snapshot, Question(only=(layout.CONFIGURATION,))).findings
    for finding in found[:_SHOWN]:
        yield "wrong" if finding.level == "error" else "advice", _told(finding), finding.cure
    if len(found) > _SHOWN:
        yield "wrong", f"{len(found) - _SHOWN} more findings in farm.yaml", "farm-gitops validate farm.yaml"
    if not found:
        yield "fine", f"farm.yaml is valid; changes land by {snapshot.configuration.landing}", ""


def maintainers(snapshot: FileSnapshot) -> Answer:
    """Whether somebody may change the policy, and approve."""
    policy = snapshot.configuration
    active = [name for name in policy.maintainers if name in policy.people and policy.people[name].active]
    if not active:
        yield "wrong", "nobody here may change the policy", "farm.yaml: maintainers: [somebody under people]"
    elif len(active) == 1:
        cure = "farm.yaml: name a second one under maintainers"
        yield "advice", f"{active[0]} alone may change the policy; nobody could when they are away", cure
    for name, team in policy.organizations.items():
        if not any(admin in policy.people and policy.people[admin].active for admin in team.admins):
            cure = f"farm.yaml: organizations.{name}.admins: [somebody under people]"
            yield "wrong", f"nobody may approve a post-mortem of {name}", cure


def catalog(snapshot: FileSnapshot) -> Answer:
    """Whether the files of the catalog are there and can be read."""
    globs = snapshot.configuration.catalog
    documents = snapshot.catalog_documents
    if globs and not documents:
        cure = "farm.yaml: correct catalog, or take it out"
        yield "wrong", f"catalog: no file fits {', '.join(map(shown, globs))}", cure
    for document in documents:
        if document.problems:
            message = f"{shown(document.path)} is left out: {document.problems[0].message}"
            yield "advice", message, document.problems[0].cure or f"mend {shown(document.path)}"
    components = len(snapshot.catalog.entities)
    if components == 0:
        cure = "farm.yaml: components: {payments-db: {name: Payments database}}, or catalog: [catalog/**/*.yaml]"
        yield "advice", "no component is known, so no incident can say what it affects", cure
    elif documents or not globs:
        yield "fine", f"{components} components are known", ""


def files(snapshot: FileSnapshot) -> Answer:
    """Whether all files of incidents can be read; what else is wrong with them, `validate` says."""
    documents = (document for incident in snapshot.ids() for document in snapshot.folder(incident).documents())
    states = Counter(document.value is not None for document in documents)
    if states[False]:
        which = f"{states[False]} files do" if states[False] > 1 else "one file does"
        message = f"{which} not read, or an incident.yaml is missing; what they say is left out everywhere"
        yield "wrong", message, "farm-gitops validate  names them, with line and column"
    elif states[True]:
        yield "fine", f"all {states[True]:,} files of incidents can be read", ""


def _told(finding: PlacedFinding) -> str:
    return f"{shown(finding.path)}:{finding.line}:{finding.column} {finding.message} [{finding.rule}]"
