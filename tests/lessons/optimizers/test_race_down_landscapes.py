"""Walks of optimizers down a landscape: right ones arrive, a bad one ends only its own, words say what is seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import Course
from grader.functions import Argument, Function, Result, Role, Setting, between, gradients, weights
from grader.key.facts import signature_of
from grader.reading.submission import read_own
from grader.running.opening import limits_of
from grader.sandbox import Chunk, Sandbox
from quiz_app.laboratory.assembling import Shelf, shelf
from quiz_app.laboratory.parts import Part, Parts
from quiz_app.laboratory.records import shelf_of
from quiz_app.lessons.optimizers.landscapes import LANDSCAPES
from quiz_app.lessons.optimizers.race_words import standing, standings, surprises
from quiz_app.lessons.optimizers.racers import LONG_AGO, Descent, Racer, best, in_order, walks_of
from quiz_app.training.sending import bridge

NAMES = sorted(LANDSCAPES)


@pytest.fixture(scope="module")
def at_hand(course: Course) -> Shelf:
    return shelf_of(course)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as box:
        yield box


class Asking:
    """Asks files for walks as the app does."""

    def __init__(self, course: Course, at_hand: Shelf, sandbox: Sandbox) -> None:
        self.course, self.parts, self._sandbox = course, at_hand.optimizers, sandbox

    def walks(self, racer: Racer, landscape: str, *later: str) -> list[Descent] | str:
        """With the right file, and these definitions behind it."""
        name = racer.part.name.partition(".")[0]
        chunks = read_own(self.course.reference_file(self.course.assignment(name))).chunks
        return self.of(racer, landscape, *chunks, *(Chunk("mine.py", text) for text in later))

    def of(self, racer: Racer, landscape: str, *chunks: Chunk) -> list[Descent] | str:
        limits = replace(limits_of(self.course), call_seconds=3.0)
        with self._sandbox.open((*chunks, bridge()), limits) as worker:
            answers = {name: worker.call(name, *given) for name, given in racer.questions(landscape).items()}
        return walks_of(racer, landscape, answers)

    def best(self, name: str, landscape: str) -> Descent:
        found = self.walks(Racer(self.parts[name]), landscape)
        assert isinstance(found, list), found
        return best(found)


@pytest.fixture(scope="module")
def asking(course: Course, at_hand: Shelf, sandbox: Sandbox) -> Asking:
    return Asking(course, at_hand, sandbox)


@given(st.sampled_from(NAMES), st.floats(-2, 2), st.floats(-2, 2))
def test_slopes_are_those_of_the_heights(name: str, x: float, y: float) -> None:
    land, small = LANDSCAPES[name], 1e-5

    def height(x: float, y: float) -> float:
        return float(land.height(np.array(x), np.array(y)))

    wanted = (
        (height(x + small, y) - height(x - small, y)) / (2 * small),
        (height(x, y + small) - height(x, y - small)) / (2 * small),
    )
    np.testing.assert_allclose(land.slope(np.array(x), np.array(y)), wanted, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_the_lowest_places_are_level_and_in_view(name: str) -> None:
    land = LANDSCAPES[name]
    left, right, bottom, top = land.view
    for x, y in land.lowest:
        assert land.height(np.array(x), np.array(y)) == pytest.approx(0.0, abs=1e-12)
        assert np.allclose(land.slope(np.array(x), np.array(y)), 0.0)
    for x, y in (land.start, *land.lowest):
        assert left < x < right
        assert bottom < y < top


def test_a_walk_is_the_optimizers_own(asking: Asking) -> None:
    found = asking.walks(Racer(asking.parts["optimizers.momentum"], {"beta": 0.5}), "rosenbrock")
    assert isinstance(found, list)
    walk = next(each for each in found if each.rate == 0.001)
    w, v = np.array(LANDSCAPES["rosenbrock"].start), np.zeros(2)
    for place in walk.places:
        np.testing.assert_allclose(place, w, rtol=1e-9)
        v = 0.5 * v + np.array(LANDSCAPES["rosenbrock"].slope(*w))
        w = w - 0.001 * v


def test_an_optimizer_that_counts_is_told_its_steps(asking: Asking) -> None:
    counted = "def adam(w, m, v, t, dL_dw, rate, beta1, beta2, epsilon):\n    return w * 0 + t, m, v\n"
    found = asking.walks(Racer(asking.parts["optimizers.adam"]), "bowl", counted)
    assert isinstance(found, list)
    assert found[0].places[1:4].tolist() == [[1, 1], [2, 2], [3, 3]]


@pytest.mark.parametrize("landscape", NAMES)
def test_each_right_optimizer_arrives_somewhere_with_its_best_rate(asking: Asking, landscape: str) -> None:
    for name in asking.parts:
        assert asking.best(name, landscape).arrived is not None, name


def test_the_best_walk_is_the_first_to_arrive(asking: Asking) -> None:
    found = asking.walks(Racer(asking.parts["backprop.update"]), "ravine")
    assert isinstance(found, list)
    arrived = [walk.arrived for walk in found if walk.arrived is not None]
    assert best(found).arrived == min(arrived)
    assert any(walk.diverged for walk in found)
    assert all(walk.diverged is None for walk in in_order(found)[: len(arrived)])


def test_one_that_loses_its_way_has_a_path_until_then_and_its_words(asking: Asking) -> None:
    found = asking.walks(Racer(asking.parts["backprop.update"]), "ravine")
    assert isinstance(found, list)
    lost = found[-1]
    assert lost.diverged is not None
    assert np.isfinite(lost.places[: lost.diverged]).all()
    assert standing(lost) == f"flies off, by step {lost.diverged}"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("raise ValueError('no')", "momentum raised ValueError: no (mine.py, line 2: raise ValueError('no'))."),
        ("return None", "momentum did not return 2 values in step 1."),
        ("return w[0], v", "momentum returned an array of shape (2,) in step 1"),
        ("return 'w', v", "momentum returned a value of type str"),
        ("raise NotImplementedError", "momentum raised NotImplementedError"),
        ("while True: pass", "momentum took too long on its way down (mine.py, line 2"),
        ("import os; os._exit(1)", "The process that ran momentum ended"),
        ("return w + float('nan'), v", ""),
    ],
)
def test_a_bad_function_ends_its_own_walk_with_a_message(asking: Asking, body: str, said: str) -> None:
    text = f"def momentum(w, v, dL_dw, learning_rate, beta):\n    {body}\n"
    found = asking.walks(Racer(asking.parts["optimizers.momentum"]), "bowl", text)
    if said:
        assert isinstance(found, str)
        assert said in found
    else:
        assert isinstance(found, list)
        assert [walk.diverged for walk in found] == [1] * len(found)


def test_a_function_that_fails_midway_has_a_path_up_to_there_and_the_others_go_on(asking: Asking) -> None:
    text = (
        "def update(w, dL_dw, learning_rate):\n"
        "    w = w - learning_rate * dL_dw\n"
        "    if abs(w).max() > 50:\n"
        "        raise ValueError('too far')\n"
        "    return w\n"
    )
    racer = Racer(asking.parts["backprop.update"])
    found, right = asking.walks(racer, "ravine", text), asking.walks(racer, "ravine")
    assert isinstance(found, list)
    assert isinstance(right, list)
    for mine, other in zip(found, right, strict=True):
        reached = len(mine.heights) if mine.failed is None else mine.failed
        np.testing.assert_allclose(mine.places[:reached], other.places[:reached])
        assert np.isnan(mine.places[reached:]).all()
    assert best(found).failed is None
    failed = found[-1]
    assert failed.diverged is None
    assert standing(failed) == f"fails in step {failed.failed}"
    first = next(walk for walk in found if walk.failed is not None)
    assert first.failed == 5
    assert failed.why == (
        f"Step {first.failed}, with rate {first.rate:g}: update raised ValueError: too far "
        "(mine.py, line 4: raise ValueError('too far'))."
    )


def test_a_function_that_fails_at_every_rate_shows_how_far_it_came(asking: Asking) -> None:
    text = (
        "def adam(w, m, v, t, dL_dw, rate, beta1, beta2, epsilon):\n"
        "    return (w - rate * dL_dw, m, v) if t <= 20 else None\n"
    )
    found = asking.walks(Racer(asking.parts["optimizers.adam"]), "bowl", text)
    assert isinstance(found, list)
    shown = best(found)
    assert shown.failed == 21
    assert np.isfinite(shown.heights[:21]).all()
    assert shown.why.endswith("adam did not return 3 values in step 21.")


def test_what_a_function_changes_in_place_is_its_own(asking: Asking) -> None:
    text = (
        "def momentum(w, v, dL_dw, learning_rate, beta):\n"
        "    v *= beta\n    v += dL_dw\n    w -= learning_rate * v\n    dL_dw[:] = 0\n    return w, v\n"
    )
    racer = Racer(asking.parts["optimizers.momentum"])
    mine, right = asking.walks(racer, "noise", text), asking.walks(racer, "noise")
    assert isinstance(mine, list)
    assert isinstance(right, list)
    np.testing.assert_allclose(mine[4].places, right[4].places)


def test_an_optimizer_of_somebodys_own_takes_part_by_its_record(asking: Asking) -> None:
    record = Function(
        name="signs",
        arguments=(
            Argument("dL_dtheta", gradients("n", "m")),
            Argument("pace", between(0.1, 1.0)),
            Argument("theta", weights("n", "m")),
            Argument("k", between(0.1, 1.0)),
        ),
        results=(Result("theta", ("n", "m")),),
        role=Role("optimizer", state=("k",), settings={"pace": Setting(0.1, 0.01, 1.0)}),
    )
    known = shelf(Parts([("mine", {"signs": signature_of(record)})])).optimizers
    racer = Racer(known["mine.signs"])
    assert (min(racer.rates), max(racer.rates)) == (0.01, 1.0)
    body = "return theta - pace / k * np.sign(dL_dtheta)"
    text = f"import numpy as np\ndef signs(dL_dtheta, pace, theta, k):\n    {body}\n"
    found = asking.of(racer, "bowl", Chunk("mine.py", text))
    assert isinstance(found, list)
    np.testing.assert_allclose(found[-1].places[1], (-0.6, 0.2))  # one to the right, one down
    assert best(found).arrived is not None


def walk_of(part: Part, heights: list[float], rate: float = 0.1, count: int = 1) -> Descent:
    """A walk with these heights, along a line."""
    places = np.array([[height, 0.0] for height in heights])
    return Descent(Racer(part, count=count), rate, places, np.array(heights), 1.0)


@pytest.mark.parametrize(
    ("heights", "said"),
    [
        ([100.0, 50.0, 0.5, 0.4], "arrives after 2 steps, and stays"),
        ([100.0, 0.5, 5.0, 5.0], "is there at step 1, and does not stay"),
        ([100.0, 80.0, 60.0, 40.0], "is 60 % of the way down after 3 steps"),
        ([100.0, 80.0, 120.0, 110.0], "has come no lower after 3 steps"),
        ([100.0, np.nan, np.nan, np.nan], "flies off, by step 1"),
    ],
)
def test_a_walk_in_words(asking: Asking, heights: list[float], said: str) -> None:
    assert standing(walk_of(asking.parts["backprop.update"], heights)) == said


def test_the_first_to_arrive_stands_first(asking: Asking) -> None:
    slow = walk_of(asking.parts["backprop.update"], [100.0, 50.0, 20.0, 0.4])
    fast = walk_of(asking.parts["optimizers.adam"], [100.0, 0.5, 0.5, 0.4])
    lost = walk_of(asking.parts["optimizers.momentum"], [100.0, np.nan, np.nan, np.nan])
    assert [sentence.split(",")[0] for sentence in standings([lost, slow, fast])] == ["adam", "update", "momentum"]


def test_momentum_overtakes_only_where_that_is_seen(asking: Asking) -> None:
    momentum, adam = asking.parts["optimizers.momentum"], asking.parts["optimizers.adam"]
    early, late, never = [100.0, 0.5, 0.5, 0.4], [100.0, 50.0, 20.0, 0.4], [100.0, 50.0, 20.0, 10.0]
    assert (
        "arrives after 1 step, and Adam with rate 0.1 after 3"
        in surprises([walk_of(momentum, early), walk_of(adam, late)])[0]
    )
    assert "does not" in surprises([walk_of(momentum, early), walk_of(adam, never)])[0]
    assert surprises([walk_of(momentum, late), walk_of(adam, early)]) == []
    assert surprises([walk_of(momentum, early), walk_of(adam, early)]) == []
    assert surprises([walk_of(momentum, never), walk_of(adam, never)]) == []
    assert surprises([walk_of(momentum, early)]) == []


def test_a_lurch_is_said_only_where_it_is_seen_at_the_same_rate(asking: Asking) -> None:
    adam = asking.parts["optimizers.adam"]
    steady, wild = [100.0, 90.0, 80.0, 70.0], [100.0, 60.0, 80.0, 70.0]
    assert "4.0 times as long" in surprises([walk_of(adam, steady), walk_of(adam, wild, count=LONG_AGO)])[0]
    assert surprises([walk_of(adam, steady), walk_of(adam, steady, count=LONG_AGO)]) == []
    assert surprises([walk_of(adam, steady), walk_of(adam, wild, rate=0.2, count=LONG_AGO)]) == []


def test_adam_without_its_correction_does_lurch(asking: Asking) -> None:
    racer = Racer(asking.parts["optimizers.adam"])
    found, without = asking.walks(racer, "bowl"), asking.walks(replace(racer, count=LONG_AGO), "bowl")
    assert isinstance(found, list)
    assert isinstance(without, list)
    chosen = best(found)
    other = next(walk for walk in without if walk.rate == chosen.rate)
    assert len(surprises([chosen, other])) == 1
