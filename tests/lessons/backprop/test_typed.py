"""Numbers as people type them, and when they are right."""

from __future__ import annotations

import pytest

from quiz_app.lessons.backprop.typed import read_typed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        (" .5 ", 0.5),
        ("5.", 5.0),
        ("1/2", 0.5),
        ("-1 / 4", -0.25),
        ("½", 0.5),
        ("−½", -0.5),
        ("1\N{FRACTION SLASH}3", 1 / 3),
        ("0,5", 0.5),
        ("1,234.5", 1234.5),
        ("−3", -3.0),
        ("\N{EN DASH}3", -3.0),
        ("2e-3", 0.002),
        ("2×10^-3", 0.002),
        ("50 %", 0.5),
        ("+0.25", 0.25),
        ("1 000", 1000.0),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, value: float) -> None:
    typed = read_typed(text)
    assert typed is not None
    assert typed.value == pytest.approx(value)


@pytest.mark.parametrize(
    "text", ["", "a", "1/0", "1/2/3", "nan", "inf", "1e999", "1½", "0.5.1", "--1", "L", ".", "1e99999"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_typed(text) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0.00907", 0.0090747),
        ("0.0091", 0.0090747),
        ("9.1e-3", 0.0090747),
        ("0,91 %", 0.0090747),
        ("0.7023", 0.70227),
        ("0.70", 0.70227),
        ("0.69", 0.693147),
        ("0.693147181", 0.6931471805599453),
        ("1/3", 0.3333333),
        ("2", 2.0),
        ("-0.5", -0.5),
        ("0", 0.0),
        ("0.00", 0.0),
        ("12", 12.4),
    ],
)
def test_an_answer_is_right_to_the_digits_that_were_typed(text: str, wanted: float) -> None:
    typed = read_typed(text)
    assert typed is not None
    assert typed.is_right(wanted)
    assert not typed.is_right(wanted + 1)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("0.7", 0.70227), ("0.71", 0.70227), ("0.00907", 0.0), ("0", 0.009), ("1/3", 0.33), ("1", 1.4)],
)
def test_an_answer_that_says_too_little_or_something_else_is_not_right(text: str, wanted: float) -> None:
    typed = read_typed(text)
    assert typed is not None
    assert not typed.is_right(wanted)
