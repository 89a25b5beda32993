"""The picture of a training run: loss above, test accuracy below, over the epochs."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from quiz_app.training.history import History

Curve = NDArray[np.float64]

LOSS_COLOUR, ACCURACY_COLOUR, GREY = "#1f5fa8", "#b3541e", "#5a5a5a"
SIZE_INCHES = (8.0, 5.6)
MOST_POINTS = 2000


def write(history: History, path: Path) -> None:
    """Draw into an image file; its suffix decides the format."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE_INCHES, layout="constrained")
    draw(history, figure)
    figure.savefig(path, dpi=150)


def show(history: History) -> None:
    """Draw into the notebook, or a window."""
    import matplotlib.pyplot as plt

    draw(history, plt.figure(figsize=SIZE_INCHES, layout="constrained"))
    plt.show()


def draw(history: History, figure: Figure) -> None:
    """Two panels that share the axis of epochs."""
    upper, lower = figure.subplots(2, 1, sharex=True)
    settings = history.settings
    figure.suptitle(_headline(history), x=0.02, ha="left", fontsize=12, fontweight="bold")
    hidden = "-".join(str(size) for size in settings.hidden)
    upper.set_title(
        f"{textwrap.fill(history.data, 100)}\n784-{hidden}-10, batches of {settings.batch_size}, "
        f"learning rate {settings.learning_rate:g} falling to 0, seed {settings.seed}",
        loc="left",
        fontsize=9,
        color=GREY,
    )

    epochs, losses = _smooth(history.losses, history.steps_per_epoch)
    upper.plot(epochs, losses, color=LOSS_COLOUR, linewidth=1.6)
    upper.set_ylabel("training loss\n(mean cross-entropy)")
    finite = losses[np.isfinite(losses)]
    if len(finite) and finite.min() > 0 and finite.max() / finite.min() > 20:
        upper.set_yscale("log")
        upper.yaxis.set_major_formatter("{x:g}")
    if history.outcome == "diverged":
        upper.axvline(len(history.losses) / history.steps_per_epoch, color=GREY, linestyle=":")
        upper.text(
            0.98,
            0.9,
            f"diverged at step {len(history.losses):,}",
            transform=upper.transAxes,
            ha="right",
            va="top",
        )

    lower.plot(
        history.steps / history.steps_per_epoch,
        100 * history.accuracies,
        color=ACCURACY_COLOUR,
        linewidth=1.6,
        marker="o",
        markersize=4,
    )
    lower.xaxis.get_major_locator().set_params(integer=True)
    lower.set_ylabel("test accuracy (%)")
    lower.set_xlabel("epochs (passes over the training images)")
    if history.accuracy is not None:
        lower.annotate(
            f"{100 * history.accuracy:.2f} %",
            (history.steps[-1] / history.steps_per_epoch, 100 * history.accuracy),
            xytext=(0, -8),
            textcoords="offset points",
            ha="right",
            va="top",
            color=ACCURACY_COLOUR,
        )
    for axes in (upper, lower):
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
        axes.margins(x=0.02)


def _headline(history: History) -> str:
    if history.accuracy is None:
        return "Your gradients, training on handwritten digits"
    return f"Your gradients read {100 * history.accuracy:.1f} % of the test digits correctly"


def _smooth(losses: Curve, steps_per_epoch: int) -> tuple[Curve, Curve]:
    """Means over neighbouring steps: the noise of single batches hides the trend."""
    width = max(1, min(len(losses) // 100, steps_per_epoch // 5), -(-len(losses) // MOST_POINTS))
    usable = len(losses) // width * width
    means = losses[:usable].reshape(-1, width).mean(axis=1)
    centres = (np.arange(len(means)) + 0.5) * width / steps_per_epoch
    return centres, means
