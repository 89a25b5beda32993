"""`check(function)` and `hint(function)` in a notebook.

The checks are those of the `course` command.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.course import Assignment, Course, CourseError, load_course
from grader.kernel.cells import shell
from grader.kernel.figures import describe_figures
from grader.kernel.judges import Judged, judged
from grader.kernel.one_thread import use_one_thread
from grader.kernel.saved import note_times
from grader.learner import attempts
from grader.learner.hints import hints
from grader.reading.lost_functions import held_instead
from grader.report.html import render_paragraphs
from grader.report.html import render_step as render_html
from grader.report.report import StepResult
from grader.report.terminal import Style, paragraph, render_step

note_times(shell())  # as soon as a notebook imports `check`: what is edited later is seen by that
if (_shell := shell()) is not None:
    use_one_thread()
    describe_figures(_shell)


class UncheckableError(CourseError):
    """``check`` was given something that it cannot check. Jupyter shows the sentence, and no traceback of ours."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Checked:
    """What `check` found. Shows as a small table in Jupyter, as text elsewhere.

    For Jupyter's plain-text form it is the score as a number: nbgrader reads partial credit from just that.
    """

    def __init__(self, judged: Sequence[Judged]) -> None:
        self.judged = tuple(judged)

    @property
    def result(self) -> StepResult:
        """The first function's result."""
        return self.judged[0].result

    @property
    def warnings(self) -> tuple[str, ...]:
        """All that is worth saying and costs no points."""
        return tuple(dict.fromkeys(warning for each in self.judged for warning in each.warnings))

    @property
    def score(self) -> float:
        """Points earned."""
        return sum(each.result.score for each in self.judged)

    def __repr__(self) -> str:
        texts = [render_step(each.result, _style()) for each in self.judged]
        return "\n".join(["\n\n".join(texts), *(f"  Note:  {warning}" for warning in self.warnings)])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        html = "".join(render_html(each.result, each.warnings) for each in self.judged)
        return {"text/html": html, "text/plain": repr(float(self.score))}


def check(*functions: Any, step: str | None = None) -> Checked:
    """Check your functions, right here: ``check(function)``, or several, ``check(first, second)``.

    They are judged as in a file that is graded. A call that does not end is stopped.

    Args:
        functions: the functions. A text behind one names its step, where the function goes by another name.
        step: the same, for a single function.

    Raises:
        UncheckableError: one is no function, or belongs to no step of the course.
    """
    course = load_course()
    names = sys._getframe(1).f_globals
    pairs = _pairs(functions, step)
    if not pairs:
        own = _first(_whose(course, [], names))
        raise UncheckableError(f"check() takes the function that is to be checked, as in check({own}).")
    assignment = _whose(course, [meant or function for function, meant in pairs], names)
    chosen: dict[str, Any] = {}
    for function, meant in pairs:
        if not callable(function):
            raise UncheckableError(
                held_instead(function, names, assignment)
                or f"check() takes the function itself, uncalled, as in check({_first(assignment)}); "
                f"it got {_described(function)}"
            )
        name = meant or _step_name(function, assignment, names)
        chosen[assignment.select(name)[0].function] = function
    found = list(judged(chosen, course, assignment))
    for each in found:
        text = _text(chosen[each.result.step.function])
        attempts.note_source(course.root, assignment.name, [each.result], text.encode())
    return Checked(found)


def _pairs(functions: Sequence[Any], step: str | None) -> list[tuple[Any, str | None]]:
    """Each function with the text behind it, or None."""
    pairs: list[tuple[Any, str | None]] = []
    for value in functions:
        if isinstance(value, str) and pairs and pairs[-1][1] is None:
            pairs[-1] = (pairs[-1][0], value)
        else:
            pairs.append((value, None))
    return [(pairs[0][0], step), *pairs[1:]] if step and pairs else pairs


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
        function: the function itself, its name in quotes, or the number of its step.
        all: show all hints at once.

    Raises:
        CourseError: it belongs to no step of the course.
    """
    course = load_course()
    names = sys._getframe(1).f_globals
    assignment = _whose(course, [function], names)
    name = str(function) if isinstance(function, str | int) else None
    steps = assignment.select(name or _step_name(function, assignment, names, "hint"))
    texts = [
        text
        for step in steps
        for text in hints(assignment, step, course.root, everything=all, for_all=f"hint({step.function}, all=True)")
    ]
    return Hints(texts)


def _whose(course: Course, asked: Sequence[Any], names: Mapping[str, Any]) -> Assignment:
    """The assignment whose functions these are: the one that the notebook defines most functions of, in doubt."""

    def fitting(assignment: Assignment) -> tuple[int, int]:
        own = assignment.steps
        meant = [each if isinstance(each, str) else getattr(each, "__name__", "") for each in asked]
        held = [any(names.get(name) is each for name in own) for each in asked if callable(each)]
        return sum(name in own for name in meant) + sum(held), sum(callable(names.get(name)) for name in own)

    return max(course.assignments.values(), key=fitting)


def _first(assignment: Assignment) -> str:
    """A function's name for the sentences that show how a call is written."""
    return next(iter(assignment.steps))


def _step_name(function: object, assignment: Assignment, names: Mapping[str, Any], asked: str = "check") -> str:
    """The step that a function is meant for: its own name, or the name that it is bound to."""
    own = getattr(function, "__name__", "")
    if own in assignment.steps:
        return own
    for name in assignment.steps:
        if names.get(name) is function:
            return name
    example = _first(assignment)
    how = f'check({own or "..."}, step="{example}")' if asked == "check" else f'hint("{example}")'
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


def _described(value: object) -> str:
    return "None" if value is None else f"a value of type {type(value).__name__}"
