"""Which assignment the app is at, and what a student's kit shows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from app_steps import checked as all_checked
from app_steps import links_of, solve
from own_course import this_courses_kit
from streamlit.testing.v1 import AppTest
from submissions import FIXTURES, ROOT

from grader.building.untouched import untouched_exercises
from grader.course import load_course
from quiz_app import kit
from quiz_app.lessons import Lesson, LessonPage, lesson_of
from quiz_app.runs.functions import known_mistakes
from quiz_app.student_work import StudentWork

OpenPage = Callable[..., AppTest]
_SECONDS = 120.0


def checked(page: AppTest, assignment: str) -> AppTest:
    work: StudentWork = page.session_state["student_works"][assignment]
    work.wait(_SECONDS)
    page.run()
    assert not page.exception
    return page


def here(page: AppTest) -> str:
    """The assignment that the session is at; where a page has a choice, it says the same."""
    at = str(page.session_state["chosen_assignment"])
    assert all(box.value == at for box in page.selectbox if box.label == "Assignment")
    return at


def choose(page: AppTest, assignment: str) -> AppTest:
    """By the choice, or, on Home, by the link on the map."""
    boxes = [box for box in page.selectbox if box.label == "Assignment"]
    if boxes:
        boxes[0].set_value(assignment)
    else:
        assert assignment in [link.proto.query_string.partition("=")[2] for link in page.get("page_link")]
        page.query_params["assignment"] = assignment
    page.run()
    assert not page.exception
    return page


def text_of(page: AppTest) -> str:
    shown = [
        *page.markdown,
        *page.caption,
        *page.header,
        *page.warning,
        *page.info,
        *page.error,
        *page.get("html"),
    ]
    return "\n".join(str(getattr(element, "value", "")) or element.proto.body for element in shown).replace("\\", "")


def titles(page: AppTest) -> list[str]:
    """The pages of the menu, in its order."""
    return [Path(info["script_path"]).stem for info in page._registered_pages.values()]


def with_one_assignment(folder: Path, name: str) -> None:
    file = folder / "course.toml"
    before, _, _ = file.read_text().partition("[assignments.")
    file.write_text(f"{before}[assignments.{name}]\n")


@pytest.fixture
def kit_folder(app_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's kit of the course; the app's pages belong to it."""
    folder = app_folder.parent / "kit"
    shutil.copytree(this_courses_kit(), folder)
    monkeypatch.setenv("COURSE_FOLDER", str(folder))
    return folder


def test_home_and_my_steps_follow_the_chosen_assignment(open_page: OpenPage, app_folder: Path) -> None:
    page = open_page("home")
    assert here(page) == "backprop"
    assert "assignment" not in page.query_params
    page = checked(choose(page, "optimizers"), "optimizers")
    assert page.query_params["assignment"] == "optimizers"
    assert page.header[0].value == "Write your first function, momentum"
    del page.query_params["assignment"]  # the menu's links do not have it
    steps = checked(page.switch_page("course_pages/my_steps.py").run(), "optimizers")
    assert here(steps) == "optimizers"
    assert any("momentum" in expander.label for expander in steps.expander)
    page = checked(choose(steps, "backprop"), "backprop")
    assert "assignment" not in page.query_params
    assert any("dz3" in expander.label for expander in page.expander)


def test_home_opens_at_the_first_assignment_that_is_not_finished(open_page: OpenPage, app_folder: Path) -> None:
    solve(app_folder, "backprop", "network")
    page = open_page("home")
    assert page.header[0].value == "Your files are being checked"
    page = all_checked(page)
    assert here(page) == "functions"
    assert page.header[0].value == "Write your first function, sigmoid"
    assert "Quiz not taken yet: Backpropagation by hand" in links_of(page)
    page = choose(page, "backprop")
    assert page.header[0].value == "Every step is right: take the quiz"
    assert here(all_checked(page)) == "backprop"  # who has chosen one stays there
    assert here(all_checked(open_page("home", assignment="optimizers"))) == "optimizers"


