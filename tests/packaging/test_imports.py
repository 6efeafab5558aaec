"""Imports lead downwards, in no circle; a command imports no more than it needs, seen in a fresh interpreter."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
SCREEN = {"textual", "rich", "plotext"}

PACKAGES = ("engine", "scenarios", "tui")
WITH_A_SCREEN = "screen"
"""The only folder of tui that imports Textual."""
WITHOUT_A_SCREEN = sorted(
    folder.name for folder in (ROOT / "tui").iterdir() if (folder / "__init__.py").exists()
)
WITHOUT_A_SCREEN.remove(WITH_A_SCREEN)
DRAWING = {"drawing", "panes", "views", "help"}
"""The folders that count cells with Rich and draw charts with plotext."""

EVERY_MODULE_OF = """
import importlib, pkgutil
package = importlib.import_module({package!r})
for found in pkgutil.walk_packages(getattr(package, "__path__", []), package.__name__ + "."):
    importlib.import_module(found.name)
"""

RUN_THE_COMMAND = """
import sys
sys.argv = ["gradstep", *{arguments!r}]
from tui.cli.main import main
main()
"""

# The names go to a file: stdout belongs to the command, which may end the interpreter itself.
TELL_AT_EXIT = """
import atexit, sys
atexit.register(lambda: open({told!r}, "w").write("\\n".join(sys.modules)))
"""


def imported_by(code: str, folder: Path) -> set[str]:
    """Run `code` in a fresh interpreter; return the names of all top-level modules that it imported."""
    told = folder / "imported.txt"
    done = subprocess.run(
        [sys.executable, "-c", TELL_AT_EXIT.format(told=str(told)) + code],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {name.partition(".")[0] for name in told.read_text().split()}


def test_the_engine_imports_numpy_and_nothing_above_it(tmp_path: Path) -> None:
    imported = imported_by(EVERY_MODULE_OF.format(package="engine"), tmp_path)
    assert {"engine", "numpy"} <= imported
    assert not imported & (SCREEN | {"scenarios", "tui", "click", "pydantic", "sympy"})


def test_scenarios_import_no_screen_and_no_command_line(tmp_path: Path) -> None:
    imported = imported_by(EVERY_MODULE_OF.format(package="scenarios"), tmp_path)
    assert "scenarios" in imported
    assert not imported & (SCREEN | {"tui", "click", "sympy"})


@pytest.mark.parametrize("folder", WITHOUT_A_SCREEN)
def test_only_the_screen_imports_textual(folder: str, tmp_path: Path) -> None:
    imported = imported_by(EVERY_MODULE_OF.format(package=f"tui.{folder}"), tmp_path)
    assert "tui" in imported
    assert not imported & {"textual", "sympy"}
    if folder not in DRAWING:
        assert not imported & SCREEN


def test_no_function_outside_the_screen_imports_textual() -> None:
    # Also inside functions, which importing a module does not run.
    importing = {
        module.partition(".")[2].partition(".")[0] for module in MODULES if imports(module, "textual")
    }
    assert importing == {WITH_A_SCREEN}


def test_only_one_adapter_imports_plotext() -> None:
    assert len([module for module in MODULES if imports(module, "plotext")]) == 1


# The graph of imports: module level, functions and TYPE_CHECKING alike


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for package in PACKAGES for path in (ROOT / package).rglob("*.py")}


@cache
def names_imported(module: str, *, in_functions: bool = True) -> frozenset[str]:
    """The modules that a module imports, and as "module.name" each name that it takes from one."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree) if in_functions else outside_functions(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """Every node of a tree that is not inside a function."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from outside_functions(child)


def imports(module: str, library: str) -> bool:
    return any(name.partition(".")[0] == library for name in names_imported(module))


def is_package(module: str) -> bool:
    return MODULES[module].name == "__init__.py"


def cycle_in(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """The nodes of some cycle, in their order; [] if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {
        module: {name for name in names_imported(module, in_functions=False) if name in MODULES} - {module}
        for module in MODULES
        if not is_package(module)
    }
    assert cycle_in(graph) == []


def test_no_two_folders_of_tui_import_each_other() -> None:
    folders = {module: module.split(".")[1] for module in MODULES if module.startswith("tui.")}
    pairs = {
        (folder, folders[name])
        for module, folder in folders.items()
        for name in names_imported(module)
        if name in folders and folders[name] != folder
    }
    assert [pair for pair in sorted(pairs) if pair[::-1] in pairs and pair < pair[::-1]] == []


def test_a_cycle_is_found() -> None:
    assert cycle_in({"a": ["b"], "b": ["c"]}) == []
    assert set(cycle_in({"a": ["b"], "b": ["c"], "c": ["a"]})) == {"a", "b", "c"}


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_import_nothing_heavy(option: str, tmp_path: Path) -> None:
    imported = imported_by(RUN_THE_COMMAND.format(arguments=[option]), tmp_path)
    assert "click" in imported
    assert not imported & (SCREEN | {"numpy", "pydantic", "sympy"})


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["list", "--format", "json"],
        ["check", str(ROOT / "scenarios" / "library" / "package-prediction.toml")],
        ["run", "package-prediction", "--steps", "1"],
        ["run", "package-prediction", "--steps", "1", "--format", "jsonl"],
        ["run", "package-prediction", "--steps", "1", "--format", "csv"],
        ["run", "package-prediction", "--steps", "1", "--format", "table"],
        ["explain", "package-prediction"],
        ["explain", "parabola", "--format", "json"],
        ["new", "mine.toml", "--from", "package-prediction"],
        ["schema"],
        ["sessions", "list"],
        ["doctor"],
        ["package-prediction", "--plain"],
        ["play", "parabola", "--plain"],
        ["--plain"],
    ],
    ids=lambda arguments: " ".join(Path(argument).name for argument in arguments),
)
def test_a_headless_command_imports_no_screen(arguments: list[str], tmp_path: Path) -> None:
    imported = imported_by(RUN_THE_COMMAND.format(arguments=arguments), tmp_path)
    assert "tui" in imported
    assert not imported & SCREEN


def test_the_import_contracts_hold() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint_imports, "--no-cache"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_library_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {canonicalize_name(Requirement(dependency).name) for dependency in project["dependencies"]}
    owners = importlib.metadata.packages_distributions()
    imported = {name.partition(".")[0] for module in MODULES for name in names_imported(module)}
    libraries = imported - set(PACKAGES) - sys.stdlib_module_names
    assert {canonicalize_name(owner) for name in libraries for owner in owners.get(name, [name])} <= declared
