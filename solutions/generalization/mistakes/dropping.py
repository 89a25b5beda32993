"""What people do wrong in dropout, forward and on the way back."""

from functools import partial

import numpy as np

from grader.functions import Mistake

# dropout


def not_divided(a, u, keep):
    return a * (u < keep)


def multiplied(a, u, keep):
    return a * (u < keep) * keep


def divided_by_what_is_dropped(a, u, keep):
    return a * (u < keep) / (1 - keep)


def share_dropped(a, u, keep):
    return a * (u > keep) / (1 - keep)


def share_dropped_from_below(a, u, keep):
    return a * (u < 1 - keep) / (1 - keep)


def large_numbers_kept(a, u, keep):
    return a * (u > keep) / keep


def small_share_kept(a, u, keep):
    return a * (u < 1 - keep) / keep


def mask_returned(a, u, keep):
    return (u < keep) / keep


def scaled_only(a, u, keep):
    return a * keep


def divided_only(a, u, keep):
    return a / keep


def nothing_dropped(a, u, keep):
    return a.copy()


def divided_by_what_stayed(a, u, keep):
    mask = u < keep
    return a * mask / max(mask.mean(), 1e-12)


def one_mask_for_all_rows(a, u, keep):
    return a * (u[0] < keep) / keep


def activations_compared(a, u, keep):
    return a * (a < keep) / keep


def dice_multiplied(a, u, keep):
    return a * u / keep


def others_left_as_they_are(a, u, keep):
    return np.where(u < keep, a / keep, a)


def only_dropped_scaled(a, u, keep):
    return np.where(u < keep, a, a / keep)


def dropped_removed(a, u, keep):
    return a[u < keep] / keep


_dropout = partial(Mistake, "dropout")

