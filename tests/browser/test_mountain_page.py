"""The real mountain in a real browser: it comes when it is asked for, gets finer, and turns by keyboard and mouse."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable

import pytest
from conftest import PATIENCE, press, settled
from playwright.sync_api import Page, expect
from test_accessibility import violations

from quiz_app.laboratory.experiment import Chosen, Experiment, packed
from quiz_app.testing import RunningApp

expect.set_options(timeout=PATIENCE)
MOONS = Experiment(blocks=(Chosen("linear", units=6), Chosen("relu")), learning_rate=0.3, epochs=10)
PICTURE = "canvas => canvas.toDataURL()"


@pytest.fixture(scope="module", autouse=True)
def _right_answers(app: RunningApp) -> None:
    shutil.copy(app.folder / "solutions" / "backprop" / "backprop.py", app.folder / "exercises" / "backprop.py")


def test_a_mountain_comes_and_turns(open_page: Callable[..., Page]) -> None:
    page = open_page(f"laboratory?experiment={packed(MOONS)}")
    press(page, "Start", then="Pause")
    expect(page.get_by_text("Finished: 10 epochs.")).to_be_visible()
    settled(page)
    page.get_by_text("Show the real mountain").click()
    expect(page.get_by_role("img", name=re.compile("^The real mountain from above"))).to_be_visible()
    expect(page.get_by_text("Measured at 49 × 49 places.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"This is a cut through a space of 32 dimensions"))).to_be_visible()
    settled(page)
    surface = page.get_by_role("application", name=re.compile("^The same as a surface"))
    surface.scroll_into_view_if_needed()
    first = surface.evaluate(PICTURE)
    canvas = surface.element_handle()
    surface.press("ArrowLeft")
    page.wait_for_function(f"([canvas, first]) => ({PICTURE})(canvas) !== first", arg=[canvas, first])
    surface.press("Home")
    page.wait_for_function(f"([canvas, first]) => ({PICTURE})(canvas) === first", arg=[canvas, first])
    box = surface.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 90, box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 90)
    page.mouse.up()
    page.wait_for_function(f"([canvas, first]) => ({PICTURE})(canvas) !== first", arg=[canvas, first])
    assert violations(page) == []


def test_kept_runs_are_overlaid_and_looked_into(open_page: Callable[..., Page]) -> None:
    page = open_page(f"laboratory?experiment={packed(MOONS)}")
    press(page, "Start", then="Pause")
    expect(page.get_by_text("Finished: 10 epochs.")).to_be_visible()
    settled(page)
    press(page, "Reset", then="Resume")  # the first is kept, before another takes its place
    press(page, "One epoch", then="Resume")
    page = open_page("runs")
    expect(page.get_by_text("2 runs are kept")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(2)
    expect(
        page.get_by_text(re.compile(r"data moons · 10 epochs · .* · seed 0 · code [0-9a-f]{8} · finished"))
    ).to_be_visible()
    expect(
        page.get_by_text(re.compile("thick lines are smoothed: each point is the mean of the last 20"))
    ).to_be_visible()
    expect(page.get_by_text("About 1 in 1,000 is usual.")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").locator("svg, canvas")).to_have_count(4)
    assert violations(page) == []
