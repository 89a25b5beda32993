"""Figures that a notebook draws, in words: what a person hears who does not see them."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Iterator
from typing import Any

import numpy as np

_MOST = 20  # lines or pictures that are told one by one


def describe_figures(shell: Any) -> None:
    """From now on the shell shows every figure of matplotlib with a text for those who cannot see it.

    JupyterLab gives a bare PNG no text. So the picture is also shown as HTML, where it has one.
    """
    formatters = shell.display_formatter
    formatters.mimebundle_formatter.for_type_by_name("matplotlib.figure", "Figure", _bundle)


def _bundle(figure: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
    words = in_words(figure)
    file = io.BytesIO()
    figure.savefig(file, format="png", bbox_inches="tight")
    picture = base64.b64encode(file.getvalue()).decode("ascii")
    shown = f'<img alt="{html.escape(words)}" src="data:image/png;base64,{picture}">'
    return {"text/html": shown, "text/plain": words}, {"image/png": {"alt": words}}


def in_words(figure: Any) -> str:
    """What a figure shows: its titles and axes, and each line's way from its first to its last value."""
    title = _said(getattr(figure, "_suptitle", None))
    parts = [title, *(_said(getattr(part, "_suptitle", None)) for part in figure.subfigs)]
    pictures = [axes for axes in figure.axes if axes.images and not axes.lines]
    plots = [axes for axes in figure.axes if axes.get_visible() and axes not in pictures]
    parts += [_plot(axes) for axes in plots]
    if pictures:
        titles = [name for axes in pictures[:_MOST] if (name := _titled(axes))]
        count = "A picture" if len(pictures) == 1 else f"{len(pictures)} pictures"
        parts.append(f"{count}{': ' if titles else ''}{'; '.join(titles)}")
    return " ".join(f"{part.rstrip('.:')}." for part in parts if part)


def _plot(axes: Any) -> str:
    title, x, y = _titled(axes), axes.get_xlabel(), axes.get_ylabel()
    named = f"{y or 'values'} by {x}" if x else y
    named += ", logarithmic" if axes.get_yscale() == "log" else ""
    head = f"Plot “{title}”" if title else "Plot"
    found = [*_lines(axes), *_points(axes)]
    said = f"{head}{f': {named}' if named else ''}"
    return f"{said}. {'. '.join(found)}" if found else said


def _lines(axes: Any) -> Iterator[str]:
    lines = [line for line in axes.lines if len(line.get_xdata()) > 2]
    for line in lines[:_MOST]:
        label = line.get_label()
        name = "A line" if label.startswith("_") else f"“{label}”"
        x, y = np.asarray(line.get_xdata(), dtype=float), np.asarray(line.get_ydata(), dtype=float)
        known = np.flatnonzero(np.isfinite(y))
        if not len(known):
            yield f"{name} has no values"
            continue
        first, last = known[0], known[-1]
        said = f"{name} from {y[first]:.3g} at {x[first]:.4g} to {y[last]:.3g} at {x[last]:.4g}"
        for kind, at in (("lowest", known[y[known].argmin()]), ("highest", known[y[known].argmax()])):
            if y[at] not in (y[first], y[last]):
                said += f", {kind} {y[at]:.3g} at {x[at]:.4g}"
        yield said
    if len(lines) > _MOST:
        yield f"And {len(lines) - _MOST} more lines"


def _points(axes: Any) -> Iterator[str]:
    counts = [len(offsets) for each in axes.collections if len(offsets := each.get_offsets()) > 1]
    if counts:
        groups = f" in {len(counts)} groups" if len(counts) > 1 else ""
        yield f"{sum(counts):,} points{groups}"
    if any(hasattr(each, "levels") for each in axes.collections):
        yield "The plane is divided into coloured areas"


def _titled(axes: Any) -> str:
    """Its title, wherever it stands above the axes."""
    return next((title for place in ("left", "center", "right") if (title := axes.get_title(loc=place))), "")


def _said(text: Any) -> str:
    return text.get_text() if text is not None else ""
