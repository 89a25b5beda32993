"""axe-core on every page, in light and dark: nothing serious, nothing critical."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

expect.set_options(timeout=90_000)  # a busy machine is no failure

PAGES = ("", "by_hand", "my_steps", "quiz", "train", "compare", "draw", "instructor")


def violations(page: Page) -> list[str]:
    """What axe-core calls serious or critical: the rule and the first place."""
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"][:1]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious(open_page: Callable[..., Page], page: Page, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_page(path)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_in_a_quiz_and_its_score(open_page: Callable[..., Page], page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_page("quiz")
    page.get_by_label("Student id").fill(f"ada-{scheme}")
    page.get_by_role("button", name="Begin the quiz").click()
    groups = page.get_by_role("radiogroup")
    expect(groups).to_have_count(8)
    for number in range(8):
        groups.nth(number).get_by_test_id("stRadioOption").first.click()
    assert violations(page) == []
    page.get_by_role("button", name="Submit my answers").click()
    expect(page.get_by_role("group", name="Your score")).to_be_visible()
    assert violations(page) == []
