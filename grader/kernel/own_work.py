"""`functions_of("name")`: the student's own functions of another assignment, for the notebook of this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from grader.course import Assignment, Course, CourseError, load_course
from grader.reading.submission import Submission, read_own
from grader.sandbox import Chunk
from grader.sandbox.inside.loading import load
from grader.sandbox.inside.reading.needed import needed, only, statements_of


class NotThereError(NotImplementedError):
    """A function was called that cannot be had yet. Jupyter shows the sentence, and no traceback of ours."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class OwnFunctions:
    """A student's functions of one assignment as attributes, from the copy that the student works in.

    The file is looked for at a call, and read again after it was saved. Of it runs only what the functions need:
    imports, definitions, and values that they use.
    """

    def __init__(self, course: Course, assignment: Assignment) -> None:
        self._course = course
        self._assignment = assignment
        self._found: _Work | None = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in self._assignment.steps:
            known = ", ".join(self._assignment.steps)
            raise AttributeError(f"{self._assignment.name} has no function {name}; it has {known}")

        def call(*arguments: Any, **named: Any) -> Any:
            return self._work(name).function(name)(*arguments, **named)

        call.__name__ = call.__qualname__ = name
        call.__doc__ = f"Your own {name} of {self._assignment.name}."
        return call

    def __dir__(self) -> Iterator[str]:
        yield from self._assignment.steps

    def __repr__(self) -> str:
        return f"<your functions of {self._assignment.name}: {', '.join(self._assignment.steps)}>"

    def _work(self, name: str) -> _Work:
        try:
            path = self._course.student_file(self._assignment)
            state = path.stat()
        except (CourseError, OSError):
            wanted = " or ".join(self._shown(path) for path in self._course.student_files(self._assignment))
            raise NotThereError(f"{name} is not there: no file {wanted}.") from None
        saved = (path, state.st_mtime_ns, state.st_size)
        if self._found is None or self._found.saved != saved:
            self._found = _Work(saved, self._shown(path), tuple(self._assignment.steps))
        return self._found

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._course.root).as_posix()


class _Work:
    """What is in a file, as it was saved at one moment."""

    def __init__(self, saved: tuple[Path, int, int], shown: str, steps: tuple[str, ...]) -> None:
        self.saved = saved
        self._shown = shown
        self._steps = steps

    def function(self, name: str) -> Callable[..., Any]:
        """The function of that name. Raises NotThereError where there is none."""
        if self._submission.problem:
            raise NotThereError(f"{name} cannot be read from {self._shown}. {self._submission.problem}")
        names, problems = self._loaded
        found = names.get(name)
        places = self._submission.definitions.get(name, ())
        if callable(found) and not (places and places[-1].is_stub):
            return found  # type: ignore[no-any-return]
        for label, line, error, message, lost in problems:
            if name in lost:
                raise NotThereError(
                    f"{name} cannot be used: {label}, line {line} stops with {error}{f': {message}' * bool(message)}."
                )
        raise NotThereError(f"{name} is not written yet: write it in {self._shown}, and save that file.")

    @cached_property
    def _submission(self) -> Submission:
        return read_own(self.saved[0])

    @cached_property
    def _loaded(self) -> tuple[Mapping[str, Any], list[list[Any]]]:
        module, problems = load(list(_needed(self._steps, self._submission.chunks, self.saved[0].name)))
        return vars(module), problems


def _needed(names: tuple[str, ...], chunks: Sequence[Chunk], file: str) -> Iterator[tuple[str, str, int]]:
    """Of some chunks what the functions need, as the sandbox loads it; each chunk's label begins with the file."""
    by_chunk = [statements_of(chunk.source) for chunk in chunks]
    kept = needed([one for several in by_chunk for one in several], names)
    place = 0
    for chunk, several in zip(chunks, by_chunk, strict=True):
        own = [one for number, one in enumerate(several, start=place) if number in kept]
        place += len(several)
        if own:
            label = chunk.label if chunk.label.startswith(file) else f"{file}, {chunk.label}"
            yield label, only(own, chunk.source), chunk.lines_before


def functions_of(name: str) -> OwnFunctions:
    """Your own functions of another assignment, as attributes: ``earlier = functions_of("NAME")``.

    They come from your copy in ``exercises/``, the notebook or the Python file, whichever you saved last. A function
    that is not written yet says so when it is called.

    Raises:
        CourseError: the course has no such assignment.
    """
    course = load_course()
    return OwnFunctions(course, course.assignment(name))
