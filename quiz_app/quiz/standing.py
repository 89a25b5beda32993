"""How somebody stands in a quiz: not begun, begun, or submitted, with the score that counts and the attempts left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.course import Quiz
from quiz_app.quiz.attempts import Attempt
from quiz_app.quiz.statistics import counting

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Standing:
    """Where a student is with a quiz.

    Attributes:
        quiz: as it is now.
        begun: an attempt that is being answered; None where there is none.
        seen: submitted attempts whose scores may be shown.
        left: how many attempts are left; None while nobody has said who they are.
        times: when it opens or closes, in a few words; "" where it is always open.
    """

    quiz: Quiz
    begun: Attempt | None = None
    seen: Sequence[Attempt] = ()
    left: int | None = None
    times: str = ""

    def __str__(self) -> str:
        """In a few words, such as "Best score 7 of 8, one attempt left, closes on …"."""
        return ", ".join(filter(None, (self._attempts(), self.times)))

    def _attempts(self) -> str:
        left = self.quiz.attempts if self.left is None else self.left
        remaining = f"{words(left, 'attempt')} left"
        if self.seen:
            attempt = counting(self.quiz, self.seen)
            name = "Best" if self.quiz.counts == "best" else "Last"
            score = f"{name} score {attempt.right} of {len(attempt.marks)}"
            return f"{score}, {'another attempt begun' if self.begun else remaining}"
        if self.begun:
            chosen = sum(answer is not None for answer in self.begun.draft)
            return f"Begun: {chosen} of {len(self.quiz.questions)} questions answered"
        if left < self.quiz.attempts:
            return f"Submitted in another browser, {remaining}"
        return f"Not begun: {words(len(self.quiz.questions), 'question')}, {words(left, 'attempt')}"


def words(number: int, noun: str) -> str:
    """ "two attempts", "one attempt", "no attempts"."""
    counted = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{counted} {noun}{'' if number == 1 else 's'}"
