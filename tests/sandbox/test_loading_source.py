"""How a submission is loaded: statement by statement, and what is said about those that fail."""

import textwrap

import pytest

from grader.sandbox import Chunk, Limits


def test_a_statement_that_fails_does_not_cost_the_others(sandbox):
    chunks = [
        Chunk("cell 1", "import numpy as np\nimport matplotlib.pyplot as plt\ndef a(): return 1"),
        Chunk("cell 2", "plt.plot([1, 2])\n\n\nx = np.ones(3)[\n    7]\ndef b(): return 2"),
        Chunk("cell 3", "def c() return 3"),
        Chunk("cell 4", "exit()\ndef d(): return 4"),
    ]
    with sandbox.open(chunks) as worker:
        assert worker.loaded.names >= {"a", "b", "d"}
        assert "c" not in worker.loaded.names
        assert [(p.label, p.line, p.error) for p in worker.loaded.problems] == [
            ("cell 1", 2, "ModuleNotFoundError"),
            ("cell 2", 1, "NameError"),
            ("cell 2", 4, "IndexError"),
            ("cell 3", 1, "SyntaxError"),
            ("cell 4", 1, "SystemExit"),
        ]
        assert worker.loaded.problems[0].message == "No module named 'matplotlib' in the grader"
        assert worker.loaded.problems[3].message == "expected ':'"
        assert worker.call("d").arrays[0] == 4


def test_code_lines_come_from_the_right_chunk(sandbox):
    chunks = [Chunk("cell 1", "def a(): return 1"), Chunk("cell 2", "\ndef b():\n    return 1 / 0")]
    with sandbox.open(chunks) as worker:
        answer = worker.call("b")
    assert (answer.label, answer.line, answer.code_line) == ("cell 2", 3, "return 1 / 0")


def test_code_lines_of_a_part_of_a_file_are_counted_in_the_file(sandbox):
    with sandbox.open([Chunk("b.py (cell 2)", "\ndef b():\n    return 1 / 0", lines_before=5)]) as worker:
        answer = worker.call("b")
    assert (answer.line, answer.code_line) == (8, "return 1 / 0")


def test_a_statement_that_fails_inside_a_function_names_the_line_in_the_function(opened):
    (problem,) = opened("def helper():\n    return 1 / 0\n\n\nx = helper()").loaded.problems
    assert (problem.line, problem.error) == (2, "ZeroDivisionError")


def test_of_many_statements_that_fail_the_first_fifty_are_told_and_the_rest_is_loaded(opened):
    worker = opened("1 / 0\n" * 60 + "def f(): return 1")
    assert [problem.line for problem in worker.loaded.problems] == list(range(1, 51))
    assert worker.call("f").arrays[0] == 1


def test_a_traceback_that_a_student_prints_shows_the_source(opened):
    worker = opened(
        """\
        import traceback
        def f():
            try:
                1 / 0
            except ZeroDivisionError:
                traceback.print_exc()
        """
    )
    output = worker.call("f").output
    assert 'File "backprop.py", line 4, in f' in output
    assert "1 / 0" in output


def test_the_module_is_called_submission_and_future_imports_hold_for_later_cells(sandbox):
    chunks = [
        Chunk("cell 1", "from __future__ import annotations\nif __name__ == '__main__': never()"),
        Chunk("cell 2", "def f(x: not_defined = 0) -> neither:\n    raise ValueError(__name__)"),
        Chunk(
            "cell 3", "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\ndef g(): return P(3).x"
        ),
    ]
    with sandbox.open(chunks) as worker:
        assert worker.loaded.problems == ()
        assert worker.call("f").message == "submission"
        assert worker.call("g").arrays[0] == 3


@pytest.mark.parametrize(
    "source", ["x = '\0'", "x = '\ud800'", "(" * 500 + ")" * 500, "é = 1\n\tif", "return 3", "await x"]
)
def test_text_that_is_no_python_is_one_problem(opened, source):
    worker = opened(source)
    assert len(worker.loaded.problems) == 1
    assert worker.call("f").outcome == "missing"


