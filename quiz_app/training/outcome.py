"""How a training run ended, in sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quiz_app.training.trainer import FUNCTIONS, PARAMETERS

if TYPE_CHECKING:
    from grader.sandbox import Answer, LoadProblem

GUESSING = 0.2  # accuracy: well above one in ten, far below anything that learned


def diverged(step: int, learning_rate: float, loss: float, gradient_norms: Sequence[float] = ()) -> str:
    """The loss of that step, counted from 1, was not finite or far above that of guessing.

    `gradient_norms`: of the step before, in the order of ``PARAMETERS``.
    """
    became = f"grew to {loss:,.0f}" if math.isfinite(loss) else "is no longer a number"
    what = f"Diverged at step {step:,} with learning rate {learning_rate:g}: the loss {became}"
    spoilt = {f"dL_d{name}" for name, norm in zip(PARAMETERS, gradient_norms, strict=False) if math.isnan(norm)}
    # In the order of the way back: the first that is no number has spoilt those after it.
    if function := next((name for name in FUNCTIONS if name in spoilt), ""):
        by = function.removeprefix("dL_d")
        return f"{what}, since the gradient by {by} held NaN. Look at {function}, and at what it is given."
    return f"{what}. Try a smaller rate, or look at the gradients."


def finished(accuracy: float, loss: float) -> str:
    """All planned epochs are done; ``accuracy`` is in [0, 1]."""
    if accuracy < GUESSING:
        return (
            f"Finished, but it learned next to nothing: {100 * accuracy:.1f} % of the test digits right, "
            f"where guessing gives 10 %, with a loss of {loss:.2f}. A wrong gradient does that; so does a "
            f"learning rate that is far too high or too low."
        )
    return f"Finished: {100 * accuracy:.2f} % of the test digits right, {100 * (1 - accuracy):.2f} % wrong."


def stopped(step: int, total: int) -> str:
    """The person ended it."""
    return f"Stopped at step {step:,} of {total:,}; what was reached is kept."


def failure(answer: Answer, problems: Sequence[LoadProblem], calling: int, step: int, seconds: float) -> str:
    """Why a call of the training loop did not return.

    Args:
        answer: of the sandbox, with another outcome than "returned".
        problems: met while the file was loaded; the first may be why a function is missing.
        calling: index in `FUNCTIONS` of the function called last; negative when it is not known.
        step: the first step of the slice that failed, from 1.
        seconds: what a slice was given.
    """
    if answer.outcome == "raised":
        if answer.error == "TrainingProblem":
            because = f" ({_load_problem(problems[0])})" if "missing" in answer.message and problems else ""
            return answer.message + because
        if answer.error == "MemoryError":
            return f"Step {step:,} needed more memory than it may have."
        function = FUNCTIONS[calling] if 0 <= calling < len(FUNCTIONS) else "The file"
        return f"{function} raised {answer.error} in step {step:,}: {answer.message}{_place(answer)}."
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
