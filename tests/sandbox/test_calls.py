"""What a call of a student's function brings back."""

import numpy as np
import pytest

from grader.sandbox import Answer, Chunk, FunctionCall, Limits, Request, Seed


def calls_of(name, *several):
    return Request.of(FunctionCall(name, arguments) for arguments in several)


def test_a_function_gets_arrays_and_returns_an_array(opened):
    worker = opened("def product(a, b): return a @ b.T")
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(3, 4)), rng.normal(size=(5, 4))
    answer = worker.call("product", a, b)
    assert answer.outcome == "returned"
    assert answer.returned == "ndarray of float64"
    np.testing.assert_array_equal(answer.arrays[0], a @ b.T)
    assert answer.changed == ()
    assert answer.seconds > 0


@pytest.mark.parametrize("dtype", ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3, 4)])
def test_arrays_of_every_kind_survive_the_way_there_and_back(opened_identity, dtype, shape):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    (back,) = opened_identity.call("identity", array).arrays
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    np.testing.assert_array_equal(back, array)


@pytest.fixture(scope="module")
def opened_identity(sandbox):
    with sandbox.open([Chunk("backprop.py", "def identity(x): return x")]) as worker:
        yield worker


def test_nan_and_infinity_come_back_as_they_are(opened_identity):
    array = np.array([np.nan, np.inf, -np.inf, -0.0])
    (back,) = opened_identity.call("identity", array).arrays
    assert back.tobytes() == array.tobytes()


def test_arrays_that_are_not_contiguous_arrive_with_their_values(opened_identity):
    array = np.arange(24.0).reshape(4, 6)[::2, ::-3].T
    np.testing.assert_array_equal(opened_identity.call("identity", array).arrays[0], array)


def test_arrays_that_come_back_can_be_written_to(opened_identity):
    (back,) = opened_identity.call("identity", np.ones(3)).arrays
    back += 1
    assert back.tolist() == [2, 2, 2]


@pytest.mark.parametrize(
    ("value", "kind"), [(0.5, "float"), (np.float64(0.5), "float"), (7, "int"), ("text", "str"), (True, "bool")]
)
def test_plain_arguments_arrive_as_python_values(opened, value, kind):
    worker = opened("def kind(x): raise TypeError(type(x).__name__ + ' ' + repr(x))")
    assert worker.call("kind", value).message == f"{kind} {value!s}".replace("text", "'text'")


def test_an_argument_of_another_type_is_the_callers_mistake(opened_identity):
    with pytest.raises(TypeError, match="Argument 1 is of type dict"):
        opened_identity.call("identity", 1.0, {})
    with pytest.raises(TypeError, match="Argument 0 has dtype complex128"):
        opened_identity.call("identity", np.zeros(2, complex))


@pytest.mark.parametrize(
    ("expression", "returned", "shapes"),
    [
        ("np.ones((2, 3))", "ndarray of float64", [(2, 3)]),
        ("2.5", "float", [()]),
        ("3", "int", [()]),
        ("True", "bool", [()]),
        ("np.float32(1)", "float32", [()]),
        ("[[1, 2], [3, 4]]", "list", [(2, 2)]),
        ("(np.ones(2), np.ones((3, 1)))", "tuple of 2", [(2,), (3, 1)]),
        ("np.matrix([[1, 2]])", "matrix of int64", [(1, 2)]),
        ("np.ma.masked_array([1.0, 2.0], mask=[0, 1])", "MaskedArray of float64", [(2,)]),
        ("np.ones(3, '>f4')", "ndarray of >f4", [(3,)]),
        ("np.ones(3, np.longdouble)", f"ndarray of {np.dtype(np.longdouble)}", [(3,)]),
        ("None", "NoneType", []),
        ("'1.0'", "str", []),
        ("np.array(['1.0'])", "ndarray of <U3", []),
        ("np.array([1, None])", "ndarray of object", []),
        ("[[1, 2], [3]]", "list", [(2,), (1,)]),
        ("[[1, 2], [None]]", "list", []),
        ("[np.ones((2, 3)), np.ones((2, 4))]", "list", [(2, 3), (2, 4)]),
        ("([np.ones(2), np.ones(3)], [1.0, 2.0], 3)", "tuple of 3", [(2,), (3,), (2,), ()]),
        ("[[[[[[1, 2], [3]], 4], 5], 6], 7]", "list", []),
        ("[[i] * i for i in range(1, 1100)]", "list", []),
        ("(np.ones(2), None)", "tuple of 2", []),
        ("1j", "complex", []),
        ("{'a': 1}", "dict", []),
        ("(x for x in 'ab')", "generator", []),
        ("10 ** 30", "int", []),
        ("np.zeros(2, [('a', float)])", "ndarray of [('a', '<f8')]", []),
        ("np.ones((1,) * 9)", "ndarray of float64, with 9 dimensions, which is too many", []),
        (
            "np.broadcast_to(0.0, (10**6, 10**6))",
            "ndarray of float64, with shape (1000000, 1000000), which is too large",
            [],
        ),
    ],
)
def test_what_was_returned_is_described_and_only_numbers_come_as_arrays(opened, expression, returned, shapes):
    answer = opened(f"import numpy as np\ndef f(): return {expression}").call("f")
    assert answer.outcome == "returned"
    assert answer.returned == returned
    assert [array.shape for array in answer.arrays] == shapes


