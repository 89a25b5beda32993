"""Where in the student's file a function is to be written, in a sentence."""

from __future__ import annotations

from quiz_app.student_work import StudentWork


def where_to_write(work: StudentWork, function: str) -> str:
    """The file and the line of the function, or the notebook's cell; "" once it passes, or where there is no file."""
    if work.submission is None or work.problem or work.report is None:
        return ""
    if any(result.step.function == function and result.outcome == "passed" for result in work.report.steps):
        return ""
    places = work.submission.definitions.get(function, ())
    if not places:
        return f"Write `{function}` in `{work.name}`."
    last = places[-1]
    place = f"line {last.line}" if work.name.endswith(".py") else str(last)
    if last.is_stub:
        return f"Write it in `{work.name}`, {place}, in place of `NotImplementedError`. Save, and this page asks it."
    return f"It is in `{work.name}`, {place}."
