"""An exception in a step's function, with what is known of the expression that raised it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from grader.asking.advice.known import Knowledge, Known
from grader.key.key import Key, Signature
from grader.sandbox import Answer
from grader.sandbox.answer import Named
from grader.sandbox.inside.reading.python_source import syntax_tree
from grader.sandbox.plain_text import plain_line

_MOST_QUOTED = 60


class File(Protocol):
    """What the text of a submission says about its names. Asked only once something has failed."""

    def lost(self, name: str) -> str:
        """A sentence on why a name has no value although the file gives it one; "" where it does not."""
        ...

    def elsewhere(self, name: str) -> str:
        """A sentence on a name that only another function gives a value; ""."""
        ...

    def is_stub(self, function: str) -> bool:
        """Whether a function has nothing in it yet but `raise NotImplementedError`."""
        ...

    def mentions(self, function: str, name: str) -> bool:
        """Whether the name stands in the text of a function, or in that of another one that it mentions."""
        ...


class NoFile:
    """Nothing is known of the text. See ``File``."""

    def lost(self, name: str) -> str:
        return ""

    def elsewhere(self, name: str) -> str:
        return ""

    def is_stub(self, function: str) -> bool:
        return True

    def mentions(self, function: str, name: str) -> bool:
        return True


@dataclass(frozen=True)
class Failure:
    """How a step's function failed.

    Attributes:
        step: whose function it is.
        answer: the exception, and where it was raised.
        key: with the assignment's other functions, and what its letters stand for.
        file: what became of names that the file should define and does not.
    """

    step: Signature
    answer: Answer
    key: Key
    file: File = field(default_factory=NoFile)

    @property
    def error(self) -> str:
        """The exception's class."""
        return self.answer.error

    @property
    def message(self) -> str:
        """The exception's text."""
        return self.answer.message

    @cached_property
    def source(self) -> str:
        """The expression or statement that raised it, as it is written; "" where that is not known."""
        return self.answer.failing.expression if self.answer.failing else ""

    @cached_property
    def node(self) -> ast.AST | None:
        """The source's syntax tree: an expression, or a statement such as ``counts *= 2``."""
        if not self.source:
            return None
        for text in (f"({self.source}\n)", self.source):
            tree = syntax_tree(text)
            if tree is not None and len(tree.body) == 1:
                statement = tree.body[0]
                return statement.value if isinstance(statement, ast.Expr) else statement
        return None

    @cached_property
    def names(self) -> Mapping[str, Named]:
        """What the names held."""
        return {named.name: named for named in self.answer.failing.names} if self.answer.failing else {}

    @cached_property
    def notation(self) -> frozenset[str]:
        """Names that the assignment's text uses for values."""
        signatures = self.key.signatures.values()
        arguments = {argument.name for signature in signatures for argument in signature.arguments}
        return frozenset(arguments | {result.name for signature in signatures for result in signature.results})

    @cached_property
    def in_step(self) -> bool:
        """Whether it was raised in the step's own function, not in another that it calls."""
        return self.answer.failing is not None and self.answer.failing.function == self.step.function

    @cached_property
    def _knowledge(self) -> Knowledge:
        given = {argument.name: argument.shape for argument in self.step.arguments}
        return Knowledge(self.names, given if self.in_step and not self.step.fewer_axes else {})

    def known(self, node: ast.AST) -> Known:
        """What is known of the value of a part of the expression."""
        return self._knowledge.of(node)

    def quoted(self, node: ast.AST, otherwise: str = "what stands there") -> str:
        """A part of the expression as it is written, in backquotes; other words where it is too long."""
        text = plain_line(" ".join(ast.unparse(node).split()), 2 * _MOST_QUOTED)
        return f"`{text}`" if len(text) <= _MOST_QUOTED and "`" not in text else otherwise

    def arguments(self) -> str:
        """The step's arguments in words: `gain` and `offset`."""
        quoted = [f"`{argument.name}`" for argument in self.step.arguments]
        return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"

    def strangers(self) -> Iterator[Named]:
        """Arrays and the like in the expression that are not the function's own but from elsewhere in the file.

        Not numbers: those fit to every shape.
        """
        used = {part.id for part in ast.walk(self.node) if isinstance(part, ast.Name)} if self.node else set()
        for named in self.names.values():
            if named.name in used and named.kind == "global" and named.shape and named.type != "str" and self.in_step:
                yield named

    def stranger(self) -> str:
        """A sentence about the first of those, or ""."""
        for named in self.strangers():
            return (
                f"`{named.name}` is not an argument of {self.step.function}, but a value from elsewhere in the file. "
                f"The values of this call are in {self.arguments()}."
            )
        return ""
