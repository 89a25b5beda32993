"""The laboratory's page without a browser: what is locked, what can be built, and a run from start to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from app_steps import button, checked, links_of, solve, told, unlock, until
from streamlit.testing.v1 import AppTest

from quiz_app import training_session
from quiz_app.laboratory.experiment import Chosen, Experiment, packed, unpacked
from quiz_app.runs.run import Run

OpenPage = Callable[..., AppTest]
SMALL = Experiment(blocks=(Chosen("linear", units=4), Chosen("relu")), epochs=3, examples=40)


@pytest.fixture(autouse=True)
def _runs_end(app_folder: Path) -> Iterator[None]:
    yield
    training_session.runs().close()


def started_and_ended(page: AppTest) -> Run:
    button(page, "Start").click().run()
    assert not page.exception
    run = training_session.runs().find(page.session_state["run-experiment"], "test")
    assert run is not None
    until(page, lambda: run.view.status == "ended").run()
    assert not page.exception
    return run


def test_nothing_is_written_yet_and_the_lock_says_what_opens_it(open_page: OpenPage) -> None:
    page = checked(open_page("laboratory"))
    assert any("Locked" in one.value for one in page.markdown)
    (link,) = (one.proto for one in page.get("page_link") if one.proto.label.startswith("Write"))
    label = link.label.replace("\\", "")
    assert "dL_dz3" in label
    assert label.endswith("of Backpropagation by hand, in exercises/backprop.py")
    assert link.query_string.startswith("assignment=backprop&step=dL_d")
    assert button(page, "Start").disabled


def test_a_link_to_another_experiment_is_taken_in_a_session_that_has_one(open_page: OpenPage) -> None:
    page = checked(open_page("laboratory", experiment=packed(SMALL)))
    page.query_params["experiment"] = packed(SMALL.with_(epochs=7))
    assert checked(page.run()).session_state["bench"].experiment.epochs == 7
    page.query_params["experiment"] = "nonsense"
    page = checked(page.run())
    assert page.session_state["bench"].experiment.epochs == 7
    assert len(page.warning) == 1


def test_the_courses_own_functions_can_be_looked_at_and_the_page_says_so(open_page: OpenPage) -> None:
    page = checked(open_page("laboratory", experiment=packed(SMALL)))
    page.radio(key="laboratory-whose").set_value("The course's functions, as a preview").run()
    assert not page.exception
    assert any("Nothing on this page is yours now" in one.value for one in page.caption)
    assert not button(page, "Start").disabled


def test_an_unlocked_laboratory_says_where_the_courses_functions_stand_in(
    open_page: OpenPage, app_folder: Path
) -> None:
    unlock(app_folder)
    solve(app_folder, "functions")
    one = replace(SMALL, blocks=(Chosen("linear", units=4), Chosen("functions.sigmoid")))
    page = checked(open_page("laboratory", experiment=packed(one)))
    assert not any("Locked" in each.value for each in page.markdown)
    (said,) = (each.value for each in page.info if "unlocked" in each.value)
    assert "functions of Backpropagation by hand stand in" in said
    view = started_and_ended(page).view
    assert any("Finished: 3 epochs." in each.value.replace("\\", "") for each in page.success)
    used = dict(view.job.lanes[0].files)
    works = page.session_state["student_works"]
    assert used["functions"] == works["functions"].submission.chunks
    assert used["backprop"] != works["backprop"].submission.chunks


def test_a_network_of_ones_own_functions_trains_to_its_end(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "backprop")
    page = checked(open_page("laboratory", experiment=packed(SMALL)))
    assert not button(page, "Start").disabled
    run = started_and_ended(page)
    assert any("Finished: 3 epochs." in one.value.replace("\\", "") for one in page.success)
    assert run.view.picture is not None
    assert run.view.lane.measured is not None


def test_another_learning_rate_is_seen_at_once(
    open_page: OpenPage, app_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quiz_app.runs.run.ANSWER_SECONDS", 120.0)  # a busy machine is no failure
    solve(app_folder, "backprop")
    page = checked(open_page("laboratory", experiment=packed(SMALL.with_(epochs=10_000))))
    button(page, "Start").click().run()
    (field,) = (one for one in page.selectbox if one.label == "Learning rate")
    field.set_value(0.03).run()
    assert not page.exception
    assert any("rate 0.03" in one.value for one in page.markdown)
    assert not any("that was begun" in one.value for one in page.caption)  # the pictures are of this rate
    button(page, "Stop").click().run()


def test_what_other_lessons_teach_stays_locked(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "backprop")
    page = checked(open_page("laboratory", experiment=packed(SMALL.with_(optimizer=Chosen("optimizers.momentum")))))
    assert button(page, "Start").disabled
    (link,) = (label for label in links_of(page) if label.startswith("Write"))
    assert link == "Write momentum of Optimizers, in exercises/optimizers.py"


def test_the_address_has_the_whole_experiment(open_page: OpenPage) -> None:
    page = checked(open_page("laboratory", experiment=packed(SMALL)))
    button(page, "Add a block").click().run()
    button(page, "Remove").click().run()  # the first of them
    assert not page.exception
    now = unpacked(str(page.query_params["experiment"]))
    assert now.blocks == (Chosen("relu"), Chosen("relu"))
    assert now.epochs == 3


def test_an_address_without_an_experiment_is_said_and_costs_nothing(open_page: OpenPage) -> None:
    page = checked(open_page("laboratory", experiment="nonsense"))
    assert any("holds no experiment" in one.value for one in page.warning)


def test_a_block_that_does_not_fit_is_said(open_page: OpenPage) -> None:
    page = checked(open_page("laboratory", experiment=packed(SMALL.with_(blocks=(Chosen("relu", units=4),)))))
    (said,) = (one.value.replace("\\", "") for one in page.warning)
    assert said.startswith("Block 1, ")
    assert "leave `units` away" in said
    assert button(page, "Start").disabled


def test_all_of_mnist_is_locked_where_its_files_are_not(
    open_page: OpenPage, app_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve(app_folder, "backprop")
    (app_folder / "empty").mkdir()
    monkeypatch.setenv("MNIST_DIR", str(app_folder / "empty"))
    page = checked(open_page("laboratory", experiment=packed(SMALL)))
    assert not button(page, "Start").disabled
    number = page.session_state["bench"].number
    page.selectbox(key=f"laboratory-{number}-data").set_value("all digits").run()
    assert not page.exception
    assert page.session_state["bench"].experiment.examples == 60_000
    assert "All of MNIST is not at hand here." in told(page)
    assert button(page, "Start").disabled
    number = page.session_state["bench"].number
    page.selectbox(key=f"laboratory-{number}-data").set_value("moons").run()
    assert not button(page, "Start").disabled
    assert page.session_state["bench"].experiment.examples == 5_000


def test_a_network_that_reads_digits_is_shown_one_and_fooled(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "backprop", "depth")
    blocks = (Chosen("linear", units=12), Chosen("depth.batch_norm"), Chosen("relu"))
    digits = SMALL.with_(data="digits", blocks=blocks, examples=300, noise=0.0)
    page = checked(open_page("laboratory", experiment=packed(digits)))
    run = started_and_ended(page)
    page = open_page("draw", run=run.id)
    page.session_state["draw-how"] = "Take one from MNIST"
    page.run()
    assert not page.exception
    said = " ".join(caption.value.replace("\\", "") for caption in page.caption)
    assert "The network: your network (2 × linear, batch norm, ReLU), after 57 steps, " in said
    assert "yours goes through beside 256 training images, the same ones each time" in said
    button(page, "Find the smallest change").click().run()
    assert "As a whole the change is " in told(page)
    assert "Your functions went back from the loss to the pixels (`dL_dz3`, `dL_da2`, " in told(page)
