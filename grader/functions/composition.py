"""Functions called one after another, each with what the earlier ones gave: the whole chain of an assignment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.functions.draws import Random, Sizes


@dataclass(frozen=True)
class Composition:
    """Some of an assignment's functions, called in order.

    A function is called with the values of its arguments' names. Its result is the value of its own name. Where it
    has several, each is the value of the result's name. One with an argument that has no value yet is left out.

    Attributes:
        functions: their names, in order.
        given: draws the values that are there at the beginning, by name.
        wanted: the right values of some names, from what was given.
        gives: what comes out in the end, in a few words: "the gradient of the loss".
        says: completes "Composed in order, the functions do not give …", with {name} for the name.
    """

    functions: tuple[str, ...]
    given: Callable[[Random, Sizes], Mapping[str, Any]]
    wanted: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    gives: str
    says: str
