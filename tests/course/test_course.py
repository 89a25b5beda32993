"""course.toml and assignment.toml: what is wrong in them is said in one line that names file and key."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from submissions import ROOT, Ended

from grader.course import Course, CourseError, find_root, load_course

COURSE, ASSIGNMENT = "course.toml", "solutions/backprop/assignment.toml"
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in (COURSE, ASSIGNMENT)}
TEXT = TEXTS[COURSE]
NAMES = tomllib.loads(TEXT)["assignments"]
KEY = "functions.dL_dz3"

Wrong = tuple[str, str]  # a file, and its text


def changed(before: str, after: str) -> Wrong:
    name = next(name for name, text in TEXTS.items() if before in text)
    return name, TEXTS[name].replace(before, after, 1)


def needing(name: str) -> Wrong:
    return COURSE, re.sub(r"(?<=\[assignments\.optimizers\]\n)needs = .*", f'needs = ["{name}"]', TEXT)


def without_hints(instead: str) -> Wrong:
    pattern = r"hints = \[.*?\n\]\n"
    return ASSIGNMENT, re.sub(pattern, f"hints = {instead}\n", TEXTS[ASSIGNMENT], count=1, flags=re.DOTALL)


WRONG = {
    "misspelt key": (
        changed("call_seconds = 2.0", "cal_seconds = 2.0"),
        "limits.cal_seconds: found an unknown key; expected call_seconds",
    ),
    "unknown key": (
        (COURSE, TEXT + "\n[colour]\nred = 1\n"),
        "colour: found an unknown key; remove it or correct its spelling",
    ),
    "needs of no assignment": (
        needing("backpropp"),
        f"assignments.optimizers.needs: there is no assignment 'backpropp'; there are {', '.join(NAMES)}",
    ),
    "needs of itself": (
        needing("optimizers"),
        "assignments.optimizers.needs: optimizers needs optimizers: take one out, or nobody could begin",
    ),
    "needs in a circle": (
        changed("[assignments.backprop]", '[assignments.backprop]\nneeds = ["optimizers"]'),
        "assignments.backprop.needs: backprop needs optimizers, which needs backprop: take one out, "
        "or nobody could begin",
    ),
    "missing key": (
        changed("load_seconds = 10.0", ""),
        "limits.load_seconds: missing; expected a value for this key",
    ),
    "text for a number": (
        changed("points = 10", 'points = "ten"'),
        f"{KEY}.points: found 'ten'; expected a number",
    ),
    "truth for a number": (
        changed("points = 10", "points = true"),
        f"{KEY}.points: found True; expected a number",
    ),
    "no points": (changed("points = 10", "points = 0"), f"{KEY}.points: found 0; expected a number above 0"),
    "not a number": (
        changed("points = 10", "points = nan"),
        f"{KEY}.points: found nan; expected a number above 0",
    ),
    "endless limit": (
        changed("total_seconds = 60.0", "total_seconds = inf"),
        "limits.total_seconds: found inf; expected a number of at most 1e+09",
    ),
    "fraction for a seed": (
        changed("seed = 20240229", "seed = 1.5"),
        "seed: found 1.5; expected a whole number",
    ),
    "negative seed": (
        changed("seed = 20240229", "seed = -1"),
        "seed: found -1; expected a whole number of at least 0",
    ),
    "assignment without a folder": (
        (COURSE, TEXT.replace("assignments.backprop", "assignments.conv")),
        "assignments.conv: there is no folder of it; expected ",
    ),
    "check that does not exist": (
        changed("reference = 35", "refrence = 35"),
        "scoring.checks.refrence: found no such check of a function; expected one of contract,",
    ),
    "check that is not asked of each step": (
        changed("reference = 35", "chain = 35"),
        "scoring.checks.chain: found no such check of a function; expected one of contract,",
    ),
    "a check that is worth nothing": (
        changed("reference = 35", "reference = 0"),
        "scoring.checks.reference: found 0; expected a number above 0",
    ),
    "share above 100": (
        changed("wrong_at_most = 30", "wrong_at_most = 130"),
        "scoring.wrong_at_most: found 130; expected a number of at most 100",
    ),
    "no hints": (without_hints("[]"), f"{KEY}.hints: found []; expected a list that is not empty"),
    "a number for a hint": (without_hints("[1]"), f"{KEY}.hints.0: found 1; expected a text"),
    "a text for a share": (
        changed("reference = 35", 'reference = "most"'),
        "scoring.checks.reference: found 'most'; expected a number",
    ),
    "another way to count": (
        changed('counts = "best"', 'counts = "mean"'),
        "quiz.counts: found 'mean'; expected 'best' or 'last'",
    ),
    "a misspelt key deep inside": (
        changed("why = ", "because = "),
        "quiz.questions.0.options.0.because: found an unknown key; expected why",
    ),
    "an empty text": (
        changed('title = "The gradient at the output"', 'title = ""'),
        f"{KEY}.title: found ''; expected a text that is not empty",
    ),
    "a date in words": (
        changed("# due = 2027-01-31T23:59:00+01:00", 'due = "Monday"'),
        "assignments.backprop.due: found 'Monday'; expected a date and time with a zone, such as "
        "2027-01-31T23:59:00+01:00",
    ),
    "a date without its time": (
        changed("# due = 2027-01-31T23:59:00+01:00", "due = 2027-01-31"),
        "assignments.backprop.due: found 2027-01-31; expected a date and time with a zone, such as "
        "2027-01-31T23:59:00+01:00",
    ),
    "a time without its zone": (
        changed("# due = 2027-01-31T23:59:00+01:00", "due = 2027-01-31T23:59:00"),
        "assignments.backprop.due: found 2027-01-31T23:59:00; expected a date and time with a zone, such as "
        "2027-01-31T23:59:00+01:00",
    ),
    "no right option": (
        changed("right = true", "right = false"),
        "0 options are marked right, expected exactly 1",
    ),
    "a number for a table": ((COURSE, 'title = "x"\nlimits = 3\n'), "limits: found 3; expected a table"),
    "empty file": ((COURSE, ""), "title: missing; expected a value for this key"),
    "no TOML": ((ASSIGNMENT, "a = = 3"), "not valid TOML: Invalid value (at line 1, column 5)"),
    "table twice": ((COURSE, TEXT + "\n[limits]\n"), "not valid TOML: Cannot declare ('limits',) twice"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_one_line_that_names_the_key(course_folder: Path, name: str) -> None:
    (file, text), wanted = WRONG[name]
    (course_folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(CourseError) as raised:
        load_course(course_folder)
    line = str(raised.value)
    assert wanted in line
    assert line.startswith(f"{course_folder / file}: ")
    assert "\n" not in line


def test_the_unchanged_copy_is_right(course_folder: Path, course: Course) -> None:
    assert load_course(course_folder) == dataclasses.replace(course, root=course_folder)


def test_bytes_that_are_not_utf8_are_said(course_folder: Path) -> None:
    (course_folder / "course.toml").write_bytes('title = "é"'.encode("latin-1"))
    with pytest.raises(CourseError, match="not valid TOML: 'utf-8' codec"):
        load_course(course_folder)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"course\.toml: cannot be read \(No such file or directory\)"):
        load_course(tmp_path)


def test_the_root_is_the_nearest_folder_above_with_a_course(course_folder: Path) -> None:
    deep = course_folder / "exercises" / "backprop"
    deep.mkdir(parents=True)
    assert find_root(deep) == course_folder.resolve()


def test_the_points_of_the_assignment_are_100(course: Course) -> None:
    assert course.assignment().points == 100
    assert sum(course.assignment().scoring.checks.values()) == 100


def test_a_step_is_found_by_name_or_number_and_others_are_listed(course: Course) -> None:
    assignment = course.assignment()
    assert [step.function for step in assignment.select("4")] == ["dL_dW3", "dL_db3"]
    assert [step.function for step in assignment.select("update")] == ["update"]
    assert [step.function for step in assignment.select("dl_dw3")] == ["dL_dW3"]
    with pytest.raises(CourseError, match=r"there is no step '12'; the steps are dL_dz3 \(3\), "):
        assignment.select("12")


def test_a_wrong_course_ends_a_command_with_one_line_and_2(
    course_folder: Path, run_course: Callable[..., Ended]
) -> None:
    (course_folder / COURSE).write_text(WRONG["misspelt key"][0][1], encoding="utf-8")
    ended = run_course("hint", "dL_dW3")
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.count("\n") == 1
    assert "limits.cal_seconds" in ended.err


def test_a_course_with_fewer_steps_is_graded(course_folder: Path, right: str) -> None:
    """Without dL_db1 and dL_da2 the chain stops early; what is left is judged all the same."""
    from grader.running.grading import grade_file

    for function in ("dL_db1", "dL_da2"):
        text = (course_folder / ASSIGNMENT).read_text(encoding="utf-8")
        table = re.compile(rf"\[functions\.{function}\].*?(?=\n\[)", re.DOTALL)
        (course_folder / ASSIGNMENT).write_text(table.sub("", text), encoding="utf-8")
    (course_folder / "right.py").write_text(right)
    course = load_course(course_folder)
    report = grade_file(course_folder / "right.py", course, course.assignment())
    assert (report.score, report.max_score, len(report.steps)) == (85, 85, 10)
    assert report.chain is not None
    assert report.chain.outcome == "passed"


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("sqlite:////var/class.db", "sqlite:////var/class.db"),
        ("postgresql://grader@host/class", "postgresql+psycopg://grader@host/class"),
        ("postgresql+psycopg2://grader@host/class", "postgresql+psycopg2://grader@host/class"),
    ],
)
def test_the_gradebooks_url_names_its_driver(course: Course, written: str, used: str) -> None:
    gradebook = msgspec.structs.replace(course.gradebook, url=written)
    assert dataclasses.replace(course, gradebook=gradebook).gradebook_url == used


def test_a_function_without_a_record_is_one_line(course_folder: Path, run_course: Callable[..., Ended]) -> None:
    file, text = changed("functions.dL_dz3]", "functions.dL_dz4]")
    (course_folder / file).write_text(text, encoding="utf-8")
    ended = run_course("check", "solutions/backprop/backprop.py")
    assert ended.code != 0
    assert "functions.dL_dz4: functions.py has no record of it; its records are dL_dz3, dL_dW3" in ended.err


def test_what_applies_to_a_function_shares_its_points(course: Course) -> None:
    """`momentum` has no map that it is the gradient of: its points are those of its other checks."""
    assignment = course.assignment("optimizers")
    assert set(assignment.scoring.checks) == {"contract", "worked_example", "reference", "properties"}
