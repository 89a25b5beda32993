# %% [markdown]
# # Clipping
#
# Three functions of somebody else's course.

# %%
import numpy as np

from grader import check

# %% [markdown]
# ## The norm of a list of arrays


# %%
def total_norm(gradients):
    """The norm of all arrays of the list together."""
    ### BEGIN SOLUTION
    return np.sqrt(sum(np.sum(gradient**2) for gradient in gradients))
    ### END SOLUTION


# %%
check(total_norm)

# %% [markdown]
# ## Clip


# %%
def clip(gradients, max_norm):
    """The list with one factor for all, so that its norm is at most max_norm, and its norm before."""
    ### BEGIN SOLUTION
    norm = total_norm(gradients)
    factor = min(1.0, max_norm / norm)
    return [gradient * factor for gradient in gradients], norm
    ### END SOLUTION


# %%
check(clip)

# %% [markdown]
# ## Shuffle


# %%
def shuffled(n, rng):
    """The indices 0 to n - 1 in a random order that comes from rng."""
    ### BEGIN SOLUTION
    return rng.permutation(n)
    ### END SOLUTION


# %%
check(shuffled)
