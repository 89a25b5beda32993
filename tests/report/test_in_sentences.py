"""Points and names as people read them."""

from __future__ import annotations

import pytest

from grader.report.listing import listed
from grader.report.points import points_of, points_text


@pytest.mark.parametrize(
    ("points", "text"),
    [(2.308, "2.3"), (8.88462, "8.9"), (15.0, "15"), (0, "0"), (-0.01, "0"), (99.97, "100"), (1234567.0, "1234567")],
)
def test_points_have_at_most_one_decimal(points: float, text: str) -> None:
    assert points_text(points) == text


def test_what_was_earned_stands_beside_what_there_was() -> None:
    assert points_of(41.692, 100) == "41.7 of 100 points"


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_names_are_listed_as_a_person_would(names: list[str], text: str) -> None:
    assert listed(names) == text
