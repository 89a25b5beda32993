"""From when to when a student can take a quiz, and when the reasons are shown, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from grader.course.quiz_times import QuizTimes, ReasonsShown


@dataclass(frozen=True)
class OpenTimes:
    """The times of one quiz for one student at one moment.

    Attributes:
        now: that moment, with a zone.
        opens, closes: None where there is no limit; the student's extension is in `closes`.
        reasons: when they are shown.
    """

    now: datetime
    opens: datetime | None
    closes: datetime | None
    reasons: ReasonsShown

    @classmethod
    def of(cls, times: QuizTimes, extension: timedelta, now: datetime) -> OpenTimes:
        """The window of somebody who has so much longer."""
        return cls(now, times.opens, times.closes and times.closes + extension, times.reasons)

    @property
    def refusal(self) -> str:
        """Why nothing can be begun or submitted now, in a sentence; "" if it can."""
        if self.opens is not None and self.now < self.opens:
            return f"This quiz opens on {in_words(self.opens)}."
        if self.closed:
            assert self.closes is not None
            return f"This quiz closed on {in_words(self.closes)}. Nothing more can be submitted."
        return ""

    @property
    def closed(self) -> bool:
        return self.closes is not None and self.now > self.closes

    @property
    def shows_reasons(self) -> bool:
        """Whether a submitted attempt may be seen with its reasons."""
        return self.reasons != "after closing" or self.closed

    def __str__(self) -> str:
        """In a few words, such as "closes on 31 January 2027, 23:59 (UTC+01:00)"; "" where it is always open."""
        if self.opens is not None and self.now < self.opens:
            return f"opens on {in_words(self.opens)}"
        if self.closes is None:
            return ""
        return f"{'closed' if self.closed else 'closes'} on {in_words(self.closes)}"


def in_words(moment: datetime) -> str:
    """A moment in its own zone."""
    return f"{moment.day} {moment:%B %Y, %H:%M} ({moment:%Z})"
