"""The quizzes in a browser: from start to score, by mouse and by keyboard, on a phone, through a reload."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from itertools import count

import pytest
from conftest import PATIENCE
from playwright.sync_api import Locator, Page, expect

from grader.course import Course, QuizQuestion

expect.set_options(timeout=PATIENCE)

Open = Callable[..., Page]
_students = (f"student-{n}" for n in count(1))


def settled(page: Page) -> None:
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_have_count(1)


def begin(page: Page, questions: int = 8) -> str:
    student = next(_students)
    page.get_by_label("Student id").fill(student)
    page.get_by_role("button", name="Begin the quiz").click()
    expect(page.get_by_role("radiogroup")).to_have_count(questions)
    return student


def option(page: Page, question: QuizQuestion, right: bool) -> Locator:
    text = next(option.text for option in question.options if option.right == right)
    return page.get_by_role("radiogroup", name=question.text, exact=True).get_by_text(text, exact=True)


def answer(page: Page, course: Course, right: int, of: str = "backprop", attempt: int = 1) -> None:
    for number, question in enumerate(course.quizzes[of].asked_in(attempt)):
        option(page, question, number < right).click()


def go_to(page: Page, course: Course, assignment: str) -> None:
    """By the page's list of the other quizzes."""
    page.get_by_role("button", name=f"{course.assignments[assignment].title} ·").click()
    expect(page.get_by_text(f"{course.quizzes[assignment].title}.", exact=True)).to_be_visible()
    settled(page)


def order(page: Page) -> list[str]:
    return page.get_by_role("radiogroup").all_inner_texts()


def test_from_start_to_score_through_reloads_and_a_double_click(open_page: Open, course: Course) -> None:
    received: list[str] = []

    def listen(frame: str | bytes) -> None:
        received.append(frame if isinstance(frame, str) else frame.decode("utf-8", errors="replace"))

    reasons = [option.why for question in course.quizzes["backprop"].questions for option in question.options]
    page = open_page("quiz")
    page.on("websocket", lambda socket: socket.on("framereceived", listen))
    page.reload()
    expect(page.get_by_label("Student id")).to_be_visible()
    begin(page)
    before = order(page)
    page.reload()
    expect(page.get_by_role("radiogroup")).to_have_count(8)
    assert order(page) == before
    answer(page, course, right=7)
    traffic = "".join(received)
    assert "What backpropagation is for" in traffic
    assert not [why for why in reasons if why in traffic]
    received.clear()
    page.get_by_role("button", name="Submit my answers").dblclick()
    score = page.get_by_role("group", name="Your score")
    expect(score).to_contain_text("7 of 8")
    expect(score).to_contain_text(course.quizzes["backprop"].closing_sentence(7))
    expect(score).to_be_focused()
    expect(page.get_by_text("You have two more attempts")).to_be_visible()
    assert all(escape(why) in "".join(received) for why in reasons)
    page.reload()
    expect(score).to_contain_text("7 of 8")
    expect(page.get_by_text("You have two more attempts")).to_be_visible()


