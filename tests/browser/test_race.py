"""The race in a real browser, walked by button and by key; nothing serious is found on the pages beside it."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from conftest import PATIENCE, settled
from playwright.sync_api import Page, expect
from test_accessibility import violations

from quiz_app.testing import RunningApp

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module", autouse=True)
def _right_answers(app: RunningApp) -> None:
    for name in ("backprop", "optimizers"):
        shutil.copy(app.folder / "solutions" / name / f"{name}.py", app.folder / "exercises" / f"{name}.py")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_race_is_walked_by_button_and_by_key(open_page: Callable[..., Page], page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_page("race")
    expect(page.get_by_role("listitem").filter(has_text="4 adam, rate 0.32")).to_be_visible()
    settled(page)
    slider = page.get_by_role("slider", name="Step", exact=True)
    expect(slider).to_have_attribute("aria-valuetext", "step 150 of 150")
    slider.press("Home")
    expect(page.get_by_text("step 0 of 150")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="1 update")).to_contain_text("height 90.5")
    slider.press("ArrowRight")
    expect(page.get_by_text("step 1 of 150")).to_be_visible()
    page.get_by_role("button", name="Run", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    expect(page.get_by_text("step 150 of 150")).to_be_visible()
    expect(page.get_by_role("img", name="Ravine: 4 paths from one start.")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("path", ["sweep", "more_data"])
def test_nothing_serious_where_networks_are_compared(open_page: Callable[..., Page], page: Page, path: str) -> None:
    open_page(path)
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_enabled()
    settled(page)
    assert violations(page) == []
