"""Advice where a number or an array is needed and something else is there: None, a function, a text, a list."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from grader.asking.advice.failure import Failure
from grader.asking.advice.known import Known

FUNCTIONS = (
    *("function", "method", "builtin_function_or_method", "method_descriptor", "ufunc", "type"),
    *("_ArrayFunctionDispatcher", "method-wrapper", "partial"),
)
_LISTS = ("list", "tuple")
_OTHERS = ("dict", "set", "range", "zip", "map", "filter", "enumerate", "generator", "module", "ellipsis", "slice")
_QUOTED_TYPE = re.compile(r"'([\w.\-]+)'")


def kinds(failure: Failure) -> str | None:
    """Advice where an operation, an attribute or an entry is asked of something of the wrong kind."""
    if failure.error not in ("TypeError", "AttributeError", "UFuncTypeError", "_UFuncNoLoopError"):
        return None
    if "Cannot cast ufunc" in failure.message:
        return _no_room(failure)
    if "numpy boolean" in failure.message:
        return (
            "numpy has no `-` for arrays of True and False. `~` turns such an array round, and "
            "`.astype(float)` makes 1 and 0 of it."
        )
    for part, known in _candidates(failure):
        # What a list or a module lacks is about its attributes; see ``calls``.
        if failure.error == "AttributeError" and known.type in (*_LISTS, "module"):
            continue
        if said := wrong_kind(failure, part, known):
            return said
    return None


def _no_room(failure: Failure) -> str:
    match failure.node:
        case ast.AugAssign(target=target):
            held = failure.known(target)
            what = {"bool": "True and False"}.get(held.detail, "whole numbers")
            return (
                f"{failure.quoted(target)} holds {what}, and there is no room for fractions in it. Make it with "
                f"np.zeros(shape), or write `a = a * b` in place of `a *= b`."
            )
    return (
        "The array that the result is put into has whole numbers, or True and False, and there is no room for "
        "fractions in it. Make it with np.zeros(shape)."
    )


def _candidates(failure: Failure) -> Iterator[tuple[ast.expr, Known]]:
    """Values that the failing operation takes. A type that is not known otherwise is read from the message."""
    types = _QUOTED_TYPE.findall(failure.message)
    match failure.node:
        case ast.BinOp(left=left, right=right) | ast.AugAssign(target=left, value=right):
            sides, types = [left, right], types if len(types) == 2 else ["", ""]
        case ast.Compare(left=left, comparators=[right]):
            sides, types = [left, right], types if len(types) == 2 else ["", ""]
        case ast.UnaryOp(operand=operand):
            sides = [operand]
        case ast.Attribute(value=value) | ast.Subscript(value=value):
            sides = [value]
        case ast.Call(func=ast.Attribute(value=value), args=arguments) if failure.error == "AttributeError":
            sides = [value, *arguments]
            types = [types[0] if types else "", *[""] * len(arguments)]
        case ast.Call(args=arguments):
            sides, types = list(arguments), types[:1] * (len(arguments) == 1)
        case _:
            return
    for number, side in enumerate(sides):
        known = failure.known(side)
        if not known.type and number < len(types) and not _is_plain(types[number]):
            known = replace(known, type=types[number])
        yield side, known


def _is_plain(name: str) -> bool:
    """Whether the message may speak of an entry of an array when it names this type."""
    return name in ("float", "int", "bool", "complex", "numpy.ndarray", "")


def wrong_kind(failure: Failure, part: ast.expr, known: Known) -> str | None:
    """What to say of a value that is of the wrong kind to be computed with; None where it is not."""
    quoted = failure.quoted(part, "Something there")
    if known.type == "NoneType":
        if isinstance(part, ast.Call) and failure.quoted(part.func) == "`print`":
            return "print(…) shows a value and gives back None: take the value itself."
        return (
            f"{quoted} is None: a function without return gives that, and so does a method that changes its array or "
            "list in place, such as append or sort."
        )
    if known.type in FUNCTIONS:
        return _function(failure, part, known, quoted)
    if known.type == "str":
        if isinstance(part, ast.Constant | ast.JoinedStr):
            return f"{quoted} is a text: what stands between quotation marks is not computed. Take the marks away."
        return f"{quoted} is a text, and there is no arithmetic with texts."
    if known.type == "tuple" and (known.detail == "shape" or _ends_in_shape(part)):
        return (
            f"{quoted} is a tuple with the sizes of all axes. One of them is taken by its number: [0] is the number "
            "of rows, [1] the number of columns."
        )
    if known.type in _LISTS:
        if isinstance(part, ast.List):
            return "Square brackets make a list, and a list does no arithmetic with its entries. Take round ones."
        article = f"{quoted} is a {known.type}. " if quoted.startswith("`") else ""
        return (
            f"{article}A list or a tuple does no arithmetic with its entries. Turn it into an array with np.array(…) "
            "first."
        )
    if known.type in _OTHERS:
        return f"{quoted} is a {known.type}, and neither a number nor an array."
    return None


def _ends_in_shape(part: ast.expr) -> bool:
    return isinstance(part, ast.Attribute) and part.attr == "shape"


def _function(failure: Failure, part: ast.expr, known: Known, quoted: str) -> str:
    if said := step_instead(failure, part, known.type):
        return said
    is_defined_here = isinstance(part, ast.Name) and known.detail in ("<lambda>", part.id)
    if isinstance(part, ast.Name) and known.kind == "local" and known.detail and not is_defined_here:
        return (
            f"{quoted} holds the function `{known.detail}` itself, not its result: round brackets () are "
            f"missing where {quoted} gets its value."
        )
    if isinstance(part, ast.Lambda):
        return "A lambda is a function, not its result: write the expression without it."
    return (
        f"{quoted} is a function, not its result: it is called with round brackets behind its name, "
        "with what it needs between them."
    )


def step_instead(failure: Failure, part: ast.expr, kind: str) -> str | None:
    """What to say where a step's function stands in place of a gradient; None where it does not."""
    if not (isinstance(part, ast.Name) and part.id in failure.key.signatures and kind == "function"):
        return None
    return (
        f"`{part.id}` is your function of that step, not what it returns. "
        f"The values of this call are in {failure.arguments()}."
    )
