"""What a session and the server remember of training runs; beside session.py, which has everything else."""

from __future__ import annotations

import importlib
import threading
import time
from dataclasses import dataclass, field, replace
from typing import Literal, cast, get_args

import streamlit as st
from streamlit import runtime

from quiz_app import kept_runs
from quiz_app.runs.archive import KEPT_DAYS, Archive
from quiz_app.runs.card import RunCard
from quiz_app.runs.download import Download
from quiz_app.runs.functions import MINE
from quiz_app.runs.job import Job, Until, Weights, WhichDigits
from quiz_app.runs.pace import WATCH, Pace, pace_of
from quiz_app.runs.progress import RunView
from quiz_app.runs.registry import Full, Registry
from quiz_app.runs.run import Run
from quiz_app.runs.surveys import Sight, Surveys
from quiz_app.session import belongings, course, this_session
from quiz_app.training.data import Digits, load_digits
from quiz_app.training.settings import Settings

_MOST_EARLIER = 5
_MANY = ("sweep",)  # dozens of short trainings: no curves to look at again
BEGUN = "runs-begun"  # of each kind, when the last one was
MOST_COMPARED = 5  # kept runs on one chart
Kind = Literal["training", "comparison", "experiment", "race", "overfitting", "sweep", "cures"]
DEFAULTS = Settings(epochs=30, batch_size=32, learning_rate=0.05, hidden=(128, 64), seed=0, falling=False)


@dataclass
class Choices:
    """What is set on the training page, kept while other pages are looked at."""

    settings: Settings = DEFAULTS
    data: WhichDigits = "bundled"
    pace: Pace = WATCH
    whose: str = ""
    mistake: str = ""
    weights: Weights = ()
    weights_name: str = ""
    weights_file: str = ""  # the upload that they came from
    weights_forgotten: int = 0  # how often
    typed: dict[str, int] = field(default_factory=dict)  # numbers that make no settings, as they were typed
    refused: str = ""  # and why


def choices() -> Choices:
    """This session's. A session that finds a run in its address begins with that run's."""
    if "training-choices" not in st.session_state:
        st.session_state["training-choices"] = _choices_of(current_run("training"))
    return cast(Choices, st.session_state["training-choices"])


def brought() -> Choices | None:
    """The choices of the training page where weights are among them. The run in the address is not looked at."""
    chosen = cast("Choices | None", st.session_state.get("training-choices"))
    return chosen if chosen is not None and chosen.weights else None


def _choices_of(run: Run | None) -> Choices:
    if run is None:
        return Choices()
    job, lane = run.view.job, run.view.lane
    settings = replace(job.lanes[0].settings, learning_rate=lane.rate)
    return Choices(settings, job.data, pace_of(run.speed, lane.steps_per_epoch) if run.live else WATCH)


def last_training() -> str:
    """How this session's last training went, or goes, in a sentence; "" before one."""
    run = _last_run()
    if run is None:
        return ""
    view = run.view
    if view.status == "ended":
        return f"{view.lane.label}: {view.message}"
    return f"{view.lane.label}: in training, {view.lane.epochs:.1f} epochs so far."


def has_learned() -> bool:
    """Whether the student's own functions came to the end of this session's last training, and learned by it."""
    run = _last_run()
    return run is not None and run.view.lane.learned and run.view.lane.label == MINE


def _last_run() -> Run | None:
    remembered = _remembered("training")
    return runs().find(remembered, watcher()) if remembered else None


def current_run(kind: Kind) -> Run | None:
    """The run that the address names, else the last one of this session; it is watched by it from now on."""
    named = st.query_params.get("run", "")
    remembered = _remembered(kind)
    gone = False
    for run_id in filter(None, dict.fromkeys((named, remembered))):
        run = runs().find(run_id, watcher())
        gone = gone or run is None
        if run is not None and _kind(run.view.job) == kind:
            _remember(kind, run)
            return run
    if named:
        del st.query_params["run"]
    if gone:
        _forget(kind)
    return None


def _kind(job: Job) -> Kind:
    if job.page:
        return cast(Kind, job.page)
    if job.lanes[0].experiment:
        return "race" if len(job.lanes) > 1 else "experiment"
    return "comparison" if len(job.lanes) > 1 else "training"


def start(kind: Kind, job: Job, until: Until | None = "end", speed: float | None = None) -> None:
    """Begin a run, in the place of this session's last one of its kind. A refusal is kept for `refusal`."""
    before = current_run(kind)
    if kind not in _MANY:
        kept_runs.keep(runs(), kind, before)
    try:
        run = runs().start(job, watcher(), until, before, speed)
    except Full as full:
        st.session_state["run-refusal"] = str(full)
    else:
        _remember(kind, run)
        belongings().keep(BEGUN, (belongings().get(BEGUN) or {}) | {kind: time.time()})


