# %% [markdown]
# # Activations and losses
#
# Between two layers of a network stands a small function, the *activation*. Behind the last layer stands
# another one, the *loss*: it says how wrong the network was. So far there were one of each: ReLU, and cross-entropy
# behind a softmax.
#
# Now you write them yourself, together with their best-known relatives, and the way back through each. That
# makes fifteen functions, and nearly all of them are one line long. The lines are short. What they do to a
# gradient is not always what one expects, and that is what this lesson is about. At the end your functions
# compete on real handwritten digits, in this notebook.
#
# **How it works.** Each step below has a picture, the idea, a formula, the numbers worked out by hand, and a
# function with a gap. Fill the gap, run the cell, then run the `check(…)` cell under it. It tells you what is
# right, what is not, and often which mistake it is. Run the cells from top to bottom.
#
# - Each function is judged alone. A function may call those that you wrote before it.
# - Stuck? Write `hint(sigmoid)` into a cell of your own, or `course hint sigmoid` in a terminal. There are
#   three hints for each function, each says more than the last. The next one opens after another attempt:
#   change the function, run its cell, and check it again.
# - After each step there is a question with no points on it. The empty cell under each question is yours, to
#   try things in. The answer is folded away below the question: think first.
# - You would rather work in an editor? `exercises/functions.py` has the same text and the same gaps. Save it
#   and run `course check exercises/functions.py` in a terminal.

# %%
from itertools import pairwise

import numpy as np

from grader import check, functions_of, hint

# %% [markdown]
# ## Something goes wrong
#
# ![](attachment:one-line.png)
#
# In the last lesson you wrote `forward` and `train`, for a network of any depth, with a ReLU between its
# layers. What is the ReLU for? Leave it out, and see what is lost.
#
# Two layers on paper, with one number each, and nothing between them. The first makes $2x + 1$ out of $x$. The
# second makes $3a - 4$ out of what it is given:
#
# $$3\,(2x + 1) - 4 \;=\; 6x - 1$$
#
# That is one layer again, with the weight 6 and the bias −1. With matrices it is the same. Three layers with
# nothing between them are the one layer
#
# $$W = W_3 W_2 W_1 \qquad\qquad b = W_3\,(W_2\, b_1 + b_2) + b_3$$
#
# However many layers you add, and however wide they are: the scores stay one sum over the inputs, and the
# boundary between two classes stays one straight line.
#
# The cell below shows it with your own functions of the lesson `network`. First it sends eight points through
# three layers, one layer at a time, and through the one layer with the merged weights. Then your `train` learns
# to tell a disk from the ring around it: once with one layer, and once with ReLU in between. Guess the
# accuracies before you run it. (Where `network` is not written yet, the cell says so. The steps do not need it.)


# %% tags=["live"]
network = functions_of("network")
backprop = functions_of("backprop")


def tried(run, *arguments, name=""):
    """What `run` gives. Where it stops, that is said, and the result is None."""
    try:
        with np.errstate(all="ignore"):  # a training may leave the track
            return run(*arguments)
    except NotImplementedError as error:
        place = error.__traceback__
        while place.tb_next:
            place = place.tb_next
        stub = str(error).startswith("Replace this line")
        reason = f"the function {place.tb_frame.f_code.co_name} is not written yet." if stub else str(error)
    except Exception as error:
        reason = f"it stops with {type(error).__name__}: {error}. Check the functions above."
    print(f"{name or run.__name__} has to wait: {reason}")
    return None


def scores_of_one_layer(X, W, b):
    """Your `forward` through a single layer: the last z is what comes before the softmax."""
    zs, _ = network.forward(X, [W], [b])
    return zs[-1]


def three_layers_are_one():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(8, 2))
    (W1, b1), (W2, b2), (W3, b3) = [
        (rng.normal(size=(o, i)), rng.normal(size=o)) for i, o in ((2, 9), (9, 5), (5, 2))
    ]
    a = scores_of_one_layer(X, W1, b1)
    a = scores_of_one_layer(a, W2, b2)
    three = scores_of_one_layer(a, W3, b3)
    one = scores_of_one_layer(X, W3 @ W2 @ W1, W3 @ (W2 @ b1 + b2) + b3)
    print(f"three layers and one: the largest difference is {np.abs(three - one).max():.0e}")


def disk_and_ring(n, rng):
    """n points in the plane, (n, 2), and their classes, one-hot: half in a disk, half in the ring around it."""
    label = np.arange(n) % 2
    radius = np.where(label == 0, rng.uniform(0.0, 1.0, n), rng.uniform(1.5, 2.5, n))
    angle = rng.uniform(0.0, 2 * np.pi, n)
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1), np.eye(2)[label]


def learns_the_ring(*sizes):
    """The trained weights and biases of a network with layers of these sizes, by your `train`."""
    rng = np.random.default_rng(1)
    X, y_target = disk_and_ring(400, rng)
    pairs = list(pairwise(sizes))
    weights = [rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in)) for n_in, n_out in pairs]
    biases = [np.zeros(n_out) for _, n_out in pairs]
    weights, biases, losses = network.train(weights, biases, X, y_target, 0.3, 20, 40, rng)
    right = np.mean(network.predict(X, weights, biases) == y_target.argmax(axis=1))
    print(
        f"{len(pairs)} layer{'s' if len(pairs) > 1 else ''}: {right:.0%} right, and the loss ends at {losses[-1]:.3f}"
    )
    return weights, biases


def draw_rings(trained):
    from matplotlib import pyplot as plt

    X, y_target = disk_and_ring(400, np.random.default_rng(1))
    across, up = np.meshgrid(np.linspace(-2.7, 2.7, 220), np.linspace(-2.7, 2.7, 220))
    _, panels = plt.subplots(1, len(trained), figsize=(5 * len(trained), 4.6), layout="constrained", squeeze=False)
    for panel, (title, (weights, biases)) in zip(panels.flat, trained.items(), strict=True):
        grid = network.predict(np.stack([across.ravel(), up.ravel()], axis=1), weights, biases)
        panel.contourf(
            across, up, np.reshape(grid, across.shape), levels=[-0.5, 0.5, 1.5], colors=["#F3D9C6", "#CFE3F1"]
        )
        for label, colour in enumerate(("#B84E00", "#0072B2")):
            panel.scatter(*X[y_target[:, label] == 1].T, s=9, color=colour)
        panel.set(xticks=[], yticks=[], aspect="equal")
        panel.set_title(title, loc="left", fontsize=11)
    plt.show()


tried(three_layers_are_one, name="The first comparison")
trained = {
    "one layer, or three without ReLU": tried(learns_the_ring, 2, 2, name="The network with one layer"),
    "three layers with ReLU": tried(learns_the_ring, 2, 16, 16, 2, name="The network with three layers"),
}
trained = {title: found for title, found in trained.items() if found is not None}
if trained:
    draw_rings(trained)

# %% [markdown]
# Three layers that are one, up to the rounding of the computer. And one layer draws a straight
# line. No straight line parts a ring from what is inside of it: the network does no better than a coin, and
# its loss stays near log 2 = 0.69, which is what guessing costs. No training can mend that. With something
# *bent* between the layers, every point is on its side.
#
# So the bend is what makes depth worth anything. Nearly any bend will do. They differ in two things: in the
# **range** of what they pass on, and in the **slope** with which a gradient passes back. Watch the slopes. Most
# of what goes wrong in training goes wrong there.
#
# ### Before you start
#
# | name | what it is | shape |
# |---|---|---|
# | `z` | what goes into an activation, the *pre-activations* | `(N, n)` |
# | `dL_da` | the upstream gradient: how the loss feels what came out of the activation | `(N, n)` |
# | `y_pred`, `y_target` | what a network said, and what it should have said | `(N, n)` |
#
# A row is an example, as always. N examples have n numbers each.
#
# - **Forward**, an activation takes `z`. All but softmax work **entry by entry**: one entry knows nothing of
#   another.
# - **Backward**, a function takes the upstream gradient first, then `z`. It returns `dL_dz`, in the shape of
#   `z`: *upstream gradient* × *slope*.
# - **A loss** is one number: the **mean over all N · n entries**. Its gradient has the shape of `y_pred`.
# - **Every z up to 800, and down to −800, must give the right number.** Infinite is no right number, and NaN is
#   none either. A formula can be right on paper and fail in a computer. You will meet two that do.
# - Return new arrays, and leave those that came in as they were.

