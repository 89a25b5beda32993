"""What an assignment's records are made of: functions, how their arguments are drawn, witnesses, mistakes.

``functions.py`` and ``mistakes.py`` of an assignment's folder import from here, and nothing else of the grader.
"""

from grader.functions.composition import Composition
from grader.functions.draws import (
    Draw,
    activations,
    among,
    between,
    fixed,
    generator,
    gradients,
    made,
    numbers,
    one_hot,
    pre_activations,
    probabilities,
    sometimes_zero,
    squares,
    uniform,
    weights,
    whole,
)
from grader.functions.figure import Figure
from grader.functions.mistake import Mistake
from grader.functions.record import Argument, Case, Function, Result, Role, Setting
from grader.functions.witnesses import Gradient, Property

__all__ = [
    "Argument",
    "Case",
    "Composition",
    "Draw",
    "Figure",
    "Function",
    "Gradient",
    "Mistake",
    "Property",
    "Result",
    "Role",
    "Setting",
    "activations",
    "among",
    "between",
    "fixed",
    "generator",
    "gradients",
    "made",
    "numbers",
    "one_hot",
    "pre_activations",
    "probabilities",
    "sometimes_zero",
    "squares",
    "uniform",
    "weights",
    "whole",
]
