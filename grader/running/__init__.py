"""Running the checks: for one file, for many, and as `pytest --submission`."""