_DROPOUT = (
    _dropout(
        not_divided,
        name="not divided by keep",
        looks_like="units are dropped, and those that stay are not made larger",
        why="Dropping is the visible half. Without the other half a layer sends less in training than later.",
        next="Take a row of ten ones and keep = 0.8. Draw u a thousand times: what is the mean of the sum? "
        "Without dropout it is 10.",
    ),
    _dropout(
        multiplied,
        name="multiplied by keep",
        looks_like="what stays is multiplied by keep, and gets smaller",
        why="The first paper multiplied by keep, but when the network is used. Here those that stay do more.",
        next="Take keep = 0.5. Half of the units are gone: should the others send twice as much, or half?",
    ),
    _dropout(
        divided_by_what_is_dropped,
        name="divided by 1 - keep",
        looks_like="what stays is divided by 1 - keep, the share that is dropped",
        why="Both shares are at hand, and with 0.5 they are the same number.",
        next="Take keep = 0.9. Nearly everything stays: by which factor does it have to grow?",
    ),
    _dropout(
        share_dropped,
        name="keep taken for the share to drop",
        looks_like="keep is the share that is dropped, in the comparison and in the division",
        why="Libraries often take the share that is dropped. Here keep says what stays.",
        next="Take keep = 0.9 and a row of ten ones. How many of them should be left?",
    ),
    _dropout(
        share_dropped_from_below,
        name="1 - keep in both places",
        looks_like="1 - keep stands where keep should stand, in the comparison and in the division",
        why="Libraries often take the share that is dropped. Here keep says what stays.",
        next="Take keep = 0.9 and a row of ten ones. How many of them should be left?",
    ),
    _dropout(
        large_numbers_kept,
        name="comparison the wrong way round",
        looks_like="units stay where u is larger than keep, and are dropped where it is smaller",
        why="'Drop where u is below' sounds as right as 'keep where u is below'. Only one keeps the share keep.",
        next="Take keep = 0.9. Of ten numbers in u, about how many are below 0.9, and how many units should stay?",
    ),
    _dropout(
        small_share_kept,
        name="compared with 1 - keep",
        looks_like="u is compared with 1 - keep, so that too few units stay, or too many",
        why="The share that is dropped is 1 - keep, and it is easily put into the comparison.",
        next="Take keep = 0.9. Of ten numbers in u, about how many are below 0.1?",
    ),
    _dropout(
        mask_returned,
        name="the mask without the activations",
        looks_like="the mask comes back by itself: a is not used",
        why="The mask is the hard part of the work, and a is forgotten behind it.",
        next="Call it twice with the same u, and with different a. May the results be equal?",
    ),
    _dropout(
        scaled_only,
        name="all scaled by keep",
        looks_like="nothing is dropped, and every entry is multiplied by keep",
        why="That is the mean of what dropping without a division gives. But the noise is what does the work.",
        next="Count the zeros in your result. Where u is 0.95 and keep is 0.8, there should be one.",
    ),
    _dropout(
        divided_only,
        name="divided, nothing dropped",
        looks_like="every entry is divided by keep, and none is dropped",
        why="The division is written, and the mask was forgotten.",
        next="Count the zeros in your result. Where u is 0.95 and keep is 0.8, there should be one.",
    ),
    _dropout(
        nothing_dropped,
        name="nothing dropped",
        looks_like="a comes back as it went in",
        why="That is right when the network is used, after training. There nobody calls this function.",
        next="Take keep = 0.5 and an entry of u that is 0.9. What should be in its place?",
    ),
    _dropout(
        divided_by_what_stayed,
        name="divided by the share that stayed",
        looks_like="it is divided by the share of units that happened to stay, which is not keep",
        why="That would keep the sum closer. But then each unit's factor depends on the luck of all others.",
        next="Take two numbers in u, both below keep = 0.5. The formula divides by 0.5: by what do you divide?",
    ),
    _dropout(
        one_mask_for_all_rows,
        name="one mask for all rows",
        looks_like="the first row of u decides for all rows",
        why="A mask for the units sounds like one number for each unit. But u has a row for each example.",
        next="Take two rows, and a u whose rows differ. Are the zeros of your result in different places?",
    ),
    _dropout(
        activations_compared,
        name="a compared with keep",
        looks_like="a is compared with keep, and u is not used",
        why="A letter was exchanged. The activations decide then which of them stay, and chance does not.",
        next="Keep a as it is and change u. Does the result change?",
    ),
    _dropout(
        dice_multiplied,
        name="multiplied by u",
        looks_like="entries are multiplied by u itself, where u should only decide which of them stay",
        why="u looks like a mask. It becomes one by a comparison: before that it holds any number from 0 to 1.",
        next="Print your mask. Are there other numbers in it than 0 and 1?",
    ),
    _dropout(
        others_left_as_they_are,
        name="dropped ones pass unchanged",
        looks_like="those that stay are divided by keep, and the others pass unchanged where they should be 0",
        why="np.where needs a value for both cases, and the second one is easily taken from a.",
        next="Count the zeros in your result. Where u is 0.95 and keep is 0.8, there should be one.",
    ),
    _dropout(
        only_dropped_scaled,
        name="np.where the wrong way round",
        looks_like="those that should be dropped are divided by keep, and the others stay as they are",
        why="np.where takes first what holds where the condition is true, and nothing became 0.",
        next="Count the zeros in your result. Where u is 0.95 and keep is 0.8, there should be one.",
    ),
    _dropout(
        dropped_removed,
        name="dropped ones cut out",
        looks_like="those that stay come back as one long row, and the shape of a is lost",
        why="a[mask] picks entries out. Dropped units keep their places, with a 0 in them.",
        next="Print the shapes of a and of your result. The next layer counts on all of its inputs.",
    ),
)

# dL_da_dropout


def mask_forgotten(dL_dout, u, keep):
    return dL_dout / keep


def gradient_not_divided(dL_dout, u, keep):
    return dL_dout * (u < keep)


def passed_through(dL_dout, u, keep):
    return dL_dout.copy()


def gradient_multiplied(dL_dout, u, keep):
    return dL_dout * (u < keep) * keep


def gradient_divided_by_what_is_dropped(dL_dout, u, keep):
    return dL_dout * (u < keep) / (1 - keep)


def dropped_ones_learn(dL_dout, u, keep):
    return dL_dout * (u > keep) / keep


def dropped_ones_learn_by_their_share(dL_dout, u, keep):
    return dL_dout * (u > keep) / (1 - keep)


def compared_with_the_dropped_share(dL_dout, u, keep):
    return dL_dout * (u < 1 - keep) / keep


def divided_twice(dL_dout, u, keep):
    return dL_dout * (u < keep) / keep**2


def mask_of_the_gradient(dL_dout, u, keep):
    return dL_dout * (dL_dout > 0) / keep


def mask_alone(dL_dout, u, keep):
    return (u < keep) / keep


def shared_among_examples(dL_dout, u, keep):
    return dL_dout * (u < keep) / keep / len(dL_dout)


def one_mask_on_the_way_back(dL_dout, u, keep):
    return dL_dout * (u[0] < keep) / keep


def summed_over_examples(dL_dout, u, keep):
    return (dL_dout * (u < keep) / keep).sum(axis=0)


