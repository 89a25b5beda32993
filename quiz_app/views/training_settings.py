"""How to train: the settings, the images, and the download of all of them."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from quiz_app import look, session, training_session
from quiz_app.runs.download import at_hand
from quiz_app.runs.job import Data
from quiz_app.runs.run import Run
from quiz_app.training_session import choices

RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0)
BATCH_SIZES = (1, 8, 16, 32, 64, 128, 256, 512, 4000)
SPEEDS: dict[str, float | None] = {"As fast as it goes": None, "25 steps a second": 25.0, "5 steps a second": 5.0}
DATA: dict[Data, str] = {"bundled": "The bundled 5,000", "full": "All of MNIST"}


def draw_rate_and_speed(run: Run | None) -> None:
    """What can be changed while it runs."""
    left, right = st.columns(2)
    rates = sorted({*RATES, choices().settings.learning_rate})
    rate = left.select_slider(
        "Learning rate (also while it runs)",
        rates,
        choices().settings.learning_rate,
        format_func=lambda rate: f"{rate:g}",
        key="training-rate",
    )
    speed = right.selectbox(
        "Speed (also while it runs)",
        list(SPEEDS),
        index=list(SPEEDS.values()).index(choices().speed),
        key="training-speed",
    )
    if rate != choices().settings.learning_rate:
        choices().settings = replace(choices().settings, learning_rate=rate)
        if run is not None:
            run.set_rate(rate)
    if SPEEDS[speed] != choices().speed:
        choices().speed = SPEEDS[speed]
        if run is not None:
            run.set_speed(choices().speed)


def draw_settings() -> None:
    """What holds from the next start or reset on."""
    kept = choices().settings
    first, second, third = st.columns(3)
    n1 = first.number_input("Units in layer 1", 1, 1024, kept.hidden[0], key="training-n1")
    n2 = second.number_input("Units in layer 2", 1, 1024, kept.hidden[1], key="training-n2")
    sizes = sorted({*BATCH_SIZES, kept.batch_size})
    batch = third.selectbox("Batch size", sizes, index=sizes.index(kept.batch_size), key="training-batch")
    epochs = first.number_input("Epochs", 1, 1000, kept.epochs, key="training-epochs")
    seed = second.number_input(
        "Seed", 0, 10**9, kept.seed, key=f"training-seed-{kept.seed}", help="Decides the first weights."
    )
    choices().settings = replace(kept, hidden=(n1, n2), batch_size=batch, epochs=epochs, seed=seed)
    _draw_images()


def _draw_images() -> None:
    kept = choices().data
    choices().data = st.radio(
        "Images",
        list(DATA),
        index=list(DATA).index(kept),
        format_func=lambda data: DATA[data],
        captions=["4,000 to train, 1,000 to validate", "60,000 to train, 10,000 to validate"],
        horizontal=True,
        key="training-data",
    )
    if choices().data == "full" and not at_hand(session.course()):
        _draw_download()


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