# %% [markdown]
# ## Step 1 · Sigmoid
#
# ![](attachment:step-1.png)
#
# A score can be any number. A probability lies between 0 and 1. The **sigmoid** turns the one into the other,
# smoothly:
#
# $$a = \sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# A large positive $z$ makes $e^{-z}$ tiny, and $a$ comes close to 1. A large negative $z$ makes it huge, and
# $a$ comes close to 0. At $z = 0$ it is 1 / (1 + 1) = **0.5**. (It is also called the *logistic function*.)
#
# **By hand**, take logarithms for $z$: the exponential undoes them. With $z = \log 3 \approx 1.0986$, $e^{-z}$ is
# 1/3:
#
# 1 / (1 + 1 / 3) = **0.75**, and with −log 3: 1 / (1 + 3) = **0.25**.
#
# | name | shape | by hand |
# |---|---|---|
# | `z` | `(N, n)` | [[0, 1.0986, −1.0986]] |
# | **result** | as `z` | [[0.5, 0.75, 0.25]] |
#
# **In a computer** there is one trap. `np.exp(710)` is larger than the largest number that a computer has, so
# it becomes infinite. Does the formula survive? For $z = -800$ it divides 1 by infinite. That is 0, and right:
# numpy warns, and the value is good. But many books write the same function as $e^z / (1 + e^z)$. Try that with
# $z = 800$: infinite divided by infinite is NaN. On paper the two formulas are equal. In a computer only one of
# them is a sigmoid.


# %%
def sigmoid(z):
    """The sigmoid of each entry: a number between 0 and 1.

    Parameters
    ----------
    z : array, shape (N, n)
        Pre-activations, from -800 to 800.

    Returns
    -------
    array, shape (N, n)
    """
    ### BEGIN SOLUTION
    with np.errstate(over="ignore"):  # exp may become infinite, and 1 divided by it is 0
        return 1 / (1 + np.exp(-z))
    ### END SOLUTION


# %%
check(sigmoid)

# %% [markdown]
# ### The way back through the sigmoid
#
# How steep is the curve? Write it as $a = (1 + e^{-z})^{-1}$ and use the chain rule twice. The outer derivative
# is $-(1 + e^{-z})^{-2}$, the inner one $-e^{-z}$. The two minus signs cancel:
#
# $$\frac{da}{dz} = \frac{e^{-z}}{(1 + e^{-z})^2}
# = \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}} = a\,(1 - a)$$
#
# The second fraction is what is missing from $a$ to 1. So the slope needs nothing but the value: that is the
# charm of the sigmoid. With the upstream gradient it becomes
#
# $$\frac{\partial L}{\partial z} = \frac{\partial L}{\partial a} \cdot a\,(1 - a)$$
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_da` | `(N, n)` | [[2, 16, −16]] |
# | `z` | `(N, n)` | [[0, 1.0986, −1.0986]] |
# | **result** | as `z` | [[0.5, 3, −3]] |
#
# By hand, the values $a$ are 0.5, 0.75 and 0.25, as above. Then 2 · 0.5 · 0.5 = **0.5** and
# 16 · 0.75 · 0.25 = **3**, and the last is −16 · 0.25 · 0.75 = **−3**.
#
# Mind which number goes in: it is $a\,(1 - a)$, not $z\,(1 - z)$. Inside of the function you may call your
# `sigmoid`. The checks ask for `z` from −30 to 30 here.


# %%
def dL_dz_sigmoid(dL_da, z):
    """Gradient of the loss with respect to what went into a sigmoid.

    Parameters
    ----------
    dL_da : array, shape (N, n)
        The upstream gradient, with respect to sigmoid(z).
    z : array, shape (N, n)
        What went into the sigmoid.

    Returns
    -------
    array, shape (N, n)
    """
    ### BEGIN SOLUTION
    a = sigmoid(z)
    return dL_da * a * (1 - a)
    ### END SOLUTION


# %%
check(dL_dz_sigmoid)

# %% [markdown]
# **Saturation.** Look at the slope along the curve:
#
# | `z` | 0 | 2 | 5 | 10 |
# |---|---|---|---|---|
# | value | 0.5 | 0.8808 | 0.9933 | 0.99995 |
# | slope | 0.25 | 0.1050 | 0.0066 | 0.000045 |
#
# At its best the sigmoid lets a quarter of the gradient through. Where it is flat, it lets nearly nothing
# through: the unit is **saturated**. Its value looks healthy, a clear 0 or 1. But whatever the loss wants from
# it, the message does not arrive.
#
# **Think about it.** Send a gradient of 1 back through ten sigmoids, one after another:
# `g = np.ones((1, 1))`, and ten times `g = dL_dz_sigmoid(g, z)`. How much arrives if every `z` is 0? And if
# every `z` is 5? Then ask `dL_dz_sigmoid(np.ones((1, 1)), np.full((1, 1), 40.0))`. The true slope there is
# 4e−18. What do you get, and why?
#
# <details><summary>Answer</summary>
#
# With z = 0 each sigmoid leaves a quarter: 9.5e−07 arrives. With z = 5 it is 1.7e−22. This is the vanishing
# gradient again, and here nothing random is to blame: a quarter is the most that a sigmoid can give.
#
# At 40 you most likely get exactly 0. The value is 1 − 4e−18, and the nearest number that a computer has
# is 1. So 1 − a is 0. The information is lost in the subtraction. It need not be: by symmetry $1 - \sigma(z)$ is
# $\sigma(-z)$, and `sigmoid(z) * sigmoid(-z)` gives 4.2e−18. Both are right enough for training. But keep the
# idea: a subtraction of two numbers that are nearly equal loses digits, and often another formula does not.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 2 · Tanh
#
# ![](attachment:step-2.png)
#
# All values of a sigmoid are positive. The next layer would often like them to be centred at 0. The
# **hyperbolic tangent** is the same curve, stretched: it runs from −1 to 1.
#
# $$a = \tanh(z) = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}} = 2\,\sigma(2z) - 1$$
#
# (Divide top and bottom of the fraction by $e^{z}$. With $u$ for $e^{-2z}$ it is $(1 - u) / (1 + u)$ then, and
# that is $2 / (1 + u) - 1$.)
#
# | name | shape | by hand |
# |---|---|---|
# | `z` | `(N, n)` | [[0, 0.6931, −1.0986]] |
# | **result** | as `z` | [[0, 0.6, −0.8]] |
#
# By hand, with $z = \log 2 \approx 0.6931$ the two exponentials are 2 and 1/2:
# (2 − 1 / 2) / (2 + 1 / 2) = **0.6**. With −log 3 they are 1/3 and 3:
# (1 / 3 − 3) / (1 / 3 + 3) = **−0.8**.
#
# Numpy has this function, and you may use it. If you write it yourself: the first formula gives NaN at 800, the
# last one does not. Why?


# %%
def tanh(z):
    """The hyperbolic tangent of each entry: a number between -1 and 1.

    Parameters
    ----------
    z : array, shape (N, n)
        Pre-activations, from -800 to 800.

    Returns
    -------
    array, shape (N, n)
    """
    ### BEGIN SOLUTION
    return np.tanh(z)
    ### END SOLUTION


# %%
check(tanh)

# %% [markdown]
# ### The way back through tanh
#
# The quotient rule says that $u / v$ has the derivative $(u'v - uv') / v^2$. Here $u$ is $e^z - e^{-z}$ and $v$
# is $e^z + e^{-z}$. The derivative of each is the other one. With $a$ for $\tanh(z)$, which is $u / v$, the slope
# is again a short formula of the value alone:
#
# $$\frac{da}{dz} = \frac{(e^z + e^{-z})^2 - (e^z - e^{-z})^2}{(e^z + e^{-z})^2} = 1 - a^2$$
#
# At 0 it is 1, four times the sigmoid's. Both are flat at the ends.
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_da` | `(N, n)` | [[2, 10, −5]] |
# | `z` | `(N, n)` | [[0, 0.6931, −1.0986]] |
# | **result** | as `z` | [[2, 6.4, −1.8]] |
#
# By hand, with the values 0, 0.6 and −0.8 from above: 2 · (1 − 0²) = **2**, then 10 · (1 − 0.6²) = **6.4**,
# then −5 · (1 − (−0.8)²) = **−1.8**.


