"""Feedback pages: small, loaded from nowhere, true, and whatever a student wrote takes no more than its time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from small_class import WRONG_BIAS, enrol, hand_in, make_course, notebook_of

from grader.classroom.autograding import Autograding
from grader.classroom.feedback.markdown_process import MarkdownProcess
from grader.classroom.feedback.writing import WrittenPage, outdated_feedback, write_feedback
from grader.classroom.gradebook.database import open_gradebook
from grader.classroom.gradebook.extensions import grant_extension
from grader.classroom.run_summary import Summary
from grader.course import Course, CourseError, load_course
from grader.parallel.local import local_pool

LATE = "2027-02-02 12:00:00 UTC"
BOMB = r"\\[" * 20_000  # 60 kB that take a renderer 45 seconds; the time grows with the square of the length
EVIL = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Ada has a mistake and is late; Bob is right and wrote a text that takes a renderer minutes."""
    folder = tmp_path_factory.mktemp("class") / "course"
    made = make_course(folder)
    toml = (folder / "course.toml").read_text(encoding="utf-8")
    toml = re.sub(r"^percent_per_day = .*$", "percent_per_day = 10", toml, flags=re.MULTILINE)
    toml = re.sub(r"^#? ?due = .*$", "due = 2027-01-31T23:59:00+01:00", toml, count=1, flags=re.MULTILINE)
    (folder / "course.toml").write_text(toml, encoding="utf-8")
    enrol(made, "ada", "bob")
    hand_in(made, "ada", notebook_of({"dL_db3": WRONG_BIAS}, extra=f"My **own** words. {EVIL}"), LATE)
    hand_in(made, "bob", notebook_of(extra=f"Bob's text {BOMB}"))
    autograde(load_course(folder))
    return load_course(folder)


@pytest.fixture
def gradebook(course: Course) -> Iterator[Gradebook]:
    with open_gradebook(course) as opened:
        yield opened


def autograde(course: Course) -> None:
    with local_pool(1) as pool, Autograding(course, course.assignment()) as autograding:
        list(autograding.run(pool))


def last_words(course: Course) -> list[str]:
    """What `course autograde` says at its end."""
    with Autograding(course, course.assignment(), ["ada"]) as autograding:
        summary = Summary(course.assignment(), autograding.unknown, autograding.misplaced)
        summary.say_outdated(autograding.outdated_feedback())
    return list(summary.lines())


def write(course: Course, gradebook: Gradebook, *only: str) -> dict[str, WrittenPage]:
    written = write_feedback(course, course.assignment(), gradebook, only)
    return {one.student: one for one in written}


def page(course: Course, student: str) -> str:
    return (course.root / "feedback" / student / "backprop/backprop.html").read_text(encoding="utf-8")


def test_a_page_says_for_every_step_what_it_is_and_how_it_went(course: Course, gradebook: Gradebook) -> None:
    write(course, gradebook)
    html = page(course, "ada")
    contents = re.sub(r"<[^>]+>", " ", html[html.index("<nav") : html.index("</nav>")])
    for step in course.assignment().steps.values():
        assert step.function in contents
        assert step.title in contents  # with its capitals
    assert f"<h1>{course.assignment().title}</h1>" in html
    assert "1.5 of 5" in contents
    assert "averaged instead of added up" in html
    assert "return dL_dz3.mean(axis=0)" in html
    assert re.search(r"<b>77\.2</b> of 100 points.*96\.5 points for the work; 19\.3 are taken off", html, re.DOTALL)


def test_a_page_is_small_and_loads_nothing(course: Course, gradebook: Gradebook) -> None:
    write(course, gradebook)
    for student in ("ada", "bob"):
        html = page(course, student)
        assert len(html.encode()) < 100_000
        tags = _Tags(html)
        assert not {"script", "link", "iframe", "svg"} & tags.names
        assert not [address for address in tags.addresses if not address.startswith(("#", "data:image"))]
    assert "My <strong>own</strong> words." in page(course, "ada")


