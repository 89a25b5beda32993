"""What a course is: `course.toml` and the folders of its assignments -> Course, plain data, and Content, code."""

from grader.course.assignment import Assignment, Closing, CourseError, Option, Quiz, QuizQuestion, Scoring, Step
from grader.course.course import Course, load_course, load_own_course
from grader.course.root import FILE_NAME, find_root
from grader.course.settings import Data, Gradebook, Late, SubmissionLimits

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
