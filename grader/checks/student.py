"""Asking a student's function: an array comes back, or a Finding that says why none did."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from grader.advice import File, NoFile, advice
from grader.message import Finding, Message, Outcome
from grader.probes import Probe
from grader.sandbox import Again, Answer
from grader.steps import STEPS, VectorJacobianProduct

Array = NDArray[np.float64]


class Caller(Protocol):
    """Whatever can call the submission's functions by name: a sandbox worker, or the notebook's own kernel."""

    def call(self, name: str, *args: Any, seconds: float | None = None) -> Answer:
        """Call the function; how it ended is in the answer, nothing is raised.

        ``seconds`` is the most that it may take, where another limit than the usual one is meant.
        """
        ...

    def call_together(self, name: str, calls: Sequence[tuple[Any, ...]]) -> Sequence[Answer] | None:
        """An answer to each list of arguments, or None where that needs one call after another."""
        ...

    def call_again(self, calls: Sequence[Again]) -> Sequence[Answer] | None:
        """An answer to each call, made as the functions' own file would; None as for ``call_together``."""
        ...

    def known_names(self) -> frozenset[str]:
        """Names of the callables that the submission defines."""
        ...


class Student:
    """One step's function as the student wrote it.

    Args:
        step: which function.
        caller: runs it.
        warn: takes a sentence about something that is worth saying and costs no points.
        file: what the submission's text says about its names.

    Attributes:
        masked: whether an answer was a masked array: the numbers below its mask say little of what was meant.
    """

    def __init__(
        self, step: VectorJacobianProduct, caller: Caller, warn: Callable[[str], None], file: File | None = None
    ) -> None:
        self.step = step
        self._caller = caller
        self._file = file or NoFile()
        self._answers: dict[Probe, Answer] = {}
        self.masked = False
        self.warn = warn

    def prepare(self, probes: Sequence[Probe]) -> None:
        """Put questions that are sure to come all at once: that takes a fraction of the time.

        Each of the answers is given out once. Whoever asks the same thing again calls the function again.
        """
        answers = self._caller.call_together(self.step.function, [probe.arguments for probe in probes])
        self._answers = dict(zip(probes, answers, strict=True)) if answers is not None else {}

    def ask(self, probe: Probe) -> Array:
        """The function's answer as a float64 array of whatever shape it has.

        Raises:
            Finding: there is no answer, or it is not numeric.
        """
        return self.raw(probe).astype(np.float64)

    def answer(self, *arguments: Any) -> Array:
        """Like ``ask``, for arguments that are not a probe's."""
        return self._array(self._caller.call(self.step.function, *arguments)).astype(np.float64)

    def raw(self, probe: Probe) -> NDArray[Any]:
        """Like ``ask``, in the data type that the function returned."""
        answer = self._answers.pop(probe, None)
        return self._array(answer or self._caller.call(self.step.function, *probe.arguments))

    def prepare_some(self, probes: Sequence[Probe], others: Sequence[Probe]) -> None:
        """Like ``prepare``, for all of them; where that takes too long, without the others."""
        self.prepare((*probes, *others))
        if not self._answers:
            self.prepare(probes)

    def keep(self, probe: Probe, answer: Answer) -> None:
        """Have this answer ready for when the question comes."""
        self._answers[probe] = answer

    def can_answer(self, probe: Probe, seconds: float) -> bool:
        """Whether the function has an answer, or a fault, within that time and the memory there is; it is kept."""
        answer = self._answers.get(probe) or self._caller.call(self.step.function, *probe.arguments, seconds=seconds)
        if answer.outcome in ("timeout", "out of memory") or answer.error in ("MemoryError", "RecursionError"):
            return False
        self._answers[probe] = answer
        return True

    def _array(self, answer: Answer) -> NDArray[Any]:
        if answer.outcome != "returned":
            raise self._unanswered(answer)
        array = self._numeric(answer)
        for position in answer.changed:
            name = self.step.arguments[position].name
            self.warn(
                f"{self.step.function} changes its argument {name} in place. Other steps may still need {name}: "
                "work on a copy."
            )
        return array

    def _numeric(self, answer: Answer) -> NDArray[Any]:
        function = self.step.function
        kind = answer.returned.partition(" ")[0]
        if kind == "MaskedArray":
            self.masked = True
            self.warn(
                f"{function} returns a masked array, and the mask is not looked at: it hides entries and changes "
                "none of them. What counts is the numbers below it."
            )
        if answer.arrays and (says := _NOT_FRACTIONS.get(answer.arrays[0].dtype.kind)):
            self.warn(f"{function} returns an array of {says}")
        shapes = {array.shape for array in answer.arrays}
        if kind == "tuple" and len(shapes) == 1 and len(shape := shapes.pop()) < len(self.step.variable.shape):
            parts = "rows" if shape else "numbers"
            self.warn(f"{function} returns a tuple of {parts}; an array is what later steps expect.")
            return np.stack(answer.arrays)
        if len(answer.arrays) == 1 and kind != "tuple":
            if kind in ("list", "matrix"):
                self.warn(f"{function} returns a {kind}; an array is what later steps expect.")
            return answer.arrays[0]
        if answer.returned == "NoneType":
            raise Finding(
                Message(
                    what=f"{function} returns nothing (None).",
                    next="Each way through the function ends with `return` and the result behind it. A function that "
                    "only prints its result, or gives it a name, returns nothing.",
                )
            )
        if answer.returned.startswith("tuple"):
            raise Finding(
                Message(
                    what=f"{function} returns {_tuple(answer.returned)}.",
                    next=f"Return one array, of the shape of {self.step.variable.name}. "
                    "A comma in the return line, as in `return a, b`, makes a tuple.",
                )
            )
        raise Finding(
            Message(
                what=f"{function} returns something that is not an array of real numbers: "
                f"{answer.returned or 'an unknown object'}.",
                next=_not_numbers(
                    answer.returned, f"Return a numeric array, of the shape of {self.step.variable.name}."
                ),
            )
        )

    def _unanswered(self, answer: Answer) -> Finding:
        match answer.outcome:
            case "missing":
                return self._missing()
            case "timeout":
                return self._stopped(
                    answer,
                    "timeout",
                    self._said(answer, "did not answer in time"),
                    "Look for a loop that never ends or an input() that waits. The arrays here are tiny: "
                    "a right step takes less than a millisecond.",
                )
            case "crashed":
                return self._stopped(
                    answer,
                    "crashed",
                    self._said(answer, "ended the whole process"),
                    "Remove calls that exit or abort Python, and anything that reaches outside numpy.",
                )
            case "out of memory":
                return self._stopped(
                    answer,
                    "out of memory",
                    self._said(answer, "needed more memory than a submission may use"),
                    "The arrays here are tiny. Look for a list that grows in a loop, or a shape that is too large.",
                )
            case _ if answer.error == "NotImplementedError":
                return self._not_attempted(answer)
            case _:
                return self._raised(answer)

    def _said(self, answer: Answer, otherwise: str) -> str:
        """What the sandbox has to say about the call; it may also be about the submission as a whole."""
        if answer.message.startswith(self.step.function):
            return answer.message
        return f"{self.step.function} {otherwise}. {answer.message}".rstrip()

    def _missing(self) -> Finding:
        function = self.step.function
        if function in self._caller.known_names():  # it was there when the file had been loaded
            return Finding(
                Message(
                    what=f"The name {function} holds something else by now, and not your function.",
                    where=f"A call has changed it: `global {function}` in a function lets it give the name away.",
                    next="Give that value another name, such as `result`.",
                ),
                "error",
            )
        # The other steps' names are all alike, and none of them is a misspelling of this one.
        spelt = {_letters(name): name for name in sorted(self._caller.known_names() - set(STEPS))}
        close = difflib.get_close_matches(_letters(function), spelt, n=1, cutoff=0.85)
        where = ""
        if close:
            where = f"There is one called {spelt[close[0]]}. If it is meant for this step, its name must be exactly "
            where += f"{function}."
        return Finding(
            Message(
                what=f"There is no function {function} in the file.",
                where=where,
                next=f"Define it as {self.step.signature()}. "
                f"`course reset {function}` puts the empty function back if it got lost.",
            ),
            "error",
        )

    def _not_attempted(self, answer: Answer) -> Finding:
        function, where = self.step.function, _place(answer)
        within = answer.failing.function if answer.failing else function
        if within in STEPS and within != function:
            what = f"{function} calls {within}, which is not written yet."
            given = ", ".join(argument.name for argument in self.step.arguments)
            return Finding(Message(what, where, next=f"What {function} needs is in its arguments: {given}."), "error")
        if within != function:
            what = f"{function} stops with NotImplementedError, in {within}."
            return Finding(Message(what, where, next="Replace that line by your own."), "error")
        if not self._file.is_stub(function):
            what = f"{function} stops at a line with NotImplementedError that is still in it."
            next = "That line ends the function: what stands below it never runs. Delete that line and keep your own."
            return Finding(Message(what, where, next=next), "error")
        what = f"{function} is not written yet."
        return Finding(Message(what, where, next="Replace that line by your own."), "not attempted")

    def _raised(self, answer: Answer) -> Finding:
        return self._stopped(
            answer,
            "error",
            f"{self.step.function} stops with {answer.error}"
            + (f": {_short(answer.message).rstrip(' .')}." if answer.message.strip() not in ("", "None") else "."),
            advice(answer, self.step, self._file),
        )

    def _stopped(self, answer: Answer, outcome: Outcome, what: str, next: str) -> Finding:
        return Finding(Message(what=what, where=_place(answer), next=next), outcome)


