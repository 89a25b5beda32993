# %% [markdown]
# # Generalization
#
# A network gets better at the digits that it is shown. That is not what you want. You want it to read digits
# that it has never seen. The two often go together, and at some point they part: the network begins to learn
# its digits by heart.
#
# In this lesson you see that happen, with your own network. Then you write what people do about it: dropout,
# weight decay, a split of the data that does not leak, and a rule for when to stop. Six functions, none longer
# than four lines. At the end you measure what each of them is worth, on real digits.
#
# **How it works.** Each step below has a picture, the idea, a formula, the numbers worked out by hand, and a
# function with a gap. Fill the gap, run the cell, then run the `check(…)` cell under it. It tells you what is
# right, what is not, and often which mistake it is. Run the cells from top to bottom.
#
# - Each function is judged alone. A mistake in one does not cost you the next.
# - Stuck? Write `hint(dropout)` into a cell of your own, or `course hint dropout` in a terminal. There are
#   three hints for each function, each says more than the last. The next one opens after another attempt:
#   change the function, run its cell, and check it again.
# - After each step there is a question with no points on it. The empty cell under each question is yours, to
#   try things in. The answer is folded away below the question: think first.
# - You would rather work in an editor? `exercises/generalization.py` has the same text and the same gaps. Save
#   it and run `course check exercises/generalization.py` in a terminal.
#
# Your functions of two other lessons train in this one: those of `network`, and four of `backprop`. They are
# read from the files that you wrote them in. A cell that needs one which is not written yet says so, and
# everything else works without it.

# %%
import numpy as np

from grader import check, functions_of, hint

network = functions_of("network")
backprop = functions_of("backprop")

# %% [markdown]
# ## Before you start: 200 digits by heart
#
# Take 200 real digits, 20 of each kind. A network with 784 inputs, 100 units and 10 outputs learns them. It has
# 79,510 weights and biases, about 400 for each digit. Another 1,000 digits are kept away from it. It never
# learns from them, and after each epoch it is asked about them.
#
# Then the same once more, with one change: the 200 labels are shuffled. A picture of a 3 is called a 7 now,
# and the next 3 is called a 0. There is no rule left that one could learn.
#
# Guess before you run the cells. With shuffled labels, how many of its 200 digits will the network have right
# in the end? And how many of the 1,000 others?

# %% tags=["live"]
from quiz_app.training import load_digits

digits = load_digits()  # sorted: 400 zeros, then 400 ones, and so on
images, labels = digits.train_images / 255.0, np.eye(10)[digits.train_labels]
few, few_labels = images[::20], labels[::20]  # 200 digits, 20 of each kind
others, other_labels = images[1::4], labels[1::4]  # 1,000 others


def start(rng, sizes=(784, 100, 10)):
    """Small random weights, and biases of 0."""
    pairs = [(sizes[layer], sizes[layer - 1]) for layer in range(1, len(sizes))]
    weights = [rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in)) for n_out, n_in in pairs]
    return weights, [np.zeros(n_out) for n_out, _ in pairs]


def measured(weights, biases, X, y_target):
    """Loss and accuracy, by your own functions."""
    y_pred = network.forward(X, weights, biases)[1][-1]
    right = y_pred.argmax(axis=1) == y_target.argmax(axis=1)
    return float(network.loss(y_pred, y_target)), float(right.mean())


def by_heart(X, y_target, epochs=60):
    """Loss and accuracy on X after each epoch, then on the others: an array of shape (epochs, 4)."""
    rng = np.random.default_rng(0)
    weights, biases = start(rng)
    rows = []
    for _ in range(epochs):
        weights, biases, _ = network.train(weights, biases, X, y_target, 0.1, 20, 1, rng)
        rows.append([*measured(weights, biases, X, y_target), *measured(weights, biases, others, other_labels)])
    return np.array(rows)


def reason_of(error):
    """Which of your functions is missing, or stops."""
    place = error.__traceback__
    while place.tb_next:
        place = place.tb_next
    name = place.tb_frame.f_code.co_name
    if not isinstance(error, NotImplementedError):
        return f"{name} stops with {type(error).__name__}: {error}"
    # of this notebook, or of another file, and then the error says which
    return f"{name} is not written yet." if name in globals() else str(error)


def if_possible(what, work, *arguments, **settings):
    """What the work gives. Where one of your functions is missing, or stops, the reason is printed instead."""
    try:
        return work(*arguments, **settings)
    except Exception as error:
        print(f"{what}: {reason_of(error)}")


# %% tags=["live"]
def draw_by_heart(runs):
    from matplotlib import pyplot as plt

    _, panels = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for panel, (name, rows) in zip(panels, runs.items(), strict=True):
        panel.plot(range(1, 61), rows[:, 0], color="#0072B2", linewidth=2, label="on the 200 that it learns")
        panel.plot(range(1, 61), rows[:, 2], color="#B84E00", linewidth=2, linestyle="--", label="on 1,000 others")
        panel.set_title(name, loc="left", fontsize=11)
        panel.set(xlabel="epoch", ylabel="loss", ylim=(0, None), xlim=(0, 60))
        panel.legend(frameon=False)
        for side in ("top", "right"):
            panel.spines[side].set_visible(False)
    plt.show()


