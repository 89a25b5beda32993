"""`course train`: the student's functions learn to read digits, in the terminal."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quiz_app.training.settings import Settings, SettingsError

if TYPE_CHECKING:
    from grader.course import Assignment, Course
    from quiz_app.training.data import Digits
    from quiz_app.training.recipes import Recipe

REFUSED, WRONG_USAGE, BROKEN_GRADER = 1, 2, 3


def _setting(name: str, meaning: str, **more: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """An option for one of the settings, with its default."""
    flag = f"--{name.replace('_', '-')}"
    return click.option(flag, default=getattr(Settings, name), show_default=True, help=meaning, **more)


@click.command()
@click.argument("file", type=Path, required=False, help="A .py or .ipynb file. By default your copy in exercises/.")
@click.option("--assignment", metavar="NAME", help="The assignment that the file belongs to, where that is in doubt.")
@_setting("epochs", "Passes over the training images.", metavar="N")
@_setting("batch_size", "Images per step.", metavar="N")
@_setting("learning_rate", "Of the first step; it falls to 0 over the epochs.", metavar="RATE")
@_setting("hidden", "Units of the two hidden layers.", metavar="N1 N2", nargs=2)
@_setting("seed", "Of the first weights and the order of images.", metavar="N")
@click.option(
    "--data",
    default="bundled",
    show_default=True,
    metavar="bundled|full|FOLDER",
    help="`bundled`, `full`, or a folder.",
)
@click.option("--anyway", is_flag=True, help="Train although steps fail.")
@click.option("--output", type=Path, metavar="FOLDER", help="For weights and curve. By default a new one in runs/.")
@click.option(
    "--recipe",
    type=Path,
    metavar="FILE.toml",
    help="Train a network of the laboratory, as the file says.",
)
@click.pass_context
def train(
    context: click.Context,
    file: Path | None,
    assignment: str | None,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    hidden: tuple[int, int],
    seed: int,
    data: str,
    anyway: bool,
    output: Path | None,
    recipe: Path | None,
) -> None:
    """Train your functions on MNIST. Ctrl-C stops and keeps what was reached."""
    from grader.course import CourseError, load_course
    from grader.course.which_assignment import assignment_of, latest_work
    from grader.report.sentences import complain
    from grader.running.error import GradingError
    from quiz_app.training.data import DataError, check_source, load_digits
    from quiz_app.training.output import OutputError, release, reserve
    from quiz_app.training.screen import download_bar, say

    if recipe is not None:
        raise SystemExit(_train_recipe(context, recipe, file, assignment))
    try:
        settings = Settings(epochs, batch_size, learning_rate, hidden, seed)
        check_source(data)
        course = load_course()
        if file is None:
            meant, path = latest_work(course, assignment)
        else:
            path = _existing(file)
            meant = assignment_of(course, path, assignment)
        own = _recipe(meant)
        folder = reserve(output, path.stem)
    except (SettingsError, CourseError, DataError, OutputError) as problem:
        complain(problem)
        raise SystemExit(WRONG_USAGE) from None
    try:
        _refuse_unless_ready(path, course, meant, anyway)
        digits = load_digits(data, course, make_bar=download_bar)
        code = _train(own, path, course, settings, digits, folder)
    except DataError as problem:
        complain(problem)
        raise SystemExit(WRONG_USAGE) from None
    except GradingError as problem:
        complain(problem)
        raise SystemExit(BROKEN_GRADER) from None
    except KeyboardInterrupt:
        say("Ended at once; nothing of this run is kept.")
        raise SystemExit(128 + signal.SIGINT) from None
    finally:
        release(folder)
    raise SystemExit(code)


def _train_recipe(context: click.Context, recipe: Path, file: Path | None, assignment: str | None) -> int:
    from grader.course import CourseError, load_course
    from grader.course.which_assignment import assignment_of
    from grader.report.sentences import complain
    from quiz_app.laboratory.command import train as train_experiment
    from quiz_app.laboratory.experiment import ExperimentError

    given = [
        f"--{name.replace('_', '-')}"
        for name in context.params
        if name not in ("recipe", "file", "assignment")
        and context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        complain(f"{given[0]} does not go with --recipe: what it says stands in {recipe}.")
        return WRONG_USAGE
    try:
        course = load_course()
        files = {assignment_of(course, _existing(file), assignment).name: file} if file is not None else {}
        return train_experiment(recipe, course, files)
    except (CourseError, ExperimentError) as problem:
        complain(problem)
        return WRONG_USAGE


def _existing(file: Path) -> Path:
    from grader.report.sentences import complain

    if not file.is_file():
        kind = "is a folder, not a file" if file.is_dir() else "no such file"
        complain(f"{file}: {kind}; give a .py or .ipynb file.")
        raise SystemExit(WRONG_USAGE)
    return file


def _recipe(assignment: Assignment) -> Recipe:
    """How the assignment's functions train. Ends the command where they train no network."""
    from grader.report.sentences import complain
    from quiz_app.training.recipes import recipes

    known = recipes()
    if assignment.name not in known:
        complain(
            f"The functions of {assignment.name} do not train a network by themselves; "
            f"`course train --assignment {next(iter(known))}` trains those of {next(iter(known))}."
        )
        raise SystemExit(WRONG_USAGE)
    return known[assignment.name]


