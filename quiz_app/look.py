"""The look of all pages: one palette, one page head, text that is safe to show."""

from __future__ import annotations

import re

import streamlit as st

from grader.message import Outcome

# Okabe and Ito's colours, (on light, on dark): safe for every colour vision, at least 3:1 on the background.
BLUE = ("#0072B2", "#56B4E9")
ORANGE = ("#D55E00", "#F0803C")
GREEN = ("#00805E", "#2FBF93")
PINK = ("#AA5087", "#DD94B9")
YELLOW = ("#8A6D00", "#E6C229")
QUIET = ("#5F6670", "#A3AAB3")
LINE = ("#C9C5BC", "#454E58")
SERIES = (BLUE, ORANGE, GREEN, PINK, YELLOW)
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (12, 4))  # one beside each colour

_SIGNS: dict[Outcome, str] = {
    "passed": ":material/check_circle:",
    "not attempted": ":material/radio_button_unchecked:",
    "failed": ":material/cancel:",
    "skipped": ":material/remove:",
}

_STYLE = """
<style>
:root { --course-gap: 1rem; }
.stMainBlockContainer { max-width: 64rem; padding-top: 3.25rem; padding-bottom: 4rem; }
.stMain a:focus-visible, .stMain button:focus-visible { outline: 3px solid light-dark(#0060A0, #7CC6F0); outline-offset: 2px; }
.course-lead { font-size: 1.05rem; line-height: 1.5; margin: 0; color: light-dark(#4A5059, #B7BEC7); max-width: 44rem; }
.course-figure svg { display: block; width: 100%; height: auto; }
@media (max-width: 640px) { .stMainBlockContainer { padding-left: 1rem; padding-right: 1rem; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
</style>
"""


def set_up() -> None:
    """Once per run, before anything is drawn."""
    st.set_page_config(page_icon=":material/neurology:", layout="centered", initial_sidebar_state="auto")
    st.html(_STYLE)


def page(title: str, lead: str) -> None:
    """The head of a page: its title, and what it is for in a sentence or two (plain text of ours)."""
    st.title(title, anchor=False)
    st.html(f'<p class="course-lead">{lead}</p>')


def dark() -> bool:
    """Whether the browser shows the dark theme, for pictures that need to know."""
    return st.context.theme.type == "dark"


def colour(pair: tuple[str, str]) -> str:
    """The one of a pair of colours that fits the theme."""
    return pair[dark()]


def outcome_label(outcome: Outcome) -> str:
    """An outcome as a sign and its word, in Streamlit's Markdown."""
    return f"{_SIGNS.get(outcome, ':material/error:')} {outcome}"


def plain(text: str) -> str:
    """Text of unknown origin as Markdown that shows it as it is: no formatting, no links, no HTML."""
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
    return escaped.replace("\n", "  \n")
