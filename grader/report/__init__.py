"""What grading found: messages and reports as facts, and how they look in a terminal, a notebook, a progress bar."""