# %%
def dL_dz_tanh(dL_da, z):
    """Gradient of the loss with respect to what went into a tanh.

    Parameters
    ----------
    dL_da : array, shape (N, n)
        The upstream gradient, with respect to tanh(z).
    z : array, shape (N, n)
        What went into the tanh.

    Returns
    -------
    array, shape (N, n)
    """
    ### BEGIN SOLUTION
    return dL_da * (1 - tanh(z) ** 2)
    ### END SOLUTION


# %%
check(dL_dz_tanh)

# %% [markdown]
# **Think about it.** Why does it matter that the values are centred? Take one example, and look at the weights of
# one unit in the *next* layer. You know their gradient, `dL_dW2` of `backprop`: the unit's upstream gradient,
# times what came in. Let `sigmoid(z)` come in, for `z = np.array([[-2.0, -0.5, 1.0, 3.0]])`, and an upstream
# gradient of `np.array([[0.7]])`. What do the signs of the four gradients have in common? Then let `tanh(z)` come
# in.
#
# <details><summary>Answer</summary>
#
# `backprop.dL_dW2(np.array([[0.7]]), sigmoid(z))` is positive in all four places. What comes in is positive,
# so all four have the sign of the upstream gradient: for this example, all weights of the unit grow together
# or shrink together. If one should grow and another should shrink, the steps must zigzag. With tanh two are
# negative and two are positive. (Yann LeCun and his colleagues gave this reason for tanh in *Efficient
# BackProp*, 1998. It is about one example at a time: over a batch the signs can differ.)
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 3 · ReLU, and one that leaks
#
# ![](attachment:step-3.png)
#
# You know **ReLU** well: what is positive stays, the rest becomes 0.
#
# $$\text{relu}(z) = \max(z, 0)$$
#
# It has no exponential, and it never saturates on the right: the slope is 1, however large `z` is. Since about
# 2011 it is the usual choice for hidden layers. The way back you have written already: it is `dL_dz2` of
# `backprop`, and this lesson uses it.
#
# | name | shape | by hand |
# |---|---|---|
# | `z` | `(N, n)` | [[−2, 3], [0.5, −1]] |
# | **result** | as `z` | [[0, 3], [0.5, 0]] |
#
# By hand: max(−2, 0) = **0** and max(3, 0) = **3** and max(0.5, 0) = **0.5**.


# %%
def relu(z):
    """What is positive of each entry: z itself, or 0.

    Parameters
    ----------
    z : array, shape (N, n)
        Pre-activations.

    Returns
    -------
    array, shape (N, n)
    """
    ### BEGIN SOLUTION
    return np.maximum(z, 0)
    ### END SOLUTION


# %%
check(relu)

# %% [markdown]
# ### Leaky ReLU
#
# ReLU has a weakness of its own. Where `z` is negative its slope is exactly 0. A unit whose `z` is negative for
# *every* example gets no gradient at all, and stays as it is for ever: a *dead* unit. **Leaky ReLU** lets a
# little through on that side, too:
#
# $$\text{leaky\_relu}(z) =
# \begin{cases}
# z & \text{if } z > 0 \\
# \text{slope} \cdot z & \text{otherwise}
# \end{cases}$$
#
# `slope` is a small number between 0 and 1; 0.01 is usual. With 0 it is ReLU. (Andrew Maas, Awni Hannun and
# Andrew Ng described it in 2013.)
#
# | name | shape | by hand |
# |---|---|---|
# | `z` | `(N, n)` | [[−2, 3], [0.5, −1]] |
# | `slope` | a number | 0.1 |
# | **result** | as `z` | [[−0.2, 3], [0.5, −0.1]] |
#
# By hand, only the negative ones change: 0.1 · (−2) = **−0.2** and 0.1 · (−1) = **−0.1**.


# %%
def leaky_relu(z, slope):
    """Each entry where it is positive, and slope times the entry elsewhere.

    Parameters
    ----------
    z : array, shape (N, n)
        Pre-activations.
    slope : float
        What is left of a negative entry, between 0 and 1.

    Returns
    -------
    array, shape (N, n)
    """
    ### BEGIN SOLUTION
    return np.where(z > 0, z, slope * z)
    ### END SOLUTION


# %%
check(leaky_relu)

