"""Cells -> what the sandbox runs: source text in chunks, and where each name is defined."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from .cells import Cell, read_cells
from .jupyter_source import without_cell_magic
from .live import script_without_live_cells, without_live_cells
from .pieces import Piece, pieces_of
from .python_source import syntax_tree
from .steady import steady_functions

_DEFINITION = re.compile(r"^def[ \t]", re.MULTILINE)
_SCOPES = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


@dataclass(frozen=True)
class DefinitionPlace:
    """Where a name is bound: the chunk's label, first and last line; a function's parameters, and if it is empty."""

    label: str
    first: int
    last: int
    parameters: tuple[str, ...] = ()
    is_stub: bool = False


@dataclass(frozen=True)
class Text:
    """What a file holds, ready to run; see ``grader.reading.submission.Submission``."""

    chunks: tuple[tuple[str, str, int], ...] = ()
    definitions: dict[str, list[DefinitionPlace]] = field(default_factory=dict)
    not_run: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    problem: str | None = None
    steady: tuple[str, ...] = ()


def read_text(
    text: str, name: str, label: str, notes: Sequence[str] = (), judged: Collection[str] | None = None
) -> Text:
    """Read a file; what it holds counts, not its name.

    Args:
        text: of the file.
        name: of the file.
        label: what a Python file's chunk is called.
        notes: what was repaired before.
        judged: functions that are judged: live cells are not run for that. None: all is run.
    """
    reading = read_cells(text, name, notes, is_to_run=True)
    warnings = (*reading.notes, *reading.for_a_person)
    if reading.problem is not None:
        return Text(problem=reading.problem, warnings=warnings)
    if not reading.is_script:
        return text_of_cells(reading.cells, warnings, judged)
    sources = [cell.source for cell in reading.cells]
    if judged is not None:
        sources = [script_without_live_cells(source, judged) for source in sources]
    pieces = [piece for source in sources for piece in pieces_of(label, source)]
    found = _text(pieces, warnings)
    defines = found.definitions or any(piece.bound is not None and "def " in piece.source for piece in pieces)
    if not defines and any(piece.bound is None for piece in pieces):
        return Text(problem=_syntax_problem(label, reading.cells[0].source), warnings=warnings)
    return found


def text_of_cells(
    cells: Sequence[Cell], warnings: tuple[str, ...] = (), judged: Collection[str] | None = None
) -> Text:
    """The code of a notebook's cells, each under the name of its cell; `judged` as for ``read_text``."""
    if judged is not None:
        cells = without_live_cells(cells, judged)
    pieces: list[Piece] = []
    not_run: list[tuple[str, str]] = []
    labels = _labels([cell for cell in cells if cell.kind == "code"])
    for position, cell in enumerate(cells, start=1):
        code = without_cell_magic(cell.source) if cell.kind == "code" else ""
        label = next(labels) if cell.kind == "code" else ""
        if code:
            pieces += pieces_of(label, code)
        elif _DEFINITION.search(cell.source):
            not_run.append((f"cell {position}", cell.source))
    return _text(pieces, warnings, tuple(not_run))


def _labels(cells: Sequence[Cell]) -> Iterator[str]:
    """A cell's name: the number that Jupyter shows beside it, "cell [7]", else its place among the code cells."""
    counts = Counter(cell.shown for cell in cells)
    for number, cell in enumerate(cells, start=1):
        yield f"code cell {number}" if cell.shown is None or counts[cell.shown] > 1 else f"cell [{cell.shown}]"


def taken_names(chunks: Sequence[tuple[str, str, int]], names: Sequence[str]) -> dict[str, tuple[str, int, bool]]:
    """For each of the names: the last place outside of all functions that gives it to something else.

    Label and line, and whether it is a `del` that takes the name away. A name is left out where a definition follows.
    """
    found: dict[str, tuple[str, int, bool]] = {}
    wanted = set(names)
    for label, source, lines_before in chunks:
        for node in _outside_of_functions(syntax_tree(source)):
            match node:
                case ast.Name(id=name, ctx=ast.Store() | ast.Del() as use) if name in wanted:
                    found[name] = (label, lines_before + node.lineno, isinstance(use, ast.Del))
                case ast.alias() if (name := node.asname or node.name) in wanted:
                    found[name] = (label, lines_before + node.lineno, False)
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() if node.name in wanted:
                    found.pop(node.name, None)
    return found


def _text(pieces: Sequence[Piece], warnings: tuple[str, ...], not_run: tuple[tuple[str, str], ...] = ()) -> Text:
    definitions: dict[str, list[DefinitionPlace]] = {}
    for piece in pieces:
        for bound in piece.bound or ():
            first, last = piece.lines_before + bound.first, piece.lines_before + bound.last
            definitions.setdefault(bound.name, []).append(
                DefinitionPlace(piece.label, first, last, bound.parameters, bound.is_stub)
            )
    chunks = tuple((piece.label, piece.source, piece.lines_before) for piece in pieces if piece.source.strip())
    steady = steady_functions([part for piece in pieces for part in piece.top_levels])
    return Text(chunks, definitions, not_run, warnings, steady=steady)


def _syntax_problem(label: str, source: str) -> str:
    try:
        ast.parse(source)
    except SyntaxError as error:
        return f"The file is not Python: {error.msg} ({label}, line {error.lineno}). Mend that line first."
    except (ValueError, MemoryError, RecursionError) as error:
        return f"The file is not Python that can be read: {(str(error) or type(error).__name__)[:120]}."
    return "The file is not Python."


def _outside_of_functions(module: ast.AST | None) -> Iterator[ast.AST]:
    """The nodes in the order of the text, without what is inside of anything that has names of its own."""
    waiting: list[ast.AST] = [module] if module else []
    while waiting:  # and not by recursion: a student chooses the depth
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting += reversed(list(ast.iter_child_nodes(node)))
