"""Wrong functions that look right: the right answers rounded, clipped, cut, or changed for some callers alone."""

from __future__ import annotations

import ast
import copy
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import mutator
import numpy as np

from grader.course import Assignment, Course
from grader.course.content import load_content
from grader.functions import Function
from grader.key.values import leaves, mapped
from grader.sandbox import Seed

TOP = """import sys
import numpy as np

CALLS = {}


def calls(name):
    CALLS[name] = CALLS.get(name, 0) + 1
    return CALLS[name]


def each(change, value):
    if isinstance(value, (list, tuple)):
        return type(value)(each(change, part) for part in value)
    return change(np.asarray(value))


def first(value):
    return first(value[0]) if isinstance(value, (list, tuple)) else np.asarray(value)
"""
SCALES = (1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7)
# Where mutants are compared with the right functions: sizes of the dimensions, and of the numbers.
SIZES = ((3, 4), (1, 5), (5, 1), (45, 7), (64, 130), (200, 3))


@dataclass(frozen=True)
class Mutant:
    """One wrong function: what kind of wrong, and its text."""

    kind: str
    function: str
    source: str


class Spoiler:
    """Makes mutants of one assignment's functions; of those whose right answers differ it makes none."""

    def __init__(self, course: Course, assignment: Assignment) -> None:
        content = load_content(course.content_folder(assignment))
        self.records = {name: record for name, record in content.functions.items() if not record.random}
        tree = ast.parse(course.reference_file(assignment).read_text(encoding="utf-8"))
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        self._nodes = {name: node for name, node in functions.items() if name in self.records}
        own = [node for name, node in functions.items() if name in content.functions]
        called = {each.id for node in own for each in ast.walk(node) if isinstance(each, ast.Name)}
        given = [node for name, node in functions.items() if name in called and name not in content.functions]
        # The right functions under other names: what is mutated calls its own.
        names = {name: f"right_{name}" for name in content.functions}
        right = [_renamed(node, names) for node in own]
        self.top = "\n\n\n".join([TOP.rstrip(), *map(ast.unparse, [*given, *right])]) + "\n"

    def mutants(self, random: np.random.Generator) -> Iterator[Mutant]:
        """Endless."""
        while True:
            name = str(random.choice(list(self.records)))
            arguments = [argument.name for argument in self.records[name].arguments]
            arrays = [argument.name for argument in self.records[name].arguments if argument.draw.shape]
            chosen = str(random.choice(arrays or arguments))
            kind = str(random.choice([*_KINDS, _OPERATOR]))
            if kind == _OPERATOR:
                source = next(mutator.mutants({name: self._nodes[name]}, random)).source
            else:
                body = _KINDS[kind](f"right_{name}({', '.join(arguments)})", chosen, random)
                source = f"def {name}({', '.join(arguments)}):\n    {body}\n"
            yield Mutant(kind, name, source)

    def differs(self, mutant: Mutant) -> bool:
        """Whether it is wrong somewhere: by more than 1e-4, relative to the entry, or to the numbers around it."""
        if mutant.kind in ("by calls", "by caller"):
            return True
        names: dict[str, Any] = {}
        exec(self.top + mutant.source, names)
        right, wrong = names[f"right_{mutant.function}"], names[mutant.function]
        record = self.records[mutant.function]
        return any(not _alike(right, wrong, given) for given in _given(record, np.random.default_rng(1)))


def _renamed(node: ast.FunctionDef, names: dict[str, str]) -> ast.FunctionDef:
    """The function, and the others that it calls, under their new names."""
    copied = copy.deepcopy(node)
    copied.name = names.get(node.name, node.name)
    for each in ast.walk(copied):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name):  # an argument may have a function's name
            each.func.id = names.get(each.func.id, each.func.id)
    return copied


