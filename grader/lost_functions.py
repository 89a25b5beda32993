"""Parts of a file that are no Python, and functions that it defines twice, has lost while it ran, or never had."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from grader.course import Assignment
from grader.message import Finding, Message
from grader.sandbox import Loaded, LoadProblem
from grader.submission import Submission

_NO_PYTHON = {"SyntaxError", "IndentationError", "TabError"}
_UNREAD = {*_NO_PYTHON, "ValueError", "RecursionError", "MemoryError"}
_CUT_SHORT = {"TimeoutError", "MemoryError", "Crash"}  # loading as a whole; see sandbox.worker


def none_defined(submission: Submission, loaded: Loaded, assignment: Assignment) -> Finding | None:
    """What to say of a file that has none of the assignment's functions, once and not once per step."""
    if loaded.names.intersection(assignment.steps) or set(submission.definitions).intersection(assignment.steps):
        return None
    if loaded.problems:  # they may be why
        return None
    names = list(assignment.steps)
    return Finding(
        Message(
            what=f"The file defines none of the functions of this assignment: {', '.join(names)}.",
            next="Is it the right file? Functions count when they are defined at its top level, not inside a class.",
        )
    )


def defined_twice(submission: Submission, assignment: Assignment) -> Iterator[str]:
    """A sentence for each step's function that the file defines more than once."""
    for function in assignment.steps:
        places = submission.definitions.get(function, ())
        if len(places) > 1:
            yield f"{function} is defined {len(places)} times; the last one counts, at {places[-1]}."


def lost_functions(submission: Submission, loaded: Loaded, assignment: Assignment) -> dict[str, Message]:
    """For each function that the file defines and that is none once it has run: what became of it."""
    sources = {chunk.label: chunk.source for chunk in submission.chunks}
    found: dict[str, Message] = {}
    for function in assignment.steps:
        if function in loaded.names:
            continue
        what = f"There is no function {function} once the file has run."
        if problem := _failed_definition(function, loaded.problems, submission, sources):
            found[function] = Message(what, _describe(problem), next="Mend that line first, then check again.")
        elif places := submission.definitions.get(function):
            where = f"{places[-1]}: the name {function} is given to something that is not a function."
            found[function] = Message(what, where, next="Give that value another name, such as `result`.")
    return found


def left_out(loaded: Loaded, lost: Mapping[str, Message]) -> Iterator[str]:
    """A sentence for each part of the file that is no Python, unless a lost function's message says so already."""
    said = {message.where for message in lost.values()}
    for problem in loaded.problems:
        if problem.error in _NO_PYTHON and (description := _describe(problem)) not in said:
            yield f"{description}. That part was left out, and the rest was graded."


def _failed_definition(
    function: str, problems: Iterable[LoadProblem], submission: Submission, sources: Mapping[str, str]
) -> LoadProblem | None:
    """What kept the function from coming to be: its own statement failed, its cell is no Python, or time ran out."""
    places = submission.definitions.get(function, ())
    own = {(place.label, line) for place in places for line in range(place.line, place.last + 1)}
    mention = re.compile(rf"\bdef[ \t]+{function}\b|^[ \t]*{function}[ \t]*=", re.MULTILINE)
    return (
        next((problem for problem in problems if (problem.label, problem.line) in own), None)
        or next((p for p in problems if p.error in _UNREAD and mention.search(sources.get(p.label, ""))), None)
        or next((problem for problem in problems if problem.error in _CUT_SHORT), None)
    )


def _describe(problem: LoadProblem) -> str:
    line = f", line {problem.line}" if problem.line else ""
    return f"{problem.label}{line}: {problem.error}: {problem.message}".rstrip(": ")
