"""The laboratory in a real browser: a network is built, trains, and what it does is seen and said."""

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
MOONS = Experiment(blocks=(Chosen("linear", units=6), Chosen("relu")), learning_rate=0.3, epochs=60)
PLANE = re.compile(r"The plane as the network divides it after \d+ steps")


@pytest.fixture(scope="module", autouse=True)
def _right_answers(app: RunningApp) -> None:
    shutil.copy(app.folder / "solutions" / "backprop" / "backprop.py", app.folder / "exercises" / "backprop.py")


def test_a_network_is_changed_trained_and_looked_into(open_page: Callable[..., Page]) -> None:
    page = open_page(f"laboratory?experiment={packed(MOONS)}")
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_enabled()
    page.get_by_role("button", name="Add a block").press("Enter")
    expect(page.get_by_role("button", name="3 · ReLU")).to_be_visible()
    settled(page)
    press(page, "Start", then="Pause")
    expect(page.get_by_role("img", name=PLANE)).to_be_visible()
    expect(page.get_by_role("img", name="unit 6").first).to_be_visible()
    expect(page.get_by_text("Block 1 (linear) gets")).to_be_visible()
    expect(page.get_by_text("Finished: 60 epochs.")).to_be_visible()
    page.reload(timeout=PATIENCE)
    settled(page)
    expect(page.get_by_role("button", name="3 · ReLU")).to_be_visible()  # the address has it all
    expect(page.get_by_text("Finished: 60 epochs.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_where_a_network_has_trained(open_page: Callable[..., Page], page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_page(f"laboratory?experiment={packed(MOONS.with_(epochs=2))}")
    press(page, "Start", then="Pause")
    expect(page.get_by_text("Finished: 2 epochs.")).to_be_visible()
    expect(page.get_by_role("img", name=PLANE)).to_be_visible()
    assert violations(page) == []


def test_a_cure_is_switched_on_and_seen(open_page: Callable[..., Page], app: RunningApp) -> None:
    shutil.copy(app.folder / "solutions" / "depth" / "depth.py", app.folder / "exercises" / "depth.py")
    deep = Experiment(blocks=(Chosen("linear", units=6), Chosen("relu")) * 6, epochs=3, initialisation="engine.small")
    page = open_page(f"laboratory?experiment={packed(deep)}")
    press(page, "Start", then="Pause")
    expect(page.get_by_text("It vanishes on the way back")).to_be_visible()
    switch = page.get_by_role("switch", name="residual for each layer that keeps its width")
    expect(switch).to_be_enabled()
    switch.press("Space")
    expect(page.get_by_text("Before the switch it got")).to_be_visible()
    expect(page.get_by_text("All blocks learn at about the same pace.")).to_be_visible()
    expect(page.get_by_role("button", name="3 · residual")).to_be_visible()
