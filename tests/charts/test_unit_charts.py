"""The units of a layer as tiles, and what one is made of in words."""

from __future__ import annotations

import numpy as np
import pytest

from quiz_app.charts.units import COLUMNS, sum_of_unit, triptych, unit_map, votes_of_unit


@pytest.mark.parametrize(("units", "rows"), [(1, 1), (32, 1), (33, 2), (128, 4)])
def test_each_unit_has_a_tile_with_its_number_in_a_row_that_says_which(units: int, rows: int) -> None:
    values = unit_map(np.arange(units, dtype=float), 1, None, dark=False).spec["data"]["values"]
    assert [value["unit"] for value in values] == list(range(1, units + 1))
    assert len({value["row"] for value in values}) == rows
    for value in values:
        first, last = map(int, value["row"].split("–"))
        assert first <= value["unit"] <= last
        assert value["unit"] == first + value["column"] < first + COLUMNS


def test_the_words_say_how_many_answer_and_which_most() -> None:
    chart = unit_map(np.array([0.0, 1.0, 3.0, 0.0]), 2, 3, dark=True)
    assert chart.alt == "Layer 2: 2 of 4 units answer more than 0; the most, 3.00, unit 3."
    assert [value["chosen"] for value in chart.spec["data"]["values"]] == [False, False, True, False]
    assert unit_map(np.zeros(4), 1, None, dark=False).alt == "Layer 1: 0 of 4 units answer more than 0."


def test_a_sum_names_its_largest_products_and_what_relu_makes_of_it() -> None:
    text = sum_of_unit(np.array([1.0, -3.0, 0.5]), 0.5, np.array([2.0, 1.0, 0.0]), "unit")
    assert text == (
        "Weights times inputs add up to -1.00, with its bias of 0.50 that is -0.50. ReLU makes 0.00 of it. "
        "The largest of its 3 products: unit 2: -3.00, unit 1: +2.00."
    )


def test_a_unit_votes_with_its_answer_times_its_weights() -> None:
    assert votes_of_unit(np.array([0.5, -2.0, 1.0]), 2.0) == "It speaks most for 2 (+2.00) and against 1 (-4.00)."
    assert votes_of_unit(np.array([0.5, -2.0, 1.0]), 0.0) == "It answers 0, so that it says nothing about any digit."


def test_captions_of_pictures_are_text() -> None:
    shown = triptych([(np.zeros(784), "<b>", 'a "digit"'), (np.full(784, -0.5), "less", "less ink")], dark=False)
    assert "&lt;b&gt;" in shown
    assert 'alt="a &quot;digit&quot;"' in shown
