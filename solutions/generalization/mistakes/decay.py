"""What people do wrong in weight decay: in the penalty, and in its gradient."""

from functools import partial

import numpy as np

from grader.functions import Mistake

# l2_penalty


def half_forgotten(weights, strength):
    return strength * sum(np.sum(w**2) for w in weights)


def absolute_values(weights, strength):
    return strength * sum(np.sum(np.abs(w)) for w in weights)


def half_of_absolute_values(weights, strength):
    return 0.5 * strength * sum(np.sum(np.abs(w)) for w in weights)


def not_squared(weights, strength):
    return 0.5 * strength * sum(np.sum(w) for w in weights)


def means_added(weights, strength):
    return 0.5 * strength * sum(np.mean(w**2) for w in weights)


def mean_of_all(weights, strength):
    squares = np.concatenate([np.ravel(w) ** 2 for w in weights])
    return 0.5 * strength * np.mean(squares)


def divided_by_the_number_of_layers(weights, strength):
    return 0.5 * strength * sum(np.sum(w**2) for w in weights) / len(weights)


def root_of_the_sum(weights, strength):
    return 0.5 * strength * np.sqrt(sum(np.sum(w**2) for w in weights))


def norms_added(weights, strength):
    return 0.5 * strength * sum(np.sqrt(np.sum(w**2)) for w in weights)


def first_layer_only(weights, strength):
    for w in weights:
        return 0.5 * strength * np.sum(w**2)
    return 0.0


def last_layer_only(weights, strength):
    for w in weights:
        total = np.sum(w**2)
    return 0.5 * strength * total


def sums_squared(weights, strength):
    return 0.5 * strength * sum(np.sum(w) ** 2 for w in weights)


def total_squared(weights, strength):
    return 0.5 * strength * sum(np.sum(w) for w in weights) ** 2


def strength_forgotten(weights, strength):
    return 0.5 * sum(np.sum(w**2) for w in weights)


def strength_squared(weights, strength):
    return 0.5 * strength**2 * sum(np.sum(w**2) for w in weights)


def divided_by_strength(weights, strength):
    return 0.5 * sum(np.sum(w**2) for w in weights) / strength


def minus_sign(weights, strength):
    return -0.5 * strength * sum(np.sum(w**2) for w in weights)


def matrix_product(weights, strength):
    return 0.5 * strength * sum(np.sum(w @ w.T) for w in weights)


def one_for_each_layer(weights, strength):
    return np.array([0.5 * strength * np.sum(w**2) for w in weights])


_penalty = partial(Mistake, "l2_penalty")

