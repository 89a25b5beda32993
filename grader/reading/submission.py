"""A notebook or Python file -> Submission: its source text in chunks, and where each name is defined.

Nothing is executed here. Whatever the file holds, reading it ends in a Submission: one that cannot be graded
carries the reason as its ``problem``, in one sentence for the person who wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.files.folders import walk
from grader.reading.budget import Budget
from grader.reading.opening import BEGINNING, open_file, read_bytes
from grader.reading.text_encoding import decode_source
from grader.sandbox import Chunk
from grader.sandbox.inside.reading.chunks import Text, read_text
from grader.sandbox.inside.reading.file_format import looks_like_work
from grader.sandbox.plain_text import plain_line

SUFFIXES = (".py", ".ipynb")
DEFAULT_MAX_BYTES = 20 * 2**20
# Files in which students send their work by mistake.
_WRAPPED = (*(".zip", ".gz", ".tgz", ".tar", ".rar", ".7z"), *(".pdf", ".doc", ".docx", ".odt", ".html", ".txt"))


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
        steady: functions that cannot give two answers to one question; see ``inside.reading.steady``.
    """

    path: Path
    chunks: tuple[Chunk, ...] = ()
    definitions: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    problem: str | None = None
    not_run: tuple[Chunk, ...] = ()
    steady: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """The submissions at a path, sorted, and what else is to be said of what is there.

    Attributes:
        files: notebooks and Python files, by what they hold.
        passed_over: files that look as if work were in them, and are neither.
        problems: sentences about places that could not be looked into.
    """

    files: tuple[Path, ...]
    passed_over: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()


def find_submissions(path: Path) -> Found:
    """The submissions at `path`: itself if it is a file, else every notebook and Python file below it.

    What a file holds counts, not its name. Hidden folders, caches and symbolic links are left out.

    Raises:
        FileNotFoundError: there is nothing at `path`.
    """
    if path.is_file():
        return Found((path,))
    if not path.is_dir():
        raise FileNotFoundError(f"{path}: no such file or folder; check the spelling")
    problems: list[str] = []
    files: list[Path] = []
    wrapped: list[Path] = []
    for entry in walk(path, problems):
        file = path / entry.name
        if entry.is_link or file.name.startswith("__init__."):
            continue
        if is_work(file):
            files.append(file)
        elif file.suffix.lower() in _WRAPPED:
            wrapped.append(file)
    return Found(tuple(sorted(files)), tuple(sorted(wrapped)), tuple(problems))


def is_work(path: Path) -> bool:
    """Whether a file is a notebook or a Python file, by what it holds or by its name."""
    try:
        if path.suffix.lower() in SUFFIXES:
            return path.is_file()
        with open_file(path) as file:
            return looks_like_work(file.read(BEGINNING))
    except OSError:
        return path.suffix.lower() in SUFFIXES


def read_submission(
    path: Path, max_bytes: float = DEFAULT_MAX_BYTES, judged: Sequence[str] | None = None
) -> Submission:
    """Read a notebook or a Python file; what it holds counts, not its name.

    A student's text is read in a confined process, within time and memory.

    Args:
        path: the file.
        max_bytes: a larger file is not read, unless it is a notebook that is not without its outputs and pictures.
        judged: names of the functions that are judged: live cells are left out, see ``inside.reading.live``. None:
            all is run.

    Raises:
        OSError: the file cannot be opened.
    """
    budget = Budget()
    content = read_bytes(path, int(max_bytes), budget)
    if isinstance(content, str):
        return Submission(path, problem=content)
    return _submission(path, budget.text(content, path.name, _label(path), judged))


def read_own(path: Path) -> Submission:
    """As ``read_submission``, for a file of the course itself, which is read in this process."""
    return own_submission(path, path.read_bytes())


def own_submission(path: Path, content: bytes) -> Submission:
    """As ``read_own``, of a content that has been read; `path` is what it is called."""
    text, notes = decode_source(content)
    return _submission(path, read_text(text, path.name, _label(path), notes))


def submission_of_cells(
    path: Path, cells: Iterable[tuple[str, str, int | None, bool]], judged: Sequence[str] | None = None
) -> Submission:
    """What a notebook's cells hold, each given by its kind, its text, the number that Jupyter shows beside it, and
    whether it is live; `judged` as for ``read_submission``."""
    return _submission(path, Budget().chunks(cells, judged))


def _label(path: Path) -> str:
    return plain_line(path.name, 100)


def _submission(path: Path, text: Text) -> Submission:
    return Submission(
        path,
        tuple(Chunk(*chunk) for chunk in text.chunks),
        {
            name: tuple(
                Origin(place.label, place.first, place.last, place.parameters, place.is_stub) for place in places
            )
            for name, places in text.definitions.items()
        },
        text.warnings,
        text.problem,
        tuple(Chunk(*cell) for cell in text.not_run),
        frozenset(text.steady),
    )
