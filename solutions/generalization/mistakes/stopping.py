"""What people do wrong when they decide whether to stop."""

from functools import partial

import numpy as np

from grader.functions import Mistake


def one_epoch_late(validation_losses, patience):
    return len(validation_losses) - 1 - int(np.argmin(validation_losses)) > patience


def one_epoch_early(validation_losses, patience):
    return len(validation_losses) - int(np.argmin(validation_losses)) >= patience


def only_at_once(validation_losses, patience):
    return len(validation_losses) - 1 - int(np.argmin(validation_losses)) == patience


def only_rises_counted(validation_losses, patience):
    if len(validation_losses) <= patience:
        return False
    return bool(np.all(np.diff(validation_losses[-patience - 1 :]) > 0))


def rises_counted_anywhere(validation_losses, patience):
    return int(np.sum(np.diff(validation_losses) > 0)) >= patience


def compared_with_one_epoch(validation_losses, patience):
    if len(validation_losses) <= patience:
        return False
    return validation_losses[-1] > validation_losses[-1 - patience]


def last_compared_with_the_best_before(validation_losses, patience):
    if len(validation_losses) <= patience:
        return False
    return validation_losses[-1] > min(validation_losses[:-patience])


def stopped_at_the_first_rise(validation_losses, patience):
    return len(validation_losses) > 1 and validation_losses[-1] > validation_losses[-2]


def stopped_when_not_the_best(validation_losses, patience):
    return validation_losses[-1] > min(validation_losses)


def compared_with_the_first(validation_losses, patience):
    return len(validation_losses) > patience and validation_losses[-1] > validation_losses[0]


def epochs_counted(validation_losses, patience):
    return len(validation_losses) > patience


def largest_taken_for_the_best(validation_losses, patience):
    return len(validation_losses) - 1 - int(np.argmax(validation_losses)) >= patience


def place_of_the_best(validation_losses, patience):
    return int(np.argmin(validation_losses)) >= patience


def losses_compared_with_patience(validation_losses, patience):
    return validation_losses[-1] - min(validation_losses) >= patience


def told_to_go_on(validation_losses, patience):
    return len(validation_losses) - 1 - int(np.argmin(validation_losses)) < patience


def never(validation_losses, patience):
    return False


def stopped_while_it_falls(validation_losses, patience):
    if len(validation_losses) <= patience:
        return False
    return bool(np.all(np.diff(validation_losses[-patience - 1 :]) < 0))


_stop = partial(Mistake, "should_stop")

