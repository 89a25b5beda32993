# %% [markdown]
# # Backpropagation by hand
#
# You are about to write backpropagation. All of it: twelve small functions, most of them one line long.
# When the last one is right, your functions will teach a network to read handwritten digits, in this
# notebook, while you watch.
#
# You need some Python, a little numpy, and a little calculus: a derivative says how fast one thing changes
# when another is nudged. Step 2 explains the chain rule. Step 3 uses the derivatives of log and exp, and
# reminds you of them.
#
# **How it works.** Each step below has a picture, a formula, the shapes, the numbers worked out by hand,
# and a function with a gap. Fill the gap, run the cell, then run the `check(…)` cell under it. It tells
# you what is right, what is not, and often which mistake it is. Run the cells from top to bottom.
#
# - Each function is judged alone. A mistake in one does not cost you the next.
# - Stuck? Write `hint(dL_dW3)` into a cell of your own, or `course hint dL_dW3` in a terminal. There are
#   three hints for each function, each says more than the last. The next one opens after another attempt:
#   change the function, run its cell, and check it again.
# - After each step there is a question with no points on it. Those are the best part. The empty cell under
#   each question is yours, to try things in. The answer is folded away below the question: think first.
# - You would rather work in an editor? `exercises/backprop.py` has the same text and the same gaps. Save
#   it and run `course check` in a terminal.
#
# The exercise is Tom Yeh's, from *AI by Hand*; Jeremy London's *Solve by Hand* worked it out step by step.
# The numbers are chosen so that a pencil is enough. Take one: it is worth doing the first steps on paper
# too.

# %%
import numpy as np

from grader import check, hint

# %% [markdown]
# ## The network
#
# Three layers. Each one multiplies by weights `W`, adds biases `b`, and passes the result through a simple
# function.
#
# | layer | first | then |
# |---|---|---|
# | 1 | `z1 = X @ W1.T + b1` | `a1 = relu(z1)` |
# | 2 | `z2 = a1 @ W2.T + b2` | `a2 = relu(z2)` |
# | 3 | `z3 = a2 @ W3.T + b3` | `y_pred = softmax(z3)` |
#
# `z` is what a layer adds up (its *pre-activations*), `a` is what it passes on (its *activations*), and
# `y_pred` holds one probability for each class. The right answer is `y_target`, with a 1 for the right
# class and 0 elsewhere. The loss `L` is one number: how bad the prediction is.
#
# **Two habits that save hours.**
#
# *Rows are examples.* `X` has the shape `(N, n0)`: N examples, one in each row, with n0 numbers each. The
# same holds for every `z` and every `a`.
#
# *A row of `W` belongs to one unit.* `W1` has the shape `(n1, n0)`: row `j` holds the weights that lead
# *into* unit `j`. That is why the forward pass multiplies by `W1.T`: each row of `X` meets each row of
# `W1`.
#
# | name | shape | by hand |
# |---|---|---|
# | `X` | `(N, n0)` | `(1, 3)` |
# | `W1`, `b1` | `(n1, n0)`, `(n1,)` | `(4, 3)`, `(4,)` |
# | `z1`, `a1` | `(N, n1)` | `(1, 4)` |
# | `W2`, `b2` | `(n2, n1)`, `(n2,)` | `(2, 4)`, `(2,)` |
# | `z2`, `a2` | `(N, n2)` | `(1, 2)` |
# | `W3`, `b3` | `(n3, n2)`, `(n3,)` | `(3, 2)`, `(3,)` |
# | `z3`, `y_pred`, `y_target` | `(N, n3)` | `(1, 3)` |
#
# Five pieces of numpy are enough for everything that follows:
#
# | you write | it means |
# |---|---|
# | `A @ B` | matrix product: rows of `A` with columns of `B`; the inner sizes must agree |
# | `A * B` | entry by entry; the shapes must agree |
# | `A.T` | the transpose: rows become columns |
# | `A.sum(axis=0)` | down each column: one number per column |
# | `len(A)` | how many rows |

# %% [markdown]
# ### The numbers
#
# One example (N = 1), so `X` has one row. Mind the double brackets: one row is still a table.

# %%
X = np.array([[2.0, 1.0, 3.0]])
y_target = np.array([[0.0, 1.0, 0.0]])

W1 = np.array([[1.0, -1.0, 1.0], [1.0, 1.0, 0.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0]])
b1 = np.array([-5.0, 0.0, 1.0, -2.0])
W2 = np.array([[1.0, -1.0, 1.0, 0.0], [0.0, 1.0, -1.0, 1.0]])
b2 = np.array([0.0, 3.0])
W3 = np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
b3 = np.array([-1.0, -5.0, -7.0])

# %% [markdown]
# ## Step 1 · The forward pass (given)
#
# ![](attachment:step-1.png)
#
# We go from left to right. Take the first unit of layer 1. Its weights are the first row of `W1`:
#
# $$z_1[0, 0] \;=\; 1\cdot 2 \;+\; (-1)\cdot 1 \;+\; 1\cdot 3 \;+\; (-5) \;=\; -1$$
#
# **ReLU** keeps what is positive and turns the rest into 0. So this unit passes on 0: it is *off*. The
# other three get 3, 5 and 3, and pass them on unchanged.
#
# **Softmax** turns the three scores in `z3` into probabilities: positive, adding up to 1. It takes `exp`
# of every score and divides by the sum:
#
# $$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$$
#
# The code first subtracts the largest score of the row. That changes no probability (top and bottom are
# divided by the same number), and it keeps `exp` from overflowing.
#
# **Cross-entropy** looks only at the probability that the right class was given:
# $L = -\log p_{\text{right}}$. Sure and right: close to 0. Sure and wrong: large. With N examples, **L is
# the mean** over all of them.


