"""What is sent into the worker for a training: the text of some files, and what makes modules of them there."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.sandbox import Chunk

# What goes into the worker, in this order. These files import numpy, the standard library and each other. They have
# no dataclasses, which would look for a module of their name.
_STEPS = ("program", "engine", "modules", "values", "calling", "caller", "batches", "vitals", "in_use", "trainer")
_SENT = (*_STEPS, "looking", "probing", "calls")
FILES = tuple(f"quiz_app.training.{name}" for name in _SENT)

# Each file is a module of its own, so that a student's name (a helper called `forward_pass`, a variable called `sum`)
# cannot meet one of ours. No module is found on a disk in there: what the files import of each other is handed over.
BRIDGE = """
def training_load(program, *files):
    import builtins
    names, modules = builtins.globals(), {}
    def load(name, *more):
        return modules[name] if name in modules else builtins.__import__(name, *more)
    inside = {**builtins.vars(builtins), "__import__": load}
    for name, source in builtins.zip(files[::2], files[1::2]):
        modules[name] = builtins.type(builtins)(name)
        room = builtins.vars(modules[name])
        room["__builtins__"] = inside
        builtins.exec(builtins.compile(source, name, "exec"), room)
    calls = room["CALLS"](names, builtins.eval(program, room))
    for name in builtins.dir(calls):
        if name.startswith("training_"):
            names[name] = builtins.getattr(calls, name)
    return 0
"""


def bridge() -> Chunk:
    """What a worker is opened with, so that it can be sent files."""
    from grader.sandbox import Chunk

    return Chunk("<training loop>", BRIDGE)


def sent_files(modules: Iterable[str]) -> list[str]:
    """What `training_load` gets after the recipe: name and text of each module, the one with `CALLS` last."""
    sent: list[str] = []
    for module in modules:
        package, _, name = module.rpartition(".")
        sent += module, resources.files(package).joinpath(f"{name}.py").read_text("utf-8")
    return sent
