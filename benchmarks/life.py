"""An incident as its five steps: the files that each writes, who commits it and when, the same for the same number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from farm_gitops.records import layout

ORGANIZATIONS: Final = (
    *("acme", "globex", "initech", "umbrella", "hooli", "soylent", "tyrell", "wayne", "wonka", "stark"),
    *("cyberdyne", "aperture", "vandelay", "dunder", "oscorp", "gringotts", "monarch", "nakatomi", "pied", "zorin"),
)
ADMIN: Final = "alice"
MEMBERS: Final = (
    *("bob", "carol", "dora", "erin", "fatima", "goran", "hana", "ines", "jonas", "kofi"),
    *("lena", "marek", "nadia", "omar", "priya", "quinn", "rosa", "samir", "tomasz", "wen"),
)
COMPONENTS: Final = tuple(f"service-{number}" for number in range(60))
ENVIRONMENTS: Final = ("production", "staging", "production-us")

_BEGIN: Final = datetime(2020, 1, 1, 6, tzinfo=UTC)
_YEARS: Final = timedelta(days=6 * 365)
_WHAT: Final = (
    "Checkout",
    "Search",
    "Card payments",
    "Mail delivery",
    "Login",
    "The mobile app",
    "Exports",
    "Webhooks",
)
_HOW: Final = (
    "is slow",
    "answers 502",
    "loses updates",
    "shows old data",
    "times out",
    "is degraded",
    "fails at random",
)
_WHERE: Final = ("in Europe", "for new customers", "after the release", "on Android", "in every region", "at night")
_SENTENCES: Final = (
    "About {n} of 100 requests end in an error, most of them after the full thirty seconds.",
    "The queue of `worker-{n}` grows by {n} messages a second and nothing takes them away.",
    "Support has {n} contacts so far and a text to answer them with.",
    "The change of 09:{n} was rolled back; the error rate has not moved since.",
    "`pg-{n}` took over as primary, and half of the pool still talks to the old address.",
    "Customers who try again within {n} minutes get through, the others see an empty page.",
    "Memory of the cache nodes stands at {n} % and falls since the restart.",
    "Nothing was lost: all {n} orders of that time are in the ledger and will be sent again.",
    "The certificate of the internal gateway ended in the night; `node-{n}` is the last one that has the old one.",
    "A retry without a pause made {n} times the traffic out of a short hiccup.",
)
_CAUSES: Final = (
    "A limit that was right three years ago was reached, and what happens then had never been tried.",
    "The rotation of a credential forgot one of its consumers, because the list of consumers is kept by hand.",
    "A migration held a lock on the largest table for as long as the longest report runs.",
    "The health check asked a page that is answered from the cache, so a dead server counted as healthy.",
)


class Step(NamedTuple):
    """One commit: when (UTC), by whom (a key of people), what its subject is, and the files that it writes."""

    at: datetime
    person: str
    subject: str
    files: Mapping[str, str]


class _Incident(NamedTuple):
    """What stays the same in all steps."""

    chance: Random
    folder: str
    title: str
    severity: str
    at: datetime
    people: tuple[str, ...]
    description: str


def life(number: int, count: int, organizations: int) -> tuple[Step, ...]:
    """Declared, investigated, identified, resolved, and its post-mortem, which every third time an admin approves."""
    incident = _incident(number, count, organizations)
    minutes = (10, 45, 150)
    told = [
        _told(incident, status, timedelta(minutes=after + incident.chance.randint(0, 9)))
        for status, after in zip(("investigating", "identified", "resolved"), minutes, strict=True)
    ]
    return _declared(incident), *told[:2], *_ended(incident, told[2], is_approved=number % 3 == 0)


def _incident(number: int, count: int, organizations: int) -> _Incident:
    chance = Random(f"incident {number}")
    at = _BEGIN + _YEARS * number / count
    at = at.replace(second=chance.randint(0, 59), microsecond=0)
    title = f"{chance.choice(_WHAT)} {chance.choice(_HOW)} {chance.choice(_WHERE)}"
    name = layout.slug(f"{at:%Y-%m-%d} {title} {number}")
    folder = f"{layout.INCIDENTS}/{ORGANIZATIONS[number % organizations]}/{name}"
    severity = chance.choices(("P1", "P2", "P3", "P4"), (5, 20, 45, 30))[0]
    return _Incident(chance, folder, title, severity, at, tuple(chance.sample(MEMBERS, 3)), _text(chance, 2, 5))


def _declared(incident: _Incident) -> Step:
    files = {f"{incident.folder}/{layout.FACTS}": _facts(incident, "open")}
    return Step(incident.at, incident.people[0], f"Declare {incident.title}", files)


def _told(incident: _Incident, status: str, after: timedelta) -> Step:
    """An update that moves the status: the facts and an entry in one commit, as the commands write them."""
    at, person = incident.at + after, incident.chance.choice(incident.people)
    entry = f"---\nauthor: {person}\nstatus: {status}\n---\n{_text(incident.chance, 1, 4)}\n"
    name = f"{at:%Y%m%dT%H%M%SZ}-{person}.md"
    files = {
        f"{incident.folder}/{layout.FACTS}": _facts(incident, status),
        f"{incident.folder}/{layout.TIMELINE}/{name}": entry,
    }
    return Step(at, person, f"{incident.title}: {status}", files)


def _ended(incident: _Incident, resolved: Step, *, is_approved: bool) -> tuple[Step, Step]:
    """The resolution and what was learned; one that will be approved comes as a draft with the resolution."""
    path, later = f"{incident.folder}/{layout.POST_MORTEM}", incident.at + timedelta(days=2, hours=3)
    learned, draft = _post_mortem(incident), "status: draft\n"
    if not is_approved:
        return resolved, Step(later, incident.people[0], "Write the post-mortem", {path: f"---\n{draft}{learned}"})
    approval = f"status: approved\napproved_by: {ADMIN}\napproved_at: {later:%Y-%m-%dT%H:%M:%SZ}\n"
    with_draft = resolved._replace(files={**resolved.files, path: f"---\n{draft}{learned}"})
    return with_draft, Step(later, ADMIN, "Approve the post-mortem", {path: f"---\n{approval}{learned}"})


def _facts(incident: _Incident, status: str) -> str:
    chance = Random(incident.folder)
    components = "".join(f"  - {name}\n" for name in sorted(chance.sample(COMPONENTS, chance.randint(1, 3))))
    return (
        f"title: {incident.title}\n\nseverity: {incident.severity}\n\nstatus: {status}\n\n"
        f"description: |-\n  {incident.description}\n\ncommander: {incident.people[1]}\n\n"
        f"affected_components:\n{components}affected_environments:\n  - {chance.choice(ENVIRONMENTS)}\n"
        f"created_at: {incident.at:%Y-%m-%dT%H:%M:%SZ}\nreported_by: {incident.people[0]}\n"
    )


def _post_mortem(incident: _Incident) -> str:
    """The front matter after its status, and the body."""
    chance = incident.chance
    items = "".join(
        f"  - title: {chance.choice(('Alert on', 'Rehearse', 'Write down'))} the case of {person}\n"
        f"    assignee: {person}\n    done: {chance.choice(('true', 'false'))}\n"
        for person in incident.people
    )
    heads = ("Summary", "Impact", "What made this possible", "How it was found", "What went well")
    body = "\n\n".join(f"## {head}\n\n{_text(chance, 2, 5)}" for head in heads)
    return (
        f"root_cause: {chance.choice(_CAUSES)}\ncontributing_factors:\n  - {_text(chance, 1, 1)!r}\n"
        f"action_items:\n{items}---\n{body}\n"
    )


def _text(chance: Random, least: int, most: int) -> str:
    said = chance.sample(_SENTENCES, chance.randint(least, most))
    return " ".join(sentence.format(n=chance.randint(11, 59)) for sentence in said)
