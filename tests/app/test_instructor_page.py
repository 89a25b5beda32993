"""The instructor's page: closed unless told how to open, and what is behind the door."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from submissions import FIXTURES

from grader.classroom.gradebook.database import open_gradebook
from grader.classroom.gradebook.quiz_grades import record_quiz_attempt
from grader.classroom.gradebook.withdrawals import withdraw
from grader.course import load_course
from quiz_app import class_overview, class_session, quiz_session, session
from quiz_app.access import ADMITTED_SECONDS, Admitted, Door, is_instructor, same
from quiz_app.quiz.service import QuizService
from quiz_app.quota import Allowance

SECRETS: dict[str, object] = {"instructor": {"passphrase": "a long passphrase"}}


def enter(app: AppTest, passphrase: str) -> AppTest:
    app.text_input[0].input(passphrase)
    app.button[0].click().run()
    assert not app.exception
    return app


def choose(app: AppTest, section: str) -> AppTest:
    app.segmented_control[0].set_value(section).run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    texts = [*app.markdown, *app.info, *app.warning, *app.error, *app.caption]
    return " ".join([text.value for text in texts] + [node.proto.body for node in app.get("html")])


def attempt(app_folder: Path, student: str, answer: int, of: str = "backprop") -> None:
    service: QuizService = quiz_session._quiz_service(str(app_folder))
    opened = service.begin(of, student)
    assert opened is not None
    service.submit(opened, [answer] * len(service.quizzes[of].questions))


@pytest.mark.parametrize(
    ("secrets", "said"),
    [
        ({}, "at least twelve characters"),
        ({"instructor": {"emails": ["a@b.c"]}}, "at least twelve characters"),
        ({"instructor": {"passphrase": ""}}, "fewer than 12 characters"),
        ({"instructor": {"passphrase": "short"}}, "fewer than 12 characters"),
    ],
)
def test_it_is_closed_where_nobody_said_how_to_open_it(open_page, secrets: dict[str, object], said: str) -> None:
    app = open_page("instructor", secrets)
    assert not app.exception
    assert said in shown(app)
    assert not app.text_input
    assert not app.segmented_control


def test_a_wrong_passphrase_opens_nothing_and_guessing_is_slow(open_page, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    door = Door(clock=lambda: now[0])
    monkeypatch.setattr(class_session, "door", lambda: door)
    monkeypatch.setattr(session, "address", lambda: "one place")
    for _ in range(5):
        assert "not the passphrase" in shown(enter(open_page("instructor", SECRETS), "another passphrase"))
    guesses = [enter(open_page("instructor", SECRETS), "another passphrase") for _ in range(2)]
    now[0] += 1
    # The first is looked at, the second waits, and says for how long.
    assert "not the passphrase" in shown(guesses[0])
    assert "Yours is looked at in 1 s" in shown(guesses[1].run())
    assert "not the passphrase" not in shown(guesses[1])


def test_the_right_passphrase_opens_however_many_wrong_ones_others_tried(
    open_page, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    door = Door(clock=lambda: now[0])
    monkeypatch.setattr(class_session, "door", lambda: door)
    monkeypatch.setattr(session, "address", lambda: "one place")
    for _ in range(30):
        door.seconds_left(door.knock("one place", "another passphrase"))
    app = enter(open_page("instructor", SECRETS), "a long passphrase")
    assert "Yours is looked at in" in shown(app)
    assert not app.segmented_control
    for _ in range(20):  # the others' sessions are gone: nobody waits for them
        now[0] += 1
        app.run()
    assert app.segmented_control


def test_a_reload_does_not_ask_for_the_passphrase_again(open_page, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = ["one browser"]
    monkeypatch.setattr(session, "browser_token", lambda: browser[0])
    assert enter(open_page("instructor", SECRETS), "a long passphrase").segmented_control

    assert open_page("instructor", SECRETS).segmented_control
    assert not open_page("instructor", {"instructor": {"passphrase": "another passphrase"}}).segmented_control
    browser[0] = "another browser"
    assert not open_page("instructor", SECRETS).segmented_control


def test_a_locked_page_stays_locked_after_a_reload(open_page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "browser_token", lambda: "one browser")
    app = enter(open_page("instructor", SECRETS), "a long passphrase")
    next(button for button in app.button if button.label == "Lock this page").click().run()
    assert not app.segmented_control
    assert not open_page("instructor", SECRETS).segmented_control


def test_a_browser_is_let_in_for_some_hours() -> None:
    now = [1000.0]
    admitted = Admitted(clock=lambda: now[0])
    admitted.admit("one browser", "a long passphrase")
    now[0] += ADMITTED_SECONDS - 1
    assert admitted.knows("one browser", "a long passphrase")
    now[0] += 2
    assert not admitted.knows("one browser", "a long passphrase")


def test_behind_the_door_is_the_class(open_page, app_folder: Path) -> None:
    (app_folder / "roster.csv").write_text("id,first_name,last_name,email\nada,Ada,Lovelace,a@b.c\nemmy,,,\n")
    attempt(app_folder, "ada", 0)
    app = enter(open_page("instructor", SECRETS), "a long passphrase")
    assert [metric.value for metric in app.metric[:2]] == ["2", "1"]
    assert list(app.dataframe[0].value["Student"]) == ["ada", "emmy"]
    assert list(app.dataframe[0].value["Attempts"]) == [1, 0]
    assert "1 · What backpropagation is for" in shown(choose(app, "Questions"))
    assert "most chosen wrong answer" in shown(app)
    assert "course autograde backprop" in shown(choose(app, "Mistakes"))
    choose(app, "Files")
    assert len(app.get("download_button")) == 2


def test_a_graded_class_is_shown_with_its_mistakes_and_who_needs_a_look(open_page, app_folder: Path) -> None:
    right = (app_folder / "solutions" / "backprop" / "backprop.py").read_text()
    crash = right.replace("    return w - learning_rate * dL_dw", "    import os\n\n    os._exit(3)")
    for student, text in (("ada", right), ("bob", (FIXTURES / "one_mistake.py").read_text()), ("eve", crash)):
        work = app_folder / "submitted" / student / "backprop" / "backprop.py"
        work.parent.mkdir(parents=True)
        work.write_text(text)
    autograde = [sys.executable, "-m", "grader.start", "autograde", "backprop", "--create", "--jobs", "1"]
    subprocess.run(autograde, cwd=app_folder, check=True, capture_output=True)
    app = enter(open_page("instructor", SECRETS), "a long passphrase")
    scores = app.dataframe[0].value.set_index("Student")["backprop of 100"]
    assert dict(scores) == {"ada": 100, "bob": 93, "eve": 95}
    assert "no ReLU mask" in shown(choose(app, "Mistakes"))
    assert "update was stopped by the grader: crashed." in shown(choose(app, "To look at")).replace("\\", "")
    app.query_params["student"] = "eve"
    app.run()
    assert app.header[0].value == "eve: 95 of 100 points"
    files = {button.proto.label for button in app.get("download_button")}
    assert files == {"Handed in: backprop.py", "Graded: backprop.ipynb"}
    # What the student is told, with the lines that it has in a terminal.
    told = next(code.value for code in app.code if "crashed" in code.value)
    assert "\n  What:  update ended the Python process with exit status 3.\n  Next:" in told


def test_attempts_that_only_the_gradebook_has_are_counted(open_page, app_folder: Path) -> None:
    course = load_course(app_folder)
    when = datetime(2027, 1, 1, tzinfo=UTC)
    record_quiz_attempt(course, "backprop", "ada", 1, [True] * 3 + [False] * 5, when)
    record_quiz_attempt(course, "backprop", "ada", 2, [True] * 6 + [False] * 2, when)
    attempt(app_folder, "emmy", 0)
    app = enter(open_page("instructor", SECRETS), "a long passphrase")
    assert [metric.value for metric in app.metric[:3]] == ["2", "2", "3"]
    table = app.dataframe[0].value.set_index("Student")
    assert (table.loc["ada", "Attempts"], table.loc["ada", "Right of 8"], table.loc["ada", "quiz of 8"]) == (2, 6, 6)
    questions = shown(choose(app, "Questions"))
    assert "Of 1 it is only known that they were right or wrong" in questions


def at(app: AppTest, assignment: str) -> AppTest:
    next(box for box in app.selectbox if box.label == "Assignment").set_value(assignment).run()
    assert not app.exception
    return app


def test_each_quiz_has_numbers_of_its_own(open_page, app_folder: Path) -> None:
    attempt(app_folder, "ada", 0)
    for answer in (1, 2):
        attempt(app_folder, "ada", answer, of="network")
    attempt(app_folder, "emmy", 0, of="network")
    app = enter(open_page("instructor", SECRETS), "a long passphrase")
    assert [metric.value for metric in app.metric[:3]] == ["2", "1", "1"]
    app = at(app, "network")
    assert [metric.value for metric in app.metric[:3]] == ["2", "2", "3"]
    assert "Right of 7" in app.dataframe[0].value
    app = choose(app, "Questions")
    assert "1 · Why there is something between the layers" in shown(app)
    assert "What backpropagation is for" not in shown(app)
    assert "nobody has answered" in shown(at(app, "optimizers"))
    csv = class_overview.attempts_csv(
        load_course(app_folder).quizzes, quiz_session._quiz_service(str(app_folder)).store.submitted()
    )
    lines = csv.decode().splitlines()
    assert lines[0].startswith('"assignment","student_id","attempt","submitted_at","right","question-1"')
    assert len(lines) == 5
    assert {line.count(",") for line in lines} == {12}


def test_who_has_withdrawn_is_in_no_number(open_page, app_folder: Path) -> None:
    (app_folder / "roster.csv").write_text("id,first_name,last_name,email\nada,Ada,,\nemmy,Emmy,,\n")
    course = load_course(app_folder)
    record_quiz_attempt(course, "depth", "ada", 1, [True] * 8, datetime(2027, 1, 1, tzinfo=UTC))
    record_quiz_attempt(course, "depth", "emmy", 1, [False] * 8, datetime(2027, 1, 1, tzinfo=UTC))
    attempt(app_folder, "emmy", 0)
    with open_gradebook(course) as gradebook:
        withdraw(gradebook, "emmy")
    app = enter(open_page("instructor", SECRETS), "a long passphrase")
    assert [metric.value for metric in app.metric[:3]] == ["1", "0", "0"]
    app = at(app, "depth")
    assert [metric.value for metric in app.metric] == ["1", "1", "1", "8"]
    assert list(app.dataframe[0].value["Student"]) == ["ada"]
    assert "100% right of 1" in shown(choose(app, "Questions"))


def test_an_assignment_without_a_quiz_shows_the_class_and_no_questions(open_page, app_folder: Path) -> None:
    file = app_folder / "solutions" / "depth" / "assignment.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("[quiz]")], encoding="utf-8")
    (app_folder / "roster.csv").write_text("id\nada\n")
    app = at(enter(open_page("instructor", SECRETS), "a long passphrase"), "depth")
    assert [metric.label for metric in app.metric] == ["Students"]
    assert list(app.dataframe[0].value) == ["Student", "Name"]
    assert "This assignment has no quiz." in shown(choose(app, "Questions"))


def test_answers_to_a_question_that_was_edited_stay_counted(open_page, app_folder: Path) -> None:
    attempt(app_folder, "ada", 0)
    session.st.cache_resource.clear()
    file = app_folder / "solutions" / "backprop" / "assignment.toml"
    text = file.read_text(encoding="utf-8")
    quiz = load_course(app_folder).quizzes["backprop"]
    first = quiz.questions[0].options[0].text
    assert first in text
    file.write_text(text.replace(first, "Something else entirely", 1), encoding="utf-8")
    app = choose(enter(open_page("instructor", SECRETS), "a long passphrase"), "Questions")
    assert "nobody has answered" in shown(app)
    assert "As it was before it was edited or removed" in shown(app)
    assert first in shown(app)


def test_attempts_that_wait_for_the_gradebook_are_said_and_arrive(
    open_page, app_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = ["the gradebook is locked"]

    def record(*_: object) -> None:
        if away:
            raise OSError(away[0])

    monkeypatch.setattr(quiz_session, "record", record)
    attempt(app_folder, "ada", 0)
    service: QuizService = quiz_session._quiz_service(str(app_folder))
    assert not service.delivery.deliver_waiting()
    app = enter(open_page("instructor", SECRETS), "a long passphrase")
    assert "1 attempt waits" in shown(app)
    assert "the gradebook is locked" in shown(app)
    away.clear()
    assert service.delivery.deliver_waiting()
    assert "1 attempt waits" not in shown(app.run())


def test_guesses_of_one_address_are_looked_at_one_after_another() -> None:
    now = 1000.0
    door = Door(clock=lambda: now)
    for _ in range(5):
        guess = door.knock("a", "wrong wrong wrong")
        assert door.seconds_left(guess) == 0
        assert not door.opens(guess, "a long passphrase")
    waiting = [door.knock("a", "a long passphrase") for _ in range(3)]
    assert [door.seconds_left(guess) for guess in waiting] == [0, 2, 4]
    assert door.seconds_left(door.knock("b", "from elsewhere")) == 0
    assert door.opens(waiting[0], "a long passphrase")
    assert [door.seconds_left(guess) for guess in waiting[1:]] == [2, 4]
    door.leave(waiting[1])
    now += 2
    assert door.seconds_left(waiting[2]) == 0


def test_free_tries_come_back_one_by_one() -> None:
    now = 1000.0
    tries = Allowance(5, 30.0, clock=lambda: now)
    assert [tries.take("a") for _ in range(5)] == [0.0] * 5
    assert 0 < tries.take("a") <= 30
    assert tries.take("b") == 0
    now += 31
    assert tries.take("a") == 0
    assert tries.take("a") > 0


def test_passphrases_are_compared_as_a_whole() -> None:
    assert same("a long passphrase", "a long passphrase")
    assert not same("a long passphras", "a long passphrase")
    assert not same("", "a long passphrase")


@pytest.mark.parametrize(
    ("user", "emails", "yes"),
    [
        ({"email": "Ada@b.c", "email_verified": True}, ["ada@B.C"], True),
        ({"email": "ada@b.c"}, ["ada@b.c"], True),
        ({"email": "ada@b.c", "email_verified": False}, ["ada@b.c"], False),
        ({"email": "emmy@b.c"}, ["ada@b.c"], False),
        ({"email": "ada"}, "ada@b.c", False),
        ({"email": "ada@b.c"}, None, False),
        ({}, ["ada@b.c"], False),
    ],
)
def test_who_has_signed_in_must_be_on_the_list(user: dict[str, object], emails: object, yes: bool) -> None:
    assert is_instructor(user, emails) is yes