# %%
def relu(z):
    return np.maximum(z, 0.0)


def softmax(z):
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def forward(X, W1, b1, W2, b2, W3, b3):
    """All values of the forward pass, by name."""
    z1 = X @ W1.T + b1
    a1 = relu(z1)
    z2 = a1 @ W2.T + b2
    a2 = relu(z2)
    z3 = a2 @ W3.T + b3
    return {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "z3": z3, "y_pred": softmax(z3)}


def cross_entropy(y_pred, y_target):
    """The loss: one number, the mean over the examples."""
    return -np.mean(np.sum(y_target * np.log(y_pred), axis=1))


# %%
values = forward(X, W1, b1, W2, b2, W3, b3)
for name, value in values.items():
    print(f"{name:7} {value.round(4)}")
print(f"L       {cross_entropy(values['y_pred'], y_target):.4f}")

# %% [markdown]
# Compare with your pencil:
#
# | | by hand |
# |---|---|
# | `z1` | −1, 3, 5, 3 |
# | `a1` | 0, 3, 5, 3 |
# | `z2` and `a2` | 2, 4 |
# | `z3` | 3, 3, −1 |
# | `y_pred` | 0.5, 0.5, 0 (rounded from 0.4955, 0.4955, 0.0091) |
# | `L` | 0.70 (0.69 from the rounded 0.5) |
#
# The network cannot decide between the first class and the second. The second is right. From here on we
# compute by hand with the rounded 0.5, 0.5, 0, so that every number stays a short one. Your functions will
# be given both kinds.

# %% [markdown]
# ## Step 2 · Set up the way back (given)
#
# ![](attachment:step-2.png)
#
# To lower the loss we must know, for every weight and bias: if I nudge it up a little, does L rise or
# fall, and how fast? That number is the **derivative** of L with respect to it. Put the derivatives for a
# whole array into an array of the same shape and you have a **gradient**. We write `dL_dW3` for the
# gradient with respect to `W3`.
#
# There is one rule for shapes, and it catches many mistakes: **`dL_d`something has the shape of the
# something.**
#
# The **chain rule** gives all of it. Say `a2` influences `z3`, and `z3` influences L. Write "how L feels
# `a2`" for how fast L changes when `a2` is nudged. Then
#
# > how L feels `a2` = how L feels `z3` × how `z3` feels `a2`
#
# The first factor comes from an earlier step; we call it the **upstream gradient**. The second is about
# one small piece of the network. If there are several ways from `a2` to L, each way gives such a product,
# and the products are added. Every step of this notebook is these two sentences: multiply along a way, add
# over the ways. We begin at L and work towards X, because each step needs the one to its right. That is
# all that *backward* means: the order in which we compute. Nothing flows backward in the network itself.
#
# Most steps also need a value that the forward pass already found, one of those ringed in the picture. Two
# steps need weights. What is kept for the way back is called the *cache*.
#
# | kept | needed in step |
# |---|---|
# | `y_pred`, `y_target` | 3 |
# | `a2` | 4 |
# | `W3` | 5 |
# | `z2` | 6 |
# | `a1` | 7 |
# | `W2` | 8 |
# | `z1` | 9 |
# | `X` | 10 |
#
# Now take over the forward values under their own names, with `y_pred` rounded as on paper:

# %%
z1, a1, z2, a2, z3 = (values[name] for name in ("z1", "a1", "z2", "a2", "z3"))
y_pred = np.array([[0.5, 0.5, 0.0]])

# %% [markdown]
# ### Two judges
#
# How do you know that a gradient is right?
#
# **The numbers by hand** are the first judge. They are quick, and they can be fooled. With a single
# example and with both entries of `z2` positive, several real mistakes give the same numbers as the right
# answer. You will meet them on the way.
#
# **Finite differences** are the second judge, and this one is honest. It knows no formula. It nudges one
# number up and down by a tiny `h`, runs the forward pass both times, and looks at what the loss does:
#
# $$\frac{\partial L}{\partial w} \;\approx\; \frac{L(w+h) - L(w-h)}{2h}$$
#
# It is far too slow for training, two forward passes for every single weight. For checking it is perfect.


