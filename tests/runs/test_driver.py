"""Commands that reach the driving process at odd times."""

from __future__ import annotations

import io
from queue import SimpleQueue

from quiz_app.runs.driver import Driver


def test_a_second_stop_says_nothing_of_a_run_that_is_over() -> None:
    said = io.BytesIO()
    Driver(SimpleQueue(), said)._obey(({"do": "stop"}, ()))
    assert said.getvalue() == b""
