"""The records of the losses, and of their gradients."""

from __future__ import annotations

import numpy as np

from grader.functions import Argument, Case, Draw, Function, Gradient, Result, Role, Setting, between, numbers

SHAPE = ("N", "n")
Y_PRED, Y_TARGET = Argument("y_pred", numbers(*SHAPE)), Argument("y_target", numbers(*SHAPE))
DELTA = Argument("delta", between(0.3, 3.0))
LOSS, TO_Y_PRED = (Result("loss"),), (Result("y_pred", SHAPE),)
_DELTA = {"delta": Setting(1.0, 0.1, 10.0)}

_PREDICTED = np.array([[1.0, 0.5, -2.0, 4.0], [3.0, -1.5, 0.25, -6.0]])
_WANTED = np.array([[0.5, 0.5, -1.2, 1.0], [-4.0, 2.5, 1.0, -5.5]])
# One error is 0: whoever divides by the error's size, to have its sign, divides by 0.
_ONE_IS_EXACT = Case(
    (_PREDICTED, _WANTED),
    says="a prediction that is exact",
    look_for="a division by the error, or by its size, which is 0 there",
)
_BOTH_SIDES = Case(
    (_PREDICTED, _WANTED, 0.75),
    says="errors of both signs on both sides of delta",
    look_for="a choice that goes by the error and not by its size, or for a division by the error: one of them is 0",
)


def _share(random, sizes, special):
    """Probabilities that are not close to 0 or 1: there people limit them, each in another place."""
    if special == "short":
        return random.choice((0.1, 0.2, 0.25, 0.4, 0.5, 0.6, 0.75, 0.8, 0.9), size=sizes)
    return random.uniform(0.1, 0.9, size=sizes)


def _zeros_and_ones(random, sizes, _special):
    size = int(np.prod(sizes))
    return random.permuted(np.arange(size) % 2 * 1.0).reshape(sizes)


# Not the kind "probability": that is a row of several classes, which add up to 1.
SHARE = Argument("y_pred", Draw("yes or no, how likely", SHAPE, _share, power=0))
YES_OR_NO = Argument("y_target", Draw("yes or no", SHAPE, _zeros_and_ones, power=0))


def _mean_squared_error(y_pred, y_target):
    return np.mean((y_pred - y_target) ** 2)


def _binary_cross_entropy(y_pred, y_target):
    return -np.mean(y_target * np.log(y_pred) + (1 - y_target) * np.log(1 - y_pred))


def _huber(y_pred, y_target, delta):
    error = np.abs(y_pred - y_target)
    return np.mean(np.where(error <= delta, 0.5 * error**2, delta * (error - delta / 2)))


_ORDINARY = np.array([[0.5, 0.25, 0.75], [0.5, 0.125, 0.75]])
_TARGET = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
_LOSSES = -np.log(np.where(_TARGET == 1, _ORDINARY, 1 - _ORDINARY))


def _at_the_ends(right: bool) -> Case:
    """Two of the six probabilities are exactly 0 and 1: where they are right the loss is 0 there, else it is large.

    How large depends on where the logarithm is kept from infinity: 10 is what exp(-10), 0.000045, gives.
    """
    y_pred, losses = _ORDINARY.copy(), _LOSSES.copy()
    y_pred[0, :2] = _TARGET[0, :2] if right else 1 - _TARGET[0, :2]
    losses[0, :2] = 0.0
    rest, slack = losses.mean(), 2e-4
    return Case(
        (y_pred, _TARGET),
        says="probabilities of exactly 0 and 1",
        look_for="the logarithm of 0, which is minus infinite. Keep the probabilities away from 0 and 1 by "
        "something tiny before you take a logarithm",
        accepts=(rest - slack, rest + slack) if right else (rest + 2 * 10.0 / 6 - slack, 1e308),
    )


# Nearly right everywhere, so the loss is small: a loss that is rounded, or limited early, shows.
_SURE = (np.array([[0.993, 0.0044], [0.996, 0.0107]]), np.array([[1.0, 0.0], [1.0, 0.0]]))
_SURE_LOSS = _binary_cross_entropy(*_SURE)


def _loss(derivative: str, **settings: Setting) -> Role:
    return Role("loss", settings=settings, partner=f"functions.{derivative}")


def _derivative(loss: str, **settings: Setting) -> Role:
    return Role("derivative", settings=settings, partner=f"functions.{loss}")


LOSSES = (
    Function(
        name="mean_squared_error",
        arguments=(Y_PRED, Y_TARGET),
        results=LOSS,
        always=(_ONE_IS_EXACT,),
        role=_loss("dL_dy_mean_squared_error"),
    ),
    Function(
        name="dL_dy_mean_squared_error",
        arguments=(Y_PRED, Y_TARGET),
        results=TO_Y_PRED,
        gradient=Gradient(of=_mean_squared_error, by=("y_pred",), number="the loss"),
        always=(_ONE_IS_EXACT,),
        role=_derivative("mean_squared_error"),
    ),
    Function(
        name="binary_cross_entropy",
        arguments=(SHARE, YES_OR_NO),
        results=LOSS,
        always=(
            Case(
                _SURE,
                says="predictions that are nearly right",
                look_for="something that rounds, or for a limit that is not tiny",
                accepts=(_SURE_LOSS - 2e-5, _SURE_LOSS + 2e-5),
            ),
            _at_the_ends(right=True),
            _at_the_ends(right=False),
        ),
        tolerance=1e-4,  # people add something tiny to the probability, or limit it
        role=_loss("dL_dy_binary_cross_entropy"),
    ),
    Function(
        name="dL_dy_binary_cross_entropy",
        arguments=(SHARE, YES_OR_NO),
        results=TO_Y_PRED,
        gradient=Gradient(of=_binary_cross_entropy, by=("y_pred",), number="the loss"),
        tolerance=1e-4,
        role=_derivative("binary_cross_entropy"),
    ),
    Function(
        name="huber",
        arguments=(Y_PRED, Y_TARGET, DELTA),
        results=LOSS,
        always=(_BOTH_SIDES,),
        role=_loss("dL_dy_huber", **_DELTA),
    ),
    Function(
        name="dL_dy_huber",
        arguments=(Y_PRED, Y_TARGET, DELTA),
        results=TO_Y_PRED,
        gradient=Gradient(of=_huber, by=("y_pred",), number="the loss"),
        always=(_BOTH_SIDES,),
        role=_derivative("huber", **_DELTA),
    ),
)
