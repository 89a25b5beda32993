"""The submission's functions, asked from one seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from grader.advice import File
from grader.checks.student import Caller, Student
from grader.comparison import DIFFERENTIATED, same
from grader.diagnosis import diagnose
from grader.finite_differences import vector_jacobian_product
from grader.message import Finding
from grader.mistakes import Mistake
from grader.probes import Probe, diagnosis_probes, graded_probes, smooth_probes
from grader.steps import STEPS

Array = NDArray[np.float64]


class Asking:
    """Questions of one seed, put to one copy of the submission.

    A class has two of them: one for points, from its secret seed, and one for what messages show. A copy that was
    given the secret numbers could hand them on in its answers, so the second copy is never asked them.

    Args:
        seed: of the questions.
        open_caller: starts the copy, when it is first asked.
        warn: takes a sentence about something that is worth saying and costs no points.
        file: what the submission's text says about its names.
    """

    def __init__(self, seed: int, open_caller: Callable[[], Caller], warn: Callable[[str], None], file: File) -> None:
        self.seed = seed
        self._file = file
        self._open = open_caller
        self._warn = warn
        self._students: dict[str, Student] = {}

    @cached_property
    def caller(self) -> Caller:
        """The copy of the submission."""
        return self._open()

    def student(self, function: str) -> Student:
        """The function, with the questions of all checks put to it at once."""
        if function not in self._students:
            student = self._students[function] = Student(STEPS[function], self.caller, self._warn, self._file)
            student.prepare(graded_probes(student.step, self.seed))
        return self._students[function]

    def quietly(self, function: str) -> Student:
        """The function once more, for questions that are no check's: what is odd about it has been said."""
        return Student(STEPS[function], self.caller, lambda _: None)

    def diagnose(self, function: str) -> Mistake | None:
        """The known mistake that explains every answer of the function, or None."""
        student = self.quietly(function)
        student.prepare(diagnosis_probes(student.step, self.seed))

        def ask(probe: Probe) -> Array | None:
            try:
                return student.ask(probe)
            except Finding:
                return None

        mistake = diagnose(student.step, ask, self.seed)
        return None if student.masked else mistake

    def is_right_with(self, function: str, order: Sequence[str]) -> bool:
        """Whether the function is right when it is given its arguments in that order."""
        step = STEPS[function]
        probe = smooth_probes(step, self.seed)[0]
        given = {argument.name: value for argument, value in zip(step.arguments, probe.arguments, strict=True)}
        try:
            got = self.quietly(function).answer(*(given[name] for name in order))
        except Finding:
            return False
        return same(got, vector_jacobian_product(step, probe), DIFFERENTIATED)
