"""The answer key of an assignment: everything that grading needs, as plain data, and nothing that answers.

It holds the records without their code, the questions with their right answers, and what known mistakes answer. What
is large is decoded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from grader.key.questions import WITNESSES
from grader.key.values import leaves, mapped, unpacked

Array = NDArray[np.float64]

FORMAT = 7


class ArgumentFacts(msgspec.Struct, frozen=True):
    """An argument: its name, its shape in symbols, and what its numbers are (``Draw.kind``)."""

    name: str
    shape: tuple[str, ...]
    kind: str


class ResultFacts(msgspec.Struct, frozen=True):
    """A result: its name, its shape in symbols (None: it varies), whether it is a list, and whether it is whole."""

    name: str
    shape: tuple[str, ...] | None
    many: bool
    whole: bool = False


class SettingFacts(msgspec.Struct, frozen=True):
    """A number that a person chooses: where to begin, and from where to where it makes sense."""

    usual: float
    low: float
    high: float


class RoleFacts(msgspec.Struct, frozen=True):
    """What part a function plays in the laboratory; see ``grader.functions.Role``."""

    part: str
    state: tuple[str, ...]
    settings: dict[str, SettingFacts]
    partner: str


class Law(msgspec.Struct, frozen=True):
    """A property: its name, the source and the name of its function ``holds``, and which calls it is about."""

    name: str
    source: str
    function: str
    in_a_row: bool


class Assembly(msgspec.Struct, frozen=True):
    """How an answer follows from those of other functions.

    Attributes:
        source, function: the text and the name of a record's ``assembled``.
        stand_ins: the text of functions that may take the places of the others; "" where there are none.
    """

    source: str
    function: str
    stand_ins: str = ""


class Signature(msgspec.Struct, frozen=True):
    """A function's record as data.

    Attributes:
        differentiated: the number that it is the gradient of, in words; "" where it is no gradient.
        variables: what that number is differentiated by.
        upstream: the argument with the upstream gradient; "" where there is none.
        look_for: for what it is always asked, by what is special about it: what is usually to blame.
        assembly: how its answer follows from those of what it rests on. Students' keys do not have it.
        list_ends: for each argument that is a list, whether right answers go by its first array, and by its last.
    """

    function: str
    arguments: tuple[ArgumentFacts, ...]
    results: tuple[ResultFacts, ...]
    differentiated: str
    variables: tuple[str, ...]
    upstream: str
    laws: tuple[Law, ...]
    fewer_axes: bool
    random: bool
    rests_on: tuple[str, ...]
    look_for: dict[str, str]
    assembly: Assembly | None
    role: RoleFacts | None
    list_ends: dict[str, tuple[bool, bool]] = {}

    def signature(self) -> str:
        """The call as a student writes it, ``scale(x, factor)``."""
        return f"{self.function}({', '.join(argument.name for argument in self.arguments)})"

    def named(self) -> str:
        """The results as a person lists them: "w, m and v"."""
        *names, last = (result.name for result in self.results)
        return f"{', '.join(names)} and {last}" if names else last

    @property
    def gives_numbers(self) -> bool:
        """Whether each result is a number by itself, which has no entries."""
        return all(result.shape == () and not result.many for result in self.results)


class Question(msgspec.Struct, frozen=True, eq=False, dict=True):
    """One question to a function, and the right answers to it.

    Compared by identity, so that answers to it can be remembered. Its arrays are read-only.

    Attributes:
        purpose: what it is for; see ``questions.py``.
        case: what is special about it, in words that may be shown; "" for nothing.
        sizes: of the symbols.
        arguments: what to call the function with.
        low, high: the lowest and highest right answer, one value for each result: an array or a list of arrays.
        slack: how far outside an entry may lie, of the same form.
    """

    purpose: str
    case: str
    sizes: Mapping[str, int]
    arguments: tuple[Any, ...]
    low: tuple[Any, ...]
    high: tuple[Any, ...]
    slack: tuple[Any, ...]

    @cached_property
    def bounds(self) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """For each array of the results: between what its entries must lie."""
        columns = map(list, map(leaves, (self.low, self.high, self.slack)))
        return [(low - slack, high + slack) for low, high, slack in zip(*columns, strict=True)]

    @cached_property
    def single_bounds(self) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """The same for entries in float32: the last such numbers within the bounds. They save a conversion."""
        return [(_single_from(low, np.inf), _single_from(high, -np.inf)) for low, high in self.bounds]

    def in_double_precision(self) -> Question:
        """The same question in float64."""
        return msgspec.structs.replace(
            self,
            arguments=mapped(
                lambda leaf: leaf.astype(np.float64) if getattr(leaf, "dtype", None) == np.float32 else leaf,
                self.arguments,
            ),
        )


def _single_from(bound: NDArray[Any], towards: float) -> NDArray[Any]:
    """The number in float32 that is the bound, or else the next one in that direction."""
    with np.errstate(over="ignore"):
        single = bound.astype(np.float32)
    is_outside = single < bound if towards > 0 else single > bound
    return np.where(is_outside, np.nextafter(single, np.float32(towards)), single)


class KnownMistake(msgspec.Struct, frozen=True):
    """A known mistake without its code: what to say to someone who made it; see ``grader.functions.Mistake``.

    ``family`` is the same for one mistake in several functions: in every layer, say.
    """

    id: str
    function: str
    family: str
    name: str
    looks_like: str
    why: str
    next: str


class Chain(msgspec.Struct, frozen=True):
    """A composition: calls in order, what is given, and what comes out; see ``grader.functions.Composition``."""

    functions: tuple[str, ...]
    gives: str
    says: str
    given: tuple[dict[str, Any], ...]
    wanted: tuple[dict[str, Any], ...]


class Key(msgspec.Struct, frozen=True, dict=True):
    """An answer key.

    Attributes:
        format: of the file; another one is built anew.
        sources: digest of everything that it was built from.
        assignment: the assignment's name.
        table: what `assignment.toml` says, without the quiz.
        stubs: the source of each function's cell as students first get it.
        symbols: of shapes, and what they stand for: "N", "the number of examples".
        signatures: by function, in order.
        mistakes: what is known of each, in the bank's order.
        values: numbers worked by hand, by name.
        not_asked: checks of the assignment's own, which are code: a student's kit does not have them.
    """

    format: int
    sources: str
    assignment: str
    table: dict[str, Any]
    stubs: dict[str, str]
    symbols: dict[str, str]
    signatures: dict[str, Signature]
    mistakes: tuple[KnownMistake, ...]
    packed_values: bytes
    packed_questions: dict[str, bytes]
    packed_answers: dict[str, bytes]
    packed_chains: bytes
    secret: bool = False
    not_asked: tuple[str, ...] = ()

    @property
    def kept_in(self) -> Path | None:
        """The folder where what is worked out from a public key can be kept; None where there is none."""
        return self.__dict__.get("_kept_in")

    def keep_in(self, folder: Path) -> Key:
        """The same key, which knows such a folder. It need not be there."""
        self.__dict__["_kept_in"] = folder
        return self

    @cached_property
    def _asked(self) -> dict[tuple[str, tuple[str, ...]], tuple[Question, ...]]:
        return {}

    @cached_property
    def _questions(self) -> dict[str, tuple[Question, ...]]:
        return {}

    def questions(self, function: str) -> tuple[Question, ...]:
        """All questions to a function, in the order in which they are asked. The same objects each time."""
        if function not in self._questions:
            self._questions[function] = tuple(
                Question(*fields) for fields in unpacked(self.packed_questions[function])
            )
        return self._questions[function]

    def asked(self, function: str, *purposes: str) -> tuple[Question, ...]:
        """The questions to a function for one of these purposes."""
        if (function, purposes) not in self._asked:
            self._asked[function, purposes] = tuple(
                question for question in self.questions(function) if question.purpose in purposes
            )
        return self._asked[function, purposes]

    def asks(self, function: str, check: str) -> bool:
        """Whether a check can ask the function anything: some need a witness, which not every function has."""
        return check not in self.not_asked and (check not in WITNESSES or bool(self.asked(function, check)))

    def mistakes_of(self, function: str) -> tuple[KnownMistake, ...]:
        """The known mistakes in a function, in the bank's order."""
        return tuple(mistake for mistake in self.mistakes if mistake.function == function)

    @cached_property
    def _answers(self) -> dict[str, dict[str, tuple[Any, ...]]]:
        return {}

    def mistaken(self, function: str) -> Mapping[str, tuple[Any, ...]]:
        """By a known mistake's id: what it answers to each question of a diagnosis, None where it does not.

        Of a function whose right answers differ: first the names of the properties that the mistake breaks, then what
        it answers where one answer alone is right.
        """
        if function not in self._answers:
            self._answers[function] = unpacked(self.packed_answers[function])
        return self._answers[function]

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """Numbers worked by hand, by name."""
        return dict(unpacked(self.packed_values))

    @cached_property
    def chains(self) -> tuple[Chain, ...]:
        """Functions called one after another."""
        return tuple(Chain(*fields) for fields in unpacked(self.packed_chains))
