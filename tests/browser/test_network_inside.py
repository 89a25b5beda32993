"""A unit or an edge of the laboratory's network is chosen by mouse and keyboard, and its numbers are shown."""

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
MOONS = Experiment(blocks=(Chosen("linear", units=6), Chosen("relu")), learning_rate=0.3, epochs=3)


@pytest.fixture(scope="module", autouse=True)
def _right_answers(app: RunningApp) -> None:
    shutil.copy(app.folder / "solutions" / "backprop" / "backprop.py", app.folder / "exercises" / "backprop.py")


def test_units_and_edges_tell_their_numbers(open_page: Callable[..., Page]) -> None:
    page = open_page(f"laboratory?experiment={packed(MOONS)}")
    press(page, "Start", then="Pause")
    expect(page.get_by_text("Finished: 3 epochs.")).to_be_visible()
    settled(page)
    page.locator('[data-name="unit 0 2"]').click()
    expect(page.get_by_text("Unit 3 of block 1, linear")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^2 weights: .*; bias"))).to_be_visible()
    expect(page.get_by_role("cell", name=re.compile(r"backprop\.py, line \d+")).first).to_be_visible()
    network = page.get_by_role("application", name=re.compile("^The network: inputs, 1 · linear"))
    network.press("Shift+ArrowDown")
    expect(page.get_by_text("Edge from unit 1 of what comes before, to unit 3 of block 1, linear")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Its weight is .*, its gradient "))).to_be_visible()
    settled(page)
    assert violations(page) == []


def test_the_picture_fits_into_its_place_when_the_window_changes(open_page: Callable[..., Page]) -> None:
    page = open_page(f"laboratory?experiment={packed(MOONS)}")
    network = page.get_by_role("application", name=re.compile("^The network: inputs, 1 · linear"))
    for width in (1800, 1150):  # columns that stand apart at the first no longer fit at the second
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        expect(network).to_have_js_property("scrollWidth", network.evaluate("area => area.clientWidth"))