def learn_by_heart():
    shuffled = np.random.default_rng(1).permutation(few_labels)
    runs = {"labels as they are": by_heart(few, few_labels), "labels shuffled": by_heart(few, shuffled)}
    for name, rows in runs.items():
        loss, accuracy, other_loss, other_accuracy = rows[-1]
        print(f"{name:18} its own 200: loss {loss:.2f}, {accuracy:.0%} right", end="")
        print(f"    1,000 others: loss {other_loss:.2f}, {other_accuracy:.0%} right")
    draw_by_heart(runs)


if_possible("Learning by heart", learn_by_heart)


# %% [markdown]
# With shuffled labels it has all of its 200 digits right, too. It has learned nothing about digits, since there
# was nothing to learn. It has remembered 200 answers. On the others it is no better than chance, and its loss
# is about 4.7. Somebody who gives each digit the probability 1/10 has a loss of log 10, which is 2.3. The
# network does worse than that because it is *sure*.
#
# So a training loss near 0 says that a network can remember. It does not say that it has understood. With the
# right labels it does both: about 81 % of the others are right. But look at the dashed curve on the left. After
# about 25 epochs it falls no more, and rises a little, while the loss on its own digits goes on falling.
#
# - What holds for the training digits and not for others is called **overfitting**.
# - The difference between the two, in loss or in accuracy, is the **gap**.
# - How well a network does on what it has not seen is how well it **generalizes**.
#
# Mind one thing. Where the loss on the others rises, the accuracy hardly changes. The network does not forget how
# to read. It becomes more and more sure, also of its mistakes, and cross-entropy makes those expensive.

# %% [markdown]
# ## Step 1 · Dropout
#
# *Picture: Left: ten units send 1 each to a unit of the next layer, whose sum is 10. Two of them are
# crossed out: the other eight send 1.25 each, and the sum is 10 again. Right: how likely each sum is, with
# keep = 0.8. Without the division the sums lie around 8. Divided by 0.8 they lie around 10, where the sum
# is when the network is used.*
#
# A unit of a hidden layer can learn to correct the mistake of one other unit, on one digit. Such an arrangement
# works on that digit, and on no other. **Dropout** breaks it up. In every training step each unit is switched
# off with some probability, by chance. So no unit can rely on another one being there. What it sends must be of
# use in many companies.
#
# The dice are thrown outside of your function. `u` has the shape of `a`, and every entry is a random number
# from 0 to 1, all equally likely. A unit stays where `u` is below `keep`. That happens with probability
# `keep`: with `keep = 0.8`, on average, 8 of 10 units stay.
#
# **Why it divides.** Ten units send 1 each. The next layer gets a sum of 10. With `keep = 0.8` it gets a sum of
# about 8. But dropout is for training alone: later, when the network is used, all units are there, and the sum
# is 10. The next layer has learned with numbers that it never meets again. So those that stay send more, each
# of them 1/0.8 = 1.25 times as much. Now the sum is about 8 · 1.25 = **10**, in training and afterwards.
#
# $$\text{out} = \begin{cases} a / \text{keep} & \text{if } u < \text{keep} \\ 0 & \text{otherwise} \end{cases}$$
#
# With the division in the training step, nothing at all has to be done when the network is used. This form is
# called *inverted dropout*. The first one, by Geoffrey Hinton and others in 2012, did not divide in training,
# and multiplied by `keep` afterwards.
#
# Mind the name of the share. Here `keep` is what stays, as in the paper. In PyTorch, `Dropout(p=0.2)` says what
# is dropped: it keeps 0.8.
#
# | name | shape | by hand |
# |---|---|---|
# | `a` | `(N, n)` | [[2, −1, 3, 4]] |
# | `u` | as `a` | [[0.3, 0.9, 0.1, 0.6]] |
# | `keep` | a number | 0.8 |
# | **result** | as `a` | [[2.5, 0, 3.75, 5]] |
#
# By hand: 0.9 is not below 0.8, so the second unit is dropped. The others stay:
# 2 / 0.8 = **2.5**, then 3 / 0.8 = **3.75**, then 4 / 0.8 = **5**.

# %%
def dropout(a, u, keep):
    """Inverted dropout, for training: some activations become 0, the others grow.

    Parameters
    ----------
    a : array, shape (N, n)
        The activations of a layer, one example in each row.
    u : array, shape (N, n)
        The dice: for each activation a random number, at least 0 and below 1.
    keep : float
        The share of activations that stay, above 0 and at most 1: those whose u is below keep.

    Returns
    -------
    array, shape (N, n)
    """
    raise NotImplementedError("Replace this line with your answer.")


# %%
check(dropout)


