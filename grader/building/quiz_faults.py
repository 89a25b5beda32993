"""What is wrong with a quiz that its table may say: what gives answers away, and what is said twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from grader.course import Quiz

_ALWAYS_ALLOWED = 2  # in a quiz of two questions a pattern says nothing


def quiz_faults(quiz: Quiz) -> list[str]:
    """The faults of a quiz, a sentence each.

    That each question has one right option, and each option its reason, is required where the table is read. Here:
    who knows nothing must not find the right options by their length or their place, no two options of a question are
    the same, and the last closing sentence is for those who have everything right.
    """
    return [*_said_twice(quiz), *_given_away(quiz), *_closings(quiz)]


def _said_twice(quiz: Quiz) -> Iterator[str]:
    for topic in _twice(question.topic for question in quiz.questions):
        yield f"two questions have the topic {topic!r}"
    for question in quiz.questions:
        for text in _twice(option.text for option in question.options):
            yield f"{question.topic}: two options say {text!r}"
        for why in _twice(option.why for option in question.options):
            yield f"{question.topic}: two options have the reason {why!r}"
        for option in question.options:
            if not option.why.endswith((".", "?", ".)")):
                yield f"{question.topic}: a reason is no sentence: {option.why!r}"


def _given_away(quiz: Quiz) -> Iterator[str]:
    most = max(_ALWAYS_ALLOWED, len(quiz.questions) // 2)
    longest, shortest, places = 0, 0, Counter[int]()
    for question in quiz.questions:
        lengths = [len(option.text) for option in question.options]
        right = [option.right for option in question.options].index(True)
        longest += lengths[right] == max(lengths)
        shortest += lengths[right] == min(lengths)
        places[right] += 1
    if longest > most:
        yield f"the right option is the longest one in {longest} of {len(quiz.questions)} questions"
    if shortest > most:
        yield f"the right option is the shortest one in {shortest} of {len(quiz.questions)} questions"
    for place, count in places.items():
        if count > most:
            yield f"the right option is number {place + 1} in {count} of {len(quiz.questions)} questions"


def _closings(quiz: Quiz) -> Iterator[str]:
    highest, questions = max(closing.at_least for closing in quiz.closing), len(quiz.questions)
    if highest != questions:
        yield f"the last closing sentence is for {highest} right answers, and there are {questions} questions"


def _twice(texts: Iterable[str]) -> list[str]:
    return [text for text, count in Counter(texts).items() if count > 1]
