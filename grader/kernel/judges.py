"""A notebook's functions before the judge that gives the points: in the sandbox, with what the notebook says of them.

A function that a cell defines is graded as it would be in a file: the statements that it needs, run anew. What is no
cell's, such as a lambda out of a list, is asked in the kernel.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.course import Assignment, Course, Step
from grader.kernel.cells import cell_of, executed_cells, is_bound_to
from grader.kernel.copied import copied
from grader.kernel.excerpt import defining_cell, everything, excerpt
from grader.kernel.failure import KernelFile
from grader.kernel.functions import KernelFunctions
from grader.kernel.saved import changed_since
from grader.reading.submission import Submission
from grader.report.report import Report, StepResult
from grader.running.examination import Examination
from grader.running.grading import grade, keys_of
from grader.running.pytest_session import checks_of, run_checks
from grader.running.reasons import with_reason

Functions = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True)
class Judged:
    """What was found of one function, and sentences that are worth saying."""

    result: StepResult
    warnings: tuple[str, ...] = ()


def judged(functions: Functions, course: Course, assignment: Assignment) -> Iterator[Judged]:
    """The functions by their step's name, each judged; all of one kind in one run.

    Args:
        functions: to be judged.
        course: points, shares, limits.
        assignment: whose steps they are.
    """
    judges = _Judges(course, assignment, executed_cells())
    alone = [name for name, function in functions.items() if judges.runs_alone(name, function)]
    found = judges.in_sandbox(alone, judges.excerpt(alone)) if alone else {}
    found |= judges.in_kernel({name: function for name, function in functions.items() if name not in found})
    for name, function in functions.items():
        answer = found[name]
        if name in alone and answer.result.outcome in ("failed", "error"):
            answer = judges.compared(name, function, answer)
        elif name not in alone and answer.result.outcome in ("failed", "error"):
            answer = judges.explained(name, function, answer)
        yield Judged(answer.result, (*judges.older(name, function), *answer.warnings))


class _Judges:
    def __init__(self, course: Course, assignment: Assignment, cells: Mapping[int, str]) -> None:
        self._course = course
        self._assignment = assignment
        self._cells = cells

    def runs_alone(self, name: str, function: Callable[..., Any]) -> bool:
        """Whether the cells say all about the function: its name stands for it, and a cell gave it that name."""
        if not is_bound_to(name, function):
            return False
        written, run = defining_cell(name, self._cells), cell_of(function)
        return written is not None and (run is None or not _is_plain(name, function) or run == written)

    def excerpt(self, names: Sequence[str]) -> Submission:
        return excerpt(names, self._cells)

    def in_sandbox(self, names: Sequence[str], submission: Submission) -> dict[str, Judged]:
        reports: list[Report] = []
        grade([submission], self._course, self._assignment, reports.append, self._steps(names))
        return _by_name(reports[0])

    def in_kernel(self, functions: Functions) -> dict[str, Judged]:
        if not functions:
            return {}
        steps = self._steps(tuple(functions))

        keys = keys_of(self._course, self._assignment, None)
        examination = Examination(
            self._assignment,
            keys,
            steps,
            KernelFunctions(functions, self._course.limits.call_seconds),
            path=Path("this notebook"),
            isolation="none",
            file=KernelFile(functions),
            parameters={name: _parameters(function) for name, function in functions.items()},
        )
        reports: list[Report] = []
        folders = checks_of(self._course, self._assignment)
        run_checks(steps, keys.public, self._assignment, folders, [nullcontext(examination)], reports.append)
        return _by_name(reports[0])

    def compared(self, name: str, function: Callable[..., Any], answer: Judged) -> Judged:
        """The answer, and a better one where the function is right here: it may need all cells, or a file."""
        if self.in_kernel({name: function})[name].result.outcome != "passed":
            return answer
        whole = self.in_sandbox([name], everything(self._cells))[name]
        if whole.result.outcome == "passed":
            return whole
        note = (
            f"In this notebook {name} is right. The grader runs your cells anew, without this notebook's values, "
            "packages and files: it has numpy and most of Python's standard library. What counts is what it finds."
        )
        return Judged(replace(answer.result, case=None), (note, *answer.warnings))  # pasted here, it would go right

    def explained(self, name: str, function: Callable[..., Any], answer: Judged) -> Judged:
        """The kernel's answer, with the place that goes wrong if a copy of the function's text fares the same."""
        found, submission = answer.result.decisive, copied(name, function, self._cells)
        if submission is None or found is None or found.message is None:
            return answer
        if found.explanation is not None and found.explanation.tier != "formula":
            return answer
        copy = self.in_sandbox([name], submission)[name].result
        reason = copy.explanation
        if reason is None or reason.tier != "edit" or _facts(copy) != _facts(answer.result):
            return answer
        told = replace(found, message=with_reason(found.message, reason), explanation=reason)
        checks = tuple(told if check is found else check for check in answer.result.checks)
        return replace(answer, result=replace(answer.result, checks=checks))

    def older(self, name: str, function: Callable[..., Any]) -> Iterator[str]:
        """A sentence where the function is another one than the text of its cell says now."""
        run = cell_of(function)
        if run is None or not is_bound_to(name, function) or not _is_plain(name, function):
            return
        written = defining_cell(name, self._cells)
        if written is not None and written != run:
            yield (
                f"This {name} is an older one: you ran it in [{run}]. Cell [{written}] defines it again, and "
                "stopped before it got there. Mend that cell and run it."
            )
        elif changed_since(name, run, self._cells[run]):
            yield (
                f"This {name} is an older one: you ran it in [{run}], and the saved notebook has another text now. "
                "Run the cell that defines it, then check again."
            )

    def _steps(self, names: Sequence[str]) -> tuple[Step, ...]:
        return tuple(self._assignment.steps[name] for name in names)


def _by_name(report: Report) -> dict[str, Judged]:
    """Each step's result; what is said of the whole is said with the first."""
    warnings = [report.warnings, *((),) * (len(report.steps) - 1)]
    return {result.step.function: Judged(result, said) for result, said in zip(report.steps, warnings, strict=True)}


def _facts(result: StepResult) -> list[tuple[str, str, str]]:
    """How each check ended, and what is wrong."""
    return [(check.check, check.outcome, check.message.what if check.message else "") for check in result.checks]


def _is_plain(name: str, function: Callable[..., Any]) -> bool:
    """Whether it is what `def name(…)` made, and nothing that a decorator put in its place."""
    return getattr(getattr(function, "__code__", None), "co_name", "") == name


def _parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    try:
        return tuple(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return ()
