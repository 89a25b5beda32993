"""An assignment's content -> its answer key: the solution, the forward maps and the mistakes are run here, once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np

from grader.course.content import Content, ContentError
from grader.functions import Function
from grader.key.assembling import put_together
from grader.key.drawing import drawn_questions, sizes_of, small_questions
from grader.key.facts import assembly_of, chain_of, fields_of, known, signature_of
from grader.key.key import (
    FORMAT,
    Key,
    Question,
)
from grader.key.list_ends import list_ends
from grader.key.mistaken_answers import laws_broken, mistaken
from grader.key.questions import (
    CONTRACT,
    REFERENCE,
    WORKED,
    Drawn,
)
from grader.key.right_answers import FormError, answered, is_within, results_of
from grader.key.values import copied, leaves, packed


def build_key(content: Content, sources: str, seed: int, *, secret: bool = False) -> Key:
    """The answer key.

    Args:
        content: the assignment's records and code.
        sources: digest of everything that the key is built from.
        seed: of the questions.
        secret: whether the seed is one that nobody may know.

    Raises:
        ContentError: the solution does not answer, or not as its own witnesses say.
    """
    questions = {name: _all_questions(content, function, seed) for name, function in content.functions.items()}
    for name, function in content.functions.items():
        if function.random and (laws := laws_broken(content, content.solution[name], function, questions[name])):
            raise ContentError(f"{content.folder}: the solution of {name} breaks the law {laws[0]!r}")
        _require_parts(content, function, questions[name])
    return Key(
        format=FORMAT,
        sources=sources,
        assignment=content.name,
        table={name: value for name, value in content.table.items() if name != "quiz"},
        stubs=dict(content.stubs),
        symbols=dict(content.symbols),
        signatures={
            name: msgspec.structs.replace(
                signature_of(function), list_ends=list_ends(content, function, questions[name])
            )
            for name, function in content.functions.items()
        },
        mistakes=tuple(known(mistake) for mistake in content.mistakes),
        packed_values=packed(dict(content.values)),
        packed_questions={
            name: packed([fields_of(question) for question in asked]) for name, asked in questions.items()
        },
        packed_answers={
            name: packed(
                {
                    mistake.id: mistaken(content, mistake, questions[name])
                    for mistake in content.mistakes
                    if mistake.function == name
                }
            )
            for name in content.functions
        },
        packed_chains=packed([fields_of(chain_of(content, each, seed)) for each in content.compositions]),
        secret=secret,
    )


def _require_parts(content: Content, function: Function, questions: Iterable[Question]) -> None:
    """What the record says of other functions must be so: they come before it, and assembled they do its work."""
    where = f"{content.folder}: the record of {function.name}"
    before = list(content.functions)[: list(content.functions).index(function.name)]
    if strangers := [name for name in function.rests_on if name not in before]:
        raise ContentError(f"{where}: rests_on: {strangers[0]} is no function before it")
    if strangers := [each.__name__ for each in function.stand_ins if each.__name__ not in before]:
        raise ContentError(f"{where}: stand_ins: {strangers[0]} is no function before it")
    assembly = assembly_of(function)
    if assembly is None:
        return

    def ask(name: str, arguments: tuple[Any, ...]) -> Any:
        return content.solution[name](*copied(arguments))

    for question in questions:
        if question.purpose not in (CONTRACT, REFERENCE, WORKED):
            continue
        try:
            got = results_of(function, put_together(assembly, function.rests_on, ask, question.arguments))
        except Exception as error:
            raise ContentError(f"{where}: assembled stops with {type(error).__name__}: {error}") from error
        same_form = [np.shape(leaf) for leaf in leaves(got)] == [np.shape(leaf) for leaf in leaves(question.low)]
        if not same_form or not is_within(got, question.low, question.high, question.slack):
            raise ContentError(f"{where}: assembled gives other values than the solution")


def _all_questions(content: Content, function: Function, seed: int) -> tuple[Question, ...]:
    try:
        return tuple(_questions(content, function, seed))
    except ContentError:
        raise
    except FormError as error:
        raise ContentError(f"{content.folder}: {error}") from error
    except Exception as error:  # the record's code and the solution are an instructor's
        raise ContentError(
            f"{content.folder}: the record of {function.name}, its numbers by hand, or its solution stops with "
            f"{type(error).__name__}: {error}"
        ) from error


def _questions(content: Content, function: Function, seed: int) -> list[Question]:
    drawn = list(drawn_questions(function, tuple(content.symbols), seed))
    if function.name in content.examples:
        arguments, _ = content.examples[function.name]
        drawn.append(Drawn(WORKED, "", sizes_of(function, arguments), tuple(arguments)))
    drawn += small_questions(function)
    return [answered(content, function, each) for each in drawn]
