# %% [markdown]
# # A network of any depth
#
# In `backprop` you wrote twelve functions for a network with three layers. The forward pass, the loss and the
# training loop were given. Now you write all of it, for as many layers as you like: the forward pass, the
# loss, the way back, the loop, and the prediction. Seven functions, none longer than twelve lines.
#
# At the end your own network learns to read real digits, in this notebook. Then you will fool it: with your
# own gradients, and with changes that you hardly see.
#
# **How it works.** Each step below has a picture, the idea, the shapes, the numbers worked out by hand, and a
# function with a gap. Fill the gap, run the cell, then run the `check(…)` cell under it. It tells you what is
# right, what is not, and often which mistake it is. Run the cells from top to bottom.
#
# - Your functions may call each other: `train_step` calls `forward`, `loss` and `backward`. A mistake in one of
#   them still costs only that one.
# - Stuck? Write `hint(forward)` into a cell of your own, or `course hint forward` in a terminal. There are
#   three hints for each function, each says more than the last. The next one opens after another attempt:
#   change the function, run its cell, and check it again.
# - After each step there is a question with no points on it. The empty cell under each question is yours, to
#   try things in. The answer is folded away below the question: think first.
# - You would rather work in an editor? `exercises/network.py` has the same text and the same gaps. Save it and
#   run `course check exercises/network.py` in a terminal.

# %%
from itertools import pairwise

import numpy as np

from grader import check, functions_of, hint

# %% [markdown]
# ## What goes wrong with one more layer
#
# `functions_of("backprop")` finds the functions that you wrote in the first assignment. Suppose the network had
# a fourth layer. You would need five new functions: one for the gradient at the new output, one each for the
# new weights and biases, one to go back through those weights, and one for the ReLU of layer 3. Ask for one:

# %% tags=["live"]
backprop = functions_of("backprop")
try:
    print(backprop.dL_dW4)
except AttributeError as error:
    print(str(error).replace("; ", ";\n"))

# %% [markdown]
# With ten layers it would be 40 functions, and a new file for each depth. Nobody works like that. So look at
# the ones that you have, and give the same numbers to all that belong together:

# %% tags=["live"]
rng = np.random.default_rng(0)
upstream, values, table = rng.normal(size=(6, 4)), rng.normal(size=(6, 5)), rng.normal(size=(4, 5))
FAMILIES = {
    ("dL_dW3", "dL_dW2", "dL_dW1"): (upstream, values),
    ("dL_db3", "dL_db2", "dL_db1"): (upstream,),
    ("dL_da2", "dL_da1"): (upstream, table),
    ("dL_dz2", "dL_dz1"): (values, values),
}
for names, arguments in FAMILIES.items():
    try:
        first, *others = (getattr(backprop, name)(*arguments) for name in names)
        difference = max(np.abs(first - other).max() for other in others)
        print(f"{', '.join(names)}: largest difference {difference:.0e}")
    except NotImplementedError as error:
        print(error)

# %% [markdown]
# The differences are 0. (If a function of yours is not written yet, the cell says which one.) You wrote ten
# functions for the three layers, and they are four. What changes from layer to layer is not the function, but
# what it is given.
#
# So take the layers out of the names, and put them into **lists**. Then a loop can go through them. That is the
# whole idea of this assignment. Ten functions become three lines, and the three lines serve any depth.
#
# ### The lists
#
# | list | what is in it | its arrays for three layers |
# |---|---|---|
# | `weights` | the weights of each layer | `W1`, `W2`, `W3` |
# | `biases` | the biases of each layer | `b1`, `b2`, `b3` |
# | `zs` | the pre-activations of each layer | `z1`, `z2`, `z3` |
# | `activations` | `X`, and what each layer gives | `X`, `a1`, `a2`, `y_pred` |
#
# Python counts from 0, so `weights[0]` is `W1`. And `activations` has one array more than the others, because
# `X` stands in front. So this is what to remember about a layer:
#
# > `weights[layer]` meets `activations[layer]`, gives `zs[layer]`, and that becomes `activations[layer + 1]`.
#
# `weights[-1]` is the last array of a list, whatever its length is, and `activations[-1]` is `y_pred`.
#
# Everything else is as in `backprop`. An example is a row. A row of a `W` belongs to one unit. There is ReLU
# after each layer but the last, which has softmax. `L` is the mean over the N examples, so 1/N is in the
# gradient at the output and nowhere else.
#
# These two functions are given:


# %%
def relu(z):
    return np.maximum(z, 0.0)


def softmax(z):
    """Probabilities from scores, row by row. Without the largest score, exp cannot overflow."""
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


# %% [markdown]
# ### The numbers by hand
#
# Two examples, a hidden layer with two units, and two classes. Every number below can be found with a pencil.

# %%
X = np.array([[1.0, 2.0], [3.0, 1.0]])
y_target = np.array([[1.0, 0.0], [1.0, 0.0]])
weights = [np.array([[1.0, -1.0], [2.0, 1.0]]), np.array([[2.0, -1.0], [-1.0, 1.0]])]
biases = [np.array([0.0, -1.0]), np.array([5.0, -1.0])]

