"""Tasks in several processes: what runs them, in what order they come back, and what becomes of a process lost."""
