"""Draw: a digit of one's own, through the network that one has trained."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from quiz_app import drawing_session, look, training_session
from quiz_app.charts.pictures import digit_image, probability_bars
from quiz_app.drawing.asking import AskedNetwork, NotAnswered
from quiz_app.drawing.pad import draw_pad
from quiz_app.drawing.preprocessing import image_of
from quiz_app.lessons.backprop import TRAIN
from quiz_app.networks_at_hand import AtHand
from quiz_app.runs.weights_file import WeightsRefused
from quiz_app.training.network import layers
from quiz_app.training.trained import TrainedNetwork
from quiz_app.views import block_explorer, fooling, unit_explorer
from quiz_app.views.whole_number import whole_number

PAD, MNIST = "Draw one", "Take one from MNIST"
SCALE = np.float32(1 / 255)
MOST_TRIED = 20  # digits that are read wrongly among others, and may be read correctly alone
LEFT_OUT = "Dropout is left out here: it is there for training alone."


class Shown:
    """The network that digits are shown to."""

    def __init__(self, at_hand: AtHand) -> None:
        """Raises WeightsRefused where it cannot be read, or its functions are not known."""
        kept = st.session_state.get("drawn-network")
        if kept is None or kept[0] != at_hand.key:
            st.session_state["drawn-network"] = kept = (at_hand.key, at_hand.load())
        self.network: TrainedNetwork = kept[1]
        if not self.network.answers:
            raise WeightsRefused(
                "The text of the functions that this network calls is not known, so it cannot answer. Train it again."
            )
        self.asked: AskedNetwork = drawing_session.asked().of(at_hand.key, lambda: self.network)

    def probabilities(self, images: NDArray[Any]) -> NDArray[Any]:
        """Of images (N, 784) in [0, 1]. Raises NotAnswered."""
        if self.network.plain:
            return layers(self.network.weights, images)[-1]
        return self.asked.probabilities(images)

    def explain(self) -> None:
        """What is otherwise than in training."""
        if beside := len(self.network.beside):
            st.caption(
                f"Batch norm compares the rows of a batch, and one digit alone is no batch. So yours goes through "
                f"beside {beside} training images, the same ones each time."
            )
        if self.network.leaves_out:
            st.caption(LEFT_OUT)


def choose_image(shown: Shown | None) -> NDArray[np.uint8] | None:
    """The image that was drawn, or one that nobody trained on."""
    how = st.segmented_control("Where from?", [PAD, MNIST], default=PAD, required=True, key="draw-how")
    if how == PAD:
        strokes = draw_pad(drawing_session.drawing())
        drawing_session.keep_drawing(strokes)
        return image_of(strokes)
    digits = training_session.bundled_digits()
    number = whole_number(st.container(), "Which test image?", 1, len(digits.test_labels), 1, key="draw-number")
    if shown is not None:
        st.button("One it gets wrong", icon=":material/error:", on_click=choose_wrong_one, args=(shown,))
    if said := st.session_state.pop("draw-none-wrong", ""):
        st.caption(look.plain(said))
    if number is None:
        return None
    st.caption(f"It is a {digits.test_labels[number - 1]}.")
    image: NDArray[np.uint8] = digits.test_images[number - 1].reshape(28, 28)
    return image


def choose_wrong_one(shown: Shown) -> None:
    """The next test image that this network reads wrongly, after the one that is shown."""
    digits = training_session.bundled_digits()
    number = int(st.session_state["draw-number"]) - 1
    try:
        read = shown.probabilities(digits.test_images * SCALE).argmax(axis=1)
        (wrong,) = np.nonzero(read != digits.test_labels)
        for place in [*wrong[wrong > number], *wrong[wrong <= number]][:MOST_TRIED]:
            if not len(shown.network.beside) or wrong_alone(shown, int(place)):
                st.session_state["draw-number"] = int(place) + 1
                return
        st.session_state["draw-none-wrong"] = "It reads every one of the test images correctly."
    except NotAnswered as why:
        st.session_state["draw-none-wrong"] = str(why)


def wrong_alone(shown: Shown, place: int) -> bool:
    """Whether a test image is read wrongly beside the fixed images alone."""
    digits = training_session.bundled_digits()
    alone = shown.probabilities(digits.test_images[place : place + 1] * SCALE)
    return bool(alone[0].argmax() != digits.test_labels[place])


def choose_network() -> Shown | None:
    """The network to draw for: the newest, or the one that is chosen; None without any."""
    found = drawing_session.networks_at_hand()
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
        shown = Shown(chosen)
    except WeightsRefused as refused:
        st.error(look.plain(str(refused)))
        return None
    shown.explain()
    return shown


def draw_answer(shown: Shown, image: NDArray[np.uint8]) -> None:
    """The ten probabilities."""
    pixels = image.reshape(-1) * SCALE
    try:
        st.html(probability_bars(shown.probabilities(pixels[None])[0], dark=look.dark()))
    except NotAnswered as why:
        st.warning(look.plain(str(why)))
        st.stop()


look.page("Draw", "Write a digit, and see what the network that you trained makes of it, layer by layer.")
left, right = st.columns(2, gap="large")
with right:
    shown = choose_network()
with left:
    drawn = choose_image(shown)
    if drawn is not None:
        st.markdown("**What the network sees:** 28 × 28, scaled and centred as MNIST's digits are")
        st.html(digit_image(drawn, f"the digit in 28 by 28 pixels, {int((drawn > 0).sum())} of them with ink"))
if shown is not None:
    with right:
        if drawn is None:
            st.markdown("Draw a digit, and ten probabilities appear here.")
        else:
            draw_answer(shown, drawn)
    if drawn is not None:
        pixels = drawn.reshape(-1) * SCALE
        fooling.draw(shown.network, shown.asked, drawn)
        if shown.network.plain:
            *hidden, _ = layers(shown.network.weights, pixels[None])
            unit_explorer.draw(shown.network.weights, pixels, hidden)
        else:
            block_explorer.draw(shown.network.program, shown.asked, pixels)
