"""One student's feedback page: points, messages, comments, and what the student wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Template
from markupsafe import Markup, escape

from grader.classroom.page_environment import page_environment
from grader.classroom.template import grade_id
from grader.course import Assignment, Course, Step
from grader.report.points import points_text
from grader.sandbox.plain_text import plain_text

MOST_BYTES = 30_000  # of one student's own text on the page; the rest is in the student's file
_MOST_OF_A_CELL = 10_000
_MOST_OF_A_MESSAGE = 4_000
_MOST_REMARKS = 30
_CUT = "\n… The rest is in your file."

Render = Callable[[str], str | None]


@dataclass(frozen=True)
class Points:
    """What the gradebook says of one submission.

    Attributes:
        by_cell: points by graded cell, those given by hand before automatic ones.
        worth: the most points by graded cell.
        penalty: points that late work loses.
        comments: what somebody wrote by hand, by the cell that it is about.
    """

    by_cell: Mapping[str, float]
    worth: Mapping[str, float]
    penalty: float
    comments: Mapping[str, str]


@dataclass(frozen=True)
class _Text:
    """A student's text: as HTML where it could be laid out, otherwise as it was written."""

    source: str
    html: Markup | None = None


@dataclass(frozen=True)
class _Part:
    """A step's part of the page, or that of a cell which is graded by hand."""

    anchor: str
    step: Step | None
    outcome: str
    score: float
    worth: float
    by_hand: bool
    message: str
    texts: tuple[_Text, ...]
    comments: tuple[str, ...]


def render_page(
    course: Course,
    assignment: Assignment,
    student: str,
    notebook: Mapping[str, Any],
    released: Mapping[str, str],
    points: Points,
    content: str,
    render: Render,
) -> str:
    """The page as HTML.

    Args:
        course: whose title is shown.
        assignment: what was handed in.
        student: the student's name.
        notebook: as autograding left it.
        released: the release's cells by their ids; what is still so is not shown.
        points: what the gradebook says.
        content: a digest of all that is shown, to tell later whether the page is outdated.
        render: makes HTML of Markdown, or gives None where that takes too much.
    """
    cells = notebook["cells"]
    graded = [cell for cell in cells if grade_id(cell) in points.worth]
    room = _Room(render)
    parts = [_part(assignment, cell, cells, points, room) for cell in graded]
    own = [
        cell
        for cell in cells
        if _text(cell).strip() and _is_own(cell) and _text(cell) != released.get(cell.get("id", ""))
    ]
    texts: list[_Text] = []
    for cell in own:
        if room.left > 0:
            texts.append(room.text(cell))
    found = notebook["metadata"].get("course", {})
    earned = sum(points.by_cell.values())
    return _template().render(
        course=course.title,
        title=assignment.title,
        student=student,
        content=content,
        parts=parts,
        own=texts,
        own_left_out=len(own) - len(texts),
        score=max(0.0, earned - points.penalty),
        earned=earned,
        worth=sum(points.worth.values()),
        penalty=points.penalty,
        remarks=[str(one) for key in ("notes", "for_a_person", "warnings") for one in found.get(key, ())][
            :_MOST_REMARKS
        ],
    )


class _Room:
    """How much of the student's own text still has room on the page."""

    def __init__(self, render: Render) -> None:
        self._render = render
        self.left = MOST_BYTES

    def text(self, cell: Mapping[str, Any]) -> _Text:
        source = _text(cell)
        most = min(self.left, _MOST_OF_A_CELL)
        cut = _cut(source, most)
        html = self._render(source) if cell["cell_type"] == "markdown" and cut == source else None
        if html is not None and _size(html) <= most:
            self.left -= _size(html)
            return _Text(source, Markup(html))
        self.left -= _size(escape(cut))
        return _Text(cut)


def _cut(text: str, most: int) -> str:
    """The text, or as much of its beginning as takes so many bytes on the page."""
    size = _size(escape(text))
    return text if size <= most else text[: max(most, 0) * len(text) // size // 2] + _CUT


def _size(html: str) -> int:
    return len(html.encode(errors="replace"))


def _part(
    assignment: Assignment,
    cell: Mapping[str, Any],
    cells: Sequence[Mapping[str, Any]],
    points: Points,
    room: _Room,
) -> _Part:
    name = grade_id(cell) or ""
    facts = cell["metadata"].get("course", {})
    step = assignment.steps.get(str(facts.get("step", "")))
    answers = [one for one in cells if step is not None and grade_id(one) == step.function]
    if step is None:
        answers = [cell]
    about = [name, *(grade_id(one) or "" for one in answers)]
    return _Part(
        anchor=name,
        step=step,
        outcome=str(facts.get("outcome", "")),
        score=points.by_cell.get(name, 0.0),
        worth=points.worth[name],
        by_hand=abs(points.by_cell.get(name, 0.0) - float(facts.get("score", points.by_cell.get(name, 0.0)))) > 1e-6,
        message=_cut(_message(cell), _MOST_OF_A_MESSAGE),
        texts=tuple(room.text(one) for one in answers if _text(one).strip()),
        comments=tuple(points.comments[one] for one in dict.fromkeys(about) if one in points.comments),
    )


def _message(cell: Mapping[str, Any]) -> str:
    """What the grader said: the text on stdout, without the indentation that it has in a terminal."""
    texts = (output.get("text", "") for output in cell.get("outputs", ()) if output["output_type"] == "stream")
    return "".join(text if isinstance(text, str) else "".join(text) for text in texts).strip("\n")


def _is_own(cell: Mapping[str, Any]) -> bool:
    """Whether a cell is the student's, outside of the places for answers."""
    facts = cell["metadata"].get("nbgrader", {})
    given = facts.get("grade") or facts.get("solution") or facts.get("locked")
    return not given and cell.get("id") != "remarks-of-the-grader"


def _text(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(source)
    return plain_text(text, len(text))  # the renderer makes HTML of it


@cache
def _template() -> Template:
    environment = page_environment(Path(__file__).parent)
    environment.filters["points"] = points_text
    return environment.get_template("page.html.j2")
