"""A step's result as a small HTML fragment for a notebook: everything from a student escaped, no scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from grader.report.points import points_of
from grader.report.report import StepResult
from grader.report.terminal import CASE, Style

# Okabe-Ito colours for the edge; text keeps the notebook's own colour, so that light and dark themes both read.
_EDGE = {"passed": "#009E73", "not attempted": "#999999"}
_WRONG = "#D55E00"
_CODE = re.compile(r"`([^`]+)`")


def render_step(result: StepResult, warnings: tuple[str, ...] = ()) -> str:
    """The step's outcome, its points, its message in four labelled parts, and one line per check."""
    step, outcome = result.step, result.outcome
    title = f"{Style(unicode=True).symbol(outcome)} Step {step.number}, {step.function}: {outcome}"
    mistake = f" &middot; {escape(result.mistake_name)}" if result.mistake else ""
    parts = list(result.message.parts()) if result.message else []
    if not parts:
        parts = [("Done", result.agreement)]
    parts += [("Note", warning) for warning in warnings]
    rows = "".join(
        f'<div style="display:flex;gap:.8em;margin:.25em 0"><b style="flex:0 0 4.2em">{escape(label)}</b>'
        f'<span style="max-width:44em">{_sentence(text)}</span></div>'
        for label, text in parts
    )
    checks = " &nbsp; ".join(
        f"{Style(unicode=True).symbol(check.outcome)}&nbsp;{escape(check.check.replace('_', ' '))}"
        for check in result.checks
    )
    edge = _EDGE.get(outcome, _WRONG)
    return (
        f'<div role="status" style="border-left:.35em solid {edge};padding:.4em 1em;margin:.4em 0">'
        f'<div style="font-size:1.1em;margin-bottom:.3em"><b>{escape(title)}</b>{mistake}'
        f'<span style="float:right">{points_of(result.score, step.points)}</span></div>'
        f'{rows}{_case(result)}<div style="opacity:.75;font-size:.9em;margin-top:.4em">{checks}</div></div>'
    )


def _sentence(text: str) -> str:
    """Escaped; what stands between backticks as code, as the lesson's own text shows it."""
    return _CODE.sub(r"<code>\1</code>", escape(text))


def _case(result: StepResult) -> str:
    """The case as a block; one click selects all of it."""
    if result.case is None:
        return ""
    return (
        f'<div style="margin:.5em 0 0">{escape(CASE)}</div>'
        '<pre style="margin:.3em 0;padding:.5em .8em;overflow-x:auto;user-select:all;'
        f'background:rgba(128,128,128,.13)">{escape(str(result.case))}</pre>'
    )


def render_paragraphs(texts: Sequence[str]) -> str:
    """Plain sentences, the first of them in bold."""
    first, *others = map(_sentence, texts)
    rows = "".join(f'<p style="margin:.3em 0;max-width:48em">{text}</p>' for text in others)
    return f'<div style="padding:.2em 1em"><b>{first}</b>{rows}</div>'
