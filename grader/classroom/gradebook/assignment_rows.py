"""An assignment in the gradebook: its notebook and cells, as nbgrader's generate_assignment writes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from grader.classroom.gradebook.database import COURSE_ID
from grader.classroom.template import Notebook, grade_id
from grader.course import CourseError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class AssignmentRows:
    """Where an assignment of that name is in the gradebook: row ids, those of cells by the cells' names."""

    name: str
    assignment: str
    notebook: str
    graded: Mapping[str, str]
    answers: Mapping[str, str]


def keep_assignment(session: Session, name: str, notebook: Notebook, due: datetime | None = None) -> AssignmentRows:
    """Make the gradebook's assignment what the release notebook says, whether it is there or not.

    Cells that are new are added, although there may be submissions, which get their grade when they are graded next.
    Cells that the notebook no longer has go, with the automatic scores that they had.

    Args:
        session: inside a transaction; see ``gradebook.transaction``.
        name: the assignment's; its one notebook has the same.
        notebook: the release version.
        due: the due date; None keeps the gradebook's own.

    Raises:
        CourseError: a cell would go that somebody has scored or commented on by hand.
    """
    from nbgrader import api
    from sqlalchemy import select

    assignment = session.scalars(select(api.Assignment).where(api.Assignment.name == name)).one_or_none()
    if assignment is None:
        assignment = api.Assignment(name=name, course_id=COURSE_ID)
        session.add(assignment)
    if due is not None:
        _set(assignment, duedate=due.astimezone(UTC).replace(tzinfo=None))
    session.flush()
    stored = select(api.Notebook).where(api.Notebook.assignment_id == assignment.id, api.Notebook.name == name)
    row = session.scalars(stored).one_or_none()
    if row is None:
        row = api.Notebook(name=name, assignment_id=assignment.id)
        session.add(row)
    _set(row, kernelspec=json.dumps(notebook["metadata"].get("kernelspec", {})))
    session.flush()
    cells = [cell for cell in notebook["cells"] if grade_id(cell)]
    graded = {_name(cell): _graded(cell) for cell in cells if _is(cell, "grade")}
    answers: dict[str, dict[str, Any]] = {_name(cell): {} for cell in cells if _is(cell, "solution")}
    sources = {_name(cell): _source(cell) for cell in cells if _is(cell, "grade", "solution") or _locked(cell)}
    rows = AssignmentRows(
        name,
        assignment.id,
        row.id,
        _keep(session, api.GradeCell, row.id, graded, _forget_cells),
        _keep(session, api.SolutionCell, row.id, answers, _forget_cells),
    )
    _keep(session, api.SourceCell, row.id, sources, _forget_sources)
    session.flush()
    return rows


def _keep(
    session: Session,
    kind: Any,
    notebook: str,
    wanted: Mapping[str, Mapping[str, Any]],
    forget: Callable[[Session, Iterable[Any]], None],
) -> dict[str, str]:
    """Make the notebook's cells of a kind those that are wanted; their ids."""
    from sqlalchemy import select

    query = select(kind).where(kind.notebook_id == notebook)
    there = {row.name: row for row in session.scalars(query)}
    forget(session, [row for name, row in there.items() if name not in wanted])
    for name, values in wanted.items():
        if name not in there:
            there[name] = kind(name=name, notebook_id=notebook)
            session.add(there[name])
        _set(there[name], **values)
    session.flush()
    return {name: there[name].id for name in wanted}


def _forget_cells(session: Session, cells: Iterable[Any]) -> None:
    from nbgrader.api import Comment, Grade
    from sqlalchemy import delete, select

    for cell in cells:
        by_hand = (
            select(Grade.id).where(
                Grade.cell_id == cell.id, Grade.manual_score.is_not(None) | Grade.extra_credit.is_not(None)
            ),
            select(Comment.id).where(Comment.cell_id == cell.id, Comment.manual_comment.is_not(None)),
        )
        if any(session.execute(query).first() for query in by_hand):
            raise CourseError(
                f"the gradebook has scores or comments that were given by hand for the cell {cell.name}, which the "
                "notebook no longer has; put the step back, or clear them in formgrader first"
            )
        session.execute(delete(Grade).where(Grade.cell_id == cell.id))
        session.execute(delete(Comment).where(Comment.cell_id == cell.id))
        session.delete(cell)


def _forget_sources(session: Session, cells: Iterable[Any]) -> None:
    for cell in cells:
        session.delete(cell)


def _graded(cell: Mapping[str, Any]) -> dict[str, Any]:
    return {"max_score": float(cell["metadata"]["nbgrader"]["points"]), "cell_type": cell["cell_type"]}


def _source(cell: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": cell["cell_type"],
        "locked": _locked(cell),
        "source": cell["source"],
        "checksum": cell["metadata"]["nbgrader"].get("checksum"),
    }


def _name(cell: Mapping[str, Any]) -> str:
    name = grade_id(cell)
    assert name is not None
    return name


def _is(cell: Mapping[str, Any], *roles: str) -> bool:
    return any(cell["metadata"]["nbgrader"].get(role, False) for role in roles)


def _locked(cell: Mapping[str, Any]) -> bool:
    """As nbgrader sees it: what students answer is open, what is graded is not, and other cells say so."""
    return not _is(cell, "solution") and _is(cell, "grade", "locked")


def _set(row: Any, **values: Any) -> None:
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
