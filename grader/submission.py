"""A notebook or Python file -> Submission: its source text in chunks, and where each name is defined.

Nothing is executed here. Whatever the file holds, reading it ends in a Submission: one that cannot be graded
carries the reason as its ``problem``, in one sentence for the person who wrote it.
"""

from __future__ import annotations

import ast
import json
import os
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from grader.file_format import other_format, recognised
from grader.jupyter_source import CELL_MARK, cells_of, readings, text_of, without_cell_magic
from grader.python_source import bindings, lines_of, syntax_tree
from grader.sandbox import Chunk
from grader.sandbox.plain_text import plain_line
from grader.stub import is_stub

SUFFIXES = (".py", ".ipynb")
DEFAULT_MAX_BYTES = 20 * 2**20
MOST_CODE = 250_000  # characters; more is no program by hand, and its syntax tree takes a thousand times the memory
MOST_CELLS = 3000
# Files in which students send their work by mistake.
_WRAPPED = (*(".zip", ".gz", ".tgz", ".tar", ".rar", ".7z"), *(".pdf", ".doc", ".docx", ".odt", ".html", ".txt"))
_OTHER_FILE = "The file is neither a Python file nor a notebook. Name the one that holds your functions."


@dataclass(frozen=True)
class Origin:
    """Where a name is defined: the chunk's label, and the first and last line of the statement in it.

    `parameters` are those of a function, by position; `is_stub` says that nothing is written in it yet.
    """

    label: str
    line: int
    last: int
    parameters: tuple[str, ...] = ()
    is_stub: bool = False

    def __str__(self) -> str:
        return f"{self.label}, line {self.line}"


@dataclass(frozen=True)
class Submission:
    """What a student handed in, as text.

    Attributes:
        path: the file as it was named to us.
        chunks: source text in the order in which it runs: a Python file is one chunk, a notebook one per cell.
        definitions: for every name bound at top level, the places that bind it, in order.
        not_run: a notebook's cells that are no code, or that a cell magic hands to something else, as chunks.
        warnings: what was repaired or left out while reading.
        problem: why nothing in the file can be graded, or None.
    """

    path: Path
    chunks: tuple[Chunk, ...] = ()
    definitions: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    problem: str | None = None
    not_run: tuple[Chunk, ...] = ()


def find_submissions(path: Path) -> list[Path]:
    """The submissions at `path`: itself if it is a file, else every notebook and Python file below it, sorted.

    Hidden folders, caches and symbolic links are left out.

    Raises:
        FileNotFoundError: there is nothing at `path`, or the folder holds no submission; the text says which.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileNotFoundError(f"{path}: no such file or folder; check the spelling")
    found = _files(path, SUFFIXES)
    if not found:
        raise FileNotFoundError(f"{path}: no submissions in this folder; expected .py or .ipynb files")
    return found


def passed_over(path: Path) -> list[Path]:
    """Files below a folder that ``find_submissions`` leaves out although they look as if work were in them."""
    return _files(path, _WRAPPED) if path.is_dir() else []


def _files(folder: Path, suffixes: Container[str]) -> list[Path]:
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]  # .venv has 50,000 files
        files = (Path(place, name) for name in names if not name.startswith((".", "__init__.")))
        found += [
            file for file in files if file.suffix.lower() in suffixes and file.is_file() and not file.is_symlink()
        ]
    return sorted(found)


def read_submission(path: Path, max_bytes: float = DEFAULT_MAX_BYTES) -> Submission:
    """Read a notebook or a Python file; what it holds counts, not its name.

    Args:
        path: the file.
        max_bytes: a larger file is not read.

    Raises:
        OSError: the file cannot be opened.
    """
    with path.open("rb") as file:
        content = file.read(int(max_bytes) + 1)
    if len(content) > max_bytes:
        limit = max_bytes / 2**20
        return Submission(
            path, problem=f"The file is larger than {limit:g} MiB. Clear the outputs, save it and try again."
        )
    return submission_from(path, content)


def submission_from(path: Path, content: bytes) -> Submission:
    """The same, of a content that has been read; `path` is what it is called."""
    if not content.strip():
        return Submission(path, problem="The file is empty. Save your work and try again.")
    if other := other_format(content):
        return Submission(path, problem=other)
    format, text, notes = recognised(content, path.suffix)
    return (_read_notebook if format == "notebook" else _read_python)(path, text, notes)


def _read_python(path: Path, text: str, notes: Sequence[str]) -> Submission:
    if "\0" in text:
        zeros = "The file holds zero bytes, so it is no Python text. Save it as UTF-8."
        return Submission(path, problem=zeros if path.suffix in SUFFIXES else _OTHER_FILE)
    if len(text) > MOST_CODE:
        return Submission(path, problem=_too_much_code(len(text)))
    label = plain_line(path.name, 100)
    whole = _piece(label, text)
    if whole.bound is not None:
        return _submission(path, [whole], notes)
    # One syntax error must not cost every step: what stands between two `# %%` marks is taken by itself.
    pieces = list(_split_at_cell_marks(label, text))
    if not _definitions(pieces):
        problem = _syntax_problem(whole.chunk) if path.suffix in SUFFIXES else _OTHER_FILE
        return Submission(path, problem=problem, warnings=tuple(notes))
    return _submission(path, pieces, notes)


def _read_notebook(path: Path, text: str, notes: Sequence[str]) -> Submission:
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Submission(
            path,
            problem=f"The notebook is not valid JSON ({_short(error)}). Open it in Jupyter, save it again, "
            "or go back to your last good copy.",
        )
    return notebook_submission(path, notebook, notes)


def notebook_submission(path: Path, notebook: Any, notes: Iterable[str] = ()) -> Submission:
    """What a notebook holds, given as the plain data that its JSON stands for; any version of the format."""
    all_cells = list(cells_of(notebook))
    cells = [cell for cell in all_cells if cell.get("cell_type") == "code"]
    if not cells:
        return Submission(path, problem="The notebook has no code cells. Is it the right file?")
    if len(cells) > MOST_CELLS:
        return Submission(
            path, problem=f"The notebook has more than {MOST_CELLS:,} code cells. Is it the right file?"
        )
    sources = [without_cell_magic(text_of(cell)) for cell in cells]
    if (length := sum(map(len, sources))) > MOST_CODE:
        return Submission(path, problem=_too_much_code(length))
    pieces = list(map(_piece, _labels(cells), sources))
    not_run = tuple(
        Chunk(f"cell {number}", text_of(cell))
        for number, cell in enumerate(all_cells, start=1)
        if cell.get("cell_type") != "code" or not without_cell_magic(text_of(cell))
    )
    return replace(_submission(path, pieces, notes), not_run=not_run)


def _labels(cells: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A cell's name: the number that Jupyter shows beside it, "cell [7]", else its place among the code cells."""
    counts = Counter(cell.get("execution_count") for cell in cells if type(cell.get("execution_count")) is int)
    for number, cell in enumerate(cells, start=1):
        shown = cell.get("execution_count")
        yield f"cell [{shown}]" if type(shown) is int and counts[shown] == 1 else f"code cell {number}"


