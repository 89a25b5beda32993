"""axe-core on every page and view, in light and dark: nothing serious, nothing critical."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PAGES, PATIENCE, press, start_long_training
from playwright.sync_api import Page, expect
from submissions import ROOT

from grader.course import load_course
from quiz_app.testing import RunningApp, course_folder

expect.set_options(timeout=PATIENCE)

COURSE = load_course(ROOT)
VIEWS = (*PAGES, "by_hand?view=nudge", "by_hand?view=spreadsheet")


# While a page is drawn anew, as after a report that has come in, what stands there is pale for a moment.
FULL_COLOURS = """() => [...document.querySelectorAll("h1, [data-testid=stElementContainer]")].every(
    (element) => element.checkVisibility() === false || getComputedStyle(element).opacity === "1"
)"""


def violations(page: Page) -> list[str]:
    """What axe-core calls serious or critical: the rule and the first place."""
    expect(page.locator('[data-stale="true"]')).to_have_count(0)
    page.wait_for_function(FULL_COLOURS, timeout=PATIENCE)
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"][:1]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", VIEWS)
def test_nothing_serious(open_page: Callable[..., Page], page: Page, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_page(path)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    assert violations(page) == []
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "found => found.map(each => Number(each.tagName[1]))")
    assert levels[0] == 1
    assert all(lower - higher <= 1 for higher, lower in pairwise(levels)), levels


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("assignment", COURSE.quizzes)
def test_nothing_serious_in_a_quiz_and_its_score(
    open_page: Callable[..., Page], page: Page, assignment: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_page(f"quiz?assignment={assignment}")
    page.get_by_label("Student id").fill(f"ada-{scheme}")
    page.get_by_role("button", name="Begin the quiz").click()
    groups, questions = page.get_by_role("radiogroup"), len(COURSE.quizzes[assignment].questions)
    expect(groups).to_have_count(questions)
    for number in range(questions):
        groups.nth(number).get_by_test_id("stRadioOption").first.click()
    assert violations(page) == []
    page.get_by_role("button", name="Submit my answers").click()
    expect(page.get_by_role("group", name="Your score")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize(("path", "epochs"), [("train", 1000), ("compare", 50)])
def test_nothing_serious_in_a_run(open_page: Callable[..., Page], app: RunningApp, path: str, epochs: int) -> None:
    shutil.copy(app.folder / "solutions" / "backprop" / "backprop.py", app.folder / "exercises" / "backprop.py")
    page = open_page(path)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    start_long_training(page, epochs)
    charts = page.get_by_test_id("stVegaLiteChart").locator("svg, canvas")
    expect(charts.first).to_be_visible()
    press(page, "Pause", then="Resume")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        expect(charts.first).to_be_visible()
        assert violations(page) == [], scheme
    page.get_by_role("button", name="Stop", exact=True).press("Enter", no_wait_after=True)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on a class of two, made by the commands."""
    folder = course_folder(tmp_path_factory.mktemp("class"))
    for student, source in (("ada", "solutions/backprop/backprop.py"), ("bob", "tests/fixtures/one_mistake.py")):
        work = folder / "submitted" / student / "backprop" / "backprop.py"
        work.parent.mkdir(parents=True)
        shutil.copy(ROOT / source, work)
    for command in (("autograde", "backprop", "--create", "--jobs", "1"), ("report", "backprop")):
        subprocess.run([sys.executable, "-m", "grader.start", *command], cwd=folder, check=True, capture_output=True)
    return folder / "reports" / "backprop" / "report.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_in_the_report_on_a_class(page: Page, report: Path, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(report.as_uri())
    expect(page.locator("h1")).to_be_visible()
    assert violations(page) == []
