"""What to do about an exception in a step's function.

Advice follows from the exception, from the expression that raised it, and from what its names held there. What the
expression is not known to be is not said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.asking.advice.calls import calls
from grader.asking.advice.failure import Failure, File, NoFile
from grader.asking.advice.indexing import indexing
from grader.asking.advice.kinds import kinds
from grader.asking.advice.names import names
from grader.asking.advice.shapes import shapes
from grader.asking.advice.table import table
from grader.key.key import Key, Signature
from grader.sandbox import Answer

__all__ = ["File", "NoFile", "advice"]

_MOST = 700  # characters; only a student who writes such names gets there
_RULES = (names, shapes, indexing, calls, kinds)


def advice(answer: Answer, step: Signature, file: File, key: Key) -> str:
    """What to do about the exception with which a step's function ended.

    Args:
        answer: the exception.
        step: whose function it is.
        file: what became of names that the submission should define and does not.
        key: with the assignment's other functions, and what its letters stand for.
    """
    # No line of the function's ran: it could not even be called.
    if answer.error == "TypeError" and not answer.label and "unhashable" not in answer.message:
        return f"It is called as {step.signature()}. Give it just these arguments, in this order."
    if answer.code_line.startswith("raise "):  # its words are the file's own, and mean whatever they mean there
        return "A `raise` of the file itself stops it. Look at when it does, and at the values."
    failure = Failure(step, answer, key, file)
    return (
        _first((*_RULES, table), failure)
        or "Read the line it names, call the function on the by-hand numbers, and look at each value."
    )


def _first(rules: Sequence[Callable[[Failure], str | None]], failure: Failure) -> str:
    try:
        return next((said[:_MOST] for rule in rules if (said := rule(failure))), "")
    except Exception:  # a student writes what is looked at here: a fault of ours in it must not end the grading
        return ""
