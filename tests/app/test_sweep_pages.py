"""The pages Sweep and More data: what is locked, a run to its end, what is said of it, and its coming back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from app_steps import button, checked, links_of, solve, told, until
from streamlit.testing.v1 import AppTest

from quiz_app import training_session
from quiz_app.laboratory import more_data
from quiz_app.runs.progress import RunView

OpenPage = Callable[..., AppTest]


def run_to_its_end(page: AppTest, kind: str) -> RunView:
    run = training_session.runs().find(page.session_state[f"run-{kind}"], "test")
    assert run is not None
    until(page, lambda: run.view.status == "ended").run()
    assert not page.exception
    return run.view


@pytest.mark.parametrize("name", ["sweep", "more_data"])
def test_nothing_is_written_yet_and_the_locks_say_what_opens_it(open_page: OpenPage, name: str) -> None:
    page = checked(open_page(name))
    assert any("dL_dz3" in label for label in links_of(page))
    assert button(page, "Start").disabled


def test_a_sweep_of_what_is_written_says_what_mattered_and_comes_back(
    open_page: OpenPage, app_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve(app_folder, "backprop", "optimizers")
    page = checked(open_page("sweep"))
    page.select_slider(key="sweep-seconds").set_value(20).run()
    page.multiselect(key="sweep-batches").set_value([64, 128]).run()
    assert "Locked" not in told(page)
    button(page, "Start").click().run()
    view = run_to_its_end(page, "sweep")
    assert {lane.outcome for lane in view.lanes if lane.outcome != "running"} <= {"finished", "diverged", "stopped"}
    assert "Best: " in told(page)
    link = next(one.proto for one in page.get("page_link") if one.proto.label.startswith("Open the best"))
    assert "experiment" in link.query_string
    again = checked(open_page("sweep", run=page.query_params["run"]))
    assert told(page).partition("Best: ")[2] == told(again).partition("Best: ")[2]


def test_cures_stand_beside_each_other_and_the_unwritten_ones_are_locked(
    open_page: OpenPage, app_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setattr("quiz_app.runs.download.all_kept", lambda: False)
    monkeypatch.setattr(more_data, "STEPS", 100)
    solve(app_folder, "backprop")
    page = checked(open_page("more_data"))
    assert "All 60,000 images of MNIST are not at hand here" in told(page)
    (locked,) = links_of(page)
    assert locked.startswith("Write dL_da_dropout, dropout, l2_gradient, l2_penalty and should_stop of")
    button(page, "Start").click().run()
    view = run_to_its_end(page, "cures")
    assert [lane.label for lane in view.lanes] == [
        "200 images",
        "4,000 images",
        "200 images, 4 shifted copies of each",
    ]
    assert {lane.outcome for lane in view.lanes} == {"finished"}
    assert "With 200 images it reads" in told(page)
    assert "With 200 images it reads" in told(checked(open_page("more_data", run=page.query_params["run"])))


def test_where_many_share_the_machine_one_trial_trains_at_a_time(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_HOSTED", "1")
    assert "trials, 1 at a time" in told(open_page("sweep"))
