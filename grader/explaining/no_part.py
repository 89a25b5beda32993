"""An argument that takes no part: the function answers the same whatever it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.asking.asking import Asking
from grader.asking.comparison import Results, all_same
from grader.explaining.edits.proof import questions_of
from grader.key.key import Signature
from grader.key.list_ends import ENDS, End, as_bytes, otherwise
from grader.key.values import as_float64, leaves
from grader.report.explanation import Explanation
from grader.report.message import Finding
from grader.sandbox import FunctionCall, Request

_ROUNDING = 1e-11
_LEAST = 4  # questions in which the argument is changed; fewer may be alike by accident


def takes_no_part(function: str, askings: Sequence[Asking]) -> Explanation | None:
    """The reason in words, where an argument can be changed and all results stay; None where each matters."""
    signature = askings[0].key.signatures[function]
    if signature.random:
        return None
    # Of several results some are right without an argument. Without all of them, none is.
    unused = [
        argument
        for argument in range(len(signature.arguments))
        if all(_is_unused(function, argument, asking) for asking in askings)
    ]
    if unused:
        return _explained(signature, unused)
    for argument, facts in enumerate(signature.arguments):
        for end, matters in zip(ENDS, signature.list_ends.get(facts.name, ()), strict=False):
            if matters and all(_is_unused(function, argument, asking, end) for asking in askings):
                return _of_end(function, facts.name, end)
    return None


def _explained(signature: Signature, unused: Sequence[int]) -> Explanation:
    names = [f"`{signature.arguments[place].name}`" for place in unused]
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    verb, they = ("takes", "it has") if len(names) == 1 else ("take", "each of them has")
    return Explanation(
        "formula",
        f"{listed} {verb} no part in what {signature.function} returns: it was called again with other values "
        f"of {listed} and all else the same, and nothing changed. In a right answer {they} a part.",
        f"What is {names[0]} for? Follow it through the lines of {signature.function}: where does it come in, and "
        "where is it lost?",
        "unused",
    )


def _of_end(function: str, name: str, end: End) -> Explanation:
    part = f"the {end} array of `{name}`"
    return Explanation(
        "formula",
        f"T{part[1:]} takes no part in what {function} returns: it was called again with another one there and all "
        f"else the same, and nothing changed. In a right answer it has a part. All other arrays of `{name}` may be "
        "used as they should.",
        f"Follow the loop of {function} by hand, for a list of three. Which arrays of `{name}` does each round use? "
        f"What should be done with the {end} one, inside of the loop or beside it?",
        "unused",
    )


def _is_unused(function: str, argument: int, asking: Asking, end: End | None = None) -> bool:
    found = _without_change(function, argument, asking, end, False)
    if not found or not all(np.all(leaf == np.round(leaf)) for leaf in leaves(as_float64(found))):
        return bool(found)
    # Of classes, of True or False, most stay what they are when something is changed a little.
    return bool(_without_change(function, argument, asking, end, True))


def _without_change(function: str, argument: int, asking: Asking, end: End | None, far: bool) -> list[Results]:
    """The answers to all questions, where none of them changes with the argument; [] where one does."""
    questions = [question for question in questions_of(function, asking) if not question.case]
    pairs = [(question, otherwise(question.arguments, argument, end, far)) for question in questions]
    changed = [(question, arguments) for question, arguments in pairs if arguments is not None]
    calls = [call for question, arguments in changed for call in (question.arguments, arguments)]
    if len(changed) < _LEAST or len({as_bytes(question.low) for question, _ in changed}) < _LEAST:
        return []
    answers = asking.caller.call_together(Request.of(FunctionCall(function, arguments) for arguments in calls))
    if answers is None:
        return []
    pairs_of_answers = [*zip(answers[::2], answers[1::2], strict=True)]
    if any(one.outcome != other.outcome for one, other in pairs_of_answers):
        return []
    student = asking.quietly(function)
    ended = [pair for pair in pairs_of_answers if pair[0].outcome == "returned"]
    try:
        found = [(student.results(one), student.results(other)) for one, other in ended]
    except Finding:
        return []
    is_same = len(found) >= _LEAST and all(all_same(one, other, _ROUNDING) for one, other in found)
    return [one for one, _ in found] if is_same else []
