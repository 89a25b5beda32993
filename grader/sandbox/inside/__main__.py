"""Entry of the confined interpreter: ``python -I -S <this directory> zygote|cold SETTINGS``.

The directory is imported as a package of its own, by path, so that no folder of the course is ever on
``sys.path`` here.
"""

import importlib
import importlib.util
import json
import os
import sys


def main() -> None:
    here = os.path.dirname(os.path.abspath(__file__))
    spec = importlib.util.spec_from_file_location(
        "inside", os.path.join(here, "__init__.py"), submodule_search_locations=[here]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules["inside"] = package
    spec.loader.exec_module(package)
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) != here]
    role, settings = sys.argv[1], json.loads(sys.argv[2])
    sys.path += settings["paths"]
    # What is imported sets nothing up anew in each copy of this process: there is one thread, and the seeds are ours.
    os.register_at_fork = lambda **_: None
    importlib.import_module(f"inside.{role}").main(settings)


if __name__ == "__main__":
    main()
