"""The pictures in docs/pictures/app-*.png: a real app, a real browser, a class that is made up.

    python docs/screenshots.py [PAGE …]        # all of them if left out

Needs Chromium and the test extra (Playwright). Run it after a change to a page that a picture shows.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

from grader.course import load_course
from quiz_app.quiz.service import QuizService
from quiz_app.testing import course_folder, running_app

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PASSPHRASE = "only for the pictures"
DESK, PHONE = {"width": 1200, "height": 800}, {"width": 390, "height": 800}
MOUNTAIN = {"width": 1200, "height": 880}
TALL = {"width": 1200, "height": 1450}
WIDE = {"width": 1280, "height": 980}
STUDENTS = iter(("ada", "emmy", "sofia"))  # a first attempt each: a later one asks other questions
_PATIENCE = 600_000  # milliseconds


def main() -> int:
    wanted = sys.argv[1:] or list(SHOTS)
    if unknown := [name for name in wanted if name not in SHOTS]:
        print(f"no picture {unknown[0]!r}; there are {', '.join(SHOTS)}", file=sys.stderr)
        return 2
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as parent, sync_playwright() as playwright:
        folder = make_course(Path(parent))
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with running_app(folder) as app:
            for name in wanted:
                take, size, scheme = SHOTS[name]
                page = new_page(browser, size, scheme)
                take(page, app.url, folder)
                page.mouse.move(0, 0)
                page.wait_for_timeout(1500)  # transitions and pictures that are still arriving
                page.screenshot(path=PICTURES / f"app-{name}.png")
                if is_blank(PICTURES / f"app-{name}.png"):
                    raise SystemExit(f"app-{name}.png shows nothing: the browser had not drawn the page yet")
                page.context.close()
                print(f"written: docs/pictures/app-{name}.png", flush=True)
        browser.close()
    return 0


def new_page(browser: Browser, size: dict[str, int], scheme: str) -> Page:
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    context.set_default_timeout(_PATIENCE)
    return context.new_page()


def is_blank(picture: Path) -> bool:
    """Whether there is only one colour."""
    with Image.open(picture) as image:
        return image.convert("RGB").getcolors(1) is not None


def open_page(page: Page, url: str, path: str) -> None:
    page.goto(f"{url}/{path}")
    page.locator("h1").wait_for()
    settle(page)


def settle(page: Page) -> None:
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def home(page: Page, url: str, folder: Path) -> None:
    student_has(folder, "tests/fixtures/one_mistake.py")
    open_page(page, url, "")
    page.get_by_text("of 100 points").first.wait_for()
    page.get_by_text("being checked").first.wait_for(state="hidden")


def by_hand(page: Page, url: str, folder: Path) -> None:
    open_page(page, url, "by_hand?step=6")


def my_steps(page: Page, url: str, folder: Path) -> None:
    student_has(folder, "tests/fixtures/one_mistake.py")
    open_page(page, url, "my_steps")
    page.get_by_text("of 100 points").first.wait_for()


def quiz(page: Page, url: str, folder: Path) -> None:
    open_page(page, url, "quiz")
    page.get_by_label("Student id").fill(next(STUDENTS))
    page.get_by_role("button", name="Begin the quiz").click()
    page.get_by_role("radiogroup").nth(7).wait_for()
    settle(page)
    page.get_by_test_id("stRadioOption").nth(2).click()
    page.locator("h1").scroll_into_view_if_needed()


def quiz_score(page: Page, url: str, folder: Path) -> None:
    quiz(page, url, folder)
    for number, question in enumerate(load_course(folder).quizzes["backprop"].questions):
        text = next(option.text for option in question.options if option.right == (number not in (1, 4)))
        page.get_by_role("radiogroup", name=question.text, exact=True).get_by_text(text, exact=True).click()
    page.get_by_role("button", name="Submit my answers").click()
    page.get_by_role("group", name="Your score").wait_for()
    settle(page)


def train(page: Page, url: str, folder: Path) -> None:
    run_on(page, url, folder, "train")


def compare(page: Page, url: str, folder: Path) -> None:
    run_on(page, url, folder, "compare")


def mountain(page: Page, url: str, folder: Path) -> None:
    student_has(folder, "solutions/backprop/backprop.py")
    open_page(page, url, "compare")
    page.locator("button:not([disabled])", has_text="Start").click()
    page.locator("button", has_text="Pause").wait_for()
    page.locator("button:not([disabled])", has_text="Start").wait_for()  # it has ended
    page.get_by_text("Show the real mountain").click()
    page.get_by_text("49 × 49").wait_for()
    page.wait_for_timeout(1_000)
    # The row of buttons stays on top: leave room for it.
    page.get_by_text("Show the real mountain").evaluate("one => one.scrollIntoView()")
    page.get_by_test_id("stMain").evaluate("main => main.scrollBy(0, -120)")


def run_on(page: Page, url: str, folder: Path, name: str) -> None:
    """Start what the page trains, until there is a curve; a fast machine is through before that."""
    student_has(folder, "solutions/backprop/backprop.py")
    open_page(page, url, name)
    page.locator("button:not([disabled])", has_text="Start").click()
    page.locator("button", has_text="Pause").wait_for()
    page.wait_for_timeout(15_000)
    with contextlib.suppress(TimeoutError):
        page.locator("button", has_text="Pause").click(timeout=20_000)
        page.locator("button", has_text="Resume").wait_for()
    page.wait_for_timeout(2_000)  # the last charts


def solved(folder: Path, *assignments: str) -> None:
    """The student has solved these."""
    for name in assignments:
        shutil.copy(ROOT / "solutions" / name / f"{name}.py", folder / "exercises" / f"{name}.py")


def run_to_its_end(page: Page) -> None:
    """Start what the page has, and wait until it is through."""
    page.locator("button:not([disabled])", has_text="Start").click()
    page.locator("button", has_text="Pause").wait_for()
    page.locator("button:not([disabled])", has_text="Start").wait_for()
    settle(page)


def sweep(page: Page, url: str, folder: Path) -> None:
    solved(folder, "backprop", "optimizers")
    open_page(page, url, "sweep")
    run_to_its_end(page)
    page.get_by_text("Open the best").first.wait_for()


def more_data(page: Page, url: str, folder: Path) -> None:
    solved(folder, "backprop", "generalization")
    open_page(page, url, "more_data")
    run_to_its_end(page)
    page.get_by_text("of those held back").first.wait_for()


def losses(page: Page, url: str, folder: Path) -> None:
    solved(folder, "functions")
    open_page(page, url, "losses")
    page.get_by_text("is nearly flat").first.wait_for()
    settle(page)


def overfitting(page: Page, url: str, folder: Path) -> None:
    """A cure beside the network without one."""
    solved(folder, "backprop", "generalization")
    open_page(page, url, "overfitting")
    page.get_by_text("Dropout", exact=True).click()
    page.get_by_text("Share that is kept").wait_for()
    settle(page)
    run_to_its_end(page)
    page.get_by_text("On digits that it has not seen").wait_for()


def race(page: Page, url: str, folder: Path) -> None:
    """Every optimizer down the ravine."""
    solved(folder, "backprop", "optimizers")
    open_page(page, url, "race")
    page.get_by_text("4 adam, rate").wait_for()
    settle(page)


def laboratory(page: Page, url: str, folder: Path) -> None:
    student_has(folder, "solutions/backprop/backprop.py")
    open_page(page, url, "laboratory")
    page.locator("button:not([disabled])", has_text="Start").click()
    page.get_by_text("Finished: 150 epochs.").wait_for()
    page.wait_for_timeout(2_000)


def draw(page: Page, url: str, folder: Path) -> None:
    train(page, url, folder)
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Draw", exact=True).click()
    page.get_by_text("Take one from MNIST").click()
    page.get_by_text("Layer by layer").first.wait_for()
    settle(page)


def instructor(page: Page, url: str, folder: Path) -> None:
    open_page(page, url, "instructor")
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Open").click()
    page.get_by_text("Questions", exact=True).click()
    page.get_by_text("most chosen wrong answer").first.wait_for()
    settle(page)


Shot = tuple[Callable[[Page, str, Path], None], dict[str, int], str]
SHOTS: dict[str, Shot] = {
    "home": (home, TALL, "light"),
    "by-hand": (by_hand, DESK, "light"),
    "my-steps": (my_steps, DESK, "light"),
    "quiz": (quiz, DESK, "light"),
    "quiz-score": (quiz_score, DESK, "light"),
    "quiz-phone": (quiz_score, PHONE, "dark"),
    "train": (train, TALL, "light"),
    "train-dark": (train, DESK, "dark"),
    "compare": (compare, TALL, "light"),
    "mountain": (mountain, MOUNTAIN, "light"),
    "draw": (draw, DESK, "light"),
    "race": (race, WIDE, "light"),
    "laboratory": (laboratory, TALL, "light"),
    "losses": (losses, WIDE, "light"),
    "overfitting": (overfitting, WIDE, "light"),
    "more-data": (more_data, DESK, "light"),
    "sweep": (sweep, TALL, "light"),
    "instructor": (instructor, DESK, "light"),
}


def student_has(folder: Path, source: str) -> None:
    """What the student has written so far."""
    shutil.copy(ROOT / source, folder / "exercises" / "backprop.py")


def make_course(parent: Path) -> Path:
    """A course folder with a class that has answered the quiz, each student a little differently."""
    folder = course_folder(parent)
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(f'[instructor]\npassphrase = "{PASSPHRASE}"\n')
    service = QuizService(load_course(folder), lambda course, attempt: None)
    for student in range(24):
        attempt = service.begin("backprop", f"student-{student + 1:02}")
        assert attempt is not None
        answers = []
        for number, question in enumerate(service.quizzes["backprop"].questions):
            right = [option.right for option in question.options].index(True)
            slip = (student * 7 + number * 5) % 11  # the later the question, the more slips, most of them the same
            answers.append(right if slip > 2 + number // 3 else (right + (1 if slip else 2)) % 4)
        service.submit(attempt, answers)
    service.delivery.deliver_waiting()
    service.close()
    return folder


if __name__ == "__main__":
    sys.exit(main())
