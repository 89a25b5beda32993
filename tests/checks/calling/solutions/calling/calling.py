# %% [markdown]
# # Functions that call each other

# %%
import numpy as np

from grader import check


# %%
def predicted(x, w):
    """x @ w."""
    ### BEGIN SOLUTION
    return x @ w
    ### END SOLUTION


# %%
def loss(p, y):
    """Half of the mean square."""
    ### BEGIN SOLUTION
    return 0.5 * np.mean((p - y) ** 2)
    ### END SOLUTION


# %%
def slope(x, p, y):
    """The gradient of the loss."""
    ### BEGIN SOLUTION
    return x.T @ (p - y) / len(y)
    ### END SOLUTION


# %%
def step(w, x, y, rate):
    """One step, and the loss before it."""
    ### BEGIN SOLUTION
    p = predicted(x, w)
    return w - rate * slope(x, p, y), loss(p, y)
    ### END SOLUTION


# %%
def epoch(w, x, y, rate, batch_size, rng):
    """One step for each batch, in a random order, and the mean of their losses."""
    ### BEGIN SOLUTION
    order = rng.permutation(len(x))
    losses = []
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        w, before = step(w, x[batch], y[batch], rate)
        losses.append(before)
    return w, np.mean(losses)
    ### END SOLUTION


# %%
check(epoch)
