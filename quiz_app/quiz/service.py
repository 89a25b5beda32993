"""The quizzes as their page needs them: who may begin, what is shown, what becomes of the answers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import zip_longest

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from grader.course import Course, CourseError, Quiz, QuizQuestion
from grader.course.quiz_names import only_quiz
from grader.course.quiz_times import QuizTimes
from quiz_app.quiz.attempts import Attempt, AttemptError, AttemptStore
from quiz_app.quiz.class_list import ClassList
from quiz_app.quiz.database import open_engine
from quiz_app.quiz.delivery import Delivery
from quiz_app.quiz.marking import edition, mark
from quiz_app.quiz.open_times import OpenTimes
from quiz_app.quiz.shuffling import shuffled
from quiz_app.quiz.statistics import fitting


class QuizService(ClassList):
    """One course's quizzes, shared by all sessions of a server.

    Attributes:
        quizzes: by the names of their assignments.
        store: the attempts at all of them.
        delivery: on their way to the gradebook.
    """

    def __init__(
        self,
        course: Course,
        deliver: Callable[[Course, Attempt], None],
        longer: Callable[[str, str], timedelta] = lambda assignment, student: timedelta(0),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Open the store, and begin to deliver what an earlier run has left.

        Args:
            course: has the quizzes.
            deliver: writes an attempt into the course's gradebook; see `gradebook.record`.
            longer: how much longer a student has for an assignment's quiz.
            clock: says what time it is.

        Raises:
            CourseError: the course has no quiz, or its attempts cannot be stored.
        """
        if not course.quizzes:
            raise CourseError("no assignment of this course has a quiz; add a table [quiz] to its assignment.toml")
        self.quizzes: Mapping[str, Quiz] = course.quizzes
        super().__init__(course)
        self._longer, self._clock = longer, clock
        self._asked: dict[str, dict[str, list[QuizQuestion]]] = {  # by assignment and edition
            name: {edition(asked): asked for asked in map(quiz.asked_in, range(1, quiz.attempts + 1))}
            for name, quiz in self.quizzes.items()
        }
        try:
            self.store = AttemptStore(open_engine(course), only_quiz(course.assignments))
            for name, questions in self._current().items():
                self.store.keep_edition(name, msgspec.to_builtins(questions))
        except (OSError, SQLAlchemyError) as error:
            logging.getLogger(__name__).error("the store of attempts: %s", error)
            raise CourseError(
                "attempts at quizzes cannot be stored: the folder .course beside course.toml cannot be written, or "
                "the gradebook's database is away"
            ) from None
        self.delivery = Delivery(
            self.store,
            lambda attempt: deliver(
                course, fitting(self.quizzes.get(attempt.assignment), self.asked(attempt), attempt)
            ),
        )
        self.delivery.start()

    def begin(self, assignment: str, student: str) -> Attempt | None:
        """The student's next attempt at an assignment's quiz, or the one they have begun; None when none is left.

        Raises:
            AttemptError: the store is away, or the quiz is not open.
        """
        self._require_open(assignment, student)
        quiz = self.quizzes[assignment]
        with _reachable():
            number = self.store.used(assignment, student) + 1
            return self.store.open(assignment, student, edition(quiz.asked_in(number)), quiz.attempts)

    def window(self, assignment: str, student: str = "") -> OpenTimes:
        """From when to when the student can take an assignment's quiz; without a student, what holds for all."""
        times = self._course.quiz_times.get(assignment, QuizTimes())
        limited = bool(student) and times.closes is not None
        extension = self._longer(assignment, student) if limited else timedelta(0)
        return OpenTimes.of(times, extension, self._clock())

    def _require_open(self, assignment: str, student: str) -> None:
        if refusal := self.window(assignment, student).refusal:
            raise AttemptError(refusal)

    def find(self, key: str) -> Attempt | None:
        """The attempt with that key, whatever has become of it.

        Raises:
            AttemptError: the store is away.
        """
        with _reachable():
            return self.store.find(key)

    def resume(self, key: str) -> Attempt | None:
        """The attempt with that key, if it can still be answered, or its result shown.

        Raises:
            AttemptError: the store is away.
        """
        attempt = self.find(key)
        return None if self.why_gone(attempt) else attempt

    def why_gone(self, attempt: Attempt | None) -> str:
        """Why `resume` does not give this attempt, for the student; "" if it does. None: one that is not known.

        Raises:
            AttemptError: the store is away.
        """
        if attempt is None:
            return "The attempt that this browser or this address names is not known here. Begin again."
        if attempt.assignment not in self.quizzes:
            return "The attempt that this browser or this address names is at a quiz that is not there any more."
        if attempt.submitted_at is not None:
            return ""
        if not self.is_current(attempt):
            return "The questions have changed since you began, so that attempt has ended. Nothing was counted."
        with _reachable():
            if self.store.used(attempt.assignment, attempt.student) >= attempt.number:
                return "The attempt that you had begun here was submitted from another window, and that one counts."
        return ""

    def keep_draft(self, attempt: Attempt, draft: Sequence[int | None]) -> None:
        """Remember what is chosen so far.

        Raises:
            AttemptError: the store is away.
        """
        with _reachable():
            self.store.keep_draft(attempt.key, draft)

    def asked(self, attempt: Attempt) -> Sequence[QuizQuestion] | None:
        """The questions that an attempt answers, as they were then; None if they were not kept."""
        if self.is_current(attempt):
            return self._asked[attempt.assignment][attempt.edition]
        return self.editions().get(attempt.edition)

    def is_current(self, attempt: Attempt) -> bool:
        """Whether the questions that an attempt answers are those of now."""
        return attempt.edition in self._asked.get(attempt.assignment, {})

    def fixed(self, attempt: Attempt) -> tuple[int | None, ...]:
        """For each question the answer that stands since its reasons were shown at once, in whatever window.

        Raises:
            AttemptError: the store is away.
        """
        with _reachable():
            drafts = self.store.drafts(attempt)
        columns = zip_longest(*drafts)
        found = [next((answer for answer in column if answer is not None), None) for column in columns]
        return tuple(found) or (None,) * len(self.asked(attempt) or ())

    def editions(self) -> dict[str, Sequence[QuizQuestion]]:
        """The questions of every edition that is known, of all quizzes.

        Raises:
            AttemptError: the store is away.
        """
        with _reachable():
            kept = self.store.editions()
        found: dict[str, Sequence[QuizQuestion]] = {}
        for name, questions in kept.items():
            with suppress(msgspec.ValidationError):  # of a version of this program that we do not know
                found[name] = msgspec.convert(questions, list[QuizQuestion])
        return {**found, **self._current()}

    def _current(self) -> dict[str, Sequence[QuizQuestion]]:
        return {name: asked for editions in self._asked.values() for name, asked in editions.items()}

    def submitted(self, student: str) -> list[Attempt]:
        """What the student has submitted to any quiz, the first attempt first.

        Raises:
            AttemptError: the store is away.
        """
        with _reachable():
            return [one for one in self.store.submitted(student=student) if one.assignment in self.quizzes]

    def submitted_with(self, keys: Sequence[str]) -> list[Attempt]:
        """The submitted attempts that have one of these keys, at any quiz, the first one first.

        Raises:
            AttemptError: the store is away.
        """
        with _reachable():
            return [one for one in self.store.with_keys(keys) if one.assignment in self.quizzes]

    def left(self, assignment: str, student: str) -> int:
        """How many attempts at an assignment's quiz the student has left.

        Raises:
            AttemptError: the store is away.
        """
        with _reachable():
            return max(self.quizzes[assignment].attempts - self.store.used(assignment, student), 0)

    def order(self, attempt: Attempt) -> tuple[tuple[int, ...], ...]:
        """For each question, its options' positions in the order in which this attempt shows them."""
        return tuple(
            shuffled(attempt.assignment, attempt.student, attempt.number, index, len(question.options))
            for index, question in enumerate(self.asked(attempt) or ())
        )

    def submit(self, attempt: Attempt, answers: Sequence[int]) -> Attempt:
        """Mark the answers and store them, once; the gradebook gets them later.

        Raises:
            AttemptError: the attempt cannot be submitted. Nothing was counted.
            ValueError: the answers are not one for each question.
        """
        if not self.is_current(attempt):
            raise AttemptError("The questions have changed since you began. Load the page again.")
        window = self.window(attempt.assignment, attempt.student)
        if window.refusal:
            raise AttemptError(f"{window.refusal} Nothing was counted.")
        if window.reasons == "at once":
            stands = self.fixed(attempt)
            answers = [new if old is None else old for new, old in zip(answers, stands, strict=True)]
        marks = mark(self._asked[attempt.assignment][attempt.edition], answers)
        with _reachable():
            stored = self.store.submit(attempt.key, answers, marks)
        self.delivery.wake()
        return stored

    def close(self) -> None:
        """Stop delivering and close the store."""
        self.delivery.stop()
        self.store.close()


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        logging.getLogger(__name__).error("the store of attempts: %s", error)
        raise AttemptError(
            "The quiz cannot store anything just now, so nothing was counted. Your answers are still here: "
            "wait a moment and try again."
        ) from None