ENDLESS = """\
import numpy as np
rate = 0.1
negative = -1
square = lambda x: x * x
def f(x): return square(x) * rate
class Steps:
    @staticmethod
    def g(x): return x
g = Steps.g
while True:
    pass
def h(x): return x
"""


def test_a_submission_that_never_finishes_loading_still_gets_its_definitions(opened):
    worker = opened(ENDLESS, Limits(load_seconds=0.5))
    assert worker.loaded.names >= {"f", "g", "h"}
    (problem,) = worker.loaded.problems
    assert problem.error == "TimeoutError"
    assert problem.message == "Loading the submission did not finish within 0.5 seconds."
    assert (problem.label, problem.line) in [("backprop.py", 10), ("backprop.py", 11)]
    assert worker.call("f", 2.0).arrays[0] == pytest.approx(0.4)


def test_a_submission_that_crashes_while_loading_still_gets_its_definitions(opened):
    worker = opened("import os\ndef f(): return 1\nos._exit(3)")
    (problem,) = worker.loaded.problems
    assert problem.error == "Crash"
    assert "exit status 3" in problem.message
    assert worker.call("f").arrays[0] == 1


def test_a_definition_that_never_finishes_costs_itself_alone(opened):
    worker = opened("def f(x=[0 for _ in iter(int, 1)]): return 1\ndef g(): return 2", Limits(load_seconds=0.3))
    assert worker.loaded.names == {"g"}
    (problem,) = worker.loaded.problems
    assert (problem.line, problem.error) == (1, "TimeoutError")
    assert worker.call("g").arrays[0] == 2


COMPUTED = "import numpy as np\neps = np.finfo(float).eps\nmask = np.vectorize(lambda z: 1.0 if z > eps else 0.0)\n"
LOST = {
    "an endless loop": "while True:\n    pass\n",
    "one in a block": "with np.errstate(all='ignore'):\n    one = np.ones(1)\n    while True:\n        pass\n",
    "one in a function": "def train():\n    while True:\n        pass\ntrain()\n",
    "an exit": "import os\nos._exit(3)\n",
    "a crash": "import ctypes\nctypes.string_at(0)\n",
    "two endless loops": "while True:\n    pass\nwhile True:\n    one = 1\n",
    "an exit and an endless loop": "import os\nos._exit(3)\nwhile True:\n    pass\n",
}


@pytest.mark.parametrize("what", LOST)
def test_values_computed_above_and_below_a_statement_that_never_ends_are_kept(opened, what):
    below = "half = mask(np.ones(1)) / 2\ndef f(z): return mask(z) * half\n"
    worker = opened(COMPUTED + LOST[what] + below, Limits(load_seconds=0.4))
    assert worker.call("f", 3.0).arrays[0] == 0.5
    assert not worker.loaded.definitions_only
    assert {problem.line for problem in worker.loaded.problems} <= set(range(4, 9))
    assert worker.loaded.problems


def test_of_many_statements_that_never_end_what_is_above_the_first_is_kept(opened):
    endless = "while True:\n    pass\n" * 4
    worker = opened(COMPUTED + endless + "def f(z): return mask(z)\n", Limits(load_seconds=0.3))
    assert worker.call("f", 3.0).arrays[0] == 1
    assert worker.loaded.definitions_only


BROKEN_IMPORTS = {
    "a list": "import matplotlib.pyplot as plt, numpy as np",
    "a list of names": "from numpy import array, dott, zeros\nimport numpy as np\nnp.array = array",
    "one line": "import seaborn; import numpy as np",
    "try": "try:\n    import seaborn\n    import numpy as np\nexcept ImportError:\n    pass",
    "try in one line": "try: import seaborn, numpy as np\nexcept ImportError: pass",
    "try and finally": "try:\n    import seaborn\n    import numpy as np\nfinally:\n    pass",
    "with": "import warnings\nwith warnings.catch_warnings():\n    import pandas\n    import numpy as np",
    "suppress": "from contextlib import suppress\nwith suppress(ImportError): import pandas; import numpy as np",
    "a context that is missing": "with plt.style.context('x'):\n    import numpy as np",
    "if": "if True:\n    import pandas\n    import numpy as np",
    "else": "if False:\n    pass\nelse:\n    import pandas\n    import numpy as np",
    "if in try": "try:\n    if True:\n        import pandas\n    import numpy as np\nexcept Exception:\n    pass",
    "an import in except": "try:\n    import cupy as np\nexcept ImportError:\n    import pandas, numpy as np",
    "a statement in between": "if True:\n    plt.show()\n    for k in 1, 2:\n        1 / 0\n    import numpy as np",
    "star": "from seaborn import *\nimport numpy as np",
}