_L2_PENALTY = (
    _penalty(
        half_forgotten,
        name="half forgotten",
        looks_like="the factor 0.5 is missing",
        why="Some books write it without. Here the half is there so that the 2 of the derivative goes away.",
        next="Take one weight of 1 and a strength of 1. The formula says 0.5: what do you get?",
    ),
    _penalty(
        absolute_values,
        name="absolute values, without the half",
        looks_like="absolute values are added up, where squares should be, and the half is missing",
        why="That is the other well-known penalty, L1. The 2 in L2 stands for the square.",
        next="Take one weight of 3 and a strength of 1. What is half of its square?",
    ),
    _penalty(
        half_of_absolute_values,
        name="absolute values",
        looks_like="absolute values are added up, where squares should be",
        why="That is the other well-known penalty, L1. The 2 in L2 stands for the square.",
        next="Take one weight of 3 and a strength of 1. What is half of its square?",
    ),
    _penalty(
        not_squared,
        name="not squared",
        looks_like="the weights themselves are added up, not their squares",
        why="The square is one small sign. Without it, positive and negative weights cancel.",
        next="Take the weights 3 and -3. Two large weights: should the penalty be 0?",
    ),
    _penalty(
        means_added,
        name="means instead of sums",
        looks_like="each layer gives the mean of its squares, where it should give their sum",
        why="The loss is a mean over examples. The penalty is a sum over weights: each weight counts in full.",
        next="Take a layer of two ones, then one of four ones. Should the penalty be the same?",
    ),
    _penalty(
        mean_of_all,
        name="mean of all",
        looks_like="the mean of all squares is taken, where their sum is asked for",
        why="The loss is a mean over examples. The penalty is a sum over weights: each weight counts in full.",
        next="Take a layer of two ones, then one of four ones. Should the penalty be the same?",
    ),
    _penalty(
        divided_by_the_number_of_layers,
        name="divided by the number of layers",
        looks_like="the sum is divided by the number of layers",
        why="An average over layers looks tidy. The pull on a weight would then depend on how deep the network is.",
        next="Put a layer of zeros beside your weights. Should the penalty change?",
    ),
    _penalty(
        root_of_the_sum,
        name="root taken",
        looks_like="the root of the sum is taken: a length, not its square",
        why="np.linalg.norm gives that. The penalty needs the square of the length.",
        next="Double all weights. The penalty should become four times as large: does yours?",
    ),
    _penalty(
        norms_added,
        name="lengths of the layers added",
        looks_like="the root is taken for each layer, and the lengths are added",
        why="np.linalg.norm gives a length. The penalty needs squares.",
        next="Double all weights. The penalty should become four times as large: does yours?",
    ),
    _penalty(
        first_layer_only,
        name="only the first layer",
        looks_like="only the first layer is counted",
        why="A return inside of the loop ends it after the first round.",
        next="Give it two layers, then the same two in another order. Should the penalty change?",
    ),
    _penalty(
        last_layer_only,
        name="only the last layer",
        looks_like="only the last layer is counted",
        why="In each round the total is replaced, where something should be added to it.",
        next="Give it two layers, then the same two in another order. Should the penalty change?",
    ),
    _penalty(
        sums_squared,
        name="sum squared, layer by layer",
        looks_like="each layer's weights are added up first and squared then",
        why="The two operations changed places. Before the square, positive and negative weights cancel.",
        next="Take the weights 3 and -3. Square first: what is the sum? Add first: what is the square?",
    ),
    _penalty(
        total_squared,
        name="sum of all squared",
        looks_like="all weights are added up first, and the total is squared",
        why="The two operations changed places. Before the square, positive and negative weights cancel.",
        next="Take the weights 3 and -3. Square first: what is the sum? Add first: what is the square?",
    ),
    _penalty(
        strength_forgotten,
        name="strength not used",
        looks_like="the strength is not used",
        why="Half a sum of squares looks finished.",
        next="Call it with a strength of 0. What should come out?",
    ),
    _penalty(
        strength_squared,
        name="strength squared",
        looks_like="the strength is squared, too",
        why="The square reached too far, or the strength was multiplied in twice.",
        next="Double the strength. The penalty should double: does yours?",
    ),
    _penalty(
        divided_by_strength,
        name="divided by the strength",
        looks_like="the sum is divided by the strength",
        why="A fraction was written where a product belongs. A stronger penalty would then be a smaller one.",
        next="Double the strength. Should the penalty grow or shrink?",
    ),
    _penalty(
        minus_sign,
        name="minus sign",
        looks_like="the penalty is negative: large weights make the loss smaller",
        why="Decay makes weights smaller, and that suggests a minus. The minus comes later, in the update.",
        next="Training looks for a small loss. Should large weights make it larger or smaller?",
    ),
    _penalty(
        matrix_product,
        name="matrix product in place of squares",
        looks_like="each matrix is multiplied with itself, where its entries should be squared",
        why="In mathematics the square of a matrix is a product of rows and columns. Here each weight is squared.",
        next="Take the weights [[3, -3]]. What are the squares of its two entries, added up?",
    ),
    _penalty(
        one_for_each_layer,
        name="one number for each layer",
        looks_like="each layer has a penalty of its own, and they are not added up",
        why="A list comes in and a list goes out. The loss is one number, and so is the penalty.",
        next="Print what your function returns for two layers. It should be a single number.",
    ),
)

# l2_gradient


def two_left_over(dL_dw, w, strength):
    return dL_dw + 2 * strength * w


