"""Known mistakes in ``clip_by_norm``."""

from functools import partial

import numpy as np

from grader.functions import Mistake


def each_by_itself(gradients, max_norm):
    return [g * min(1.0, max_norm / np.sqrt(np.sum(g**2))) for g in gradients]


def every_entry(gradients, max_norm):
    return [np.clip(g, -max_norm, max_norm) for g in gradients]


def always_scaled(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * max_norm / norm for g in gradients]


def never_scaled(gradients, max_norm):
    return list(gradients)


def root_forgotten(gradients, max_norm):
    norm = sum(np.sum(g**2) for g in gradients)
    return [g * min(1.0, max_norm / norm) for g in gradients]


def sum_of_norms(gradients, max_norm):
    norm = sum(np.sqrt(np.sum(g**2)) for g in gradients)
    return [g * min(1.0, max_norm / norm) for g in gradients]


def largest_norm(gradients, max_norm):
    norm = max(np.sqrt(np.sum(g**2)) for g in gradients)
    return [g * min(1.0, max_norm / norm) for g in gradients]


def mean_of_norms(gradients, max_norm):
    norm = np.mean([np.sqrt(np.sum(g**2)) for g in gradients])
    return [g * min(1.0, max_norm / norm) for g in gradients]


def first_array_alone(gradients, max_norm):
    norm = np.sqrt(np.sum(gradients[0] ** 2))
    return [g * min(1.0, max_norm / norm) for g in gradients]


def last_array_alone(gradients, max_norm):
    for g in gradients:
        norm = np.sqrt(np.sum(g**2))
    return [g * min(1.0, max_norm / norm) for g in gradients]


def largest_entry(gradients, max_norm):
    norm = max(np.abs(g).max() for g in gradients)
    return [g * min(1.0, max_norm / norm) for g in gradients]


def mean_square(gradients, max_norm):
    norm = np.sqrt(np.mean([np.mean(g**2) for g in gradients]))
    return [g * min(1.0, max_norm / norm) for g in gradients]


def mean_over_all_entries(gradients, max_norm):
    norm = np.sqrt(np.mean(np.concatenate([g.ravel() for g in gradients]) ** 2))
    return [g * min(1.0, max_norm / norm) for g in gradients]


def sum_of_sizes(gradients, max_norm):
    norm = sum(np.sum(np.abs(g)) for g in gradients)
    return [g * min(1.0, max_norm / norm) for g in gradients]


def not_squared(gradients, max_norm):
    norm = np.abs(sum(np.sum(g) for g in gradients))
    return [g * min(1.0, max_norm / norm) for g in gradients]


def norm_of_one(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g / norm if norm > max_norm else g for g in gradients]


def upside_down(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * norm / max_norm if norm > max_norm else g for g in gradients]


def short_ones_scaled(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * max_norm / norm if norm < max_norm else g for g in gradients]


def limit_as_a_factor(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * max_norm if norm > max_norm else g for g in gradients]


def long_ones_thrown_away(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g if norm <= max_norm else np.zeros_like(g) for g in gradients]


def first_array_returned(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * min(1.0, max_norm / norm) for g in gradients][:1]


def glued_together(gradients, max_norm):
    together = np.concatenate([g.ravel() for g in gradients])
    return [together * min(1.0, max_norm / np.sqrt(np.sum(together**2)))]


_known = partial(Mistake, "clip_by_norm")

