"""A function that calls others of its file, which are wrong: is it right with them, and which to mend first?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from grader.asking.advice import File
from grader.asking.asking import Asking
from grader.asking.comparison import all_same, right
from grader.asking.student import Caller, StudentFunction
from grader.checks import CONTRACT
from grader.explaining.stand_ins import BesideStandIns
from grader.key.assembling import put_together
from grader.key.key import Assembly, Question
from grader.key.questions import LARGE, REFERENCE, SINGLE, WORKED
from grader.key.values import as_float64, leaves
from grader.report.message import Finding, Message, Outcome
from grader.sandbox import Chunk

Ruling = Literal["right", "wrong", "unknown"]

_NOT_AGAIN: tuple[Outcome, ...] = ("timeout", "crashed", "out of memory")
_ENOUGH = 3  # questions that have an answer
_ALIKE, _ALIKE_IN_SINGLE = 2e-6, 1e-4
_MOST = 10  # times the numbers of the question: a larger answer of a part is not put together with others


class OwnParts:
    """Looks below wrong functions.

    Args:
        asking: puts the questions.
        file: what the submission's text says about its names.
        outcome: how the checks of a function ended; None where it was not checked.
        open_again: starts another copy of the submission, with a chunk behind it; None where that cannot be.
    """

    def __init__(
        self,
        asking: Asking,
        file: File,
        outcome: Callable[[str], Outcome | None],
        open_again: Callable[[Chunk], Caller] | None = None,
    ) -> None:
        self._asking = asking
        self._file = file
        self._outcome = outcome
        self._beside = BesideStandIns(asking.key, file, open_again)
        self._faults: dict[str, tuple[str, ...]] = {}
        self._rulings: dict[str, Ruling] = {}

    def faults(self, function: str) -> tuple[str, ...]:
        """The functions to mend so that this one gives right answers: itself, or others that it calls."""
        if function not in self._faults:
            self._faults[function] = self._found(function)
        return self._faults[function]

    def ruling(self, function: str) -> Ruling:
        """Whether a function that is wrong does the right thing with what the student's own functions answer."""
        if function not in self._rulings:
            ruling = self._judged(function)
            # The student's own may stop, or answer in a form that nothing can be made of.
            if ruling != "right" and self._below(function) and self._beside.is_right(function):
                ruling = "right"
            self._rulings[function] = ruling
        return self._rulings[function]

    def is_seen(self, function: str) -> bool:
        """Whether what is random in a function that is right is seen, and right."""
        return self._beside.is_right(function)

    def message(self, function: str, message: Message) -> Message:
        """The same fault, and what to mend before it."""
        names = _listed(self.faults(function))
        is_written = any(self._outcome(name) != "not attempted" for name in self.faults(function))
        why = f"{function} rests on {names}, and that is {'wrong' if is_written else 'not written yet'}."
        verb = "Mend" if is_written else "Write"
        return Message(message.what, message.where, why, f"{verb} {names} first. Then check {function} again.")

    def note(self, function: str) -> str:
        """What to say of a function that is right with others that are wrong."""
        names = _listed(self.faults(function))
        return f"{function} passes: it does the right thing with what your own {names} gives. Mend {names}."

    def _below(self, function: str) -> tuple[str, ...]:
        parts = self._asking.key.signatures[function].rests_on
        return tuple(dict.fromkeys(fault for part in parts for fault in self.faults(part)))

    def _found(self, function: str) -> tuple[str, ...]:
        outcome = self._outcome(function)
        if outcome == "not attempted":
            return (function,)
        if outcome == "passed" or (outcome is None and self._needs_nothing(function)):
            return ()
        below = self._below(function)
        if not below or self.ruling(function) == "wrong":
            return (function,)
        parts = self._asking.key.signatures[function].rests_on
        is_called = any(self._file.mentions(function, part) for part in parts if self.faults(part))
        return below if self.ruling(function) == "right" or is_called else (function,)

    def _needs_nothing(self, function: str) -> bool:
        """Whether a function that was not checked is right; one that is not there has nothing to be mended."""
        if function not in self._asking.caller.known_names():
            return True
        student = self._asking.quietly(function)
        questions = self._asking.key.asked(function, CONTRACT, REFERENCE)
        try:
            return all(right(question, student.ask(question)) for question in questions if question.case != LARGE)
        except Finding:
            return False

    def _judged(self, function: str) -> Ruling:
        key = self._asking.key
        signature = key.signatures[function]
        no_answer = any(self._outcome(part) in _NOT_AGAIN for part in signature.rests_on)
        if signature.assembly is None or no_answer or not self._below(function):
            return "unknown"
        student = self._asking.quietly(function)
        own = {part: self._asking.quietly(part) for part in signature.rests_on}
        answered = with_own = silent = 0
        for question in key.asked(function, CONTRACT, REFERENCE, WORKED):
            if question.case == LARGE:
                continue
            try:
                got = student.ask(question)
            except Finding as finding:
                if finding.outcome in _NOT_AGAIN:
                    return "unknown"
                got = None
            if got is not None and right(question, got):
                answered += 1
                continue
            wanted = _wanted(signature.assembly, own, question)
            if wanted is None:  # a part stops with an error, or gives what says nothing: other questions decide
                silent += got is None
                continue
            if got is None or not all_same(got, wanted, _ALIKE_IN_SINGLE if question.case == SINGLE else _ALIKE):
                return "wrong"
            answered, with_own = answered + 1, with_own + 1
        return "right" if (with_own or silent) and answered >= _ENOUGH else "unknown"


def _wanted(assembly: Assembly, own: Mapping[str, StudentFunction], question: Question) -> Any:
    """What the student's own functions give, put together; None where they give nothing that says something."""
    most = _MOST * sum(int(np.size(leaf)) for leaf in leaves(question.arguments))

    def ask(name: str, arguments: tuple[Any, ...]) -> Any:
        results = own[name].answer(*arguments)
        for result in results:
            arrays = [np.asarray(leaf, dtype=np.float64) for leaf in leaves(result)]
            # Nothing can be seen of what becomes of zeros, and few numbers are put together in this process.
            if not any(np.any(array[np.isfinite(array)]) for array in arrays) or sum(a.size for a in arrays) > most:
                raise ValueError(name)
        return results if len(results) > 1 else results[0]

    try:
        return as_float64(put_together(assembly, tuple(own), ask, question.arguments))
    except Exception:  # whatever comes of wrong answers
        return None


def _listed(names: Sequence[str]) -> str:
    *others, last = [f"`{name}`" for name in names]
    return f"{', '.join(others)} and {last}" if others else last
