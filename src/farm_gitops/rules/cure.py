"""The cure for a name that nobody knows: the name that was likely meant, and the key that would make it known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def meant(name: str, known: Iterable[str]) -> str:
    """``did you mean `x`? `` with a blank behind it, or nothing."""
    near = get_close_matches(name, sorted(known), n=1)
    return f"did you mean `{near[0]}`? " if near else ""


def cure_for(name: str, known: Iterable[str], key: str, value: str = "{}") -> str:
    """What to do about an unknown name; `key` is the mapping of farm.yaml that would make it known."""
    guess = meant(name, known)
    return f"{guess}{'Else add' if guess else 'add'} `{name}: {value}` under `{key}:` in farm.yaml"
