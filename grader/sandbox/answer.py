"""What goes into the sandbox and what comes out of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

if TYPE_CHECKING:  # the zygote is started before this process has imported numpy
    import numpy as np

CallOutcome = Literal["returned", "raised", "timeout", "crashed", "out of memory", "missing"]
Level = Literal["full", "partial", "none"]
Argument: TypeAlias = "np.ndarray[Any, np.dtype[Any]] | float | int | str | Seed | list[Any] | tuple[Any, ...]"
# What a call returned, put together from arrays.
Value: TypeAlias = "np.ndarray[Any, np.dtype[Any]] | list[Value] | tuple[Value, ...]"

MOST_EXPRESSION = 400  # characters of an expression that is looked at


class SandboxError(Exception):
    """The sandbox itself cannot work here, or would be weaker than it was measured to be."""


class UnreadableError(Exception):
    """A text cannot be read within its time and memory. The text of the error says so in a sentence."""


READ_SECONDS = 10.0  # for all files of one hand-in; an honest notebook takes some milliseconds


@dataclass(frozen=True)
class Chunk:
    """A piece of a submission's source; `label` names it in tracebacks: "cell 5", "work.py".

    `lines_before` are the lines that stand before it in the file that its line numbers count in.
    """

    label: str
    source: str
    lines_before: int = 0

    def line(self, number: int, most: int = 200) -> str:
        """The text of a line, by its number in the file, in at most so many characters; "" where there is none."""
        from .plain_text import plain_line  # late: this module is loaded before the zygote is started

        number -= self.lines_before
        return plain_line(self._lines[number - 1].strip(), most) if 1 <= number <= len(self._lines) else ""

    def between(self, span: tuple[int, int, int, int]) -> str:
        """The text of a span, see ``Failing``; "" where it is no part of the chunk."""
        first, last, _, _ = span
        lines = self._lines[max(first - 1 - self.lines_before, 0) : last - self.lines_before]
        return text_between(lines, span)

    @cached_property
    def _lines(self) -> list[str]:
        """Kept: a function that is not written yet fails a hundred times, and each answer shows where."""
        from .inside.loading import source_lines

        return source_lines(self.source)


def text_between(lines: Sequence[str], span: tuple[int, int, int, int]) -> str:
    """What of these lines, which are those of the span, lies between its columns."""
    first, last, start, end = span
    if len(lines) != last - first + 1:
        return ""
    kept = [line.rstrip("\n").encode("utf-8", "replace") for line in lines]
    kept[-1] = kept[-1][:end]
    kept[0] = kept[0][start:]
    text = b"\n".join(kept).decode("utf-8", "replace")
    return text if len(text) <= MOST_EXPRESSION else ""


@dataclass(frozen=True)
class Named:
    """What a name held where a call failed.

    `kind` is "argument", "local", "enclosing", "global" or "builtin"; `type` the name of its type, "unset" where it
    had no value yet. `shape` is an array's, (length,) of a list, tuple or text, () of a number, else None.
    `detail` is an array's data type, or the name of a function or a module.
    """

    name: str
    kind: str
    type: str
    shape: tuple[int, ...] | None = None
    detail: str = ""


@dataclass(frozen=True)
class Failing:
    """The expression with which a call failed, as it is written, and the names there: plain and capped.

    `span` is its first and last line, and its first and last column, in bytes of UTF-8. `function` is the name of the
    function that it is in.
    """

    span: tuple[int, int, int, int]
    function: str
    names: tuple[Named, ...]
    expression: str = ""


@dataclass(frozen=True)
class Seed:
    """Stands for a random generator: the function is given ``numpy.random.default_rng(number)``.

    A new one for each call; or, where it is ``kept``, one for all calls of a process, as in a training.
    """

    number: int
    kept: bool = False


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    `total_seconds` is wall-clock time over all calls and loads of one worker, None for no budget.
    `memory_mib` is memory beyond what the interpreter with numpy has already. `output_bytes` is the printed
    text kept per call; `reply_mib` the size of all arrays returned by one call.
    """

    call_seconds: float = 2.0
    load_seconds: float = 10.0
    total_seconds: float | None = 60.0
    memory_mib: int = 256
    output_bytes: int = 16384
    reply_mib: int = 64


@dataclass(frozen=True)
class LoadProblem:
    """A top-level statement that failed, or a chunk that could not be parsed. `line` 0 means unknown.

    `names` are those that the statement would have bound: of `from my_layers import square` it is square.
    """

    label: str
    line: int
    error: str
    message: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """What the submission defines: names of callables at module level, and what went wrong on the way.

    `definitions_only` says that not all statements ran: some that do more than define were left out unseen.
    `seconds` is the wall-clock time that it took.
    """

    names: frozenset[str]
    problems: tuple[LoadProblem, ...]
    definitions_only: bool = False
    seconds: float = 0.0


class Answer(msgspec.Struct, frozen=True, eq=False):
    """How one call ended. Texts come from the submission: plain, capped, without control characters.

    `value` is one array for a number, an array, or a list of numbers or of equal shapes; a tuple for a tuple, a
    list for any other list; None when the result is not numeric. `returned` describes the type of the result in
    words. `label`, `line` and `code_line` are the innermost line of the submission that ran, `failing` what stands
    there. `changed` lists the positions of arguments that the call modified in place. `seconds` is wall-clock time.
    """

    outcome: CallOutcome
    value: Value | None = None
    returned: str = ""
    error: str = ""
    message: str = ""
    label: str = ""
    line: int = 0
    code_line: str = ""
    failing: Failing | None = None
    output: str = ""
    changed: tuple[int, ...] = ()
    seconds: float = 0.0

    @property
    def arrays(self) -> tuple[np.ndarray[Any, np.dtype[Any]], ...]:
        """All arrays of the value, in order."""
        return () if self.value is None else tuple(_leaves(self.value))


def _leaves(value: Value) -> Iterator[np.ndarray[Any, np.dtype[Any]]]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value
