"""`course reset` puts one stub back, loses nothing, and touches nothing else."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest

from grader.building.course_copies import write_source
from grader.building.untouched import untouched_exercises
from grader.course import Course, CourseError
from grader.key.files import answer_key
from grader.learner.reset import reset_step
from grader.running.grading import grade_file


def _reset(course: Course, path: Path, function: str = "dL_dz2") -> Path:
    assignment = course.assignment()
    backup = reset_step(course, assignment, assignment.steps[function], path)
    assert backup is not None
    return backup


def _outcomes(course: Course, path: Path) -> dict[str, str]:
    report = grade_file(path, course, course.assignment())
    return {result.step.function: result.outcome for result in report.steps}


def test_reset_empties_one_function_and_no_other(course: Course, script: Path) -> None:
    before = _outcomes(course, script)
    _reset(course, script)
    assert before["dL_dz2"] == "failed"
    assert _outcomes(course, script) == {**before, "dL_dz2": "not attempted"}


def test_the_file_as_it_was_is_kept_and_an_earlier_backup_too(course: Course, script: Path) -> None:
    original = script.read_bytes()
    first = _reset(course, script)
    changed = script.read_bytes()
    second = _reset(course, script, "dL_dW3")
    assert first.read_bytes() == original
    assert second.read_bytes() == changed
    assert first != second


def test_the_files_rights_stay_and_a_link_stays_one(course: Course, script: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.py"
    script.rename(real)
    script.symlink_to(real)
    real.chmod(0o640)
    _reset(course, script)
    assert script.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert "NotImplementedError" in real.read_text()


def test_a_decorated_function_goes_with_its_decorator(course: Course, script: Path) -> None:
    text = script.read_text().replace("def dL_dz2", "@staticmethod\ndef dL_dz2")
    script.write_text(text)
    _reset(course, script)
    assert "@staticmethod" not in script.read_text()


def test_of_two_definitions_one_stub_is_left(course: Course, script: Path) -> None:
    script.write_text(script.read_text() + "\ndL_dz2 = lambda dL_da2, z2: dL_da2\n")
    _reset(course, script)
    text = script.read_text()
    assert text.count("def dL_dz2") == 1
    assert "lambda" not in text


def test_a_cell_with_a_syntax_error_can_be_reset(course: Course, script: Path) -> None:
    script.write_text(script.read_text().replace("    return dL_da2\n", "    return (dL_da2\n"))
    _reset(course, script)
    outcomes = _outcomes(course, script)
    assert outcomes.pop("dL_dz2") == "not attempted"
    assert set(outcomes.values()) == {"passed"}


def test_of_a_file_with_an_error_elsewhere_only_the_function_goes(course: Course, script: Path) -> None:
    """Without cell marks all of the file is one piece, and none of it is Python."""
    text = script.read_text().replace("# %%\n", "").replace("    return dL_da2\n", "    return dL_da2\n\n\nx = (1\n")
    text = text.replace("def dL_dz2", "@staticmethod\ndef dL_dz2") + "\n\ndef other():\n    dL_dz2 = 1\n"
    script.write_text(text)
    _reset(course, script)
    stub = answer_key(course, course.assignment()).stubs["dL_dz2"]
    definition = text[text.index("@staticmethod") : text.index("\n\n\nx = (1")]
    assert script.read_text() == text.replace(definition, stub)


@pytest.mark.parametrize("line_end", ["\r", "\n", "\r\n"], ids=["CR", "LF", "CRLF"])
def test_a_line_may_end_in_any_way(course: Course, script: Path, line_end: str) -> None:
    text = "# one" + line_end + "# two\n" + script.read_text()
    script.write_bytes((text if line_end == "\n" else text.replace("\n", line_end)).encode())
    _reset(course, script)
    outcomes = _outcomes(course, script)
    assert outcomes.pop("dL_dz2") == "not attempted"
    assert set(outcomes.values()) == {"passed"}


def test_a_lost_function_comes_back(course: Course, script: Path) -> None:
    text = script.read_text().replace("def dL_dz2", "def something_else")
    script.write_text(text)
    _reset(course, script)
    assert script.read_text().startswith(text.rstrip())
    assert _outcomes(course, script)["dL_dz2"] == "not attempted"


def test_line_ends_inside_strings_do_not_shift_the_place(course: Course, script: Path) -> None:
    script.write_text('PAGE = """\x0c\u2028one\x0ctwo"""\n' + script.read_text(), encoding="utf-8")
    _reset(course, script)
    outcomes = _outcomes(course, script)
    assert outcomes.pop("dL_dz2") == "not attempted"
    assert set(outcomes.values()) == {"passed"}


def test_a_notebook_cell_is_reset_and_the_others_stay(course: Course) -> None:
    notebook = course.root / "mine.ipynb"
    write_source(course, course.assignment())
    source = json.loads((course.root / ".course" / "source" / "backprop" / "backprop.ipynb").read_text())
    for cell in source["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["as it was"]}]
            cell["execution_count"] = 1
    notebook.write_text(json.dumps(source))
    _reset(course, notebook)
    cells = json.loads(notebook.read_text())["cells"]
    changed = [
        "".join(new["source"])
        for new, old in zip(cells, source["cells"], strict=True)
        if "".join(new["source"]) != "".join(old["source"])
    ]
    stub = answer_key(course, course.assignment()).stubs["dL_dz2"]
    assert changed == [stub]
    for cell in cells:
        if cell["cell_type"] == "code":
            emptied = "".join(cell["source"]) == stub  # what it printed was of the code that is gone
            assert (cell["outputs"] == [], cell["execution_count"] is None) == (emptied, emptied)


@pytest.mark.parametrize("broken", ["", "\nx = (1"], ids=["Python", "not Python"])
def test_a_cell_that_only_mentions_the_function_stays(course: Course, broken: str) -> None:
    """A local name, a comparison, another step and a remark in the function's own cell are no definitions of it."""
    texts = {
        "dL_dW3": "def dL_dW3(dL_dz3, a2):\n    dL_dz2 = dL_dz3.T\n    return dL_dz2 @ a2" + broken,
        "compared": "dL_dz2 == 3" + broken,
        "dL_dz2": "# mine\nhalf = 0.5\ndef dL_dz2(dL_da2, z2):\n    return dL_da2\n\ndef more():\n    pass" + broken,
        "again": "more = 1\ndL_dz2 = lambda dL_da2, z2: z2\nstill = 2" + broken,
    }
    notebook = course.root / "mine.ipynb"
    notebook.write_text(_notebook(texts))
    _reset(course, notebook)
    stub = answer_key(course, course.assignment()).stubs["dL_dz2"]
    changed = {
        "dL_dz2": f"# mine\nhalf = 0.5\n{stub}\n\ndef more():\n    pass{broken}",
        "again": f"more = 1\nstill = 2{broken}",
    }
    cells = json.loads(notebook.read_text())["cells"]
    assert {cell["metadata"]["nbgrader"]["grade_id"]: "".join(cell["source"]) for cell in cells} == texts | changed


