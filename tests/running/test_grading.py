"""How `course.toml` and a submission reach the sandbox, and what a grading run leaves behind."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec.structs
import pytest
from submissions import ROOT, GradeFiles

from grader.course import load_course
from grader.running.grading import grade_file
from grader.running.opening import SandboxedFunctions, limits_of
from grader.sandbox import Answer, Limits, Sandbox, Worker


def test_the_limits_of_the_course_are_those_of_the_sandbox() -> None:
    course = load_course(ROOT)
    others = msgspec.structs.replace(
        course.limits, call_seconds=3.0, load_seconds=4.0, total_seconds=5.0, memory_mib=300, output_kib=7
    )
    assert limits_of(replace(course, limits=others)) == Limits(
        call_seconds=3.0, load_seconds=4.0, total_seconds=5.0, memory_mib=300, output_bytes=7 * 1024, reply_mib=4
    )


def test_a_run_uses_no_settings_from_outside_and_leaves_them_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    course = load_course(ROOT)
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing")
    before = dict(os.environ)
    report = grade_file(ROOT / "solutions" / "backprop" / "backprop.py", course, course.assignment())
    assert report.complete
    assert {**os.environ, "PYTEST_CURRENT_TEST": ""} == {**before, "PYTEST_CURRENT_TEST": ""}


def test_a_file_that_never_ends_is_graded_by_its_functions_and_told_so(tmp_path: Path) -> None:
    course = load_course(ROOT)
    impatient = replace(course, limits=msgspec.structs.replace(course.limits, load_seconds=0.5))
    file = tmp_path / "endless.py"
    file.write_text(
        (ROOT / "solutions" / "backprop" / "backprop.py").read_text(encoding="utf-8") + "\nwhile True:\n    pass\n"
    )
    report = grade_file(file, impatient, course.assignment())
    assert report.score == 100
    (warning,) = report.warnings
    assert "Loading the submission did not finish within 0.5 seconds. That statement was left out" in warning


def test_of_two_definitions_the_parameters_of_the_last_are_looked_at(tmp_path: Path) -> None:
    course = load_course(ROOT)
    file = tmp_path / "twice.py"
    file.write_text(
        "def dL_dz2(dL_da2, z2):\n    return dL_da2 * (z2 > 0)\n\n"
        "def dL_dz2(z2, dL_da2):\n    return dL_da2 * (z2 > 0)\n"
    )
    assignment = course.assignment()
    (result,) = grade_file(file, course, assignment, (assignment.steps["dL_dz2"],)).steps
    assert result.message is not None
    assert "The function begins with def dL_dz2(z2, dL_da2)" in result.message.why


def test_the_time_of_a_report_includes_loading(grade_texts: GradeFiles, right: str) -> None:
    slow = grade_texts({"slow.py": "import time\ntime.sleep(0.3)\n" + right})["slow.py"]
    assert slow.seconds >= 0.3


@pytest.mark.slow
def test_a_function_that_hangs_is_waited_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The composition, its reason and the question whether it repeats itself go by what is known of it."""
    course = load_course(ROOT)
    right = (ROOT / "solutions" / "backprop" / "backprop.py").read_text(encoding="utf-8")
    file = tmp_path / "hanging.py"
    file.write_text(f"{right}\n\ndef dL_db3(dL_dz3):\n    n = 0\n    while n < 3:\n        pass\n    return dL_dz3\n")
    waited: list[str] = []
    call = SandboxedFunctions.call

    def noted(self: SandboxedFunctions, name: str, *args: Any, **limits: Any) -> Answer:
        answer = call(self, name, *args, **limits)
        waited.extend([name] if answer.outcome == "timeout" else [])
        return answer

    monkeypatch.setattr(SandboxedFunctions, "call", noted)
    report = grade_file(file, course, course.assignment())
    assert [step.step.function for step in report.steps if step.outcome != "passed"] == ["dL_db3"]
    assert report.chain is not None
    assert report.chain.outcome == "timeout"
    assert waited == ["dL_db3"]


@pytest.mark.slow
def test_a_function_that_is_slow_each_time_is_not_asked_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its points are known by the first calls; then what is looked for has its time, and no more."""
    course = load_course(ROOT)
    file = tmp_path / "slow.py"
    file.write_text("import time\n\n\ndef dL_db3(dL_dz3):\n    time.sleep(0.4)\n    return 0.0 * dL_dz3[0] + 1\n")
    called: list[str] = []
    call = SandboxedFunctions.call

    def noted(self: SandboxedFunctions, name: str, *args: Any, **limits: Any) -> Answer:
        called.append(name)
        return call(self, name, *args, **limits)

    monkeypatch.setattr(SandboxedFunctions, "call", noted)
    (result,) = grade_file(file, course, course.assignment(), course.assignment().select("dL_db3")).steps
    assert (result.outcome, result.score) == ("failed", 0.5)
    assert len(called) <= 18  # a slower machine makes fewer calls


@pytest.mark.slow
def test_a_file_that_takes_long_to_load_is_not_loaded_for_each_wrong_function(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = load_course(ROOT)
    names = list(course.assignment().steps)
    file = tmp_path / "trains.py"
    functions = "".join(f"def {name}(*given):\n    kept.append(1)\n    return 0.0\n\n\n" for name in names)
    file.write_text(f"import time\n\ntime.sleep(1)\nkept = []\n\n\n{functions}")
    opened: list[object] = []
    open_ = Sandbox.open

    def noted(self: Sandbox, *args: Any) -> Worker:
        opened.append(args)
        return open_(self, *args)

    monkeypatch.setattr(Sandbox, "open", noted)
    report = grade_file(file, course, course.assignment())
    assert report.score == 0
    assert len(opened) <= 3
    assert report.steps[0].case is not None
