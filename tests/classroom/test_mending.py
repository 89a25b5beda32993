"""Mangled notebooks: each is graded as the work that is in it, with a note, or goes to a person."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from notebooks import Notebook, cell_of, code_cell, markdown_cell, solved, text_of, untouched
from small_class import make_course

from grader.classroom.intake.mending import Mended, mend
from grader.classroom.judging.marking import mark, scores_of, submission_of
from grader.classroom.template import Notebook as Marked
from grader.classroom.template import Template, load_template
from grader.course import Assignment, Course
from grader.report.report import Report
from grader.running.grading import grade

FULL = 100.0


@dataclass(frozen=True)
class Case:
    """A mangled hand-in.

    Attributes:
        files: what was handed in.
        score: what it is worth.
        note: part of the note that says what was repaired; empty where nothing need be said.
        for_a_person: part of what a person is told; empty where nobody need look.
    """

    files: Mapping[str, bytes]
    score: float = FULL
    note: str = ""
    for_a_person: str = ""


def changed(change: Callable[[Notebook], object], **expected: str | float) -> Case:
    """A right notebook that somebody did something to."""
    notebook = solved()
    change(notebook)
    return Case({"backprop.ipynb": as_bytes(notebook)}, **expected)


def as_bytes(notebook: Notebook) -> bytes:
    return json.dumps(notebook, indent=1).encode()


def duplicate(notebook: Notebook, name: str, source: str | None = None) -> None:
    """Copy a cell and paste it below itself, metadata and all."""
    index = notebook["cells"].index(cell_of(notebook, name))
    pasted = copy.deepcopy(notebook["cells"][index])
    pasted["source"] = source if source is not None else pasted["source"]
    notebook["cells"].insert(index + 1, pasted)


def delete(notebook: Notebook, *names: str) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in names]


def no_metadata(notebook: Notebook) -> None:
    """As a conversion by way of another program leaves it: in format 4.4, too."""
    notebook["metadata"], notebook["nbformat_minor"] = {}, 4
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]


def retype(notebook: Notebook, name: str, kind: str) -> None:
    cell = cell_of(notebook, name)
    cell["cell_type"] = kind
    cell.pop("outputs", None)


def forge(notebook: Notebook) -> None:
    """Other points, no locks, another schema, and marks of the grader's own."""
    notebook["metadata"]["course"] = {"notes": [], "chain": "passed"}
    for cell in notebook["cells"]:
        cell["metadata"]["course"] = {"score": 1000.0, "outcome": "passed"}
        if nbgrader := cell["metadata"].get("nbgrader"):
            nbgrader |= {"points": 1000, "locked": False, "schema_version": 99}


def swap_names(notebook: Notebook) -> None:
    first, second = cell_of(notebook, "dL_dW3"), cell_of(notebook, "dL_db3")
    first["metadata"], second["metadata"] = second["metadata"], first["metadata"]


def move_into_own_cell(notebook: Notebook) -> None:
    """The empty functions stay where they are; the answers stand in one cell at the end."""
    answers = [text_of(cell_of(notebook, name)) for name in ("dL_dz3", "dL_dW3")]
    for name in ("dL_dz3", "dL_dW3"):
        cell_of(notebook, name)["source"] = cell_of(untouched(), name)["source"]
    notebook["cells"].append(code_cell("\n\n".join(answers)))


def add_helper(notebook: Notebook) -> None:
    """A function of the student's own in a cell of its own, which an answer calls."""
    index = notebook["cells"].index(cell_of(notebook, "dL_dz3"))
    notebook["cells"].insert(index, code_cell("def share(x):\n    return x / len(x)"))
    cell_of(notebook, "dL_dz3")["source"] = "def dL_dz3(p, t):\n    return share(p - t)"


def add_outputs(notebook: Notebook) -> None:
    cell = cell_of(notebook, "step-3-3")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 50_000_000}]


