"""What autograding left in `autograded/`: a marked notebook -> what was found in it, as plain facts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course import Assignment, Course
from grader.report.message import OUTCOMES

FOLDER = "autograded"


@dataclass(frozen=True)
class MarkedStep:
    """How one step of a submission ended.

    Attributes:
        mistake: an id of the bank.
        message: what the student is told.
        explanation: the kind of reason, "mistake", "formula" or "edit".
        answers: a name for wrong answers that nothing explains, else "".
    """

    function: str
    outcome: str
    mistake: str | None
    message: str
    explanation: str | None = None
    answers: str = ""


@dataclass(frozen=True)
class Marked:
    """One autograded notebook.

    Attributes:
        student: the student's id.
        steps: by function; empty where the notebook cannot be read.
        notes: what was repaired while reading the submission.
        for_a_person: what somebody should look at.
        warnings: what costs no points.
        isolation: the level at which the student's code ran.
        chain: outcome of all functions composed.
        code: the student's own code cells.
        problem: why there are no facts, or None.
    """

    student: str
    steps: Mapping[str, MarkedStep]
    notes: tuple[str, ...] = ()
    for_a_person: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    isolation: str = ""
    chain: str = ""
    code: tuple[str, ...] = ()
    problem: str | None = None


def read_autograded(course: Course, assignment: Assignment) -> Iterator[Marked]:
    """The assignment's autograded notebooks, one at a time, in the order of the students' ids."""
    for path in sorted((course.root / FOLDER).glob(f"*/{assignment.name}/{assignment.name}.ipynb")):
        yield read_marked(path, path.parent.parent.name)


def marked_path(course: Course, assignment: Assignment, student: str) -> Path:
    """Where a student's autograded notebook is."""
    return course.root / FOLDER / student / assignment.name / f"{assignment.name}.ipynb"


def read_marked(path: Path, student: str) -> Marked:
    """One autograded notebook; one that was marked by something else carries the reason as its `problem`."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = notebook["cells"]
        found = notebook["metadata"]["course"]
        steps = [_step(cell) for cell in cells if "course" in cell["metadata"]]
        return Marked(
            student=student,
            steps={step.function: step for step in steps},
            notes=_sentences(found, "notes"),
            for_a_person=_sentences(found, "for_a_person"),
            warnings=_sentences(found, "warnings"),
            isolation=str(found.get("isolation", "")),
            chain=str(found.get("chain", "")),
            code=tuple(_text(cell["source"]) for cell in cells if _is_students(cell)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Marked(student, {}, problem="Not marked by this course's grader; autograde it again.")


def _step(cell: Mapping[str, Any]) -> MarkedStep:
    facts = cell["metadata"]["course"]
    if facts["outcome"] not in OUTCOMES:
        raise ValueError(facts["outcome"])
    texts = (_text(output["text"]) for output in cell["outputs"] if output["output_type"] == "stream")
    return MarkedStep(
        str(facts["step"]),
        str(facts["outcome"]),
        facts["mistake"],
        "".join(texts).strip("\n"),
        facts.get("explanation"),
        str(facts.get("answers", "")),
    )


def _is_students(cell: Mapping[str, Any]) -> bool:
    nbgrader = cell["metadata"].get("nbgrader", {})
    given = nbgrader.get("grade") or (nbgrader.get("locked") and not nbgrader.get("solution"))
    return cell["cell_type"] == "code" and not given


def _sentences(found: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(sentence) for sentence in found.get(key, ()))


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
