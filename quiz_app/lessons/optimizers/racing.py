"""The race down a landscape: who takes part with which settings, and what their files have answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from grader.running.error import GradingError
from grader.sandbox import Chunk
from quiz_app import look
from quiz_app.grading_line import OVERTAKEN
from quiz_app.laboratory.parts import Part, is_whole
from quiz_app.lessons.optimizers.race_map import Look, draw_race, look_of
from quiz_app.lessons.optimizers.race_words import standings, surprises
from quiz_app.lessons.optimizers.racers import LONG_AGO, RATES, Descent, Racer, best, walks_of
from quiz_app.student_work import StudentWork
from quiz_app.training.sending import bridge

ASKING = "asking"
POLL_SECONDS = 0.4


@dataclass(frozen=True)
class RaceFiles:
    """The files (`of`) that are asked for walks, each by its assignment's work; `pending` have not answered."""

    works: Mapping[str, StudentWork]
    of: Mapping[str, tuple[Chunk, ...]]
    pending: list[Future[Any]] = field(default_factory=list)

    def walks(self, racer: Racer, landscape: str) -> list[Descent] | str:
        """A walk for each rate; ASKING while there is no answer yet, or why there are none."""
        name = racer.part.name.partition(".")[0]
        work = self.works[name]
        future = work.answers(racer.questions(landscape), bridge(), of=self.of.get(name))
        if future is None:
            return f"{racer.title} cannot be asked: its file cannot be read."
        if not future.done():
            self.pending.append(future)
            return ASKING
        try:
            return walks_of(racer, landscape, future.result())
        except GradingError as error:
            if str(error) == OVERTAKEN:  # another question, or a newer file, came first: it is asked again
                self.pending.append(future)
                return ASKING
            return f"{racer.title}: {error}"


def draw(landscape: str, parts: Sequence[Part], asked: RaceFiles) -> None:
    """The controls of all that take part, the map, and what is seen on it."""
    drawn, controls = st.columns([3, 2], gap="medium")
    walks: list[Descent] = []
    looks: list[Look] = []
    troubles: list[str] = []
    with controls:
        st.caption(
            f"Each has the one of {len(RATES)} learning rates that suits it best here: they were tried with your "
            "functions. Move one, and look."
        )
        for place, part in enumerate(parts):
            for racer, found in _taking_part(part, landscape, asked):
                if isinstance(found, Descent):
                    walks.append(found)
                    colours, dashes = look_of(place)
                    looks.append((colours, dashes if racer.count == 1 else look_of(place + 2)[1]))
                    if found.why:
                        troubles.append(found.why)
                elif found != ASKING:
                    troubles.append(found)
    with drawn:
        if walks:
            draw_race(landscape, walks, looks, dark=look.dark())
        elif asked.pending:
            st.caption("Your functions are on their way down …")
        for trouble in troubles:
            st.warning(look.plain(trouble), icon=":material/error:")
    if walks and not asked.pending:
        st.markdown("\n".join(f"1. {look.plain(sentence)}" for sentence in standings(walks)))
        for sentence in surprises(walks):
            st.info(look.plain(sentence), icon=":material/lightbulb:")

    @st.fragment(run_every=POLL_SECONDS if asked.pending else None)
    def wait() -> None:
        if any(future.done() for future in asked.pending):
            st.rerun()

    wait()


def _taking_part(part: Part, landscape: str, asked: RaceFiles) -> list[tuple[Racer, Descent | str]]:
    """Its controls and its walk at the rate that is chosen; a second one where its correction is left out."""
    key = f"race-{part.name}"
    title = part.signature.function
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            runs = st.checkbox(f"**{look.plain(title)}**", value=True, key=f"{key}-runs")
            settings = _settings(part, key) if runs and part.own_settings else {}
        if not runs:
            return []
        racer = Racer(part, settings)
        walks = asked.walks(racer, landscape)
        if isinstance(walks, str):
            st.caption("Being asked …" if walks == ASKING else "It does not get down: see beside.")
            return [(racer, walks)]
        fastest = best(walks)
        rate = st.select_slider(
            f"Rate of {title}",
            racer.rates,
            fastest.rate,
            format_func=lambda rate: f"{rate:g}",
            key=f"{key}-{landscape}-{sorted(settings.items())}-rate",
            label_visibility="collapsed",
        )
        chosen = next(walk for walk in walks if walk.rate == rate)
        found: list[tuple[Racer, Descent | str]] = [(racer, chosen)]
        if racer.counts and st.checkbox(
            "Beside it: without its correction",
            key=f"{key}-twin",
            help="It is told that a million steps have gone by, so that it has nothing to correct in its first ones.",
        ):
            twin = replace(racer, count=LONG_AGO)
            others = asked.walks(twin, landscape)
            found.append(
                (twin, others if isinstance(others, str) else next(walk for walk in others if walk.rate == rate))
            )
        return found


def _settings(part: Part, key: str) -> dict[str, float]:
    """Those that are not as usual."""
    found = {}
    with st.popover("Settings", icon=":material/tune:"):
        for name, each in part.own_settings.items():
            whole = is_whole(each)
            kind: type[int] | type[float] = int if whole else float
            value = st.number_input(
                name.replace("_", " "),
                kind(each.low),
                kind(each.high),
                kind(each.usual),
                format="%d" if whole else "%g",
                key=f"{key}-{name}",
            )
            if value != each.usual:
                found[name] = value
    return found
