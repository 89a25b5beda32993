"""`check(dL_dW3)` in a notebook: the same checks, run on the student's own function in their own kernel."""

from __future__ import annotations

import inspect
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from grader.checks.examination import Examination
from grader.course import Assignment, Course, CourseError, Step, load_course
from grader.grading import run_checks
from grader.reference import Reference
from grader.report import Report, StepResult
from grader.reporting.html import render_step as render_html
from grader.reporting.terminal import Style, render_step
from grader.sandbox import Answer, shared_sandbox
from grader.sandbox.arguments import prepared
from grader.sandbox.inside.arguments import Arguments
from grader.sandbox.inside.loading import describe
from grader.sandbox.inside.numeric import arrays_of
from grader.sandbox.reply import read_value

_MAX_REPLY_BYTES = 64 * 2**20


class KernelFunctions:
    """Functions that live in this process. It is their owner's machine and their owner's code: no confinement."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._functions = functions

    def call(self, name: str, *args: Any) -> Answer:
        """See ``student.Caller``. A keyboard interrupt goes through."""
        function = self._functions.get(name)
        if not callable(function):
            return Answer("missing")
        described, sent, _ = prepared(args)
        arguments = Arguments(described, iter(sent))
        try:
            form, arrays, returned = arrays_of(function(*arguments.values), _MAX_REPLY_BYTES)
        except (Exception, SystemExit) as error:
            kind, message = describe(error)
            line, code_line = _own_line(error, function)
            label = "this notebook" if line else ""
            return Answer("raised", error=kind, message=message, label=label, line=line, code_line=code_line)
        value = None if form is None else read_value(form, iter(arrays))
        return Answer("returned", value, returned, changed=tuple(arguments.changed()))

    def call_together(self, name: str, calls: Sequence[tuple[Any, ...]]) -> None:
        """See ``student.Caller``. A call costs nothing here: one after another will do."""

    def known_names(self) -> frozenset[str]:
        """See ``student.Caller``."""
        return frozenset(name for name, value in self._functions.items() if callable(value))


def _own_line(error: BaseException, function: Callable[..., Any]) -> tuple[int, str]:
    """The innermost line that lies in the notebook itself, not in numpy or the grader; (0, "") if there is none."""
    names = getattr(function, "__globals__", None) or vars(sys.modules["__main__"])
    found = (0, "")
    for (frame, line), entry in zip(
        traceback.walk_tb(error.__traceback__), traceback.extract_tb(error.__traceback__), strict=True
    ):
        if frame.f_globals is names:
            found = (line, entry.line or "")
    return found


class UncheckableError(CourseError):
    """``check`` was given something that it cannot check. Jupyter shows the sentence, and no traceback of ours."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Checked:
    """What `check` found. Shows as a small table in Jupyter, as text elsewhere.

    For Jupyter's plain-text form it is the score as a number: nbgrader reads partial credit from just that.
    """

    def __init__(self, result: StepResult, warnings: tuple[str, ...]) -> None:
        self.result = result
        self.warnings = warnings

    @property
    def score(self) -> float:
        """Points earned."""
        return self.result.score

    def __repr__(self) -> str:
        encoding = getattr(sys.stdout, "encoding", None) or "ascii"
        text = render_step(self.result, Style(unicode="utf" in encoding.lower()))
        return "\n".join([text, *(f"  Note:  {warning}" for warning in self.warnings)])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": render_html(self.result, self.warnings), "text/plain": repr(float(self.score))}


def check(function: Callable[..., Any], step: str | None = None) -> Checked:
    """Check one of your functions, right here.

    Args:
        function: the function, ``check(dL_dW3)``.
        step: the step's name, where the function goes by another one.

    Raises:
        UncheckableError: it is no function, or belongs to no step of the course.
    """
    if not callable(function):
        raise UncheckableError(
            f"check() takes the function itself, uncalled, as in check(dL_dW3); it got {_described(function)}"
        )
    course = load_course()
    assignment = course.assignment()
    name = step or _step_name(function, assignment, sys._getframe(1).f_globals)
    chosen = assignment.select(name)[:1]
    report = _run({chosen[0].function: function}, course, assignment, chosen)
    return Checked(report.steps[0], report.warnings)


def _step_name(function: Callable[..., Any], assignment: Assignment, names: Mapping[str, Any]) -> str:
    """The step that a function is meant for: its own name, or the name that a lambda is bound to."""
    own = getattr(function, "__name__", "")
    if own in assignment.steps:
        return own
    for name in assignment.steps:
        if names.get(name) is function:
            return name
    raise UncheckableError(
        f'check() does not know which step {own or function!r} is; write check({own or "..."}, step="dL_dW3") '
        f"with one of {', '.join(assignment.steps)}"
    )


def _parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    try:
        return tuple(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return ()


def _described(value: object) -> str:
    return "None" if value is None else f"a value of type {type(value).__name__}"


def _run(
    functions: Mapping[str, Callable[..., Any]],
    course: Course,
    assignment: Assignment,
    steps: tuple[Step, ...],
) -> Report:
    @contextmanager
    def examination() -> Iterator[tuple[Examination, Reference]]:
        with closing(Reference(course, assignment, shared_sandbox())) as reference:
            yield (
                Examination(
                    course,
                    assignment,
                    steps,
                    KernelFunctions(functions),
                    path=Path("this notebook"),
                    isolation="none",
                    parameters={name: _parameters(function) for name, function in functions.items()},
                ),
                reference,
            )

    reports: list[Report] = []
    run_checks(steps, course.scoring.checks, [examination()], reports.append)
    return reports[0]
