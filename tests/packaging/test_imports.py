"""Imports point down, and a command imports no more than it needs, each seen in a fresh interpreter."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
SCREEN = {"textual", "rich", "plotext"}

# What of tui the headless commands and plain mode stand on; of a package, all its modules. More of it gets a line here.
HEADLESS = [
    "tui.cli.main",
    "tui.headless",
    "tui.plain",
    "tui.commands",
    "tui.workspace.workspace",
    "tui.sessions",
]

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

# What was imported goes to a file: stdout belongs to the command, which may end the interpreter itself.
TELL_AT_EXIT = """
import atexit, sys
atexit.register(lambda: open({told!r}, "w").write("\\n".join(sys.modules)))
"""


def imported_by(code: str, folder: Path) -> set[str]:
    """Run `code` in a fresh interpreter and give the names of all top-level modules that it imported."""
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


@pytest.mark.parametrize("module", HEADLESS)
def test_a_headless_module_imports_no_screen(module: str, tmp_path: Path) -> None:
    imported = imported_by(EVERY_MODULE_OF.format(package=module), tmp_path)
    assert "tui" in imported
    assert not imported & (SCREEN | {"sympy"})


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
    ours = {"engine", "scenarios", "tui"}
    imported = {
        name.partition(".")[0]
        for package in ours
        for path in (ROOT / package).rglob("*.py")
        for name in _modules_imported(path)
    }
    libraries = imported - ours - sys.stdlib_module_names
    assert {canonicalize_name(owner) for name in libraries for owner in owners.get(name, [name])} <= declared


def _modules_imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names
