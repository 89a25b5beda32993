"""A formula read aloud: what it does, step by step, the inside first."""

from __future__ import annotations

from collections.abc import Iterator

from grader.explaining.formulas.formula import Formula

# Of two values; of one value a step is named by its own text.
_WORDS = {
    "{} + {}": "add {} and {}",
    "{} - {}": "from {} subtract {}",
    "{} * {}": "multiply {} by {}, entry by entry",
    "{} / {}": "divide {} by {}",
    "{} ** {}": "raise {} to the power of {}",
    "{} @ {}": "take the matrix product of {} and {}",
    "np.outer({}, {})": "multiply each entry of {} by each entry of {}",
}
_MOST = 5


def in_steps(formula: Formula) -> str:
    """The steps as a sentence; "" where there is one alone, or too many to follow."""
    steps = list(dict.fromkeys(_steps(formula)))
    if not 1 < len(steps) <= _MOST:
        return ""
    numbered = "; ".join(f"({number}) {words}" for number, words in enumerate(steps, start=1))
    return f"In steps, your function does this: {numbered}. Which of them is not in the lesson?"


def _steps(formula: Formula) -> Iterator[str]:
    for part in formula.parts:
        yield from _steps(part)
    if not formula.parts:
        return
    names = [f"`{part}`" for part in formula.parts]
    words = _WORDS.get(formula.operation)
    yield words.format(*names) if words else f"compute `{formula}`"
