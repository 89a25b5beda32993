"""A class goes into the gradebook: the rows that nbgrader would write, each submission judged once, nothing stale."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import time

import nbformat
import pytest
from small_class import ASSIGNMENT, WRONG_BIAS, edit, enrol, hand_in, make_course, marked, notebook_of, rows, scores

from grader.building.course_copies import BuildError, build_course
from grader.building.untouched import untouched_exercises
from grader.classroom.autograding import Autograding, SubmissionOutcome
from grader.classroom.gradebook.assignment_rows import keep_assignment
from grader.classroom.gradebook.database import open_gradebook, transaction
from grader.classroom.judging.verdict import Verdict
from grader.classroom.marked_notebook import marked_path, read_marked
from grader.classroom.template import grade_id, load_template
from grader.course import Course, CourseError, load_course
from grader.files.whole_files import write_whole
from grader.parallel.local import local_pool
from grader.running.error import GradingError

DUE = "due = 2026-11-01T12:00:00Z"


def run(course: Course, *only: str, jobs: int = 1, **options: bool) -> dict[str, SubmissionOutcome]:
    """Grade; outcomes by student."""
    with local_pool(jobs) as pool, Autograding(course, course.assignment(), only, **options) as autograding:
        return {outcome.student: outcome for outcome in autograding.run(pool)}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with two students on the roster, who have handed in."""
    course = make_course(tmp_path / "course")
    enrol(course, "ada", "bob")
    hand_in(course, "ada", notebook_of())
    hand_in(course, "bob", notebook_of({"dL_db3": WRONG_BIAS}))
    return course


def test_partial_credit_arrives_with_its_reason(course: Course) -> None:
    run(course)

    assert scores(course.gradebook_url) == {"ada": 100.0, "bob": 96.5}
    notebook = json.loads(marked(course)["bob"])
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "check-dL_db3")
    assert "averaged instead of added up" in "".join(cell["outputs"][0]["text"])
    assert "mean instead of sum" in (course.root / ".course/logs/backprop/bob.log").read_text(encoding="utf-8")


def test_a_student_named_twice_is_graded_once(course: Course) -> None:
    assert list(run(course, "ada", "ada")) == ["ada"]
    assert list(run(course, "ada", "ada")) == ["ada"]
    assert scores(course.gradebook_url) == {"ada": 100.0}


