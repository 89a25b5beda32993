"""The recipe by which the lesson's functions train is that of the assignment's records."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_course
from grader.key.files import answer_key
from grader.key.key import Key
from quiz_app.lessons.backprop.recipe import RECIPE


@pytest.fixture(scope="module")
def key() -> Key:
    course = load_course(Path(__file__).parents[3])
    return answer_key(course, course.assignment("backprop"))


def test_every_function_of_the_assignment_is_called_once_in_its_order(key: Key) -> None:
    assert RECIPE.functions == tuple(key.signatures)
    assert RECIPE.functions[:-1] == key.chains[0].functions


def test_each_call_gets_the_arguments_that_the_function_names(key: Key) -> None:
    for call in RECIPE.calls:
        signature = key.signatures[call.function]
        assert call.arguments == tuple(argument.name for argument in signature.arguments)
        assert (call.like,) == tuple(result.name for result in signature.results)


def test_what_updates_the_parameters_is_an_optimizer(key: Key) -> None:
    role = key.signatures[RECIPE.update].role
    assert role is not None
    assert role.part == "optimizer"


def test_each_parameter_has_the_gradient_by_it() -> None:
    like = {call.function: call.like for call in RECIPE.calls}
    assert tuple(like[gradient] for gradient in RECIPE.gradients) == RECIPE.parameters
