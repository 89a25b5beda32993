"""The line in front of the grading processes: one thing at a time for each session, the newest instead of older."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from submissions import FIXTURES, ROOT

from grader.running.error import GradingError
from quiz_app.grading_line import GradingLine
from quiz_app.grading_process import Graded, GradingProcess

_SECONDS = 120.0
ENDLESS = "while True:\n    pass\n"


class Patient(GradingProcess):
    """Takes requests and replies when a test says so."""

    made: list[Patient]

    def __init__(self, folder: Path) -> None:
        self.asked: list[tuple[str, Future[Graded]]] = []
        self.made.append(self)

    def grade(self, path: Path, assignment: str) -> Future[Graded]:
        future: Future[Graded] = Future()
        self.asked.append((path.name, future))
        return future

    def give_up(self, future: Future[Graded]) -> None:
        future.set_exception(GradingError("given up"))

    def finish(self) -> None:
        self.asked[-1][1].set_result(None)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.asked]


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[Patient]:
    Patient.made = []
    monkeypatch.setattr("quiz_app.grading_line.GradingProcess", Patient)
    return Patient.made


def test_six_uploads_of_one_session_occupy_one_process(processes: list[Patient]) -> None:
    line = GradingLine(ROOT, most=2)
    mine = line.place("mine", "a")
    futures = [mine.grade(Path(f"{n}.py"), "backprop") for n in range(6)]
    other = line.place("other", "b").grade(Path("other.py"), "backprop")
    assert [process.names[-1] for process in processes] == ["5.py", "other.py"]
    assert all(isinstance(future.exception(0), GradingError) for future in futures[:5])
    assert not futures[5].done()
    assert not other.done()


def test_many_sessions_of_one_address_hold_up_nobody_elsewhere(processes: list[Patient]) -> None:
    line = GradingLine(ROOT, most=1)
    for n in range(20):
        line.place(f"session {n}", "a").grade(Path(f"{n}.py"), "backprop")
    line.place("other", "b").grade(Path("other.py"), "backprop")
    processes[0].finish()
    assert processes[0].names == ["0.py", "other.py"]


def test_the_questions_of_a_session_wait_for_its_grading(processes: list[Patient]) -> None:
    line = GradingLine(ROOT, most=2)
    mine = line.place("mine", "a")
    mine.grade(Path("file.py"), "backprop")
    questions = [mine.ask((), {}) for _ in range(10)]
    assert len(processes) == 1
    assert sum(question.done() for question in questions) == 2, "the oldest two give way"
    mine.grade(Path("newer.py"), "backprop")
    assert all(isinstance(question.exception(0), GradingError) for question in questions)


@pytest.fixture
def line() -> Iterator[GradingLine]:
    opened = GradingLine(ROOT, most=1)
    yield opened
    opened.close()


def test_an_endless_file_gives_way_to_its_successor_at_once(line: GradingLine, tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text(ENDLESS)
    mine, other = line.place("mine", "a"), line.place("other", "b")
    former = mine.grade(endless, "backprop")
    later = other.grade(FIXTURES / "one_mistake.py", "backprop")
    newest = mine.grade(ROOT / "solutions" / "backprop" / "backprop.py", "backprop")
    assert isinstance(former.exception(_SECONDS), GradingError)
    assert later.result(_SECONDS).report.score < 100
    assert newest.result(_SECONDS).report.score == 100