# %% [markdown]
# ## Step 1 · The forward pass
#
# ![](attachment:step-1.png)
#
# For each layer $l$, counted from 0, with $a_0 = X$:
#
# $$z_l = a_l W_l^{\mathsf T} + b_l
# \qquad\qquad
# a_{l+1} = \begin{cases} \text{softmax}(z_l) & \text{in the last layer} \\
# \text{relu}(z_l) & \text{else} \end{cases}$$
#
# Keep everything on the way. The way back needs each `z` (for the masks) and each activation (for the gradients
# of the weights). That is why two lists come back, and not only the prediction.
#
# `zip(weights, biases)` gives the pairs of the layers, one after the other. Two lists grow with
# `zs.append(…)` and `activations.append(…)`. How many layers there are is `len(weights)`. It may be one: then
# there is no ReLU at all.
#
# | name | shape | by hand |
# |---|---|---|
# | `X` | (N, n0) | [[1, 2], [3, 1]] |
# | `weights` | a list, each (units, inputs) | [[1, −1], [2, 1]] and [[2, −1], [−1, 1]] |
# | `biases` | a list, each (units,) | [0, −1] and [5, −1] |
# | **result** `zs` | a list, each (N, units) | [[−1, 3], [2, 6]] and [[2, 2], [3, 3]] |
# | **result** `activations` | `X` first | [[1, 2], [3, 1]] and [[0, 3], [2, 6]] and [[0.5, 0.5], [0.5, 0.5]] |
#
# By hand, the first example in the first layer: 1 · 1 + (−1) · 2 + 0 = **−1** and 2 · 1 + 1 · 2 + (−1) = **3**.
# ReLU turns them into 0 and 3.
#
# In the second layer: 2 · 0 + (−1) · 3 + 5 = **2** and (−1) · 0 + 1 · 3 + (−1) = **2**. The two scores are equal,
# so softmax gives ½ to each class.


# %%
def forward(X, weights, biases):
    """The forward pass through a network of any depth.

    Parameters
    ----------
    X : array, shape (N, n0)
        One example in each row.
    weights : list of arrays
        The weights of each layer, first layer first, each of shape (units, inputs).
    biases : list of arrays
        The biases of each layer, each of shape (units,).

    Returns
    -------
    zs : list of arrays
        The pre-activations of each layer, each of shape (N, units).
    activations : list of arrays
        X first, then what each layer gives: ReLU in all layers but the last, softmax in the last one.
    """
    ### BEGIN SOLUTION
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1] @ W.T + b)
        is_last = len(zs) == len(weights)
        activations.append(softmax(zs[-1]) if is_last else relu(zs[-1]))
    return zs, activations
    ### END SOLUTION


# %%
check(forward)

# %% [markdown]
# **Think about it.** Is a deeper network a larger one? Count the weights and biases of a network with the widths
# 784, 100, 50 and 10. (In code, `sum(W.size for W in weights)` counts the weights, and the same with `biases` counts
# the biases.) Then count those of one with twice as many hidden layers: 784, 64, 64, 64, 64 and 10. And in which
# layer are most of them?
#
# <details><summary>Answer</summary>
#
# The first: 784 · 100 + 100 + 100 · 50 + 50 + 50 · 10 + 10 = **84060**. The second:
# 784 · 64 + 64 + 3 · (64 · 64 + 64) + 64 · 10 + 10 = **63370**. So the deeper one is the smaller one. In both of
# them most weights are in the first layer, which has to look at all 784 pixels. Depth by itself is cheap.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 2 · The loss
#
# ![](attachment:step-2.png)
#
# Cross-entropy looks at the probability that the right class was given, and takes $-\log$ of it. The mean over
# the examples is the loss:
#
# $$L = -\frac{1}{N} \sum_n \log p_n
# \qquad\text{where } p_n = \sum_k y_{\text{target}}[n, k] \; y_{\text{pred}}[n, k]$$
#
# The inner sum picks the probability of the right class, because `y_target` is 1 there and 0 elsewhere.
#
# **What if that probability is 0?** In mathematics softmax never gives 0. In a computer it does: `exp(-800)` is 0.
# Then $\log 0 = -\infty$, one such example makes the whole loss infinite, and 0 · ∞ in a sum is `nan`, not a
# number at all. From then on every curve is empty.
#
# So keep the logarithm away from 0: replace a probability that is smaller than a tiny number by that number.
# `np.maximum(p, 1e-12)` does that. How tiny? It must not change ordinary losses, and it must leave a confident
# mistake expensive. The checks ask for **a finite loss of 10 or more** for an example whose right class has the
# probability 0. With 1e-12 it is 27.6.
#
# | name | shape | by hand |
# |---|---|---|
# | `y_pred` | (N, classes) | [[0.5, 0.5], [0.125, 0.875]] |
# | `y_target` | (N, classes) | [[1, 0], [1, 0]] |
# | **result** | a number | 1.3863 |
#
# By hand: the right classes have ½ and ⅛. (−log 0.5 − log 0.125) / 2 ≈ **1.3863**. Without a calculator: −log ½
# is log 2, and −log ⅛ is 3 log 2. Their mean is 2 log 2.


# %%
def loss(y_pred, y_target):
    """The mean cross-entropy.

    Parameters
    ----------
    y_pred : array, shape (N, classes)
        The predicted probabilities, one example in each row.
    y_target : array, shape (N, classes)
        The right answers: 1 for the right class, 0 elsewhere.

    Returns
    -------
    float
        The mean over the examples. It is finite. For an example whose right class has probability 0
        it is 10 or more.
    """
    ### BEGIN SOLUTION
    p_right = np.sum(y_pred * y_target, axis=1)
    return -np.mean(np.log(np.maximum(p_right, 1e-12)))
    ### END SOLUTION


# %%
check(loss)

