"""Asks functions of some files, through the sandbox, for the numbers that a page draws."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from grader.key.key import SettingFacts
from grader.running.error import GradingError
from grader.sandbox import Chunk
from quiz_app import laboratory_session as laboratory
from quiz_app.grading_process import Arguments
from quiz_app.laboratory.parts import is_whole
from quiz_app.student_work import StudentWork
from quiz_app.training.program import Operation

POLL_SECONDS = 0.4
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FilesToAsk:
    """Files of assignments, the student's or others'.

    Attributes:
        works: the student's, by assignment.
        others: the chunks of the course's, by assignment; () where it has no place here.
        mine: the functions that the student's own file answers for, though there is another.
        pending: what has not answered yet.
    """

    works: Mapping[str, StudentWork]
    others: Mapping[str, tuple[Chunk, ...]]
    mine: Collection[str] = ()
    pending: list[Future[Any]] = field(default_factory=list)

    def array(
        self, function: str, arguments: Arguments, shape: tuple[int, ...], *more: Chunk, named: str = ""
    ) -> Floats | str | None:
        """The one array that a function answers; None while there is none yet, or why there will be none.

        Args:
            function: "<assignment>.<function>".
            arguments: of the call.
            shape: that the answer must have.
            more: source text beside the file's.
            named: a function of that text, to be called in its place.
        """
        assignment, _, name = function.partition(".")
        called = named or name
        other = None if function in self.mine else self.others.get(assignment)
        future = self.works[assignment].answers({called: arguments}, *more, of=other)
        if future is None:
            return f"{name} cannot be asked: its file cannot be read."
        if not future.done():
            self.pending.append(future)
            return None
        try:
            answer = future.result().get(called)
        except GradingError as error:
            return f"{name}: {error}"
        arrays = answer.arrays if answer is not None and answer.outcome == "returned" else ()
        if len(arrays) != 1 or arrays[0].shape != shape:
            return f"{name} gave no answer that can be drawn."
        return arrays[0].astype(np.float64)

    def wait(self) -> None:
        """Draws the page anew when something has answered that has not yet."""

        @st.fragment(run_every=POLL_SECONDS if self.pending else None)
        def look() -> None:
            if any(future.done() for future in self.pending):
                st.rerun()

        look()


def files_to_ask(works: Mapping[str, StudentWork]) -> FilesToAsk:
    """Those that were chosen; in an unlocked laboratory the course's answer for what does not pass yet."""
    chosen = laboratory.whose() == laboratory.MINE
    others = dict(laboratory.course_files()) if laboratory.unlocked() or not chosen else {}
    return FilesToAsk(works, others, laboratory.written(works) if chosen else ())


def arguments_of(call: Operation, values: Mapping[str, Any], settings: Mapping[str, float]) -> Arguments:
    """The arguments of a call in a block or a loss."""
    known = {**values, **{f"#{name}": value for name, value in settings.items()}}
    return tuple(known[name] for name in call.arguments)


def settings_of(facts: Mapping[str, SettingFacts], key: str) -> dict[str, float]:
    """A field for each setting."""
    found = {}
    for name, each in facts.items():
        kind: type[int] | type[float] = int if is_whole(each) else float
        found[name] = st.number_input(
            name.replace("_", " "),
            kind(each.low),
            kind(each.high),
            kind(each.usual),
            format="%d" if kind is int else "%g",
            key=f"{key}-{name}",
            width=160,
        )
    return found
