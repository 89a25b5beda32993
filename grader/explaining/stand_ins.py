"""A function beside stand-ins for the functions that it calls: does it do the right thing with them?

So it can be judged alone where the student's own give no answer, or one of another form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.asking.advice import File
from grader.asking.asking import Asking
from grader.asking.comparison import all_same
from grader.asking.student import Caller
from grader.checks import CONTRACT
from grader.key.assembling import put_together_of_stand_ins
from grader.key.key import Assembly, Key, Question, Signature
from grader.key.questions import LARGE, REFERENCE, SINGLE, WORKED
from grader.key.values import as_float64, leaves
from grader.report.message import Finding
from grader.sandbox import Chunk

_ALIKE, _ALIKE_IN_SINGLE = 2e-6, 1e-4


class BesideStandIns:
    """Asks functions in a copy of the submission in which stand-ins have taken the places of others.

    Args:
        key: the questions. What is right is what its assembly makes of the stand-ins' answers.
        file: what the submission's text says about its names.
        open_again: starts a copy of the submission, with a chunk behind it; None: nothing can be asked.
    """

    def __init__(self, key: Key, file: File, open_again: Callable[[Chunk], Caller] | None) -> None:
        self._key, self._file, self._open = key, file, open_again
        self._found: dict[str, bool] = {}

    def is_right(self, function: str) -> bool:
        """Whether it gives all right answers and keeps all laws; False also where that cannot be asked."""
        if function not in self._found:
            signature = self._key.signatures[function]
            assembly, opened = signature.assembly, self._open
            self._found[function] = bool(
                assembly and assembly.stand_ins and opened and self._asked(signature, assembly, opened)
            )
        return self._found[function]

    def _asked(self, signature: Signature, assembly: Assembly, opened: Callable[[Chunk], Caller]) -> bool:
        chunk = Chunk("stand-ins", assembly.stand_ins)
        asking = Asking(self._key, lambda: opened(chunk), lambda _: None, self._file)
        student = asking.quietly(signature.function)
        questions = self._key.asked(signature.function, CONTRACT, REFERENCE, WORKED)
        try:
            for question in questions:
                if question.case == LARGE or _differ(question):
                    continue
                wanted = _wanted(signature, assembly, question)
                tolerance = _ALIKE_IN_SINGLE if question.case == SINGLE else _ALIKE
                if not all_same(student.ask(question), wanted, tolerance):
                    return False
            return not student.broken_laws(self._key)
        except Finding:
            return False


def _differ(question: Question) -> bool:
    """Whether more than one answer is right: what the assembly makes of it is then one of several."""
    pairs = zip(leaves(question.low), leaves(question.high), strict=True)
    return any(not np.allclose(low, high, rtol=1e-9, atol=1e-12, equal_nan=True) for low, high in pairs)


def _wanted(signature: Signature, assembly: Assembly, question: Question) -> Any:
    return as_float64(put_together_of_stand_ins(assembly, signature.rests_on, question.arguments))
