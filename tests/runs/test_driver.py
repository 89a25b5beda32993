"""Commands that reach the driving process at odd times, and what it says in which order."""

from __future__ import annotations

import io
from collections.abc import Callable
from queue import SimpleQueue

from quiz_app.runs.driver import Driver, Message
from quiz_app.runs.job import Job
from quiz_app.runs.messages import receive


def test_a_second_stop_says_nothing_of_a_run_that_is_over() -> None:
    said = io.BytesIO()
    Driver(SimpleQueue(), said)._obey(({"do": "stop"}, ()))
    assert said.getvalue() == b""


def test_that_it_diverged_is_said_before_the_cause_is_looked_for(job: Callable[..., Job]) -> None:
    commands: SimpleQueue[Message] = SimpleQueue()
    said = io.BytesIO()
    driver = Driver(commands, said)
    begun = job("def update(w, dL_dw, learning_rate): return w * float('nan')")
    driver._obey(({"do": "start", "number": 1, "speed": None, "job": begun.header(), "until": "end"}, begun.weights))
    while driver._until is not None:
        driver._advance()
    said.seek(0)
    reports = []
    while (message := receive(said)) is not None:
        if message[0]["say"] == "progress" and message[0]["lanes"][0]["outcome"] == "diverged":
            reports.append((message[0]["status"], message[0]["lanes"][0]["message"]))
    at_once = "Diverged at step 2 with learning rate 0.1: the loss is no longer a number."
    assert reports[0] == ("running", at_once)
    status, why = reports[-1]
    assert status == "ended"
    assert why.startswith(f"{at_once} update returned NaN")
