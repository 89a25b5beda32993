"""The walk through the steps: where one is, what is known there, and what the student's own function gives."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
from by_hand_numbers import OWN

from grader.sandbox import Answer
from quiz_app.lessons.backprop import arithmetic_chart as arithmetic
from quiz_app.lessons.backprop.examples import EXAMPLES, drawn, name_of
from quiz_app.lessons.backprop.examples import OWN as OWN_NUMBERS
from quiz_app.lessons.backprop.exercise import Exercise, published
from quiz_app.lessons.backprop.network_chart import COLUMNS, _svg, columns_of, picture
from quiz_app.lessons.backprop.own_numbers import compare
from quiz_app.lessons.backprop.prediction import judged
from quiz_app.lessons.backprop.recipe import PARAMETERS
from quiz_app.lessons.backprop.walk import PLACES, Walk
from quiz_app.lessons.backprop.worked import STEPS

TWO = np.array([[1.0, 2.0]])


def test_next_goes_through_all_eleven_steps_and_back_again() -> None:
    walk = Walk()
    seen = [walk.step]
    while not walk.at_end:
        walk.move(1)
        seen.append(walk.step)
    assert sorted(set(seen)) == list(STEPS) == list(range(1, 12))
    assert seen == sorted(seen)
    walk.move(1)
    assert walk.step == 11
    walk.move(-len(PLACES))
    assert walk.at_start


def test_a_result_is_hidden_until_something_was_said_about_it() -> None:
    walk = Walk()
    walk.go_to(4)
    assert walk.hidden
    assert "dL_dz3" in walk.known
    assert "dL_dW3" not in walk.known
    html = arithmetic.equation(walk.worked, walk.entry(walk.worked), hidden=True)
    assert html.count(">?<") == 9
    walk.predict("dL_dW3[0, 0]", "1")
    assert not walk.hidden
    assert {"dL_dW3", "dL_db3"} <= walk.known


def test_other_numbers_make_everything_anew() -> None:
    walk = Walk()
    walk.go_to(5)
    walk.predict("dL_da2[0, 0]", "1.0")
    before = walk.entry(walk.worked).value
    walk.use(OWN)
    assert walk.hidden
    assert not walk.rounded
    assert walk.entry(walk.worked).value != before
    assert walk.step == 5


def test_probabilities_are_rounded_only_for_the_published_numbers() -> None:
    walk = Walk()
    assert walk.exercise.values["y_pred"].tolist() == [[0.5, 0.5, 0]]
    walk.round_probabilities(False)
    assert walk.exercise.values["y_pred"][0, 2] == pytest.approx(0.00907471)


@pytest.mark.parametrize(
    ("part", "entry", "text", "words"),
    [
        ("y_pred", "y_pred[0, 2]", "0.00907", "Right: with softmax's own probabilities y_pred[0, 2] is 0.0090747."),
        ("y_pred", "y_pred[0, 2]", "0", "Right: y_pred[0, 2] is 0."),
        ("y_pred", "y_pred[0, 0]", "1/2", "Right: y_pred[0, 0] is 0.5."),
        ("L", "L", "0.7023", "Right: with softmax's own probabilities L is 0.70226."),
        ("L", "L", "0,69", "Right: L is 0.69315."),
        ("L", "L", "-0.69", "The size is right and the sign is not: L is 0.69315."),
        ("L", "L", "0.7", "one digit says too little"),
        ("L", "L", "0.75", "L is 0.69315. The marked cells are what goes into it."),
    ],
)
def test_a_prediction_is_judged_by_its_digits_and_by_both_ways_to_take_the_probabilities(
    part: str, entry: str, text: str, words: str
) -> None:
    walk = Walk()
    walk.go_to_part(part)
    assert walk.predict(entry, text)
    assert walk.prediction is not None
    right = next(each.value for each in walk.worked.entries if each.name == entry)
    verdict = judged(walk.prediction, right, walk.unrounded(entry))
    assert words in verdict.text
    assert verdict.right == ("Right:" in words)


def test_what_is_no_number_predicts_nothing() -> None:
    walk = Walk()
    walk.go_to(3)
    assert not walk.predict("dL_dz3[0, 0]", "about two")
    assert walk.hidden


def test_the_forward_pass_is_given_and_is_hidden_only_on_demand() -> None:
    walk = Walk()
    assert not walk.hidden
    walk.predict_forward = True
    assert walk.hidden


@pytest.mark.parametrize("numbers", [published, lambda: drawn(3), lambda: drawn(4)])
def test_the_end_shows_the_loss_of_the_updated_weights(numbers) -> None:
    walk = Walk()
    walk.use(numbers())
    walk.move(len(PLACES))
    walk.predict("new b1[0]")
    walk.learning_rate = 1e-3
    before, slopes = walk.exercise.loss, [walk.exercise.values[f"dL_d{name}"] for name in PARAMETERS]
    fall = walk.learning_rate * sum(float((slope**2).sum()) for slope in slopes)
    if not walk.rounded:  # the loss is that of softmax's own probabilities
        assert before - walk.updated.loss == pytest.approx(fall, rel=0.05)
    expected = walk.updated.loss
    walk.update_once()
    assert walk.exercise.loss == expected < before
    assert walk.at_end
    assert not walk.hidden


def test_examples_are_found_again_by_their_numbers_and_drawn_ones_show_something() -> None:
    assert [name_of(numbers()) for numbers in EXAMPLES.values()] == list(EXAMPLES)
    for seed in range(20):
        assert name_of(drawn(seed)) == OWN_NUMBERS
        values = Exercise(drawn(seed)).values
        assert values["z1"].all()
        assert values["z2"].all()
        assert values["y_pred"].max() < 0.97


def test_an_address_leads_back_to_the_place() -> None:
    walk, again = Walk(), Walk()
    for _ in PLACES:
        again.go_to_address(walk.address)
        assert (again.step, again.part) == (walk.step, walk.part)
        walk.move(1)
    for wrong in ({"step": "0"}, {"step": "12"}, {"step": "²"}, {"step": "9" * 5000}, {"part": "z1"}):
        again.go_to_address(wrong)
        assert again.step == 11


def test_step_3_lights_the_way_that_the_gradient_takes() -> None:
    walk = Walk()
    walk.go_to(3)
    target = int(np.argmax(walk.exercise.values["y_target"][0]))
    for entry in walk.worked.entries:
        _, k = entry.index
        # The other probabilities do not enter L.
        assert entry.edges == (("softmax", k, target), ("loss", target, 0))


@pytest.mark.parametrize("step", [step for step in STEPS if step != 2])
def test_the_picture_lights_the_current_edges(step: int) -> None:
    walk = Walk()
    walk.go_to(step)
    worked = walk.worked
    entry = walk.entry(worked)
    svg = _svg(picture(walk.exercise.values, walk.known, worked, entry, hidden=True), COLUMNS, dark=True)
    lines = ElementTree.fromstring(svg).iterfind("{*}line")
    assert sum("lit" in line.attrib["class"] for line in lines) == len(entry.edges) >= 1
    assert len(columns_of(worked, entry)) in (2, 3)


@pytest.mark.parametrize(
    ("answer", "verdict", "words"),
    [
        (Answer("returned", TWO), "same", "f[0, 1] = 2: the same, and so are all 2 entries."),
        (Answer("returned", TWO * [1, 3]), "differs", "f[0, 1] = 6: not the same. 1 of 2 entries differ."),
        (Answer("returned", TWO[0]), "differs", "returns the shape (2,); (1, 2) is wanted."),
        (Answer("returned", returned="text"), "differs", "Your f returns text."),
        (Answer("raised", error="NotImplementedError"), "none", "You have not written f yet."),
        (Answer("raised", error="NameError", message="no q", label="a.py", line=3), "differs", "(a.py, line 3)"),
        (Answer("missing"), "none", "f is not in your file yet."),
        (Answer("timeout"), "differs", "did not answer in time"),
    ],
)
def test_the_students_answer_is_put_beside_ours_in_words(answer: Answer, verdict: str, words: str) -> None:
    found = compare("f", answer, TWO, (0, 1))
    assert found.verdict == verdict
    assert words in found.text
