# %% [markdown]
# # Deep networks
#
# In `network` you wrote a training loop for any number of layers. So why not twenty? More layers can build
# more complicated things. For many years nobody could train them. The reason is a product: on the way back,
# each layer multiplies the gradient by something, and twenty numbers multiplied are rarely of a useful size.
#
# You are about to see that happen with your own functions. Then you write the four cures that made deep
# networks possible: first weights of the right size, batch norm, blocks with a skip, and clipping. Nine
# functions, none longer than five lines. At the end twenty layers learn to read, in this notebook.
#
# **How it works.** Each step below has a picture, the idea, a formula, the numbers worked out by hand, and a
# function with a gap. Fill the gap, run the cell, then run the `check(…)` cell under it. It tells you what is
# right, what is not, and often which mistake it is. Run the cells from top to bottom.
#
# - Each function is judged alone. A mistake in one does not cost you the next.
# - Stuck? Write `hint(batch_norm)` into a cell of your own, or `course hint batch_norm` in a terminal. There
#   are three hints for each function, each says more than the last. The next one opens after another attempt:
#   change the function, run its cell, and check it again.
# - After each step there is a question with no points on it. The empty cell under each question is yours, to
#   try things in. The answer is folded away below the question: think first.
# - You would rather work in an editor? `exercises/depth.py` has the same text and the same gaps. Save it and
#   run `course check exercises/depth.py` in a terminal.
#
# Some cells show your functions of `backprop`, `network` and `functions` at work. They come from your own
# copies in `exercises/`. If one of them is not written yet, the cell says which.

# %%
from itertools import pairwise

import numpy as np

from grader import check, functions_of, hint

backprop = functions_of("backprop")
network = functions_of("network")
functions = functions_of("functions")


# %%
def shown(experiment, *arguments, **settings):
    """What an experiment gives, or None. What keeps it from running is said: a function that is not written, say."""
    try:
        with np.errstate(all="ignore"):  # numbers that explode are part of this lesson
            return experiment(*arguments, **settings)
    except NotImplementedError as error:
        place = error.__traceback__
        while place.tb_next:
            place = place.tb_next
        name = place.tb_frame.f_code.co_name
        print(f"Not yet: the function {name} is not written." if name in globals() else f"Not yet: {error}")
    except Exception as error:
        print(f"It stops with {type(error).__name__}: {error}. Check the functions above.")
    return None


# %% [markdown]
# ## Before you start: twenty layers that do not learn
#
# Two networks, trained by your own `network.train`. One has three layers, the other twenty, with 50 units in
# each hidden layer. All else is the same: the digits, the learning rate, and the first weights, which are
# normal random numbers with a spread of 0.1. (In `network` a rule chose the spread. Here you will see why one
# is needed.) Guess first: which of the two is better after three epochs?

# %% tags=["live"]
from quiz_app.training import load_digits

digits = load_digits()
X, X_test = digits.train_images / 255.0, digits.test_images / 255.0
y_target = np.eye(10)[digits.train_labels]


def normal_weights(layers, spread):
    """First weights and biases of a network with 50 units in each hidden layer."""
    rng = np.random.default_rng(0)
    sizes = [784] + [50] * (layers - 1) + [10]
    weights = [rng.normal(0.0, spread, (n_out, n_in)) for n_in, n_out in pairwise(sizes)]
    return weights, [np.zeros(len(W)) for W in weights]


def three_epochs(layers, spread=0.1):
    """Your network's loss in each epoch, and the share of test digits that it reads."""
    weights, biases = normal_weights(layers, spread)
    weights, biases, losses = network.train(weights, biases, X, y_target, 0.1, 64, 3, np.random.default_rng(1))
    right = np.mean(network.predict(X_test, weights, biases) == digits.test_labels)
    print(f"{layers:2} layers   loss {'  '.join(f'{loss:.3f}' for loss in losses)}   {100 * right:.0f} % right")


shown(three_epochs, 3)
shown(three_epochs, 20)

# %% [markdown]
# The network with three layers reads more than 80 % of the digits. The one with twenty does nothing at all.
# Its loss stays at 2.303, which is log 10: each digit gets the same probability. Nothing is wrong with your
# code. Let us look where the gradient gets lost.
#
# ### A product of twenty slopes
#
# ![](attachment:twenty.png)
#
# How does the loss feel a value in the first layer? Through the second, the third, and so on to the
# twentieth. There are many ways, and they are added. But what a layer does to a gradient can be said in one
# number: by how much it makes it larger or smaller. If this factor is $f$ in each layer, then after twenty
# layers $f^{20}$ is left:
#
# | factor of a layer | 0.25 | 0.5 | 0.9 | 1 | 1.1 | 2 |
# |---|---|---|---|---|---|---|
# | after 20 layers | 9.1e−13 | 9.5e−07 | 0.12 | 1 | 6.7 | 1048576 |
#
# Below 1 the gradient **vanishes**: it becomes very small, though seldom exactly 0. Above 1 it **explodes**.
# Only close to 1 is it of use in the first layer, and "close" is not far: 0.9 is already a loss of seven
# eighths.
#
# What is in the factor of a layer? Two things, and you have written both: the **slope** of the activation
# function, and the **weights**. A sigmoid's slope is at most 0.25. So twenty sigmoids leave at most 9.1e−13
# of a gradient, if the weights do not make up for it. That was the trouble for many years. ReLU's slope is 1
# where the unit is on, and that was a large step forward. But our twenty layers have ReLU, and they do not
# learn.
#
# So it must be the weights. The next cell measures it, layer by layer, before any training. It takes your
# `network.forward`, and then your functions of `backprop`, one layer after the other. For each layer it shows
# two numbers. One is the usual size of the activations that come in. The other is the usual size of the
# gradient of its sums, `dL_dz`. ("Usual size" is the root of the mean square.)


# %% tags=["live"]
def usual_size(array):
    return float(np.sqrt(np.mean(array**2)))


def measured(weights, biases, units="relu", examples=500):
    """For each layer: the usual size of the activations that come in, and of the gradient of its sums."""
    if units == "relu":
        zs, activations = network.forward(X[:examples], weights, biases)
        through = backprop.dL_dz2
    else:
        zs, activations = [], [X[:examples]]
        for W, b in zip(weights, biases, strict=True):
            scores = activations[-1] @ W.T + b
            zs.append(scores)
            activations.append(functions.sigmoid(scores))
        activations[-1] = functions.softmax(zs[-1])
        through = functions.dL_dz_sigmoid
    dz = backprop.dL_dz3(activations[-1], y_target[:examples])
    gradients = [dz]
    for W, z in zip(weights[:0:-1], zs[-2::-1], strict=True):
        dz = through(backprop.dL_da2(dz, W), z)
        gradients.append(dz)
    return [usual_size(a) for a in activations[:-1]], [usual_size(g) for g in reversed(gradients)]


