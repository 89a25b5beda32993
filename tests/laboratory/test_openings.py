"""What each assignment opens in the laboratory."""

from __future__ import annotations

from grader.course import Course
from quiz_app.laboratory.assembling import Shelf
from quiz_app.laboratory.openings import experiments, openings
from quiz_app.laboratory.ready import ready_made


def test_what_calls_functions_of_two_assignments_is_opened_by_the_later_one(course: Course, shelf: Shelf) -> None:
    names = tuple(course.assignments)
    parts = {name: {one.title: one for one in each} for name, each in openings(shelf, names).items()}
    assert {"linear", "ReLU"} <= set(parts["backprop"])
    assert "sigmoid" in parts["functions"]
    residual = parts["depth"]["residual"]
    assert {name.partition(".")[0] for name in residual.needs} == {"backprop", "depth"}
    assert residual.lacking({name for name in residual.needs if name.startswith("backprop.")}) == tuple(
        name for name in residual.needs if name.startswith("depth.")
    )
    assert residual.lacking(residual.needs) == ()


def test_every_part_and_every_experiment_stands_at_one_assignment(course: Course, shelf: Shelf) -> None:
    names = tuple(course.assignments)
    ready = ready_made(names)
    for found in (openings(shelf, names), experiments(shelf, ready, names)):
        assert list(found) == list(names)
        titles = [one.title for each in found.values() for one in each]
        assert len(titles) == len(set(titles))
    assert len(titles) == len(ready)
    assert all(not one.needs[0].startswith("engine.") for each in found.values() for one in each)


def test_an_experiment_is_opened_by_all_that_it_calls(course: Course, shelf: Shelf) -> None:
    names = tuple(course.assignments)
    found = experiments(shelf, ready_made(names), names)
    (deep,) = (one for one in found["depth"] if one.title == "Twenty layers that learn")
    assert len(deep.lacking(())) == len(deep.needs) > 6
    assert deep.lacking(deep.needs[1:]) == deep.needs[:1]