def refusal() -> str:
    """Why the last run could not begin, once; "" if it could."""
    return cast(str, st.session_state.pop("run-refusal", ""))


def watcher() -> str:
    """The name of this session among those who watch runs."""
    return this_session()


def earlier_comparisons() -> list[RunView]:
    """What this browser has compared before the comparison that it is at, the last one first."""
    return _earlier("comparison")


def all_runs() -> list[RunCard]:
    """Of all that this browser has trained: the runs that it is at, and those before."""
    return kept_runs.with_current((kind, _at(kind)) for kind in get_args(Kind) if kind not in _MANY)


def runs_by_time() -> list[tuple[float, Run]]:
    """The runs that this browser is at, and when they were begun; the one that the address names was just now."""
    begun = belongings().get(BEGUN) or {}
    found = [(begun.get(kind, 0.0), run) for kind in get_args(Kind) if kind not in _MANY and (run := _at(kind))]
    named = st.query_params.get("run", "")
    if named and (run := runs().find(named, watcher())) is not None:
        found = [(when, one) for when, one in found if one.id != named] + [(time.time(), run)]
    return found


def _at(kind: Kind) -> Run | None:
    """The last run of this kind, whatever the address names."""
    remembered = _remembered(kind)
    return runs().find(remembered, watcher()) if remembered else None


def kept_view(run_id: str) -> RunView | None:
    """A run of `all_runs`, with the paths of its weights; None where it is not kept any more."""
    live = {run.id: run for kind in get_args(Kind) if (run := _at(kind)) is not None}
    if run_id in live:
        return live[run_id].view
    seen = st.session_state.setdefault("kept-views", {})
    if run_id not in seen:
        while len(seen) >= MOST_COMPARED:
            del seen[next(iter(seen))]
        seen[run_id] = runs().kept(run_id, paths=True)
    return cast("RunView | None", seen[run_id])


def _earlier(kind: Kind) -> list[RunView]:
    return [view for run_id in kept_runs.ids(kind, _MOST_EARLIER) if (view := runs().kept(run_id)) is not None]


@st.cache_resource(show_spinner=False, on_release=Registry.close)
def runs() -> Registry:
    """The runs of this server."""
    return Registry(_watching, archive=Archive(course().root / ".course" / "app" / "runs"))


def sight(key: str) -> Sight:
    """What this session sees of a mountain, at one place of a page."""
    name = f"sight-{key}"
    if name not in st.session_state:
        st.session_state[name] = Sight(_surveys())
    return cast(Sight, st.session_state[name])


@st.cache_resource(show_spinner=False, on_release=Surveys.close)
def _surveys() -> Surveys:
    """The surveys of this server."""
    return Surveys()


def prepare() -> None:
    """Has all that the first look at a run needs by the time that everything is chosen. Returns without waiting."""
    runs().prepare()
    _import_for_charts()


@st.cache_resource(show_spinner=False)
def _import_for_charts() -> None:
    # Streamlit imports it with its first chart, which takes as long as a thousand steps of training.
    threading.Thread(target=importlib.import_module, args=("pandas",), daemon=True).start()


@st.cache_resource(show_spinner=False)
def download() -> Download:
    """The server's download of all of MNIST."""
    return Download()


@st.cache_resource(show_spinner="Loading the bundled images …")
def bundled_digits() -> Digits:
    """The images that come with the course, read-only."""
    return load_digits("bundled")


def lost(kind: Kind) -> str:
    """What became of a run that there was and is not any more, until the next; "" if nothing was lost."""
    return cast(str, st.session_state.get(f"run-lost-{kind}", ""))


def _remembered(kind: Kind) -> str:
    """The last run of this session, or of this browser before."""
    if f"run-{kind}" not in st.session_state:
        st.session_state[f"run-{kind}"] = str(belongings().get(f"run-{kind}") or "")
    return cast(str, st.session_state[f"run-{kind}"])


def _forget(kind: Kind) -> None:
    st.session_state[f"run-{kind}"] = ""
    belongings().keep(f"run-{kind}", None)
    st.session_state[f"run-lost-{kind}"] = (
        f"The {kind} that was here is not kept any more: what was trained stays for {KEPT_DAYS} days after it ended. "
        "Start another."
    )


def _remember(kind: Kind, run: Run) -> None:
    st.session_state[f"run-{kind}"] = run.id
    st.session_state.pop(f"run-lost-{kind}", None)
    belongings().keep(f"run-{kind}", run.id)
    if st.query_params.get("run") != run.id:
        st.query_params["run"] = run.id


def _watching(session: str) -> bool:
    return not runtime.exists() or runtime.get_instance().is_active_session(session)
