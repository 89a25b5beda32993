"""Reading a file: whatever it holds, the result is a Submission, and nothing of the file is executed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.reading.submission import Submission, find_submissions, read_submission


def read(folder: Path, content: str | bytes, name: str = "backprop.py", **options: float) -> Submission:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_submission(path, **options)


def notebook(*cells: str, **more: object) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells], "nbformat": 4, **more})


PROBLEMS = {
    "empty.py": (b"", "The file is empty. Save your work and try again."),
    "blank.ipynb": (b" \n\t\n", "The file is empty. Save your work and try again."),
    "zeros.py": (b"x = \0\x001", "The file holds zero bytes, so it is no Python text. Save it as UTF-8."),
    "picture.py": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "The file is a picture, and nothing in it can be run."),
    "syntax.py": (b"def f(:\n    pass\n", "The file is not Python: invalid syntax (syntax.py, line 1)."),
    "essay.py": (b"Dear grader,\nI did not finish.\n", "The file is not Python: invalid syntax (essay.py, line 1)."),
    "nested.py": (b"x = " + b"(" * 5000 + b")" * 5000, "The file is not Python"),
    "archive.ipynb": (b"PK\x03\x04\x14\0\0\0", "The file is a ZIP archive or a document of an office program, and"),
    "page.ipynb": (b"\n<!DOCTYPE html>\n<html>", "The file is a web page, and nothing in it can be run."),
    "paper.py": (b"%PDF-1.7\n", "The file is a PDF, and nothing in it can be run."),
    "essay.ipynb": (b"Dear grader,\nI did not finish.\n", "The notebook is not valid JSON ("),
    "not_json.ipynb": (b"import numpy as np\n", "The notebook is not valid JSON (Expecting value: line 1 column 1"),
    "cut_off.ipynb": (notebook("x = 1").encode()[:40], "The notebook is not valid JSON ("),
    "deep.ipynb": (b"[" * 200_000, "The notebook is not valid JSON ("),
    "list.ipynb": (b"[1, 2]", "The file is no notebook. Is it the right file?"),
    "number.ipynb": (b"3", "The file is no notebook."),
    "other_json.ipynb": (b'{"cells": 3, "worksheets": [4]}', "The notebook has no code cells."),
    "odd_cells.ipynb": (b'{"cells": [3, null, {"cell_type": "markdown"}]}', "The notebook has no code cells."),
    "no_cells.ipynb": (notebook().encode(), "The notebook has no code cells."),
    "numbers.py": (
        b"x = [" + b"1, " * 100_000 + b"]",
        "The file holds 300,006 characters of code, and no more than 250,000 are",
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_cannot_be_graded_has_a_message_of_its_own(tmp_path: Path, name: str) -> None:
    content, wanted = PROBLEMS[name]
    submission = read(tmp_path, content, name)
    assert submission.problem is not None
    assert submission.problem.startswith(wanted)
    assert submission.problem.endswith((".", "?"))
    assert len(submission.problem) < 300


def test_of_a_notebook_with_far_too_much_code_the_beginning_is_read(tmp_path: Path) -> None:
    long = read(tmp_path, notebook(*["x = 1\n" * 25_000] * 2), "long.ipynb")
    assert [chunk.label for chunk in long.chunks] == ["code cell 1"]
    assert long.warnings == ("Cell 2 was left out: more than 250,000 characters of code are not read.",)
    many = read(tmp_path, notebook(*["x"] * 3001), "many.ipynb")
    assert many.warnings == ("There are more than 3,000 cells; those after that were left out.",)
    assert len(many.chunks) == 3000


TOO_LONG = {
    "a list of numbers": "data = [\n" + "    0.1234, 0.2345,\n" * 20_000 + "]\n",
    "one line": "data = [" + "0, " * 100_000 + "]\n",
    "a comment": "# " + "-" * 300_000 + "\n",
    "a picture as text": 'picture = """' + ("A" * 76 + "\n") * 5_000 + '"""\n',
}


@pytest.mark.parametrize("what", TOO_LONG)
@pytest.mark.parametrize("is_first", [True, False])
def test_what_is_too_long_costs_no_function_of_a_python_file(tmp_path: Path, what: str, is_first: bool) -> None:
    function = "import math\n\n\ndef f(x):\n    return x\n"
    submission = read(tmp_path, TOO_LONG[what] + function if is_first else function + TOO_LONG[what])
    assert submission.problem is None
    assert submission.definitions["f"][0].line == (TOO_LONG[what].count("\n") if is_first else 0) + 4
    start = 1 if is_first else 6
    assert submission.warnings == (
        f"What begins in line {start} was left out: more than 250,000 characters of code are not read.",
    )


def test_what_is_too_long_costs_no_function_of_its_cell(tmp_path: Path) -> None:
    data = TOO_LONG["a list of numbers"]
    submission = read(
        tmp_path, notebook(f"{data}\n\ndef f(x):\n    return x\n", "def g(x):\n    return x\n"), "n.ipynb"
    )
    assert {"f", "g"} <= submission.definitions.keys()
    assert submission.warnings == (
        "Cell 1: What begins in line 1 was left out: more than 250,000 characters of code are not read.",
    )


def test_of_a_python_file_with_far_too_many_statements_the_beginning_is_read(tmp_path: Path) -> None:
    submission = read(tmp_path, "def f(x):\n    return x\n\n" + "x = 1\n" * 50_000)
    assert "f" in submission.definitions
    assert submission.warnings == (
        "What stands from line 41666 on was left out: more than 250,000 characters of code are not read.",
    )


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    assert read(tmp_path, "x = 1\n" * 10, max_bytes=60).problem is None
    problem = read(tmp_path, "x = 1\n" * 10 + "#", max_bytes=60).problem
    assert problem is not None
    assert problem.startswith("The file is larger than")


@pytest.mark.parametrize(
    ("content", "warning"),
    [
        ("# Größe\nx = 1\n".encode("latin-1"), "The file is not UTF-8; it was read as Latin-1."),
        (b"# coding: nonsense\nx = 1\n", "The file names an encoding that is not read here; it was read as UTF-8."),
        (b"# coding: undefined\nx = 1\n", "The file names an encoding that is not read here; it was read as UTF-8."),
        # Takes the square of the time: for hours, if it were read so.
        (b"# coding: punycode\nx = 1\n" + 200_000 * b"#", "The file names an encoding that is not read here;"),
        (b"# coding: rot13\nx = 1 # \xe9\n", "The file is not UTF-8; it was read as Latin-1."),
        ("x = 1\n".encode("utf-16"), "The file is UTF-16; it was read as that."),
        ("x = 1\n".encode("utf-16-le") * 9, "The file is UTF-16; it was read as that."),
        ("# Größe\nx = 1\n".encode("utf-16-be"), "The file is UTF-16; it was read as that."),
        ("x = 1\n".encode("utf-32"), "The file is UTF-32; it was read as that."),
        (b"x = 1\n" + b"\0" * 4096, "The file ends with zero bytes, as after a crash while it was saved;"),
        ("# coding: cp1252\n# Größe\nx = 1\n".encode("cp1252"), None),
        ("# Größe\nx = 1\n".encode("utf-8-sig"), None),
    ],
)
def test_other_encodings_are_read_and_said(tmp_path: Path, content: bytes, warning: str | None) -> None:
    submission = read(tmp_path, content)
    assert submission.problem is None
    assert "x" in submission.definitions
    assert [text.startswith(warning or "") for text in submission.warnings] == [True] * (warning is not None)


MAGICS = {
    "%matplotlib inline": "pass",
    "    %timeit f(2)": "    pass",
    "!pip install numpy": "pass",
    "files = !ls": "pass",
    "here = %pwd": "pass",
    "?np.sum": "pass",
    "np.sum?": "pass",
    "np.sum??": "pass",
    "# is this right?": "# is this right?",
    "y = x.T  # or x?": "y = x.T  # or x?",
    "%time late = f(2)": "late = f(2)",
    "!pip install \\\n    numpy": "pass\n",
    "rest = (7\n% 3)": "rest = (7\n% 3)",
    "print('What?')": "print('What?')",
    'text = "why?"': 'text = "why?"',
}


@pytest.mark.parametrize("line", MAGICS)
def test_only_the_line_of_a_magic_is_replaced(tmp_path: Path, line: str) -> None:
    head = "if x:\n" if line[0] == " " else ""
    submission = read(tmp_path, notebook(f"{head}{line}\nkept = 1\n%load_ext autoreload\n"), "n.ipynb")
    assert submission.chunks[0].source == f"{head}{MAGICS[line]}\nkept = 1\npass\n"


@pytest.mark.parametrize(
    "cell",
    [
        "  import math\n  def f(x):\n      return x\n",
        ">>> import math\n>>> def f(x):\n...     return x\n...\n",
        "In [1]: import math\nIn [2]: def f(x):\n   ...:     return x\n   ...:\n",
    ],
    ids=["indented", "with prompts", "with IPython's"],
)
def test_a_cell_that_runs_in_jupyter_is_read(tmp_path: Path, cell: str) -> None:
    submission = read(tmp_path, notebook(cell), "n.ipynb")
    assert "f" in submission.definitions
    assert submission.chunks[0].source.count("\n") == cell.count("\n")


def test_python_that_only_looks_like_a_magic_is_left_alone(tmp_path: Path) -> None:
    text = 'text = """\n%d of them\n!important\nwhy?\n"""\nrest = (7\n% 3)\n'
    assert read(tmp_path, text).chunks[0].source == text


@pytest.mark.parametrize(
    ("magic", "kept"), [("%%time", True), ("%%capture out", True), ("%%bash", False), ("%%html", False)]
)
def test_a_cell_magic_says_whether_the_cell_is_python(tmp_path: Path, magic: str, kept: bool) -> None:
    submission = read(tmp_path, notebook("first = 1", f"{magic}\nx = 1\n"), "n.ipynb")
    assert ("x" in submission.definitions) is kept


def test_line_numbers_of_a_timed_cell_are_those_of_the_cell(tmp_path: Path) -> None:
    submission = read(tmp_path, notebook("%%time\n\nx = 1\n"), "n.ipynb")
    assert str(submission.definitions["x"][0]) == "code cell 1, line 3"


def test_code_cells_are_counted_and_others_are_not(tmp_path: Path) -> None:
    cells = [{"cell_type": "markdown", "source": "x"}, {"cell_type": "code", "source": ["a = 1\n", "b = 2"]}]
    submission = read(tmp_path, json.dumps({"cells": cells}), "n.ipynb")
    assert [(chunk.label, chunk.source) for chunk in submission.chunks] == [("code cell 1", "a = 1\nb = 2")]


def test_a_broken_python_file_with_marks_falls_into_parts_with_the_files_line_numbers(tmp_path: Path) -> None:
    submission = read(tmp_path, "# %%\na = 1\n# %%\ndef broken(:\n# %%\nb = 2\n")
    assert submission.problem is None
    assert str(submission.definitions["b"][0]) == "backprop.py, line 6"
    assert list(submission.definitions) == ["a", "b"]


def test_definitions_are_found_in_order_whatever_binds_them(tmp_path: Path) -> None:
    text = "@a\n@b\ndef f(): pass\nclass f: pass\nf = g = 1\n(f, [h]) = 1, [2]\nk: int = 3\n"
    text += "m: int\nf.calls = 0\nd[f] = 1\n"  # these bind no name
    definitions = read(tmp_path, text).definitions
    assert [origin.line for origin in definitions["f"]] == [1, 4, 5, 6]
    assert set(definitions) == {"f", "g", "h", "k"}


def test_nothing_is_executed(tmp_path: Path) -> None:
    assert read(tmp_path, "raise SystemExit\n").problem is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from(["a.py", "a.ipynb"]))
def test_any_bytes_end_in_a_submission(tmp_path: Path, content: bytes, name: str) -> None:
    submission = read(tmp_path, content, name)
    assert submission.problem or submission.chunks or not content.strip() or name == "a.py"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["cells", "cell_type", "source", "worksheets", "input"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_any_json_ends_in_a_submission(tmp_path: Path, content: object) -> None:
    assert isinstance(read(tmp_path, json.dumps(content), "a.ipynb"), Submission)


def test_what_a_file_holds_counts_and_not_its_name(tmp_path: Path) -> None:
    script = read(tmp_path, "import numpy as np\n\n\ndef dL_dz3(p, y):\n    return p - y\n", "a.ipynb")
    assert list(script.definitions) == ["dL_dz3"]
    assert script.warnings == (
        "The file is Python text and no notebook; it was read as Python. Its name should end in .py.",
    )
    named_py = read(tmp_path, notebook("import numpy as np", "def dL_dz3(p, y):\n    return p - y"), "a.py")
    assert named_py.definitions["dL_dz3"][0].label == "code cell 2"
    assert named_py.warnings == ("The file is a notebook; it was read as one. Its name should end in .ipynb.",)
    assert read(tmp_path, '{"cells": 3}\nx = 1\n', "b.py").warnings == ()
    assert read(tmp_path, notebook("x = 1"), "c.IPYNB").warnings == ()


def test_files_that_work_was_wrapped_in_are_named(tmp_path: Path) -> None:
    for name in ["a.zip", "b/C.DOCX", "b/x.py", "b/Y.PY", ".hidden/z.zip", "points.csv"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = 1")
    found = find_submissions(tmp_path)
    assert found.passed_over == (tmp_path / "a.zip", tmp_path / "b" / "C.DOCX")
    assert found.files == (tmp_path / "b" / "Y.PY", tmp_path / "b" / "x.py")
    assert find_submissions(tmp_path / "a.zip").passed_over == ()


def test_a_folder_gives_its_files_sorted_without_what_is_hidden(tmp_path: Path) -> None:
    for name in [
        "b/x.py",
        "a/y.ipynb",
        "a/.ipynb_checkpoints/y.ipynb",
        "__pycache__/z.py",
        "notes.txt",
        ".hidden.py",
    ]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = 1")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "dangling.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / "link.py").symlink_to(tmp_path / "b" / "x.py")
    assert find_submissions(tmp_path).files == (tmp_path / "a" / "y.ipynb", tmp_path / "b" / "x.py")


def test_what_is_not_there_is_told_from_what_is_empty(tmp_path: Path) -> None:
    (tmp_path / "folder.py").mkdir()
    assert find_submissions(tmp_path / "folder.py").files == ()
    with pytest.raises(FileNotFoundError, match="no such file or folder; check the spelling"):
        find_submissions(tmp_path / "nowhere")


def test_parts_of_a_file_take_no_more_memory_than_the_file(tmp_path: Path) -> None:
    """Each part must not bring the empty lines of all that stand before it."""
    parts = "".join(f"# %%\n\n\ndef f{number}(): pass\n" for number in range(2000))
    submission = read(tmp_path, f"{parts}# %%\ndef (\n")
    assert sum(len(chunk.source) for chunk in submission.chunks) <= len(parts) + 20
    assert str(submission.definitions["f1999"][0]) == "backprop.py, line 8000"


FUNCTIONS = [f"def f{number}(x):\n    return x + {number}\n" for number in range(6)]
BROKEN = {
    "an open bracket": "def f3(x):\n    return (x\n",
    "an open triple quote": 'def f3(x):\n    """What it does\n    return x\n',
    "tabs and spaces": "def f3(x):\n    y = x\n\treturn y\n",
    "a conflict of git": "def f3(x):\n<<<<<<< HEAD\n    return x\n=======\n    return 2 * x\n>>>>>>> other\n",
    "an error in a function inside": "def f3(x):\n    def g(y:\n        return y\n    return g(x)\n",
    "an indented definition": "  def f3(x):\n      return x\n",
    "print without brackets": 'def f3(x):\n    print "x"\n    return x\n',
    "a constant below it": "def f3(x):\n    return (x\nkept = [\n1,\n2]\n",
    "a text with a definition in it": 'kept = """\ndef f9(x): 3\n# %%\n"""\ndef f3(x):\n    return (x\n',
    "jupytext's marks": "# +\ndef f3(x):\n    return (x\n# -\n",
    "curly quotes": "def f3(x):\n    return \u201cx\u201d\n",
}