def test_a_tuple_of_numbers_is_several_arrays_and_a_list_of_numbers_is_one(opened):
    worker = opened("def several(): return 1.0, 2.0\ndef one(): return [1.0, 2.0]")
    assert len(worker.call("several").arrays) == 2
    assert len(worker.call("one").arrays) == 1


NESTED = [np.ones((2, 3)), (np.zeros(4), 1.5, "text"), [np.arange(3)]]


def test_lists_and_tuples_arrive_as_they_were_sent_and_come_back_as_they_were_returned(opened):
    worker = opened("""\
        def f(values, more):
            array, (zeros, number, text), (numbers,) = values
            assert type(values) is list and type(values[1]) is tuple and type(values[2]) is list and text == "text"
            return ([array, zeros + number], (numbers, [number, 2]), more)
        """)
    answer = worker.call("f", NESTED, 7)
    (array, zeros), (numbers, pair), more = answer.value
    assert isinstance(answer.value, tuple)
    assert isinstance(answer.value[0], list)
    np.testing.assert_array_equal(array, np.ones((2, 3)))
    np.testing.assert_array_equal(zeros, np.full(4, 1.5))
    np.testing.assert_array_equal(numbers, np.arange(3))
    np.testing.assert_array_equal(pair, [1.5, 2])
    assert more == 7


@pytest.mark.parametrize(
    ("does", "changed"),
    [
        ("pass", ()),
        ("values[0][0] = 5", (0,)),
        ("values[1][0][2] = 5", (0,)),
        ("values.append(1)", (0,)),
        ("values[2].clear()", (0,)),
        ("values[2] = list(values[2])", (0,)),
        ("values = values + values", ()),
        ("more[0] = 5", (1,)),
    ],
)
def test_a_list_that_was_changed_in_place_is_named_at_any_depth(opened, does, changed):
    worker = opened(f"def f(values, more): {does}\ndef g(values, more): return float(values[0].sum())")
    assert worker.call("f", NESTED, np.ones(2)).changed == changed
    assert worker.call("g", NESTED, np.ones(2)).arrays[0] == 6  # the next call gets its own copies


def test_a_seed_arrives_as_a_new_random_generator_each_time(opened):
    worker = opened(
        "import numpy\ndef f(rng):\n    assert type(rng) is numpy.random.Generator\n    return rng.random(3)"
    )
    wanted = np.random.default_rng(2**100 + 1).random(3)
    together = worker.call_together(calls_of("f", (Seed(2**100 + 1),), (Seed(2**100 + 1),), (Seed(5),)))
    np.testing.assert_array_equal([answer.arrays[0] for answer in together[:2]], [wanted, wanted])
    assert not np.array_equal(together[2].arrays[0], wanted)


def test_replacing_numpys_generator_does_not_change_what_the_grader_hands_over(opened):
    worker = opened(
        "import numpy as np\nnp.random.default_rng = lambda seed=None: 'mine'\ndef f(rng): return rng.random(2)"
    )
    np.testing.assert_array_equal(worker.call("f", Seed(3)).arrays[0], np.random.default_rng(3).random(2))


@pytest.mark.parametrize("argument", [None, {"a": 1}, [None], (1, [object()]), np.array([None]), [np.array("text")]])
def test_what_cannot_be_handed_over_is_refused_before_it_is_sent(opened, argument):
    with pytest.raises(TypeError, match=r"Argument 0 (is of type|has dtype)"):
        opened("def f(x): return 1").call("f", argument)