def _refuse_unless_ready(path: Path, course: Course, assignment: Assignment, anyway: bool) -> None:
    """Ends the command, with the failing step's message, when training cannot or should not begin."""
    from grader.report.terminal import Style, render_step
    from grader.running.grading import grade_file
    from quiz_app.training.screen import say

    report = grade_file(path, course, assignment)
    failing = [result for result in report.steps if result.outcome != "passed"]
    unwritten = [result.step.function for result in failing if result.outcome == "not attempted"]
    if not failing or (anyway and not unwritten):
        if failing:
            names = ", ".join(result.step.function for result in failing)
            say(f"Training although these steps fail: {names}.")
        return
    verb = "does" if len(failing) == 1 else "do"
    say(f"Not trained: {len(failing)} of {len(report.steps)} steps of {path} {verb} not pass yet. The first:\n")
    say(render_step(failing[0], Style.of(sys.stdout)))
    if unwritten:
        say(f"\nNot written yet: {', '.join(unwritten)}. Training calls all of them, so --anyway cannot help.")
    else:
        say(f"\nSee them all with `course check {path}`; train with the mistake in it, to see what it does: --anyway")
    raise SystemExit(REFUSED)


def _train(recipe: Recipe, path: Path, course: Course, settings: Settings, digits: Digits, folder: Path) -> int:
    """Trains, shows it, saves it; returns the exit code."""
    from grader.reading.submission import read_submission
    from grader.sandbox import shared_sandbox
    from quiz_app.training.screen import follow, say, stopped_by_signals
    from quiz_app.training.worker import TrainingRun

    chunks = read_submission(path, course.limits.file_mib * 2**20, course.functions).chunks
    hidden = "-".join(map(str, settings.hidden))
    say(f"Training {path} on {digits.description}.")
    say(
        f"Network 784-{hidden}-10, {settings.epochs} {'epoch' if settings.epochs == 1 else 'epochs'} "
        f"in batches of {settings.batch_size:,}, "
        f"learning rate {settings.learning_rate:g} falling to 0, seed {settings.seed}."
    )
    sandbox = shared_sandbox()
    if sandbox.level != "full":
        say(f"Isolation {sandbox.explanation}")
    run = TrainingRun(recipe, chunks, digits, settings, sandbox)
    with stopped_by_signals(run) as received:
        with run:
            follow(run)
        say(run.message)
        code = {"finished": 0, "stopped": 128 + max(received, default=0)}.get(run.outcome, REFUSED)
        history = run.history()
        if history.weights:
            try:
                weights_file, curve_file = history.save(folder)
            except OSError as problem:
                say(f"{folder}: the run could not be saved ({problem}).", error=True)
                return REFUSED
            say(f"Saved: {weights_file} and {curve_file}")
    return code
