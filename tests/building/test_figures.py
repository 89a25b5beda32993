"""One picture per step, the same every time, and words for it."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from submissions import BACKPROP, backprop_key

from grader.building.pictures import same_picture
from grader.course import load_course
from grader.course.content import load_part

FIGURES = load_part(BACKPROP, "figures")
SCENES, alternative_text = FIGURES.scenes.SCENES, FIGURES.scenes.alternative_text
GRADIENTS, network_figure = FIGURES.drawing.GRADIENTS, FIGURES.drawing.network_figure
STEPS = backprop_key().signatures


@pytest.fixture(scope="module")
def pictures() -> dict[int, bytes]:
    return {number: network_figure(number) for number in SCENES}


def test_a_picture_is_drawn_with_the_same_bytes_every_time(pictures: dict[int, bytes]) -> None:
    drawn_anew = network_figure.__wrapped__

    assert drawn_anew(4) == pictures[4]


def test_a_picture_is_a_png_that_fits_a_notebook(pictures: dict[int, bytes]) -> None:
    for png in pictures.values():
        image = Image.open(io.BytesIO(png))
        assert (image.format, image.size) == ("PNG", (1000, 490))
        assert len(png) < 40_000


def test_neighbouring_steps_look_different(pictures: dict[int, bytes]) -> None:
    for one, other in pairwise(sorted(pictures)):
        assert not same_picture(pictures[one], pictures[other]), (one, other)


def test_softer_edges_and_a_speck_are_the_same_picture(pictures: dict[int, bytes]) -> None:
    image = Image.open(io.BytesIO(pictures[4])).convert("RGB")
    softened = Image.fromarray((np.asarray(image) * 0.95).astype(np.uint8))
    softened.paste((0, 0, 0), (0, 0, 6, 6))
    stream = io.BytesIO()
    softened.save(stream, format="png")

    assert same_picture(pictures[4], stream.getvalue())


def test_another_size_is_another_picture(pictures: dict[int, bytes]) -> None:
    stream = io.BytesIO()
    Image.open(io.BytesIO(pictures[4])).resize((500, 245)).save(stream, format="png")

    assert not same_picture(pictures[4], stream.getvalue())


def test_a_scene_finds_the_functions_of_its_step() -> None:
    steps = load_course().assignment("backprop").steps.values()

    for number, scene in SCENES.items():
        wanted = tuple(step.function for step in steps if step.number == number and step.function != "update")
        assert scene.found == wanted


def test_a_scene_uses_what_its_functions_take_and_knows_what_they_need() -> None:
    """A step's arguments are a gradient that is known already, and values that are ringed or weights that are lit."""
    for scene in SCENES.values():
        for function in scene.found:
            for argument in STEPS[function].arguments:
                if argument.kind == "gradient":
                    assert argument.name in scene.known
                    assert argument.name == scene.source
                elif argument.kind != "weight":
                    assert argument.name in scene.uses


def test_every_gradient_has_its_place() -> None:
    assert set(GRADIENTS) == set(STEPS) - {"update"}


def test_alternative_texts_name_what_is_found() -> None:
    texts = [alternative_text(number) for number in SCENES]

    assert len(set(texts)) == len(SCENES)
    for number, scene in SCENES.items():
        named = (*scene.found, *scene.known) if scene.found else scene.uses
        assert all(name in alternative_text(number) for name in named)
