"""What `nbgrader_config.py` asks for: nbgrader's settings for a course, and this course's classes in its commands."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

from grader.course import load_course
from grader.interpreter import keep_out_current_folder

# What a student's browser, editor or this course leaves beside the work; handing_out.py leaves out more.
_IGNORED = [".ipynb_checkpoints", "*.backup-*", "*.pyc", "__pycache__", "feedback"]

# nbgrader's commands name these classes outright: there is no setting for them.
_OWN_CLASSES = (
    ("nbgrader.apps.autogradeapp", "Autograde", "converter"),
    ("nbgrader.apps.api", "Autograde", "converter"),  # formgrader's button
    ("nbgrader.apps.generateassignmentapp", "GenerateAssignment", "handing_out"),
    ("nbgrader.apps.api", "GenerateAssignment", "handing_out"),
    ("nbgrader.apps.generatefeedbackapp", "GenerateFeedback", "feedback"),
    ("nbgrader.apps.api", "GenerateFeedback", "feedback"),
    ("nbgrader.apps.validateapp", "Validator", "validator"),
    ("nbgrader.server_extensions.validate_assignment.handlers", "Validator", "validator"),
    ("nbgrader.server_extensions.formgrader.formgrader", "Environment", "escaping"),
    ("nbgrader.server_extensions.formgrader.base", "Gradebook", "enrolled"),
    ("nbgrader.server_extensions.formgrader.base", "NbGraderAPI", "enrolled"),
)


def configure(c: Any, root: Path) -> None:
    """Set what nbgrader must know of the course in `root`. Whatever the file sets after this call wins.

    Args:
        c: nbgrader's configuration.
        root: the folder with `course.toml`.

    Raises:
        CourseError: `course.toml` is wrong; the text names the key.
    """
    course = load_course(root)
    keep_out_current_folder(trusted=str(root))  # nbgrader puts the current folder in front of Python's library
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "exercises"
    c.CourseDirectory.ignore = _IGNORED
    c.CourseDirectory.db_url = course.gradebook_url
    c.ExchangeFactory.release_assignment = "grader.classroom.nbgrader_hooks.handing_out.ReleaseAssignment"
    c.Autograde.create_student = False  # a misspelt folder is no student; `--create` says that it is
    # For this course's assignments; for others the class gives nbgrader's own back.
    c.Autograde.sanitize_preprocessors = []  # grader.classroom.nbgrader_hooks.converter rebuilds the notebook instead
    c.Autograde.autograde_preprocessors = []  # and has it graded in the sandbox
    c.AssignLatePenalties.plugin_class = "grader.classroom.gradebook.late.LatePenalty"
    c.LatePenalty.course_root = str(root)
    c.ExportApp.plugin_class = "grader.classroom.nbgrader_hooks.export_plugin.SafeCsvExport"
    c.HTMLExporter.filters = {"markdown2html": "grader.classroom.nbgrader_hooks.rendering.safe_markdown"}
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.preprocessors = ["grader.classroom.nbgrader_hooks.escaping.EscapedResources"]
    _find_alembic()
    _use_own_classes()


def _find_alembic() -> None:
    """nbgrader makes a new database with a command that lies beside this Python, where PATH need not lead."""
    beside = os.path.dirname(sys.executable)
    folders = os.environ.get("PATH", "").split(os.pathsep)
    if beside not in folders:
        os.environ["PATH"] = os.pathsep.join([*filter(None, folders), beside])


def _use_own_classes() -> None:
    """Put our classes where the running nbgrader command looks for its own; other programs go without."""
    for module, name, own in _OWN_CLASSES:
        if module in sys.modules:
            ours = importlib.import_module(f"grader.classroom.nbgrader_hooks.{own}")
            setattr(sys.modules[module], name, getattr(ours, name))
