"""The reference solution: a submission like any other, read by the same reader and run in the same sandbox."""

from __future__ import annotations

from concurrent.futures import Future
from functools import lru_cache
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from grader.comparison import Accepted, accepted, tolerance_of
from grader.course import Assignment, Course
from grader.probes import Probe, all_terms, large_probe, reference_probes, single_precision_probe, worked_example
from grader.sandbox import Answer, Limits, Sandbox, Worker
from grader.secret import SecretSeed
from grader.steps import VectorJacobianProduct
from grader.submission import own_submission

Array = NDArray[np.float64]


class ReferenceSolutionError(Exception):
    """The reference solution did not answer: the course itself is broken. The text says which step and why."""


class Reference:
    """Right answers, remembered by this process for as long as the file stays as it is: each is asked for once."""

    def __init__(
        self, course: Course, assignment: Assignment, sandbox: Sandbox, secret: SecretSeed | None = None
    ) -> None:
        self._file = course.reference_file(assignment)
        self._seeds = (assignment.seed, *([secret.number] if secret else []))
        self._sandbox = sandbox
        self._opening: Future[Worker] | None = None
        self._content = course.content(self._file)
        self._answers, self._accepted = _remembered(self._content)

    def answer(self, step: VectorJacobianProduct, probe: Probe) -> Array:
        """The right answer of the step to the probe, of the shape of the step's variable.

        Raises:
            ReferenceSolutionError: the reference solution gave none.
        """
        key = (step.function, probe)
        if key not in self._answers:
            self._ask(step, probe)
        return self._answers[key]

    def magnitude(self, step: VectorJacobianProduct, probe: Probe) -> Array:
        """The sum of the absolute terms of each entry: what rounding errors are relative to."""
        return np.abs(self.answer(step, all_terms(step, probe)))

    def accepted(self, step: VectorJacobianProduct, probe: Probe) -> Accepted:
        """All answers that are right."""
        key = (step.function, probe)
        if key not in self._accepted:
            self._accepted[key] = accepted(
                step, probe, self.answer(step, probe), self.magnitude(step, probe), tolerance_of(probe)
            )
        return self._accepted[key]

    def open_soon(self) -> None:
        """Begin to start the reference solution, if it was never asked: then it will be."""
        if not self._answers:
            self._open()

    def close(self) -> None:
        """End the worker."""
        if self._opening is not None and self._opening.exception() is None:
            self._opening.result().close()
        self._opening = None

    def __enter__(self) -> Reference:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> Future[Worker]:
        if self._opening is None:
            submission = own_submission(self._file, self._content)
            self._opening = self._sandbox.open_soon(submission.chunks, Limits(total_seconds=None))
        return self._opening

    def _ask(self, step: VectorJacobianProduct, probe: Probe) -> None:
        """The answer to this probe, and with it to those that are sure to be asked as well."""
        worker = self._open().result()
        compared = [
            (*reference_probes(step, seed), single_precision_probe(step, seed), large_probe(step, seed))
            for seed in self._seeds
        ]
        asked = next((together for together in compared if probe in together), ())
        terms = [all_terms(step, one) for one in asked]
        probes = list(dict.fromkeys((probe, worked_example(step), *asked, *terms)))
        calls = [one.arguments for one in probes]
        answers = worker.call_together(step.function, calls) or [
            worker.call(step.function, *arguments) for arguments in calls
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
def _remembered(_solution: bytes) -> tuple[dict[tuple[str, Probe], Array], dict[tuple[str, Probe], Accepted]]:
    """The answers of this solution, by function and probe, and all answers that are as right.

    A probe is the same object whenever it is asked.
    """
    return {}, {}
