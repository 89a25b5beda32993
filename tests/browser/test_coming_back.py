"""What a person has made is there again: after a reload, in a new tab, and when the server was started anew."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from conftest import PATIENCE, StartApp, press, settled, start_long_training
from playwright.sync_api import Browser, BrowserContext, Page, expect

from quiz_app.testing import RunningApp, course_folder, free_port

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def app(start_app: StartApp, tmp_path_factory: pytest.TempPathFactory) -> RunningApp:
    return start_app(course_folder(tmp_path_factory.mktemp("back")), COURSE_HOSTED="1")


DONE = "?assignment=backprop"  # by itself Home opens at the next one


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context()
    yield opened
    opened.close()


def opened(context: BrowserContext, app: RunningApp, path: str = "") -> Page:
    page = context.new_page()
    page.goto(f"{app.url}/{path}", timeout=PATIENCE)
    settled(page)
    return page


def with_upload(context: BrowserContext, app: RunningApp) -> Page:
    page = opened(context, app)
    page.locator("input[type=file]").set_input_files(app.folder / "solutions" / "backprop" / "backprop.py")
    expect(page.get_by_text("12 of 12 functions right · 100 of 100 points")).to_be_visible()
    return page


def finished(page: Page) -> str:
    """Train for a moment, and stop; the sentence that says how far it came."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Train", exact=True).click()
    settled(page)
    start_long_training(page)
    expect(page.get_by_text(re.compile("steps a second"))).to_be_visible()
    press(page, "Stop", then="Start")
    said = page.get_by_text(re.compile(r"Stopped at step [\d,]+"))
    expect(said).to_be_visible()
    return said.inner_text()


def test_a_reload_and_a_new_tab_find_the_upload_and_the_trained_network(
    context: BrowserContext, app: RunningApp
) -> None:
    page = with_upload(context, app)
    said = finished(page)
    page.close()
    page = opened(context, app, DONE)
    expect(page.get_by_text("backprop.py", exact=True)).to_be_visible()
    expect(page.get_by_text("12 of 12 functions right · 100 of 100 points")).to_be_visible()
    page = opened(context, app, "train")
    expect(page.get_by_text(said)).to_be_visible()
    expect(opened(context, app, "draw").get_by_text(re.compile("The network: your functions"))).to_be_visible()


def test_another_browser_finds_nothing_of_it(context: BrowserContext, browser: Browser, app: RunningApp) -> None:
    with_upload(context, app)
    page = opened(browser.new_context(), app)
    expect(page.get_by_text("No file yet.")).to_be_visible()
    expect(opened(browser.new_context(), app, "draw").get_by_text("There is no trained network yet")).to_be_visible()


def test_what_was_made_outlives_the_server(context: BrowserContext, start_app: StartApp, app: RunningApp) -> None:
    port = free_port()
    first = start_app(app.folder, port, COURSE_HOSTED="1")
    said = finished(with_upload(context, first))
    first.process.kill()
    first.process.wait()
    again = start_app(app.folder, port, COURSE_HOSTED="1")
    page = opened(context, again, DONE)
    expect(page.get_by_text("12 of 12 functions right · 100 of 100 points")).to_be_visible()
    expect(opened(context, again, "train").get_by_text(said)).to_be_visible()


def test_on_a_shared_computer_one_takes_everything_along(context: BrowserContext, app: RunningApp) -> None:
    page = with_upload(context, app)
    page.get_by_text("Is this a shared computer?").click()
    page.get_by_role("button", name="Remove my things from this browser").click()
    expect(page.get_by_text("No file yet.")).to_be_visible()
    expect(opened(context, app).get_by_text("No file yet.")).to_be_visible()


def test_a_run_that_is_not_kept_any_more_is_said(context: BrowserContext, app: RunningApp) -> None:
    page = opened(context, app, "train?run=aaaaaaaaaaaaaaaa")
    expect(page.get_by_text("is not kept any more")).to_be_visible()
    page.get_by_text("Epochs", exact=True).click()  # whatever is done on the page, it stays to be read
    page.get_by_label("Epochs", exact=True).fill("3")
    page.get_by_label("Epochs", exact=True).press("Enter")
    settled(page)
    expect(page.get_by_text("is not kept any more")).to_be_visible()
