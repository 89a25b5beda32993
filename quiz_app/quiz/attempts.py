"""Attempts at quizzes, in a database: once `submit` has returned, the attempt is on the disk."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    Engine,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

_ATTEMPTS = Table(
    "quiz_attempts",
    MetaData(),
    Column("key", String(32), primary_key=True),
    Column("assignment", String(128), nullable=False),
    Column("student", String(128), nullable=False),
    Column("number", Integer, nullable=False),
    Column("edition", String(16), nullable=False),
    Column("opened_at", DateTime, nullable=False),
    Column("submitted_at", DateTime),
    Column("answers", JSON(none_as_null=True)),
    Column("marks", JSON(none_as_null=True)),
    Column("delivered_at", DateTime),
    Column("draft", JSON(none_as_null=True)),
)
_EDITIONS = Table(
    "quiz_editions",
    _ATTEMPTS.metadata,
    Column("edition", String(16), primary_key=True),
    Column("questions", JSON, nullable=False),
)
_SUBMITTED = _ATTEMPTS.c.submitted_at.is_not(None)
# However many windows and servers there are, each of a student's attempts at a quiz is submitted once.
_ONE_SUBMISSION = Index(
    "one_submission_of_each_attempt_at_a_quiz",
    _ATTEMPTS.c.assignment,
    _ATTEMPTS.c.student,
    _ATTEMPTS.c.number,
    unique=True,
    sqlite_where=_SUBMITTED,
    postgresql_where=_SUBMITTED,
)
_ONE_SUBMISSION_TO_THE_ONLY_QUIZ = "one_submission_of_each_attempt"  # of tables that have no assignment yet


class AttemptError(Exception):
    """An attempt that cannot be opened or submitted. One sentence or two, for the student."""


@dataclass(frozen=True)
class Attempt:
    """One attempt at a quiz, as it was opened in one window.

    Attributes:
        key: random; who has it may submit the attempt, and read its result.
        assignment: whose quiz it is.
        student: the student's id.
        number: 1 for the student's first attempt at this quiz.
        edition: the questions as they were; see `marking.edition`.
        submitted_at: in UTC; None while it is being answered.
        answers: for each question, the chosen option's position in `assignment.toml`; empty until submitted.
        marks: for each question, whether the answer was right; empty until submitted.
        delivered: whether the gradebook has it.
        draft: for each question, the option chosen so far, or None; empty before the first choice.
    """

    key: str
    assignment: str
    student: str
    number: int
    edition: str
    submitted_at: datetime | None = None
    answers: tuple[int, ...] = ()
    marks: tuple[bool, ...] = ()
    delivered: bool = False
    draft: tuple[int | None, ...] = ()

    @property
    def right(self) -> int:
        """How many answers were right."""
        return sum(self.marks)


class AttemptStore:
    """All attempts of a course. Safe to share among threads, and among processes that have the same database."""

    def __init__(self, engine: Engine, only_quiz: str = "") -> None:
        """Use a database; its table is made where it is missing.

        Args:
            engine: see `database.open_engine`.
            only_quiz: the assignment to whose quiz attempts belong that were made when a course had one.
        """
        self._engine = engine
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":  # two servers that start together must not both make it
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20240229)")
            _ATTEMPTS.metadata.create_all(connection)
            _add_what_older_tables_lack(connection, only_quiz)

    def keep_edition(self, edition: str, questions: Sequence[object]) -> None:
        """Remember the questions, as JSON, under the name of their edition."""
        with suppress(IntegrityError), self._engine.begin() as connection:
            known = connection.execute(select(_EDITIONS.c.edition).where(_EDITIONS.c.edition == edition)).first()
            if known is None:
                connection.execute(insert(_EDITIONS).values(edition=edition, questions=list(questions)))

    def editions(self) -> dict[str, list[object]]:
        """The questions of every edition that there was, by its name."""
        with self._engine.begin() as connection:
            return {row.edition: row.questions for row in connection.execute(select(_EDITIONS))}

    def open(self, assignment: str, student: str, edition: str, limit: int) -> Attempt | None:
        """Begin the student's next attempt at a quiz, or, in another window, the same one; None after the last."""
        with self._engine.begin() as connection:
            number = _used(connection, assignment, student) + 1
            if number > limit:
                return None
            attempt = Attempt(uuid4().hex, assignment, student, number, edition)
            values = {name: getattr(attempt, name) for name in ("key", "assignment", "student", "number", "edition")}
            connection.execute(insert(_ATTEMPTS).values(opened_at=_now(), **values))
            return attempt

    def find(self, key: str) -> Attempt | None:
        """The attempt with that key."""
        with self._engine.begin() as connection:
            row = connection.execute(select(_ATTEMPTS).where(_ATTEMPTS.c.key == key)).one_or_none()
            return None if row is None else _attempt(row)

    def with_keys(self, keys: Sequence[str]) -> list[Attempt]:
        """The attempts that have one of these keys and were submitted, in the order of submission."""
        query = select(_ATTEMPTS).where(_SUBMITTED, _ATTEMPTS.c.key.in_(keys))
        with self._engine.begin() as connection:
            rows = connection.execute(query.order_by(_ATTEMPTS.c.submitted_at, _ATTEMPTS.c.number))
            return [_attempt(row) for row in rows]

    def keep_draft(self, key: str, draft: Sequence[int | None]) -> None:
        """Remember what is chosen so far, unless the attempt was submitted meanwhile."""
        this = (_ATTEMPTS.c.key == key) & _ATTEMPTS.c.submitted_at.is_(None)
        with self._engine.begin() as connection:
            connection.execute(update(_ATTEMPTS).where(this).values(draft=list(draft)))

    def drafts(self, attempt: Attempt) -> list[tuple[int | None, ...]]:
        """What was chosen in each window in which this attempt is open, the one that was opened first first."""
        names = ("assignment", "student", "number", "edition")
        same = [_ATTEMPTS.c[name] == getattr(attempt, name) for name in names]
        query = select(_ATTEMPTS.c.draft).where(*same).order_by(_ATTEMPTS.c.opened_at)
        with self._engine.begin() as connection:
            return [tuple(row.draft) for row in connection.execute(query) if row.draft]

    def submit(self, key: str, answers: Sequence[int], marks: Sequence[bool]) -> Attempt:
        """Submit an attempt. However often this is called with the same key, the first time counts.

        Returns:
            The attempt as it is stored: safe from a crash of this process and of the machine.

        Raises:
            AttemptError: there is no such attempt, or the same one was submitted from another window.
        """
        this = _ATTEMPTS.c.key == key
        try:
            with self._engine.begin() as connection:
                row = connection.execute(select(_ATTEMPTS).where(this).with_for_update()).one_or_none()
                if row is None:
                    raise AttemptError("This attempt is not known. Begin again with your student id.")
                if row.submitted_at is None:
                    values = {"answers": list(answers), "marks": list(marks)}
                    connection.execute(update(_ATTEMPTS).where(this).values(submitted_at=_now(), **values))
                    row = connection.execute(select(_ATTEMPTS).where(this)).one()
        except IntegrityError:
            raise AttemptError(
                "This attempt has already been submitted from another window, and that one counts. "
                "Nothing was counted twice."
            ) from None
        return _attempt(row)

    def used(self, assignment: str, student: str) -> int:
        """How many attempts at a quiz the student has submitted."""
        with self._engine.begin() as connection:
            return _used(connection, assignment, student)

    def submitted(self, assignment: str | None = None, student: str | None = None) -> list[Attempt]:
        """The attempts that were submitted, at one quiz or at all, by one student or by all, first ones first."""
        query = select(_ATTEMPTS).where(_SUBMITTED).order_by(_ATTEMPTS.c.submitted_at, _ATTEMPTS.c.number)
        if assignment is not None:
            query = query.where(_ATTEMPTS.c.assignment == assignment)
        if student is not None:
            query = query.where(_ATTEMPTS.c.student == student)
        with self._engine.begin() as connection:
            return [_attempt(row) for row in connection.execute(query)]

    def undelivered(self) -> list[Attempt]:
        """The submitted attempts that the gradebook does not have yet, oldest first."""
        query = select(_ATTEMPTS).where(_SUBMITTED, _ATTEMPTS.c.delivered_at.is_(None))
        with self._engine.begin() as connection:
            return [_attempt(row) for row in connection.execute(query.order_by(_ATTEMPTS.c.submitted_at))]

    def mark_delivered(self, key: str) -> None:
        """Remember that the gradebook has this attempt."""
        with self._engine.begin() as connection:
            connection.execute(update(_ATTEMPTS).where(_ATTEMPTS.c.key == key).values(delivered_at=_now()))

    def close(self) -> None:
        """Close all connections to the database."""
        self._engine.dispose()


