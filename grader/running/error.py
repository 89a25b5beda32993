"""The one error of grading that is no student's fault."""


class GradingError(Exception):
    """The grader could not do its work, through no fault of a submission. The text says what broke."""
