"""A report as text for a terminal: words and symbols, 80 columns, any encoding, never colour alone."""

from __future__ import annotations

import os
import shutil
import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TextIO

from grader.report.message import Message, Outcome
from grader.report.points import points_of, points_text
from grader.report.report import Report, StepResult
from grader.sandbox.plain_text import plain_line

WIDTH = 80
CASE = "This call goes wrong. Paste it, and look inside with print."

_UNICODE: dict[Outcome, str] = {"passed": "✓", "failed": "✗", "not attempted": "○", "skipped": "–"}
_ASCII: dict[Outcome, str] = {"passed": "+", "failed": "x", "not attempted": "o", "skipped": "-"}
_SIGNS = {"–": "-", "—": "-", "−": "-", "·": "*", "×": "x", "÷": "/", "…": "...", "→": "->", "≥": ">=", "≤": "<="}
_QUOTES = dict.fromkeys("\u2018\u2019", "'") | dict.fromkeys("\u201c\u201d\u201e", '"')
_IN_ASCII = str.maketrans(_SIGNS | _QUOTES)
_LONGEST = 20_000  # characters of one paragraph
_MOST_NAMED = 4  # steps in the line of one submission among many

_ANSI: dict[Outcome, str] = {"passed": "32", "not attempted": "2", "skipped": "2"}


@dataclass(frozen=True)
class Style:
    """What the terminal can show."""

    unicode: bool = False
    colour: bool = False
    width: int = WIDTH

    @classmethod
    def of(cls, stream: TextIO) -> Style:
        """What this stream can show: its encoding, whether it is a terminal, and how wide; NO_COLOR is heeded."""
        try:
            "✓✗○–".encode(getattr(stream, "encoding", None) or "ascii")
            unicode = True
        except (UnicodeEncodeError, LookupError):
            unicode = False
        terminal = stream.isatty()
        columns = shutil.get_terminal_size((WIDTH, 24)).columns if terminal else WIDTH
        colour = terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        return cls(unicode, colour, max(40, min(columns, WIDTH)))

    def symbol(self, outcome: Outcome) -> str:
        """One character that stands for the outcome, besides its word."""
        return (_UNICODE if self.unicode else _ASCII).get(outcome, "!")

    def paint(self, text: str, outcome: Outcome) -> str:
        """The text in the outcome's colour, where there are colours."""
        return f"\033[{_ANSI.get(outcome, '33')}m{text}\033[0m" if self.colour else text


def render(report: Report, style: Style = Style()) -> str:
    """The whole report: a line per step, the score, and a message for each step that needs one."""
    lines = [render_steps(report, style)]
    for warning in report.warnings:
        lines += ["", *_wrapped("Note", warning, style)]
    for block in _messages(report, style):
        lines += ["", *block]
    return "\n".join(lines)


def render_steps(report: Report, style: Style = Style()) -> str:
    """A line per step and the score."""
    lines = [_shown(f"{report.assignment.title}: {report.submission}", style), ""]
    width = max(8, *(len(result.step.function) for result in report.steps))
    lines += [_row(result, style, width) for result in report.steps]
    return "\n".join([*lines, "", *_closing(report, style)])


def render_step(result: StepResult, style: Style = Style()) -> str:
    """One step: its line, its message, and the call that shows what is wrong."""
    return "\n".join([_row(result, style), *_message(result.message, style), *_case(result, style)])


def render_focus(report: Report, style: Style, *, case: bool = True) -> str:
    """The steps as a strip of symbols and the message of the one in focus: fits on a screen of 24 lines.

    With its case it may need more.
    """
    passed = sum(result.outcome == "passed" for result in report.steps)
    waiting = sum(result.outcome == "not attempted" for result in report.steps)
    strip = "  ".join(
        f"{number} " + "".join(style.paint(style.symbol(result.outcome), result.outcome) for result in results)
        for number, results in groupby(report.steps, key=lambda result: result.step.number)
    )
    lines = [
        _shown(f"{report.assignment.title}: {report.submission}", style),
        "",
        f"  Step  {strip}",
        f"  {passed} right, {len(report.steps) - passed - waiting} wrong, {waiting} to write; "
        f"{points_of(report.score, report.max_score)}",
        "",
    ]
    for warning in report.warnings[:1]:
        lines += [*_wrapped("Note", warning, style), ""]
    focus = report.focus
    if focus is None:
        return "\n".join([*lines, *_wrapped("Well done", "every step is right.", style)])
    symbol = style.symbol(focus.outcome)
    title = f"{symbol} Step {focus.step.number}, {focus.step.function}: {focus.outcome}. {focus.step.title}"
    shown = _case(focus, style) if case else []
    return "\n".join([*lines, style.paint(title, focus.outcome), *_message(focus.message, style), *shown])


def summary_row(report: Report) -> str:
    """One submission in one line, for a list of many: score, steps that passed, mistakes, file."""
    passed = sum(result.outcome == "passed" for result in report.steps)
    wrong = [result for result in report.steps if result.outcome not in ("passed", "not attempted")]
    named = [f"{result.step.function} ({result.mistake_name or result.outcome})" for result in wrong[:_MOST_NAMED]]
    if more := len(wrong) - len(named):
        named.append(f"and {more} more")
    about = _about_the_file(wrong) or ", ".join(named)
    score = f"{points_text(report.score):>6} / {points_text(report.max_score)}"
    head = f"{score}   {passed:>2} of {len(report.steps)} steps   "
    return f"{head}{plain_line(str(report.submission), _LONGEST)}" + (f"   {about}" if about else "")