CLIPPING = (
    _known(
        each_by_itself,
        name="one factor each",
        looks_like="each array is scaled by a factor of its own, where one factor serves all",
        why="Each array has a norm, and the loop is there already. But then the step points in another direction.",
        next="Clip [3.] and [4.] to a norm of 1. In which proportion should the two stay?",
    ),
    _known(
        every_entry,
        name="every entry clipped",
        looks_like="each entry is cut off at max_norm by itself, as np.clip does it",
        why="That is another method, clipping by value. It bends the direction of the step, and the norm may "
        "stay larger.",
        next="Clip [3., 4.] to a norm of 4. What is its norm, and is any entry too large?",
    ),
    _known(
        always_scaled,
        name="always scaled",
        looks_like="gradients that are short enough are made longer",
        why="The formula is right for long gradients. Short ones stay as they are.",
        next="Clip [3.] and [4.] to a norm of 10. What should come out?",
    ),
    _known(
        never_scaled,
        name="never scaled",
        looks_like="the gradients come back as they are",
        why="The list is built anew, and the factor is not in it.",
        next="Clip [3.] and [4.] to a norm of 1. How long are the two together, before and after?",
    ),
    _known(
        root_forgotten,
        name="root forgotten",
        looks_like="the squares are added up, and no root is taken of the sum",
        why="The last step of a long formula is easily left out.",
        next="Take [3.] and [4.]. What is left to do with 25?",
    ),
    _known(
        sum_of_norms,
        name="sum of norms",
        looks_like="the norm of each array is taken first, and these are added up",
        why="Norms do not add up as lengths on a line do.",
        next="Take [3.] and [4.]. The two are one vector: how long is it?",
    ),
    _known(
        largest_norm,
        name="largest of the norms",
        looks_like="the longest array alone decides about the factor",
        why="If each were short enough, all would be well, it seems. Together they may still be too long.",
        next="Take [3.] and [4.] and a max_norm of 4.5. Each is shorter than that. How long are they together?",
    ),
    _known(
        mean_of_norms,
        name="mean of the norms",
        looks_like="the norms of the arrays are averaged",
        why="A mean stands for all of them, it seems. The common norm is a length of one long vector.",
        next="Take [3.] and [4.]. The two are one vector: how long is it?",
    ),
    _known(
        first_array_alone,
        name="first array alone",
        looks_like="the norm is that of the first array, and the others are not looked at",
        why="Tests with a list of one array cannot see it.",
        next="Call it with two arrays, and change the second one.",
    ),
    _known(
        last_array_alone,
        name="last array alone",
        looks_like="the norm is that of the last array, as when a loop overwrites its result",
        why="In a loop over the arrays, = puts the new number where the old one was. The squares have to add up.",
        next="Print the norm after every turn of the loop: what has become of the first array's part?",
    ),
    _known(
        largest_entry,
        name="largest entry",
        looks_like="the largest entry stands in for the norm",
        why="It is a norm, too, of another kind. Here the length is meant: the root of the sum of squares.",
        next="Take [3.] and [4.]. How long is the arrow that goes 3 to the right and 4 up?",
    ),
    _known(
        mean_square,
        name="means in place of sums",
        looks_like="the squares are averaged in each array and over the arrays, where they should be added up",
        why="The root of a mean square is a usual size. A length has a sum in it.",
        next="Take [3., 4.]. How long is the arrow that goes 3 to the right and 4 up?",
    ),
    _known(
        mean_over_all_entries,
        name="mean in place of sum",
        looks_like="the squares of all entries are averaged, where they should be added up",
        why="The root of a mean square is a usual size. A length has a sum in it.",
        next="Take [3., 4.]. How long is the arrow that goes 3 to the right and 4 up?",
    ),
    _known(
        sum_of_sizes,
        name="sizes added up",
        looks_like="the absolute values are added up, where it should be the squares, with a root",
        why="It is a norm, too: the way along the streets. Here it is meant as the crow flies.",
        next="Take [3.] and [4.]. How long is the arrow that goes 3 to the right and 4 up?",
    ),
    _known(
        not_squared,
        name="not squared",
        looks_like="the entries are added up without a square, so that plus and minus cancel",
        why="The square is one small sign, and it is easily lost.",
        next="Take [3.] and [-3.]. Is their norm 0?",
    ),
    _known(
        norm_of_one,
        name="scaled to 1",
        looks_like="gradients that are too long are made 1 long, and not max_norm long",
        why="Dividing by the norm gives the direction, with length 1. How long it should be is a second factor.",
        next="Clip [3.] and [4.] to a norm of 2. How long are the two together afterwards?",
    ),
    _known(
        upside_down,
        name="upside down",
        looks_like="the factor is upside down: what is too long becomes longer",
        why="Two numbers, and a line between them.",
        next="Clip [3.] and [4.] to a norm of 1. Should they become longer or shorter?",
    ),
    _known(
        short_ones_scaled,
        name="the wrong way round",
        looks_like="gradients that are too long stay, and those that are short enough are made longer",
        why="A comparison has two directions, and a limit sounds like a maximum, though the factor is a minimum.",
        next="Clip [3.] and [4.] to a norm of 1, then to a norm of 10. Which of the two should change something?",
    ),
    _known(
        limit_as_a_factor,
        name="max_norm for a factor",
        looks_like="what is too long is multiplied by max_norm, and not divided by the norm",
        why="For a direction of length 1 that would be right. The gradient is not one.",
        next="Clip [3.] and [4.] to a norm of 1. What does a factor of 1 do?",
    ),
    _known(
        long_ones_thrown_away,
        name="long ones thrown away",
        looks_like="gradients that are too long are replaced by 0",
        why="A step that is too long looks like a mistake. But its direction is worth having.",
        next="Clip [3.] and [4.] to a norm of 1. In which direction should the step go?",
    ),
    _known(
        first_array_returned,
        name="only one array returned",
        looks_like="only the first array comes back",
        why="A return inside of a loop ends it after the first turn.",
        next="Count the arrays that come in, and those that go out.",
    ),
    _known(
        glued_together,
        name="glued together",
        looks_like="the arrays come back as one long row",
        why="For the norm that is a neat way. But each layer needs its own array back, in its own shape.",
        next="Print the shapes that go in, and those that come out.",
    ),
)
