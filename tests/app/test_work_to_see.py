"""The list to look at: whose work, why, and its files."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from grader.classroom.people import Student
from grader.course import load_course
from quiz_app.work_to_see import files_of, to_see

ADA, EMMY, SOFIA = (Student(name) for name in ("ada", "emmy", "sofia"))


def test_everybody_whom_a_person_should_see_is_listed_with_all_reasons() -> None:
    def row(student: Student, needs_a_person: bool) -> SimpleNamespace:
        return SimpleNamespace(student=student, needs_a_person=needs_a_person)

    summary = SimpleNamespace(
        for_a_person=[SimpleNamespace(student=ADA, sentences=("Look at the markers.",))],
        unread=[],
        scores=[row(ADA, True), row(EMMY, False), row(SOFIA, False)],
        stopped=[SimpleNamespace(student=ADA, step="dL_dW2", outcome="timeout")],
        resemblances=[SimpleNamespace(students=("ada", "sofia"))],
        name=lambda student: student.title(),
    )
    listed = {one.student: one.reasons for one in to_see(summary)}
    assert list(listed) == ["ada", "sofia"]
    assert listed["ada"] == (
        "Look at the markers.",
        "A cell waits to be graded by hand.",
        "dL_dW2 was stopped by the grader: timeout.",
        "The work is much like that of Sofia. The whole report says in what.",
    )


def test_the_files_of_a_work_are_what_was_handed_in_graded_and_fed_back(app_folder: Path) -> None:
    course = load_course(app_folder)
    for folder, name in (
        ("submitted", "backprop.py"),
        ("autograded", "backprop.ipynb"),
        ("feedback", "backprop.html"),
    ):
        place = app_folder / folder / "ada" / "backprop"
        place.mkdir(parents=True)
        (place / name).write_text("x")
    (app_folder / "submitted" / "ada" / "backprop" / "timestamp.txt").write_text("now")
    found = files_of(course, course.assignment(), "ada")
    assert list(found) == ["Handed in: backprop.py", "Graded: backprop.ipynb", "Feedback: backprop.html"]
    assert files_of(course, course.assignment(), "emmy") == {}
