"""Clean notebooks -> verdicts: run in the sandbox, here, in parallel or on a cluster, and kept by their content."""
