"""How things stand, as a small picture for a wiki or a README."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final, NamedTuple

from farm_gitops.model.severity import Severity
from farm_gitops.views import address
from farm_gitops.views.statuspage import OPERATIONAL, active_severities, component_status
from farm_gitops.views.world import World

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    OPERATIONAL: ("operational", "#1a7f37"),
    "degraded_performance": ("degraded", "#7d5600"),
    "partial_outage": ("partial outage", "#b04600"),
    "major_outage": ("major outage", "#c11f1f"),
}
_CHARACTER: Final = 7  # pixels; wider ones are squeezed by `textLength`
_WIDEST: Final = 40  # characters


class Badge(NamedTuple):
    """A picture: where it lies, what it speaks of and how that stands."""

    path: str
    subject: str
    status: str


def badges(world: World) -> Iterator[Badge]:
    """One for the site and one for every component."""
    severities = active_severities(world.rows)
    overall = component_status(Severity(row.severity.key) for row in world.rows if row.is_active)
    yield Badge(address.BADGE, world.snapshot.configuration.site.title, overall)
    for named in world.components:
        status = component_status(severities.get(named.key, ()))
        yield Badge(address.badge(address.slug(named.href)), named.label, status)


def svg(badge: Badge) -> str:
    """The picture; its text is text, so that it can be read aloud."""
    subject = badge.subject if len(badge.subject) <= _WIDEST else f"{badge.subject[: _WIDEST - 1]}…"
    word, colour = _WORDS[badge.status]
    left, right = _width(subject), _width(word)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img"'
        f' aria-label="{escape(f"{badge.subject}: {word}")}">\n'
        f"<title>{escape(f'{badge.subject}: {word}')}</title>\n"
        f'<rect width="{left}" height="20" fill="#3d4148"/>\n'
        f'<rect x="{left}" width="{right}" height="20" fill="{colour}"/>\n'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">\n'
        f"{_word(subject, left / 2, left)}{_word(word, left + right / 2, right)}</g>\n</svg>\n"
    )


def _width(text: str) -> int:
    return len(text) * _CHARACTER + 10


def _word(text: str, middle: float, width: int) -> str:
    return f'<text x="{middle:g}" y="14" textLength="{width - 10}">{escape(text)}</text>\n'
