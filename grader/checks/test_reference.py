"""Reference: on random inputs of several shapes the function returns what the reference solution returns."""

from __future__ import annotations

from grader.checks.student import Student
from grader.comparison import require_equal
from grader.probes import reference_probes, square_probe
from grader.reference import Reference
from grader.steps import VectorJacobianProduct


def test_reference(step: VectorJacobianProduct, student: Student, reference: Reference, seed: int) -> None:
    has_examples = "N" in step.arguments[0].shape
    other_numbers = (
        "Take two examples instead of one and work out one entry by hand: much that is wrong cannot be seen on a "
        "single example."
        if has_examples
        else "Take other numbers than those of the worked example and work out one entry by hand."
    )
    for probe in reference_probes(step, seed):
        sizes = f" on {probe.dims['N']} examples" if has_examples else ""
        if probe is square_probe(step, seed):  # all others were right
            sizes = f" where every array is {probe.dims['n1']} by {probe.dims['n1']}"
            other_numbers = "On other shapes it is right. Look for a choice that depends on the shapes."
            if any(argument.kind == "gradient" for argument in step.arguments):
                sizes += " and holds large numbers"
                other_numbers = (
                    "On smaller numbers and other shapes it is right. Look for a choice that depends on the shapes, "
                    "or for a limit on the numbers, such as np.clip."
                )
        require_equal(
            step,
            probe,
            student.ask(probe),
            reference.answer(step, probe),
            what=f"{step.function} returns wrong values{sizes}.",
            next=f"{other_numbers} Then try `course hint {step.function}`.",
        )
