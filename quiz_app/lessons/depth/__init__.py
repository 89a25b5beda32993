"""Deep networks: the residual block of the laboratory. The lesson has no pages of its own."""
