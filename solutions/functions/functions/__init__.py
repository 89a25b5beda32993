"""The records of the fifteen functions: five activations, three losses, and the way back through seven of them.

A package and no module `functions.py`: that is the lesson's file here, which has the assignment's name.
"""

from .activations import ACTIVATIONS
from .losses import LOSSES

SYMBOLS = {"N": "the number of examples", "n": "the number of values in one example"}

FUNCTIONS = (*ACTIVATIONS, *LOSSES)
