"""What a class did, in numbers: the gradebook's scores and the autograded notebooks, put together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import mean, median
from typing import TYPE_CHECKING

from grader.classroom.gradebook.scores import AssignmentScores, StudentScores, read_assignments, read_scores
from grader.classroom.gradebook.withdrawals import withdrawn
from grader.classroom.marked_notebook import Marked, read_autograded
from grader.classroom.people import Student
from grader.classroom.roster_file import read_roster
from grader.classroom.statistics.answers_alike import WRONG, AnswersAlike, answers_alike
from grader.classroom.statistics.identical import identical_files
from grader.classroom.statistics.similarity import Resemblance, resemblances
from grader.course import Assignment, Course, CourseError, Step
from grader.explaining.equal_answers import all_named
from grader.key.files import answer_key
from grader.key.key import Key, KnownMistake
from grader.reading.budget import Budget
from grader.sandbox.inside.reading.structure import functions

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

STOPPED = ("timeout", "crashed", "out of memory")
_TRIED = ("passed", "failed", "error", *STOPPED)


@dataclass(frozen=True)
class StepSummary:
    """How a class did in one step: submissions by outcome, and points on average."""

    step: Step
    outcomes: Mapping[str, int]
    mean_score: float

    @property
    def total(self) -> int:
        """Submissions."""
        return sum(self.outcomes.values())

    @property
    def tried(self) -> int:
        """Submissions with an attempt at the step."""
        return sum(self.outcomes.get(outcome, 0) for outcome in _TRIED)

    @property
    def passed(self) -> int:
        """Submissions that are right."""
        return self.outcomes.get("passed", 0)

    @property
    def wrong(self) -> int:
        """Submissions that answered, wrongly or with an error."""
        return self.outcomes.get("failed", 0) + self.outcomes.get("error", 0)

    @property
    def stopped(self) -> int:
        """Submissions that the grader had to stop."""
        return sum(self.outcomes.get(outcome, 0) for outcome in STOPPED)


@dataclass(frozen=True)
class MistakeSummary:
    """A mistake of the bank, the same in one layer or in several, and who made it where."""

    made: Mapping[KnownMistake, tuple[Student, ...]]

    @property
    def mistake(self) -> KnownMistake:
        """The mistake, as it is described for the step where it was made most."""
        return max(self.made, key=lambda mistake: len(self.made[mistake]))

    @property
    def students(self) -> tuple[Student, ...]:
        """Everybody who made it in some step."""
        return tuple(dict.fromkeys(student for students in self.made.values() for student in students))


@dataclass(frozen=True)
class Stopped:
    """A step at which a submission used too much time or memory, or crashed."""

    student: Student
    step: str
    outcome: str


@dataclass(frozen=True)
class Remarks:
    """What is to be said about one student's submission."""

    student: Student
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class ClassSummary:
    """All that the page and the tables show.

    Attributes:
        scores: of those who submitted, as the gradebook has them.
        absent: students without a submission.
        explained: wrong answers by step and by the kind of their reason; "" has those without one.
        alike: wrong answers that nothing explains, equal ones together, the largest group first.
        unread: submissions of which there is a score and no readable autograded notebook.
        isolation: submissions by the level at which their code ran.
    """

    course: Course
    assignment: Assignment
    max_score: float
    scores: tuple[StudentScores, ...]
    absent: tuple[Student, ...]
    marked: Mapping[str, Marked]
    steps: tuple[StepSummary, ...]
    mistakes: tuple[MistakeSummary, ...]
    explained: Mapping[str, Mapping[str, int]]
    alike: tuple[AnswersAlike, ...]
    stopped: tuple[Stopped, ...]
    for_a_person: tuple[Remarks, ...]
    notes: tuple[Remarks, ...]
    unread: tuple[Remarks, ...]
    resemblances: tuple[Resemblance, ...]
    isolation: Mapping[str, int]

    @property
    def points(self) -> list[float]:
        """The scores that count, penalties taken off."""
        return [row.score for row in self.scores]

    @property
    def mean(self) -> float:
        """The mean score; 0 of nobody."""
        return mean(self.points) if self.scores else 0.0

    @property
    def median(self) -> float:
        """The median score; 0 of nobody."""
        return median(self.points) if self.scores else 0.0

    @property
    def late(self) -> int:
        """Submissions that lost points for being late."""
        return sum(row.penalty > 0 for row in self.scores)

    def name(self, student: str) -> str:
        """A student's name, with the id where that says more."""
        person = self._people.get(student, Student(student))
        return person.name if person.name == person.id else f"{person.name} ({person.id})"

    @cached_property
    def _people(self) -> Mapping[str, Student]:
        return {row.student.id: row.student for row in self.scores} | {student.id: student for student in self.absent}


