"""A student's kit, which is a course without its solutions: what it lacks, and the sentence that says so."""

from __future__ import annotations

from grader.course import Course

NO_QUIZ = "The quizzes live on the course's own site."
NO_MISTAKES = "Training with a chosen mistake lives on the course's own site."


def is_kit(course: Course) -> bool:
    """Whether no assignment's folder is here: its records come from the answer keys that were handed out."""
    return not any(course.content_folder(assignment).is_dir() for assignment in course.assignments.values())
