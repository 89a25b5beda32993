# %% [markdown]
# # Optimizers
#
# Backpropagation gives you the gradients. An *optimizer* decides what to do with them. You know one already:
# plain gradient descent, the `update` of `backprop`. It works, and it is slow wherever the loss is steep in
# one direction and flat in another. Nearly every loss is.
#
# You are about to write three optimizers that do better: momentum, RMSProp and Adam. Then the two things that
# every training loop around them needs: minibatches, and a learning rate that falls. Five functions, none
# longer than five lines. At the end your own optimizers race each other, in this notebook.
#
# **How it works.** Each step below has a picture, the idea, a formula, the numbers worked out by hand, and a
# function with a gap. Fill the gap, run the cell, then run the `check(…)` cell under it. It tells you what is
# right, what is not, and often which mistake it is. Run the cells from top to bottom.
#
# - Each function is judged alone. A mistake in one does not cost you the next.
# - Stuck? Write `hint(momentum)` into a cell of your own, or `course hint momentum` in a terminal. There are
#   three hints for each function, each says more than the last. The next one opens after another attempt:
#   change the function, run its cell, and check it again.
# - After each step there is a question with no points on it. The empty cell under each question is yours, to
#   try things in. The answer is folded away below the question: think first.
# - You would rather work in an editor? `exercises/optimizers.py` has the same text and the same gaps. Save it
#   and run `course check exercises/optimizers.py` in a terminal.
#
# Some cells show your functions of `backprop` and `network` at work. They come from your own copies in
# `exercises/`. If one of them is not written yet, the cell says which.

# %%
import numpy as np

from grader import check, functions_of, hint

backprop = functions_of("backprop")
layers = functions_of("network")

# %% [markdown]
# ## What goes wrong with one rate for all weights
#
# Here is the smallest loss that makes trouble. It has two weights, and it feels the second one a hundred times as
# strongly as the first:
#
# $$L = \frac{w_0^2 + 100\, w_1^2}{2} \qquad\qquad \frac{\partial L}{\partial w} = (w_0,\; 100\, w_1)$$
#
# Draw it as a landscape, and it is a **ravine**: steep walls, and a floor that falls gently towards (0, 0). The cell
# sends your `update` of `backprop` down there, for 60 steps, with each of four rates. Guess first: which of them gets
# to (0, 0)?


# %% tags=["live"]
def walk(rate, steps=60):
    """Where your plain gradient descent ends."""
    w = np.array([-9.0, 1.0])
    for _ in range(steps):
        w = backprop.update(w, w * (1.0, 100.0), rate)
    return w


try:
    for rate in (0.001, 0.01, 0.0195, 0.0205):
        w0, w1 = walk(rate)
        print(f"rate {rate:<6}   w = ({w0:6.2f}, {w1:7.3f})")
except NotImplementedError as error:
    print(error)

# %% [markdown]
# None of them does. At 0.01 the second weight arrives at once, and the first is hardly half-way. At 0.0205 the
# second one flies off. A step multiplies it by 1 − rate · 100: at 0.0195 that is 1 − 0.0195 · 100 = **−0.95**, so
# it jumps from wall to wall and comes down slowly. At 0.0205 it is 1 − 0.0205 · 100 = **−1.05**, and it climbs. The
# first weight could use a rate that is fifty times as high.
#
# So the steepest direction sets the rate for all of them, and all the others wait. Two things are missing: a memory
# of where the steps went before, and a rate for each weight.
#
# ## Before you start: what an optimizer remembers
#
# Plain gradient descent forgets. Each step looks at one gradient and at nothing else. The optimizers below
# remember what the gradients were like before. What an optimizer remembers is called its **state**.
#
# A Python function forgets its own variables when it ends. So the state travels: it comes in as an argument,
# and its new value goes out beside the new weights.
#
# ```python
# v = np.zeros_like(w)                                        # at the start, nothing is remembered
# w, v = momentum(w, v, dL_dw, learning_rate, beta)           # step 1
# w, v = momentum(w, v, next_gradient, learning_rate, beta)   # step 2 knows of step 1
# ```
#
# Four habits for all three optimizers:
#
# - **Everything is entry by entry.** State and gradient have the shape of `w`. One weight never looks at
#   another. No matrix product is needed, and the same function serves weights and biases.
# - **First the state, then the weights.** The new gradient goes into the state, and the weights step with the
#   *new* state.
# - **Return the weights first**, then the state, in the order of the arguments.
# - **Return new arrays** and leave those that came in as they were. Then you can always compare.
#
# | name | what it is |
# |---|---|
# | `w` | weights or biases, of any shape |
# | `dL_dw` | the gradient of the loss, the same shape |
# | `learning_rate` | how far to step |
# | `beta` | from 0 to 1: how much of the old state is kept |
# | `epsilon` | a small number that keeps a division from dividing by 0 |

