"""Losses and how hard they pull, as charts and in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from quiz_app.charts.chart import Chart, Series, lines
from quiz_app.lessons.functions.losses import REACH, Floats, Pull
from quiz_app.palette import SERIES

CAP = 8.0  # of a loss that is drawn


def values_chart(pulls: Sequence[Pull], x: str, *, dark: bool) -> Chart:
    """Each loss."""
    return _chart(pulls, [pull.values for pull in pulls], "The loss", x, dark, CAP)


def pulls_chart(pulls: Sequence[Pull], x: str, *, dark: bool) -> Chart:
    """How large the slope of each is: what comes back from it, before any weight."""
    return _chart(
        pulls, [np.abs(pull.slopes) for pull in pulls], "How hard it pulls: the size of its gradient", x, dark
    )


def sure_and_wrong_in_words(pulls: Sequence[Pull], z: float) -> list[str]:
    """Who pulls how hard at a score, in sentences."""
    sizes = {pull.title: abs(pull.slope_at(z)) for pull in pulls}
    said = [f"At z = {z:g} " + ", ".join(f"{title} pulls with {size:.2g}" for title, size in sizes.items()) + "."]
    strong, weak = max(sizes, key=lambda title: sizes[title]), min(sizes, key=lambda title: sizes[title])
    if len(sizes) > 1 and sizes[weak] > 0 and sizes[strong] > 3 * sizes[weak]:
        times = sizes[strong] / sizes[weak]
        said.append(f"That is {times:,.0f} times as hard for {strong} as for {weak}.")
        if z < 0:
            said.append(
                f"The network is sure there, and wrong, and {weak} is nearly flat: it hardly learns from its worst "
                "mistakes."
            )
    return said


def error_in_words(pulls: Sequence[Pull], error: float) -> list[str]:
    """What one far-off example does, beside one that is off by a little."""
    near = 0.1
    times = {pull.title: abs(pull.slope_at(error) / pull.slope_at(near)) for pull in pulls if pull.slope_at(near)}
    return [
        f"{title.capitalize()}: an error of {error:g} pulls {each:,.0f} times as hard as one of {near:g}."
        for title, each in times.items()
    ]


def _chart(
    pulls: Sequence[Pull], values: Sequence[Floats], title: str, x: str, dark: bool, cap: float = 0.0
) -> Chart:
    series = [
        Series(pull.title, [(float(at), float(value)) for at, value in zip(pull.at, of, strict=True)], colours)
        for pull, of, colours in zip(pulls, values, SERIES, strict=False)
    ]
    highest = max((float(max(of)) for of in values), default=1.0)
    scale = {"domain": [0, min(highest, cap) if cap else highest], "nice": True}
    spec = lines(series, title=title, x=x, dark=dark, y_scale=scale, height=270)
    spec["encoding"]["x"]["scale"] = {"nice": False, "domain": [-REACH, REACH]}
    said = "; ".join(
        f"{pull.title}: {of[0]:.2g} at {pull.at[0]:g}, {of[len(of) // 2]:.2g} at 0, {of[-1]:.2g} at {pull.at[-1]:g}"
        for pull, of in zip(pulls, values, strict=True)
    )
    return Chart(spec, f"{title}. {said}.")