# %% [markdown]
# **Think about it.** Take a row of ten ones, `keep = 0.8`, and 10,000 different `u`. What is the mean of the
# sums? And how much do they differ from it, as a standard deviation? Now `keep = 0.2`: what has changed, and
# what has not?
#
# <details><summary>Answer</summary>
#
# The mean is 10 both times: that is what the division is for. The standard deviation is about 1.6 with
# `keep = 0.8`, and about 6.3 with `keep = 0.2`. So `keep` says how much noise there is. At 1 there is none, and
# near 0 there is hardly anything else. Which one is best depends on the size of the layer, and on how much there
# is to be learned by heart. At the end of this lesson you measure it.
#
# </details>

# %%
# Room for your experiment.

# %% [markdown]
# ## Step 2 · Back through dropout
#
# *Picture: A table of four units. Forward: activations 2, -1, 3, 4; dice 0.3, 0.9, 0.1, 0.6; result 2.5,
# 0, 3.75, 5. Back: upstream gradient 1, 2, -2, 0.4; result 1.25, 0, -2.5, 0.5. The second unit, whose dice
# show 0.9, is crossed out on both ways.*
#
# A function on the way forward needs its partner on the way back. Ask as always: if this activation is nudged,
# how much does the output change?
#
# - A unit that was dropped has sent 0. Whatever its activation is, 0 remains 0. So the slope is **0**.
# - A unit that stayed has sent a / keep. So the slope is **1 / keep**.
#
# Multiply by the upstream gradient, as the chain rule says:
#
# $$\frac{\partial L}{\partial a} = \begin{cases} \dfrac{\partial L}{\partial \text{out}} \cdot
# \dfrac{1}{\text{keep}} & \text{if } u < \text{keep} \\[2ex] 0 & \text{otherwise} \end{cases}$$
#
# **The mask is the same on the way back.** It is made of the same `u` and the same `keep`. With new dice, units
# would learn from an output that they had no part in. That is why `u` is an argument here, too: whoever trains
# the network keeps it until the backward pass is done. In the next step there are new dice.
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dout` | `(N, n)` | [[1, 2, −2, 0.4]] |
# | `u` | as `dL_dout` | [[0.3, 0.9, 0.1, 0.6]] |
# | `keep` | a number | 0.8 |
# | **result** | as `dL_dout` | [[1.25, 0, −2.5, 0.5]] |
#
# By hand, with the mask of step 1: 1 / 0.8 = **1.25**, then **0**, then −2 / 0.8 = **−2.5**, then
# 0.4 / 0.8 = **0.5**.

# %%
def dL_da_dropout(dL_dout, u, keep):
    """Gradient of the loss with respect to the activations that went into dropout.

    Parameters
    ----------
    dL_dout : array, shape (N, n)
        The upstream gradient: with respect to what dropout returned.
    u : array, shape (N, n)
        The dice of the forward pass.
    keep : float
        The share of activations that stay, as in the forward pass.

    Returns
    -------
    array, shape (N, n)
    """
    raise NotImplementedError("Replace this line with your answer.")


# %%
check(dL_da_dropout)


# %% [markdown]
# **Think about it.** The gradient of a weight in front of a dropped unit is 0, for this example. Suppose a batch
# has 20 examples, and `keep` is 0.5. With which probability does a unit learn nothing at all in a step? And what
# does your function have in common with `dropout` itself? Is that so for every function and its derivative?
#
# <details><summary>Answer</summary>
#
# Each example has its own dice, one row of `u`. A unit learns nothing if it is dropped 20 times: 0.5 to the
# power of 20, less than one in a million. The two functions are the same, line for line: both multiply by the
# mask and divide by `keep`. That is because dropout is linear in `a`, with a slope that does not depend on `a`.
# ReLU's slope does, and its derivative needs another function.
#
# </details>

# %%
# Room for your experiment.

# %% [markdown]
# ## Step 3 · A price on large weights
#
# *Picture: Left, one weight: the loss is lowest at w = 2, the penalty at 0, and their sum between the two,
# at 1.2. Right, two weights, seen from above: the loss is a long valley around one point, the penalty a
# set of circles around 0. As the strength grows, the lowest point of the sum wanders from the one to the
# other. The weight that the loss cares little about goes first.*
#
# The second idea is older. A network that fits every quirk of its digits needs large weights: they let a small
# difference of the input make a large difference of the output. So put a price on them. The loss gets a second
# term, the **penalty**: half the sum of all squared weights, times a number `strength`.
#
# $$\text{penalty} = \frac{\text{strength}}{2} \sum_{\text{layers}} \; \sum_{j, k} W[j, k]^2$$
#
# What training makes small is now the sum of the two. A weight may be as large as before, if that lowers the
# loss by more than it costs.
#
# The penalty adds up over *all* weights, and it is a sum, not a mean. `weights` is a list with one matrix for
# each layer, as in `network`. The biases are usually left out: there are few of them, and a bias does not make
# the output any steeper. The name **L2** comes from the square. (With absolute values it is called L1.)
#
# | name | what it is | by hand |
# |---|---|---|
# | `weights` | a list of matrices | [[1, −2], [3, 0]] and [[2, −1]] |
# | `strength` | a number | 0.1 |
# | **result** | a number | 0.95 |
#
# By hand, the squares of the first layer: 1² + 2² + 3² + 0² = **14**. Those of the second: 2² + 1² = **5**.
#
# Together 14 + 5 = **19**. Half of it, times the strength: 0.5 · 0.1 · 19 = **0.95**.

# %%
def l2_penalty(weights, strength):
    """The price of large weights, which is added to the loss.

    Parameters
    ----------
    weights : list of arrays
        The weight matrix of each layer.
    strength : float
        How much a weight costs.

    Returns
    -------
    float
        Half the sum of all squared weights, times strength.
    """
    raise NotImplementedError("Replace this line with your answer.")


# %%
check(l2_penalty)


# %% [markdown]
# **Think about it.** Two ways to say the same: one weight of 2 on a single input, or weights of 1 on two inputs
# that always are equal. What comes out is the same. What is the penalty, with a strength of 1? And with
# absolute values in place of squares? What kind of network does L2 like?
#
# <details><summary>Answer</summary>
#
# With squares, 2 against 1: half of 2² is 2, and half of 1² + 1² is 1. With absolute values there is no
# difference: 2 and 1 + 1. So L2 likes many small weights more than a few large ones. It spreads the work over
# all pixels that tell the same. A network that listens to many pixels a little is less at the mercy of any one
# of them.
#
# </details>

# %%
# Room for your experiment.

# %% [markdown]
# ## Step 4 · Weight decay: the pull
#
# *Picture: Left: arrows on a line of weights from -4 to 4. All point to 0, and the farther out, the longer
# they are. Right: a weight that begins at 1 and has no gradient of its own, over 1,000 steps. With rate
# times strength at 0.001, half of it is left after 693 steps. At 0.01 it is nearly gone by then. Without
# decay it stays 1.*
#
# Training needs the gradient of the new loss. The loss and the penalty are added, so their derivatives are
# added, too. The derivative of half a square is the number itself: that is what the half is for.
#
# $$\frac{\partial\,(L + \text{penalty})}{\partial w} = \frac{\partial L}{\partial w} + \text{strength} \cdot w$$
#
# Put that into the update, and look at what happens to the weight:
#
# $$w_{\text{new}} = w - \text{rate} \left(\frac{\partial L}{\partial w} + \text{strength} \cdot w\right)
# = (1 - \text{rate} \cdot \text{strength})\; w - \text{rate} \cdot \frac{\partial L}{\partial w}$$
#
# First the weight shrinks by a small share. Then comes the usual step. It is a **pull towards 0**: a positive
# weight is pulled down, a negative one up, a large one harder than a small one. If the loss does not need a
# weight, nothing pushes back, and it fades away. Hence the name *weight decay*.
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dw` | any | [[0.5, 1, 0]] |
# | `w` | as `dL_dw` | [[2, −4, 3]] |
# | `strength` | a number | 0.1 |
# | **result** | as `dL_dw` | [[0.7, 0.6, 0.3]] |
#
# By hand: 0.5 + 0.1 · 2 = **0.7**, then 1 + 0.1 · (−4) = **0.6**, then 0 + 0.1 · 3 = **0.3**.
#
# Look at the second. The loss wants this weight to go down, and the pull wants it up, towards 0. They partly
# cancel. The third has no use for the loss, and only the pull is left.