# %% [markdown]
# ### The way back through leaky ReLU
#
# ReLU's mask had ones and zeros. Here it has ones and slopes:
#
# $$\frac{\partial L}{\partial z} = \frac{\partial L}{\partial a} \cdot
# \begin{cases}
# 1 & \text{if } z > 0 \\
# \text{slope} & \text{if } z < 0
# \end{cases}$$
#
# The sign of `z` decides. The sign of the upstream gradient does not.
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_da` | `(N, n)` | [[2, −1], [4, 3]] |
# | `z` | `(N, n)` | [[−2, 3], [0.5, −1]] |
# | `slope` | a number | 0.1 |
# | **result** | as `z` | [[0.2, −1], [4, 0.3]] |
#
# By hand: 0.1 · 2 = **0.2**, then 1 · (−1) = **−1**, then 1 · 4 = **4**, then 0.1 · 3 = **0.3**.
#
# At exactly 0 there is a kink. The checks do not ask there.


# %%
def dL_dz_leaky_relu(dL_da, z, slope):
    """Gradient of the loss with respect to what went into a leaky ReLU.

    Parameters
    ----------
    dL_da : array, shape (N, n)
        The upstream gradient, with respect to leaky_relu(z, slope).
    z : array, shape (N, n)
        What went into the leaky ReLU.
    slope : float
        The slope where z is negative.

    Returns
    -------
    array, shape (N, n)
    """
    ### BEGIN SOLUTION
    return np.where(z > 0, dL_da, slope * dL_da)
    ### END SOLUTION


# %%
check(dL_dz_leaky_relu)

# %% [markdown]
# **Think about it.** Bring a dead unit back to life. Its only input is 1, its weight is `w = -2.0`, so `z` is
# `w`. It should give 1, and the loss is (a − 1)², with the gradient 2 (a − 1) by `a`. Take
# steps at a rate of 0.1, until `w` is positive. How many does it take with a slope of 0.01? With 0.1? With
# ReLU? And what is leaky ReLU with a slope of 1?
#
# <details><summary>Answer</summary>
#
# Each step is `g = dL_dz_leaky_relu(2 * (leaky_relu(w, slope) - 1), w, slope)`, then `w = w - 0.1 * g`. With
# `w` as an array of shape (1, 1), a slope of 0.01 takes 991 steps until `w` is positive, and 0.1 takes 92.
# With ReLU it never happens. So 0.01 helps, and slowly. With a slope of 1 it is the identity: no bend, and
# the network is one line again.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 4 · Softmax
#
# ![](attachment:step-4.png)
#
# The sigmoid answers one question with yes or no. **Softmax** chooses among several classes: it turns the
# scores of a row into probabilities that add up to 1.
#
# $$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$
#
# It is the one function here that does not work entry by entry. All entries of a row share one sum. Different
# rows are different examples, and have nothing to do with each other: the sum runs along the **last axis**.
#
# | name | shape | by hand |
# |---|---|---|
# | `z` | `(N, n)` | [[0, 0.6931, 1.6094], [1.0986, 0, 0]] |
# | **result** `p` | as `z` | [[0.125, 0.25, 0.625], [0.6, 0.2, 0.2]] |
#
# By hand, the first row holds 0, log 2 and log 5. The exponentials are 1, 2 and 5, and their sum is 8: 1 / 8
# = **0.125**, then 2 / 8 = **0.25**, then 5 / 8 = **0.625**. The second row holds log 3, 0 and 0, with the
# sum 5: 3 / 5 = **0.6** and 1 / 5 = **0.2**.
#
# **Large scores.** With a score of 800 the formula divides infinite by infinite. That is not far-fetched: a
# network whose rate is a little too high gets there in a few steps, and then every weight is NaN. The cure
# costs one subtraction. Take the same number $c$ away from all scores of a row:
#
# $$\frac{e^{z_i - c}}{\sum_j e^{z_j - c}}
# = \frac{e^{-c}\, e^{z_i}}{e^{-c} \sum_j e^{z_j}} = p_i$$
#
# No probability changes. Choose for $c$ the largest score **of that row**. Then the largest exponential is
# $e^0 = 1$: nothing overflows, and no sum is 0. The scores 800, 799 and 798 become 0, −1 and −2, and give the
# probabilities 0.665, 0.245 and 0.090.
#
# Why not the largest of the whole array? Because one row may lie at 800 and another at −800. Taking 800 away
# from the second leaves it with three zeros, and 0 / 0 is NaN.
#
# A hint for numpy: `z.max(axis=-1)` has the shape `(N,)`. With `keepdims=True` it has the shape `(N, 1)`, a
# column, and each row gets its own number when you subtract or divide.


# %%
def softmax(z):
    """The probabilities of the classes, from their scores: positive, and each row adds up to 1.

    Parameters
    ----------
    z : array, shape (N, n)
        Scores, from -800 to 800, one example in each row.

    Returns
    -------
    array, shape (N, n)
    """
    ### BEGIN SOLUTION
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)
    ### END SOLUTION


# %%
check(softmax)

# %% [markdown]
# **Think about it.** Two classes can be told apart by a sigmoid with one score, or by softmax
# with two. How do they belong together? Compare `softmax(np.array([[z, 0.0]]))` with `sigmoid(z)` for some z.
# Then find out what happens if you multiply all scores of a row by 10, or by 0.1.
#
# <details><summary>Answer</summary>
#
# The first probability is the sigmoid of z: $e^z / (e^z + 1)$ is $1 / (1 + e^{-z})$. So a sigmoid is a
# softmax whose second score is always 0. Only the difference of two scores counts.
#
# Times 10 the largest score takes nearly everything: [[0, 0.6931, 1.6094]] becomes 0.0000, 0.0001 and 0.9999.
# Times 0.1 the three come closer together: 0.3080, 0.3301 and 0.3618. People call the divisor a
# *temperature*. It is what you set when you make a language model more daring or more careful.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 5 · Back through softmax
#
# ![](attachment:step-5.png)
#
# In `backprop`, softmax and cross-entropy went back together, and nearly everything cancelled. Alone, softmax
# is the most interesting function of this lesson. Nudge **one** score, and **all** probabilities of its row
# move: what the one gains, the others lose.
#
# So there is not one slope for each entry. There is a whole table for each row, one slope for each pair: how
# does $p_i$ move when $z_j$ is nudged? Such a table is called a **Jacobian**.
#
# Use the quotient rule again, with $S$ for the sum of all $e^{z_j}$. If $z_i$ itself is nudged, both $e^{z_i}$
# and $S$ move: $(e^{z_i} S - e^{z_i} e^{z_i}) / S^2$. If another $z_j$ is nudged, $S$ alone moves: $-e^{z_i}
# e^{z_j} / S^2$. Since $e^{z_i} / S$ is $p_i$:
#
# $$\frac{\partial p_i}{\partial z_j} =
# \begin{cases}
# p_i\,(1 - p_i) & \text{if } i = j \\
# -\,p_i\, p_j & \text{if } i \neq j
# \end{cases}$$
#
# On the diagonal you meet the sigmoid's slope again. Everything beside the diagonal is negative: a
# probability that is not meant loses. For the probabilities 1/8, 2/8 and 5/8 the table is, in sixty-fourths:
#
# | | nudge z₀ | nudge z₁ | nudge z₂ |
# |---|---|---|---|
# | p₀ = 1/8 | **7** | −2 | −5 |
# | p₁ = 2/8 | −2 | **12** | −10 |
# | p₂ = 5/8 | −5 | −10 | **15** |
#
# Every column adds up to 0: the probabilities always add up to 1, so what one gains, the others lose. Every row
# adds up to 0, too: the same number added to all scores changes nothing. The diagonal alone is half of what happens.
#
# The chain rule says: multiply along each way, add over the ways. One score has a way through every
# probability of its row:
#
# $$\frac{\partial L}{\partial z_j} = \sum_i \frac{\partial L}{\partial p_i}\,
# \frac{\partial p_i}{\partial z_j}
# = p_j \left( \frac{\partial L}{\partial p_j} - \sum_i \frac{\partial L}{\partial p_i}\, p_i \right)$$
#
# (From the diagonal comes $p_j$ times the upstream gradient of $p_j$. From the whole column, the diagonal's $-p_j
# p_j$ included, comes $-p_j p_i$ times the upstream gradient of each $p_i$. Then $p_j$ is taken out of the sum.)
#
# The right-hand side needs no table. The sum is the same for the whole row: it is the **mean of the upstream
# gradient, weighted by the probabilities**. Only what differs from that mean is passed on.
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dp` | `(N, n)` | [[8, 4, 0]] |
# | `z` | `(N, n)` | [[0, 0.6931, 1.6094]] |
# | **result** | as `z` | [[0.75, 0.5, −1.25]] |
#
# By hand, with the short formula. The weighted mean: 8 · 0.125 + 4 · 0.25 + 0 · 0.625 = **2**. Then
# 0.125 · (8 − 2) = **0.75**, and 0.25 · (4 − 2) = **0.5**, and 0.625 · (0 − 2) = **−1.25**.
#
# With the table, down its first column: (8 · 7 − 4 · 2 − 0 · 5) / 64 = **0.75**.
# The third column: (−8 · 5 − 4 · 10 + 0 · 15) / 64 = **−1.25**.
# With the diagonal alone the third entry would be 0, although this score matters most.


# %%
def dL_dz_softmax(dL_dp, z):
    """Gradient of the loss with respect to the scores that went into a softmax.

    Parameters
    ----------
    dL_dp : array, shape (N, n)
        The upstream gradient, with respect to the probabilities softmax(z).
    z : array, shape (N, n)
        The scores, one example in each row.

    Returns
    -------
    array, shape (N, n)
    """
    ### BEGIN SOLUTION
    p = softmax(z)
    mean = (dL_dp * p).sum(axis=-1, keepdims=True)
    return p * (dL_dp - mean)
    ### END SOLUTION


# %%
check(dL_dz_softmax)