def test_home_opens_at_the_last_assignment_when_all_are_done(open_page: OpenPage, app_folder: Path) -> None:
    with_one_assignment(app_folder, "optimizers")
    solve(app_folder, "optimizers")
    assert here(all_checked(open_page("home"))) == "optimizers"


def test_a_link_opens_an_assignment_and_an_unknown_one_opens_the_first(open_page: OpenPage) -> None:
    assert here(open_page("my_steps", assignment="optimizers")) == "optimizers"
    page = open_page("my_steps", assignment="nonsense")
    assert here(page) == "backprop"
    assert "assignment" not in page.query_params


def test_a_file_chosen_for_one_assignment_stays_with_it(open_page: OpenPage) -> None:
    mine = str(FIXTURES / "one_mistake.py")
    page = checked(open_page("home", file=mine), "backprop")
    works = page.session_state["student_works"]
    page = choose(page, "optimizers")
    assert (works["backprop"].chosen, works["optimizers"].chosen) == (mine, "")
    assert "file" not in page.query_params
    page = choose(page, "backprop")
    assert page.query_params["file"] == mine


def test_two_sessions_are_at_assignments_of_their_own(open_page: OpenPage) -> None:
    one, other = open_page("home"), open_page("home", assignment="optimizers")
    one, other = one.run(), other.run()
    assert (here(one), here(other)) == ("backprop", "optimizers")


