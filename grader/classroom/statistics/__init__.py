"""Class statistics: what autograding found and the gradebook says -> numbers, pictures, one page, CSV files."""
