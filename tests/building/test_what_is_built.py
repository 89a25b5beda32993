"""`course build` builds all assignments or one, with their answer keys, and nothing that is up to date."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.building.course_copies import build_course
from grader.course import Course, CourseError, load_course
from grader.course.secret import draw_secret


def below(course: Course, paths: tuple[Path, ...]) -> list[str]:
    return sorted(path.relative_to(course.root).as_posix() for path in paths)


@pytest.fixture
def emptied(built: Course) -> Course:
    """A copy of which everything that is built has been deleted."""
    shutil.rmtree(built.root / ".course")
    shutil.rmtree(built.root / "exercises")
    return built


def test_keys_are_built_with_the_rest_and_only_once(emptied: Course) -> None:
    written = below(emptied, build_course(emptied))
    assert [name for name in written if name.endswith(".key")] == sorted(
        f".course/keys/{name}.key" for name in emptied.assignments
    )
    assert build_course(emptied) == ()


def test_one_assignment_is_built_alone(emptied: Course) -> None:
    written = build_course(emptied, [emptied.assignment("optimizers")])
    assert below(emptied, written) == [
        ".course/keys/optimizers.key",
        ".course/source/optimizers/optimizers.ipynb",
        "exercises/optimizers.py",
        "exercises/optimizers/optimizers.ipynb",
    ]
    assert not (emptied.root / "exercises/backprop.py").exists()


def test_a_class_has_its_secret_key_built_too(built: Course) -> None:
    draw_secret(built.root)
    assert below(built, build_course(built, [built.assignment("optimizers")])) == [
        ".course/keys/optimizers.secret.key"
    ]


def test_a_changed_mistake_changes_the_key_and_no_copy(built: Course) -> None:
    mistakes = built.root / "solutions/optimizers/mistakes.py"
    mistakes.write_text(mistakes.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert below(built, build_course(built, [built.assignment("optimizers")])) == [".course/keys/optimizers.key"]


def test_no_copy_is_written_where_a_key_cannot_be_built(emptied: Course) -> None:
    records = emptied.root / "solutions/optimizers/functions.py"
    text = records.read_text(encoding="utf-8")
    assert 'Result("w"' in text
    records.write_text(text.replace('Result("w"', 'Result("v"), Result("w"', 1), encoding="utf-8")
    course = load_course(emptied.root)
    with pytest.raises(CourseError, match="optimizers"):
        build_course(course, [course.assignment(name) for name in ("backprop", "optimizers")])
    assert not (emptied.root / "exercises").exists()
