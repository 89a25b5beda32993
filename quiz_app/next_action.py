"""What a person should do next, from where their work stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.mistakes import BANK

from quiz_app.student_work import StudentWork


@dataclass(frozen=True)
class NextAction:
    """One thing to do.

    Attributes:
        title: it, in a few words.
        text: why, or how, in a sentence or two of plain text.
        button: what its button says; "" where there is nothing to press.
        page: the page that the button opens, and `query` what it opens there.
    """

    title: str
    text: str
    button: str = ""
    page: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


def next_action(work: StudentWork, *, quiz_done: bool, trained: bool) -> NextAction:
    """The next action: write, mend, answer, train, in this order."""
    if work.source is None:
        return NextAction(
            "Bring your file",
            "Download the exercise below, write your first function in it, and upload it here."
            if work.hosted
            else "There is no exercise here. Make it with `course build` in a terminal, or choose a file below.",
            "See the first steps by hand",
            "pages/by_hand.py",
        )
    if work.problem:
        return NextAction("Mend your file", work.problem, "Look at it", "pages/my_steps.py")
    report = work.report
    if report is None:
        return NextAction("Your file is being checked", "This takes a few seconds the first time.")
    focus = report.focus
    if focus is None and not quiz_done:
        return NextAction(
            "Every step is right: take the quiz",
            "Eight questions about what you have just written, with an explanation for every option.",
            "Open the quiz",
            "pages/quiz.py",
        )
    if focus is None:
        return NextAction(
            "Draw a digit for your network" if trained else "Train your network",
            "Your functions read handwritten digits now."
            if trained
            else "Your twelve functions are right. Let them learn to read handwritten digits while you watch.",
            "Draw" if trained else "Train it",
            "pages/draw.py" if trained else "pages/train.py",
        )
    step = focus.step
    where = {"step": str(step.number)}
    if focus.outcome != "not attempted":
        mistake = f"The likely mistake: {BANK[focus.mistake].name}." if focus.mistake else ""
        return NextAction(
            f"Mend step {step.number}, {step.function}",
            f"{mistake} The message says where and what to do next.".strip(),
            "Read the message",
            "pages/my_steps.py",
        )
    saved = "Save it, and upload it again below." if work.hosted else "Save: this page notices by itself."
    first = all(result.outcome == "not attempted" for result in report.steps)
    text = (
        f"Work it out by hand first, with small numbers. Then open {work.name} in your editor or in Jupyter, find "
        f"{step.function}, and replace the line with NotImplementedError. {saved}"
        if first
        else f"{step.title}. Replace the line with NotImplementedError in {work.name}. {saved}"
    )
    return NextAction(
        f"Write {'your first function' if first else f'step {step.number}'}, {step.function}",
        text,
        f"Do step {step.number} by hand" if not first else "Start by hand",
        "pages/by_hand.py",
        {"step": "1"} if first else where,
    )
