"""A figure in words: what somebody hears who does not see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.kernel.figures import describe_figures, in_words

pytest.importorskip("matplotlib")
from IPython.core.interactiveshell import InteractiveShell
from matplotlib import figure


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def plotted(values: list[float], **options: Any) -> figure.Figure:
    drawn = figure.Figure()
    axes = drawn.subplots()
    axes.plot(range(1, len(values) + 1), values, **options)
    axes.set(xlabel="epoch", ylabel="loss", yscale="log")
    axes.set_title("How it learns", loc="left")
    return drawn


def test_a_curve_is_told_from_end_to_end() -> None:
    assert in_words(plotted([2.0, 0.25, 1.0], label="training")) == (
        "Plot “How it learns”: loss by epoch, logarithmic. “training” from 2 at 1 to 1 at 3, lowest 0.25 at 2."
    )


@given(st.lists(st.floats(0.01, 100), min_size=3, max_size=30))
def test_the_lowest_and_the_highest_value_are_said(values: list[float]) -> None:
    words = in_words(plotted(values))
    assert f"{min(values):.3g}" in words
    assert f"{max(values):.3g}" in words


def test_what_is_no_number_is_left_out() -> None:
    assert "from 1 at 2 to 3 at 3" in in_words(plotted([np.nan, 1.0, 3.0, np.inf]))
    assert "no values" in in_words(plotted([np.nan, np.nan, np.nan]))


def test_pictures_are_counted_and_titles_read() -> None:
    drawn = figure.Figure()
    for place, axes in enumerate(drawn.subplots(1, 2)):
        axes.imshow(np.zeros((28, 28)))
        axes.set_title(f"is {place}")
    assert in_words(drawn) == "2 pictures: is 0; is 1."


def test_a_notebook_shows_a_figure_with_its_words(shell: InteractiveShell) -> None:
    describe_figures(shell)
    data, more = shell.display_formatter.format(plotted([3.0, 2.0, 1.0], label="a <b>"))
    words = "Plot “How it learns”: loss by epoch, logarithmic. “a <b>” from 3 at 1 to 1 at 3."
    assert data["text/plain"] == words
    assert more["image/png"]["alt"] == words
    assert data["text/html"].startswith('<img alt="Plot “How it learns”: loss by epoch, logarithmic. “a &lt;b&gt;” ')
