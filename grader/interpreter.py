"""Starting Python so that it looks for modules among what is installed, and never in the folder it is started in.

`python -m` and `python -c` put the current folder in front of Python's own library, and multiprocessing, loky and
Dask start their helpers in this way. In a folder of hand-ins a file called `struct.py` would then run with the
rights of whoever grades.
"""

# Nothing else: any other module, __future__ included, is still looked for in the current folder.
import os
import sys

PACKAGES = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_SAFE = {"PYTHONSAFEPATH": "1"}
_LIBRARY = os.path.dirname(os.__file__)


def keep_out_current_folder(trusted: str = "") -> None:
    """Look for modules elsewhere from now on, in this process and in every Python that it starts.

    Args:
        trusted: a folder that may stay where it is, such as the instructor's own.
    """
    os.environ.update(_SAFE)
    here = os.getcwd()
    kept = {PACKAGES, _LIBRARY, os.path.abspath(trusted) if trusted else ""}
    sys.path[:] = [folder for folder in sys.path if _stays(folder, here, kept)]
    if "PYTHONPATH" in os.environ:
        folders = os.environ["PYTHONPATH"].split(os.pathsep)
        os.environ["PYTHONPATH"] = os.pathsep.join(folder for folder in folders if _stays(folder, here, kept))


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours in another process; its environment is `environment()`."""
    return [sys.executable, "-P", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """This process's environment for another Python, which finds our packages wherever this one did."""
    folders = filter(os.path.isabs, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    return {**os.environ, **_SAFE, "PYTHONPATH": os.pathsep.join(dict.fromkeys((PACKAGES, *folders)))}


def _stays(folder: str, here: str, kept: set[str]) -> bool:
    """A relative name means the current folder, or one below it."""
    return os.path.isabs(folder) and (folder in kept or os.path.normpath(folder) != here)
