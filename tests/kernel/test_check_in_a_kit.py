"""`check` and `hint` in the notebook of a student's kit, where there is no solution."""

from __future__ import annotations

from kernels import Run

RIGHT = "def dL_dz3(y_pred, y_target):\n    return (y_pred - y_target) / len(y_pred)"


def test_a_right_function_has_its_points(run_in_a_kit: Run) -> None:
    run_in_a_kit(RIGHT)
    shown = run_in_a_kit("check(dL_dz3)")
    assert shown.error == ""
    assert "passed" in shown.html
    assert shown.plain == "10.0"


def test_a_known_mistake_is_named(run_in_a_kit: Run) -> None:
    run_in_a_kit(RIGHT.replace(" / len(y_pred)", ""))
    shown = run_in_a_kit("check(dL_dz3)")
    assert "It looks as if" in shown.html
    assert run_in_a_kit("hint(dL_dz3)").html.count("Hint 1 of 3") == 1
    assert "Hint 3 of 3" in run_in_a_kit("hint(dL_dz3, all=True)").html


def test_functions_of_another_assignment_are_known_by_their_names(run_in_a_kit: Run) -> None:
    run_in_a_kit("def learning_rate_at(epoch, initial, drop, every):\n    return initial * drop ** (epoch // every)")
    shown = run_in_a_kit("check(learning_rate_at)")
    assert (shown.error, "passed" in shown.html) == ("", True)