# %% [markdown]
# **Think about it.** Put cross-entropy behind your softmax. With a one-hot `t`, its gradient by `p` is
# `-t / p / N`. Pass that through your function, for `z = np.array([[2.0, -1.0, 0.5], [0.0, 1.0, 3.0]])` and
# `t = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])`. Compare with `backprop.dL_dz3(softmax(z), t)`, your own
# function of the first lesson. Then do the same with one row of scores, [[800, 0]], and the target [[0, 1]].
#
# <details><summary>Answer</summary>
#
# They agree up to rounding. In the formula, `dL_dp * p` becomes `-t / N`, and its sum is −1/N. What is left
# is $p_j (-t_j / p_j + 1) / N$, which is $(p_j - t_j) / N$. So the two steps together are *what was said,
# minus what should have been said*.
#
# With [[800, 0]] the right class has probability 0. Then `-t / p` divides by 0, and the two steps give NaN. The
# short formula gives [[1, −1]], which is right. That is why every library has softmax and cross-entropy as one
# function. Stability is more than a matter of exp.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 6 · Mean squared error
#
# ![](attachment:step-6.png)
#
# Now the losses. The network says a number, such as a price or a temperature, and the right number is known.
# The difference of the two is the error. The **mean squared error** squares it and takes the mean:
#
# $$L = \frac{1}{M} \sum (y_{\text{pred}} - y_{\text{target}})^2 \qquad\qquad M = N \cdot n \text{ entries}$$
#
# Twice as far off costs four times as much. Nudge one entry of `y_pred`, and only its own square changes:
#
# $$\frac{\partial L}{\partial y_{\text{pred}}} = \frac{2}{M}\, (y_{\text{pred}} - y_{\text{target}})$$
#
# | name | shape | by hand |
# |---|---|---|
# | `y_pred` | `(N, n)` | [[1, 4], [2, 0]] |
# | `y_target` | `(N, n)` | [[0, 2], [2, 3]] |
# | **result** | a number | 3.5 |
#
# By hand, the errors are 1, 2, 0 and −3: (1² + 2² + 0² + (−3)²) / 4 = **3.5**.


# %%
def mean_squared_error(y_pred, y_target):
    """The mean of the squared errors, over all entries.

    Parameters
    ----------
    y_pred : array, shape (N, n)
        What the network said.
    y_target : array, shape (N, n)
        What it should have said.

    Returns
    -------
    float
    """
    ### BEGIN SOLUTION
    return np.mean((y_pred - y_target) ** 2)
    ### END SOLUTION


# %%
check(mean_squared_error)

# %% [markdown]
# ### Its gradient
#
# The mean is over all entries, so each of them counts 1/M. `y_pred.size` is M. (In `backprop` the loss was a
# mean over the *examples*, and there you divided by N. Here it is the mean over all *entries*. Libraries have
# both.)
#
# | name | shape | by hand |
# |---|---|---|
# | `y_pred` | `(N, n)` | [[1, 4], [2, 0]] |
# | `y_target` | `(N, n)` | [[0, 2], [2, 3]] |
# | **result** | as `y_pred` | [[0.5, 1], [0, −1.5]] |
#
# By hand: 2 · 1 / 4 = **0.5**, then 2 · 2 / 4 = **1**, then 2 · 0 / 4 = **0**, then 2 · (−3) / 4 = **−1.5**.


# %%
def dL_dy_mean_squared_error(y_pred, y_target):
    """Gradient of the mean squared error with respect to what the network said.

    Parameters
    ----------
    y_pred : array, shape (N, n)
        What the network said.
    y_target : array, shape (N, n)
        What it should have said.

    Returns
    -------
    array, shape (N, n)
        The same shape as y_pred.
    """
    ### BEGIN SOLUTION
    return 2 * (y_pred - y_target) / y_pred.size
    ### END SOLUTION


# %%
check(dL_dy_mean_squared_error)

# %% [markdown]
# **Think about it.** Five people say how many cups of coffee they drink in a week: 1, 2, 3, 4, and one of them
# wrote 90. You may predict one number for all five, and you want the smallest loss. Find it by gradient descent:
# start with 0, take 200 steps at a rate of 0.1, and add up your gradient over the five. (Keep the number. Step 8
# asks again.)
#
# <details><summary>Answer</summary>
#
# With `y = np.array([[1.0, 2.0, 3.0, 4.0, 90.0]])` and `c = 0.0`, each step is
# `c = c - 0.1 * dL_dy_mean_squared_error(np.full_like(y, c), y).sum()`. It ends at 20.0. That is the mean, and it
# describes nobody: one wrong number has pulled it there. The squared error is best served by the mean, always.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 7 · Binary cross-entropy
#
# ![](attachment:step-7.png)
#
# A network answers yes or no: is this picture an 8? It says a probability, `y_pred`, and the target is 1 for yes
# and 0 for no. How bad is a probability? Look at what was given to the right answer. With $p$ for `y_pred` and
# $t$ for `y_target`, that is $p$ where the target is 1, and $1 - p$ where it is 0. The **binary cross-entropy**
# is minus its logarithm. Both cases in one formula, with $t$ as a switch:
#
# $$L = -\frac{1}{M} \sum \big( t \log p + (1 - t) \log(1 - p) \big)$$
#
# Sure and right costs almost nothing. Undecided costs log 2. Sure and wrong costs a lot, without any limit.
#
# | name | shape | by hand |
# |---|---|---|
# | `y_pred` | `(N, n)` | [[0.5, 0.75], [0.25, 0.875]] |
# | `y_target` | `(N, n)` | [[1, 0], [1, 0]] |
# | **result** | a number | 1.3863 |
#
# By hand, in units of log 2: the right answers were given 1/2, 1/4, 1/4 and 1/8, which costs 1, 2, 2 and 3 of
# them. The mean is (1 + 2 + 2 + 3) / 4 = **2** units: 2 · log 2 ≈ **1.3863**.
#
# **Exactly 0 and exactly 1.** A network can say them: `sigmoid(40)` is 1. The logarithm of 0 is minus
# infinite. If the network was right, the switch turns it off, and 0 · infinite is NaN. If it was wrong, the
# loss is infinite, and nothing can be learned from that. So keep the probabilities away from 0 and 1 by
# something tiny, before you take the logarithm. How tiny is up to you, as long as two things hold. A
# probability of exactly 0 or 1 that is *right* costs practically nothing. One that is *wrong* costs at least
# 10, and a finite number. Other probabilities must not notice. (1e-12 is a good choice: a wrong one costs
# 27.6 then.)


# %%
def binary_cross_entropy(y_pred, y_target):
    """The mean of minus the logarithm of the probability that was given to the right answer, over all entries.

    Parameters
    ----------
    y_pred : array, shape (N, n)
        Probabilities of a yes, from 0 to 1, both included.
    y_target : array, shape (N, n)
        1 for yes, 0 for no.

    Returns
    -------
    float
        Finite, also where a probability is exactly 0 or 1.
    """
    ### BEGIN SOLUTION
    p = np.clip(y_pred, 1e-12, 1 - 1e-12)
    return -np.mean(y_target * np.log(p) + (1 - y_target) * np.log(1 - p))
    ### END SOLUTION


# %%
check(binary_cross_entropy)

# %% [markdown]
# ### Its gradient
#
# The derivative of $\log p$ is $1/p$, and that of $\log(1 - p)$ is $-1/(1 - p)$:
#
# $$\frac{\partial L}{\partial p} = \frac{1}{M} \left( -\frac{t}{p} + \frac{1 - t}{1 - p} \right)
# = \frac{1}{M} \cdot \frac{p - t}{p\,(1 - p)}$$
#
# (Over the common denominator the top is $-t\,(1 - p) + (1 - t)\,p$, and that is $p - t$.)
#
# | name | shape | by hand |
# |---|---|---|
# | `y_pred` | `(N, n)` | [[0.5, 0.75], [0.25, 0.875]] |
# | `y_target` | `(N, n)` | [[1, 0], [1, 0]] |
# | **result** | as `y_pred` | [[−0.5, 1], [−1, 2]] |
#
# By hand, with M = 4: −1 / 0.5 / 4 = **−0.5**, then 1 / (1 − 0.75) / 4 = **1**, then −1 / 0.25 / 4 = **−1**,
# then 1 / (1 − 0.875) / 4 = **2**. The checks ask for probabilities that are not close to 0 or 1.


# %%
def dL_dy_binary_cross_entropy(y_pred, y_target):
    """Gradient of the binary cross-entropy with respect to the probabilities.

    Parameters
    ----------
    y_pred : array, shape (N, n)
        Probabilities of a yes, between 0 and 1.
    y_target : array, shape (N, n)
        1 for yes, 0 for no.

    Returns
    -------
    array, shape (N, n)
        The same shape as y_pred.
    """
    ### BEGIN SOLUTION
    return (y_pred - y_target) / (y_pred * (1 - y_pred)) / y_pred.size
    ### END SOLUTION


