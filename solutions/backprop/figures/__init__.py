"""The pictures of the lesson: for each step the network, with what the step uses and finds."""

from functools import partial

from grader.functions import Figure

from .drawing import network_figure
from .scenes import SCENES, alternative_text

FIGURES = {f"step-{number}": Figure(alternative_text(number), partial(network_figure, number)) for number in SCENES}
