"""Train, Compare and Draw, without a browser."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from submissions import FIXTURES, ROOT

from grader.course import load_course
from quiz_app import training_session
from quiz_app.drawing.pad import KEY
from quiz_app.runs.functions import known_mistakes
from quiz_app.runs.job import Lane
from quiz_app.runs.run import Run
from quiz_app.runs.weights_file import packed
from quiz_app.student_work import StudentWork
from quiz_app.training.evaluation import first_weights
from quiz_app.training.network import forward
from quiz_app.training.recipes import recipes
from quiz_app.training.settings import Settings
from quiz_app.views.comparison_choice import BATCH, MISTAKE, RATE, settings_of

OpenPage = Callable[..., AppTest]
_SECONDS = 120.0


@pytest.fixture(autouse=True)
def _runs_end(app_folder: Path) -> Iterator[None]:
    """No run outlives its test."""
    yield
    training_session.runs().close()


def checked(page: AppTest) -> AppTest:
    work: StudentWork = page.session_state["student_works"]["backprop"]
    work.wait(_SECONDS)
    page.run()
    assert not page.exception
    return page


def press(page: AppTest, label: str) -> AppTest:
    button_of(page, label).click().run()
    assert not page.exception
    return page


def button_of(page: AppTest, label: str) -> Any:
    return next(button for button in page.button if button.label == label)


def labels(page: AppTest) -> set[str]:
    return {button.label for button in page.button}


def links(page: AppTest) -> set[str]:
    return {str(link.proto.label) for link in page.get("page_link")}


def text_of(page: AppTest) -> str:
    shown = [*page.markdown, *page.caption, *page.warning, *page.success, *page.info, *page.error]
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


def html_of(page: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in page.get("html"))


def run_of(page: AppTest, kind: str = "training") -> Run:
    run = training_session.runs().find(page.session_state[f"run-{kind}"], "a test")
    assert run
    return run


def until(page: AppTest, status: str, kind: str = "training") -> AppTest:
    """The page once its run has come to this status."""
    run = run_of(page, kind)
    deadline = time.monotonic() + _SECONDS
    while run.view.status != status:
        assert time.monotonic() < deadline, f"{run.view.status}, not {status}: {run.view.message}"
        time.sleep(0.05)
    page.run()
    assert not page.exception
    return page


def right_answers(folder: Path) -> None:
    shutil.copy(folder / "solutions" / "backprop" / "backprop.py", folder / "exercises" / "backprop.py")


def choose(page: AppTest, label: str, value: Any) -> AppTest:
    found = next(item for item in (*page.radio, *page.number_input, *page.selectbox) if item.label == label)
    found.set_value(value).run()
    assert not page.exception
    return page


class TestTrain:
    def test_from_one_step_to_the_end_with_everything_in_words(self, open_page: OpenPage, app_folder: Path) -> None:
        right_answers(app_folder)
        page = checked(open_page("train"))
        assert {"Start", "One step", "One epoch"} <= labels(page)
        choose(page, "Epochs", 2)
        page = until(press(page, "One step"), "paused")
        assert "training step</dt><dd>1<small>of 250</small>" in html_of(page)
        assert 'alt="The ball lies at the measured error' in html_of(page)
        assert page.query_params["run"] == run_of(page).id
        choose(page, "Pace", "Full speed")
        page = until(press(page, "Resume"), "ended")
        assert "Finished: " in text_of(page)
        assert "Draw a digit →" in links(page)
        assert "bundled" in text_of(page)
        for question in (
            "Does the training loss fall",
            "Does the gap between",
            "Do gradients flow through all layers?",
        ):
            assert question in text_of(page)
        alts = [chart.proto.alt for chart in page.get("vega_lite_chart")]
        assert len(alts) == 3
        assert alts[0].startswith("Loss over epochs, logarithmic. Batches: from")
        first = run_of(page).view.lane.points[0]
        page = until(press(page, "Reset"), "paused")
        assert run_of(page).view.lane.step == 0
        assert run_of(page).view.lane.points[0].measured == first.measured
        page = until(press(page, "New weights"), "paused")
        assert run_of(page).view.lane.points[0].measured != first.measured

    def test_a_file_that_was_saved_since_the_training_began_is_said_to_be_another(
        self, open_page: OpenPage, app_folder: Path
    ) -> None:
        right_answers(app_folder)
        page = checked(open_page("train"))
        page = until(press(page, "One step"), "paused")
        assert "has changed since" not in text_of(page)
        file = app_folder / "exercises" / "backprop.py"
        file.write_text(file.read_text(encoding="utf-8") + "\n# Saved once more.\n", encoding="utf-8")
        page.run()
        page = checked(page)
        assert "Your file has changed since this training began." in text_of(page)
        page = until(press(page, "Reset"), "paused")
        assert "has changed since" not in text_of(page)

    @pytest.mark.parametrize("path", ["train", "compare"])
    def test_a_pause_that_comes_while_the_page_is_drawn_is_not_missed(
        self, open_page: OpenPage, app_folder: Path, monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        right_answers(app_folder)
        page = checked(open_page(path))
        choose(page, "Epochs", 50)
        press(page, "Start")
        run = run_of(page, {"train": "training", "compare": "comparison"}[path])
        refusal = training_session.refusal

        def paused_between_the_buttons_and_the_charts() -> str:
            run.pause()
            while run.view.status != "paused":
                time.sleep(0.01)
            return refusal()

        monkeypatch.setattr(training_session, "refusal", paused_between_the_buttons_and_the_charts)
        page.run()
        assert not page.exception
        assert "Resume" in labels(page)
        assert "Pause" not in labels(page)

    @pytest.mark.parametrize(
        ("label", "value", "words"),
        [
            ("Units in layer 1", 99_999, "A hidden layer must have 1 to 4,096 units, not 99999."),
            ("Units in layer 2", 0, "A hidden layer must have 1 to 4,096 units, not 0."),
            ("Epochs", 0, "The epochs must be at least 1, not 0."),
            ("Seed", -1, "The seed must be a whole number"),
        ],
    )
    def test_numbers_that_make_no_settings_turn_start_off(
        self, open_page: OpenPage, app_folder: Path, label: str, value: int, words: str
    ) -> None:
        right_answers(app_folder)
        page = checked(open_page("train"))
        before = next(box for box in page.number_input if box.label == label).value
        choose(page, label, value)
        assert words in text_of(page)
        assert next(box for box in page.number_input if box.label == label).value == value
        for button in ("Start", "One step", "One epoch"):
            assert button_of(page, button).disabled
        choose(page, label, before)
        assert words not in text_of(page)
        assert not button_of(page, "Start").disabled

    def test_a_run_that_learned_nothing_is_no_success_and_says_why(
        self, open_page: OpenPage, app_folder: Path
    ) -> None:
        right_answers(app_folder)
        page = checked(open_page("train"))
        choose(page, "Epochs", 1)
        choose(page, "Pace", "Full speed")
        choose(page, "Learning rate", 0.0001)
        page = until(press(page, "Start"), "ended")
        assert not page.success
        assert "Draw a digit →" not in links(page)
        said = str(page.warning[0].value).replace("\\", "")
        assert "Finished, but it learned next to nothing" in said
        assert said.endswith("The rate was too low.")
        assert "Too early" not in text_of(page)
        assert text_of(page).count("No verdict.") == 1

    def test_how_it_ended_is_said_while_the_cause_is_looked_for(
        self, open_page: OpenPage, app_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        right_answers(app_folder)
        page = checked(open_page("train"))
        choose(page, "Learning rate", 5.0)
        page = until(press(page, "Start"), "ended")
        run = run_of(page)
        monkeypatch.setattr(run, "_view", replace(run.view, status="running", message="Diverged at step 3."))
        page = checked(page.run())
        said = str(page.error[0].value).replace("\\", "")
        assert said == "Diverged at step 3. Why? A few short trainings are tried now to find out …"
        assert "No step has ended" not in text_of(page)

    def test_it_begins_at_a_pace_that_a_person_can_follow_and_the_pace_changes_while_it_runs(
        self, open_page: OpenPage, app_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        right_answers(app_folder)
        page = press(checked(open_page("train")), "Start")
        run = run_of(page)
        assert run.speed == pytest.approx(125 / 3)  # 4,000 images in batches of 32 make 125 steps: 3 s for an epoch
        choose(page, "Pace", "Full speed")
        assert run.speed is None
        monkeypatch.setattr("quiz_app.runs.run.ANSWER_SECONDS", _SECONDS)  # a busy machine is no failure
        choose(page, "Learning rate", 0.3)
        assert "rate 0.3" in text_of(page)  # the page that the choice draws shows it
        again = open_page("train", run=run.id)
        assert (again.selectbox(key="training-pace").value, run.view.status) == ("Full speed", "running")

    def test_who_leaves_the_page_finds_the_training_again(self, open_page: OpenPage, app_folder: Path) -> None:
        right_answers(app_folder)
        page = until(press(checked(open_page("train")), "One step"), "paused")
        run = run_of(page)
        home = page.switch_page("course_pages/home.py")
        del home.query_params["run"]  # the menu's links do not have it
        assert "your functions: in training" in text_of(home.run())
        back = home.switch_page("lessons/backprop/pages/train.py").run()
        assert "Resume" in labels(back)
        assert back.query_params["run"] == run.id

    def test_a_pace_is_shown_only_while_steps_end(
        self, open_page: OpenPage, app_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        right_answers(app_folder)
        page = checked(open_page("train"))
        choose(page, "Epochs", 1000)
        page = press(page, "Start")
        deadline = time.monotonic() + _SECONDS
        while "steps a second" not in text_of(page):
            assert time.monotonic() < deadline, text_of(page)
            page.run()
        run = run_of(page)
        monkeypatch.setattr(run, "silent_seconds", lambda: 7.0)
        shown = text_of(page.run())
        assert "No step has ended for 7 seconds." in shown
        assert "steps a second" not in shown
        assert " left" not in shown
        run.stop()

    def test_functions_that_fail_are_refused_with_the_message_and_can_be_trained_as_they_are(
        self, open_page: OpenPage, app_folder: Path
    ) -> None:
        shutil.copy(FIXTURES / "one_mistake.py", app_folder / "exercises" / "backprop.py")
        page = checked(open_page("train"))
        assert button_of(page, "Start").disabled
        assert "Your functions are not trained yet:" in text_of(page)
        assert "dL_dz2" in text_of(page)
        for part in ("**What:**", "**Why:**", "**Next:**"):
            assert part in text_of(page)
        choose(page, "Whose functions?", "My functions, mistakes included")
        page = until(press(page, "One step"), "paused")
        assert run_of(page).view.lane.label == "your functions"

    def test_a_newcomer_can_watch_a_known_mistake_without_any_function_of_their_own(
        self, open_page: OpenPage, app_folder: Path
    ) -> None:
        page = checked(open_page("train"))
        assert button_of(page, "Start").disabled
        assert "My functions, mistakes included" not in page.radio[0].options
        choose(page, "Whose functions?", "A known mistake, to see what it does")
        choose(page, "In which function?", "update")
        page = until(press(page, "One step"), "paused")
        lane = run_of(page).view.job.lanes[0]
        assert lane.label.startswith("update: ")
        assert lane.chunks[-1].label == "the known mistake in update"

    def test_a_second_session_shares_the_run_by_its_address_and_a_wrong_address_finds_none(
        self, open_page: OpenPage, app_folder: Path
    ) -> None:
        right_answers(app_folder)
        page = until(press(checked(open_page("train")), "One step"), "paused")
        second = checked(open_page("train", run=run_of(page).id))
        assert "Resume" in labels(second)
        stranger = checked(open_page("train", run="guessed"))
        assert "Resume" not in labels(stranger)
        assert "run" not in stranger.query_params

    def test_no_free_place_is_said_in_a_sentence(
        self, open_page: OpenPage, app_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        right_answers(app_folder)
        page = checked(open_page("train"))
        monkeypatch.setattr(training_session.runs(), "_places", 0)
        assert "try again when another training has ended" in text_of(press(page, "Start"))


def test_compare_puts_what_was_measured_beside_the_lesson(open_page: OpenPage, app_folder: Path) -> None:
    page = checked(open_page("compare"))
    assert text_of(page).count("not measured yet") == 7
    choose(page, "Epochs", 1)
    page = until(press(page, "Start"), "ended", "comparison")
    lanes = run_of(page, "comparison").view.lanes
    assert [lane.label for lane in lanes] == ["rate 0.1", "rate 0.01", "rate 0.0001"]
    assert {lane.examples for lane in lanes} == {4000}
    assert text_of(page).count("not measured yet") == 4  # of the batch sizes
    assert page.header[0].value.replace("\\", "") == "Learning rates 0.1, 0.01 and 0.0001, 1 epoch"
    assert text_of(page).count("examples a second") == 1  # one number: they do the same work
    assert "| 0.1 | too high: it overshoots | the best of these: loss" in text_of(page)
    assert page.get("vega_lite_chart")[0].proto.alt.startswith("Test loss over examples seen. rate 0.1: 0.")

    page.segmented_control(key="compare-what").set_value(BATCH).run()
    assert "The rate is 0.1 for batches of 32, and twice as much for four times the batch size." in text_of(page)
    page.multiselect(key="compare-batches").set_value([32, 128]).run()
    page = until(press(page, "Start"), "ended", "comparison")
    lanes = run_of(page, "comparison").view.job.lanes
    assert [(lane.settings.batch_size, lane.settings.learning_rate) for lane in lanes] == [(32, 0.1), (128, 0.2)]
    assert "examples a second | memory of a step" in text_of(page)
    assert "| 0.1 | too high: it overshoots | the best of these: loss" in text_of(page)  # it is not forgotten
    assert "Learning rates 0.1, 0.01 and 0.0001, 1 epoch" in {each.label.replace("\\", "") for each in page.expander}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("learning_rate", {"compare-what": RATE, "compare-rates": [0.1, 0.5]}),
        ("batch_size", {"compare-what": BATCH, "compare-batches": [1, 32], "compare-scaled": False}),
        ("", {"compare-what": MISTAKE, "compare-mistakes": ["dL_dz2:no-mask"]}),
    ],
)
def test_a_comparison_that_is_come_back_to_has_its_settings(change: str, found: dict[str, object]) -> None:
    base = Settings(epochs=3, batch_size=32, learning_rate=0.1, hidden=(128, 64), seed=7, falling=False)
    values = next((value for key, value in found.items() if key.endswith(("rates", "batches"))), None)
    if isinstance(values, list):
        lanes = [Lane(f"{change} {value}", (), replace(base, **{change: value})) for value in values]
    else:
        lanes = [Lane(label, (), base) for label in ("the right version", "dL_dz2: no ReLU mask")]
    course = load_course(ROOT)
    known = known_mistakes(course, course.assignment("backprop"))
    assert settings_of(lanes, known) == {"compare-epochs": 3, "compare-seed": 7, **found}


class TestDraw:
    def test_without_a_network_it_says_where_to_get_one(self, open_page: OpenPage) -> None:
        page = open_page("draw")
        assert not page.exception
        assert "There is no trained network yet." in text_of(page)

    def test_a_drawn_digit_is_seen_as_28_by_28_and_gets_ten_probabilities(
        self, open_page: OpenPage, app_folder: Path
    ) -> None:
        page = open_page("draw")
        weights = first_weights(recipes()["backprop"].program((784, 6, 5, 10), 0), 0)
        page.session_state["training-choices"] = training_session.Choices(weights=weights, weights_name="mine.npz")
        page.session_state[KEY] = {"strokes": [[[0.5, 0.2], [0.5, 0.8]]]}
        page.run()
        assert not page.exception
        assert "the digit in 28 by 28 pixels" in html_of(page)
        assert html_of(page).count('<th scope="row">') == 10
        assert "Layer 1: " in text_of(page)
        assert "The network: mine.npz." in text_of(page)

    def test_a_unit_that_is_chosen_shows_what_it_is_made_of(self, open_page: OpenPage) -> None:
        page = open_page("draw")
        weights = first_weights(recipes()["backprop"].program((784, 6, 5, 10), 0), 0)
        page.session_state["training-choices"] = training_session.Choices(weights=weights, weights_name="mine.npz")
        page.session_state["draw-how"] = "Take one from MNIST"
        page.run()
        assert "784 weights of unit" in html_of(page)  # of the one that answers most
        page.selectbox(key="explored-unit").set_value((2, 3)).run()
        assert not page.exception
        pixels = training_session.bundled_digits().test_images[0] / np.float32(255)
        inputs, scores = forward(weights, pixels[None])
        total = float(weights[2][2] @ inputs[1][0])
        assert f"Weights times inputs add up to {total:.2f}" in text_of(page)
        assert f"that is {scores[1][0, 2]:.2f}. ReLU makes {inputs[2][0, 2]:.2f} of it." in text_of(page)
        assert "layer 1, unit " in text_of(page)

    def test_one_that_the_network_gets_wrong_is_found_again_and_again(self, open_page: OpenPage) -> None:
        page = open_page("draw")
        weights = first_weights(recipes()["backprop"].program((784, 6, 5, 10), 0), 0)
        page.session_state["training-choices"] = training_session.Choices(weights=weights, weights_name="mine.npz")
        page.session_state["draw-how"] = "Take one from MNIST"
        page.run()
        digits = training_session.bundled_digits()
        _, scores = forward(weights, digits.test_images / np.float32(255))
        wrong = np.nonzero(scores[-1].argmax(axis=1) != digits.test_labels)[0] + 1
        shown = []
        for _ in range(2):
            press(page, "One it gets wrong")
            shown.append(page.number_input(key="draw-number").value)
        assert shown == wrong[wrong > 1][:2].tolist()

    def test_to_fool_it_one_writes_the_gradient_first(self, open_page: OpenPage, app_folder: Path) -> None:
        page = open_page("draw")
        weights = first_weights(recipes()["backprop"].program((784, 6, 5, 10), 0), 0)
        page.session_state["training-choices"] = training_session.Choices(weights=weights, weights_name="mine.npz")
        page.session_state["draw-how"] = "Take one from MNIST"
        work = lambda: page.session_state["student_works"]["network"]  # noqa: E731 (of the last run)
        page.run()
        work().wait(_SECONDS)
        assert "🔒 Write `input_gradient` of" in text_of(page.run())
        assert "Find the smallest change" not in labels(page)
        shutil.copy(app_folder / "solutions" / "network" / "network.py", app_folder / "exercises" / "network.py")
        page.run()
        work().wait(_SECONDS)
        page = press(page.run(), "Find the smallest change")
        assert "As a whole the change is " in text_of(page)
        assert "Your `input_gradient` was asked" in text_of(page)
        read = re.findall(r"alt=\"the digit, read as (\d)", html_of(page))
        assert len(set(read)) == 2

    def test_an_mnist_digit_is_the_way_without_drawing(self, open_page: OpenPage) -> None:
        page = open_page("draw")
        page.session_state["draw-how"] = "Take one from MNIST"
        page.run()
        assert not page.exception
        assert "the digit in 28 by 28 pixels" in html_of(page)
        assert "It is a 0." in text_of(page)


def test_saved_weights_are_begun_from(open_page: OpenPage, app_folder: Path) -> None:
    right_answers(app_folder)
    page = checked(open_page("train"))
    weights = first_weights(recipes()["backprop"].program((784, 6, 5, 10), 0), 3)
    page.file_uploader(key="training-upload-0").upload(
        "mine.npz", packed(weights, recipes()["backprop"].parameters)
    ).run()
    assert "A network of 784, 6, 5 and 10 units." in text_of(page)
    assert [page.number_input(key=f"training-n{layer}").value for layer in (1, 2)] == [6, 5]
    page = until(press(page, "One step"), "paused")
    job = run_of(page).view.job
    assert job.lanes[0].settings.hidden == (6, 5)
    assert np.array_equal(job.weights[0], weights[0])
    page.file_uploader(key="training-upload-0").upload("bad.npz", b"nonsense").run()
    assert "This is not a file of weights" in text_of(page)


def test_new_weights_after_the_largest_seed_are_those_of_the_first(open_page: OpenPage, app_folder: Path) -> None:
    right_answers(app_folder)
    page = checked(open_page("train"))
    page.number_input(key="training-seed").set_value(10**9).run()
    page = until(press(page, "One step"), "paused")
    page = press(page, "New weights")
    assert not page.exception
    assert page.number_input(key="training-seed").value == 0
    assert run_of(page).view.job.lanes[0].settings.seed == 0


def test_new_weights_let_go_of_those_from_a_file(open_page: OpenPage, app_folder: Path) -> None:
    right_answers(app_folder)
    page = checked(open_page("train"))
    weights = first_weights(recipes()["backprop"].program((784, 6, 5, 10), 0), 3)
    page.file_uploader(key="training-upload-0").upload(
        "mine.npz", packed(weights, recipes()["backprop"].parameters)
    ).run()
    page = until(press(page, "One step"), "paused")
    page = press(page, "New weights")
    assert run_of(page).view.job.weights == ()
    assert page.file_uploader(key="training-upload-1").value is None


def test_a_session_that_finds_a_run_in_its_address_shows_that_runs_settings(
    open_page: OpenPage, app_folder: Path
) -> None:
    right_answers(app_folder)
    page = checked(open_page("train"))
    page.number_input(key="training-epochs").set_value(7).run()
    choose(page, "Learning rate", 0.3)
    page = until(press(page, "One step"), "paused")
    again = open_page("train", run=run_of(page).id)
    assert again.number_input(key="training-epochs").value == 7
    assert again.selectbox(key="training-rate").value == 0.3


@pytest.mark.parametrize(("label", "value"), [("Epochs", 500), ("Epochs", 0), ("Seed", -1)])
def test_a_comparison_with_a_number_out_of_bounds_does_not_start(
    open_page: OpenPage, app_folder: Path, label: str, value: int
) -> None:
    right_answers(app_folder)
    page = checked(open_page("compare"))
    assert not button_of(page, "Start").disabled
    choose(page, label, value)
    assert f"{label}: {value} cannot be; from " in text_of(page)
    assert button_of(page, "Start").disabled


def test_a_test_image_that_is_none_is_said_to_be(open_page: OpenPage) -> None:
    page = open_page("draw")
    page.segmented_control[0].set_value("Take one from MNIST").run()
    choose(page, "Which test image?", 1001)
    assert "Which test image?: 1,001 cannot be; from 1 to 1,000 can." in text_of(page)
