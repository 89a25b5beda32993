"""Questions: what they must be like, so that a wrong answer cannot pass; for every assignment of this course."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from functools import cache

import numpy as np
import pytest
from submissions import ROOT

from grader.course.content import Content, load_content
from grader.functions import Function
from grader.key.drawing import drawn_questions, small_questions
from grader.key.questions import (
    CONTRACT,
    DIAGNOSIS,
    DIFFERENCES,
    DISTINCT,
    LARGE,
    PROPERTY,
    REFERENCE,
    SMOOTH,
    Drawn,
)
from grader.key.values import leaves, packed

SEED = 20240229
CONTENTS = [load_content(folder) for folder in sorted((ROOT / "solutions").iterdir()) if folder.is_dir()]
RECORDS = [(content, record) for content in CONTENTS for record in content.functions.values()]
SHAPED = [(content, record) for content, record in RECORDS if record.symbols]

every = pytest.mark.parametrize(("content", "record"), RECORDS, ids=[record.name for _, record in RECORDS])
every_shaped = pytest.mark.parametrize(("content", "record"), SHAPED, ids=[record.name for _, record in SHAPED])


def asked(content: Content, record: Function, *purposes: str, seed: int = SEED) -> list[Drawn]:
    return [each for each in _all(content.name, record.name, seed) if not purposes or each.purpose in purposes]


@cache
def _all(content: str, record: str, seed: int) -> list[Drawn]:
    of, function = next((c, r) for c, r in RECORDS if (c.name, r.name) == (content, record))
    return list(drawn_questions(function, tuple(of.symbols), seed))


def ordinary(content: Content, record: Function) -> list[Drawn]:
    return [each for each in asked(content, record, CONTRACT, REFERENCE) if not each.case]


def arrays(question: Drawn) -> list[np.ndarray]:
    return [leaf for leaf in leaves(question.arguments) if isinstance(leaf, np.ndarray)]


@pytest.mark.parametrize("row", [*DISTINCT, *SMOOTH], ids=str)
def test_all_sizes_differ_and_there_are_at_least_two_examples(row: tuple[int, ...]) -> None:
    assert len(set(row)) == len(row)
    assert min(row) >= 2


@every_shaped
def test_shapes_are_those_of_the_record(content: Content, record: Function) -> None:
    for question in asked(content, record):
        for argument, value in zip(record.arguments, question.arguments, strict=True):
            sizes = tuple(question.sizes[symbol] for symbol in argument.draw.shape if symbol in question.sizes)
            assert argument.draw.kind == "made" or np.shape(value) == sizes


@every
def test_a_question_cannot_be_changed_by_who_is_asked(content: Content, record: Function) -> None:
    for question in asked(content, record):
        for array in arrays(question):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0


@every
def test_no_two_questions_of_a_purpose_are_the_same(content: Content, record: Function) -> None:
    first = [packed(question.arguments) for question in asked(content, record, CONTRACT, REFERENCE, PROPERTY)]
    other = asked(content, record, CONTRACT, REFERENCE, PROPERTY, seed=SEED + 1)
    assert len(set(first)) == len(first) or record.random
    assert first != [packed(question.arguments) for question in other]


KINKED = [(content, record) for content, record in RECORDS if record.kink]


@pytest.mark.parametrize(("content", "record"), KINKED, ids=[record.name for _, record in KINKED])
def test_numbers_at_a_kink_lie_on_both_sides_of_it_and_once_on_it(content: Content, record: Function) -> None:
    for question in ordinary(content, record):
        z = question.arguments[1]
        assert (z < 0).any()
        assert (z > 0).any()
        assert (z == 0).sum() == 1
        assert ((z > 0) & (z < 0.011)).sum() == 1  # a threshold above 0 is seen there, one below 0 next to it
        assert ((z < 0) & (z > -0.011)).sum() == 1
        assert (question.arguments[0][np.abs(z) < 0.011] != 0).all()  # else no slope at 0 could be seen
        assert (question.arguments[0][z < 0] != 0).any()
    for question in asked(content, record, DIFFERENCES):
        assert np.abs(question.arguments[1]).min() > 1e-2


@every_shaped
def test_no_question_has_fewer_than_the_record_allows(content: Content, record: Function) -> None:
    for question in [*asked(content, record), *small_questions(record)]:
        for symbol, least in record.least.items():
            assert question.sizes[symbol] >= least


@every_shaped
def test_magnitudes_lie_on_both_sides_of_1(content: Content, record: Function) -> None:
    for index, argument in enumerate(record.arguments):
        if argument.draw.power == 1 and argument.draw.shape:
            questions = ordinary(content, record)
            values = np.concatenate([np.abs(question.arguments[index]).ravel() for question in questions])
            assert (values > 1.1).any()
            assert ((values > 0) & (values < 0.9)).any()


def test_probabilities_sum_to_1_and_targets_are_one_hot() -> None:
    content = next(content for content in CONTENTS if content.name == "backprop")
    for question in asked(content, content.functions["dL_dz3"], CONTRACT, REFERENCE):
        y_pred, y_target = question.arguments
        assert np.allclose(y_pred.sum(axis=1), 1)
        assert (y_pred > 0).all()
        assert (y_target.sum(axis=1) == 1).all()
        assert set(np.unique(y_target)) == {0.0, 1.0}


def test_a_state_is_0_in_some_questions_and_not_in_others() -> None:
    content = next(content for content in CONTENTS if content.name == "optimizers")
    for name, index in (("momentum", 1), ("rmsprop", 1), ("adam", 1), ("adam", 2)):
        states = [question.arguments[index] for question in asked(content, content.functions[name], REFERENCE)]
        assert any(not state.any() for state in states)
        assert any(state.all() for state in states)


@every_shaped
def test_a_question_of_equal_sizes_says_whether_its_numbers_are_large(content: Content, record: Function) -> None:
    """Else a function that limits its numbers would be told to look for shapes."""
    for question in asked(content, record, REFERENCE):
        if "equal sizes" in question.case:
            largest = max(np.abs(array).max() for array in arrays(question))
            assert ("large numbers" in question.case) == (largest > 50)


@every_shaped
def test_each_kind_of_numbers_and_shapes_has_a_question_of_its_own(content: Content, record: Function) -> None:
    questions = asked(content, record, REFERENCE)
    one = {symbol for question in questions for symbol, size in question.sizes.items() if size == 1}
    classes = {each.draw.shape[-1] for each in record.arguments if each.draw.kind in ("probability", "one-hot")}
    several = {symbol for symbol, least in record.least.items() if least > 1}
    assert one == set(record.symbols) - classes - several  # one class alone is no choice
    if record.scalable:
        scaled = [
            np.abs(value).max()
            for question in questions
            for argument, value in zip(record.arguments, question.arguments, strict=True)
            if argument.draw.power
        ]
        assert min(scaled) < 1e-7
        assert max(scaled) > 1e7
    large = [question for question in questions if question.case == LARGE]
    assert len(large) == (len(record.symbols) >= 2 and record.together is None)
    for question in large:
        assert {130, 300} <= set(question.sizes.values())
        assert all(array.dtype == np.float32 for array in arrays(question))


@every
def test_where_a_right_answer_may_be_luck_there_are_many_questions(content: Content, record: Function) -> None:
    for purpose in (REFERENCE, DIAGNOSIS):
        assert len(asked(content, record, purpose)) >= record.draws
    assert len(small_questions(record)) >= record.draws


@every
def test_what_a_message_shows_is_small_and_does_not_know_the_seed(content: Content, record: Function) -> None:
    shown = small_questions(record)
    assert bool(shown) != (record.random or record.together is not None)
    for question in shown:
        assert sum(array.size for array in arrays(question)) <= 40
    asked_for_points = {packed(question.arguments) for question in asked(content, record, CONTRACT, REFERENCE)}
    fixed = {packed(case.arguments) for case in record.cases}
    assert not (asked_for_points - fixed) & {packed(question.arguments) for question in shown}


def digest() -> str:
    """Of everything that is asked."""
    summary = hashlib.sha256()
    for content, record in RECORDS:
        for question in [*asked(content, record), *small_questions(record)]:
            summary.update(packed(question.arguments))
    return summary.hexdigest()


def test_the_questions_are_the_same_in_every_process() -> None:
    program = "import sys; sys.path[:0] = sys.argv[1:]; import test_questions; print(test_questions.digest())"
    folder = __file__.rpartition("test_questions")[0]
    ran = subprocess.run(
        [sys.executable, "-c", program, folder, str(ROOT / "tests")],
        capture_output=True,
        text=True,
        env={"PYTHONHASHSEED": "12345"},
        timeout=60,
        check=True,
    )
    assert ran.stdout.strip() == digest()
