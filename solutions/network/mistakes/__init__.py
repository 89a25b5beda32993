"""What people do wrong in the seven functions, each as a small wrong implementation with what to say about it."""

from . import backward, forward, input_gradient, loss, predict, train, train_step

MISTAKES = (
    *forward.MISTAKES,
    *loss.MISTAKES,
    *backward.MISTAKES,
    *input_gradient.MISTAKES,
    *train_step.MISTAKES,
    *train.MISTAKES,
    *predict.MISTAKES,
)