# %%
def nudge(name, index, X=X, y_target=y_target, h=1e-5):
    """How fast the loss changes with one entry of one array; index is its place, (row, column)."""
    arrays = {"X": X, "W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3}
    losses = []
    for change in (h, -h):
        moved = arrays[name].copy()
        moved[index] += change
        result = forward(**{**arrays, name: moved})
        losses.append(cross_entropy(result["y_pred"], y_target))
    return (losses[0] - losses[1]) / (2 * h)


print(nudge("W3", (1, 0)))

# %% [markdown]
# So if the weight in row 1, column 0 of `W3` goes up by a little, the loss goes *down* by about 1.009
# times that little.
#
# Keep that number. In step 4 your own function will say −1 in the same place. The last 0.009 is only the
# rounding of `y_pred`.

# %% [markdown]
# ## Step 3 · The gradient at the output
#
# ![](attachment:step-3.png)
#
# We start at the end: how does L feel the scores `z3`? Between the two lie softmax and cross-entropy. Each
# has an ugly derivative. Together they have a beautiful one, because the logarithm undoes the exponential.
#
# For one example, with $p$ for `y_pred` and $t$ for `y_target`:
#
# $$\log p_k = z_k - \log \sum_j e^{z_j}$$
#
# Put that into the loss. The entries of $t$ add up to 1, so the second term comes out just once:
#
# $$L = -\sum_k t_k \log p_k \;=\; -\sum_k t_k z_k \;+\; \log \sum_j e^{z_j}$$
#
# Now the derivative with respect to one score $z_i$. Two facts from calculus: the derivative of $\log x$ is
# $1/x$, and the derivative of $e^x$ is $e^x$ again. The first term gives $-t_i$. In the second, the chain
# rule gives $1 / \sum_j e^{z_j}$ from the logarithm, times $e^{z_i}$ from the one score that moves. That is
# $e^{z_i} / \sum_j e^{z_j}$, which is $p_i$ again:
#
# $$\frac{\partial L}{\partial z_i} = p_i - t_i$$
#
# In words: **what the network said, minus what it should have said.**
#
# With N examples, L is the mean, so each example counts only 1/N. Let `n` count the examples and `i` the
# classes:
#
# $$\frac{\partial L}{\partial z_3}[n, i] = \frac{p[n, i] - t[n, i]}{N}$$
#
# This is the only place on the whole way back where you divide by N. Some texts put the 1/N (they may call
# it 1/m) into `dW` and `db` instead, and leave it out here. A network learns just as well that way, but doing
# both divides twice. In this course it belongs in this step: the checks expect it here and nowhere else.
#
# | name | shape | by hand |
# |---|---|---|
# | `y_pred` | `(N, n3)` | [[0.5, 0.5, 0]] |
# | `y_target` | `(N, n3)` | [[0, 1, 0]] |
# | **result** `dL_dz3` | `(N, n3)` | [[0.5, −0.5, 0]] |
#
# By hand, with N = 1: 0.5 − 0 = **0.5**, then 0.5 − 1 = **−0.5**, then 0 − 0 = **0**. Watch the minus sign
# of the second. It is easily lost on paper, and it carries the message: raise this score and the loss
# falls.
#
# With N = 1, a missing 1/N does not show. The check tries more examples.


# %%
def dL_dz3(y_pred, y_target):
    """Gradient of the mean loss with respect to the scores of layer 3.

    Parameters
    ----------
    y_pred : array, shape (N, n3)
        The predicted probabilities, one example in each row.
    y_target : array, shape (N, n3)
        The right answers: 1 for the right class, 0 elsewhere.

    Returns
    -------
    array, shape (N, n3)
    """
    ### BEGIN SOLUTION
    N = len(y_pred)
    return (y_pred - y_target) / N
    ### END SOLUTION


# %%
check(dL_dz3)

# %% [markdown]
# **Think about it.** Each row of your result adds up to 0. Must it? Add the same number to all three
# scores in `z3` and look at `softmax`. What does that tell you about the slope in this direction?
#
# <details><summary>Answer</summary>
#
# It must. The probabilities in a row add up to 1, and so do the targets, so the differences add up to 0.
# Adding the same number to all three scores changes no probability. So the loss does not change, and the
# slope in this direction is 0. This slope is the sum of the three entries: all scores move together, and
# the parts are added.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 4 · The weights and biases of layer 3
#
# ![](attachment:step-4.png)
#
# ### The weights of layer 3
#
# `W3[j, k]` is the weight on the edge from unit `k` of `a2` to unit `j` of `z3`. The forward pass used it
# once for each example `n`, in
#
# $$z_3[n, j] = \dots + W_3[j, k]\; a_2[n, k] + \dots$$
#
# Nudge this weight, and $z_3[n, j]$ moves $a_2[n, k]$ times as far. So each example contributes *upstream
# gradient at the end of the edge* × *value at its start*. The weight is shared by all examples, so their
# contributions are added:
#
# $$\frac{\partial L}{\partial W_3}[j, k] = \sum_n \frac{\partial L}{\partial z_3}[n, j]\; a_2[n, k]$$
#
# A sum over products, with one index running: that is what a matrix product does. Which of the two must be
# transposed, and which comes first? Let the shapes decide.
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dz3` | `(N, n3)` | [[0.5, −0.5, 0]] |
# | `a2` | `(N, n2)` | [[2, 4]] |
# | **result** `dL_dW3` | `(n3, n2)`, as `W3` | [[1, 2], [−1, −2], [0, 0]] |
#
# By hand, with one example, every entry is a single product:
#
# | | `a2[0, 0]` = 2 | `a2[0, 1]` = 4 |
# |---|---|---|
# | `dL_dz3[0, 0]` = 0.5 | 0.5 · 2 = **1** | 0.5 · 4 = **2** |
# | `dL_dz3[0, 1]` = −0.5 | −0.5 · 2 = **−1** | −0.5 · 4 = **−2** |
# | `dL_dz3[0, 2]` = 0 | **0** | **0** |
#
# One thing to know about names: inside the function, `dL_dz3` is the *array* that comes in, not the
# function that you wrote in step 3. An argument hides whatever has the same name outside. Outside of the
# functions, `dL_dz3` is your function. Give what it returns another name there, such as `dz3`.


# %%
def dL_dW3(dL_dz3, a2):
    """Gradient of the loss with respect to the weights of layer 3.

    Parameters
    ----------
    dL_dz3 : array, shape (N, n3)
        The upstream gradient, found in step 3.
    a2 : array, shape (N, n2)
        The activations that went into layer 3.

    Returns
    -------
    array, shape (n3, n2)
        One entry for each weight, the same shape as W3.
    """
    ### BEGIN SOLUTION
    return dL_dz3.T @ a2
    ### END SOLUTION


# %%
check(dL_dW3)

# %% [markdown]
# ### The biases of layer 3
#
# On paper there is a neat trick. Write a 1 beside the activations, [`a2` | 1], and treat the bias as the
# weight on that 1. (It is the dashed unit in the picture.) Then one table gives weights and biases
# together:
#
# | | 2 | 4 | 1 |
# |---|---|---|---|
# | **0.5** | 1 | 2 | **0.5** |
# | **−0.5** | −1 | −2 | **−0.5** |
# | **0** | 0 | 0 | **0** |
#
# The last column is `dL_db3`. As a formula, with every $a$ replaced by 1:
#
# $$\frac{\partial L}{\partial b_3}[j] = \sum_n \frac{\partial L}{\partial z_3}[n, j] \cdot 1$$
#
# It is a sum and not a mean: the 1/N is already inside `dL_dz3`. With one example, sum and mean look the
# same, so the numbers by hand cannot tell them apart.
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dz3` | `(N, n3)` | [[0.5, −0.5, 0]] |
# | **result** `dL_db3` | `(n3,)`, as `b3` | [0.5, −0.5, 0] |


# %%
def dL_db3(dL_dz3):
    """Gradient of the loss with respect to the biases of layer 3.

    Parameters
    ----------
    dL_dz3 : array, shape (N, n3)
        The upstream gradient, found in step 3.

    Returns
    -------
    array, shape (n3,)
        One entry for each bias, the same shape as b3.
    """
    ### BEGIN SOLUTION
    return dL_dz3.sum(axis=0)
    ### END SOLUTION


# %%
check(dL_db3)

# %% [markdown]
# **Think about it.** Every row of `dL_dW3` is a multiple of (2, 4). With one example it cannot be
# otherwise: why? Feed your function two examples, then three, and ask `np.linalg.matrix_rank` about the
# result. What do you find?
#
# And the honest judge? Compare all of `dL_dW3(values["y_pred"] - y_target, a2)` with
# `nudge("W3", (j, k))`.
#
# <details><summary>Answer</summary>
#
# With one example, row `j` is `a2` times one number, the upstream gradient of unit `j`. So all rows are
# multiples of one, and the rank is 1. Each further example adds another such table. Two examples give
# rank 2. Three give rank 2 as well: there are only two columns, one for each unit of `a2`.
#
# The judge agrees in every entry, up to about 1e-10. Nothing is rounded in `values["y_pred"]`.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 5 · Back through the weights of layer 3
#
# ![](attachment:step-5.png)
#
# The same layer, the other question: how does L feel what *went into* it? Unit `k` of `a2` sends its value
# along three edges, to all three units of `z3`. Nudge it and all three move. Each carries some of the
# change to L, and the parts are added:
#
# $$\frac{\partial L}{\partial a_2}[n, k] = \sum_j \frac{\partial L}{\partial z_3}[n, j]\; W_3[j, k]$$
#
# Forward, a unit of `z3` collects from all of `a2`. Backward, a unit of `a2` collects from all of `z3`,
# over the same edges with the same weights.
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dz3` | `(N, n3)` | [[0.5, −0.5, 0]] |
# | `W3` | `(n3, n2)` | [[2, 0], [0, 2], [1, 1]] |
# | **result** `dL_da2` | `(N, n2)`, as `a2` | [[1, −1]] |
#
# By hand, take the columns of `W3`:
#
# - `k = 0`: 0.5 · 2 + (−0.5) · 0 + 0 · 1 = **1**
# - `k = 1`: 0.5 · 0 + (−0.5) · 2 + 0 · 1 = **−1**
#
# The bias is not needed: it is added to `z3` whatever `a2` is.


# %%
def dL_da2(dL_dz3, W3):
    """Gradient of the loss with respect to the activations of layer 2.

    Parameters
    ----------
    dL_dz3 : array, shape (N, n3)
        The upstream gradient, found in step 3.
    W3 : array, shape (n3, n2)
        The weights of layer 3.

    Returns
    -------
    array, shape (N, n2)
        One row for each example, the same shape as a2.
    """
    ### BEGIN SOLUTION
    return dL_dz3 @ W3
    ### END SOLUTION


# %%
check(dL_da2)

# %% [markdown]
# **Think about it.** Rounding `y_pred` changed `dL_dz3`. So does `dL_da2` come out only roughly? Call your
# function with `values["y_pred"] - y_target` in place of the rounded numbers. The answer is a surprise.
# Can you find out why? You need the columns of `W3`, and two facts about these probabilities: they add up
# to 1, and the first two are equal.
#
# <details><summary>Answer</summary>
#
# The result is exactly [[1, −1]] again. Call the probabilities p, p and r. The upstream gradient is then
# (p, p − 1, r). The first column of `W3` is (2, 0, 1), which gives 2p + r. The second is (0, 2, 1),
# which gives 2p − 2 + r. The probabilities add up to 1, so 2p + r = 1, whatever p is. That leaves 1 and
# −1.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 6 · Back through the ReLU of layer 2
#
# ![](attachment:step-6.png)
#
# Now one edge per unit, and no weights on it. Where `z2` was positive, ReLU passed it on unchanged: slope
# 1, so the gradient passes unchanged too. Where `z2` was negative, ReLU gave 0 and a small nudge makes no
# difference: slope 0, so nothing passes.
#
# $$\frac{\partial L}{\partial z_2}[n, k] =
# \begin{cases}
# \dfrac{\partial L}{\partial a_2}[n, k] & \text{if } z_2[n, k] > 0 \\[2ex]
# 0 & \text{otherwise}
# \end{cases}$$
#
# So ReLU's derivative is a **mask** of ones and zeros, laid over the upstream gradient entry by entry. The
# mask looks at `z2`. The sign of the upstream gradient does not matter.
#
# **At exactly 0** the ReLU has a kink: slope 0 on the left, 1 on the right, and no derivative in between.
# Any value from 0 to 1 can be defended. The usual choice is 0. The checks accept them all.
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_da2` | `(N, n2)` | [[1, −1]] |
# | `z2` | `(N, n2)` | [[2, 4]] |
# | **result** `dL_dz2` | `(N, n2)`, as `z2` | [[1, −1]] |
#
# By hand, both entries of `z2` are positive, so the mask is (1, 1) and nothing changes: 1 · 1 = **1** and
# −1 · 1 = **−1**. This is the weak spot of our example: forget the mask, and the numbers by hand still
# agree. The slip has found its way into print. The check tries negative values too.


# %%
def dL_dz2(dL_da2, z2):
    """Gradient of the loss with respect to the pre-activations of layer 2.

    Parameters
    ----------
    dL_da2 : array, shape (N, n2)
        The upstream gradient, found in step 5.
    z2 : array, shape (N, n2)
        What went into the ReLU.

    Returns
    -------
    array, shape (N, n2)
        The same shape as z2.
    """
    ### BEGIN SOLUTION
    return dL_da2 * (z2 > 0)
    ### END SOLUTION


# %%
check(dL_dz2)

# %% [markdown]
# **Think about it.** Somebody masks with `a2 > 0` instead of `z2 > 0`. Is that a mistake? And somebody
# else masks with the sign of the upstream gradient. Try all three with `z_two = np.array([[-1.0, 4.0]])`
# going into the ReLU, and the upstream gradient `da_two = np.array([[1.0, -1.0]])`. Which of them agree,
# and why?
#
# <details><summary>Answer</summary>
#
# The first two agree. ReLU's output is positive just where its input is, so both make the same mask,
# [[0, 1]], and the result is [[0, −1]]. The third mask is [[1, 0]], and its result is [[1, 0]]. It keeps
# what goes through a unit that is off, and stops what goes through one that is on. The sign of the
# upstream gradient says whether the loss rises or falls, not whether the unit is on.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 7 · The weights and biases of layer 2
#
# ![](attachment:step-7.png)
#
# ### The weights of layer 2
#
# You have been here before. It is step 4, one layer further to the left: upstream gradient at the end of
# the edge, value at its start, added up over the examples.
#
# $$\frac{\partial L}{\partial W_2}[j, k] = \sum_n \frac{\partial L}{\partial z_2}[n, j]\; a_1[n, k]$$
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dz2` | `(N, n2)` | [[1, −1]] |
# | `a1` | `(N, n1)` | [[0, 3, 5, 3]] |
# | **result** `dL_dW2` | `(n2, n1)`, as `W2` | [[0, 3, 5, 3], [0, −3, −5, −3]] |
#
# By hand, row 0 belongs to the first unit of `z2`, whose upstream gradient is 1:
#
# 1 · 0 = **0**, 1 · 3 = **3**, 1 · 5 = **5**, 1 · 3 = **3**.
#
# Row 1 is yours to work out, with −1.
#
# It is worth stopping at the zeros in the first column. That unit of `a1` was off. It sent nothing, so its
# outgoing weights had no part in the result, and they learn nothing from this example.


# %%
def dL_dW2(dL_dz2, a1):
    """Gradient of the loss with respect to the weights of layer 2.

    Parameters
    ----------
    dL_dz2 : array, shape (N, n2)
        The upstream gradient, found in step 6.
    a1 : array, shape (N, n1)
        The activations that went into layer 2.

    Returns
    -------
    array, shape (n2, n1)
        One entry for each weight, the same shape as W2.
    """
    ### BEGIN SOLUTION
    return dL_dz2.T @ a1
    ### END SOLUTION


# %%
check(dL_dW2)

# %% [markdown]
# ### The biases of layer 2
#
# The picture [`a1` | 1] again: the biases are the weights on the 1.
#
# $$\frac{\partial L}{\partial b_2}[j] = \sum_n \frac{\partial L}{\partial z_2}[n, j]$$
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dz2` | `(N, n2)` | [[1, −1]] |
# | **result** `dL_db2` | `(n2,)`, as `b2` | [1, −1] |
#
# By hand there is one row to add up, so it is that row: **1** and **−1**. Note the single brackets. A bias
# belongs to a unit, not to an example, so the result has no rows.


# %%
def dL_db2(dL_dz2):
    """Gradient of the loss with respect to the biases of layer 2.

    Parameters
    ----------
    dL_dz2 : array, shape (N, n2)
        The upstream gradient, found in step 6.

    Returns
    -------
    array, shape (n2,)
        One entry for each bias, the same shape as b2.
    """
    ### BEGIN SOLUTION
    return dL_dz2.sum(axis=0)
    ### END SOLUTION


# %%
check(dL_db2)

# %% [markdown]
# **Think about it.** Suppose a unit of layer 1 is off for *every* example of the data. What is its column
# in `dL_dW2` then? And its row in `dL_dW1`? Can it ever come back by learning? (The field calls it a *dead
# ReLU*.) Try it: run `forward` with a very negative second entry in a copy of `b1`, and look. (A copy,
# because `b1` itself is needed again below.)
#
# <details><summary>Answer</summary>
#
# Its column in `dL_dW2` is 0, because the unit sends 0 in every example. Its row in `dL_dW1`, and its
# entry of `dL_db1`, are 0 too: the mask of step 9 stops all that arrives there. So its weights and its
# bias never move again. What goes into layer 1 is the data, and that does not change either: the unit
# stays off. (In a later layer, the layers before it still learn, and may switch it on again.)
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 8 · Back through the weights of layer 2
#
# ![](attachment:step-8.png)
#
# Step 5 again, one layer further to the left. Each unit of `a1` collects from both units of `z2`:
#
# $$\frac{\partial L}{\partial a_1}[n, k] = \sum_j \frac{\partial L}{\partial z_2}[n, j]\; W_2[j, k]$$
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dz2` | `(N, n2)` | [[1, −1]] |
# | `W2` | `(n2, n1)` | [[1, −1, 1, 0], [0, 1, −1, 1]] |
# | **result** `dL_da1` | `(N, n1)`, as `a1` | [[1, −2, 2, −1]] |
#
# By hand, down the columns of `W2`:
#
# - `k = 0`: 1 · 1 + (−1) · 0 = **1**
# - `k = 1`: 1 · (−1) + (−1) · 1 = **−2**
#
# The other two are yours.


# %%
def dL_da1(dL_dz2, W2):
    """Gradient of the loss with respect to the activations of layer 1.

    Parameters
    ----------
    dL_dz2 : array, shape (N, n2)
        The upstream gradient, found in step 6.
    W2 : array, shape (n2, n1)
        The weights of layer 2.

    Returns
    -------
    array, shape (N, n1)
        One row for each example, the same shape as a1.
    """
    ### BEGIN SOLUTION
    return dL_dz2 @ W2
    ### END SOLUTION


# %%
check(dL_da1)

# %% [markdown]
# **Think about it.** In a deep network this step is taken many times. Start with a random row of 50
# numbers, and pass it back through 30 random matrices,
# `np.random.default_rng(k).normal(size=(50, 50)) * s`. How large is what arrives, for s = 0.05, for 0.14
# and for 0.3? Does it ever become exactly 0? You have just met *vanishing* and *exploding* gradients.
#
# <details><summary>Answer</summary>
#
# Each matrix makes the row about s · √50 ≈ 7s times as long. (Each number of the new row is a sum of 50
# random products, whose signs differ. Such a sum grows with √50.) For s = 0.05 that is 0.35: after 30
# matrices, numbers of about 1e−13 are left. For 0.14 it is close to 1: the size hardly changes. For 0.3
# it is 2.1: the numbers grow beyond a thousand million. Small as they become, they are not 0. This is why
# the size of the first random weights matters.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 9 · Back through the ReLU of layer 1
#
# ![](attachment:step-9.png)
#
# Step 6 again, and this time the mask bites.
#
# $$\frac{\partial L}{\partial z_1}[n, k] =
# \begin{cases}
# \dfrac{\partial L}{\partial a_1}[n, k] & \text{if } z_1[n, k] > 0 \\[2ex]
# 0 & \text{otherwise}
# \end{cases}$$
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_da1` | `(N, n1)` | [[1, −2, 2, −1]] |
# | `z1` | `(N, n1)` | [[−1, 3, 5, 3]] |
# | **result** `dL_dz1` | `(N, n1)`, as `z1` | [[0, −2, 2, −1]] |
#
# By hand, the mask is (0, 1, 1, 1), because the first entry of `z1` is negative:
#
# 1 · 0 = **0**, −2 · 1 = **−2**, 2 · 1 = **2**, −1 · 1 = **−1**.
#
# The loss would like the first unit's activation to change. But the unit is off, and a small nudge of `z1`
# does not turn it on. So there is nothing to pass on.


# %%
def dL_dz1(dL_da1, z1):
    """Gradient of the loss with respect to the pre-activations of layer 1.

    Parameters
    ----------
    dL_da1 : array, shape (N, n1)
        The upstream gradient, found in step 8.
    z1 : array, shape (N, n1)
        What went into the ReLU.

    Returns
    -------
    array, shape (N, n1)
        The same shape as z1.
    """
    ### BEGIN SOLUTION
    return dL_da1 * (z1 > 0)
    ### END SOLUTION


# %%
check(dL_dz1)

# %% [markdown]
# **Think about it.** Ask the honest judge about the kink: what is `(relu(h) - relu(-h)) / (2 * h)`, for a
# small `h`? And what does your own function say where `z1` is 0? Who is right? How likely is a `z1` of
# exactly 0 when the weights are random numbers?
#
# <details><summary>Answer</summary>
#
# The judge says 0.5: it averages the slopes on the two sides. Your function says 0 times the upstream
# gradient, or 1 times, depending on whether it asks for greater, or for greater or equal. Neither is
# wrong: there is no derivative at the kink, and any slope from 0 to 1 can be defended. With random
# weights an exact 0 practically never comes up, so it makes no difference to learning.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 10 · The weights and biases of layer 1
#
# ![](attachment:step-10.png)
#
# ### The weights of layer 1
#
# The last layer on the way back. What goes in at the left is the data itself:
#
# $$\frac{\partial L}{\partial W_1}[j, k] = \sum_n \frac{\partial L}{\partial z_1}[n, j]\; X[n, k]$$
#
# Written out in one line, the chain that you have walked is long:
#
# $$\frac{\partial L}{\partial W_1} =
# \frac{\partial L}{\partial z_3}\cdot
# \frac{\partial z_3}{\partial a_2}\cdot
# \frac{\partial a_2}{\partial z_2}\cdot
# \frac{\partial z_2}{\partial a_1}\cdot
# \frac{\partial a_1}{\partial z_1}\cdot
# \frac{\partial z_1}{\partial W_1}$$
#
# Six factors, and each was one step: 3, 5, 6, 8, 9 and now 10. If you see this line stop earlier
# somewhere, some factors have been left out. (It shows the order of the factors. How each product is
# summed you know from the steps.)
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dz1` | `(N, n1)` | [[0, −2, 2, −1]] |
# | `X` | `(N, n0)` | [[2, 1, 3]] |
# | **result** `dL_dW1` | `(n1, n0)`, as `W1` | [[0, 0, 0], [−4, −2, −6], [4, 2, 6], [−2, −1, −3]] |
#
# By hand, row 0 belongs to the unit that is off: all **0**. Row 1 has the upstream gradient −2:
#
# −2 · 2 = **−4**, −2 · 1 = **−2**, −2 · 3 = **−6**.
#
# Rows 2 and 3 are yours.


# %%
def dL_dW1(dL_dz1, X):
    """Gradient of the loss with respect to the weights of layer 1.

    Parameters
    ----------
    dL_dz1 : array, shape (N, n1)
        The upstream gradient, found in step 9.
    X : array, shape (N, n0)
        The data, one example in each row.

    Returns
    -------
    array, shape (n1, n0)
        One entry for each weight, the same shape as W1.
    """
    ### BEGIN SOLUTION
    return dL_dz1.T @ X
    ### END SOLUTION


# %%
check(dL_dW1)

# %% [markdown]
# ### The biases of layer 1
#
# $$\frac{\partial L}{\partial b_1}[j] = \sum_n \frac{\partial L}{\partial z_1}[n, j]$$
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dz1` | `(N, n1)` | [[0, −2, 2, −1]] |
# | **result** `dL_db1` | `(n1,)`, as `b1` | [0, −2, 2, −1] |
#
# By hand it is the last column of the table with [`X` | 1]: **0**, **−2**, **2**, **−1**.


# %%
def dL_db1(dL_dz1):
    """Gradient of the loss with respect to the biases of layer 1.

    Parameters
    ----------
    dL_dz1 : array, shape (N, n1)
        The upstream gradient, found in step 9.

    Returns
    -------
    array, shape (n1,)
        One entry for each bias, the same shape as b1.
    """
    ### BEGIN SOLUTION
    return dL_dz1.sum(axis=0)
    ### END SOLUTION


# %%
check(dL_db1)

# %% [markdown]
# **Think about it.** We stop at `W1` and `b1`, because `X` is not ours to change. But nothing keeps you
# from taking one more step back. Which earlier step has the right form for `dL_dX`? Work it out and
# compare with `nudge("X", (0, k))`. What could somebody do with it who *can* change the input, a few
# pixels of a picture, say?
#
# <details><summary>Answer</summary>
#
# Step 8: it goes back through the weights of a layer, whatever layer it is. Your `dL_da1`, called with
# the gradient of step 9 and with `W1`, gives [[−3, 0, 1]], and the judge agrees. Whoever can change the
# input can step *uphill* with this: a small change of each pixel, chosen by the sign of its gradient,
# can make the network see another digit while you see the same one. (The field calls it an *adversarial
# example*.)
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 11 · The update rule
#
# ![](attachment:step-11.png)
#
# All gradients are known. A gradient points the way in which the loss *rises* fastest. We want it to fall,
# so we step the other way. How far? As far as the **learning rate** says:
#
# $$w_{\text{new}} = w - \text{learning rate} \cdot \frac{\partial L}{\partial w}$$
#
# The same line serves every `W` and every `b`. This is *gradient descent*.
#
# | name | shape | by hand: `W3`, at a rate of 0.1 |
# |---|---|---|
# | `w` | any | [[2, 0], [0, 2], [1, 1]] |
# | `dL_dw` | as `w` | [[1, 2], [−1, −2], [0, 0]] |
# | `learning_rate` | a number | 0.1 |
# | **result** | as `w` | [[1.9, −0.2], [0.1, 2.2], [1, 1]] |
#
# By hand: 2 − 0.1 · 1 = **1.9** and 0 − 0.1 · 2 = **−0.2**; in the second row 0 − 0.1 · (−1) = **0.1** and
# 2 − 0.1 · (−2) = **2.2**. Where the gradient is 0, nothing moves.
#
# Return a new array and leave `w` as it was. Then the old weights are still there to compare with.


# %%
def update(w, dL_dw, learning_rate):
    """The new weights after one step of gradient descent.

    Parameters
    ----------
    w : array
        Weights or biases, of any shape.
    dL_dw : array, the same shape as w
        The gradient of the loss with respect to them.
    learning_rate : float
        How far to go.

    Returns
    -------
    array, the same shape as w
        A new array; w itself is not changed.
    """
    ### BEGIN SOLUTION
    return w - learning_rate * dL_dw
    ### END SOLUTION


# %%
check(update)

# %% [markdown]
# **Think about it.** Take the simplest of all losses, a bowl: $L = w^2$, with the gradient $2w$. Start at
# `w = 1.0` and call your `update(w, 2 * w, rate)` ten times. Try the rates 0.1, 0.5, 0.9, 1.0 and 1.1.
# What does a rate that is too high look like? Is "0.1 is too high" ever true of a rate on its own, without
# saying for which loss?
#
# <details><summary>Answer</summary>
#
# Every step multiplies `w` by 1 − 2 · rate. At 0.1 it shrinks to 0.11 in ten steps. At 0.5 it is 0 at
# once. At 0.9 it jumps from side to side and shrinks, at 1.0 it jumps between 1 and −1 for ever, and at
# 1.1 it grows, to 6.2. For this bowl the limit is a rate of 1. A bowl that is ten times as steep,
# $10w^2$, has its limit at 0.1. So a rate is too high only for a given loss.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## All together, before the honest judge
#
# Here is the whole way back in one piece, made of your functions. Then three examples instead of one,
# chosen so that an entry of `z2` is negative, and several of `z1`. Nothing is rounded. For each array the
# last column shows the largest difference between your gradient and finite differences, over all entries.


# %%
def backward(X, y_target):
    """The gradients of all weights and biases, by name, from your functions."""
    cache = forward(X, W1, b1, W2, b2, W3, b3)
    # dz3 is short for the array dL_dz3: that name is taken, it is your function
    dz3 = dL_dz3(cache["y_pred"], y_target)
    dz2 = dL_dz2(dL_da2(dz3, W3), cache["z2"])
    dz1 = dL_dz1(dL_da1(dz2, W2), cache["z1"])
    return {
        "W3": dL_dW3(dz3, cache["a2"]),
        "b3": dL_db3(dz3),
        "W2": dL_dW2(dz2, cache["a1"]),
        "b2": dL_db2(dz2),
        "W1": dL_dW1(dz1, X),
        "b1": dL_db1(dz1),
    }


X_three = np.array([[2.0, 1.0, 3.0], [0.0, 1.0, -3.0], [2.0, -4.0, 1.0]])
y_three = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])


