"""A function whose right answers differ: which laws of right answers it keeps, and which it breaks."""

from __future__ import annotations

from collections.abc import Sequence

from grader.asking.asking import Asking
from grader.report.explanation import Explanation
from grader.report.message import Finding

_MOST_SAID = 2


def laws_in_words(function: str, askings: Sequence[Asking]) -> Explanation | None:
    """The laws that are broken by the answers to all sets of questions, in words; None where there is no such law."""
    signature = askings[0].key.signatures[function]
    if not signature.laws:
        return None
    try:
        found = [dict(asking.quietly(function).broken_laws(asking.key)) for asking in askings]
    except Finding:  # no answers to judge by
        return None
    broken = [(law, sentence) for law, sentence in found[0].items() if all(law in each for each in found)]
    if not broken:
        return None
    kept = len(signature.laws) - len(broken)
    said = " ".join(sentence for _, sentence in broken[:_MOST_SAID])
    how = "one of them" if len(broken) == 1 else f"{len(broken)} of them"
    rest = f" The other {kept} hold, so look at what decides just this." if len(broken) <= _MOST_SAID < kept else ""
    return Explanation(
        "formula",
        f"What {function} returns is random, so it is judged by what holds of every right answer. {function} breaks "
        f"{how}. {said}{rest}",
        f"Which line of {function} should see to it? Take small numbers, and print what each line makes of them.",
        "law",
    )
