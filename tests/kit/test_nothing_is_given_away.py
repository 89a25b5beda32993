"""No line of a solution, no source of a mistake, no answer of the quiz: neither in the kit nor in the wheel."""

from __future__ import annotations

import inspect
import re
import shutil
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from submissions import ROOT

from grader.building.kit import write_kit
from grader.building.new_assignment import add_assignment
from grader.course import Assignment, Option, load_course
from grader.course.content import load_content
from grader.course.secret import draw_secret
from grader.course.stub import BEGIN, END, cleared
from grader.key.stored import read_key

_SHORTEST = 12  # characters, without spaces, of a line that gives something away
_LONGEST_TERM = 4  # words
_COURSE = load_course(ROOT)


@pytest.fixture(params=["kit", "wheel"])
def handed_out(request: pytest.FixtureRequest) -> dict[str, str]:
    """Every file, by its name, without spaces."""
    if request.param == "kit":
        folder: Path = request.getfixturevalue("made_kit")
        files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    else:
        with zipfile.ZipFile(request.getfixturevalue("wheel")) as wheel:
            files = {name: wheel.read(name) for name in wheel.namelist()}
    return {name: _squeezed(content.decode("utf-8", errors="replace")) for name, content in files.items()}


@pytest.mark.parametrize("assignment", _COURSE.assignments.values(), ids=lambda one: one.name)
def test_no_line_of_a_solution(assignment: Assignment, handed_out: dict[str, str]) -> None:
    assert _found(set(_solution_lines(assignment)), handed_out) == []


@pytest.mark.parametrize("assignment", _COURSE.assignments.values(), ids=lambda one: one.name)
def test_no_source_of_a_mistake(assignment: Assignment, handed_out: dict[str, str]) -> None:
    content = load_content(_COURSE.content_folder(assignment))
    sources = [inspect.getsource(mistake.wrong) for mistake in content.mistakes]
    lines = {line for source in sources for line in _telling(source.partition("\n")[2], assignment)}
    assert lines
    assert _found(lines, handed_out) == []


def test_no_answer_of_the_quiz(handed_out: dict[str, str]) -> None:
    quizzes = [assignment.quiz for assignment in _COURSE.assignments.values() if assignment.quiz]
    options = [
        option
        for quiz in quizzes
        for question in quiz.questions
        for form in (question, *question.variants)
        for option in form.options
    ]
    assert options
    assert _found({_squeezed(text) for option in options for text in _sentences(option)}, handed_out) == []


def test_a_kit_has_the_files_that_its_page_names_and_no_others(made_kit: Path) -> None:
    files = sorted(str(path.relative_to(made_kit)) for path in made_kit.rglob("*") if path.is_file())
    expected = ["START.md", "course.toml"]
    for name in _COURSE.assignments:
        expected += [f"exercises/{name}.py", f"exercises/{name}/{name}.ipynb", f"keys/{name}.key"]
    assert files == sorted(expected)
    page = (made_kit / "START.md").read_text(encoding="utf-8")
    assert not re.search(r"\b(TITLE|ENGINE|WHEEL|FILES)\b", page)
    for name in re.findall(r"`(exercises/[^`]+)`", page)[1:]:
        assert (made_kit / name).is_file(), name


def _found(lines: set[str], files: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, line) for name, text in files.items() for line in sorted(lines) if line in text]


def _sentences(option: Option) -> Iterator[str]:
    """What is said of an option, and the option itself where it is more than a term, such as "the chain rule"."""
    yield option.why
    if len(option.text.split()) > _LONGEST_TERM:
        yield option.text


def _solution_lines(assignment: Assignment) -> Iterator[str]:
    lesson = _COURSE.reference_file(assignment).read_text(encoding="utf-8")
    blocks = re.findall(rf"{re.escape(BEGIN)}(.*?){re.escape(END)}", lesson, re.DOTALL)
    assert blocks
    for block in blocks:
        yield from _telling(block, assignment)


def _telling(source: str, assignment: Assignment) -> Iterator[str]:
    """Lines that compute something, and that neither the lesson nor those that it builds on show to students."""
    shown = [_shown(name) for name in _builds_on(assignment.name)]
    for line in source.splitlines():
        squeezed = _squeezed(line.partition("#")[0]).removeprefix("return")
        opens_a_block = squeezed.endswith(":")
        if len(squeezed) >= _SHORTEST and not opens_a_block and not any(squeezed in text for text in shown):
            yield squeezed


def _builds_on(name: str) -> set[str]:
    """The lesson itself, and all that were read before it."""
    return {name}.union(*map(_builds_on, _COURSE.needs.get(name, ())))


@cache
def _shown(name: str) -> str:
    return _squeezed(cleared(_COURSE.reference_file(_COURSE.assignment(name)).read_text(encoding="utf-8")))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_a_kit_of_a_class_knows_the_public_seed_alone(course_folder: Path, tmp_path: Path) -> None:
    settings = course_folder / "course.toml"
    text = settings.read_text(encoding="utf-8")
    url = 'url = "postgresql://ada:hunter2@host/grades"'
    text = text.replace('url = "sqlite:///gradebook.db"', url).partition("[assignments.")[0]
    settings.write_text(text + "[assignments]\n", encoding="utf-8")
    add_assignment(load_course(course_folder), "week_3")
    shutil.copy(ROOT / "nbgrader_config.py", course_folder)
    draw_secret(course_folder)
    secret = re.findall("[0-9a-f]{32}", (course_folder / "secret.toml").read_text(encoding="utf-8"))[0]

    written = write_kit(load_course(course_folder), tmp_path / "kit")

    for path in written:
        assert secret.encode() not in path.read_bytes()
        assert b"hunter2" not in path.read_bytes()
    key = read_key((tmp_path / "kit/keys/week_3.key").read_bytes())
    assert key is not None
    assert not key.secret
    assert key.table["seed"] == load_course(course_folder).assignment("week_3").seed
