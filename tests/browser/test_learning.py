"""Home, My steps and By hand in a browser: saving a file, the keyboard alone, a phone, dark mode."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable

import pytest
from conftest import PAGES, PHONE, fits_a_phone, settled
from playwright.sync_api import Page, expect
from submissions import FIXTURES

from grader.building.untouched import untouched_exercises
from quiz_app.testing import RunningApp

_SLOW = 60_000  # a busy machine is no failure


def test_a_mistake_is_saved_explained_and_mended(open_page: Callable[..., Page], app: RunningApp) -> None:
    file = app.folder / "exercises" / "backprop.py"
    page = open_page()
    expect(page.get_by_role("heading", name="Write your first function, dL_dz3")).to_be_visible(timeout=_SLOW)
    shutil.copy(FIXTURES / "one_mistake.py", file)
    expect(page.get_by_role("heading", name="Mend step 6, dL_dz2")).to_be_visible(timeout=_SLOW)
    page.get_by_role("button", name="Read the message").click()
    expect(page.get_by_text("It looks as if dL_da2 is passed on unchanged")).to_be_visible(timeout=_SLOW)
    shutil.copy(app.folder / "solutions" / "backprop" / "backprop.py", file)
    expect(page.get_by_text("100 of 100 points").first).to_be_visible(timeout=_SLOW)
    expect(page.get_by_text("It looks as if dL_da2 is passed on unchanged")).to_have_count(0)
    # What is new is said to those who do not see it, too.
    expect(page.locator("#course-says[role=status]")).to_contain_text("Mended: dL_dz2, +7 points", timeout=_SLOW)
    expect(page).to_have_title("My steps · Backpropagation, written by you")
    expect(page.get_by_test_id("stSidebar")).to_contain_text("Backpropagation, written by you")


def test_from_home_to_the_first_function_in_a_few_clicks_with_the_prediction_in_sight(
    open_page: Callable[..., Page], app: RunningApp, page: Page
) -> None:
    shutil.copy(untouched_exercises() / "backprop.py", app.folder / "exercises" / "backprop.py")
    page.set_viewport_size({"width": 1440, "height": 900})
    open_page()
    page.get_by_role("button", name="Do step 3 by hand").click()
    page.get_by_role("button", name="To step 3, the first that you write").click()
    field = page.get_by_label("Predict first: what is dL_dz3[0, 0]?")
    expect(field).to_be_in_viewport(timeout=_SLOW)
    field.fill("1/2")
    see = page.get_by_role("button", name="See", exact=True)
    expect(see).to_be_in_viewport()
    see.click()
    expect(page.get_by_text("You said 1/2. Right: dL_dz3[0, 0] is 0.5.")).to_be_in_viewport(timeout=_SLOW)
    expect(page.get_by_text(re.compile(r"Write it in exercises/backprop\.py, line \d+"))).to_be_in_viewport(
        timeout=_SLOW
    )
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_in_viewport()


def test_by_hand_with_the_keyboard_alone(open_page: Callable[..., Page]) -> None:
    page = open_page("by_hand?step=3")
    field = page.get_by_label("Predict first: what is dL_dz3[0, 0]?")
    expect(field).to_be_visible(timeout=_SLOW)
    _tab_to(page, "Predict first: what is dL_dz3[0, 0]?")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You said 0.5. Right: dL_dz3[0, 0] is 0.5.")).to_be_visible(timeout=_SLOW)
    # The form is gone; the focus is on the way on, below the answer.
    expect(page.locator(".st-key-walk-entry button:focus")).to_have_text(re.compile("Next"), timeout=_SLOW)
    page.reload()
    expect(page.get_by_role("heading", name="Step 3 of 11")).to_be_visible(timeout=_SLOW)
    page.locator("h1").click()
    _tab_to(page, "Next")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Step 4 of 11")).to_be_visible(timeout=_SLOW)
    lit = page.locator(".course-network img.wide")
    expect(lit).to_have_attribute("alt", re.compile(r"dL_dW3\[0, 0\] = 0\.5 × 2 = to be predicted"), timeout=_SLOW)


def test_on_a_phone_the_menu_closes_when_a_page_is_chosen(open_page: Callable[..., Page], page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page()
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="My steps").click()
    expect(page.get_by_role("heading", name="My steps")).to_be_visible(timeout=_SLOW)
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true", timeout=_SLOW)


@pytest.mark.parametrize("path", [*PAGES, "by_hand?step=8", "by_hand?view=nudge", "by_hand?view=spreadsheet"])
def test_nothing_is_wider_than_a_phone(open_page: Callable[..., Page], page: Page, path: str) -> None:
    page.set_viewport_size(PHONE)
    open_page(path)
    fits_a_phone(page)


# What a keyboard must reach: one button of a group is enough, the arrow keys go to the others.
_TO_REACH = """() => [...document.querySelectorAll(
    "[data-testid=stMain] :is(a[href], button, input, textarea, select, summary, [tabindex='0'])"
)].filter((it) => it.checkVisibility({visibilityProperty: true}) && !it.disabled && it.tabIndex >= 0
    && !it.closest("[role=radiogroup], [role=tablist], [aria-hidden=true]"))
  .map((it, place) => { it.dataset.place = place; return it.outerHTML.slice(0, 200); })"""


@pytest.mark.parametrize("path", PAGES)
def test_the_keyboard_alone_reaches_all_of_a_page(open_page: Callable[..., Page], page: Page, path: str) -> None:
    open_page(path)
    # A report that comes in draws parts of a page anew.
    expect(page.get_by_text(re.compile("being checked", re.IGNORECASE))).to_have_count(0, timeout=2 * _SLOW)
    settled(page)
    wanted = page.evaluate(_TO_REACH)
    reached: set[str] = set()
    for _ in range(2 * len(wanted) + 60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement?.dataset.place ?? ''"))
        if len(reached - {""}) == len(wanted):
            break
    assert [one for place, one in enumerate(wanted) if str(place) not in reached] == []


def test_dark_mode_follows_the_system_and_so_do_the_pictures(open_page: Callable[..., Page], page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    open_page("by_hand?step=5")
    background = page.get_by_test_id("stApp").evaluate("element => getComputedStyle(element).backgroundColor")
    assert background == "rgb(20, 24, 29)"
    picture = page.locator(".course-network img.wide")
    expect(picture).to_be_visible(timeout=_SLOW)
    assert "%2314181D" in str(picture.get_attribute("src"))


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until the button or field of that name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const it = document.activeElement;"
            " return it.ariaLabel || (it.tagName === 'BUTTON' ? it.innerText : ''); }"
        )
        if name in focused:
            return
    pytest.fail(f"the keyboard does not reach {name!r}")
