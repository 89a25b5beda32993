"""nbgrader's settings for this course: `nbgrader generate_assignment backprop` makes what `course build` makes."""

c = get_config()  # noqa: F821  (nbgrader defines it)

c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

# nbgrader copies whatever lies beside a notebook in solutions/ to students. Only notebooks are meant for them.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "__pycache__",
    "*.backup-*",
    "*.csv",
    "*.db",
    "*.json",
    "*.md",
    "*.npy",
    "*.npz",
    "*.pdf",
    "*.png",
    "*.py",
    "*.pyc",
    "feedback",
]

c.ClearSolutions.begin_solution_delimeter = "### BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "### END SOLUTION"
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("Replace this line with your answer.")'}