LOOKS = [
    {"color": "#B84E00", "linestyle": "-"},
    {"color": "#0072B2", "linestyle": "--"},
    {"color": "#00795A", "linestyle": "-."},
    {"color": "#6E6E6E", "linestyle": ":"},
    {"color": "#222222", "linestyle": (0, (5, 1, 1, 1))},
]


def draw_sizes(curves, title):
    """Sizes in each layer, with a line for each name; the scale counts powers of ten."""
    from matplotlib import pyplot as plt

    _, panel = plt.subplots(figsize=(10, 3.8), layout="constrained")
    for (name, sizes), look in zip(curves.items(), LOOKS, strict=False):
        panel.plot(range(1, len(sizes) + 1), sizes, linewidth=2, label=name, **look)
    panel.set(yscale="log", xlabel="layer", ylabel="usual size", xticks=range(1, 21), xlim=(0.5, 20.5))
    panel.set_title(title, loc="left", fontsize=11)
    panel.legend(frameon=False, fontsize=10, loc="upper left", bbox_to_anchor=(1, 1))
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)
    plt.show()


def layer_by_layer(spread, units="relu"):
    activations, gradients = measured(*normal_weights(20, spread), units)
    print("layer   activations   gradient")
    for layer in (1, 5, 10, 15, 20):
        print(f"{layer:5}   {activations[layer - 1]:11.1e}   {gradients[layer - 1]:8.1e}")
    curves = {"activations that come in": activations, "gradient of the sums": gradients}
    draw_sizes(curves, f"{units}, spread {spread}")


shown(layer_by_layer, 0.1)

# %% [markdown]
# Read the curves in the direction in which they are computed. The activations go from left to right, and each
# layer halves them. The gradient goes from right to left, and each layer halves it, too. Both are straight
# lines on this scale: a product of equal factors, a little less than one half each.
#
# **Think about it.** Three questions.
#
# 1. Which layer's *weights* get the smallest gradients? Remember `dL_dW2`: it is the gradient of the sums,
#    times the activations that come in. Read both off the curves and multiply.
# 2. Run `shown(layer_by_layer, 0.1, "sigmoid")`. Your `sigmoid` and `dL_dz_sigmoid` of `functions` take the
#    place of ReLU's. What is different, on the way forward and on the way back? Which weights get the least
#    now?
# 3. Run `shown(layer_by_layer, 0.3)`. What is the factor of a layer now?
#
# <details><summary>Answer</summary>
#
# 1. None of them stands out. In the first layers the gradient of the sums is small and the activations are
#    large, in the last ones it is the other way round. The product is about equally tiny everywhere.
# 2. Forward, the size stays at one half: a sigmoid gives about ½ whatever comes in. Back, the gradient falls
#    much faster: after 19 layers it is below 1e-17. The slope of ¼ is a second factor beside the weights. So
#    the first layers get the least, by far. That is the picture in most books.
# 3. About 1.4: both curves rise in the direction in which they are computed. So somewhere between 0.1 and 0.3
#    there is a spread that keeps sizes as they are. Step 1 finds it.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 1 · First weights for ReLU
#
# ![](attachment:step-1.png)
#
# How large is a unit's sum, if the weights are random? Take one unit, with $n_{\text{in}}$ values $a_k$
# coming in:
#
# $$z = w_1 a_1 + w_2 a_2 + \dots + w_{n_{\text{in}}} a_{n_{\text{in}}}$$
#
# The weights are drawn independently, around 0. Call their variance $v$: it is the mean of their squares.
# Square the sum and take the mean over all possible weights. Products of two different weights come out with
# either sign, and cancel. What is left:
#
# $$\text{mean of } z^2 \;=\; v\,(a_1^2 + a_2^2 + \dots) \;=\; n_{\text{in}}\, v \cdot (\text{mean of } a^2)$$
#
# So a layer multiplies the mean square by $n_{\text{in}} v$. Then comes ReLU. The sums are as often negative
# as positive, and it sets the negative ones to 0. Half of the mean square is gone:
#
# $$\text{mean of } a_{\text{new}}^2 \;=\; \tfrac12\, n_{\text{in}}\, v \cdot (\text{mean of } a^2)$$
#
# By hand, for 50 units and a spread of 0.1, which is a variance of 0.01: the factor is 0.5 · 50 · 0.01 =
# **0.25** for the mean square, and √0.25 = **0.5** for the usual size. That is the half that you have seen
# above.
#
# Now choose $v$ so that the factor is 1:
#
# $$v = \frac{2}{n_{\text{in}}}$$
#
# This is **He initialisation**, after Kaiming He and his colleagues, who published it in 2015. PyTorch calls
# it `kaiming_normal_`. On the way back a unit's value is collected from all the units that it feeds, and the
# same argument holds with $n_{\text{out}}$ in place of $n_{\text{in}}$. In a square layer the two are equal,
# so one rule serves both ways.
#
# `rng.normal(mean, deviation, shape)` draws normal numbers. It asks for the standard **deviation**, which is
# the root of the variance: here $\sqrt{2 / n_{\text{in}}}$.
#
# | name | what it is | by hand |
# |---|---|---|
# | `n_out` | units of the layer | 50 |
# | `n_in` | values that come in | 50 |
# | `rng` | a generator | `np.random.default_rng(seed)` |
# | **result** | normal weights, shape `(n_out, n_in)` | variance 0.04, deviation 0.2 |
#
# By hand: 2 / 50 = **0.04**, and √0.04 = **0.2**. With 200 values coming in: 2 / 200 = **0.01**, and √0.01 =
# **0.1**. The more terms a sum has, the smaller each must be.
#
# The result is one of many: another seed gives other weights. Take all numbers from `rng`, so that your
# training can be repeated. The check draws many times and looks at the shape, the mean and the variance, and
# at whether the numbers are normal.


# %%
def he_init(n_out, n_in, rng):
    """First weights of a layer with ReLU: normal numbers with mean 0 and variance 2 / n_in.

    Parameters
    ----------
    n_out : int
        How many units the layer has.
    n_in : int
        How many values come in.
    rng : numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    array, shape (n_out, n_in)
        A row for each unit.
    """
    ### BEGIN SOLUTION
    return rng.normal(0.0, np.sqrt(2 / n_in), (n_out, n_in))
    ### END SOLUTION


