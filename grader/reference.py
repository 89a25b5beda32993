"""The reference solution: a submission like any other, read by the same reader and run in the same sandbox."""

from __future__ import annotations

from functools import lru_cache
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from grader.course import Assignment, Course
from grader.probes import Probe, reference_probes, worked_example
from grader.sandbox import Answer, Limits, Sandbox, Worker
from grader.steps import VectorJacobianProduct
from grader.submission import read_submission

Array = NDArray[np.float64]


class ReferenceSolutionError(Exception):
    """The reference solution did not answer: the course itself is broken. The text says which step and why."""


class Reference:
    """Right answers, remembered by this process for as long as the file stays as it is: each is asked for once."""

    def __init__(self, course: Course, assignment: Assignment, sandbox: Sandbox) -> None:
        self._file = course.reference_file(assignment)
        self._seed = assignment.seed
        self._sandbox = sandbox
        self._worker: Worker | None = None
        self._answers = _remembered(self._file.read_bytes())

    def answer(self, step: VectorJacobianProduct, probe: Probe) -> Array:
        """The right answer of the step to the probe, of the shape of the step's variable.

        Raises:
            ReferenceSolutionError: the reference solution gave none.
        """
        key = (step.function, probe)
        if key not in self._answers:
            self._ask(step, probe)
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

    def _ask(self, step: VectorJacobianProduct, probe: Probe) -> None:
        """The answer to this probe, and with it to those that are sure to be asked as well."""
        if self._worker is None:
            submission = read_submission(self._file)
            self._worker = self._sandbox.open(submission.chunks, Limits(total_seconds=None))
        probes = {probe, worked_example(step), *reference_probes(step, self._seed)}
        calls = [one.arguments for one in probes]
        answers = self._worker.call_together(step.function, calls) or [
            self._worker.call(step.function, *arguments) for arguments in calls
        ]
        for one, answer in zip(probes, answers, strict=True):
            self._answers[step.function, one] = self._right(step.function, answer)

    def _right(self, function: str, answer: Answer) -> Array:
        if answer.outcome != "returned" or len(answer.arrays) != 1:
            raise ReferenceSolutionError(
                f"{self._file}: {function} of the reference solution did not answer "
                f"({answer.outcome} {answer.error} {answer.message}".rstrip()
                + "); mend it, or nothing can be graded"
            )
        return answer.arrays[0].astype(np.float64)


@lru_cache(maxsize=4)
def _remembered(_solution: bytes) -> dict[tuple[str, Probe], Array]:
    """The answers of this solution, by function and probe; a probe is the same object whenever it is asked."""
    return {}