def test_what_stands_between_the_functions_costs_none_of_them(tmp_path: Path) -> None:
    functions = [f'def f{n}(x):\n    """{"What it does. " * 40}"""\n    return x\n' for n in range(20)]
    text = "".join(f"```python\n{function}```\nSome words in between.\n" for function in functions)
    assert set(read(tmp_path, text).definitions) == {f"f{n}" for n in range(20)}


@pytest.mark.parametrize("suffix", ["py", "ipynb"])
@pytest.mark.parametrize("what", BROKEN)
def test_a_syntax_error_costs_the_function_that_it_is_in(tmp_path: Path, what: str, suffix: str) -> None:
    text = "\n\n".join([*FUNCTIONS[:3], BROKEN[what], *FUNCTIONS[4:]])
    submission = read(tmp_path, text if suffix == "py" else notebook(text), f"work.{suffix}")
    wanted = {"f0", "f1", "f2", "f4", "f5"} | ({"kept"} if "kept" in text else set())
    assert set(submission.definitions) == wanted
    whole, *broken = submission.chunks
    assert broken
    assert all(f"{whole.label} (line" in chunk.label for chunk in broken)
    origin = submission.definitions["f5"][0]
    assert text.split("\n")[origin.line - 1] == "def f5(x):"


def damaged(text: str) -> dict[str, str | bytes]:
    end = '\n ],\n "nbformat"'
    return {
        "leftovers behind it": text + '"\n ]\n}\n',
        "a comma behind it": text + ",",
        "a comma in it": text.replace(end, "," + end),
        "a comma missing": text.replace("},\n  {", "}\n  {", 1),
        "a line break in a text": text.replace("\\n", "\n", 1),
        "zeros behind it": text.encode() + bytes(1000),
        "two marks at its beginning": b"\xef\xbb\xbf\xef\xbb\xbf" + text.encode(),
        "as UTF-16": text.encode("utf-16"),
        "another notebook behind it": text + notebook("g = 1"),
        "zeros within it": text.replace('"cells"', '\0"cells"').encode(),
        "a comment in front of it": "// my work, {final}\n" + text,
        "as Python prints it": str(json.loads(text)) if text else "",
        "a cell without its kind": text.replace('"cell_type": "code",', "", 1),
    }


