# %%
import numpy as np

# %%
def dL_dz3(y_pred, y_target):
    ### BEGIN SOLUTION
    N = len(y_pred)
    return (y_pred - y_target) / N
    ### END SOLUTION

# %%
def dL_dW3(dL_dz3, a2):
    ### BEGIN SOLUTION
    return dL_dz3.T @ a2
    ### END SOLUTION

# %%
def dL_db3(dL_dz3):
    ### BEGIN SOLUTION
    return dL_dz3.sum(axis=0)
    ### END SOLUTION

# %%
def dL_da2(dL_dz3, W3):
    ### BEGIN SOLUTION
    return dL_dz3 @ W3
    ### END SOLUTION

# %%
def dL_dz2(dL_da2, z2):
    ### BEGIN SOLUTION
    return dL_da2 * (z2 > 0)
    ### END SOLUTION

# %%
def dL_dW2(dL_dz2, a1):
    ### BEGIN SOLUTION
    return dL_dz2.T @ a1
    ### END SOLUTION

# %%
def dL_db2(dL_dz2):
    ### BEGIN SOLUTION
    return dL_dz2.sum(axis=0)
    ### END SOLUTION

# %%
def dL_da1(dL_dz2, W2):
    ### BEGIN SOLUTION
    return dL_dz2 @ W2
    ### END SOLUTION

# %%
def dL_dz1(dL_da1, z1):
    ### BEGIN SOLUTION
    return dL_da1 * (z1 > 0)
    ### END SOLUTION

# %%
def dL_dW1(dL_dz1, X):
    ### BEGIN SOLUTION
    return dL_dz1.T @ X
    ### END SOLUTION

# %%
def dL_db1(dL_dz1):
    ### BEGIN SOLUTION
    return dL_dz1.sum(axis=0)
    ### END SOLUTION

# %%
def update(w, dL_dw, learning_rate):
    ### BEGIN SOLUTION
    return w - learning_rate * dL_dw
    ### END SOLUTION
