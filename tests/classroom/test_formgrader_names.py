"""A script in a name, or in an address, is text on formgrader's pages."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote

import pytest
from small_class import ASSIGNMENT, hand_in, make_course, notebook_of
from test_nbgrader_workflow import formgrader

from grader.classroom.autograding import Autograding
from grader.classroom.gradebook.database import open_gradebook
from grader.parallel.local import local_pool

ATTACK = "\"'><script>alert(1)</script>"


@pytest.mark.parametrize("first", [ATTACK, None])
def test_a_script_in_a_name_or_an_address_is_text(tmp_path: Path, first: str | None) -> None:
    course = make_course(tmp_path / "course")
    student = "eve" if first else "<script>alert(1)<" + chr(0x2215) + "script>"  # a folder has no slash in its name
    hand_in(course, student, notebook_of())
    with open_gradebook(course) as gradebook:  # as somebody else's tool may have written it
        gradebook.add_student(student, first_name=first, last_name=first)
    with local_pool(1) as pool, Autograding(course, course.assignment()) as autograding:
        list(autograding.run(pool))
    (tmp_path / "home").mkdir()

    with formgrader(course.root, tmp_path / "home") as page:
        (submission,) = json.loads(page(f"formgrader/api/submitted_notebooks/{ASSIGNMENT}/{ASSIGNMENT}"))
        addresses = [f"formgrader/submissions/{submission['id']}/"]
        for place in (
            "manage_students",
            "manage_submissions",
            "gradebook",
            "manage_students/eve",
            "gradebook/backprop",
        ):
            addresses.append(f"formgrader/{place}/{quote(ATTACK, safe='')}")
        for number, address in enumerate(addresses):
            try:
                html = page(address)
            except HTTPError as error:
                html = error.read().decode()
            assert "<script>alert(1)" not in html, address
            assert number or "&lt;script&gt;alert(1)" in html
            assert "'><" not in html
            assert "\"'>" not in html
