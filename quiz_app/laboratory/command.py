"""`course train --recipe FILE.toml`: an experiment of the laboratory in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from quiz_app.laboratory.experiment import MOST_TEXT, Experiment, ExperimentError, read

if TYPE_CHECKING:
    from grader.course import Course
    from grader.reading.submission import Submission
    from quiz_app.training.program import Program
    from quiz_app.training.trained import TrainedNetwork

WEIGHTS_FILE = "weights.npz"
SLICE_SECONDS = 60.0
Work = dict[str, "Submission"]


def experiment_in(path: Path) -> Experiment:
    """The experiment of a file.

    Raises:
        ExperimentError: there is none, or it cannot be; the text begins with the file's name.
    """
    try:
        with path.open(encoding="utf-8") as file:
            return read(file.read(MOST_TEXT + 1))
    except (OSError, UnicodeDecodeError):
        raise ExperimentError(f"{path}: no text file that can be read; give an experiment as TOML.") from None
    except ExperimentError as error:
        raise ExperimentError(f"{path}: {error}") from None


def work_for(program: Program, course: Course, given: dict[str, Path]) -> Work:
    """The student's files with the functions of a program: the copies in exercises/, or those given."""
    from grader.course import CourseError
    from grader.reading.submission import read_submission

    found = {}
    for name in dict.fromkeys(function.partition(".")[0] for function in program.all_functions):
        try:
            path = given.get(name) or course.student_file(course.assignments[name])
        except CourseError:
            continue
        found[name] = read_submission(path, course.limits.file_mib * 2**20, course.functions)
    return found


def missing(program: Program, work: Work) -> list[str]:
    """The functions that it calls and that no file defines, or that are not written yet."""
    found = []
    for name in program.functions:
        assignment, _, function = name.partition(".")
        places = work[assignment].definitions.get(function, ()) if assignment in work else ()
        if not places or places[-1].is_stub:
            found.append(name)
    return found


def train(recipe: Path, course: Course, given: dict[str, Path]) -> int:
    """Train the experiment of a file, and show how it goes; the exit code.

    Raises:
        ExperimentError: it cannot be.
    """
    from grader.sandbox import shared_sandbox
    from quiz_app.laboratory.assembling import assembled
    from quiz_app.laboratory.records import shelf_of
    from quiz_app.laboratory.run import open_experiment
    from quiz_app.training.examples import examples
    from quiz_app.training.screen import follow, say, stopped_by_signals
    from quiz_app.training.trained import trained_network

    experiment = experiment_in(recipe)
    data = examples(experiment.data, experiment.examples, experiment.noise, experiment.seed, experiment.copies)
    program = assembled(experiment, shelf_of(course), data.rows.shape[1], data.classes)
    work = work_for(program, course, given)
    if lacking := missing(program, work):
        say(f"Not trained: {_in_words(lacking)} not written yet, and this network calls {_it(lacking)}.")
        say(f"`course check --assignment {lacking[0].partition('.')[0]}` says where you stand.")
        return 1
    say(f"{experiment.title or recipe.name}: {data.description}.")
    say(f"{len(experiment.blocks) + 1} blocks, {program.size:,} parameters.")
    say(f"Your functions: {', '.join(program.functions)}.")
    sandbox = shared_sandbox()
    if sandbox.level != "full":
        say(f"Isolation {sandbox.explanation}")
    files = {name: each.chunks for name, each in work.items()}
    with open_experiment(experiment, program, files, data, sandbox, SLICE_SECONDS) as run:
        with stopped_by_signals(run) as received:
            follow(run)
        seen = run.measured
        say(run.message)
        if seen is not None:
            say(f"Right: {seen.training_accuracy:.1%} of the training data, {seen.test_accuracy:.1%} of the rest.")
            run.fetch_weights()
            network = trained_network(program, run.weights, files.items(), data.rows)
            if network is not None and run.outcome in ("finished", "stopped"):
                save(network, seen.test_accuracy, recipe.stem)
        return {"finished": 0, "stopped": 128 + max(received, default=0)}.get(run.outcome, 1)


def save(network: TrainedNetwork, accuracy: float, name: str) -> None:
    """Keep a network that reads digits in the course's folder `runs/`, where the app's page Draw finds it."""
    from quiz_app.training.output import OutputError, reserve
    from quiz_app.training.screen import say

    try:
        path = reserve(None, name) / WEIGHTS_FILE
        np.savez(path, **network.arrays(), accuracies=np.array([accuracy]))  # type: ignore[arg-type]
    except (OSError, OutputError) as problem:
        say(f"The network could not be saved ({problem}).", error=True)
        return
    say(f"Saved: {path}. The app's page Draw shows it digits.")


def _in_words(names: Sequence[str]) -> str:
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _it(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"