# %% [markdown]
# ## Step 1 · Momentum
#
# ![](attachment:step-1.png)
#
# Look at the ravine again. The gradient points across, from wall to wall, and hardly along the floor. Gradient
# descent jumps from wall to wall. With a lower rate it jumps less, and creeps along the floor even more slowly.
#
# Now let a heavy ball roll down instead. It does not turn around at every step, because it has a **velocity**.
# Across the ravine the pushes go left, right, left, right: they cancel. Along the floor they all point the
# same way: they add up.
#
# The velocity `v` is what is left of the old velocity, plus the new gradient. Then the weights move against
# the velocity:
#
# $$v_{\text{new}} = \beta\, v + \frac{\partial L}{\partial w}
# \qquad\qquad
# w_{\text{new}} = w - \text{learning rate} \cdot v_{\text{new}}$$
#
# $\beta$ is what friction leaves over. With 0 there is no memory: this is plain gradient descent. The usual
# value is 0.9. The method is Boris Polyak's, from 1964, known as the *heavy ball*.
#
# **How fast can the ball get?** Let the gradient be 1 in every step, and $\beta = 0.5$. Then the velocity is
# 1, then 1.5, then 1.75, and it ends up at 2. In general, it grows until a step changes it no more: until
# $v = \beta v + 1$. That is so at $v = 1 / (1 - \beta)$, which is ten times the gradient for 0.9. That is why
# people usually choose a lower rate with momentum than without.
#
# There are other ways to write it. Some books weight the new gradient with $1 - \beta$, and some put the
# learning rate into the velocity. Here the gradient counts in full, and the rate stands in the step alone, as
# in PyTorch.
#
# | name | shape | by hand |
# |---|---|---|
# | `w` | any | [[2, −1]] |
# | `v` | as `w` | [[0.5, 1]] |
# | `dL_dw` | as `w` | [[1, −2]] |
# | `learning_rate` | a number | 0.1 |
# | `beta` | a number | 0.5 |
# | **result** `w` | as `w` | [[1.875, −0.85]] |
# | **result** `v` | as `w` | [[1.25, −1.5]] |
#
# By hand, the velocity first: 0.5 · 0.5 + 1 = **1.25** and 0.5 · 1 + (−2) = **−1.5**.
#
# Then the weights: 2 − 0.1 · 1.25 = **1.875** and −1 − 0.1 · (−1.5) = **−0.85**.


# %%
def momentum(w, v, dL_dw, learning_rate, beta):
    """One step of gradient descent with momentum.

    Parameters
    ----------
    w : array
        Weights or biases, of any shape.
    v : array, the same shape as w
        The velocity so far; zeros before the first step.
    dL_dw : array, the same shape as w
        The gradient of the loss with respect to w.
    learning_rate : float
        How far to go.
    beta : float
        The part of the old velocity that is kept, from 0 to 1.

    Returns
    -------
    w : array, the same shape as w
        The new weights.
    v : array, the same shape as w
        The new velocity.
    """
    ### BEGIN SOLUTION
    v = beta * v + dL_dw
    return w - learning_rate * v, v
    ### END SOLUTION


# %%
check(momentum)

# %% [markdown]
# **Think about it.** Start with `v` at 0, and take `beta = 0.9`. Give your function a gradient of 1 a hundred
# times: what is `v` in the end? Then give it 1, −1, 1, −1, and so on. What is the size of `v` now? What do the
# two numbers say about a ravine?
#
# <details><summary>Answer</summary>
#
# With the same gradient every time, `v` comes to 10. With one that changes its sign each time, the old velocity
# always points against the new gradient. So the size of `v` ends where v = 1 − 0.9 v. That is 1 / 1.9, which is
# about 0.53. So along the floor, where all gradients agree, the ball goes ten times
# as fast as gradient descent. Across, where they alternate, it goes half as far. That is what you see in the
# picture.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 2 · RMSProp
#
# ![](attachment:step-2.png)
#
# Momentum still has one learning rate for all weights. But gradients differ in size: in one network, those of
# one weight may be a hundred times as large as those of another. A rate that suits the first leaves the second
# where it is. A rate that suits the second makes the first jump.
#
# So measure, for each weight by itself, how large its gradients usually are. Then divide by that. Every weight
# takes steps of about the same size, and the sign of the gradient says in which direction.
#
# How large is "usually"? Take the **mean of the squared gradients**, then its root. (Without the square, plus
# and minus would cancel.) A true mean would need all gradients since the start. A **running mean** needs one
# number: keep the share $\beta$ of the old mean, and add the share $1 - \beta$ of the new square.
#
# $$s_{\text{new}} = \beta\, s + (1 - \beta) \left(\frac{\partial L}{\partial w}\right)^2$$
#
# $$w_{\text{new}} = w - \text{learning rate} \cdot
# \frac{\partial L / \partial w}{\sqrt{s_{\text{new}}} + \epsilon}$$
#
# The two shares add up to 1. That makes it a mean: if all squares are 4, then `s` ends up at 4. (In momentum
# they did not add up to 1. There the velocity was meant to grow.)
#
# **Where epsilon stands.** A weight whose gradients were all 0 has $s = 0$, and 0 cannot be divided by 0.
# $\epsilon$ prevents that. Here it is added to the root, outside of it, as in PyTorch. Some libraries add it
# inside. With the usual $10^{-8}$ nobody can tell the two apart. The checks use larger ones, so they can.
#
# The name says what is divided by: the *root mean square*. Geoffrey Hinton proposed it in a lecture of his
# online course in 2012.
#
# | name | shape | by hand |
# |---|---|---|
# | `w` | any | [[1, 3]] |
# | `s` | as `w` | [[12, 0]] |
# | `dL_dw` | as `w` | [[8, −4]] |
# | `learning_rate` | a number | 0.3 |
# | `beta` | a number | 0.75 |
# | `epsilon` | a number | 1 |
# | **result** `w` | as `w` | [[0.6, 3.4]] |
# | **result** `s` | as `w` | [[25, 4]] |
#
# By hand, the mean first: 0.75 · 12 + 0.25 · 8² = **25** and 0.75 · 0 + 0.25 · (−4)² = **4**.
#
# The roots are √25 = **5** and √4 = **2**.
#
# Then the weights: 1 − 0.3 · 8 / (5 + 1) = **0.6** and 3 − 0.3 · (−4) / (2 + 1) = **3.4**.
#
# The first gradient is twice as large as the second, and both weights move by 0.4.