def compared():
    for name, gradient in backward(X_three, y_three).items():
        slopes = [nudge(name, index, X_three, y_three) for index in np.ndindex(gradient.shape)]
        difference = np.abs(np.array(slopes).reshape(gradient.shape) - gradient).max()
        print(f"dL_d{name}   {gradient.shape!s:8} largest difference {difference:.0e}")


def if_written(experiment):
    """Runs it. Where a function is not written yet, its name is said."""
    try:
        experiment()
    except NotImplementedError as error:
        place = error.__traceback__
        while place.tb_next:
            place = place.tb_next
        print(f"Not yet: the function {place.tb_frame.f_code.co_name} is not written.")


if_written(compared)

# %% [markdown]
# Differences of 1e-10 or less are only the rounding of the computer. You have written backpropagation, and
# a witness that knows none of the formulas agrees.
#
# Now let all the weights take one small step, and see whether the loss of the by-hand example falls:


# %%
def one_step():
    gradients = backward(X, y_target)
    old = {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3}
    new = {name: update(old[name], gradients[name], 0.01) for name in old}
    for label, parameters in (("before", old), ("after", new)):
        y_pred = forward(X, **parameters)["y_pred"]
        print(f"{label:7} y_pred {y_pred.round(3)}   L {cross_entropy(y_pred, y_target):.4f}")


