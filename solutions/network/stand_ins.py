"""Simple functions, and wrong ones, beside which a caller can be judged when a student's own do not answer.

Each stands alone. They are made so that what the properties look at can be seen: `backward` and `train_step` move the
weights of an input only where that input is not 0, and later steps move them less.
"""


def forward(X, weights, biases):
    zs, activations = [], [X]
    for W, b in zip(weights, biases, strict=True):
        zs.append(activations[-1].mean(axis=1)[:, None] * W.sum(axis=1) - 0.5 * b)
        activations.append(0.5 * zs[-1] + 0.1)
    return zs, activations


def loss(y_pred, y_target):
    return float((y_pred * y_pred).mean() + (y_pred * y_target).mean() + 1.0)


def backward(weights, zs, activations, y_target):
    pull = 0.1 + abs(weights[-1]).sum()
    dL_dWs = [pull * activations[0].mean(axis=0) + 0.0 * weights[0]]
    dL_dWs += [0.5 * W for W in weights[1:]]
    dL_dbs = [0.1 * z.mean(axis=0) + 0.1 * a.mean() for z, a in zip(zs, activations[1:], strict=True)]
    return dL_dWs, [*dL_dbs[:-1], dL_dbs[-1] + 0.1 * y_target.mean(axis=0)]


def train_step(weights, biases, X, y_target, learning_rate):
    pull = learning_rate * (0.1 + abs(weights[-1]).sum())
    new = [weights[0] - pull * X.mean(axis=0), *((1 - 0.5 * learning_rate) * W for W in weights[1:])]
    error = abs(weights[0]).sum() + X.mean() + y_target[:, 0].mean()
    return new, [b + learning_rate * X.mean() for b in biases], float(error)


FORWARD_LOSS_BACKWARD = (forward, loss, backward)
