"""When a mountain is surveyed anew: at rest after more steps, or when a ball has left it; else never."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import ClassVar

import numpy as np
import pytest

from quiz_app.runs import surveys
from quiz_app.runs.job import Job
from quiz_app.runs.mountain import Candidate, Mountain, Trail
from quiz_app.runs.mountain_plane import LEVELS, Plane, Window
from quiz_app.runs.path import Waypoint, WeightPath
from quiz_app.runs.progress import beginning
from quiz_app.runs.surveys import BUSY, Sight, Surveys

PLANE = Plane(np.zeros(3, np.float32), *np.eye(3, dtype=np.float32)[:2], np.array([0.9, 0.1]))
FINEST = np.ones((LEVELS[-1], LEVELS[-1]), np.float32)


class Made:
    """A survey that is finished at once, or that stays as it is."""

    all: ClassVar[list[Made]] = []

    def __init__(self, chosen: list[Candidate]) -> None:
        path = chosen[0][2].path
        nothing = np.zeros(0)
        trail = Trail("mine", path, np.array([one.step for one in path.waypoints]), nothing, nothing, nothing)
        self.mountain = Mountain((trail,), plane=PLANE, window=Window(0, 0, 10), grid=FINEST)
        self.live = False
        Made.all.append(self)

    def close(self) -> None:
        self.live = False


@pytest.fixture(autouse=True)
def _made(monkeypatch: pytest.MonkeyPatch) -> None:
    Made.all = []
    monkeypatch.setattr(surveys, "Survey", Made)


@pytest.fixture
def at(job: Callable[..., Job]) -> Callable[..., list[Candidate]]:
    """A training whose weights went along the first direction, as far as given."""
    one = job()

    def go(*places: float) -> list[Candidate]:
        rows = [np.array([place, 0, 0], np.float16) for place in places]
        nothing = np.zeros((0, 0), np.float32)
        path = WeightPath(((3,),), tuple(Waypoint(step, row, nothing) for step, row in enumerate(rows)))
        return [(one, one.lanes[0], dataclasses.replace(beginning(one).lane, path=path))]

    return go


def test_a_mountain_is_surveyed_once(at: Callable[..., list[Candidate]]) -> None:
    sight = Sight(Surveys())
    assert sight.mountain(at(1, 2, 3), True) is sight.mountain(at(1, 2, 3), True)
    assert len(Made.all) == 1


def test_a_ball_goes_on_over_the_mountain_until_it_leaves_it(at: Callable[..., list[Candidate]]) -> None:
    sight = Sight(Surveys())
    for places in ((1, 2, 3), (1, 2, 3, 9)):
        sight.mountain(at(*places), False)
    assert len(Made.all) == 1
    sight.mountain(at(1, 2, 3, 9, 11), False)
    assert len(Made.all) == 2


def test_at_rest_the_mountain_is_that_of_the_whole_path(at: Callable[..., list[Candidate]]) -> None:
    sight = Sight(Surveys())
    sight.mountain(at(1, 2, 3), False)
    sight.mountain(at(1, 2, 3, 4), True)
    assert len(Made.all) == 2


def test_what_was_given_up_is_begun_anew(at: Callable[..., list[Candidate]]) -> None:
    sight = Sight(Surveys())
    sight.mountain(at(1, 2, 3), True)
    Made.all[0].mountain = dataclasses.replace(Made.all[0].mountain, grid=FINEST[:25, :25])
    sight.mountain(at(1, 2, 3), True)
    assert len(Made.all) == 2


def test_a_run_gets_its_mountain_as_soon_as_it_has_a_path(at: Callable[..., list[Candidate]]) -> None:
    sight = Sight(Surveys())
    sight.mountain(at(1), False)
    Made.all[0].mountain = Mountain((), problem="no path yet")
    sight.mountain(at(1, 2), False)
    assert len(Made.all) == 1
    sight.mountain(at(1, 2, 3), False)
    assert len(Made.all) == 2


def test_whoever_comes_when_all_places_are_taken_waits(at: Callable[..., list[Candidate]]) -> None:
    taken = Surveys(places=1)
    Sight(taken).mountain(at(1, 2, 3), True)
    Made.all[0].live = True
    sight = Sight(taken)
    assert sight.mountain(at(1, 2, 3), True) is None
    assert sight.waiting == BUSY
    Made.all[0].live = False
    assert sight.mountain(at(1, 2, 3), True) is not None
    assert sight.waiting == ""
