"""A student's notebook or Python file -> Submission: source text in chunks, and what was lost on the way."""
