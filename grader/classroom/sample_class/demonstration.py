"""`make demo-class`: the made-up class, from nothing to grades, feedback and reports: the real commands."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from grader.classroom.people import Roster, write_roster
from grader.classroom.sample_class.students import EXTENDED, SampleStudent, sample_class, write_submissions
from grader.course import Course, load_course

_FIRST_DUE = datetime(2027, 1, 31, 22, 59, tzinfo=UTC)
_APART = timedelta(weeks=2)  # from one due date to the next
_EXPORT = "class.csv"
_LEAVE_OFF = 5  # so many of the class do not get to an assignment who had got to the one before


def demonstrate(folder: Path) -> int:
    """Make a course for the class in `folder`, grade it, say where the reports are; the first failing exit code."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    own = load_course().root
    if code := _run(folder.parent, "course", "init", str(folder), "--from", str(own)):
        return code
    _set_due_dates(folder / "course.toml")
    course = load_course(folder)
    first = course.assignment()
    everybody = _hand_in(course)
    students = everybody[first.name]
    write_roster(folder / _EXPORT, Roster(tuple(one.student for one in students)))
    extended = next(one.student.id for one in students if one.kind == EXTENDED)
    for command in (
        ["course", "roster", _EXPORT],
        ["course", "extend", first.name, extended, "--days", "2"],
        *(["course", "autograde", name, *_isolation()] for name in everybody),
    ):
        if code := _run(folder, *command):
            return code
    _take_the_quizzes(course, everybody)
    show = ["--open"] if sys.stdout.isatty() else []
    for command in (
        ["course", "feedback", first.name],
        ["course", "export", "--gradescope"],
        *(["course", "report", name] for name in list(everybody)[1:]),
        ["course", "report"],
        ["course", "report", first.name, *show],
    ):
        if code := _run(folder, *command):
            return code
    reports = folder / "reports"
    print(f"\nThe course is in {folder}\nWho is where: {reports / 'course.html'}")
    print(f"The reports are {reports}/ASSIGNMENT/report.html, the first one {reports / first.name / 'report.html'}")
    return 0


def _set_due_dates(toml: Path) -> None:
    """Two weeks for each assignment."""
    text = re.sub(r"^#? *due = .*\n", "", toml.read_text(encoding="utf-8"), flags=re.MULTILINE)
    dues = (_FIRST_DUE + number * _APART for number in count())
    text = re.sub(
        r"^\[assignments\..+\]$",
        lambda table: f"{table[0]}\ndue = {next(dues).isoformat()}",
        text,
        flags=re.MULTILINE,
    )
    toml.write_text(text, encoding="utf-8")


def _hand_in(course: Course) -> dict[str, tuple[SampleStudent, ...]]:
    """Writes what the class hands in; by assignment, those who have got to it. All have got to the first."""
    everybody = {}
    for number, assignment in enumerate(course.assignments.values()):
        release = json.loads(course.student_files(assignment)[1].read_text(encoding="utf-8"))
        students = sample_class(release, course.content_folder(assignment))
        # 7 and 40 have no common divisor: those who stay are spread over the class.
        place = {one.student.id: (7 * position) % len(students) for position, one in enumerate(students)}
        there = tuple(one for one in students if place[one.student.id] >= number * _LEAVE_OFF)
        assert assignment.due is not None
        write_submissions(course.root / "submitted", there, assignment.name, assignment.due)
        everybody[assignment.name] = there
    return everybody


def _isolation() -> list[str]:
    """This class is harmless: it may be graded where real ones are refused."""
    from grader.sandbox import shared_sandbox

    return [] if shared_sandbox().level == "full" else ["--any-isolation"]


def _take_the_quizzes(course: Course, everybody: Mapping[str, tuple[SampleStudent, ...]]) -> None:
    """Three in four take a quiz, once or twice; nobody's second attempt is worse."""
    from grader.classroom.gradebook.quiz_grades import record_quiz_attempt

    for assignment, quiz in course.quizzes.items():
        due, questions = course.assignments[assignment].due, len(quiz.questions)
        assert due is not None
        takers = [one for number, one in enumerate(everybody[assignment]) if number % 4]
        print(f"\n  ({quiz.title}: attempts of {len(takers)} students)", flush=True)
        for number, one in enumerate(takers):
            for attempt in range(1, 2 + number % 2):
                right = min(questions, 3 + number % 5 + attempt - 1)
                answers = [question < right for question in range(questions)]
                record_quiz_attempt(
                    course, assignment, one.student.id, attempt, answers, due - timedelta(hours=40 - attempt)
                )


def _run(folder: Path, *command: str) -> int:
    print(f"\n$ {' '.join(command)}", flush=True)
    program = Path(sys.executable).parent / command[0]
    return subprocess.run([program, *command[1:]], cwd=folder, check=False).returncode


def main() -> None:
    """`python -m grader.classroom.sample_class.demonstration [FOLDER]`; a new temporary folder if left out."""
    chosen = sys.argv[1] if len(sys.argv) > 1 else str(Path(tempfile.mkdtemp(prefix="demo-class-")) / "course")
    raise SystemExit(demonstrate(Path(chosen).resolve()))


if __name__ == "__main__":
    main()