@dataclass(frozen=True)
class _Piece:
    """A chunk with the names that it binds, None where it is no Python."""

    chunk: Chunk
    bound: tuple[tuple[str, Origin], ...] | None


def _submission(path: Path, pieces: Sequence[_Piece], notes: Iterable[str]) -> Submission:
    kept = tuple(piece.chunk for piece in pieces if piece.chunk.source.strip())
    return Submission(path, kept, _definitions(pieces), tuple(notes))


def _piece(label: str, text: str, lines_before: int = 0) -> _Piece:
    """The text as Jupyter would run it, where it is not Python as it stands."""
    for candidate in readings(text):
        module = syntax_tree(candidate)
        if module is not None:
            chunk = Chunk(label, candidate, lines_before)
            return _Piece(chunk, tuple(_bound(module, chunk)))
    return _Piece(Chunk(label, text, lines_before), None)


def _too_much_code(length: int) -> str:
    return (
        f"The file holds {length:,} characters of code, and no more than {MOST_CODE:,} are read. "
        "Take out what is not program, such as long lists of numbers."
    )


def _syntax_problem(chunk: Chunk) -> str:
    try:
        ast.parse(chunk.source)
    except SyntaxError as error:
        return f"The file is not Python: {error.msg} ({chunk.label}, line {error.lineno}). Mend that line first."
    except (ValueError, MemoryError, RecursionError) as error:
        return f"The file is not Python that can be read: {_short(error)}."
    return "The file is not Python."


def _split_at_cell_marks(label: str, text: str) -> Iterator[_Piece]:
    marks = [match.start() for match in islice(CELL_MARK.finditer(text), MOST_CELLS)]
    lines = 0
    before = text[: marks[0] if marks else None]  # it is a cell, too, unless it is empty
    for number, (start, end) in enumerate(pairwise([0, *marks, len(text)]), start=1 if before.strip() else 0):
        yield _piece(f"{label} (cell {number})", text[start:end], lines)
        lines += text.count("\n", start, end)


def _definitions(pieces: Iterable[_Piece]) -> dict[str, tuple[Origin, ...]]:
    found: dict[str, list[Origin]] = {}
    for piece in pieces:
        for name, origin in piece.bound or ():
            found.setdefault(name, []).append(origin)
    return {name: tuple(origins) for name, origins in found.items()}


def _bound(module: ast.Module, chunk: Chunk) -> Iterator[tuple[str, Origin]]:
    for name, statement in bindings(module):
        first, last = lines_of(statement)
        lines = (chunk.lines_before + first, chunk.lines_before + last)
        stub = isinstance(statement, ast.FunctionDef) and is_stub(statement)
        yield name, Origin(chunk.label, *lines, _parameters(statement), stub)


def _parameters(statement: ast.stmt) -> tuple[str, ...]:
    arguments = statement.args if isinstance(statement, ast.FunctionDef) else None
    return tuple(argument.arg for argument in (*arguments.posonlyargs, *arguments.args)) if arguments else ()


def _short(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    return text if len(text) <= 120 else text[:117] + "..."
