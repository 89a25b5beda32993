"""The pages that draw a student's activations, losses and overfitting, without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from app_steps import button, checked, links_of, solve, told, unlock, until
from streamlit.testing.v1 import AppTest

from quiz_app import training_session
from quiz_app.charts.activation import Curve, activation_chart, flat_parts, in_words, layers_chart, left_in_words
from quiz_app.lessons.functions.loss_charts import error_in_words, sure_and_wrong_in_words
from quiz_app.lessons.functions.losses import Pull, axis
from quiz_app.lessons.generalization.overfitting import Curves
from quiz_app.lessons.generalization.overfitting import in_words as overfitting_in_words

OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _runs_end(app_folder: Path) -> Iterator[None]:
    yield
    training_session.runs().close()


def asked(page: AppTest) -> AppTest:
    """The page once all files have been checked and all questions are answered."""
    return until(checked(page), lambda: not any("Asking your functions" in one.value for one in page.caption))


def test_an_activation_is_drawn_from_the_students_own_code(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "functions")
    page = asked(open_page("activations"))
    assert "It keeps at most 0.25 of a gradient" in told(page)
    assert "20 such layers leave 7e-15 of a gradient" in told(page)
    page.button_group(key="activation").set_value("functions.relu").run()
    assert any(
        label.startswith("Write dL_dz2 of") for label in links_of(page)
    )  # the way back through it, of another lesson


def test_what_is_not_written_is_locked(open_page: OpenPage) -> None:
    page = asked(open_page("activations"))
    assert "Write sigmoid and dL_dz_sigmoid of Activations and losses, in exercises/functions.py" in links_of(page)
    page = asked(open_page("losses"))
    assert any("huber" in link.proto.label for link in page.get("page_link"))
    assert "Locked: this page calls functions that you have not written yet" in told(page).replace("*", "")
    assert not page.get("vega_lite_chart")


def test_an_unlocked_laboratory_shows_the_courses_where_the_students_own_do_not_pass(
    open_page: OpenPage, app_folder: Path
) -> None:
    unlock(app_folder)
    solve(app_folder, "backprop")
    page = asked(open_page("activations"))
    assert "Locked" not in told(page)
    assert "`sigmoid` and `dL_dz_sigmoid`: the course's, until yours pass." in told(page)
    assert "It keeps at most 0.25 of a gradient" in told(page)
    page.button_group(key="activation").set_value("functions.relu").run()
    assert "`relu`: the course's, until yours passes." in told(page)  # the way back through it is the student's own
    page = asked(open_page("losses"))
    assert "Locked" not in told(page)
    assert "huber" in told(page)
    assert "Huber: an error of 5 pulls 10 times as hard as one of 0.1." in told(page)


def test_an_unlocked_laboratory_asks_the_students_own_where_they_pass(open_page: OpenPage, app_folder: Path) -> None:
    unlock(app_folder)
    solve(app_folder, "functions")
    file = app_folder / "exercises" / "functions.py"
    file.write_text(
        file.read_text().replace("def dL_dz_tanh(", "def dL_dz_tanh(dL_da, z):\n    return dL_da\n\n\ndef unused(")
    )
    page = asked(open_page("activations"))
    assert "the course's" not in told(page)
    page.button_group(key="activation").set_value("functions.tanh").run()
    page = asked(page)
    assert "`dL_dz_tanh`: the course's, until yours passes." in told(page)
    assert "is not the slope of your function" not in told(page)


def test_squared_error_is_flat_where_a_network_is_sure_and_wrong(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "functions")
    page = asked(open_page("losses"))
    # Of p = 1 / (1 + exp(5)): 2 (1 - p) p (1 - p) beside 1 - p.
    assert "At z = -5 mean squared error pulls with 0.013, binary cross entropy pulls with 0.99." in told(page)
    assert "That is 75 times as hard for binary cross entropy" in told(page)
    assert "Mean squared error: an error of 5 pulls 50 times as hard as one of 0.1." in told(page)
    assert "Huber: an error of 5 pulls 10 times as hard as one of 0.1." in told(page)
    assert "is not the slope of its loss" not in told(page)


def test_what_cures_are_there_is_locked_until_it_is_written(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "backprop")
    page = asked(open_page("overfitting"))
    assert [switch.disabled for switch in page.toggle] == [True] * 3
    assert not button(page, "Start").disabled


def test_a_cure_is_trained_beside_the_network_without_one(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "backprop", "generalization")
    page = asked(open_page("overfitting"))
    page.toggle(key="overfitting-Stop in time").set_value(True).run()
    button(page, "Start").click().run()
    run = training_session.runs().find(page.session_state["run-overfitting"], "test")
    assert run is not None
    until(page, lambda: run.view.status == "ended")
    assert [lane.label for lane in run.view.lanes] == ["without a cure", "with yours"]
    without, cured = run.view.lanes
    assert "Stopped by the stop rule" in cured.message
    assert cured.epochs < without.epochs == 100
    page.run()
    assert "the right moment to stop is behind it" in told(page)


def sigmoid_curve(derivative_is_right: bool = True) -> Curve:
    z = np.linspace(-6, 6, 121)
    values = 1 / (1 + np.exp(-z))
    slopes = values * (1 - values)
    return Curve(z, values, slopes if derivative_is_right else values, slopes)


def test_saturation_is_shaded_and_twenty_layers_are_counted() -> None:
    curve = sigmoid_curve()
    assert flat_parts(curve) == [(-6.0, pytest.approx(-2.9)), (pytest.approx(2.9), 6.0)]
    chart = activation_chart(curve, dark=False)
    assert len(chart.spec["layer"][0]["data"]["values"]) == 2
    assert chart.alt.endswith("Shaded, since it is flat: from -6 to -2.9 and from 2.9 to 6.")
    assert "every layer at z = 0: 9e-13" in layers_chart(curve, 0.0, dark=False).alt
    assert "At z = 0 the slope is 0.25: 20 such layers leave 9e-13" in left_in_words(curve, 0.0)
    assert any("is not the slope of your function" in one for one in in_words(sigmoid_curve(False)))


def test_a_gradient_that_contradicts_its_loss_is_said() -> None:
    at = axis()
    right, doubled = Pull("square", at, at**2, 2 * at), Pull("square", at, at**2, 4 * at)
    assert right.contradiction() == ""
    assert doubled.contradiction().startswith("The gradient of square is not the slope of its loss: at ")
    flat = Pull("flat", at, at**2, at / 100)
    assert sure_and_wrong_in_words([right, flat], -2.0)[1] == "That is 200 times as hard for square as for flat."
    assert error_in_words([right], 2.0) == ["Square: an error of 2 pulls 20 times as hard as one of 0.1."]


def test_overfitting_in_words() -> None:
    without = Curves("without a cure", [(1, 1.0), (9, 0.1)], [(1, 1.2), (4, 0.5), (9, 0.8)], (1.0, 0.8))
    cured = Curves("with yours", [(1, 1.0), (9, 0.3)], [(1, 1.2), (9, 0.45)], (0.95, 0.85))
    assert overfitting_in_words([without, cured]) == [
        "Without a cure: 100 % right of what it learns from, 80 % of what is held back. Held back, its loss was "
        "lowest after 4 epochs, 0.50. Now, after 9, it is 0.80: the right moment to stop is behind it.",
        "With yours: 95 % right of what it learns from, 85 % of what is held back. Held back, its loss is 0.45, and "
        "was not clearly lower before.",
        "On digits that it has not seen, the network with your cures gains 5 points; the gap between what is learned "
        "and what is held back goes from 20 points to 10.",
    ]
