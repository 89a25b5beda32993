"""The numbers in the lesson of the optimizers are those of worked.py, and what is worked out comes out right."""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from submissions import ROOT

from grader.course.content import load_content, load_part

FOLDER = ROOT / "solutions" / "optimizers"
CONTENT = load_content(FOLDER)
WORKED = tuple(CONTENT.examples)
FEEDING = load_part(FOLDER, "figures").feeding
# | `v` | as `w` | [[0.5, 1]] |
ROW = re.compile(r"^\| (?:\*\*(result)\*\*)? ?(?:`(\w+)`)? ?\|.*\| (\[\[.*\]\]|[-−.\d]+) \|$", re.MULTILINE)
# 0.75 · 12 + 0.25 · 8² = **25**
PRODUCT = re.compile(r"([-−√(\d][-−+·/.²()√\d ]*?) = \*\*([-−.\d]+)\*\*")


@cache
def lesson() -> str:
    """The lesson's text; between two paragraphs of different cells stands the code, line for line."""
    return re.sub(r"^# ?", "", (FOLDER / "optimizers.py").read_text(encoding="utf-8"), flags=re.MULTILINE)


def section(function: str) -> str:
    """The text above a function's stub, from its heading on."""
    return re.split(r"^## ", lesson().partition(f"\ndef {function}(")[0], flags=re.MULTILINE)[-1]


def numbers_in_tables(text: str) -> tuple[dict[str, Any], list[Any]]:
    """Of the tables of a section: the arguments by name, and the results in order."""
    arguments, results = {}, []
    for result, name, value in ROW.findall(text):
        number = np.array(ast.literal_eval(_plain(value)), dtype=float)
        if result:
            results.append(number)
        elif name:
            arguments[name] = number
    return arguments, results


def _plain(text: str) -> str:
    text = re.sub(r"√(\d+)", r"(\1 ** 0.5)", text)
    return text.replace("−", "-").replace("·", "*").replace("²", "**2")


def _value(expression: str) -> float:
    return float(eval(compile(ast.parse(_plain(expression), mode="eval"), "text", "eval"), {"__builtins__": {}}))


@pytest.mark.parametrize("function", WORKED)
def test_every_value_in_a_table_is_the_one_worked_by_hand(function: str) -> None:
    wanted, answer = CONTENT.examples[function]
    arguments, results = numbers_in_tables(section(function))

    assert list(arguments) == [argument.name for argument in CONTENT.functions[function].arguments]
    for value, number in zip(wanted, arguments.values(), strict=True):
        assert np.array_equal(value, number)
    answers = answer if isinstance(answer, tuple) else (answer,)
    for value, number in zip(answers, results, strict=True):
        assert np.array_equal(value, number)


@pytest.mark.parametrize("function", WORKED)
def test_a_solution_gives_the_numbers_by_hand(function: str) -> None:
    arguments, answer = CONTENT.examples[function]
    given = CONTENT.solution[function](*arguments)

    for one, other in zip(np.atleast_1d(given), np.atleast_1d(answer), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-14)


def test_every_result_is_worked_out() -> None:
    for function in WORKED:
        shown = {_value(right) for _, right in PRODUCT.findall(section(function))}
        for number in np.ravel(numbers_in_tables(section(function))[1]):
            assert number in shown, function


def test_a_lost_minus_sign_in_a_table_would_be_noticed() -> None:
    given = section("momentum").replace("[[1.25, −1.5]]", "[[1.25, 1.5]]")
    assert not np.array_equal(numbers_in_tables(given)[1][1], CONTENT.examples["momentum"][1][1])


def test_the_table_of_rates_is_what_the_schedule_gives() -> None:
    epochs, rates = (
        [float(part) for part in row.split("|")]
        for row in re.findall(r"^\| (?:epoch|rate) \| (\d[\d.| ]*) \|$", section("learning_rate_at"), re.MULTILINE)
    )
    assert epochs == list(range(8))
    assert rates == pytest.approx([CONTENT.solution["learning_rate_at"](epoch, 0.8, 0.5, 3) for epoch in range(8)])


def test_the_batches_of_the_text_and_of_the_picture_are_the_same_and_right() -> None:
    (row,) = re.findall(r"a list of index arrays \| (.*) \|", section("minibatches"))
    batches = ast.literal_eval(f"[{row}]")
    assert [len(batch) for batch in batches] == [4, 4, 2]
    assert np.concatenate(batches).tolist() == list(FEEDING.ORDER)
    assert sorted(FEEDING.ORDER) == list(range(10))
    for record in CONTENT.functions["minibatches"].properties[:7]:
        assert not record.holds([(10, FEEDING.BATCH, 0)], [batches]), record.name


def test_the_answers_of_the_questions_are_so() -> None:
    """What stands below "Answer" of each step, computed."""
    function = CONTENT.solution
    alike = alternating = 0.0
    for step in range(100):
        _, alike = function["momentum"](0.0, alike, 1.0, 0.1, 0.9)
        _, alternating = function["momentum"](0.0, alternating, (-1.0) ** step, 0.1, 0.9)
    assert round(alike, 2) == 10.0
    assert round(abs(alternating), 2) == 0.53 == round(1 / 1.9, 2)
    for gradient in (100.0, 0.01):
        moved, _ = function["rmsprop"](0.0, 0.0, gradient, 0.01, 0.9, 1e-8)
        assert round(-moved, 4) == 0.0316
    for gradient in (0.002, 2.0):
        moved, _, _ = function["adam"](0.0, 0.0, 0.0, 1, gradient, 0.001, 0.9, 0.999, 1e-8)
        assert -moved == pytest.approx(0.001, rel=1e-4)
    batches = function["minibatches"](60_000, 64, np.random.default_rng(0))
    assert (len(batches), len(batches[-1]), 64 * 937) == (938, 32, 59_968)
    below = [epoch for epoch in range(60) if function["learning_rate_at"](epoch, 0.1, 0.5, 5) < 0.001]
    assert below[0] == 35
    assert round(1 - 0.9**100, 5) == 0.99997


def test_no_two_pictures_are_alike() -> None:
    from grader.building.pictures import same_picture

    pictures = [figure.draw() for figure in load_part(FOLDER, "figures").FIGURES.values()]
    assert len(pictures) == 5
    assert not any(len(one) == len(other) and same_picture(one, other) for one, other in pairwise(pictures))


@pytest.mark.parametrize("name", ["batches", "staircase"])
def test_a_picture_is_drawn_with_the_same_bytes_every_time(name: str) -> None:
    draw = getattr(FEEDING, name)
    assert draw.__wrapped__() == draw()
