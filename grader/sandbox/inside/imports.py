"""What a submission may import: what is imported here, before the process is locked in."""

import contextlib
import importlib
import site
import sys
import warnings
from collections.abc import Callable, Sequence
from importlib.machinery import BuiltinImporter, FrozenImporter, ModuleSpec
from types import ModuleType
from typing import Any

import numpy as np

_MODULES = """
    __future__ abc array ast base64 bisect cmath codecs collections collections.abc contextlib contextvars
    copy csv ctypes dataclasses datetime decimal difflib dis enum errno fractions functools gc getpass glob
    graphlib hashlib heapq inspect io itertools json keyword linecache locale logging math numbers operator os
    os.path pathlib pickle platform pprint queue random re reprlib secrets signal stat statistics string
    struct sys tempfile textwrap threading time timeit tokenize traceback types typing unicodedata unittest
    uuid warnings weakref zlib _strptime encodings.ascii encodings.latin_1 encodings.utf_8 encodings.utf_16
    encodings.idna encodings.raw_unicode_escape encodings.unicode_escape

    numpy numpy.char numpy.ctypeslib numpy.dtypes numpy.exceptions numpy.fft numpy.lib numpy.linalg
    numpy.lib.array_utils numpy.lib.format numpy.lib.mixins numpy.lib.npyio numpy.lib.scimath
    numpy.lib.stride_tricks numpy.ma numpy.matrixlib numpy.polynomial numpy.random numpy.rec numpy.strings
    numpy.testing numpy.typing numpy.version typing_extensions
"""

# What the course's own notebooks call between the steps. Here it does nothing: a submission is judged from outside.
_COURSE = {"grader": ("check", "hint"), "quiz_app": (), "quiz_app.training": ("train_here", "load_digits")}


class _Idle:
    """Does nothing, whatever is asked of it."""

    def __call__(self, *args: Any, **kwargs: Any) -> "_Idle":
        return self

    def __getattr__(self, name: str) -> "_Idle":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __repr__(self) -> str:
        return "nothing"


class _Elsewhere:
    """What `functions_of` gives here: functions of another file, which is not there."""

    def __init__(self, assignment: str) -> None:
        self._assignment = assignment

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*args: Any, **kwargs: Any) -> None:
            raise RuntimeError(
                f"{name} is a function of {self._assignment}, in another file, and this file is judged alone: "
                "write what you need of it into this one"
            )

        return call


class Refusal:
    """The last finder: names what is not there instead of searching folders that cannot be opened."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        raise ModuleNotFoundError(f"No module named {name!r} in the grader", name=name)


def import_everything() -> None:
    """Import what submissions may use, and warm up what numpy sets up on first use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some of these are deprecated, and say so
        for name in _MODULES.split():
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
    # `from numpy import *` asks for all of numpy's names, these two slow and useless here among them.
    for name in ("f2py", "core"):
        module = sys.modules.setdefault(f"numpy.{name}", ModuleType(f"numpy.{name}"))
        setattr(np, name, module)
    for name, tools in _COURSE.items():
        module = sys.modules[name] = ModuleType(name)
        vars(module).update(dict.fromkeys(tools, _Idle()), __path__=[])
    sys.modules["grader"].functions_of = _Elsewhere  # type: ignore[attr-defined]
    square = np.eye(65)
    np.linalg.svd(square @ square)  # BLAS allocates its buffers now, not out of the submission's memory
    np.einsum("ij,jk->ik", square, square, optimize=True)
    repr(np.linspace(0.0, 1.0, 3))
    # Python says so at the line that drops the coroutine, and that is one of ours.
    warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)


def close_the_door() -> None:
    """From here on only what is imported already, or built into the interpreter, can be imported."""
    sys.path.clear()
    sys.path_hooks.clear()
    sys.path_importer_cache.clear()
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter, Refusal()]
    sys.argv[:] = ["submission"]
    for name in [name for name in sys.modules if name == "inside" or name.startswith("inside.")]:
        del sys.modules[name]
    sys.modules["__main__"] = ModuleType("__main__")
    site.setquit()
    site.sethelper()