# %% [markdown]
# **Think about it.** A network that knows nothing gives each of ten digits the probability 0.1. What is its loss?
# After training it has a loss of 0.1. Which probability do the right classes have then, more or less? And
# suppose that 1,000 examples have this loss of 0.1, and for one more the right class has probability 0. What is
# the mean now?
#
# <details><summary>Answer</summary>
#
# It starts at −log 0.1 ≈ **2.303**. A loss of 0.1 means a probability of about exp(−0.1) ≈ **0.905**. And the one
# impossible example: (1000 · 0.1 − log 0.000000000001) / 1001 ≈ **0.128**. One confident mistake among a thousand
# raises the loss by more than a quarter. That is what the logarithm is for.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 3 · The way back, in three lines
#
# ![](attachment:step-3.png)
#
# Begin at the output, as in step 3 of `backprop`: what was said, minus what should have been said, shared among
# the N examples. That is `dL_dz` of the last layer.
#
# Then go through the layers from the last to the first. In each of them the same three things happen, and you
# have written every one of them before:
#
# $$\frac{\partial L}{\partial W_l} = \left(\frac{\partial L}{\partial z_l}\right)^{\mathsf T} a_l
# \qquad\qquad
# \frac{\partial L}{\partial b_l} = \sum_n \frac{\partial L}{\partial z_l}[n]$$
#
# $$\frac{\partial L}{\partial z_{l-1}}
# = \left(\frac{\partial L}{\partial z_l}\, W_l\right) \cdot [\, z_{l-1} > 0 \,]$$
#
# The square brackets stand for the mask: 1 where `z` is positive, 0 elsewhere. It is multiplied entry by entry.
#
# The last line takes the gradient one layer further back: through the weights, and through the ReLU's mask. It
# overwrites `dL_dz`, and the next round of the loop goes on with it. This is the moment when ten functions
# become three lines.
#
# Three things to mind:
#
# - **The first layer has no layer before it.** In the round with `layer = 0` the third line has nothing to do.
# - **First layer first.** The loop finds the last layer's gradients first, and they are to come last in the
#   list. `gradients.insert(0, …)` puts something in front. Or append, and turn the list around in the end.
# - **Which mask?** The step from a layer back to the one before it goes through the ReLU of that one: its `z` is
#   `zs[layer - 1]`. The last layer has no ReLU, so `zs[-1]` makes no mask.
#
# `reversed(range(len(weights)))` counts down: 2, 1, 0 for three layers.
#
# | name | shape | by hand |
# |---|---|---|
# | `weights` | a list | [[1, −1], [2, 1]] and [[2, −1], [−1, 1]] |
# | `zs` | a list | [[−1, 3], [2, 6]] and [[2, 2], [3, 3]] |
# | `activations` | a list, `X` first | [[1, 2], [3, 1]] and [[0, 3], [2, 6]] and [[0.5, 0.5], [0.5, 0.5]] |
# | `y_target` | (N, classes) | [[1, 0], [1, 0]] |
# | **result** `dL_dWs` | a list, each as its `W` | [[−2.25, −0.75], [2, 1.5]] and [[−0.5, −2.25], [0.5, 2.25]] |
# | **result** `dL_dbs` | a list, each as its `b` | [−0.75, 1] and [−0.5, 0.5] |
#
# By hand, at the output: (0.5 − 1) / 2 = **−0.25** and (0.5 − 0) / 2 = **0.25**, for both examples.
#
# The first row of the last weights' gradient: −0.25 · 0 + (−0.25) · 2 = **−0.5** and
# −0.25 · 3 + (−0.25) · 6 = **−2.25**.
#
# Back through those weights: −0.25 · 2 + 0.25 · (−1) = **−0.75** and −0.25 · (−1) + 0.25 · 1 = **0.5**. The first
# example has a negative `z` in its first unit, −1, so the mask stops the −0.75 there. The second example has 2, so
# it passes.
#
# The first layer's weights, first unit: 0 · 1 + (−0.75) · 3 = **−2.25** and 0 · 2 + (−0.75) · 1 = **−0.75**. The
# second unit: 0.5 · 1 + 0.5 · 3 = **2** and 0.5 · 2 + 0.5 · 1 = **1.5**.


# %%
def backward(weights, zs, activations, y_target):
    """The gradients of the loss with respect to all weights and biases.

    Parameters
    ----------
    weights : list of arrays
        The weights of each layer, first layer first.
    zs : list of arrays
        The pre-activations of each layer, from the forward pass.
    activations : list of arrays
        X first, the prediction last, from the forward pass.
    y_target : array, shape (N, classes)
        The right answers: 1 for the right class, 0 elsewhere.

    Returns
    -------
    dL_dWs : list of arrays
        The gradient of each layer's weights, first layer first, each of its weights' shape.
    dL_dbs : list of arrays
        The gradient of each layer's biases, first layer first.
    """
    ### BEGIN SOLUTION
    dL_dWs, dL_dbs = [], []
    dL_dz = (activations[-1] - y_target) / len(y_target)
    for layer in reversed(range(len(weights))):
        dL_dWs.insert(0, dL_dz.T @ activations[layer])
        dL_dbs.insert(0, dL_dz.sum(axis=0))
        if layer > 0:
            dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dWs, dL_dbs
    ### END SOLUTION


# %%
check(backward)

