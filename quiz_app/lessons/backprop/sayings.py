"""What lessons say about learning rates and batch sizes, beside what was measured here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from quiz_app.runs.job import TRAINING_IMAGES, Lane
from quiz_app.runs.progress import LaneView

RATES = {
    0.1: "too high: it overshoots",
    0.01: "right",
    0.0001: "too low: it hardly moves",
}
WHOLE = TRAINING_IMAGES["bundled"]
BATCHES = (  # the lowest and the highest size, in words, and what is said of them
    (1, 1, "1", "noisy steps, little memory, slow: for learning as examples come in"),
    (32, 128, "32 to 128", "the usual choice: steady enough, and quick"),
    (256, 512, "256 to 512", "smoother, for machines that compute a large batch at once"),
    (WHOLE, WHOLE, "the whole set", "the exact gradient, few steps, most memory: for small sets"),
)
NOT_YET = "not measured yet"
ALIKE = 0.02  # accuracies that are as good as the same
Comparisons = Sequence[tuple[Sequence[Lane], Sequence[LaneView]]]


def rate_rows(comparisons: Comparisons) -> list[tuple[str, str, str]]:
    """(rate, what the lesson says, what was measured here) for every rate that the lesson names.

    Of several comparisons of rates, the first that has measured the rate counts.
    """
    here: dict[float, str] = {}
    for lanes, views in comparisons:
        if _differ(lanes, "learning_rate") and not _differ(lanes, "batch_size"):
            for lane, words in zip(lanes, _in_words(views), strict=True):
                _note(here, lane.settings.learning_rate, words)
    return [(f"{rate:g}", says, here.get(rate, NOT_YET)) for rate, says in RATES.items()]


def batch_rows(comparisons: Comparisons) -> list[tuple[str, str, str]]:
    """The same for batch sizes: of those that a row is about, the first that was measured, by its name."""
    here: dict[str, str] = {}
    for lanes, views in comparisons:
        if _differ(lanes, "batch_size"):
            for lane, view, words in zip(lanes, views, _in_words(views), strict=True):
                size = lane.settings.batch_size
                for low, high, name, _ in BATCHES:
                    if low <= size <= high:
                        _note(here, name, words if words == NOT_YET else f"{view.label}: {words}")
    return [(name, says, here.get(name, NOT_YET)) for _, _, name, says in BATCHES]


def surprises(lanes: Sequence[Lane], views: Sequence[LaneView]) -> list[str]:
    """A sentence for each wrong gradient that learns about as well as the right one, which is the first lane."""
    right, *others = views
    same_settings = len({lane.settings for lane in lanes}) == 1
    if right.measured is None or not right.learned or not same_settings:
        return []
    return [
        f"A surprise: with the mistake “{lane.label}” it reads {100 * lane.measured.test_accuracy:.1f} % of the test "
        f"digits correctly, against {100 * right.measured.test_accuracy:.1f} % with the right gradient. So a network "
        "that learns does not prove that its gradient is right. Only a check does."
        for lane in others
        if lane.measured is not None
        and lane.learned
        and lane.measured.test_accuracy > right.measured.test_accuracy - ALIKE
    ]


def _in_words(views: Sequence[LaneView]) -> list[str]:
    best = min((loss for view in views if (loss := final_loss(view)) is not None), default=None)
    return [measured_in_words(view, best) for view in views]


def _note(here: dict[Any, str], key: object, words: str) -> None:
    if words != NOT_YET:
        here.setdefault(key, words)


def _differ(lanes: Sequence[Lane], setting: str) -> bool:
    return len({getattr(lane.settings, setting) for lane in lanes}) > 1


def measured_in_words(lane: LaneView, best: float | None) -> str:
    """How a lane did, against the best of them."""
    if lane.outcome == "diverged":
        return "diverged"
    loss, measured = final_loss(lane), lane.measured
    if loss is None or measured is None or best is None or not lane.step:
        return NOT_YET
    share = f"loss {loss:.3f}, {100 * measured.test_accuracy:.1f} % right"
    first = lane.points[0].measured
    start = first.test_loss if first else math.log(10)
    if loss > start:
        return f"made it worse: {share}"
    if loss <= best:
        return f"the best of these: {share}"
    if start - loss < 0.25 * (start - best):
        return f"too little in so few epochs: {share}"
    return f"slower than the best of these: {share}" if loss > 1.2 * best else f"nearly as good: {share}"


def final_loss(lane: LaneView) -> float | None:
    """The last measured test loss, where it is a number."""
    measured = lane.measured
    return measured.test_loss if measured and math.isfinite(measured.test_loss) else None