# %%
def l2_gradient(dL_dw, w, strength):
    """Gradient of the loss and the penalty together, with respect to some weights.

    Parameters
    ----------
    dL_dw : array
        The gradient of the loss alone, of any shape.
    w : array, the same shape as dL_dw
        The weights.
    strength : float
        As in l2_penalty.

    Returns
    -------
    array, the same shape as dL_dw
    """
    raise NotImplementedError("Replace this line with your answer.")


# %%
check(l2_gradient)


# %% [markdown]
# **Think about it.** A weight begins at 1, and its gradient of the loss is always 0. The learning rate is 0.1 and
# the strength 0.01. After how many steps is half of it left? Which two numbers decide that? And what would
# happen with a rate of 1 and a strength of 3?
#
# <details><summary>Answer</summary>
#
# After 693 steps: each one multiplies by 1 − 0.1 · 0.01 = **0.999**. The product of rate and strength decides. So
# if you lower the rate, the pull becomes weaker, too. With a rate of 1 and a strength of 3 each step multiplies by
# 1 − 1 · 3 = **−2**: the weight jumps over 0 and grows. A strength can be too high for a rate.
#
# With gradient descent, L2 and decay are one thing. With Adam, of the lesson `optimizers`, they are not. It divides
# gradients by their usual size, and then the pull is divided, too. The variant AdamW takes the pull out of the
# gradient, and shrinks the weights directly.
#
# </details>

# %%
# Room for your experiment.

