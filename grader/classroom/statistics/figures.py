"""The pictures of the report: SVG that takes its text colour from the page, so that it reads on light and dark."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import wraps
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from grader.classroom.statistics.summary import ClassSummary
from grader.report.points import points_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's colour-blind-safe palette; each part of a bar has a pattern of its own, for print without colour.
RIGHT, WRONG, STOPPED, UNTOUCHED, BAR = "#009E73", "#D55E00", "#CC79A7", "#999999", "#56B4E9"
_HATCHES = {"right": "", "wrong": "////", "stopped": "xxxx", "not attempted": "...."}
_COLOURS = {"right": RIGHT, "wrong": WRONG, "stopped": STOPPED, "not attempted": UNTOUCHED}
_INK = "#010203"  # stands for the page's own text colour
_INKED = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color", "hatch.color")
_WIDTH = 5.4  # inches; narrow, so that a telephone shows it at nearly its own size
_MOST_MISTAKES = 12


def _in_style(draw: Callable[[ClassSummary], str]) -> Callable[[ClassSummary], str]:
    """Draws with our settings; matplotlib takes many of them when a thing is made, not when it is drawn."""

    @wraps(draw)
    def drawn(summary: ClassSummary) -> str:
        from matplotlib import rc_context

        settings: Any = {**dict.fromkeys(_INKED, _INK), "font.size": 11.5, "svg.fonttype": "none"}
        with rc_context({**settings, "svg.hashsalt": draw.__name__}):
            return draw(summary)

    return drawn


@_in_style
def score_histogram(summary: ClassSummary) -> str:
    """How many submissions have how many points, in ten classes of equal width."""
    figure, axes = _figure(2.6)
    worth = summary.max_score or 1.0
    edges = [worth * tenth / 10 for tenth in range(11)]
    counts = [sum(low <= points < high for points in summary.points) for low, high in pairwise(edges)]
    counts[-1] += sum(points >= worth for points in summary.points)  # the last class has both its ends
    bars = axes.bar(edges[:-1], counts, worth / 10, align="edge", color=BAR, edgecolor=_INK, linewidth=0.6)
    axes.bar_label(bars, [str(count or "") for count in counts], padding=2)
    axes.set(xlabel=f"points, of {points_text(worth)}", ylabel="submissions", xticks=edges, xlim=(0, worth))
    axes.set_yticks([])
    axes.margins(y=0.15)
    return _svg(figure, "scores")


@_in_style
def step_bars(summary: ClassSummary) -> str:
    """For each step, how many submissions were right, wrong, stopped by the grader, or did not attempt it."""
    steps = summary.steps
    figure, axes = _figure(0.75 + 0.29 * len(steps))
    counts = {
        "right": [step.passed for step in steps],
        "wrong": [step.wrong for step in steps],
        "stopped": [step.stopped for step in steps],
        "not attempted": [step.total - step.tried for step in steps],
    }
    left = [0] * len(steps)
    for name, colour in _COLOURS.items():
        look: Any = {"color": colour, "hatch": _HATCHES[name], "edgecolor": _INK, "linewidth": 0.6}
        bars = axes.barh(range(len(steps)), counts[name], left=left, label=name, **look)
        if name == "right":
            axes.bar_label(bars, [str(count or "") for count in counts[name]], label_type="center", color="#000000")
        left = [before + more for before, more in zip(left, counts[name], strict=True)]
    axes.set_yticks(range(len(steps)), [f"{step.step.number} · {step.step.function}" for step in steps])
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.set_xlim(0, max([*left, 1]))
    axes.spines["bottom"].set_visible(False)
    axes.legend(
        loc="lower center", bbox_to_anchor=(0.38, 1), ncols=4, frameon=False, handlelength=1.2, columnspacing=1
    )
    return _svg(figure, "steps")


@_in_style
def mistake_bars(summary: ClassSummary) -> str:
    """How many made each of the most frequent mistakes; empty where nobody made any."""
    most = summary.mistakes[:_MOST_MISTAKES]
    if not most:
        return ""
    figure, axes = _figure(0.3 + 0.29 * len(most))
    counts = [len(made.students) for made in most]
    bars = axes.barh(range(len(most)), counts, color=BAR, edgecolor=_INK, linewidth=0.6)
    axes.bar_label(bars, padding=3)
    axes.set_yticks(range(len(most)), [_short(made.mistake.name) for made in most])
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.set_xlim(0, 1.1 * max(counts))
    axes.spines["bottom"].set_visible(False)
    return _svg(figure, "mistakes")


def _short(name: str, most: int = 34) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def _figure(height: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0)
    return figure, axes


def _svg(figure: Figure, name: str) -> str:
    """The figure as an <svg> element: its text has the page's colour and font, its ids are no other picture's."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = out.getvalue()[out.getvalue().index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(?<= id=")|(?<=href="#)|(?<=url\(#)', f"{name}-", svg)
    svg = re.sub(r"font: ([\d.]+)px [^;\"]*", r"font-size: \1px", svg)
    return svg.replace(_INK, "currentColor").replace("<svg ", '<svg aria-hidden="true" ', 1).strip()
