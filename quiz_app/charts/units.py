"""The units of a layer: a map of what each answers, to choose one from, and what one is made of."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from quiz_app.charts.chart import Chart
from quiz_app.charts.pictures import SIDE, diverging, png
from quiz_app.palette import BLUE, GREEN, LINE, ORANGE, QUIET, shade

COLUMNS = 32
_TILE, _AROUND = 20, 40  # pixels of a row of tiles, and of what is around them
MOST_SHOWN = 6
CHOSEN = "unit"  # the name of the chart's selection, and of the number in it


def unit_map(activations: NDArray[np.floating], layer: int, chosen: int | None, *, dark: bool) -> Chart:
    """The activations (n,) of a layer as tiles, 32 in a row; press one to choose it. Units count from 1."""
    values = activations.reshape(-1)
    rows = [
        {"column": place % COLUMNS, "row": f"{_first(place)}–{min(_first(place) + COLUMNS - 1, len(values))}"}
        | {CHOSEN: place + 1, "activation": float(value), "chosen": place + 1 == chosen}
        for place, value in enumerate(values)
    ]
    largest, active = float(values.max()), int((values > 0).sum())
    quiet, paper = shade(QUIET, dark), "#1F252C" if dark else "#F5F3EE"
    spec = {
        "data": {"values": rows},
        "height": _AROUND + _TILE * -(-len(values) // COLUMNS),
        "params": [{"name": CHOSEN, "select": {"type": "point", "fields": [CHOSEN], "toggle": False}}],
        "mark": {"type": "rect", "cursor": "pointer", "strokeWidth": 2},
        "encoding": {
            "x": {"field": "column", "type": "ordinal", "axis": None},
            "y": {
                "field": "row",
                "type": "ordinal",
                "sort": None,
                "title": None,
                "axis": {"labelColor": quiet, "ticks": False, "domain": False},
            },
            "color": {
                "field": "activation",
                "type": "quantitative",
                "scale": {"domain": [0, largest or 1.0], "range": [paper, shade(GREEN, dark)]},
                "legend": None,
            },
            "stroke": {
                "condition": {"test": "datum.chosen", "value": shade(ORANGE, dark)},
                "value": shade(LINE, dark),
            },
            "strokeWidth": {"condition": {"test": "datum.chosen", "value": 3}, "value": 0.5},
            "tooltip": [
                {"field": CHOSEN, "title": f"unit of layer {layer}"},
                {"field": "activation", "title": "answers", "format": ".3f"},
            ],
        },
    }
    words = f"Layer {layer}: {active} of {len(values)} units answer more than 0"
    words += f"; the most, {largest:.2f}, unit {int(values.argmax()) + 1}." if active else "."
    return Chart(spec, words)


def pixel_unit(weights: NDArray[np.floating], image: NDArray[np.floating], unit: int, *, dark: bool) -> str:
    """What a unit of the first layer looks for in an image (784,), and what it finds, as two pictures."""
    found = weights * image
    largest = float(np.abs(weights).max()) or 1.0
    most = float(np.abs(found).max()) or 1.0
    pictures = (
        (weights / largest, f"its weights, the largest {largest:.2g}", f"The 784 weights of unit {unit} as an image"),
        (found / most, "times the ink of your digit", "The same weights, each times the ink of its pixel"),
    )
    figures = "".join(
        f'<figure><img src="{png(diverging(values.reshape(SIDE, SIDE), dark))}" alt="{alt}">'
        f"<figcaption>{caption}</figcaption></figure>"
        for values, caption, alt in pictures
    )
    return f'<div class="course-unit">{figures}</div>{_colours(dark)}'


def sum_of_unit(
    weights: NDArray[np.floating], bias: float, inputs: NDArray[np.floating], source: str | Sequence[str]
) -> str:
    """How a unit comes to its answer, in a sentence: the largest products first, then the sum, the bias and ReLU.

    Args:
        weights: of the unit, (n,).
        bias: of the unit.
        inputs: what goes in, (n,).
        source: what one input is called, "unit" say; its number follows.
    """
    products = weights * inputs
    total = float(products.sum())
    z = total + bias
    largest = [int(place) for place in np.argsort(-np.abs(products))[:MOST_SHOWN] if products[place]]
    terms = ", ".join(f"{source} {place + 1}: {products[place]:+.2f}" for place in largest)
    most = f" The largest of its {len(products)} products: {terms}." if source and largest else ""
    return (
        f"Weights times inputs add up to {total:.2f}, with its bias of {bias:.2f} that is {z:.2f}. "
        f"ReLU makes {max(z, 0.0):.2f} of it.{most}"
    )


def votes_of_unit(outgoing: NDArray[np.floating], answer: float) -> str:
    """For which digits a unit of the last hidden layer speaks, and against which, in a sentence."""
    shares = outgoing * answer
    speaks, against = int(shares.argmax()), int(shares.argmin())
    if not answer:
        return "It answers 0, so that it says nothing about any digit."
    return f"It speaks most for {speaks} ({shares[speaks]:+.2f}) and against {against} ({shares[against]:+.2f})."


def triptych(pictures: Sequence[tuple[NDArray[np.floating], str, str]], *, dark: bool) -> str:
    """Images (784,) with captions, side by side: (pixels, caption, alternative text).

    Pixels from 0 to 1 are ink; what has negative ones is a difference, drawn from -1 to 1.
    """
    figures = []
    for values, caption, alt in pictures:
        square = values.reshape(SIDE, SIDE)
        drawn = diverging(square, dark) if square.min() < 0 else (255 * square).round().astype(np.uint8)
        figures.append(
            f'<figure><img src="{png(drawn)}" alt="{escape(alt, quote=True)}">'
            f"<figcaption>{escape(caption)}</figcaption></figure>"
        )
    return f'<div class="course-unit">{"".join(figures)}</div>'


def _first(place: int) -> int:
    return place // COLUMNS * COLUMNS + 1


def _colours(dark: bool) -> str:
    return (
        f'<p style="font-size:.85rem;margin:.3rem 0 0"><b style="color:{shade(ORANGE, dark)}">Orange</b> speaks for '
        f'the unit, <b style="color:{shade(BLUE, dark)}">blue</b> against it.</p>'
    )
