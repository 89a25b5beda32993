"""The pictures of the lesson, one for each step."""

from grader.functions import Figure

from .layers import further, lists, three_lines
from .loop import classes, cycle, epochs, logarithm

FIGURES = {
    "step-1": Figure(
        "A chain of boxes from left to right, for a network with three layers. It begins with activations[0], "
        "which is X. Each layer has an arrow with its weights and biases to a box zs, and from there an arrow with "
        "relu to the next box of activations. In the last layer the arrow is softmax, and the last box, "
        "activations[3], is y_pred.",
        lists,
    ),
    "step-2": Figure(
        "Two curves of the loss of one example against the probability p of its right class. Left, from 0 to 1: "
        "the loss is 0 at p = 1, 0.69 at one half, 2.08 at one eighth, and rises without end towards p = 0. Right, "
        "with p from 1 down to 10 to the power of -16 on a logarithmic scale: a straight line that rises to 27.6 "
        "at 10 to the power of -12 and is flat from there on.",
        logarithm,
    ),
    "step-3": Figure(
        "On the left the ten functions of backprop for the three layers, in three groups: the gradients of "
        "weights, the gradients of biases, and the steps back through weights and ReLU. An arrow leads from each "
        "group to one line on the right. The three lines stand in a frame: for each layer, from the last to the "
        "first.",
        three_lines,
    ),
    "step-4": Figure(
        "A chain of boxes, read from right to left: y_pred, then z of layer 2, of layer 1 and of layer 0. The "
        "arrows between them carry weights and masks. Below each layer hang the gradients of its weights and "
        "biases, where backward ends. One more arrow, in orange, leads from layer 0 through its weights to X, "
        "without a mask.",
        further,
    ),
    "step-5": Figure(
        "Four boxes in a circle, joined by arrows: forward gives zs and activations, loss gives one number, "
        "backward gives the gradients, update gives new weights and biases, and forward begins again. A batch of "
        "examples comes in at forward.",
        cycle,
    ),
    "step-6": Figure(
        "Three rows, one for each epoch. Each has the numbers 0 to 5 in another random order, cut into three "
        "batches of two. An arrow runs from batch to batch and from row to row: the weights go from each step into "
        "the next.",
        epochs,
    ),
    "step-7": Figure(
        "Ten bars, the probabilities of the classes 0 to 9 for one picture. The bar of class 7 is the tallest, "
        "with 0.71. That of class 9 comes next, with 0.18. An arrow points to 7: argmax gives its place, not its "
        "height.",
        classes,
    ),
}
