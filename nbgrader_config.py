"""nbgrader's settings for this course. What is set below the call wins over what the call sets."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# nbgrader looks for modules in the current folder first. That may be one of hand-ins. What is installed comes later.
FIRST = sys.path.index(os.path.dirname(os.__file__))
sys.path[:FIRST] = [folder for folder in sys.path[:FIRST] if folder not in ("", os.getcwd()) or folder == str(HERE)]

from grader.classroom.nbgrader_hooks.settings import configure  # noqa: E402

c = get_config()  # noqa: F821  (nbgrader defines it)
configure(c, HERE)

c.CourseDirectory.course_id = "backprop"  # the course's name in the exchange
