"""Feedback pages into feedback/: all that are missing or outdated, several at a time."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any

from grader.classroom.feedback.markdown_process import MarkdownProcess, PageOfMarkdown
from grader.classroom.feedback.page import Points, render_page
from grader.classroom.gradebook.scores import StudentScores, read_assignments, read_comments, read_scores
from grader.classroom.intake.hand_in import SECRET, TIMESTAMP
from grader.classroom.marked_notebook import marked_path
from grader.classroom.template import Template, load_template
from grader.course import Assignment, Course, CourseError
from grader.files.whole_files import write_whole

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

FOLDER = "feedback"
_CONTENT = re.compile(rb'<meta name="course-content" content="([0-9a-f]+)">')
_HEAD = 2000  # bytes of a page that the line above is in


@dataclass(frozen=True)
class WrittenPage:
    """What became of one student's page.

    Attributes:
        student: the student's id.
        anew: whether the page was written; otherwise it was there and is still true.
        problem: what somebody must look at, or "".
    """

    student: str
    anew: bool
    problem: str = ""


@dataclass(frozen=True)
class _Wanted:
    """A page as it should be: what it shows, and a digest of that."""

    row: StudentScores
    notebook: bytes
    points: Points
    content: str


def write_feedback(
    course: Course, assignment: Assignment, gradebook: Gradebook, only: Sequence[str] = (), *, force: bool = False
) -> Iterator[WrittenPage]:
    """Write the pages of all who have an autograded notebook; each once it is in its place.

    Args:
        course: whose autograded/ is read and feedback/ written.
        assignment: what was graded.
        gradebook: has the points.
        only: ids of students; empty for everybody.
        force: write also what is there and true.

    Raises:
        CourseError: nothing is graded, or one of `only` is not.
        OSError: a page cannot be written.
    """
    wanted = [one for one in _wanted(course, assignment, gradebook) if not only or one.row.student.id in only]
    missing = sorted({*only} - {one.row.student.id for one in wanted})
    if missing or not wanted:
        who = f"nothing of {assignment.name} by {missing[0]}" if missing else f"nothing of {assignment.name}"
        raise CourseError(f"{who} is graded yet; run: course autograde {assignment.name}")
    template = load_template(course, assignment)
    processes = local()

    def write(one: _Wanted) -> WrittenPage:
        student = one.row.student.id
        folder = _folder(course, assignment, student)
        if not force and _content(folder / f"{assignment.name}.html") == one.content:
            return WrittenPage(student, anew=False)
        if not hasattr(processes, "renderer"):  # one for each thread
            processes.renderer = MarkdownProcess()
        page = PageOfMarkdown(processes.renderer)
        html = _html(course, assignment, template, one, page)
        if html is None:
            return WrittenPage(student, anew=False, problem="the autograded notebook cannot be read; grade it again")
        _write(marked_path(course, assignment, student).parent, folder, assignment, html)
        return WrittenPage(student, anew=True, problem=_too_long(page.failed))

    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        yield from threads.map(write, wanted)


def outdated_feedback(course: Course, assignment: Assignment, gradebook: Gradebook) -> tuple[str, ...]:
    """The ids of students whose page shows something else than the gradebook and the autograded notebook say now.

    A later regrading, an extension, a score or a comment by hand: each makes a page outdated.
    """
    if not any((course.root / FOLDER).glob(f"*/{assignment.name}/{assignment.name}.html")):
        return ()
    found = (
        (
            one.row.student.id,
            _content(_folder(course, assignment, one.row.student.id) / f"{assignment.name}.html"),
            one,
        )
        for one in _wanted(course, assignment, gradebook)
    )
    return tuple(student for student, there, one in found if there is not None and there != one.content)


def _wanted(course: Course, assignment: Assignment, gradebook: Gradebook) -> Iterator[_Wanted]:
    known = read_assignments(gradebook, [assignment.name])
    if not known:
        return
    comments = read_comments(gradebook, assignment.name)
    for row in read_scores(gradebook, known[0]):
        try:
            notebook = marked_path(course, assignment, row.student.id).read_bytes()
        except OSError:
            continue
        if row.submitted:
            points = Points(row.by_cell, known[0].points, row.penalty, comments.get(row.student.id, {}))
            yield _Wanted(row, notebook, points, _digest(course, assignment, row, notebook, points))


def _digest(course: Course, assignment: Assignment, row: StudentScores, notebook: bytes, points: Points) -> str:
    shown = [course.title, assignment.title, row.student.name, vars(points)]
    digest = hashlib.blake2b(_version(), digest_size=16)
    digest.update(json.dumps(shown, sort_keys=True, default=dict).encode())
    digest.update(notebook)
    return digest.hexdigest()


@cache
def _version() -> bytes:
    """A digest of what draws the pages."""
    digest = hashlib.blake2b()
    for path in sorted(Path(__file__).parent.glob("page.*")):
        digest.update(path.read_bytes())
    return digest.digest()


def _html(
    course: Course, assignment: Assignment, template: Template, one: _Wanted, page: PageOfMarkdown
) -> str | None:
    released = {cell["id"]: cell["source"] for cell in template.notebook["cells"]}
    try:
        notebook: Mapping[str, Any] = json.loads(one.notebook)
        return render_page(
            course, assignment, one.row.student.name, notebook, released, one.points, one.content, page.render
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _too_long(cells: int) -> str:
    if not cells:
        return ""
    rest = f", and {cells - 1} more are not tried" if cells > 1 else ""
    return f"1 text cell takes too long to lay out{rest}; the page shows the text as it was written"


def _folder(course: Course, assignment: Assignment, student: str) -> Path:
    return course.root / FOLDER / student / assignment.name


def _content(page: Path) -> str | None:
    """The digest in a page that is there: "" in one of another program; None without a page."""
    try:
        with page.open("rb") as file:
            found = _CONTENT.search(file.read(_HEAD))
    except OSError:
        return None
    return found[1].decode() if found else ""


def _write(autograded: Path, folder: Path, assignment: Assignment, html: str) -> None:
    """The page, and what nbgrader hands feedback back by."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (TIMESTAMP, SECRET):
        (folder / name).unlink(missing_ok=True)  # a copy of nbgrader's may be read-only
        if (autograded / name).is_file():
            shutil.copyfile(autograded / name, folder / name)
    write_whole(folder / f"{assignment.name}.html", html.encode(errors="replace"))
