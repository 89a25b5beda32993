"""The PostgreSQL server of tests/classroom serves these tests, too."""

import sys

from submissions import ROOT

sys.path.append(str(ROOT / "tests" / "classroom"))