def _add_what_older_tables_lack(connection: Connection, only_quiz: str) -> None:
    columns = {column["name"] for column in inspect(connection).get_columns(_ATTEMPTS.name)}
    if "draft" not in columns:
        connection.exec_driver_sql(f"ALTER TABLE {_ATTEMPTS.name} ADD COLUMN draft JSON")
    if "assignment" not in columns:
        connection.exec_driver_sql(f"ALTER TABLE {_ATTEMPTS.name} ADD COLUMN assignment VARCHAR(128)")
        connection.execute(update(_ATTEMPTS).values(assignment=only_quiz))
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {_ONE_SUBMISSION_TO_THE_ONLY_QUIZ}")
        _ONE_SUBMISSION.create(connection, checkfirst=True)


def _used(connection: Connection, assignment: str, student: str) -> int:
    """The highest number submitted: the next attempt follows it."""
    this = (_ATTEMPTS.c.assignment == assignment) & (_ATTEMPTS.c.student == student)
    return connection.execute(select(func.max(_ATTEMPTS.c.number)).where(_SUBMITTED, this)).scalar() or 0


def _now() -> datetime:
    """UTC without a zone, which is how both databases keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


def _attempt(row: Row[tuple[object, ...]]) -> Attempt:
    submitted = None if row.submitted_at is None else row.submitted_at.replace(tzinfo=UTC)
    return Attempt(
        row.key,
        row.assignment,
        row.student,
        row.number,
        row.edition,
        submitted,
        tuple(row.answers or ()),
        tuple(row.marks or ()),
        row.delivered_at is not None,
        tuple(row.draft or ()),
    )