# %%
check(dL_dy_binary_cross_entropy)

# %% [markdown]
# ### Confident and wrong
#
# Why not take the squared error of the probability? It is 0 where the network is right, and 1 where it is
# completely wrong. Follow the gradient one step further back, through the sigmoid, to the score `z`. Let the
# target be 0, and the network be more and more sure of the contrary:
#
# | `z` | 0 | 2 | 5 | 8 |
# |---|---|---|---|---|
# | probability | 0.5 | 0.8808 | 0.9933 | 0.9997 |
# | gradient of the squared error | 0.2500 | 0.1850 | 0.0132 | 0.0007 |
# | gradient of cross-entropy | 0.5000 | 0.8808 | 0.9933 | 0.9997 |
#
# The more wrong it is, the *less* the squared error teaches: its gradient 2 p is multiplied by the slope of the
# sigmoid, and that is saturated. In cross-entropy the same slope, p (1 − p), stands in the denominator. The two
# cancel, and what is left is p − t.
#
# The cell below asks your functions: one score starts at 8, the target is 0, and gradient descent takes steps
# at a rate of 1. After how many is the answer on the right side? Guess first.


# %% tags=["live"]
LOSSES = {
    "squared error": lambda p, t: dL_dy_mean_squared_error(p, t),
    "cross-entropy": lambda p, t: dL_dy_binary_cross_entropy(p, t),
}


def probabilities_on_the_way(gradient, start, steps=3000, rate=1.0):
    """The probability before each step, from a confident wrong start to the target, which is 0."""
    z, t, seen = np.full((1, 1), float(start)), np.zeros((1, 1)), []
    for _ in range(steps):
        p = sigmoid(z)
        seen.append(p.item())
        z = z - rate * dL_dz_sigmoid(gradient(p, t), z)
    return seen


def draw_ways(ways):
    from matplotlib import pyplot as plt

    _, panel = plt.subplots(figsize=(10, 3.6), layout="constrained")
    for name, seen in ways.items():
        look = {"color": "#B84E00"} if name == "squared error" else {"color": "#0072B2", "linestyle": "--"}
        panel.plot(np.arange(1, len(seen) + 1), seen, linewidth=2, label=name, **look)
    panel.axhline(0.5, color="#CFCBC4", linewidth=1)
    panel.legend(frameon=False, fontsize=11)
    panel.set(xscale="log", xlabel="step", ylabel="probability, should be 0", ylim=(0, 1.05))
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)
    plt.show()


ways = {name: tried(probabilities_on_the_way, gradient, 8, name=name) for name, gradient in LOSSES.items()}
ways = {name: seen for name, seen in ways.items() if seen is not None}
for name, seen in ways.items():
    print(f"{name}: on the right side after {sum(p > 0.5 for p in seen)} steps")
if ways:
    draw_ways(ways)

# %% [markdown]
# **Think about it.** Is the squared error always slow with a sigmoid? Start at 0 instead of 8,
# and at −2. Then go the other way, and start at 40 with each of the two losses. Something new happens there
# with cross-entropy. What is it, and how do libraries avoid it?
#
# <details><summary>Answer</summary>
#
# From 0, and from −2, both losses make progress from the first step on. The squared error is slow where the
# sigmoid is saturated *on the wrong side*. A network that starts with small weights is undecided, and is not
# there yet. It gets there if the data change under it, or if a large step throws it there. From 40 the
# squared error does not move at all.
#
# Cross-entropy fails, too: the probability is exactly 1, so its gradient divides by 0, and infinite times 0
# is NaN. On paper the product is p − t = 1. Libraries therefore take the score and not the probability, and
# use p − t at once. They call it "with logits".
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 8 · Huber: between two worlds
#
# ![](attachment:step-8.png)
#
# One wrong number among five pulled the mean to 20. The squared error gives every example a pull that grows with
# its error, without limit. The absolute error |e| pulls everybody with the same force, however small the error
# is: it never calms down near the goal. The **Huber loss** takes the best of both. With
# $e = y_{\text{pred}} - y_{\text{target}}$:
#
# $$\text{cost}(e) =
# \begin{cases}
# \tfrac{1}{2}\, e^2 & \text{if } |e| \le \delta \\
# \delta\, \big(|e| - \tfrac{1}{2}\,\delta\big) & \text{otherwise}
# \end{cases}$$
#
# and the loss is the mean over all M entries. Inside of δ it is half a square. Outside it is a straight line.
# At δ the two meet, and with the same slope: there is no kink. (Peter Huber, 1964.)
#
# | name | shape | by hand |
# |---|---|---|
# | `y_pred` | `(N, n)` | [[1, −4], [0, 6]] |
# | `y_target` | `(N, n)` | [[0, 0], [1, 1]] |
# | `delta` | a number | 2 |
# | **result** | a number | 3.75 |
#
# By hand, the errors are 1, −4, −1 and 5. Two of them are inside: 0.5 · 1² = **0.5**, twice. Two are outside:
# 2 · (4 − 1) = **6** and 2 · (5 − 1) = **8**. The mean is (0.5 + 6 + 0.5 + 8) / 4 = **3.75**.


# %%
def huber(y_pred, y_target, delta):
    """The mean Huber loss, over all entries.

    Parameters
    ----------
    y_pred : array, shape (N, n)
        What the network said.
    y_target : array, shape (N, n)
        What it should have said.
    delta : float
        Up to this size an error counts by its square, positive.

    Returns
    -------
    float
    """
    ### BEGIN SOLUTION
    size = np.abs(y_target - y_pred)
    return np.mean(np.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)))
    ### END SOLUTION


# %%
check(huber)

# %% [markdown]
# ### Its gradient
#
# Inside, the slope of half a square is $e$ itself. Outside, the slope of the line is δ, with the sign of the
# error. In one sentence: **the pull is the error, but never more than δ.**
#
# $$\frac{\partial L}{\partial y_{\text{pred}}} = \frac{1}{M} \cdot
# \begin{cases}
# e & \text{if } |e| \le \delta \\
# \delta & \text{if } e > \delta \\
# -\delta & \text{if } e < -\delta
# \end{cases}$$
#
# | name | shape | by hand |
# |---|---|---|
# | `y_pred` | `(N, n)` | [[1, −4], [0, 6]] |
# | `y_target` | `(N, n)` | [[0, 0], [1, 1]] |
# | `delta` | a number | 2 |
# | **result** | as `y_pred` | [[0.25, −0.5], [−0.25, 0.5]] |
#
# By hand, the errors 1, −4, −1 and 5 are limited to 1, −2, −1 and 2. Then 1 / 4 = **0.25** and −2 / 4 =
# **−0.5** and −1 / 4 = **−0.25** and 2 / 4 = **0.5**.


# %%
def dL_dy_huber(y_pred, y_target, delta):
    """Gradient of the Huber loss with respect to what the network said.

    Parameters
    ----------
    y_pred : array, shape (N, n)
        What the network said.
    y_target : array, shape (N, n)
        What it should have said.
    delta : float
        Up to this size an error pulls with its own size, positive.

    Returns
    -------
    array, shape (N, n)
        The same shape as y_pred.
    """
    ### BEGIN SOLUTION
    return np.clip(y_pred - y_target, -delta, delta) / y_pred.size
    ### END SOLUTION


# %%
check(dL_dy_huber)