# %% [markdown]
# ## Step 5 · A split that does not leak
#
# *Picture: Three rows of ten boxes, coloured by class, each cut into 7 for training and 3 for validation.
# Not shuffled: the three for validation are the only ones of their class. Shuffled: 7 2 9 0 4 1 5 and 8 3
# 6, every class in both parts. Copies made first: five digits and a twin of each. All three for validation
# have their twin in the training part.*
#
# `keep`, `strength`, the number of epochs: how do you choose them? Not by the training loss. It is lowest without
# any of this. You need digits that the network has not learned from. So a part of the data is held back, and is
# called the **validation part**. The network learns from the training part, and you choose by the validation
# part.
#
# Your function does not touch the data. It gets the number of examples, `n`, and returns two arrays of
# **indices**. `images[train]` and `labels[train]` are then the training part: pictures and labels stay together.
#
# Three laws:
#
# - **Shuffled.** Data are often sorted, by class or by date. Ours are: 400 zeros, then 400 ones. Cut off the last
#   fifth, and it is all eights and nines. The network is asked about digits that it was never shown.
# - **No index in both parts.** Otherwise you measure, in part, what was learned by heart. That is a **leak**.
# - **None lost.** Every example is in one of the two.
#
# The size of the validation part is `n * validation_fraction`, rounded to the nearest whole number. Python's
# `round` does that. (The checks ask for no number that ends in a half, and neither part is empty.) Which
# examples are in a part is up to `rng`. How they are ordered there does not matter.
#
# | name | what it is | by hand |
# |---|---|---|
# | `n` | how many examples | 10 |
# | `validation_fraction` | the share to hold back | 0.3 |
# | `rng` | a generator | `np.random.default_rng(seed)` |
# | **result** `train` | an index array | [7, 2, 9, 0, 4, 1, 5] |
# | **result** `validation` | an index array | [8, 3, 6] |
#
# The result is one of many: another seed gives another one. The sizes are always the same. By hand: 10 · 0.3 = **3**
# for validation, and 10 − 3 = **7** for training.

# %%
def train_validation_split(n, validation_fraction, rng):
    """Split n examples by chance into a part for training and a part for validation.

    Parameters
    ----------
    n : int
        How many examples there are.
    validation_fraction : float
        The share for validation, between 0 and 1.
    rng : numpy.random.Generator
        Where the random order comes from.

    Returns
    -------
    train : array of int
        The indices for training.
    validation : array of int
        The indices for validation: n times validation_fraction of them, rounded to the nearest whole number.
    """
    raise NotImplementedError("Replace this line with your answer.")


# %%
check(train_validation_split)


# %% [markdown]
# Now see what a bad split does. Three times the same network learns, each time with a fifth of 250 digits held
# back. The first split is not shuffled. The second is yours. For the third, somebody has added a copy of every
# digit, moved by one pixel. That is a good way to get more data. But here it was done *before* your split.
#
# Which validation accuracy is the best? And which is the most honest? The last column is the accuracy on 1,000
# other digits, which decide it.

# %% tags=["live"]
def moved(pictures, right=1, down=0):
    """The pictures, moved by some pixels."""
    return np.roll(pictures.reshape(-1, 28, 28), (down, right), axis=(1, 2)).reshape(len(pictures), -1)


def accuracies(X, y_target, train, validation):
    """A network learns the training part: its accuracy on the validation part and on the others."""
    rng = np.random.default_rng(3)
    weights, biases = start(rng)
    weights, biases, _ = network.train(weights, biases, X[train], y_target[train], 0.1, 20, 30, rng)
    asked = (X[validation], y_target[validation]), (others, other_labels)
    return [measured(weights, biases, *digits_and_labels)[1] for digits_and_labels in asked]


def compare_splits():
    X, y_target = images[::16], labels[::16]  # 250 digits, 25 of each kind, sorted
    twice, twice_labels = np.concatenate([X, moved(X)]), np.concatenate([y_target, y_target])
    rng = np.random.default_rng(4)
    for name, data, right, split in (
        ("not shuffled", X, y_target, (np.arange(200), np.arange(200, 250))),
        ("yours", X, y_target, train_validation_split(250, 0.2, rng)),
        ("copies, then yours", twice, twice_labels, train_validation_split(500, 0.2, rng)),
    ):
        inside, outside = accuracies(data, right, *split)
        print(f"{name:20} validation {inside:4.0%}    1,000 others {outside:4.0%}")


if_possible("Three splits", compare_splits)


