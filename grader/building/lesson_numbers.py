"""The numbers that a lesson's text says: sums that are worked out, tables of examples, and sentences with results."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from grader.key.values import leaves

_NAMES = {"sqrt": math.sqrt, "log": math.log, "exp": math.exp, "tanh": math.tanh, "max": max, "min": min}
_WORD = "log|exp|tanh|max|min"
# 0.75 · 12 + 0.25 · 8² = **25**, and with rounding: −log 0.25 ≈ **1.386**
_SUM = re.compile(rf"((?:[-−√(\d]|{_WORD})(?:[-−√+·/.,^²³()\d ]|{_WORD})*?) ([=≈]) \*\*([-−.\d]+)\*\*")
# | `x` | any | [[1, −2]] |
_ROW = re.compile(r"^\| ?(\*\*result\*\*)? ?(?:`(\w+)`)? ?\|.*\| ([^|]+) \|$", re.MULTILINE)
_EXACT, _ROUNDED_FROM = 1e-12, 4  # decimals: a table with as many shows rounded numbers


def prose(lesson: str) -> str:
    """The text of a lesson's markdown cells."""
    return "\n\n".join(text for kind, text in _cells(lesson) if kind == "markdown")


def text_above(lesson: str, function: str) -> str:
    """The text between a function's cell and the code before it."""
    above: list[str] = []
    for kind, text in _cells(lesson):
        if kind == "code" and re.search(rf"^def {function}\(", text, re.MULTILINE):
            return "\n\n".join(above)
        above = [*above, text] if kind == "markdown" else []
    return ""


def wrong_sums(text: str) -> list[str]:
    """What is worked out in the text and comes to another number: ``1 + 2 · 3 = **9**``."""
    return [f"{left} {sign} {right}" for left, sign, right in _SUM.findall(text) if not _comes_to(left, sign, right)]


def wrong_rows(text: str, arguments: Mapping[str, Any], results: tuple[Any, ...]) -> list[str]:
    """The rows of a text's tables whose value is not that of the example worked by hand.

    Args:
        text: with rows ``| `name` | shape | value |``; several arrays of a list have "and" between them.
        arguments: the example's, by name.
        results: the example's.
    """
    wrong: list[str] = []
    shown: list[tuple[str, list[Any]]] = []
    for is_result, name, written in _ROW.findall(text):
        value = _numbers(written)
        if value is None:
            continue
        if is_result:
            shown.append((written, value))
        elif name in arguments and not _same(written, value, arguments[name]):
            wrong.append(f"{name}: {written}")
    if shown and len(shown) != len(results):
        wrong.append(f"{len(shown)} results, and the example has {len(results)}")
    elif shown:
        pairs = zip(shown, results, strict=True)
        wrong += [f"result: {written}" for (written, value), right in pairs if not _same(written, value, right)]
    return wrong


def wrong_sentences(
    text: str, sentences: Mapping[str, Callable[[Any], Any]], solution: Mapping[str, Callable[..., Any]]
) -> list[str]:
    """The sentences, with the numbers that are computed for them, that are not in the text.

    Args:
        text: of the lesson.
        sentences: with ``{}`` or ``{:.2f}`` for numbers, and what gives those: one number, or a tuple. It is called
            with the solution's functions as attributes.
        solution: by name.
    """
    own, found = SimpleNamespace(**solution), " ".join(text.split())
    wrong = []
    for sentence, compute in sentences.items():
        with np.errstate(all="ignore"):
            values = compute(own)
        filled = sentence.format(*map(_Shown, values if isinstance(values, tuple) else (values,)))
        if " ".join(filled.split()) not in found:
            wrong.append(filled)
    return wrong


class _Shown:
    """A number as the text shows it: with a true minus sign."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __format__(self, wanted: str) -> str:
        return format(self._value, wanted).replace("-", "−")


def _cells(lesson: str) -> Iterator[tuple[str, str]]:
    for cell in re.split(r"^# %%", lesson, flags=re.MULTILINE)[1:]:
        mark, _, text = cell.partition("\n")
        is_text = "[markdown]" in mark
        yield ("markdown", re.sub(r"^# ?", "", text, flags=re.MULTILINE)) if is_text else ("code", text)


def _comes_to(left: str, sign: str, right: str) -> bool:
    try:
        value = _value(left)
    except (SyntaxError, TypeError, ValueError, ArithmeticError):
        return False
    wanted = float(_plain(right))
    decimals = len(right.partition(".")[2])
    return abs(value - wanted) <= (_EXACT if sign == "=" else 0.5 * 10**-decimals)


def _value(expression: str) -> float:
    plain = _plain(expression).replace("²", "**2").replace("³", "**3").replace("^", "**").replace("√", "sqrt ")
    plain = re.sub(r"(log|exp|tanh|sqrt) *([\d.]+)", r"\1(\2)", plain)
    return float(eval(compile(ast.parse(plain.strip(), mode="eval"), "text", "eval"), {"__builtins__": {}}, _NAMES))


def _plain(text: str) -> str:
    return text.replace("−", "-").replace("·", "*")


def _numbers(written: str) -> list[Any] | None:
    """The numbers and arrays that a cell of a table shows; None where it shows something else."""
    try:
        return list(ast.literal_eval(f"[{_plain(written).replace(' and ', ', ')}]"))
    except (SyntaxError, ValueError):
        return None


def _same(written: str, shown: list[Any], right: Any) -> bool:
    ours, theirs = [np.asarray(one, dtype=float) for one in shown], [np.asarray(one) for one in leaves(right)]
    if isinstance(right, list) and len(ours) == 1 and all(one.ndim == 0 for one in theirs):
        theirs = [np.asarray(right)]  # a list of numbers
    if len(theirs) == 1 and len(ours) > 1 and theirs[0].ndim == 1:  # 0.8, 0.4, 0.2 as well as [0.8, 0.4, 0.2]
        ours = [np.asarray(shown, dtype=float)]
    decimals = max((len(digits) for digits in re.findall(r"\.(\d+)", written)), default=0)
    most = 0.5 * 10**-decimals if decimals >= _ROUNDED_FROM else _EXACT
    return len(ours) == len(theirs) and all(
        one.shape == other.shape and np.allclose(one, other, rtol=0.0, atol=most)
        for one, other in zip(ours, theirs, strict=True)
    )
