"""The parts of steps 3 to 11, the way back and the update, worked out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from quiz_app.lessons.backprop.worked import (
    INPUT_OF,
    Array,
    Entry,
    Matrix,
    Piece,
    Worked,
    bracketed,
    number,
    products,
    with_one,
)


def error(values: Mapping[str, Array]) -> Worked:
    """Step 3, the gradient at the output."""
    p, y, g = values["y_pred"], values["y_target"], values["dL_dz3"]
    total = len(p)
    entries = tuple(
        Entry(
            f"dL_dz3[{n}, {k}]",
            (n, k),
            (((n, k),), ((n, k),)),
            (
                ("(", ""),
                (number(p[n, k]), "left"),
                (" \N{MINUS SIGN} ", ""),
                (number(y[n, k]), "right"),
                (f") / {total}", ""),
            ),
            float(g[n, k]),
            # L depends on the probability of the right class only, and that on every score.
            (("softmax", k, int(np.argmax(y[n]))), ("loss", int(np.argmax(y[n])), 0)),
            "dL_dz3",
            (n, k),
            n,
        )
        for n, k in np.ndindex(g.shape)
    )
    formula: tuple[Piece, ...] = (
        ("dL_dz3", "result"),
        (" = (", ""),
        ("y_pred", "left"),
        (" \N{MINUS SIGN} ", ""),
        ("y_target", "right"),
        (") / N", ""),
    )
    matrices = (Matrix("y_pred", p, "left"), Matrix("y_target", y, "right"), Matrix("dL_dz3", g, "result"))
    word = "example" if total == 1 else "examples"
    return Worked(formula, matrices, ("\N{MINUS SIGN}", f"/ {total} ="), entries, f"N is {total}: {total} {word}.")


def weights(layer: int, values: Mapping[str, Array]) -> Worked:
    """Steps 4, 7, 10: the weights and biases of a layer, in one product."""
    upstream, source = f"dL_dz{layer}", INPUT_OF[layer]
    left, right = values[upstream], with_one(values[source])
    w, b = f"dL_dW{layer}", f"dL_db{layer}"
    result = np.hstack([values[w], values[b][:, None]])
    last = result.shape[1] - 1
    entries = tuple(
        Entry(
            f"{b}[{j}]" if k == last else f"{w}[{j}, {k}]",
            (j, k),
            (tuple((j, n) for n in range(len(left))), tuple((n, k) for n in range(len(left)))),
            products((left[n, j], right[n, k]) for n in range(len(left))),
            float(result[j, k]),
            ((f"layer {layer}", -1 if k == last else k, j),),
            b if k == last else w,
            (j,) if k == last else (j, k),
        )
        for j, k in np.ndindex(result.shape)
    )
    formula: tuple[Piece, ...] = (
        (f"[{w} | {b}]", "result"),
        (" = ", ""),
        (f"{upstream}ᵀ", "left"),
        (" @ ", ""),
        (f"[{source} | 1]", "right"),
    )
    matrices = (
        Matrix(f"{upstream}ᵀ", left.T, "left"),
        Matrix(f"[{source} | 1]", right, "right", "1"),
        Matrix(f"[{w} | {b}]", result, "result", f"db{layer}"),
    )
    note = f"The 1 beside {source} is the bias's input: the last column is {b}."
    return Worked(formula, matrices, ("@", "="), entries, note)


def back(layer: int, values: Mapping[str, Array]) -> Worked:
    """Steps 5, 8: through the weights of a layer to the activations that went in."""
    upstream, name = f"dL_dz{layer}", f"dL_da{layer - 1}"
    left, right, result = values[upstream], values[f"W{layer}"], values[name]
    units = range(len(right))
    entries = tuple(
        Entry(
            f"{name}[{n}, {k}]",
            (n, k),
            (tuple((n, j) for j in units), tuple((j, k) for j in units)),
            products((left[n, j], right[j, k]) for j in units),
            float(result[n, k]),
            tuple((f"layer {layer}", k, j) for j in units),
            name,
            (n, k),
            n,
        )
        for n, k in np.ndindex(result.shape)
    )
    formula: tuple[Piece, ...] = (
        (name, "result"),
        (" = ", ""),
        (upstream, "left"),
        (" @ ", ""),
        (f"W{layer}", "right"),
    )
    matrices = (Matrix(upstream, left, "left"), Matrix(f"W{layer}", right, "right"), Matrix(name, result, "result"))
    note = "A unit collects over all edges that leave it: each upstream gradient times the weight on the edge."
    return Worked(formula, matrices, ("@", "="), entries, note)


def mask(layer: int, values: Mapping[str, Array]) -> Worked:
    """Steps 6, 9: through a ReLU."""
    upstream, name = f"dL_da{layer}", f"dL_dz{layer}"
    left, mask, result = values[upstream], (values[f"z{layer}"] > 0).astype(np.float64), values[name]
    entries = tuple(
        Entry(
            f"{name}[{n}, {k}]",
            (n, k),
            (((n, k),), ((n, k),)),
            products([(left[n, k], mask[n, k])]),
            float(result[n, k]),
            ((f"relu {layer}", k, k),),
            name,
            (n, k),
            n,
        )
        for n, k in np.ndindex(result.shape)
    )
    formula: tuple[Piece, ...] = (
        (name, "result"),
        (" = ", ""),
        (upstream, "left"),
        (" * ", ""),
        (f"(z{layer} > 0)", "right"),
    )
    matrices = (
        Matrix(upstream, left, "left"),
        Matrix(f"z{layer} > 0", mask, "right"),
        Matrix(name, result, "result"),
    )
    shown = "; ".join(", ".join(map(number, row)) for row in values[f"z{layer}"])
    note = f"z{layer} is {shown}: 1 where it is positive, 0 where not."
    return Worked(formula, matrices, ("*", "="), entries, note)


def update(part: str, values: Mapping[str, Array], rate: float) -> Worked:
    """Step 11, for one of the six arrays of parameters."""
    old, slope = np.atleast_2d(values[part]), np.atleast_2d(values[f"dL_d{part}"])
    new = old - rate * slope
    flat = values[part].ndim == 1
    entries = tuple(
        Entry(
            f"new {part}[{k}]" if flat else f"new {part}[{j}, {k}]",
            (j, k),
            (((j, k),), ((j, k),)),
            (
                (number(old[j, k]), "left"),
                (f" \N{MINUS SIGN} {number(rate)} × ", ""),
                (bracketed(slope[j, k]), "right"),
            ),
            float(new[j, k]),
            ((f"layer {part[-1]}", -1 if flat else k, k if flat else j),),
            "update",
            (k,) if flat else (j, k),
        )
        for j, k in np.ndindex(new.shape)
    )
    formula: tuple[Piece, ...] = (
        (f"new {part}", "result"),
        (" = ", ""),
        (part, "left"),
        (f" \N{MINUS SIGN} {number(rate)} × ", ""),
        (f"dL_d{part}", "right"),
    )
    matrices = (
        Matrix(part, old, "left"),
        Matrix(f"dL_d{part}", slope, "right"),
        Matrix(f"new {part}", new, "result"),
    )
    note = "Against the gradient, because it points to where the loss rises."
    return Worked(formula, matrices, (f"\N{MINUS SIGN} {number(rate)} ×", "="), entries, note)
