"""A submitted attempt as HTML: the score, and for each question why each option is right or wrong."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from grader.course import Question, Quiz
from quiz_app.quiz.attempts import Attempt

_RIGHT, _WRONG = "✓", "✗"

STYLE = """
<style>
.quiz-score { display: flex; flex-wrap: wrap; gap: 0.75rem 1.75rem; align-items: center; padding: 1.25rem 1.5rem;
  border-radius: 0.75rem; background: light-dark(#F5F3EE, #1F252C); scroll-margin-top: 5rem; outline-offset: 3px; }
.quiz-score p { margin: 0; }
.quiz-score .points { font-size: 1.1rem; white-space: nowrap; }
.quiz-score .points strong { font-size: 2.6rem; line-height: 1; font-weight: 700; }
.quiz-score .closing { flex: 1 1 16rem; font-size: 1.05rem; line-height: 1.45; }
.quiz-score ol { display: flex; flex-wrap: wrap; gap: 0.4rem; flex-basis: 100%;
  list-style: none; margin: 0; padding: 0; }
.quiz-score li { margin: 0; padding: 0.15rem 0.6rem; border-radius: 1rem; font-size: 0.9rem; border: 1px solid; }
.quiz-review { margin-top: 1.75rem; }
.quiz-review h3 { font-size: 1.1rem; margin: 0; padding: 0; }
.quiz-review .head { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; }
.quiz-review .head p { margin: 0; font-weight: 600; white-space: nowrap; }
.quiz-review .asked { margin: 0.2rem 0 0.7rem; }
.quiz-review ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.5rem; }
.quiz-review li { margin: 0; display: grid; grid-template-columns: 1.6rem 1fr; padding: 0.6rem 0.8rem;
  border: 1px solid light-dark(#D8D4CB, #3A424B); border-radius: 0.5rem; }
.quiz-review li.chosen { border-width: 2px; border-color: currentColor; }
.quiz-review li p { margin: 0; line-height: 1.45; }
.quiz-review .sign { font-weight: 700; }
.quiz-review .tag { display: inline-block; font-size: 0.8rem; font-weight: 600; line-height: 1.35; padding: 0 0.45rem;
  border: 1px solid currentColor; border-radius: 0.6rem; white-space: nowrap; margin-right: 0.2rem; }
.quiz-review .why { color: light-dark(#4A5059, #B7BEC7); font-size: 0.95rem; }
.quiz-right { color: light-dark(#00664B, #2FBF93); }
.quiz-wrong { color: light-dark(#A84600, #F0803C); }
</style>
"""


def score_html(quiz: Quiz, attempt: Attempt) -> str:
    """The score, the closing sentence, and right or wrong for each question."""
    signs = "".join(
        f'<li class="{_colour(mark)}">{number} {_RIGHT if mark else _WRONG} {_word(mark)}</li>'
        for number, mark in enumerate(attempt.marks, start=1)
    )
    return (
        '<div class="quiz-score" id="quiz-score" role="group" aria-label="Your score" tabindex="-1">'
        f'<p class="points"><strong>{attempt.right}</strong> of {len(attempt.marks)}</p>'
        f'<p class="closing">{escape(quiz.closing_sentence(attempt.right))}</p>'
        f'<ol aria-label="Your answers">{signs}</ol></div>'
    )


def question_html(question: Question, number: int, order: Sequence[int], answer: int) -> str:
    """One question with its options as they were shown, what was chosen, and the reasons."""
    mark = question.options[answer].right
    sign = f"{_RIGHT} Right" if mark else f"{_WRONG} Wrong"
    options = "".join(_option_html(question, position, position == answer) for position in order)
    return (
        f'<section class="quiz-review"><div class="head"><h3>{number} · {escape(question.topic)}</h3>'
        f'<p class="{_colour(mark)}">{sign}</p></div>'
        f'<p class="asked">{escape(question.text)}</p><ul>{options}</ul></section>'
    )


def _option_html(question: Question, position: int, chosen: bool) -> str:
    option = question.options[position]
    colour = _colour(option.right)
    tags = f'<span class="tag {colour}">right answer</span>' if option.right else ""
    tags += '<span class="tag">your answer</span>' if chosen else ""
    return (
        f'<li class="{"chosen " + colour if chosen else ""}">'
        f'<span class="sign {colour}" role="img" aria-label="{_word(option.right)}">'
        f"{_RIGHT if option.right else _WRONG}</span>"
        f'<div style="color: light-dark(#1F2328, #E8E6E1)"><p>{escape(option.text)} {tags}</p>'
        f'<p class="why">{escape(option.why)}</p></div></li>'
    )


def _colour(right: bool) -> str:
    return "quiz-right" if right else "quiz-wrong"


def _word(right: bool) -> str:
    return "right" if right else "wrong"