# %%
check(he_init)

# %% [markdown]
# **Think about it.** Pass a random row through 20 layers, `a = np.maximum(a @ he_init(n, n, rng).T, 0)`, and
# compare `np.mean(a**2)` before and after. Do it for a few seeds, with n = 10, 50 and 1000. Is the size kept?
# Next: PyTorch's `Linear` begins with a variance of 1 / (3 n_in), if nobody asks for another. How much of a
# size is left after 20 such layers with ReLU?
#
# <details><summary>Answer</summary>
#
# On average it is kept, and a single network may be far from the average. With 10 units the mean square at
# the end is mostly less than a tenth of the start, often less than a thousandth, and now and then several
# times as much. With 50 units it lies between a hundredth and ten times. With 1000 units it stays within a
# third. Wide layers average over many weights, so chance plays a smaller part.
#
# The factor for the mean square is ½ · n · 1 / (3n), which is 1/6. The size shrinks to √(1/6) ≈ **0.41** in
# each layer, and after 20 layers 1.7e−08 is left. So people who build deep networks set the first weights
# themselves, or use what comes in steps 3 and 6.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 2 · First weights for both ways
#
# ![](attachment:step-2.png)
#
# He's rule is made for ReLU. What about an activation function that loses nothing, at least close to 0? The
# hyperbolic tangent is one: its slope at 0 is 1. Then there is no half to make up for. The way **forward**
# wants
#
# $$n_{\text{in}}\, v = 1$$
#
# On the way **back**, a value collects its gradient from all units that it feeds. There are $n_{\text{out}}$
# of them, so this way wants
#
# $$n_{\text{out}}\, v = 1$$
#
# A layer in which the two sizes differ cannot have both. Take the mean of the two sizes:
#
# $$v = \frac{1}{(n_{\text{in}} + n_{\text{out}}) / 2} = \frac{2}{n_{\text{in}} + n_{\text{out}}}$$
#
# This is **Xavier initialisation**, after Xavier Glorot. Glorot and Yoshua Bengio published it in 2010, and
# with it deep networks could be trained that could not be before. (Their numbers were uniform ones with this
# variance. Ours are normal. Training cannot tell.) The 2 is another 2 than in step 1: it comes from the mean.
#
# | name | what it is | by hand |
# |---|---|---|
# | `n_out` | units of the layer | 50 |
# | `n_in` | values that come in | 750 |
# | `rng` | a generator | `np.random.default_rng(seed)` |
# | **result** | normal weights, shape `(n_out, n_in)` | variance 0.0025, deviation 0.05 |
#
# By hand: 2 / (750 + 50) = **0.0025**, and √0.0025 = **0.05**.
#
# Forward alone would want 1 / 750 ≈ 0.0013, and backward alone 1 / 50 = **0.02**. The result lies between
# them.


# %%
def xavier_init(n_out, n_in, rng):
    """First weights that serve both ways: normal numbers with mean 0 and variance 2 / (n_in + n_out).

    Parameters
    ----------
    n_out : int
        How many units the layer has.
    n_in : int
        How many values come in.
    rng : numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    array, shape (n_out, n_in)
        A row for each unit.
    """
    ### BEGIN SOLUTION
    return rng.normal(0.0, np.sqrt(2 / (n_in + n_out)), (n_out, n_in))
    ### END SOLUTION


# %%
check(xavier_init)

# %% [markdown]
# **Think about it.** What happens to sizes in 20 layers of 1000 units with *ReLU*, if the weights are
# Xavier's? Work it out first, then try it as in step 1. And why random numbers at all? Let all weights of all
# layers be 0.1, and look at the rows of a hidden layer's gradient.
#
# <details><summary>Answer</summary>
#
# In a square layer Xavier's variance is 1 / n, half of He's. The mean square is halved in each layer, and
# $0.5^{20}$ is 9.5e−07. The usual size shrinks by the root of that, to about a thousandth. So the right rule
# depends on the activation function: He's for ReLU, Xavier's for tanh.
#
# With equal weights everywhere, all units of a hidden layer compute the same, and the next layer treats them
# alike. So they get the same gradient, row for row, and take the same step. They stay alike for ever, and a
# layer of 50 is worth one unit. Random numbers make them differ. (Biases may begin at 0: the weights already
# tell the units apart.)
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 3 · Batch norm
#
# ![](attachment:step-3.png)
#
# First weights are right once. Training changes them, and sizes drift. **Batch norm** sets the sizes anew in
# each layer and each step. It looks at one unit at a time, in all examples of the batch: that is one column
# of `z`. It subtracts the column's mean $\mu$, and divides by its spread:
#
# $$\mu = \frac1N \sum_n z[n] \qquad
# \text{var} = \frac1N \sum_n (z[n] - \mu)^2 \qquad
# \hat z[n] = \frac{z[n] - \mu}{\sqrt{\text{var} + \epsilon}}$$
#
# Now each column has the mean 0 and a spread of nearly 1, whatever the weights were. But perhaps another
# middle and another size would be better for this unit. So it gets two numbers of its own, which are learned
# like weights: it is stretched by $\gamma$ and shifted by $\beta$.
#
# $$\text{out}[n] = \gamma\, \hat z[n] + \beta$$
#
# - The variance divides by **N**, not by N − 1. `z.var(axis=0)` does that.
# - $\epsilon$ is added to the variance, **below the root**. It matters where a column has no variance at all.
#   (In `optimizers`, RMSProp and Adam add it to the root.) A usual value is $10^{-5}$. The checks use larger ones.
# - Sergey Ioffe and Christian Szegedy published it in 2015. Why it helps as much as it does is still argued
#   about.
#
# | name | shape | by hand |
# |---|---|---|
# | `z` | `(N, n)` | [[0, 10], [3, 4], [6, 7]] |
# | `gamma` | `(n,)` | [3, 6] |
# | `beta` | `(n,)` | [1, −2] |
# | `epsilon` | a number | 3 |
# | **result** `out` | `(N, n)` | [[−2, 4], [1, −8], [4, −2]] |
#
# By hand, three examples and two units. The first column is 0, 3, 6. Its mean is (0 + 3 + 6) / 3 = **3**. The
# distances from it are −3, 0 and 3, so the variance is (9 + 0 + 9) / 3 = **6**. The root is √(6 + 3) = **3**.
# (An epsilon of 3 is large. It makes the root come out.)
#
# The normalised values are −3 / 3 = **−1**, 0 / 3 = **0** and 3 / 3 = **1**.
#
# Stretched and shifted: 3 · (−1) + 1 = **−2**, 3 · 0 + 1 = **1** and 3 · 1 + 1 = **4**.
#
# The second column is 10, 4, 7, with the mean (10 + 4 + 7) / 3 = **7**. The distances are 3, −3 and 0, so the
# variance and the root are the same as before. The normalised values are 1, −1 and 0. Stretched and shifted:
# 6 · 1 − 2 = **4**, 6 · (−1) − 2 = **−8** and 6 · 0 − 2 = **−2**.


