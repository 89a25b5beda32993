"""The curves of one training: loss, accuracy, and the norms of the gradients."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from quiz_app.charts.chart import LOG, Chart, Series, lines
from quiz_app.palette import BLUE, GREEN, ORANGE
from quiz_app.runs.measuring import Measured
from quiz_app.runs.progress import LaneView, Point

MOST = 240
PARTS = 150  # of a curve whose every part shows its highest and its lowest value
EPOCHS = "epochs"
COLOURS_OF_LAYERS = (BLUE, ORANGE, GREEN)


def loss_chart(lane: LaneView, *, dark: bool, height: int = 165) -> Chart:
    """The loss of each batch as it was, and the losses measured on a sample of both kinds of images.

    `height`: in pixels, as for `lines`.
    """
    batches = lane.losses.values
    training = _measured(lane.points, lambda measured: measured.training_loss)
    test = _measured(lane.points, lambda measured: measured.test_loss)
    spec = lines(
        [
            Series("each batch", every_batch(batches, lane.steps_per_epoch), BLUE, faint=True),
            Series("training", _above_zero(thin(training)), GREEN),
            Series("test", _above_zero(thin(test)), ORANGE),
        ],
        title="Loss (mean cross-entropy, log scale)",
        x=EPOCHS,
        dark=dark,
        y_scale=LOG,
        height=height,
    )
    if not len(batches):
        return Chart(spec, "Loss over epochs, logarithmic: no step has been trained yet.")
    words = f"Loss over epochs, logarithmic. Batches: from {batches[0]:.3f} to {batches[-1]:.3f}."
    if test:
        words += f" Test: from {test[0][1]:.3f} to {test[-1][1]:.3f}."
    return Chart(spec, f"{words} After {lane.epochs:.1f} epochs.")


def every_batch(losses: NDArray[np.floating], steps_per_epoch: int) -> list[tuple[float, float]]:
    """(epochs, loss) of every batch. Of more than a screen has room for, the highest and the lowest of neighbours.

    Nothing is averaged, so that the picture is that of all batches. What a logarithmic axis cannot show is left out.
    """
    (steps,) = np.nonzero(np.isfinite(losses) & (losses > 0))
    if len(steps) > 2 * PARTS:
        kept: list[int] = []
        for part in np.array_split(steps, PARTS):
            kept += sorted({int(part[losses[part].argmin()]), int(part[losses[part].argmax()])})
        steps = np.array(kept)
    return [((step + 1) / max(steps_per_epoch, 1), float(losses[step])) for step in steps.tolist()]


def accuracy_chart(points: Sequence[Point], *, dark: bool, what: str = "Digits read correctly") -> Chart:
    """The share that is right, of what is trained on and of what is held back."""
    training = _measured(points, lambda measured: 100 * measured.training_accuracy)
    test = _measured(points, lambda measured: 100 * measured.test_accuracy)
    spec = lines(
        [Series("training", thin(training), BLUE), Series("test", thin(test), ORANGE)],
        title=f"{what}, in %",
        x=EPOCHS,
        dark=dark,
        y_scale={"domain": [0, 100]},
    )
    if not test:
        return Chart(spec, "Accuracy over epochs: nothing has been measured yet.")
    return Chart(
        spec,
        f"Accuracy over epochs. Training: {training[-1][1]:.1f} percent. "
        f"Test: from {test[0][1]:.1f} to {test[-1][1]:.1f} percent.",
    )


def norms_chart(points: Sequence[Point], *, dark: bool) -> Chart:
    """How large the gradient of each layer's weights is, on a logarithmic scale."""
    series = []
    latest = []
    for layer, colours in enumerate(COLOURS_OF_LAYERS, start=1):
        name, index = f"layer {layer}", 2 * layer - 2  # of the weights; the biases' follow
        values = [
            (point.epochs, norm)
            for point in points
            if len(point.norms) > index and (norm := point.norms[index]) is not None and norm > 0
        ]
        series.append(Series(name, thin(values), colours))
        if values:
            latest.append(f"{name}: {values[-1][1]:.3g}")
    spec = lines(
        series,
        title="Gradient norm of each layer (log scale)",
        x=EPOCHS,
        dark=dark,
        y_scale=LOG,
    )
    words = "; ".join(latest) or "no step has been trained yet"
    return Chart(spec, f"Norm of each layer's gradient over epochs. Now {words}.")


def thin(points: Sequence[tuple[float, float]]) -> Sequence[tuple[float, float]]:
    """Evenly chosen ones of them, with the first and the last: more than a screen has pixels for is slow."""
    if len(points) <= MOST:
        return points
    return [points[round(index * (len(points) - 1) / (MOST - 1))] for index in range(MOST)]


def _above_zero(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(at, value) for at, value in points if value > 0]


def _measured(points: Sequence[Point], value: Callable[[Measured], float]) -> list[tuple[float, float]]:
    found = [(point.epochs, value(point.measured)) for point in points if point.measured is not None]
    return [(epochs, number) for epochs, number in found if math.isfinite(number)]
