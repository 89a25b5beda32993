"""What the exit status of a confined process means."""

import signal

from .answer import CallOutcome, Limits

_OUT_OF_MEMORY = 77  # inside/serving.py


def describe_ending(what: str, status: int, limits: Limits) -> tuple[CallOutcome, str]:
    """Outcome and message for a process that ended by itself; `status` as in subprocess.Popen.returncode."""
    if status == _OUT_OF_MEMORY:
        return "out of memory", f"{what} needed more than {limits.memory_mib} MiB of memory."
    if status >= 0:
        return "crashed", f"{what} ended the Python process with exit status {status}."
    name = _signal_name(-status)
    if name == "SIGXCPU":
        return "timeout", f"{what} used up the processor time allowed in total."
    if name == "SIGKILL":
        return "crashed", f"{what} cut the connection to the grader, or the system killed it."
    return "crashed", f"{what} crashed the Python process with signal {name}."


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
