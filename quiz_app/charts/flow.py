"""What goes forward through the blocks and what comes back to them, on a logarithmic axis."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from quiz_app.charts.chart import LOG, Chart, Series, lines
from quiz_app.palette import BLUE, ORANGE


def flow_chart(flow: NDArray[np.float64], *, dark: bool) -> Chart:
    """The root mean square of what each block hands on, and of the gradient with respect to that.

    Args:
        flow: (blocks, 2, 3), see `ProgramTrainer.flow`.
    """
    forward, back = _points(flow[:, 0, 0]), _points(flow[:, 1, 0])
    spec = lines(
        [Series("forward: what a block hands on", forward, ORANGE), Series("back: the gradient there", back, BLUE)],
        title="Typical size at each block (log scale)",
        x="block",
        dark=dark,
        y_scale=LOG,
        x_format="d",
        height=200,
    )
    if not back:
        return Chart(spec, "Sizes by block: nothing comes back yet.")
    (first, small), (last, large) = back[0], back[-1]
    return Chart(
        spec, f"Gradients by block, logarithmic: {small:.1e} at block {first:.0f}, {large:.1e} at block {last:.0f}."
    )


def _points(values: NDArray[np.float64]) -> list[tuple[float, float]]:
    return [
        (place, value) for place, value in enumerate(values.tolist(), start=1) if math.isfinite(value) and value > 0
    ]
