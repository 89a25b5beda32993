"""The app, started on a free port in a course folder of its own, and the system's Chromium to look at it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from own_course import answer_keys, share_keys
from playwright.sync_api import Page, ViewportSize, expect
from submissions import ROOT

from grader.key.files import FOLDER
from quiz_app import testing
from quiz_app.testing import RunningApp

_CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# The addresses of all pages, from their files, so that none is forgotten. "by_hand" is "/by_hand"; Home is "".
PAGES = (
    "",
    *sorted(file.stem for file in (ROOT / "quiz_app").rglob("*pages/*.py") if file.stem not in ("home", "__init__")),
)
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE = 90_000  # milliseconds: a busy machine is no failure
StartApp = Callable[..., RunningApp]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium; without one, the tests that need it are skipped, or fail if COURSE_REQUIRE_BROWSER=1."""
    found = next((path for name in _CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = f"no browser: none of {', '.join(_CHROMIUM_NAMES)} is installed"
        if os.environ.get("COURSE_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, Any]:
    """What pytest-playwright's own fixtures start."""
    return {"executable_path": chromium, "args": _CHROMIUM_FLAGS, "headless": True}


@pytest.fixture(scope="module")
def start_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartApp]:
    """Starts the app, as often as asked, with more environment variables; ends all at the end of the file."""
    started: list[RunningApp] = []

    def start(folder: Path | None = None, port: int = 0, **environment: str) -> RunningApp:
        folder = folder or testing.course_folder(tmp_path_factory.mktemp("app"))
        share_keys(answer_keys(), folder / FOLDER)
        app = testing.start_app(folder, port, **environment)
        started.append(app)
        return app

    yield start
    for app in started:
        app.end()


@pytest.fixture(scope="module")
def app(start_app: StartApp) -> RunningApp:
    """One app for all tests of a file."""
    return start_app()


@pytest.fixture
def open_page(page: Page, app: RunningApp) -> Callable[..., Page]:
    """Opens a page of the app by its path, "" for Home, and waits until it is drawn."""

    def go(path: str = "", of: RunningApp = app) -> Page:
        page.goto(f"{of.url}/{path}", timeout=PATIENCE)
        settled(page)
        return page

    return go


def settled(page: Page) -> None:
    """Wait until the app has drawn the page's title and its script has come to its end."""
    expect(page.locator("h1")).to_be_visible(timeout=PATIENCE)
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_have_count(
        1, timeout=PATIENCE
    )


def fits_a_phone(page: Page) -> None:
    """Nothing is wider than the page, so that it scrolls down alone."""
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def press(page: Page, name: str, then: str) -> None:
    """Press a button by the keyboard once it can be, and wait for the button that is there afterwards."""
    button = page.get_by_role("button", name=name, exact=True)
    expect(button).to_be_enabled(timeout=PATIENCE)
    button.press("Enter", no_wait_after=True, timeout=PATIENCE)
    expect(page.get_by_role("button", name=then, exact=True)).to_be_visible(timeout=PATIENCE)


def start_long_training(page: Page, epochs: int = 1000) -> None:
    """Start a training, or a comparison, that does not end by itself while a test looks at it."""
    # Once the functions are checked the page is drawn anew, and with it what was typed and not yet sent.
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_enabled(timeout=PATIENCE)
    settled(page)
    field = page.get_by_label("Epochs", exact=True)
    field.fill(str(epochs), timeout=PATIENCE)
    field.press("Enter")
    settled(page)
    expect(field).to_have_value(str(epochs), timeout=PATIENCE)
    press(page, "Start", then="Pause")
