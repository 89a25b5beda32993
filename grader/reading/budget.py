"""A student's text -> plain facts about it, read in a confined process within one budget for a hand-in.

Nothing of a student's is parsed in the process that asks: a text can be written so that parsing it takes hours, or
all memory.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from grader.reading.text_encoding import decode_source
from grader.sandbox import Chunk
from grader.sandbox.answer import READ_SECONDS, UnreadableError
from grader.sandbox.inside.reading.cells import CellsRead
from grader.sandbox.inside.reading.chunks import Text
from grader.sandbox.inside.reading.file_format import no_text
from grader.sandbox.inside.reading.structure import Structure, Written

_T = TypeVar("_T")
_NEXT = "Take out what is not program, such as long lists of numbers, or generated text."


# First and last byte, the new text, the label of the chunk, and for each place that is changed its kind and its line.
WrittenEdit = tuple[int, int, str, str, list[tuple[str, int]]]


@dataclass(frozen=True)
class EditsRead:
    """The text of a function with what it calls in its file, and small changes of it; see ``inside.edits``."""

    text: str = ""
    edits: list[WrittenEdit] = field(default_factory=list)


class Budget:
    """The time for reading one hand-in, all of its files together."""

    def __init__(self, seconds: float = READ_SECONDS) -> None:
        self._left = seconds

    @contextmanager
    def charged(self) -> Iterator[None]:
        """Take from the budget what is done meanwhile. Raises UnreadableError where nothing is left."""
        if self._left <= 0:
            raise UnreadableError(f"Reading it takes longer than {READ_SECONDS:g} seconds.")
        began = time.monotonic()
        try:
            yield
        finally:
            self._left -= time.monotonic() - began

    def cut(self, notebook: bytes) -> bytes:
        """A notebook's JSON without outputs, pictures and other things that nobody grades. Raises UnreadableError."""
        try:
            return self._read(notebook, do="cut")
        except UnreadableError as error:
            raise UnreadableError(_sentences(error)) from None

    def cells(self, content: bytes, name: str) -> CellsRead:
        """The cells of a notebook or Python file; `name` is the file's."""
        if problem := no_text(content):
            return CellsRead(problem=problem)
        text, notes = decode_source(content)
        try:
            return self._facts(CellsRead, text.encode(), do="cells", name=name, notes=notes)
        except UnreadableError as error:
            return CellsRead(problem=_sentences(error))

    def text(self, content: bytes, name: str, label: str, judged: Sequence[str] | None = None) -> Text:
        """What the sandbox runs of a notebook or Python file; a Python file's chunk is called `label`.

        `judged`: functions that are judged, which is without the live cells; None: all is run.
        """
        if problem := no_text(content):
            return Text(problem=problem)
        text, notes = decode_source(content)
        try:
            return self._facts(Text, text.encode(), do="text", name=name, label=label, notes=notes, judged=judged)
        except UnreadableError as error:
            return Text(problem=_sentences(error))

    def chunks(self, cells: Iterable[tuple[str, str, int | None, bool]], judged: Sequence[str] | None = None) -> Text:
        """What the sandbox runs of a notebook's cells: kind, text, the number that Jupyter shows, whether it is live.

        `judged`: as for ``text``.
        """
        try:
            return self._facts(Text, json.dumps(list(cells)).encode(), do="chunks", judged=judged)
        except UnreadableError as error:
            return Text(problem=_sentences(error))

    def taken_names(self, chunks: Sequence[Chunk], names: Sequence[str]) -> Mapping[str, tuple[str, int, bool]]:
        """Where names are given to something else: label, line, and whether by `del`; see ``inside.reading``."""
        try:
            return self._facts(dict[str, tuple[str, int, bool]], _sources(chunks), do="taken", names=list(names))
        except UnreadableError:
            return {}

    def functions(self, code: Sequence[str]) -> Mapping[Structure, tuple[Written, ...]]:
        """The functions in some cells by their structure; none where they cannot be read."""
        try:
            found = self._facts(
                list[tuple[tuple[str, ...], list[tuple[str, str]]]], json.dumps(list(code)).encode(), do="functions"
            )
        except UnreadableError:
            return {}
        return {structure: tuple(Written(*one) for one in written) for structure, written in found}

    def edits(
        self,
        chunks: Sequence[Chunk],
        function: str,
        numbers: Sequence[bool],
        others: Sequence[str],
        most: int,
        *,
        firsts: Sequence[int] | None = None,
    ) -> EditsRead:
        """Small changes of a function's text, the natural ones first; see ``inside.edits.found``.

        With ``firsts``, numbers of such changes, two at once: these with all others, then the natural ones together.
        """
        request = {"function": function, "numbers": list(numbers), "others": list(others), "most": most}
        request |= {"firsts": None if firsts is None else list(firsts)}
        try:
            return self._facts(EditsRead, _sources(chunks), do="edits", **request)
        except UnreadableError:
            return EditsRead()

    def _facts(self, kind: type[_T], content: bytes, **request: Any) -> _T:
        try:
            return msgspec.json.decode(self._read(content, **request), type=kind)
        except msgspec.MsgspecError:
            raise UnreadableError("Reading it comes to no end that can be used.") from None

    def _read(self, content: bytes, **request: Any) -> bytes:
        with self.charged():
            from grader.sandbox import shared_sandbox  # late: it brings numpy, and processes are started before that

            return shared_sandbox().read(content, self._left, **request)


def _sources(chunks: Sequence[Chunk]) -> bytes:
    return json.dumps([(chunk.label, chunk.source, chunk.lines_before) for chunk in chunks]).encode()


def _sentences(error: UnreadableError) -> str:
    return str(error) if "report" in str(error) else f"{error} {_NEXT}"