def in_format_3(notebook: Notebook) -> Notebook:
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cells.append({"cell_type": "code", "input": cell["source"], "outputs": [], "metadata": cell["metadata"]})
        else:
            cells.append({"cell_type": "markdown", "source": cell["source"], "metadata": cell["metadata"]})
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells, "metadata": {}}]}


def with_conflict(ours: bytes, theirs: bytes) -> bytes:
    return b"\n".join([b"<<<<<<< HEAD", ours, b"=======", theirs, b">>>>>>> theirs"])


def as_script(notebook: Notebook) -> bytes:
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return "".join(f"# %%\n{text_of(cell)}\n\n" for cell in cells).encode()


def with_open_bracket(source: bytes) -> bytes:
    assert b"return dL_dz2.T @ a1" in source
    return source.replace(b"return dL_dz2.T @ a1", b"return (dL_dz2.T @ a1")


def in_one_cell(notebook: Notebook) -> bytes:
    notebook["cells"] = [code_cell(with_open_bracket(as_script(notebook)).decode())]
    return as_bytes(notebook)


WRONG = "def dL_dz3(y_pred, y_target):\n    return y_target - y_pred"
RIGHT = as_bytes(solved())
EMPTY = as_bytes(untouched())

CASES: dict[str, Case] = {
    "as it should be": Case({"backprop.ipynb": RIGHT}),
    "untouched": Case({"backprop.ipynb": EMPTY}, score=0),
    "graded cell copied": changed(lambda nb: duplicate(nb, "check-dL_dz3"), note="more than once: check-dL_dz3"),
    "answer copied, last one counts": changed(lambda nb: duplicate(nb, "dL_dz3", WRONG), score=91, note="dL_dz3"),
    "answer copied, one left empty": changed(
        lambda nb: duplicate(nb, "dL_dz3", text_of(cell_of(untouched(), "dL_dz3"))), note="more than once: dL_dz3"
    ),
    "graded cells deleted": changed(
        lambda nb: delete(nb, "check-dL_dz3", "check-update"), note="put back: check-dL_dz3, check-update."
    ),
    "answer deleted": changed(lambda nb: delete(nb, "dL_dz3"), score=90, note="put back: dL_dz3."),
    "in reverse order": changed(lambda nb: nb["cells"].reverse(), note="another order"),
    "answer made into text": changed(lambda nb: retype(nb, "dL_dz3", "markdown"), note="another type: dL_dz3"),
    "graded cell made into raw text": changed(lambda nb: retype(nb, "check-dL_dz3", "raw"), note="another type"),
    "points, locks and marks forged": changed(forge),
    "ids exchanged": changed(swap_names),
    "all metadata lost": changed(no_metadata),
    "given cell changed": changed(
        lambda nb: cell_of(nb, "step-1-2").update(source="relu = None"), note="as they were: step-1-2"
    ),
    "answers in a cell at the end": changed(move_into_own_cell, note="outside their own cell: dL_dz3, dL_dW3"),
    "a function of one's own": changed(add_helper),
    "format 3": Case({"backprop.ipynb": as_bytes(in_format_3(solved()))}, note="converted"),
    "conflict markers": Case({"backprop.ipynb": with_conflict(RIGHT, b"{")}, for_a_person="git merge"),
    "conflict markers, both sides whole": Case(
        {"backprop.ipynb": with_conflict(RIGHT, EMPTY)}, for_a_person="the first version of each one counts"
    ),
    "50 MB of outputs": changed(add_outputs),
    "no kernel": changed(lambda nb: nb["metadata"].clear()),
    "renamed": Case({"My Work (2).ipynb": RIGHT}, note="'My Work (2).ipynb' was handed in"),
    "in a folder": Case({"backprop/backprop.ipynb": RIGHT}, note="was handed in and graded as"),
    "two notebooks": Case({"backprop.ipynb": RIGHT, "try.ipynb": RIGHT}, note="work in 'try.ipynb', too"),
    "two notebooks with different work": Case(
        {"backprop.ipynb": RIGHT, "final.ipynb": RIGHT.replace(b"y_target) / N", b"y_target) * (1 / N)")},
        for_a_person="There is other work in 'final.ipynb', too",
    ),
    "a broken notebook beside it": Case(
        {"backprop.ipynb": RIGHT, "final.ipynb": b'{"cells": ['}, for_a_person="'final.ipynb' cannot be read"
    ),
    "a notebook and a script, neither of the right name": Case(
        {"a.py": as_script(solved()), "b.ipynb": RIGHT},
        note="'b.ipynb' was handed in",
        for_a_person="There is work in 'a.py', too",
    ),
    "two notebooks, the work in the other": Case(
        {"backprop.ipynb": EMPTY, "backprop-Copy1.ipynb": RIGHT},
        note="'backprop-Copy1.ipynb' was handed in",
        for_a_person="has no work in it",
    ),
    "a checkpoint beside it": Case({"backprop.ipynb": EMPTY, ".ipynb_checkpoints/backprop.ipynb": RIGHT}, score=0),
    "a Python file instead": Case({"backprop.py": as_script(solved())}, note="'backprop.py' was handed in"),
    "nothing": Case({}, score=0, for_a_person="Nothing could be graded: There is no notebook backprop.ipynb"),
    "something else": Case({"photo.jpg": b"\xff\xd8"}, score=0, for_a_person="Handed in: 'photo.jpg'"),
    "a notebook by another name": Case({"backprop.py": RIGHT}, note="The file is a notebook; it was read as one."),
    "a script by another name": Case({"backprop.ipynb": as_script(solved())}, note="read as Python"),
    "an archive by another name": Case({"backprop.ipynb": b"PK\x03\x04\0\0"}, score=0, for_a_person="a ZIP archive"),
    "not JSON": Case({"backprop.ipynb": b'{"cells": ['}, score=0, for_a_person="not valid JSON"),
    "broken off": Case({"backprop.ipynb": RIGHT[:-1000]}, for_a_person="breaks off before its end"),
    "leftovers behind it": Case({"backprop.ipynb": RIGHT + b'" ]\n }\n}'}, note="Behind the end of the notebook"),
    "a comma too many": Case({"backprop.ipynb": RIGHT + b","}, note="a comma too many"),
    "another notebook behind it": Case({"backprop.ipynb": RIGHT + EMPTY}, for_a_person="holds two notebooks"),
    "saved as text": Case({"backprop.ipynb.txt": RIGHT}, note="'backprop.ipynb.txt' was handed in"),
    "saved as JSON": Case({"backprop.ipynb.json": RIGHT}, note="'backprop.ipynb.json' was handed in"),
    "without an ending": Case({"backprop": RIGHT}, note="'backprop' was handed in"),
    "a script saved as text": Case({"backprop.py.txt": as_script(solved())}, note="read as that"),
    "one open bracket in a script": Case({"backprop.py": with_open_bracket(as_script(solved()))}, score=90, note="b"),
    "one open bracket in one cell": Case({"backprop.ipynb": in_one_cell(solved())}, score=90),
    "a picture pasted into the text": changed(
        lambda nb: nb["cells"].append(markdown_cell(f"![a](data:image/png;base64,{'iVBORw0K' * 200_000})")),
        note="Pictures that were pasted",
    ),
    "the state of widgets": changed(lambda nb: nb["metadata"].update(widgets={"state": ["x" * 30_000_000]})),
    "JSON, but no notebook": Case({"backprop.ipynb": b"[1, 2]"}, score=0, for_a_person="is no notebook"),
    "deep JSON": Case({"backprop.ipynb": b"[" * 200_000}, score=0, for_a_person="not valid JSON"),
    "cells that are none": changed(lambda nb: nb["cells"].extend([None, 3, {}, {"cell_type": "code", "source": 7}])),
    "half a character": changed(lambda nb: nb["cells"].append(code_cell("s = '\ud800'"))),
    "a cell without end": changed(
        lambda nb: nb["cells"].append(code_cell("x = 1  # " + "-" * 600_000)), for_a_person="Cell 81 is longer"
    ),
    "cells without end together": changed(
        lambda nb: nb["cells"].extend(code_cell("x = 1  # " + "-" * 45_000) for _ in range(6)),
        for_a_person="characters of code are not read",
    ),
}


