"""The build never loses a student's work."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from grader.building.course_copies import BuildError, attempted, build_course
from grader.course import Course

STUB = 'raise NotImplementedError("Replace this line with your answer.")'


def answer(path: Path, line: str, function: str = "dL_dz3") -> None:
    """Put a line in place of a function's stub, in a script or a notebook."""
    text = path.read_text(encoding="utf-8")
    inside = text.index(f"def {function}(")
    stub, line = (json.dumps(part)[1:-1] if path.suffix == ".ipynb" else part for part in (STUB, line))
    at = text.index(stub, inside)
    path.write_text(text[:at] + line + text[at + len(stub) :], encoding="utf-8")


def rebuild(course: Course, *, force: bool = False) -> tuple[Path, ...]:
    return build_course(course, [course.assignment("backprop")], force=force)


@pytest.fixture(params=[0, 1], ids=["script", "notebook"])
def copy(request: pytest.FixtureRequest, built: Course) -> Path:
    return built.student_files(built.assignment("backprop"))[request.param]


def test_a_copy_with_an_attempt_is_not_overwritten(copy: Path, built: Course) -> None:
    answer(copy, "return y_pred - y_target")
    mine = copy.read_bytes()

    with pytest.raises(BuildError) as caught:
        rebuild(built)

    assert str(caught.value) == (
        f"{copy.relative_to(built.root)} has work in it (dL_dz3), which the build would replace; "
        "move the file away, or use `course build --force`, which keeps it as a backup."
    )
    assert copy.read_bytes() == mine


def test_nothing_is_written_when_the_build_refuses(copy: Path, built: Course) -> None:
    answer(copy, "return y_pred - y_target")
    others = [path for path in built.student_files(built.assignment("backprop")) if path != copy]
    for path in others:
        path.write_text("", encoding="utf-8")

    with pytest.raises(BuildError):
        rebuild(built)

    assert [path.read_text(encoding="utf-8") for path in others] == [""]


def test_force_keeps_the_work_beside_the_new_copy(copy: Path, built: Course) -> None:
    untouched = copy.read_bytes()
    answer(copy, "return y_pred - y_target")
    mine = copy.read_bytes()

    assert rebuild(built, force=True) == (copy,)
    assert copy.read_bytes() == untouched
    (backup,) = copy.parent.glob(f"{copy.name}.backup-*")
    assert backup.read_bytes() == mine


def test_two_forced_builds_in_one_second_keep_both(copy: Path, built: Course) -> None:
    for line in ("return y_pred", "return y_target"):
        answer(copy, line)
        rebuild(built, force=True)

    kept = [path.read_text(encoding="utf-8") for path in copy.parent.glob(f"{copy.name}.backup-*")]
    assert sorted(re.findall(r"return (y_pred|y_target)\b", "".join(kept))) == ["y_pred", "y_target"]


def test_an_untouched_copy_counts_as_not_attempted(copy: Path, built: Course) -> None:
    assert attempted(copy, built.assignment("backprop")) == ()


@pytest.mark.parametrize("line", ["return (y_pred", "x = 1", "pass", "raise ValueError"])
def test_whatever_is_not_the_stub_is_work(line: str, copy: Path, built: Course) -> None:
    answer(copy, line)

    assert "dL_dz3" in attempted(copy, built.assignment("backprop"))


@pytest.mark.parametrize("line", ["dL_db3 = lambda dL_dz3: dL_dz3.sum(0)", "class A:\n    def dL_db3(x): return x"])
def test_work_counts_in_whatever_form_it_was_written(line: str, built: Course) -> None:
    script = built.root / "exercises/backprop.py"
    script.write_text(f"{script.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")

    assert attempted(script, built.assignment("backprop")) == ("dL_db3",)


def test_a_file_that_does_not_exist_holds_no_work(built: Course) -> None:
    assert attempted(built.root / "nowhere.py", built.assignment("backprop")) == ()