@pytest.mark.parametrize(
    "fault", ["grader.classroom.judging.judge.mend", "grader.classroom.autograding.read_hand_in"]
)
def test_work_that_the_grader_fails_to_read_stops_nobody_else(
    course: Course, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    module, _, name = fault.rpartition(".")
    real = getattr(sys.modules[module], name)
    seen: list[object] = []

    def fails_once(*arguments: object) -> object:
        seen.append(arguments)
        if len(seen) == 1:
            raise RuntimeError("a fault of ours")
        return real(*arguments)

    monkeypatch.setattr(fault, fails_once)
    outcomes = run(course)
    assert scores(course.gradebook_url) == {"ada": 0.0, "bob": 96.5}
    assert "(RuntimeError)" in outcomes["ada"].for_a_person[0]


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize(
    ("on_roster", "folder"),
    [("ALovelace", "alovelace"), ("\u00f6laf", "o\u0308laf"), ("stra\u00dfe", "STRASSE")],
    ids=["JupyterHub's lower case", "a Mac's accents", "capitals"],
)
def test_a_folder_named_nearly_like_one_student_is_that_student_s(
    course: Course, on_roster: str, folder: str, create: bool
) -> None:
    enrol(course, "ada", "bob", on_roster)
    hand_in(course, folder, notebook_of({"dL_db3": WRONG_BIAS}))
    with Autograding(course, course.assignment(), create=create) as autograding, local_pool(1) as pool:
        assert (autograding.renamed, autograding.unknown) == ({folder: on_roster}, ())
        assert set(autograding.known) == {"ada", "bob", on_roster}
        list(autograding.run(pool))
    assert scores(course.gradebook_url)[on_roster] == 96.5
    assert set(marked(course)) == {"ada", "bob", on_roster}
    hand_in(course, folder.upper() + "2", notebook_of())
    with Autograding(course, course.assignment(), [folder]) as autograding:
        assert autograding.known == (on_roster,)


@pytest.mark.parametrize("create", [False, True])
def test_a_folder_that_may_be_one_of_two_is_asked_about(course: Course, create: bool) -> None:
    enrol(course, "ada", "bob", "Eve")
    for folder in ("ADA", "eve", "EVE"):  # ada has a folder, Eve has none, or two
        hand_in(course, folder, notebook_of())
    with Autograding(course, course.assignment(), create=create) as autograding:
        assert autograding.known == ("ada", "bob")
        assert autograding.unknown == (
            "ADA (is it ada? rename it)",
            "EVE (is it Eve? rename it)",
            "eve (is it Eve? rename it)",
        )


def test_what_the_folder_holds_besides_reaches_whoever_looks_at_the_work(course: Course) -> None:
    folder = hand_in(course, "bob", notebook_of())
    (folder / "more.py").symlink_to(course.root / "course.toml")
    outcome = run(course)["bob"]
    (sentence,) = outcome.for_a_person
    assert sentence.startswith("more.py is a symbolic link")
    marked = read_marked(marked_path(course, course.assignment(), "bob"), "bob")
    assert marked.for_a_person == (sentence,)
    (folder / "more.py").unlink()
    assert run(course)["bob"].for_a_person == ()  # the verdict belonged to that folder


def test_a_step_that_only_the_notebook_has_is_refused(course: Course) -> None:
    path = course.root / "solutions/backprop/assignment.toml"
    text = path.read_text(encoding="utf-8")
    begin = text.index("[functions.update]")
    end = text.index("\n[", begin + 1)
    path.write_text(text[:begin] + text[end + 1 :], encoding="utf-8")
    changed = load_course(course.root)
    with pytest.raises(CourseError, match=r"check-update checks a step that assignment\.toml does not have"):
        Autograding(changed, changed.assignment())
    with pytest.raises(BuildError, match=r"Does assignment\.toml lack a function that is in it\?"):
        build_course(changed)


def test_an_untouched_script_is_not_attempted_and_nothing_to_look_at(course: Course) -> None:
    folder = hand_in(course, "bob", notebook_of())
    (folder / "backprop.ipynb").unlink()
    shutil.copy(untouched_exercises() / "backprop.py", folder / "backprop.py")
    outcome = run(course, "bob")["bob"]
    assert (outcome.score, outcome.for_a_person) == (0.0, ())


def test_what_a_killed_run_left_half_written_goes_and_what_another_is_writing_stays(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(course)
    folder = course.root / "autograded" / "ada" / "backprop"
    names = []
    for owner in (os.getpid(), subprocess.Popen([sys.executable, "-c", ""])):
        if isinstance(owner, subprocess.Popen):
            owner.wait()
            monkeypatch.setattr(os, "getpid", lambda pid=owner.pid: pid)
        with monkeypatch.context() as stopped:
            stopped.setattr(os, "replace", lambda part, _: names.append(Path(part).name))
            write_whole(folder / "feedback.html", b"half")
    monkeypatch.undo()
    for name in (".of-somewhere-else.part", ".of-long-ago.part"):
        (folder / name).write_text("half")
    os.utime(folder / ".of-long-ago.part", (0, 0))
    run(course)
    assert {path.name for path in folder.glob(".*.part")} == {names[0], ".of-somewhere-else.part"}


def test_the_rows_are_those_of_nbgraders_own_preprocessors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oracle is nbgrader itself: its gradebook, its SaveCells, SaveAutoGrades and AssignLatePenalties."""
    from nbgrader.api import Gradebook
    from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades, SaveCells

    from grader.classroom.gradebook.late import LatePenalty

    monkeypatch.setenv("PATH", os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"])
    course = make_course(tmp_path / "course")
    edit(course.root / "course.toml", "# due = 2027-01-31T23:59:00+01:00", DUE)
    course = load_course(course.root)
    times = {"ada": "2026-11-01 11:00:00 UTC", "bob": "2026-11-03 11:00:00 UTC", "eve": None}
    hand_in(course, "ada", notebook_of(), times["ada"])
    hand_in(course, "bob", notebook_of({"dL_db3": WRONG_BIAS}, left_out=frozenset({"update"})), times["bob"])
    hand_in(course, "eve", (course.root / "exercises/backprop/backprop.ipynb").read_bytes())
    run(course, create=True)

    url = f"sqlite:///{tmp_path / 'stock.db'}"
    facts = {"notebook": ASSIGNMENT, "assignment": ASSIGNMENT, "db_url": url}
    released = nbformat.read(course.root / "exercises/backprop/backprop.ipynb", as_version=4)
    with Gradebook(url) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-11-01 12:00:00 UTC")
        SaveCells().preprocess(released, {"nbgrader": facts})
        for student, time in times.items():
            gradebook.update_or_create_student(student)
            given = {"timestamp": time} if time else {}
            gradebook.update_or_create_submission(ASSIGNMENT, student, **given)
    monkeypatch.setattr(LatePenalty, "course_root", str(course.root))
    for student, text in marked(course).items():
        notebook = nbformat.reads(text.decode(), as_version=4)
        resources = {"nbgrader": {**facts, "student": student}}
        SaveAutoGrades().preprocess(notebook, resources)
        AssignLatePenalties(plugin_class=LatePenalty).preprocess(notebook, resources)

    ours = rows(course.gradebook_url)
    assert ours == rows(url)
    penalties = {
        student: float(penalty) for _, student, _, penalty in ours["submitted notebooks"] if penalty != "None"
    }
    assert penalties == {"bob": pytest.approx(0.2 * 91.5)}


def test_nbgrader_autograde_gives_the_same_gradebook_and_the_same_notebooks(course: Course) -> None:
    hand_in(course, "ada", notebook_of(extra="<script>alert(1)</script> 100 %"), "2026-11-01 11:00:00.123 UTC")
    other = course.root.parent / "other"
    shutil.copytree(course.root, other)
    run(course)

    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT],
        cwd=other,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    theirs = load_course(other)
    assert rows(theirs.gradebook_url) == rows(course.gradebook_url)
    assert marked(theirs) == marked(course)
    assert sorted(marked(course)) == ["ada", "bob"]


def test_what_has_not_changed_is_not_judged_again(course: Course) -> None:
    first = run(course)
    before = rows(course.gradebook_url), marked(course)
    hand_in(course, "bob", notebook_of(extra="mended"))
    hand_in(course, "ada", notebook_of(), "2026-11-01 11:00:00 UTC")  # again, the same work

    second = run(course)

    assert [outcome.judged for outcome in first.values()] == [True, True]
    assert {student: outcome.judged for student, outcome in second.items()} == {"ada": False, "bob": True}
    assert before[1]["ada"] == marked(course)["ada"]
    assert scores(course.gradebook_url)["bob"] == 100.0
    assert not any(outcome.judged for outcome in run(course).values())
    assert all(outcome.judged for outcome in run(course, "bob", force=True).values())


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("course.toml", "call_seconds = 2.0", "call_seconds = 3.0"),
        ("solutions/backprop/backprop.py", "import numpy as np", "import numpy as np  # changed"),
        ("solutions/backprop/mistakes/__init__.py", '"""', '"""Changed: '),
        ("solutions/backprop/mistakes/bias_gradient.py", '"""', '"""Changed: '),
    ],
)
def test_another_limit_and_any_edit_of_the_assignment_judge_anew(
    course: Course, file: str, old: str, new: str
) -> None:
    run(course, "ada")
    edit(course.root / file, old, new)
    assert run(load_course(course.root), "ada")["ada"].judged


def test_edited_records_leave_no_stale_verdict(course: Course) -> None:
    large = "def update(w, dL_dw, learning_rate):\n    return w - min(learning_rate, 5) * dL_dw"
    hand_in(course, "bob", notebook_of({"update": large}))
    run(course)
    assert scores(course.gradebook_url) == {"ada": 100.0, "bob": 100.0}
    edit(course.root / "solutions/backprop/functions.py", "between(0.02, 3.0)", "between(6.0, 9.0)")
    again = run(load_course(course.root))
    assert all(outcome.judged for outcome in again.values())
    assert scores(course.gradebook_url)["ada"] == 100.0
    assert scores(course.gradebook_url)["bob"] < 97.0
    assert not any(outcome.judged for outcome in run(load_course(course.root)).values())


def test_a_step_that_had_no_time_is_judged_once_more_and_then_kept(course: Course) -> None:
    slow = "import time\n\ndef dL_db3(dL_dz3):\n    time.sleep(30)\n    return dL_dz3.sum(axis=0)"
    hand_in(course, "bob", notebook_of({"dL_db3": slow}))
    edit(course.root / "course.toml", "call_seconds = 2.0", "call_seconds = 0.3")
    edit(course.root / "course.toml", "load_seconds = 10.0", "load_seconds = 1.0")
    course = load_course(course.root)
    first = run(course)
    assert scores(course.gradebook_url)["bob"] == 95
    assert "dL_db3 ended with: timeout" in str(first["bob"].for_a_person)
    expected = rows(course.gradebook_url), marked(course)
    assert [{name: outcome.judged for name, outcome in run(course).items()} for _ in range(3)] == [
        {"ada": False, "bob": True},
        {"ada": False, "bob": False},
        {"ada": False, "bob": False},
    ]
    assert (rows(course.gradebook_url), marked(course)) == expected


def test_a_verdict_is_settled_once_each_of_its_timeouts_was_seen_in_an_earlier_run() -> None:
    verdict = Verdict({}, {}, frozenset(), {"steps": [{"step": "dL_db3", "outcome": "timeout"}]}, (), (), "")
    other = replace(verdict, report={"steps": [{"step": "update", "outcome": "timeout"}]})
    right = replace(verdict, report={"steps": [{"step": "dL_db3", "outcome": "passed"}]})
    assert not verdict.is_settled
    assert right.after(verdict).is_settled
    assert not other.after(verdict).is_settled
    assert verdict.after(other.after(verdict)).is_settled
    assert Verdict.from_bytes(verdict.after(verdict).to_bytes()).is_settled


def test_a_run_with_nothing_new_writes_no_file(course: Course) -> None:
    def files() -> dict[Path, tuple[int, int]]:
        found = [*(course.root / "autograded").rglob("*"), *(course.root / ".course").rglob("*.log")]
        return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in found if path.is_file()}

    hand_in(course, "ada", notebook_of(), "2026-11-01 11:00:00 UTC")
    run(course)
    before = files()
    run(course)
    assert files() == before
    hand_in(course, "ada", notebook_of(), "2026-11-01 11:00:01 UTC")
    run(course)
    assert {path.name for path, facts in files().items() if before[path] != facts} == {"timestamp.txt"}


def test_work_that_two_handed_in_is_not_seen_twice_in_one_run(course: Course) -> None:
    crash = notebook_of({"dL_db3": "import os\n\ndef dL_db3(dL_dz3):\n    os._exit(1)"})
    hand_in(course, "ada", crash)
    hand_in(course, "bob", crash)
    assert [outcome.judged for outcome in run(course).values()] == [True, True]
    assert any(outcome.judged for outcome in run(course).values())
    assert not any(outcome.judged for outcome in run(course).values())


@pytest.mark.parametrize(("days", "left"), [(-1, 3), (1, 1), (4000, 1)])
def test_fresh_verdicts_stay_whatever_the_dates_of_the_others(course: Course, days: int, left: int) -> None:
    results = course.root / ".course" / "results" / ASSIGNMENT
    for number in range(5):
        (results / f"{number}").mkdir(parents=True)
        os.utime(results / f"{number}", (time() + days * 86400 + number,) * 2)
    run(course)
    assert not any(outcome.judged for outcome in run(course).values())
    assert len(list(results.iterdir())) == left


def test_no_solution_is_written_into_the_temporary_folder(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    run(course)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_verdicts_of_long_ago_are_forgotten(course: Course) -> None:
    for seconds in (2.0, 3.0, 4.0, 5.0, 6.0):
        edit(course.root / "course.toml", "call_seconds = ", f"call_seconds = {seconds} # ")
        run(load_course(course.root))
    assert len(list((course.root / ".course" / "results" / ASSIGNMENT).iterdir())) == 3


def test_the_due_date_is_the_same_moment_in_the_gradebook(course: Course) -> None:
    edit(course.root / "course.toml", "# due = 2027-01-31T23:59:00+01:00", "due = 2027-01-31T23:59:00+01:00")
    changed = load_course(course.root)
    Autograding(changed, changed.assignment()).__exit__()
    with open_gradebook(changed) as gradebook:
        assert gradebook.find_assignment(ASSIGNMENT).duedate == datetime(2027, 1, 31, 22, 59)


def test_lost_rows_and_notebooks_come_back_without_judging(course: Course) -> None:
    run(course)
    expected = rows(course.gradebook_url), marked(course)
    (course.root / "gradebook.db").unlink()
    shutil.rmtree(course.root / "autograded/ada")

    again = run(course)

    assert not any(outcome.judged for outcome in again.values())
    assert (rows(course.gradebook_url), marked(course)) == expected


def test_changed_points_judge_anew_and_keep_scores_given_by_hand(course: Course) -> None:
    from nbgrader.api import Gradebook

    run(course)
    with Gradebook(course.gradebook_url) as gradebook:
        grade = gradebook.find_grade("check-dL_db3", ASSIGNMENT, ASSIGNMENT, "bob")
        grade.manual_score, grade.needs_manual_grade = 4.0, False
        gradebook.db.commit()
    run(course)
    looked_at = _grade(course, "bob", "check-dL_db3")
    edit(
        course.root / "solutions/backprop/assignment.toml",
        'points = 5\ntitle = "The biases of layer 3"',
        'points = 8\ntitle = "The biases of layer 3"',
    )
    course = load_course(course.root)

    again = run(course)

    assert looked_at == ["1.5", "4.0", "None", "0"]  # nothing new, so the instructor need not look again
    assert all(outcome.judged for outcome in again.values())
    assert _grade(course, "bob", "check-dL_db3") == ["2.4", "4.0", "None", "1"]
    assert scores(course.gradebook_url) == {"ada": 103.0, "bob": pytest.approx(97.4)}
    cell = next(cell for cell in rows(course.gradebook_url)["cells"] if cell[1] == "check-dL_db3")
    assert cell[3] == "8.0"


def _grade(course: Course, student: str, cell: str) -> list[str]:
    return next(row[3:] for row in rows(course.gradebook_url)["grades"] if row[0] == student and row[2] == cell)


def test_a_deleted_cell_keeps_no_points(course: Course) -> None:
    run(course)
    hand_in(course, "ada", notebook_of(left_out=frozenset({"dL_dz3", "update"})))

    run(course)

    assert scores(course.gradebook_url)["ada"] == 85.0
    comments = {row[2]: row[3] for row in rows(course.gradebook_url)["comments"] if row[0] == "ada"}
    assert comments["update"] == "No response."
    assert comments["dL_dW3"] == "None"


def test_a_cell_that_the_notebook_loses_goes_unless_somebody_scored_it_by_hand(course: Course) -> None:
    from nbgrader.api import Gradebook

    def score_by_hand(points: float | None) -> None:
        with Gradebook(course.gradebook_url) as gradebook:
            gradebook.find_grade("check-update", ASSIGNMENT, ASSIGNMENT, "bob").manual_score = points
            gradebook.db.commit()

    def drop() -> None:
        notebook = load_template(course, course.assignment()).notebook
        cells = [cell for cell in notebook["cells"] if grade_id(cell) not in ("update", "check-update")]
        with open_gradebook(course) as gradebook, transaction(gradebook) as session:
            keep_assignment(session, ASSIGNMENT, {**notebook, "cells": cells})

    run(course)
    before = rows(course.gradebook_url)
    score_by_hand(1.0)
    with pytest.raises(CourseError, match="by hand for the cell check-update"):
        drop()
    score_by_hand(None)
    assert rows(course.gradebook_url) == before

    drop()

    assert scores(course.gradebook_url) == {"ada": 95.0, "bob": 91.5}
    assert not any("update" in row[2] for row in rows(course.gradebook_url)["comments"])


def test_a_folder_of_nobody_is_reported_and_not_created(course: Course) -> None:
    hand_in(course, "zoe", notebook_of())

    with Autograding(course, course.assignment()) as autograding:
        assert autograding.known == ("ada", "bob")
        assert autograding.unknown == ("zoe",)
    assert [row[0] for row in rows(course.gradebook_url)["students"]] == ["ada", "bob"]

    with Autograding(course, course.assignment(), create=True) as autograding:
        assert autograding.known == ("ada", "bob", "zoe")
    assert rows(course.gradebook_url)["students"][0] == ["ada", "First", "Ada", "ada@example.org"]


def test_below_full_isolation_nobody_is_graded_unless_told(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.sandbox import Sandbox

    partial = Sandbox(without=["seccomp"])
    for module in ("grading", "opening"):
        monkeypatch.setattr(f"grader.running.{module}.shared_sandbox", lambda: partial)

    with pytest.raises(GradingError, match=r"partial: .*--any-isolation"):
        run(course)
    assert marked(course) == {}


def test_two_processes_grade_as_one_does(course: Course) -> None:
    for k in range(4):
        hand_in(course, f"s{k}", notebook_of({"dL_db3": WRONG_BIAS} if k % 2 else {}, extra=f"student {k}"))

    outcomes = run(course, jobs=2, create=True)

    assert all(outcome.judged for outcome in outcomes.values())
    assert scores(course.gradebook_url) == {
        "ada": 100.0, "bob": 96.5, "s0": 100.0, "s1": 96.5, "s2": 100.0, "s3": 96.5
    }  # fmt: skip
