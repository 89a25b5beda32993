"""The page of all quizzes: from an id to a score, how each quiz stands, and what is not given away on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Node

from grader.classroom.gradebook.database import open_gradebook
from grader.course import Course, Quiz, load_course
from grader.course.quiz_names import quiz_names
from quiz_app import quiz_session, session
from quiz_app.quiz import attempts
from quiz_app.quiz.gradebook import record
from quiz_app.quiz.service import QuizService


def the_quiz(course: Course) -> Quiz:
    return course.quizzes["backprop"]


def begin(app: AppTest, student: str = "ada") -> AppTest:
    app.text_input(key="student_id").input(student)
    return press(app, "Begin the quiz")


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def answer(app: AppTest, course: Course, right: int, of: str = "backprop") -> AppTest:
    """Answers the first so many questions correctly and the others wrongly, and submits."""
    for number, (radio, question) in enumerate(zip(app.radio, course.quizzes[of].questions, strict=True)):
        asked = next(form for form in (question, *question.variants) if form.text == radio.label)
        fitting = [option.text for option in asked.options if option.right == (number < right)]
        radio.set_value(fitting[0])
    return press(app, "Submit my answers")


def shown(app: AppTest) -> str:
    return " ".join(node.proto.body for node in app.get("html"))


def service(folder: Path) -> QuizService:
    return quiz_session._quiz_service(str(folder))


def sent(node: Node) -> Iterator[bytes]:
    """Everything that the browser is sent for a page, but for the cookie by which it is known again."""
    proto = getattr(node, "proto", None)
    if proto is not None and b"document.cookie" not in (message := proto.SerializeToString(deterministic=True)):
        yield message
    for child in node.children.values() if isinstance(node, Block) else ():
        yield from sent(child)


def test_from_an_id_to_a_score_in_the_gradebook(
    open_page, app_folder: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiz_session, "record", record)
    app = answer(begin(open_page("quiz")), course, right=6)
    page = shown(app)
    assert "<strong>6</strong> of 8" in page
    assert the_quiz(course).closing_sentence(6) in page
    assert page.count(">your answer<") == page.count(">right answer<") == 8
    assert all(option.why in page for option in the_quiz(course).questions[2].options)
    assert "two more attempts" in " ".join(text.value for text in app.markdown)
    assert service(app_folder).delivery.deliver_waiting()
    with open_gradebook(load_course(app_folder)) as gradebook:
        assert gradebook.find_submission("quiz", "ada").score == 6


def test_an_unanswered_question_is_a_warning_and_no_attempt(open_page, app_folder: Path) -> None:
    app = begin(open_page("quiz"))
    for radio in app.radio[:6]:
        radio.set_value(radio.options[0])
    press(app, "Submit my answers")
    assert [warning.value for warning in app.warning] == [
        "Questions 7 and 8 have no answer yet. Nothing was counted."
    ]
    assert [radio.value is None for radio in app.radio] == [False] * 6 + [True] * 2
    assert service(app_folder).store.submitted() == []


def test_what_is_sent_before_submitting_is_the_same_whichever_option_is_right(
    open_page, app_folder: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "uuid4", lambda: SimpleNamespace(hex="0" * 32))
    before = list(sent(begin(open_page("quiz"))._tree))
    file = app_folder / "solutions" / "backprop" / "assignment.toml"
    text = file.read_text(encoding="utf-8")
    moved = text.replace("right = true", "right = ?", 1).replace("right = false", "right = true", 1)
    file.write_text(moved.replace("right = ?", "right = false", 1), encoding="utf-8")
    (app_folder / ".course" / "attempts.db").unlink()
    session.st.cache_resource.clear()
    assert the_quiz(load_course(app_folder)) != the_quiz(course)
    app = begin(open_page("quiz"))
    assert list(sent(app._tree)) == before
    reasons = [option.why.encode() for question in the_quiz(course).questions for option in question.options]
    assert not any(why in message for message in before for why in reasons)
    after = list(sent(answer(app, course, right=8)._tree))
    assert all(any(why[:40] in message for message in after) for why in reasons if b"'" not in why)


def test_a_reload_shows_the_same_attempt_and_the_same_order(open_page, app_folder: Path, course: Course) -> None:
    first = begin(open_page("quiz"))
    key = first.query_params["attempt"]
    again = open_page("quiz", attempt=key[0] if isinstance(key, list) else key)
    assert [radio.options for radio in again.radio] == [radio.options for radio in first.radio]
    answer(again, course, right=3)
    assert service(app_folder).store.used("backprop", "ada") == 1
    # The button of the first window, pressed after that: the same attempt, and its score.
    assert "<strong>3</strong> of 8" in shown(answer(first, course, right=8))
    assert service(app_folder).store.used("backprop", "ada") == 1


def test_who_only_knows_the_id_sees_no_score_and_no_answer(open_page, course: Course) -> None:
    answer(begin(open_page("quiz")), course, right=5)
    other = begin(open_page("quiz"))
    assert "of 8" not in shown(other)
    assert [radio.value for radio in other.radio] == [None] * 8
    assert "**Attempt 2 of 3**" in other.markdown[0].value


def test_after_the_last_attempt_there_is_none(open_page, app_folder: Path, course: Course) -> None:
    app = answer(begin(open_page("quiz")), course, right=1)
    for right in (2, 3):
        app = answer(press(app, "Try again"), course, right)
    assert "this was the last one" in " ".join(text.value for text in app.markdown)
    assert "Try again" not in [button.label for button in app.button]
    refused = begin(open_page("quiz"))
    assert refused.info[0].value.startswith("You have used all of your attempts")
    assert len(service(app_folder).store.submitted("backprop", "ada")) == 3


def test_used_up_attempts_can_still_be_looked_at_where_they_were_submitted(open_page, course: Course) -> None:
    app = answer(begin(open_page("quiz")), course, right=1)
    for right in (2, 3):
        app = answer(press(app, "Try again"), course, right)
    press(app, "I am someone else")
    begin(app)
    assert app.info[0].value.startswith("You have used all of your attempts")
    press(app, "Attempt 2 by ada: 2 of 8")
    assert "<strong>2</strong> of 8" in shown(app)
    # Another browser, in which only the id is known, is shown nothing.
    assert not [button for button in begin(open_page("quiz")).button if "of 8" in button.label]


def test_a_reload_finds_what_was_chosen(open_page, course: Course) -> None:
    first = begin(open_page("quiz"))
    chosen = first.radio[2].options[1]
    first.radio[2].set_value(chosen).run()
    assert not first.exception
    key = first.query_params["attempt"]
    again = open_page("quiz", attempt=key[0] if isinstance(key, list) else key)
    assert [radio.value for radio in again.radio] == [None, None, chosen, *[None] * 5]
    answer(again, course, right=8)
    assert "<strong>8</strong> of 8" in shown(again)


def test_an_attempt_that_has_ended_is_said(open_page) -> None:
    page = open_page("quiz", attempt="0" * 32)
    assert "is not known here" in page.info[0].value
    assert page.text_input(key="student_id") is not None


def test_whoever_begins_quiz_after_quiz_has_to_wait_and_is_told(open_page, app_folder: Path) -> None:
    app = open_page("quiz")
    for number in range(10):
        press(begin(app, f"student-{number}"), "I am someone else")
    refused = begin(app, "one too many")
    assert refused.warning[0].value.startswith(
        "You have begun many quizzes in a short time: the next one is taken in"
    )
    assert not refused.radio


def test_ids_are_those_of_the_roster(open_page, app_folder: Path) -> None:
    (app_folder / "roster.csv").write_text("id,first_name,last_name,email\nada01,Ada,Lovelace,a@b.c\n")
    stranger = begin(open_page("quiz"), "grace")
    assert "not on the class list" in stranger.warning[0].value
    assert not stranger.radio
    known = begin(open_page("quiz"), "  ADA01 ")
    assert "ada01" in known.markdown[0].value
    (app_folder / "roster.csv").write_text("nonsense\n")
    message = begin(open_page("quiz"), "ada01").warning[0].value
    assert "Tell your instructor" in message
    assert str(app_folder) not in message


def test_a_store_that_is_away_is_a_message_and_the_answers_stay(
    open_page, app_folder: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = begin(open_page("quiz"))

    def away(*_: object) -> None:
        raise OperationalError("INSERT", {}, OSError(f"{app_folder}: disk full"))

    with monkeypatch.context() as patch:
        patch.setattr(service(app_folder).store, "submit", away)
        answer(app, course, right=8)
    assert "nothing was counted" in app.error[0].value
    assert str(app_folder) not in app.error[0].value
    assert all(radio.value for radio in app.radio)
    assert "<strong>8</strong> of 8" in shown(press(app, "Submit my answers"))


def test_an_id_is_shown_as_it_is(open_page) -> None:
    app = begin(open_page("quiz"), "<b>*ada*")
    assert r"\<b\>\*ada\*" in app.markdown[0].value


def others(app: AppTest) -> dict[str, str]:
    """What the page says of the other quizzes, by their assignments."""
    buttons = [button for button in app.button if str(button.key).startswith("quiz-of-")]
    return {str(button.key).removeprefix("quiz-of-"): button.label.partition(" · ")[2] for button in buttons}


def own(app: AppTest) -> str:
    """What the page says of the quiz that it shows."""
    said = ("Not begun", "Begun", "Best score", "Last score", "Submitted")
    return next(caption.value for caption in app.caption if caption.value.startswith(said))


def go_to(app: AppTest, assignment: str) -> AppTest:
    app.button(key=f"quiz-of-{assignment}").click().run()
    assert not app.exception
    return app


def key_of(app: AppTest) -> str:
    key = app.query_params["attempt"]
    return key[0] if isinstance(key, list) else key


def test_each_assignment_has_its_quiz_and_its_score_in_the_gradebook(
    open_page, app_folder: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiz_session, "record", record)
    app = open_page("quiz")
    for number, (assignment, quiz) in enumerate(course.quizzes.items()):
        if number:
            app = go_to(app, assignment)
            assert app.text_input(key="student_id").value == "ada"  # who has begun one quiz
        app = answer(begin(app), course, right=number + 1, of=assignment)
        assert f"<strong>{number + 1}</strong> of {len(quiz.questions)}" in shown(app)
        assert quiz.closing_sentence(number + 1) in shown(app)
    assert service(app_folder).delivery.deliver_waiting()
    with open_gradebook(load_course(app_folder)) as gradebook:
        names = quiz_names(course.assignments)
        scores = [gradebook.find_submission(names[assignment], "ada").score for assignment in course.quizzes]
    assert scores == [1, 2, 3, 4, 5, 6]


def test_the_page_says_how_each_quiz_stands(open_page, course: Course) -> None:
    app = open_page("quiz")
    assert own(app) == "Not begun: eight questions, three attempts."
    assert list(others(app)) == [name for name in course.quizzes if name != "backprop"]
    assert others(app)["network"] == "Not begun: seven questions, three attempts"
    app = answer(begin(app), course, right=5)
    assert own(app) == "Best score 5 of 8, two attempts left."
    app = answer(press(app, "Try again"), course, right=3)
    assert own(app) == "Best score 5 of 8, one attempt left."
    press(app, "Try again")
    app = begin(go_to(app, "depth"))
    app.radio[4].set_value(app.radio[4].options[0]).run()
    app = go_to(app, "network")
    assert (own(app), others(app)["depth"]) == (
        "Not begun: seven questions, three attempts.",
        "Begun: 1 of 8 questions answered",
    )
    app = go_to(app, "depth")  # and goes on
    assert [radio.value is None for radio in app.radio] == [True] * 4 + [False] + [True] * 3
    assert others(app)["backprop"] == "Best score 5 of 8, another attempt begun"


def test_the_address_of_an_attempt_opens_its_quiz(open_page, course: Course) -> None:
    first = begin(go_to(open_page("quiz"), "functions"))
    again = open_page("quiz", attempt=key_of(first))
    assert [radio.options for radio in again.radio] == [radio.options for radio in first.radio]
    assert again.query_params["assignment"] in ("functions", ["functions"])
    answer(again, course, right=2, of="functions")
    assert "<strong>2</strong> of 8" in shown(open_page("quiz", attempt=key_of(first)))


def test_another_student_sees_nothing_of_the_one_before(open_page, course: Course) -> None:
    app = answer(begin(open_page("quiz")), course, right=8)
    app = begin(go_to(app, "network"))
    press(app, "I am someone else")
    assert app.text_input(key="student_id").value == ""
    assert own(app) == "Not begun: seven questions, three attempts."
    assert others(app)["backprop"] == "Not begun: eight questions, three attempts"
    begin(app, "emmy")
    assert "**Attempt 1 of 3** · emmy" in [text.value for text in app.markdown]
    assert others(app)["backprop"] == "Not begun: eight questions, three attempts"


def test_who_only_knows_the_id_sees_how_many_attempts_are_left_and_no_score(open_page, course: Course) -> None:
    answer(begin(open_page("quiz")), course, right=7)
    other = begin(go_to(open_page("quiz"), "network"))
    assert others(other)["backprop"] == "Submitted in another browser, two attempts left"


def test_an_assignment_without_a_quiz_says_so(open_page, app_folder: Path) -> None:
    file = app_folder / "solutions" / "depth" / "assignment.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("[quiz]")], encoding="utf-8")
    app = open_page("quiz", assignment="depth")
    assert "This assignment has no quiz. The others are below." in shown(app)
    assert list(others(app)) == ["backprop", "network", "functions", "optimizers", "generalization"]
    home = open_page("home", assignment="depth")
    assert "This assignment has none. Others have one." in [text.value for text in home.markdown]


def test_home_knows_each_quiz_by_itself(open_page, course: Course) -> None:
    app = answer(begin(open_page("quiz")), course, right=6)
    home = app.switch_page("course_pages/home.py").run()
    assert "6 of 8 right in your last attempt." in [text.value for text in home.markdown]
    assert "quiz: 6 of 8 right" in shown(home)
    home.query_params["assignment"] = "network"
    home.run()
    assert not any("in your last attempt" in text.value for text in home.markdown)


def test_an_attempt_that_the_browser_kept_when_there_was_one_quiz_goes_on(open_page, app_folder: Path) -> None:
    begun = service(app_folder).begin("backprop", "ada")
    assert begun is not None
    service(app_folder).keep_draft(begun, [1, *[None] * 7])
    app = open_page("home")
    app.session_state["belongings"].keep("quiz_attempt", begun.key)
    app = app.switch_page("course_pages/quiz.py").run()
    assert [radio.value is None for radio in app.radio] == [False] + [True] * 7
    assert key_of(app) == begun.key


def with_times(folder: Path, lines: str) -> None:
    file = folder / "course.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("[assignments.network]", f"[assignments.backprop.quiz]\n{lines}\n\n[assignments.network]")
    )


def test_reasons_at_once_come_with_each_answer_which_then_stands(open_page, app_folder: Path, course: Course) -> None:
    with_times(app_folder, 'reasons = "at once"')
    app = begin(open_page("quiz"))
    first, *others = the_quiz(course).questions
    wrong = next(option for option in first.options if not option.right)
    app.radio[0].set_value(wrong.text).run()
    assert wrong.why not in shown(app)
    app = press(app, "This is my answer")
    assert wrong.why in shown(app).replace("&#x27;", "'")
    assert len(app.radio) == 7
    for radio, question in zip(app.radio, others, strict=True):
        radio.set_value(next(option.text for option in question.options if option.right))
    app = press(app, "Submit my answers")
    assert "<strong>7</strong> of 8" in shown(app)


def test_reasons_after_closing_and_a_quiz_that_is_not_open(open_page, app_folder: Path, course: Course) -> None:
    with_times(app_folder, 'closes = 2999-01-31T23:59:00Z\nreasons = "after closing"')
    app = begin(open_page("quiz"))
    app = answer(app, course, right=8)
    assert "<strong>8</strong> of 8" in shown(app)
    assert not any(option.why in shown(app) for option in the_quiz(course).questions[2].options)
    assert any("It closes on 31 January 2999" in info.value.replace("\\", "") for info in app.info)
    session.st.cache_resource.clear()
    file = app_folder / "course.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("2999-01", "2020-01"), encoding="utf-8")
    app = open_page("quiz")
    assert any("This quiz closed on 31 January 2020" in info.value.replace("\\", "") for info in app.info)
    assert "Begin the quiz" not in [button.label for button in app.button]
