"""The bank as a list of records: how many there are, how they are called, and what they say."""

import re
from collections import Counter

import pytest

from grader.mistakes import BANK, mistakes_of
from grader.steps import STEPS

RECORDS = list(BANK.values())
TEXTS = ("name", "looks_like", "why", "next")
LONGEST = 400

# What a right implementation would say, without spaces: no text may.
RIGHT_LINES = [
    "y_pred-y_target",
    "-learning_rate*",
    "-(learning_rate*",
    "axis=0",
    "sum(0)",
    *(f"z{layer}>{'='[:equal]}0" for layer in (1, 2) for equal in (0, 1)),
    *(f"dL_dz{layer}.T@" for layer in (1, 2, 3)),
    *(f"dL_dz{layer}@W{layer}" for layer in (2, 3)),
    *(f"dot(dL_dz{layer}" for layer in (1, 2, 3)),
]

every_step = pytest.mark.parametrize("step", STEPS)


def test_at_least_forty_wrong_implementations_are_written_out():
    assert len({mistake.wrong.__code__.co_code for mistake in RECORDS}) >= 40
    assert len({mistake.wrong for mistake in RECORDS}) >= 90


@every_step
def test_every_function_has_its_mistakes(step):
    family = re.sub(r"[123]$", "", step) if step != "dL_dz3" else step
    fewest = {"dL_dz3": 11, "dL_dW": 8, "dL_db": 6, "dL_da": 6, "dL_dz": 9, "update": 7}[family]
    assert len(mistakes_of(step)) >= max(fewest, 3)


def test_mistakes_of_finds_every_record_once():
    assert [mistake for step in STEPS for mistake in mistakes_of(step)] == RECORDS


def test_a_step_without_known_mistakes_has_none():
    assert mistakes_of("dL_dW9") == ()


def test_no_record_is_lost_to_another_with_the_same_id():
    from grader.mistakes import (
        activation_gradient,
        bias_gradient,
        output_gradient,
        relu_gradient,
        update_rule,
        weight_gradient,
    )

    families = (
        output_gradient.MISTAKES,
        weight_gradient.mistakes(layer=3, a="a2"),
        bias_gradient.mistakes(layer=3),
        activation_gradient.mistakes(layer=3),
        relu_gradient.mistakes(layer=2),
        weight_gradient.mistakes(layer=1, a="X"),
        update_rule.MISTAKES,
    )
    for family in families:
        assert max(Counter(mistake.id for mistake in family).values()) == 1
        assert len(mistakes_of(family[0].step)) == len(family)


@every_step
def test_an_id_is_its_step_and_a_few_words(step):
    for mistake in mistakes_of(step):
        assert BANK[mistake.id] is mistake
        assert re.fullmatch(re.escape(mistake.step) + r":[a-z]+(-[a-z]+)*", mistake.id)
        assert len(mistake.id) <= 50


@every_step
def test_a_text_is_short_and_shows_on_any_terminal(step):
    for mistake in mistakes_of(step):
        for field in TEXTS:
            text = getattr(mistake, field)
            assert text.isascii(), f"{mistake.id}, {field}"
            assert text.isprintable(), f"{mistake.id}, {field}"
            assert text == " ".join(text.split()), f"{mistake.id}, {field}: stray spaces"
            assert 2 < len(text) <= LONGEST, f"{mistake.id}, {field}"
            assert not re.search(r"[{}]", text), f"{mistake.id}, {field}: an unfilled name"
        assert len(mistake.name) <= 40, mistake.id


@every_step
def test_a_text_fits_into_its_sentence(step):
    for mistake in mistakes_of(step):
        assert not re.search(r"[.,;:?!]$", mistake.name), mistake.id
        assert not re.search(r"[.,;:?!]$", mistake.looks_like), mistake.id
        assert not re.match(r"(It|The|There|As|A) ", mistake.looks_like), mistake.id
        assert re.search(r"[^.][.]$", mistake.why), mistake.id
        assert re.search(r"[^.][.?]$", mistake.next), mistake.id
        assert mistake.next[0].isupper(), mistake.id
        assert not re.search(r"\b(wrongly|stupid|obviously|simply|just|trivial|careless)", mistake.why), mistake.id


@every_step
def test_a_text_names_only_arrays_of_its_own_layers(step):
    for mistake in mistakes_of(step):
        layers = set(re.findall(r"\d", mistake.step + STEPS[mistake.step].signature()))
        for field in TEXTS:
            for name, layer in re.findall(r"\b((?:dL_d)?[zaWb](\d))\b", getattr(mistake, field)):
                assert layer in layers or name == "dL_dz3", f"{mistake.id}, {field} speaks of {name}"


@every_step
def test_no_text_gives_the_solution_away(step):
    for mistake in mistakes_of(step):
        for field in TEXTS:
            assert not gives_away(getattr(mistake, field)), f"{mistake.id}, {field}"


@pytest.mark.parametrize(
    "text",
    [
        "Try dL_dz3.T @ a2.",
        "Return w - learning_rate * dL_dw.",
        "Use np.sum(dL_dz1, axis = 0).",
        "Where z2 >= 0.",
    ],
)
def test_a_solution_in_a_text_would_be_noticed(text):
    assert gives_away(text)


@every_step
def test_the_names_tell_a_steps_mistakes_apart(step):
    assert max(Counter(mistake.name for mistake in mistakes_of(step)).values()) == 1
    assert max(Counter(mistake.looks_like for mistake in mistakes_of(step)).values()) == 1


def gives_away(text: str) -> list[str]:
    squeezed = text.replace(" ", "")
    return [line for line in RIGHT_LINES if line in squeezed]
