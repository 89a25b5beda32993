"""What people do wrong in the five functions, each as a small wrong implementation with what to say about it."""

from functools import partial

import numpy as np

from grader.functions import Mistake

# momentum


def averaged_gradient(w, v, dL_dw, learning_rate, beta):
    v = beta * v + (1 - beta) * dL_dw
    return w - learning_rate * v, v


def old_velocity_stepped(w, v, dL_dw, learning_rate, beta):
    return w - learning_rate * v, beta * v + dL_dw


def gradient_stepped(w, v, dL_dw, learning_rate, beta):
    return w - learning_rate * dL_dw, beta * v + dL_dw


def old_velocity_returned(w, v, dL_dw, learning_rate, beta):
    return w - learning_rate * (beta * v + dL_dw), v


def never_forgets(w, v, dL_dw, learning_rate, beta):
    v = v + dL_dw
    return w - learning_rate * v, v


def beta_on_the_gradient(w, v, dL_dw, learning_rate, beta):
    v = v + beta * dL_dw
    return w - learning_rate * v, v


def rate_in_the_velocity(w, v, dL_dw, learning_rate, beta):
    v = beta * v + learning_rate * dL_dw
    return w - v, v


def rate_twice(w, v, dL_dw, learning_rate, beta):
    v = beta * v + learning_rate * dL_dw
    return w - learning_rate * v, v


def velocity_downhill(w, v, dL_dw, learning_rate, beta):
    v = beta * v - dL_dw
    return w - learning_rate * v, v


def friction_pushes(w, v, dL_dw, learning_rate, beta):
    v = dL_dw - beta * v
    return w - learning_rate * v, v


def uphill(w, v, dL_dw, learning_rate, beta):
    v = beta * v + dL_dw
    return w + learning_rate * v, v


def velocity_first(w, v, dL_dw, learning_rate, beta):
    v = beta * v + dL_dw
    return v, w - learning_rate * v


def only_the_weights(w, v, dL_dw, learning_rate, beta):
    v = beta * v + dL_dw
    return w - learning_rate * v


def looked_ahead(w, v, dL_dw, learning_rate, beta):
    v = beta * v + dL_dw
    return w - learning_rate * (beta * v + dL_dw), v


_momentum = partial(Mistake, "momentum")

