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
    ### BEGIN SOLUTION
    v = beta * v + dL_dw
    return w - learning_rate * v, v
    ### END SOLUTION


# %%
check(momentum)

# %% [markdown]
# ## Step 2 · RMSProp


# %%
def rmsprop(w, s, dL_dw, learning_rate, beta, epsilon):
    """One step of RMSProp: the new w, and the new s."""
    ### BEGIN SOLUTION
    s = beta * s + (1 - beta) * dL_dw**2
    return w - learning_rate * dL_dw / (np.sqrt(s) + epsilon), s
    ### END SOLUTION


# %%
check(rmsprop)

# %% [markdown]
# ## Step 3 · Adam


# %%
def adam(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):
    """One step of Adam: the new w, the new m, and the new v."""
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
# ## Step 4 · Minibatches


# %%
def minibatches(n, batch_size, rng):
    """Arrays of indices, one for each batch: every index from 0 to n - 1 once, in random order."""
    ### BEGIN SOLUTION
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
    ### END SOLUTION


# %%
check(minibatches)

# %% [markdown]
# ## Step 5 · A schedule


# %%
def learning_rate_at(epoch, initial, drop, every):
    """The learning rate in this epoch: the initial one, multiplied by drop once for every `every` epochs."""
    ### BEGIN SOLUTION
    return initial * drop ** (epoch // every)
    ### END SOLUTION


# %%
check(learning_rate_at)
