"""The steps of an assignment as small tiles. Each is a link to what is said of the step."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from grader.report.points import points_text
from grader.report.report import StepResult
from quiz_app import look

_KINDS = {"passed": "good", "not attempted": "open"}  # by outcome; all others are "bad"


def draw_tiles(assignment: str, results: Iterable[StepResult], key: str) -> None:
    """A tile for each step: its number, points, function and outcome. `key` names the place on the page."""
    with st.container(horizontal=True, key=f"tiles-{key}", gap="small"):
        for result in results:
            step, kind = result.step, kind_of(result)
            with st.container(key=f"tile-{kind}-{key}-{step.function}", gap=None, width="content"):
                st.page_link(
                    "course_pages/my_steps.py",
                    label=f"Step {step.number} · {step_points(result)} **{look.plain(step.function)}** "
                    f"*{look.outcome_label(result.outcome)}*",
                    query_params={"assignment": assignment, "step": step.function},
                )


def kind_of(result: StepResult) -> str:
    """ "good", "open" (nothing is written yet), or "bad"."""
    return _KINDS.get(result.outcome, "bad")


def step_points(result: StepResult) -> str:
    """A step's points, such as "2.3 / 15", which no line breaks."""
    return f"{points_text(result.score)} / {points_text(result.step.points)}".replace(" ", "\N{NO-BREAK SPACE}")
