"""Reports as text: 80 columns, any encoding, words and symbols; the exact texts are in tests/snapshots."""

from __future__ import annotations

import dataclasses
import io
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from submissions import FIXTURES, ROOT

from grader.course import load_course
from grader.report.html import render_step as render_html
from grader.report.message import OUTCOMES, Message
from grader.report.report import CheckResult, Report, StepResult
from grader.report.terminal import Style, paragraph, render, render_focus, render_step, summary_row

ASCII, UNICODE = Style(unicode=False), Style(unicode=True)
ASSIGNMENT = load_course(ROOT).assignment()
STEP = ASSIGNMENT.steps["dL_dW3"]

# Whatever a student's code can put into a message, controls and surrogates among it.
TEXTS = st.text(st.characters(), max_size=300) | st.text("漢字🙂é−…\t\n ", max_size=200) | st.text("x", max_size=400)


def wrong(message: Message) -> StepResult:
    return StepResult(STEP, 1, (CheckResult("contract", "failed", message),))


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line if not unicodedata.combining(c))


@pytest.mark.parametrize("style", [ASCII, UNICODE], ids=["ascii", "unicode"])
@example(what="漢" * 200, where="字 " * 90, why="x" * 500, next="- " * 90, warning="🙂" * 79)
@given(what=TEXTS, where=TEXTS, why=TEXTS, next=TEXTS, warning=TEXTS)
def test_no_text_makes_a_line_longer_than_80(
    style: Style, what: str, where: str, why: str, next: str, warning: str
) -> None:
    result = wrong(Message(what, where, why, next))
    report = Report(Path("b.py"), ASSIGNMENT, (result,), None, "full", 0.1, (warning,))
    for text in (render(report, style), render_focus(report, style), render_step(result, style)):
        for line in text.split("\n"):
            assert columns(line) <= 80
            assert style.unicode or line.isascii()
            assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in line)


@given(TEXTS)
def test_hints_fit_too(text: str) -> None:
    shown = paragraph(text, ASCII)
    assert shown.isascii()
    assert all(len(line) < 80 for line in shown.split("\n"))


def test_a_notebook_shows_code_as_code_and_escaped() -> None:
    shown = render_html(wrong(Message("Line 2: `z < 0` and `<b>`.", "A lone ` stays.")))
    assert "Line 2: <code>z &lt; 0</code> and <code>&lt;b&gt;</code>." in shown
    assert "A lone ` stays." in shown


def test_what_has_a_likeness_in_ascii_keeps_it() -> None:
    message = Message("é − … → ≥ \u2018a\u2019 × ½ 漢")
    assert render_step(wrong(message), ASCII).splitlines()[1] == "  What:  e - ... -> >= 'a' x 1?2 ?"


def test_file_names_cannot_write_on_the_terminal() -> None:
    name = "\033]0;title\007\033[2Jevil\n\u202e.py"
    report = Report(Path(name), ASSIGNMENT, (wrong(Message("A.")),), None, "full", 0.1)
    assert render(report, UNICODE).splitlines()[0] == "Backpropagation by hand: evil .py"
    assert summary_row(report).splitlines() == ["     1 / 10    0 of 1 steps   evil .py   dL_dW3 (failed)"]


def test_a_line_of_many_says_once_what_is_wrong_with_the_file_and_names_few_steps() -> None:
    def row(*messages: str) -> str:
        steps = tuple(wrong(Message(message)) for message in messages)
        return summary_row(Report(Path("a.py"), ASSIGNMENT, steps, None, "full", 0.1)).partition("a.py   ")[2]

    assert row(*["The file is empty."] * 3) == "The file is empty."
    assert row("The file is empty.") == "dL_dW3 (failed)"
    assert row("A.", "B.") == "dL_dW3 (failed), dL_dW3 (failed)"
    assert row(*"ABCDE") == ", ".join([*["dL_dW3 (failed)"] * 4, "and 1 more"])


def test_every_outcome_is_a_word_and_a_symbol_without_colour() -> None:
    for style in (ASCII, UNICODE):
        for outcome in OUTCOMES:
            line = render_step(StepResult(STEP, 0, (CheckResult("contract", outcome),)), style).splitlines()[0]
            shown = "passed" if outcome == "skipped" else outcome  # a step is never only skipped
            assert shown in line
            assert "\033" not in line
    assert len({ASCII.symbol(outcome) for outcome in ("passed", "failed", "not attempted", "error", "skipped")}) == 5


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("encoding", "unicode"), [("utf-8", True), ("ascii", False), ("latin-1", False), ("cp437", False)]
)
def test_the_style_follows_the_terminals_encoding(encoding: str, unicode: bool) -> None:
    assert Style.of(Terminal(io.BytesIO(), encoding)).unicode is unicode
    assert Style.of(io.TextIOWrapper(io.BytesIO(), encoding)) == Style(unicode=unicode)


