"""Training a submission's functions on MNIST: in a notebook, in the terminal, in the app; and the digits alone."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quiz_app.training.data import load_digits
    from quiz_app.training.here import train_here

__all__ = ["load_digits", "train_here"]


def __getattr__(name: str) -> Any:
    # The command line imports this package at every start, and must not pay for numpy then.
    if name == "train_here":
        from quiz_app.training.here import train_here

        return train_here
    if name == "load_digits":
        from quiz_app.training.data import load_digits

        return load_digits
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
