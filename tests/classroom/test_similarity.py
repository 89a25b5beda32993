"""Near-identical submissions: found by structure, weighed by how rare it is in the class."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from small_class import made_up
from submissions import BACKPROP

from grader.classroom.sample_class.students import mistaken
from grader.classroom.statistics.similarity import Functions, Resemblance, resemblances
from grader.course.content import load_content
from grader.sandbox.inside.reading.structure import functions

LOOP = """
def dL_dW3(dL_dz3, a2):
    out = np.zeros((dL_dz3.shape[1], a2.shape[1]))
    for row in range(len(a2)):
        out += np.outer(dL_dz3[row], a2[row])
    return out
"""


def structures(text: str) -> set[tuple[str, ...]]:
    return set(functions([text]))


@pytest.mark.parametrize(
    "same",
    [
        LOOP.replace("out ", "result ")
        .replace("return out", "return result")
        .replace("row", "i")
        .replace("a2", "activations"),
        LOOP.replace("    for", "    # add them up\n\n    for"),
        LOOP.replace("a2):", 'a2: "array") -> "array":\n    """The gradient."""'),
        LOOP.replace("np.", "numpy."),
        "import numpy as n\n" + LOOP.replace("np.", "n."),
        "class Mine:\n    @staticmethod" + LOOP.replace("\n", "\n    "),
    ],
    ids=["names", "comments", "annotations and docstring", "module", "alias", "in a class"],
)
def test_renaming_and_decorating_change_no_structure(same: str) -> None:
    assert structures(same) == structures(LOOP) != set()


@pytest.mark.parametrize(
    "other", [LOOP.replace("+=", "-="), LOOP.replace("outer", "inner"), LOOP.replace("[1]", "[0]")]
)
def test_another_computation_is_another_structure(other: str) -> None:
    assert structures(other) != structures(LOOP)


def test_a_lambda_is_the_function_that_it_is() -> None:
    assert structures("f = lambda x: x.sum(0)") == structures("def g(dz):\n    return dz.sum(0)")


def test_no_text_however_strange_stops_the_report() -> None:
    huge = "0x" + "f" * 5000  # longer than Python writes in decimals
    assert structures(LOOP.replace("[1]", f"[{huge}]")) != structures(LOOP.replace("[1]", f"[{huge}f]"))
    many = "".join(f"def f{number}(): return {number}\n" for number in range(20_000))
    assert 0 < len(structures(many)) <= 300
    assert structures("f = lambda: [" + "a," * 10_000 + "]") == set()
    assert structures("a" + ".b" * 900 + " = lambda x: x") == set()


def test_what_is_no_python_is_passed_over() -> None:
    assert functions(["def f(:", "%matplotlib inline", "x = '\0'", "def f(x):\n    return x"]).keys() == {
        ("v0", "Return", "v0")
    }


def crowd(number: int) -> dict[str, Functions]:
    """A class in which everybody is right and writes as people do."""
    chance = random.Random(7)
    return {f"s{one:02}": functions(made_up().right_answers(chance).values()) for one in range(number)}


def found(submissions: Mapping[str, Functions]) -> list[Resemblance]:
    return list(resemblances(submissions))


@pytest.mark.parametrize("number", [10, 40, 400])
def test_right_answers_that_everybody_shares_are_not_suspicious(number: int) -> None:
    assert found(crowd(number)) == []


def test_a_disguised_copy_is_found_and_nobody_else() -> None:
    original = made_up().unusual_answers().values()
    pair = {"ada": functions(original), "bob": functions(map(made_up().disguised, original))}
    (resemblance,) = found(crowd(38) | pair)
    assert resemblance.students == ("ada", "bob")
    # What is written alike for several layers counts once.
    assert len(resemblance.shared) == 6
    assert resemblance.shared[0].students == ("ada", "bob")
    assert "upstream" in resemblance.shared[0].versions["bob"].source


def test_one_unusual_function_in_common_is_not_enough() -> None:
    mine, yours = (dict(made_up().right_answers(random.Random(seed))) for seed in (1, 2))
    mine["dL_dW3"] = yours["dL_dW3"] = made_up().unusual_answers()["dL_dW3"]
    assert found(crowd(38) | {"ada": functions(mine.values()), "bob": functions(yours.values())}) == []


def test_a_group_is_one_finding() -> None:
    copies = {name: functions(made_up().unusual_answers().values()) for name in ("ada", "bob", "eve")}
    (resemblance,) = found(crowd(37) | copies)
    assert resemblance.students == ("ada", "bob", "eve")


def test_a_long_function_with_a_word_changed_still_counts() -> None:
    original = dict(made_up().unusual_answers())
    touched = {
        step: source.replace("row, :]", "row]").replace("range(rows)", "range(0, rows)")
        for step, source in original.items()
    }
    assert touched != original
    (resemblance,) = found(crowd(38) | {"ada": functions(original.values()), "bob": functions(touched.values())})
    assert resemblance.students == ("ada", "bob")


def test_what_the_course_itself_gives_counts_for_nothing() -> None:
    copies = {name: functions(made_up().unusual_answers().values()) for name in ("ada", "bob")}
    assert resemblances(crowd(38) | copies, known=copies["ada"]) == ()


MISTAKES = {"dL_dz3": "dL_dz3:not-divided", "dL_db2": "dL_db2:averaged", "dL_dz1": "dL_dz1:mask-of-upstream"}


def with_mistakes(seed: int, disguise: bool = False) -> Functions:
    """Right answers but for three mistakes, in another style for every seed."""
    bank = {mistake.id: mistake for mistake in load_content(BACKPROP).mistakes}
    wrong = {step: mistaken(bank[mistake]) for step, mistake in MISTAKES.items()}
    answers = {**made_up().right_answers(random.Random(seed)), **wrong}
    if disguise:
        answers |= {step: f"def {step}(*given):\n    a = given\n    return helper{step}(a)" for step in MISTAKES}
    return functions(answers.values())


@pytest.mark.parametrize("number", [8, 10, 40, 300])
@pytest.mark.parametrize("disguise", [False, True], ids=["the same functions", "other functions"])
def test_two_with_the_same_three_rare_mistakes_are_found(number: int, disguise: bool) -> None:
    pair = {"ada": with_mistakes(1), "bob": with_mistakes(2, disguise)}
    wrong = {student: {step: MISTAKES[step].partition(":")[2] for step in MISTAKES} for student in pair}
    (resemblance,) = resemblances(crowd(number - 2) | pair, wrong=wrong)
    assert resemblance.students == ("ada", "bob")
    assert {made.name for made in resemblance.mistakes} == {"not-divided", "averaged", "mask-of-upstream"}


def test_mistakes_that_many_made_are_not_suspicious() -> None:
    class_of_40 = {**crowd(20), **{f"t{one:02}": with_mistakes(one) for one in range(20)}}
    wrong = {student: MISTAKES for student in class_of_40 if student.startswith("t")}
    assert resemblances(class_of_40, wrong=wrong) == ()


def test_one_rare_mistake_in_common_is_not_enough() -> None:
    pair = {name: with_mistakes(seed) for seed, name in enumerate(("ada", "bob"))}
    others = {"ada": {"dL_dz3": "not-divided", "dL_db2": ""}, "bob": {"dL_dz3": "not-divided"}}
    right = {name: functions(made_up().right_answers(random.Random(seed)).values()) for seed, name in enumerate(pair)}
    assert resemblances(crowd(38) | right, wrong=others) == ()


@pytest.mark.parametrize("number", [0, 38])
def test_identical_files_are_found_in_every_class(number: int) -> None:
    right = functions(made_up().right_answers(random.Random(7)).values())
    (resemblance,) = resemblances(crowd(number) | {"ada": right, "bob": right}, identical=[("ada", "bob")])
    assert resemblance.students == ("ada", "bob")
    assert resemblance.identical == (("ada", "bob"),)


def test_a_small_class_cannot_say_what_is_rare() -> None:
    short = made_up().function("update", "return {0} - {1} * {2}")
    assert found({name: functions([short, LOOP]) for name in "abcdefg"}) == []
