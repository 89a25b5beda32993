"""The laboratory: networks of any depth from a student's own functions, found by the roles in their records.

experiment.py     what somebody wants to try: data, blocks, optimizer … as TOML, and in an address
parts.py, blocks.py   the functions that can play a part, and what is missing for each; a block as calls
program.py        all calls of a training, as text; assembling.py makes it of an experiment
engine.py, trainer.py, calls.py   run it in the sandbox, beside the student's files; they need numpy alone
loop.py, run.py   the same from outside: slices, measurements, how it ended
planes.py, examples.py   what is learned: points in a plane, or digits
"""
