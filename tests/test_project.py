"""What must hold of the project as a whole: who imports whom, and what its files do not say."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAME = Path(__file__).name


def _imports(package: str) -> Iterator[tuple[str, str]]:
    """Each file with the full name of what it imports, wherever in the file, for type checkers included."""
    for path in sorted((ROOT / package).rglob("*.py")):
        file = path.relative_to(ROOT)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=names):
                    yield from ((str(file), alias.name) for alias in names)
                case ast.ImportFrom(module=module, names=names, level=level):
                    parents = file.parts[:-level] if level else ()
                    whole = ".".join([*parents, *([module] if module else [])])
                    yield from ((str(file), f"{whole}.{alias.name}") for alias in names)


def _module(name: str) -> Path | None:
    """The file of the module that an imported name is, or is in; None where it is not ours."""
    for parts in (name.split("."), name.split(".")[:-1]):
        place = ROOT.joinpath(*parts)
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if parts and file.is_file():
                return file.relative_to(ROOT)
    return None


@pytest.mark.parametrize("package", ["grader", "quiz_app"])
def test_no_modules_import_each_other_in_a_circle(package: str) -> None:
    graph: dict[Path, set[Path]] = defaultdict(set)
    for path, name in _imports(package):
        module = _module(name)
        if module is not None and module != Path(path):
            graph[Path(path)].add(module)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" <- ".join(map(str, error.args[1])))


def _room(module: Path) -> str:
    return module.parts[1] if len(module.parts) > 2 else module.stem


def test_the_rooms_of_the_grader_import_each_other_in_no_circle() -> None:
    graph: dict[str, set[str]] = defaultdict(set)
    for path, name in _imports("grader"):
        module = _module(name)
        if module is not None and module.parts[0] == "grader" and _room(module) != _room(Path(path)):
            graph[_room(Path(path))].add(_room(module))
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))
    assert order.index("sandbox") < order.index("reading") < order.index("running") < order.index("classroom")


def test_the_top_of_the_grader_holds_few_files() -> None:
    assert len(list((ROOT / "grader").glob("*.py"))) <= 12


def test_no_two_files_of_tests_share_a_name() -> None:
    """pytest imports each by its name alone, and collects nothing where two have the same."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py") if "fixtures" not in path.parts)
    assert [name for name, times in names.items() if times > 1] == []


def test_no_test_reads_what_a_student_works_in() -> None:
    """Somebody who does the course in the clone has work in exercises/: tests ask for `untouched_exercises()`."""
    reads = re.compile(r"\bROOT\s*/\s*f?[\"']exercises")
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py") if path.name != NAME}
    assert [path.relative_to(ROOT) for path, text in texts.items() if reads.search(text)] == []


def test_grader_imports_neither_streamlit_nor_the_app() -> None:
    wrong = [(path, name) for path, name in _imports("grader") if name.split(".")[0] in ("streamlit", "quiz_app")]
    assert wrong == []


def test_what_runs_inside_the_sandbox_imports_nothing_else_of_ours() -> None:
    inside = "grader.sandbox.inside"
    wrong = [
        (path, name)
        for path, name in _imports("grader/sandbox/inside")
        if name.startswith("grader") and not f"{name}.".startswith(f"{inside}.")
    ]
    assert wrong == []
    assert any(name.startswith(inside) for _, name in _imports("grader/sandbox/inside"))  # relative ones are seen


def test_no_two_classes_share_a_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in sorted([*(ROOT / "grader").rglob("*.py"), *(ROOT / "quiz_app").rglob("*.py")]):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            match node:
                case ast.ClassDef(name=name) if not name.startswith("_"):
                    places[name].append(str(path.relative_to(ROOT)))
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript(value=ast.Name(id="Literal"))):
                    places[name].append(str(path.relative_to(ROOT)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


@pytest.mark.parametrize("module", ["matplotlib", "streamlit", "nbgrader", "jupytext", "rich", "pandas"])
def test_checking_a_file_does_not_wait_for(module: str) -> None:
    program = f"import grader.cli, grader.running.grading, pytest, sys; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("name", [".streamlit/secrets.toml", "gradebook.db", "submitted/ada/backprop/backprop.ipynb"])
def test_git_never_takes(name: str) -> None:
    done = subprocess.run(["git", "check-ignore", "--quiet", "--no-index", name], cwd=ROOT, check=False)
    assert done.returncode in (0, 128)  # 128: a copy without git


def test_no_address_of_a_package_index_is_pinned() -> None:
    for name in ("pyproject.toml", "constraints.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links|@ file:", text), name


def test_every_direct_dependency_has_a_range_and_a_pinned_version() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE))
    pinned = {name.lower().replace("_", "-") for name in pinned}
    extras = project["optional-dependencies"]
    for requirement in [
        *project["dependencies"],
        *(one for name in extras if name != "benchmark" for one in extras[name]),
    ]:
        name = re.match(r"[\w-]+", requirement)
        assert name is not None
        assert ">=" in requirement, requirement
        assert "<" in requirement, requirement
        assert name[0].lower() in pinned, requirement


def test_make_turns_off_all_that_nbgrader_adds_to_jupyter() -> None:
    enabled = Path(sys.prefix) / "etc" / "jupyter" / "jupyter_server_config.d" / "nbgrader.json"
    names = json.loads(enabled.read_text(encoding="utf-8"))["ServerApp"]["jpserver_extensions"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = re.search(r"addprefix nbgrader\.server_extensions\.,([\w ]+)\)", makefile)

    assert found is not None
    assert {f"nbgrader.server_extensions.{name}" for name in found[1].split()} == set(names)
    assert "labextension $(1) @jupyter/nbgrader" in makefile
    assert "$(call MENUS,disable)" in makefile


PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    links += re.findall(r'(?:src|href)="(?!https?:|#)([^"#]+)"', page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
