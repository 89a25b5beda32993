"""Live training runs: each in a process of its own, held by the server, watched by any number of pages.

job.py, functions.py     what to train: whose functions, on which images, how
driver.py, measuring.py  the process that drives a run and measures what was reached
messages.py              what the two sides send each other
process.py, run.py, progress.py     the server's side of one run
registry.py              the runs of this server: who watches them, how many there may be, when they end
monitoring.py            what the numbers say, in words
path.py                  snapshots of the weights on their way
mountain.py, mountain_*.py, surveyor.py     the losses around such a path, in the plane that holds most of it
weights_file.py          weights to keep and to bring back
download.py              all of MNIST, with its progress
"""