_back = partial(Mistake, "dL_da_dropout")

_DL_DA_DROPOUT = (
    _back(
        mask_forgotten,
        name="no mask",
        looks_like="the gradient is divided by keep, and reaches units that were dropped",
        why="The division is easy to see in the formula, and the mask is hidden in (u < keep).",
        next="Take an entry of u that is above keep. Nudge its a: does the output change?",
    ),
    _back(
        gradient_not_divided,
        name="not divided by keep",
        looks_like="the mask is there, and the division by keep is missing",
        why="The division looks like a detail of the way forward. It is a factor, and factors come back.",
        next="Take a unit that stays and keep = 0.5. Nudge its a by 0.1: by how much does the output change?",
    ),
    _back(
        passed_through,
        name="passed through",
        looks_like="the gradient comes back as it went in",
        why="Dropout has no weights, so there seems to be nothing to do. But it has a slope.",
        next="Take an entry of u that is above keep. Nudge its a: does the output change?",
    ),
    _back(
        gradient_multiplied,
        name="multiplied by keep",
        looks_like="the gradient is multiplied by keep, as if back meant the opposite",
        why="What is divided on the way forward seems to need undoing on the way back. A slope is not an inverse.",
        next="Take a unit that stays and keep = 0.5. Nudge its a by 0.1: by how much does the output change?",
    ),
    _back(
        gradient_divided_by_what_is_dropped,
        name="divided by 1 - keep",
        looks_like="the gradient is divided by 1 - keep, the share that is dropped",
        why="Both shares are at hand, and with 0.5 they are the same number.",
        next="Take a unit that stays and keep = 0.9. By which factor did your dropout multiply it?",
    ),
    _back(
        dropped_ones_learn,
        name="the other mask",
        looks_like="the gradient reaches those units that were dropped, and not those that stayed",
        why="The comparison is the wrong way round. u and keep are the same numbers as on the way forward.",
        next="Print u < keep, and where your result is not 0. Should the two agree?",
    ),
    _back(
        dropped_ones_learn_by_their_share,
        name="keep taken for the share to drop",
        looks_like="keep is the share that is dropped, in the comparison and in the division",
        why="Libraries often take the share that is dropped. Here keep says what stays.",
        next="Take keep = 0.9 and a gradient of ten ones. How many of them should be left?",
    ),
    _back(
        compared_with_the_dropped_share,
        name="compared with 1 - keep",
        looks_like="u is compared with 1 - keep, so that another mask acts than on the way forward",
        why="The share that is dropped is 1 - keep, and it is easily put into the comparison.",
        next="Write down both comparisons, that of dropout and this one. They should be the same.",
    ),
    _back(
        divided_twice,
        name="divided by keep twice",
        looks_like="the gradient is divided by keep two times",
        why="Once for forward and once for back seems fair. The incoming gradient knows nothing of this division.",
        next="Take a unit that stays and keep = 0.5. Nudge its a by 0.1: by how much does the output change?",
    ),
    _back(
        mask_of_the_gradient,
        name="mask made of the gradient",
        looks_like="the gradient's own sign decides what passes, and u is not used",
        why="It is what ReLU's derivative looks like, with the wrong array in it.",
        next="Keep the gradient as it is and change u. Does the result change?",
    ),
    _back(
        mask_alone,
        name="the mask without the gradient",
        looks_like="the slope comes back by itself, without the gradient that came in",
        why="The slope is the new part of this step. The chain rule multiplies it with what came in.",
        next="Take a gradient of zeros. What should come back?",
    ),
    _back(
        shared_among_examples,
        name="divided by N once more",
        looks_like="the gradient is divided by the number of examples",
        why="1/N belongs to the mean loss. It is in the gradient already, from the output on.",
        next="Take the same row twice. Should a row's gradient change because there is another one?",
    ),
    _back(
        one_mask_on_the_way_back,
        name="one mask for all rows",
        looks_like="the first row of u decides for all rows",
        why="A mask for the units sounds like one number for each unit. But u has a row for each example.",
        next="Take two rows, and a u whose rows differ. Are the zeros of your result in different places?",
    ),
    _back(
        summed_over_examples,
        name="summed over the examples",
        looks_like="the rows are added up, as for a bias",
        why="A bias is shared by all examples, so its parts are added. An activation belongs to one example.",
        next="Print the shapes of dL_dout and of your result. They should be the same.",
    ),
)

MISTAKES = (*_DROPOUT, *_DL_DA_DROPOUT)
