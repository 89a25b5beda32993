"""What a save has changed, and what keeps a file as a whole from having a report."""

from __future__ import annotations

from grader.report.points import points_text
from grader.report.report import Report, StepResult
from quiz_app.grading_process import Graded


def problem_of_the_whole(graded: Graded) -> str:
    """What is said of every step alike, since it is about the file and not about a step; "" if nothing is."""
    if graded.submission.problem:
        return graded.submission.problem
    messages = {result.message for result in graded.report.steps}
    message = messages.pop() if len(messages) == 1 and len(graded.report.steps) > 1 else None
    if message is None or graded.report.score:
        return ""
    if all(result.outcome == "not attempted" for result in graded.report.steps):
        return ""  # the exercise as it came
    return " ".join(text for _, text in message.parts())


def progress_between(before: Report, after: Report) -> str:
    """What is right now that was not, and the reverse, with the points; "" where neither is."""
    pairs = [(old, new) for old, new in zip(before.steps, after.steps, strict=False) if old.step == new.step]
    mended = [new for old, new in pairs if new.outcome == "passed" and old.outcome not in ("passed", "not attempted")]
    written = [new for old, new in pairs if new.outcome == "passed" and old.outcome == "not attempted"]
    lost = [new for old, new in pairs if old.outcome == "passed" and new.outcome != "passed"]
    parts = [
        f"{word}: {_names(results)}"
        for word, results in (("Mended", mended), ("Written", written), ("Not right any more", lost))
        if results
    ]
    points = after.score - before.score
    if not parts and not points:
        return ""
    sign = "\N{MINUS SIGN}" if points < 0 else "+"
    return f"{'. '.join(parts) or 'Your points have changed'}, {sign}{points_text(abs(points))} points."


def _names(results: list[StepResult]) -> str:
    return ", ".join(result.step.function for result in results)
