"""`check(dL_dW3)` and `hint(dL_dW3)` in a notebook.

The checks are those of the `course` command, run on the student's own function in their own kernel.
"""

from __future__ import annotations

import inspect
import io
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from grader.checks.examination import Examination
from grader.course import Assignment, Course, CourseError, Step, load_course
from grader.grading import run_checks
from grader.learner import attempts
from grader.learner.hints import hints
from grader.reference import Reference
from grader.report import Report, StepResult
from grader.reporting.html import render_paragraphs
from grader.reporting.html import render_step as render_html
from grader.reporting.terminal import Style, paragraph, render_step
from grader.sandbox import Answer, shared_sandbox
from grader.sandbox.arguments import prepared
from grader.sandbox.inside.arguments import Arguments
from grader.sandbox.inside.loading import describe
from grader.sandbox.inside.numeric import arrays_of
from grader.sandbox.plain_text import plain_text
from grader.sandbox.reply import read_value

_MAX_REPLY_BYTES = 64 * 2**20
_MAX_OUTPUT = 16384


class KernelFunctions:
    """Functions that live in this process. It is their owner's machine and their owner's code: no confinement."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._functions = functions

    def call(self, name: str, *args: Any, seconds: float | None = None) -> Answer:
        """See ``student.Caller``. A keyboard interrupt goes through."""
        function = self._functions.get(name)
        if not callable(function):
            return Answer("missing")
        described, sent, _ = prepared(args)
        arguments = Arguments(described, iter(sent))
        printed = io.StringIO()
        try:
            with redirect_stdout(printed):
                result = function(*arguments.values)
            form, arrays, returned = arrays_of(result, _MAX_REPLY_BYTES)
        except (Exception, SystemExit) as error:
            kind, message = describe(error)
            line, code_line = _own_line(error, function)
            label = "this notebook" if line else ""
            output = plain_text(printed.getvalue(), _MAX_OUTPUT)
            return Answer(
                "raised", error=kind, message=message, label=label, line=line, code_line=code_line, output=output
            )
        value = None if form is None else read_value(form, iter(arrays))
        output = plain_text(printed.getvalue(), _MAX_OUTPUT)
        return Answer("returned", value, returned, changed=tuple(arguments.changed()), output=output)

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
        text = render_step(self.result, _style())
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
    attempts.note_source(course.root, report, _text(function).encode())
    return Checked(report.steps[0], report.warnings)


class Hints:
    """Hints as text: paragraphs in Jupyter, lines elsewhere."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = tuple(texts)

    def __repr__(self) -> str:
        return "\n\n".join(paragraph(text, _style()) for text in self.texts)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": render_paragraphs(self.texts), "text/plain": repr(self)}


def hint(function: Callable[..., Any] | str, *, all: bool = False) -> Hints:
    """The next hint for one of your functions. A further one opens after another attempt.

    Args:
        function: the function, ``hint(dL_dW3)``, its name in quotes, or the number of its step.
        all: show all hints at once.

    Raises:
        CourseError: it belongs to no step of the course.
    """
    course = load_course()
    assignment = course.assignment()
    name = str(function) if isinstance(function, str | int) else None
    steps = assignment.select(name or _step_name(function, assignment, sys._getframe(1).f_globals, "hint"))
    texts = [
        text
        for step in steps
        for text in hints(step, course.root, everything=all, for_all=f"hint({step.function}, all=True)")
    ]
    return Hints(texts)


def _step_name(function: object, assignment: Assignment, names: Mapping[str, Any], asked: str = "check") -> str:
    """The step that a function is meant for: its own name, or the name that it is bound to."""
    own = getattr(function, "__name__", "")
    if own in assignment.steps:
        return own
    for name in assignment.steps:
        if names.get(name) is function:
            return name
    how = f'check({own or "..."}, step="dL_dW3")' if asked == "check" else 'hint("dL_dW3")'
    raise UncheckableError(
        f"{asked}() does not know which step {repr(own) if own else _described(function)} is; write {how} "
        f"with one of {', '.join(assignment.steps)}"
    )


def _text(function: Callable[..., Any]) -> str:
    """The function's source, to see whether it has changed; of one that has none, what it is called."""
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        return repr(function)


def _style() -> Style:
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    return Style(unicode="utf" in encoding.lower())


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
