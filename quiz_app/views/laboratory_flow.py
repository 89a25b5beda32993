"""The flow through a network that trains: distributions block by block, in words, and cures to switch on."""

from __future__ import annotations

import streamlit as st

from quiz_app import laboratory_session as laboratory
from quiz_app import look
from quiz_app.charts.flow import BACK, FORWARD, flow_chart
from quiz_app.laboratory.cures import activation_of, cures, with_activation
from quiz_app.laboratory.experiment import Experiment
from quiz_app.laboratory.flow_words import flow_in_words, forward_in_words
from quiz_app.laboratory.snapshot import Snapshot
from quiz_app.views.laboratory_network import NetworkChoices
from quiz_app.views.training_live import Words, show


def draw_flow(picture: Snapshot, titles: list[str], words: Words) -> None:
    """Forward and back, block by block, as the network is now."""
    dark, before = look.dark(), laboratory.bench().flow_before
    titles = [*titles, "the last"]
    said = flow_in_words(picture.flow, titles, before)
    if not said:
        return
    st.markdown(f"**{look.plain(said)}** {look.plain(forward_in_words(picture.flow, titles))}")
    left, right = st.columns(2)
    with left:
        show(flow_chart(picture.flow, FORWARD, dark=dark), words, "experiment-forward")
    with right:
        show(flow_chart(picture.flow, BACK, dark=dark, before=before), words, "experiment-back")
    st.caption(
        "The line is the middle of the sizes, the dark band holds half of the numbers, the light one nine tenths. "
        "Zeros are left out. The dashed line is the gradient before the last switch."
    )


def draw_cures(choices: NetworkChoices, *, able: bool) -> None:
    """Switches that change the network and begin it anew; what needs a function that is not written is locked."""
    shelf, one = laboratory.at_hand(), laboratory.bench().experiment
    key = f"laboratory-{laboratory.bench().number}-cure"

    def switch(changed: Experiment) -> None:
        laboratory.switch(changed)

    bends = [name for name, block in shelf.blocks.items() if block.is_activation]
    bend = activation_of(one, shelf)
    with st.container(horizontal=True, vertical_alignment="bottom", key="laboratory-cures"):
        if bend:
            chosen = st.selectbox(
                "Activation", bends, bends.index(bend), format_func=choices.title, key=f"{key}-bend", width=170
            )
            if chosen != bend and able and not choices.missing([chosen]):
                switch(with_activation(one, shelf, chosen))
                st.rerun()
        starts = list(shelf.first_weights)
        first = st.selectbox(
            "First weights",
            starts,
            starts.index(one.initialisation) if one.initialisation in starts else 0,
            format_func=choices.title,
            key=f"{key}-start",
            width=230,
        )
        if first != one.initialisation and able and not choices.missing([first]):
            switch(one.with_(initialisation=first))
            st.rerun()
        for cure in cures(one, shelf):
            locked = bool(choices.missing([cure.name]))
            st.toggle(
                f"{choices.title(cure.name)} {cure.where}",
                cure.is_on(one),
                key=f"{key}-{cure.name}",
                disabled=locked or not able,
                help="Write its functions, and it opens." if locked else None,
                on_change=switch,
                args=(cure.switched(one),),
            )
