"""A name has no value when a function runs, and yet the submission's text gives it one: why."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.reading.lost_functions import NO_PYTHON, OWN_MODULE, UNREAD, cause_of, description
from grader.reading.submission import Submission
from grader.sandbox import Chunk, Loaded
from grader.sandbox.inside.loading import source_lines

_LONGEST_LINE = 500
_WORD = re.compile(r"[^\W\d]\w*")
_DEFINITION = re.compile(r"(?:async[ \t]+)?def[ \t]+(\w+)")


class SubmissionFile:
    """See ``advice.File``. Nothing is looked for before it is asked, and then line by line: a student chooses the
    text, and some take a parser a minute.

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
                cause = cause_of(problem, self._loaded)
                own = OWN_MODULE if cause.error == "ModuleNotFoundError" else ""
                because = "" if cause is problem else f" Before that, {description(cause, self._submission)}."
                return (
                    f"`{name}` has no value because the statement that gives it one failed while the file was "
                    f"loaded. {_sentence(description(problem, self._submission))}{because} Mend that line first.{own}"
                )
        given = re.compile(
            rf"[ \t]*(?:(?:(?:async[ \t]+)?def|class)[ \t]+{name}\b"
            rf"|{name}[ \t]*=(?!=)|(?:from|import)\b.*\b{name}\b)"
        )
        chunks = {chunk.label: chunk for chunk in self._submission.chunks}
        for problem in self._loaded.problems:
            chunk = chunks.get(problem.label)
            if problem.error in UNREAD and not problem.names and chunk and any(_matching(chunk, given)):
                what = "is no Python" if problem.error in NO_PYTHON else "could not be read"
                return (
                    f"`{name}` has no value because the part of the file that gives it one {what}, and was left "
                    f"out. {_sentence(description(problem, self._submission))} Mend that line first."
                )
        taken = re.compile(rf"del\b[ \t(]+(?:[\w \t]+,)*[ \t]*{name}\b")
        for chunk in chunks.values():
            for number in _matching(chunk, taken):
                return f"`{name}` has no value any more: {chunk.label}, line {number} takes it away, by `del`."
        for cell in self._submission.not_run:
            if any(_matching(cell, given)):
                return f"`{name}` has no value because {cell.label}, which gives it one, is no code cell that runs."
        return ""

    def elsewhere(self, name: str) -> str:
        """A sentence on a name that only another function gives a value; "" where none does."""
        given = re.compile(rf"[ \t]+[\w, \t*]*(?<!\w){name}\b[\w, \t*]*=(?!=)")
        for chunk in self._submission.chunks:
            function = ""
            for number, line in _code(chunk):
                if line[:1].strip():
                    found = _DEFINITION.match(line)
                    function = found[1] if found else function if line.startswith((")", "#", "@")) else ""
                elif function and given.match(line):
                    return (
                        f"`{name}` is given a value inside of {function} ({chunk.label}, line {number}), and is "
                        "known only there. A function that needs it gives it a value of its own."
                    )
        return ""

    def is_stub(self, function: str) -> bool:
        """Whether a function has nothing in it yet but `raise NotImplementedError`."""
        places = self._submission.definitions.get(function, ())
        return not places or places[-1].is_stub

    def mentions(self, function: str, name: str) -> bool:
        """Whether the name stands in the text of a function, or in that of another one that it mentions."""
        waiting, seen = [function], {function}
        while waiting:
            words = self._words_of(waiting.pop())
            if name in words:
                return True
            new = words & self._submission.definitions.keys() - seen
            waiting += new
            seen |= new
        return False

    def _words_of(self, name: str) -> set[str]:
        """The names in the text of what is defined last under this name."""
        places = self._submission.definitions.get(name, ())
        if not places:
            return set()
        place = places[-1]
        return {
            word
            for chunk in self._submission.chunks
            if chunk.label == place.label
            for number, line in _code(chunk)
            if place.line < number <= place.last or number == place.line == place.last
            for word in _WORD.findall(line.partition("#")[0])
        }


def _matching(chunk: Chunk, pattern: re.Pattern[str]) -> Iterator[int]:
    """The numbers of lines of code that begin in this way."""
    return (number for number, line in _code(chunk) if pattern.match(line))


def _code(chunk: Chunk) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without those of texts in three quotation marks."""
    inside = False
    for number, line in enumerate(source_lines(chunk.source), start=chunk.lines_before + 1):
        marks = line.count('"""') + line.count("'''")
        if not inside and not marks:
            yield number, line[:_LONGEST_LINE]
        inside ^= bool(marks % 2)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
