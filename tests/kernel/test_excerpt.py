"""Of the cells that have run, a function's excerpt has what it needs, and nothing else."""

from __future__ import annotations

from grader.kernel.excerpt import defining_cell, excerpt


def kept(name: str, *cells: str) -> dict[str, list[str]]:
    """The lines that are kept, by cell."""
    submission = excerpt([name], dict(enumerate(cells, start=1)))
    assert submission.problem is None
    return {chunk.label: [line for line in chunk.source.split("\n") if line] for chunk in submission.chunks}


def test_what_the_function_uses_is_followed_through_other_functions() -> None:
    cells = (
        "import numpy as np\nimport os",
        "def g(x):\n    return np.sum(x)",
        "slow = 1",
        "def f(x):\n    return g(x)",
    )
    assert kept("f", *cells) == {
        "cell [1]": ["import numpy as np"],
        "cell [2]": ["def g(x):", "    return np.sum(x)"],
        "cell [4]": ["def f(x):", "    return g(x)"],
    }


def test_of_several_versions_the_last_counts_unless_it_builds_on_the_one_before() -> None:
    assert kept("f", "f = 1", "f = 2") == {"cell [2]": ["f = 2"]}
    assert kept("f", "f = 1", "f = f + 1") == {"cell [1]": ["f = 1"], "cell [2]": ["f = f + 1"]}


def test_a_name_is_taken_as_it_was_when_a_statement_ran_and_as_it_is_when_a_function_is_called() -> None:
    assert kept("f", "a = 1", "f = a", "a = 2") == {"cell [1]": ["a = 1"], "cell [2]": ["f = a"]}
    assert kept("f", "a = 1", "def f(): return a", "a = 2") == {
        "cell [2]": ["def f(): return a"],
        "cell [3]": ["a = 2"],
    }


def test_what_changes_a_value_in_place_is_kept() -> None:
    cells = ("d = {}", "d['n'] = 1\nd.update(m=2)\nprint(d)", "def f(): return d")
    assert kept("f", *cells)["cell [2]"] == ["d['n'] = 1", "d.update(m=2)"]


def test_an_argument_hides_a_name_of_the_notebook() -> None:
    assert kept("f", "z = slow()", "def f(z):\n    return z") == {"cell [2]": ["def f(z):", "    return z"]}


def test_the_cell_that_defines_a_name_is_the_last_that_gives_it_a_value() -> None:
    cells = {3: "def f(): pass", 5: "x = f", 9: "from m import f"}
    assert (defining_cell("f", cells), defining_cell("y", cells)) == (9, None)
