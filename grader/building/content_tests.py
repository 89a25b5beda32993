"""Tests of an assignment's folder: every one of a course's assignments must pass them.

In a course's folder: ``python -m pytest --pyargs grader.building.content_tests``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader.building.kill_matrix import GradedMistake, graded_mistakes
from grader.building.lesson_numbers import prose, text_above, wrong_rows, wrong_sentences, wrong_sums
from grader.building.quiz_faults import quiz_faults
from grader.building.release import release_script
from grader.building.source_notebook import source_notebook
from grader.course import Assignment, Course, load_course
from grader.course.content import Content, load_content, load_part
from grader.course.stub import BEGIN, END, cleared
from grader.functions import Figure, Mistake
from grader.key.files import answer_key
from grader.key.values import packed
from grader.reading.submission import read_own
from grader.report.report import Report
from grader.running.grading import grade

LONGEST_TEXT = 420  # characters of a mistake's text or of a hint
LONGEST_SENTENCE = 40  # words
FEWEST_MISTAKES = 3
FEWEST_HINTS = 3
_SHORTEST = 12  # characters, without spaces, of a line that gives something away
_LIST = re.compile(r"\s*([-+*]|\d+[.)]) ")
_NOT_KIND = re.compile(r"\b(stupid|obviously|simply|just|trivial|careless|wrongly)\b")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test runs for every assignment, function or mistake that it asks for."""
    course = _course()
    assignments = list(course.assignments.values())
    if "assignment" in metafunc.fixturenames:
        metafunc.parametrize("assignment", assignments, ids=[one.name for one in assignments])
    if "mistake" in metafunc.fixturenames:
        mistakes = [(one, mistake) for one in assignments for mistake in _content(one.name).mistakes]
        metafunc.parametrize(
            ("of", "mistake"), mistakes, ids=[f"{one.name} {mistake.id}" for one, mistake in mistakes]
        )
    if "function" in metafunc.fixturenames:
        functions = [(one, name) for one in assignments for name in one.steps]
        metafunc.parametrize(("of", "function"), functions, ids=[f"{one.name} {name}" for one, name in functions])


def test_the_solution_has_all_points(assignment: Assignment) -> None:
    report = _graded(_lesson(assignment), assignment)
    assert [result.step.function for result in report.steps if result.outcome != "passed"] == []
    assert report.score == report.max_score
    assert report.warnings == (), "a note on the solution is one that nobody can get rid of"
    assert report.chain is None or report.chain.outcome == "passed"


def test_the_stubs_have_none(assignment: Assignment) -> None:
    lesson = _lesson(assignment)
    report = _graded(cleared(lesson), assignment)
    assert {result.outcome for result in report.steps} == {"not attempted"}
    assert report.score == 0


def test_the_records_are_those_of_the_assignment(assignment: Assignment) -> None:
    assert list(_content(assignment.name).functions) == list(assignment.steps)


def test_a_mistake_loses_points_and_is_recognised(of: Assignment, mistake: Mistake) -> None:
    (verdict,) = [one for one in graded_bank(of.name) if one.mistake.id == mistake.id]
    assert not verdict.survived, "it keeps all points"
    assert verdict.recognised, f"it is taken for {verdict.result.mistake or 'nothing that is known'}"


def test_no_two_mistakes_answer_alike(function: str, of: Assignment) -> None:
    answers = answer_key(_course(), of).mistaken(function)
    seen: dict[bytes, str] = {}
    for mistake, given in answers.items():
        other = seen.setdefault(packed(given), mistake)
        assert other == mistake, f"{mistake} answers as {other} does: make one record of them"


def test_a_function_has_its_mistakes_and_hints(function: str, of: Assignment) -> None:
    mistakes = [mistake for mistake in _content(of.name).mistakes if mistake.function == function]
    assert len(mistakes) >= FEWEST_MISTAKES
    assert len(of.steps[function].hints) >= FEWEST_HINTS
    assert len({mistake.name for mistake in mistakes}) == len(mistakes), "two have the same name"
    assert len({mistake.looks_like for mistake in mistakes}) == len(mistakes)


