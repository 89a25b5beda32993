"""The pictures of the lesson, one for each step: an idea, drawn."""

from grader.functions import Figure

from .dropping import same_mask, sums
from .measuring import patience, splits
from .pulling import fading, price

FIGURES = {
    "step-1": Figure(
        "Left: ten units send 1 each to a unit of the next layer, whose sum is 10. Two of them are crossed out: "
        "the other eight send 1.25 each, and the sum is 10 again. Right: how likely each sum is, with keep = 0.8. "
        "Without the division the sums lie around 8. Divided by 0.8 they lie around 10, where the sum is when the "
        "network is used.",
        sums,
    ),
    "step-2": Figure(
        "A table of four units. Forward: activations 2, -1, 3, 4; dice 0.3, 0.9, 0.1, 0.6; result 2.5, 0, 3.75, "
        "5. Back: upstream gradient 1, 2, -2, 0.4; result 1.25, 0, -2.5, 0.5. The second unit, whose dice show "
        "0.9, is crossed out on both ways.",
        same_mask,
    ),
    "step-3": Figure(
        "Left, one weight: the loss is lowest at w = 2, the penalty at 0, and their sum between the two, at 1.2. "
        "Right, two weights, seen from above: the loss is a long valley around one point, the penalty a set of "
        "circles around 0. As the strength grows, the lowest point of the sum wanders from the one to the other. "
        "The weight that the loss cares little about goes first.",
        price,
    ),
    "step-4": Figure(
        "Left: arrows on a line of weights from -4 to 4. All point to 0, and the farther out, the longer they "
        "are. Right: a weight that begins at 1 and has no gradient of its own, over 1,000 steps. With rate times "
        "strength at 0.001, half of it is left after 693 steps. At 0.01 it is nearly gone by then. Without decay "
        "it stays 1.",
        fading,
    ),
    "step-5": Figure(
        "Three rows of ten boxes, coloured by class, each cut into 7 for training and 3 for validation. Not "
        "shuffled: the three for validation are the only ones of their class. Shuffled: 7 2 9 0 4 1 5 and 8 3 6, "
        "every class in both parts. Copies made first: five digits and a twin of each. All three for validation "
        "have their twin in the training part.",
        splits,
    ),
    "step-6": Figure(
        "Two curves over the epochs 0 to 4. The training loss falls all the time. The validation loss is 0.9, "
        "0.6, 0.5, 0.55, 0.52: the best is that of epoch 2, and its weights are kept. Two epochs later there is "
        "no new best, the patience of 2 is used up, and training stops.",
        patience,
    ),
}
