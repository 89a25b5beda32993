"""The page Race: what is locked, who arrives, and a race on digits to its end and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app_steps import button, checked, links_of, solve, told, until
from streamlit.testing.v1 import AppTest

from quiz_app import training_session

OpenPage = Callable[..., AppTest]


def test_nothing_is_written_yet_and_the_locks_say_what_opens_them(open_page: OpenPage) -> None:
    page = checked(open_page("race"))
    links = links_of(page)
    assert any(label.startswith("Write momentum, rmsprop and adam of") for label in links)
    assert any(label.startswith("Write update of") for label in links)
    assert not page.button


def test_who_is_written_races_and_who_is_not_is_locked(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "backprop")
    page = checked(open_page("race"))
    page = until(page, lambda: "update, rate 0.018: arrives after 105 steps" in told(page))
    assert [label.partition(" of ")[0] for label in links_of(page)] == ["Write momentum, rmsprop and adam"]
    assert button(page, "Start").disabled
    assert "A race takes two at least" in told(page)


def test_a_rate_that_is_moved_changes_what_is_said(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "backprop")
    page = checked(open_page("race"))
    page = until(page, lambda: "update, rate" in told(page))
    page.select_slider[0].set_value(0.032).run()
    assert "update, rate 0.032: flies off" in told(page)
    page.button_group(key="race-landscape").set_value("bowl").run()
    page = until(page, lambda: "update, rate 1: arrives after 1 step" in told(page))


def test_all_of_them_race_and_the_race_on_digits_comes_back(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "backprop", "optimizers")
    page = checked(open_page("race"))
    page = until(page, lambda: told(page).count("arrives after") == 4)
    assert "Locked" not in told(page)
    page.checkbox(key="race-optimizers.adam-twin").check().run()
    page = until(page, lambda: "Without its correction adam lurches" in told(page))
    page.number_input(key="race-epochs").set_value(1).run()
    button(page, "Start").click().run()
    run = training_session.runs().find(page.session_state["run-race"], "test")
    assert run is not None
    until(page, lambda: run.view.status == "ended")
    page.run()
    assert [lane.outcome for lane in run.view.lanes] == ["finished"] * 4
    assert len({float(lane.losses.values[0]) for lane in run.view.lanes}) == 1  # the same weights and first batch
    assert told(page).count("on images held back") == 4
    again = checked(open_page("race", run=page.query_params["run"]))
    assert told(again).count("on images held back") == 4
