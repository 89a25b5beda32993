"""The quiz as its page needs it: who may begin, what is shown, what becomes of the answers."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from grader.classroom.people import Roster, RosterError, read_roster
from grader.course import Course, CourseError, Quiz
from quiz_app.quiz.attempts import Attempt, AttemptError, AttemptStore
from quiz_app.quiz.database import open_engine
from quiz_app.quiz.delivery import Delivery
from quiz_app.quiz.marking import edition, mark
from quiz_app.quiz.shuffling import shuffled

_ID = re.compile(r"[^./\\+\x00-\x1f\x7f][^/\\+\x00-\x1f\x7f]{0,127}")  # as the roster has it: a folder's name


class QuizService:
    """One course's quiz, shared by all sessions of a server.

    Attributes:
        quiz: the questions.
        store: the attempts.
        delivery: on their way to the gradebook.
    """

    def __init__(self, course: Course, deliver: Callable[[Course, Attempt], None]) -> None:
        """Open the store, and begin to deliver what an earlier run has left.

        Args:
            course: has the quiz.
            deliver: writes an attempt into the course's gradebook; see `gradebook.record`.

        Raises:
            CourseError: the course has no quiz, or its attempts cannot be stored.
        """
        if course.quiz is None:
            raise CourseError("course.toml has no quiz; add a table [quiz]")
        self.quiz: Quiz = course.quiz
        self._course = course
        self._edition = edition(course.quiz)
        try:
            self.store = AttemptStore(open_engine(course))
        except (OSError, SQLAlchemyError) as error:
            logging.getLogger(__name__).error("the store of attempts: %s", error)
            raise CourseError(
                "attempts at the quiz cannot be stored: the folder .course beside course.toml cannot be written, or "
                "the gradebook's database is away"
            ) from None
        self.delivery = Delivery(self.store, lambda attempt: deliver(course, attempt))
        self.delivery.start()

    def roster(self) -> Roster | None:
        """The class list as it is now; None where there is no file.

        Raises:
            RosterError: it cannot be used.
        """
        return read_roster(self._course)

    def identify(self, entered: str) -> str:
        """The student id that somebody means, as the roster spells it.

        Raises:
            AttemptError: the roster does not have it, or, where there is none, it cannot be an id.
        """
        wanted = entered.strip()
        if not wanted:
            raise AttemptError("Enter your student id first.")
        roster = self._roster_for_students()
        if roster is None:
            if not _ID.fullmatch(wanted):
                raise AttemptError("An id has up to 128 characters, with no slash or plus sign and no dot in front.")
            return wanted
        if roster.known(wanted):
            return wanted
        alike = [student.id for student in roster.students if student.id.casefold() == wanted.casefold()]
        if len(alike) == 1:
            return alike[0]
        raise AttemptError(
            "This id is not on the class list. Look for a slip of the keyboard; if it is right, tell your instructor."
        )

    def identify_email(self, email: str) -> str:
        """The id of the student who has signed in; without a roster, the e-mail address itself.

        Raises:
            AttemptError: the roster does not have the address, or has it twice.
        """
        roster = self._roster_for_students()
        if roster is None:
            return self.identify(email)
        owners = [student.id for student in roster.students if student.email.casefold() == email.casefold()]
        if not owners:
            raise AttemptError("Your e-mail address is not on the class list. Tell your instructor.")
        if len(owners) > 1:
            raise AttemptError("Your e-mail address stands twice on the class list. Tell your instructor.")
        return owners[0]

    def begin(self, student: str) -> Attempt | None:
        """The student's next attempt, or the one they have begun; None when none is left.

        Raises:
            AttemptError: the store is away.
        """
        with _reachable():
            return self.store.open(student, self._edition, self.quiz.attempts)

    def resume(self, key: str) -> Attempt | None:
        """The attempt with that key, if it can still be answered, or its result shown.

        Raises:
            AttemptError: the store is away.
        """
        with _reachable():
            attempt = self.store.find(key)
            if attempt is None or attempt.edition != self._edition:
                return None
            if attempt.submitted_at is None and self.store.used(attempt.student) >= attempt.number:
                return None  # another window was quicker
        return attempt

    def left(self, student: str) -> int:
        """How many attempts the student has left.

        Raises:
            AttemptError: the store is away.
        """
        with _reachable():
            return max(self.quiz.attempts - self.store.used(student), 0)

    def order(self, attempt: Attempt) -> tuple[tuple[int, ...], ...]:
        """For each question, its options' positions in the order in which this attempt shows them."""
        return tuple(
            shuffled(attempt.student, attempt.number, index, len(question.options))
            for index, question in enumerate(self.quiz.questions)
        )

    def submit(self, attempt: Attempt, answers: Sequence[int]) -> Attempt:
        """Mark the answers and store them, once; the gradebook gets them later.

        Raises:
            AttemptError: the attempt cannot be submitted. Nothing was counted.
            ValueError: the answers are not one for each question.
        """
        if attempt.edition != self._edition:
            raise AttemptError("The questions have changed since you began. Load the page again.")
        marks = mark(self.quiz, answers)
        with _reachable():
            stored = self.store.submit(attempt.key, answers, marks)
        self.delivery.wake()
        return stored

    def current(self, attempts: Sequence[Attempt]) -> list[Attempt]:
        """Those of the attempts that answered the questions as they are now."""
        return [attempt for attempt in attempts if attempt.edition == self._edition]

    def close(self) -> None:
        """Stop delivering and close the store."""
        self.delivery.stop()
        self.store.close()

    def _roster_for_students(self) -> Roster | None:
        try:
            return self.roster()
        except RosterError as error:
            logging.getLogger(__name__).error("%s", error)
            raise AttemptError("The class list cannot be read just now. Tell your instructor.") from None


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
