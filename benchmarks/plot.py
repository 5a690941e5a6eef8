"""A bar chart as SVG that is read on light and on dark ground."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

_LINE: Final = 26
_LABELS: Final = 330
_BARS: Final = 420
_WIDTH: Final = _LABELS + _BARS + 80
_STYLE: Final = (
    "text{font:13px system-ui,sans-serif;fill:#24292f}rect{fill:#2f6feb}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}rect{fill:#6ea8fe}}"
)


def plot(seconds: Mapping[str, float]) -> str:
    """One bar for each name, as long as its seconds."""
    longest = max(seconds.values(), default=1.0)
    rows = "".join(_row(place, name, value, longest) for place, (name, value) in enumerate(seconds.items()))
    height = _LINE * len(seconds) + 10
    box = f'viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="Processor time"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}><style>{_STYLE}</style>{rows}</svg>\n'


def _row(place: int, name: str, value: float, longest: float) -> str:
    top, length = place * _LINE + 8, max(value / longest * _BARS, 1)
    return (
        f'<text x="{_LABELS - 10}" y="{top + 14}" text-anchor="end">{escape(name)}</text>'
        f'<rect x="{_LABELS}" y="{top}" width="{length:.1f}" height="18" rx="3"/>'
        f'<text x="{_LABELS + length + 8:.1f}" y="{top + 14}">{value:.2f} s</text>'
    )
