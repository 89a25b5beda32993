"""The quizzes as their page needs them: who may begin, what is shown, what becomes of the answers."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from grader.classroom.people import Roster, RosterError
from grader.classroom.roster_file import read_roster
from grader.course import Course, CourseError, Quiz, QuizQuestion
from grader.course.quiz_names import only_quiz
from quiz_app.quiz.attempts import Attempt, AttemptError, AttemptStore
from quiz_app.quiz.database import open_engine
from quiz_app.quiz.delivery import Delivery
from quiz_app.quiz.marking import edition, mark
from quiz_app.quiz.shuffling import shuffled
from quiz_app.quiz.statistics import identity

_ID = re.compile(r"[^./\\+\x00-\x1f\x7f][^/\\+\x00-\x1f\x7f]{0,127}")  # as the roster has it: a folder's name


class QuizService:
    """One course's quizzes, shared by all sessions of a server.

    Attributes:
        quizzes: by the names of their assignments.
        store: the attempts at all of them.
        delivery: on their way to the gradebook.
    """

    def __init__(self, course: Course, deliver: Callable[[Course, Attempt], None]) -> None:
        """Open the store, and begin to deliver what an earlier run has left.

        Args:
            course: has the quizzes.
            deliver: writes an attempt into the course's gradebook; see `gradebook.record`.

        Raises:
            CourseError: the course has no quiz, or its attempts cannot be stored.
        """
        if not course.quizzes:
            raise CourseError("no assignment of this course has a quiz; add a table [quiz] to its assignment.toml")
        self.quizzes: Mapping[str, Quiz] = course.quizzes
        self._course = course
        self._editions = {assignment: edition(quiz) for assignment, quiz in self.quizzes.items()}
        try:
            self.store = AttemptStore(open_engine(course), only_quiz(course.assignments))
            for assignment, quiz in self.quizzes.items():
                self.store.keep_edition(self._editions[assignment], msgspec.to_builtins(quiz.questions))
        except (OSError, SQLAlchemyError) as error:
            logging.getLogger(__name__).error("the store of attempts: %s", error)
            raise CourseError(
                "attempts at quizzes cannot be stored: the folder .course beside course.toml cannot be written, or "
                "the gradebook's database is away"
            ) from None
        self.delivery = Delivery(self.store, lambda attempt: deliver(course, self._fitting(attempt)))
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

    def begin(self, assignment: str, student: str) -> Attempt | None:
        """The student's next attempt at an assignment's quiz, or the one they have begun; None when none is left.

        Raises:
            AttemptError: the store is away.
        """
        with _reachable():
            return self.store.open(assignment, student, self._editions[assignment], self.quizzes[assignment].attempts)

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
        if attempt.edition != self._editions[attempt.assignment]:
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
        if attempt.edition == self._editions.get(attempt.assignment):
            return self.quizzes[attempt.assignment].questions
        return self.editions().get(attempt.edition)

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
        return {**found, **{self._editions[name]: quiz.questions for name, quiz in self.quizzes.items()}}

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
        if attempt.edition != self._editions.get(attempt.assignment):
            raise AttemptError("The questions have changed since you began. Load the page again.")
        marks = mark(self.quizzes[attempt.assignment], answers)
        with _reachable():
            stored = self.store.submit(attempt.key, answers, marks)
        self.delivery.wake()
        return stored

    def _fitting(self, attempt: Attempt) -> Attempt:
        """The attempt with a mark for each question of now: one that was not asked is not right."""
        quiz = self.quizzes.get(attempt.assignment)
        if quiz is None or len(attempt.marks) == len(quiz.questions):
            return attempt
        marks = dict(zip(map(identity, self.asked(attempt) or ()), attempt.marks, strict=False))
        return replace(attempt, marks=tuple(marks.get(identity(question), False) for question in quiz.questions))

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