# %% [markdown]
# **Think about it.** The coffee again: 1, 2, 3, 4 and 90. Which single number has the smallest Huber loss? Take
# 20,000 steps at a rate of 0.1, with δ = 1, then with 0.01, then with 1000. What are the two worlds?
#
# <details><summary>Answer</summary>
#
# With δ = 1 it ends at 3.00, with 0.01 at 3.00, and with 1000 at 20.00. A small δ makes Huber an absolute
# error (times δ), and that is best served by the *median*: two people drink less than 3 cups, two drink more.
# A large δ makes it half the squared error, and that is best served by the *mean*. In between it listens to
# everybody, and to nobody too much. δ has the unit of the target: it says from which size on an error is
# suspicious.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Which one, when
#
# | activation | range | largest slope | where it is used |
# |---|---|---|---|
# | sigmoid | 0 to 1 | 0.25, at 0 | at the output, for one yes or no; gates inside of recurrent networks |
# | tanh | −1 to 1 | 1, at 0 | hidden layers of small and of recurrent networks |
# | ReLU | 0 to ∞ | 1, for every positive z | hidden layers: the first choice in most networks |
# | leaky ReLU | −∞ to ∞ | 1, for every positive z | where many units of a ReLU network die |
# | softmax | 0 to 1, a row adds up to 1 | 0.25, on the diagonal | at the output, for one of several classes |
# | none | −∞ to ∞ | 1 | at the output, for a number on a scale |
#
# | loss | of what | pull of one example | where it is used |
# |---|---|---|---|
# | mean squared error | numbers | 2 e, without limit | errors of one kind, none of them absurd |
# | Huber | numbers | e, at most δ | some targets may be far off |
# | binary cross-entropy | probabilities of a yes | p − t, at the score | one yes or no, or several independent ones |
# | cross-entropy | probabilities of classes | p − t, at the scores | one of several classes |
#
# Read such tables as a place to begin. Which hidden activation is best depends on the depth of the network,
# on its first weights, on the scale of its inputs, and on the learning rate. For the output there is less to
# choose: **its range must be the range of the answer**, and the loss must fit it.
#
# ## Live: your functions on real digits
#
# 4,000 pictures of handwritten digits to learn from, and 1,000 others to test with. The network is given, and
# yours is what bends it. It also uses your gradient functions of `backprop`.


# %% tags=["live"]
from quiz_app.training import load_digits

digits = load_digits()
ACTIVATIONS = {
    "sigmoid": (lambda z: sigmoid(z), lambda dL_da, z: dL_dz_sigmoid(dL_da, z)),
    "tanh": (lambda z: tanh(z), lambda dL_da, z: dL_dz_tanh(dL_da, z)),
    "relu": (lambda z: relu(z), lambda dL_da, z: backprop.dL_dz2(dL_da, z)),
    "leaky_relu": (lambda z: leaky_relu(z, 0.01), lambda dL_da, z: dL_dz_leaky_relu(dL_da, z, 0.01)),
}


def pictures(images, divided_by=255):
    return images.astype(np.float32) / np.float32(divided_by)


def first_layers(sizes, rng):
    """A weight matrix and a bias for each layer; weights of the size 1 / √(inputs)."""
    pairs = pairwise(sizes)
    return [
        (rng.normal(0, n_in**-0.5, (n_out, n_in)).astype(np.float32), np.zeros(n_out, np.float32))
        for n_in, n_out in pairs
    ]


def all_values(layers, X, activation):
    """What goes into each activation, and what comes out; the last layer has none."""
    zs, values = [], [X]
    for number, (W, b) in enumerate(layers, start=1):
        zs.append(values[-1] @ W.T + b)
        values.append(activation(zs[-1]) if number < len(layers) else zs[-1])
    return zs, values


def stepped(layers, X, output_gradient, functions, rate):
    """The layers after one step of gradient descent; `output_gradient` gives dL_dz of the last layer's scores."""
    activation, derivative = functions
    zs, values = all_values(layers, X, activation)
    dz, new = output_gradient(zs[-1]), []
    for number in reversed(range(len(layers))):
        W, b = layers[number]
        new.insert(0, (W - rate * (dz.T @ values[number]), b - rate * dz.sum(axis=0)))
        if number > 0:
            dz = derivative(dz @ W, zs[number - 1])
    return new


