"""`make demo-class`: the made-up class, from nothing to grades, feedback and report: the real commands."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from grader.classroom.people import Roster, write_roster
from grader.classroom.sample_class.students import EXTENDED, SampleStudent, sample_class, write_submissions
from grader.course import Course, load_course

_DUE = "due = 2027-01-31T23:59:00+01:00"
_EXPORT = "class.csv"


def demonstrate(folder: Path) -> int:
    """Make a course for the class in `folder`, grade it, and say where the report is; the first failing exit code."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    own = load_course().root
    if code := _run(folder.parent, "course", "init", str(folder), "--from", str(own)):
        return code
    toml = folder / "course.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(re.sub(r"^# due = .*$|^due = .*$", _DUE, text, count=1, flags=re.MULTILINE), encoding="utf-8")
    course = load_course(folder)
    assignment = course.assignment()
    assert assignment.due is not None
    release = json.loads(course.student_files(assignment)[1].read_text(encoding="utf-8"))
    students = sample_class(release, course.content_folder(assignment))
    write_roster(folder / _EXPORT, Roster(tuple(one.student for one in students)))
    write_submissions(folder / "submitted", students, assignment.name, assignment.due)
    extended = next(one.student.id for one in students if one.kind == EXTENDED)
    show = ["--open"] if sys.stdout.isatty() else []
    for command in (
        ["course", "roster", _EXPORT],
        ["course", "extend", assignment.name, extended, "--days", "2"],
        ["course", "autograde", assignment.name, *_isolation()],
    ):
        if code := _run(folder, *command):
            return code
    _take_the_quiz(course, students)
    for command in (
        ["course", "feedback", assignment.name],
        ["course", "export", "--gradescope"],
        ["course", "report", assignment.name, *show],
    ):
        if code := _run(folder, *command):
            return code
    print(f"\nThe course is in {folder}\nThe report is {folder / 'reports' / assignment.name / 'report.html'}")
    return 0


def _isolation() -> list[str]:
    """This class is harmless: it may be graded where real ones are refused."""
    from grader.sandbox import shared_sandbox

    return [] if shared_sandbox().level == "full" else ["--any-isolation"]


def _take_the_quiz(course: Course, students: tuple[SampleStudent, ...]) -> None:
    """Three in four answer the quiz, once or twice; nobody's second attempt is worse."""
    from grader.classroom.gradebook.quiz_grades import record_quiz_attempt

    if course.quiz is None:
        return
    due = course.assignment().due
    assert due is not None
    questions = len(course.quiz.questions)
    takers = [one for number, one in enumerate(students) if number % 4]
    print(f"\n  (quiz attempts of {len(takers)} students)", flush=True)
    for number, one in enumerate(takers):
        for attempt in range(1, 2 + number % 2):
            right = min(questions, 3 + number % 5 + attempt - 1)
            answers = [question < right for question in range(questions)]
            record_quiz_attempt(course, one.student.id, attempt, answers, due - timedelta(hours=40 - attempt))


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
