"""What to do about an exception: advice by its class and its text, for the errors that beginners meet in a step."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.sandbox import Answer
from grader.steps import VectorJacobianProduct


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
        ("ValueError",),
        "array element with a sequence",
        "A whole row or column is put into a single entry there. Sum it first, or take one of its entries.",
    ),
    _Advice(
        ("ValueError",),
        "matmul: .* does not have enough dimensions",
        "`@` multiplies arrays. With a number, write `*`.",
    ),
    _Advice(
        ("ValueError",),
        "cannot reshape",
        "The new shape must have as many entries as the array has. Print its shape on the line above.",
    ),
    _Advice(
        ("ValueError",),
        "broadcast|not aligned|dimension|reshape",
        "Write the shapes of both operands next to that line. Often a transpose is missing or too much, or a name "
        "in it is not the function's own argument but a value from elsewhere in the file.",
    ),
    _Advice(
        ("ValueError",),
        "truth value",
        "`if`, `and`, `or`, `not` and the plain max() and min() ask one question about the whole array, and here "
        "each entry has an answer of its own. Compute with the comparison itself: it is an array of True and False.",
    ),
    _Advice(("NameError",), "'np'", "Put `import numpy as np` at the top of the file, on a line of its own."),
    _Advice(
        ("NameError",),
        "'display'",
        "That name exists in Jupyter only. A step needs no display; leave the line out, or use print.",
    ),
    _Advice(
        ("UnboundLocalError",),
        "",
        "It is used before it has a value: a name that is assigned anywhere in a function is the function's own, "
        "from its first line on.",
    ),
    _Advice(
        ("NameError",),
        "",
        "Check the spelling. A name is an argument of the function, or something that the file defines outside of "
        "all functions. A module has to be imported, and the import has to work: numpy and most of Python's "
        "standard library are there.",
    ),
    _Advice(
        ("TypeError",),
        "unhashable",
        "An array cannot be remembered by a cache, nor be a key of a dict: do without the cache, or the dict.",
    ),
    _Advice(
        ("TypeError",),
        "object is not callable",
        "Round brackets behind a value call it like a function, and it is none. `.T` and `.shape` are written "
        "without them, an entry is taken with square ones, and a product needs its sign: `*` or `@`.",
    ),
    _Advice(
        ("TypeError", "AttributeError"),
        "'NoneType'",
        "Something in that line is None: a function without return gives that, and so does a method that changes "
        "its array or list in place, such as append or sort.",
    ),
    _Advice(
        ("TypeError", "AttributeError"),
        "'function'",
        "Something in that line is a function, not what it returns. Inside a step, use the step's own arguments: "
        "what an earlier step returned is one of them.",
    ),
    _Advice(
        ("TypeError",),
        "'int' object is not iterable",
        "A number cannot be gone through. To count up to it, write range(…).",
    ),
    _Advice(
        ("TypeError",),
        "Cannot interpret|unexpected keyword argument '(dim|keepdim)'|data type",
        "Look at how numpy's function is called: a shape goes in brackets of its own, as in np.zeros((3, 4)), and "
        "sums have axis=… and keepdims=….",
    ),
    _Advice(
        ("UFuncTypeError", "_UFuncOutputCastingError"),
        "",
        "The array on the left has whole numbers, or True and False, and there is no room for fractions in it. "
        "Make it with np.zeros(shape), or write `a = a * b` in place of `a *= b`.",
    ),
    _Advice(
        ("TypeError",),
        "not subscriptable",
        "Square brackets take an entry. A function is called with round ones: np.sum(…), not np.sum[…].",
    ),
    _Advice(
        ("TypeError",),
        "bitwise|operand type.*[\\^&|]|ufunc 'invert'",
        "`^`, `&`, `|` and `~` work on whole numbers and on True and False. A power is `**`, a transpose is `.T`, "
        "and a comparison next to `&` needs brackets of its own.",
    ),
    _Advice(
        ("TypeError",),
        "only (length-1|0-dimensional|integer scalar) arrays",
        "Something there takes one number and was given an array. numpy's own functions (np.exp, not math.exp) "
        "take whole arrays, and an index is a whole number.",
    ),
    _Advice(
        ("TypeError", "ValueError"),
        "sequence|\\blist\\b|\\btuple\\b",
        "A list or a tuple does no arithmetic with its entries. Turn it into an array with np.array(…) first.",
    ),
    _Advice(
        ("IndexError",),
        "only integers",
        "An index is a whole number, a slice such as 1:3, or an array of True and False.",
    ),
    _Advice(
        ("IndexError",),
        "",
        "An index reaches behind the end of an axis, or there are more indices than axes. Write the array's shape "
        "next to that line: the first index is below shape[0], the second below shape[1].",
    ),
    _Advice(
        ("AxisError",),
        "",
        "The array has fewer axes than that: axis=0 is its first, axis=1 its second. Print its shape on the line "
        "above.",
    ),
    _Advice(
        ("AttributeError",),
        "module 'numpy'",
        "numpy has nothing of that name. Check the spelling.",
    ),
    _Advice(
        ("AttributeError",),
        "'numpy.ndarray'",
        "Arrays have nothing of that name. Check the spelling. Some things are functions of numpy instead, as in "
        "np.where(…).",
    ),
    _Advice(
        ("RecursionError",),
        "",
        "A function calls itself, directly or through another, and never stops. What an earlier step returned is "
        "an argument of this one: it need not be computed again.",
    ),
    _Advice(
        ("ZeroDivisionError", "FloatingPointError"),
        "",
        "Something is divided by 0. Look at what stands below the fraction line, for these inputs.",
    ),
    _Advice(
        ("AssertionError",), "", "An `assert` of the file itself says no. Look at what it asks, and at the values."
    ),
    _Advice(
        ("ModuleNotFoundError", "ImportError"),
        "",
        "Only numpy and most of Python's standard library are there when steps are graded.",
    ),
    _Advice(
        ("PermissionError", "OSError"),
        "",
        "A step only computes: it needs no files, no network and no other programs.",
    ),
    _Advice(
        ("EOFError",),
        "",
        "A step only computes: it cannot ask anybody for input(). Use the function's arguments.",
    ),
)


def advice(answer: Answer, step: VectorJacobianProduct) -> str:
    """What to do about the exception with which a step's function ended."""
    # No line of the function's ran: it could not even be called.
    if answer.error == "TypeError" and not answer.label and "unhashable" not in answer.message:
        return f"It is called as {step.signature()}. Give it just these arguments, in this order."
    for known in _ADVICE:
        if answer.error in known.errors and re.search(known.says, answer.message):
            return known.next
    return "Read the line it names, call the function on the by-hand numbers, and look at each value."
