"""Experiments as text: there and back, and one clear sentence for what cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.laboratory.assembling import Shelf, assembled
from quiz_app.laboratory.experiment import (
    Chosen,
    Experiment,
    ExperimentError,
    packed,
    read,
    unpacked,
    written,
)
from quiz_app.laboratory.ready import ready_made
from quiz_app.training.examples import SETS, examples
from quiz_app.training.planes import PLANES, draw

NAMES = st.sampled_from(("linear", "relu", 'a "name" \\ of theirs'))
CHOSEN = st.builds(
    Chosen, NAMES, st.dictionaries(st.sampled_from(("beta", "keep")), st.floats(0, 1)), st.integers(0, 64)
)
EXPERIMENTS = st.builds(
    Experiment,
    title=st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=20),
    data=st.sampled_from(SETS),
    examples=st.integers(10, 5000),
    noise=st.floats(0, 1),
    blocks=st.lists(CHOSEN, max_size=4).map(tuple),
    learning_rate=st.floats(1e-6, 10),
    penalty=st.none() | CHOSEN,
)


@given(experiment=EXPERIMENTS)
def test_an_experiment_comes_back_from_a_file_and_an_address(experiment: Experiment) -> None:
    assert read(written(experiment)) == experiment
    assert unpacked(packed(experiment)) == experiment


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("blocks = 3", "blocks must be a list"),
        ("blocks = [{ units = 3 }]", "block 1 must be a table with a name under `use`"),
        ('blocks = [{ use = "linear", units = 2.5 }]', "units of block 1 must be a whole number, not 2.5"),
        ('blocks = [{ use = "linear", units = 100000 }]', "units of linear must be from 1 to 1024, not 100000"),
        ('blocks = [{ use = "relu", slope = "x" }]', "slope of block 1 must be a number"),
        ("epochs = 0", "epochs must be from 1 to 10000, not 0"),
        ("epochs = true", "epochs must be a whole number, not True"),
        ("learning_rate = nan", "learning_rate must be a number, not nan"),
        ('data = "cats"', "data = 'cats' is not known; there are moons"),
        ("colour = 1", "colour is no choice of an experiment; there are title"),
        ("a = [", "This is no TOML"),
        ("x" * 50_000, "too long"),
    ],
)
def test_what_cannot_be_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(ExperimentError, match=said.replace("(", r"\(")) as error:
        read(text)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["", "!!!", "eJw", packed(Experiment())[:-5], "A" * 5000])
def test_an_address_that_holds_none_is_refused(text: str) -> None:
    with pytest.raises(ExperimentError):
        unpacked(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('blocks = [{ use = "linear" }]', "block 1, linear, needs its number of units"),
        ('blocks = [{ use = "relu", units = 3 }]', "is as wide as what comes in"),
        ('blocks = [{ use = "linaer", units = 3 }]', "block 1 is 'linaer', which is not known; there are linear"),
        (
            'blocks = [{ use = "functions.leaky_relu", slope = 7 }]',
            "slope of block 1, functions.leaky_relu, must be",
        ),
        ('blocks = [{ use = "functions.tanh", slope = 0.1 }]', "slope is no setting of block 1.*it has none"),
        ('optimizer = "network.train_step"', "optimizer is 'network.train_step', which is not known"),
        ('initialisation = "he"', "initialisation = 'he' is not known; there are engine.small"),
        ('output = "functions.softmax"', "has its own output"),
        ('stop = { use = "generalization.should_stop", patience = 1000 }', "patience of stop"),
        (
            'optimizer = { use = "optimizers.adam", learning_rate = 0.3 }',
            "^learning_rate of optimizer, optimizers.adam, is the experiment's own: set `learning_rate` beside "
            "`optimizer`, not in it.$",
        ),
        ('schedule = { use = "optimizers.learning_rate_at", initial = 1.0 }', "^initial of schedule, .* own: set"),
        ('batches = { use = "optimizers.minibatches", batch_size = 3 }', "set `batch_size` beside `batches`"),
        ('batches = { use = "optimizers.minibatches", often = 3 }', "^often is no setting of batches"),
    ],
)
def test_what_does_not_fit_the_course_is_one_sentence(shelf: Shelf, text: str, said: str) -> None:
    with pytest.raises(ExperimentError, match=said):
        assembled(read(text), shelf, 2, 2)


@pytest.mark.parametrize("name", list(PLANES))
def test_a_plane_has_two_classes_that_are_learnable_and_drawn_from_a_seed(name: str) -> None:
    points, labels = draw(name, 400, 0.05, 3)
    assert points.shape == (400, 2)
    assert 0.4 < labels.mean() < 0.6
    assert abs(points).max() < 1.6
    again, _ = draw(name, 400, 0.05, 3)
    assert (points == again).all()
    other, _ = draw(name, 400, 0.05, 4)
    assert (points != other).any()


def test_what_is_held_back_is_not_trained_on() -> None:
    data = examples("moons", 100, 0.1, 0)
    assert len(data.rows) == len(data.held_rows) == 100
    assert not {tuple(row) for row in data.rows.tolist()} & {tuple(row) for row in data.held_rows.tolist()}


def test_ready_made_experiments_can_be_built_and_ask_for_a_guess(shelf: Shelf, course: object) -> None:
    known = ready_made(tuple(course.assignments))  # type: ignore[attr-defined]
    assert len({one.title for one in known}) == len(known) >= 6
    for one in known:
        data = examples(one.data, one.examples, one.noise, one.seed)
        assembled(one, shelf, data.rows.shape[1], data.classes)
        assert one.question.endswith("?")
        assert len(one.guesses) >= 2
        assert one.seen