def batches(n, size, rng):
    return np.array_split(rng.permutation(n), n // size)


# %% [markdown]
# ### Before the first step: who is saturated?
#
# A pixel is a number from 0 to 255. It is easily forgotten to divide by 255. Here are 100 hidden units with
# fresh random weights, and all 4,000 pictures. Your functions say what share of an upstream gradient of 1
# passes back through a unit, on average.


# %% tags=["live"]
def share_that_passes(name, divided_by):
    """The mean slope of 100 hidden units over all pictures, before any training."""
    _, derivative = ACTIVATIONS[name]
    ((W, b),) = first_layers((784, 100), np.random.default_rng(0))
    z = pictures(digits.train_images, divided_by) @ W.T + b
    return np.mean(derivative(np.ones_like(z), z))


for name in ACTIVATIONS:
    shares = tried(lambda name=name: [share_that_passes(name, divided_by) for divided_by in (255, 1)], name=name)
    if shares is not None:
        print(f"{name:11} pixels from 0 to 1: {shares[0]:5.1%} passes back   pixels from 0 to 255: {shares[1]:5.1%}")

# %% [markdown]
# Undivided pixels saturate nearly every sigmoid and every tanh, before anything was learned.
# The two ReLUs do not care: their slopes depend on the sign of `z` alone. (They have a trouble of their own
# with such inputs. All gradients of the first weights become 255 times as large, and a rate that was right is
# far too high.)
#
# ### Four activations, one network
#
# 784 pixels, 100 hidden units, 10 scores, softmax and cross-entropy at the end. Three epochs each, in batches
# of 32, with four learning rates. Every run starts with the same weights and sees the same batches. Which
# activation wins? Does it win at every rate? Guess first. It takes some ten seconds.


# %% tags=["live"]
RATES = (0.03, 0.1, 0.5, 2.0)


def accuracy(name, rate, hidden=(100,), epochs=3):
    """The share of the test pictures that is recognised, after training with one activation."""
    rng = np.random.default_rng(0)
    layers = first_layers((784, *hidden, 10), rng)
    X, y_target = pictures(digits.train_images), np.eye(10, dtype=np.float32)[digits.train_labels]
    for _ in range(epochs):
        for batch in batches(len(X), 32, rng):
            layers = stepped(
                layers,
                X[batch],
                lambda scores, batch=batch: backprop.dL_dz3(softmax(scores), y_target[batch]),
                ACTIVATIONS[name],
                rate,
            )
    _, values = all_values(layers, pictures(digits.test_images), ACTIVATIONS[name][0])
    return np.mean(values[-1].argmax(axis=1) == digits.test_labels)


heading = "learning rate  " + "".join(f"{rate:>8}" for rate in RATES) + "\n"
for name in ACTIVATIONS:
    found = tried(lambda name=name: [accuracy(name, rate) for rate in RATES], name=name)
    if found is not None:
        print(f"{heading}{name:15}" + "".join(f"{share:8.1%}" for share in found))
        heading = ""

# %% [markdown]
# In this small network each of them gets above 90 %, *at a rate that suits it*. The sigmoid
# wants a high one: its slope takes away three quarters and more of every gradient. At that same rate the
# others have left the track. So "ReLU is better than sigmoid" is no fact about the functions alone. It
# depends on the rate, and on the depth, as you will see in a moment.
#
# **Think about it.** Make the network deeper: `accuracy("sigmoid", 0.5, hidden=(50, 50, 50, 50))`, and the
# same for the others, at 0.1 and at 0.5. Who can still learn? Then give the sigmoid more epochs. (10 % is
# what guessing gives.)
#
# <details><summary>Answer</summary>
#
# With four hidden layers the sigmoid is still at 10 % after three epochs, at either rate. After ten epochs it
# has got to 20 % at a rate of 0.5. Its gradient is multiplied by a quarter or less, four times, and what
# reaches the first layers is next to nothing. Tanh does best here, with 91 %: its slope is 1 around 0, and it
# is centred. The two ReLUs get to 83 % at 0.1. Each ReLU takes away about half of the signal, and with these
# first weights nothing makes up for that. The lesson `depth` mends just that, by the size of the first
# weights.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ### Confident and wrong, for real
#
# A network learns to tell 8 from 3: yes or no, with a sigmoid at the output. For ten epochs somebody has
# given it the labels the wrong way round, and it has become sure of itself. Then the labels are put right.
# How long does it take to change its mind, with each of the two losses? And how do the two compare if nothing
# was wrong before?


# %% tags=["live"]
def threes_and_eights(images, labels):
    chosen = (labels == 3) | (labels == 8)
    return pictures(images[chosen]).astype(float), (labels[chosen] == 8).astype(float)[:, None]


def learns(layers, X, y_target, loss_gradient, rate, epochs, rng):
    """The layers, and the accuracy on the test pictures after each epoch."""
    X_test, y_test = threes_and_eights(digits.test_images, digits.test_labels)
    seen = []
    for _ in range(epochs):
        for batch in batches(len(X), 32, rng):
            layers = stepped(
                layers,
                X[batch],
                lambda z, batch=batch: dL_dz_sigmoid(loss_gradient(sigmoid(z), y_target[batch]), z),
                ACTIVATIONS["tanh"],
                rate,
            )
        _, values = all_values(layers, X_test, ACTIVATIONS["tanh"][0])
        seen.append(np.mean((values[-1] > 0) == (y_test == 1)))
    return layers, seen


def changes_its_mind(rate, epochs=8):
    """For each loss: the accuracies after the labels were put right, and those of a network that starts fresh."""
    X, y_target = threes_and_eights(digits.train_images, digits.train_labels)
    fresh = first_layers((784, 32, 1), np.random.default_rng(0))
    misled, seen = learns(fresh, X, 1 - y_target, LOSSES["cross-entropy"], 0.5, 10, np.random.default_rng(1))
    print(f"rate {rate}: misled, the network gets {seen[-1]:.1%} right")
    return {
        (name, start): learns(layers, X, y_target, gradient, rate, epochs, np.random.default_rng(2))[1]
        for name, gradient in LOSSES.items()
        for start, layers in (("misled", misled), ("fresh", fresh))
    }


def draw_minds(minds):
    from matplotlib import pyplot as plt

    _, panels = plt.subplots(
        1, len(minds), figsize=(5 * len(minds), 3.8), layout="constrained", squeeze=False, sharey=True
    )
    for panel, (rate, found) in zip(panels.flat, minds.items(), strict=True):
        for (name, start), seen in found.items():
            colour = "#B84E00" if name == "squared error" else "#0072B2"
            line = "-" if start == "misled" else ":"
            panel.plot(
                range(1, len(seen) + 1), seen, color=colour, linestyle=line, linewidth=2, label=f"{name}, {start}"
            )
        panel.set_title(f"learning rate {rate}", loc="left", fontsize=11)
        panel.set(xlabel="epoch with the right labels", ylim=(0, 1.02))
        for side in ("top", "right"):
            panel.spines[side].set_visible(False)
    panels[0, 0].set_ylabel("test pictures recognised")
    panels[0, -1].legend(frameon=False, fontsize=10, loc="lower right")
    plt.show()


minds = {rate: tried(changes_its_mind, rate, name=f"Rate {rate}") for rate in (0.1, 0.5)}
minds = {rate: found for rate, found in minds.items() if found is not None}
for rate, found in minds.items():
    for (name, start), seen in found.items():
        print(f"rate {rate}  {name:13} {start:6} " + " ".join(f"{share:4.0%}" for share in seen))
if minds:
    draw_minds(minds)

# %% [markdown]
# Fresh networks do equally well with either loss. It is the *misled* network that shows the
# difference. With cross-entropy the worst examples pull the hardest, and it has changed its mind after an
# epoch or two. With the squared error it gets half of the pictures right: it calls all of them by one name.
# It has given up one of its two errors. On the other it is so sure that the sigmoid lets nothing through any
# more. A higher rate does not help.
#
# ### Huber, and a unit that somebody forgot
#
# A network learns to measure: how many pixels wide is the digit in the picture? The right answers are counted
# from the pictures, so they are known exactly. But somebody typed one in twenty of the training answers in
# tenths of a pixel: ten times too large. The test answers are all right. Which loss gets over that?


# %% tags=["live"]
def widths(images):
    """For each picture, how many columns lie from the first one with ink to the last one, (N, 1)."""
    ink = images.reshape(-1, 28, 28).max(axis=1) > 100
    return (28 - ink[:, ::-1].argmax(axis=1) - ink.argmax(axis=1)).astype(np.float32)[:, None]


def pixels_off(loss_gradient, rate, wrong=0.05, epochs=8):
    """How many pixels the network is off on the test pictures, on average."""
    rng = np.random.default_rng(1)
    X, y_target = pictures(digits.train_images), widths(digits.train_images)
    y_target = np.where(rng.random(y_target.shape) < wrong, 10 * y_target, y_target).astype(np.float32)
    layers = first_layers((784, 50, 1), rng)
    for _ in range(epochs):
        for batch in batches(len(X), 32, rng):
            layers = stepped(
                layers,
                X[batch],
                lambda z, batch=batch: loss_gradient(z, y_target[batch]).astype(np.float32),
                ACTIVATIONS["relu"],
                rate,
            )
    _, values = all_values(layers, pictures(digits.test_images), ACTIVATIONS["relu"][0])
    return np.mean(np.abs(values[-1] - widths(digits.test_images)))


MEASURES = {
    "squared error": lambda y_pred, y_target: dL_dy_mean_squared_error(y_pred, y_target),
    "Huber, delta 10": lambda y_pred, y_target: dL_dy_huber(y_pred, y_target, 10.0),
    "Huber, delta 1": lambda y_pred, y_target: dL_dy_huber(y_pred, y_target, 1.0),
    "Huber, delta 0.1": lambda y_pred, y_target: dL_dy_huber(y_pred, y_target, 0.1),
}
guess = widths(digits.train_images).mean()
print(f"who always says {guess:.1f} is off by {np.mean(np.abs(widths(digits.test_images) - guess)):.2f} pixels")
for name, gradient in MEASURES.items():
    off = tried(lambda gradient=gradient: [pixels_off(gradient, rate) for rate in (0.003, 0.03)], name=name)
    if off is not None:
        print(f"{name:17} off by {off[0]:5.2f} pixels at a rate of 0.003, by {off[1]:5.2f} at 0.03")

# %% [markdown]
# The squared error is off by several pixels at both rates, worse than if it had guessed the
# mean width. One picture that is off by 140 pixels pulls 140 times as hard as one that is off by 1. With
# Huber it pulls as hard as one that is off by δ. A small δ also makes all pulls small, so it needs a higher
# rate, or more epochs: compare the last row with the one above it.
#
# **Think about it.** Take the wrong answers away: `pixels_off(MEASURES["squared error"], 0.003, wrong=0.0)`,
# and the same for the others. Is Huber still better? And when would a limit on the pull be a bad idea?
#
# <details><summary>Answer</summary>
#
# With clean answers the squared error is off by 1.6 pixels at a rate of 0.003, and Huber with a δ of 10 by as
# much. The small limits are behind, by a pixel and more: they cost something. What is far off may be the most
# important thing to learn from, and at the start of training everything is far off. If large errors are true,
# and expensive, the squared error is right to care most about them. A loss says what you want. It is worth a
# thought each time.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## What you have built
#
# Look back over your fifteen functions. Few ideas are in them:
#
# - without a bend, any number of layers is one layer;
# - on the way back, the upstream gradient is multiplied by a slope: where a curve is flat, learning stops;
# - softmax ties a row together, so its slopes are a table, and what one gains the others lose;
# - a loss and the activation before it belong together: look at their product;
# - the pull of an example is the slope of its loss: choose how far it may grow;
# - right on paper is not yet right: infinite, NaN, and digits lost in a subtraction.
#
# In a library you will meet all of them again: `torch.nn.functional` has `sigmoid`, `tanh`, `relu`,
# `leaky_relu`, `softmax`, `mse_loss`, `binary_cross_entropy`, `huber_loss`, and
# `binary_cross_entropy_with_logits`. You know now what the last one is for.
#
# One thing is left: `course check exercises/functions.py`, or `exercises/functions/functions.ipynb`, in a
# terminal grades everything at once.