# %%
def rmsprop(w, s, dL_dw, learning_rate, beta, epsilon):
    """One step of RMSProp.

    Parameters
    ----------
    w : array
        Weights or biases, of any shape.
    s : array, the same shape as w
        The running mean of squared gradients; zeros before the first step.
    dL_dw : array, the same shape as w
        The gradient of the loss with respect to w.
    learning_rate : float
        How far to go.
    beta : float
        The share of the old mean in the new one, from 0 to 1.
    epsilon : float
        Added to the root that is divided by.

    Returns
    -------
    w : array, the same shape as w
        The new weights.
    s : array, the same shape as w
        The new mean of squares.
    """
    ### BEGIN SOLUTION
    s = beta * s + (1 - beta) * dL_dw**2
    return w - learning_rate * dL_dw / (np.sqrt(s) + epsilon), s
    ### END SOLUTION


# %%
check(rmsprop)

# %% [markdown]
# **Think about it.** Start with `s` at 0, and take `beta = 0.9`, `learning_rate = 0.01` and `epsilon = 1e-8`.
# How far does the first step go with a gradient of 100? And with a gradient of 0.01? Why is it more than the
# learning rate?
#
# <details><summary>Answer</summary>
#
# Both steps go equally far: 0.0316, about three times the learning rate. After one step `s` holds only a tenth
# of the squared gradient, because nine tenths are still the 0 that it started with. The root is too small by
# √10, so the step is too large by √10, which is 3.16. The size of the gradient cancels. After some twenty
# steps the start is forgotten. The next optimizer does not wait that long.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 3 · Adam
#
# ![](attachment:step-3.png)
#
# Adam puts the two together. It keeps two running means:
#
# - `m`, of the gradients: it says *where to*, smoothly, as momentum does;
# - `v`, of the squared gradients: it says *how large*, as in RMSProp. (Mind the letters: this `v` is no
#   velocity. The paper calls it so, and so does everybody since.)
#
# $$m_{\text{new}} = \beta_1 m + (1 - \beta_1) \frac{\partial L}{\partial w}
# \qquad\qquad
# v_{\text{new}} = \beta_2 v + (1 - \beta_2) \left(\frac{\partial L}{\partial w}\right)^2$$
#
# **Bias correction.** Both means start at 0, and at first they are far too small: you met this after step 2.
# How much too small? Let the gradient be 1 all the time. After the first step `m` is $1 - \beta_1$. After the
# second it is $\beta_1 (1 - \beta_1) + (1 - \beta_1)$, which is $1 - \beta_1^2$. What is missing from 1 is
# multiplied by $\beta_1$ in each step, so after `t` steps `m` is $1 - \beta_1^t$. It should be 1. So divide by
# just that:
#
# $$\hat m = \frac{m_{\text{new}}}{1 - \beta_1^{\,t}}
# \qquad\qquad
# \hat v = \frac{v_{\text{new}}}{1 - \beta_2^{\,t}}$$
#
# The power makes the correction fade out. With $\beta_1 = 0.9$ you divide by 0.1 in the first step, and by
# 0.99997 in the hundredth. `t` counts the steps, and the first step has **t = 1**. With 0 you would divide by
# 0.
#
# The step then looks like RMSProp's:
#
# $$w_{\text{new}} = w - \text{learning rate} \cdot \frac{\hat m}{\sqrt{\hat v} + \epsilon}$$
#
# **Return the uncorrected `m` and `v`.** The correction is for this step's use. Whoever keeps the corrected
# ones corrects them again in the next step.
#
# The names are those of the paper, *Adam: A Method for Stochastic Optimization*, by Diederik Kingma and Jimmy
# Ba (2015). It calls `m` and `v` the first and second *moment*. Its usual values are 0.9, 0.999 and
# $10^{-8}$, with a learning rate of 0.001.
#
# | name | shape | by hand |
# |---|---|---|
# | `w` | any | [[1, −1]] |
# | `m` | as `w` | [[2, −0.5]] |
# | `v` | as `w` | [[8, 0.5]] |
# | `t` | a whole number, from 1 | 2 |
# | `dL_dw` | as `w` | [[4, −1]] |
# | `learning_rate` | a number | 0.5 |
# | `beta1` | a number | 0.5 |
# | `beta2` | a number | 0.5 |
# | `epsilon` | a number | 1 |
# | **result** `w` | as `w` | [[0.6, −0.75]] |
# | **result** `m` | as `w` | [[3, −0.75]] |
# | **result** `v` | as `w` | [[12, 0.75]] |
#
# By hand, `m`: 0.5 · 2 + 0.5 · 4 = **3** and 0.5 · (−0.5) + 0.5 · (−1) = **−0.75**.
#
# `v`: 0.5 · 8 + 0.5 · 4² = **12** and 0.5 · 0.5 + 0.5 · (−1)² = **0.75**.
#
# The correction: 1 − 0.5² = **0.75**. It makes `m` to 3 / 0.75 = **4** and −0.75 / 0.75 = **−1**.
# It makes `v` to 12 / 0.75 = **16** and 0.75 / 0.75 = **1**.
#
# The roots are √16 = **4** and √1 = **1**. Then the weights: 1 − 0.5 · 4 / (4 + 1) = **0.6** and
# −1 − 0.5 · (−1) / (1 + 1) = **−0.75**.


