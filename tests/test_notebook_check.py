"""`check(...)` in a notebook: the same checks in the student's own kernel."""

from __future__ import annotations

import functools
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from grader import check, hint
from grader.course import CourseError

pytestmark = pytest.mark.usefixtures("course_folder")

dL_db2 = lambda upstream: upstream.sum(axis=0)  # noqa: E731 (as students write)


def shown(checked) -> dict[str, str]:
    return checked._repr_mimebundle_()


def dL_da2(dL_dz3, W3):
    return dL_dz3 @ W3.T


def dL_dW3(dL_dz3, a2):
    return dL_dz3.T @ a2


def test_a_right_function_shows_its_points_as_a_number() -> None:
    checked = check(dL_dW3)
    assert shown(checked)["text/plain"] == "10.0"
    assert checked.score == 10
    assert "passed" in repr(checked)
    assert "10 of 10 points" in shown(checked)["text/html"]


def test_a_lambda_is_known_by_the_name_it_is_bound_to() -> None:
    assert shown(check(dL_db2))["text/plain"] == "5.0"


def test_another_name_needs_the_steps_name() -> None:
    def mine(upstream):
        return upstream.sum(axis=0)

    assert check(mine, step="dL_db1").result.step.function == "dL_db1"
    assert check(functools.partial(np.sum, axis=0), "dL_db3").score == 5
    with pytest.raises(CourseError, match=r"does not know which step 'mine' is; write check\(mine, step="):
        check(mine)


@pytest.mark.parametrize(("given", "kind"), [(None, "None"), (np.eye(2), "a value of type ndarray"), (3, "type int")])
def test_a_result_in_place_of_a_function_is_said(given: object, kind: str) -> None:
    with pytest.raises(CourseError, match=r"takes the function itself, uncalled, as in check\(dL_dz3\)") as raised:
        check(given)
    assert kind in str(raised.value)


def test_a_step_that_is_not_there_is_said() -> None:
    with pytest.raises(CourseError, match="there is no step 'dL_dW4'"):
        check(dL_dW3, step="dL_dW4")


def test_a_known_mistake_is_named() -> None:
    def dL_dz1(dL_da1, z1):
        return dL_da1

    checked = check(dL_dz1)
    assert checked.result.mistake == "dL_dz1:no-mask"
    assert shown(checked)["text/plain"] == "1.0"  # the worked example sees it too: its z1 has a negative entry
    assert [label in shown(checked)["text/html"] for label in ("What", "Where", "Why", "Next")] == [True] * 4


def test_a_stub_is_not_attempted() -> None:
    def dL_dz2(dL_da2, z2):
        raise NotImplementedError

    checked = check(dL_dz2)
    assert (checked.result.outcome, shown(checked)["text/plain"]) == ("not attempted", "0.0")


def line_of(text: str) -> int:
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.strip() == text)


def test_an_error_is_placed_in_the_students_own_line() -> None:
    checked = check(dL_da2)
    message = checked.result.message
    assert message is not None
    assert message.where == f"this notebook, line {line_of('return dL_dz3 @ W3.T')}: `return dL_dz3 @ W3.T`"
    assert checked.result.mistake == "dL_da2:weights-transposed"


def test_an_error_deep_in_numpy_is_placed_in_the_students_own_line() -> None:
    def dL_dz3(y_pred, y_target):
        return np.linalg.inv(y_pred[:2])  # not square

    message = check(dL_dz3).result.message
    assert message is not None
    wanted = "return np.linalg.inv(y_pred[:2])  # not square"
    assert message.where == f"this notebook, line {line_of(wanted)}: `{wanted}`"
    assert "LinAlgError" in message.what


@pytest.mark.parametrize("body", [lambda a: a, lambda a, b, c: a])
def test_a_wrong_number_of_arguments_shows_the_signature_and_no_line_of_ours(body) -> None:
    message = check(body, "dL_dW2").result.message
    assert message is not None
    assert message.where == ""
    assert "dL_dW2(dL_dz2, a1)" in message.next


