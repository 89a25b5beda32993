"""Home, My steps and By hand, without a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from submissions import FIXTURES

from quiz_app.student_work import StudentWork

OpenPage = Callable[..., AppTest]
_SECONDS = 120.0


def checked(page: AppTest) -> AppTest:
    """The page after the session's file was checked: AppTest has no timers."""
    work: StudentWork = page.session_state["student_works"]["backprop"]
    work.wait(_SECONDS)
    return page.run()


def text_of(page: AppTest) -> str:
    shown = [*page.markdown, *page.caption, *page.header, *page.warning, *page.success, *page.info, *page.error]
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


def html_of(page: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in page.get("html"))


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def test_a_newcomer_is_told_what_to_do_then_to_mend_then_to_take_the_quiz(
    open_page: OpenPage, app_folder: Path
) -> None:
    file = app_folder / "exercises" / "backprop.py"
    page = checked(open_page("home"))
    assert page.header[0].value == "Write your first function, dL_dz3"
    assert "0 of 12 functions right" in page.get("progress")[0].proto.text

    shutil.copy(FIXTURES / "one_mistake.py", file)
    page = checked(page.run())
    assert page.header[0].value == "Mend step 6, dL_dz2"
    assert "no ReLU mask" in text_of(page)
    assert sum("passed" in link.proto.label for link in page.get("page_link")) == 11

    steps = checked(page.switch_page("course_pages/my_steps.py").run())
    expanded = [expander for expander in steps.expander if expander.proto.expanded]
    assert [("dz2" in expander.label, "failed" in expander.label) for expander in expanded] == [(True, True)]
    for part in ("**What:**", "**Where:**", "**Why:**", "**Next:**"):
        assert part in text_of(steps)
    steps = press(steps, "Hint 1 of 3")
    assert "Hint 1 of 3." in text_of(steps)
    assert "opens after another attempt" in text_of(steps)

    shutil.copy(app_folder / "solutions" / "backprop" / "backprop.py", file)
    home = checked(steps.switch_page("course_pages/home.py").run())
    assert home.header[0].value == "Every step is right: take the quiz"


def test_a_broken_file_has_one_banner_and_a_mended_step_opens_the_next(open_page: OpenPage, app_folder: Path) -> None:
    file = app_folder / "exercises" / "backprop.py"
    right = (app_folder / "solutions" / "backprop" / "backprop.py").read_text()
    two_wrong = right.replace("sum(axis=0)", "sum(axis=1)")
    file.write_text(two_wrong)
    page = checked(open_page("my_steps"))
    first = [expander.label for expander in page.expander if expander.proto.expanded]
    assert len(first) == 1
    file.write_text("def (:\n")
    page = checked(page.run())
    (banner,) = page.error
    assert "is not Python" in str(banner.value)
    assert "the last version that could be read" in str(banner.value)
    assert "is not Python" not in "".join(str(each.value) for each in page.markdown)
    assert len(page.expander) + sum("passed" in link.proto.label for link in page.get("page_link")) == 12
    file.write_text(two_wrong.replace("dL_dz3.sum(axis=1)", "dL_dz3.sum(axis=0)"))
    page = checked(page.run())
    assert not page.error
    assert "Mended: dL_db3, +5 points." in text_of(page)
    opened = [expander.label for expander in page.expander if expander.proto.expanded]
    assert "dL\\_db2" in opened[0]


def test_a_students_text_is_shown_as_text(open_page: OpenPage, app_folder: Path) -> None:
    bad = 'raise ValueError("<img src=x onerror=alert(1)> [a](http://b) $x$ :red[no]")'
    (app_folder / "exercises" / "backprop.py").write_text(f"def dL_dz3(p, y):\n    {bad}\n")
    page = checked(open_page("my_steps"))
    message = next(str(element.value) for element in page.markdown if "onerror" in str(element.value))
    for sign in ("\\<img", "\\[a\\]\\(", "\\$x\\$", "\\:red\\["):
        assert sign in message
    assert "onerror" not in html_of(page)


def test_by_hand_a_prediction_is_answered_and_the_students_own_number_stands_beside_it(
    open_page: OpenPage, app_folder: Path
) -> None:
    source = "def dL_da2(g, W):\n    return g @ W\ndef dL_dz3(p, y):\n    return y - p\n"
    (app_folder / "exercises" / "backprop.py").write_text(source)
    page = checked(open_page("by_hand", step="5"))
    assert "Step 5 of 11" in text_of(page)
    assert ">?<" in html_of(page)
    page = press(page, "See")
    assert "Type a number first" in text_of(page)
    page.text_input[0].set_value("\N{MINUS SIGN}1")
    page = press(page, "See")
    assert "The size is right and the sign is not: dL_da2[0, 0] is 1" in text_of(page)
    assert ">?<" not in html_of(page)
    assert "Your function gives dL_da2[0, 0] = 1: the same" in text_of(page)
    page = press(press(page, "Back"), "Back")
    page = press(page, "Just show me")
    assert "Your function gives dL_dz3[0, 0] = \N{MINUS SIGN}0.5: not the same" in text_of(page)


def test_by_hand_says_in_which_line_of_which_file_to_write(open_page: OpenPage, app_folder: Path) -> None:
    file = app_folder / "exercises" / "backprop.py"
    line = 1 + file.read_text().splitlines().index("def dL_dz3(y_pred, y_target):")
    page = checked(open_page("by_hand", step="3"))
    assert "Write it in" not in text_of(page)  # first the prediction
    page = press(page, "Just show me")
    assert "You have not written dL_dz3 yet." in text_of(page)
    assert f"Write it in `exercises/backprop.py`, line {line}, in place of `NotImplementedError`." in text_of(page)
    file.write_text("def dL_dz3(y_pred, y_target):\n    return (y_pred - y_target) / len(y_pred)\n")
    page = checked(page.run())
    assert "Your function gives dL_dz3[0, 0] = 0.5: the same" in text_of(page)
    assert "exercises/backprop.py" not in text_of(page)


