"""What a class answered: per question and option, and per student."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.course import Quiz, QuizQuestion
from grader.course.assignment import Wording
from quiz_app.quiz.attempts import Attempt


@dataclass(frozen=True)
class QuestionStatistics:
    """How a question was answered.

    Attributes:
        number: 1 for the first question.
        topic: the question's.
        options: their texts, in the order of `assignment.toml`.
        right: the right option's position.
        chosen: how often each option was.
        earlier: whether the question was edited or removed since.
        text: what was asked.
        later: whether it is a variant, which only later attempts ask.
        marked: of attempts of which only the marks are known: the right answers, and all.
    """

    number: int
    topic: str
    options: tuple[str, ...]
    right: int
    chosen: tuple[int, ...]
    earlier: bool = False
    later: bool = False
    marked: tuple[int, int] = (0, 0)
    text: str = ""

    @property
    def answered(self) -> int:
        """How many answers there are."""
        return sum(self.chosen) + self.marked[1]

    @property
    def share_right(self) -> float | None:
        """The share of right answers; None where nobody has answered."""
        return (self.chosen[self.right] + self.marked[0]) / self.answered if self.answered else None

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


def question_statistics(
    quiz: Quiz, attempts: Iterable[Attempt], editions: Mapping[str, Sequence[QuizQuestion]] | None = None
) -> tuple[QuestionStatistics, ...]:
    """Per question, those of the quiz in order with their variants, then those that were edited or removed since.

    Every answer counts under the question that was shown. The same text with the same options is the same question,
    wherever it stood and in whatever order its options were.

    Args:
        quiz: as it is now.
        attempts: at this quiz; with answers, or, if only that is known, with marks for the questions as they are now.
        editions: the questions that attempts of each edition answered; by default those of the quiz.
    """
    known = {
        identity(form): (number, form)
        for number, question in enumerate(quiz.questions, start=1)
        for form in forms(question)
    }
    asked_first = set(map(identity, quiz.questions))
    current = set(known)
    counts: dict[Identity, Counter[str]] = {key: Counter() for key in known}
    marks: dict[Identity, Counter[bool]] = {key: Counter() for key in known}
    for attempt in attempts:
        now = quiz.asked_in(attempt.number)
        questions = now if editions is None else editions.get(attempt.edition, now)
        for index, question in enumerate(questions):
            key = identity(question)
            known.setdefault(key, (index + 1, question))
            if attempt.answers:
                counts.setdefault(key, Counter())[question.options[attempt.answers[index]].text] += 1
            elif len(attempt.marks) == len(questions):
                marks[key][attempt.marks[index]] += 1
    result = []
    for key, (number, question) in known.items():
        options = tuple(option.text for option in question.options)
        right = next(position for position, option in enumerate(question.options) if option.right)
        chosen = tuple(counts[key][option] for option in options)
        marked = marks.get(key, Counter())
        only = (marked[True], marked.total())
        if key in current - asked_first and not any(chosen) and not marked:
            continue  # a variant that nobody has met yet
        result.append(
            QuestionStatistics(
                number,
                question.topic,
                options,
                right,
                chosen,
                earlier=key not in current,
                later=key in current - asked_first,
                marked=only,
                text=question.text,
            )
        )
    return tuple(result)


Identity = tuple[str, frozenset[tuple[str, bool]]]


def identity(question: Wording) -> Identity:
    """What makes two questions the same one: the text and the options, in whatever order."""
    return question.text, frozenset((option.text, option.right) for option in question.options)


def fitting(quiz: Quiz | None, asked: Sequence[QuizQuestion] | None, attempt: Attempt) -> Attempt:
    """The attempt with a mark for each question of now: one that was not asked is not right.

    Args:
        quiz: as it is now; None where it is not there any more.
        asked: the questions that the attempt answers; None where they were not kept.
        attempt: one that was submitted.
    """
    if quiz is None or len(attempt.marks) == len(quiz.questions):
        return attempt
    marks = dict(zip(map(identity, asked or ()), attempt.marks, strict=False))
    return replace(
        attempt, marks=tuple(any(marks.get(identity(form), False) for form in forms(each)) for each in quiz.questions)
    )


def forms(question: QuizQuestion) -> list[QuizQuestion]:
    """All that a question can be asked as, the first one first."""
    return [question.form(attempt) for attempt in range(1, 2 + len(question.variants))]


def first_attempts(attempts: Iterable[Attempt]) -> list[Attempt]:
    """Each student's first attempt: what they knew before they had read any explanation."""
    return [attempt for attempt in attempts if attempt.number == 1]


def student_results(quiz: Quiz, attempts: Sequence[Attempt]) -> dict[str, StudentResult]:
    """What each student who has submitted an attempt at this quiz has reached, by their ids."""
    by_student: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        by_student.setdefault(attempt.student, []).append(attempt)
    return {student: _result(quiz, student, own) for student, own in sorted(by_student.items())}


def counting(quiz: Quiz, attempts: Sequence[Attempt]) -> Attempt:
    """Of one student's attempts at this quiz the one that counts: the first of the best ones, or the last."""
    if quiz.counts == "last":
        return max(attempts, key=lambda attempt: attempt.number)
    return max(attempts, key=lambda attempt: (attempt.right, -attempt.number))


def _result(quiz: Quiz, student: str, attempts: Sequence[Attempt]) -> StudentResult:
    right = counting(quiz, attempts).right
    return StudentResult(student, len(attempts), right, all(attempt.delivered for attempt in attempts))
