"""The registry of dialogs: the dialog of each form, made from the open scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui.commands import outcome
from tui.commands.open_scenario import OpenScenario
from tui.screen.dialogs.branches import BranchesDialog
from tui.screen.dialogs.breakpoints import BreakpointsDialog
from tui.screen.dialogs.edit_parameter import EditParameter
from tui.screen.dialogs.edit_row import EditRow
from tui.screen.dialogs.export import ExportDialog
from tui.screen.dialogs.filter_parameters import FilterParameters
from tui.screen.dialogs.form import Form
from tui.screen.dialogs.go_to import GoTo
from tui.screen.dialogs.gradient_check import GradientCheckDialog
from tui.screen.dialogs.load_rows import LoadRows
from tui.screen.dialogs.settings import SettingsForm
from tui.workspace.edits import original_rows


def _parameter(opened: OpenScenario, name: str) -> Form:
    return EditParameter(opened.workspace.run, name, opened.workspace.snapshot().notation)


def _row(opened: OpenScenario, number: str) -> Form:
    return EditRow(original_rows(opened.workspace.run), int(number) - 1 if number else None)


def _pattern(opened: OpenScenario, subject: str) -> Form:
    workspace = opened.workspace
    return FilterParameters(workspace.run.training.objective.parameters, workspace.view_options.pattern)


DIALOGS: Mapping[outcome.Form, Callable[[OpenScenario, str], Form]] = {
    outcome.Form.PLACE: lambda opened, subject: GoTo(opened.workspace),
    outcome.Form.PARAMETER: _parameter,
    outcome.Form.ROW: _row,
    outcome.Form.NEW_ROW: _row,
    outcome.Form.FILE: lambda opened, subject: LoadRows(opened.workspace.run),
    outcome.Form.PATTERN: _pattern,
    outcome.Form.BRANCHES: lambda opened, subject: BranchesDialog(opened.workspace),
    outcome.Form.BREAKPOINTS: lambda opened, subject: BreakpointsDialog(opened.workspace),
    outcome.Form.SETTINGS: lambda opened, subject: SettingsForm(opened.workspace.run),
    outcome.Form.EXPORT: lambda opened, subject: ExportDialog(opened.workspace, opened.screenshot),
    outcome.Form.GRADIENT_CHECK: lambda opened, subject: GradientCheckDialog(opened.workspace.snapshot()),
}
"""Form → function that makes its dialog; the help is not among them, since its contents need the commands."""
