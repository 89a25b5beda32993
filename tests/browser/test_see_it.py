"""Activations, Losses and Overfitting in a real browser: by keyboard alone, light and dark, on a phone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable

import pytest
from conftest import PATIENCE, PHONE, fits_a_phone, press, settled
from playwright.sync_api import Page, expect
from test_accessibility import violations

from quiz_app.testing import RunningApp

expect.set_options(timeout=PATIENCE)
CHARTS = {"activations": 2, "losses": 4}


@pytest.fixture(scope="module", autouse=True)
def _right_answers(app: RunningApp) -> None:
    for name in ("backprop", "functions", "generalization"):
        shutil.copy(app.folder / "solutions" / name / f"{name}.py", app.folder / "exercises" / f"{name}.py")


def drawn(page: Page, charts: int) -> None:
    expect(page.get_by_test_id("stVegaLiteChart").locator("svg, canvas")).to_have_count(charts)
    settled(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", CHARTS)
def test_nothing_serious_where_functions_are_drawn(
    open_page: Callable[..., Page], page: Page, path: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_page(path)
    drawn(page, CHARTS[path])
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    drawn(page, CHARTS[path])
    fits_a_phone(page)


def test_another_activation_is_chosen_and_moved_by_keyboard(open_page: Callable[..., Page], page: Page) -> None:
    open_page("activations")
    drawn(page, 2)
    expect(page.get_by_text("It keeps at most 0.25 of a gradient")).to_be_visible()
    page.get_by_role("radio", name="tanh").or_(page.get_by_role("button", name="tanh")).first.press("Space")
    expect(page.get_by_text("It keeps at most 1 of a gradient")).to_be_visible()
    settled(page)
    slider = page.get_by_role("slider", name="Where each of the twenty layers stands")
    slider.press("Home")
    expect(page.get_by_text("At z = -6 the slope is")).to_be_visible()


def test_a_loss_is_looked_at_by_keyboard(open_page: Callable[..., Page], page: Page) -> None:
    open_page("losses")
    drawn(page, 4)
    expect(page.get_by_text("At z = -5 mean squared error pulls with 0.013")).to_be_visible()
    page.get_by_role("slider", name="Look at z").press("Home")
    expect(page.get_by_text("At z = -6 mean squared error pulls with")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_cure_is_switched_on_by_keyboard_and_seen(open_page: Callable[..., Page], page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_page("overfitting")
    switch = page.get_by_role("switch", name="Stop in time")
    expect(switch).to_be_enabled()
    settled(page)
    if switch.get_attribute("aria-checked") != "true" and not switch.is_checked():
        switch.press("Space")
    expect(page.get_by_role("slider", name="Patience, in epochs")).to_be_visible()
    settled(page)
    press(page, "Start", then="Pause")
    expect(
        page.get_by_text(re.compile("On digits that it has not seen, the network with your cures"))
    ).to_be_visible()
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    drawn(page, 1)
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    drawn(page, 1)
    fits_a_phone(page)
