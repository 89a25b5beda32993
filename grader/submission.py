"""A notebook or Python file -> Submission: its source text in chunks, and where each name is defined.

Nothing is executed here. Whatever the file holds, reading it ends in a Submission: one that cannot be graded
carries the reason as its ``problem``, in one sentence for the person who wrote it.
"""

from __future__ import annotations

import ast
import codecs
import contextlib
import io
import json
import re
import textwrap
import tokenize
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from grader.sandbox import Chunk
from grader.sandbox.plain_text import plain_line

SUFFIXES = (".py", ".ipynb")
DEFAULT_MAX_BYTES = 20 * 2**20
MOST_CODE = 250_000  # characters; more is no program by hand, and its syntax tree takes a thousand times the memory
MOST_CELLS = 3000
# What a first line may name. Others are read as UTF-8: some cannot be undone, or take the square of the time.
_ENCODINGS = {
    *(
        "utf-8",
        "utf-8-sig",
        "ascii",
        "iso8859-1",
        "iso8859-2",
        "iso8859-5",
        "iso8859-7",
        "iso8859-9",
        "iso8859-15",
        "mac-roman",
    ),
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "koi8-r", "koi8-u"),
    *("big5", "gbk", "gb2312", "gb18030", "euc_jp", "euc_kr", "shift_jis", "cp932", "cp949", "cp950"),
}

_OTHER_FILE = "The file is neither a Python file nor a notebook. Name the one that holds your functions."

# Cell magics whose body is Python that runs in the notebook's own namespace.
_TRANSPARENT_MAGICS = {"time", "timeit", "capture", "prun"}
# A question mark asks for help only after a name: `np.sum?`. Anywhere else it is a comment's or a text's.
_MAGIC_LINE = re.compile(
    r"^(?P<indent>\s*)(?:%time\s+(?P<timed>\S.*)|%{1,2}[a-zA-Z]|[!?]|[\w.]+\s*=\s*(?:%[a-zA-Z]|!)|[\w.*]+\?{1,2}\s*$)"
)
_PROMPT = re.compile(r"^(?:>>>|\.\.\.)(?: |$)", re.MULTILINE)
_CELL_MARK = re.compile(r"^#(?: ?%%| In\[[\d ]*\]:)", re.MULTILINE)  # of jupytext, Spyder, nbconvert


@dataclass(frozen=True)
class Origin:
    """Where a name is defined: the chunk's label, and the first and last line of the statement in it.

    `parameters` are those of a function, by position.
    """

    label: str
    line: int
    last: int
    parameters: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.label}, line {self.line}"


@dataclass(frozen=True)
class Submission:
    """What a student handed in, as text.

    Attributes:
        path: the file as it was named to us.
        chunks: source text in the order in which it runs: a Python file is one chunk, a notebook one per cell.
        definitions: for every name bound at top level, the places that bind it, in order.
        prose: a notebook's cells that are not code, as chunks.
        warnings: what was repaired or left out while reading.
        problem: why nothing in the file can be graded, or None.
    """

    path: Path
    chunks: tuple[Chunk, ...] = ()
    definitions: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    problem: str | None = None
    prose: tuple[Chunk, ...] = ()


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
    found = sorted(
        file
        for file in path.rglob("*")
        if file.suffix in SUFFIXES
        and file.is_file()
        and not file.is_symlink()
        and not any(part.startswith((".", "__")) for part in file.relative_to(path).parts)
    )
    if not found:
        raise FileNotFoundError(f"{path}: no submissions in this folder; expected .py or .ipynb files")
    return found


def read_submission(path: Path, max_bytes: float = DEFAULT_MAX_BYTES) -> Submission:
    """Read a `.ipynb` or `.py` file; any other suffix is read as Python.

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
    if not content.strip():
        return Submission(path, problem="The file is empty. Save your work and try again.")
    if path.suffix == ".ipynb":
        return _read_notebook(path, content)
    return _read_python(path, content)


def _read_python(path: Path, content: bytes) -> Submission:
    text, notes = decode_source(content)
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


def _read_notebook(path: Path, content: bytes) -> Submission:
    text, notes = decode_source(content)
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
    all_cells = list(_cells(notebook))
    cells = [cell for cell in all_cells if cell.get("cell_type") == "code"]
    if not cells:
        return Submission(path, problem="The notebook has no code cells. Is it the right file?")
    if len(cells) > MOST_CELLS:
        return Submission(
            path, problem=f"The notebook has more than {MOST_CELLS:,} code cells. Is it the right file?"
        )
    sources = [_cell_source(cell) for cell in cells]
    if (length := sum(map(len, sources))) > MOST_CODE:
        return Submission(path, problem=_too_much_code(length))
    pieces = [_piece(f"code cell {number}", source) for number, source in enumerate(sources, start=1)]
    prose = tuple(
        Chunk(f"cell {number}", _cell_source(cell))
        for number, cell in enumerate(all_cells, start=1)
        if cell.get("cell_type") != "code"
    )
    return replace(_submission(path, pieces, notes), prose=prose)


@dataclass(frozen=True)
class _Piece:
    """A chunk with the names that it binds, None where it is no Python."""

    chunk: Chunk
    bound: tuple[tuple[str, Origin], ...] | None


def _submission(path: Path, pieces: Sequence[_Piece], notes: Iterable[str]) -> Submission:
    kept = tuple(piece.chunk for piece in pieces if piece.chunk.source.strip())
    return Submission(path, kept, _definitions(pieces), tuple(notes))


def decode_source(content: bytes) -> tuple[str, list[str]]:
    """The text of a notebook or Python file, and a note where it was not the UTF-8 that it should be."""
    encoding = encoding_of(content)
    if encoding == "utf-16":  # as PowerShell's `>` writes it
        note = "The file is UTF-16; it was read as that. Save it as UTF-8 to be safe."
        return content.decode(encoding, errors="replace"), [note]
    if encoding == "latin-1":
        note = "The file is not UTF-8; it was read as Latin-1. Save it as UTF-8 to be safe."
        return content.decode(encoding), [note]
    if encoding.startswith("utf-8") and _declared_encoding(content) is None:
        note = (
            "The file names an encoding that is not read here; it was read as UTF-8. Remove that comment to be safe."
        )
        return content.decode(encoding), [note]
    return content.decode(encoding), []


def encoding_of(content: bytes) -> str:
    """How to read a notebook or Python file, and to write it again: "utf-16" or "latin-1" where nothing else fits."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    unmarked = "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8"
    for encoding in (_declared_encoding(content) or unmarked, unmarked):
        with contextlib.suppress(UnicodeError):
            content.decode(encoding)
            return encoding
    return "latin-1"


