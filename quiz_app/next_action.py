"""What a person should do next, from where their work stands."""

from __future__ import annotations

from grader.course import Assignment
from quiz_app.lessons import Lesson, NextAction
from quiz_app.student_work import StudentWork


def next_action(
    work: StudentWork,
    lesson: Lesson | None,
    *,
    questions: int,
    quiz_done: bool,
    trained: bool,
    following: Assignment | None = None,
) -> NextAction:
    """The next action: write, mend, answer, train, in this order.

    Args:
        work: the file, and what the grader says of it.
        lesson: of its assignment.
        questions: of the assignment's quiz; 0 where there is none.
        quiz_done: whether it was answered.
        trained: whether the functions have learned something.
        following: the assignment after this one.
    """
    by_hand = lesson.by_hand if lesson else None
    if work.source is None:
        text = (
            "Download the exercise below, write your first function in it, and upload it here."
            if work.hosted
            else "There is no exercise here. Make it with `course build` in a terminal, or choose a file below."
        )
        if by_hand is None:
            return NextAction("Bring your file", text)
        return NextAction("Bring your file", text, "See the first steps by hand", by_hand.file)
    if work.problem:
        return NextAction("Mend your file", work.problem, "Look at it", "course_pages/my_steps.py")
    report = work.report
    if report is None:
        return NextAction("Your file is being checked", "This takes a few seconds the first time.")
    if report.focus is None:
        return _after_the_steps(lesson, following, questions=questions, quiz_done=quiz_done, trained=trained)
    step = report.focus.step
    if report.focus.outcome != "not attempted":
        name = report.focus.mistake_name
        mistake = f"The likely mistake: {name}." if name else ""
        return NextAction(
            f"Mend step {step.number}, {step.function}",
            f"{mistake} The message says where and what to do next.".strip(),
            "Read the message",
            "course_pages/my_steps.py",
        )
    first = all(result.outcome == "not attempted" for result in report.steps)
    title = f"Write {'your first function' if first else f'step {step.number}'}, {step.function}"
    saved = "Save it, and upload it again below." if work.hosted else "Save: this page notices by itself."
    replace = f"replace the line with NotImplementedError. {saved}"
    if not first:
        text = f"{step.title}. Replace the line with NotImplementedError in {work.name}. {saved}"
    elif by_hand is None:
        text = f"Open {work.name} in your editor or in Jupyter, find {step.function}, and {replace}"
    else:
        text = (
            f"Work it out by hand first, with small numbers. Then open {work.name} in your editor or in Jupyter, "
            f"find {step.function}, and {replace}"
        )
    if by_hand is None:
        return NextAction(title, text, "See all steps", "course_pages/my_steps.py")
    if first:
        return NextAction(title, text, f"Do step {step.number} by hand", by_hand.file, {"step": "1"})
    return NextAction(title, text, "Start by hand", by_hand.file, {"step": str(step.number)})


def _after_the_steps(
    lesson: Lesson | None, following: Assignment | None, *, questions: int, quiz_done: bool, trained: bool
) -> NextAction:
    if questions and not quiz_done:
        return NextAction(
            "Every step is right: take the quiz",
            f"{questions} questions about what you have just written, with an explanation for every option.",
            "Open the quiz",
            "course_pages/quiz.py",
        )
    action = lesson.train if lesson and not trained else None
    action = action or (lesson.trained if lesson else None)
    if action is None:
        if following is None:
            return NextAction("The course is done", "All functions of its last assignment are right.")
        return go_on_to(following)
    return action


def go_on_to(following: Assignment) -> NextAction:
    """To the assignment that comes next."""
    return NextAction(
        f"Go on to {following.title}",
        "All functions of this assignment are right.",
        "Go on",
        "course_pages/home.py",
        {"assignment": following.name},
    )
