"""Properties: the answers to many questions obey the laws that every right answer obeys."""

from __future__ import annotations

from grader.asking.student import StudentFunction
from grader.key.key import Key, Signature
from grader.report.message import Finding, Message


def test_properties(step: Signature, student: StudentFunction, key: Key) -> None:
    for law, sentence in student.broken_laws(key):
        raise Finding(
            Message(
                what=f"{step.function} does not do what it must, whatever the numbers are: {law.name}.",
                where=sentence,
                next=f"Call {step.function} with small numbers and print what comes back. "
                f"Then try `course hint {step.function}`.",
            )
        )
