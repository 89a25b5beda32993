"""A class answers the quiz at once: real websockets to a real server, and then a look at what it has stored.

    python benchmarks/quiz_load.py [--sessions 50]

Every session opens the page, begins with its own id, waits for all the others, and submits; the button is pressed
twice, as people do. Measured is what a student waits: from the click to the page with the score. Exits with 1 when
an attempt is missing, stored twice or marked wrongly.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from grader.course import Course, Quiz, load_course
from quiz_app.quiz.attempts import AttemptStore
from quiz_app.quiz.database import open_engine
from quiz_app.testing import course_folder, running_app

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=50)
    sessions = parser.parse_args().sessions
    with tempfile.TemporaryDirectory() as parent, running_app(course_folder(Path(parent)), COURSE_HOSTED="1") as app:
        course = load_course(app.folder)
        students = asyncio.run(_class(app.address, sessions, course.quizzes["backprop"]))
        print(f"{sessions} sessions at once, {os.cpu_count()} cores\n")
        print(f"{'seconds':28}{'median':>10}{'95 %':>10}{'longest':>10}")
        for name in ("the page", "the questions", "submit to score"):
            seconds = sorted(student.seconds[name] for student in students)
            high = seconds[max(-(-95 * len(seconds) // 100) - 1, 0)]
            print(f"{name:28}{statistics.median(seconds):10.2f}{high:10.2f}{seconds[-1]:10.2f}")
        return _check(course, students)


def _check(course: Course, students: list[Student]) -> int:
    """Every attempt is there once, with as many right answers as its student gave and saw."""
    store = AttemptStore(open_engine(course))
    stored = sorted((attempt.student, attempt.number, attempt.right) for attempt in store.submitted())
    store.close()
    wanted = sorted((student.name, 1, student.right) for student in students)
    seen = all(student.saw == student.right for student in students)
    print(f"\n{len(stored)} attempts stored of {len(students)} submitted; every score was shown: {seen}")
    return 0 if stored == wanted and seen else 1


class Student:
    """One session: what a browser sends and gets, without the browser."""

    def __init__(self, number: int) -> None:
        self.name = f"student-{number:03}"
        self.right = number % 9
        self.saw = -1
        self.seconds: dict[str, float] = {}
        self._widgets: dict[str, str] = {}  # ids by label
        self._html = ""

    async def take_part(self, address: str, quiz: Quiz, all_ready: asyncio.Barrier) -> None:
        """From opening the page to the score."""
        url = f"ws://{address}/_stcore/stream"
        async with connect(url, subprotocols=["streamlit"], max_size=None, open_timeout=120) as server:
            await self._timed("the page", server, {})
            await all_ready.wait()
            field, button = self._widgets["Student id"], self._widgets["Begin the quiz"]
            await self._timed("the questions", server, {field: {"string_value": self.name}, button: _PRESSED})
            answers: dict[str, dict[str, object]] = {}
            for number, question in enumerate(quiz.questions):
                option = next(option for option in question.options if option.right == (number < self.right))
                answers[self._widgets[question.text]] = {"string_value": option.text}
            await all_ready.wait()
            states = answers | {self._widgets["Submit my answers"]: _PRESSED}
            await self._send(server, states)  # the first click of two
            await self._timed("submit to score", server, states, until='id="quiz-score"')
            self.saw = int(self._html.partition("<strong>")[2].partition("</strong>")[0])

    async def _timed(
        self, name: str, server: ClientConnection, states: dict[str, dict[str, object]], until: str = ""
    ) -> None:
        begun = time.perf_counter()
        await self._send(server, states)
        while not await self._read_run(server, until):
            pass
        self.seconds[name] = time.perf_counter() - begun

    async def _send(self, server: ClientConnection, states: dict[str, dict[str, object]]) -> None:
        message = BackMsg()
        message.rerun_script.page_name = "quiz"
        for widget, value in states.items():
            message.rerun_script.widget_states.widgets.add(id=widget, **value)
        await server.send(message.SerializeToString())

    async def _read_run(self, server: ClientConnection, until: str) -> bool:
        """Read to the end of a run of the page, or until the text is there; whether it is."""
        while True:
            message = ForwardMsg.FromString(await server.recv(decode=False))
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._take(message.delta)
            if until and until in self._html:
                return True
            if kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return not until

    def _take(self, delta: Delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "html" and "quiz-score" in element.html.body and "<strong>" in element.html.body:
            self._html = element.html.body
        elif kind in ("text_input", "button", "radio"):
            widget = getattr(element, kind)
            self._widgets[widget.label] = widget.id


_PRESSED: dict[str, object] = {"trigger_value": True}


async def _class(address: str, sessions: int, quiz: Quiz) -> list[Student]:
    all_ready = asyncio.Barrier(sessions)
    students = [Student(number) for number in range(sessions)]
    async with asyncio.TaskGroup() as group:
        for student in students:
            group.create_task(student.take_part(address, quiz, all_ready))
    return students


if __name__ == "__main__":
    sys.exit(main())
