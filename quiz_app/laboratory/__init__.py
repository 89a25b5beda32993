"""The laboratory: networks of any depth from a student's own functions, found by the roles in their records.

experiment.py     what somebody wants to try: data, blocks, optimizer … as TOML, and in an address
parts.py, blocks.py   the functions that can play a part, and what is missing for each; a block as calls
assembling.py     an experiment -> the program that `quiz_app.training` runs
run.py            an experiment under way: slices, measurements, how it ended; snapshot.py: what a page draws of it
"""
