"""The records of a course's functions -> the shelf that networks are built from."""

from __future__ import annotations

from collections.abc import Mapping

from grader.course import Assignment, Course
from grader.course.content import load_part
from grader.key.facts import signature_of
from grader.key.files import answer_key
from grader.key.key import Signature
from quiz_app.laboratory.assembling import Shelf, shelf
from quiz_app.laboratory.parts import Parts


def shelf_of(course: Course) -> Shelf:
    """What networks can be built from in this course.

    Raises:
        CourseError: an assignment's records cannot be read.
    """
    return shelf(parts_of(course))


def parts_of(course: Course) -> Parts:
    """The functions of this course that play a part, by their records.

    Raises:
        CourseError: an assignment's records cannot be read.
    """
    return Parts((name, signatures_of(course, one)) for name, one in course.assignments.items())


def signatures_of(course: Course, one: Assignment) -> Mapping[str, Signature]:
    """The records of an assignment's functions. Where they are at hand no key has to be built for them."""
    folder = course.content_folder(one)
    records = load_part(folder, "functions") if folder.is_dir() else None
    if records is not None:
        return {each.name: signature_of(each) for each in records.FUNCTIONS}
    return answer_key(course, one).signatures
