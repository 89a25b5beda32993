"""The server is killed while students submit: what was acknowledged is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from submissions import ROOT

from quiz_app.quiz.attempts import AttemptStore
from quiz_app.quiz.database import open_sqlite

# Many students at once; a line for each attempt after `submit` has returned, as the page shows a score then.
SERVER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from quiz_app.quiz.attempts import AttemptStore
from quiz_app.quiz.database import open_sqlite

store = AttemptStore(open_sqlite(Path(sys.argv[1])))

def student(name):
    for _ in range(100):
        key = store.open("backprop", f"student {name}", "", 1000).key
        store.submit(key, [1, 2, 3], [True, False, True])
        sys.stdout.write(key + "\\n")
        sys.stdout.flush()

with ThreadPoolExecutor(10) as students:
    list(students.map(student, range(10)))
"""


def test_no_acknowledged_attempt_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "attempts.db"
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(file)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    acknowledged = [server.stdout.readline().strip() for _ in range(60)]
    server.kill()
    acknowledged += [line.strip() for line in server.stdout if line.endswith("\n")]
    server.stdout.close()
    assert server.wait(30) < 0, "it had come to its end before it was killed"
    store = AttemptStore(open_sqlite(file))
    stored = {attempt.key: attempt for attempt in store.submitted()}
    store.close()
    assert set(acknowledged) <= set(stored)
    assert {(attempt.answers, attempt.marks) for attempt in stored.values()} == {((1, 2, 3), (True, False, True))}