MISTAKES = (
    _stop(
        one_epoch_late,
        name="one epoch late",
        looks_like="it stops one epoch too late",
        why="Greater, or greater and equal: patience 2 means that two epochs without a new best are enough.",
        next="Take the losses 0.5, 0.6 and 0.7 and a patience of 2. The best is two epochs old: stop or not?",
    ),
    _stop(
        one_epoch_early,
        name="one epoch early",
        looks_like="it stops one epoch too early: the epoch of the best loss itself is counted",
        why="A list of five losses ends with number 4, since counting begins at 0.",
        next="Take the losses 0.5 and 0.6 and a patience of 2. How many epochs came after the best?",
    ),
    _stop(
        only_at_once,
        name="exactly patience",
        looks_like="it stops only where the best loss is exactly patience epochs old, and not later",
        why="In a loop that asks after each epoch, it never gets later. Asked once at the end, it does.",
        next="Take the losses 0.5, 0.6, 0.7 and 0.8 and a patience of 2. Should it go on here?",
    ),
    _stop(
        only_rises_counted,
        name="only rises in a row",
        looks_like="it waits until the loss has risen several times in a row",
        why="A loss is noisy. It may fall a little from one epoch to the next and still be far from its best.",
        next="Take the losses 0.5, 0.9, 0.7, 0.8 and 0.6 and a patience of 3. When was the best?",
    ),
    _stop(
        rises_counted_anywhere,
        name="all rises counted",
        looks_like="all epochs are counted in which the loss rose, those before the best included",
        why="Counting setbacks sounds like patience. A new best makes up for those before it.",
        next="Take the losses 0.9, 1, 0.8, 0.9 and 0.1 and a patience of 2. The last is the best: should it stop?",
    ),
    _stop(
        compared_with_one_epoch,
        name="compared with one earlier epoch",
        looks_like="the last loss is compared with the one patience epochs before, and with no other",
        why="It looks back by the right number of epochs. But what counts is when the best one was.",
        next="Take the losses 0.5, 0.9, 0.7 and 0.6 and a patience of 2. When was the best?",
    ),
    _stop(
        last_compared_with_the_best_before,
        name="only the last loss looked at",
        looks_like="only the last loss is compared with the best, and the epochs between are not looked at",
        why="A new best may lie between. Then the waiting begins anew, whatever the last loss is.",
        next="Take the losses 0.5, 0.6, 0.3 and 0.55 and a patience of 2. When was the best?",
    ),
    _stop(
        stopped_at_the_first_rise,
        name="at the first rise",
        looks_like="it stops as soon as the loss rises, and patience is not used",
        why="A loss is noisy: it rises by chance, too. Patience is there to wait and see.",
        next="Take the losses 0.5 and 0.6 and a patience of 3. Should it stop at once?",
    ),
    _stop(
        stopped_when_not_the_best,
        name="patience not used",
        looks_like="it stops as soon as the last loss is not the best, and patience is not used",
        why="A loss is noisy: it rises by chance, too. Patience is there to wait and see.",
        next="Take the losses 0.5 and 0.6 and a patience of 3. Should it stop at once?",
    ),
    _stop(
        compared_with_the_first,
        name="compared with the first",
        looks_like="the last loss is compared with that of the first epoch",
        why="The first is at hand. But after it the loss falls for a while, and a rise from there is not seen.",
        next="Take the losses 0.9, 0.3, 0.5 and 0.6 and a patience of 2. When was the best?",
    ),
    _stop(
        epochs_counted,
        name="all epochs counted",
        looks_like="all epochs are counted, those before the best loss included",
        why="Before the best, every loss is worse than it. Only the epochs after the best try one's patience.",
        next="Take the losses 0.9, 0.8, 0.7 and 0.6 and a patience of 2. Should it stop?",
    ),
    _stop(
        largest_taken_for_the_best,
        name="the largest taken for the best",
        looks_like="the largest loss is taken for the best one",
        why="With accuracies, large is good. With losses, small is.",
        next="Take the losses 0.9, 0.8 and 0.7 and a patience of 2. Should it stop?",
    ),
    _stop(
        place_of_the_best,
        name="counted from the start",
        looks_like="the epoch of the best loss is compared with patience, and the last epoch is not used",
        why="np.argmin says when the best was. What counts is how long ago that is.",
        next="Take the losses 0.9, 0.8, 0.5 and 0.6 and a patience of 2. How old is the best?",
    ),
    _stop(
        losses_compared_with_patience,
        name="losses compared with patience",
        looks_like="the difference of two losses is compared with patience, where a number of epochs should be",
        why="min gives the best loss, and np.argmin gives when it was.",
        next="Take the losses 0.5, 0.6 and 0.7 and a patience of 2. Which of your numbers counts epochs?",
    ),
    _stop(
        told_to_go_on,
        name="True and False exchanged",
        looks_like="True and False are exchanged: it says whether to go on",
        why="Both questions are natural. The function's name asks whether to stop.",
        next="Take a single loss and a patience of 3. Should it stop?",
    ),
    _stop(
        never,
        name="never",
        looks_like="it never stops",
        why="A condition that cannot be met, or a last line that is reached every time.",
        next="Take the losses 0.5, 0.6, 0.7, 0.8 and 0.9 and a patience of 1. Should it stop?",
    ),
    _stop(
        stopped_while_it_falls,
        name="while it falls",
        looks_like="it stops when the loss has fallen several times in a row",
        why="The comparison is the wrong way round, or larger is taken for better.",
        next="Take the losses 0.9, 0.8 and 0.7 and a patience of 2. Should it stop?",
    ),
)
