"""`check` in a real kernel: it ends, it names the cell and the line, and it says what grading will find."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from kernels import Run

RIGHT = "def dL_dW3(dL_dz3, a2):\n    return dL_dz3.T @ a2"


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html).replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">")


def test_a_right_function_gives_its_points(run: Run) -> None:
    run(RIGHT)
    shown = run("check(dL_dW3)")

    assert (shown.plain, shown.printed, shown.error) == ("10.0", "", "")


def test_an_endless_loop_is_stopped_and_its_line_is_named(run: Run) -> None:
    cell = run("x = 1\n\ndef dL_dW3(dL_dz3, a2):\n    while True:\n        x = 2")
    shown = run("check(dL_dW3)")

    assert "timeout" in shown.html
    assert "dL_dW3 did not finish within 2 seconds." in shown.html
    assert re.search(rf"cell \[{cell.number}\], line [45]: <code>(while True:|x = 2)</code>", shown.html)
    assert run("1 + 1").plain == "2"


def test_an_endless_loop_of_a_function_without_a_cell_is_stopped_too(run: Run) -> None:
    made = run("def make():\n    def inner(dL_dz3):\n        while True:\n            pass\n    return inner")
    shown = run("check(make(), step='dL_db3')")

    assert "dL_db3 did not finish within 2 seconds." in shown.html
    assert f"cell [{made.number}], line " in shown.html
    assert run("import signal; signal.getitimer(signal.ITIMER_REAL)").plain == "(0.0, 0.0)"


def test_several_functions_are_checked_in_one_cell(run: Run) -> None:
    run(RIGHT)
    run("def dL_dz3(y_pred, y_target):\n    return y_pred - y_target")
    shown = run("check(dL_dz3, dL_dW3)")

    assert shown.error == ""
    assert shown.plain == "13.0"
    assert [name in shown.html for name in ("dL_dz3: failed", "dL_dW3: passed")] == [True, True]


def test_an_error_is_placed_in_the_cell_that_jupyter_numbers(run: Run) -> None:
    cell = run("# first\ndef dL_dW3(dL_dz3, a2):\n    return dL_dz3 @ missing")
    html = run("check(dL_dW3)").html

    assert f"cell [{cell.number}], line 3: <code>return dL_dz3 @ missing</code>" in html


def test_what_a_wrong_function_prints_stands_in_its_case(run: Run) -> None:
    run("def dL_db3(dL_dz3):\n    print('shape is', dL_dz3.shape)\n    return dL_dz3.sum()")
    shown = run("check(dL_db3)")

    assert shown.printed == ""
    assert "# and printed:\n#   shape is (1, 1)" in shown.html


def test_names_that_only_the_notebook_has_fail_as_they_will_when_graded(run: Run) -> None:
    Path("my_layers.py").write_text("def open_units(z):\n    return z > 0\n")
    Path("scale.txt").write_text("1.0")
    run("from my_layers import open_units\nscale = float(open('scale.txt').read())")
    run("def dL_dz3(y_pred, y_target):\n    display(1)\n    return (y_pred - y_target) / len(y_pred)")
    run("def dL_dz2(dL_da2, z2):\n    return dL_da2 * open_units(z2)")
    run("def dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=0) * scale")
    for function, name in (("dL_dz3", "display"), ("dL_dz2", "open_units"), ("dL_db3", "scale")):
        shown = run(f"check({function})")
        assert shown.plain == "0.0"
        assert f"{function}: error" in shown.html
        assert name in text_of(shown.html)
        assert f"In this notebook {function} is right. The grader runs your cells anew" in shown.html
        assert "Paste it" not in shown.html


def test_what_the_cells_themselves_make_is_there_when_graded(run: Run) -> None:
    run("import numpy.linalg as la\nfrom functools import partial")
    run("options = {}\ndef set_up():\n    global factor\n    factor = 1.0")
    run("options['axis'] = 0\nset_up()")
    run("def total(x, axis=None):\n    return x.sum(axis=axis)")
    run("def dL_db3(dL_dz3):\n    return total(dL_dz3, **options) * factor")
    run("dL_db2 = partial(np.sum, axis=0)\ndL_db1 = lambda d: d.sum(0)")

    assert run("check(dL_db3)").plain == "5.0"
    assert run("check(dL_db2, dL_db1)").plain == "10.0"


def test_the_version_that_ran_last_is_the_one_that_is_checked(run: Run) -> None:
    run("def dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=1)")
    run("def dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=0)")

    assert run("check(dL_db3)").plain == "5.0"


def save(path: str, *cells: str, later: bool = True) -> None:
    data = {
        "cells": [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    Path(path).write_text(json.dumps(data))
    if not later:
        os.utime(path, (1, 1))


def test_a_cell_that_was_changed_and_saved_but_not_run_is_said(run: Run) -> None:
    cell = run("def dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=1)")
    save("backprop.ipynb", RIGHT, "def dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=0)")
    html = run("check(dL_db3)").html

    assert f"This dL_db3 is an older one: you ran it in [{cell.number}], and the saved notebook" in html
    run("def dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=0)")
    assert "older one" not in run("check(dL_db3)").html


def test_a_notebook_that_was_saved_before_the_cell_ran_or_says_the_same_is_no_news(run: Run) -> None:
    run(RIGHT)
    save("backprop.ipynb", "def dL_dW3(dL_dz3, a2):\n    return 1", later=False)
    assert "older one" not in run("check(dL_dW3)").html
    save("backprop.ipynb", f"# said again\n{RIGHT}  # the same")
    assert "older one" not in run("check(dL_dW3)").html


def test_a_cell_that_stopped_before_its_definition_is_said(run: Run) -> None:
    first = run("def dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=1)")
    second = run("missing\ndef dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=0)")
    html = run("check(dL_db3)").html

    assert f"you ran it in [{first.number}]. Cell [{second.number}] defines it again, and stopped" in html


def test_a_hint_in_a_kernel_is_text(run: Run) -> None:
    run(RIGHT)
    shown = run("hint(dL_dW3)")

    assert "Hint 1 of 3" in shown.plain
    assert "Hint 1 of 3" in shown.html


def test_the_place_of_a_function_that_another_one_makes_is_that_in_its_cell(run: Run) -> None:
    cell = run("def make():\n    def inner(dL_dz3, a2):\n        return dL_dz3.T @ a2 * 1.25\n    return inner")
    html = run("check(make(), step='dL_dW3')").html

    assert f"Only one place has to change: cell [{cell.number}], line 3" in html
    assert "Hint about your own function" in run("hint('dL_dW3')").plain


def test_an_interrupt_ends_a_check(run: Run) -> None:
    run("import _thread, threading\ntimer = threading.Timer(0.3, _thread.interrupt_main)")
    run("def make():\n    def inner(dL_dz3):\n        while True:\n            pass\n    return inner")
    shown = run("timer.start()\ncheck(make(), step='dL_db3')")

    assert "KeyboardInterrupt" in shown.error


def test_cells_that_only_jupyter_can_run_or_that_nobody_can_do_no_harm(run: Run) -> None:
    run("import asyncio\nawait asyncio.sleep(0)")
    run("%matplotlib inline\n!true\nlen?")
    run("return 3")
    run("def (")
    run(RIGHT)

    assert run("check(dL_dW3)").plain == "10.0"