# %%
def adam(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    """One step of Adam.

    Parameters
    ----------
    w : array
        Weights or biases, of any shape.
    m : array, the same shape as w
        The running mean of gradients, uncorrected; zeros before the first step.
    v : array, the same shape as w
        The running mean of squared gradients, uncorrected; zeros before the first step.
    t : int
        Which step this is; the first one is 1.
    dL_dw : array, the same shape as w
        The gradient of the loss with respect to w.
    learning_rate : float
        How far to go.
    beta1 : float
        The share of the old m in the new one.
    beta2 : float
        The share of the old v in the new one.
    epsilon : float
        Added to the root that is divided by.

    Returns
    -------
    w : array, the same shape as w
        The new weights.
    m : array, the same shape as w
        The new mean of gradients, uncorrected.
    v : array, the same shape as w
        The new mean of squared gradients, uncorrected.
    """
    ### BEGIN SOLUTION
    m = beta1 * m + (1 - beta1) * dL_dw
    v = beta2 * v + (1 - beta2) * dL_dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v
    ### END SOLUTION


# %%
check(adam)

# %% [markdown]
# **Think about it.** Somebody multiplies the loss by 1000, and changes nothing else. All gradients are now 1000
# times as large. What does that do to a step of gradient descent, of momentum, and of Adam? Try it with your
# functions: state 0, `t = 1`, `epsilon = 1e-8`, and gradients of 0.002 and 2.
#
# <details><summary>Answer</summary>
#
# The steps of gradient descent and of momentum become 1000 times as long, and training most likely diverges.
# Adam's step stays the same. `m` grows by 1000, `v` by 1000², its root by 1000, and the quotient not at all.
# In the first step it even has the size of the learning rate, for every weight: the corrected `m` is the
# gradient, and the root of the corrected `v` is its size. That is why one learning rate, 0.001, suits so many
# networks.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 4 · Minibatches
#
# ![](attachment:step-4.png)
#
# An exact gradient needs all examples: 60,000 pictures for one step. A gradient from 64 of them points roughly
# the same way and costs a thousandth. So take many rough steps instead of one exact step. Such a handful of
# examples is a **minibatch**, or batch for short. Once through all of the examples is an **epoch**.
#
# Which examples go together? Shuffle them first. Data are often sorted, all zeros first, then all ones. A
# batch of zeros alone would teach the network to say "zero". And shuffle anew in every epoch, so that other
# examples meet. (The field calls it *stochastic gradient descent with random reshuffling*. It goes back to
# Herbert Robbins and Sutton Monro, 1951.)
#
# Your function does not touch the examples. It returns their **indices**, one array for each batch. Whoever
# trains then takes `X[batch]` and `y_target[batch]`, and what belongs together stays together.
#
# What must hold:
#
# - every index from 0 to `n - 1` comes once, and only once;
# - every batch has `batch_size` indices, and the last one has what is left;
# - the order is random, and it comes from `rng`. Somebody who starts with the same seed gets the same order and
#   can repeat your training. So use `rng`, and not `np.random`.
#
# `rng` is one of numpy's random generators. `rng.permutation(5)`, for example, gives the numbers 0 to 4 in
# random order. The next call gives another order.
#
# | name | what it is | by hand |
# |---|---|---|
# | `n` | how many examples | 10 |
# | `batch_size` | how many in a batch | 4 |
# | `rng` | a generator | `np.random.default_rng(seed)` |
# | **result** | a list of index arrays | [7, 2, 9, 0], [4, 1, 8, 5], [3, 6] |
#
# The result is one of many: another seed gives another order. What does not change are the sizes. By hand:
# two full batches take 2 · 4 = **8** of the indices, and 10 − 8 = **2** are left for the last one.


# %%
def minibatches(n, batch_size, rng):
    """Cut a random order of n examples into batches.

    Parameters
    ----------
    n : int
        How many examples there are.
    batch_size : int
        How many of them make a batch; the last batch may be shorter.
    rng : numpy.random.Generator
        Where the random order comes from.

    Returns
    -------
    list of arrays of int
        One array of indices for each batch: each index from 0 to n - 1 once, in random order.
    """
    ### BEGIN SOLUTION
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
    ### END SOLUTION


# %%
check(minibatches)

# %% [markdown]
# **Think about it.** 60,000 examples, in batches of 64. How many steps are in an epoch, and how large is the
# last batch? Ask your function. And what is special about a batch size of 60,000? About a batch size of 1?
#
# <details><summary>Answer</summary>
#
# There are 938 steps: 937 full batches take 59,968 examples, and 32 are left. With a batch of 60,000 there is
# one step in an epoch, with the exact gradient, and the order no longer matters. With a batch of 1 there are
# 60,000 steps, each along the gradient of a single example. They are quick and very noisy. Most people train
# between the two, with 32 to 512. Which size is best depends on the learning rate and on the machine. In the third
# race you measure it.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## Step 5 · A learning rate that drops
#
# ![](attachment:step-5.png)
#
# At the start the weights are far from anything good, and large steps are right. Near the end large steps do
# harm: the gradient of a batch is rough, and with a high rate the weights jump around the lowest point for
# ever. So begin with a high rate, and lower it on the way. A rule for that is a **schedule**.
#
# This one is the plainest, and still widely used. It is called *step decay*: every few epochs the rate is
# multiplied by `drop`. Let $e$ be the epoch, counted from 0:
#
# $$\text{rate}(e) = \text{initial} \cdot \text{drop}^{\,\lfloor e / \text{every} \rfloor}$$
#
# The brackets ⌊ ⌋ mean: rounded down to a whole number. It is the number of drops so far. Python writes that
# as `//`, the division without a rest: `7 // 3` is 2.
#
# `drop` is what is *left*, not what is taken away. A drop of 0.9 is a gentle one, and 0.1 is a hard one.
#
# | name | what it is | by hand |
# |---|---|---|
# | `epoch` | which epoch, from 0 | 7 |
# | `initial` | the rate of epoch 0 | 0.8 |
# | `drop` | what is left of the rate | 0.5 |
# | `every` | epochs from drop to drop | 3 |
# | **result** | the rate, a number | 0.2 |
#
# By hand: 7 // 3 = **2** drops, so the rate is 0.8 · 0.5 · 0.5 = **0.2**. All epochs up to that one:
#
# | epoch | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 |
# |---|---|---|---|---|---|---|---|---|
# | rate | 0.8 | 0.8 | 0.8 | 0.4 | 0.4 | 0.4 | 0.2 | 0.2 |


# %%
def learning_rate_at(epoch, initial, drop, every):
    """The learning rate of an epoch, by step decay.

    Parameters
    ----------
    epoch : int
        Which epoch; the first one is 0.
    initial : float
        The learning rate of epoch 0.
    drop : float
        What the rate is multiplied by at each drop.
    every : int
        How many epochs it takes from one drop to the next.

    Returns
    -------
    float
    """
    ### BEGIN SOLUTION
    return initial * drop ** (epoch // every)
    ### END SOLUTION


# %%
check(learning_rate_at)

# %% [markdown]
# **Think about it.** A training starts with a rate of 0.1, and the rate is halved every 5 epochs. In which epoch
# is it below a hundredth of what it was? Suppose the loss has not come down by then. Will it still?
#
# <details><summary>Answer</summary>
#
# In epoch 35: after seven drops, 0.5 to the power of 7 is 1/128. After six it is 1/64, still too much. And the
# loss will hardly come down any more. All steps that follow, taken together, are no longer than those of ten
# epochs at that rate. A schedule that is too quick stops the training wherever it happens to be.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## The race
#
# Now your optimizers meet. Plain gradient descent runs with them, so that there is somebody to beat.
#
# A racer is a function that takes one step. It gets the weights, a gradient, the number `t` of the step, a
# learning rate, and its own state. It returns the new weights and the new state. The number in front says how
# many arrays of state it keeps. All of the work is done by your functions.


# %% tags=["live"]
RACERS = {
    "gradient descent": (0, lambda w, g, t, rate: (w - rate * g,)),
    "momentum": (1, lambda w, g, t, rate, v: momentum(w, v, g, rate, 0.9)),
    "rmsprop": (1, lambda w, g, t, rate, s: rmsprop(w, s, g, rate, 0.9, 1e-8)),
    "adam": (2, lambda w, g, t, rate, m, v: adam(w, m, v, t, g, rate, 0.9, 0.999, 1e-8)),
}
LOOKS = {
    "gradient descent": {"color": "#6E6E6E", "linestyle": ":"},
    "momentum": {"color": "#0072B2", "linestyle": "--"},
    "rmsprop": {"color": "#B84E00", "linestyle": "-."},
    "adam": {"color": "#00795A", "linestyle": "-"},
}


def one_step(racer, w, gradient, t, rate, state):
    """The new weights and the new state of a racer."""
    new, *state = racer(w, gradient, t, rate, *state)
    if np.shape(new) != np.shape(w):
        raise ValueError(f"the new w has the shape {np.shape(new)}, and w had {np.shape(w)}")
    return new, state


def all_who_can(race, rates):
    """What `race(name, rate)` gives for each racer. Who cannot race yet is named, with the reason."""
    results, waiting = {}, {}
    for name, rate in rates.items():
        try:
            with np.errstate(all="ignore"):  # a racer may leave the track
                results[name] = race(name, rate)
        except NotImplementedError as error:
            place = error.__traceback__
            while place.tb_next:
                place = place.tb_next
            here = str(error).startswith("Replace this line")  # of another lesson, the error says which one
            reason = f"the function {place.tb_frame.f_code.co_name} is not written." if here else str(error)
            waiting.setdefault(reason, []).append(name)
        except Exception as error:
            print(f"{name} cannot race: it stops with {type(error).__name__}: {error}. Check its functions above.")
    for reason, names in waiting.items():
        print(f"{', '.join(names)} cannot race yet: {reason}")
    return results


# %% [markdown]
# ### First race: the ravine
#
# This is the ravine of the beginning, with walls that are a hundred times as steep as the floor. Everybody starts
# at the same place and takes 60 steps, each with a rate that suits it. The map shows where they went. Guess first:
# who gets lowest?


# %% tags=["live"]
def height(w):
    return (w[0] ** 2 + 100.0 * w[1] ** 2) / 2


def steepness(w):
    return w * (1.0, 100.0)


def ravine(name, rate):
    """The 61 places of a racer, from the start on."""
    kept, racer = RACERS[name]
    w, state = np.array([-9.0, 1.0]), [np.zeros(2)] * kept
    places = [w]
    for t in range(1, 61):
        w, state = one_step(racer, w, steepness(w), t, rate, state)
        places.append(w)
    return np.array(places)


def draw_ravine(races):
    from matplotlib import pyplot as plt

    _, panels = plt.subplots(2, 2, figsize=(10, 5.6), layout="constrained")
    across, up = np.meshgrid(np.linspace(-10, 3, 120), np.linspace(-1.6, 1.6, 120))
    for panel, name in zip(panels.flat, RACERS, strict=True):
        panel.contour(across, up, across**2 + 100 * up**2, np.geomspace(1, 300, 9), colors="#CFCBC4", linewidths=0.9)
        panel.plot(0, 0, "*", color="black", markersize=11)
        title = f"{name}: not in the race yet"
        if name in races:
            panel.plot(*races[name].T, color=LOOKS[name]["color"], marker=".", linewidth=1.3)
            title = f"{name}: loss {height(races[name][-1]):.2g} after 60 steps"
        panel.set_title(title, loc="left", fontsize=11)
        panel.set(xlim=(-10, 3), ylim=(-1.6, 1.6), xlabel="$w_0$", ylabel="$w_1$")
    plt.show()


races = all_who_can(ravine, {"gradient descent": 0.0195, "momentum": 0.01, "rmsprop": 0.2, "adam": 0.5})
for name, places in races.items():
    print(f"{name:17} loss {height(places[-1]):.2g}")
draw_ravine(races)

# %% [markdown]
# Three ways to use the same gradients. Momentum adds them up and swings. RMSProp and Adam divide by their size,
# so that the ravine looks round to them: they set out on a slant, as if it were a bowl.
#
# Look at RMSProp's end, too. Where the gradients become small, so does the root that they are divided by. Its
# steps stay as long as before, and it jumps about. A fixed rate never comes to rest.
#
# ### Second race: a network
#
# A small network, two inputs and two layers of 24 units with ReLU, learns to tell two spirals apart. It is
# given here, with its backward pass. You know how it works. The spirals are blurred, so no step is exact. And
# one thing makes it hard: the second input is measured in another unit, and its numbers are twenty times as
# small as those of the first. Data are often like that.
#
# This race needs all of your functions: `minibatches` picks the examples, and `learning_rate_at` halves
# everybody's rate every ten epochs.

# %% tags=["live"]
UNITS = np.array([1.0, 0.05])  # of the two inputs


def two_spirals(units, rng):
    """300 points of two classes: (300, 2), and 0 or 1 for each: (300, 1)."""
    radius = np.tile(np.linspace(0.1, 1.0, 150), 2)
    label = np.repeat([0.0, 1.0], 150)
    angle = 4.5 * radius + np.pi * label + rng.normal(0, 0.25, 300)
    return units * np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), label[:, None]


def first_weights(rng):
    sizes = ((24, 2), (24, 24), (1, 24))
    return [array for n in sizes for array in (rng.normal(0, np.sqrt(2 / n[1]), n), np.zeros(n[0]))]


def loss_and_gradients(parameters, X, y_target):
    """The mean cross-entropy, and its gradient for each weight matrix and each bias."""
    W1, b1, W2, b2, W3, b3 = parameters
    z1 = X @ W1.T + b1
    a1 = np.maximum(z1, 0.0)
    z2 = a1 @ W2.T + b2
    a2 = np.maximum(z2, 0.0)
    z3 = a2 @ W3.T + b3
    loss = np.mean(np.logaddexp(0.0, z3) - y_target * z3)
    dz3 = (1.0 / (1.0 + np.exp(-z3)) - y_target) / len(X)
    dz2 = (dz3 @ W3) * (z2 > 0)
    dz1 = (dz2 @ W2) * (z1 > 0)
    return loss, [dz1.T @ X, dz1.sum(0), dz2.T @ a1, dz2.sum(0), dz3.T @ a2, dz3.sum(0)]


def network(name, rate, epochs=40, drop=0.5):
    """The loss of a racer's network before the first epoch and after each one."""
    kept, racer = RACERS[name]
    X, y_target = two_spirals(UNITS, np.random.default_rng(1))
    parameters = first_weights(np.random.default_rng(0))
    states = [[np.zeros_like(w)] * kept for w in parameters]
    losses, t, rng = [loss_and_gradients(parameters, X, y_target)[0]], 0, np.random.default_rng(2)
    for epoch in range(epochs):
        now = learning_rate_at(epoch, rate, drop, 10)
        for batch in minibatches(len(X), 32, rng):
            t += 1
            _, gradients = loss_and_gradients(parameters, X[batch], y_target[batch])
            for i, gradient in enumerate(gradients):
                parameters[i], states[i] = one_step(racer, parameters[i], gradient, t, now, states[i])
        losses.append(loss_and_gradients(parameters, X, y_target)[0])
    return losses


def draw_losses(races):
    from matplotlib import pyplot as plt

    _, panel = plt.subplots(figsize=(10, 4.4), layout="constrained")
    for name, losses in races.items():
        panel.plot(losses, linewidth=2, label=f"{name}: {losses[-1]:.3f} at the end", **LOOKS[name])
    panel.legend(frameon=False, fontsize=11)
    panel.set(xlabel="epoch", ylabel="loss on all 300 points", ylim=(0, None), xlim=(0, None))
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)
    plt.show()


