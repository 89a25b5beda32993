"""The bank of known mistakes: wrong implementations of the steps, each with what to say about it.

One file per family of steps; within a family, one wrong function serves every layer. Two mistakes that give
the same output on the grader's probes are one record, whose text names both origins.
"""

from . import activation_gradient, bias_gradient, output_gradient, relu_gradient, update_rule, weight_gradient

MISTAKES = (
    *output_gradient.MISTAKES,
    *weight_gradient.mistakes(layer=3, a="a2"),
    *bias_gradient.mistakes(layer=3),
    *activation_gradient.mistakes(layer=3),
    *relu_gradient.mistakes(layer=2),
    *weight_gradient.mistakes(layer=2, a="a1"),
    *bias_gradient.mistakes(layer=2),
    *activation_gradient.mistakes(layer=2),
    *relu_gradient.mistakes(layer=1),
    *weight_gradient.mistakes(layer=1, a="X"),
    *bias_gradient.mistakes(layer=1),
    *update_rule.MISTAKES,
)
