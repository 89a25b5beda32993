"""`course reset STEP`: a step's empty function back in its place, and the file as it was kept beside it."""

from __future__ import annotations

import ast
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from grader.backup import keep_beside
from grader.build import stubs
from grader.course import Assignment, Course, CourseError, Step
from grader.jupyter_source import CELL_MARK
from grader.python_source import bindings, lines_of, syntax_tree
from grader.text_encoding import encoding_of
from grader.whole_files import write_whole


def reset_step(course: Course, assignment: Assignment, step: Step, path: Path) -> Path | None:
    """Put the stub of a step back into a student's file; nothing else in the file changes.

    Args:
        course: where the stub comes from.
        assignment: whose step it is.
        step: which step.
        path: a notebook or a Python file.

    Returns:
        The backup of the file as it was; None where the function is empty already, and nothing was written.

    Raises:
        BuildError: the stub cannot be made.
        CourseError: the notebook cannot be read; the text says why.
    """
    stub = stubs(course, assignment)[step.function]
    content = path.read_bytes()
    if path.suffix == ".ipynb":
        new = _in_notebook(path, step.function, stub).encode()
    else:
        new = _in_script(content, step.function, stub)
    if new == content:
        return None
    backup = keep_beside(path)
    write_whole(path.resolve(), new, mode=stat.S_IMODE(path.stat().st_mode))
    return backup


def _in_notebook(path: Path, function: str, stub: str) -> str:
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # whatever a broken notebook makes the library raise
        raise CourseError(f"{path}: not a notebook that can be read; go back to your last good copy") from error
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    own = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == function]
    defining = _definition(function)
    places = [*own, *(cell for cell in cells if cell not in own and defining.search(cell.source))]
    if not places:
        notebook.cells.append(nbformat.v4.new_code_cell(stub))
    for place, cell in enumerate(places):
        cell.source = stub if place == 0 else ""
        cell.outputs, cell.execution_count = [], None
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


def _in_script(content: bytes, function: str, stub: str) -> bytes:
    encoding = encoding_of(content)
    text = content.decode(encoding, errors="replace")
    new = _in_text(text.replace("\r\n", "\n"), function, stub)
    if "\r\n" in text:  # as editors on Windows end lines
        new = new.replace("\n", "\r\n")
    try:
        return new.encode(encoding)
    except UnicodeEncodeError:  # the stub has characters that the file's encoding lacks
        return new.encode()


def _in_text(text: str, function: str, stub: str) -> str:
    module = syntax_tree(text)
    # Where it is no Python as it stands, the whole cell goes.
    spans = list(_cells(text, function) if module is None else _statements(text, module, function))
    if not spans:
        return f"{text.rstrip()}\n\n\n# %%\n{stub}\n"
    for place, (start, end) in reversed(list(enumerate(spans))):
        text = text[:start] + (f"{stub}\n" if place == 0 else "") + text[end:]
    return text


def _statements(text: str, module: ast.Module, function: str) -> Iterator[tuple[int, int]]:
    """Start and end, in characters, of the top-level statements that define the function."""
    starts = [0]
    for line in text.split("\n"):  # and not splitlines(), which knows more line ends than Python does
        starts.append(starts[-1] + len(line) + 1)
    for first, last in dict.fromkeys(lines_of(statement) for name, statement in bindings(module) if name == function):
        yield starts[first - 1], starts[last]


def _cells(text: str, function: str) -> Iterator[tuple[int, int]]:
    """Start and end of the bodies of the cells that seem to define the function."""
    defining = _definition(function)
    marks = list(CELL_MARK.finditer(text))
    starts = [0, *(min(mark.end() + 1, len(text)) for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    for start, end in zip(starts, ends, strict=True):
        if defining.search(text[start:end]):
            yield start, end


def _definition(function: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*(?:def[ \t]+{function}\b|{function}[ \t]*=)", re.MULTILINE)