_MOMENTUM = (
    _momentum(
        averaged_gradient,
        name="gradient averaged",
        looks_like="the gradient is weighted with 1 - beta, as in a running average",
        why="Some libraries and RMSProp do it that way. Here the velocity is a sum: the new gradient counts in full.",
        next="Let the gradient be 1 in every step and beta 0.5. Where does v end up: at 1, or at 2? The "
        "lesson says 2.",
    ),
    _momentum(
        old_velocity_stepped,
        name="step with the old velocity",
        looks_like="the weights take their step with the velocity from before, without the new gradient",
        why="Both lines need v, and the one for w was written first. The newest gradient then waits one step.",
        next="Start with v = 0 and a gradient of 1. Should the weights move in the first step?",
    ),
    _momentum(
        gradient_stepped,
        name="step with the gradient alone",
        looks_like="the velocity is computed and returned, and the weights step along the gradient as before",
        why="It is the update of plain gradient descent, which is easily left in its place.",
        next="Give it a gradient of 0 and a velocity of 1. A ball that rolls goes on rolling: does yours?",
    ),
    _momentum(
        old_velocity_returned,
        name="velocity not returned",
        looks_like="the step is right, and the velocity that comes back is the old one",
        why="The new velocity was given another name, or computed inside the step. The next call starts "
        "from the old one.",
        next="Call it twice, the second time with what the first call returned. Does the second step know of "
        "the first?",
    ),
    _momentum(
        never_forgets,
        name="no decay",
        looks_like="the old velocity is kept in full, and beta is not used on it",
        why="Adding up gradients sounds like momentum. Without friction the ball never comes to rest.",
        next="Give it a gradient of 0, again and again. What should happen to v?",
    ),
    _momentum(
        beta_on_the_gradient,
        name="beta on the gradient",
        looks_like="beta shrinks the gradient, and the old velocity is kept in full",
        why="The two terms of the sum look alike, and beta went to the wrong one.",
        next="Say in words what beta is: the part of the old velocity that is left. Which term is that?",
    ),
    _momentum(
        rate_in_the_velocity,
        name="rate inside the velocity",
        looks_like="the learning rate is already in the velocity, and the step is w - v",
        why="Some books put it there. As long as the rate never changes the weights are the same, and v is not.",
        next="Halve the rate between two steps. How long does it take until the old, large steps are forgotten?",
    ),
    _momentum(
        rate_twice,
        name="rate twice",
        looks_like="the learning rate stands in the velocity and in the step, too",
        why="Two ways to write momentum are mixed: each has the rate in one place.",
        next="Take a rate of 0.1 and a velocity of 0. By how much should a gradient of 1 move the weight?",
    ),
    _momentum(
        velocity_downhill,
        name="gradient with a minus",
        looks_like="the gradient enters the velocity with a minus, and the step subtracts the velocity again",
        why="A velocity that points downhill is a good picture. It is added then, not subtracted.",
        next="Start with v = 0 and a gradient of 1. Does the weight become smaller, as in gradient descent?",
    ),
    _momentum(
        friction_pushes,
        name="old velocity subtracted",
        looks_like="the old velocity is subtracted from the gradient, where it should be added",
        why="Friction takes something away, so a minus looks natural. beta below 1 does that already.",
        next="Let the gradient be 1 in two steps. In the second, should the ball be faster or slower than in "
        "the first?",
    ),
    _momentum(
        uphill,
        name="uphill",
        looks_like="the weights move along the velocity, not against it",
        why="The velocity collects gradients, and a gradient points uphill.",
        next="Start with v = 0: then the step is that of gradient descent. Compare the two.",
    ),
    _momentum(
        velocity_first,
        name="results exchanged",
        looks_like="the velocity comes back first and the weights second",
        why="They were computed in that order. Whoever calls it takes the first result for the weights.",
        next="Read the return line and the signature side by side: (w, v).",
    ),
    _momentum(
        only_the_weights,
        name="state not returned",
        looks_like="only the weights come back, and the velocity is lost",
        why="A function forgets its variables when it ends. What the next call needs must be returned.",
        next="Return two things, with a comma between them, in the order of the signature.",
    ),
    _momentum(
        looked_ahead,
        name="Nesterov's momentum",
        looks_like="beta times the new velocity and the gradient are added once more before the step",
        why="That is Nesterov's variant, which many libraries offer beside this one.",
        next="Start with v = 0 and a gradient of 1, with a rate of 1. How far should the first step go?",
    ),
)

# rmsprop


def epsilon_inside_the_root(w, s, dL_dw, learning_rate, beta, epsilon):
    s = beta * s + (1 - beta) * dL_dw**2
    return w - learning_rate * dL_dw / np.sqrt(s + epsilon), s


def no_root(w, s, dL_dw, learning_rate, beta, epsilon):
    s = beta * s + (1 - beta) * dL_dw**2
    return w - learning_rate * dL_dw / (s + epsilon), s


def weights_of_the_mean_exchanged(w, s, dL_dw, learning_rate, beta, epsilon):
    s = (1 - beta) * s + beta * dL_dw**2
    return w - learning_rate * dL_dw / (np.sqrt(s) + epsilon), s


def summed_with_decay(w, s, dL_dw, learning_rate, beta, epsilon):
    s = beta * s + dL_dw**2
    return w - learning_rate * dL_dw / (np.sqrt(s) + epsilon), s


def summed_for_ever(w, s, dL_dw, learning_rate, beta, epsilon):
    s = s + dL_dw**2
    return w - learning_rate * dL_dw / (np.sqrt(s) + epsilon), s


def not_squared(w, s, dL_dw, learning_rate, beta, epsilon):
    s = beta * s + (1 - beta) * dL_dw
    return w - learning_rate * dL_dw / (np.sqrt(np.abs(s)) + epsilon), s


def not_squared_either_sign(w, s, dL_dw, learning_rate, beta, epsilon):
    s = beta * s + (1 - beta) * np.abs(dL_dw)
    return w - learning_rate * dL_dw / (np.sqrt(s) + epsilon), s


