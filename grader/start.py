"""What must happen before anything else when the `course` command or the app starts."""

from __future__ import annotations

import atexit
import gc
import os
import sys

from grader.interpreter import keep_out_current_folder

_NEED_THE_SANDBOX_FIRST = ("check", "watch", "train")


def leave_out_grammars() -> None:
    """Spare this process what takes half of the time to import nbformat and nbgrader.

    Both import jsonschema, which builds 39 grammars for a check of international web addresses (RFC 3987). No format
    of a notebook asks for it, and jsonschema does without where the module that holds the grammars is missing.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None: importing it is an ImportError


def main() -> None:
    """Entry point. What grades starts its confined interpreter now, while this one has yet to import all it needs."""
    keep_out_current_folder()
    # What is imported stays. Looking through it for garbage again and again is a tenth of a short command's time.
    gc.set_threshold(200_000)
    atexit.register(gc.freeze)  # and is not looked through once more on the way out, a tenth again
    # Before numpy is loaded. On arrays as small as these a second thread of BLAS is no help, and takes the processor
    # from the sandbox that starts meanwhile or, in the app, from another session.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    leave_out_grammars()
    if sys.argv[1:2] and sys.argv[1] in _NEED_THE_SANDBOX_FIRST and "--help" not in sys.argv:
        from grader.sandbox.zygote import Zygote

        Zygote.start_ahead()
    from grader.cli import main

    main()


if __name__ == "__main__":
    main()