def test_the_keyboard_alone_is_enough(open_page: Open) -> None:
    page = open_page("quiz")
    expect(page.get_by_label("Student id")).to_be_visible()

    def tab_to(target: Locator) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if target.evaluate("element => element.contains(document.activeElement)"):
                return
        pytest.fail(f"{target} cannot be reached with the tab key")

    tab_to(page.get_by_label("Student id"))
    page.keyboard.type(next(_students))
    page.keyboard.press("Enter")
    groups = page.get_by_role("radiogroup")
    expect(groups).to_have_count(8)
    settled(page)
    for number in range(8):
        tab_to(groups.nth(number))
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    expect(page.locator("input[type=radio]:checked")).to_have_count(8)
    tab_to(page.get_by_role("button", name="Submit my answers"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Your score")).to_be_focused()


def test_on_a_phone_nothing_is_cut_off(open_page: Open, course: Course) -> None:
    page = open_page("quiz")
    page.set_viewport_size({"width": 390, "height": 844})
    begin(page)
    settled(page)
    # An element wider than the screen would be scrolled sideways, or not be seen at all.
    too_wide = (
        "() => [...document.querySelectorAll('.stMain *')].filter(e => e.getBoundingClientRect().right > 391).length"
    )
    assert page.evaluate(too_wide) == 0
    heights = page.get_by_test_id("stRadioOption").evaluate_all("all => all.map(e => e.offsetHeight)")
    assert len(heights) == 32
    assert min(heights) >= 40, "too low for a finger"
    answer(page, course, right=4)
    page.get_by_role("button", name="Submit my answers").click()
    expect(page.get_by_role("group", name="Your score")).to_contain_text("4 of 8")
    settled(page)
    assert page.evaluate(too_wide) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_forgotten_question_is_named_and_what_was_chosen_stays(open_page: Open, course: Course) -> None:
    page = open_page("quiz")
    begin(page)
    for question in course.quizzes["backprop"].questions[:7]:
        option(page, question, right=True).click()
    page.get_by_role("button", name="Submit my answers").click()
    expect(page.get_by_text("Question 8 has no answer yet. Nothing was counted.")).to_be_visible()
    expect(page.locator("input[type=radio]:checked")).to_have_count(7)


def test_trying_again_starts_at_the_top_without_an_error(open_page: Open, course: Course) -> None:
    page = open_page("quiz")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    begin(page)
    for attempt in (1, 2):
        answer(page, course, right=4, attempt=attempt)
        page.get_by_role("button", name="Submit my answers").click()
        again = page.get_by_role("button", name="Try again")
        again.click()
        expect(page.get_by_role("radiogroup")).to_have_count(8)
        expect(page.locator("h1")).to_be_focused()
        expect(page.locator("h1")).to_be_in_viewport()
    assert errors == []


def test_a_quiz_in_progress_is_there_again_in_a_new_tab(open_page: Open, course: Course) -> None:
    page = open_page("quiz")
    begin(page)
    for question in course.quizzes["backprop"].questions[:3]:
        option(page, question, right=True).click()
    settled(page)
    page.reload()
    expect(page.locator("input[type=radio]:checked")).to_have_count(3)
    address = page.url.partition("?")[0]
    page.close()
    page = page.context.new_page()
    page.goto(address)
    expect(page.locator("input[type=radio]:checked")).to_have_count(3)
    answer(page, course, right=8)
    page.get_by_role("button", name="Submit my answers").click()
    expect(page.get_by_role("group", name="Your score")).to_contain_text("8 of 8")


def test_the_last_score_can_be_seen_when_all_attempts_are_used(open_page: Open, course: Course) -> None:
    page = open_page("quiz")
    student = begin(page)
    for number in range(3):
        answer(page, course, right=5 + number, attempt=number + 1)
        page.get_by_role("button", name="Submit my answers").click()
        expect(page.get_by_role("group", name="Your score")).to_contain_text(f"{5 + number} of 8")
        if number < 2:
            page.get_by_role("button", name="Try again").click()
            expect(page.get_by_role("radiogroup")).to_have_count(8)
    page.get_by_role("button", name="I am someone else").click()
    page.get_by_label("Student id").fill(student)
    page.get_by_role("button", name="Begin the quiz").click()
    expect(page.get_by_text("You have used all of your attempts")).to_be_visible()
    page.get_by_role("button", name=f"Attempt 3 by {student}: 7 of 8").click()
    expect(page.get_by_role("group", name="Your score")).to_contain_text("7 of 8")


def test_one_goes_from_quiz_to_quiz_and_back_to_what_was_begun(open_page: Open, course: Course) -> None:
    page = open_page("quiz")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    student = begin(page)
    option(page, course.quizzes["backprop"].questions[0], right=True).click()
    settled(page)
    go_to(page, course, "network")
    expect(page.get_by_label("Student id")).to_have_value(student)
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("h1")).to_be_in_viewport()
    page.get_by_role("button", name="Begin the quiz").click()
    expect(page.get_by_role("radiogroup")).to_have_count(7)
    answer(page, course, right=6, of="network")
    page.get_by_role("button", name="Submit my answers").click()
    expect(page.get_by_role("group", name="Your score")).to_contain_text("6 of 7")
    expect(page.get_by_text("Best score 6 of 7, two attempts left.")).to_be_visible()
    address = page.url
    page.get_by_role("button", name="Backpropagation by hand · Begun: 1 of 8 questions answered").click()
    expect(page.locator("input[type=radio]:checked")).to_have_count(1)
    page.goto(address)  # a link to the score of the other quiz
    expect(page.get_by_role("group", name="Your score")).to_contain_text("6 of 7")
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_text("6 of 7 right in your last attempt.")).to_be_visible()
    assert errors == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_list_of_quizzes_fits_and_is_large_enough_for_a_finger(
    open_page: Open, course: Course, width: int
) -> None:
    page = open_page("quiz")
    page.set_viewport_size({"width": width, "height": 844})
    buttons = page.locator(".st-key-quizzes button")
    expect(buttons).to_have_count(len(course.quizzes) - 1)
    for box in buttons.evaluate_all("all => all.map(e => e.getBoundingClientRect().toJSON())"):
        assert box["height"] >= 40
        assert box["right"] <= width
    go_to(page, course, "generalization")
    expect(page.locator("h1")).to_be_in_viewport()


def test_the_chooser_opens_a_quiz_and_the_address_keeps_it(open_page: Open, course: Course) -> None:
    page = open_page("quiz")
    page.get_by_role("combobox", name="Assignment").click()
    page.get_by_role("option", name=course.assignments["optimizers"].title).click()
    expect(page.get_by_text("Eight questions about optimizers.")).to_be_visible()
    settled(page)
    page.reload()
    expect(page.get_by_text("Eight questions about optimizers.")).to_be_visible()
    begin(page)
    answer(page, course, right=8, of="optimizers")
    page.get_by_role("button", name="Submit my answers").click()
    expect(page.get_by_role("group", name="Your score")).to_contain_text("8 of 8")
