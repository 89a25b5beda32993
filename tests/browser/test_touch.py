"""By finger, on a phone: a unit of the network is chosen, and the real mountain is turned."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from conftest import PATIENCE, PHONE, fits_a_phone, settled
from playwright.sync_api import Browser, Page, expect
from test_mountain_page import MOONS, PICTURE

from quiz_app.laboratory.experiment import packed
from quiz_app.testing import RunningApp

expect.set_options(timeout=PATIENCE)


@pytest.fixture
def phone(browser: Browser, app: RunningApp) -> Iterator[Page]:
    """The laboratory on a phone, after a training that was begun by finger."""
    shutil.copy(app.folder / "solutions" / "backprop" / "backprop.py", app.folder / "exercises" / "backprop.py")
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{app.url}/laboratory?experiment={packed(MOONS)}", timeout=PATIENCE)
    settled(page)
    start = page.get_by_role("button", name="Start", exact=True)
    expect(start).to_be_enabled()
    start.tap(timeout=PATIENCE)
    expect(page.get_by_text("Finished: 10 epochs.")).to_be_visible()
    settled(page)
    yield page
    context.close()


def test_a_unit_and_the_mountain_answer_to_a_finger(phone: Page) -> None:
    fits_a_phone(phone)
    phone.locator('[data-name="unit 0 2"]').tap(timeout=PATIENCE)
    expect(phone.get_by_text("Unit 3 of block 1, linear")).to_be_visible()
    phone.get_by_text("Show the real mountain").tap(timeout=PATIENCE)
    expect(phone.get_by_text("Measured at 49 × 49 places.")).to_be_visible()
    settled(phone)
    surface = phone.get_by_role("application", name=re.compile("^The same as a surface"))
    surface.scroll_into_view_if_needed()
    canvas, first = surface.element_handle(), surface.evaluate(PICTURE)
    swipe(phone, *middle_of(surface.bounding_box()), right=80)
    phone.wait_for_function(f"([canvas, first]) => ({PICTURE})(canvas) !== first", arg=[canvas, first])
    fits_a_phone(phone)


def middle_of(box: dict[str, float] | None) -> tuple[float, float]:
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def swipe(page: Page, x: float, y: float, right: float) -> None:
    """A finger goes down, moves and is lifted."""
    session = page.context.new_cdp_session(page)
    for kind, places in (
        ("touchStart", [x]),
        *(("touchMove", [x + right * share / 8]) for share in range(1, 9)),
        ("touchEnd", []),
    ):
        points = [{"x": place, "y": y} for place in places]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
