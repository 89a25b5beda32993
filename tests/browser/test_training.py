"""Training in a real browser: started, paused, resumed, found again after a reload, stopped; a digit drawn."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PATIENCE, StartApp, press, settled, start_long_training
from playwright.sync_api import Browser, Page, expect

from quiz_app.runs.registry import GRACE_SECONDS
from quiz_app.testing import RunningApp

STEP = ".course-captions div:nth-child(3) dd"


@pytest.fixture(scope="module", autouse=True)
def _right_answers(app: RunningApp) -> None:
    shutil.copy(app.folder / "solutions" / "backprop" / "backprop.py", app.folder / "exercises" / "backprop.py")


def step(page: Page) -> int:
    shown = page.locator(STEP)
    expect(shown).to_have_count(1, timeout=PATIENCE)  # what a page shows anew stands beside the old for a moment
    return int(shown.last.inner_text(timeout=PATIENCE).split()[0].replace(",", ""))


def more_steps(page: Page, than: int) -> int:
    deadline = time.monotonic() + PATIENCE / 1000
    while (now := step(page)) <= than:
        assert time.monotonic() < deadline, f"still at step {now}"
        page.wait_for_timeout(100)
    return now


def started(page: Page) -> int:
    """The page with a long training under way; its step."""
    start_long_training(page)
    expect(page.get_by_text(re.compile(r"epoch \S+ of 1,?000"))).to_be_visible(timeout=PATIENCE)
    return more_steps(page, 0)


def test_started_paused_resumed_reloaded_and_stopped(open_page: Callable[..., Page], app: RunningApp) -> None:
    page = open_page("train")
    started(page)
    assert "run=" in page.url
    press(page, "Pause", then="Resume")
    paused_at = step(page)
    page.reload()
    settled(page)
    expect(page.get_by_role("button", name="Resume", exact=True)).to_be_visible(timeout=PATIENCE)
    assert step(page) >= paused_at  # nothing goes on in a pause; the page may have been a moment behind
    paused_at = step(page)
    press(page, "Resume", then="Pause")
    more_steps(page, paused_at)
    expect(page.get_by_test_id("stVegaLiteChart").first.locator("svg, canvas").first).to_be_visible(timeout=PATIENCE)
    press(page, "Stop", then="Start")
    expect(page.get_by_text(re.compile("Stopped at step"))).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_alt_text(re.compile("The ball lies at the measured error"))).to_be_visible()
    assert not drivers_in_use(app)


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, {"width": 390, "height": 844}])
def test_start_shows_the_curve_and_the_buttons_stay_in_sight(
    open_page: Callable[..., Page], page: Page, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    open_page("train")
    started(page)
    loss = page.get_by_test_id("stVegaLiteChart").first
    expect(loss).to_be_in_viewport(ratio=0.9, timeout=PATIENCE)
    expect(loss).to_contain_text("Loss (mean cross-entropy, log scale)", timeout=PATIENCE)
    plot = loss.locator("svg .role-frame > g > path.background").first.bounding_box()
    assert plot
    assert plot["height"] >= 260
    page.get_by_text("Save and load weights").scroll_into_view_if_needed()
    expect(loss).not_to_be_in_viewport(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_in_viewport()
    assert not scrolls_sideways(page)
    press(page, "Stop", then="Start")


def test_the_focus_stays_with_the_buttons_of_the_training(open_page: Callable[..., Page]) -> None:
    page = open_page("train")
    started(page)
    for pressed, then in (("Pause", "Resume"), ("One step", "One step"), ("Resume", "Pause"), ("Stop", "Start")):
        press(page, pressed, then=then)
        expect(page.get_by_test_id("stMain").locator("button:focus")).to_have_text(
            re.compile(then if pressed != "Stop" else "Start"), timeout=PATIENCE
        )


def test_a_closed_tab_ends_its_training(browser: Browser, app: RunningApp) -> None:
    page = browser.new_page()
    page.goto(f"{app.url}/train")
    settled(page)
    started(page)
    assert drivers_in_use(app)
    page.close()
    deadline = time.monotonic() + GRACE_SECONDS + PATIENCE / 1000
    while drivers_in_use(app):
        assert time.monotonic() < deadline, "the training goes on"
        time.sleep(0.5)


def test_a_server_killed_while_it_trains_leaves_no_process(browser: Browser, start_app: StartApp) -> None:
    app = start_app()
    shutil.copy(app.folder / "solutions" / "backprop" / "backprop.py", app.folder / "exercises" / "backprop.py")
    page = browser.new_page()
    page.goto(f"{app.url}/train")
    settled(page)
    started(page)
    parents, _ = processes()
    family, found = {app.process.pid}, -1
    while len(family) > found:
        found = len(family)
        family.update(child for parent in list(family) for child in parents.get(parent, []))
    assert drivers_in_use(app)
    app.process.kill()
    app.process.wait()
    page.close()
    deadline = time.monotonic() + PATIENCE / 1000
    while left := family & processes()[1].keys():
        assert time.monotonic() < deadline, f"still there: {left}"
        time.sleep(0.1)


def test_a_digit_drawn_by_mouse_and_by_keyboard_on_a_phones_width(browser: Browser, app: RunningApp) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{app.url}/train")
    settled(page)
    press(page, "One epoch", then="Resume")
    assert not scrolls_sideways(page)
    run = page.url.partition("run=")[2]
    page.goto(f"{app.url}/draw?run={run}")
    settled(page)
    pad = page.get_by_label("Drawing pad")
    expect(pad).to_be_visible(timeout=PATIENCE)
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 170, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 170, box["y"] + 250, steps=8)
    page.mouse.up()
    seen = page.get_by_alt_text(re.compile("the digit in 28 by 28 pixels"))
    expect(seen).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Probability of each digit")).to_be_visible()
    by_mouse = seen.get_attribute("src")
    status = page.locator("p.status")
    expect(status).to_have_text("1 stroke on the pad.")
    page.get_by_role("button", name="Clear").click()
    expect(status).to_have_text("The pad is empty.")
    page.mouse.move(box["x"] + 100, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 60, steps=4)
    page.mouse.up()
    expect(status).to_have_text("1 stroke on the pad.")
    pad.focus()
    for key in ("Delete", "Space", "Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "Space"):
        pad.press(key)
    page.wait_for_function(
        "before => document.querySelector('img[alt*=\"28 by 28\"]')?.src !== before", arg=by_mouse, timeout=PATIENCE
    )
    assert not scrolls_sideways(page)
    for place in ("Home", "Draw"):
        page.get_by_test_id("stExpandSidebarButton").click()
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=place).click()
        settled(page)
    expect(page.locator("p.status")).to_have_text("1 stroke on the pad.", timeout=PATIENCE)
    page.close()


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def drivers_in_use(app: RunningApp) -> list[int]:
    """Driving processes of the app whose sandbox has a worker with a student's functions in it."""
    parents, names = processes()
    drivers = [pid for pid in parents.get(app.process.pid, []) if "quiz_app.runs.driver" in names[pid]]
    return [pid for pid in drivers for zygote in parents.get(pid, []) if parents.get(zygote)]


def processes() -> tuple[dict[int, list[int]], dict[int, str]]:
    """The children of each process of this machine, and what each is called."""
    parents: dict[int, list[int]] = {}
    names: dict[int, str] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                names[int(folder.name)] = (folder / "cmdline").read_text()
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(folder.name))
    return parents, names