# %%
def batch_norm(z, gamma, beta, epsilon):
    """Each unit normalised over the batch, then stretched and shifted.

    Parameters
    ----------
    z : array, shape (N, n)
        The sums of a layer, one example in each row.
    gamma : array, shape (n,)
        What each unit is stretched by.
    beta : array, shape (n,)
        What each unit is shifted by.
    epsilon : float
        Added to the variance, below the root.

    Returns
    -------
    array, shape (N, n)
    """
    ### BEGIN SOLUTION
    z_hat = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)
    return gamma * z_hat + beta
    ### END SOLUTION


# %%
check(batch_norm)

# %% [markdown]
# **Think about it.** Three questions, and your function can answer each.
#
# 1. Multiply `z` by 1000, as weights would that are 1000 times too large. What happens to the result?
# 2. Add 5 to a whole column of `z`, as a bias would. What happens to the result? Does a layer with batch norm
#    need a bias?
# 3. Change the last example of a batch. Does the result of the *first* one change? What does that mean for a
#    network that is asked about a single picture?
#
# <details><summary>Answer</summary>
#
# 1. Nothing, up to the small part that epsilon has in it. That is why batch norm forgives first weights of
#    nearly any size.
# 2. Nothing at all: the mean takes it away. The bias is of no use in front of batch norm, and `beta` does its
#    work.
# 3. It does change. An example is seen in the light of its batch, and for a small batch this light flickers.
#    A batch of one has no variance at all. For use after training, one therefore keeps a running mean and a
#    running variance from training, and puts those in. (Below we test with all test pictures as one large
#    batch, which does nearly the same.)
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 4 · Back through batch norm
#
# ![](attachment:step-4.png)
#
# How does the loss feel `z[n]`? This is the longest derivative of the course, and it is made of two sentences
# that you know: multiply along a way, add over the ways. Look at one column. We write $\sigma$ for the root:
#
# $$\sigma = \sqrt{\text{var} + \epsilon} \qquad \hat z[n] = \frac{z[n] - \mu}{\sigma}
# \qquad \text{out}[n] = \gamma\, \hat z[n] + \beta$$
#
# The last thing that happened comes first on the way back: $\hat z$ was multiplied by $\gamma$. So
#
# $$g[n] = \frac{\partial L}{\partial \text{out}}[n] \cdot \gamma$$
#
# is how the loss feels $\hat z[n]$. From $\hat z$ to `z` there are **three ways**. Take the column 0, 3, 6 of
# step 3 and move the 0 to 0.3. The mean becomes 3.1 and the root about 2.90. The normalised values were −1,
# 0, 1 and become about −0.965, −0.034, 0.999. All three have moved: one because it was moved, and all of them
# because mean and root moved.
#
# **Way 1, directly.** If $\mu$ and $\sigma$ stood still, $\hat z[n]$ would move $1 / \sigma$ times as far as
# `z[n]`. This way brings
#
# $$\frac{g[n]}{\sigma}$$
#
# **Way 2, through the mean.** If `z[n]` moves by 1, the mean moves by $1/N$. If the mean moves by 1, *every*
# $\hat z$ of the column moves by $-1/\sigma$. Add up over all examples $m$ of the column:
#
# $$\frac1N \sum_m g[m] \cdot \left(-\frac1\sigma\right) \;=\; -\frac{\text{mean}(g)}{\sigma}$$
#
# **Way 3, through the root.** If $\sigma$ moves by 1, $\hat z[m]$ moves by $-\hat z[m] / \sigma$: the
# derivative of $1/\sigma$ is $-1/\sigma^2$, and one of the two $\sigma$ makes $z[m] - \mu$ to $\hat z[m]$.
# And how far does the root move if `z[n]` moves by 1? The variance moves by $2\,(z[n] - \mu) / N$. (The mean
# moves, too. But the distances from the mean add up to 0, so that changes nothing here.) The root of
# something moves by $1 / (2\sigma)$ of it. The 2 and the ½ cancel:
#
# $$\frac{2\,(z[n] - \mu)}{N} \cdot \frac{1}{2 \sigma} \;=\; \frac{\hat z[n]}{N}$$
#
# Multiply both parts, and add up over all examples $m$ of the column:
#
# $$\frac{\hat z[n]}{N} \sum_m g[m] \cdot \left(-\frac{\hat z[m]}{\sigma}\right)
# \;=\; -\frac{\hat z[n] \cdot \text{mean}(g\, \hat z)}{\sigma}$$
#
# **All three together:**
#
# $$\frac{\partial L}{\partial z}[n] =
# \frac{g[n] \;-\; \text{mean}(g) \;-\; \hat z[n] \cdot \text{mean}(g\, \hat z)}{\sigma}$$
#
# Three terms, and each is easy to compute: the two means are taken down the column.
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dout` | `(N, n)` | [[1, 4], [4, −2], [4, 1]] |
# | `z` | `(N, n)` | [[0, 10], [3, 4], [6, 7]] |
# | `gamma` | `(n,)` | [3, 6] |
# | `epsilon` | a number | 3 |
# | **result** | `(N, n)`, as `z` | [[−1, 2], [1, −2], [0, 0]] |
#
# By hand, the first column. $\hat z$ is −1, 0, 1 and $\sigma$ is 3, from step 3.
#
# - $g$: 1 · 3 = **3**, 4 · 3 = **12** and 4 · 3 = **12**.
# - mean of $g$: (3 + 12 + 12) / 3 = **9**.
# - mean of $g\, \hat z$: (3 · (−1) + 12 · 0 + 12 · 1) / 3 = **3**.
# - together: (3 − 9 − (−1) · 3) / 3 = **−1**, (12 − 9 − 0 · 3) / 3 = **1** and (12 − 9 − 1 · 3) / 3 = **0**.
#
# The second column, with $\hat z$ of 1, −1, 0:
#
# - $g$: 4 · 6 = **24**, −2 · 6 = **−12** and 1 · 6 = **6**.
# - mean of $g$: (24 − 12 + 6) / 3 = **6**.
# - mean of $g\, \hat z$: (24 · 1 + (−12) · (−1) + 6 · 0) / 3 = **12**.
# - together: (24 − 6 − 1 · 12) / 3 = **2**, (−12 − 6 − (−1) · 12) / 3 = **−2** and (6 − 6 − 0 · 12) / 3 =
#   **0**.
#
# Each column adds up to 0. Keep that in mind for the question below.


# %%
def dL_dz_batch_norm(dL_dout, z, gamma, epsilon):
    """Gradient of the loss with respect to the sums that went into batch norm.

    Parameters
    ----------
    dL_dout : array, shape (N, n)
        The upstream gradient: with respect to what batch norm gave.
    z : array, shape (N, n)
        The sums that went in.
    gamma : array, shape (n,)
        What each unit was stretched by.
    epsilon : float
        Added to the variance, below the root.

    Returns
    -------
    array, shape (N, n)
        The same shape as z.
    """
    ### BEGIN SOLUTION
    root = np.sqrt(z.var(axis=0) + epsilon)
    z_hat = (z - z.mean(axis=0)) / root
    g = dL_dout * gamma
    return (g - g.mean(axis=0) - z_hat * (g * z_hat).mean(axis=0)) / root
    ### END SOLUTION


# %%
check(dL_dz_batch_norm)

# %% [markdown]
# **Think about it.** Why must each column of the result add up to 0? There is a second direction in which the
# gradient is nearly 0. Take `epsilon = 1e-8`, and compute `(result * z_hat).sum(axis=0)`. What is it, and
# which change of the column does it belong to?
#
# <details><summary>Answer</summary>
#
# Add the same number to a whole column: the mean takes it away, and the result of batch norm stays as it is.
# So the loss does not change, and the slope in this direction is 0. This slope is the sum of the column. (You
# met the same thought in `backprop`, step 3.)
#
# The other sum is nearly 0, too. It belongs to stretching the column: all distances from the mean grow in
# proportion, and batch norm divides that away. So of everything that comes from upstream, batch norm lets
# through what is left without these two parts. Ways 2 and 3 are nothing but the taking away of these two.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 5 · The gradients of gamma and beta
#
# ![](attachment:step-5.png)
#
# `gamma` and `beta` are learned, so they need gradients. After step 4 this is a rest:
#
# $$\text{out}[n, j] = \gamma[j]\; \hat z[n, j] + \beta[j]$$
#
# ### The gradient of gamma
#
# `gamma[j]` is a weight whose input is $\hat z[n, j]$. Each example contributes upstream gradient times
# input, and the contributions are added, because all examples share one `gamma[j]`:
#
# $$\frac{\partial L}{\partial \gamma}[j] = \sum_n \frac{\partial L}{\partial \text{out}}[n, j]\; \hat z[n, j]$$
#
# It is a sum and not a mean: the 1/N of the loss is already in the upstream gradient.
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dout` | `(N, n)` | [[1, 4], [4, −2], [4, 1]] |
# | `z` | `(N, n)` | [[0, 10], [3, 4], [6, 7]] |
# | `epsilon` | a number | 3 |
# | **result** | `(n,)`, as `gamma` | [3, 6] |
#
# By hand, with the normalised values of step 3:
#
# - the first unit: 1 · (−1) + 4 · 0 + 4 · 1 = **3**
# - the second unit: 4 · 1 + (−2) · (−1) + 1 · 0 = **6**


