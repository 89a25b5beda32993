"""The submission's functions, asked from one seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from grader.advice import File
from grader.checks.student import Caller, Student
from grader.comparison import DIFFERENTIATED, same
from grader.diagnosis import diagnose
from grader.finite_differences import vector_jacobian_product
from grader.message import Finding
from grader.mistakes import Mistake
from grader.probes import (
    DISTINCT_DIMS,
    Probe,
    diagnosis_probes,
    graded_probes,
    large_probe,
    ordinary_probes,
    smooth_probes,
)
from grader.reference import Reference
from grader.sandbox import Again, Answer
from grader.steps import STEPS

Array = NDArray[np.float64]

_MANY = 40  # calls in a row, more than all of the checks make


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
            step = student.step
            student.prepare_some(graded_probes(step, self.seed), [large_probe(step, self.seed)])
        return self._students[function]

    def forgetful(self, functions: Sequence[str], reference: Reference) -> list[str]:
        """Those of these functions that no longer answer right: in another order, many times, to another caller.

        Args:
            functions: all of which were right.
            reference: right answers.
        """
        calls = {function: self._again(function) for function in reversed(functions)}
        together = self.caller.call_again([call for own in calls.values() for call in own])
        answers = iter(together or ())
        return [
            function
            for function, own in calls.items()
            if not self._still_right(
                function, list(islice(answers, len(own))) or self.caller.call_again(own), reference
            )
        ]

    def _again(self, function: str) -> list[Again]:
        return [
            Again(function, probe.arguments, _MANY if probe.dims is DISTINCT_DIMS[0] else 1)
            for probe in self._asked_again(function)
        ]

    def _asked_again(self, function: str) -> list[Probe]:
        return list(reversed(ordinary_probes(STEPS[function], self.seed)))

    def _still_right(self, function: str, answers: Sequence[Answer] | None, reference: Reference) -> bool:
        """Where there are no answers, because not all calls came to an end, it is asked in the usual way."""
        student = self.quietly(function)
        probes = self._asked_again(function)
        for probe, answer in zip(probes, answers or (), strict=bool(answers)):
            student.keep(probe, answer)
        try:
            return all(reference.accepted(student.step, probe).holds(student.raw(probe)) for probe in probes)
        except Finding:
            return False

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
