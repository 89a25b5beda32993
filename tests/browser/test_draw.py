"""Draw in a real browser, for networks that answer by the student's own functions: batch norm, and twenty layers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable

import pytest
from conftest import PATIENCE, press, settled
from playwright.sync_api import Page, expect
from test_accessibility import violations

from quiz_app.laboratory.experiment import Chosen, Experiment, packed
from quiz_app.testing import RunningApp

expect.set_options(timeout=PATIENCE)
LINEAR, TANH = Chosen("linear", units=24), Chosen("functions.tanh")
DIGITS = Experiment(
    data="digits",
    examples=600,
    initialisation="depth.xavier_init",
    learning_rate=0.1,
    batch_size=20,
    epochs=6,
    blocks=(LINEAR, Chosen("depth.batch_norm"), Chosen("relu"), Chosen("generalization.dropout")),
)
NETWORKS = {
    "batch norm and dropout": (DIGITS, "light", 1440),
    "twenty layers": (
        DIGITS.with_(blocks=(LINEAR, TANH, *[Chosen("depth.residual")] * 18), initialisation="engine.small"),
        "dark",
        390,
    ),
}


@pytest.fixture(scope="module", autouse=True)
def _right_answers(app: RunningApp) -> None:
    for name in ("backprop", "functions", "depth", "generalization"):
        shutil.copy(app.folder / "solutions" / name / f"{name}.py", app.folder / "exercises" / f"{name}.py")


@pytest.mark.parametrize("name", NETWORKS)
def test_a_digit_is_read_and_fooled_by_any_network(
    open_page: Callable[..., Page], app: RunningApp, page: Page, name: str
) -> None:
    experiment, scheme, width = NETWORKS[name]
    open_page(f"laboratory?experiment={packed(experiment)}")
    press(page, "Start", then="Pause")
    expect(page.get_by_text("Finished: 6 epochs.")).to_be_visible()
    run = page.url.partition("run=")[2].partition("&")[0]
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{app.url}/draw?run={run}")
    settled(page)
    page.get_by_text("Take one from MNIST").click()
    expect(page.get_by_text("Probability of each digit")).to_be_visible()
    said = page.get_by_text(re.compile("The network: your network .*linear.* right"))
    expect(said).to_be_visible()
    if "batch norm" in name:
        expect(page.get_by_text("yours goes through beside 256 training images")).to_be_visible()
        expect(page.get_by_text("Dropout is left out here")).to_be_visible()
    find = page.get_by_role("button", name="Find the smallest change")
    find.press("Enter")
    expect(page.get_by_text("As a whole the change is")).to_be_visible()
    expect(page.get_by_text("Your functions went back from the loss to the pixels")).to_be_visible()
    expect(page.get_by_alt_text(re.compile("the digit, read as"))).to_have_count(2)
    expect(page.get_by_text(re.compile("Block 1: \\d+ of 24 units answer more than 0"))).to_be_visible()
    assert violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