def old_mean_divides(w, s, dL_dw, learning_rate, beta, epsilon):
    return w - learning_rate * dL_dw / (np.sqrt(s) + epsilon), beta * s + (1 - beta) * dL_dw**2


def old_mean_returned(w, s, dL_dw, learning_rate, beta, epsilon):
    new = beta * s + (1 - beta) * dL_dw**2
    return w - learning_rate * dL_dw / (np.sqrt(new) + epsilon), s


def one_size_for_all(w, s, dL_dw, learning_rate, beta, epsilon):
    s = beta * s + (1 - beta) * dL_dw**2
    return w - learning_rate * dL_dw / (np.sqrt(s.mean()) + epsilon), s


def multiplied(w, s, dL_dw, learning_rate, beta, epsilon):
    s = beta * s + (1 - beta) * dL_dw**2
    return w - learning_rate * dL_dw * (np.sqrt(s) + epsilon), s


def epsilon_left_out(w, s, dL_dw, learning_rate, beta, epsilon):
    s = beta * s + (1 - beta) * dL_dw**2
    return w - learning_rate * dL_dw / np.sqrt(s), s


def epsilon_beside_the_fraction(w, s, dL_dw, learning_rate, beta, epsilon):
    s = beta * s + (1 - beta) * dL_dw**2
    return w - learning_rate * dL_dw / np.sqrt(s) + epsilon, s


def uphill_rmsprop(w, s, dL_dw, learning_rate, beta, epsilon):
    s = beta * s + (1 - beta) * dL_dw**2
    return w + learning_rate * dL_dw / (np.sqrt(s) + epsilon), s


def mean_first(w, s, dL_dw, learning_rate, beta, epsilon):
    s = beta * s + (1 - beta) * dL_dw**2
    return s, w - learning_rate * dL_dw / (np.sqrt(s) + epsilon)


def only_the_weights_rmsprop(w, s, dL_dw, learning_rate, beta, epsilon):
    s = beta * s + (1 - beta) * dL_dw**2
    return w - learning_rate * dL_dw / (np.sqrt(s) + epsilon)


_rmsprop = partial(Mistake, "rmsprop")