def test_a_mistakes_texts_can_be_read(of: Assignment, mistake: Mistake) -> None:
    assert re.fullmatch(re.escape(mistake.function) + r":[a-z0-9]+(-[a-z0-9]+)*", mistake.id)
    assert len(mistake.name) <= 40
    for text in (mistake.name, mistake.looks_like, mistake.why, mistake.next):
        assert text.isascii(), f"not every terminal shows {text!r}"
        assert text == " ".join(text.split()), f"stray spaces in {text!r}"
        assert 2 < len(text) <= LONGEST_TEXT
        assert not re.search(r"[{}]", text), f"an unfilled name in {text!r}"
        _require_short_sentences(text)
    for text in (mistake.name, mistake.looks_like):
        assert not re.search(r"[.,;:?!]$", text), f"{text!r} stands inside of a sentence"
    assert not re.match(r"(It|The|There|As|A) ", mistake.looks_like), 'it completes "It looks as if …"'
    assert re.search(r"[.]$", mistake.why)
    assert re.search(r"[.?]$", mistake.next)
    assert not _NOT_KIND.search(mistake.why), f"unkind: {mistake.why!r}"


def test_a_mistakes_texts_do_not_give_the_solution_away(of: Assignment, mistake: Mistake) -> None:
    lines = _solution_lines(of.name, mistake.function)
    for text in (mistake.name, mistake.looks_like, mistake.why, mistake.next):
        assert not [line for line in lines if line in _squeezed(text)], text


def test_hints_can_be_read_and_do_not_give_the_line_away(function: str, of: Assignment) -> None:
    for hint in of.steps[function].hints:
        assert len(hint) <= LONGEST_TEXT
        _require_short_sentences(hint)
        assert not [line for line in _solution_lines(of.name, function) if line in _squeezed(hint)], hint


def test_no_line_of_the_solution_is_in_what_students_get(assignment: Assignment) -> None:
    release = _squeezed(_release(assignment))
    given = _squeezed(cleared(_lesson(assignment)))
    for function in assignment.steps:
        for line in _solution_lines(assignment.name, function):
            if line not in given:  # the text may show a line that a solution has, too
                assert line not in release


def test_every_figure_is_shown_and_said_in_words(assignment: Assignment) -> None:
    lesson = _lesson(assignment)
    shown = set(re.findall(r"!\[\]\(attachment:([\w-]+)\.png\)", lesson))
    figures = _figures(assignment.name)
    assert shown == set(figures)
    for name, figure in figures.items():
        assert len(figure.words) >= 20, f"{name} has too few words for those who do not see it"
        assert figure.draw().startswith(b"\x89PNG"), f"{name} is no PNG file"


def test_the_lessons_sentences_are_short(assignment: Assignment) -> None:
    lesson = _lesson(assignment)
    for cell in re.split(r"^# %%", lesson, flags=re.MULTILINE):
        if cell.startswith(" [markdown]"):
            for paragraph in re.split(r"\n#\s*\n", cell):
                if "|" not in paragraph and "$" not in paragraph:
                    _require_short_sentences(re.sub(r"^# ?", "", paragraph, flags=re.MULTILINE))


def test_no_text_stands_behind_the_mark_of_a_cell(assignment: Assignment) -> None:
    """It would be the cell's title, which nobody sees."""
    assert re.findall(r"^# %% \[markdown\] +([^\s].*)$", _lesson(assignment), re.MULTILINE) == []


def test_no_line_within_a_paragraph_begins_a_list(assignment: Assignment) -> None:
    """Where a sentence is wrapped in front of "1. " or "- ", a notebook shows the rest of it as a list."""
    without_formulas = re.sub(r"\$\$.*?\$\$", "", prose(_lesson(assignment)), flags=re.DOTALL)
    paragraphs = re.split(r"\n\s*\n", without_formulas)
    assert [
        line for text in paragraphs if not _LIST.match(text) for line in text.splitlines() if _LIST.match(line)
    ] == []