# %%
def dL_dgamma(dL_dout, z, epsilon):
    """Gradient of the loss with respect to gamma.

    Parameters
    ----------
    dL_dout : array, shape (N, n)
        The upstream gradient: with respect to what batch norm gave.
    z : array, shape (N, n)
        The sums that went into batch norm.
    epsilon : float
        Added to the variance, below the root.

    Returns
    -------
    array, shape (n,)
        One number for each unit, the same shape as gamma.
    """
    ### BEGIN SOLUTION
    z_hat = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)
    return (dL_dout * z_hat).sum(axis=0)
    ### END SOLUTION


# %%
check(dL_dgamma)

# %% [markdown]
# ### The gradient of beta
#
# `beta[j]` is a bias, the weight on an input that is always 1:
#
# $$\frac{\partial L}{\partial \beta}[j] = \sum_n \frac{\partial L}{\partial \text{out}}[n, j]$$
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dout` | `(N, n)` | [[1, 4], [4, −2], [4, 1]] |
# | **result** | `(n,)`, as `beta` | [9, 3] |
#
# By hand: 1 + 4 + 4 = **9** and 4 − 2 + 1 = **3**.


# %%
def dL_dbeta(dL_dout):
    """Gradient of the loss with respect to beta.

    Parameters
    ----------
    dL_dout : array, shape (N, n)
        The upstream gradient: with respect to what batch norm gave.

    Returns
    -------
    array, shape (n,)
        One number for each unit, the same shape as beta.
    """
    ### BEGIN SOLUTION
    return dL_dout.sum(axis=0)
    ### END SOLUTION


# %%
check(dL_dbeta)

# %% [markdown]
# **Think about it.** Suppose `gamma` of some unit becomes 0 in training. What does the unit give then, and
# which gradients does it still get? Can it come back?
#
# <details><summary>Answer</summary>
#
# It gives `beta` for every example, so it knows nothing of them any more. In step 4 the upstream gradient is
# multiplied by gamma, so nothing passes to `z`, and the weights before it stand still. But `dL_dgamma` has no
# gamma in it. It is usually not 0, so gamma moves away from 0 again, and the unit comes back.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 6 · A block with a skip
#
# ![](attachment:step-6.png)
#
# All cures so far keep the factors close to 1. This one changes the product itself. Let the layer compute
# what it always did, and **add its input to the result**:
#
# $$\text{out} = a + \text{relu}(a W^T + b)$$
#
# The way around the layer is called a *skip connection*, and the whole a *residual block*. The layer need not
# make a good `out` from nothing. It only adds what is missing, the *residual*. Shapes must agree for that, so
# `W` is square: (n, n).
#
# Kaiming He and his colleagues published it in December of 2015, and trained networks of 152 layers with it.
# (Their blocks have two layers of another kind, and a ReLU behind the sum. Ours has one, and the ReLU is
# inside.)
#
# | name | shape | by hand |
# |---|---|---|
# | `a` | `(N, n)` | [[2, 1]] |
# | `W` | `(n, n)` | [[1, −3], [2, 1]] |
# | `b` | `(n,)` | [0, −2] |
# | **result** `out` | `(N, n)`, as `a` | [[2, 4]] |
#
# By hand, the sums of the two units, along the rows of `W`:
#
# 2 · 1 + 1 · (−3) + 0 = **−1** and 2 · 2 + 1 · 1 − 2 = **3**.
#
# ReLU makes them 0 and 3. Then `a` is added: 2 + 0 = **2** and 1 + 3 = **4**.
#
# Mind where the bracket ends: ReLU is taken of the layer's sum, and `a` goes around it, negative numbers too.


# %%
def residual(a, W, b):
    """A layer with ReLU, and a way around it.

    Parameters
    ----------
    a : array, shape (N, n)
        The activations that come in, one example in each row.
    W : array, shape (n, n)
        The weights of the layer, a row for each unit.
    b : array, shape (n,)
        Its biases.

    Returns
    -------
    array, shape (N, n)
        What came in, plus what the layer makes of it.
    """
    ### BEGIN SOLUTION
    return a + np.maximum(a @ W.T + b, 0.0)
    ### END SOLUTION


# %%
check(residual)

# %% [markdown]
# ### Back through the block
#
# `a` is used twice, so there are two ways from `a` to the output, and they are added. Along the skip the
# slope is 1: the upstream gradient comes back **as it is**. Through the layer you know the way: ReLU's mask,
# then the weights.
#
# $$\frac{\partial L}{\partial a} =
# \frac{\partial L}{\partial \text{out}}
# + \left(\frac{\partial L}{\partial \text{out}} \cdot \text{mask}\right) W
# \qquad\qquad \text{mask} = 1 \text{ where } a W^T + b > 0, \text{ else } 0$$
#
# That is the secret. In place of a product of twenty factors $f$ there is a product of twenty factors $(1 +
# f)$. Even if every $f$ is 0, all of the gradient arrives. By hand, with $f = 0.01$: the plain product is
# $0.01^{20}$, a 1 in the fortieth decimal. With the skip it is $1.01^{20}$, about 1.22.
#
# | name | shape | by hand |
# |---|---|---|
# | `dL_dout` | `(N, n)` | [[1, 2]] |
# | `a` | `(N, n)` | [[2, 1]] |
# | `W` | `(n, n)` | [[1, −3], [2, 1]] |
# | `b` | `(n,)` | [0, −2] |
# | **result** | `(N, n)`, as `a` | [[5, 4]] |
#
# By hand, the sums were −1 and 3, so the mask is (0, 1). What passes ReLU is 1 · 0 = **0** and 2 · 1 = **2**.
# Through the weights, down the columns of `W`: 0 · 1 + 2 · 2 = **4** and 0 · (−3) + 2 · 1 = **2**. Along the
# skip come 1 and 2. Together: 1 + 4 = **5** and 2 + 2 = **4**.
#
# At a sum of exactly 0 any slope from 0 to 1 can be defended, as in `backprop`. The checks have no such case.
#
# The weights and biases of the block need nothing new: the mask gives the gradient of the sums, and then your
# `dL_dW2` and `dL_db2` of `backprop` do the work. You will see them do it below.


# %%
def dL_da_residual(dL_dout, a, W, b):
    """Gradient of the loss with respect to what came into a block with a skip.

    Parameters
    ----------
    dL_dout : array, shape (N, n)
        The upstream gradient: with respect to what the block gave.
    a : array, shape (N, n)
        The activations that came in.
    W : array, shape (n, n)
        The weights of the layer.
    b : array, shape (n,)
        Its biases.

    Returns
    -------
    array, shape (N, n)
        The same shape as a.
    """
    ### BEGIN SOLUTION
    mask = a @ W.T + b > 0
    return dL_dout + (dL_dout * mask) @ W
    ### END SOLUTION


# %%
check(dL_da_residual)

# %% [markdown]
# **Think about it.** Twenty factors of $(1 + f)$: is there a new danger? Pass a random row of 50 positive
# numbers through 20 blocks, with weights from `he_init` and biases of 0, and compare the size at the end with
# that at the start. Then do it with weights that are ten times as small.
#
# <details><summary>Answer</summary>
#
# With He's weights the layer's part is about as large as what comes in, and it is added. After 20 blocks the
# size has grown to tens of thousands of times what it was. So a rule that is right for plain layers explodes
# here. With weights that are ten times as small the size grows about threefold in all. Blocks with a skip
# want small first weights, or batch norm inside.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 7 · Clip the gradients
#
# ![](attachment:step-7.png)
#
# Vanishing is quiet. Exploding is loud: one step with a gradient of a million, and the weights are ruined.
# There is a plain remedy. Before each update look how long the gradient is. If it is longer than `max_norm`,
# make it shorter.
#
# How long is a gradient that consists of many arrays, one for each `W` and each `b`? Think of all numbers in
# all arrays as **one long arrow**. Its length is the root of the sum of all squares:
#
# $$\text{norm} = \sqrt{\sum_{\text{arrays}} \; \sum_{\text{entries}} g^2}$$
#
# If that is more than `max_norm`, multiply *all* arrays by the *same* factor:
#
# $$\text{factor} = \min\left(1, \; \frac{\mathrm{max\_norm}}{\text{norm}}\right)$$
#
# **Why one factor for all, and not one each?** A gradient is a direction. If all parts shrink in proportion,
# the arrow gets shorter and points where it pointed before: downhill, by the shortest way. Take two arrays,
# [3] and [4], and a `max_norm` of 1. Together they are 5 long, the factor is 1 / 5 = **0.2**, and the result
# is [0.6] and [0.8]. With a factor each, the result would be [1] and [1]. That is another direction, in which
# the small part counts for more than it should. In a deep network, where layers differ by powers of ten,
# little would be left of the direction.
#
# Short gradients stay as they are. The factor is never above 1.
#
# | name | what it is | by hand |
# |---|---|---|
# | `gradients` | a list of arrays | [[2, −4], [0, 4]] and [8, 0] |
# | `max_norm` | a number | 5 |
# | **result** | a list of arrays of the same shapes | [[1, −2], [0, 2]] and [4, 0] |
#
# By hand: the squares are 4 + 16 + 0 + 16 = **36** in the first array and 64 + 0 = **64** in the second. The
# norm is √(36 + 64) = **10**. That is too long, and the factor is 5 / 10 = **0.5**.
#
# Some libraries add a tiny number to the norm before they divide, such as 1e-6. That is right as well.


# %%
def clip_by_norm(gradients, max_norm):
    """All gradients by one factor, so that together they are at most max_norm long.

    Parameters
    ----------
    gradients : list of arrays
        The gradients of all weights and biases, each of any shape.
    max_norm : float
        How long they may be together.

    Returns
    -------
    list of arrays
        In the same order and of the same shapes; unchanged where they are short enough.
    """
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = 1.0 if norm <= max_norm else max_norm / norm
    return [factor * g for g in gradients]
    ### END SOLUTION


# %%
check(clip_by_norm)

# %% [markdown]
# **Think about it.** Two arrays, [30] and [0.4], and a `max_norm` of 1. By which angle does the direction
# turn with one factor each? (The angle of an arrow is `np.degrees(np.arctan2(0.4, 30))`.) And is clipping a
# cure for gradients that vanish?
#
# <details><summary>Answer</summary>
#
# The arrow points 0.8 degrees above the axis. With one factor for all it still does. With one each, [30]
# becomes [1] and [0.4] stays, and the arrow points 21.8 degrees above it.
#
# Clipping never makes anything longer, so it does nothing against vanishing. One could divide each gradient
# by its size instead, whatever it is. RMSProp and Adam of `optimizers` do something like that, for each weight
# by itself. That turns the direction, too, and there it is meant: each weight gets a rate of its own.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Twenty layers, before and after
#
# Now everything comes together, on the digits, in networks of twenty layers. What differs is in the layers,
# and in the first weights. (The last layer is the same everywhere. The first one changes the number of units,
# so it can have no skip.)
#
# A network is a list of layers, and a layer is a small dictionary with its arrays. Forward and backward go
# through the list. All the work is done by your functions: those of this notebook, and `backprop`'s. (The
# sums `a @ W.T + b`, the ReLU forward, and the softmax are given.)


# %% tags=["live"]
EPSILON = 1e-5


def layer_forward(layer, a, kind):
    if kind == "skip":
        return residual(a, layer["W"], layer["b"])
    z = a @ layer["W"].T + layer["b"]
    if kind == "batch norm":
        z = batch_norm(z, layer["gamma"], layer["beta"], EPSILON)
    return np.maximum(z, 0.0)


def layer_backward(layer, a, kind, da):
    """How the loss feels what came in, and the layer's gradients by name."""
    W, b = layer["W"], layer["b"]
    z = a @ W.T + b
    gradients = {}
    if kind == "batch norm":
        gamma, beta = layer["gamma"], layer["beta"]
        dout = backprop.dL_dz2(da, batch_norm(z, gamma, beta, EPSILON))
        gradients = {"gamma": dL_dgamma(dout, z, EPSILON), "beta": dL_dbeta(dout)}
        dz = dL_dz_batch_norm(dout, z, gamma, EPSILON)
    else:
        dz = backprop.dL_dz2(da, z)
    gradients |= {"W": backprop.dL_dW2(dz, a), "b": backprop.dL_db2(dz)}
    below = dL_da_residual(da, a, W, b) if kind == "skip" else backprop.dL_da1(dz, W)
    return below, gradients


def kinds_of(layers, kind):
    """The kind of each layer but the last. The first one changes the number of units, so it can have no skip."""
    first = "plain" if kind == "skip" else kind
    return [first] + [kind] * (len(layers) - 2)


def forward(layers, kind, X):
    """The activations that come into each layer, and y_pred."""
    activations = [X]
    for layer, own in zip(layers[:-1], kinds_of(layers, kind), strict=True):
        activations.append(layer_forward(layer, activations[-1], own))
    z = activations[-1] @ layers[-1]["W"].T + layers[-1]["b"]
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return activations, exponentials / exponentials.sum(axis=1, keepdims=True)


def backward(layers, kind, activations, y_pred, y_target):
    """The gradients of each layer, and how the loss feels what comes into each layer."""
    dz = backprop.dL_dz3(y_pred, y_target)
    gradients = [{"W": backprop.dL_dW3(dz, activations[-1]), "b": backprop.dL_db3(dz)}]
    felt = [backprop.dL_da2(dz, layers[-1]["W"])]
    for layer, a, own in zip(layers[-2::-1], activations[-2::-1], kinds_of(layers, kind)[::-1], strict=True):
        below, own_gradients = layer_backward(layer, a, own, felt[0])
        gradients.insert(0, own_gradients)
        felt.insert(0, below)
    return gradients, felt


def first_layers(kind, first, depth=20):
    """A network before its training. `first` is a rule such as he_init, or the spread of all weights."""
    rng = np.random.default_rng(0)
    sizes = [784] + [50] * (depth - 1) + [10]
    layers = []
    for n_in, n_out in pairwise(sizes):
        W = first(n_out, n_in, rng) if callable(first) else rng.normal(0.0, first, (n_out, n_in))
        layers.append({"W": W, "b": np.zeros(n_out)})
        if kind == "batch norm" and n_out == 50:
            layers[-1] |= {"gamma": np.ones(n_out), "beta": np.zeros(n_out)}
    return layers


# %% [markdown]
# Before any training, look again at the way back: how does the loss feel what comes into each layer? There
# are five networks, and each differs from the first in one thing or two: the first weights, batch norm, the
# skip.


# %% tags=["live"]
def felt_in_each_layer(kind, first):
    layers = first_layers(kind, first)
    activations, y_pred = forward(layers, kind, X[:500])
    _, felt = backward(layers, kind, activations, y_pred, y_target[:500])
    return [usual_size(each) for each in felt]


NETWORKS = {
    "plain, spread 0.1": ("plain", 0.1),
    "plain, he_init": ("plain", he_init),
    "batch norm, spread 0.1": ("batch norm", 0.1),
    "skip, spread 0.1": ("skip", 0.1),
    "skip, spread 0.02": ("skip", 0.02),
}

curves = {}
for name, network_and_weights in NETWORKS.items():
    print(f"{name:24}", end="")
    felt = shown(felt_in_each_layer, *network_and_weights)
    if felt is not None:
        curves[name] = felt
        print(f"layer 20: {felt[-1]:.0e}   layer 2: {felt[1]:.0e}")
if curves:
    draw_sizes(curves, "how the loss feels what comes into a layer")

# %% [markdown]
# The first curve falls by six powers of ten and more. With `he_init` the gradient arrives, and so it does
# with the skip and small weights. Two curves *rise* on the way back. With the skip and a spread of 0.1 the
# factors $(1 + f)$ multiply up: that is the danger of step 6. With batch norm the gradient grows a little in
# each layer, too: it keeps sizes on the way forward, and promises nothing about the way back.
#
# Now train. Each network gets the learning rate that suits it, and eight epochs. The last one is clipped.


# %% tags=["live"]
def train(kind, first, rate, max_norm=None, epochs=8, batch_size=64, depth=20):
    """The loss of each epoch, and the share of test digits that are read."""
    layers, rng, losses = first_layers(kind, first, depth), np.random.default_rng(1), []
    for _ in range(epochs):
        mixed = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            rows = mixed[start : start + batch_size]
            activations, y_pred = forward(layers, kind, X[rows])
            total -= np.sum(np.log(np.maximum(np.sum(y_pred * y_target[rows], axis=1), 1e-300)))
            gradients, _ = backward(layers, kind, activations, y_pred, y_target[rows])
            if max_norm is not None:
                gradients = clipped(gradients, max_norm)
            for layer, own in zip(layers, gradients, strict=True):
                for name, gradient in own.items():
                    layer[name] = backprop.update(layer[name], gradient, rate)
        losses.append(round(float(total / len(X)), 3))
    _, y_pred = forward(layers, kind, X_test)
    return losses, float(np.mean(y_pred.argmax(axis=1) == digits.test_labels))


def clipped(gradients, max_norm):
    """All gradients of all layers as one list, clipped, and put back into their layers."""
    arrays = iter(clip_by_norm([g for own in gradients for g in own.values()], max_norm))
    return [{name: next(arrays) for name in own} for own in gradients]


RUNS = {
    "before: plain, spread 0.1": ("plain", 0.1, 0.1),
    "he_init": ("plain", he_init, 0.02),
    "batch norm, spread 0.1": ("batch norm", 0.1, 0.1),
    "skip, spread 0.02": ("skip", 0.02, 0.05),
    "skip, spread 0.1": ("skip", 0.1, 0.1),
    "skip, spread 0.1, clipped": ("skip", 0.1, 0.1, 1.0),
}

results = {}
for name, settings in RUNS.items():
    result = shown(train, *settings)
    if result is not None:
        results[name] = losses, right = result
        print(f"{name:27}loss {losses[0]:.3f} -> {losses[-1]:.3f}   {100 * right:.0f} % right")


# %% tags=["live"]
def draw_losses(results):
    from matplotlib import pyplot as plt

    _, panel = plt.subplots(figsize=(10, 4), layout="constrained")
    learned = {name: losses for name, (losses, _) in results.items() if np.isfinite(losses).all()}
    for (name, losses), look in zip(learned.items(), LOOKS, strict=False):
        panel.plot(range(1, len(losses) + 1), losses, linewidth=2, label=name, **look)
    panel.set(xlabel="epoch", ylabel="loss", ylim=(0, 2.6))
    panel.legend(frameon=False, fontsize=10, loc="upper left", bbox_to_anchor=(1, 1))
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)
    plt.show()


if results:
    draw_losses(results)

# %% [markdown]
# The same twenty layers that did nothing at the beginning read the digits.
#
# - **Before** the loss stood at log 10. With **`he_init`** alone the network learns. It is touchy: try the
#   rate 0.1.
# - With **batch norm** the first weights of 0.1 are good enough, at five times the rate.
# - With the **skip** and small weights it learns fastest.
# - With the skip and larger weights it explodes in the first steps, and ends as numbers that are no numbers
#   (`nan`). **Clipped**, the very same network learns.
#
# Honesty demands one more line. A network of three layers does about as well on these digits, in a fraction
# of the time. Depth is worth its price where simple things must be built up into complicated ones: large
# pictures, sound, text. What you have written is what makes it possible there.
#
# **Think about it.** Guess before each experiment. `train` takes a kind, the first weights, a rate, and if
# you like a `max_norm`, a number of epochs, a batch size and a depth.
#
# 1. `shown(train, "batch norm", 0.1, 0.1, 1.0)`: batch norm, clipped. Does clipping ever do harm?
# 2. `shown(train, "plain", 0.1, 0.1, 1.0)`: does clipping help the network that did nothing?
# 3. `shown(train, "batch norm", 0.1, 0.02, batch_size=4, epochs=2)`, and the same with `batch_size=64`, and
#    the same with a batch size of 4 and `depth=3`. What does batch norm need?
# 4. `shown(train, "plain", he_init, 0.1)`, and the same with a `max_norm` of 1.0 at the end. What does
#    clipping do for a rate that is too high?
# 5. Let the weights of all blocks begin at 0, and only the first and the last layer at random numbers:
#
# ```python
# def zero_blocks(n_out, n_in, rng):
#     return he_init(n_out, n_in, rng) * (n_out != n_in)
#
# shown(train, "skip", zero_blocks, 0.1)
# ```
#
# <details><summary>Answer</summary>
#
# 1. It does. The network reads about half of the digits, where it read nine of ten without clipping. Its
#    gradients are 25 to 65 long at the start, since what comes back through batch norm grows from layer to
#    layer. With a `max_norm` of 1 nearly each step is cut short. With 5 it does as well as without. So the
#    right `max_norm` depends on the network: print a few norms before you choose.
# 2. Not at all. Its gradients are tiny, and clipping makes nothing longer.
# 3. With 4 in a batch it reads about a fifth of the digits. With 64 it reads more than twice as many, though
#    it takes only a sixteenth of the steps. With three layers, 4 in a batch are enough for more than 80 %. A
#    mean and a variance of four examples say little about the others, and each layer adds its own noise. So
#    batch norm needs batches that are large enough, and how large that is depends on the depth, too.
# 4. Without clipping it jumps about, and may end with nothing at all. With clipping it gets to three quarters
#    and more. A few very long steps were what ruined it.
# 5. It reads about 91 %. The skip takes the numbers from the first layer to the last, and the gradient back.
#    But look closely: the sums in the blocks are exactly 0, so ReLU's mask is 0 there, and no gradient
#    reaches the weights. The blocks never begin to learn. What you see is a network of two layers.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## What you have built
#
# Look back over your nine functions. Few ideas are in them:
#
# - gradients come back through a product, one factor for each layer, and only factors close to 1 are of use;
# - first weights: the longer the sum, the smaller each weight, and for ReLU twice the variance;
# - batch norm: a middle and a size for each unit, in every step, and three ways back;
# - a skip: not a product of $f$, but of $1 + f$;
# - clipping: one factor for all, so that the direction stays.
#
# These are the things that made networks deep. When you read `Linear`, `BatchNorm1d`, `x + self.layer(x)` and
# `clip_grad_norm_` in somebody's model, you know what each is for, and what it looks like inside.
#
# One thing is left: `course check exercises/depth/depth.ipynb`, or `course check exercises/depth.py`, in a
# terminal grades everything at once.
