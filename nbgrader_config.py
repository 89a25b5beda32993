"""nbgrader's settings for this course. What is set below the call wins over what the call sets."""

from pathlib import Path

from grader.classroom.nbgrader_hooks.settings import configure

c = get_config()  # noqa: F821  (nbgrader defines it)
configure(c, Path(__file__).resolve().parent)

c.CourseDirectory.course_id = "backprop"  # the course's name in the exchange