if_written(one_step)

# %% [markdown]
# One step, and the second class leads clearly. That is the whole cycle of learning: forward pass, loss,
# backward pass, update. Again and again.
#
# **Think about it.** Break one of your functions on purpose (leave out the mask in step 6, say), run its
# cell and then the comparison above again. Which rows go wrong, and which stay right? From such a table
# alone, could you tell in which step a bug sits? Put your function right again afterwards.
#
# <details><summary>Answer</summary>
#
# Without the mask of step 6, the rows of `W3` and `b3` stay right: they come before it on the way back.
# All four others go wrong, because the error is handed on. If one row alone is wrong, the bug sits in
# that row's own function, since nothing else uses it. If everything from some layer on is wrong, it sits
# in the steps that lead to that layer: one of two here, step 5 or step 6. Which of the two, the table
# cannot say.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Your functions learn to read
#
# The same twelve functions, a larger network: 784 inputs, one for each pixel of a 28 × 28 picture of a
# handwritten digit, then 300 and 100 units, then 10 scores, one for each digit. Not a line of your code
# changes. That is what the shapes were for.
#
# The pictures are real ones, from MNIST. `train_here` takes your functions from this notebook, draws small
# random weights, and goes round the cycle: a *batch* of examples forward, the loss, your functions
# backward, your update. Once through all of the training pictures is an *epoch*.
#
# Before you run it, guess: what is the loss at the very start, when the network knows nothing and gives
# each of ten digits about the same probability? (You know the formula: $-\log p_{\text{right}}$.)
# `history.losses[0]` will tell.

