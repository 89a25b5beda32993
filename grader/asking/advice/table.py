"""Advice that holds for an exception of a class with a certain text, whatever the line is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.asking.advice.failure import Failure


@dataclass(frozen=True)
class _Advice:
    """What to do where an exception of one of these classes says something that matches.

    Attributes:
        errors: names of exception classes.
        says: a regular expression that the exception's text matches somewhere.
        next: what to do.
    """

    errors: tuple[str, ...]
    says: str
    next: str


# The first that fits counts.
_ADVICE = (
    _Advice(
        ("ValueError",),
        "inhomogeneous",
        "Rows of one array must have one length, and those that are put together there have not.",
    ),
    _Advice(
        ("ValueError", "TypeError"),
        "array element with a sequence",
        "A whole row or column is put into a single entry there. Sum it first, or take one of its entries.",
    ),
    _Advice(
        ("ValueError",),
        "cannot reshape",
        "The new shape must have as many entries as the array has. Print its shape on the line above.",
    ),
    _Advice(
        ("ValueError",),
        "must have same number of dimensions|must match exactly|at least one array|same shape",
        "Arrays that are joined need the same number of axes, and the same sizes along all axes but the "
        "one that they are joined along. Write the shape of each next to that line.",
    ),
    _Advice(
        ("ValueError",),
        "truth value",
        "`if`, `while`, `and`, `or`, `not`, `in`, a chain such as a < b < c, and Python's own max(), "
        "min() and sorted() ask one question about the whole array, and here each entry has an answer of "
        "its own. Compute with the comparison itself: it is an array of True and False.",
    ),
    _Advice(
        ("ValueError",),
        "either both or neither of x and y",
        "np.where(…) takes three things: a condition, the values where it holds, and the values where it does not.",
    ),
    _Advice(
        ("ValueError",),
        "read-only",
        "That array cannot be written into. Work on a copy: `.copy()` makes one.",
    ),
    _Advice(
        ("TypeError",),
        "multiply sequence|can only concatenate (list|tuple)",
        "A list or a tuple does no arithmetic with its entries. Turn it into an array with np.array(…) first.",
    ),
    _Advice(
        ("TypeError",),
        "must be real number",
        "One number is needed there, and something else was given. numpy's own functions (np.exp, not math.exp) take "
        "whole arrays.",
    ),
    _Advice(
        ("TypeError",),
        "unhashable",
        "An array or a list cannot be remembered by a cache, nor be a key of a dict or in a set: do without.",
    ),
    _Advice(
        ("TypeError",),
        "bitwise|operand type.*[\\^&|]|ufunc 'invert'",
        "`^`, `&`, `|` and `~` work on whole numbers and on True and False. A power is `**`, a transpose is `.T`, "
        "and a comparison next to `&` needs brackets of its own.",
    ),
    _Advice(
        ("AxisError",),
        "",
        "The array has fewer axes than that: axis=0 is its first, axis=1 its second. Print its shape on the line "
        "above.",
    ),
    _Advice(
        ("ZeroDivisionError",),
        "negative power",
        "0 to a negative power would be a division by 0. Look at the values, for these inputs.",
    ),
    _Advice(
        ("ZeroDivisionError", "FloatingPointError"),
        "divi|modulo",
        "Something is divided by 0. Look at what stands below the fraction line, for these inputs.",
    ),
    _Advice(
        ("AssertionError",), "", "An `assert` of the file itself says no. Look at what it asks, and at the values."
    ),
    _Advice(
        ("LinAlgError",),
        "",
        "No step needs an inverse: a gradient does not undo a layer, it goes back through the same weights.",
    ),
    _Advice(("ImportError",), "from 'numpy", "numpy has nothing of that name. Check the spelling."),
    _Advice(
        ("ModuleNotFoundError", "ImportError"),
        "",
        "Only numpy and most of Python's standard library are there when steps are graded.",
    ),
    _Advice(
        ("PermissionError", "FileNotFoundError", "OSError"),
        "",
        "A step only computes: it needs no files, no network and no other programs.",
    ),
    _Advice(
        ("EOFError",),
        "",
        "A step only computes: it cannot ask anybody for input(). Use the function's arguments.",
    ),
    _Advice(("OverflowError",), "", "A number becomes too large there. Look at exponents and exponentials."),
    _Advice(
        ("ValueError",),
        "math domain error",
        "That function has no value there: look for a logarithm of 0, or a root or logarithm of a negative number.",
    ),
    _Advice(
        ("ValueError",), "invalid literal|could not convert string", "A text is made a number there, and it is none."
    ),
    _Advice(("RuntimeError",), "new thread", "A step only computes, and starts nothing beside itself: no threads."),
    _Advice(
        ("SystemExit",),
        "",
        "A call such as exit() or quit() ends Python. A function ends with return.",
    ),
)


def table(failure: Failure) -> str | None:
    """Advice by the exception's class and text alone."""
    if failure.error == "RecursionError":
        earlier = " What an earlier step returned is an argument of this one: it need not be computed again."
        itself = failure.answer.failing is not None and failure.answer.failing.function in failure.key.signatures
        return (
            "A function calls itself, directly or through another, and never stops."
            f"{earlier if failure.step.upstream and itself else ''}"
        )
    for known in _ADVICE:
        if failure.error in known.errors and re.search(known.says, failure.message):
            return known.next
    return None