def summarise(course: Course, assignment: Assignment, gradebook: Gradebook) -> ClassSummary:
    """Put together what is known about a class and one assignment.

    Raises:
        CourseError: nothing has been graded yet.
    """
    everybody, worth = _read_scores(course, assignment, gradebook)
    scores = tuple(row for row in everybody if row.submitted)
    marked, code = {}, {}
    for found in read_autograded(course, assignment):
        marked[found.student] = found
        code[found.student] = Budget().functions(found.code)
    people = {row.student.id: row.student for row in everybody}
    key = answer_key(course, assignment)
    read = [found for found in marked.values() if found.problem is None and found.student in people]
    if not scores:
        raise CourseError(f"nothing of {assignment.name} is graded yet; run: course autograde {assignment.name}")
    return ClassSummary(
        course=course,
        assignment=assignment,
        max_score=worth,
        scores=scores,
        absent=tuple(row.student for row in everybody if not row.submitted),
        marked=marked,
        steps=tuple(_step(step, read, scores) for step in assignment.steps.values()),
        mistakes=_mistakes(key, read, people),
        explained=_explained(assignment, read),
        alike=answers_alike(read, people, code),
        stopped=tuple(
            Stopped(people[found.student], step.function, step.outcome)
            for found in read
            for step in found.steps.values()
            if step.outcome in STOPPED
        ),
        for_a_person=tuple(Remarks(people[m.student], m.for_a_person) for m in read if m.for_a_person),
        notes=tuple(Remarks(people[m.student], m.notes) for m in read if m.notes),
        unread=_unread(scores, marked),
        resemblances=resemblances(
            {student: code[student] for student in code.keys() & people.keys()},
            _known(course, assignment),
            {found.student: _wrong(key, found) for found in read},
            identical_files(course, assignment, [row.student.id for row in scores if _tried(row, marked)]),
        ),
        isolation=Counter(found.isolation for found in read),
    )


def _read_scores(
    course: Course, assignment: Assignment, gradebook: Gradebook
) -> tuple[Sequence[StudentScores], float]:
    """Everybody of the roster and the gradebook, and what the assignment is worth."""
    known = read_assignments(gradebook, [assignment.name])
    if not known:
        return (), assignment.points
    rows = read_scores(gradebook, known[0])
    there = {row.student.id for row in rows} | withdrawn(gradebook.db)
    roster = read_roster(course)
    missing = [student for student in (roster.students if roster else ()) if student.id not in there]
    return (*rows, *(_absent(student, known[0]) for student in missing)), known[0].max_score


def _absent(student: Student, assignment: AssignmentScores) -> StudentScores:
    return StudentScores(student, "", assignment, False, None, {}, 0.0, False)


def _step(step: Step, read: Sequence[Marked], scores: Sequence[StudentScores]) -> StepSummary:
    outcomes = Counter(found.steps[step.function].outcome for found in read if step.function in found.steps)
    cell = f"check-{step.function}"
    return StepSummary(step, outcomes, mean(row.by_cell.get(cell, 0.0) for row in scores))


def _mistakes(key: Key, read: Sequence[Marked], people: Mapping[str, Student]) -> tuple[MistakeSummary, ...]:
    """The mistakes that were made, the most frequent first."""
    made: dict[str, list[Student]] = defaultdict(list)
    for found in read:
        for step in found.steps.values():
            if step.mistake is not None:
                made[step.mistake].append(people[found.student])
    families: dict[str, dict[KnownMistake, tuple[Student, ...]]] = defaultdict(dict)
    for mistake in (*key.mistakes, *all_named(key)):
        if mistake.id in made:
            families[mistake.family][mistake] = tuple(made[mistake.id])
    # Sorting keeps the order of the bank among equals.
    return tuple(sorted(map(MistakeSummary, families.values()), key=lambda found: -len(found.students)))


def _explained(assignment: Assignment, read: Sequence[Marked]) -> dict[str, Counter[str]]:
    """How many wrong answers each kind of reason explains, by step; without steps that nobody got wrong."""
    found = {
        step: Counter(
            marked.steps[step].explanation or ""
            for marked in read
            if step in marked.steps and marked.steps[step].outcome in WRONG
        )
        for step in assignment.steps
    }
    return {step: counts for step, counts in found.items() if counts}


def _wrong(key: Key, found: Marked) -> Mapping[str, str]:
    """The wrong functions of a submission, with a name for the mistake that is the same in every layer, or ""."""
    names = {mistake.id: mistake.name for mistake in (*key.mistakes, *all_named(key))}
    return {
        step.function: names.get(step.mistake or "", "")
        for step in found.steps.values()
        if step.outcome in ("failed", "error")
    }


def _tried(row: StudentScores, marked: Mapping[str, Marked]) -> bool:
    """Whether there is anything of the student's own in a submission, as far as is known."""
    found = marked.get(row.student.id)
    return found is None or not found.steps or any(step.outcome in _TRIED for step in found.steps.values())


def _unread(scores: Sequence[StudentScores], marked: Mapping[str, Marked]) -> tuple[Remarks, ...]:
    """Those with a submission in the gradebook of whom there is no readable autograded notebook."""
    found = ((row.student, marked.get(row.student.id)) for row in scores)
    problems = ((who, "There is no autograded notebook." if one is None else one.problem) for who, one in found)
    return tuple(Remarks(who, (problem,)) for who, problem in problems if problem)


def _known(course: Course, assignment: Assignment) -> frozenset[tuple[str, ...]]:
    """The structures of what everybody was given, and of the solution that everybody is meant to find."""
    given = [
        course.reference_file(assignment).read_text(encoding="utf-8"),
        *answer_key(course, assignment).stubs.values(),
    ]
    return frozenset(functions(given))
