"""The page for contributors is true: its map names what is there, and its examples work where it puts them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from grader.building.new_assignment import add_assignment
from grader.building.quiz_faults import quiz_faults
from grader.course import load_course
from grader.course.quiz_names import quiz_names
from grader.report.report import Report
from grader.running.grading import grade

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OUR_PLACES = [
    path.relative_to(ROOT)
    for package in ("grader", "quiz_app", "tests")
    for path in (ROOT / package).rglob("*")
    if "__pycache__" not in path.parts and (path.suffix == ".py" or path.is_dir())
]


def blocks(heading: str) -> list[str]:
    """The code under a heading of the page."""
    section = HEADING.split(PAGE)
    return BLOCK.findall(section[section.index(heading) + 1])


THE_MAP = "\n".join(blocks("The map of the code"))


def places_of_the_map() -> set[str]:
    without = re.sub(r"<\w+>|solutions/|submitted/|exercises/|docs/|runs/", "", THE_MAP)
    return set(re.findall(r"(?<![\w/.-])[a-z_]+(?:/[a-z_]+)*(?:/(?= |\n|,|:|;)|\.py)", without))


@pytest.mark.parametrize("place", sorted(places_of_the_map()))
def test_the_map_names_what_is_there(place: str) -> None:
    parts = Path(place).parts
    assert [path for path in OUR_PLACES if path.parts[-len(parts) :] == parts]


@pytest.mark.parametrize("package", ["grader", "quiz_app"])
def test_the_map_leaves_out_nothing_at_the_top(package: str) -> None:
    top = {path for path in OUR_PLACES if path.parts[:-1] == (package,) and not path.name.startswith("__")}
    names = {path.name if path.suffix else f"{path.name}/" for path in top}
    assert {name for name in names if not re.search(rf"(?<![\w/]){name}", THE_MAP)} == set()


def graded(folder: Path, text: str) -> Report:
    course = load_course(folder)
    file = folder / "work.py"
    file.write_text(text, encoding="utf-8")
    reports: list[Report] = []
    grade([file], course, course.assignment("demo"), reports.append)
    return reports[0]


@pytest.fixture
def demo(course_folder: Path) -> Path:
    """The folder of a course in which somebody has just run `course new demo`."""
    add_assignment(load_course(course_folder), "demo")
    return course_folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_mistake_has_one_place_and_a_function_four_in_one_folder(demo: Path) -> None:
    folder = demo / "solutions" / "demo"
    wrong, records = blocks("Add a mistake")[0].split("MISTAKES = (\n")
    record, cells, table = blocks("Add a function")
    edit(folder / "functions.py", "FUNCTIONS = (", f"FUNCTIONS = ({record.rstrip()},")
    edit(folder / "functions.py", "import Argument,", "import between, Argument,")
    edit(folder / "mistakes.py", "MISTAKES = (\n", f"{wrong}MISTAKES = (\n{records.rstrip().removesuffix(')')}")
    for name, more in (("demo.py", cells), ("assignment.toml", table)):
        path = folder / name
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{more}", encoding="utf-8")

    lesson = (folder / "demo.py").read_text(encoding="utf-8")
    assert graded(demo, lesson).score == graded(demo, lesson).max_score == 120
    result = graded(demo, lesson.replace("return factor * x", "return x / factor")).steps[-1]
    assert (result.step.function, result.mistake) == ("shrink", "shrink:divided")


@pytest.mark.parametrize("where", ["solutions/demo/checks", "the engine's checks"])
def test_a_check_has_one_file(demo: Path, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (text,) = blocks("Add a check")
    if where == "the engine's checks":
        folder = demo / "checks"
        shutil.copytree(ROOT / "grader" / "checks", folder, ignore=shutil.ignore_patterns("__pycache__"))
        monkeypatch.setattr("grader.running.pytest_session.CHECKS", folder)
    else:
        folder = demo / where
        folder.mkdir()
        (demo / "conftest.py").write_text("raise SystemExit('somebody else is asked')\n", encoding="utf-8")
    (folder / "test_repeatable.py").write_text(text, encoding="utf-8")

    lesson = (demo / "solutions/demo/demo.py").read_text(encoding="utf-8")
    assert graded(demo, lesson).warnings == ()
    forgetful = lesson.replace("return x - mean, mean", "calls.append(x)\n    return x - len(calls) * mean, mean")
    report = graded(demo, f"calls = []\n\n\n{forgetful}")
    assert "center gives two answers to the same question." in report.warnings


def test_a_page_of_the_app_has_two_places() -> None:
    entry = (ROOT / "quiz_app" / "app.py").read_text(encoding="utf-8")
    pages = {path.name for path in (ROOT / "quiz_app" / "course_pages").glob("*.py")}
    assert set(re.findall(r"course_pages/(\w+\.py)", entry)) == pages
    for page in pages:
        assert re.search(
            r"^ *look\.page\(", (ROOT / "quiz_app" / "course_pages" / page).read_text(encoding="utf-8"), re.MULTILINE
        ), page


def test_a_quiz_is_a_table_of_the_assignment(demo: Path) -> None:
    (table,) = blocks("Write a quiz")
    with (demo / "solutions" / "demo" / "assignment.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{table}")
    course = load_course(demo)
    assert quiz_faults(course.quizzes["demo"]) == []
    assert quiz_names(course.assignments)["demo"] == "quiz-demo"
