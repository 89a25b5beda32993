"""The pictures of the lesson: what a product of slopes does, and each of the cures."""

from grader.functions import Figure

from .batch import bell_and_bias, columns, three_ways
from .sizes import both_ways, spreads, twenty_factors
from .ways import block, one_factor

FIGURES = {
    "twenty": Figure(
        "What is left of a gradient after 0 to 20 layers, on a scale of powers of ten, for six factors of a "
        "layer. All "
        "are straight lines that begin at 1. With a factor of 2 a million is reached, with 1.1 about 7. With 1 "
        "the line "
        "is level. With 0.9 an eighth is left, with 0.5 a millionth, with 0.25 a millionth of a millionth.",
        twenty_factors,
    ),
    "step-1": Figure(
        "Two diagrams of a network with 20 layers of 50 units, before training, for weights with a spread of "
        "0.1, 0.2 "
        "and 0.3. Left: the usual size of the activations in each layer. With 0.1 it falls to about a millionth, "
        "with "
        "0.3 it rises to about a thousand, with 0.2, which is He's, it stays close to where it was. Right: the usual "
        "size of the gradient. It does the same from the last layer back to the first.",
        spreads,
    ),
    "step-2": Figure(
        "A layer between two columns of units, 8 on the left and 3 on the right. On the way forward, in blue, "
        "one unit on "
        "the right adds up 8 products: it wants a variance of 1/8. On the way back, in orange, one unit on the left "
        "collects from 3: it wants a variance of 1/3. Below: the mean of the two sizes gives 2/11.",
        both_ways,
    ),
    "step-3": Figure(
        "The numbers 0, 3, 6 of one unit and 10, 4, 7 of another, as dots on a line, in four rows. As they come "
        "in, they "
        "lie around 3 and around 7. With their means subtracted both lie around 0, from -3 to 3. Divided by the "
        "root both "
        "lie at -1, 0 and 1. Stretched and shifted the first lie at -2, 1 and 4, the second at 4, -8 and -2.",
        columns,
    ),
    "step-4": Figure(
        "Three ways from one value z to the normalised values of its column. The first way is a straight arrow "
        "from z to "
        "its own normalised value. The second goes through the mean, and from there to all three normalised "
        "values. The "
        "third goes through the variance and the root, and from there to all three.",
        three_ways,
    ),
    "step-5": Figure(
        "A table in three parts. The upstream gradient of one unit, 1, 4, 4, is multiplied by its normalised "
        "values -1, 0, "
        "1. The products -1, 0, 4 add up to 3, the gradient of gamma. Below, the same upstream gradient is "
        "multiplied by 1, "
        "1, 1. The products 1, 4, 4 add up to 9, the gradient of beta.",
        bell_and_bias,
    ),
    "step-6": Figure(
        "A block, drawn twice. Above, the way forward: a goes into a box with weights, bias and ReLU. It also "
        "goes around "
        "the box along a bow, and both meet at a plus sign. Below, the way back: the upstream gradient comes "
        "along the bow "
        "as it is, and through the mask and the weights. Both meet at a plus sign and give the gradient of a.",
        block,
    ),
    "step-7": Figure(
        "Two diagrams with the same long arrow, 3 to the right and 4 up, and a circle with the radius max_norm. "
        "Left, one "
        "factor for all: the clipped arrow ends on the circle, and points in the same direction. Right, one "
        "factor for each "
        "array: the arrow goes 1 to the right and 1 up. It points in another direction, and ends outside of the "
        "circle.",
        one_factor,
    ),
}