def test_a_result_that_hides_its_items_or_never_ends_is_an_answer_or_a_timeout_and_nothing_else(opened):
    worker = opened(
        """\
        class Lying(list):
            def __iter__(self): return iter([1.0])
            def __len__(self): return 10**9
        def lying(): return Lying([[1, 2], [3]])
        def inside_itself():
            a = [[1, 2]]
            a.append(a)
            return a
        def wide(): return [[1] * (i % 2 + 1) for i in range(10**6)]
        """
    )
    assert [array.shape for array in worker.call("lying").arrays] in ([], [(2,), (1,)], [(1,)])
    assert worker.call("inside_itself").value is None
    assert worker.call("wide").value is None


def test_an_exception_names_its_type_text_and_the_innermost_line_of_the_submission(opened):
    worker = opened(
        """\
        import numpy as np

        def outer(a, b):
            return inner(a, b)

        def inner(a, b):
            return np.linalg.solve(a @ b, b)  # shapes do not fit
        """
    )
    answer = worker.call("outer", np.ones((2, 3)), np.ones((2, 3)))
    assert (answer.outcome, answer.error) == ("raised", "ValueError")
    assert "matmul" in answer.message
    assert (answer.label, answer.line) == ("backprop.py", 7)
    assert answer.code_line == "return np.linalg.solve(a @ b, b)  # shapes do not fit"


@pytest.mark.parametrize("error", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "RecursionError"])
def test_exceptions_that_usually_end_a_program_are_raised_like_any_other(opened, error):
    worker = opened(f"def f(): raise {error}('no')\ndef g(): return 1")
    assert worker.call("f").error == error
    assert worker.call("g").outcome == "returned"


def test_endless_recursion_is_a_recursion_error(opened):
    assert opened("def f(): return f()").call("f").error == "RecursionError"


def test_a_name_that_is_not_there_or_not_callable_is_missing(opened):
    worker = opened("value = 3")
    for name in ("dL_dz3", "value"):
        answer = worker.call(name)
        assert answer.outcome == "missing"
        assert answer.message == f"There is no function named {name}."


def test_lambdas_static_methods_and_partials_can_be_called(opened):
    worker = opened(
        """\
        from functools import partial

        class Steps:
            @staticmethod
            def double(x): return 2 * x

        a = lambda x: 2 * x
        b = Steps.double
        c = partial(pow, exp=2)
        """
    )
    assert {"a", "b", "c", "Steps"} <= worker.loaded.names
    for name in "abc":
        assert worker.call(name, 2.0).arrays[0] == 4.0


def test_prints_come_with_their_own_call_and_warnings_do_no_harm(opened):
    worker = opened(
        """\
        import numpy as np
        print("while loading")
        def loud(x): print("x is", x); return x
        def quiet(x): return x
        def warns(x): return np.log(x)
        """
    )
    assert worker.call("loud", 1.0).output == "x is 1.0\n"
    assert worker.call("quiet", 1.0).output == ""
    assert worker.call("loud", 2.0).output == "x is 2.0\n"
    answer = worker.call("warns", np.zeros(1))
    assert answer.outcome == "returned"
    assert "RuntimeWarning: divide by zero" in answer.output


def test_a_line_that_is_not_ended_is_printed_too(opened):
    assert opened("def f(): print('x', end='')").call("f").output == "x"


def test_prints_are_cut_off_and_cleaned(opened):
    worker = opened(
        r"""
        def long(): print("x" * 10**6); return 1
        def dirty(): print("\x1b[31mred\x1b[0m \x07\x00\u202eright\u200b\r\nnext"); return 1
        """,
        Limits(output_bytes=100),
    )
    assert worker.call("long").output == "x" * 100
    assert worker.call("dirty").output == "red right\nnext\n"


def test_messages_are_capped_and_cleaned(opened):
    worker = opened(r"def f(): raise ValueError('\x1b]0;title\x07' + 'x' * 10**6)")
    answer = worker.call("f")
    assert answer.message.startswith("xxx")
    assert len(answer.message) <= 1000


def test_arguments_changed_in_place_are_named_by_position(opened):
    worker = opened(
        """\
        def f(w, rate, dw, other):
            dw *= rate
            other.shape = (4,)
            return w
        def g(x):
            x[:] = x
            return x
        def h(x):
            x[0] = 5
            raise ValueError
        """
    )
    answer = worker.call("f", np.ones(2), 0.5, np.ones(2), np.ones((2, 2)))
    assert answer.changed == (2,)
    assert worker.call("g", np.full(3, np.nan)).changed == ()
    assert worker.call("h", np.zeros(300_000)).changed == (0,)


