"""What runs in the confined process. Imports only the standard library, numpy and pyseccomp."""