# Kinds of numpy's data types in which a gradient loses what it is made of.
_WHOLE = "whole numbers: what is stored in such an array loses its fraction. np.zeros(shape) makes one that keeps it."
_NOT_FRACTIONS = {
    "b": "True and False: whatever is stored in such an array becomes one of the two.",
    "i": _WHOLE,
    "u": _WHOLE,
}
_NOT_CALLED = "That is a function, not its result: a function is called with round brackets () behind it."
_PROMISES = "It only promises numbers. Collect them in one array, with np.array(list(…)), and return that."
_NOT_NUMBERS = {
    "map": _PROMISES,
    "zip": _PROMISES,
    "filter": _PROMISES,
    "_ArrayFunctionDispatcher": _NOT_CALLED,
    "function": _NOT_CALLED,
    "method": _NOT_CALLED,
    "builtin_function_or_method": _NOT_CALLED,
    "ufunc": _NOT_CALLED,
    "generator": "A function with `yield` in it, or an expression `(… for …)`, only promises numbers. "
    "Collect them in one array, and return that.",
    "coroutine": "The function begins with `async def`. Write `def`.",
    "list": "Return a numeric array. In a list of rows, all rows must be of one length, and every entry a number.",
}


def _not_numbers(returned: str, otherwise: str) -> str:
    """What to do about a result that is of this type, as ``Answer.returned`` says it."""
    kind, _, entries = returned.partition(" of ")
    if "complex" in (entries or kind):
        return "Its numbers are complex. Look for 1j, or for the root of a negative number."
    if entries.startswith("object"):
        return "Some of its entries are no numbers, such as None, a text, a function, or rows of different lengths."
    if kind == "str" or entries.startswith("<U"):
        return "It is a text, and not the numbers themselves."
    return _NOT_NUMBERS.get(kind.partition(",")[0], otherwise)


def _tuple(returned: str) -> str:
    return (
        "a tuple with one thing in it, not an array" if returned == "tuple of 1" else f"several things (a {returned})"
    )


def _short(text: str) -> str:
    return text if len(text) <= 300 else text[:297] + "..."


def _letters(name: str) -> str:
    return name.replace("_", "").lower()


def _place(answer: Answer) -> str:
    if not answer.label:
        return ""
    line = f"{answer.label}, line {answer.line}" if answer.line else answer.label
    return f"{line}: `{answer.code_line}`" if answer.code_line else line
