"""Cures as switches: each changes the network as it says, can be undone, and helps where it is said to."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox import Chunk, Sandbox
from quiz_app.charts.flow import BACK, FORWARD, flow_chart
from quiz_app.laboratory.assembling import Shelf, assembled
from quiz_app.laboratory.cures import activation_of, cures, with_activation
from quiz_app.laboratory.experiment import MOST_BLOCKS, Chosen, Experiment
from quiz_app.laboratory.flow_words import flow_in_words, forward_in_words
from quiz_app.laboratory.run import open_experiment
from quiz_app.training.examples import examples

Files = Mapping[str, tuple[Chunk, ...]]


def layers(count: int, bend: str = "functions.sigmoid", units: int = 8) -> Experiment:
    blocks = (Chosen("linear", units=units), Chosen(bend)) * count
    return Experiment(blocks=blocks, learning_rate=0.1, epochs=40)


def flow_of(one: Experiment, shelf: Shelf, files: Files, sandbox: Sandbox) -> np.ndarray:
    data = examples(one.data, one.examples, one.noise, one.seed)
    program = assembled(one, shelf, data.rows.shape[1], data.classes)
    with open_experiment(one, program, files, data, sandbox, 5.0) as run:
        run.advance(10)
        seen = run.look()
    assert seen is not None
    return seen[1].flow


@given(count=st.integers(1, 12), bend=st.sampled_from(["relu", "functions.tanh", "functions.leaky_relu"]))
def test_a_cure_is_undone_by_the_same_switch(shelf: Shelf, count: int, bend: str) -> None:
    one = layers(count, bend)
    for cure in cures(one, shelf):
        on = cure.switched(one)
        assert cure.is_on(on)
        assert on != one
        assert assembled(on, shelf, 2, 2).size
        # A network in which every layer has a way around it has forgotten which activation it had.
        if any(each.use == bend for each in on.blocks):
            assert cure.switched(on) == one


def test_none_makes_a_network_too_long(shelf: Shelf) -> None:
    one = layers(MOST_BLOCKS // 2)
    assert all(len(cure.switched(one).blocks) <= MOST_BLOCKS for cure in cures(one, shelf))


def test_one_activation_takes_the_place_of_all(shelf: Shelf) -> None:
    changed = with_activation(layers(3), shelf, "relu")
    assert activation_of(changed, shelf) == "relu"
    assert [each.units for each in changed.blocks] == [8, 0] * 3


def test_what_helps_against_vanishing(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    one = layers(20).with_(initialisation="engine.small")
    shares = {}
    for name, network in {"": one, **{cure.name: cure.switched(one) for cure in cures(one, shelf)}}.items():
        sizes = flow_of(network, shelf, solved, sandbox)[:, 1, 0]
        shares[name] = sizes[0] / sizes[-1]
    assert shares[""] < 1e-9
    assert shares["depth.batch_norm"] > 0.01
    assert shares["depth.residual"] > 0.001
    assert shares["depth.clip_by_norm"] < 1e-9  # saves from explosion, never from vanishing


def test_a_flow_in_words_and_as_a_chart() -> None:
    flow = np.ones((3, 2, 7))
    flow[:, :, 1] = 0.0
    flow[0, BACK], flow[2, FORWARD, 1] = 3e-4, 0.97
    flow[2, FORWARD, 0] = 2e-5
    titles = ["linear", "ReLU", "the last"]
    said = flow_in_words(flow, titles, np.array([2.0, 1.0, 1.0]))
    assert said.startswith("Block 1 (linear) gets 0.0003 of the gradient of block 3 (the last). Before the switch it")
    assert "got 2 times it. It vanishes" in said
    assert forward_in_words(flow, titles) == (
        "On the way forward the numbers shrink: block 3 has 2e-05 of those of block 1. "
        "In block 3 (the last) 97 % of the numbers are exactly 0, and nothing comes back through them."
    )
    flow[0, BACK] = 0.0
    assert flow_in_words(flow, titles).startswith("Block 1 (linear) gets nothing of the gradient of block 3")
    flow[0, BACK] = 3e-4
    chart = flow_chart(flow, BACK, dark=False, before=np.array([2.0, np.nan, 1.0]))
    assert "the middle is 3.0e-04 at block 1 and 1.0e+00 at block 3" in chart.alt
    assert chart.alt.endswith("Before the switch the size at block 1 was 2.0e+00.")
    assert [row["before"] for row in chart.spec["data"]["values"] if "before" in row] == [2.0, 1.0]
