"""The picture of a training run: loss above, test accuracy below, over the epochs."""

from __future__ import annotations

import base64
import io
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.record import Record

if TYPE_CHECKING:
    from matplotlib.figure import Figure


Curve = NDArray[np.float64]

LOSS_COLOUR, ACCURACY_COLOUR, GREY = "#1f5fa8", "#b3541e", "#5a5a5a"
SIZE_INCHES = (8.0, 5.6)
MOST_POINTS = 2000


def write(history: Record, file: Path | BinaryIO) -> None:
    """Draw into an image file; its suffix decides the format, which is PNG where there is none."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE_INCHES, layout="constrained")
    draw(history, figure)
    figure.savefig(file, dpi=150)


def show(history: Record) -> None:
    """Draw into the notebook, or a window."""
    import matplotlib.pyplot as plt

    if "inline" not in plt.get_backend():
        draw(history, plt.figure(figsize=SIZE_INCHES, layout="constrained"))
        plt.show()
        return
    # An image of the notebook's own has no room for words, for those who do not see it.
    from IPython.display import display

    picture = io.BytesIO()
    write(history, picture)
    words, data = _in_words(history), base64.b64encode(picture.getvalue()).decode()
    style = f"width:100%;max-width:{SIZE_INCHES[0] * 96:g}px"
    html = f'<img alt="{words}" style="{style}" src="data:image/png;base64,{data}">'
    shown = {"text/html": html, "image/png": data, "text/plain": words}
    display(shown, raw=True, metadata={"image/png": {"alt": words}})  # type: ignore[no-untyped-call]  # IPython


def _in_words(history: Record) -> str:
    first, last = (history.losses[place] for place in (0, -1))
    words = f"Training loss over {len(history.losses):,} steps: from {first:.3f} to {last:.3f}."
    return words if history.accuracy is None else f"{words} Test accuracy at the end: {100 * history.accuracy:.2f} %."


def draw(history: Record, figure: Figure) -> None:
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

    short = len(history.losses) < history.steps_per_epoch
    unit = 1 if short else history.steps_per_epoch  # steps to one mark of the axis
    losses, few = history.losses, len(history.losses) < 20
    width = _width(len(losses), history.steps_per_epoch)
    upper.plot(
        np.arange(1, len(losses) + 1) / unit,
        losses,
        color=LOSS_COLOUR,
        linewidth=1.6 if width == 1 else 0.5,
        alpha=1 if width == 1 else 0.4,
        marker="o" if few else None,
        label="each batch",
    )
    if width > 1:
        places, means = _means(losses, width)
        upper.plot(places / unit, means, color=LOSS_COLOUR, linewidth=1.6, label=f"means of {width} batches")
        upper.legend(frameon=False, fontsize=9, labelcolor=GREY)
    upper.set_ylabel("training loss\n(mean cross-entropy)")
    if (losses[np.isfinite(losses)] > 0).any():
        upper.set_yscale("log", nonpositive="mask")
        upper.yaxis.set_major_formatter("{x:g}")
        upper.yaxis.set_minor_formatter("")
    if history.outcome == "diverged":
        upper.axvline(len(history.losses) / unit, color=GREY, linestyle=":")
        upper.text(
            0.02,
            0.9,
            f"diverged at step {len(history.losses):,}",
            transform=upper.transAxes,
            ha="left",
            va="top",
        )

    lower.plot(
        history.steps / unit,
        100 * history.accuracies,
        color=ACCURACY_COLOUR,
        linewidth=1.6,
        marker="o",
        markersize=4,
    )
    lower.xaxis.get_major_locator().set_params(integer=True)
    lower.set_ylabel("test accuracy (%)")
    lower.set_xlabel("training steps" if short else "epochs (passes over the training images)")
    if history.accuracy is None:
        lower.set_yticks([])
        lower.text(
            0.5, 0.5, "not measured: no epoch was finished", transform=lower.transAxes, ha="center", color=GREY
        )
    else:
        lower.annotate(
            f"{100 * history.accuracy:.2f} %",
            (history.steps[-1] / unit, 100 * history.accuracy),
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


def _headline(history: Record) -> str:
    if history.accuracy is None:
        return "Your gradients, training on handwritten digits"
    return f"Your gradients read {100 * history.accuracy:.1f} % of the test digits correctly"


def _width(steps: int, steps_per_epoch: int) -> int:
    """How many neighbouring steps go into a mean, since single batches are noisy; 1: no means are drawn."""
    return max(1, min(steps // 100, steps_per_epoch // 5), -(-steps // MOST_POINTS))


def _means(losses: Curve, width: int) -> tuple[Curve, Curve]:
    """Means over so many neighbouring steps, each at the middle of its steps."""
    usable = len(losses) // width * width
    means = losses[:usable].reshape(-1, width).mean(axis=1)
    middle = np.arange(len(means), dtype=np.float64) * width + (width + 1) / 2
    return middle, means