@pytest.mark.parametrize("name", ["dL_dz2", "another"])
def test_a_lost_function_comes_back_to_its_cell_or_to_a_new_one(course: Course, name: str) -> None:
    notebook = course.root / "mine.ipynb"
    notebook.write_text(_notebook({name: "def renamed(dL_da2, z2):\n    return dL_da2\n"}))
    _reset(course, notebook)
    stub = answer_key(course, course.assignment()).stubs["dL_dz2"]
    whole = "\n\n\n".join("".join(cell["source"]).rstrip() for cell in json.loads(notebook.read_text())["cells"])
    assert whole == f"def renamed(dL_da2, z2):\n    return dL_da2\n\n\n{stub}"
    assert len(json.loads(notebook.read_text())["cells"]) == (1 if name == "dL_dz2" else 2)
    assignment = course.assignment()
    assert reset_step(course, assignment, assignment.steps["dL_dz2"], notebook) is None


def _notebook(cells: dict[str, str]) -> str:
    """With cells of these names."""
    return json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "execution_count": None,
                    "id": f"cell-{number}",
                    "metadata": {"nbgrader": {"grade_id": name}},
                    "outputs": [],
                    "source": source,
                }
                for number, (name, source) in enumerate(cells.items())
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def test_stubs_are_the_cells_of_the_release_notebook(course: Course) -> None:
    shutil.copytree(untouched_exercises(), course.root / "exercises")
    _, notebook = course.student_files(course.assignment())
    cells = json.loads(notebook.read_text())["cells"]
    by_name = {cell["metadata"].get("nbgrader", {}).get("grade_id"): "".join(cell["source"]) for cell in cells}
    for function, stub in answer_key(course, course.assignment()).stubs.items():
        assert by_name[function] == stub


@pytest.mark.parametrize("marks", ["# %%\n", ""], ids=["with marks", "without"])
@pytest.mark.parametrize("cookie", ["# coding: cp1252\n", ""], ids=["said", "unsaid"])
def test_a_file_in_another_encoding_stays_in_it(course: Course, script: Path, marks: str, cookie: str) -> None:
    text = script.read_text() if marks else script.read_text().replace("# %%", "# --")
    text = cookie + text.replace("def dL_dz2", "Größe = 'é'\n\n\ndef dL_dz2", 1)
    script.write_bytes(text.encode("cp1252"))
    _reset(course, script)
    assert "Größe = 'é'\n" in script.read_bytes().decode("cp1252")
    assert _outcomes(course, script)["dL_dz2"] == "not attempted"
    assert _outcomes(course, script)["dL_dW3"] == "passed"


def test_an_empty_function_is_left_as_it_is(course: Course, script: Path) -> None:
    assignment = course.assignment()
    _reset(course, script)
    before = script.read_bytes()
    assert reset_step(course, assignment, assignment.steps["dL_dz2"], script) is None
    assert script.read_bytes() == before
    assert len(list(course.root.glob("mine.py.backup-*"))) == 1


def test_line_ends_of_windows_stay(course: Course, script: Path) -> None:
    script.write_bytes(script.read_text().replace("\n", "\r\n").encode())
    _reset(course, script)
    assert script.read_bytes().count(b"\n") == script.read_bytes().count(b"\r\n") > 50


@pytest.mark.parametrize("content", [b"PK\x03\x04\0\0", b"x = 1\0"])
def test_what_is_no_text_is_left_alone(course: Course, script: Path, content: bytes) -> None:
    script.write_bytes(content)
    with pytest.raises(CourseError, match="neither a notebook nor Python text"):
        _reset(course, script)
    assert script.read_bytes() == content


def test_a_broken_notebook_is_left_alone(course: Course) -> None:
    notebook = course.root / "mine.ipynb"
    notebook.write_text("{")
    with pytest.raises(CourseError, match="go back to your last good copy"):
        _reset(course, notebook)
    assert [path.name for path in course.root.glob("mine*")] == ["mine.ipynb"]
