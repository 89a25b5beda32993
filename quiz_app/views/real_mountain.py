"""The real mountain of a run or of several: the map, the surface that can be turned, and in words what one sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from quiz_app import look, training_session
from quiz_app.charts.mountain_map import DrawnPath, contour_map
from quiz_app.runs.mountain import Candidate, Mountain, Trail, candidates
from quiz_app.runs.mountain_words import in_words
from quiz_app.runs.path import WeightPath
from quiz_app.runs.progress import RunView
from quiz_app.runs.run import Run
from quiz_app.training.outcome import loss_text
from quiz_app.views.surface import surface

LIVE_SECONDS = 0.5
_WHAT = (
    "The loss around the path that the weights took, computed by this network on real examples, in the plane that "
    "holds most of the path."
)


def draw(run: Run, key: str) -> None:
    """A switch, and below it the mountain of a run that may go on; `key` tells places of a page apart."""
    if _wanted(key):
        draw_of(lambda: [run.view], key)


def draw_kept(views: Sequence[RunView], key: str) -> None:
    """The same for runs that are kept, all of them on one mountain."""
    if _wanted(key):
        draw_of(lambda: views, key)


def draw_of(views: Callable[[], Sequence[RunView]], key: str) -> None:
    """The mountain itself, drawn anew while it gets finer and while the ball goes on."""
    sight, maps = training_session.sight(key), _Maps()
    first = views()
    mountain = sight.mountain(candidates(first), _resting(first))
    still = mountain is not None and mountain.finished and _resting(first)

    @st.fragment(run_every=None if still else LIVE_SECONDS)
    def often() -> None:
        now = views()
        chosen = candidates(now)
        known = sight.mountain(chosen, _resting(now))
        if sight.waiting:
            st.info(sight.waiting, icon=":material/hourglass_top:")
        elif known is None:
            st.caption("Surveying: the first picture comes in a few seconds.")
        else:
            _draw(known, chosen, key, maps)
        if not still and known is not None and known.finished and _resting(now) and not sight.waiting:
            st.rerun()  # at rest: nothing has to be drawn again and again

    often()


def _wanted(key: str) -> bool:
    return st.toggle("Show the real mountain", key=f"mountain-{key}", help=_WHAT)


def _resting(views: Sequence[RunView]) -> bool:
    return all(view.status in ("paused", "ended") for view in views)


class _Maps:
    """The last map that was drawn: a tick at which nothing has changed draws none."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._map = ""

    def of(
        self, known: Mountain, paths: Sequence[DrawnPath], directions: tuple[str, str], *, dark: bool, label: str
    ) -> str:
        """The map as HTML."""
        now = (id(known.plane), len(known.grid), [len(path.places) for path in paths], dark, label)
        if now != self._of and known.window is not None:
            self._of = now
            self._map = contour_map(known.window, known.grid, paths, directions, dark=dark, label=label)
        return self._map


def _draw(known: Mountain, chosen: Sequence[Candidate], key: str, maps: _Maps) -> None:
    plane, window = known.plane, known.window
    if known.problem or plane is None or window is None:
        st.info(look.plain(known.problem), icon=":material/landscape:")
        return
    paths = [_walked(known, trail, chosen) for trail in known.trails]
    label = _label(known, paths)
    shares = tuple(
        f"{name} direction: {100 * share:.2g} % of the variance"
        for name, share in zip(("first", "second"), plane.shares, strict=True)
    )
    dark = look.dark()
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(
            "<style>.course-map{display:block;width:100%;max-width:30rem;margin:0 auto}</style>"
            + maps.of(known, paths, (shares[0], shares[1]), dark=dark, label=label)
        )
    with right:
        surface(window, known.grid, paths, dark=dark, label=f"The same as a surface. {label}", key=f"surface-{key}")
    size = len(known.grid)
    finer = "" if known.finished else " It is getting finer."
    st.caption(
        f"Numbers on lines: the loss. Height and colour are on a logarithmic scale. Ring: the start. Ball: the "
        f"weights now. Measured at {size} × {size} places.{finer}"
    )
    for sentence in (*in_words(known), *known.left_out):
        st.markdown(look.plain(sentence))


def _walked(known: Mountain, trail: Trail, chosen: Sequence[Candidate]) -> DrawnPath:
    """The path as it was surveyed, and what has been walked since."""
    assert known.plane is not None
    path = next((view.path for _, _, view in chosen if _continues(view.path, trail)), trail.path)
    since = [one.weights for one in path.waypoints if one.step > trail.steps[-1]]
    places: list[NDArray[np.float64]] = [trail.places]
    if since:
        places.append(known.plane.places(np.stack(since)))
    return DrawnPath(trail.label, np.concatenate(places))


def _continues(path: WeightPath, trail: Trail) -> bool:
    """Whether this is the path that was surveyed, further on: it begins with the same weights."""
    return bool(path.waypoints) and path.waypoints[0] is trail.path.waypoints[0]


def _label(known: Mountain, paths: Sequence[DrawnPath]) -> str:
    """What the pictures show, in words."""
    walks = "; ".join(
        f"{path.label}: from loss {loss_text(trail.measured[0])} to {loss_text(trail.measured[-1])} after "
        f"{trail.steps[-1]:,} steps"
        for path, trail in zip(paths, known.trails, strict=True)
    )
    low, high = float(np.nanmin(known.grid)), float(np.nanmax(known.grid))
    return f"The real mountain from above, losses from {loss_text(low)} to {loss_text(high)}. {walks}."