_RMSPROP = (
    _rmsprop(
        epsilon_inside_the_root,
        name="epsilon inside the root",
        looks_like="epsilon is added below the root, where it should be added to the root",
        why="Both stand in books, and with an epsilon of 1e-8 nobody sees the difference. With 0.1 everybody does.",
        next="Take s = 0 and epsilon = 0.01. What is divided by: 0.01, or its root, 0.1?",
    ),
    _rmsprop(
        no_root,
        name="no root",
        looks_like="the gradient is divided by the mean of squares itself, not by its root",
        why="s holds squares, and the name says 'root mean square': the root is easily forgotten.",
        next="Make all gradients ten times as large. RMSProp's step should stay as it is: does yours?",
    ),
    _rmsprop(
        weights_of_the_mean_exchanged,
        name="beta and 1 - beta exchanged",
        looks_like="the old mean is weighted with 1 - beta and the new square with beta",
        why="The two weights add up to 1, so nothing looks odd.",
        next="Take beta = 0.9. Should a mean that remembers change by nine tenths in a single step?",
    ),
    _rmsprop(
        summed_with_decay,
        name="1 - beta left out",
        looks_like="the new square is added in full, without the factor 1 - beta",
        why="Momentum does it that way. Here s is to be a mean, and the two weights must add up to 1.",
        next="Let the gradient be 2 in every step. A mean of squares ends at 4: where does yours end?",
    ),
    _rmsprop(
        summed_for_ever,
        name="squares summed for ever",
        looks_like="the squares are added up, and nothing is forgotten",
        why="That is AdaGrad, from which RMSProp was made: its steps become smaller and smaller.",
        next="Let the gradient be 1 for a thousand steps. How large is the thousandth step?",
    ),
    _rmsprop(
        not_squared,
        name="gradient not squared",
        looks_like="s is a mean of gradients, where it should be one of their squares",
        why="The square is one small sign, and it is easily lost.",
        next="Let the gradient be 1, -1, 1, -1. What is the mean of these numbers, and what of their squares?",
    ),
    _rmsprop(
        not_squared_either_sign,
        name="absolute value instead of the square",
        looks_like="s is a mean of absolute values, where it should be one of squares",
        why="Either measures size. The root that follows is meant for squares.",
        next="Take a gradient of 9 in every step. What does s become, and what is its root?",
    ),
    _rmsprop(
        old_mean_divides,
        name="divided by the old mean",
        looks_like="the step divides by the mean from before, without the newest gradient",
        why="Both lines need s, and the one for w was written first.",
        next="Start with s = 0. What is the first step divided by?",
    ),
    _rmsprop(
        old_mean_returned,
        name="mean not returned",
        looks_like="the step is right, and the mean that comes back is the old one",
        why="The new mean was given another name. The next call starts from the old one.",
        next="Call it twice, the second time with what the first call returned. Has s changed?",
    ),
    _rmsprop(
        one_size_for_all,
        name="one size for all weights",
        looks_like="all weights are divided by one number, the mean over the whole array",
        why="'Mean square' sounds like a mean over the array. It is one over time, for each weight by itself.",
        next="Give it one gradient of 100 and one of 0.01. Each weight should move about equally far.",
    ),
    _rmsprop(
        multiplied,
        name="multiplied instead of divided",
        looks_like="the gradient is multiplied by the root, where it should be divided by it",
        why="Operator precedence or a missing pair of brackets does that.",
        next="Which weight should take the smaller step for its size: one with large gradients, or one with "
        "small ones?",
    ),
    _rmsprop(
        epsilon_left_out,
        name="no epsilon",
        looks_like="epsilon is not added to the root",
        why="It changes little as long as gradients are large.",
        next="Take s = 0 and a gradient of 0. What is 0 divided by 0?",
    ),
    _rmsprop(
        epsilon_beside_the_fraction,
        name="epsilon outside of the fraction",
        looks_like="epsilon is added to the new weight, since brackets around the root and epsilon are missing",
        why="A fraction line has brackets around its lower part. Python needs them written.",
        next="Take a gradient of 0. Should the weight move?",
    ),
    _rmsprop(
        uphill_rmsprop,
        name="uphill",
        looks_like="the step goes along the gradient, not against it",
        why="A gradient points to where the loss grows.",
        next="Take w = 1 and a positive gradient. Should the weight become larger or smaller?",
    ),
    _rmsprop(
        mean_first,
        name="results exchanged",
        looks_like="the mean comes back first and the weights second",
        why="They were computed in that order. Whoever calls it takes the first result for the weights.",
        next="Read the return line and the signature side by side: (w, s).",
    ),
    _rmsprop(
        only_the_weights_rmsprop,
        name="state not returned",
        looks_like="only the weights come back, and the mean of squares is lost",
        why="A function forgets its variables when it ends. What the next call needs must be returned.",
        next="Return two things, with a comma between them, in the order of the signature.",
    ),
)

# adam