# %% [markdown]
# **Think about it.** Count the matrix products. How many does the forward pass need for a network of three layers,
# and how many does the way back need? The honest judge of `backprop`, finite differences, needs two forward
# passes for every weight and every bias. How many is that for the 84,060 of step 1? What does the way back
# need instead?
#
# <details><summary>Answer</summary>
#
# Three products forward, one for each layer. The way back needs 3 + 2 = **5**: one for each layer's weights, and
# one for each step to the layer before. So it costs about twice as much as the forward pass, whatever the number
# of weights is. Finite differences would need 2 · 84060 = **168120** forward passes for the same numbers. This is
# why networks can be trained at all.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 4 · One step further: the input
#
# ![](attachment:step-4.png)
#
# Nothing says that the way back must end at the first weights. Go through them, too, and you know how the loss
# feels every single input: for a picture, every pixel.
#
# $$\frac{\partial L}{\partial X} = \frac{\partial L}{\partial z_0}\, W_0$$
#
# There is no ReLU in front of `X`, so there is no mask. And nothing is added up over the examples, because each
# example has inputs of its own. The result has the shape of `X`.
#
# Nobody trains with this gradient: the data are what they are. But it can tell what the network looks at. And
# it can tell how to change a picture so that the network gets it wrong. You will do that below.
#
# | name | shape | by hand |
# |---|---|---|
# | `weights` | a list | [[1, −1], [2, 1]] and [[2, −1], [−1, 1]] |
# | `zs` | a list | [[−1, 3], [2, 6]] and [[2, 2], [3, 3]] |
# | `activations` | a list, `X` first | [[1, 2], [3, 1]] and [[0, 3], [2, 6]] and [[0.5, 0.5], [0.5, 0.5]] |
# | `y_target` | (N, classes) | [[1, 0], [1, 0]] |
# | **result** `dL_dX` | (N, n0), as `X` | [[1, 0.5], [0.25, 1.25]] |
#
# By hand, from the gradient [[0, 0.5], [−0.75, 0.5]] of the first layer's `z` that you found in step 3. The first
# example: 0 · 1 + 0.5 · 2 = **1** and 0 · (−1) + 0.5 · 1 = **0.5**. The second: −0.75 · 1 + 0.5 · 2 = **0.25** and
# −0.75 · (−1) + 0.5 · 1 = **1.25**.


# %%
def input_gradient(weights, zs, activations, y_target):
    """The gradient of the loss with respect to the inputs.

    Parameters
    ----------
    weights : list of arrays
        The weights of each layer, first layer first.
    zs : list of arrays
        The pre-activations of each layer, from the forward pass.
    activations : list of arrays
        X first, the prediction last, from the forward pass.
    y_target : array, shape (N, classes)
        The right answers: 1 for the right class, 0 elsewhere.

    Returns
    -------
    array, shape (N, n0)
        One entry for each input of each example, the same shape as X.
    """
    ### BEGIN SOLUTION
    dL_dz = (activations[-1] - y_target) / len(y_target)
    for layer in range(len(weights) - 1, 0, -1):
        dL_dz = (dL_dz @ weights[layer]) * (zs[layer - 1] > 0)
    return dL_dz @ weights[0]
    ### END SOLUTION


# %%
check(input_gradient)

# %% [markdown]
# **Think about it.** Give your function the first example of the exercise by hand alone, without the second. Its
# gradient is not [1, 0.5] any more. What is it, and why? The other way round: with 1,000 examples in `X`, how large
# is the gradient of one example's pixels? Does that make the picture harder to change?
#
# <details><summary>Answer</summary>
#
# It is [2, 1], twice as large. `L` is the mean over the examples, and an example that is alone counts in full. With
# 1,000 examples each has a thousandth. The picture is not harder to change: what counts for its own loss is the
# direction, and the factor 1/N is the same for all of its pixels.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 5 · One step downhill
#
# ![](attachment:step-5.png)
#
# Forward, loss, backward, update. You have all the parts, so put them together. The step takes weights and biases,
# and returns new ones, with the loss from *before* the update. That loss costs nothing: the forward pass has made
# it anyway.
#
# $$W_l \leftarrow W_l - \text{learning rate} \cdot \frac{\partial L}{\partial W_l}
# \qquad\qquad
# b_l \leftarrow b_l - \text{learning rate} \cdot \frac{\partial L}{\partial b_l}$$
#
# Three habits that save you trouble:
#
# - **Call your own functions.** Nothing needs to be written twice.
# - **All gradients first, then all updates.** Every gradient belongs to the old weights.
# - **New lists, new arrays.** The old ones stay as they were, so you can compare.
#
# And a trap of Python: `loss = loss(y_pred, y_target)` in a function stops with `UnboundLocalError`. A name that is
# given a value anywhere in a function is a variable of that function, from its first line on. Give the number
# another name.
#
# | name | shape | by hand |
# |---|---|---|
# | `weights` | a list | [[1, −1], [2, 1]] and [[2, −1], [−1, 1]] |
# | `biases` | a list | [0, −1] and [5, −1] |
# | `X` | (N, n0) | [[1, 2], [3, 1]] |
# | `y_target` | (N, classes) | [[1, 0], [1, 0]] |
# | `learning_rate` | a number | 0.4 |
# | **result** `weights` | as they came in | [[1.9, −0.7], [1.2, 0.4]] and [[2.2, −0.1], [−1.2, 0.1]] |
# | **result** `biases` | as they came in | [0.3, −1.4] and [5.2, −1.2] |
# | **result** `loss` | a number | 0.6931 |
#
# By hand, with the gradients of step 3: 1 − 0.4 · (−2.25) = **1.9** and −1 − 0.4 · (−0.75) = **−0.7**, then
# 2 − 0.4 · 2 = **1.2** and 1 − 0.4 · 1.5 = **0.4**. The loss before: both right classes had ½, and
# −log 0.5 ≈ **0.6931**.


