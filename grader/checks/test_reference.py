"""Reference: on random inputs of many shapes and sizes the function returns what the solution returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from grader.asking.comparison import Results, require_right, right
from grader.asking.student import StudentFunction
from grader.key.key import Key, Question, Signature
from grader.key.questions import ALONE, DIFFERENCES, EXAMPLES, LARGE, REFERENCE, SINGLE
from grader.key.values import leaves
from grader.report.message import Finding

_LARGE_SECONDS = 0.5  # right code takes a thousandth of it; slow and right code is not asked again


def test_reference(step: Signature, student: StudentFunction, key: Key) -> None:
    trainable = True
    for question in key.asked(step.function, REFERENCE):
        try:
            if question.case == SINGLE:
                trainable = _require_right_in_single_precision(step, student, question, key)
            elif question.case == LARGE:
                large = question if trainable else question.in_double_precision()
                _require_right_if_there_is_time(step, student, large, key)
            else:
                _require_right(step, student, student.ask(question), question, key)
        except Finding as finding:
            raise _with_case(step, question, finding) from None


def _require_right_in_single_precision(
    step: Signature, student: StudentFunction, question: Question, key: Key
) -> bool:
    """Networks are trained in float32. Whether there was an answer; none, and one that is slow, are worth a note."""
    try:
        got = student.ask(question)
    except Finding:  # what it says may quote the numbers
        student.warn(f"{step.function} gives no answer on float32 arrays, with which networks are trained.")
        return False
    _require_right(step, student, got, question, key)
    if any(isinstance(value, np.ndarray) and value.ndim and value.dtype == np.float64 for value in got):
        student.warn(f"{step.function} turns float32 inputs into float64. Training would be slower, not wrong.")
    return True


def _require_right_if_there_is_time(step: Signature, student: StudentFunction, question: Question, key: Key) -> None:
    """Code that is right and slow, or that needs much memory, is not wrong: it is told so, and keeps its points."""
    if student.can_answer(question, _LARGE_SECONDS):
        _require_right(step, student, student.ask(question), question, key)
    else:
        student.warn(
            f"{step.function} has too little time or memory for {question.case}, as training has them. "
            "Training would be slow, or stop."
        )


def _require_right(step: Signature, student: StudentFunction, got: Results, question: Question, key: Key) -> None:
    if right(question, got):  # else: what is to be said may need other questions
        return
    require_right(
        step,
        question,
        got,
        what=f"{step.function} returns wrong values{_on(step, question)}.",
        next=_next(step, student, question, key),
    )


def _with_case(step: Signature, question: Question, finding: Finding) -> Finding:
    """The finding, with a word on what was special about the question."""
    message = finding.message
    if question.case and not message.what.endswith(f"{_on(step, question)}."):
        message = replace(message, where=f"It was asked with {question.case}. {message.where}".rstrip())
    return Finding(message, finding.outcome, question.case)


def _on(step: Signature, question: Question) -> str:
    if question.case:
        return f" on {question.case}"
    return f" on {question.sizes[EXAMPLES]} examples" if _has_examples(step) else ""


def _next(step: Signature, student: StudentFunction, question: Question, key: Key) -> str:
    if question.case:
        look_for = step.look_for.get(question.case) or _LOOK_FOR.get(question.case)
        then = f"Look for {look_for}." if look_for else f"Then try `course hint {step.function}`."
        return f"It was right on the questions before this one. {then}"
    ordinary = [one for one in key.asked(step.function, REFERENCE) if not one.case]
    if (before := ordinary[: ordinary.index(question)]) and not _may_be_luck(ordinary):
        counts = " and ".join(str(one.sizes[EXAMPLES]) for one in before if EXAMPLES in one.sizes)
        on = f" on {counts} examples" if _has_examples(step) else " on the question before this one"
        return (
            f"It was right{on}. Look for a number that is written down and holds only there, or for "
            "something that is kept between calls."
        )
    numbers = "other numbers than those of the worked example"
    begin = ""
    if _needs_several_examples(step, student, key):
        numbers, begin = "two examples", "Each example by itself it gets right, and several together it does not. "
    wanted = "the answer" if step.gives_numbers else "one entry"
    return f"{begin}Take {numbers} and work out {wanted} by hand. Then try `course hint {step.function}`."


def _may_be_luck(questions: Sequence[Question]) -> bool:
    """Whether the right answers are yes and no, or two other numbers: then a wrong function is often right."""
    answers = [leaf for question in questions for leaf in leaves(question.low)]
    return all(leaf.ndim == 0 for leaf in answers) and len({float(leaf) for leaf in answers}) <= 2


def _needs_several_examples(step: Signature, student: StudentFunction, key: Key) -> bool:
    """Whether it is right on each example alone and wrong on all of them: with one, nothing would be seen."""
    alone = key.asked(step.function, ALONE)
    together = key.asked(step.function, DIFFERENCES)
    return (
        bool(alone)
        and not any(map(student.answers_rightly, together[:1]))
        and all(map(student.answers_rightly, alone))
    )


def _has_examples(step: Signature) -> bool:
    return EXAMPLES in step.arguments[0].shape


_SHAPES = "a choice that depends on the shapes"
_LIMIT = "a limit on the numbers, such as np.clip"
_ROUNDING = "something that rounds, or that drops small numbers, such as np.round"
_COUNTED = "a number of rows or columns that is written down, or for a loop that ends too early"
_LOOK_FOR = {
    "arrays of equal sizes": _SHAPES,
    "arrays of equal sizes with large numbers": f"{_SHAPES}, or for {_LIMIT}",
    "arrays with one axis, as biases have": "a line that needs two axes: training updates biases, too",
    "one example": f"np.squeeze, or for {_SHAPES}",
    "one unit": f"np.squeeze, or for {_SHAPES}",
    "many units": _COUNTED,
    "130 rows and 300 columns": _COUNTED,
    "very small numbers": _ROUNDING,
    "small numbers": _ROUNDING,
    "large numbers": _LIMIT,
    "very large numbers": _LIMIT,
    "probabilities close to 0 and 1": f"{_LIMIT}, or for {_ROUNDING}",
    "float32 numbers": "a choice that depends on the type of the numbers, or for an array that is made with another "
    "type: networks are trained in float32",
}
