"""Exact figures as pages and documents show them: the one place where they are rounded, without any locale."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Final, NamedTuple


class Count(NamedTuple):
    """How many incidents, and where they are listed; `href` is empty where there are none."""

    number: int
    href: str


NO_COUNT: Final = Count(0, "")


def percent_text(value: Fraction, digits: int = 3) -> str:
    """`99.975 %`; rounded down, so that `100 %` is said only where nothing is missing."""
    return f"{_plain(floor(value * 10**digits), digits)} %"


def points_text(value: Fraction, digits: int = 4) -> str:
    """`0.025`: to the nearest, a half up."""
    return _plain(_nearest(value, digits), digits)


def number(value: Fraction, digits: int = 6) -> float:
    """The nearest JSON number with so many decimal places, a half up."""
    return float(Decimal(_nearest(value, digits)).scaleb(-digits))


def _nearest(value: Fraction, digits: int) -> int:
    scale: int = 10**digits
    return floor(value * scale + Fraction(1, 2))


def _plain(scaled: int, digits: int) -> str:
    """A scaled whole number with its point and a true minus, without zeros at the end."""
    text = f"{Decimal(scaled).scaleb(-digits):f}".replace("-", "\N{MINUS SIGN}")
    return text.rstrip("0").rstrip(".") if "." in text else text