@pytest.fixture(scope="module")
def template(course: Course, assignment: Assignment) -> Template:
    return load_template(course, assignment)


@pytest.fixture(scope="module")
def graded(course: Course, assignment: Assignment, template: Template) -> dict[str, tuple[Mended, Report, Marked]]:
    mended = {name: mend(case.files, template) for name, case in CASES.items()}
    reports: list[Report] = []
    submissions = [submission_of(one, Path(name), tuple(assignment.steps)) for name, one in mended.items()]
    grade(submissions, course, assignment, reports.append)
    return {
        name: (one, report, mark(one, report, template))
        for (name, one), report in zip(mended.items(), reports, strict=True)
    }


@pytest.mark.parametrize("name", CASES)
def test_is_graded_as_the_work_that_is_in_it(
    name: str, graded: dict[str, tuple[Mended, Report, Marked]], template: Template
) -> None:
    case, (mended, report, marked) = CASES[name], graded[name]

    assert sum(scores_of(report, template).values()) == pytest.approx(case.score), str(report.to_json())
    assert case.note in " ".join(mended.notes)
    assert bool(mended.notes) >= bool(case.note)
    assert case.for_a_person in " ".join(mended.for_a_person)
    assert bool(mended.for_a_person) == bool(case.for_a_person), mended.for_a_person
    nbformat.validate(nbformat.from_dict(marked))


