"""How to train: the settings, the images, and the download of all of them."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from quiz_app import look, session, training_session
from quiz_app.runs.download import at_hand
from quiz_app.runs.job import TRAINING_IMAGES, WhichDigits
from quiz_app.runs.pace import PACES
from quiz_app.runs.run import Run
from quiz_app.training.settings import SettingsError
from quiz_app.training_session import choices

RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0)
BATCH_SIZES = (1, 8, 16, 32, 64, 128, 256, 512, 4000)
MOST_SEED = 10**9
DATA: dict[WhichDigits, str] = {"bundled": "The bundled 5,000", "full": "All of MNIST"}


def draw_rate_and_pace(run: Run | None) -> None:
    """What can be changed while it runs: two fields of a row."""

    def changed() -> None:
        if (rate := st.session_state["training-rate"]) != choices().settings.learning_rate:
            choices().settings = replace(choices().settings, learning_rate=rate)
            if run is not None:
                run.set_rate(rate)
        pace = next(pace for pace in PACES if pace.name == st.session_state["training-pace"])
        if pace != choices().pace:
            choices().pace = pace
            if run is not None:
                run.set_speed(pace.steps_per_second(run.view.lane.steps_per_epoch))

    with st.container(horizontal=True, width="content"):  # a telephone has a row for the two
        # Nothing to type into: on a telephone a keyboard would cover the curve.
        st.selectbox(
            "Learning rate",
            sorted({*RATES, choices().settings.learning_rate}),
            format_func=lambda rate: f"{rate:g}",
            key=_kept("training-rate", choices().settings.learning_rate),
            on_change=changed,
            filter_mode=None,
            width=130,
        )
        st.selectbox(
            "Pace",
            [pace.name for pace in PACES],
            key=_kept("training-pace", choices().pace.name),
            on_change=changed,
            filter_mode=None,
            width=190,
        )


def speed() -> float | None:
    """The most steps per second of a training that begins with what is chosen; None: no limit."""
    steps = choices().settings.steps_per_epoch(TRAINING_IMAGES[choices().data])
    return choices().pace.steps_per_second(steps)


def draw_settings() -> None:
    """What holds from the next start or reset on."""

    def changed() -> None:
        names = ("n1", "n2", "batch", "epochs", "seed")
        typed: dict[str, int] = {name: st.session_state[f"training-{name}"] for name in names}
        try:
            choices().settings = replace(
                choices().settings,
                hidden=(typed["n1"], typed["n2"]),
                batch_size=typed["batch"],
                epochs=typed["epochs"],
                seed=typed["seed"],
            )
        except SettingsError as refusal:
            choices().typed, choices().refused = typed, str(refusal)
        else:
            choices().typed, choices().refused = {}, ""

    kept = choices().settings
    shown = {
        "n1": kept.hidden[0],
        "n2": kept.hidden[1],
        "batch": kept.batch_size,
        "epochs": kept.epochs,
        "seed": kept.seed,
        **choices().typed,
    }
    # Without bounds of their own: a browser keeps back what is beyond them, and Start would take what was before.
    first, second, third = st.columns(3)
    fourth, fifth, _ = st.columns(3)  # a row of its own: a telephone shows column after column
    for name, label, column, explanation in (
        ("n1", "Units in layer 1", first, None),
        ("n2", "Units in layer 2", second, None),
        ("epochs", "Epochs", fourth, None),
        ("seed", "Seed", fifth, "Decides the first weights."),
    ):
        column.number_input(
            label, key=_kept(f"training-{name}", shown[name]), step=1, on_change=changed, help=explanation
        )
    sizes = sorted({*BATCH_SIZES, shown["batch"]})
    third.selectbox("Batch size", sizes, key=_kept("training-batch", shown["batch"]), on_change=changed)
    if choices().refused:
        st.error(look.plain(f"{choices().refused} Until that is changed, Start is off."), icon=":material/error:")
    _draw_images()


def _draw_images() -> None:
    def changed() -> None:
        choices().data = st.session_state["training-data"]

    st.radio(
        "Images",
        list(DATA),
        format_func=lambda data: DATA[data],
        captions=["4,000 to train, 1,000 to test", "60,000 to train, 10,000 to test"],
        horizontal=True,
        key=_kept("training-data", choices().data),
        on_change=changed,
    )
    if choices().data == "full" and not at_hand(session.course()):
        _draw_download()


def _kept(key: str, value: object) -> str:
    """The key of a widget that shows what is kept, whoever changed it; `on_change` keeps what a person changes."""
    st.session_state[key] = value
    return key


def ready() -> bool:
    """Whether a training can begin with what is chosen: its numbers are possible, and its images here."""
    return not choices().refused and ready_to_load()


def ready_to_load() -> bool:
    """Whether the chosen images are here."""
    return choices().data == "bundled" or at_hand(session.course())


def _draw_download() -> None:
    download = training_session.download()

    @st.fragment(run_every=0.5 if download.running else None)
    def show() -> None:
        if download.running:
            st.progress(download.share, f"Downloading all of MNIST: {100 * download.share:.0f} % of 11 MB")
        elif at_hand(session.course()):
            st.rerun()
        else:
            if download.problem:
                st.error(look.plain(download.problem))
            st.markdown("All of MNIST is not on this computer yet. The download is 11 MB, once.")
            if st.button("Download all of MNIST", icon=":material/download:"):
                download.start(tuple(session.course().data.mirrors))
                st.rerun()

    show()
