"""Which functions are known to give one answer to one question. Of every other it is found out by asking."""

from __future__ import annotations

import textwrap

import pytest

from grader.course import Course
from grader.sandbox.inside.reading.chunks import read_text

NUMPY = "import numpy as np\n"
PLACE = "x.__traceback__.tb_frame.f_code.co_name"
F = "def f(a):\n    return a * 2\n"


def steady(text: str) -> tuple[str, ...]:
    return read_text(NUMPY + textwrap.dedent(text), "work.py", "work.py").steady


@pytest.mark.parametrize(
    "text",
    [
        F,
        "def f(a, b):\n    return (a - b) / len(a)",
        "def f(a):\n    out = np.zeros_like(a)\n    for i in range(len(a)):\n        out[i] += a[i]\n    return out",
        "def f(a):\n    return np.array([[x * 2 for x in row] for row in a])",
        "def f(a: np.ndarray, h: float = -1e-5) -> np.ndarray:\n    '''Doubles.'''\n    return a * h",
        "f = lambda a: np.maximum(a, 0)",
        "EPS = 1e-9\ndef f(a):\n    return a + EPS",
        "from math import exp\nfrom numpy import sum\ndef f(a):\n    return sum(a) * exp(1.0)",
        "def helper(a):\n    return a.T\ndef f(a):\n    return helper(a) @ a",
        "def f(a):\n    with np.errstate(divide='ignore'):\n        return 1 / a",
        "def f(a):\n    def g(b):\n        return b + a\n    return g(a)",
        "def f(cache):\n    return cache * 2\ncache = []\ncache.append(1)",
        "from grader import check\nX = np.random.default_rng(0).normal(size=3)\nprint(f'{X.sum():.2f}')\n"
        + F
        + "check(f)",
        "def g(a, seen=[]):\n    seen.append(a)\n    return len(seen)\n" + F,
        "SEEN = []\ndef g(a):\n    try:\n        SEEN.append(a)\n    except Exception:\n        pass\n" + F,
        "def g(a):\n    return a * 2\nf = g",
        "def g(:\n    SEEN.append(1)\n" + F,
        "from itertools import pairwise\ndef f(a):\n    return [x * y for x, y in pairwise(a)]",
        f"def g(a):\n    try:\n        a()\n    except ValueError as x:\n        print({PLACE})\n" + F,
        F + "print('not closed'\n",
    ],
)
def test_plain_functions_are_steady(text: str) -> None:
    assert "f" in steady(text)


@pytest.mark.parametrize(
    "text",
    [
        "SEEN = []\ndef f(a):\n    SEEN.append(a)\n    return a",
        "count = 0\ndef f(a):\n    global count\n    count += 1\n    return a",
        "def f(a, seen=[]):\n    seen.append(a)\n    return a",
        "def f(a, *, seen={}):\n    return a",
        "def f(a):\n    f.calls = 1\n    return a",
        "def f(a):\n    np.calls = 1\n    return a",
        "def g(a, seen=[]):\n    seen.append(a)\n    return a\nf = g",
        "f = g = np.random.normal\n",
        "SEEN = []\nseen = SEEN\ndef f(a):\n    seen.append(a)\n    return a",
        "f = id",
        "from itertools import cycle\n" + F,
        f"def f(a):\n    try:\n        a()\n    except ValueError as x:\n        return len({PLACE})",
        "def g(x):\n    x.__traceback__.tb_frame.f_globals['f'] = 1\n" + F,
        "def made():\n    n = 0\n    def g(a):\n        nonlocal n\n        return a\n    return g\nf = made()",
        "def made():\n    seen = []\n    def g(a):\n        seen.append(a)\n    return g\nf = made()",
        "class C:\n    n = 0\n" + F,
        "import sys\n" + F,
        "import random\n" + F,
        "from numpy import *\n" + F,
        "from numpy import random\n" + F,
        "def f(a):\n    return a + np.random.normal()",
        "rng = np.random.default_rng(0)\ndef f(a):\n    return a + rng.normal()",
        "def f(a):\n    return np.empty(3) + a",
        "def f(a):\n    return np.divide(a, a, where=a > 0)",
        "def f(a):\n    return np.divide(a, a, **{'where': a > 0})",
        "def f(a):\n    try:\n        return f(a)\n    except RecursionError:\n        return a",
        "def f(a):\n    return len(str(lambda: a))",
        "def f(a):\n    return len(f'{lambda: a}')",
        "def f(a):\n    return id(a)",
        "def g(a):\n    return np.random.normal()\ndef f(a):\n    return g(a)",
        "def g(a, seen=[]):\n    return a\ndef h(a):\n    return g(a)\ndef f(a):\n    return h(a)",
        "np.exp = np.log\n" + F,
        "setattr(np, 'exp', np.log)\n" + F,
        "exec('np.exp = np.log')\n" + F,
        "globals()['f'] = 1\n" + F,
        "vars(np)['exp'] = 1\n" + F,
        "np.__dict__['exp'] = 1\n" + F,
        "def g(a):\n    np.exp = a\n" + F,
        "def g(a: exec('x = 1')):\n    return a\n" + F,
        "def g(a=np.__name__):\n    return a\n" + F,
        "@np.vectorize\ndef f(a):\n    return a",
        F + "f = 5",
        F + "for f in range(3):\n    pass",
        F + "try:\n    1 / 0\nexcept ZeroDivisionError as f:\n    pass",
        "np = []\ndef f(a):\n    return a + np.pop()",
        "for np in range(3):\n    pass\ndef f(a):\n    return np * a",
        "EPS = 1\nEPS = 2\ndef f(a):\n    return a + EPS",
        "if True:\n    def f(a):\n        return a",
        "def f(a):\n    [seen for seen in a]\n    return seen\nseen = []",
        "def f(a):\n    return (lambda seen: a)(1), seen\nseen = []",
        "np.seterr(all='raise')\n" + F,
        "print(open('x'))\n" + F,
        "def f(a):\n    yield a",
        "%matplotlib inline\nimport matplotlib.pyplot as plt\n" + F,
    ],
)
def test_what_may_keep_something_or_look_around_is_not_known_to_be_steady(text: str) -> None:
    assert "f" not in steady(text)


def test_a_function_that_is_defined_twice_is_as_steady_as_both_are() -> None:
    assert "f" in steady(F + F)
    assert "f" not in steady(F + "def f(a, seen=[]):\n    return a\n" + F)


def test_what_a_lesson_holds_besides_makes_no_function_unsteady(course: Course) -> None:
    """Otherwise every file of a class would be loaded twice, and asked everything many times more."""
    assignment = course.assignment()
    path = course.reference_file(assignment)
    found = read_text(path.read_text(encoding="utf-8"), path.name, path.name, judged=course.functions).steady
    assert set(assignment.steps) <= set(found)
