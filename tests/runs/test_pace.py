"""How fast a training may go."""

from quiz_app.runs.pace import FULL_SPEED, PACES, WATCH, pace_of


def test_an_epoch_takes_three_seconds_however_many_steps_it_has() -> None:
    assert [WATCH.steps_per_second(steps) for steps in (3, 125, 4000)] == [1, 125 / 3, 4000 / 3]
    assert FULL_SPEED.steps_per_second(125) is None


def test_a_limit_is_found_again_as_its_pace() -> None:
    assert all(pace_of(pace.steps_per_second(125), 125) is pace for pace in PACES)
    assert pace_of(17.0, 125) is WATCH
