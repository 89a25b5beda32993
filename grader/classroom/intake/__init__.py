"""What a student handed in -> a clean notebook: files within limits, which one is the work, the release's cells."""
