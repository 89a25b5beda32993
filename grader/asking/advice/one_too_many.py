"""A value too many in a call of numpy's: it is taken for the array that the result is to be put into."""

from __future__ import annotations

import ast
import inspect
import re
from typing import Any

import numpy as np

from grader.asking.advice.failure import Failure

_WORDS = {1: "one value", 2: "two values", 3: "three values", 4: "four values"}
_ABOUT = re.compile(r"'out'|output array|output operand|return arrays must be|dtype|casting")


def one_too_many(failure: Failure) -> str | None:
    """Advice on a call such as `np.dot(a, b, c)`, which stops because c is no place for its result."""
    node = failure.node
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    function: Any = vars(np).get(node.func.attr)
    is_numpys = function is not None and failure.known(node.func.value).type == "module"
    takes = _place_of_out(function) if is_numpys and _ABOUT.search(failure.message) else None
    if takes not in _WORDS or len(node.args) <= takes:
        return None
    quoted, extra = failure.quoted(node.func), failure.quoted(node.args[takes])
    return (
        f"{quoted} takes {_WORDS[takes]}. What stands behind them, {extra}, is taken for an array to put the result "
        "into, and it is not meant as one. Should it be a part of another operation?"
    )


def _place_of_out(function: Any) -> int | None:
    """The number of arguments before `out`; None where it cannot be given by position."""
    try:
        names = [one.name for one in inspect.signature(function).parameters.values() if one.kind != one.KEYWORD_ONLY]
    except (ValueError, TypeError):  # compiled functions say it in their documentation alone
        call = re.match(r"\w+\(([^()]*)", function.__doc__ or "")
        given = [name.strip() for name in call[1].partition("*")[0].split(",")] if call else []
        names = [name.partition("=")[0] for name in given if name != "/"]
    return names.index("out") if "out" in names else None
