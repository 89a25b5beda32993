"""Checks that an instructor adds by writing a test, and `pytest --submission FILE`: the run of `course check`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from msgspec.structs import replace
from submissions import FIXTURES, ROOT, Ended, GradeFiles, step_of

from grader.checks import CHECKS
from grader.course import Course
from grader.report.report import Report
from grader.running import pytest_session
from grader.running.error import GradingError
from grader.running.grading import grade

NUMBERS = count()
WRONG = FIXTURES / "one_mistake.py"


@pytest.fixture
def grade_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, course: Course):
    """Grades step 6 of a file, with a further check in the checks' folder; it may be worth points."""

    def run(body: str, *, worth: float = 0, right: bool = True) -> Report:
        folder = tmp_path / "checks"
        shutil.copytree(CHECKS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        # A name of its own, since pytest remembers modules of this process by their names.
        (folder / f"test_tidy_{next(NUMBERS)}.py").write_text(body)
        monkeypatch.setattr(pytest_session, "CHECKS", folder)
        assignment = course.assignment()
        shares = dict(assignment.scoring.checks)
        if worth:
            shares = {**shares, "reference": shares["reference"] - worth, "tidy": worth}
        changed = replace(assignment, scoring=replace(assignment.scoring, checks=shares))
        reports: list[Report] = []
        grade([WRONG], course, changed, reports.append, changed.select("dL_dz1" if right else "dL_dz2"))
        return reports[0]

    return run


def test_a_plain_assert_reports_its_own_words_and_costs_nothing(grade_with: Callable[..., Report]) -> None:
    report = grade_with("def test_tidy(step, student):\n    assert [1.25] == [2], f'{step.function} is untidy.'\n")
    assert report.warnings == ("dL_dz1 is untidy.",)
    assert (report.score, report.steps[0].outcome) == (10, "passed")
    tidy = report.steps[0].checks[-1]
    assert (tidy.check, tidy.outcome, str(tidy.message)) == ("tidy", "failed", "What: dL_dz1 is untidy.")


@pytest.mark.parametrize(
    "body",
    [
        "def test_tidy(step, student):\n    assert [1.25] == [2]\n",
        "import numpy as np\n\ndef test_tidy(step, student):\n    np.testing.assert_allclose([1.25], [2])\n",
        "def test_tidy(step, student):\n    raise AssertionError\n",
    ],
)
def test_without_words_no_value_is_shown(grade_with: Callable[..., Report], body: str) -> None:
    assert str(grade_with(body).steps[0].checks[-1].message) == "What: The check tidy failed."


def test_pytest_fail_is_an_ordinary_failure(grade_with: Callable[..., Report]) -> None:
    report = grade_with("import pytest\n\ndef test_tidy(step, student):\n    pytest.fail('Write it shorter.')\n")
    assert str(report.steps[0].checks[-1].message) == "What: Write it shorter."


def test_a_check_named_in_the_course_is_worth_its_share(grade_with: Callable[..., Report]) -> None:
    assert grade_with("def test_tidy(step, student):\n    assert True\n", worth=15).score == 10


@pytest.mark.parametrize(
    "body",
    [
        "import pytest\n\ndef test_tidy(step, student):\n    pytest.skip('not about this step')\n",
        "import pytest\n\n@pytest.fixture\ndef other(): pass\n\n"
        "def test_tidy(step, student, other):\n    pytest.skip('not about this step')\n",
    ],
    ids=["called directly", "run by pytest"],
)
def test_a_check_that_skips_stops_the_run_and_takes_no_points(grade_with: Callable[..., Report], body: str) -> None:
    with pytest.raises(GradingError, match="the check tidy skips dL_dz1; use return, which passes"):
        grade_with(body, worth=15)


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_a_parametrised_check_has_to_pass_each_time(grade_with: Callable[..., Report], wrong: int) -> None:
    body = (
        "import pytest\n\n@pytest.mark.parametrize('number', [0, 1, 2])\n"
        f"def test_tidy(step, student, number):\n    assert number != {wrong}, 'No.'\n"
    )
    report = grade_with(body, worth=15)
    assert (report.score, report.steps[0].outcome, str(report.steps[0].message)) == (3, "failed", "What: No.")


def test_a_check_named_in_the_course_can_cost_points(grade_with: Callable[..., Report]) -> None:
    report = grade_with("def test_tidy(step, student):\n    assert False, 'No.'\n", worth=15)
    assert (report.score, report.steps[0].outcome, str(report.steps[0].message)) == (3, "failed", "What: No.")


def test_a_check_of_the_whole_submission_is_a_warning(grade_with: Callable[..., Report]) -> None:
    report = grade_with("def test_tidy(composed):\n    assert False, 'Too many lines.'\n")
    assert report.warnings == ("tidy: Too many lines.",)
    assert report.score == 10


def test_a_check_can_ask_the_students_function(grade_with: Callable[..., Report]) -> None:
    report = grade_with(
        "def test_tidy(step, student, key):\n"
        "    (worked,) = key.asked(step.function, 'worked_example')\n"
        "    (answer,) = student.ask(worked)\n"
        "    assert answer.sum() == -1, 'Wrong sum.'\n"
    )
    assert report.steps[0].outcome == "passed"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("def test_tidy(step, student):\n    {}['x']\n", "the check tidy stops with KeyError: 'x'"),
        ("def test_tidy(step, studnt):\n    pass\n", "the check tidy asks for studnt, which is no fixture"),
        ("import nothing_of_the_kind\n", "a check cannot be read: "),
        ("def test_tidy(step:\n", "a check cannot be read: "),
    ],
)
def test_a_broken_check_stops_the_run_and_gives_nobody_a_0(
    grade_with: Callable[..., Report], body: str, says: str
) -> None:
    with pytest.raises(GradingError) as raised:
        grade_with(body)
    assert str(raised.value).startswith(f"the grader is broken: {says}")
    assert ("nothing_of_the_kind" in body) == ("ModuleNotFoundError" in str(raised.value))
    assert "\n" not in str(raised.value)


