"""Draw: a digit of one's own, through the network that one has trained."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from quiz_app import look, training_session
from quiz_app.charts.pictures import digit_image, probability_bars
from quiz_app.drawing.pad import draw_pad
from quiz_app.drawing.preprocessing import image_of
from quiz_app.lessons.backprop import TRAIN
from quiz_app.runs.job import Weights
from quiz_app.runs.weights_file import WeightsRefused
from quiz_app.training.network import layers
from quiz_app.views import fooling, unit_explorer
from quiz_app.views.whole_number import whole_number

PAD, MNIST = "Draw one", "Take one from MNIST"
SCALE = np.float32(1 / 255)


def choose_image(weights: Weights | None) -> NDArray[np.uint8] | None:
    """The image that was drawn, or one that nobody trained on."""
    how = st.segmented_control("Where from?", [PAD, MNIST], default=PAD, required=True, key="draw-how")
    if how == PAD:
        strokes = draw_pad(training_session.drawing())
        training_session.keep_drawing(strokes)
        return image_of(strokes)
    digits = training_session.bundled_digits()
    number = whole_number(st.container(), "Which test image?", 1, len(digits.test_labels), 1, key="draw-number")
    if weights is not None:
        st.button("One it gets wrong", icon=":material/error:", on_click=choose_wrong_one, args=(weights,))
    if st.session_state.get("draw-all-right"):
        st.caption("It reads every one of the test images correctly.")
    if number is None:
        return None
    st.caption(f"It is a {digits.test_labels[number - 1]}.")
    image: NDArray[np.uint8] = digits.test_images[number - 1].reshape(28, 28)
    return image


def choose_wrong_one(weights: Weights) -> None:
    """The next test image that this network reads wrongly, after the one that is shown."""
    digits = training_session.bundled_digits()
    *_, probabilities = layers(weights, digits.test_images * SCALE)
    (wrong,) = np.nonzero(probabilities.argmax(axis=1) != digits.test_labels)
    st.session_state["draw-all-right"] = not len(wrong)
    if len(wrong):
        shown = int(st.session_state["draw-number"]) - 1
        later = wrong[wrong > shown]
        st.session_state["draw-number"] = int((later if len(later) else wrong)[0]) + 1


def choose_weights() -> Weights | None:
    """The network to draw for: the only one there is, or the one that is chosen; None without any."""
    found = training_session.weights_at_hand()
    if not found:
        if lost := training_session.lost("training"):
            st.info(lost, icon=":material/history:")
        st.info("There is no trained network yet. A minute of training is enough.", icon=":material/trending_down:")
        st.page_link(TRAIN.file, label="Train one", icon=TRAIN.icon)
        return None
    chosen = found[0]
    if len(found) > 1:
        numbers = range(len(found))
        number = st.selectbox("Which network?", numbers, format_func=lambda number: found[number].name)
        chosen = found[number]
    st.caption(look.plain(f"The network: {chosen.name}."))
    try:
        return chosen.load()
    except WeightsRefused as refused:
        st.error(look.plain(str(refused)))
        return None


look.page("Draw", "Write a digit, and see what the network that you trained makes of it, layer by layer.")
left, right = st.columns(2, gap="large")
with right:
    network = choose_weights()
with left:
    drawn = choose_image(network)
    if drawn is not None:
        st.markdown("**What the network sees:** 28 × 28, scaled and centred as MNIST's digits are")
        st.html(digit_image(drawn, f"the digit in 28 by 28 pixels, {int((drawn > 0).sum())} of them with ink"))
if network is not None:
    with right:
        if drawn is None:
            st.markdown("Draw a digit, and ten probabilities appear here.")
        else:
            pixels = drawn.reshape(-1) * SCALE
            *hidden, answer = layers(network, pixels[None])
            st.html(probability_bars(answer[0], dark=look.dark()))
    if drawn is not None:
        fooling.draw(network, drawn)
        unit_explorer.draw(network, pixels, hidden)
