"""Reports as people see them: in a terminal, in a notebook, on a progress bar."""
