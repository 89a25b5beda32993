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
:root { --course-line: light-dark(#D8D4CB, #3A424B); --course-quiet: light-dark(#5A616A, #A9B0B9);
  --course-good: light-dark(#00694D, #2FBF93); --course-bad: light-dark(#B04A00, #F0904C);
  --course-card: light-dark(#FAF9F6, #1A1F25); --course-link: light-dark(#0060A0, #7CC6F0); }
.stMainBlockContainer { max-width: 64rem; padding-top: 3.25rem; padding-bottom: 4rem; }
.stMain :is(a, button):focus-visible { outline: 3px solid var(--course-link); outline-offset: 2px; }
.course-lead { font-size: 1.05rem; line-height: 1.5; margin: 0; color: var(--course-quiet); max-width: 44rem; }
.course-figure { margin: 0; }
.course-figure svg { display: block; width: 100%; height: auto; }
.course-strip { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.6rem, 1fr)); gap: .5rem;
  list-style: none; margin: 0; padding: 0; }
.course-strip li { border: 1px solid var(--course-line); border-left-width: 5px; border-radius: .5rem; margin: 0;
  padding: .35rem .6rem; background: var(--course-card); font-size: .875rem; line-height: 1.35; }
.course-strip b { display: block; }
.course-strip .good { border-left-color: var(--course-good); } .course-strip .good i { color: var(--course-good); }
.course-strip .bad { border-left-color: var(--course-bad); border-left-style: double; }
.course-strip .bad i { color: var(--course-bad); font-weight: 600; }
.course-strip .open { border-left-style: dashed; } .course-strip i { font-style: normal; color: var(--course-quiet); }
.course-strip span { color: var(--course-quiet); }
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
