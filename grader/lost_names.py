"""Why a name has no value when a function runs, although the text of the submission gives it one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property

from grader.lost_functions import NO_PYTHON, SCOPES, UNREAD, description, taken_away
from grader.python_source import syntax_tree
from grader.sandbox import Chunk, Loaded
from grader.submission import Submission

_OWN_MODULE = (
    " Only numpy and most of Python's standard library are there when steps are graded: put what is in a "
    "file of your own into this one."
)


class SubmissionFile:
    """See ``advice.File``. Nothing is looked for before it is asked.

    Args:
        submission: its text.
        loaded: what went wrong while it was loaded.
    """

    def __init__(self, submission: Submission, loaded: Loaded) -> None:
        self._submission = submission
        self._loaded = loaded

    def lost(self, name: str) -> str:
        """A sentence on why a name has no value although the file gives it one; "" where it does not."""
        for problem in self._loaded.problems:
            if name in problem.names:
                own = _OWN_MODULE if problem.error == "ModuleNotFoundError" else ""
                return (
                    f"`{name}` has no value because the statement that gives it one failed while the file "
                    f"was loaded. {_sentence(description(problem, self._submission))} Mend that line first.{own}"
                )
        mention = re.compile(
            rf"^[ \t]*((async[ \t]+)?def|class)[ \t]+{name}\b"
            rf"|^[ \t]*{name}[ \t]*=(?!=)|^[ \t]*(from|import)\b.*\b{name}\b",
            re.MULTILINE,
        )
        sources = {chunk.label: chunk.source for chunk in self._submission.chunks}
        for problem in self._loaded.problems:
            if problem.error in UNREAD and not problem.names and mention.search(sources.get(problem.label, "")):
                what = "is no Python" if problem.error in NO_PYTHON else "could not be read"
                return (
                    f"`{name}` has no value because the part of the file that gives it one {what}, and was left out. "
                    f"{_sentence(description(problem, self._submission))} Mend that line first."
                )
        place, is_deleted = taken_away(name, self._submission)
        if is_deleted:
            return f"`{name}` has no value any more: {place} takes it away, by `del`."
        for cell in self._submission.not_run:
            if mention.search(cell.source):
                return f"`{name}` has no value because {cell.label}, which gives it one, is no code cell that runs."
        return ""

    def elsewhere(self, name: str) -> str:
        """A sentence on a name that only another function gives a value; "" where none does."""
        for chunk, function in self._functions:
            if any(_stores(node, name) for node in _own_nodes(function)):
                place = f"{chunk.label}, line {chunk.lines_before + function.lineno}"
                return (
                    f"`{name}` is given a value inside of {function.name} ({place}), and is known only "
                    "there. A function that needs it gives it a value of its own."
                )
        return ""

    def is_stub(self, function: str) -> bool:
        """Whether a function has nothing in it yet but `raise NotImplementedError`."""
        places = self._submission.definitions.get(function, ())
        return not places or places[-1].is_stub

    @cached_property
    def _functions(self) -> list[tuple[Chunk, ast.FunctionDef]]:
        trees = ((chunk, syntax_tree(chunk.source)) for chunk in self._submission.chunks)
        return [
            (chunk, statement)
            for chunk, tree in trees
            for statement in (tree.body if tree else ())
            if isinstance(statement, ast.FunctionDef)
        ]


def _own_nodes(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The nodes of its body, without what is inside of anything that has names of its own."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, SCOPES):
            waiting += ast.iter_child_nodes(node)


def _stores(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
