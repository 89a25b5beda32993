"""The class report as one HTML page: no script, nothing loaded from elsewhere, everything from students escaped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from statistics import quantiles

from jinja2 import Template
from markupsafe import Markup

from grader.classroom.page_environment import page_environment
from grader.classroom.statistics.figures import mistake_bars, score_histogram, step_bars
from grader.classroom.statistics.similarity import FEWEST
from grader.classroom.statistics.summary import ClassSummary, StepSummary
from grader.report.points import points_text

MOST_RESEMBLANCES = 30
_MOST_GROUPS = 40
_MOST_NAMES = 12  # a longer list folds


def render_page(summary: ClassSummary, tables: Sequence[str]) -> str:
    """The page.

    Args:
        summary: what to show.
        tables: names of the CSV files beside it.
    """
    return _template().render(
        summary=summary,
        title=summary.assignment.title,
        tables=tables,
        quartiles=_quartiles(summary),
        untried=[step for step in summary.steps if step.total and not step.tried],
        hardest=_hardest(summary.steps),
        histogram=Markup(score_histogram(summary)),
        steps_picture=Markup(step_bars(summary)),
        mistakes_picture=Markup(mistake_bars(summary)),
        less_isolated={level: number for level, number in summary.isolation.items() if level != "full"},
        fewest=FEWEST,
        most_resemblances=MOST_RESEMBLANCES,
        most_names=_MOST_NAMES,
        most_groups=_MOST_GROUPS,
    )


@cache
def _template() -> Template:
    environment = page_environment(Path(__file__).parent)
    environment.filters["points"] = points_text
    environment.filters["share"] = lambda part, whole: f"{100 * part / whole:.0f} %" if whole else "–"
    environment.filters["count"] = _count
    return environment.get_template("page.html.j2")


def _count(number: int, thing: str) -> str:
    """`1 student`, `no students`, `40 students`."""
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _quartiles(summary: ClassSummary) -> tuple[float, float]:
    """The scores between which the middle half of the class is."""
    first, *_, third = (
        quantiles(summary.points, n=4, method="inclusive") if len(summary.scores) > 1 else summary.points * 2
    )
    return first, third


def _hardest(steps: Sequence[StepSummary]) -> StepSummary | None:
    """The step that the smallest share got right of those who tried it; None where all were right."""
    tried = [step for step in steps if step.tried and step.passed < step.tried]
    return min(tried, key=lambda step: step.passed / step.tried, default=None)
