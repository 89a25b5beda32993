"""The map of the course: a path of cards, each a link to its assignment, with what it opens in the laboratory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from grader.report.listing import listed
from quiz_app import laboratory_session as laboratory
from quiz_app import look
from quiz_app.course_map import Station
from quiz_app.laboratory.experiment import packed
from quiz_app.laboratory.openings import Opening

_STATES = {"done": "done", "begun": "begun", "open": "not begun"}


def draw_map(stations: Sequence[Station], here: str, written: set[str]) -> None:
    """All stations. `here`: the assignment that one is at; `written`: the functions that pass."""
    with st.container(key="course-map", gap="medium"):
        for station in stations:
            at = station.assignment.name == here
            with st.container(key=f"station-{station.number}-{station.state}{'-here' if at else ''}", gap=None):
                _draw_station(station, at, written)


def _draw_station(station: Station, here: bool, written: set[str]) -> None:
    sign = '<i aria-hidden="true">✓</i>' if station.state == "done" else f'<i aria-hidden="true">{station.number}</i>'
    words = f'<span class="course-aside">Lesson {station.number}, {_STATES[station.state]}</span>'
    place = '<b class="course-here">You are here</b>' if here else ""
    st.html(f'<div class="course-medal" style="--share:{station.share:.0%}">{sign}{words}</div>{place}')
    st.page_link(
        "course_pages/home.py",
        label=look.plain(station.assignment.title),
        query_params={"assignment": station.assignment.name},
    )
    lines = [station.words, *([f"quiz: {station.quiz}"] if station.quiz else [])]
    if station.first and station.state == "open":
        lines.append(f"builds on {listed(station.first)}")
    st.html("".join(f'<p class="course-state">{escape(line)}</p>' for line in lines) + _chips(station.parts, written))
    for one in station.experiments:
        _draw_experiment(one, written)


def _draw_experiment(one: Opening, written: set[str]) -> None:
    assert one.experiment is not None
    lacking = one.lacking(written)
    count = f" · {len(lacking)} to write" if lacking else ""
    st.page_link(
        "course_pages/laboratory.py",
        label=f"{look.plain(one.title)}{count}",
        icon=":material/lock:" if lacking else ":material/science:",
        query_params={laboratory.ADDRESS: packed(one.experiment)},
    )


def _chips(parts: Iterable[Opening], written: set[str]) -> str:
    """What a station opens, each with a sign and, for those who do not see it, in words."""
    chips = "".join(_chip(one, one.lacking(written)) for one in parts)
    return f'<ul class="course-chips" aria-label="Opens in the laboratory">{chips}</ul>' if chips else ""


def _chip(one: Opening, lacking: Sequence[str]) -> str:
    words = f"locked: write {listed(_function(name) for name in lacking)}" if lacking else "open"
    sign, kind = ("🔒", "locked") if lacking else ("✓", "open")
    return (
        f'<li class="{kind}" title="{escape(words, quote=True)}"><span aria-hidden="true">{sign}</span> '
        f'{escape(one.title)}<span class="course-aside">, {escape(words)}</span></li>'
    )


def draw_locks(parts: Sequence[Opening], written: set[str], here: str) -> None:
    """What the steps of an assignment open in the laboratory: what is there, and what to write for the rest."""
    locked = {one: lacking for one in parts if (lacking := one.lacking(written))}
    opened = [one.title for one in parts if one not in locked]
    lines = [f"- :material/check: {look.plain(listed(opened))}: open"] if opened else []
    for one, lacking in locked.items():
        names = listed(f"`{_function(name)}`{_of(name, here)}" for name in lacking)
        lines.append(f"- :material/lock: **{look.plain(one.title)}**: write {names}")
    if lines:
        st.header("What they open in the laboratory", anchor=False)
        st.markdown("\n".join(lines))


def _function(name: str) -> str:
    return name.partition(".")[2]


def _of(name: str, here: str) -> str:
    assignment = name.partition(".")[0]
    return "" if assignment == here else f" of {assignment}"


__all__ = ["draw_locks", "draw_map"]