# %%
def train_step(weights, biases, X, y_target, learning_rate):
    """One step of gradient descent, with all the examples that are given.

    Parameters
    ----------
    weights : list of arrays
        The weights of each layer, first layer first.
    biases : list of arrays
        The biases of each layer.
    X : array, shape (N, n0)
        One example in each row.
    y_target : array, shape (N, classes)
        The right answers: 1 for the right class, 0 elsewhere.
    learning_rate : float
        How far to go.

    Returns
    -------
    weights : list of arrays
        The new weights.
    biases : list of arrays
        The new biases.
    loss : float
        The loss before the update.
    """
    ### BEGIN SOLUTION
    zs, activations = forward(X, weights, biases)
    dL_dWs, dL_dbs = backward(weights, zs, activations, y_target)
    new_weights = [W - learning_rate * dL_dW for W, dL_dW in zip(weights, dL_dWs, strict=True)]
    new_biases = [b - learning_rate * dL_db for b, dL_db in zip(biases, dL_dbs, strict=True)]
    return new_weights, new_biases, loss(activations[-1], y_target)
    ### END SOLUTION


# %%
check(train_step)

# %% [markdown]
# **Think about it.** Take the exercise by hand and call your `train_step` three times, each time with what the last
# call returned. Print the loss of each. Then do the same with a learning rate of 2. Both end with a low loss. Which
# of the two networks would you rather have? Look at `forward` of each, and at the hidden units.
#
# <details><summary>Answer</summary>
#
# With a rate of 0.4 the losses are 0.6931, 0.0001 and 0.0001. The examples by hand are easy: both belong to the
# first class. With a rate of 2 they are 0.6931, 0.0000 and 0.0000, and something has happened. The second unit
# has been thrown so far that its `z` is −9 and −11: it is off for both examples. No gradient passes through a
# ReLU that is off, so that unit will not come back. The loss does not tell you. A high rate kills units, and a
# network has only so many of them.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 6 · Round after round
#
# ![](attachment:step-6.png)
#
# One step uses all the examples that it is given. With 4,000 pictures such a step is slow, and a handful of them
# often shows roughly the same direction. (How roughly depends on how much the pictures differ.) So the examples are
# cut into **batches**, and each batch gives one step. Once through all examples is an **epoch**.
#
# In every epoch:
#
# - **Each example comes once**, in a **random order**, and in a **new order every time**. Otherwise the same examples
#   always meet, and if the data are sorted, a batch knows a single class.
# - **The order comes from `rng`**, one of numpy's random generators, and not from `np.random`. Then anybody who knows
#   the seed can repeat your training. `rng.permutation(6)` gives the numbers 0 to 5 in random order.
# - `X[batch]` picks the rows whose numbers are in `batch`. Pick the same rows of `y_target`.
# - **The last batch may be shorter**, and `batch_size` may be larger than N. A slice such as `order[4:10]` ends where
#   the array ends, so that needs no extra line.
#
# **The epoch's loss** is the mean over its examples, each with the loss from before the step that it caused. Every
# step returns the mean of its batch. So add up mean times number of examples, and divide by N in the end. The
# network changes while you collect them: that is fine, and it costs nothing.
#
# | name | what it is | by hand |
# |---|---|---|
# | `weights` | a list | [[1, −1], [2, 1]] and [[2, −1], [−1, 1]] |
# | `biases` | a list | [0, −1] and [5, −1] |
# | `X` | (N, n0) | [[1, 2], [3, 1]] |
# | `y_target` | (N, classes) | [[1, 0], [1, 0]] |
# | `learning_rate` | a number | 0.4 |
# | `batch_size` | how many examples make a step | 2 |
# | `epochs` | how often through all examples | 1 |
# | **result** `weights` | as they came in | [[1.9, −0.7], [1.2, 0.4]] and [[2.2, −0.1], [−1.2, 0.1]] |
# | **result** `biases` | as they came in | [0.3, −1.4] and [5.2, −1.2] |
# | **result** `losses` | a list, one for each epoch | [0.6931] |
#
# With both examples in one batch and one epoch this is the single step that you know. With six examples in
# batches of 2 and three epochs it would be (6 / 2) · 3 = **9** steps. By hand nobody does that.


# %%
def train(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng):
    """Gradient descent in batches, for some epochs.

    Parameters
    ----------
    weights : list of arrays
        The weights of each layer to begin with, first layer first.
    biases : list of arrays
        The biases of each layer to begin with.
    X : array, shape (N, n0)
        One example in each row.
    y_target : array, shape (N, classes)
        The right answers: 1 for the right class, 0 elsewhere.
    learning_rate : float
        How far to go in each step.
    batch_size : int
        How many examples make a step; the last batch of an epoch may be shorter.
    epochs : int
        How often to go through all examples.
    rng : numpy.random.Generator
        Where the random orders come from, a new one for every epoch.

    Returns
    -------
    weights : list of arrays
        The trained weights.
    biases : list of arrays
        The trained biases.
    losses : list of float
        For each epoch the mean loss over its examples, each before the step that it caused.
    """
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        order, total = rng.permutation(len(X)), 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            weights, biases, batch_loss = train_step(weights, biases, X[batch], y_target[batch], learning_rate)
            total += batch_loss * len(batch)
        losses.append(total / len(X))
    return weights, biases, losses
    ### END SOLUTION


# %%
check(train)

