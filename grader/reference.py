"""The reference solution: a submission like any other, read by the same reader and run in the same sandbox."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.course import Assignment, Course
from grader.probes import Probe
from grader.sandbox import Limits, Sandbox, Worker
from grader.steps import VectorJacobianProduct
from grader.submission import read_submission

Array = NDArray[np.float64]


class ReferenceSolutionError(Exception):
    """The reference solution did not answer: the course itself is broken. The text says which step and why."""


class Reference:
    """Right answers, remembered, so that a class of submissions asks for each of them once."""

    def __init__(self, course: Course, assignment: Assignment, sandbox: Sandbox) -> None:
        self._file = course.reference_file(assignment)
        self._sandbox = sandbox
        self._worker: Worker | None = None
        self._answers: dict[tuple[str, Probe], Array] = {}

    def answer(self, step: VectorJacobianProduct, probe: Probe) -> Array:
        """The right answer of the step to the probe, of the shape of the step's variable.

        Raises:
            ReferenceSolutionError: the reference solution gave none.
        """
        key = (step.function, probe)
        if key not in self._answers:
            self._answers[key] = self._ask(step.function, probe.arguments)
        return self._answers[key]

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def __enter__(self) -> Reference:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, function: str, arguments: tuple[Any, ...]) -> Array:
        if self._worker is None:
            submission = read_submission(self._file)
            self._worker = self._sandbox.open(submission.chunks, Limits(total_seconds=None))
        answer = self._worker.call(function, *arguments)
        if answer.outcome != "returned" or len(answer.arrays) != 1:
            raise ReferenceSolutionError(
                f"{self._file}: {function} of the reference solution did not answer "
                f"({answer.outcome} {answer.error} {answer.message}".rstrip()
                + "); mend it, or nothing can be graded"
            )
        return answer.arrays[0].astype(np.float64)
