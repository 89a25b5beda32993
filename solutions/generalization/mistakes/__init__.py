"""What people do wrong in the six functions, each as a small wrong implementation with what to say about it."""

from . import decay, dropping, splitting, stopping

MISTAKES = (*dropping.MISTAKES, *decay.MISTAKES, *splitting.MISTAKES, *stopping.MISTAKES)
