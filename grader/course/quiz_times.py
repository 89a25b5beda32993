"""When a quiz can be taken, and when its reasons are shown: `[assignments.<name>.quiz]` in `course.toml`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from grader.course.tables import Table

Moment = Annotated[datetime, Meta(tz=True)]  # the same moment wherever it is read
ReasonsShown = Literal["at once", "after the attempt", "after closing"]


class QuizTimes(Table, frozen=True):
    """From when to when attempts can be begun and submitted (None: no limit), and when the reasons are shown.

    "at once": after each question, whose answer then stands.
    """

    opens: Moment | None = None
    closes: Moment | None = None
    reasons: ReasonsShown = "after the attempt"

    def __post_init__(self) -> None:
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValueError(f"it closes ({self.closes}) before it opens ({self.opens})")
        if self.reasons == "after closing" and self.closes is None:
            raise ValueError('reasons = "after closing" needs the time `closes`')