def test_colour_is_only_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert Style.of(Terminal(io.BytesIO(), "utf-8")).colour
    assert not Style.of(io.TextIOWrapper(io.BytesIO(), "utf-8")).colour
    monkeypatch.setenv("TERM", "dumb")
    assert not Style.of(Terminal(io.BytesIO(), "utf-8")).colour
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "")
    assert not Style.of(Terminal(io.BytesIO(), "utf-8")).colour


@pytest.mark.parametrize("columns", [20, 79, 80, 200])
def test_a_narrow_terminal_is_heeded_and_a_wide_one_stays_readable(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert Style.of(Terminal(io.BytesIO(), "utf-8")).width == min(80, max(40, columns))


@example(what="`a` <code> `<b>`", where="</code>`")
@given(what=TEXTS, where=TEXTS)
def test_html_holds_no_markup_of_a_students(what: str, where: str) -> None:
    plain = render_html(wrong(Message("What", "Where")))
    shown = render_html(wrong(Message("What" + what, "Where" + where)), ())
    assert (
        shown.count("<code>")
        == shown.count("</code>")
        == len(re.findall("`[^`]+`", what)) + len(re.findall("`[^`]+`", where))
    )
    assert re.sub("</?code>", "", shown).count("<") == plain.count("<")


def test_html_escapes_what_a_browser_would_run() -> None:
    attack = "<script>alert(1)</script><img src=x onerror='x()'>&\""
    shown = render_html(wrong(Message(attack, attack, attack, attack)), (attack,))
    assert "<script" not in shown
    assert "<img" not in shown
    assert shown.count("&lt;script&gt;") == 5


AsSnapshot = Callable[[Path], Report]
SameAsSnapshot = Callable[[str, str], None]


@pytest.fixture(scope="module")
def one_mistake(as_snapshot: AsSnapshot) -> Report:
    return as_snapshot(FIXTURES / "one_mistake.py")


def test_the_whole_report_of_one_mistake(one_mistake: Report, same_as_snapshot: SameAsSnapshot) -> None:
    same_as_snapshot("report_unicode.txt", render(one_mistake, UNICODE))
    same_as_snapshot("report_ascii.txt", render(one_mistake, ASCII))


def test_the_screen_of_watch(one_mistake: Report, same_as_snapshot: SameAsSnapshot) -> None:
    same_as_snapshot("focus_unicode.txt", render_focus(one_mistake, UNICODE))
    assert len(render_focus(one_mistake, UNICODE, case=False).splitlines()) <= 22  # of 24; one is the prompt's


def test_the_report_of_an_untouched_copy(
    as_snapshot: AsSnapshot, right: str, tmp_path: Path, same_as_snapshot: SameAsSnapshot
) -> None:
    stubs = "".join(
        f"{line}\n    raise NotImplementedError\n" for line in right.splitlines() if line.startswith("def ")
    )
    (tmp_path / "backprop.py").write_text(stubs)
    report = as_snapshot(tmp_path / "backprop.py")
    assert (report.score, {result.outcome for result in report.steps}) == (0, {"not attempted"})
    same_as_snapshot("report_untouched.txt", render(report, UNICODE))


def test_the_messages_of_many_kinds_of_failure(as_snapshot: AsSnapshot, same_as_snapshot: SameAsSnapshot) -> None:
    for name in ("odd_returns", "odd_arguments_and_stubs", "right_in_one_place_only"):
        report = as_snapshot(FIXTURES / "wrong" / f"{name}.py")
        same_as_snapshot(f"messages_{name}.txt", "\n\n".join(render_step(result, ASCII) for result in report.steps))


def test_a_complete_report_says_well_done(one_mistake: Report) -> None:
    steps = tuple(
        dataclasses.replace(result, score=result.step.points, checks=(CheckResult("contract", "passed"),))
        for result in one_mistake.steps
    )
    text = render(dataclasses.replace(one_mistake, steps=steps, chain=CheckResult("chain", "passed")), UNICODE)
    assert text.endswith("Well done: every step is right.")
    assert "Score: 100 of 100 points" in text
    assert "✗" not in text