def _about_the_file(wrong: list[StepResult]) -> str:
    """What is wrong with the file as a whole: the one message that several steps have, else ""."""
    messages = {result.message for result in wrong}
    message = messages.pop() if len(wrong) > 1 and len(messages) == 1 else None
    return plain_line(message.what, _LONGEST) if message else ""


def paragraph(text: str, style: Style, head: str = "") -> str:
    """Text wrapped to the terminal's width, behind ``head`` and indented below it."""
    return "\n".join(_lines(text, style, head))


def _shown(text: str, style: Style) -> str:
    """Text that may come from a student or a file's name, as this terminal can show it, in one line."""
    line = plain_line(text, _LONGEST)
    if style.unicode or line.isascii():
        return line
    plain = unicodedata.normalize("NFKD", line.translate(_IN_ASCII))
    return "".join(c if c.isascii() else "?" for c in plain if not unicodedata.combining(c))


@lru_cache(maxsize=1024)  # most of what is said in a class is said to many
def _lines(text: str, style: Style, head: str = "") -> tuple[str, ...]:
    shown = _shown(text, style)
    wide = not shown.isascii() and any(unicodedata.east_asian_width(character) in "WF" for character in shown)
    width = style.width // 2 if wide else style.width - 1  # such a character takes two columns
    indent = " " * len(head)
    return tuple(textwrap.wrap(shown, width, initial_indent=head, subsequent_indent=indent, break_on_hyphens=False))


def _row(result: StepResult, style: Style, width: int = 8) -> str:
    symbol, outcome = style.symbol(result.outcome), result.outcome
    points = f"{points_text(result.score):>4} / {points_text(result.step.points):<4}"
    name = result.mistake_name
    status = style.paint(f"{symbol} {outcome:<14}", outcome)
    return f"  {result.step.number:>2}  {result.step.function:<{width}} {points} {status} {name}".rstrip()


def _closing(report: Report, style: Style) -> Iterator[str]:
    if len(report.steps) == len(report.assignment.steps) and report.composed:
        chain = report.chain.outcome if report.chain else "skipped"
        words = _CHAIN_WORDS.get(chain, chain).format(report.composed)
        if chain == "passed" and not report.complete:
            words = "right in what was tried; see below for what is wrong in a step by itself"
        yield f"  All steps composed: {words}"
    yield (
        f"  Score: {points_of(report.score, report.max_score)}    "
        f"(isolation: {report.isolation}, {report.seconds:.1f} s)"
    )


_CHAIN_WORDS = {
    "passed": "{} is right",
    "failed": "not {} yet",
    "not attempted": "not yet, steps are missing",
    "error": "not yet, a step gives no answer",
    "skipped": "not run",
}


def _messages(report: Report, style: Style) -> Iterator[list[str]]:
    """A block for each step that went wrong, and one for all that is not attempted."""
    wrong = [result for result in report.steps if result.outcome not in ("passed", "not attempted")]
    for _, results in groupby(wrong, key=lambda result: result.message):
        first, *others = results  # one message for several steps is about the file as a whole: said once
        name = "The file" if others else f"Step {first.step.number}, {first.step.function}"
        title = f"{style.symbol(first.outcome)} {name}: {first.outcome}"
        shown = [] if others else _case(first, style)
        yield [style.paint(title, first.outcome), *_message(first.message, style), *shown]
    waiting = [result for result in report.steps if result.outcome == "not attempted"]
    if waiting:
        yield _encouragement(report, waiting, style)
    elif report.complete:
        yield _wrapped("Well done", "every step is right.", style)


def _encouragement(report: Report, waiting: list[StepResult], style: Style) -> list[str]:
    first = waiting[0].step
    if len(waiting) == len(report.steps) and len(waiting) > 1:
        text = (
            f"Nothing is written yet, and that is where everyone starts. Open {report.submission}, find step "
            f"{first.number}, {first.function}, and put your own line in place of the one with "
            "NotImplementedError. Then check again."
        )
    else:
        text = (
            f"Step {first.number}, {first.function}: {first.title.lower()}. Put your own line in place of "
            "the one with NotImplementedError."
        )
    return _wrapped("Next", f"{text} Stuck? `course hint {first.function}`", style)


def _message(message: Message | None, style: Style) -> list[str]:
    return [line for label, text in message.parts() for line in _wrapped(label, text, style)] if message else []


def _case(result: StepResult, style: Style) -> list[str]:
    """The case as a block that can be copied: no line of it is wrapped."""
    if result.case is None:
        return []
    block = (f"    {_shown(line, style)}" for line in str(result.case).splitlines())
    return [*_wrapped("Case", CASE, style), "", *block]


def _wrapped(label: str, text: str, style: Style) -> list[str]:
    return [*_lines(text, style, f"  {label + ':':<6} ")]
