"""A short name for what a wrong function answers: the same for everybody whose function answers alike."""

from __future__ import annotations

import hashlib

import numpy as np

from grader.asking.asking import Asking
from grader.explaining.digits import to_digits
from grader.key.key import Key, KnownMistake
from grader.key.questions import DIAGNOSIS, PROPERTY, WORKED
from grader.key.values import leaves
from grader.sandbox import FunctionCall, Request

_DIGITS = 6
_LENGTH = 12


def name_of_answers(asking: Asking, function: str) -> str:
    """The name; "" where the function comes to no end. It holds for the public seed and the record as they are."""
    key = asking.key
    purposes = (PROPERTY,) if key.signatures[function].random else (DIAGNOSIS, WORKED)
    questions = key.asked(function, *purposes)
    answers = asking.caller.call_together(Request.of(FunctionCall(function, each.arguments) for each in questions))
    if not answers:
        return ""
    digest = hashlib.sha256(function.encode())
    for answer in answers:
        digest.update(f" {answer.outcome} {answer.error} {answer.returned.partition(' ')[0]}".encode())
        for leaf in leaves(answer.value if answer.value is not None else ()):
            digest.update(f" {np.shape(leaf)} ".encode())
            digest.update(to_digits(leaf, _DIGITS).tobytes())
    return digest.hexdigest()[:_LENGTH]


def named(key: Key, function: str, answers: str) -> KnownMistake | None:
    """What an instructor has said of these answers, in the table `answers` of `assignment.toml`; None for nothing."""
    said: dict[str, str] | None = key.table.get("answers", {}).get(function, {}).get(answers)
    if said is None:
        return None
    mistake = f"{function}:{answers}"
    return KnownMistake(mistake, function, mistake, said["name"], said["looks_like"], said["why"], said["next"])


def all_named(key: Key) -> list[KnownMistake]:
    """All answers of which an instructor has said something."""
    found = (
        named(key, function, answers) for function, each in key.table.get("answers", {}).items() for answers in each
    )
    return [mistake for mistake in found if mistake is not None]
