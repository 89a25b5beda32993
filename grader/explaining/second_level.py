"""What a searched reason says on its second level, which `course hint` opens: more of it, and never the change."""

from __future__ import annotations

from grader.report.explanation import Explanation

_BY_HAND = (
    "Take {call}. Write down the value of each part of that line, from the inside to the outside. The first one that "
    "is not what you expect is the one to look at."
)
_OF_VALUES = (
    "Take {call}, and work the first entry of the result out by hand, as the text of the step says. Print each value "
    "on the way in your function. The first one that differs from yours is where it goes wrong."
)
_SHOWN, _WORKED = "the call that is shown with the message", "the numbers of the example in the text"
# What becomes of a place that goes wrong. The kinds are those of ``sandbox.inside.edits``.
_CHANGES = {
    "All that is needed stands there already. Its order, or its direction, is what has to change.": (
        *("operands", "grouping", "transpose", "order", "index order", "branches", "roles", "name order"),
        *("arguments", "product"),
    ),
    "The rest of the line can stay. One thing has to become another one of its kind.": (
        *(
            "operator",
            "sign",
            "axis",
            "axes",
            "sums",
            "dtype",
            "keyword",
            "name",
            "number",
            "count",
            "comparison",
            "condition",
        ),
        *("function", "attribute", "index", "slice", "range", "subscripts", "text", "list", "wrong brackets"),
    ),
    "Count the parts of the line, and the parts of the formula in the text. One is too many, or one is missing.": (
        *("factor", "term", "scale", "sum", "mask", "missing", "call", "keepdims", "brackets", "comma"),
        *("called array", "uncalled", "lambda"),
    ),
    "What the line says may be right. Ask whether it has to be there at all, when it runs, and how often.": (
        *(
            "array condition",
            "branch",
            "statement",
            "statement order",
            "loop",
            "return",
            "endless",
            "first value",
            "assignment",
            "in place",
        ),
        *("same object", "drawn twice", "old value"),
    ),
}
_OF_KIND = {kind: says for says, kinds in _CHANGES.items() for kind in kinds}


def second_level(reason: Explanation, is_shown: bool) -> str:
    """More of a reason; "" for a known mistake, which has its own next step.

    Args:
        reason: what was found.
        is_shown: whether a call that goes wrong stands below the message.
    """
    if reason.tier == "mistake":
        return ""
    first, then = (_OF_KIND.get(reason.kind, ""), _BY_HAND) if reason.tier == "edit" else (reason.more, _OF_VALUES)
    return f"{first} {then.format(call=_SHOWN if is_shown else _WORKED)}".strip()
