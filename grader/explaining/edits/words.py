"""What is said of a place that goes wrong: the line, the kind of thing, a question. Never the change itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.explaining.edits.search import FoundEdit
from grader.key.key import Signature
from grader.report.explanation import Explanation
from grader.sandbox import Chunk

_ONE = "Only one place has to change"
_SHAPES = "Write the shape of each value beside it"


@dataclass(frozen=True)
class _Kind:
    """What is wrong at a place, in words that complete "What is wrong there is …", and a question to ask oneself."""

    thing: str
    ask: str


# The kinds are those of ``sandbox.inside.edits``.
_KINDS = {
    "product": _Kind("the product", f"{_SHAPES}. Which axes have to meet, and what is added up?"),
    "operator": _Kind("an operation", "Say in words what it does to one entry. Is that what the formula does?"),
    "operands": _Kind("what stands on the two sides of an operation", "Try it with one small example by hand."),
    "grouping": _Kind(
        "what is worked out first", "Say in which order Python works the line out, and what each part is then."
    ),
    "operation order": _Kind(
        "which of two operations comes first", "Write down what is there after the first one, and after the second."
    ),
    "transpose": _Kind("the way an array is turned", f"{_SHAPES}. What do its rows stand for, and its columns?"),
    "sign": _Kind("a sign", "Take one entry. Should it be positive or negative, and which is it?"),
    "axis": _Kind(
        "the axis", "Say which axis counts the examples, and which one has to be left. Then look at the shape."
    ),
    "axes": _Kind(
        "the axis, in every sum or mean of the function",
        "Say which axis counts the examples. Which axis is gone behind each of these calls?",
    ),
    "sums": _Kind(
        "whether it is added up or averaged, in all of these calls",
        "Double the number of examples. What should become of each sum, and of each mean?",
    ),
    "array condition": _Kind(
        "that `if` asks one question about a whole array",
        "Each entry has an answer of its own. How many answers can `if` use? What chooses entry by entry?",
    ),
    "branch": _Kind("whether this line is inside of the `if`", "In which of the cases should it run? Count them."),
    "keepdims": _Kind("the number of axes", "Print the shape. How many axes should be left?"),
    "dtype": _Kind("the kind of numbers that an array can hold", "Print the array's dtype. Can it hold a fraction?"),
    "keyword": _Kind("an argument that is given by its name", "Look up what that function's arguments are called."),
    "name": _Kind(
        "one of the names", "Read the line aloud, name by name. Does each stand for the value that you mean?"
    ),
    "old value": _Kind(
        "which value of a name is used, the old one or the new one", "Print that value. Which of the two is meant?"
    ),
    "name order": _Kind(
        "which of two names stands where", "Say what each of the two stands for. Where does each belong?"
    ),
    "number": _Kind("a number", "Where does each number on this line come from? Would it hold for other sizes?"),
    "count": _Kind("what is counted", "What does that number count, and what should it count? Print it."),
    "comparison": _Kind("the comparison", "Try it with a positive number, a negative one and 0."),
    "branches": _Kind(
        "which of two values is taken", "Take one entry on each side of the condition. Which does it get?"
    ),
    "condition": _Kind("a condition", "When is it true? Go through both cases with small numbers."),
    "factor": _Kind(
        "what is multiplied or divided here", "Which factors does the formula have? Hold each one against the line."
    ),
    "term": _Kind(
        "what is added or subtracted here", "Which terms does the formula have? Hold each against the line."
    ),
    "scale": _Kind(
        "the size of the result", "Double the number of examples, or all numbers. What should become of the result?"
    ),
    "sum": _Kind("what is added up", "Print the shape here. Over which axis should be added up, if at all?"),
    "mask": _Kind(
        "which entries count, and how much", "Take an entry that should count in full and one that should not."
    ),
    "missing": _Kind(
        "a value that takes no part in it", "List what the result depends on. Is all of it on this line?"
    ),
    "call": _Kind("a function that is called", "Say what it does to a small array. Is that a part of the formula?"),
    "function": _Kind("which function is called", "Look up what it does to a small array. Is that what you need?"),
    "arguments": _Kind("the arguments of a call", "Look up in which order, and how many, that function takes them."),
    "called array": _Kind(
        "a pair of round brackets", "Round brackets behind a name call it. Is it a function, or is something missing?"
    ),
    "wrong brackets": _Kind("a pair of brackets", "Square brackets take entries, round ones call a function."),
    "uncalled": _Kind("a function that is named and not called", "What stands behind the name of a function?"),
    "attribute": _Kind("what stands behind a dot", "Print what that gives. Is it the value that you need?"),
    "index": _Kind("an index", "Which entries does it take? Print the shape before and behind it."),
    "index order": _Kind("the order of the indices", "Which one counts rows, and which one columns?"),
    "slice": _Kind("where a slice begins and ends", "Print what it takes. Is it all of it?"),
    "range": _Kind("where a loop begins and ends", "Print the first and the last number that it goes through."),
    "subscripts": _Kind("the letters", "A letter that is missing behind the arrow is added up. Name each axis."),
    "text": _Kind("a text in quotes", "Python does not look into a text. Is it meant to be one?"),
    "brackets": _Kind(
        "a pair of brackets", "What do these brackets make of what is inside of them? Print its shape."
    ),
    "comma": _Kind("a comma", "A comma makes two values of it. Is that what you mean?"),
    "order": _Kind("the order of several values", "Which comes first? Hold it against the description."),
    "list": _Kind("the kind of value", "Print its type. Is it an array?"),
    "same object": _Kind(
        "that two names hold the same array", "Change one entry, and print the others. Which of them change, too?"
    ),
    "assignment": _Kind(
        "how a value is stored", "Print the variable before and after the line. What should become of the old value?"
    ),
    "in place": _Kind("that an array is changed in place", "Can that array hold the shape, and the numbers?"),
    "statement": _Kind(
        "that this line is there", "Print the values before and after it. What does it undo, or stop?"
    ),
    "statement order": _Kind("when this line runs", "Print the values as this line finds them."),
    "drawn twice": _Kind(
        "that the same call is made more than once", "Print what it gives each time. Should it be the same?"
    ),
    "loop": _Kind("whether this line is inside of the loop", "How often should it run? Count how often it does."),
    "return": _Kind("what the function gives back", "What stands behind the last `return`?"),
    "lambda": _Kind("that a function is given back", "A `lambda` is a function. Who calls it?"),
    "endless": _Kind("a loop that comes to no end", "What does the loop look at, and what changes that?"),
    "roles": _Kind("which argument does what", "Say what each argument is, and what should become of it."),
    "first value": _Kind(
        "a variable that has no first value", "What is in it when the line runs for the first time?"
    ),
}
_WITH_SHAPES = ("product", "axes", "transpose", "axis", "sum", "operands")
_ELSE = _Kind("one thing", "Print each value on this line for a small example.")
# How a line begins: enough to find it. What is behind may hold a piece of what is right.
_HEAD = re.compile(r"(?:return|raise|for|while|if|elif|assert|print|with)\b|\w[\w\s\[\],.:]{0,40}?[-+*/@]?=(?!=)")


def explained(edit: FoundEdit, signature: Signature, chunks: Sequence[Chunk]) -> Explanation:
    """The reason in words.

    Args:
        edit: what was found.
        signature: of the function.
        chunks: the submission's text.
    """
    places = sorted(dict.fromkeys(edit.places), key=lambda place: place[1])
    tried = f"was tried, and with it {signature.function} passes every check."
    if len(places) > 1 and not edit.cases:
        (one, first), (other, second) = places[:2]
        where = _where(edit.label, first, chunks)
        if second != first:
            where += f" and {_where(edit.label, second, chunks).removeprefix(f'{edit.label}, ')}"
        text = (
            f"There are two mistakes here, and each hides the other: {where}. A small change of both {tried} "
            f"{_both(one, other)} Mend one after the other. {_ask(one)}"
        )
    else:
        one, first = places[0]
        code = _line(edit.label, first, chunks)
        shapes = _shapes(signature, code) if one in _WITH_SHAPES else ""
        if edit.results:
            names = " and ".join(f"`{signature.results[place].name}`" for place in edit.results)
            verb = "is" if len(edit.results) == 1 else "are"
            begin = f"Several results are wrong. For {names}, only one place has to change"
            tried = f"was tried, and with it {names} {verb} right in every check, though not yet the rest."
        elif edit.cases:
            begin = "There is more than one mistake. For ordinary numbers, only one place has to change"
            tried = f"was tried, and with it what still goes wrong is {' and '.join(edit.cases)}."
        else:
            begin = (
                "One thing has to change, in several places. The first is here" if one in ("axes", "sums") else _ONE
            )
        text = (
            f"{begin}: {_where(edit.label, first, chunks)}. A small change there {tried} "
            f"What is wrong there is {_thing(one)}. {_ask(one)} {shapes}"
        )
    return Explanation("edit", text.rstrip(), "", one, (edit.label, first))


def _both(one: str, other: str) -> str:
    if one == other:
        return f"Both are of one kind: what is wrong there is {_thing(one)}."
    return f"One is {_thing(one)}, the other is {_thing(other)}."


def _thing(kind: str) -> str:
    return _KINDS.get(kind, _ELSE).thing


def _ask(kind: str) -> str:
    return _KINDS.get(kind, _ELSE).ask


def _line(label: str, line: int, chunks: Sequence[Chunk]) -> str:
    return next((chunk.line(line) for chunk in chunks if chunk.label == label), "")


def _where(label: str, line: int, chunks: Sequence[Chunk]) -> str:
    head = _HEAD.match(_line(label, line, chunks))
    return f"{label}, line {line}" + (f", `{head[0].strip()} …`" if head else "")


def _shapes(signature: Signature, code: str) -> str:
    """The shapes in symbols of the arguments that the line names."""
    used = set(re.findall(r"\w+", code))
    known = [
        f"{each.name} is ({', '.join(each.shape)}{',' if len(each.shape) == 1 else ''})"
        for each in signature.arguments
        if each.shape and each.name in used
    ]
    return f"Here {' and '.join(known)}." if known else ""