# %% [markdown]
# **Think about it.** 4,000 pictures in batches of 32, for 15 epochs: how many steps is that? And the loss of an epoch
# is measured while the network learns. Is it higher or lower than the loss of all examples, measured when the epoch
# is over? When are the two nearly the same?
#
# <details><summary>Answer</summary>
#
# There are 4000 / 32 = **125** steps in an epoch, and 15 · 125 = **1875** in all. The loss of an epoch is usually the
# higher one: most of its examples were asked before the network had learned from the others. In the first epoch the
# difference is large. Later, when little changes within an epoch, they are nearly the same.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 7 · What it says
#
# ![](attachment:step-7.png)
#
# A trained network gives probabilities. Asked for *one* answer, it names the class with the largest. `argmax` finds
# the place of the largest entry, and with `axis=1` it does so for each row. Classes are counted from 0, so the digit
# 7 is the class 7.
#
# | name | shape | by hand |
# |---|---|---|
# | `X` | (N, n0) | [[2, 0], [0, 6]] |
# | `weights` | a list | [[1, −1], [2, 1]] and [[2, −1], [−1, 1]] |
# | `biases` | a list | [0, −1] and [5, −1] |
# | **result** | (N,), whole numbers | [0, 1] |
#
# By hand, the first example: `z` is 2 and 3 in the hidden layer, and the scores are 2 · 2 + (−1) · 3 + 5 =
# **6** and (−1) · 2 + 1 · 3 + (−1) = **0**. So it is class 0. The second has −6 and 5 in the hidden layer, so 0
# and 5 after ReLU. Its scores are 2 · 0 + (−1) · 5 + 5 = **0** and (−1) · 0 + 1 · 5 + (−1) = **4**: class 1.


# %%
def predict(X, weights, biases):
    """The class that the network finds likeliest, for each example.

    Parameters
    ----------
    X : array, shape (N, n0)
        One example in each row.
    weights : list of arrays
        The weights of each layer, first layer first.
    biases : list of arrays
        The biases of each layer.

    Returns
    -------
    array of int, shape (N,)
        The number of a class for each example, counted from 0.
    """
    ### BEGIN SOLUTION
    _, activations = forward(X, weights, biases)
    return activations[-1].argmax(axis=1)
    ### END SOLUTION


# %%
check(predict)

# %% [markdown]
# **Think about it.** Does `predict` need softmax? Compare `activations[-1].argmax(axis=1)` with
# `zs[-1].argmax(axis=1)`. Then make all weights and biases of the last layer ten times as large. What becomes
# of the two predictions above, and of the probabilities? Suppose that the first example was of class 1, so that its
# prediction is wrong. What does it cost before, and after?
#
# <details><summary>Answer</summary>
#
# It does not: a larger score always gets a larger probability, so the largest stays the largest. With a last
# layer ten times as large all scores are ten times as large: those of the first example are 60 and 0 then,
# and were 6 and 0. The predictions stay the same, and the probabilities go to 0 and 1. The wrong prediction
# costs 6.00 before. After, it costs 27.6, which is the limit of 1e-12. (Without a limit it would be 60.)
# Right or wrong says nothing about how sure a network is. The loss does.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## The same numbers as PyTorch
#
# Your network is complete. Does it compute what the large libraries compute? Here is a network with four
# layers. Its numbers are made by a formula, so that anybody can make the same ones. We gave it to PyTorch,
# version 2.13, in double precision, and wrote down what it printed:
#
# ```python
# layers = [nn.Linear(3, 4), nn.Linear(4, 5), nn.Linear(5, 4), nn.Linear(4, 3)]     # with the numbers below
# net = nn.Sequential(layers[0], nn.ReLU(), layers[1], nn.ReLU(), layers[2], nn.ReLU(), layers[3])
# L = nn.functional.cross_entropy(net(X), torch.tensor([0, 1, 2]))
# L.backward()
# print(L.item(), [layer.bias.grad for layer in layers], X.grad)
# ```
#
# You do not need PyTorch to compare:


# %% tags=["live"]
def by_formula(widths):
    """Weights and biases that anybody can make again."""
    pairs = list(enumerate(pairwise(widths)))
    return (
        [np.sin(3 * np.arange(n_out * n_in) + layer).reshape(n_out, n_in) for layer, (n_in, n_out) in pairs],
        [np.cos(np.arange(n_out) + layer) for layer, (_, n_out) in pairs],
    )


PYTORCH_SAYS = {
    "L": 1.454811,
    "dL_db of layer 0": [-0.00507, 0.057209, 0.04286, 0.084643],
    "dL_db of layer 1": [0.083565, -0.080344, 0.166035, -0.102067, 0.089477],
    "dL_db of layer 2": [0.224835, 0.0, 0.036198, -0.113766],
    "dL_db of layer 3": [-0.223606, -0.138976, 0.362582],
    "dL_dX": [
        [0.108231, -0.126551, 0.142339],
        [-0.032187, 0.041018, -0.049028],
        [-0.003703, 0.006349, -0.008868],
    ],
    "L in six steps": [1.454811, 0.985595, 0.853243, 0.739111, 0.615492, 0.508067],
}


def your_numbers():
    """The same from your functions."""
    some_weights, some_biases = by_formula((3, 4, 5, 4, 3))
    inputs, targets = np.cos(3 * np.arange(9)).reshape(3, 3), np.eye(3)
    zs, activations = forward(inputs, some_weights, some_biases)
    yield "L", loss(activations[-1], targets)
    for layer, gradient in enumerate(backward(some_weights, zs, activations, targets)[1]):
        yield f"dL_db of layer {layer}", gradient
    yield "dL_dX", input_gradient(some_weights, zs, activations, targets)
    losses = []
    for _ in range(6):
        some_weights, some_biases, L = train_step(some_weights, some_biases, inputs, targets, 0.3)
        losses.append(L)
    yield "L in six steps", losses


