"""Notes on a file: text that is no Python, functions defined twice, lost while the file ran, or not there at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from grader.course import Assignment
from grader.reading.budget import Budget
from grader.reading.submission import Origin, Submission
from grader.report.message import Finding, Message
from grader.sandbox import Chunk, Loaded, LoadProblem

NO_PYTHON = {"SyntaxError", "IndentationError", "TabError", "UnicodeEncodeError"}  # the last: half a character
UNREAD = {*NO_PYTHON, "ValueError", "RecursionError", "MemoryError"}
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")
OWN_MODULE = (
    " Only numpy and most of Python's standard library are there when steps are graded: put what is in a file of "
    "your own into this one."
)
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


def defined_twice(submission: Submission, loaded: Loaded, assignment: Assignment) -> Iterator[str]:
    """A sentence for each step's function that the file defines more than once."""
    for function in assignment.steps:
        places = submission.definitions.get(function, ())
        if len(places) < 2:
            continue
        if problem := next((problem for problem in loaded.problems if _lies_in(problem, places[-1])), None):
            yield (
                f"{function} is defined {len(places)} times, and the last one fails "
                f"({description(problem, submission)}): one before it counts."
            )
        elif function in loaded.names:  # if it is not, something else has taken its name, and that is said
            yield f"{function} is defined {len(places)} times; the last one counts, at {places[-1]}."


def _lies_in(problem: LoadProblem, place: Origin) -> bool:
    return problem.label == place.label and place.line <= problem.line <= place.last


def lost_functions(submission: Submission, loaded: Loaded, assignment: Assignment) -> dict[str, Message]:
    """For each function that the file defines and that is none once it has run: what became of it."""
    sources = {chunk.label: chunk.source for chunk in submission.chunks}
    found: dict[str, Message] = {}
    missing = [function for function in assignment.steps if function not in loaded.names]
    taken = _taken_away(submission.definitions.keys() & missing, submission, Budget())
    for function in missing:
        what = f"There is no function {function} once the file has run."
        if problem := _failed_definition(function, loaded, submission, sources):
            where, cause = description(problem, submission), cause_of(problem, loaded)
            if cause is not problem:
                where = f"{_sentence(where)} That name has no value because of {description(cause, submission)}"
            own = OWN_MODULE if cause.error == "ModuleNotFoundError" else ""
            found[function] = Message(what, where, next=f"Mend that line first, then check again.{own}")
        elif function in submission.definitions:
            place, is_deleted = taken.get(function, ("", False))
            if is_deleted:
                where, next = f"{place}: del takes the function away.", "Remove that line."
            else:
                where = f"{place}: the name" if place else "While the file runs, the name"
                where += f" {function} is given to something that is not a function."
                next = "Give that value another name, such as `result`."
            found[function] = Message(what, where, next=next)
        elif cell := _not_run(function, submission):
            magic = cell.source.split(maxsplit=1)[0]
            if magic.startswith("%%"):
                where = f"{cell.label} has its definition below {magic}, which keeps it from running."
                next = f"Remove the line with {magic}, and run the cell."
            else:
                where = f"{cell.label} has its definition, and is no code cell, so it does not run."
                next = "Select that cell, press Esc, then Y: it becomes a code cell."
            found[function] = Message(what, where, next=next)
        elif place := _indented(function, submission):
            where = f"{place}: the definition is indented, so it belongs to what stands above it."
            found[function] = Message(what, where, next="Move all of its lines to the left margin.")
    return found


def held_instead(value: object, names: Mapping[str, object], assignment: Assignment) -> str:
    """What to say where the name of a step's function holds this value in a notebook; "" where none does."""
    for function in assignment.steps:
        if function in names and names[function] is value:
            kind = {"NoneType": "None", "ndarray": "an array"}.get(type(value).__name__, "something else")
            return (
                f"The name {function} holds {kind} by now, and not your function: a line such as "
                f"`{function} = {function}(…)` does that. Give that value another name, such as `result`. "
                f"Then run the cell that defines {function} again, and this one."
            )
    return ""


