"""The records of the activations, and of the way back through them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.functions import Argument, Case, Function, Gradient, Result, Role, Setting, between, gradients, numbers

SHAPE = ("N", "n")
# How large a pre-activation is means something: these keep their size where other numbers are multiplied.
Z = Argument("z", replace(numbers(*SHAPE), power=0))
SCALABLE_Z = Argument("z", numbers(*SHAPE))
SLOPE = Argument("slope", between(0.02, 0.9))
DL_DA = Argument("dL_da", gradients(*SHAPE))
A, TO_Z = (Result("a", SHAPE),), (Result("z", SHAPE),)
_SLOPE = {"slope": Setting(0.01, 0.0, 0.9)}

# To both sides: where exp overflows (710), where people limit z (500), and where the result is as good as its limit.
_WIDE = np.array([[800.0, -800.0, 710.0, -710.0, 500.0, -500.0], [40.0, -40.0, 20.0, -20.0, 0.01, -0.01]])
_UP_TO_800 = Case(
    (_WIDE,),
    says="numbers of up to 800",
    look_for="an exponential that overflows. np.exp(800) is infinite, and infinite divided by infinite is NaN",
)
# Rows of their own height, with scores that are close to each other, and some far below the largest.
_SCORES = np.array(
    [
        [800.0, 799.0, 798.5],
        [-800.0, -799.0, -801.0],
        [-800.0, 800.0, -800.0],
        [799.5, -800.0, 800.0],
        [20.0, 0.5, 18.0],
    ]
)
_SCORES_UP_TO_800 = Case(
    (_SCORES,),
    says="scores of up to 800",
    look_for="an exponential that overflows, or for a row whose exponentials are all 0. Each row needs a largest "
    "exponential of 1",
)
# Still within what every formula can do: exp(30) is 1e13.
_FLAT = Case(
    (np.array([[2.0, -3.0, 0.5], [1.5, -0.25, -2.0]]), np.array([[30.0, -30.0, 0.5], [-8.0, 12.0, -1.5]])),
    says="z of up to 30",
    look_for="a limit on z, or for a slope that is not close to 0 where the curve is flat",
)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _leaky_relu(z, slope):
    return np.where(z > 0, z, slope * z)


def _softmax(z):
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def _through_sigmoid(own, dL_da, z):
    a = own.sigmoid(z)
    return dL_da * a * (1 - a)


def _through_tanh(own, dL_da, z):
    return dL_da * (1 - own.tanh(z) ** 2)


def _through_softmax(own, dL_dp, z):
    p = own.softmax(z)
    return p * (dL_dp - (dL_dp * p).sum(axis=-1, keepdims=True))


def _activation(derivative: str, **settings: Setting) -> Role:
    return Role("activation", settings=settings, partner=derivative)


def _derivative(activation: str, **settings: Setting) -> Role:
    return Role("derivative", settings=settings, partner=f"functions.{activation}")


ACTIVATIONS = (
    Function(
        name="sigmoid",
        arguments=(Z,),
        results=A,
        always=(_UP_TO_800,),
        role=_activation("functions.dL_dz_sigmoid"),
    ),
    Function(
        name="dL_dz_sigmoid",
        arguments=(DL_DA, Z),
        results=TO_Z,
        gradient=Gradient(of=_sigmoid, by=("z",), upstream="dL_da"),
        rests_on=("sigmoid",),
        assembled=_through_sigmoid,
        always=(_FLAT,),
        role=_derivative("sigmoid"),
    ),
    Function(
        name="tanh",
        arguments=(Z,),
        results=A,
        always=(_UP_TO_800,),
        role=_activation("functions.dL_dz_tanh"),
    ),
    Function(
        name="dL_dz_tanh",
        arguments=(DL_DA, Z),
        results=TO_Z,
        gradient=Gradient(of=np.tanh, by=("z",), upstream="dL_da"),
        rests_on=("tanh",),
        assembled=_through_tanh,
        always=(_FLAT,),
        role=_derivative("tanh"),
    ),
    Function(name="relu", arguments=(SCALABLE_Z,), results=A, role=_activation("backprop.dL_dz2")),
    Function(
        name="leaky_relu",
        arguments=(SCALABLE_Z, SLOPE),
        results=A,
        role=_activation("functions.dL_dz_leaky_relu", **_SLOPE),
    ),
    Function(
        name="dL_dz_leaky_relu",
        arguments=(DL_DA, SCALABLE_Z, SLOPE),
        results=TO_Z,
        gradient=Gradient(of=_leaky_relu, by=("z",), upstream="dL_da"),
        role=_derivative("leaky_relu", **_SLOPE),
    ),
    Function(
        name="softmax",
        arguments=(Z,),
        results=(Result("p", SHAPE),),
        always=(_SCORES_UP_TO_800,),
        least={"n": 2},
        role=_activation("functions.dL_dz_softmax"),
    ),
    Function(
        name="dL_dz_softmax",
        arguments=(Argument("dL_dp", gradients(*SHAPE)), Z),
        results=TO_Z,
        gradient=Gradient(of=_softmax, by=("z",), upstream="dL_dp"),
        rests_on=("softmax",),
        assembled=_through_softmax,
        always=(
            Case(
                (
                    np.array([[2.0, -3.0, 0.5], [1.5, -0.25, -2.0]]),
                    np.array([[30.0, 29.0, -30.0], [-28.0, 12.0, 13.0]]),
                ),
                says="scores of up to 30",
                look_for="a limit on z, or for a probability that is not close to 0 where it should be",
            ),
        ),
        least={"n": 2},
        role=_derivative("softmax"),
    ),
)
