"""The look of all pages: one palette, one page head, text that is safe to show."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

import streamlit as st

from grader.report.message import Outcome
from grader.sandbox.plain_text import plain_text
from quiz_app.palette import shade

_SIGNS: dict[Outcome, str] = {
    "passed": ":material/check_circle:",
    "not attempted": ":material/radio_button_unchecked:",
    "failed": ":material/cancel:",
    "skipped": ":material/remove:",
}

HOME = "Home"
_STOPPED = {
    "title": "The course's server has stopped",
    "text": "Start it again with `course app`, in a terminal in the course's folder. This page then comes back by "
    "itself.",
}
_AWAY = {
    "title": "The course's server cannot be reached",
    "text": "Is this computer online? As soon as the server answers, this page comes back by itself. If it does not, "
    "tell your instructor.",
}
_SCRIPT = Path(__file__).with_name("look.js").read_text(encoding="utf-8")
_LONGEST = 20_000  # characters of one text
_STYLES = [Path(__file__).with_name(name) for name in ("look.css", "home.css")]
_ICON = str(Path(__file__).with_name("icon.png"))  # Streamlit's own are fetched from elsewhere at every load


def set_up(*, hosted: bool) -> None:
    """Once per run, before anything is drawn. `hosted`: the server is not on the reader's own computer."""
    st.set_page_config(page_icon=_ICON, layout="centered", initial_sidebar_state="auto")
    for style in _STYLES:
        st.html(style)
    words = json.dumps(_AWAY if hosted else _STOPPED)
    st.html(f"<script>{{const STOPPED = {words};\n{_SCRIPT}}}</script>", unsafe_allow_javascript=True)


def name(course: str, page: str) -> None:
    """The course's name above the menu, and in the title of the browser's tab, after the page's."""
    st.set_page_config(page_title=course if page == HOME else f"{page} · {course}")
    st.sidebar.html(f'<p class="course-name">{escape(course)}</p>')


def say(text: str, *, of: str, version: int) -> None:
    """Have a screen reader say this as soon as what it is said of has another version; nobody sees it."""
    of, text = escape(of, quote=True), escape(text, quote=True)
    st.html(f'<p class="course-said" data-of="{of}" data-version="{version}" data-text="{text}"></p>')


def page(title: str, lead: str, *, wide: bool = False) -> None:
    """The head of a page: its title, and what it is for in a sentence or two (plain text of ours).

    A `wide` page has room for two columns of charts.
    """
    st.title(title, anchor=False)
    st.html(f'<p class="course-lead">{lead}</p>')
    if wide:
        st.html("<style>.stMainBlockContainer{max-width:72rem}</style>")


def dark() -> bool:
    """Whether the browser shows the dark theme, for pictures that need to know."""
    return st.context.theme.type == "dark"


def colour(pair: tuple[str, str]) -> str:
    """The one of a pair of colours that fits the theme."""
    return shade(pair, dark())


def outcome_label(outcome: Outcome) -> str:
    """An outcome as a sign and its word, in Streamlit's Markdown."""
    return f"{_SIGNS.get(outcome, ':material/error:')} {outcome}"


def plain(text: str) -> str:
    """Text of unknown origin as Markdown that shows it as it is: no formatting but `code`, no links, no HTML."""
    parts = re.split(
        r"(`[^`\n]*[^`\s][^`\n]*`)", plain_text(text, _LONGEST)
    )  # every second one is code, which holds no Markdown
    parts[::2] = [re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", part).replace("\n", "  \n") for part in parts[::2]]
    return "".join(parts)
