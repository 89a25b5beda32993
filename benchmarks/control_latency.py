"""How long a control of a training takes to show its effect: from the click in Chromium to the page that has changed.

    python benchmarks/control_latency.py [--rounds 5] [--page train] [--page laboratory]

On Train and in the laboratory a training is started, given another rate, paused, moved by one step, resumed and
stopped, again and again. The browser itself takes the time: from the event to the frame in which the effect is in
the page. Exits with 1 when a median is above 0.3 seconds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from quiz_app.laboratory.experiment import Chosen, Experiment, packed
from quiz_app.testing import course_folder, running_app

ROOT = Path(__file__).resolve().parent.parent
TARGET = 0.3  # seconds
BETWEEN = 1500  # milliseconds between two controls, as for a person
MOONS = Experiment(blocks=(Chosen("linear", units=8), Chosen("relu")) * 2, learning_rate=0.03, epochs=10_000)
PAGES = {"train": "train", "laboratory": f"laboratory?experiment={packed(MOONS)}"}
BUTTONS = {"Start": "Pause", "Pause": "Resume", "Resume": "Pause", "Stop": "Start"}  # pressed -> what then can be
STEP = {
    "train": r"training step\s*([\d,]+)",
    "laboratory": r"epoch [\d,]+ · step ([\d,]+) ·",
}
RATE = r"· rate ([\d.]+)"

# `wanted` is a button that is to be there, or `text` is to have another number than now.
WATCH = r"""({wanted, text}) => {
    const buttons = () => [...document.querySelectorAll("[data-testid=stMain] button")];
    const number = () => text && (document.querySelector("[data-testid=stMain]").textContent.match(text) || [])[1];
    const before = number();
    const there = () => wanted
        ? buttons().some(button => button.textContent.endsWith(wanted) && !button.disabled)
        : number() && number() !== before;
    let begun = 0;
    const begin = event => { begun = event.timeStamp; };
    window.took = null;
    for (const kind of ["click", "keydown"]) document.addEventListener(kind, begin, true);
    const look = () => {
        if (begun && there()) {
            for (const kind of ["click", "keydown"]) document.removeEventListener(kind, begin, true);
            window.took = performance.now() - begun;
        } else requestAnimationFrame(look);
    };
    look();
}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--page", action="append", choices=list(PAGES), help="both, unless one is named")
    options = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("control_latency.py: no Chromium on this machine.")
    from playwright.sync_api import sync_playwright

    took: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as parent, sync_playwright() as playwright:
        folder = course_folder(Path(parent))
        shutil.copy(ROOT / "solutions" / "backprop" / "backprop.py", folder / "exercises")
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        with running_app(folder, OPENBLAS_NUM_THREADS="1") as app:
            for name in options.page or PAGES:
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                page.set_default_timeout(120_000)
                page.goto(f"{app.url}/{PAGES[name]}")
                for _ in range(options.rounds):
                    for control, seconds in _round(page, name):
                        took.setdefault((name, control), []).append(seconds)
                page.close()
    return _report(took)


def _round(page: Any, name: str) -> list[tuple[str, float]]:
    """Seconds of each control, in the order of their use."""
    found = [("Start", _press(page, "Start")), ("another rate", _change_rate(page))]
    found += [("Pause", _press(page, "Pause")), ("One step", _press(page, "One step", STEP[name]))]
    return [*found, ("Resume", _press(page, "Resume")), ("Stop", _press(page, "Stop"))]


def _press(page: Any, button: str, text: str = "") -> float:
    pressed = page.get_by_role("button", name=button, exact=True)
    pressed.wait_for()
    page.wait_for_timeout(BETWEEN)
    page.evaluate(WATCH, {"wanted": "" if text else BUTTONS[button], "text": text})
    pressed.click(no_wait_after=True)
    return _took(page)


def _change_rate(page: Any) -> float:
    page.wait_for_timeout(BETWEEN)
    field = page.get_by_label("Learning rate").first
    field.click()
    others = [one for one in ("0.03", "0.1") if one not in (field.input_value() or "")]
    page.evaluate(WATCH, {"wanted": "", "text": RATE})
    page.get_by_role("option", name=others[0], exact=True).click(no_wait_after=True)
    return _took(page)


def _took(page: Any) -> float:
    return float(page.wait_for_function("() => window.took", polling=50).json_value()) / 1000


def _report(took: dict[tuple[str, str], list[float]]) -> int:
    print(f"{os.cpu_count()} cores\n\n{'page':12}{'control':14}{'median':>9}{'slowest':>9}{'target':>8}")
    for (page, control), seconds in took.items():
        print(f"{page:12}{control:14}{statistics.median(seconds):7.2f} s{max(seconds):7.2f} s{TARGET:6.1f} s")
    return 0 if all(statistics.median(seconds) <= TARGET for seconds in took.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
