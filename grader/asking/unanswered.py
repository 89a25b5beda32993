"""What to say where a student's function gave no answer: it is missing, not written, stopped, or was stopped."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable

from grader.asking.advice import File, advice
from grader.key.key import Key, Signature
from grader.report.message import Finding, Message, Outcome
from grader.sandbox import Answer


def unanswered(
    step: Signature, answer: Answer, key: Key, file: File, known_names: Callable[[], frozenset[str]]
) -> Finding:
    """Why there is no answer, and what to do.

    Args:
        step: which function.
        answer: of a call that did not return.
        key: with the assignment's other functions.
        file: what the submission's text says about its names.
        known_names: the callables that the submission defines.
    """
    match answer.outcome:
        case "missing":
            return _missing(step, key, known_names())
        case "timeout":
            return _stopped(
                answer,
                "timeout",
                _said(step, answer, "did not answer in time"),
                "Look for a loop that never ends or an input() that waits. The arrays here are tiny: "
                "a right step takes less than a millisecond.",
            )
        case "crashed":
            return _stopped(
                answer,
                "crashed",
                _said(step, answer, "ended the whole process"),
                "Remove calls that exit or abort Python, and anything that reaches outside numpy.",
            )
        case "out of memory":
            return _stopped(
                answer,
                "out of memory",
                _said(step, answer, "needed more memory than a submission may use"),
                "The arrays here are tiny. Look for a list that grows in a loop, or a shape that is too large.",
            )
        case _ if answer.error == "NotImplementedError":
            return _not_attempted(step, answer, key, file)
        case _:
            return _raised(step, answer, key, file)


def _said(step: Signature, answer: Answer, otherwise: str) -> str:
    """What the sandbox has to say about the call; it may also be about the submission as a whole."""
    if answer.message.startswith(step.function):
        return answer.message
    return f"{step.function} {otherwise}. {answer.message}".rstrip()


def _missing(step: Signature, key: Key, known_names: frozenset[str]) -> Finding:
    function = step.function
    if function in known_names:  # it was there when the file had been loaded
        return Finding(
            Message(
                what=f"The name {function} holds something else by now, and not your function.",
                where=f"A call has changed it: `global {function}` in a function lets it give the name away.",
                next="Give that value another name, such as `result`.",
            ),
            "error",
        )
    # The other steps' names are all alike, and none of them is a misspelling of this one.
    others = sorted(known_names - set(key.signatures))
    spelt = {_letters(name): name for name in others}
    close = [spelt[letters] for letters in difflib.get_close_matches(_letters(function), spelt, n=1, cutoff=0.85)]
    close += [name for name in others if _is_foreign_spelling(name, function) or _has_more(name, function)]
    where = ""
    if close:
        where = f"There is one called {close[0]}. If it is meant for this step, its name must be exactly {function}."
        if not close[0].isascii():
            where += f" In {close[0]}, not every letter is one of A to Z, even if it looks so."
    return Finding(
        Message(
            what=f"There is no function {function} in the file.",
            where=where,
            next=f"Define it as {step.signature()}. "
            f"`course reset {function}` puts the empty function back if it got lost.",
        ),
        "error",
    )


def _not_attempted(step: Signature, answer: Answer, key: Key, file: File) -> Finding:
    function, where = step.function, _place(answer)
    within = answer.failing.function if answer.failing else function
    if within in key.signatures and within != function:
        what = f"{function} calls {within}, which is not written yet."
        given = ", ".join(argument.name for argument in step.arguments)
        return Finding(Message(what, where, next=f"What {function} needs is in its arguments: {given}."), "error")
    if within != function:
        what = f"{function} stops with NotImplementedError, in {within}."
        return Finding(Message(what, where, next="Replace that line by your own."), "error")
    if not file.is_stub(function):
        what = f"{function} stops at a line with NotImplementedError that is still in it."
        next = "That line ends the function: what stands below it never runs. Delete that line and keep your own."
        return Finding(Message(what, where, next=next), "error")
    what = f"{function} is not written yet."
    return Finding(Message(what, where, next="Replace that line by your own."), "not attempted")


def _raised(step: Signature, answer: Answer, key: Key, file: File) -> Finding:
    return _stopped(
        answer,
        "error",
        f"{step.function} stops with {answer.error}"
        + (f": {_short(answer.message).rstrip(' .')}." if answer.message.strip() not in ("", "None") else "."),
        advice(answer, step, file, key),
    )


def _stopped(answer: Answer, outcome: Outcome, what: str, next: str) -> Finding:
    return Finding(Message(what=what, where=_place(answer), next=next), outcome)


def _short(text: str) -> str:
    return text if len(text) <= 300 else text[:297] + "..."


def _is_foreign_spelling(name: str, function: str) -> bool:
    """Whether the name is the function's but for letters of another alphabet, which may look alike."""
    alike = len(name) == len(function) and not name.isascii()
    return alike and all(one == other or not one.isascii() for one, other in zip(name, function, strict=True))


def _has_more(name: str, function: str) -> bool:
    """Whether the name is the function's with more around it: `update_weights`, `my_update`, `update2`."""
    return re.search(rf"(?:^|_){re.escape(function)}(?:_|\d*$)", name, re.IGNORECASE) is not None


def _letters(name: str) -> str:
    return name.replace("_", "").lower()


def _place(answer: Answer) -> str:
    if not answer.label:
        return ""
    line = f"{answer.label}, line {answer.line}" if answer.line else answer.label
    return f"{line}: `{answer.code_line}`" if answer.code_line else line
