"""What is committed in solutions/ and exercises/ is what the build makes."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from submissions import ROOT

from grader.building.course_copies import build_course
from grader.building.pictures import same_picture
from grader.building.untouched import committed_bytes, untouched_exercises
from grader.course import Course, load_course

NAMES = tuple(load_course(ROOT).assignments)
NOTEBOOKS = tuple(f"exercises/{name}/{name}.ipynb" for name in NAMES)
SCRIPTS = tuple(f"exercises/{name}.py" for name in NAMES)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_committed_notebooks_are_what_the_build_makes(name: str, fresh: Course) -> None:
    ours, pictures = _without_pictures(_committed(name))
    built, built_pictures = _without_pictures((fresh.root / name).read_bytes())

    assert ours == built, f"{name} is not what its folder in solutions/ gives; run `course build` and add it to git"
    assert pictures.keys() == built_pictures.keys()
    for key, png in pictures.items():
        assert same_picture(png, built_pictures[key]), (
            f"{name}: {key} looks different; run `course build` and add it to git"
        )


@pytest.mark.parametrize("name", SCRIPTS)
def test_committed_student_script_is_what_the_build_makes(name: str, fresh: Course) -> None:
    assert _committed(name) == (fresh.root / name).read_bytes(), "run `course build` and add it to git"


def test_the_copies_that_tests_use_have_no_work_in_them(fresh: Course) -> None:
    for path in fresh.student_files(fresh.assignment("backprop")):
        ours = (untouched_exercises().parent / path.relative_to(fresh.root)).read_bytes()
        if path.suffix == ".py":
            assert ours == path.read_bytes()
        else:
            assert _without_pictures(ours)[0] == _without_pictures(path.read_bytes())[0]


def test_a_second_build_changes_no_byte(built: Course) -> None:
    before = _bytes_below(built.root)

    assert build_course(built) == ()
    assert _bytes_below(built.root) == before


def test_a_build_says_what_it_wrote_and_writes_nothing_else(built: Course) -> None:
    script = built.root / "exercises/backprop.py"
    right = script.read_bytes()
    script.write_bytes(right.replace(b"warm", b"cold") + b"\n# a stale line\n")

    assert build_course(built, [built.assignment("backprop")]) == (script,)
    assert script.read_bytes() == right


def test_pictures_drawn_by_another_machine_are_kept(built: Course) -> None:
    """Its letters have slightly other edges; the notebooks must not change with whoever builds them."""
    for path in built.root.rglob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            for picture in cell.get("attachments", {}).values():
                picture["image/png"] = _with_a_spot(picture["image/png"])
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    before = _bytes_below(built.root)

    assert build_course(built) == ()
    assert _bytes_below(built.root) == before


def _with_a_spot(png: str) -> str:
    import io

    from PIL import Image

    image = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    image.paste((0, 0, 0), (0, 0, 5, 5))
    stream = io.BytesIO()
    image.save(stream, format="png")
    return base64.b64encode(stream.getvalue()).decode()


def _committed(name: str) -> bytes:
    """The file as the next commit has it: in the folder, a student may have worked in it."""
    if (content := committed_bytes(name)) is None:
        pytest.skip("no git: what is committed cannot be told from a student's own work")
    return content


def _without_pictures(content: bytes) -> tuple[Any, dict[str, bytes]]:
    notebook = json.loads(content)
    pictures = {}
    for cell in notebook["cells"]:
        for file, content in cell.pop("attachments", {}).items():
            pictures[f"{cell['id']}/{file}"] = base64.b64decode(content["image/png"])
    return notebook, pictures


def _bytes_below(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
