"""Bad files through the whole grader and the `course` command: each gets a report, and stops no other."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from submissions import Ended, GradeFiles, step_of

from grader.report.report import Report

KEYS = {"submission", "assignment", "score", "max_score", "isolation", "seconds", "warnings", "chain", "steps"}
STEP_KEYS = {"step", "score", "max_score", "outcome", "mistake", "explanation", "message", "checks"}
CHECK_KEYS = {"check", "outcome", "message"}

Run = Callable[..., Ended]


def notebook(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells], "nbformat": 4})


@pytest.fixture(scope="module")
def texts(right: str) -> dict[str, str | bytes]:
    functions = [f"def {part}" for part in right.split("def ")[1:]]
    marked = "\n".join(["import numpy as np", *(f"# %%\n{function}" for function in functions)])
    broken = [function.replace(":\n", "\n", 1) if "dL_dW2(" in function else function for function in functions]
    return {
        "no Python.py": "Dear grader, here is my essay.\n",
        "empty.ipynb": "",
        "zeros.py": b"\0\0\0",
        "no json.ipynb": "{",
        "one broken part.py": marked.replace("def dL_dW2(dL_dz2, a1):", "def dL_dW2(dL_dz2, a1)"),
        "broken without marks.py": right.replace("def dL_dW2(dL_dz2, a1):", "def dL_dW2(dL_dz2, a1)"),
        "one broken cell.ipynb": notebook("import numpy as np", *broken),
        "indentation.ipynb": notebook(*functions[:-1], functions[-1].replace("    return", "  x = 1\n    return")),
        "lone surrogate.ipynb": notebook("x = '\ud800'", *functions),
        "zero in a cell.ipynb": notebook("x = '\0'", *functions),
        "deep.ipynb": notebook("x = " + "(" * 3000 + ")" * 3000, *functions),
        "error at the top.py": "1 / 0\n" + right + "\nopen('data.csv')\nexit()\n",
        "words in a cell.ipynb": notebook(*functions, "I add, because the bias is shared.", "def again(x)\n    pass"),
        "latin.py": b"# Gr\xf6\xdfe\n" + right.encode(),
        "only one function.py": "import numpy as np\n" + functions[1],
        'quote".py': right,
        "two\nlines.py": right,
        "-dash.py": right,
        "right.py": right,
    }


@pytest.fixture(scope="module")
def reports(texts: dict[str, str | bytes], grade_texts: GradeFiles) -> dict[str, Report]:
    return grade_texts(texts)


SCORES = {
    "no Python.py": 0,
    "empty.ipynb": 0,
    "zeros.py": 0,
    "no json.ipynb": 0,
    "one broken part.py": 90,
    "broken without marks.py": 90,
    "one broken cell.ipynb": 90,
    "indentation.ipynb": 95,
    "lone surrogate.ipynb": 100,
    "zero in a cell.ipynb": 100,
    "deep.ipynb": 100,
    "error at the top.py": 100,
    "words in a cell.ipynb": 100,
    "latin.py": 100,
    "only one function.py": 10,
    'quote".py': 100,
    "two\nlines.py": 100,
    "-dash.py": 100,
    "right.py": 100,
}


@pytest.mark.parametrize("name", SCORES)
def test_every_file_gets_the_report_it_deserves(reports: dict[str, Report], name: str) -> None:
    assert reports[name].score == SCORES[name]
    assert reports[name].max_score == 100
    assert len(reports[name].steps) == 12


@pytest.mark.parametrize("name", ["no Python.py", "empty.ipynb", "zeros.py", "no json.ipynb"])
def test_a_file_that_cannot_be_run_is_an_error_in_every_step(reports: dict[str, Report], name: str) -> None:
    assert {result.outcome for result in reports[name].steps} == {"error"}
    assert len({str(result.message) for result in reports[name].steps}) == 1


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("one broken part.py", "one broken part.py (lines 111 to "),
        ("broken without marks.py", "broken without marks.py (lines "),
        ("one broken cell.ipynb", "code cell 7, line 1: SyntaxError: expected ':'"),
    ],
)
def test_one_broken_cell_costs_one_step_and_is_named(reports: dict[str, Report], name: str, place: str) -> None:
    lost = [result for result in reports[name].steps if result.outcome != "passed"]
    assert [(result.step.function, result.outcome) for result in lost] == [("dL_dW2", "error")]
    assert lost[0].message is not None
    assert lost[0].message.where.startswith(place)
    assert lost[0].message.next == "Mend that line first, then check again."
    chain = reports[name].chain
    assert chain is not None
    assert chain.message == lost[0].message  # and not that the function is not there


def test_what_was_left_out_is_said_once(reports: dict[str, Report]) -> None:
    cells = len(reports["words in a cell.ipynb"].steps)
    assert reports["words in a cell.ipynb"].warnings == tuple(
        f"code cell {cells + number}, line 1: SyntaxError: {why}`. That part was left out, and the rest was graded."
        for number, why in (
            (1, "invalid syntax: `I add, because the bias is shared."),
            (2, "expected ':': `def again(x)"),
        )
    )
    assert reports["one broken cell.ipynb"].warnings == ()  # the step's message says it


def test_reading_as_latin_1_is_a_warning(reports: dict[str, Report]) -> None:
    assert reports["latin.py"].warnings == (
        "The file is not UTF-8; it was read as Latin-1. Save it as UTF-8 to be safe.",
    )


def test_functions_that_are_missing_are_errors_and_no_stubs(reports: dict[str, Report]) -> None:
    report = reports["only one function.py"]
    assert step_of(report, "dL_dW3").outcome == "passed"
    assert {result.outcome for result in report.steps} == {"passed", "error"}


def test_grade_prints_json_with_just_the_promised_keys(run_course: Run, course_folder: Path, right: str) -> None:
    folder = course_folder / "class"
    folder.mkdir()
    (folder / "bad.py").write_text("This is no Python.")
    (folder / "name with ünïcode.py").write_text(right, encoding="utf-8")
    (folder / "directory.py").mkdir()
    (folder / "dangling.py").symlink_to("nowhere.py")
    ended = run_course("grade", folder, "--json", "--jobs", 1)
    assert ended.code == 0
    reports = json.loads(ended.out)
    assert [(Path(report["submission"]).name, report["score"]) for report in reports] == [
        ("bad.py", 0),
        ("name with ünïcode.py", 100),
    ]
    for report in reports:
        assert set(report) == KEYS
        assert (report["assignment"], report["max_score"]) == ("backprop", 100)
        assert [set(step) for step in report["steps"]] == [STEP_KEYS] * 12
        assert {frozenset(check) for step in report["steps"] for check in step["checks"]} == {frozenset(CHECK_KEYS)}
        assert [check["check"] for check in report["steps"][0]["checks"]] == [
            "contract",
            "worked_example",
            "reference",
            "finite_differences",
        ]
    assert ended.out.isascii()
    assert ended.err == ""


def test_grade_goes_on_after_a_missing_path_and_ends_with_2(run_course: Run, course_folder: Path, right: str) -> None:
    (course_folder / "-right.py").write_text(right)
    (course_folder / "empty folder").mkdir()
    ended = run_course("grade", "nowhere.py", "empty folder", "--jobs", 1, "--", "-right.py")
    assert ended.code == 2
    assert ended.err.splitlines() == [
        "course: nowhere.py: no such file or folder; check the spelling",
        "course: empty folder: no submissions in this folder; expected .py or .ipynb files",
    ]
    assert ended.out == "   100 / 100   12 of 12 steps   -right.py\n"


def test_grade_names_the_files_that_it_leaves_out(run_course: Run, course_folder: Path, right: str) -> None:
    for name in ["ada.py", "bob.zip", "cyd.docx"]:
        (course_folder / "class" / name).parent.mkdir(exist_ok=True)
        (course_folder / "class" / name).write_text(right if name == "ada.py" else "PK\3\4")
    ended = run_course("grade", "class", "--jobs", 1)
    assert ended.code == 0
    left_out = f"{Path('class/bob.zip')}, {Path('class/cyd.docx')}"
    assert ended.err == f"course: left out, being neither notebooks nor Python files: {left_out}\n"
    assert ended.out.count("\n") == 1


def test_a_file_that_cannot_be_read_gets_a_report(
    run_course: Run, course_folder: Path, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("locked.py", "right.py"):
        (course_folder / name).write_text(right)
    opened = Path.open

    def refuse(self: Path, *arguments: str, **options: str) -> object:
        if self.name == "locked.py":
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    ended = run_course("grade", "locked.py", "right.py", "--json", "--jobs", 1)
    locked, good = json.loads(ended.out)
    assert ended.code == 0
    assert locked["steps"][0]["message"] == "What: The file cannot be read (Permission denied)."
    assert (locked["score"], good["score"]) == (0, 100)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "nowhere.py"], "course: nowhere.py: no such file; check the spelling\n"),
        (["check", "dL_dW3"], "course: dL_dW3: no such file; it is a step, and `course check --step dL_dW3` checks"),
        (["check", "4"], "course: 4: no such file; it is a step, and `course check --step 4` checks that one\n"),
        (["check", "solutions"], "course: solutions: is a folder; name one file, or use `course grade`\n"),
        (["check", "solutions/backprop/backprop.py", "--step", "13"], "course: there is no step '13'; the steps are"),
        (["check", "--stepp", "3"], "No such option"),
        (["grade"], "Missing argument"),
        (["grade", ".", "--jobs", "0"], "Invalid value for '--jobs'"),
        (["check"], "course: no student's copy: expected"),
        (["nonsense"], "No such command"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(run_course: Run, arguments: list[str], says: str) -> None:
    ended = run_course(*arguments)
    assert ended.code == 2
    assert says in ended.err
    assert "Traceback" not in ended.err


def test_a_broken_reference_solution_is_the_graders_fault(run_course: Run, course_folder: Path, right: str) -> None:
    (course_folder / "right.py").write_text(right)
    (course_folder / "solutions" / "backprop" / "backprop.py").write_text(
        right.replace("return dL_dz3.T @ a2", "return None")
    )
    ended = run_course("check", "right.py", "--step", "dL_dW3")
    assert ended.code == 3
    assert ended.out == ""
    assert "solutions/backprop: the solution of dL_dW3 gives the shape () for" in ended.err


def test_check_of_a_wrong_step_ends_with_1_and_of_a_right_one_with_0(
    run_course: Run, course_folder: Path, right: str
) -> None:
    (course_folder / "one.py").write_text(right.replace("return dL_dz3 @ W3", "return dL_dz3"))
    assert run_course("check", "one.py", "--step", "dL_da2").code == 1
    assert run_course("check", "one.py", "--step", "dL_dW3").code == 0


FORGED = "\n   100 / 100   12 of 12 steps   eve.py"


@pytest.mark.parametrize(
    "name", [f"a{FORGED}", "a\x1b[2K\rx", "a\u202egnp", "a\x9b2K\x85b", "a\u2028b", "a\tb", f"{FORGED}/a"], ids=ascii
)
@pytest.mark.parametrize("suffix", [".zip", ".py", ".ipynb", ".pdf"])
def test_no_name_of_a_file_forges_a_line(tmp_path: Path, run_course: Run, right: str, name: str, suffix: str) -> None:
    path = tmp_path / "work" / f"{name}{suffix}"
    path.parent.mkdir(parents=True)
    path.write_text(right, encoding="utf-8")
    (tmp_path / "work" / "other.py").write_text(right, encoding="utf-8")
    for command in (["grade", tmp_path / "work"], ["check", path], ["grade", f"{path}x"], ["check", f"{path}x"]):
        ended = run_course(*command)
        for text in (ended.out, ended.err):
            assert not [
                line for line in text.split("\n") if line.startswith("   100 / 100   12 of 12 steps   eve.py")
            ]
            assert text.isprintable() or set(text) <= {"\n", *filter(str.isprintable, text)}, ascii(text)


@pytest.mark.parametrize(
    "line",
    [
        "from numpy import dott",
        "import numpy; numpy.linalg.__spec__()",
        "raise ValueError(numpy.__file__, __import__)",
    ],
)
@pytest.mark.parametrize("where", ["inside", "outside"])
def test_no_path_of_this_machine_is_told(
    tmp_path: Path, run_course: Run, line: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = f"def dL_db3(dL_dz3):\n    {line if where == 'inside' else 'return 1'}\n"
    text = f"import numpy\nprint(numpy.__file__)\n{line if where == 'outside' else ''}\n{function}"
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(text, encoding="utf-8")
    for command in (["check", "mine.py"], ["grade", "mine.py", "--json"]):
        ended = run_course(*command)
        for folder in (sys.prefix, sys.base_prefix, "site-packages", str(Path.home()), str(tmp_path)):
            assert folder not in ended.out + ended.err
