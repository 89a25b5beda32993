"""`course reset STEP`: puts a step's empty function back, and keeps a copy of the file as it was."""

from __future__ import annotations

import ast
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.course import Assignment, Course, CourseError, Step
from grader.files.backup import keep_beside
from grader.files.whole_files import write_whole
from grader.key.files import answer_key
from grader.reading.text_encoding import encoding_of
from grader.sandbox.inside.reading.python_source import bindings, lines_of, syntax_tree


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
        CourseError: the file cannot be read as what it is; the text says why.
    """
    stub = answer_key(course, assignment).stubs[step.function]
    content = path.read_bytes()
    if "\0" in content.decode(encoding_of(content), errors="replace"):
        raise CourseError(f"{path}: neither a notebook nor Python text; go back to your last good copy")
    if path.suffix == ".ipynb":
        new = _in_notebook(path, content, step.function, stub)
    else:
        new = _in_script(content, step.function, stub)
    if new == content:
        return None
    backup = keep_beside(path)
    write_whole(path.resolve(), new, mode=stat.S_IMODE(path.stat().st_mode))
    return backup


def _in_notebook(path: Path, content: bytes, function: str, stub: str) -> bytes:
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # whatever a broken notebook makes the library raise
        raise CourseError(f"{path}: not a notebook that can be read; go back to your last good copy") from error
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    own = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == function]
    changed, left = False, f"{stub}\n"  # it takes the place of the first definition; of the others nothing is left
    for cell in [*own, *(cell for cell in cells if cell not in own)]:
        new = _replaced(cell.source, function, left)
        if new is not None:
            left = ""
            changed |= _set_source(cell, new.strip("\n"))
    if left:
        if not own:
            own = [nbformat.v4.new_code_cell()]
            notebook.cells.append(own[0])
        changed |= _set_source(own[0], f"{own[0].source.rstrip()}\n\n\n{stub}".lstrip("\n"))
    return (str(nbformat.writes(notebook)).rstrip("\n") + "\n").encode() if changed else content


def _set_source(cell: Any, source: str) -> bool:
    """Whether that is another source than before; the outputs of one that is gone go with it."""
    if source == cell.source:
        return False
    cell.source, cell.outputs, cell.execution_count = source, [], None
    return True


def _in_script(content: bytes, function: str, stub: str) -> bytes:
    encoding = encoding_of(content)
    text = content.decode(encoding, errors="replace")
    plain = text.replace("\r\n", "\n")
    new = _replaced(plain, function, f"{stub}\n")
    if new is None:
        new = f"{plain.rstrip()}\n\n\n# %%\n{stub}\n"
    if "\r\n" in text:  # as editors on Windows end lines
        new = new.replace("\n", "\r\n")
    try:
        return new.encode(encoding)
    except UnicodeEncodeError:  # the stub has characters that the file's encoding lacks
        return new.encode()


def _replaced(text: str, function: str, stub: str) -> str | None:
    """The text with the stub for the function's first definition and nothing for its others; None without any."""
    # Not splitlines(), which knows more line ends than Python does.
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)
    module = syntax_tree(text)
    found = list(_blocks(lines, function) if module is None else _statements(lines, module, function))
    for place, (start, end) in reversed(list(enumerate(found))):
        lines[start:end] = [stub] if place == 0 else []
    return "".join(lines) if found else None


def _statements(lines: list[str], module: ast.Module, function: str) -> Iterator[tuple[int, int]]:
    """Where the top-level statements that define the function begin, and the lines behind them."""
    for first, last in dict.fromkeys(lines_of(statement) for name, statement in bindings(module) if name == function):
        yield first - 1, _behind(lines, last, re.compile(r"[ \t]+#"))


def _blocks(lines: list[str], function: str) -> Iterator[tuple[int, int]]:
    """The same for text that is no Python: from what looks like a definition, as far as it is indented."""
    defining = re.compile(rf"([ \t]*)(?:async[ \t]+)?def[ \t]+{function}\b|{function}[ \t]*=(?!=)")
    end = 0
    for number, line in enumerate(lines):
        if number >= end and (definition := defining.match(line)):
            margin = definition[1] or ""
            start, end = number, _behind(lines, number + 1, re.compile(rf"{margin}[ \t]+\S|[ \t]*[)\]}}]"))
            while start and lines[start - 1].startswith(f"{margin}@"):
                start -= 1
            yield start, end


def _behind(lines: list[str], end: int, belongs: re.Pattern[str]) -> int:
    """The first line that does not belong to what ends there. Empty lines do if there is more behind them."""
    for number in range(end, len(lines)):
        if belongs.match(lines[number]):
            end = number + 1
        elif lines[number].strip():
            break
    return end