@pytest.mark.parametrize("what", damaged(""))
def test_a_damaged_notebook_is_read_and_said_to_be_damaged(tmp_path: Path, what: str) -> None:
    text = json.dumps(json.loads(notebook(*FUNCTIONS)), indent=1)
    content = damaged(text)[what]
    assert content != text
    submission = read(tmp_path, content, "n.ipynb")
    assert submission.problem is None
    assert list(submission.definitions) == [f"f{number}" for number in range(6)]
    harmless = what in ("a line break in a text", "two marks at its beginning", "a cell without its kind")
    assert len(submission.warnings) == (not harmless)


def test_zero_bytes_within_a_python_file_are_left_out(tmp_path: Path) -> None:
    submission = read(tmp_path, b"def f(x):\n    return\0 x\n\0\0\ndef g(x):\n    return 1\n", "f.py")
    assert list(submission.definitions) == ["f", "g"]
    assert submission.warnings == ("The file holds zero bytes among its text; they were left out.",)


def test_of_a_notebook_that_breaks_off_the_complete_cells_are_read(tmp_path: Path) -> None:
    text = json.dumps(json.loads(notebook(*FUNCTIONS)), indent=1)
    cut = read(tmp_path, text[: text.index("def f4")], "n.ipynb")
    assert list(cut.definitions) == ["f0", "f1", "f2", "f3"]
    assert cut.warnings == (
        "The notebook's file breaks off before its end. 4 of its cells are complete, and were read.",
    )
    broken = read(tmp_path, text.replace('"def f2', "def f2"), "n.ipynb")
    assert list(broken.definitions) == ["f0", "f1", "f3", "f4", "f5"]
    assert broken.warnings[0].startswith("The notebook's file is broken in the middle. 5 of its cells")