def no_correction(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    return w - learning_rate * m / (np.sqrt(v) + epsilon), m, v


def correction_without_t(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    m_hat, v_hat = m / (1 - beta1), v / (1 - beta2)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def correction_times_t(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    m_hat, v_hat = m / (1 - beta1 * t), v / (1 - beta2 * t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def corrected_moments_stored(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = (beta1 * m + (1 - beta1) * dL_dw) / (1 - beta1**t)
    v = (beta2 * v + (1 - beta2) * dL_dw**2) / (1 - beta2**t)
    return w - learning_rate * m / (np.sqrt(v) + epsilon), m, v


def epsilon_inside_adams_root(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - learning_rate * m_hat / np.sqrt(v_hat + epsilon), m, v


def epsilon_not_scaled(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v


def counted_from_zero(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    m_hat, v_hat = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def counted_one_too_few(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    m_hat, v_hat = m / (1 - beta1 ** (t - 1)), v / (1 - beta2 ** (t - 1))
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def betas_exchanged(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta2 * m + (1 - beta2) * dL_dw
    v = beta1 * v + (1 - beta1) * dL_dw**2
    m_hat, v_hat = m / (1 - beta2**t), v / (1 - beta1**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def one_beta_for_both(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta1 * v + (1 - beta1) * dL_dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta1**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_not_squared(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(np.abs(v_hat)) + epsilon), m, v


def adam_without_root(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - learning_rate * m_hat / (v_hat + epsilon), m, v


def first_moment_uncorrected(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    return w - learning_rate * m / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def second_moment_uncorrected(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    return w - learning_rate * m / (1 - beta1**t) / (np.sqrt(v) + epsilon), m, v


def gradient_in_the_step(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    return w - learning_rate * dL_dw / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def summed_moments(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + dL_dw
    v = beta2 * v + dL_dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def old_moments_stepped(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    new = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return new, beta1 * m + (1 - beta1) * dL_dw, beta2 * v + (1 - beta2) * dL_dw**2


def old_moments_returned(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m_new = beta1 * m + (1 - beta1) * dL_dw
    v_new = beta2 * v + (1 - beta2) * dL_dw**2
    m_hat, v_hat = m_new / (1 - beta1**t), v_new / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_uphill(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w + learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def weights_last(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return m, v, w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)


def only_the_weights_adam(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)


_adam = partial(Mistake, "adam")

_ADAM = (
    _adam(
        no_correction,
        name="no bias correction",
        looks_like="the moments are used as they are, without the correction for their start at 0",
        why="After many steps it makes no difference, so it is easily thought to be unimportant.",
        next="Start with m = 0 and a gradient of 1 in every step, with beta1 = 0.9. What is m after one step?",
    ),
    _adam(
        correction_without_t,
        name="correction without the power of t",
        looks_like="the moments are divided by 1 - beta, where beta should stand to the power of t",
        why="In the first step the two are the same, since t is 1 there.",
        next="With beta1 = 0.9, what should the correction come to after a hundred steps: 0.1, or nearly 1?",
    ),
    _adam(
        correction_times_t,
        name="beta times t",
        looks_like="beta is multiplied by t in the correction, where it should be raised to the power of t",
        why="A small raised t is easily read as a factor, and * instead of ** is one sign.",
        next="With beta1 = 0.9 and t = 2, what is 1 - 0.9 * 2? Can one divide by that and keep the sign?",
    ),
    _adam(
        corrected_moments_stored,
        name="corrected moments stored",
        looks_like="the corrected moments come back, and the next step corrects them again",
        why="The moment and the corrected moment were given one name. The correction is for this step's use alone.",
        next="Call it twice with a gradient of 1, starting at m = 0. m is a mean of ones: can it be larger than 1?",
    ),
    _adam(
        epsilon_inside_adams_root,
        name="epsilon inside the root",
        looks_like="epsilon is added below the root, where it should be added to the root",
        why="Both stand in books, and with an epsilon of 1e-8 nobody sees the difference. With 0.1 everybody does.",
        next="Take v = 0 and epsilon = 0.01. What is divided by: 0.01, or its root, 0.1?",
    ),
    _adam(
        epsilon_not_scaled,
        name="epsilon added before the correction",
        looks_like="epsilon is added to the root of the uncorrected v, and the correction is in the learning rate",
        why="The paper has this faster form, too, with another epsilon. Here it is added to the corrected root.",
        next="Take t = 1 and a gradient of 0.01, with beta2 = 0.999. How large is the root before the correction? "
        "What does an epsilon of 0.01 do to it?",
    ),
    _adam(
        counted_from_zero,
        name="t counted from 0",
        looks_like="the power in the correction is t + 1: t is taken to count from 0",
        why="Python counts from 0. Here t is 1 in the first step.",
        next="In the first step the corrected moment should be the gradient itself. Try it with t = 1.",
    ),
    _adam(
        counted_one_too_few,
        name="power of t - 1",
        looks_like="the power in the correction is t - 1",
        why="It looks as if the first step needed no correction. It needs the largest one.",
        next="Put t = 1 into your correction. What is divided by?",
    ),
    _adam(
        betas_exchanged,
        name="betas exchanged",
        looks_like="beta2 is used for the first moment and beta1 for the second",
        why="Two names that differ in one digit.",
        next="beta1 belongs to m, the mean of gradients. Go through your lines and read each beta aloud.",
    ),
    _adam(
        one_beta_for_both,
        name="beta1 for both moments",
        looks_like="the second moment is computed with beta1, too",
        why="The second line was copied from the first, and one digit was not changed.",
        next="Change beta2 alone and call it again. Does anything in the answer change?",
    ),
    _adam(
        adam_not_squared,
        name="gradient not squared",
        looks_like="the second moment is a mean of gradients, where it should be one of their squares",
        why="The second line was copied from the first, and the square was left out.",
        next="Let the gradient be 1, -1, 1, -1. What is the mean of these numbers, and what of their squares?",
    ),
    _adam(
        adam_without_root,
        name="no root",
        looks_like="the step divides by the second moment itself, not by its root",
        why="v holds squares, and the root is easily forgotten.",
        next="Make all gradients ten times as large, and the moments with them. Adam's step should stay as it is.",
    ),
    _adam(
        first_moment_uncorrected,
        name="only v corrected",
        looks_like="the second moment is corrected and the first one is not",
        why="There are two corrections, and one of them was left out.",
        next="Start with both moments at 0. After one step with a gradient of 1, what is m, and what should "
        "it stand for?",
    ),
    _adam(
        second_moment_uncorrected,
        name="only m corrected",
        looks_like="the first moment is corrected and the second one is not",
        why="There are two corrections, and one of them was left out.",
        next="Start with both moments at 0 and beta2 = 0.999. How small is v after one step, and what does "
        "that do to the step?",
    ),
    _adam(
        gradient_in_the_step,
        name="gradient in place of its mean",
        looks_like="the step uses the gradient itself, and the first moment is computed and not used",
        why="It is RMSProp's step, with the correction.",
        next="Give it a gradient of 0 and a first moment of 1. Adam goes on moving: does yours?",
    ),
    _adam(
        summed_moments,
        name="1 - beta left out",
        looks_like="gradient and square are added in full, without the factors 1 - beta1 and 1 - beta2",
        why="Momentum does it that way. Here both moments are means, and the weights must add up to 1.",
        next="Let the gradient be 1 in every step. A mean of ones ends at 1: where does yours end?",
    ),
    _adam(
        old_moments_stepped,
        name="step with the old moments",
        looks_like="the step uses the moments from before, without the new gradient",
        why="The line for w was written first. The newest gradient then waits one step.",
        next="Start with both moments at 0 and a gradient of 1. Should the weight move in the first step?",
    ),
    _adam(
        old_moments_returned,
        name="moments not returned",
        looks_like="the step is right, and the moments that come back are the old ones",
        why="The new moments were given other names. The next call starts from the old ones.",
        next="Call it twice, the second time with what the first call returned. Have the moments changed?",
    ),
    _adam(
        adam_uphill,
        name="uphill",
        looks_like="the step goes along the mean gradient, not against it",
        why="A gradient points to where the loss grows.",
        next="Take moments of 0 and a positive gradient. Should the weight become larger or smaller?",
    ),
    _adam(
        weights_last,
        name="results in another order",
        looks_like="the moments come back first and the weights last",
        why="They were computed in that order. Whoever calls it takes the first result for the weights.",
        next="Read the return line and the signature side by side: (w, m, v).",
    ),
    _adam(
        only_the_weights_adam,
        name="state not returned",
        looks_like="only the weights come back, and both moments are lost",
        why="A function forgets its variables when it ends. What the next call needs must be returned.",
        next="Return three things, with commas between them, in the order of the signature.",
    ),
)

# minibatches


def not_shuffled(n, batch_size, rng):
    order = np.arange(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def last_batch_dropped(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n - batch_size + 1, batch_size)]


def drawn_with_replacement(n, batch_size, rng):
    order = rng.integers(n, size=n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def another_generator(n, batch_size, rng):
    order = np.random.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def one_order_for_all(n, batch_size, rng):
    order = np.random.default_rng(0).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def batches_shuffled(n, batch_size, rng):
    order = np.arange(n)
    batches = [order[start : start + batch_size] for start in range(0, n, batch_size)]
    return [batches[place] for place in rng.permutation(len(batches))]


def shuffled_inside(n, batch_size, rng):
    order = np.arange(n)
    return [rng.permutation(order[start : start + batch_size]) for start in range(0, n, batch_size)]


def size_taken_for_a_number(n, batch_size, rng):
    return np.array_split(rng.permutation(n), batch_size)


def counted_from_one(n, batch_size, rng):
    order = rng.permutation(n) + 1
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def each_batch_drawn_anew(n, batch_size, rng):
    return [rng.permutation(n)[:batch_size] for _ in range(0, n, batch_size)]


_minibatches = partial(Mistake, "minibatches")

_MINIBATCHES = (
    _minibatches(
        not_shuffled,
        name="not shuffled",
        looks_like="the indices are cut into batches in their old order",
        why="Cutting is the visible part of the work. Many data sets are sorted by class: a batch would "
        "hold one digit.",
        next="Print the first batch twice, with two different generators. Is it always 0, 1, 2, ...?",
    ),
    _minibatches(
        last_batch_dropped,
        name="last batch dropped",
        looks_like="the batch that is left over at the end, and is shorter, is left out",
        why="Some libraries offer that, since all batches are then alike. Here each example is used once an epoch.",
        next="Take n = 10 and a batch size of 4. Which sizes should the batches have?",
    ),
    _minibatches(
        drawn_with_replacement,
        name="drawn with replacement",
        looks_like="each index is drawn from all n again, so that some come twice and others never",
        why="Random numbers from 0 to n - 1 look like a random order. An order uses each number once.",
        next="Take n = 5 and write down all the indices of one epoch, sorted. Which are they?",
    ),
    _minibatches(
        another_generator,
        name="not from rng",
        looks_like="the order comes from another generator, and not from rng",
        why="np.random has a generator of its own that is always at hand. With it, nobody can repeat your training.",
        next="Call it twice with generators of the same seed. Are the two orders the same?",
    ),
    _minibatches(
        one_order_for_all,
        name="always the same order",
        looks_like="the order is the same every time, whatever rng is",
        why="A generator with a fixed seed is made inside the function, and begins anew in each call.",
        next="Call it twice with one and the same rng. Two epochs should have two orders.",
    ),
    _minibatches(
        batches_shuffled,
        name="batches shuffled, not examples",
        looks_like="whole batches change places, and the same examples stay together",
        why="It looks random at a glance. Neighbours in the data, often of one class, never part.",
        next="Look inside of one batch: are its indices neighbours?",
    ),
    _minibatches(
        shuffled_inside,
        name="shuffled inside of the batches",
        looks_like="the indices are cut in their old order, and then each batch is shuffled by itself",
        why="Cutting came first and shuffling second. A batch's gradient does not depend on the order inside of it.",
        next="Take n = 8 and a batch size of 4. Can 0 and 7 ever be in one batch?",
    ),
    _minibatches(
        size_taken_for_a_number,
        name="size taken for a number",
        looks_like="batch_size is taken for the number of batches",
        why="np.array_split asks how many parts, not how large. The two are easily exchanged.",
        next="Take n = 50 and a batch size of 4. How many indices has your first batch?",
    ),
    _minibatches(
        counted_from_one,
        name="counted from 1",
        looks_like="the indices go from 1 to n, where they should go from 0 to n - 1",
        why="People count from 1, and arrays from 0.",
        next="Take n = 5. What happens with X[5], where X has five rows?",
    ),
    _minibatches(
        each_batch_drawn_anew,
        name="each batch drawn anew",
        looks_like="a new order is made for each batch, so that batches share examples and others are never used",
        why="The shuffle stands inside the loop. One order is enough: it is made once and then cut.",
        next="Take n = 4 and a batch size of 2. Do the two batches together hold 0, 1, 2 and 3?",
    ),
)

# learning_rate_at


def smooth_decay(epoch, initial, drop, every):
    return initial * drop ** (epoch / every)


def dropped_at_once(epoch, initial, drop, every):
    return initial * drop ** -(-epoch // every)


def one_epoch_early(epoch, initial, drop, every):
    return initial * drop ** ((epoch + 1) // every)


def one_epoch_late(epoch, initial, drop, every):
    return initial * drop ** ((epoch - 1) // every)


def dropped_once(epoch, initial, drop, every):
    return initial * drop if epoch >= every else initial


def dropped_every_epoch(epoch, initial, drop, every):
    return initial * drop**epoch


def drop_times_the_count(epoch, initial, drop, every):
    return initial * drop * (epoch // every)


def rest_instead_of_quotient(epoch, initial, drop, every):
    return initial * drop ** (epoch % every)


def share_taken_away(epoch, initial, drop, every):
    return initial * (1 - drop) ** (epoch // every)


def divided_by_drop(epoch, initial, drop, every):
    return initial / drop ** (epoch // every)


_learning_rate_at = partial(Mistake, "learning_rate_at")

_LEARNING_RATE_AT = (
    _learning_rate_at(
        smooth_decay,
        name="smooth decay",
        looks_like="the division keeps its fraction, so that the rate falls a little in every epoch",
        why="/ and // differ in one sign. The smooth curve goes through the same points.",
        next="Take every = 4. Should the rate differ between epochs 1 and 2?",
    ),
    _learning_rate_at(
        dropped_at_once,
        name="rounded up",
        looks_like="the number of drops is rounded up, so that the first drop comes at epoch 1",
        why="Counting begins at 0, and rounding up makes the first stretch a single epoch long.",
        next="Take every = 4. In which of the epochs 0 to 3 should the rate still be the initial one?",
    ),
    _learning_rate_at(
        one_epoch_early,
        name="one epoch early",
        looks_like="each drop comes one epoch too early: epochs are taken to count from 1",
        why="People count from 1. Here the first epoch is 0.",
        next="Take every = 4. Is the rate of epoch 3 still the initial one?",
    ),
    _learning_rate_at(
        one_epoch_late,
        name="one epoch late",
        looks_like="each drop comes one epoch too late",
        why="It looks as if epochs counted from 1. Here the first epoch is 0, and epoch 0 would even get a "
        "higher rate.",
        next="Take every = 4. What is the rate of epoch 4, and what is that of epoch 0?",
    ),
    _learning_rate_at(
        dropped_once,
        name="dropped only once",
        looks_like="the rate drops once and then stays",
        why="An `if` knows two cases. Here there is a drop every few epochs.",
        next="Take every = 2 and drop = 0.5. What are the rates of epochs 0, 2, 4 and 6?",
    ),
    _learning_rate_at(
        dropped_every_epoch,
        name="dropped every epoch",
        looks_like="the rate drops in every epoch, and `every` is not used",
        why="The power is the number of drops, which is not the number of epochs.",
        next="Take every = 4. How many drops have there been by epoch 7?",
    ),
    _learning_rate_at(
        drop_times_the_count,
        name="times instead of power",
        looks_like="drop is multiplied by the number of drops, where it should be raised to that power",
        why="* and ** differ in one sign.",
        next="What is the rate of epoch 0? Nothing has dropped yet.",
    ),
    _learning_rate_at(
        rest_instead_of_quotient,
        name="rest instead of quotient",
        looks_like="the rest of the division is used, where its whole part should be",
        why="% and // are neighbours in every list of operators.",
        next="Take every = 4. What are 8 // 4 and 8 % 4, and which of them counts drops?",
    ),
    _learning_rate_at(
        share_taken_away,
        name="1 - drop",
        looks_like="the rate is multiplied by 1 - drop at each drop",
        why="'Drop by 0.2' could mean that. Here drop is what is left: 0.2 makes a fifth of it.",
        next="Take drop = 0.9. Is a rate of 1 then 0.9 or 0.1 after one drop?",
    ),
    _learning_rate_at(
        divided_by_drop,
        name="divided by drop",
        looks_like="the rate is divided by drop, and grows",
        why="Dividing sounds like getting smaller. Dividing by a number below 1 makes larger.",
        next="Take drop = 0.5. Is the rate after one drop larger or smaller than before?",
    ),
)

MISTAKES = (*_MOMENTUM, *_RMSPROP, *_ADAM, *_MINIBATCHES, *_LEARNING_RATE_AT)
