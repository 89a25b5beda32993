"""`course autograde`: what it says, and how it ends."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_class import WRONG_BIAS, edit, enrol, give_secret, hand_in, notebook_of
from submissions import Ended

from grader.building.untouched import untouched_exercises
from grader.course import Course, load_course


@pytest.fixture
def course(course_folder: Path) -> Course:
    shutil.copytree(untouched_exercises(), course_folder / "exercises")
    give_secret(course_folder)
    return load_course(course_folder)


def test_the_last_line_is_about_all_and_those_before_it_say_whom_to_look_at(
    course: Course, run_course: Callable[..., Ended]
) -> None:
    enrol(course, "ada", "bob", "eve")
    hand_in(course, "ada", notebook_of())
    hand_in(
        course,
        "bob",
        notebook_of({"dL_db3": WRONG_BIAS, "update": "def update(w, dL_dw, rate):\n    import os\n    os._exit(1)"}),
    )
    (hand_in(course, "eve", notebook_of()) / "backprop.ipynb").unlink()
    hand_in(course, "zoe\x1b[2J", notebook_of())
    for misplaced in ("fay.ipynb", "gil/backprop.ipynb", "jan/Backprop/work.ipynb", "backprop/kim/work.ipynb"):
        (course.root / "submitted" / misplaced).parent.mkdir(exist_ok=True, parents=True)
        (course.root / "submitted" / misplaced).write_bytes(b"{}")
    for elsewhere in ("network", "of nbgrader", "empty"):  # assignments, and nothing
        (course.root / "submitted" / "lea" / elsewhere).mkdir(parents=True)
        (course.root / "submitted" / "lea" / elsewhere / "work.ipynb").write_bytes(b"{}")
    (course.root / "submitted" / "lea" / "empty" / "work.ipynb").unlink()
    (course.root / "solutions" / "of nbgrader").mkdir()
    (course.root / "submitted" / "hal").mkdir()
    (course.root / "submitted" / "hal" / "backprop").write_bytes(b"a file where a folder should be")
    (course.root / "submitted" / "ivy.ipynb.txt").write_text(notebook_of())

    ended = run_course("autograde", "backprop", "--jobs", "1")

    assert ended.out.splitlines() == [
        "  look at bob: update ended with: crashed. Is it the student's doing?",
        "  look at eve: Nothing could be graded: There is no notebook backprop.ipynb in the folder. "
        "Handed in: nothing.",
        "  unknown, not graded: submitted/zoe",
        "  The roster and the gradebook have no such students: add them with `course roster FILE.csv`, or grade them "
        "with --create.",
        "  not graded: submitted/backprop/kim belongs in submitted/<student>/backprop/",
        "  not graded: submitted/fay.ipynb belongs in submitted/<student>/backprop/",
        "  not graded: submitted/gil/backprop.ipynb belongs in submitted/<student>/backprop/",
        "  not graded: submitted/hal/backprop belongs in submitted/<student>/backprop/",
        "  not graded: submitted/ivy.ipynb.txt belongs in submitted/<student>/backprop/",
        "  not graded: submitted/jan/Backprop belongs in submitted/<student>/backprop/",
        "backprop: 3 graded, on average 63.8 of 100 points "
        "(of these, before penalties and scores by hand), 2 for a person to look at, 1 unknown. "
        "Logs are in .course/logs/backprop/",
    ]
    assert ended.code == 1
    assert ended.err == ""
    assert "For a person: update ended with: crashed" in (course.root / ".course/logs/backprop/bob.log").read_text()

    again = run_course("autograde", "backprop", "--student", "ada")
    assert again.out == (
        "backprop: 1 graded (1 had not changed), on average 100 of 100 points "
        "(of these, before penalties and scores by hand), 0 for a person to look at. "
        "Logs are in .course/logs/backprop/\n"
    )
    assert again.code == 0


def test_a_file_that_was_not_read_is_told_as_that_and_not_as_missing(
    course: Course, run_course: Callable[..., Ended]
) -> None:
    enrol(course, "ada", "bob")
    hand_in(course, "bob", notebook_of())
    with (hand_in(course, "ada", notebook_of()) / "backprop.ipynb").open("wb") as file:
        file.truncate(160 * 2**20)

    ended = run_course("autograde", "backprop", "--jobs", "1")

    look, summary = ended.out.splitlines()
    assert look == (
        "  look at ada: backprop.ipynb was not read: The file is larger than 20 MiB. "
        "Clear the outputs, save it and try again."
    )
    assert summary.startswith("backprop: 2 graded, on average 50 of 100 points")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["backpropagation"], "there is no assignment 'backpropagation' in course.toml; it has backprop"),
        (["backprop", "--student", "ada"], "ada handed in nothing for backprop: there is no folder submitted/ada/"),
        (["backprop", "--jobs", "2", "--scheduler", "tcp://a:1"], "--jobs is for this machine and --scheduler for a"),
    ],
)
def test_wrong_usage_is_one_sentence(
    course: Course, run_course: Callable[..., Ended], arguments: list[str], sentence: str
) -> None:
    (course.root / "submitted").mkdir()

    ended = run_course("autograde", *arguments)

    assert ended.code == 2
    assert ended.err.startswith(f"course: {sentence}")
    assert ended.err.count("\n") == 1


def test_where_nothing_was_collected_it_says_how(course: Course, run_course: Callable[..., Ended]) -> None:
    ended = run_course("autograde", "backprop")

    assert ended.code == 2
    assert "submitted; collect submissions into" in ended.err


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://nobody:secret@127.0.0.1:9/none", "nobody:***@127.0.0.1:9/none cannot be opened"),
        ("gradebook.db", "'gradebook.db' is no database URL"),
        ("sqlite:///no/such/folder/gradebook.db", "cannot be opened (unable to open database file)"),
    ],
)
def test_a_gradebook_that_cannot_be_opened_is_named_without_its_password(
    course: Course, run_course: Callable[..., Ended], url: str, sentence: str
) -> None:
    edit(course.root / "course.toml", '"sqlite:///gradebook.db"', json.dumps(url))
    hand_in(course, "ada", notebook_of())

    ended = run_course("autograde", "backprop")

    assert ended.code == 2
    assert sentence in ended.err
    assert "secret" not in ended.err
    assert ended.err.count("\n") == 1