def test_large_arrays_go_through_with_room_for_them(opened):
    limits = Limits(call_seconds=30, total_seconds=None, memory_mib=1500, reply_mib=200)
    worker = opened("def f(X, y): return y, X.mean(dtype=float)", limits)
    X = np.random.default_rng(0).integers(0, 256, (60_000, 784), dtype=np.uint8)
    y = np.arange(60_000)
    answer = worker.call("f", X, y)
    assert answer.outcome == "returned"
    np.testing.assert_array_equal(answer.arrays[0], y)
    assert answer.arrays[1] == pytest.approx(X.mean())


def test_an_answer_cannot_be_altered():
    with pytest.raises(AttributeError):
        Answer("returned").outcome = "raised"


def test_two_chunks_with_one_label_are_refused(sandbox):
    with pytest.raises(ValueError, match="labels"):
        sandbox.open([Chunk("cell 1", ""), Chunk("cell 1", "")])


def test_calls_together_answer_like_calls_one_by_one(opened):
    worker = opened(
        """
        import numpy as np
        def f(x, y=1):
            if x.sum() < 0: raise ValueError("below")
            print("f"); return x * y if x.ndim else (x, x)
        """
    )
    calls = [(np.arange(3.0), 2.0), (np.array(-1.0),), (np.array(5.0),), (np.ones((2, 2)),)]
    together = worker.call_together(calls_of("f", *calls))
    one_by_one = [worker.call("f", *call) for call in calls]
    assert [(a.outcome, a.error, a.line, [b.tolist() for b in a.arrays]) for a in together] == [
        (a.outcome, a.error, a.line, [b.tolist() for b in a.arrays]) for a in one_by_one
    ]
    assert [a.outcome for a in worker.call_together(calls_of("g", *calls))] == ["missing"] * 4


def test_calls_that_end_early_are_made_up_to_the_first_without_an_answer(opened):
    worker = opened(
        """
        made = []
        def f(x):
            made.append(x)
            if x == 2.0: raise ValueError("two")
            return x
        def times(): return len(made)
        """
    )
    calls = [FunctionCall("f", (x,)) for x in (1.0, 2.0, 3.0)]
    assert [a.outcome for a in worker.call_together(Request.of(calls, ends_early=True))] == ["returned", "raised"]
    assert worker.call("times").arrays[0] == 2
    assert [a.outcome for a in worker.call_together(Request.of(calls[::2], ends_early=True))] == ["returned"] * 2
    missing = Request.of([FunctionCall("g", ())] * 3, ends_early=True)
    assert [a.outcome for a in worker.call_together(missing)] == ["missing"]


@pytest.mark.parametrize("end", ["while True: pass", "import os; os._exit(3)", "return np.ones(2**40)"])
def test_calls_together_that_do_not_come_back_are_none_and_the_next_call_is_answered(opened, end):
    worker = opened(f"import numpy as np\ndef f(x):\n    if x == 2.0:\n        {end}\n    return x\n")
    assert worker.call_together(calls_of("f", (1.0,), (2.0,), (3.0,))) is None
    assert worker.call("f", 3.0).arrays[0] == 3
    assert worker.call_together(calls_of("f", (2.0,))) is None
    assert worker.call_together(calls_of("f")) == ()
    assert worker.call("f", 3.0).arrays[0] == 3


def test_where_a_call_failed_is_told_with_what_the_names_there_held(opened):
    worker = opened(
        """
        import numpy as np
        scale = np.ones(7)
        def f(a, b):
            turned = a.T
            return 1 + (turned *
                        scale) + b
        """
    )
    found = worker.call("f", np.zeros((3, 4)), 2.0).failing
    assert (found.function, found.expression.split()) == ("f", ["turned", "*", "scale"])
    assert {named.name: (named.kind, named.type, named.shape, named.detail) for named in found.names} == {
        "turned": ("local", "ndarray", (4, 3), "float64"),
        "scale": ("global", "ndarray", (7,), "float64"),
        "b": ("argument", "float", (), "2.0"),
        "a": ("argument", "ndarray", (3, 4), "float64"),
    }


def test_a_comprehension_belongs_to_the_function_around_it(opened):
    worker = opened("def f(a):\n    return [a[k] for k in range(9)]")
    found = worker.call("f", np.zeros(3)).failing
    assert (found.function, found.expression) == ("f", "a[k]")
    assert [(named.name, named.kind) for named in found.names if named.name == "a"] == [("a", "argument")]


def test_a_failure_outside_of_the_submission_has_no_place(opened):
    worker = opened("def f(a):\n    return a")
    assert worker.call("f").failing is None


def test_a_coroutine_that_nobody_awaits_names_no_line_of_ours(opened):
    worker = opened("async def f(x): return x")
    for _ in range(2):  # what is said of the first call's result may come with the second
        assert worker.call("f", np.eye(2)).output == ""
