"""From an assignment's folder to what people get: the source notebook, the release, student's copies, the kit."""
