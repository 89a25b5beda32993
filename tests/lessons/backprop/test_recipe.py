"""The recipe by which the lesson's functions train is that of the assignment's records."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_course
from grader.key.files import answer_key
from grader.key.key import Key
from quiz_app.lessons.backprop.recipe import CALLS
from quiz_app.training.recipes import recipes


@pytest.fixture(scope="module")
def key() -> Key:
    course = load_course(Path(__file__).parents[3])
    return answer_key(course, course.assignment("backprop"))


RECIPE = recipes()["backprop"]
PROGRAM = RECIPE.program((5, 4, 3, 2), 0)


def test_every_function_of_the_assignment_is_called_once_in_its_order(key: Key) -> None:
    assert RECIPE.functions == tuple(key.signatures)
    assert RECIPE.functions[:-1] == key.chains[0].functions


def test_each_call_gets_the_arguments_that_the_function_names(key: Key) -> None:
    for function, arguments, like in CALLS:
        signature = key.signatures[function]
        assert arguments == tuple(argument.name for argument in signature.arguments)
        assert (like,) == tuple(result.name for result in signature.results)


def test_what_updates_the_parameters_is_an_optimizer(key: Key) -> None:
    (update,) = {call.function for call in PROGRAM.updates}
    role = key.signatures[PROGRAM.spoken(update)].role
    assert role is not None
    assert role.part == "optimizer"


def test_each_parameter_has_the_gradient_by_it() -> None:
    assert tuple(each.name for each in PROGRAM.parameters) == RECIPE.parameters
    for each in RECIPE.parameters:
        assert PROGRAM.gradient_of(each) == f"backprop.dL_d{each}"
