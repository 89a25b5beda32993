"""Several trainings on one chart."""

from __future__ import annotations

from collections.abc import Sequence

from quiz_app.charts.chart import LOG, Chart, Series, lines
from quiz_app.charts.curves import thin
from quiz_app.palette import QUIET, SERIES
from quiz_app.runs.progress import LaneView

TOP_OF_CHART = 10.0  # far above guessing, 2.3; what lies higher has diverged, and the table says so


def comparison_chart(lanes: Sequence[LaneView], *, dark: bool) -> Chart:
    """The test loss of every lane over the examples it has seen."""
    series, words = [], []
    for index, lane in enumerate(lanes):
        values = [(point.examples, point.measured.test_loss) for point in lane.points if point.measured]
        # What has diverged leaves through the top.
        shown = [
            (examples, min(loss, 2 * TOP_OF_CHART) if loss == loss else 2 * TOP_OF_CHART) for examples, loss in values
        ]
        colours = SERIES[index] if index < len(SERIES) else QUIET
        series.append(Series(lane.label, [pair for pair in thin(shown) if pair[1] > 0], colours))
        state = "diverged" if lane.outcome == "diverged" else f"{values[-1][1]:.3f}" if values else "not measured yet"
        words.append(f"{lane.label}: {state}")
    spec = lines(
        series,
        title="Test loss (log scale)",
        x="examples seen",
        dark=dark,
        y_scale=LOG | {"domainMax": TOP_OF_CHART},
        x_format="~s",
        height=360,
    )
    return Chart(spec, f"Test loss over examples seen. {'; '.join(words)}.")
