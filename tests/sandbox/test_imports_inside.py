"""What a submission may import, and that numpy works without files, threads and new system calls."""

import pytest

from grader.sandbox import Chunk, Sandbox

MODULES = """
    numpy numpy.linalg numpy.random numpy.fft numpy.testing numpy.polynomial numpy.lib.stride_tricks numpy.ma
    math cmath random itertools functools operator collections collections.abc typing dataclasses warnings abc
    enum fractions decimal statistics numbers copy time string re textwrap inspect contextlib types sys os json
    io pprint datetime logging __future__ typing_extensions
"""


SOURCE = """\
import copy, datetime, decimal, fractions
import importlib, inspect, io, logging, os, pprint, statistics, sys, time, warnings
import numpy as np
A = np.arange(1.0, 10.0).reshape(3, 3)
def saved(x):
    file = io.BytesIO()
    np.save(file, x)
    return file.getvalue()
def load(name): return importlib.import_module(name) and 1
def run(expression): return eval(expression)
"""


@pytest.fixture(scope="module")
def worker(sandbox):
    with sandbox.open([Chunk("backprop.py", SOURCE)]) as worker:
        assert worker.loaded.problems == ()
        yield worker


@pytest.mark.parametrize("name", MODULES.split())
def test_modules_of_an_honest_submission_can_be_imported(worker, name):
    assert worker.call("load", name).outcome == "returned"


@pytest.mark.parametrize("name", ["numpy", "numpy.linalg", "numpy.random", "math", "typing"])
def test_a_star_import_brings_every_name(opened, name):
    assert opened(f"from {name} import *").loaded.problems == ()


@pytest.mark.parametrize(
    "name",
    [
        "pandas",
        "torch",
        "grader.key",
        "quiz_app.training.loop",
        "inside",
        "inside.serving",
        "pytest",
        "numpy.nothing",
    ],
)
def test_other_modules_are_said_not_to_be_there(worker, name):
    answer = worker.call("load", name)
    assert answer.error == "ModuleNotFoundError"
    assert answer.message in (f"No module named {name!r} in the grader", "No module named 'inside' in the grader")


@pytest.mark.parametrize(
    "expression",
    [
        "np.einsum('ij,jk->ik', A, A, optimize=True)",
        "np.random.default_rng().normal(size=3)",
        "np.random.default_rng(0).permutation(9)",
        "np.random.randn(3)",
        "np.linalg.svd(np.random.rand(200, 200))",
        "np.linalg.lstsq(A, A)[0]",
        "np.random.rand(400, 400) @ np.random.rand(400, 400)",
        "np.fft.rfft(np.ones(64)).real",
        "np.polynomial.Polynomial.fit(range(9), range(9), 2).coef",
        "np.lib.stride_tricks.sliding_window_view(np.arange(9), 3)",
        "np.vectorize(lambda x: x + 1)(A)",
        "np.apply_along_axis(sum, 0, A)",
        "np.testing.assert_allclose(A, A) or 1",
        "len(repr(np.linspace(0, 1, 2000)) + str(A) + f'{A[0, 0]:.3f} {1e300:e}')",
        "len(np.array2string(A, precision=3)) + len(np.get_printoptions())",
        "np.errstate(all='raise')(np.add)(1, 2)",
        "np.log(np.zeros(3))",
        "(time.sleep(0.001), time.perf_counter(), time.time(), time.process_time(), time.strftime('%Y'))[1]",
        "warnings.warn('careful') or 1",
        "warnings.warn('old', DeprecationWarning, stacklevel=2) or 1",
        "len(inspect.getsource(saved))",
        "float(decimal.Decimal(1) / 3) + float(fractions.Fraction(1, 3))",
        "datetime.datetime.now().year + datetime.datetime.strptime('2024', '%Y').year",
        "logging.getLogger().warning('hm') or 1",
        "len('\u00e9\u4e2d'.encode('utf-16')) + len('x'.encode('latin-1')) + len('x'.encode('ascii'))",
        "statistics.stdev([1, 2, 4]) + len(pprint.pformat({}))",
        "np.frompyfunc(lambda x: x, 1, 1)(A).astype(float)",
        "np.load(io.BytesIO(saved(A)))",
        "np.genfromtxt(io.StringIO('1 2'))",
        "np.ma.masked_invalid(A).sum() + np.matrix(A).sum()",
        "np.sort(A, kind='stable') + np.unique(A).sum() + np.histogram(A)[0].sum()",
        "np.emath.sqrt(A) + np.strings.add(['a'], 'b').size + np.char.upper(['a']).size",
        "eval('1 + 1') + sum(ord(c) for c in str(copy.deepcopy(A)))",
        "os.cpu_count() and sys.getsizeof(A)",
    ],
)
def test_everyday_numpy_and_python_work_inside(worker, expression):
    answer = worker.call("run", expression)
    assert (answer.outcome, answer.message) == ("returned", "")
    assert answer.arrays


def test_reading_from_the_keyboard_finds_nobody_there(opened):
    assert opened("def f(): return input('?')").call("f").error == "EOFError"


def test_the_environment_of_the_grader_is_not_passed_on(monkeypatch):
    monkeypatch.setenv("A_SECRET", "gradebook-password")
    source = "import os, sys\ndef f(): raise ValueError(repr(dict(os.environ)) + repr(sys.path) + repr(sys.argv))"
    with Sandbox() as sandbox, sandbox.open([Chunk("a", source)]) as worker:
        message = worker.call("f").message
    assert "OPENBLAS_NUM_THREADS" in message
    assert "gradebook-password" not in message
    assert message.endswith("[]['submission']")


def test_what_a_notebook_calls_between_the_steps_does_nothing_here(opened):
    worker = opened(
        """
        from grader import check
        from quiz_app.training import train_here
        def f(): return 1
        check(f)
        history = train_here(globals(), learning_rate=0.01)
        history.plot()
        def g(): return check(f) == 10
        """
    )
    assert worker.loaded.problems == ()
    assert worker.call("g").arrays[0] == False  # noqa: E712


def test_functions_of_other_files_say_that_they_are_not_here(opened):
    worker = opened(
        """
        from grader import check, functions_of, hint
        from quiz_app.training import load_digits
        earlier = functions_of("earlier")
        digits = load_digits()
        def f(): return earlier.slope(1)
        """
    )
    assert worker.loaded.problems == ()
    answer = worker.call("f")
    assert (answer.outcome, answer.error) == ("raised", "RuntimeError")
    assert answer.message.startswith("slope is a function of earlier, in another file")