def _taken_away(names: Iterable[str], submission: Submission, budget: Budget) -> dict[str, tuple[str, bool]]:
    """For each name, the last place outside of all functions and classes that takes it away, and whether by `del`.

    A name that is not taken away there is left out.
    """
    wanted = list(names)
    taken = budget.taken_names(submission.chunks, wanted) if wanted else {}
    return {name: (f"{label}, line {line}", is_deleted) for name, (label, line, is_deleted) in taken.items()}


def _indented(function: str, submission: Submission) -> str:
    definition = re.compile(rf"^[ \t]+def[ \t]+{function}\b", re.MULTILINE)
    for chunk in submission.chunks:
        if match := definition.search(chunk.source):
            return _place(chunk, chunk.source.count("\n", 0, match.start()) + 1)
    return ""


def _not_run(function: str, submission: Submission) -> Chunk | None:
    definition = re.compile(rf"^def[ \t]+{function}\b", re.MULTILINE)
    return next((cell for cell in submission.not_run if definition.search(cell.source)), None)


def _place(chunk: Chunk, line: int) -> str:
    return f"{chunk.label}, line {chunk.lines_before + line}"


def left_out(submission: Submission, loaded: Loaded, lost: Mapping[str, Message]) -> Iterator[str]:
    """A sentence for each part of the file that did not count, unless a lost function's message says so already."""
    said = {message.where for message in lost.values()}
    for problem in loaded.problems:
        described = description(problem, submission)
        if described in said:
            continue
        if problem.error in NO_PYTHON:
            yield f"{_sentence(described)} That part was left out, and the rest was graded."
        elif problem.error in _CUT_SHORT:
            used = "Only the file's imports, functions and constants were used."
            alone = "That statement was left out, and the rest was graded."
            yield f"{_sentence(described)} {used if loaded.definitions_only else alone}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _failed_definition(
    function: str, loaded: Loaded, submission: Submission, sources: Mapping[str, str]
) -> LoadProblem | None:
    """What kept the function from coming to be: its own statement failed, its cell is no Python, or time ran out."""
    places = submission.definitions.get(function, ())
    problems = loaded.problems
    mention = re.compile(rf"\bdef[ \t]+{function}\b|^[ \t]*{function}[ \t]*=", re.MULTILINE)
    return (
        next((problem for problem in problems if any(_lies_in(problem, place) for place in places)), None)
        or next((p for p in problems if p.error in UNREAD and mention.search(sources.get(p.label, ""))), None)
        or next((problem for problem in loaded.problems if _is_cut_short(problem, loaded)), None)
    )


def cause_of(problem: LoadProblem, loaded: Loaded) -> LoadProblem:
    """The first of the statements that failed, each for want of a name that the one before it would have bound."""
    for earlier in reversed(loaded.problems[: loaded.problems.index(problem)]):
        wanted = _UNDEFINED.match(problem.message) if problem.error == "NameError" else None
        if wanted and wanted[1] in earlier.names:
            problem = earlier
    return problem


def _is_cut_short(problem: LoadProblem, loaded: Loaded) -> bool:
    """Whether it kept more from running than the statement in which it was."""
    return problem.error in _CUT_SHORT and (loaded.definitions_only or not loaded.names)


def description(problem: LoadProblem, submission: Submission) -> str:
    line = f", line {problem.line}" if problem.line else ""
    code = _code_line(problem, submission) if problem.error in NO_PYTHON else ""
    message = problem.message
    if code.startswith(_CONFLICT):
        message = "a mark that git left where two versions of the file meet; keep one of them"
    parts = (f"{problem.label}{line}", problem.error, message)
    return ": ".join(part for part in parts if part.strip()).rstrip(": ") + (f": `{code}`" if code else "")


def _code_line(problem: LoadProblem, submission: Submission) -> str:
    lines = (chunk.line(problem.line, most=120) for chunk in submission.chunks if chunk.label == problem.label)
    return next(lines, "")
