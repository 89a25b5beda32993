"""The calls of a network, changed as a whole: without what is there for training alone, with other gradients."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from quiz_app.training.program import Operation
from quiz_app.training.values import split


def past(
    left_out: Collection[int], forward: Sequence[Operation], calls: Sequence[Operation]
) -> tuple[Operation, ...]:
    """The calls without blocks that are left out: these hand on what came to them, and gradients the other way."""
    handed: dict[str, str] = {}
    for number in sorted(left_out):
        own = [each for each in forward if each.block == number and not each.function.startswith("engine.")]
        given = own[0].arguments[0]
        handed[own[-1].answers[0]] = handed.get(given, given)
    handed |= {f"d{name}": f"d{given}" for name, given in handed.items()}

    def instead(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(handed.get(name, name) for name in names)

    return tuple(
        each._replace(arguments=instead(each.arguments), answers=instead(each.answers), like=instead(each.like))
        for each in calls
        if each.block not in left_out
    )


def rewritten(backward: Sequence[Operation], calls: Sequence[Operation]) -> list[Operation]:
    """The calls back, and then some that change gradients. What a gradient was before has a name of its own."""
    changed = {name for call in calls for name in split(call.answers)}

    def before(names: tuple[str, ...]) -> tuple[str, ...]:
        found = []
        for name in names:
            own = " ".join(f"{one}~" if one in changed else one for one in split((name,)))
            found.append(f"[{own}]" if name.startswith("[") else own)
        return tuple(found)

    first = [call._replace(arguments=before(call.arguments), answers=before(call.answers)) for call in backward]
    return first + [call._replace(arguments=before(call.arguments), like=before(call.like)) for call in calls]
