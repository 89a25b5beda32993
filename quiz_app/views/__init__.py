"""Parts of pages that are too large for one file; they draw, as pages do."""
