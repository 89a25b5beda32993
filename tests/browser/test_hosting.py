"""What a browser's headers can and cannot bring about: paths of the server, and more guesses at the passphrase."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PATIENCE, StartApp, settled
from playwright.sync_api import Browser, Page, expect

from quiz_app.testing import RunningApp, course_folder

expect.set_options(timeout=PATIENCE)
PASSPHRASE = "a long passphrase"


@pytest.fixture(scope="module")
def app(start_app: StartApp, tmp_path_factory: pytest.TempPathFactory) -> RunningApp:
    folder = course_folder(tmp_path_factory.mktemp("hosting"))
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(f'[instructor]\npassphrase = "{PASSPHRASE}"\n')
    return start_app(folder)


def opened(browser: Browser, app: RunningApp, path: str, **headers: str) -> Page:
    page = browser.new_context(extra_http_headers=headers).new_page()
    page.goto(f"{app.url}/{path}", timeout=PATIENCE)
    settled(page)
    return page


def test_behind_a_proxy_nobody_chooses_a_path_of_the_server(browser: Browser, app: RunningApp) -> None:
    path = Path("solutions/backprop/backprop.py").as_posix()
    page = opened(browser, app, f"?file={path}", **{"X-Forwarded-For": "127.0.0.1"})
    expect(page.locator("input[type=file]")).to_have_count(1)
    expect(page.get_by_text("Use another file")).to_have_count(0)
    expect(page.get_by_text(path)).to_have_count(0)
    expect(opened(browser, app, "").get_by_text("Use another file")).to_have_count(1)


def test_a_forged_address_gives_no_more_guesses_and_the_right_passphrase_opens(
    browser: Browser, app: RunningApp
) -> None:
    forged = [opened(browser, app, "instructor", **{"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(10)]
    for page in forged:
        page.get_by_label("Passphrase").fill("not this passphrase")
    for page in forged:
        page.get_by_role("button", name="Open", exact=True).press("Enter", no_wait_after=True)
    expect(forged[-1].get_by_text("Yours is looked at in")).to_be_visible()
    page = opened(browser, app, "instructor")
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_text("Have tried the quiz")).to_be_visible()
    page.reload(timeout=PATIENCE)
    expect(page.get_by_text("Have tried the quiz")).to_be_visible()
    page.get_by_role("button", name="Lock this page").click()
    expect(page.get_by_label("Passphrase")).to_be_visible()
    page.reload(timeout=PATIENCE)
    expect(page.get_by_label("Passphrase")).to_be_visible()
