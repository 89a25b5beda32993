"""The notebook of the optimizers in a real kernel: the race runs, and who cannot race yet is named."""

from __future__ import annotations

import re

import lesson_runs
import pytest
from lesson_runs import Ran

RESULT = re.compile(r"^([a-z ]+?) +loss (?:\S+ -> )?(\S+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def solved() -> Ran:
    return lesson_runs.solved("optimizers")


@pytest.fixture(scope="module")
def unsolved() -> Ran:
    return lesson_runs.unsolved("optimizers")


def test_the_solved_notebook_draws_both_races(solved: Ran) -> None:
    assert sum("image/png" in out.data for out in solved.outputs("display_data")) == 2


def test_the_races_end_as_the_text_says(solved: Ran) -> None:
    found = [(name, float(loss)) for name, loss in RESULT.findall(solved.printed)]
    first, second = dict(found[:4]), dict(found[4:])

    assert list(first) == list(second) == ["gradient descent", "momentum", "rmsprop", "adam"]
    assert (
        first["gradient descent"] > 1 > 0.1 > max(loss for name, loss in first.items() if name != "gradient descent")
    )
    assert min(second["gradient descent"], second["momentum"]) > second["rmsprop"] > second["adam"]
    assert second["adam"] == pytest.approx(0.10, abs=0.03)


def test_the_experiments_come_out_as_the_answer_says(solved: Ran) -> None:
    text = solved.printed

    assert max(map(float, re.findall(r"same unit [a-z ]+: (\S+)", text))) < 0.02
    assert float(re.findall(r"no drops: (\S+)", text)[0]) < 0.02
    (jumps,) = re.findall(r"jumps: (.*)", text)
    assert 0.24 < min(map(float, jumps.split())) < 0.28 < max(map(float, jumps.split())) < 0.33
    assert float(re.findall(r"ten times: (\S+)", text)[0]) == pytest.approx(0.693, abs=0.01)


def test_a_notebook_without_answers_runs_to_its_end_and_says_who_cannot_race(unsolved: Ran) -> None:
    assert unsolved.outputs("error") == []
    for name in ("momentum", "rmsprop", "adam"):
        assert f"{name} cannot race yet: the function {name} is not written." in unsolved.printed
    assert "adam cannot race yet: the function learning_rate_at is not written." in unsolved.printed
    assert unsolved.cells[-2].execution_count is not None
