"""The text of a time of handing in -> the time, if there is only one way to read it.

05.02.2027 is 5 February in one country and 2 May in another. A library picks one of them, and a student pays for it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import NoReturn

_YEAR_FIRST = re.compile(r"\d{4}[-./]?\d\d[-./]?\d\d(?!\d)")  # year, month, day: nobody writes year, day, month
_ZONES = ("UTC", "GMT", "Z")
_SIGN_OF_NAME = re.compile(r"\b[A-Z]{3,5} *[+-] *\d", re.IGNORECASE)  # UTC+3: some read it as three hours behind
# What a text leaves open is filled in from these: two readings then differ in it.
_FILLINGS = (datetime(2001, 1, 1), datetime(2002, 2, 2, 2, 2))


class AmbiguousTimeError(Exception):
    """The text is no time, or more than one. It completes a sentence: `which is no time`."""


def read_time(text: str) -> datetime:
    """The time in UTC; a text without a time zone means UTC, as nbgrader writes it.

    Raises:
        AmbiguousTimeError: the text is no time; or day and month, or year and day, can be exchanged; or a part is
            missing; or the zone is a name that several zones have.
    """
    from dateutil import parser

    orders = (
        [(False, True)]
        if _YEAR_FIRST.match(text)
        else [(day, year) for day in (False, True) for year in (False, True)]
    )
    if _SIGN_OF_NAME.search(text):
        _fail("where the time zone can be more than one")
    readings: set[datetime] = set()
    for day_first, year_first in orders:
        for filling in _FILLINGS:
            try:
                time = parser.parse(text, dayfirst=day_first, yearfirst=year_first, default=filling, tzinfos=_zone)
                readings.add(time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC))
            except AmbiguousTimeError:
                raise
            except Exception:  # whatever a strange date makes the library raise
                _fail("which is no time")
    if len(readings) > 1:
        _fail("which can be read as more than one time (2027-02-05 21:10:00 UTC cannot)")
    return readings.pop()


def _zone(name: str | None, offset: int | None) -> tzinfo | int | None:
    if name is None:
        return offset
    if name in _ZONES and not offset:
        return UTC
    raise AmbiguousTimeError(f"where the time zone {name} can be more than one")


def _fail(why: str) -> NoReturn:
    raise AmbiguousTimeError(why)