races = all_who_can(network, {"gradient descent": 0.5, "momentum": 0.1, "rmsprop": 0.01, "adam": 0.02})
for name, losses in races.items():
    print(f"{name:17} loss {losses[0]:.2f} -> {losses[-1]:.3f}")
if races:
    draw_losses(races)

# %% [markdown]
# In this race the gradients of the second input's weights are tiny, and gradient descent hardly moves them.
# Momentum adds up what is tiny, and it stays small. RMSProp and Adam give every weight steps of its own size.
#
# **Think about it.** Three experiments. Guess before each of them.
#
# 1. Measure both inputs in the same unit: `UNITS = np.ones(2)`, and run the race again.
# 2. Put `UNITS` back, and keep the rate as it is: `network("adam", 0.02, drop=1.0)`. Compare the last loss.
# 3. Give gradient descent ten times the rate: `network("gradient descent", 5.0)`. What is special
#    about the number that comes out? What has happened to the network?
#
# <details><summary>Answer</summary>
#
# With the same unit everybody ends at about 0.01 or below, gradient descent too. Its trouble was in the data.
# So bring your inputs to one scale before you train: that costs nothing. Inside of a deep network nobody does
# it for you, and there Adam helps.
#
# Without the drops Adam ends at about 0.01, instead of 0.10. The schedule came too early here: it stopped a
# racer that was still running. Look at the last epochs of gradient descent without drops, though: its loss
# jumps between 0.26 and 0.31. Drop the rate when the loss jumps or stands still, not before.
#
# At ten times the rate the loss ends at 0.69, which is log 2. That is the loss of a network that gives both
# classes probability ½. The first steps were so large that all units of a layer were switched off. A ReLU
# that is off for every example passes no gradient back, and it never comes on again.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ### Third race: real digits, and the question of the rate
#
# What is a good learning rate? Some say 0.1, some say 0.01, some 0.0001. Let your racers learn to read: 4,000 real
# digits, and your own `forward`, `backward` and `predict` of `network`, with three hidden layers of 50 units. Each
# racer tries five rates, for three epochs. All start with the same weights and see the same batches, and the third
# epoch has half the rate. The table says how many of 1,000 other digits are read right.
#
# Guess first: which rate is the best for gradient descent, and which for Adam? (10 % is what guessing gives.)


