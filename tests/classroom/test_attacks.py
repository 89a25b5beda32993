"""No attack of the corpus gains a point, reads or changes anything, or costs an honest student one."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from attacks import ATTACKS, SECRET, write_class
from bs4 import BeautifulSoup
from notebooks import cell_of, solved, text_of, untouched
from small_class import enrol, hand_in, make_course, rows, scores
from submissions import backprop_key

from grader.course import Course

COMMANDS = {
    "nbgrader": (sys.executable, "-m", "nbgrader", "autograde", "backprop"),
    "course": (sys.executable, "-m", "grader.start", "autograde", "backprop", "--jobs", "2"),
}
UNKNOWN = (
    "%2e%2e%2fx",
    "a b; rm -rf ~",
    "$(touch pwned.txt)",
    "<img src=x onerror=alert(1)>",
    "-rf",
    "=cmd",
    "ada ",
)
LEFT_BY_GRADING = re.compile(r"^(gradebook\.db|autograded/|\.course/|.*__pycache__/)")


@dataclass(frozen=True)
class Graded:
    """A class with every attack in it, after grading."""

    course: Course
    ended: subprocess.CompletedProcess[str]
    before: dict[str, str]

    def files(self, folder: str, student: str) -> str:
        """All that grading wrote for a student below a folder, as one text."""
        found = (self.course.root / folder).glob(f"{student}/**/*")
        return "\n".join(path.read_text(encoding="utf-8") for path in found if path.is_file())


def noisy() -> dict[str, object]:
    """A right notebook whose code warns and prints to stderr, while it is read and whenever it is called."""
    notebook = solved()
    for name in backprop_key().signatures:
        cell = cell_of(notebook, name)
        lines = text_of(cell).split("\n")
        body = next(number for number, line in enumerate(lines) if line.strip() == '"""' and number) + 1
        noise = "import sys, warnings; warnings.warn('mind'); print('oops', file=sys.stderr); np.log(np.zeros(1))"
        cell["source"] = "\n".join([*lines[:body], f"    {noise}", *lines[body:], noise])
    return notebook


def run(course: Course, *command: str) -> subprocess.CompletedProcess[str]:
    """A command in the course's folder, in a shell that knows of no virtual environment."""
    environment = {**os.environ, "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        command, cwd=course.root, env=environment, capture_output=True, text=True, timeout=500, check=False
    )


def digests(root: Path) -> dict[str, str]:
    """Every file below the folder, and a digest of it."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


@pytest.fixture(scope="module", params=COMMANDS)
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    folder = tmp_path_factory.mktemp(request.param)
    course = make_course(folder / "a" / "b" / "course")
    attackers = write_class(course.root)
    hand_in(course, "honest", json.dumps(noisy()))
    hand_in(course, "empty", json.dumps(untouched()))
    for name in UNKNOWN:
        hand_in(course, name, json.dumps(solved()))
    enrol(course, "honest", "empty", *attackers)
    before = digests(folder)
    return Graded(course, run(course, *COMMANDS[request.param]), before)


def test_none_gains_a_point(graded: Graded) -> None:
    found = scores(graded.course.gradebook_url)

    assert {name: found.get(name) for name in ATTACKS} == dict.fromkeys(ATTACKS, 0.0), graded.ended.stderr[-3000:]
    assert found["empty"] == 0.0


def test_right_code_that_warns_gets_full_marks(graded: Graded) -> None:
    assert scores(graded.course.gradebook_url)["honest"] == 100.0
    assert "oops" not in graded.files("autograded", "honest").replace("print('oops'", "")


def test_the_gradebook_says_what_the_course_says(graded: Graded) -> None:
    tables = rows(graded.course.gradebook_url)
    points = {name: points for _, name, kind, points, _ in tables["cells"] if kind == "GradeCell"}

    assert {name: float(worth) for name, worth in points.items()} == {
        f"check-{name}": step.points for name, step in graded.course.assignment().steps.items()
    }
    assert all(manual == "None" and extra == "None" for *_, manual, extra, _ in tables["grades"])
    assert {name for name, *_ in tables["students"]} == {"honest", "empty", *ATTACKS}


def test_nothing_but_grades_is_written(graded: Graded) -> None:
    folder = graded.course.root.parents[2]
    after = digests(folder)
    inside = graded.course.root.relative_to(folder).as_posix() + "/"
    new = {name for name in after if graded.before.get(name) != after[name]}

    assert [name for name in new if not LEFT_BY_GRADING.match(name.removeprefix(inside))] == []
    assert set(graded.before) <= set(after)
    written = {path.parent.name for path in graded.course.root.glob("autograded/*/backprop")}
    assert written == {"honest", "empty", *ATTACKS}
    assert {path.name for path in graded.course.root.glob("autograded/*/backprop/*")} == {
        "backprop.ipynb",
        "submission_secret.txt",
        "timestamp.txt",
    }


def test_nothing_secret_is_read(graded: Graded) -> None:
    places = (("autograded", "*"), (".course/logs", "."), (".course/results", "."))
    everything = "".join(graded.files(*place) for place in places) + graded.ended.stdout

    assert SECRET not in everything.replace(repr(SECRET), "")
    assert SECRET not in graded.ended.stderr
    seed = tomllib.loads((graded.course.root / "secret.toml").read_text(encoding="utf-8"))["seed"]
    assert seed not in everything + graded.ended.stderr
    answer = text_of(cell_of(solved(), "dL_dz3")).split("### BEGIN SOLUTION\n")[1].split("\n")[0].strip()
    assert answer in graded.files("autograded", "honest")
    assert answer not in graded.files("autograded", "link-*")


def test_unknown_folders_are_reported_and_left_alone(graded: Graded) -> None:
    output = graded.ended.stdout + graded.ended.stderr

    assert graded.ended.returncode == 1
    assert all(name.strip() in output for name in UNKNOWN), output[-2000:]


@pytest.mark.parametrize("graded", ["nbgrader"], indirect=True)  # the other command writes the same notebooks
def test_no_script_reaches_feedback_or_formgrader(graded: Graded) -> None:
    """Feedback by nbgrader's command; formgrader's page by the exporter and template that formgrader uses."""
    student = "scripts-in-text"
    done = run(
        graded.course, sys.executable, "-m", "nbgrader", "generate_feedback", "backprop", f"--student={student}"
    )
    assert done.returncode == 0, done.stderr[-3000:]
    feedback = graded.files("feedback", student)

    for page in (feedback, formgrader_page(graded.course, student)):
        assert "pwned" in page  # the text itself is there to be read
        soup = BeautifulSoup(page, "html.parser")
        assert not [tag for tag in soup.find_all(["script", "style"]) if "pwned" in tag.get_text()]
        assert not soup.find_all(["iframe", "object", "embed", "base", "form"])
        for tag in soup.find_all(True):
            for name, value in tag.attrs.items():
                assert "pwned" not in str(value) or name in ("id", "href", "title", "alt"), tag
                assert not name.startswith("on") or "toggle_name" in str(value), tag
                assert not re.match(r"\s*(javascript|vbscript|data:(?!image/png))", str(value), re.IGNORECASE), tag


def formgrader_page(course: Course, student: str) -> str:
    """A submission as formgrader shows it."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader import handlers
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    config = Config(PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config())
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    resources = dict.fromkeys(("submission_id", "notebook_id", "assignment_id", "base_url", "student"), "x")
    notebook = course.root / "autograded" / student / "backprop/backprop.ipynb"
    html, _ = HTMLExporter(config=config).from_filename(
        str(notebook), resources={**resources, "index": 0, "total": 1}
    )
    return str(html)