@pytest.mark.parametrize("how", BROKEN_IMPORTS)
def test_an_import_that_fails_costs_none_of_those_beside_it(opened, how):
    worker = opened(BROKEN_IMPORTS[how] + "\ndef f(): return np.ones(2)\n")
    assert worker.call("f").arrays[0].tolist() == [1, 1]


def test_what_a_try_falls_back_on_stays(opened):
    worker = opened(
        "try:\n    import cupy as np\n    rate = 3\nexcept ImportError:\n    import numpy as np\n    rate = 2\n"
        "if __name__ == '__main__':\n    rate = 4\n"
        "def f(): return np.ones(1) * rate\n"
    )
    assert worker.call("f").arrays[0] == 2
    assert worker.loaded.problems == ()


def test_a_statement_in_a_block_runs_once(opened):
    worker = opened("n = 0\nif True:\n    n += 1\n    1 / 0\n    n += 1\n    import re\ndef f(): return n\n")
    assert worker.call("f").arrays[0] == 2
    assert [problem.line for problem in worker.loaded.problems] == [4]


def test_a_statement_that_failed_says_which_names_are_missing_for_it(opened):
    worker = opened("from my_layers import relu, mask as m\nimport a.b, seaborn as sns\nx, y = 1 / 0\n1 / 0\n")
    assert [problem.names for problem in worker.loaded.problems] == [("relu", "m"), ("a",), ("sns",), ("x", "y"), ()]


def test_what_one_submission_does_to_numpy_is_unknown_to_the_next(sandbox):
    spoil = Chunk("a", "import numpy as np\nnp.ones = None\nnp.random.seed(1)\nimport math\nmath.pi = 3")
    clean = Chunk("a", textwrap.dedent("import numpy, math\ndef f(): return numpy.ones(2) * math.pi"))
    with sandbox.open([spoil]), sandbox.open([clean]) as worker:
        assert worker.call("f").arrays[0][0] == pytest.approx(3.14159265)


def test_random_numbers_are_the_same_for_every_submission(sandbox):
    chunk = Chunk("a", "import random, numpy\ndef f(): return [random.random(), numpy.random.rand()]")
    drawn = []
    for _ in range(2):
        with sandbox.open([chunk]) as worker:
            drawn.append(worker.call("f").arrays[0].tolist())
    assert drawn[0] == drawn[1]


def test_after_a_failure_go_on_at_the_very_next_statement(sandbox):
    source = """
ran = []
ran.append(1); ran[9]; ran.append(2)
ran.append(
    3 if ran else
    4); [
    1 / 0]
@ran.append
def f(): return 1
with open("nowhere") as file:
    ran.append(5)
@(lambda function: 1 / 0)
def g(): return 1
ran.append(6); ran.append(7)
return 8
def order(): return ran[:3] + [ran[3] is not None] + ran[4:]
"""
    with sandbox.open([Chunk("cell", source)]) as worker:
        assert worker.call("order").arrays[0].tolist() == [1, 2, 3, 1, 6, 7]
        assert [(p.line, p.error) for p in worker.loaded.problems] == [
            (3, "IndexError"),
            (7, "ZeroDivisionError"),
            (10, "PermissionError"),
            (12, "ZeroDivisionError"),
            (15, "SyntaxError"),
        ]


def test_each_statement_runs_once(sandbox):
    source = "count = [0]\ncount[0] += 1\n1 / 0\ncount[0] += 10\n1 / 0\ncount[0] += 100\ndef f(): return count[0]"
    with sandbox.open([Chunk("cell", source)]) as worker:
        assert worker.call("f").arrays[0] == 111