# %% [markdown]
# The first network has not one of the validation digits right: all of them are eights and nines, and it has never
# seen any. So 0 % is no measure of how it reads. Of the 1,000 others a fifth are eights and nines, and it misses
# those, too. It reads 69 %, so of the digits from 0 to 7 nearly seven eighths. The split was at fault.
#
# The third split looks best, at about 90 %, and it is the one that lies. Most validation digits have a twin in the
# training part. On digits without a twin the network is no better than the second. No index is in both parts,
# and still it leaks. So split first, and make copies of the training part afterwards. The same holds for
# whatever comes in groups: several digits of one writer, several pictures of one patient. A group belongs into
# one part.
#
# **Think about it.** Run your own split with other seeds. How much does its validation accuracy vary, with 50
# digits in that part? Suppose the true accuracy is 82 %. Which standard deviation has the accuracy on 50 digits,
# by chance alone? And on 1,000?
#
# <details><summary>Answer</summary>
#
# It jumps about, between 70 % and 90 %. By chance alone the standard deviation is √(0.82 · 0.18 / 50) ≈ **0.054**,
# that is 5.4 percentage points. With 1,000 digits it is 1.2. So a validation part of 50 cannot tell 82 % from 86 %.
# A large validation part is a good judge, and leaves less to learn from. Between a tenth and a third is usual,
# and the fewer examples you have, the more that hurts.
#
# </details>

# %%
# Room for your experiment.

# %% [markdown]
# ## Step 6 · When to stop
#
# *Picture: Two curves over the epochs 0 to 4. The training loss falls all the time. The validation loss is
# 0.9, 0.6, 0.5, 0.55, 0.52: the best is that of epoch 2, and its weights are kept. Two epochs later there
# is no new best, the patience of 2 is used up, and training stops.*
#
# The loss on the validation part falls, and after some epochs it rises. So stop where it is lowest. But you only
# know that it was the lowest when it has risen. And it is noisy: it rises a little, and then falls below its
# best again. The usual rule is to wait for a while. **Patience** is the number of epochs that you wait for a new
# best.
#
# After each epoch your function gets the list of all validation losses so far. It says whether to stop: whether
# the best loss, the smallest, is `patience` or more epochs before the last one.
#
# Whoever trains keeps a copy of the weights each time there is a new best. In the end these are the ones that are
# used, not the last ones. This is called **early stopping**.
#
# | name | what it is | by hand |
# |---|---|---|
# | `validation_losses` | a list of numbers, one for each epoch | [0.9, 0.6, 0.5, 0.55, 0.52] |
# | `patience` | a whole number, at least 1 | 2 |
# | **result** | True or False | True |
#
# By hand: the smallest is 0.5, the loss of epoch 2, counted from 0. The last one is that of epoch 4. The best is
# 4 − 2 = **2** epochs old, and the patience is 2. So it is time to stop.
#
# The loss had just fallen, from 0.55 to 0.52. That does not count: there was no new best. With a patience of 3
# the answer is False. (The checks ask for no list in which two losses are equal.)

# %%
def should_stop(validation_losses, patience):
    """Whether the best validation loss is patience or more epochs old.

    Parameters
    ----------
    validation_losses : list of float
        The loss on the validation part after each epoch so far, at least one.
    patience : int
        How many epochs to wait for a new best, at least 1.

    Returns
    -------
    bool
    """
    raise NotImplementedError("Replace this line with your answer.")


# %%
check(should_stop)


# %% [markdown]
# **Think about it.** Somebody stops early, and reports the smallest validation loss as the loss on new digits.
# Is that number right, too high or too low? What if fifty settings were tried, and the best of them is
# reported? Try it: draw fifty numbers with a mean of 0.6 and a standard deviation of 0.03. What is the smallest?
#
# <details><summary>Answer</summary>
#
# Too low. A minimum is partly luck: of several noisy numbers it takes the luckiest. The smallest of fifty such
# numbers is about 0.53, though all have the same mean. The validation part has been used to choose, so it is no
# longer a stranger. For an honest number in the end there is a third part: the **test** digits. They are asked
# once, after everything has been chosen.
#
# </details>

# %%
# Room for your experiment.

# %% [markdown]
# ## The cures, measured
#
# Now everything trains together. 1,000 digits are split by your function: 200 to learn from, and 800 for
# validation. Usually more are for training. Here there are to be few, so that the network can learn them by
# heart, and a good judge.
#
# The network is the one from the beginning. One step of its training is below. Dropout stands behind the first
# layer. Look at how it is put in: what comes after it is a network by itself, with one layer less. Your
# `network.forward` and `network.backward` take care of it. Your `network.input_gradient` says how the loss feels
# what went into it. That is the upstream gradient of dropout. The first layer is left, and for that you have
# three functions since your first lesson.

# %% tags=["live"]
def step(weights, biases, X, y_target, rng, keep, strength, rate=0.1):
    """One step of training, with dropout behind the first layer and with weight decay."""
    z1 = X @ weights[0].T + biases[0]
    a1 = np.maximum(z1, 0.0)
    u = rng.random(a1.shape)  # thrown once, and used both ways
    out = dropout(a1, u, keep) if keep < 1 else a1
    zs, activations = network.forward(out, weights[1:], biases[1:])

    dWs, dbs = network.backward(weights[1:], zs, activations, y_target)
    dL_dout = network.input_gradient(weights[1:], zs, activations, y_target)
    dL_da1 = dL_da_dropout(dL_dout, u, keep) if keep < 1 else dL_dout
    dz1 = backprop.dL_dz1(dL_da1, z1)
    dWs, dbs = [backprop.dL_dW1(dz1, X), *dWs], [backprop.dL_db1(dz1), *dbs]

    if strength > 0:
        dWs = [l2_gradient(dL_dW, W, strength) for dL_dW, W in zip(dWs, weights, strict=True)]
    weights = [backprop.update(W, dL_dW, rate) for W, dL_dW in zip(weights, dWs, strict=True)]
    return weights, [backprop.update(b, dL_db, rate) for b, dL_db in zip(biases, dbs, strict=True)]


