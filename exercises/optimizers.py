# %% [markdown]
# # Optimizers
#
# (text to be written)

# %%
import numpy as np

from grader import check, hint


# %% [markdown]
# ## Step 1 · Momentum

# %%
def momentum(w, v, dL_dw, learning_rate, beta):
    """One step of gradient descent with momentum: the new w, and the new v."""
    raise NotImplementedError("Replace this line with your answer.")


# %%
check(momentum)


# %% [markdown]
# ## Step 2 · RMSProp

# %%
def rmsprop(w, s, dL_dw, learning_rate, beta, epsilon):
    """One step of RMSProp: the new w, and the new s."""
    raise NotImplementedError("Replace this line with your answer.")


# %%
check(rmsprop)


# %% [markdown]
# ## Step 3 · Adam

# %%
def adam(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    """One step of Adam: the new w, the new m, and the new v."""
    raise NotImplementedError("Replace this line with your answer.")


# %%
check(adam)


# %% [markdown]
# ## Step 4 · Minibatches

# %%
def minibatches(n, batch_size, rng):
    """Arrays of indices, one for each batch: every index from 0 to n - 1 once, in random order."""
    raise NotImplementedError("Replace this line with your answer.")


# %%
check(minibatches)


# %% [markdown]
# ## Step 5 · A schedule

# %%
def learning_rate_at(epoch, initial, drop, every):
    """The learning rate in this epoch: the initial one, multiplied by drop once for every `every` epochs."""
    raise NotImplementedError("Replace this line with your answer.")


# %%
check(learning_rate_at)
