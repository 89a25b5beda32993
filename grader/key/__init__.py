"""The answer key of an assignment: what is asked, what is right, what mistakes answer. Grading reads nothing else."""