@pytest.mark.parametrize("where", ["widgets", "outputs", "attachments", "pasted"])
def test_size_counts_what_is_graded(tmp_path: Path, where: str) -> None:
    filler = "iVBORw0K" * 300_000
    content = json.loads(notebook(*FUNCTIONS))
    if where == "widgets":
        content["metadata"] = {"widgets": {"state": filler}}
    elif where == "pasted":
        picture = f"![a](data:image/png;base64,{filler})"
        content["cells"].append({"cell_type": "markdown", "source": picture})
    else:
        content["cells"][0][where] = [{"data": {"text/html": filler}}]
    submission = read(tmp_path, json.dumps(content), "n.ipynb", max_bytes=2**20)
    assert submission.problem is None
    assert list(submission.definitions) == [f"f{number}" for number in range(6)]


def test_files_by_other_names_are_found_in_a_folder(tmp_path: Path) -> None:
    for name in ("a.ipynb.json", "b.ipynb.txt", "c", "d.ipynb (1)"):
        (tmp_path / name).write_text(notebook(*FUNCTIONS))
    (tmp_path / "e.py.txt").write_text(FUNCTIONS[0])
    (tmp_path / "README.md").write_text(f"Write this:\n```\n{FUNCTIONS[0]}```\n")
    (tmp_path / "data.json").write_text('{"a": 1}')
    names = [path.name for path in find_submissions(tmp_path).files]
    assert names == ["a.ipynb.json", "b.ipynb.txt", "c", "d.ipynb (1)", "e.py.txt"]


