"""A recipe of the laboratory for a notebook: functions of the kernel, and from the student's other files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.course import Course, CourseError, load_course
from grader.reading.submission import read_submission
from quiz_app.laboratory.assembling import assembled
from quiz_app.laboratory.command import experiment_in
from quiz_app.laboratory.records import shelf_of
from quiz_app.training.evidence import Evidence
from quiz_app.training.examples import examples
from quiz_app.training.modules import Module
from quiz_app.training.plan import Plan
from quiz_app.training.program import Program


def plan_of(recipe: Path, kernel: Mapping[str, object]) -> Plan:
    """What a recipe trains with the functions of a kernel.

    Raises:
        ExperimentError: the recipe cannot be.
        CourseError: there is no course here.
    """
    course, experiment = load_course(), experiment_in(recipe)
    data = examples(experiment.data, experiment.examples, experiment.noise, experiment.seed)
    program = assembled(experiment, shelf_of(course), data.rows.shape[1], data.classes)

    def ended(share: float, _loss: float, _found: Evidence) -> str:
        return f"Finished: {share:.1%} of what was held back is right."

    functions = _functions(program, course, kernel)
    return Plan(program, functions, data, experiment.settings(), ended, lambda _: True)


def _functions(program: Program, course: Course, kernel: Mapping[str, object]) -> dict[str, object]:
    """By "<assignment>.<function>": the kernel's, else those of the student's file of the assignment."""
    found: dict[str, object] = {}
    elsewhere: dict[str, list[str]] = {}
    for name in program.functions:
        assignment, _, function = name.partition(".")
        if function in kernel:
            found[name] = kernel[function]
        else:
            elsewhere.setdefault(assignment, []).append(function)
    for assignment, names in elsewhere.items():
        try:
            path = course.student_file(course.assignments[assignment])
        except CourseError:
            continue  # what is missing is named when training begins
        module = Module(assignment)
        for chunk in read_submission(path, course.limits.file_mib * 2**20, course.functions).chunks:
            module.add(chunk.label, chunk.source, chunk.lines_before)
        module.load(names)
        found |= {f"{assignment}.{name}": module.names.get(name) for name in names}
    return found
