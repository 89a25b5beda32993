"""Ways in which the students of a made-up class write the functions."""

from __future__ import annotations

import random
from collections.abc import Mapping

# {0}, {1}, {2} are the arguments. The first of each is what most people write.
_USUAL = {
    "momentum": (
        "v = {4} * {1} + {2}\nreturn {0} - {3} * v, v",
        "v_new = {4} * {1} + {2}\nw_new = {0} - {3} * v_new\nreturn w_new, v_new",
        "new_v = np.add({4} * {1}, {2})\nreturn np.subtract({0}, {3} * new_v), new_v",
    ),
    "rmsprop": (
        "s = {4} * {1} + (1 - {4}) * {2} ** 2\nreturn {0} - {3} * {2} / (np.sqrt(s) + {5}), s",
        "s_new = {4} * {1} + (1 - {4}) * np.square({2})\n"
        "step = {3} / (np.sqrt(s_new) + {5})\n"
        "return {0} - step * {2}, s_new",
        "mean = {1} + (1 - {4}) * ({2} * {2} - {1})\nw = {0} - {3} * ({2} / (mean**0.5 + {5}))\nreturn w, mean",
    ),
    "adam": (
        "m = {6} * {1} + (1 - {6}) * {4}\n"
        "v = {7} * {2} + (1 - {7}) * {4} ** 2\n"
        "m_hat = m / (1 - {6} ** {3})\n"
        "v_hat = v / (1 - {7} ** {3})\n"
        "return {0} - {5} * m_hat / (np.sqrt(v_hat) + {8}), m, v",
        "m_new = {6} * {1} + (1 - {6}) * {4}\n"
        "v_new = {7} * {2} + (1 - {7}) * np.square({4})\n"
        "step = {5} * (m_new / (1 - {6} ** {3})) / (np.sqrt(v_new / (1 - {7} ** {3})) + {8})\n"
        "return {0} - step, m_new, v_new",
        "first = {1} - (1 - {6}) * ({1} - {4})\n"
        "second = {2} - (1 - {7}) * ({2} - {4} * {4})\n"
        "size = (second / (1 - {7} ** {3})) ** 0.5 + {8}\n"
        "w = {0} - {5} / (1 - {6} ** {3}) * first / size\n"
        "return w, first, second",
    ),
    "minibatches": (
        "order = {2}.permutation({0})\nreturn [order[i:i + {1}] for i in range(0, {0}, {1})]",
        "idx = np.arange({0})\n"
        "{2}.shuffle(idx)\n"
        "batches = []\n"
        "for start in range(0, {0}, {1}):\n"
        "    batches.append(idx[start:start + {1}])\n"
        "return batches",
        "order = {2}.permutation({0})\nreturn np.split(order, range({1}, {0}, {1}))",
    ),
    "learning_rate_at": (
        "return {1} * {2} ** ({0} // {3})",
        "drops = {0} // {3}\nreturn {1} * {2} ** drops",
        "rate = {1}\nfor _ in range({0} // {3}):\n    rate = rate * {2}\nreturn rate",
    ),
}
_HOW_USUAL = (6, 3, 1)

_EACH_WEIGHT = "out = [np.array({0}, dtype=float) for _ in range(%d)]\nfor place in np.ndindex(np.shape({0})):\n%s\n"
UNUSUAL = {
    "momentum": _EACH_WEIGHT
    % (
        2,
        "    speed = {4} * {1}[place] + {2}[place]\n    out[0][place] -= {3} * speed\n    out[1][place] = speed",
    )
    + "return tuple(out)",
    "rmsprop": _EACH_WEIGHT
    % (
        2,
        "    mean = {2}[place] ** 2 - {4} * ({2}[place] ** 2 - {1}[place])\n"
        "    out[0][place] -= {3} * {2}[place] / (mean**0.5 + {5})\n"
        "    out[1][place] = mean",
    )
    + "return tuple(out)",
    "adam": _EACH_WEIGHT
    % (
        3,
        "    mean = {6} * {1}[place] + (1 - {6}) * {4}[place]\n"
        "    square = {7} * {2}[place] + (1 - {7}) * {4}[place] ** 2\n"
        "    size = (square / (1 - {7} ** {3})) ** 0.5\n"
        "    out[0][place] -= {5} * mean / (1 - {6} ** {3}) / (size + {8})\n"
        "    out[1][place], out[2][place] = mean, square",
    )
    + "return tuple(out)",
    "minibatches": "waiting, out = list({2}.permutation({0})), []\n"
    "while waiting:\n"
    "    out.append(np.array(waiting[:{1}]))\n"
    "    del waiting[:{1}]\n"
    "return out",
    "learning_rate_at": "out = {1}\nwhile {0} >= {3}:\n    {0} -= {3}\n    out *= {2}\nreturn out",
}
ARGUMENTS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
RENAMED = {"out": "answer", "place": "index", "mean": "average", "speed": "pace", "waiting": "left", "size": "length"}

# Several made the same ones, as in any class.
MISTAKES = (
    ("momentum:averaged-gradient",),
    ("momentum:rate-in-the-velocity", "learning_rate_at:smooth-decay"),
    ("rmsprop:no-root",),
    ("rmsprop:summed-for-ever", "minibatches:last-batch-dropped"),
    ("adam:correction-without-t",),
    ("adam:correction-without-t", "learning_rate_at:dropped-once"),
    ("adam:no-correction", "minibatches:batches-shuffled"),
    ("adam:corrected-moments-stored",),
    ("minibatches:not-shuffled",),
    ("momentum:old-velocity-stepped", "rmsprop:old-mean-divides", "adam:old-moments-stepped"),
)
# Functions that never end, that fill the memory, that end the process, and one that is no Python.
NEVER_ENDING, HUNGRY, CRASHING = ("adam", "minibatches"), "rmsprop", "momentum"
NO_PYTHON = ("learning_rate_at", "def learning_rate_at(epoch, initial, drop, every)\n    return initial")
# What a colleague wrote whose notebook was merged with the student's.
ANOTHERS = ("learning_rate_at", "return {1} * {2} ** ({0} / {3})")


def right_answers(chance: random.Random) -> Mapping[str, str]:
    """A right answer to each function."""
    return {step: chance.choices(ways, _HOW_USUAL)[0] for step, ways in _USUAL.items()}
