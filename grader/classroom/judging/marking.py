"""A mended notebook and its report -> the marked notebook: scores and messages where nbgrader looks for them.

nbgrader reads a grade cell's outputs in order: anything on stderr is 0, no output at all is full marks, and the first
result that is a number is the score. So each check cell ends with exactly one message and one number.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from itertools import repeat
from pathlib import Path
from typing import Any

from grader.classroom.intake.mending import Mended
from grader.classroom.template import Notebook, Template, grade_id
from grader.reading.submission import Submission, submission_of_cells
from grader.report.report import Report, StepResult
from grader.report.terminal import Style, paragraph, render_step
from grader.sandbox.inside.reading.live import LIVE
from grader.sandbox.machine_paths import without_machine
from grader.sandbox.plain_text import plain_line, plain_text

_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def submission_of(mended: Mended, path: Path, judged: Sequence[str]) -> Submission:
    """What the sandbox runs of a mended notebook: all code but the check cells and the live ones, under the numbers
    they have in it.

    Args:
        mended: the notebook.
        path: what its report calls it.
        judged: the functions that are judged.
    """
    if mended.problem is not None:
        return Submission(path, problem=mended.problem)
    cells = mended.notebook["cells"]
    texts = ("" if _is_graded(cell) else cell["source"] for cell in cells)
    live = (LIVE in cell["metadata"].get("tags", ()) for cell in cells)
    kinds = (cell["cell_type"] for cell in cells)
    return submission_of_cells(path, zip(kinds, texts, repeat(None), live, strict=False), judged)


def scores_of(report: Report, template: Template) -> dict[str, float]:
    """The points of each check cell, by its `grade_id`."""
    by_function = {result.step.function: _score(result) for result in report.steps}
    return {name: by_function[function] for name, function in template.check_cells.items()}


def mark(mended: Mended, report: Report, template: Template) -> Notebook:
    """The notebook with scores, messages and what statistics need; the same for the same submission on any machine.

    Args:
        mended: the notebook as it was graded; not changed.
        report: what grading found.
        template: which cells are graded.
    """
    results = {result.step.function: result for result in report.steps}
    # A copy of what is about to change; the pictures in the text are large.
    cells = [{**cell, "metadata": {**cell["metadata"]}} for cell in mended.notebook["cells"]]
    notebook = {**mended.notebook, "metadata": {**mended.notebook["metadata"]}, "cells": cells}
    for cell in notebook["cells"]:
        if function := template.check_cells.get(grade_id(cell) or ""):
            _mark_cell(cell, results[function])
        elif cell["cell_type"] == "markdown" and not cell["metadata"].get("nbgrader", {}).get("locked"):
            cell["source"] = _harmless(cell["source"])
    remarks = [*mended.notes, *mended.for_a_person, *map(without_machine, report.warnings)]
    if remarks:
        notebook["cells"].insert(0, _remarks_cell(remarks))
    notebook["metadata"]["course"] = {
        "notes": list(mended.notes),
        "for_a_person": list(mended.for_a_person),
        "isolation": report.isolation,
        "warnings": list(map(without_machine, report.warnings)),
        "chain": report.chain.outcome if report.chain else "skipped",
    }
    return notebook


def _is_graded(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade"))


def _score(result: StepResult) -> float:
    return min(max(float(result.score), 0.0), float(result.step.points))


def _mark_cell(cell: dict[str, Any], result: StepResult) -> None:
    score = _score(result)
    cell["metadata"]["course"] = {
        "step": result.step.function,
        "outcome": result.outcome,
        "mistake": result.mistake,
        "explanation": result.explanation.tier if result.explanation else None,
        "answers": result.answers,
        "score": score,
        "max_score": float(result.step.points),
    }
    cell["execution_count"] = None
    cell["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": _message(result)},
        {
            "output_type": "execute_result",
            "data": {"text/plain": repr(score)},
            "metadata": {},
            "execution_count": None,
        },
    ]


def _message(result: StepResult) -> str:
    style = Style(unicode=True)
    lines = [render_step(result, style)]
    if result.outcome == "passed":
        lines.append(paragraph(result.agreement, style, "  Done:  "))
    else:
        lines += [paragraph(hint, style, "  Hint:  ") for hint in result.step.hints[:1]]
    return without_machine(plain_text("\n".join(lines), 20_000)) + "\n"


def _harmless(markdown: str) -> str:
    """A student's text for a notebook that others open: a tag with a space in it is no tag, and nothing is lost."""
    return _TAG.sub("< ", markdown)


def _remarks_cell(remarks: Iterable[str]) -> dict[str, Any]:
    # A block of HTML, because a file's name in a list of Markdown could be a link.
    items = "".join(f"<li>{html.escape(plain_line(remark, 500))}</li>" for remark in remarks)
    return {
        "cell_type": "markdown",
        "id": "remarks-of-the-grader",
        "metadata": {},
        "source": f"<div><b>About your file</b><ul>{items}</ul></div>",
    }
