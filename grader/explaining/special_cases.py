"""A function that is right for ordinary numbers, and goes wrong in special cases alone."""

from __future__ import annotations

from collections.abc import Sequence

from grader.asking.asking import Asking
from grader.asking.comparison import right_results
from grader.explaining.edits.proof import questions_of
from grader.key.questions import LARGE, REFERENCE, SINGLE
from grader.report.explanation import Explanation
from grader.report.listing import listed
from grader.report.message import Finding
from grader.sandbox import FunctionCall, Request

_LEAST, _LEAST_OF_RANDOM = 5, 2  # ordinary questions
_MOST_NAMED = 3


def only_in_cases(function: str, askings: Sequence[Asking]) -> Explanation | None:
    """The reason in words; None where ordinary questions go wrong too, or laws are broken."""
    signature = askings[0].key.signatures[function]
    ordinary, wrong, cases = 0, [], []
    right = set(range(len(signature.results)))
    for asking in askings:
        # Of a random function only what is always asked has a right answer.
        always = asking.key.asked(function, REFERENCE)
        usual = [each for each in always if each.case not in (LARGE, SINGLE)]
        questions = usual if signature.random else questions_of(function, asking)
        calls = Request.of(FunctionCall(function, question.arguments) for question in questions)
        answers = asking.caller.call_together(calls)
        student = asking.quietly(function)
        for question, answer in zip(questions, answers or (), strict=answers is not None):
            ordinary += not question.case
            cases.append(question.case)
            if student.is_right(question, answer):
                continue
            wrong.append(question.case)
            try:
                right &= right_results(question, student.results(answer))
            except Finding:
                right = set()
    if ordinary < (_LEAST_OF_RANDOM if signature.random else _LEAST) or not wrong or "" in wrong:
        return None
    if signature.random and _breaks_laws(function, askings):
        return None
    some = listed(f"`{signature.results[place].name}`" for place in sorted(right))
    rest = f" Even there, {some} {'is' if len(right) == 1 else 'are'} right." if right else ""
    passed = list(dict.fromkeys(case for case in cases if case and case not in wrong))
    if signature.random and passed:
        rest += f" Right it is with {listed(passed[:_MOST_NAMED])}."
        ask = "What do those have in common that go wrong, and what is otherwise in those that go right?"
    else:
        ask = (
            "So the formula is right in the middle, and something in it does not hold there, such as a limit, or a "
            "number that becomes too large or too small."
        )
    return Explanation(
        "formula",
        f"For ordinary numbers {function} is right: in all of {ordinary} questions. What goes wrong is "
        f"{listed(dict.fromkeys(wrong))}.{rest} {ask}",
        f"Take such numbers by hand. Which line of {function} gives something else than you expect?",
        "special",
    )


def _breaks_laws(function: str, askings: Sequence[Asking]) -> bool:
    try:
        return any(asking.quietly(function).broken_laws(asking.key) for asking in askings)
    except Finding:
        return True
