"""A recipe of the laboratory for a notebook: functions of the kernel, and from the student's other files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from grader.course import Course, CourseError, load_course
from grader.reading.submission import read_submission
from grader.sandbox import Chunk
from quiz_app.laboratory.assembling import assembled
from quiz_app.laboratory.command import experiment_in
from quiz_app.laboratory.records import shelf_of
from quiz_app.training.evidence import Evidence
from quiz_app.training.examples import examples
from quiz_app.training.kernel_text import kernel_files
from quiz_app.training.modules import Module
from quiz_app.training.plan import Files, Plan
from quiz_app.training.program import Program


def plan_of(recipe: Path, kernel: Mapping[str, object]) -> Plan:
    """What a recipe trains with the functions of a kernel.

    Raises:
        ExperimentError: the recipe cannot be.
        CourseError: there is no course here.
    """
    course, experiment = load_course(), experiment_in(recipe)
    data = examples(experiment.data, experiment.examples, experiment.noise, experiment.seed, experiment.copies)
    program = assembled(experiment, shelf_of(course), data.rows.shape[1], data.classes)

    def ended(share: float, _loss: float, _found: Evidence) -> str:
        return f"Finished: {share:.1%} of what was held back is right."

    here = [name for name in program.all_functions if name.rpartition(".")[2] in kernel]
    elsewhere = _elsewhere(program, course, here)
    functions = {name: kernel[name.rpartition(".")[2]] for name in here} | _loaded(program, here, elsewhere)

    def files() -> Files:
        found = dict(kernel_files(here))
        if here and not found:
            return ()
        names = dict.fromkeys((*elsewhere, *found))
        return tuple((name, (*elsewhere.get(name, ()), *found.get(name, ()))) for name in names)

    return Plan(program, functions, data, experiment.settings(), ended, lambda _: True, files)


def _elsewhere(program: Program, course: Course, here: Collection[str]) -> dict[str, tuple[Chunk, ...]]:
    """The student's files of the assignments whose functions are not all in the kernel."""
    found = {}
    for assignment in dict.fromkeys(name.partition(".")[0] for name in program.all_functions if name not in here):
        try:
            path = course.student_file(course.assignments[assignment])
        except CourseError:
            continue  # what is missing is named when training begins
        found[assignment] = read_submission(path, course.limits.file_mib * 2**20, course.functions).chunks
    return found


def _loaded(program: Program, here: Collection[str], elsewhere: Mapping[str, tuple[Chunk, ...]]) -> dict[str, object]:
    """By "<assignment>.<function>" what the student's files define of what is not in the kernel."""
    found: dict[str, object] = {}
    for assignment, chunks in elsewhere.items():
        wanted = [name for name in program.all_functions if name not in here and name.partition(".")[0] == assignment]
        names = [name.partition(".")[2] for name in wanted]
        module = Module(assignment)
        for chunk in chunks:
            module.add(chunk.label, chunk.source, chunk.lines_before)
        module.load(names)
        found |= {f"{assignment}.{name}": module.names.get(name) for name in names}
    return found