def test_an_upload_is_of_the_assignment_that_was_chosen(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HOSTED", "1")
    page = open_page("home")
    page.file_uploader[0].set_value(("mine.py", b"x = 1", "text/x-python")).run()
    works = page.session_state["student_works"]
    page = choose(page, "optimizers")
    assert (works["backprop"].name, works["optimizers"].name) == ("mine.py", "")
    assert page.header[0].value == "Bring your file"


def test_a_course_without_a_quiz_shows_its_class(open_page: OpenPage, app_folder: Path) -> None:
    with_one_assignment(app_folder, "optimizers")
    page = open_page("instructor", {"instructor": {"passphrase": "a long passphrase"}})
    page.text_input[0].set_value("a long passphrase")
    next(button for button in page.button if button.label == "Open").click().run()
    page = page.run()
    assert not page.exception
    assert not page.error
    assert "Lock this page" in [button.label for button in page.button]


def test_a_course_with_one_assignment_shows_no_choice(open_page: OpenPage, app_folder: Path) -> None:
    with_one_assignment(app_folder, "backprop")
    assert not open_page("my_steps").selectbox
    page = open_page("home")
    assert "Your way through the course" not in text_of(page)
    assert "assignment" not in page.query_params


def test_pages_of_a_lesson_are_there_only_with_its_assignment(open_page: OpenPage, app_folder: Path) -> None:
    assert {"by_hand", "train", "compare", "draw"} <= set(titles(open_page("home")))
    st.cache_resource.clear()  # the app reads its course once
    with_one_assignment(app_folder, "optimizers")
    page = checked(open_page("home").run(), "optimizers")
    assert not {"by_hand", "train", "compare", "draw"} & set(titles(page))
    steps = page.switch_page("course_pages/my_steps.py").run()
    assert not steps.exception
    assert not steps.get("page_link")


def test_a_lesson_may_have_pages_alone(
    open_page: OpenPage, app_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = Lesson(
        "depth", "Networks of many layers.", pages=(LessonPage("lessons/backprop/pages/draw.py", "Draw", ""),)
    )
    monkeypatch.setattr("quiz_app.lessons.depth.LESSON", only, raising=False)
    with_one_assignment(app_folder, "depth")
    home = checked(open_page("home"), "depth")
    assert titles(home) == ["home", "my_steps", "quiz", "draw", "laboratory", "sweep", "runs", "instructor"]
    assert "Networks of many layers." in text_of(home)
    assert [button.label for button in home.button if "hand" in button.label] == []
    assert "Training" not in [heading.value for heading in home.header]
    assert not checked(home.switch_page("course_pages/my_steps.py").run(), "depth").get("page_link")


def test_a_page_of_a_lesson_goes_to_its_assignment(open_page: OpenPage) -> None:
    page = open_page("home", assignment="optimizers")
    page = page.switch_page("lessons/backprop/pages/by_hand.py").run()
    assert not page.exception
    assert here(page.switch_page("course_pages/home.py").run()) == "backprop"


def test_what_a_lesson_begins_with_is_in_the_assignments_bank() -> None:
    course = load_course(ROOT)
    lesson = lesson_of("backprop")
    assert lesson is not None
    known = known_mistakes(course, course.assignment(lesson.assignment))
    assert {lesson.first_mistake, *lesson.compared_mistakes} <= set(known)
    assert lesson_of("no_such_assignment") is None
    assert lesson_of("lesson") is lesson_of("../backprop") is None


def test_in_a_kit_the_quiz_says_where_it_is(open_page: OpenPage, kit_folder: Path) -> None:
    page = open_page("quiz")
    assert not page.exception
    assert kit.NO_QUIZ in text_of(page)
    assert not page.button
    assert kit.NO_QUIZ in text_of(open_page("home"))


@pytest.mark.parametrize("name", ["train", "compare"])
def test_in_a_kit_no_mistake_can_be_chosen_and_one_sentence_says_why(
    open_page: OpenPage, kit_folder: Path, name: str
) -> None:
    shutil.copy(ROOT / "solutions" / "backprop" / "backprop.py", kit_folder / "exercises" / "backprop.py")
    page = checked(open_page(name), "backprop")
    assert text_of(page).count(kit.NO_MISTAKES) == 1
    kinds = [*page.radio, *page.get("button_group")]
    assert not any("istake" in str(option) for kind in kinds for option in getattr(kind, "options", ()))


def test_in_a_kit_a_file_is_checked_and_worked_through_by_hand_from_the_key(
    open_page: OpenPage, kit_folder: Path
) -> None:
    shutil.copy(FIXTURES / "one_mistake.py", kit_folder / "exercises" / "backprop.py")
    page = checked(open_page("home"), "backprop")
    assert page.header[0].value == "Mend step 6, dL_dz2"
    assert "no ReLU mask" in text_of(page)
    page = page.switch_page("lessons/backprop/pages/by_hand.py").run()
    assert not page.exception
    assert "Step 1 of 11" in text_of(page)


def test_in_the_course_a_mistake_can_be_chosen(open_page: OpenPage, app_folder: Path) -> None:
    page = open_page("train")
    assert kit.NO_MISTAKES not in text_of(page)
    assert any("mistake" in str(option) for radio in page.radio for option in radio.options)


@pytest.mark.parametrize("name", ["optimizers.py", "mine.py"])
def test_an_upload_of_another_assignment_goes_where_it_belongs(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("COURSE_HOSTED", "1")
    page = open_page("home")
    file = (untouched_exercises() / "optimizers.py").read_bytes()
    page.file_uploader[0].set_value((name, file, "text/x-python")).run()
    assert here(page) == "optimizers"
    assert [info.value.replace("\\", "") for info in page.info] == [
        f"{name} is a file of another assignment: Optimizers. You are there now."
    ]
    works = page.session_state["student_works"]
    assert (works["backprop"].name, works["optimizers"].name) == ("", name)
    assert [info.value for info in page.run().info] == []


def test_a_page_says_what_an_assignment_builds_on(open_page: OpenPage) -> None:
    assert "builds on Backpropagation by hand and A network of any depth" in text_of(open_page("home"))
    page = open_page("my_steps", assignment="optimizers")
    builds_on = "Builds on Backpropagation by hand and A network of any depth."
    assert builds_on in [caption.value for caption in page.caption]
    assert not any("Builds on" in caption.value for caption in choose(page, "backprop").caption)
