"""The notebook of the optimizers in a real kernel: the race runs, and who cannot race yet is named."""

from __future__ import annotations

import re

import lesson_runs
import pytest
from lesson_runs import Ran

_BATCH_AND_RATE = ("64 at 0.3", "4 at 0.3", "4 at 0.1")
RESULT = re.compile(r"^([a-z ]+?) +loss (?:\S+ -> )?(\S+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def solved() -> Ran:
    return lesson_runs.solved("optimizers")


@pytest.fixture(scope="module")
def unsolved() -> Ran:
    return lesson_runs.unsolved("optimizers")


def test_the_solved_notebook_draws_all_races(solved: Ran) -> None:
    assert sum("image/png" in out.data for out in solved.outputs("display_data")) == 3


def test_the_races_end_as_the_text_says(solved: Ran) -> None:
    found = [(name, float(loss)) for name, loss in RESULT.findall(solved.printed)]
    first, second = dict(found[:4]), dict(found[4:])

    assert list(first) == list(second) == ["gradient descent", "momentum", "rmsprop", "adam"]
    assert (
        first["gradient descent"] > 1 > 0.1 > max(loss for name, loss in first.items() if name != "gradient descent")
    )
    assert min(second["gradient descent"], second["momentum"]) > second["rmsprop"] > second["adam"]
    assert second["adam"] == pytest.approx(0.10, abs=0.03)


def test_one_rate_cannot_serve_both_directions_of_the_ravine(solved: Ran) -> None:
    ends = re.findall(r"^rate (\S+) +w = \( *(\S+), *(\S+)\)$", solved.printed, re.MULTILINE)
    by_rate = {float(rate): (abs(float(w0)), abs(float(w1))) for rate, w0, w1 in ends}
    assert by_rate[0.01][0] > 4.5
    assert by_rate[0.01][1] == 0
    assert by_rate[0.0195][0] > 2.5
    assert by_rate[0.0205][1] > 10


def test_each_optimizer_has_a_rate_of_its_own(solved: Ran) -> None:
    rows = re.findall(r"^([a-z ]+?) +((?:\S+% *){5})$", solved.printed, re.MULTILINE)
    shares = {name: [float(share) for share in row.replace("%", "").split()] for name, row in rows}
    best = {name: max(range(5), key=found.__getitem__) for name, found in shares.items()}
    assert best["gradient descent"] == 3
    assert abs(shares["momentum"][2] - shares["gradient descent"][3]) < 1.5
    assert all(shares[name][place] > 90 for name in ("rmsprop", "adam") for place in (1, 2))
    assert max(shares["rmsprop"][3], shares["adam"][3]) < 60
    tops = [max(found) for found in shares.values()]
    assert max(tops) - min(tops) < 5
    assert float(re.findall(r"five times as long: (\S+)", solved.printed)[0]) == pytest.approx(0.94, abs=0.01)


def test_the_experiments_come_out_as_the_answer_says(solved: Ran) -> None:
    text = solved.printed

    assert max(map(float, re.findall(r"same unit [a-z ]+: (\S+)", text))) < 0.02
    assert float(re.findall(r"no drops: (\S+)", text)[0]) < 0.02
    (jumps,) = re.findall(r"jumps: (.*)", text)
    assert 0.24 < min(map(float, jumps.split())) < 0.28 < max(map(float, jumps.split())) < 0.33
    assert float(re.findall(r"ten times: (\S+)", text)[0]) == pytest.approx(0.693, abs=0.01)


def test_small_batches_make_more_steps_and_want_a_lower_rate(solved: Ran) -> None:
    eight, sixty_four, thousand, as_many_steps = map(float, re.findall(r"batches of \d+: (\S+)", solved.printed))
    assert eight == pytest.approx(0.94, abs=0.015)
    assert sixty_four == pytest.approx(0.90, abs=0.015)
    assert thousand < 0.5
    assert as_many_steps == pytest.approx(0.92, abs=0.015)
    good, rough, low = (float(re.findall(rf"^{case}: (\S+)", solved.printed, re.M)[0]) for case in _BATCH_AND_RATE)
    assert good == pytest.approx(0.93, abs=0.015)
    assert rough < 0.7
    assert low > 0.9


def test_a_notebook_without_answers_runs_to_its_end_and_says_who_cannot_race(unsolved: Ran) -> None:
    assert unsolved.outputs("error") == []
    for name in ("momentum", "rmsprop", "adam"):
        assert f"{name} cannot race yet: the function {name} is not written." in unsolved.printed
    everybody = "gradient descent, momentum, rmsprop, adam"
    assert f"{everybody} cannot race yet: the function learning_rate_at is not written." in unsolved.printed
    assert unsolved.cells[-2].execution_count is not None