class Odd(Exception):  # noqa: N818
    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize("error", [SystemExit("bye"), Odd(), MemoryError(), AssertionError("mine"), RecursionError()])
def test_any_error_is_the_functions_and_not_the_graders(error: BaseException) -> None:
    def update(w, dL_dw, learning_rate):
        raise error

    result = check(update).result
    assert (result.outcome, result.score) == ("error", 0)
    assert type(error).__name__ in str(result.message)


def test_an_interrupt_goes_through() -> None:
    def update(w, dL_dw, learning_rate):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(update)


def test_a_change_in_place_is_a_note_and_our_questions_stay_as_they_are() -> None:
    def update(w, dL_dw, learning_rate):
        w -= learning_rate * dL_dw
        return w

    for _ in range(2):  # were a question changed, the second answer would be wrong
        checked = check(update)
        assert checked.score == 5
        assert "update changes its argument w in place." in checked.warnings[0]
        assert "Note" in shown(checked)["text/html"]
        assert "Note:" in repr(checked)


def test_html_escapes_the_students_text() -> None:
    def update(w, dL_dw, learning_rate):
        raise ValueError("<script>alert('x')</script>")

    html = shown(check(update))["text/html"]
    assert "<script" not in html
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in html


def test_an_overflow_is_mentioned_and_not_printed_above_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    def update(w, dL_dw, learning_rate):
        np.exp(np.full(2, 800.0))
        return w - learning_rate * dL_dw

    checked = check(update)
    assert checked.score == 5
    assert checked.warnings == (
        "update: numpy warns of an overflow in exp. That costs nothing where the values are right.",
    )
    assert "RuntimeWarning" not in "".join(capsys.readouterr())


def test_plain_text_is_always_the_repr_of_a_float() -> None:
    for function, step in ((lambda g: g, "dL_db1"), (lambda g: None, "dL_db1"), (lambda g: g.sum(0), "dL_db1")):
        assert re.fullmatch(r"\d+\.\d+", shown(check(function, step))["text/plain"])


def test_what_is_printed_by_an_ascii_terminal_is_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ascii:
        encoding = "ascii"

    checked = check(dL_dW3)
    monkeypatch.setattr(sys, "stdout", Ascii())
    assert repr(checked).isascii()


def test_jupyter_shows_the_sentence_and_no_traceback() -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    with capture_output() as shown:
        InteractiveShell.instance().run_cell("from grader import check\ncheck(3)")
    assert shown.stdout.strip().startswith("check() takes the function itself, uncalled")
    assert "Traceback" not in shown.stdout
    assert "notebook.py" not in shown.stdout


def texts_of(hints) -> list[str]:
    return [text.partition(".")[0] for text in hints.texts]


def test_hints_open_one_by_one_with_attempts_in_the_notebook() -> None:
    names: dict = {"np": np}

    def attempt(body: str) -> None:
        exec(f"dL_dz1 = lambda dL_da1, z1: {body}", names)
        check(names["dL_dz1"], step="dL_dz1")

    assert texts_of(hint("dL_dz1"))[1:] == [
        "Hint 1 of 3",
        "The next hint opens after another attempt: change your function, have it checked, and ask again",
    ]
    assert len(hint("dL_dz1").texts) == 3
    attempt("dL_da1")
    assert texts_of(hint("dL_dz1"))[1:3] == ["Hint 1 of 3", "Hint 2 of 3"]
    assert "hint(dL_dz1, all=True)" in repr(hint("dL_dz1"))
    assert texts_of(hint("9", all=True))[1:] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3"]


