"""A random search over choices of an experiment, and how much of what differs each choice explains."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from quiz_app.laboratory.assembling import Shelf
from quiz_app.laboratory.experiment import Chosen, Experiment
from quiz_app.runs.progress import LaneView
from quiz_app.training.examples import DIGITS

BATCHES, WIDTHS = (8, 16, 32, 64, 128, 256), (8, 16, 32, 64, 128, 256)
LOWEST_RATE, HIGHEST_RATE = 0.001, 3.0
EXAMPLES, EPOCHS = 1000, 6
MOST_TRIALS, FEWEST_TRIALS = 60, 12
WORST = 2 * math.log(10)  # twice the loss of guessing: what is worse, or has diverged, counts as that
PARTS = 4  # that numbers are sorted into
CHANCE = 0.02  # how often a choice that does not matter may look as if it did
_PERMUTATIONS = 499


_Choice = TypeVar("_Choice")


@dataclass(frozen=True)
class SweepTrial:
    """One trial that has come to its end: what was chosen, and what it gave on examples held back."""

    experiment: Experiment
    optimizer: str
    rate: float
    batch_size: int
    width: int
    loss: float
    accuracy: float
    diverged: bool

    @property
    def title(self) -> str:
        """What was chosen, in words."""
        name = self.optimizer.partition(".")[2]
        return f"{name}, rate {self.rate:g}, batches of {self.batch_size}, {self.width} units"


@dataclass(frozen=True)
class Share:
    """How much of the differences a choice explains, from 0 to 1; `chance`: how often luck alone does as well."""

    choice: str
    share: float
    chance: float

    @property
    def matters(self) -> bool:
        return self.chance <= CHANCE and self.share > 0


def drawn(
    shelf: Shelf, optimizers: Sequence[str], batches: Sequence[int], widths: Sequence[int], count: int, seed: int
) -> list[Experiment]:
    """So many experiments on digits, each with choices drawn at random; rates evenly on a logarithmic scale."""
    rng = np.random.default_rng(seed)
    activation = next(name for name, block in shelf.blocks.items() if not block.weights)
    found = []
    for _ in range(count):
        optimizer = _one_of(optimizers, rng)
        part = shelf.optimizers[optimizer]
        facts = part.settings.get(part.rate)
        low, high = (facts.low, facts.high) if facts else (LOWEST_RATE, HIGHEST_RATE)
        low, high = max(low, LOWEST_RATE), min(high, HIGHEST_RATE)
        rate = math.exp(rng.uniform(math.log(low), math.log(high)))
        found.append(
            Experiment(
                data=DIGITS,
                examples=EXAMPLES,
                blocks=(Chosen(shelf.last, units=_one_of(widths, rng)), Chosen(activation)),
                optimizer=Chosen(optimizer),
                learning_rate=float(f"{rate:.2g}"),
                batch_size=_one_of(batches, rng),
                epochs=EPOCHS,
            )
        )
    return found


def _one_of(choices: Sequence[_Choice], rng: np.random.Generator) -> _Choice:
    return choices[int(rng.integers(len(choices)))]


def trials(experiments: Sequence[Experiment], lanes: Sequence[LaneView]) -> list[SweepTrial]:
    """Those that have come to their end by themselves: whom the time was too short for tells nothing."""
    found = []
    for one, lane in zip(experiments, lanes, strict=True):
        diverged = lane.outcome == "diverged"
        if not (diverged or (lane.outcome == "finished" and lane.measured)):
            continue
        loss = lane.measured.test_loss if lane.measured and not diverged else math.inf
        found.append(
            SweepTrial(
                one,
                one.optimizer.use if one.optimizer else "",
                one.learning_rate,
                one.batch_size,
                one.blocks[0].units,
                loss if math.isfinite(loss) else math.inf,
                lane.measured.test_accuracy if lane.measured else 0.0,
                diverged,
            )
        )
    return found


def shares(found: Sequence[SweepTrial]) -> list[Share]:
    """What each choice explains, the most first; [] of too few trials. What did not vary is left out."""
    if len(found) < FEWEST_TRIALS:
        return []
    values = np.log([min(trial.loss, WORST) for trial in found])
    if np.ptp(values) == 0:
        return []
    said = []
    for choice, groups in _groups(found).items():
        if len(np.unique(groups)) < 2:
            continue
        share = explained(values, groups)
        rng = np.random.default_rng(0)
        lucky = sum(explained(rng.permutation(values), groups) >= share for _ in range(_PERMUTATIONS))
        said.append(Share(choice, share, (1 + lucky) / (1 + _PERMUTATIONS)))
    return sorted(said, key=lambda one: -one.share)


def explained(values: NDArray[np.float64], groups: NDArray[np.intp]) -> float:
    """The share of the variance of values (n,) that lies between groups (n,), beyond what chance gives: ε².

    Kelley, "An unbiased correlation ratio measure", 1935.
    """
    kinds, of = np.unique(groups, return_inverse=True)
    if len(values) <= len(kinds):
        return 0.0
    counts = np.bincount(of)
    means = np.bincount(of, values) / counts
    total = float(((values - values.mean()) ** 2).sum())
    within = float(((values - means[of]) ** 2).sum())
    noise = within / (len(values) - len(kinds))
    return max(0.0, (total - within - (len(kinds) - 1) * noise) / total) if total else 0.0


def _groups(found: Sequence[SweepTrial]) -> Mapping[str, NDArray[np.intp]]:
    """For each choice the group that each trial belongs to."""
    names = sorted({trial.optimizer for trial in found})
    optimizers = np.array([names.index(trial.optimizer) for trial in found], np.intp)
    rates = _sorted_into([trial.rate for trial in found])
    return {
        "learning rate": rates,
        "optimizer": optimizers,
        "batch size": _sorted_into([trial.batch_size for trial in found]),
        "width": _sorted_into([trial.width for trial in found]),
        "rate and optimizer together": optimizers * PARTS + rates if len(names) > 1 else optimizers * 0,
    }


def _sorted_into(values: Sequence[float]) -> NDArray[np.intp]:
    """Parts of about the same size; equal values are in the same one."""
    edges = np.quantile(values, np.linspace(0, 1, PARTS + 1)[1:-1])
    return np.searchsorted(edges, values, side="left").astype(np.intp)


def in_words(found: Sequence[SweepTrial]) -> list[str]:
    """The best of them, and what mattered: nothing that chance explains as well."""
    if not found:
        return ["No trial has come to its end yet."]
    best = min(found, key=lambda trial: trial.loss)
    said = [f"Best: {best.title}: loss {best.loss:.3f}, {100 * best.accuracy:.1f} % read correctly."]
    if len(found) < FEWEST_TRIALS:
        return [*said, f"{len(found)} trials are too few to say what mattered: {FEWEST_TRIALS} at least."]
    known = shares(found)
    single = [one for one in known if "together" not in one.choice]
    mattering = [one for one in single if one.matters]
    rest = [one.choice for one in single if not one.matters]
    if not mattering:
        said.append(f"Nothing mattered: what {_listed(rest)} seem to do, chance does as well.")
    else:
        first, *others = mattering
        said.append(f"The {first.choice} mattered most: it explains {100 * first.share:.0f} % of the differences.")
        said += [f"The {one.choice} explains {100 * one.share:.0f} %." for one in others]
        if rest:
            said.append(f"Of {_listed(rest)} no more is seen than chance gives.")
    alone = max((one.share for one in single), default=0.0)
    both = next((one for one in known if "together" in one.choice), None)
    if both and both.matters and both.share > alone + 0.1:
        said.append(
            f"Rate and optimizer together explain {100 * both.share:.0f} %: each optimizer wants a rate of its own."
        )
    return said


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
