"""What is said of a formula: what the function computes, and which arguments take no part. Never the lesson's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from grader.explaining.formulas.array_by_array import is_at_a_place
from grader.explaining.formulas.entries import WrongEntries
from grader.explaining.formulas.formula import Formula
from grader.explaining.formulas.found import FoundFormula
from grader.explaining.formulas.steps import in_steps
from grader.explaining.formulas.telling import RIGHT
from grader.key.key import Signature
from grader.report.explanation import Explanation
from grader.report.listing import listed


def explained(found: FoundFormula, signature: Signature, symbols: Mapping[str, str]) -> Explanation | None:
    """The formula in words; None where nothing can be said that gives nothing away.

    Args:
        found: what was found.
        signature: of the function.
        symbols: what the letters of shapes stand for.
    """
    arguments = {argument.name for argument in signature.arguments}  # such a letter is the argument
    symbols = {letter: meaning for letter, meaning in symbols.items() if letter not in arguments}
    several = len(signature.results) > 1
    name = signature.results[found.result].name
    returns = f"What {signature.function} returns as {name}" if several else f"What {signature.function} returns"
    if found.is_alone:
        missing = [result.name for result in signature.results if result.name != name]
        alone = f"What {signature.function} returns is `{name}` alone, and that is right."
        said = f"{alone} {_quoted(missing)} did not come back."
        ask = "Which values does the function compute, and which of them stand behind `return`, in which order?"
        return Explanation("formula", f"{said} {ask}")
    if found.relative is not None and found.change_of:
        said = f"The step from `{found.change_of}` to w{returns[1:]} is the right step {found.relative}."
        ask = f"Which factors does the step from `{found.change_of}` to the new value have? Print each of them."
    elif found.relative is not None:
        said = f"{returns} is the right answer {found.relative}."
        ask = (
            "Look for the line that does this, or for one that should undo it. Print the values before and after it."
        )
    elif found.constant:
        entries = " in every entry" if signature.results[found.result].shape else ""
        always = "the same array" if found.constant == "array" else f"{found.constant}{entries}"
        said = f"{returns} is always {always}, whatever it is given."
        ask = "A function computes its result from its arguments. Follow one of them: where is it lost?"
    elif found.pieces:
        letters = [letter for piece in found.pieces for letter in piece.leaves() if letter in symbols]
        meaning = "".join(f" Here {letter} is {symbols[letter]}." for letter in dict.fromkeys(letters))
        written = " or ".join(f"`{piece}`" for piece in found.pieces)
        begin = (
            f"{returns} is right in some places. In all others it is" if found.is_partly_right else f"{returns} is"
        )
        said = f"{begin} {written}{', here the one and there the other' if len(found.pieces) > 1 else ''}.{meaning}"
        ask = "Which places are those? Say what decides between the two, and what should be there."
    elif found.entries is not None:
        said, ask = _of_entries(found.entries, signature, returns, symbols)
    elif found.formula is not None:
        used = set(re.findall(r"\w+", " ".join(found.formula.leaves())))
        # The right answer needs all arguments, and what stands for other results may need more than it shows.
        leaves = list(found.formula.leaves())
        needs_all = any(leaf == RIGHT or leaf.startswith("new ") or is_at_a_place(leaf) for leaf in leaves)
        unused = [a.name for a in signature.arguments if a.name not in used and not needs_all]
        if not found.is_shown and not unused:
            return None
        said = _computed(found, returns, symbols) if found.is_shown else ""
        said = f"{said} {_without(unused, returns)}".strip()
        ask = "Say in words what one entry of it means, and what it should mean. Where do the two part?"
    else:
        return None
    right = [signature.results[place].name for place in found.right]
    rest = f" {_quoted(right)} {'is' if len(right) == 1 else 'are'} right." if right else ""
    if also := [signature.results[place].name for place in found.also_wrong]:
        rest += f" {_quoted(also)} {'is' if len(also) == 1 else 'are'} wrong, too, and may only follow from that."
    text = f"{said} This holds for every question that was asked.{rest} {ask}"
    return Explanation("formula", text, more=in_steps(found.formula) if found.formula and found.is_shown else "")


def _of_entries(
    found: WrongEntries, signature: Signature, returns: str, symbols: Mapping[str, str]
) -> tuple[str, str]:
    """What is said of entries, and what to ask oneself."""
    begin = f"Given one entry alone, w{returns[1:]}" if found.together else returns
    places = "cases" if found.together else "places"
    begin += f" is right in some {places}. In all others it is" if found.some_are_right else " is"
    if found.split:
        (one, first), (other, second) = found.split
        meaning = _meaning(Formula("", (first, second)), symbols)
        written = f"{begin} `{first}` where {one}, and `{second}` where {other}.{meaning}"
        return (
            written + _put_together(found, signature),
            f"Take one entry of each kind, and work it out by hand. Both sides of {signature.function} go wrong.",
        )
    relative = f"the right answer {found.relative}" if found.relative else ""
    written = f"`{found.formula}`" if found.formula else ""
    meaning = _meaning(found.formula, symbols) if found.formula else ""
    said = f"{begin} {written or relative}.{meaning}"
    if written and relative:
        said += f" That is {relative}."
    if found.where:
        said += f" The wrong {places} are those where {found.where}."
    said += _put_together(found, signature)
    if not found.some_are_right:
        return said, "Take one entry, and work it out by hand, as the text of the step says. Where do the two part?"
    if found.where:
        return said, f"Take one entry of that kind. Which line of {signature.function} decides what it gives?"
    return said, f"Which {places} are those? Try one entry after the other, large and small, of either sign."


def _put_together(found: WrongEntries, signature: Signature) -> str:
    if not found.together:
        return ""
    return f" Given more entries, {signature.function} returns the {found.together} of what it gives for each."


def _meaning(formula: Formula, symbols: Mapping[str, str]) -> str:
    letters = [letter for letter in dict.fromkeys(formula.leaves()) if letter in symbols]
    return "".join(f" Here {letter} is {symbols[letter]}." for letter in letters)


def _computed(found: FoundFormula, returns: str, symbols: Mapping[str, str]) -> str:
    formula = found.formula
    assert formula is not None
    meaning = _meaning(formula, symbols)
    own = [f"`{leaf}`" for leaf in dict.fromkeys(formula.leaves()) if "(" in leaf[1:]]
    meaning += "".join(f" Here {leaf} is what the step {leaf[1:].partition('(')[0]} gives." for leaf in own)
    if any(map(is_at_a_place, formula.leaves())):
        returns = f"Array number k of w{returns[1:]}"
        meaning += " Here k counts the arrays of each list."
    news = [leaf for leaf in dict.fromkeys(formula.leaves()) if leaf.startswith("new ")]
    meaning += "".join(f" Here `{leaf}` is the {leaf.removeprefix('new ')} that comes back." for leaf in news)
    return f"{returns} is `{formula}`.{meaning}"


def _without(unused: list[str], returns: str) -> str:
    if not unused:
        return ""
    return f"{_quoted(unused)} {'takes' if len(unused) == 1 else 'take'} no part in {'it' if returns else 'that'}."


def _quoted(names: Iterable[str]) -> str:
    return listed(f"`{name}`" for name in names)