def test_by_hand_another_example_is_walked_through_and_ends_with_its_loss(open_page: OpenPage) -> None:
    page = open_page("by_hand", step="3")
    page.selectbox(key="walk example").set_value("Two examples: where 1/N shows").run()
    assert "N is 2: 2 examples." in text_of(page)
    page.selectbox(key="walk example").set_value("Whole numbers, drawn anew").run()
    assert page.selectbox(key="walk example").value == "Your own numbers"
    first = html_of(page)
    page.selectbox(key="walk example").set_value("Whole numbers, drawn anew").run()
    assert html_of(page) != first
    page.selectbox(key="walk example").set_value("As published, one example").run()
    page.query_params["step"] = "11"
    page.query_params["part"] = "b1"
    page = page.run()
    assert "What it was for" not in text_of(page)
    page = press(page, "Just show me")
    assert "The loss was 0.7023. After the update it is **less than 0.0001**." in text_of(page)
    page = press(page, "Update once more")
    assert not page.exception
    assert "The loss was less than 0.0001." in text_of(page)


def test_by_hand_what_is_no_number_is_said_to_be_none(open_page: OpenPage) -> None:
    page = open_page("by_hand", step="5")
    page.text_input[0].set_value("a *half*")
    page = press(page, "See")
    assert "a *half* is not a number. Write one such as 0.5, 1/2 or 3e-2." in text_of(page)
    assert ">?<" in html_of(page)


def test_by_hand_a_reload_comes_back_to_the_place_and_a_link_leads_away(open_page: OpenPage) -> None:
    page = press(press(open_page("by_hand", step="10"), "Next"), "Next")
    assert {key: page.query_params[key] for key in ("step", "part")} == {"step": "11", "part": "b3"}
    again = open_page("by_hand", step="11", part="b3")
    assert "new b3" in html_of(again)
    again.query_params["step"] = "4"  # a link from another page
    assert "Step 4 of 11" in text_of(again.run())
    assert "part" not in again.query_params
    assert "Step 5 of 11" in text_of(press(again, "Next"))


def test_an_entry_chosen_while_next_is_pressed_is_its_own_parts(open_page: OpenPage) -> None:
    page = open_page("by_hand", step="1")
    page.selectbox(key="walk entry z1").set_value("z1[0, 2]")
    press(page, "Next")
    assert page.selectbox(key="walk entry a1").value == "a1[0, 1]"  # the first that is not 0
    press(page, "Back")
    assert page.selectbox(key="walk entry z1").value == "z1[0, 2]"


def test_by_hand_numbers_can_be_changed_and_wrong_ones_are_refused(open_page: OpenPage) -> None:
    page = open_page("by_hand", step="3")
    areas = {area.label: area for area in page.text_area}
    areas["X"].set_value("2 1 3\n1 1")
    page = press(page, "Use these numbers")
    assert "X: row 2 has 2 numbers, expected 3." in text_of(page)
    areas = {area.label: area for area in page.text_area}
    areas["X"].set_value("2 1 3\n1 1 1")
    areas["y_target"].set_value("0 1 0\n0 0 1")
    page = press(page, "Use these numbers")
    assert "N is 2: 2 examples." in text_of(page)
    assert "/ 2 =" in html_of(page)
    page = press(page, "Back to the exercise's own")
    assert "N is 1: 1 example." in text_of(page)


def test_epsilon_stays_when_the_numbers_change(open_page: OpenPage) -> None:
    page = open_page("by_hand", view="nudge")
    page.select_slider[0].set_value(3e-8)
    page = page.run()
    before = html_of(page)
    assert "+ 3e-08" in before
    next(area for area in page.text_area if area.label == "b3").set_value("-1 -4 -7")
    page = press(page, "Use these numbers")
    assert "+ 3e-08" in html_of(page) != before
    assert page.select_slider[0].value == 3e-8


def test_the_spreadsheets_wrong_line_can_be_found(open_page: OpenPage) -> None:
    page = open_page("by_hand", view="spreadsheet")
    line = next(box for box in page.selectbox if box.label.startswith("Line"))
    line.set_value("dL_dz2").run()
    page = press(page, "Nudge this entry")
    assert "They differ." in text_of(page)
    next(box for box in page.selectbox if box.label.startswith("The first wrong")).set_value("dL_dz2")
    page = press(page, "That is the one")
    assert "the ReLU's mask is missing" in text_of(page)


@pytest.mark.parametrize("name", ["home", "my_steps", "by_hand"])
def test_on_a_server_nothing_is_read_from_a_path(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("COURSE_HOSTED", "1")
    page = open_page(name)
    assert not page.exception
    assert page.session_state["student_works"]["backprop"].source is None
    if name == "home":
        assert page.header[0].value == "Bring your file"


def test_every_press_on_the_learning_rate_and_on_a_switch_counts(open_page: OpenPage) -> None:
    page = open_page("by_hand", step="11")
    for wanted in (0.15, 0.2, 0.25, 0.3):
        rate = page.number_input(key="walk rate")
        page = rate.increment().run()
        assert page.number_input(key="walk rate").value == pytest.approx(wanted)
    for wanted in (False, True, False, True):
        switch = page.toggle(key="walk predict first")
        page = switch.set_value(not switch.value).run()
        assert page.toggle(key="walk predict first").value is wanted
        assert any("Predict first" in box.label for box in page.text_input) is wanted