def say_what_is_missing(error):
    """Which function a cell still waits for."""
    place = error.__traceback__
    while place.tb_next:
        place = place.tb_next
    print(f"Not yet: the function {place.tb_frame.f_code.co_name} is not written.")


try:
    for name, numbers in your_numbers():
        print(f"{name:17} largest difference {np.abs(np.subtract(numbers, PYTORCH_SAYS[name])).max():.0e}")
except NotImplementedError as error:
    say_what_is_missing(error)

# %% [markdown]
# Differences of 5e-07 or less are only the rounding of what is printed above: six decimals. Your functions and a
# library of millions of lines do the same arithmetic. The library is faster on large machines, and it has more kinds
# of layers and of updates. The way back through them is the one that you have written.
#
# ## Your network learns to read
#
# 5,000 real digits from MNIST are carried along with this course. 4,000 of them are for training. The other 1,000 are
# for the test: the network never learns from them. A picture has 28 × 28 pixels, so 784 inputs, each from 0 to 1.
#
# The first weights are random. Their size is chosen by a rule that the assignment `depth` is about: the more inputs a
# unit has, the smaller each weight is.
#
# Before you run the cell, guess. What is the loss before the first step? How many of 1,000 digits are right after one
# epoch, and after fifteen?

# %% tags=["live"]
from quiz_app.training import load_digits

digits = load_digits()
train_X, train_y = digits.train_images / 255, np.eye(10)[digits.train_labels]
test_X, test_y = digits.test_images / 255, np.eye(10)[digits.test_labels]


def first_weights(widths, rng):
    """Random weights and biases of 0 for a network with these widths."""
    pairs = list(pairwise(widths))
    return (
        [rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in)) for n_in, n_out in pairs],
        [np.zeros(n_out) for _, n_out in pairs],
    )


def learn(widths, learning_rate=0.1, batch_size=32, epochs=15):
    """A network that your functions train on the digits: its weights, biases, and the loss of each epoch."""
    weights, biases = first_weights(widths, np.random.default_rng(0))
    losses, rng = [], np.random.default_rng(1)
    first_loss = loss(forward(train_X, weights, biases)[1][-1], train_y)
    print(f"A network with the widths {widths}")
    print(f"before:   loss {first_loss:.3f}")
    for epoch in range(1, epochs + 1):
        weights, biases, new = train(weights, biases, train_X, train_y, learning_rate, batch_size, 1, rng)
        losses += new
        if epoch in (1, 2, 5, 10, epochs):
            right = np.mean(predict(test_X, weights, biases) == digits.test_labels)
            print(f"epoch {epoch:2}: loss {losses[-1]:.3f}, {right:.1%} of the test digits are right")
    return weights, biases, losses


try:
    W_learned, b_learned, losses = learn((784, 100, 50, 10))
except NotImplementedError as error:
    say_what_is_missing(error)

# %% [markdown]
# The first loss is close to log 10, which is 2.3, and a little above it. A network with random weights knows nothing,
# and does not say so: it has opinions, and those are wrong more often than right. After a single epoch it reads most
# digits, and in the end about 94 of 100. All of the arithmetic is yours.
#
# Here is how the loss came down, and what the network still gets wrong:


# %% tags=["live"]
def show(axes, picture, title):
    axes.imshow(picture.reshape(28, 28), cmap="gray_r", vmin=0, vmax=1)
    axes.set_title(title, fontsize=9)
    axes.axis("off")


