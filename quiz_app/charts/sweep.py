"""The trials of a sweep as one picture: rate against loss, with the optimizer, the width and the batches."""

from __future__ import annotations

from collections.abc import Sequence

from quiz_app.charts.chart import Chart
from quiz_app.laboratory.sweep import WORST, SweepTrial
from quiz_app.palette import LINE, QUIET, SERIES, shade

SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")


def sweep_chart(trials: Sequence[SweepTrial], optimizers: Sequence[str], *, dark: bool) -> Chart:
    """A mark for each trial; who is worse than twice guessing, or has diverged, lies at the upper edge."""
    names = [name.partition(".")[2] for name in optimizers]
    rows = [
        {
            "rate": trial.rate,
            "loss": min(trial.loss, WORST),
            "optimizer": trial.optimizer.partition(".")[2],
            "width": trial.width,
            "batch": trial.batch_size,
            "correct": f"{100 * trial.accuracy:.1f} %",
            "state": "diverged" if trial.diverged else "finished",
        }
        for trial in trials
    ]
    quiet = shade(QUIET, dark)
    axis = {"labelColor": quiet, "titleColor": quiet, "gridColor": shade(LINE, dark), "gridOpacity": 0.6}
    legend = {"orient": "top", "labelColor": quiet, "titleColor": quiet, "columns": 3, "labelLimit": 160}
    nominal = {"field": "optimizer", "type": "nominal", "legend": {**legend, "title": None, "symbolSize": 120}}
    spec = {
        "data": {"values": rows},
        "height": 420,
        "title": {"text": "Loss on images held back (log scale)", "anchor": "start", "fontSize": 15, "offset": 6},
        "mark": {"type": "point", "filled": True, "opacity": 0.85},
        "encoding": {
            "x": {
                "field": "rate",
                "type": "quantitative",
                "title": "learning rate (log scale)",
                "scale": {"type": "log", "nice": False},
                "axis": {**axis, "grid": False, "tickCount": 4, "format": "~g"},
            },
            "y": {
                "field": "loss",
                "type": "quantitative",
                "title": None,
                "scale": {"type": "log", "nice": False, "padding": 12},
                "axis": {**axis, "tickCount": 5},
            },
            "color": {
                **nominal,
                "scale": {"domain": names, "range": [shade(pair, dark) for pair in SERIES[: len(names)]]},
            },
            "shape": {**nominal, "scale": {"domain": names, "range": list(SHAPES[: len(names)])}},
            "size": {
                "field": "width",
                "type": "quantitative",
                "title": "units",
                "scale": {"type": "log", "range": [30, 280]},
                "legend": None,
            },
            "tooltip": [
                {"field": "optimizer"},
                {"field": "rate", "title": "learning rate", "format": "~g"},
                {"field": "batch", "title": "batch size"},
                {"field": "width", "title": "units"},
                {"field": "loss", "format": ".3f"},
                {"field": "correct", "title": "read correctly"},
                {"field": "state"},
            ],
        },
    }
    if not trials:
        return Chart(spec, "Loss over learning rate: no trial has ended yet.")
    best = min(trials, key=lambda trial: trial.loss)
    return Chart(
        spec, f"{len(trials)} trials, loss over learning rate. The best: {best.title}, loss {best.loss:.3f}."
    )
