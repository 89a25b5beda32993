"""What lessons say about learning rates and batch sizes, beside what was measured here."""

from __future__ import annotations

import math
from collections.abc import Sequence

from quiz_app.runs.progress import LaneView

RATES = {
    0.1: "too high: it overshoots",
    0.01: "right",
    0.0001: "too low: it hardly moves",
}
BATCHES = {
    "1": "noisy steps, little memory, slow: for learning as examples come in",
    "32 to 128": "the usual choice: steady enough, and quick",
    "256 to 512": "smoother, for machines that compute a large batch at once",
    "the whole set": "the exact gradient, few steps, most memory: for small sets",
}


def rate_rows(lanes: Sequence[LaneView], rates: Sequence[float]) -> list[tuple[str, str, str]]:
    """(rate, what the lesson says, what was measured here) for every lane whose rate the lesson names."""
    best = min((loss for lane in lanes if (loss := final_loss(lane)) is not None), default=None)
    return [
        (f"{rate:g}", RATES[rate], measured_in_words(lane, best))
        for lane, rate in zip(lanes, rates, strict=True)
        if rate in RATES
    ]


def measured_in_words(lane: LaneView, best: float | None) -> str:
    """How a lane did, against the best of them."""
    if lane.outcome == "diverged":
        return "diverged"
    loss, measured = final_loss(lane), lane.measured
    if loss is None or measured is None or best is None or not lane.step:
        return "not measured yet"
    share = f"loss {loss:.3f}, {100 * measured.test_accuracy:.1f} % right"
    first = lane.points[0].measured
    start = first.test_loss if first else math.log(10)
    if loss > start:
        return f"made it worse: {share}"
    if loss <= best:
        return f"the best of these: {share}"
    if start - loss < 0.25 * (start - best):
        return f"too low for so few epochs: {share}"
    return f"slower than the best of these: {share}" if loss > 1.2 * best else f"nearly as good: {share}"


def final_loss(lane: LaneView) -> float | None:
    """The last measured test loss, where it is a number."""
    measured = lane.measured
    return measured.test_loss if measured and math.isfinite(measured.test_loss) else None
