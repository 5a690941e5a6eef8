"""Who says so, and when: what git knows of a file, and which person of `farm.yaml` an e-mail address belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Person

_NO_REPLY: Final = re.compile(r"(?:\d+\+)?(?P<login>[^@+]+)@users\.noreply\.github\.com", re.IGNORECASE)


class Origin(NamedTuple):
    """The commit that first brought a file: a name and an e-mail that somebody typed, and its two clocks."""

    commit: str
    name: str
    email: str
    authored: Moment
    committed: Moment


def person_of(people: Mapping[str, Person], email: str) -> str | None:
    """The key under `people:` that an e-mail address belongs to, or None.

    GitHub's no-reply addresses lead to `github:`; those of other forges are listed under `emails:` like any other.
    """
    wanted = email.casefold()
    for key, person in people.items():
        if any(wanted == known.casefold() for known in person.emails):
            return key
    no_reply = _NO_REPLY.fullmatch(email)
    if no_reply is None:
        return None
    login = no_reply["login"].casefold()
    return next((key for key, person in people.items() if (person.github or "").casefold() == login), None)