# %% tags=["live"]
from quiz_app.training import load_digits

digits = load_digits()
X, y_target = digits.train_images / 255, np.eye(10)[digits.train_labels]
RATES = (0.0001, 0.001, 0.01, 0.1, 1.0)


def share_read(name, rate, epochs=3, drop=0.5, batch_size=64):
    """The share of the test digits that a racer's network reads."""
    kept, racer = RACERS[name]
    rng = np.random.default_rng(0)
    sizes = ((50, 784), (50, 50), (50, 50), (10, 50))
    parameters = [rng.normal(0, np.sqrt(2 / n[1]), n) for n in sizes] + [np.zeros(n[0]) for n in sizes]
    states, t = [[np.zeros_like(w)] * kept for w in parameters], 0
    for epoch in range(epochs):
        now = learning_rate_at(epoch, rate, drop, 2)
        for batch in minibatches(len(X), batch_size, rng):
            t += 1
            weights, biases = parameters[:4], parameters[4:]
            gradients = layers.backward(weights, *layers.forward(X[batch], weights, biases), y_target[batch])
            for i, gradient in enumerate([*gradients[0], *gradients[1]]):
                parameters[i], states[i] = one_step(racer, parameters[i], gradient, t, now, states[i])
    return np.mean(layers.predict(digits.test_images / 255, parameters[:4], parameters[4:]) == digits.test_labels)


