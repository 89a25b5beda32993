"""The trial corpus: every file in fixtures/hostile attacks, ends in a plain answer, and harms nothing.

Each says in a comment how its first call may end. The attacks are not for running anywhere else.
"""

import contextlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from conftest import confined_processes, left_behind

from grader.sandbox import Answer, Chunk, Limits, Sandbox, Worker

CORPUS = Path(__file__).parents[1] / "fixtures" / "hostile"
LIMITS = Limits(call_seconds=0.4, load_seconds=0.4, total_seconds=20.0, memory_mib=64, reply_mib=8)
PATIENT = Limits(call_seconds=10.0, load_seconds=10.0, total_seconds=None, memory_mib=64, reply_mib=8)
# What a busy machine may need for calls that are meant to finish; the others are cut off at LIMITS.
NOBODY = 65534


@dataclass
class Surroundings:
    """What an attack would like to reach."""

    folder: Path
    tcp: socket.socket
    udp: socket.socket
    unix: socket.socket
    victim: subprocess.Popen[bytes]

    def names(self) -> Chunk:
        """Definitions that tell an attack where its targets are."""
        lines = {
            "FOLDER": str(self.folder),
            "TCP_PORT": self.tcp.getsockname()[1],
            "UDP_PORT": self.udp.getsockname()[1],
            "VICTIM": self.victim.pid,
        }
        return Chunk("surroundings", "\n".join(f"{name} = {value!r}" for name, value in lines.items()))

    def harm(self) -> list[str]:
        """What has been done to them; empty is good."""
        harm = []
        if sorted(path.name for path in self.folder.iterdir()) != ["socket", "solution.txt"]:
            harm.append("files were made or removed")
        elif (self.folder / "solution.txt").read_text() != "the solution":
            harm.append("a file was changed")
        elif (self.folder / "solution.txt").stat().st_mode & 0o777 != 0o666:
            harm.append("a mode was changed")
        for name, listener in (("TCP", self.tcp), ("unix", self.unix)):
            with contextlib.suppress(BlockingIOError):
                listener.accept()[0].close()
                harm.append(f"a {name} connection was made")
        with contextlib.suppress(BlockingIOError):
            self.udp.recv(100)
            harm.append("a datagram was sent")
        if self.victim.poll() is not None:
            harm.append("a process was killed")
        return harm


@pytest.fixture(scope="module")
def surroundings() -> Iterator[Surroundings]:
    with made_surroundings() as made:
        yield made


@contextlib.contextmanager
def made_surroundings() -> Iterator[Surroundings]:
    with tempfile.TemporaryDirectory(prefix="canary-") as name:
        folder = Path(name)
        folder.chmod(0o777)  # so that the walls say no, not the permissions
        (folder / "solution.txt").write_text("the solution")
        (folder / "solution.txt").chmod(0o666)
        with listeners(folder) as (tcp, udp, unix), victim_process() as victim:
            yield Surroundings(folder, tcp, udp, unix, victim)


@contextlib.contextmanager
def listeners(folder: Path) -> Iterator[tuple[socket.socket, socket.socket, socket.socket]]:
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp, socket.socket(socket.AF_UNIX) as unix:
        for listener in (tcp, udp):
            listener.bind(("127.0.0.1", 0))
        unix.bind(str(folder / "socket"))
        (folder / "socket").chmod(0o777)
        for listener in (tcp, unix):
            listener.listen()
        for listener in (tcp, udp, unix):
            listener.setblocking(False)
        yield tcp, udp, unix


@contextlib.contextmanager
def victim_process() -> Iterator[subprocess.Popen[bytes]]:
    # Of the same user as the children of the zygote, so that nothing but the walls protects it.
    code = f"import os, time; os.geteuid() or os.setuid({NOBODY}); print(flush=True); time.sleep(3600)"
    with subprocess.Popen([sys.executable, "-I", "-S", "-c", code], stdout=subprocess.PIPE) as victim:
        assert victim.stdout is not None
        victim.stdout.readline()
        try:
            yield victim
        finally:
            victim.kill()


def attacks() -> list[Path]:
    return sorted(CORPUS.glob("*.py"))


def expected(source: str) -> set[str]:
    (line,) = re.findall(r"^# ends in: (.*)$", source, re.MULTILINE)
    return set(line.split(", "))


def attack(worker: Worker, seconds: float) -> Answer:
    y_pred, y_target = np.full((3, 4), 0.25), np.eye(3, 4)
    return worker.call("dL_dz3", y_pred, y_target, seconds=seconds)