def trained(X, y_target, X_val, y_val, rng, keep=1.0, strength=0.0, patience=None, epochs=60):
    """Weights and biases, those of the best epoch if there is patience, and what was measured: (epochs, 4)."""
    weights, biases = start(rng)
    rows, best = [], None
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(X)), max(1, len(X) // 20)):
            weights, biases = step(weights, biases, X[batch], y_target[batch], rng, keep, strength)
        rows.append([*measured(weights, biases, X, y_target), *measured(weights, biases, X_val, y_val)])
        losses = [row[2] for row in rows]
        if best is None or losses[-1] == min(losses):
            best = weights, biases, len(rows)
        if patience and should_stop(losses, patience):
            break
    if patience:
        weights, biases, _ = best
    return weights, biases, np.array(rows)


# %% [markdown]
# Every row of the table is a cure. It is the mean over three different splits, and in each of them all cures get
# the same 200 digits. The last row is no cure but a change of the data: the 1,000 other digits join the
# training part.
#
# Guess first. Which row has the smallest gap? Which one has the best accuracy? It takes half a minute.

# %% tags=["live"]
CURES = {
    "nothing": {},
    "dropout": {"keep": 0.5},
    "weight decay": {"strength": 0.01},
    "early stopping": {"patience": 5},
    "all three": {"keep": 0.5, "strength": 0.01, "patience": 5},
    "1,000 more digits": {"more": True},
}


def run(seed, wrong=0.0, more=False, patience=None, **settings):
    """One training on 200 digits, of whose labels the share `wrong` is wrong: losses, accuracies, epochs, weights."""
    rng = np.random.default_rng(seed)
    X, y_target = images[::4], labels[::4]  # 1,000 digits
    train, validation = train_validation_split(len(X), 0.8, rng)
    X_train, y_train = X[train], y_target[train].copy()
    spoilt = rng.permutation(len(train))[: round(wrong * len(train))]
    y_train[spoilt] = np.eye(10)[(y_train[spoilt].argmax(axis=1) + rng.integers(1, 10, len(spoilt))) % 10]
    if more:
        X_train, y_train = np.concatenate([X_train, others]), np.concatenate([y_train, other_labels])
    weights, biases, rows = trained(
        X_train, y_train, X[validation], y_target[validation], rng, patience=patience, **settings
    )
    used = rows[:, 2].argmin() if patience else len(rows) - 1
    return {"rows": rows, "used": rows[used], "epochs": len(rows), "weights": weights, "biases": biases}


def compare(cures, wrong=0.0, splits=3):
    """Trains with each cure on each split, prints the means, and gives all runs by name."""
    runs, waiting = {}, {}
    for name, settings in cures.items():
        try:
            several = [run(seed, wrong, **settings) for seed in range(splits)]
        except Exception as error:
            waiting.setdefault(reason_of(error), []).append(name)
            continue
        if not runs:
            print(f"{'':17} epochs   training: loss, right   validation: loss, right   gap")
        runs[name] = several
        epochs = np.mean([one["epochs"] for one in several])
        loss, right, val_loss, val_right = np.mean([one["used"] for one in several], axis=0)
        columns = f"{epochs:6.0f} {loss:16.2f} {right:7.1%} {val_loss:18.2f} {val_right:7.1%} {val_loss - loss:6.2f}"
        print(f"{name:17} {columns}")
    for reason, names in waiting.items():
        print(f"{', '.join(names)}: {reason}")
    return runs


def draw(runs):
    """Left: the validation loss of the first split, epoch by epoch. Right: the gap, as a mean over the splits."""
    from matplotlib import pyplot as plt

    _, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    colors = ("#6E6E6E", "#0072B2", "#00795A", "#B84E00", "#222222", "#A0527A")
    for place, (name, several) in enumerate(runs.items()):
        color, line = colors[place % 6], (":", "--", "-.", "-", "-", "-")[place % 6]
        losses = several[0]["rows"][:, 2]
        left.plot(range(1, len(losses) + 1), losses, line, color=color, linewidth=2, label=name)
        loss, _, val_loss, _ = np.mean([one["used"] for one in several], axis=0)
        right.plot([loss, val_loss], [-place, -place], color=color, linewidth=2)
        right.plot(loss, -place, "o", color=color, markerfacecolor="white", markersize=8)
        right.plot(val_loss, -place, "o", color=color, markersize=8)
    left.legend(frameon=False, fontsize=9)
    left.set(xlabel="epoch", ylabel="loss on the validation part", ylim=(0.9 * min(left.get_ylim()), None))
    right.set(xlabel="loss: open circle training, full circle validation", xlim=(0, None))
    right.set_yticks([-place for place in range(len(runs))], list(runs))
    for side in ("top", "right"):
        left.spines[side].set_visible(False)
        right.spines[side].set_visible(False)
    plt.show()


clean_runs = compare(CURES)
if clean_runs:
    draw(clean_runs)

# %% [markdown]
# Did you expect more? Weight decay and early stopping take a little off the validation loss. On the accuracy no
# cure has an effect that could be told from chance: from one split to another it differs by 1.7 percentage
# points, as a standard deviation. (Over 16 splits, dropout gained 0.3 points. With three you cannot see that.)
#
# And a smaller gap is no aim in itself. "All three" has the smallest of the cures, mostly because its training
# loss is larger. What counts is the validation part.
#
# The one thing that helps a lot is more digits. No trick replaces them.
#
# Why do the cures do so little here? Because hardly anything *wrong* can be learned by heart. All 200 labels are
# right, and to remember right answers does little harm. So now let a fifth of the training labels be wrong, as
# it happens where people label in a hurry. The labels of the validation part stay right, so that you can see
# what that does.

# %% tags=["live"]
wrong_runs = compare({name: CURES[name] for name in list(CURES)[:-1]}, wrong=0.2)
if wrong_runs:
    draw(wrong_runs)

# %% [markdown]
# Now it is another picture. Without a cure the network learns the wrong answers by heart, too, and its validation
# loss rises while it does so. Dropout and early stopping gain two or three percentage points, weight decay about
# one, and all of them together five.
#
# Look at the training accuracy, too. 160 of the 200 labels are right, which is 80 %. A network that had
# remembered nothing would not be far above that.
#
# One thing is left. All rows were compared on the validation parts, and early stopping even looked at them after
# each epoch. The 1,000 test digits have taken no part in anything. Ask them, once:

# %% tags=["live"]
test_images, test_labels = digits.test_images / 255.0, np.eye(10)[digits.test_labels]
for kind, runs in (("right", clean_runs), ("wrong", wrong_runs)):
    for name in ("nothing", "all three"):
        found = [measured(one["weights"], one["biases"], test_images, test_labels) for one in runs.get(name, ())]
        if found:
            loss, accuracy = np.mean(found, axis=0)
            print(f"{kind} labels, {name:10} test loss {loss:.2f}, {accuracy:.1%} right")
if not (clean_runs or wrong_runs):
    print("Nobody to ask yet: no network above has been trained.")

# %% [markdown]
# Strangers agree. With wrong labels the cures together are worth about six percentage points. With right ones they
# are worth nothing that you could tell from chance.
#
# **Think about it.** Three experiments, each with right labels and with `wrong=0.2`. Guess before each of them.
#
# 1. How strong? `compare({"0.001": {"strength": 0.001}, "0.01": {"strength": 0.01}, "0.1": {"strength": 0.1}})`
# 2. How much noise? The same with `keep` at 0.8, 0.5 and 0.2.
# 3. How patient? The same with `patience` at 1, 5 and 10.
#
# Which of the three settings depends most on how many labels are wrong? And what did weight decay do to the
# weights? Compare `l2_penalty(clean_runs["nothing"][0]["weights"], 1.0)` with that of `"weight decay"`.
#
# <details><summary>Answer</summary>
#
# The strength. With right labels, 0.1 is far too much: the accuracy falls by about three percentage points. With a
# fifth of wrong ones it is the best of the three for the accuracy, and gains more than three. The training
# accuracy is then about 80 %: nothing was remembered. (The loss says otherwise. Such a network is so unsure that it
# gives all digits a similar probability. Two measures, two verdicts: decide before which one counts.)
#
# With `keep` it is alike, and gentler: 0.2 makes no great difference with right labels, and is the best with wrong
# ones. A patience of 1 stops after about 10 epochs, at the first bump. By the loss that is too early, with either
# kind of labels. By the accuracy it does no harm with wrong ones. So none of the three has a right value. The more
# there is to be learned *wrongly* by heart, the more it pays to hold the network back.
#
# Half the sum of squares is 110 before training. It grows to about 134 without a cure, and shrinks to 52 with
# weight decay.
#
# </details>

# %%
# Room for your experiment.

# %% [markdown]
# ## What you have built
#
# Look back over your six functions. Few ideas are in them:
#
# - chance switches units off, and those that stay make up for them, both ways;
# - a price on large weights is a pull towards 0;
# - what is measured must not have been learned from, not even through a twin;
# - stop when the best is old, and go back to it.
#
# And one that is in none of them: measure before you believe. How much a cure helps depends on the network, on
# the number of examples, and on how many of them are wrong. In your first lesson twelve functions taught a network
# to read. Now you can say how well it reads what it has never seen, and how sure you are of that.
#
# One thing is left: `course check exercises/generalization/generalization.ipynb`, or
# `course check exercises/generalization.py`, in a terminal grades everything at once.
