"""The next hint opens after another attempt, and only then."""

from __future__ import annotations

from pathlib import Path

from grader.course import Course
from grader.learner import attempts
from grader.learner.hints import hints
from grader.report.report import Report
from grader.running.grading import grade_file


def _shown(course: Course, *, everything: bool = False) -> list[str]:
    return list(hints(course.assignment(), course.assignment().steps["dL_dz2"], course.root, everything=everything))


def _check(course: Course, script: Path) -> Report:
    report = grade_file(script, course, course.assignment())
    attempts.note_check(course.root, report)
    return report


def _edit(script: Path) -> None:
    script.write_text(script.read_text() + "\n# another try\n")


def test_first_hint_is_open_to_everyone(course: Course) -> None:
    assert any(text.startswith("Hint 1 of 3.") for text in _shown(course))


def test_asking_again_without_an_attempt_shows_no_more(course: Course) -> None:
    _shown(course)
    again = _shown(course)
    assert not any("Hint 2" in text for text in again)
    assert "opens after another attempt" in again[-1]


def test_next_hint_opens_after_a_changed_file_was_checked(course: Course, script: Path) -> None:
    _shown(course)
    _check(course, script)
    second = _shown(course)
    assert any("Hint 2" in text for text in second)
    assert not any("Hint 3" in text for text in second)


def test_after_the_last_hint_no_more_are_counted(course: Course, script: Path) -> None:
    for _ in course.assignment().steps["dL_dz2"].hints:
        _shown(course)
        _edit(script)
        _check(course, script)
    last = _shown(course)
    assert last[-1].startswith("Hint 3 of 3.")
    assert attempts.load(course.root, "backprop")["dL_dz2"].hints == 3


def test_checking_the_same_file_twice_is_one_attempt(course: Course, script: Path) -> None:
    _check(course, script)
    _shown(course)
    _check(course, script)
    assert not any("Hint 2" in text for text in _shown(course))
    _edit(script)
    _check(course, script)
    assert any("Hint 2" in text for text in _shown(course))


def test_checking_one_step_alone_hides_no_attempt_at_another(course: Course, script: Path) -> None:
    attempts.note_check(
        course.root, grade_file(script, course, course.assignment(), course.assignment().select("update"))
    )
    _shown(course)
    _check(course, script)
    assert any("Hint 2" in text for text in _shown(course))


def test_a_right_step_counts_no_attempts(course: Course, script: Path) -> None:
    _check(course, script)
    assert set(attempts.load(course.root, "backprop")) == {"dL_dz2"}


def test_all_shows_every_level_and_uses_none_up(course: Course) -> None:
    assert sum(text.startswith("Hint") for text in _shown(course, everything=True)) == 3
    assert attempts.load(course.root, "backprop") == {}


def test_a_damaged_record_is_started_anew(course: Course) -> None:
    record = course.root / ".course" / "attempts.json"
    record.parent.mkdir(exist_ok=True)
    for damaged in (
        "{",
        "[]",
        '{"steps": 3}',
        '{"assignments": {"backprop": {"dL_dz2": {"made": "x"}}}}',
        "[" * 100_000,
        "\0",
    ):
        record.write_text(damaged)
        assert attempts.load(course.root, "backprop") == {}
        assert any("Hint 1" in text for text in _shown(course))


def test_every_step_has_three_hints_and_none_gives_the_line_away(course: Course) -> None:
    solution = course.reference_file(course.assignment()).read_text()
    answers = [line.strip() for line in solution.splitlines() if line.strip().startswith("return ")]
    assert len(answers) >= 12
    for step in course.assignment().steps.values():
        assert len(step.hints) == 3
        for hint in step.hints:
            assert not any(answer.removeprefix("return ") in hint for answer in answers), hint


UNKNOWN = "\n\ndef dL_dz2(dL_da2, z2):\n    return dL_da2 * (z2 > 0.01)\n"
OWN = "Hint about your own function. "


def test_the_second_level_of_a_reason_comes_first_and_counts_as_a_hint(course: Course, script: Path) -> None:
    script.write_text(script.read_text() + UNKNOWN)
    (result,) = (each for each in _check(course, script).steps if each.step.function == "dL_dz2")
    assert result.explanation is not None
    assert result.message is not None
    assert result.explanation.more
    assert result.explanation.more not in str(result.message)  # it opens, as the others do
    first = _shown(course)
    assert f"{OWN}{result.explanation.more}" in first
    assert not any(text.startswith("Hint 1") for text in first)
    assert _shown(course) == first
    _edit(script)
    _check(course, script)
    assert [text[:6] for text in _shown(course)[1:3]] == ["Hint a", "Hint 1"]


def test_another_reason_has_another_second_level(course: Course, script: Path) -> None:
    script.write_text(script.read_text() + UNKNOWN)
    _check(course, script)
    before = _shown(course)
    script.write_text(script.read_text() + "\n\ndef dL_dz2(dL_da2, z2):\n    return z2 * (dL_da2 > 0)\n")
    _check(course, script)
    (after,) = (text for text in _shown(course) if text.startswith(OWN))
    assert after not in before


def test_a_function_that_became_right_has_no_second_level(course: Course, script: Path) -> None:
    script.write_text(script.read_text() + UNKNOWN)
    _check(course, script)
    _shown(course)
    script.write_text(script.read_text() + UNKNOWN.replace("0.01", "0"))
    _check(course, script)
    assert not any(text.startswith(OWN) for text in _shown(course, everything=True))


def test_all_hints_at_once_have_the_second_level_too(course: Course, script: Path) -> None:
    script.write_text(script.read_text() + UNKNOWN)
    _check(course, script)
    texts = _shown(course, everything=True)
    assert len([text for text in texts if text.startswith("Hint")]) == 4
    assert any(text.startswith(OWN) for text in texts)