def half_left_over(dL_dw, w, strength):
    return dL_dw + 0.5 * strength * w


def pushed_away(dL_dw, w, strength):
    return dL_dw - strength * w


def pull_alone(dL_dw, w, strength):
    return strength * w


def no_pull(dL_dw, w, strength):
    return dL_dw.copy()


def squares_added(dL_dw, w, strength):
    return dL_dw + strength * w**2


def half_squares_added(dL_dw, w, strength):
    return dL_dw + 0.5 * strength * w**2


def penalty_added(dL_dw, w, strength):
    return dL_dw + 0.5 * strength * np.sum(w**2)


def signs_added(dL_dw, w, strength):
    return dL_dw + strength * np.sign(w)


def sizes_added(dL_dw, w, strength):
    return dL_dw + strength * np.abs(w)


def pull_in_full(dL_dw, w, strength):
    return dL_dw + w


def both_times_strength(dL_dw, w, strength):
    return strength * (dL_dw + w)


def gradient_times_strength(dL_dw, w, strength):
    return strength * dL_dw + w


def shared(dL_dw, w, strength):
    return (1 - strength) * dL_dw + strength * w


def strength_added(dL_dw, w, strength):
    return dL_dw + strength


def pull_by_the_sum(dL_dw, w, strength):
    return dL_dw + strength * np.sum(w)


def divided_by_the_number_of_weights(dL_dw, w, strength):
    return dL_dw + strength * w / w.size


def gradient_multiplied_by_weights(dL_dw, w, strength):
    return dL_dw * strength * w


def stepped(dL_dw, w, strength):
    return w - strength * dL_dw


def weights_shrunk(dL_dw, w, strength):
    return w - strength * w


def gradient_enlarged(dL_dw, w, strength):
    return dL_dw + strength * dL_dw


_gradient = partial(Mistake, "l2_gradient")

