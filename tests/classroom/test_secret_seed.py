"""The class's secret seed: who draws it, what it decides, and where it never shows."""

from __future__ import annotations

import dataclasses
import os
import stat
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from small_class import enrol, hand_in, make_course, notebook_of
from submissions import Ended, backprop_key, step_of

from grader.building.course_copies import build_course
from grader.building.kit import write_kit
from grader.classroom.judging.judge import course_files
from grader.classroom.judging.results_cache import ResultsCache
from grader.classroom.starting import start_course
from grader.classroom.template import load_template
from grader.course import Assignment, Course, CourseError
from grader.course.secret import SecretSeed, draw_secret, find_secret
from grader.key.files import answer_key
from grader.key.key import Key, Question
from grader.key.questions import SHOWN, WORKED
from grader.report.report import Report
from grader.running.grading import grade, grade_file

SECRET = SecretSeed(0x0123456789ABCDEF0123456789ABCDEF)


@pytest.fixture(scope="session")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Not the checkout, which would keep the key of this file's seed."""
    return make_course(tmp_path_factory.mktemp("secret seed") / "class")


@pytest.fixture(scope="session")
def table() -> str:
    """A function that knows the public questions, and no formula."""
    known = {each.arguments[0].tobytes(): each.low[0] for each in backprop_key().questions("dL_db3")}
    rows = [f"    {crc32(key)}: {answer.tobytes().hex()!r},\n" for key, answer in known.items()]
    return (
        f"from zlib import crc32\n\nimport numpy as np\n\nTABLE = {{\n{''.join(rows)}}}\n\n\ndef dL_db3(dL_dz3):\n"
        "    return np.frombuffer(bytes.fromhex(TABLE.get(crc32(dL_dz3.tobytes()), '00' * 8 * dL_dz3.shape[1])))\n"
    )


@pytest.fixture
def grade_in_class(classroom: Course, tmp_path: Path) -> Callable[[str, str, SecretSeed | None], Report]:
    def run(text: str, function: str, secret: SecretSeed | None) -> Report:
        path = tmp_path / "handed_in.py"
        path.write_text(text, encoding="utf-8")
        reports: list[Report] = []
        assignment = classroom.assignment()
        grade([path], classroom, assignment, reports.append, assignment.select(function), secret=secret)
        return reports[0]

    return run


@pytest.fixture
def secret_questions(classroom: Course) -> tuple[Question, ...]:
    """What the class's key asks `dL_db3`, but for what every key asks."""
    asked = answer_key(classroom, classroom.assignment(), SECRET.number).questions("dL_db3")
    return tuple(each for each in asked if each.purpose not in (WORKED, SHOWN))


