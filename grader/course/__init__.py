"""What a course is: `course.toml` and the folders of its assignments -> Course, plain data, and Content, code."""

from grader.course.assignment import Assignment, Closing, CourseError, Option, Quiz, QuizQuestion, Scoring, Step
from grader.course.course import (
    FILE_NAME,
    Course,
    Data,
    Gradebook,
    Late,
    SubmissionLimits,
    find_root,
    load_course,
    load_own_course,
)

__all__ = [
    "FILE_NAME",
    "Assignment",
    "Closing",
    "Course",
    "CourseError",
    "Data",
    "Gradebook",
    "Late",
    "Option",
    "Quiz",
    "QuizQuestion",
    "Scoring",
    "Step",
    "SubmissionLimits",
    "find_root",
    "load_course",
    "load_own_course",
]
