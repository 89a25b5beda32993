"""What can be known of a right answer, apart from the solution: the map it is a gradient of, and properties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Gradient:
    """The function is the gradient of ``sum(upstream * of(variables, others))``, a vector-Jacobian product.

    Attributes:
        of: the forward map. It is called with the values of ``by``, then with the function's other arguments in
            order, without the upstream gradient.
        by: what it is differentiated by, one name for each result. Each is an argument of the function, or stands
            for a value that the function does not get.
        upstream: the argument that holds the upstream gradient; "" where ``of`` is a number.
        point: gives the values of ``by`` from the function's arguments, where they are not arguments. None: the
            map is linear in them, and any value will do.
        number: the differentiated number in words, where there is no upstream gradient: "the loss L".
    """

    of: Callable[..., Any]
    by: tuple[str, ...]
    upstream: str = ""
    point: Callable[..., tuple[Any, ...]] | None = None
    number: str = ""

    def words(self) -> str:
        """The differentiated number as a person writes it: ``sum(dL_dx * x)``."""
        return self.number or f"sum({self.upstream} * {self.upstream.removeprefix('dL_d')})"


@dataclass(frozen=True)
class Property:
    """A law that right answers obey.

    Attributes:
        name: a few words, for reports: "no index twice".
        holds: ``holds(calls, answers)`` gives "" where the law holds, else one sentence that a student can read.
            ``calls`` is a list of argument tuples, in which a random generator is the number of its seed;
            ``answers`` is a list of what came back. Each call is in it twice. It stands alone: ``np`` and its
            arguments, since its source text is kept with the answer key.
        in_a_row: it is about other calls: a few, several times each, one after another with one random generator, as
            in a training.
    """

    name: str
    holds: Callable[[Sequence[tuple[Any, ...]], Sequence[Any]], str]
    in_a_row: bool = False
