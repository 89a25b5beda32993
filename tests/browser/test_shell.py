"""What holds for the app as a whole: it opens, every page can be reached, and no leftover buttons are shown."""

from __future__ import annotations

from collections.abc import Callable

from conftest import PATIENCE, StartApp, settled
from playwright.sync_api import Page, expect
from submissions import ROOT

from grader.course import load_course
from quiz_app.lessons import lessons_of

LESSONS = lessons_of(load_course(ROOT).assignments)
PAGES = (
    "Home",
    *(lesson.by_hand.title for lesson in LESSONS if lesson.by_hand),
    "My steps",
    "Quiz",
    *(page.title for lesson in LESSONS for page in lesson.pages),
    "Laboratory",
    "Sweep",
    "Runs",
)


def test_every_page_is_reached_from_the_menu(open_page: Callable[..., Page]) -> None:
    page = open_page()
    for name in PAGES[1:]:
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
        expect(page).to_have_title(f"{name} · Backpropagation, written by you")
        expect(page.locator("h1")).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)


def test_there_is_no_deploy_button_and_no_developers_menu(open_page: Callable[..., Page]) -> None:
    page = open_page()
    expect(page.get_by_test_id("stAppDeployButton")).to_have_count(0)
    expect(page.get_by_test_id("stMainMenu")).to_have_count(0)


def test_students_do_not_see_the_instructors_page_and_its_address_opens_it(open_page: Callable[..., Page]) -> None:
    page = open_page()
    expect(page.get_by_test_id("stSidebarNav").get_by_role("link")).to_have_count(len(PAGES))
    page = open_page("instructor")
    expect(page.locator("h1")).to_have_text("Instructor")
    expect(page.get_by_test_id("stSidebarNav").get_by_role("link", name="Instructor")).to_have_count(0)


def test_a_server_that_has_stopped_is_said_in_our_own_words(page: Page, start_app: StartApp) -> None:
    app = start_app()
    page.goto(app.url, timeout=PATIENCE)
    settled(page)
    app.end()
    dialog = page.get_by_role("dialog", name="The course's server has stopped")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    expect(dialog).to_contain_text("Start it again with course app, in a terminal in the course's folder.")
    expect(page.get_by_text("Streamlit", exact=False).locator("visible=true")).to_have_count(0)
    start_app(app.folder, int(app.address.rpartition(":")[2]))
    expect(dialog).to_have_count(0, timeout=PATIENCE)
