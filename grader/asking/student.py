"""Asking a student's function: its results come back, or a Finding that says why there are none."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from grader.asking.advice import File, NoFile, advice
from grader.asking.comparison import Results, right
from grader.key.key import Key, Law, Question, ResultFacts, Signature
from grader.key.laws import broken, twice
from grader.key.questions import PROPERTY
from grader.key.values import as_float64
from grader.report.message import Finding, Message, Outcome
from grader.sandbox import Again, Answer


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


class StudentFunction:
    """One function as the student wrote it.

    Args:
        step: which function.
        key: with the assignment's other functions.
        caller: runs it.
        warn: takes a sentence about something that is worth saying and costs no points.
        file: what the submission's text says about its names.

    Attributes:
        masked: whether an answer was a masked array: the numbers below its mask say little of what was meant.
    """

    def __init__(
        self,
        step: Signature,
        key: Key,
        caller: Caller,
        warn: Callable[[str], None],
        file: File | None = None,
    ) -> None:
        self.step = step
        self._key = key
        self._caller = caller
        self._file = file or NoFile()
        self._answers: dict[int, Answer] = {}
        self.masked = False
        self.warn = warn

    def prepare(self, questions: Sequence[Question]) -> None:
        """Put questions that are sure to come all at once: that takes a fraction of the time.

        Each of the answers is given out once. Whoever asks the same thing again calls the function again.
        """
        answers = self._caller.call_together(self.step.function, [question.arguments for question in questions])
        if answers is not None:
            self._answers = {id(question): answer for question, answer in zip(questions, answers, strict=True)}

    def ask(self, question: Question) -> Results:
        """The function's results: one value for each, in the data type that the function returned.

        Raises:
            Finding: there is no answer, or it is not numeric, or not as many values as there are results.
        """
        return self._results(self._answer(question))

    def answer(self, *arguments: Any) -> Results:
        """Like ``ask``, for arguments that are not a question's."""
        return self._results(self._caller.call(self.step.function, *arguments))

    def value(self, question: Question) -> Any:
        """Whatever numbers came back, as arrays of float64 put together as they were; None where there are none."""
        answer = self._answer(question)
        if answer.outcome != "returned" or answer.value is None:
            return None
        try:
            results = self._results(answer)
        except Finding:
            return as_float64(answer.value)
        return as_float64(results if len(results) > 1 else results[0])

    def prepare_some(self, questions: Sequence[Question], others: Sequence[Question]) -> None:
        """Like ``prepare``, for all of them; where that takes too long, without the others."""
        self.prepare((*questions, *others))
        if not self._answers:
            self.prepare(questions)

    def keep(self, question: Question, answer: Answer) -> None:
        """Have this answer ready for when the question comes."""
        self._answers[id(question)] = answer

    def can_answer(self, question: Question, seconds: float) -> bool:
        """Whether the function has an answer, or a fault, within that time and the memory there is; it is kept."""
        answer = self._answers.get(id(question)) or self._caller.call(
            self.step.function, *question.arguments, seconds=seconds
        )
        if answer.outcome in ("timeout", "out of memory") or answer.error in ("MemoryError", "RecursionError"):
            return False
        self._answers[id(question)] = answer
        return True

    def is_right(self, question: Question, answer: Answer) -> bool:
        """Whether this answer is right."""
        try:
            return right(question, self._results(answer))
        except Finding:
            return False

    def broken_laws(self, key: Key) -> list[tuple[Law, str]]:
        """The properties that the function's answers break, each with a sentence.

        Raises:
            Finding: as ``ask``.
        """
        if not self.step.laws:
            return []
        questions = twice(key.asked(self.step.function, PROPERTY))
        together = self._caller.call_together(self.step.function, [question.arguments for question in questions])
        answers = together or [self._caller.call(self.step.function, *question.arguments) for question in questions]
        results = [self._results(answer) for answer in answers]
        return list(broken(self.step.laws, questions, [each if len(each) > 1 else each[0] for each in results]))

    def _answer(self, question: Question) -> Answer:
        answer = self._answers.pop(id(question), None)
        return answer or self._caller.call(self.step.function, *question.arguments)

    def _results(self, answer: Answer) -> Results:
        if answer.outcome != "returned":
            raise self._unanswered(answer)
        kind = answer.returned.partition(" ")[0]
        if kind == "MaskedArray":
            self.masked = True
            self.warn(
                f"{self.step.function} returns a masked array, and the mask is not looked at: it hides entries and "
                "changes none of them. What counts is the numbers below it."
            )
        results = self.step.results
        if len(results) == 1:
            found: Results = (self._one(results[0], answer.value, answer.returned),)
        else:
            found = self._several(answer)
        for result, value in zip(results, found, strict=True):
            says = _NOT_FRACTIONS.get(value.dtype.kind) if isinstance(value, np.ndarray) and result.shape else None
            if says and not self.step.random:
                self.warn(f"{self.step.function} returns an array of {says}")
        for position in answer.changed:
            name = self.step.arguments[position].name
            self.warn(
                f"{self.step.function} changes its argument {name} in place. Other steps may still need {name}: "
                "work on a copy."
            )
        return found

    def _several(self, answer: Answer) -> Results:
        wanted = self.step.results
        value = answer.value
        if isinstance(value, np.ndarray) and value.ndim and answer.returned.startswith("list"):
            value = list(value)  # a list of arrays of one shape
        if not isinstance(value, list | tuple) or len(value) != len(wanted):
            if answer.value is None:
                raise self._not_numeric(answer.returned)
            count = len(value) if isinstance(value, list | tuple) else 1
            says = "one thing" if count == 1 else f"{count} things"
            raise Finding(
                Message(
                    what=f"{self.step.function} returns {says} (a {answer.returned}), and {len(wanted)} are wanted: "
                    f"{self.step.named()}.",
                    next=f"End it with `return {', '.join(result.name for result in wanted)}`, under the names that "
                    "these have in your function.",
                )
            )
        return tuple(self._one(result, item, "") for result, item in zip(wanted, value, strict=True))

    def _one(self, result: ResultFacts, value: Any, returned: str) -> Any:
        """One result: an array, or a list of arrays."""
        function = self.step.function
        if result.many:
            if isinstance(value, np.ndarray) and value.ndim:
                value = list(value)
            if not isinstance(value, list | tuple) or not all(isinstance(item, np.ndarray) for item in value):
                raise self._no_list(result, returned)
            return list(value)
        if isinstance(value, tuple) and (shapes := {np.shape(item) for item in value}) and len(shapes) == 1:
            shape = shapes.pop()
            if result.shape and len(shape) < len(result.shape) and not any(isinstance(item, list) for item in value):
                parts = "rows" if shape else "numbers"
                self.warn(f"{function} returns a tuple of {parts}; an array is what later steps expect.")
                return np.stack(value)
        if isinstance(value, np.ndarray):
            if (kind := returned.partition(" ")[0]) in ("list", "matrix"):
                self.warn(f"{function} returns a {kind}; an array is what later steps expect.")
            return value
        raise self._not_numeric(returned)

    def _no_list(self, result: ResultFacts, returned: str) -> Finding:
        if returned == "NoneType":
            return self._not_numeric(returned)
        return Finding(
            Message(
                what=f"{self.step.function} returns {returned or 'something'}, and a list of arrays is wanted.",
                next=f"Collect {result.name} in a list, and return the list.",
            )
        )

    def _not_numeric(self, returned: str) -> Finding:
        function, wanted = self.step.function, self.step.named()
        if returned == "NoneType":
            return Finding(
                Message(
                    what=f"{function} returns nothing (None).",
                    next="Each way through the function ends with `return` and the result behind it. A function that "
                    "only prints its result, or gives it a name, returns nothing.",
                )
            )
        if returned.startswith("tuple") and len(self.step.results) == 1:
            return Finding(
                Message(
                    what=f"{function} returns {_tuple(returned)}.",
                    next=f"Return one array, of the shape of {wanted}. "
                    "A comma in the return line, as in `return a, b`, makes a tuple.",
                )
            )
        return Finding(
            Message(
                what=f"{function} returns something that is not an array of real numbers: "
                f"{returned or 'an unknown object'}.",
                next=_not_numbers(returned, f"Return a numeric array, of the shape of {wanted}."),
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
        spelt = {_letters(name): name for name in sorted(self._caller.known_names() - set(self._key.signatures))}
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
        if within in self._key.signatures and within != function:
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
            advice(answer, self.step, self._file, self._key),
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
