"""nbgrader's gradebook: the rows that grading, the quiz, the roster and extensions leave there, and reading them."""
