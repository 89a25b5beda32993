"""The optimizers of a course as racers: what the sandbox is asked of each, and the walks that come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.laboratory.assembling import moving
from quiz_app.laboratory.parts import Part
from quiz_app.lessons.optimizers.landscapes import LANDSCAPES
from quiz_app.training.sending import sent_files

if TYPE_CHECKING:
    from grader.sandbox import Answer
    from quiz_app.grading_process import Arguments

FILES = ("quiz_app.training.calling", "quiz_app.lessons.optimizers.landscapes", "quiz_app.lessons.optimizers.walking")
RATES = tuple(float(f"{10 ** (power / 4):.2g}") for power in range(-12, 5))  # 0.001 to 10
LONG_AGO = 10**6  # steps: whatever an optimizer corrects in its first ones is corrected no more
SETTINGS = "optimizer"
_LAST = 10  # the share of a walk's end that says how low it came is one in so many

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Racer:
    """An optimizer with its settings.

    Attributes:
        part: the function.
        settings: those that are not as usual, the rate not among them.
        count: what it is told of its first step, if it counts.
    """

    part: Part
    settings: Mapping[str, float] = field(default_factory=dict)
    count: int = 1

    @property
    def title(self) -> str:
        title = self.part.signature.function
        return title if self.count == 1 else f"{title} without its correction"

    @property
    def counts(self) -> bool:
        """Whether it is told the number of the step."""
        return "count" in moving(self.part, "w", SETTINGS)

    @property
    def rates(self) -> tuple[float, ...]:
        """The rates that are walked with: those that its record allows."""
        facts = self.part.settings.get(self.part.rate)
        return tuple(rate for rate in RATES if facts is None or facts.low <= rate <= facts.high)

    def questions(self, landscape: str) -> dict[str, Arguments]:
        """What its file is asked, with `bridge()` beside it."""
        results = [each.name for each in self.part.signature.results]
        usual = {name: each.usual for name, each in self.part.own_settings.items()}
        plan: dict[str, Any] = {
            "function": self.part.signature.function,
            "arguments": moving(self.part, "w", SETTINGS),
            "answers": ("w", *(f"{name}_of_w" for name in results[1:])),
            "states": tuple(f"{name}_of_w" for name in self.part.role.state if name in results),
            "settings": {f"{SETTINGS}.{name}": value for name, value in {**usual, **self.settings}.items()},
            "landscape": landscape,
            "steps": LANDSCAPES[landscape].steps,
            "rates": self.rates,
            "count": self.count,
        }
        load = (repr(plan), *sent_files(FILES))
        return {"training_load": load, "training_walks": (), "training_failed": (), "training_why": ()}


@dataclass(frozen=True, eq=False)
class Descent:
    """One walk: its places (steps + 1, 2) and their heights (steps + 1,), NaN after it has ended early.

    Attributes:
        failed: the step in which its function failed; None: it did not.
        why: what the function did, in a sentence; "" where it did not fail.
    """

    racer: Racer
    rate: float
    places: Floats
    heights: Floats
    tolerance: float
    failed: int | None = None
    why: str = ""

    @property
    def ended_early(self) -> bool:
        return bool(np.isnan(self.heights).any())

    @property
    def diverged(self) -> int | None:
        """The step by which it was too far away."""
        return int(np.isnan(self.heights).argmax()) if self.ended_early and self.failed is None else None

    @property
    def arrived(self) -> int | None:
        """The first step from which on it stays below the tolerance."""
        above = ~(self.heights <= self.tolerance)
        if above[-1]:
            return None
        return len(above) - int(above[::-1].argmax()) if above.any() else 0

    @property
    def low(self) -> float:
        """The mean height of its last steps."""
        walked = self.heights[~np.isnan(self.heights)]
        return float(walked[-max(1, len(walked) // _LAST) :].mean())

    @property
    def rank(self) -> tuple[bool, float, float]:
        """Smaller is better."""
        arrived = self.arrived
        return (self.ended_early, np.inf if arrived is None else arrived, self.low)


def walks_of(racer: Racer, landscape: str, answers: Mapping[str, Answer]) -> list[Descent] | str:
    """A walk for each rate; or why there are none, in a sentence.

    Args:
        racer: who walks.
        landscape: where.
        answers: to the racer's questions.
    """
    name, land = racer.part.signature.function, LANDSCAPES[landscape]
    answer = answers.get("training_walks")
    if answer is None:
        return f"{name} could not be asked."
    if answer.outcome != "returned":
        return _why(name, answer)
    places = _array(answer, (len(racer.rates), land.steps + 1, 2), np.float64)
    failed = _array(answers.get("training_failed"), (len(racer.rates),), np.int64)
    if places is None or failed is None:
        return f"The walk with {name} did not answer as it should; the file seems to change it."
    reason = answers.get("training_why")
    why = _why(name, reason) if failed.any() and reason is not None else ""
    if (failed == 1).all():
        return why
    if failed.any():
        first = int((failed > 0).argmax())
        why = f"Step {failed[first]}, with rate {racer.rates[first]:g}: {why}"
    with np.errstate(all="ignore"):
        places = np.where(np.isfinite(places), places, np.nan)
        heights = land.height(places[..., 0], places[..., 1])
    return [
        Descent(racer, rate, path, height, land.tolerance, step or None, why if step else "")
        for rate, path, height, step in zip(racer.rates, places, heights, failed.tolist(), strict=True)
    ]


def _array(answer: Answer | None, shape: tuple[int, ...], kind: type[np.generic]) -> NDArray[Any] | None:
    """The one array of an answer; None where it is not what it must be."""
    arrays = answer.arrays if answer is not None and answer.outcome == "returned" else ()
    return arrays[0] if len(arrays) == 1 and arrays[0].shape == shape and arrays[0].dtype == kind else None


def best(walks: Iterable[Descent]) -> Descent:
    """The one that arrives first; where none arrives, the one that comes lowest. There must be some."""
    return min(walks, key=lambda walk: walk.rank)


def in_order(walks: Sequence[Descent]) -> list[Descent]:
    """The best first."""
    return sorted(walks, key=lambda walk: walk.rank)


def _why(name: str, answer: Answer) -> str:
    place = f" ({answer.label}, line {answer.line}: {answer.code_line})" if answer.line else ""
    if answer.outcome == "raised":
        if answer.error == "TrainingProblem":
            return answer.message
        return f"{name} raised {answer.error}: {answer.message}{place}."
    if answer.outcome == "timeout":
        return f"{name} took too long on its way down{place}; is there a loop that does not end?"
    if answer.outcome == "out of memory":
        return f"{name} needed more memory than it may have{place}."
    return f"The process that ran {name} ended{place}."