def test_a_new_course_draws_its_own_128_bits(course: Course, tmp_path: Path) -> None:
    first, written = start_course(tmp_path / "first", course)
    second, _ = start_course(tmp_path / "second", course)
    seeds = [find_secret(first), find_secret(second)]
    assert all(seed is not None and seed.number.bit_length() > 64 for seed in seeds)
    assert seeds[0] != seeds[1]
    assert {"secret.toml", ".gitignore"} <= set(written)
    assert "secret.toml" in (first.root / ".gitignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.skipif(os.name != "posix", reason="rights of files are another matter there")
def test_nobody_else_may_read_it(course: Course, tmp_path: Path) -> None:
    begun, _ = start_course(tmp_path / "class", course)
    assert stat.S_IMODE((begun.root / "secret.toml").stat().st_mode) == 0o600


def test_in_the_folder_of_a_class_init_adds_the_seed_alone(
    run_course: Callable[..., Ended], course_folder: Path
) -> None:
    (course_folder / ".gitignore").write_text("mine\n", encoding="utf-8")
    before = (course_folder / "course.toml").read_bytes()
    ended = run_course("init", course_folder)
    assert (ended.code, ended.err) == (0, "")
    assert "secret.toml" in ended.out
    seed = (course_folder / "secret.toml").read_bytes()
    assert (course_folder / ".gitignore").read_text(encoding="utf-8") == (
        "mine\nsecret.toml\n.course/\n.streamlit/secrets.toml\n"
    )
    assert "has its secret seed already" in run_course("init", course_folder).out
    assert (course_folder / "secret.toml").read_bytes() == seed
    assert (course_folder / "course.toml").read_bytes() == before


@pytest.mark.parametrize("text", ["seed = 1\n", 'seed = "abc"\n', "not toml 00112233\n", ""])
def test_a_damaged_file_is_named_and_not_quoted(course_folder: Path, run_course: Callable[..., Ended], text) -> None:
    (course_folder / "secret.toml").write_text(text, encoding="utf-8")
    ended = run_course("grade", "course.toml", "--json")
    assert ended.code == 2
    assert "secret.toml" in ended.err
    assert "00112233" not in ended.err
    assert ended.err.count("\n") == 1


def test_a_table_of_answers_to_the_public_seed_earns_nothing_much_in_a_class(grade_in_class, table: str) -> None:
    assert grade_in_class(table, "dL_db3", None).score == 5
    report = grade_in_class(table, "dL_db3", SECRET)
    assert report.score <= 1.5
    message = step_of(report, "dL_db3").message
    assert message is not None
    assert "drawn for this class alone" in message.where
    assert step_of(report, "dL_db3").mistake is None


def test_what_is_right_is_right_in_a_class(grade_in_class, right: str, assignment: Assignment) -> None:
    for function in assignment.steps:
        report = grade_in_class(right, function, SECRET)
        assert report.score == report.max_score, function


def test_the_kind_of_a_question_is_said_where_only_the_secret_one_fails(grade_in_class, secret_questions) -> None:
    text = (
        "import numpy as np\n\n\ndef dL_db3(dL_dz3):\n    total = dL_dz3.sum(axis=0)\n"
        "    biggest = np.abs(dL_dz3).max()\n    return total * (not {low} < biggest < {high})\n"
    )
    large = next(each for each in secret_questions if each.case == "very large numbers")
    biggest = float(np.abs(large.arguments[0]).max())
    report = grade_in_class(text.format(low=biggest * 0.999, high=biggest * 1.001), "dL_db3", SECRET)
    message = step_of(report, "dL_db3").message
    assert message is not None
    assert message.what == "dL_db3 is wrong on very large numbers."


def test_no_message_hands_on_what_a_function_was_asked(grade_in_class, secret_questions) -> None:
    """It keeps all that it was asked and says it in an exception."""
    text = (
        "SEEN = []\n\n\ndef dL_db3(dL_dz3):\n    SEEN.append(float(dL_dz3.flat[0]))\n"
        "    raise ValueError(' '.join(map(repr, SEEN[-12:])))\n"
    )
    report = grade_in_class(text, "dL_db3", SECRET)
    secret = {repr(float(each.arguments[0].flat[0])) for each in secret_questions} - {"0.0"}
    assert len(secret) > 10
    shown = str(report.to_json()) + " ".join(report.warnings)
    assert "ValueError" in shown
    assert not [number for number in secret if number in shown]


def test_a_class_without_a_secret_seed_is_told_how_to_get_one(
    run_course: Callable[..., Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = make_course(tmp_path / "class")
    (small.root / "secret.toml").rename(tmp_path / "secret.toml")
    monkeypatch.chdir(small.root)
    enrol(small, "ada")
    hand_in(small, "ada", notebook_of())
    ended = run_course("autograde", "backprop", "--jobs", "1")
    assert "`course init " in ended.err
    assert ended.err.count("\n") == 1
    (tmp_path / "secret.toml").rename(small.root / "secret.toml")
    ended = run_course("autograde", "backprop", "--jobs", "1")
    assert ended.err == ""
    assert "100 of 100" in ended.out


def test_verdicts_are_kept_by_the_seed_and_the_seed_is_nowhere(tmp_path: Path) -> None:
    small = make_course(tmp_path / "class")
    template = load_template(small, small.assignment())
    secret, with_it = find_secret(small), ResultsCache(small, template, True)
    assert secret is not None
    sent = course_files(small, small.assignment())
    assert sent.secret == secret
    assert str(secret.number) not in repr(sent)
    assert f"{secret.number:032x}".encode() not in b"".join((sent.course.files or {}).values())
    (small.root / "secret.toml").unlink()
    assert vars(ResultsCache(small, template, True)) != vars(with_it)


def test_nothing_that_students_get_holds_the_seed_or_its_questions(tmp_path: Path) -> None:
    small = make_course(tmp_path / "class")
    secret = find_secret(small)
    assert secret is not None
    write_kit(small, tmp_path / "kit")
    build_course(small, [small.assignment()])
    given = [path for place in (tmp_path / "kit", small.root / "exercises") for path in place.rglob("*")]
    contents = [path.read_bytes() for path in given if path.is_file()]
    forms = (f"{secret.number:032x}", f"{secret.number:x}", str(secret.number))
    telling = [
        *(form.encode() for form in forms),
        *(secret.number.to_bytes(16, order) for order in ("big", "little")),
        *_own_arrays(answer_key(small, small.assignment(), secret.number)),
    ]
    assert len(telling) > 50
    assert len([content for content in contents if b"dL_dz3" in content]) >= 4
    assert not [one for one in telling for content in contents if one in content]


def _own_arrays(key: Key) -> list[bytes]:
    """Two numbers of each array that is drawn; entries of 0, 1 or at a kink are the same for every seed."""
    asked = (each for function in key.signatures for each in key.questions(function))
    drawn = (each.arguments for each in asked if each.purpose not in (WORKED, SHOWN))
    arrays = (value for arguments in drawn for value in arguments if np.size(value) > 1)
    return [value.tobytes()[:16] for value in arrays if value.dtype == np.float64 and (np.abs(value) > 1e-3).all()]


def test_a_students_own_checks_use_the_public_seed(course_folder: Path, course: Course, table: str) -> None:
    draw_secret(course_folder)
    (course_folder / "mine.py").write_text(table, encoding="utf-8")
    steps = course.assignment().select("dL_db3")
    assert grade_file(course_folder / "mine.py", course, course.assignment(), steps).score == 5


def test_an_unreadable_file_is_a_sentence(course_folder: Path, course: Course) -> None:
    (course_folder / "secret.toml").mkdir()
    with pytest.raises(CourseError, match="cannot be read"):
        find_secret(dataclasses.replace(course, root=course_folder))
