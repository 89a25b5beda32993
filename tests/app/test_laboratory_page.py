"""The laboratory's page without a browser: what is locked, what can be built, and a run from start to end."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from quiz_app import training_session
from quiz_app.laboratory.experiment import Chosen, Experiment, packed, unpacked

OpenPage = Callable[..., AppTest]
SECONDS = 120.0
SMALL = Experiment(blocks=(Chosen("linear", units=4), Chosen("relu")), epochs=3, examples=40)


@pytest.fixture(autouse=True)
def _runs_end(app_folder: Path) -> Iterator[None]:
    yield
    training_session.runs().close()


def solve(folder: Path, assignment: str) -> None:
    name = f"{assignment}.py"
    shutil.copy(folder / "solutions" / assignment / name, folder / "exercises" / name)


def checked(page: AppTest) -> AppTest:
    """The page once all files have been checked."""
    for work in page.session_state["student_works"].values():
        work.wait(SECONDS)
    page.run()
    assert not page.exception
    return page


def button(page: AppTest, label: str) -> Any:
    return next(one for one in page.button if one.label == label)


def test_nothing_is_written_yet_and_the_lock_says_what_opens_it(open_page: OpenPage) -> None:
    page = checked(open_page("laboratory"))
    assert any("Locked" in one.value and "`dL_dz3` of backprop" in one.value for one in page.info)
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


def test_a_network_of_ones_own_functions_trains_to_its_end(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "backprop")
    page = checked(open_page("laboratory", experiment=packed(SMALL)))
    assert not button(page, "Start").disabled
    button(page, "Start").click().run()
    assert not page.exception
    deadline = time.monotonic() + SECONDS
    run = training_session.runs().find(page.session_state["run-experiment"], "test")
    assert run is not None
    while run.view.status != "ended":
        assert time.monotonic() < deadline
        page.run()
    page.run()
    assert not page.exception
    assert any("Finished: 3 epochs." in one.value.replace("\\", "") for one in page.success)
    assert run.view.picture is not None
    assert run.view.lane.measured is not None


def test_what_other_lessons_teach_stays_locked(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "backprop")
    page = checked(open_page("laboratory", experiment=packed(SMALL.with_(optimizer=Chosen("optimizers.momentum")))))
    assert button(page, "Start").disabled
    assert any("`momentum` of optimizers" in one.value and "dL_dz3" not in one.value for one in page.info)


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
    assert any("leave `units` away" in one.value.replace("\\", "") for one in page.warning)
    assert button(page, "Start").disabled


def test_an_activation_is_drawn_from_the_students_own_code(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "functions")
    page = checked(open_page("laboratory"))
    assert any(
        "It keeps at most 0.25 of a gradient" in one.value.replace("\\", "") for one in until_asked(page).markdown
    )
    page.selectbox(key="laboratory-activation").set_value("functions.relu").run()
    assert any("`backprop.dL_dz2`" in one.value for one in page.caption)  # the way back through it


def until_asked(page: AppTest) -> AppTest:
    deadline = time.monotonic() + SECONDS
    while any("Asking your functions" in one.value for one in page.caption):
        assert time.monotonic() < deadline
        page.run()
    assert not page.exception
    return page