WHOLE = {"cells": [{"cell_type": "code", "source": "def f(x):\n    return x\n"}], "nbformat": 4}
PACKED = {
    "in a string": json.dumps(json.dumps(WHOLE)),
    "in a string in a string": json.dumps(json.dumps(json.dumps(WHOLE, indent=1))),
    "in an object": json.dumps({"name": "backprop.ipynb", "type": "notebook", "content": WHOLE}),
    "in a string in an object": json.dumps({"format": "text", "content": json.dumps(WHOLE)}),
}


@pytest.mark.parametrize("name", ["backprop.ipynb", "backprop.json", "backprop.txt"])
@pytest.mark.parametrize("text", PACKED.values(), ids=PACKED)
def test_a_notebook_that_is_packed_into_other_json_is_read(tmp_path: Path, text: str, name: str) -> None:
    submission = read(tmp_path, text, name)
    assert submission.problem is None
    assert list(submission.definitions) == ["f"]
    assert "packed into other JSON" in submission.warnings[-1]


THREE = "    def f(x):\n        return x\n\n    def g(x):\n        return (x\n\n    def h(x):\n        return x\n"
AROUND = {
    "if": "if True:\n" + THREE,
    "else": "if False:\n    pass\nelse:\n" + THREE,
    "try": "try:\n" + THREE + "except ValueError as error:\n    print(error)\n",
    "finally": "import math\ntry:\n    pass\nfinally:\n" + THREE + "a = 1\n",
    "with": "with open(__file__) as file:  # for nothing\n" + THREE,
    "two of them": "if True:\n    try:\n"
    + THREE.replace("    ", "        ", 1).replace("\n    ", "\n        ")
    + "    except OSError:\n        pass\n",
    "for": "for _ in range(1):\n" + THREE,
}


@pytest.mark.parametrize("text", AROUND.values(), ids=AROUND)
def test_a_broken_function_in_a_block_around_all_costs_no_other(tmp_path: Path, text: str) -> None:
    submission = read(tmp_path, text)
    assert submission.problem is None
    whole, broken = submission.chunks
    compile(whole.source, "whole", "exec")
    assert [name in whole.source for name in ("f(x)", "g(x)", "h(x)")] == [True, False, True]
    assert broken.source == "def g(x):\n    return (x"
    assert text.split("\n")[broken.lines_before].strip() == "def g(x):"


def test_a_block_whose_head_is_broken_is_left_out_whole(tmp_path: Path) -> None:
    submission = read(tmp_path, "a = 1\nif (True:\n" + THREE)
    assert list(submission.definitions) == ["a"]
    assert not any("f(x)" in chunk.source for chunk in submission.chunks[:1])