# %% tags=["live"]
from quiz_app.training import train_here

history = train_here(globals())

# %% tags=["live"]
history.plot()

# %% [markdown]
# The loss falls, quickly at first, with some noise: each batch is a different handful of pictures. The
# accuracy is measured on pictures that were *not* used for training.
#
# The weights are kept, in the folder `runs`. The page **Draw** of the app (`course app` in a terminal) offers
# them: write a digit with the mouse, and see what your network makes of it.
#
# Three questions to ask of every training run: Does the training loss fall steadily? Does the gap between
# training and test grow? Do gradients reach all layers? The curves above answer the first. The page
# **Train** of the app answers all three, live.
#
# **Think about it.** Run it again with other rates: `train_here(globals(), learning_rate=0.01)`, then 1.0,
# then whatever you like. (If you name none it is 0.2, with 32 examples in a batch; it falls to 0 over the
# epochs.) Which is the best for this network? Then break a function on purpose, once more. Leave out the 1/N,
# or the mask. Does the network still learn? If it does, what has really changed? If it diverges, divide the
# rate by 32 and think again.
#
# <details><summary>Answer</summary>
#
# The highest rate that does not yet jump about does best: 0.5 reaches about 96 % here, 0.01 is still on
# its way after 10 epochs with about 89 %, 1.0 is worse again, and 2.0 diverges. Without the mask of step
# 6 the network still learns, to about the same accuracy: the gradients point the wrong way for some
# units, and for the others they are right. That is why a number that falls is no proof. Without the 1/N
# every gradient is 32 times as large, the size of a batch. That is the same as a rate 32 times as high,
# and it diverges. With a rate of 0.2 / 32 the run is the same as before, number for number.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## What you have built
#
# Look back over your twelve functions. There are only five ideas in them:
#
# - at the output: what was said minus what should have been said, shared among N examples;
# - for weights: upstream gradient times what came in, added up over the examples;
# - for biases: the same, with a 1 for what came in;
# - through weights: each unit collects over its edges;
# - through ReLU: a mask.
#
# And one line that steps downhill. The same ideas serve a network of any depth. In a very deep one there is
# one thing more to take care of, which you met after step 8: on the way back through many layers the
# gradients vanish or explode, unless the weights begin with the right size.
#
# One thing is left: `course check` in a terminal grades everything at once, and `course train` trains there
# and keeps the weights; `course train --data full` takes all 60,000 pictures.