def test_a_broken_check_ends_the_command_with_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_course: Callable[..., Ended]
) -> None:
    folder = tmp_path / "checks"
    folder.mkdir()
    shutil.copy(CHECKS / "pytest.ini", folder)
    (folder / "test_broken_tidy.py").write_text("def test_tidy(step):\n    {}['x']\n")
    monkeypatch.setattr(pytest_session, "CHECKS", folder)
    ended = run_course("check", "solutions/backprop/backprop.py", "--step", "update")
    assert (ended.code, ended.out) == (3, "")
    assert ended.err == "course: the grader is broken: the check tidy stops with KeyError: 'x'\n"


def test_settings_of_a_persons_own_pytest_do_not_reach_a_grading_run(
    grade_files: GradeFiles, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--color=yes -k contract --no-such-option")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    (report,) = grade_files([WRONG], course.assignment().select("update")).values()
    assert len(step_of(report, "update").checks) == 4


def table(text: str) -> list[str]:
    """The report's lines, without the time it took and pytest's own lines."""
    lines = text[text.index("Backpropagation by hand:") :].splitlines()
    return [re.sub(r", \d+\.\d s\)", ")", line) for line in lines if not line.startswith(("=", "FAILED"))]


def test_pytest_and_course_check_are_the_same_run(
    run_course: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, step = "tests/fixtures/one_mistake.py", ["--step", "6"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "--submission", file, *step],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PATH": "", "PYTHONIOENCODING": "utf-8"},
        timeout=120,
        check=False,
    )
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    checked = run_course("check", ROOT / file, *step)
    assert ran.returncode == checked.code == 1
    assert table(ran.stdout) == table(checked.out.replace(str(ROOT / file), file))
    for secret in ("def test_", "raise Finding", "Traceback", "reference_probes"):
        assert secret not in ran.stdout


SETTINGS = {
    "fewer checks": ("pytest.ini", "[pytest]\naddopts = -k contract\n"),
    "no checks": ("pytest.ini", "[pytest]\npython_functions = none_of_them\n"),
    "a project's own": ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-k contract'\n"),
    "a program": ("conftest.py", "raise SystemExit('a student has run this')\n"),
}


@pytest.mark.parametrize("beside", [True, False], ids=["beside the file", "in the current folder"])
@pytest.mark.parametrize(("name", "text"), SETTINGS.values(), ids=SETTINGS)
def test_pytest_obeys_nothing_that_lies_around_a_submission(
    name: str, text: str, beside: bool, tmp_path: Path, course_folder: Path
) -> None:
    handed_in = tmp_path / "handed_in"
    handed_in.mkdir()
    file = Path(shutil.copy(ROOT / "tests" / "fixtures" / "one_mistake.py", handed_in / "backprop.py"))
    (handed_in / name).write_text(text, encoding="utf-8")

    ran = subprocess.run(
        [Path(sys.executable).with_name("pytest"), "--submission", file, "--step", "6"],
        cwd=course_folder if beside else handed_in,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )

    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "3 / 10 " in ran.stdout
    assert "a student has run this" not in ran.stdout + ran.stderr


def test_pytest_on_a_right_step_ends_with_0(course_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, without the start of another; the browser's plugin does not bear to be run within itself."""
    plain = ["-q", "-p", "no:cacheprovider", "-p", "no:playwright"]
    arguments = ["--submission", "solutions/backprop/backprop.py", "--step", "6", *plain]
    assert pytest.main([*arguments, f"--rootdir={course_folder}"]) == 0
