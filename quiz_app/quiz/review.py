"""What was answered, as HTML: an attempt with its score and reasons, and a class with its counts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from grader.course import Quiz, QuizQuestion
from quiz_app.quiz.attempts import Attempt
from quiz_app.quiz.statistics import QuestionStatistics

STYLE = Path(__file__).with_name("quiz.css")
_RIGHT, _WRONG = "✓", "✗"


def score_html(quiz: Quiz, attempt: Attempt) -> str:
    """The score, the closing sentence, and right or wrong for each question."""
    signs = "".join(
        f'<li class="{_colour(mark)}">{number} {_sign(mark)} {_word(mark)}</li>'
        for number, mark in enumerate(attempt.marks, start=1)
    )
    return (
        '<div class="quiz-score" id="quiz-score" role="group" aria-label="Your score" tabindex="-1">'
        f'<p class="points"><strong>{attempt.right}</strong> of {len(attempt.marks)}</p>'
        f'<p class="closing">{escape(quiz.closing_sentence(attempt.right))}</p>'
        f'<ol aria-label="Your answers">{signs}</ol></div>'
    )


def question_html(question: QuizQuestion, number: int, order: Sequence[int], answer: int) -> str:
    """One question with its options as they were shown, what was chosen, and the reasons."""
    mark = question.options[answer].right
    sign = f"{_RIGHT} Right" if mark else f"{_WRONG} Wrong"
    options = "".join(_option_html(question, position, position == answer) for position in order)
    return (
        f'<section class="quiz-review"><div class="head"><h2>{number} · {escape(question.topic)}</h2>'
        f'<p class="{_colour(mark)}">{sign}</p></div>'
        f'<p class="asked">{escape(question.text)}</p><ul class="quiz-options">{options}</ul></section>'
    )


def answers_html(statistics: QuestionStatistics) -> str:
    """How a class answered a question: a bar, a number and a word for each option, the most chosen one first."""
    options = sorted(range(len(statistics.options)), key=lambda position: -statistics.chosen[position])
    rows = "".join(_bar_html(statistics, position) for position in options)
    right, known = statistics.marked
    if known and not any(statistics.chosen):
        counts = ((True, right), (False, known - right))
        rows = "".join(_count_html(f"{_sign(mark)} {_word(mark)}", count, known, mark) for mark, count in counts)
    share = statistics.share_right
    said = "nobody has answered" if share is None else f"{share:.0%} right of {statistics.answered}"
    notes = ""
    if statistics.earlier:
        notes += f'<p class="why">As it was before it was edited or removed: {escape(statistics.text)}</p>'
    if statistics.later:
        notes += f'<p class="why">As later attempts ask it: {escape(statistics.text)}</p>'
    if known:
        notes += f'<p class="why">Of {known} it is only known that they were right or wrong.</p>'
    return (
        f'<section class="quiz-review"><div class="head"><h2>{statistics.number} · {escape(statistics.topic)}</h2>'
        f'<p>{said}</p></div>{notes}<ul class="quiz-bars">{rows}</ul></section>'
    )


def mistakes_html(made: Sequence[tuple[str, str, int]], submissions: int) -> str:
    """Mistakes with their names, why people make them, and how many of all submissions have them, as bars."""
    rows = "".join(_count_html(escape(name), count, submissions, False, why) for name, why, count in made)
    return f'<section class="quiz-review"><ul class="quiz-bars">{rows}</ul></section>'


def _count_html(name: str, count: int, of: int, colour: bool, why: str = "") -> str:
    """A name that is HTML already, a number and a bar; `colour` as for right or wrong."""
    share = count / of if of else 0.0
    below = f'<p class="why">{escape(why)}</p>' if why else ""
    return (
        f'<li><p>{name}</p><p class="count">{count} · {share:.0%}</p>'
        f'<div class="bar {_colour(colour)}"><span style="width: {share:.1%}"></span></div>{below}</li>'
    )


def _bar_html(statistics: QuestionStatistics, position: int) -> str:
    right = position == statistics.right
    tag = f'<span class="tag {_colour(True)}">right answer</span>' if right else ""
    if position == statistics.distractor:
        tag = f'<span class="tag {_colour(False)}">most chosen wrong answer</span>'
    name = f"{_sign(right)} {escape(statistics.options[position])} {tag}"
    return _count_html(name, statistics.chosen[position], sum(statistics.chosen), right)


def _option_html(question: QuizQuestion, position: int, chosen: bool) -> str:
    option = question.options[position]
    colour = _colour(option.right)
    tags = f'<span class="tag {colour}">right answer</span>' if option.right else ""
    tags += '<span class="tag">your answer</span>' if chosen else ""
    return (
        f'<li class="{"chosen " + colour if chosen else ""}">'
        f'<span class="sign {colour}" role="img" aria-label="{_word(option.right)}">'
        f"{_sign(option.right)}</span>"
        f"<div><p>{escape(option.text)} {tags}</p>"
        f'<p class="why">{escape(option.why)}</p></div></li>'
    )


def _colour(right: bool) -> str:
    return "quiz-right" if right else "quiz-wrong"


def _sign(right: bool) -> str:
    return _RIGHT if right else _WRONG


def _word(right: bool) -> str:
    return "right" if right else "wrong"
