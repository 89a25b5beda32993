"""The surveys of this server: so many at a time, and what a page shows of one while the next is made."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence

from quiz_app.runs.mountain import Candidate, Mountain, Survey, why_not
from quiz_app.runs.registry import Full

BUSY = "This server is surveying other mountains. Yours comes when one of them is finished."


class Surveys:
    """Begins surveys, at most one for each core at a time; closed with the server."""

    def __init__(self, places: int | None = None) -> None:
        self._places = places or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._live: list[Survey] = []

    def begin(self, chosen: Sequence[Candidate]) -> Survey:
        """A survey of these trainings.

        Raises:
            Full: all places are taken.
        """
        with self._lock:
            self._live = [one for one in self._live if one.live]
            if len(self._live) >= self._places:
                raise Full(BUSY)
            survey = Survey(chosen)
            self._live.append(survey)
            return survey

    def close(self) -> None:
        """Ends all of them."""
        with self._lock:
            for survey in self._live:
                survey.close()


class Sight:
    """One place of a page where a mountain is seen: it is surveyed anew when its trainings have gone on and rest.

    While they run, the ball goes on over the mountain that is known, until it leaves it.
    """

    def __init__(self, surveys: Surveys) -> None:
        self._surveys = surveys
        self._survey: Survey | None = None
        self._of: Sequence[Candidate] = ()
        self._shown: Mountain | None = None
        self.waiting = ""  # why no survey could begin

    def mountain(self, chosen: Sequence[Candidate], resting: bool) -> Mountain | None:
        """The mountain to draw now, of these trainings; None: nothing is known yet. `resting`: none goes on."""
        if self._outdated(chosen, resting):
            self._begin(chosen)
        if self._survey is not None:
            now = self._survey.mountain
            if len(now.grid) or now.problem:
                self._shown = now
        return self._shown

    def _begin(self, chosen: Sequence[Candidate]) -> None:
        if _jobs(chosen) != _jobs(self._of):
            self._shown = None  # of other trainings
        if self._survey is not None:
            self._survey.close()
        self._survey = None
        try:
            self._survey = self._surveys.begin(chosen)
        except Full as full:
            self.waiting = str(full)
            return
        self._of, self.waiting = tuple(chosen), ""

    def _outdated(self, chosen: Sequence[Candidate], resting: bool) -> bool:
        survey = self._survey
        if survey is None or _jobs(chosen) != _jobs(self._of):
            return True
        known = survey.mountain
        if not survey.live and not known.finished:
            return True  # it was given up, because nobody looked
        if _steps(chosen) == _steps(self._of):
            return False
        if known.problem:  # it had no path: has it one now?
            return not any(why_not(view, resting) for _, _, view in chosen)
        return resting or (known.finished and _has_left(known, chosen))


def _jobs(chosen: Sequence[Candidate]) -> list[int]:
    return [id(lane) for _, lane, _ in chosen]


def _steps(chosen: Sequence[Candidate]) -> list[int]:
    return [view.path.waypoints[-1].step if view.path.waypoints else -1 for _, _, view in chosen]


def _has_left(known: Mountain, chosen: Sequence[Candidate]) -> bool:
    """Whether a ball is beyond the window."""
    plane, window = known.plane, known.window
    if plane is None or window is None:
        return False
    paths = [
        view.path for _, _, view in chosen if view.path.waypoints and view.path.shapes == known.trails[0].path.shapes
    ]
    return not all(window.holds(plane.places(path.waypoints[-1].weights[None])[0]) for path in paths)