def draw_learning():
    from matplotlib import pyplot as plt

    said = predict(test_X, W_learned, b_learned)
    wrong = np.flatnonzero(said != digits.test_labels)
    figure = plt.figure(figsize=(10, 3.6), layout="constrained")
    left, right = figure.subfigures(1, 2)
    axes = left.subplots()
    axes.plot(range(1, len(losses) + 1), losses, color="#0072B2", marker="o", markersize=4)
    axes.set(xlabel="epoch", ylabel="mean loss of the epoch", ylim=(0, None), title="Your own training")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    right.suptitle(f"{len(wrong)} of 1,000 are wrong, eight of them:", fontsize=11)
    some = wrong[:: max(1, len(wrong) // 8)]  # they are sorted by digit: take them from everywhere
    for place, which in zip(right.subplots(2, 4).flat, some, strict=False):
        show(place, test_X[which], f"is {digits.test_labels[which]}, said {said[which]}")
    plt.show()


try:
    draw_learning()
except (NotImplementedError, NameError):
    print("Nothing to draw yet: the network above has not been trained.")

# %% [markdown]
# **Any depth.** Not a line of your code knows how many layers there are. So ask for more of them. This network has
# five layers:

# %% tags=["live"]
try:
    learn((784, 64, 64, 64, 64, 10))
except NotImplementedError as error:
    say_what_is_missing(error)

# %% [markdown]
# **Think about it.** Try `learn((784, 10))`, a network without a hidden layer, and `learn((784, 30, 10))`. Then
# one with ten hidden layers of 30 units: `learn((784, *[30] * 10, 10))`. What does more depth bring on these
# digits? Look at the training loss and at the test.
#
# <details><summary>Answer</summary>
#
# Without a hidden layer about 91 % are right, with 30 hidden units about 93 %, and with two hidden layers about
# 94 %. More layers bring little here: with 4,000 pictures the training loss goes towards 0 long before the test
# is perfect. Ten narrow layers are slow to begin with: 70 % after the first epoch, where the others are near 90.
# In the end they read 90 or 91 %, no more than the network without any hidden layer. Which of the two it is
# depends on your machine: processors round sums differently in the last digit, and ten layers carry that far.
# What becomes of gradients on such a long way back is the subject of the assignment `depth`.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## How to fool it
#
# Training asks: how must the *weights* change so that the loss falls? Turn the question around. How must the
# *picture* change so that the loss rises? Your `input_gradient` knows, for all 784 pixels at once.
#
# So make each pixel a little brighter or a little darker, by the sign of its gradient, and all of them by the
# same small amount:
#
# $$X_{\text{fooling}} = X + \varepsilon \cdot \text{sign}\!\left(\frac{\partial L}{\partial X}\right)$$
#
# This is the *fast gradient sign method*, of Ian Goodfellow, Jonathon Shlens and Christian Szegedy (2015). As a
# control, the same digits get noise of the same size: each pixel up or down by ε, by the toss of a coin. Guess
# first: with ε = 0.1, a tenth of the way from white to black, how many digits are still read right?


# %% tags=["live"]
def fooled(pictures, targets, epsilon):
    """The pictures, each pixel moved by epsilon in the direction in which the loss rises."""
    zs, activations = forward(pictures, W_learned, b_learned)
    uphill = np.sign(input_gradient(W_learned, zs, activations, targets))
    return np.clip(pictures + epsilon * uphill, 0.0, 1.0)


def noisy(pictures, epsilon):
    """The pictures, each pixel moved by epsilon, up or down by chance."""
    coins = np.random.default_rng(0).choice([-1.0, 1.0], pictures.shape)
    return np.clip(pictures + epsilon * coins, 0.0, 1.0)


def share_right(pictures):
    return np.mean(predict(pictures, W_learned, b_learned) == digits.test_labels)


def draw_fooling(epsilon, count=6):
    from matplotlib import pyplot as plt

    before = predict(test_X, W_learned, b_learned)
    pictures = fooled(test_X, test_y, epsilon)
    y_pred = forward(pictures, W_learned, b_learned)[1][-1]
    candidates = np.flatnonzero((before == digits.test_labels) & (y_pred.argmax(axis=1) != before))
    chosen = [candidates[digits.test_labels[candidates] == digit][0] for digit in (0, 2, 3, 4, 7, 9)[:count]]
    dirty = noisy(test_X, epsilon)
    said = predict(dirty, W_learned, b_learned)
    _, rows = plt.subplots(3, count, figsize=(10, 5.8), layout="constrained")
    for column, which in enumerate(chosen):
        show(rows[0, column], test_X[which], f"it says {before[which]}")
        sure = y_pred[which].max()
        show(rows[1, column], pictures[which], f"it says {y_pred[which].argmax()}, {sure:.0%} sure")
        show(rows[2, column], dirty[which], f"noise: it says {said[which]}")
    plt.show()


try:
    rows = [
        (epsilon, share_right(fooled(test_X, test_y, epsilon)), share_right(noisy(test_X, epsilon)))
        for epsilon in (0.0, 0.02, 0.05, 0.1, 0.15)
    ]
    print("Read right:  along the gradient   noise of the same size")
    for epsilon, with_gradient, with_noise in rows:
        print(f"ε = {epsilon:4.2f}   {with_gradient:18.1%}   {with_noise:22.1%}")
    draw_fooling(0.1)
except (NotImplementedError, NameError):
    print("Nothing to fool yet: the network above has not been trained, or input_gradient is not written.")

# %% [markdown]
# In the second row you see the same digits as before, a little dirty. Your network sees other ones, and it is mostly
# sure of them. The third row has noise of the same size, and that does next to nothing.
#
# Why is that possible? Along the gradient's signs, all pixels push in the same direction: the loss rises by ε
# times the *sum* of the sizes of all 784 slopes. With noise the pushes cancel, and what is left is about ε
# times the *root* of the sum of their squares. If all slopes have the same size, the sum is √784 = **28** times
# as large. Each pixel moves by next to nothing. There are just so many of them.
#
# Large networks can be fooled in the same way, and it is not known how to prevent that for good. Training on fooling
# pictures helps. You could do that: `fooled` makes as many as you like.
#
# **Think about it.** Instead of away from the right answer, go *towards* a wrong one. Choose a class, say 8,
# give its row of `np.eye(10)` for the target, and step *downhill*: the picture minus ε times the sign. Can you
# make every digit an 8? Take several small steps instead of one: `for _ in range(10)`, with ε = 0.02. And what
# do you get if you begin with a grey picture, `np.full((1, 784), 0.5)`? Does it look like an 8?
#
# <details><summary>Answer</summary>
#
# With ten steps of 0.02 nearly all of the test digits become an 8 for the network, and they still look like
# what they were. The grey picture is an 8 for it from the start, with a probability of 0.92, and after three
# steps it is certain. You see a grey square with some pattern in it. The network has never learned what an 8
# looks like. It has learned what tells an 8 from nine other digits, among pictures of digits. About all other
# pictures it knows nothing, and it does not know that.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## What you have built
#
# Look back over your seven functions. This is all that a classic network is:
#
# - forward: for each layer a product, a sum and a ReLU, and softmax at the end;
# - the loss: what the right class got, through a logarithm that never meets 0;
# - backward: three lines, once for each layer;
# - a step, a batch, an epoch: a loop around a loop;
# - one step further back, and you are at the pixels.
#
# From here on you have a network to try things on. Other activations and losses are in the assignment
# `functions`, faster ways to go down in `optimizers`, many layers in `depth`. And that the loss on the training
# digits goes to 0, while the test stays at 94 %, is the subject of `generalization`.
#
# One thing is left: `course check exercises/network/network.ipynb`, or `course check exercises/network.py`, in a
# terminal grades everything at once.