def test_a_text_that_takes_too_long_is_shown_as_written_and_said(
    course: Course, gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.classroom.feedback.page.MOST_BYTES", 200_000)  # otherwise it is cut before
    monkeypatch.setattr("grader.classroom.feedback.page._MOST_OF_A_CELL", 200_000)
    written = {one.student: one for one in write_feedback(course, course.assignment(), gradebook, force=True)}
    assert "1 text cell takes too long" in written["bob"].problem
    assert written["ada"].problem == ""
    assert r"Bob&#39;s text \\[\\[" in page(course, "bob")


def test_a_text_that_no_page_has_room_for_is_cut(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    enrol(course, "ada")
    notebook = json.loads(notebook_of())
    for number in range(300):
        cell = {"cell_type": "code", "id": f"c{number}", "metadata": {}, "outputs": [], "execution_count": None}
        notebook["cells"].append({**cell, "source": f"x = {'<&' * 9_000!r}"})
    hand_in(course, "ada", json.dumps(notebook))
    autograde(course)
    with open_gradebook(course) as gradebook:
        assert write(course, gradebook)["ada"].problem == ""
    assert "The rest is in your file." in page(course, "ada")
    assert len(page(course, "ada")) < 100_000


def test_rendering_ends_in_time_and_goes_on_with_the_next_text(monkeypatch: pytest.MonkeyPatch) -> None:
    process = MarkdownProcess()
    monkeypatch.setattr("grader.classroom.feedback.markdown_process.SECONDS", 0.2)
    assert process.render(BOMB) is None
    monkeypatch.setattr("grader.classroom.feedback.markdown_process.SECONDS", 60)
    assert process.render("*a*") == "<p><em>a</em></p>\n"
    assert process.render("[x](javascript:alert(1))" + "\n" * 3 + EVIL).count("<script") == 0
    process.close()


def test_only_pages_that_are_no_longer_true_are_written_again(course: Course, gradebook: Gradebook) -> None:
    def outdated() -> tuple[str, ...]:
        return outdated_feedback(course, course.assignment(), gradebook)

    write(course, gradebook)
    assert outdated() == ()
    assert not any(one.anew for one in write(course, gradebook).values())

    grant_extension(gradebook, "backprop", "ada", timedelta(days=3))
    autograde(course)
    gradebook.db.expire_all()
    assert outdated() == ("ada",)
    assert "  1 feedback page is older than the grades: course feedback backprop" in last_words(course)
    assert {student for student, one in write(course, gradebook).items() if one.anew} == {"ada"}
    assert "taken off" not in page(course, "ada")

    comment = gradebook.find_comment("dL_db3", "backprop", "backprop", "ada")
    comment.manual_comment = "Nearly <there>."
    gradebook.find_grade("check-dL_db3", "backprop", "backprop", "ada").manual_score = 4
    gradebook.db.commit()
    assert outdated() == ("ada",)
    write(course, gradebook)
    assert "Nearly &lt;there&gt;." in page(course, "ada")
    assert "A person gave these points" in page(course, "ada")

    hand_in(course, "bob", notebook_of({"dL_db3": WRONG_BIAS}))
    autograde(course)
    autograde(course)  # the second run changes nothing, and the page is outdated still
    gradebook.db.expire_all()
    assert outdated() == ("bob",)


def test_a_page_of_another_program_is_outdated(course: Course, gradebook: Gradebook) -> None:
    write(course, gradebook)
    (course.root / "feedback/ada/backprop/backprop.html").write_text("<html>", encoding="utf-8")
    assert outdated_feedback(course, course.assignment(), gradebook) == ("ada",)


def test_who_is_not_graded_is_said(course: Course, gradebook: Gradebook) -> None:
    with pytest.raises(CourseError, match="nothing of backprop by eve is graded yet; run: course autograde backprop"):
        write(course, gradebook, "eve")


def test_a_notebook_that_cannot_be_read_is_said_and_the_others_are_written(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    enrol(course, "ada", "bob")
    for student in ("ada", "bob"):
        hand_in(course, student, notebook_of())
    autograde(course)
    marked = course.root / "autograded/ada/backprop/backprop.ipynb"
    marked.chmod(0o644)
    marked.write_text("{}")
    with open_gradebook(course) as gradebook:
        written = write(course, gradebook)
    assert "cannot be read" in written["ada"].problem
    assert written["bob"].anew


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not [name for name, _ in attrs if name.startswith("on")]
