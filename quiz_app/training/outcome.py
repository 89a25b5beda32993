"""How a training run ended, in sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.report.listing import listed
from quiz_app.training.evidence import Evidence, Spoilt, better
from quiz_app.training.program import Program

if TYPE_CHECKING:
    from grader.sandbox import Answer, LoadProblem

MOST_NAMES = 8  # of a sentence
GUESSING = 0.2  # accuracy: well above one in ten, far below anything that learned


def diverged(program: Program, step: int, learning_rate: float, loss: float, found: Evidence | None) -> str:
    """The loss of that step, counted from 1, was not finite or far above that of guessing.

    `found`: why; None: that has not been looked for, and nothing is said of it.
    """
    became = f"grew to {loss_text(loss)}" if math.isfinite(loss) else "is no longer a number"
    why = "" if found is None else f" {cause(program, found, step)}"
    return f"Diverged at step {step:,} with learning rate {learning_rate:g}: the loss {became}.{why}"


def loss_text(loss: float) -> str:
    """A loss as a person reads it: 0.302, 46.4, 1,557, 2.1e+30."""
    if not math.isfinite(loss):
        return "no number"
    if loss < 100:
        return f"{loss:.3g}"
    return f"{loss:,.0f}" if loss < 1e7 else f"{loss:.1e}"


def finished(program: Program, accuracy: float, loss: float, learning_rate: float, found: Evidence | None) -> str:
    """All planned epochs are done; ``accuracy`` is in [0, 1], ``loss`` the mean over the last epoch.

    `found`: why it learned nothing, as for `diverged`.
    """
    if not has_learned(accuracy):
        why = "" if found is None else f" {cause(program, found, 0, learning_rate)}"
        return (
            f"Finished, but it learned next to nothing: {100 * accuracy:.1f} % of the test digits right, "
            f"where guessing gives 10 %, with a loss of {loss:.2f}.{why}"
        )
    return f"Finished: {100 * accuracy:.2f} % of the test digits right, {100 * (1 - accuracy):.2f} % wrong."


def has_learned(accuracy: float) -> bool:
    """Whether a test accuracy in [0, 1] is well above that of guessing."""
    return accuracy >= GUESSING


def cause(program: Program, found: Evidence, diverged_at: int, learning_rate: float = 0.0) -> str:
    """What was found out about a training that ended badly, and what to do; nothing that was not tried."""
    if found.spoilt is not None:
        return _spoilt(program, found.spoilt, diverged_at)
    if found.uphill:
        return _uphill(program, found)
    if found.silent:
        functions = _gradients(program, found.silent)
        look = f"{_few(functions)}, and at what {_it(functions)} given"
        return (
            f"In the first step {_few(functions)} {'is' if len(functions) == 1 else 'are'} 0 everywhere, so that "
            f"{_few(found.silent)} cannot learn. Look at "
            f"{_source(program, 'of them') if len(found.silent) == len(program.parameters) else look}."
        )
    if found.idle:
        return f"A step leaves the loss where it is, although the gradients are not 0. Look at {_update(program)}."
    if not found.trials:
        return "Why, these numbers do not show. Check each function first; then try another rate."
    trial = better(found.trials, math.inf if diverged_at else found.reached)
    if trial is not None and diverged_at:
        return (
            f"Tried with learning rate {trial.rate:g}: {_steps(trial.steps)} from the same first weights do not "
            f"diverge, and the loss goes from {trial.first:.2f} to {trial.last:.2f}, the mean of the "
            f"last batches. The rate was too high."
        )
    if trial is not None:
        return (
            f"Tried with learning rate {trial.rate:g}: after {_steps(trial.steps)} from the same first weights the "
            f"loss is {trial.last:.2f}, and {found.reached:.2f} with {learning_rate:g}. The rate was too "
            f"{'low' if trial.rate > learning_rate else 'high'}."
        )
    rates = listed(f"{each.rate:g}" for each in found.trials)
    if diverged_at and all(each.diverged for each in found.trials):
        return f"Tried with learning rates {rates}: it diverges, too. Check each function."
    return f"Tried with learning rates {rates}: the loss falls no better. Check each function."


def _uphill(program: Program, found: Evidence) -> str:
    alone = f" of {_few(found.uphill)} alone" if found.downhill else ""
    proof = (
        f"The rate is not the cause: with a rate of {found.tiny:.0e}, too, a step{alone} on the first batch raises "
        f"the loss of that batch, where a step downhill lowers it."
    )
    if not found.downhill:
        where = f"{_update(program)}, or {_source(program, 'gradients')}: is a sign the wrong way round?"
        return f"{proof} That is so for each of {_few(found.uphill)} alone. Look at {where}"
    functions = _few(_gradients(program, found.uphill))
    return (
        f"{proof} {_few(found.downhill)} {'goes' if len(found.downhill) == 1 else 'go'} downhill. "
        f"Look at {functions}, and at what {_it(found.uphill)} given."
    )


def _spoilt(program: Program, found: Spoilt, diverged_at: int) -> str:
    function = program.spoken(found.function)
    where = f" in block {found.block + 1}" if found.block >= 0 else ""
    step = diverged_at - 1 if found.before else diverged_at
    why = (
        " A column of what it was given is the same in every row of the batch: its variance is 0, and only a number "
        "added to that keeps the division from failing."
        if found.constant
        else ""
    )
    return (
        f"{function}{where} returned {found.what} in step {step:,}; what it was given held only finite numbers.{why} "
        f"Look at {function}."
    )


def _gradients(program: Program, parameters: Sequence[str]) -> list[str]:
    """The functions that give the gradients of these parameters, each once."""
    return list(dict.fromkeys(program.spoken(program.gradient_of(name)) for name in parameters))


def _source(program: Program, what: str) -> str:
    """The function that the whole backward pass begins with."""
    return f"{program.spoken(program.backward[0].function)}, where all {what} come from"


def _update(program: Program) -> str:
    return program.spoken(program.updates[0].function)


def _few(names: Sequence[str]) -> str:
    """The names, or the first of many."""
    return listed(names) if len(names) <= MOST_NAMES else f"{', '.join(names[:3])} and {len(names) - 3} others"


def _it(names: Sequence[str]) -> str:
    return "it is" if len(names) == 1 else "they are"


def _steps(number: int) -> str:
    return "1 step" if number == 1 else f"{number:,} steps"


def stopped(step: int, total: int) -> str:
    """The person ended it."""
    return f"Stopped at step {step:,} of {total:,}; what was reached is kept."


def failure(answer: Answer, problems: Sequence[LoadProblem], calling: str, step: int, seconds: float) -> str:
    """Why a call of the training loop did not return.

    Args:
        answer: of the sandbox, with another outcome than "returned".
        problems: met while the file was loaded; the first may be why a function is missing.
        calling: the function called last; "" when it is not known.
        step: the first step of the slice that failed, from 1.
        seconds: what a slice was given.
    """
    if answer.outcome == "raised":
        if answer.error == "TrainingProblem":
            because = f" ({_load_problem(problems[0])})" if "missing" in answer.message and problems else ""
            return answer.message + because
        if answer.error == "MemoryError":
            return f"Step {step:,} needed more memory than it may have."
        return f"{calling or 'The file'} raised {answer.error} in step {step:,}: {answer.message}{_place(answer)}."
    if answer.outcome == "timeout":
        return (
            f"Stopped at step {step:,}: it took longer than {seconds:g} seconds{_place(answer)}; "
            f"is there a loop that does not end?"
        )
    if answer.outcome == "out of memory":
        return f"Stopped at step {step:,}: it needed more memory than it may have."
    if answer.outcome == "crashed":
        # The loop is ours; what ended its process is one of the functions that it calls.
        why = re.sub(r"\btraining_\w+", "one of them", answer.message.rstrip(".")) or "no reason given"
        return f"Stopped at step {step:,}: the process that ran the functions ended ({why}){_place(answer)}."
    return f"The training loop could not be loaded ({answer.message})."


def _place(answer: Answer) -> str:
    if not answer.line:
        return ""
    return f" ({answer.label}, line {answer.line}: {answer.code_line})"


def _load_problem(problem: LoadProblem) -> str:
    return f"{problem.label}, line {problem.line}: {problem.error}: {problem.message}"