def draw_rates(shares):
    from matplotlib import pyplot as plt

    _, panel = plt.subplots(figsize=(10, 4), layout="constrained")
    for name, found in shares.items():
        panel.plot(RATES, found, linewidth=2, marker="o", label=name, **LOOKS[name])
    panel.set(xscale="log", xlabel="learning rate", ylabel="test digits that are read", ylim=(0, 1))
    panel.legend(frameon=False, fontsize=11, loc="upper left", bbox_to_anchor=(1, 1))
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)
    plt.show()


shares = all_who_can(lambda name, rates: [share_read(name, rate) for rate in rates], dict.fromkeys(RACERS, RATES))
if shares:
    print("learning rate    " + "".join(f"{rate:>9}" for rate in RATES))
for name, found in shares.items():
    print(f"{name:17}" + "".join(f"{share:9.1%}" for share in found))
if shares:
    draw_rates(shares)

# %% [markdown]
# Each row has a best rate, and it is not the same in all of them. Gradient descent wants 0.1. Momentum reads as well
# at a tenth of that already, because its velocity grows to ten times the gradient. A step of RMSProp or Adam has
# about the size of the rate, however small the gradient is. So they get far with 0.001 and 0.01, and 0.1 wrecks
# their network.
# "0.1 is too high" is no fact about 0.1: it depends on the optimizer, and on the network.
#
# Compare the best of each row: they are less than five percentage points apart. A rate that does not fit costs fifty
# and more. So before you change the optimizer, try another rate.
#
# **Think about it.** Three experiments. Guess before each of them.
#
# 1. Does Adam read better, or only sooner? Give gradient descent five times as long, with its rate unchanged to the
#    end: `share_read("gradient descent", 0.1, epochs=15, drop=1.0)`.
# 2. What is a good batch size? Try `share_read("gradient descent", 0.1, batch_size=8)`, then 64, then 1,000. How many
#    steps is each of them? Then give the batches of 1,000 as many steps as those of 64 had: `epochs=48, drop=1.0`.
# 3. Do batch size and rate have to do with each other? Try the rate 0.3 with batches of 64, and with batches of 4.
#
# <details><summary>Answer</summary>
#
# 1. Only sooner, here: after 15 epochs gradient descent reads about 94 %, nearly what Adam reads after three. Where
#    an epoch takes a day, sooner is what counts.
# 2. With 8 it reads about 94 %, with 64 about 90 %, and with 1,000 less than half. In three epochs these are
#    1,500, 189 and 12 steps. In 48 epochs batches of 1,000 make 192 steps. Then they read about 92 %: hardly more
#    than those of 64, after sixteen times as many pictures. So a small batch gives more steps from the same data.
#    It costs time: numpy is quicker with one large product than with many small ones.
# 3. With 64 the rate of 0.3 is a good one, about 93 %. With 4 it ends below 70 %, and 0.1 reads more than 90 %.
#    The gradient of four examples is rough, and long steps along it undo each other. So a small batch wants a low
#    rate. Change one of the two, and look for the other again.
#
# </details>

# %% tags=["yours"]
# Room for your experiment.

# %% [markdown]
# ## What you have built
#
# Look back over your five functions. Few ideas are in them:
#
# - remember: a velocity that adds up, or a mean that forgets slowly;
# - divide by the usual size, so that every weight has a rate of its own;
# - a mean that starts at 0 is too small at first, and you know by how much;
# - shuffle, then cut;
# - large steps first, small steps last.
#
# These are the five things that you find in nearly every training loop, whatever the library. When you read
# `torch.optim.Adam(parameters, lr=0.001, betas=(0.9, 0.999), eps=1e-08)`, you know each of these numbers.
#
# One thing is left: `course check exercises/optimizers/optimizers.ipynb`, or `course check exercises/optimizers.py`,
# in a terminal grades everything at once.
