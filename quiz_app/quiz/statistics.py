"""What a class answered: per question and option, and per student."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.course import Quiz
from quiz_app.quiz.attempts import Attempt


@dataclass(frozen=True)
class QuestionStatistics:
    """How a question was answered.

    Attributes:
        number: 1 for the first question.
        topic: the question's.
        options: their texts, in the order of `course.toml`.
        right: the right option's position.
        chosen: how often each option was.
    """

    number: int
    topic: str
    options: tuple[str, ...]
    right: int
    chosen: tuple[int, ...]

    @property
    def answered(self) -> int:
        """How many answers there are."""
        return sum(self.chosen)

    @property
    def share_right(self) -> float | None:
        """The share of right answers; None where nobody has answered."""
        return self.chosen[self.right] / self.answered if self.answered else None

    @property
    def distractor(self) -> int | None:
        """The wrong option that was chosen most; None where there is none or no single one."""
        wrong = [position for position in range(len(self.options)) if position != self.right]
        most = max(self.chosen[position] for position in wrong)
        leading = [position for position in wrong if self.chosen[position] == most]
        return leading[0] if most and len(leading) == 1 else None


@dataclass(frozen=True)
class StudentResult:
    """What a student has reached, by the rule that counts the best or the last attempt."""

    student: str
    attempts: int
    right: int
    delivered: bool


def question_statistics(quiz: Quiz, attempts: Iterable[Attempt]) -> tuple[QuestionStatistics, ...]:
    """Per question, in order. The attempts must be of the quiz's present edition."""
    rows = [attempt.answers for attempt in attempts]
    result = []
    for index, question in enumerate(quiz.questions):
        counts = Counter(answers[index] for answers in rows)
        options = tuple(option.text for option in question.options)
        right = next(position for position, option in enumerate(question.options) if option.right)
        chosen = tuple(counts[position] for position in range(len(options)))
        result.append(QuestionStatistics(index + 1, question.topic, options, right, chosen))
    return tuple(result)


def first_attempts(attempts: Iterable[Attempt]) -> list[Attempt]:
    """Each student's first attempt: what they knew before they had read any explanation."""
    return [attempt for attempt in attempts if attempt.number == 1]


def student_results(quiz: Quiz, attempts: Sequence[Attempt]) -> dict[str, StudentResult]:
    """What each student who has submitted has reached, by their ids."""
    by_student: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        by_student.setdefault(attempt.student, []).append(attempt)
    return {student: _result(quiz, student, own) for student, own in sorted(by_student.items())}


def _result(quiz: Quiz, student: str, attempts: Sequence[Attempt]) -> StudentResult:
    last = max(attempts, key=lambda attempt: attempt.number)
    right = last.right if quiz.counts == "last" else max(attempt.right for attempt in attempts)
    return StudentResult(student, len(attempts), right, all(attempt.delivered for attempt in attempts))