def test_what_is_worked_out_in_the_text_comes_out_right(assignment: Assignment) -> None:
    assert wrong_sums(prose(_lesson(assignment))) == []


def test_a_table_shows_the_numbers_of_the_worked_example(function: str, of: Assignment) -> None:
    content = _content(of.name)
    if function not in content.examples:
        return
    arguments, answer = content.examples[function]
    names = [argument.name for argument in content.functions[function].arguments]
    if answer is None:
        answer = content.solution[function](*arguments)
    results = answer if len(content.functions[function].results) > 1 else (answer,)
    assert wrong_rows(text_above(_lesson(of), function), dict(zip(names, arguments, strict=True)), results) == []


def test_what_the_text_says_is_what_is_computed(assignment: Assignment) -> None:
    content = _content(assignment.name)
    assert wrong_sentences(prose(_lesson(assignment)), content.computed, content.solution) == []


def test_a_quiz_can_be_read_and_does_not_give_its_answers_away(assignment: Assignment) -> None:
    if assignment.quiz is None:
        return
    assert quiz_faults(assignment.quiz) == []
    for question in assignment.quiz.questions:
        for text in (question.text, *(option.why for option in question.options)):
            assert len(text) <= LONGEST_TEXT
            _require_short_sentences(text)


@cache
def _course() -> Course:
    return load_course()


def _lesson(assignment: Assignment) -> str:
    return _course().reference_file(assignment).read_text(encoding="utf-8")


def _folder(name: str) -> Path:
    course = _course()
    return course.content_folder(course.assignment(name))


@cache
def _content(name: str) -> Content:
    return load_content(_folder(name))


@cache
def _figures(name: str) -> dict[str, Figure]:
    """The pictures of an assignment, each drawn once for all tests that ask for it."""
    part = load_part(_folder(name), "figures")
    return {one: replace(figure, draw=cache(figure.draw)) for one, figure in part.FIGURES.items()} if part else {}


@cache
def graded_bank(name: str) -> list[GradedMistake]:
    """The known mistakes of an assignment, graded: once for all tests that ask for them."""
    course = _course()
    return graded_mistakes(course, course.assignment(name))


def _graded(text: str, assignment: Assignment) -> Report:
    reports: list[Report] = []
    path = _course().reference_file(assignment)
    grade([_submission(path, text)], _course(), assignment, reports.append)
    return reports[0]


def _submission(path: Path, text: str) -> Any:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_text(text, encoding="utf-8")
        return read_own(copy)


@cache
def _release_of(name: str) -> str:
    course = _course()
    assignment = course.assignment(name)
    lesson = course.reference_file(assignment).read_text(encoding="utf-8")
    notebook = source_notebook(lesson, assignment, _figures(name))
    for cell in notebook.cells:
        cell.source = cleared(cell.source)
    return release_script(notebook)


def _release(assignment: Assignment) -> str:
    return _release_of(assignment.name)


@cache
def _solution_lines(name: str, function: str) -> list[str]:
    """Lines between the marks in a function's cell, without spaces; short ones give nothing away."""
    lesson = (_folder(name) / f"{name}.py").read_text(encoding="utf-8")
    cell = next(cell for cell in re.split(r"^# %%.*\n", lesson, flags=re.MULTILINE) if f"def {function}(" in cell)
    solution = cell.partition(BEGIN)[2].partition(END)[0]
    lines = [_squeezed(line) for line in solution.splitlines()]
    return [line.removeprefix("return") for line in lines if len(line.removeprefix("return")) >= _SHORTEST]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _require_short_sentences(text: str) -> None:
    for sentence in _sentences(text):
        words = len(sentence.split())
        assert words <= LONGEST_SENTENCE, f"{words} words in one sentence: {sentence!r}"


def _sentences(text: str) -> Iterator[str]:
    yield from re.split(r"(?<=[.?!:;])\s+|\n\s*\n|\n[-*] ", text)