def test_a_hint_needs_no_function_that_works() -> None:
    def dL_dz2(dL_da2, z2):
        raise NotImplementedError

    assert hint(dL_dz2).texts[0] == "Step 6, dL_dz2: Back through the ReLU of layer 2"
    assert "<b>Step 6, dL_dz2" in shown(hint(dL_dz2))["text/html"]
    with pytest.raises(CourseError, match=r'hint\(\) does not know which step .* write hint\("dL_dz3"\)'):
        hint(3.5)


def test_the_course_command_and_the_notebook_count_the_same_hints(run_course) -> None:
    assert "Hint 1 of 3" in run_course("hint", "dL_db1").out
    assert len(hint("dL_db1").texts) == 3
    assert "Hint 2 of 3" not in repr(hint("dL_db1"))


def test_advice_knows_what_the_names_held() -> None:
    def dL_dW2(dL_dz2, a1):
        return dL_dz2.T * a1

    message = check(dL_dW2).result.message
    assert message is not None
    assert message.next.startswith("`dL_dz2.T` is (n2, N) = (5, 3), and `a1` is (N, n1) = (3, 6).")
    assert "`@`" in message.next


def test_a_leftover_raise_is_said_and_a_stub_is_one() -> None:
    def dL_dW2(dL_dz2, a1):
        raise NotImplementedError("Replace this line with your answer.")
        return a1

    message = check(dL_dW2).result.message
    assert message is not None
    assert "what stands below it never runs" in message.next


def test_an_array_in_the_place_of_a_function_is_recognised() -> None:
    names = {"check": check, "np": np}
    text = "def dL_dz3(y_pred, y_target):\n    return y_pred\ndL_dz3 = dL_dz3(np.eye(2), 0)\ncheck(dL_dz3)\n"
    with pytest.raises(CourseError, match="The name dL_dz3 holds an array by now, and not your function") as raised:
        exec(text, names)
    assert "run the cell that defines dL_dz3 again" in str(raised.value)


def test_a_function_that_no_cell_defines_is_told_its_place_and_hinted_at() -> None:
    """Its text is known to Python: it is tried in the sandbox, where it fares the same."""

    def made(dL_dz3, a2):
        scaled = dL_dz3 * 1.0
        return scaled.T @ a2 * 1.25

    checked = check(made, step="dL_dW3")
    assert checked.result.explanation is not None
    assert checked.result.explanation.tier == "edit"
    assert "test_notebook_check.py, line" in repr(checked)
    line = checked.result.explanation.place[1]
    assert "1.25" in Path(__file__).read_text(encoding="utf-8").split("\n")[line - 1]
    assert texts_of(hint("dL_dW3"))[1] == "Hint about your own function"
    assert "Hint about your own function" in shown(hint("dL_dW3"))["text/html"]


def test_a_function_that_its_text_does_not_tell_has_no_place() -> None:
    """Its factor comes from the function around it: the copy stops where the function itself does not."""

    def maker(factor):
        def made(dL_dz3, a2):
            return dL_dz3.T @ a2 * factor

        return made

    checked = check(maker(1.25), step="dL_dW3")
    assert checked.result.outcome == "failed"
    assert checked.result.explanation is None or checked.result.explanation.tier == "formula"


def test_a_function_that_no_cell_defines_is_told_what_it_computes() -> None:
    def mine(dL_dz3, weights):
        return np.tanh(dL_dz3).mean(axis=0)

    checked = check(functools.partial(lambda weights, dL_dz3: mine(dL_dz3, weights), np.eye(1)), step="dL_db3")
    assert checked.result.explanation is not None
    assert "`np.tanh(dL_dz3).mean(axis=0)`" in checked.result.explanation.text


def test_an_argument_that_takes_no_part_is_told_without_a_text() -> None:
    odd = functools.partial(lambda _, dL_da2, z2: np.cos(np.sort(dL_da2 * 3.0) ** 3), 0)
    checked = check(odd, step="dL_dz2")
    assert checked.result.explanation is not None
    assert "`z2` takes no part" in checked.result.explanation.text
