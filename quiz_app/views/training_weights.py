"""Weights to keep, and to bring back."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from quiz_app import look
from quiz_app.runs.run import Run
from quiz_app.runs.weights_file import MOST_BYTES, WeightsRefused, hidden_layers, packed, unpacked
from quiz_app.training.recipes import recipes
from quiz_app.training_session import choices


def draw(run: Run | None) -> None:
    """A download of what was reached, and an upload to begin from."""
    with st.expander("Save and load weights"):
        reached = run.view.look if run else None
        if run is None or reached is None:
            st.caption("There are no weights to save before the first training.")
        else:
            st.download_button(
                f"Save the weights of step {run.view.look_step:,}",
                lambda: packed(reached.weights, recipes()[run.view.job.assignment].parameters),
                file_name=f"weights-step-{run.view.look_step}.npz",
                mime="application/octet-stream",
                icon=":material/download:",
                on_click="ignore",
            )
        uploaded = st.file_uploader(
            "Begin from saved weights (.npz)",
            type="npz",
            key=f"training-upload-{choices().weights_forgotten}",  # a new key is an empty uploader
            max_upload_size=MOST_BYTES >> 20,
        )
        if uploaded is None:
            if choices().weights_name:
                st.caption(f"The next start begins from {look.plain(choices().weights_name)}.")
                st.button("Begin from new weights instead", on_click=forget)
            return
        try:
            weights = unpacked(uploaded.getvalue())
        except WeightsRefused as refused:
            st.error(look.plain(str(refused)))
            return
        n1, n2 = hidden_layers(weights)
        if choices().weights_file != uploaded.file_id:
            choices().weights, choices().weights_name = weights, uploaded.name
            choices().weights_file = uploaded.file_id
            choices().settings = replace(choices().settings, hidden=(n1, n2))
            choices().typed, choices().refused = {}, ""
            st.rerun()  # the number of units is shown above
        st.success(f"A network of 784, {n1}, {n2} and 10 units. The next start or reset begins from these weights.")


def forget() -> None:
    """Begin from the seed's weights again; the file leaves the uploader, too."""
    choices().weights, choices().weights_name, choices().weights_file = (), "", ""
    choices().weights_forgotten += 1
