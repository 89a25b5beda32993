"""The course as one HTML page: who is where, and how many have done each assignment."""

from __future__ import annotations

from pathlib import Path

from grader.classroom.gradebook.standings import CourseStandings
from grader.classroom.page_environment import page_environment
from grader.course import Course
from grader.report.points import points_text


def render_course_page(course: Course, standings: CourseStandings) -> str:
    """The page: no script, nothing loaded from elsewhere, everything from students escaped."""
    environment = page_environment(Path(__file__).parent)
    environment.filters["points"] = lambda value: "–" if value is None else points_text(value)
    titles = course.titles
    needs = {name: [titles[other] for other in others] for name, others in course.needs.items()}
    return environment.get_template("course_page.html.j2").render(
        course=course, standings=standings, titles=titles, needs=needs
    )