_L2_GRADIENT = (
    _gradient(
        two_left_over,
        name="a 2 left over",
        looks_like="the pull is twice as large as it should be",
        why="The derivative of a square has a 2. The penalty has a half, and the two cancel.",
        next="Take one weight of 3 and a strength of 1. How fast does half of its square change?",
    ),
    _gradient(
        half_left_over,
        name="the half left over",
        looks_like="the pull is half as large as it should be",
        why="The half of the penalty came along. The 2 of the derivative cancels it.",
        next="Take one weight of 3 and a strength of 1. How fast does half of its square change?",
    ),
    _gradient(
        pushed_away,
        name="pushed away from 0",
        looks_like="the pull has the wrong sign: weights would grow",
        why="Decay makes weights smaller, and that suggests a minus. But the update subtracts what you return.",
        next="Take a positive weight and a gradient of 0. After an update, should the weight be larger or smaller?",
    ),
    _gradient(
        pull_alone,
        name="the pull alone",
        looks_like="only the penalty's part comes back, and the gradient of the loss is lost",
        why="The function's name speaks of the penalty. What goes into the update is the sum of both.",
        next="Call it with a strength of 0. What should come back?",
    ),
    _gradient(
        no_pull,
        name="no pull",
        looks_like="the gradient comes back as it went in",
        why="The penalty's part was computed and not added, or not computed.",
        next="Take a gradient of 0 and a weight of 3. Should 0 come back?",
    ),
    _gradient(
        squares_added,
        name="squares added",
        looks_like="the square of each weight is added, where its derivative should be",
        why="The penalty has a square. Its derivative has none.",
        next="Take a weight of -3. Its square is positive: in which direction does it need to be pulled?",
    ),
    _gradient(
        half_squares_added,
        name="the penalty's terms added",
        looks_like="each weight's part of the penalty is added, where its derivative should be",
        why="Loss and penalty are added, so it seems that gradient and penalty are. Their derivatives are added.",
        next="Take a weight of -3. Its square is positive: in which direction does it need to be pulled?",
    ),
    _gradient(
        penalty_added,
        name="the penalty added",
        looks_like="the penalty, one number, is added to every entry of the gradient",
        why="Loss and penalty are added, so it seems that gradient and penalty are. Their derivatives are added.",
        next="Take the weights 3 and 0 and a gradient of zeros. Should both weights be pulled equally?",
    ),
    _gradient(
        signs_added,
        name="signs instead of weights",
        looks_like="every weight is pulled equally hard, whatever its size",
        why="That is the derivative of the absolute value, of the penalty L1.",
        next="Take the weights 3 and 0.1. Which of them does the square punish more when it grows a little?",
    ),
    _gradient(
        sizes_added,
        name="sizes instead of weights",
        looks_like="the sign of the weight is lost: negative weights are pushed away from 0",
        why="A pull sounds like a size. But the direction depends on which side of 0 the weight is.",
        next="Take a weight of -3 and a gradient of 0. After an update, should it be closer to 0?",
    ),
    _gradient(
        pull_in_full,
        name="strength not used",
        looks_like="the weight is added in full, and the strength is not used",
        why="The strength belongs to the penalty, and its derivative keeps it.",
        next="Call it with a strength of 0. What should come back?",
    ),
    _gradient(
        both_times_strength,
        name="gradient times strength, too",
        looks_like="the strength multiplies the sum, and so the gradient of the loss, too",
        why="A bracket reaches too far.",
        next="Call it with a strength of 0. What should come back?",
    ),
    _gradient(
        gradient_times_strength,
        name="strength on the wrong term",
        looks_like="the strength multiplies the gradient, and the weight is added in full",
        why="The two terms changed places.",
        next="Call it with a strength of 0. What should come back?",
    ),
    _gradient(
        shared,
        name="a weighted mean",
        looks_like="gradient and weight are mixed with shares that add up to 1",
        why="Running means are written that way. Here two derivatives are added, and the first counts in full.",
        next="Take weights of 0. Should the gradient get smaller?",
    ),
    _gradient(
        strength_added,
        name="strength added",
        looks_like="the strength itself is added, without the weight",
        why="The weight was left out of the product.",
        next="Take the weights 3 and -3 and a gradient of zeros. Should both be pulled in the same direction?",
    ),
    _gradient(
        pull_by_the_sum,
        name="sum of the weights",
        looks_like="every entry gets the sum of all weights, where each needs its own",
        why="The penalty adds up over all weights. The derivative by one of them knows only that one.",
        next="Take the weights 3 and 0 and a gradient of zeros. Should both weights be pulled equally?",
    ),
    _gradient(
        divided_by_the_number_of_weights,
        name="divided by the number of weights",
        looks_like="the pull is divided by the number of weights",
        why="Means are everywhere in training. The penalty is a sum.",
        next="Take one weight of 3, and then two of 3. Should the pull on the first change?",
    ),
    _gradient(
        gradient_multiplied_by_weights,
        name="product in place of a sum",
        looks_like="gradient and pull are multiplied, where they should be added",
        why="The chain rule multiplies. Here two losses are added, and so are their derivatives.",
        next="Take a gradient of 0 and a weight of 3. Should 0 come back?",
    ),
    _gradient(
        stepped,
        name="the update",
        looks_like="a step of gradient descent comes back, with the strength as its rate",
        why="Gradient, weight and a number look like the arguments of the update. That one comes afterwards.",
        next="What is asked for is a gradient. Take a gradient of 0 and a strength of 0: what should come back?",
    ),
    _gradient(
        weights_shrunk,
        name="shrunk weights",
        looks_like="smaller weights come back, where a gradient is asked for",
        why="That is what decay does to a weight in the end. Here it is a term of the gradient.",
        next="Call it with a strength of 0. The gradient of the loss should come back.",
    ),
    _gradient(
        gradient_enlarged,
        name="the gradient pulled",
        looks_like="the gradient is enlarged by the strength, and the weight is not used",
        why="A name was exchanged: the pull depends on the weight.",
        next="Change w and nothing else. Does the result change?",
    ),
)

MISTAKES = (*_L2_PENALTY, *_L2_GRADIENT)
