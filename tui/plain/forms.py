"""Forms in plain mode, as lines of text instead of a dialog."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tui.commands.outcome import Form
from tui.workspace import describe
from tui.workspace.gradient_check import GradientCheck, Result
from tui.workspace.run import branch_description
from tui.workspace.settings import settings_of, short_names
from tui.workspace.workspace import Workspace


def lines(form: Form, workspace: Workspace) -> Iterator[str]:
    """Yield the lines of a form."""
    return _LINES[form](workspace)


def _branches(workspace: Workspace) -> Iterator[str]:
    run, notation = workspace.run, workspace.snapshot().notation
    for number, branch in enumerate(run.timeline.branches, 1):
        current = ", this one" if branch is run.timeline.branch else ""
        yield f"branch {number}{current}: {', '.join(filter(None, branch_description(run, branch, notation)))}"


def _breakpoints(workspace: Workspace) -> Iterator[str]:
    if not len(workspace.breakpoints):
        yield describe.NO_BREAKPOINTS
    for number, point in enumerate(workspace.breakpoints, 1):
        description = (
            point.name if point.name == point.condition.text else f"{point.name}: {point.condition.text}"
        )
        yield f"breakpoint {number}, {'on' if point.enabled else 'off'}: {description}"


def _settings(workspace: Workspace) -> Iterator[str]:
    settings = settings_of(workspace.run.scenario)
    names = short_names(settings)
    for setting in settings:
        choices = f" (one of {', '.join(setting.choices)})" if setting.choices else ""
        yield f"{names[setting.key]} = {setting.value or 'nothing'}{choices}: {setting.help}"


def _gradient_check(workspace: Workspace) -> Iterator[str]:
    snapshot = workspace.snapshot()
    result, notation = GradientCheck.at(snapshot), snapshot.notation
    yield result.verdict
    analytic, numerical, error, _ = result.check
    for name, exact, approximate, relative, outcome in zip(
        result.names, analytic, numerical, error, result.results, strict=True
    ):
        yield (
            f"{notation.name(name)}: backpropagation {notation.number(float(exact))}, finite differences "
            f"{notation.number(float(approximate))}, relative error {notation.number(float(relative), 2)}"
            f"{'' if outcome is Result.AGREES else f', {outcome}'}"
        )


_LINES: Mapping[Form, Callable[[Workspace], Iterator[str]]] = {
    Form.BRANCHES: _branches,
    Form.BREAKPOINTS: _breakpoints,
    Form.SETTINGS: _settings,
    Form.GRADIENT_CHECK: _gradient_check,
}
"""The forms that show data; the outcome of every other form has a sentence that says what to type."""
