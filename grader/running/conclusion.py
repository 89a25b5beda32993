"""What can only be judged once all checks of a submission have ended: it changes what they found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from grader.asking.advice import File
from grader.asking.asking import Asking
from grader.asking.student import Caller
from grader.checks import CONTRACT
from grader.course import Step
from grader.explaining.convention import find_convention
from grader.explaining.own_parts import OwnParts
from grader.key.questions import PROPERTY, REFERENCE, WITNESSES
from grader.report.explanation import Explanation
from grader.report.message import Message
from grader.report.report import CheckResult
from grader.running.findings import Findings


def ask_again(found: Findings, asked: Asking, fresh: Asking, steps: Sequence[Step]) -> None:
    """Put questions once more to functions that were right: no order, number, caller or address may matter to them.

    Args:
        found: what the checks found.
        asked: has asked for the checks.
        fresh: asks a new copy of the submission, which has seen nothing yet. A right function in it may also depend
            on what the first copy was asked before.
        steps: those whose functions may keep something.
    """
    right = [
        step.function
        for step in steps
        if fresh.key.asks(step.function, REFERENCE) and found.scored(step).outcome == "passed"
    ]
    changing = [function for function in right if asked.changes(function)]
    for function in fresh.forgetful(right, changing) if right else ():
        message = Message(
            what=f"{function} gives other answers when it is asked again.",
            next="Look for something that it keeps from call to call, such as a counter or a global array, or "
            "for a choice that depends on who calls it, or on where an array lies in memory. The same arguments must "
            "always give the same answer.",
        )
        found.replace(function, CheckResult(REFERENCE, "failed", message))
        found.forgetful.add(function)


def forgive_convention(found: Findings, asking: Asking) -> None:
    """1/N in other functions than here, and right when composed: it costs one step, and is said once."""
    wrong = [step.function for step in found.steps if found.scored(step).outcome == "failed"]
    if len(wrong) < 2 or found.chain is None or found.chain.outcome != "passed":
        return
    convention = find_convention(wrong, asking)
    for function in (convention.function, *convention.others) if convention else ():
        for check, result in list(found.of(function).items()):
            if result.outcome == "passed":
                continue
            if convention and function == convention.function:
                message = convention.message()
                reason = Explanation("formula", message.why)
                found.replace(function, replace(result, message=message, explanation=reason))
            else:
                found.replace(function, CheckResult(check, "passed", counts=result.counts))


def look_below(
    found: Findings,
    asking: Asking,
    file: File,
    warn: Callable[[str], None],
    open_again: Callable[..., Caller] | None,
) -> None:
    """Functions that call wrong ones: some are right with them, others can only be told what to mend first.

    Args:
        found: what the checks found.
        asking: puts the questions that give points.
        file: what the submission's text says about its names.
        warn: takes a sentence about something that is worth saying and costs no points.
        open_again: starts another copy of the submission, with stand-ins behind it; see ``OwnParts``.
    """
    endings = {step.function: found.scored(step).outcome for step in found.steps}
    parts = OwnParts(asking, file, endings.get, open_again)
    for step in found.steps:
        function = step.function
        if endings[function] in ("passed", "not attempted") or function in parts.faults(function):
            continue
        if parts.ruling(function) == "right":
            is_seen = not asking.key.signatures[function].random or parts.is_seen(function)
            _pass(found, function, without="" if is_seen else PROPERTY)
            unseen = found.of(function).get(PROPERTY)
            if not is_seen and unseen is not None and unseen.outcome == "skipped":
                what = f"{function} is right as far as can be seen. What is random in it cannot be judged yet."
                found.replace(function, replace(unseen, outcome="error", message=Message(what)))
            else:
                warn(parts.note(function))
        for result in list(found.of(function).values()):
            if result.message is not None and result.mistake is None:
                found.replace(function, replace(result, message=parts.message(function, result.message)))


def _pass(found: Findings, function: str, without: str) -> None:
    """Its checks are passed, but for those of a course's own, which ask something else."""
    for check, result in list(found.of(function).items()):
        if check != without and (check in (CONTRACT, *WITNESSES) or result.outcome == "skipped"):
            found.replace(function, CheckResult(check, "passed", counts=result.counts))