@pytest.mark.parametrize("path", attacks(), ids=lambda path: path.stem)
def test_a_hostile_submission_ends_in_an_answer_and_harms_nothing(path, sandbox, surroundings):
    source = path.read_text()
    ends = expected(source)
    waiting = "timeout" in ends
    assert sandbox.level == "full"
    before = confined_processes()
    started = time.monotonic()
    chunks = [surroundings.names(), Chunk(path.name, source), Chunk("more", "def honest(x): return 2 * x")]
    with sandbox.open(chunks, LIMITS if waiting or "load" in path.stem else PATIENT) as worker:
        answer = attack(worker, 0.4 if waiting else 10.0)
        assert answer.outcome in ends, answer
        assert time.monotonic() - started < 15
        check_plain(answer)
        for _ in range(2):
            # Whatever was left behind does not pass for the answer to another question.
            later = worker.call("honest", 21.0, seconds=10.0)
            if later.outcome == "returned" and later.arrays:
                assert later.arrays[0] == 42.0 or "monkeypatched" in path.stem or "rewrites" in path.stem
            check_plain(later)
    assert not left_behind(before), "a process was left behind"
    assert surroundings.harm() == []


def test_an_honest_submission_after_all_that_notices_nothing(sandbox):
    source = "import numpy as np\ndef f(): return [np.allclose(0, 1), len([1, 2]), np.array([3]).sum()]"
    with sandbox.open([Chunk("a", source)]) as worker:
        assert worker.call("f").arrays[0].tolist() == [0, 2, 3]


def check_plain(answer: Answer) -> None:
    """Nothing in an answer is anything but numbers and text that can be shown."""
    for array in answer.arrays:
        assert type(array) is np.ndarray
        assert array.dtype.kind in "biuf"
        assert array.nbytes <= LIMITS.reply_mib << 20
    texts = [answer.returned, answer.error, answer.message, answer.label, answer.code_line, answer.output]
    if answer.failing is not None:
        texts += [answer.failing.function, *(each.name + each.type + each.detail for each in answer.failing.names)]
        assert len(answer.failing.names) <= 24
        assert len(answer.failing.expression) <= 400
    for text in texts:
        assert type(text) is str
        assert len(text) <= LIMITS.output_bytes
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_the_corpus_is_not_empty():
    assert len(attacks()) > 90


WORKING = ["writes_files", "raw_open", "changes_files", "looks_around", "memory_file", "reads_solutions"]


@pytest.mark.parametrize("name", [*WORKING, "tcp_connection", "udp_datagram", "unix_socket", "reads_proc"])
def test_the_attack_works_where_there_are_no_walls(name, open_sandbox):
    """Otherwise the test above would prove nothing."""
    with made_surroundings() as surroundings:
        source = (CORPUS / f"{name}.py").read_text()
        with open_sandbox.open([surroundings.names(), Chunk(f"{name}.py", source)], PATIENT) as worker:
            assert attack(worker, 10.0).outcome == "returned"
        changes = name in ("writes_files", "raw_open", "changes_files") or "connection" in name
        if changes or name in ("udp_datagram", "unix_socket"):
            assert surroundings.harm() != []


@pytest.fixture(scope="module")
def open_sandbox() -> Iterator[Sandbox]:
    with Sandbox(without={"seccomp", "landlock", "limits"}) as sandbox:
        yield sandbox


KILL = """
import os
def dL_dz3(y_pred, y_target):
    os.kill(VICTIM, 9)
    return 1.0
"""


def test_a_signal_reaches_the_victim_where_there_are_no_walls(open_sandbox):
    with made_surroundings() as surroundings:
        with open_sandbox.open([surroundings.names(), Chunk("kill.py", KILL)], PATIENT) as worker:
            assert attack(worker, 10.0).outcome == "returned"
        assert surroundings.victim.wait(10) == -signal.SIGKILL
        assert surroundings.harm() == ["a process was killed"]


def test_a_forged_reply_forges_only_the_answer_to_its_own_call(sandbox):
    source = (CORPUS / "forged_reply.py").read_text()
    with sandbox.open([Chunk("a", source), Chunk("b", "def honest(x): return 2 * x")]) as worker:
        answer = attack(worker, 5.0)
        # When the real reply comes as early, there are two, which is none.
        assert answer.outcome == "crashed" or answer.arrays[0].tolist() == [1.0, 2.0]
        # When it comes late, it costs at most the next call.
        assert worker.call("honest", 21.0).outcome in ("crashed", "returned")
        assert worker.call("honest", 21.0).arrays[0] == 42.0
