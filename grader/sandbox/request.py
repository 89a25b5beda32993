"""What a worker is asked: calls of functions, encoded once, however often they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .answer import Argument
from .arguments import prepared
from .inside.framing import Array, Encoded, encode
from .plain_text import plain_line


@dataclass(frozen=True)
class FunctionCall:
    """A function and what to call it with, so many times in a row. The first answer that differs counts.

    ``memory`` says how its arrays lie there; see ``inside/arguments.py``.
    """

    name: str
    arguments: Sequence[Argument]
    times: int = 1
    memory: str = ""


@dataclass(frozen=True)
class Request:
    """Calls to be made in turn, as the bytes that say so.

    Attributes:
        what: they are, in the words of a message.
        content: header and body of the frame.
        positions: for each call, those of the arguments that it may change in place.
        ends_early: whether no more calls are made after one that returns nothing.
        calls: the calls, for whoever makes them without a worker; () for other versions of a function.
    """

    what: str
    content: Encoded
    positions: tuple[tuple[int, ...], ...]
    ends_early: bool = False
    calls: tuple[FunctionCall, ...] = ()

    @classmethod
    def of(cls, calls: Iterable[FunctionCall], as_file: bool = False, ends_early: bool = False) -> Request:
        """The request for these calls.

        Args:
            calls: in order.
            as_file: whether they come from the lines of a file, as a student's own calls do.
            ends_early: whether to make no more of them after one that returns nothing.

        Raises:
            TypeError: an argument cannot be sent; see ``prepared``.
        """
        requested: list[list[Any]] = []
        arrays: list[Array] = []
        positions = []
        calls = tuple(calls)
        for call in calls:
            described, own, changeable = prepared(call.arguments)
            requested.append([call.name, described, len(own), call.times, call.memory])
            arrays += own
            positions.append(changeable)
        names = dict.fromkeys(name for name, *_ in requested)
        content = encode({"calls": requested, "as_file": as_file, "ends_early": ends_early}, arrays)
        return cls(plain_line(" and ".join(names), 100), content, tuple(positions), ends_early, calls)

    @classmethod
    def of_variants(cls, name: str, texts: Sequence[str], several: Sequence[Sequence[Argument]]) -> Request:
        """The request for other versions of a function, to call each with each of these lists of arguments.

        Args:
            name: of the function.
            texts: each defines it anew, beside the rest of the submission.
            several: lists of arguments.

        Raises:
            TypeError: as ``of``.
        """
        requested: list[list[Any]] = []
        arrays: list[Array] = []
        positions = []
        for arguments in several:
            described, own, changeable = prepared(arguments)
            requested.append([described, len(own)])
            arrays += own
            positions.append(changeable)
        content = encode({"variants": texts, "call": name, "args": requested}, arrays)
        return cls(plain_line(name, 100), content, tuple(positions) * len(texts))