_OPERATOR = "another operator"
# The rest: what is made of the right call, an argument's name, and chance.
_KINDS: dict[str, Callable[[str, str, np.random.Generator], str]] = {
    "rounds": lambda r, a, g: _all(r, f"np.round(r, {g.integers(0, 10)})"),
    "clips": lambda r, a, g: _all(r, f"np.clip(r, {-(c := _scale(g, 1))!r}, {c!r})"),
    "clips an argument": lambda r, a, g: _given_as(r, a, f"np.clip(r, {-(c := _scale(g, 1))!r}, {c!r})"),
    "drops small": lambda r, a, g: _all(r, f"np.where(np.abs(r) < {_scale(g, 0)!r}, 0, r)"),
    "drops small in an argument": lambda r, a, g: _given_as(r, a, f"np.where(np.abs(r) < {_scale(g, 0)!r}, 0, r)"),
    "drops large": lambda r, a, g: _all(r, f"np.where(np.abs(r) > {_scale(g, 1)!r}, 0, r)"),
    "squeezes": lambda r, a, g: _all(r, "np.squeeze(r)"),
    "cuts rows": lambda r, a, g: _all(
        r, f"np.concatenate([r[:{(k := g.integers(8, 100))}], 0 * r[{k}:]]) if r.ndim else r"
    ),
    "cuts columns": lambda r, a, g: _all(
        r, f"np.where(np.arange(r.shape[-1]) < {g.integers(8, 200)}, r, 0) if r.ndim else r"
    ),
    "by shape": lambda r, a, g: _times(r, f"2 if first({a}).shape[-1:] {_compare(g)} ({g.integers(1, 60)},) else 1"),
    "by size": lambda r, a, g: _times(r, f"0 if first({a}).size {_compare(g)} {g.integers(1, 400)} else 1"),
    "by largest": lambda r, a, g: _times(r, f"1 if np.abs(first({a})).max() < {_scale(g, 1)!r} else 0"),
    "by type": lambda r, a, g: _times(r, f"1 if first({a}).dtype != np.float32 else 0"),
    "by calls": lambda r, a, g: _times(r, f"1 if calls({a!r}) <= {g.integers(1, 55)} else 0"),
    "by caller": lambda r, a, g: _times(r, _caller(g)),
    "another constant": lambda r, a, g: _times(r, repr(1 + float(g.choice([-2, -1, -0.5, 1e-3, 1e-2, 1])))),
}


def _all(right: str, change: str) -> str:
    return f"return each(lambda r: {change}, {right})"


def _given_as(right: str, argument: str, change: str) -> str:
    return f"{argument} = each(lambda r: {change}, {argument})\n    return {right}"


def _times(right: str, factor: str) -> str:
    return f"factor = {factor}\n    return each(lambda r: r * factor, {right})"


def _scale(random: np.random.Generator, large: int) -> float:
    return float(random.choice([scale for scale in SCALES if (scale > 1) == bool(large)]))


def _compare(random: np.random.Generator) -> str:
    return str(random.choice(["<", ">", "!=", "=="]))


def _caller(random: np.random.Generator) -> str:
    frame = "sys._getframe(1)"
    return str(
        random.choice(
            [
                f"'serving' in {frame}.f_code.co_filename",
                f"'grader' in {frame}.f_code.co_filename",
                f"{frame}.f_code.co_name == '_call'",
                f"{frame}.f_code.co_name != '<module>'",
                f"{frame}.f_globals.get('__name__') != '__main__'",
                f"'arguments' in {frame}.f_locals",
            ]
        )
    )


def _given(record: Function, random: np.random.Generator) -> Iterator[list[Any]]:
    """Arguments of many sizes and scales, as far as the record allows them, in float64 and in float32."""
    symbols = record.symbols
    for rows, columns in SIZES:
        sizes = {symbol: rows if symbol in ("N", symbols[0]) else columns for symbol in symbols}
        least = {symbol: max(size, record.least.get(symbol, 1)) for symbol, size in sizes.items()}
        sizes = defaultdict(partial(int, max(2, columns)), least)  # what draws all at once has symbols of its own
        for scale in (1e-8, 1e-4, 1.0, 1e4, 1e8) if record.scalable else (1.0,):
            if record.together:
                values = list(record.together(random, sizes))
            else:
                values = [
                    argument.draw(random, sizes, "smooth", 1.0 if argument.draw.kind == "pre-activation" else scale)
                    for argument in record.arguments
                ]
            yield values
            if record.takes_single:
                yield [mapped(_in_single, value) for value in values]


def _in_single(value: Any) -> Any:
    return value.astype(np.float32) if isinstance(value, np.ndarray) and value.dtype == np.float64 else value


def _drawn(value: Any) -> Any:
    """A generator for a seed; a copy, as a function may change what it is given."""
    return np.random.default_rng(value.number) if isinstance(value, Seed) else copy.deepcopy(value)


def _alike(right: Callable[..., Any], wrong: Callable[..., Any], given: list[Any]) -> bool:
    with np.errstate(all="ignore"):
        wanted = list(leaves(right(*map(_drawn, given))))
        try:
            got = list(leaves(wrong(*map(_drawn, given))))
        except Exception:  # no answer is not a right one
            return False
        return len(got) == len(wanted) and all(map(_near, got, wanted))


def _near(got: Any, wanted: Any) -> bool:
    one, other = np.asarray(got), np.asarray(wanted)
    most = 1e-4 * float(np.abs(other).max(initial=0))
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-4, atol=most))
