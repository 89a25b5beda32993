"""The numbers in the text, in its code and in its tables are those of worked.py."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from submissions import BACKPROP, backprop_key

from grader.course.content import load_content

VALUES, EXAMPLES = load_content(BACKPROP).values, load_content(BACKPROP).examples
FUNCTIONS = tuple(backprop_key().signatures)
# | `dL_dz3` | `(N, n3)` | [[0.5, −0.5, 0]] |
ROW = re.compile(r"^\| (?:\*\*result\*\* )?`(\w+)` \|.*\| (\[.*\]) \|$", re.MULTILINE)


def numbers_in_tables(text: str) -> list[tuple[str, Any]]:
    """Name and value of every row of a shapes table that gives a value."""
    return [(name, np.array(ast.literal_eval(_plain(value)))) for name, value in ROW.findall(text)]


def _plain(text: str) -> str:
    return text.replace("−", "-").replace("·", "*")


@pytest.fixture(scope="module")
def text(release: Any) -> str:
    return "\n\n".join(cell.source for cell in release.cells if cell.cell_type == "markdown")


def test_every_value_in_a_table_is_the_value_by_hand(text: str) -> None:
    found = numbers_in_tables(text)

    for name, value in found:
        assert np.array_equal(value, VALUES[name]), name
    results = {name for name, _ in found}
    assert set(FUNCTIONS) - {"update"} <= results
    assert np.array_equal(VALUES["update"], [[1.9, -0.2], [0.1, 2.2], [1, 1]])
    assert "| **result** | as `w` | [[1.9, −0.2], [0.1, 2.2], [1, 1]] |" in text


def test_a_lost_minus_sign_in_a_table_would_be_noticed() -> None:
    ((name, value),) = numbers_in_tables("| **result** `dL_dz3` | `(N, n3)` | [[0.5, 0.5, 0]] |")

    assert not np.array_equal(value, VALUES[name])


def test_the_given_arrays_are_the_values_by_hand(source: Any) -> None:
    namespace = _given(source)

    for name in ("X", "y_target", "W1", "b1", "W2", "b2", "W3", "b3", "z1", "a1", "z2", "a2", "z3", "y_pred"):
        assert np.array_equal(namespace[name], VALUES[name]), name


def test_the_forward_pass_in_the_text_is_the_one_by_hand(text: str) -> None:
    for name in ("z1", "a1", "z3"):
        (row,) = re.findall(rf"^\| `{name}` \| ([-−\d]+(?:, [-−\d]+)+) \|$", text, re.MULTILINE)
        assert [float(part) for part in _plain(row).split(",")] == VALUES[name][0].tolist()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_solution_gives_the_numbers_by_hand_and_needs_only_numpy(function: str, source: Any) -> None:
    (cell,) = [cell for cell in source.cells if cell.id == function]
    namespace: dict[str, Any] = {"np": np}
    exec(cell.source, namespace)
    arguments, _ = EXAMPLES[function]

    assert np.array_equal(namespace[function](*arguments), VALUES[function])


def _given(source: Any) -> Mapping[str, Any]:
    """What the code cells before step 3 define."""
    namespace: dict[str, Any] = {}
    for cell in source.cells:
        if cell.source.startswith("## Step 3"):
            break
        if cell.cell_type == "code":
            exec(cell.source, namespace)
    return namespace
