"""A number as a person types it: 0.5, 1/2, 0,5, −3, 2e-3, 50 %; and whether it is right to its own digits."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

MINUSES = str.maketrans(dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{HYPHEN}\N{SMALL HYPHEN-MINUS}", "-"))
FEWEST_DIGITS = 2  # significant ones, of a rounded answer
_EXACT = 1e-6  # relative: the page shows five digits
_FRACTION = 5e-4  # relative: a fraction that stands for a decimal number
_MIXED = re.compile(r"\d\s*[\u00bc-\u00be\u2150-\u215e]")  # 1½ would be read as 11/2
_DECIMAL = re.compile(r"[+-]?(?P<whole>\d*)(?:\.(?P<part>\d*))?(?:e(?P<power>[+-]?\d{1,3}))?", re.ASCII)


@dataclass(frozen=True)
class Typed:
    """A number that was typed.

    Attributes:
        value: it.
        half: half of a unit of its last digit; 0 for a fraction, which has no last digit.
        digits: how many significant digits were typed; 0 for a fraction.
    """

    value: float
    half: float = 0.0
    digits: int = 0

    def is_right(self, wanted: float) -> bool:
        """Whether it is the wanted number, or that number rounded to the digits that were typed, at least two."""
        off = abs(self.value - wanted)
        if off <= _EXACT * abs(wanted) + 1e-12:
            return True
        if not self.digits:
            return off <= _FRACTION * abs(wanted)
        return self.digits >= FEWEST_DIGITS and off <= self.half * (1 + 1e-9)

    def is_rounded_too_far(self, wanted: float) -> bool:
        """Whether it is the wanted number in a single digit, which says too little."""
        return 0 < self.digits < FEWEST_DIGITS and self.value != 0 and abs(self.value - wanted) <= self.half

    def negated(self) -> Typed:
        """The same with the other sign."""
        return Typed(-self.value, self.half, self.digits)


def read_typed(text: str) -> Typed | None:
    """The number in a text, or None where there is none."""
    if _MIXED.search(text):
        return None
    text = unicodedata.normalize("NFKC", text.translate(MINUSES)).strip()
    text = re.sub(r"\s*[×x*·]\s*10\s*\^\s*\(?([+-]?\d+)\)?", r"e\1", text).translate(MINUSES)
    hundredths = text.endswith("%")
    text = re.sub(r"\s+", "", text.removesuffix("%"))
    above, slash, below = re.sub("[\N{FRACTION SLASH}\N{DIVISION SLASH}]", "/", text).partition("/")
    first = _decimal(above)
    if first is None:
        return None
    if slash:
        second = _decimal(below)
        if second is None or not second.value:
            return None
        first = Typed(first.value / second.value)
    return Typed(first.value / 100, first.half / 100, first.digits) if hundredths else first


def _decimal(text: str) -> Typed | None:
    text = text.lower()
    if "," in text:
        # A comma before a point, or one of several, separates thousands; a single one is a decimal comma.
        text = text.replace(",", "") if "." in text or text.count(",") > 1 else text.replace(",", ".")
    found = _DECIMAL.fullmatch(text)
    if found is None or not (found["whole"] or found["part"]):
        return None
    value = float(text)
    if not math.isfinite(value):
        return None
    part = found["part"] or ""
    digits = len((found["whole"] + part).lstrip("0"))
    return Typed(value, 0.5 * 10.0 ** (int(found["power"] or 0) - len(part)), max(digits, 1))