@pytest.mark.parametrize("name", CASES)
def test_has_every_graded_cell_once_with_its_points_and_one_score(
    name: str, graded: dict[str, tuple[Mended, Report, Marked]], template: Template, assignment: Assignment
) -> None:
    _, _, marked = graded[name]

    cells = [cell for cell in marked["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
    assert [cell["metadata"]["nbgrader"]["grade_id"] for cell in cells] == list(template.check_cells)
    for cell in cells:
        step = assignment.steps[template.check_cells[cell["metadata"]["nbgrader"]["grade_id"]]]
        message, result = cell["outputs"]
        assert cell["metadata"]["nbgrader"]["points"] == step.points
        assert (message["output_type"], message["name"]) == ("stream", "stdout")
        assert 0 <= float(result["data"]["text/plain"]) <= step.points
    others = [cell for cell in marked["cells"] if cell not in cells and cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] for cell in others)


def test_what_was_right_says_nothing(graded: dict[str, tuple[Mended, Report, Marked]]) -> None:
    for name in ("as it should be", "untouched", "no kernel", "50 MB of outputs"):
        mended = graded[name][0]
        assert (mended.notes, mended.for_a_person, mended.problem) == ((), (), None)


def test_a_students_own_cells_stay_where_they_stood(template: Template) -> None:
    notebook = solved()
    index = notebook["cells"].index(cell_of(notebook, "check-dL_dz3"))
    notebook["cells"].insert(index + 1, markdown_cell("So that is how it works."))
    notebook["cells"].insert(index + 2, code_cell("dL_dz3(y_pred, y_target)"))

    cells = mend({"backprop.ipynb": as_bytes(notebook)}, template).notebook["cells"]

    sources = [cell["source"] for cell in cells]
    place = sources.index("So that is how it works.")
    assert cells[place - 1]["id"] == "check-dL_dz3"
    assert sources[place + 1] == "dL_dz3(y_pred, y_target)"
    assert all(cell["metadata"] == {} for cell in cells[place : place + 2])


def test_the_template_has_no_work_of_the_instructors_in_it(
    course: Course, assignment: Assignment, template: Template, tmp_path: Path
) -> None:
    own = make_course(tmp_path / "course")
    (own.root / "exercises/backprop/backprop.ipynb").write_bytes(RIGHT)

    assert load_template(own, assignment) == template