def _declared_encoding(content: bytes) -> str | None:
    """What a comment in the first two lines says, as Python reads it, if it is one of those that are read."""
    with contextlib.suppress(SyntaxError, LookupError):
        name = codecs.lookup(tokenize.detect_encoding(io.BytesIO(content).readline)[0]).name
        return name if name in _ENCODINGS else None
    return None


def _cells(notebook: Any) -> Iterator[Mapping[str, Any]]:
    """Cells in order, from any version of the format; whatever is malformed is passed over."""
    if not isinstance(notebook, dict):
        return
    sheets = notebook.get("worksheets")  # format 3 and older
    groups = [notebook, *sheets] if isinstance(sheets, list) else [notebook]
    for group in groups:
        cells = group.get("cells") if isinstance(group, dict) else None
        for cell in cells if isinstance(cells, list) else []:
            if isinstance(cell, dict):
                yield cell


def _cell_source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    first, _, rest = text.lstrip().partition("\n")
    if first.startswith("%%"):
        magic = first[2:].split(maxsplit=1)
        text = "\n" + rest if magic and magic[0] in _TRANSPARENT_MAGICS else ""
    return text


def _piece(label: str, text: str, lines_before: int = 0) -> _Piece:
    """The text as Jupyter would run it, where it is not Python as it stands; each line stays in its place."""
    for candidate in _readings(text):
        module = syntax_tree(candidate)
        if module is not None:
            chunk = Chunk(label, candidate, lines_before)
            return _Piece(chunk, tuple(_bound(module, chunk)))
    return _Piece(Chunk(label, text, lines_before), None)


def _readings(text: str) -> Iterator[str]:
    """The text, and what it may have been meant as: IPython's lines left out, indented as a whole, with prompts."""
    yield text
    plain = _without_magics(text)
    yield plain
    yield textwrap.dedent(plain)
    if ">>>" in text:
        yield _PROMPT.sub("", plain)


def _without_magics(text: str) -> str:
    """The text with IPython's `%`, `!` and `?` lines replaced by `pass`, and timed statements by themselves."""
    lines = text.split("\n")
    goes_on = False
    for number, line in enumerate(lines):
        magic = _MAGIC_LINE.match(line)
        if goes_on or magic:
            lines[number] = f"{magic['indent']}{magic['timed'] or 'pass'}" if magic and not goes_on else ""
            goes_on = line.endswith("\\")
    return "\n".join(lines)


def syntax_tree(source: str) -> ast.Module | None:
    """The source's tree; None where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes in the student's strings
            return ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


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
    marks = [match.start() for match in islice(_CELL_MARK.finditer(text), MOST_CELLS)]
    lines = 0
    first = (
        1 if text[: marks[0] if marks else None].strip() else 0
    )  # what stands before the first mark is a cell, too
    for number, (start, end) in enumerate(pairwise([0, *marks, len(text)]), start=first):
        yield _piece(f"{label} (cell {number})", text[start:end], lines)
        lines += text.count("\n", start, end)


def _definitions(pieces: Iterable[_Piece]) -> dict[str, tuple[Origin, ...]]:
    found: dict[str, list[Origin]] = {}
    for piece in pieces:
        for name, origin in piece.bound or ():
            found.setdefault(name, []).append(origin)
    return {name: tuple(origins) for name, origins in found.items()}


def _bound(module: ast.Module, chunk: Chunk) -> Iterator[tuple[str, Origin]]:
    for name, statement in _bindings(module.body):
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
        last = statement.end_lineno or statement.lineno
        yield name, Origin(chunk.label, chunk.lines_before + first, chunk.lines_before + last, _parameters(statement))


def _parameters(statement: ast.stmt) -> tuple[str, ...]:
    arguments = statement.args if isinstance(statement, ast.FunctionDef) else None
    return tuple(argument.arg for argument in (*arguments.posonlyargs, *arguments.args)) if arguments else ()


def _bindings(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """Names that the statements bind, as functions, classes or by assignment, each with its statement."""
    for statement in body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, statement
            case ast.Assign(targets=targets):
                nodes = (node for target in targets for node in ast.walk(target))
                # `update.calls = 0` and `grads[update] = w` mention a name without binding it.
                for node in nodes:
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        yield node.id, statement
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield name, statement


def _short(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    return text if len(text) <= 120 else text[:117] + "..."
