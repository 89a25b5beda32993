"""The parts of step 1, the forward pass, worked out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from quiz_app.lessons.backprop.worked import INPUT_OF, Array, Entry, Matrix, Piece, Worked, number, products, with_one


def affine(layer: int, values: Mapping[str, Array]) -> Worked:
    """``z = [a | 1] @ [W | b]ᵀ`` of a layer."""
    a, w, b, z = (values[name] for name in (INPUT_OF[layer], f"W{layer}", f"b{layer}", f"z{layer}"))
    source, name = INPUT_OF[layer], f"z{layer}"
    left, right = with_one(a), np.hstack([w, b[:, None]])
    size = right.shape[1]
    entries = tuple(
        Entry(
            f"{name}[{n}, {j}]",
            (n, j),
            (tuple((n, k) for k in range(size)), tuple((j, k) for k in range(size))),
            products((left[n, k], right[j, k]) for k in range(size)),
            float(z[n, j]),
            tuple((f"layer {layer}", k if k < size - 1 else -1, j) for k in range(size)),
            example=n,
        )
        for n, j in np.ndindex(z.shape)
    )
    formula: tuple[Piece, ...] = (
        (name, "result"),
        (" = ", ""),
        (f"[{source} | 1]", "left"),
        (" @ ", ""),
        (f"[W{layer} | b{layer}]ᵀ", "right"),
    )
    matrices = (
        Matrix(f"[{source} | 1]", left, "left", "1"),
        Matrix(f"[W{layer} | b{layer}]", right, "right", f"b{layer}"),
        Matrix(name, z, "result"),
    )
    note = "Each row of the first meets each row of the second: multiply in pairs, add up."
    return Worked(formula, matrices, ("@ rows of", "="), entries, note)


def relu(layer: int, values: Mapping[str, Array]) -> Worked:
    """``a = max(z, 0)`` of a layer."""
    z, a, name = values[f"z{layer}"], values[f"a{layer}"], f"a{layer}"
    entries = tuple(
        Entry(
            f"{name}[{n}, {j}]",
            (n, j),
            (((n, j),),),
            (("max(", ""), (number(z[n, j]), "left"), (", 0)", "")),
            float(a[n, j]),
            ((f"relu {layer}", j, j),),
            example=n,
        )
        for n, j in np.ndindex(a.shape)
    )
    formula: tuple[Piece, ...] = ((name, "result"), (" = max(", ""), (f"z{layer}", "left"), (", 0)", ""))
    matrices = (Matrix(f"z{layer}", z, "left"), Matrix(name, a, "result"))
    return Worked(formula, matrices, ("→ ReLU →",), entries, "What is positive passes; the rest becomes 0.")


def softmax(values: Mapping[str, Array]) -> Worked:
    """The probabilities."""
    z, p = values["z3"], values["y_pred"]
    entries = []
    for n, k in np.ndindex(p.shape):
        line: list[Piece] = [("exp(", ""), (number(z[n, k]), "left"), (") / (", "")]
        for j in range(z.shape[1]):
            line += [(" + exp(" if j else "exp(", ""), (number(z[n, j]), "left"), (")", "")]
        used = (tuple((n, j) for j in range(z.shape[1])),)
        edges = tuple(("softmax", j, k) for j in range(z.shape[1]))
        entries.append(Entry(f"y_pred[{n}, {k}]", (n, k), used, (*line, (")", "")), float(p[n, k]), edges, example=n))
    formula: tuple[Piece, ...] = (("y_pred", "result"), (" = softmax(", ""), ("z3", "left"), (")", ""))
    exact = np.exp(z - z.max(axis=1, keepdims=True))
    exact = exact / exact.sum(axis=1, keepdims=True)
    note = "Each exp is divided by the sum of its row, so a row adds up to 1."
    if not np.allclose(exact, p):
        note += f" By hand it is rounded to halves; unrounded it is about {', '.join(map(number, exact[0]))}."
    matrices = (Matrix("z3", z, "left"), Matrix("y_pred", p, "result"))
    return Worked(formula, matrices, ("→ softmax →",), tuple(entries), note)


def loss(values: Mapping[str, Array]) -> Worked:
    """The mean cross-entropy."""
    p, y = values["y_pred"], values["y_target"]
    chosen = [(n, int(np.argmax(row))) for n, row in enumerate(y)]
    line: list[Piece] = []
    for place, cell in enumerate(chosen):
        line += [(" \N{MINUS SIGN} log " if place else "\N{MINUS SIGN}log ", ""), (number(p[cell]), "left")]
    if len(p) > 1:
        line = [("(", ""), *line, (f") / {len(p)}", "")]
    value = float(-np.mean([np.log(max(p[cell], 1e-300)) for cell in chosen]))
    entry = Entry("L", (0, 0), (tuple(chosen), tuple(chosen)), tuple(line), value, (("loss", chosen[0][1], 0),))
    formula: tuple[Piece, ...] = (
        ("L", "result"),
        (" = mean of \N{MINUS SIGN}log ", ""),
        ("y_pred", "left"),
        (" where ", ""),
        ("y_target", "right"),
        (" is 1", ""),
    )
    matrices = (
        Matrix("y_pred", p, "left"),
        Matrix("y_target", y, "right"),
        Matrix("L", np.array([[value]]), "result"),
    )
    note = "Sure and right costs little; sure and wrong costs much."
    return Worked(formula, matrices, ("at", "→"), (entry,), note)
