"""What is taken along of a run: traces, programs, pictures, in files that replace no other."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from textual.widgets import Input, OptionList, Static

from scenarios.loading import load
from tests.engine.insight.codegen.programs import outcome_of
from tests.tui.workspaces import BUNDLED, workspace_at
from tui.commands.open_request import OpenRequest
from tui.screen.app import GradstepApp
from tui.screen.dialogs.export import ExportDialog
from tui.screen.picker import Picker
from tui.screen.workbench import Workbench
from tui.workspace.export import ExportError, exports_for, save


def text_of(scenario: str, ending: str, step: int) -> str:
    workspace = workspace_at(scenario, step)
    return next(export for export in exports_for(workspace) if export.suffix == ending).text(workspace)


def test_the_trace_as_csv_has_the_steps_up_to_the_one_that_is_looked_at() -> None:
    rows = list(csv.DictReader(text_of("package-prediction", ".csv", 4).splitlines()))
    assert [row["step"] for row in rows] == ["1", "2", "3", "4"]
    assert float(rows[0]["prediction.lpa"]) == pytest.approx(0.32)
    assert float(rows[3]["epoch_loss"]) == pytest.approx(26.345577666415263, rel=1e-12)


def test_the_trace_as_json_lines_is_that_of_the_command_line() -> None:
    lines = [json.loads(line) for line in text_of("parabola", ".jsonl", 3).splitlines()]
    assert [line["parameters"]["x"] for line in lines] == [5.0, 4.0, 3.2]
    assert lines[0]["loss"] == 25.0


def test_the_trace_is_that_of_the_branch_that_is_followed() -> None:
    workspace = workspace_at("parabola", 3)
    workspace.run.edit_parameter(0, 1.0, "x = 1")
    export = next(iter(exports_for(workspace)))
    rows = list(csv.DictReader(export.text(workspace).splitlines()))
    assert [float(row["parameter.x"]) for row in rows] == [5.0, 4.0, 1.0]


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_at_the_start_there_is_no_trace_to_write(ending: str) -> None:
    with pytest.raises(ExportError, match="No step has been taken yet"):
        text_of("parabola", ending, 0)


def test_the_program_goes_on_from_the_step_that_is_looked_at() -> None:
    code = text_of("package-prediction", ".py", 3)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first = done.stdout.splitlines()[0]
    assert first.startswith("step 3: loss ")
    # (6 − ŷ)² of the third row, ŷ as published.
    assert float(first.split()[-1]) == pytest.approx((6 - 0.4834707490242261) ** 2, rel=1e-12)


@pytest.mark.parametrize("scenario", BUNDLED)
def test_a_program_comes_to_what_its_run_comes_to(scenario: str) -> None:
    found = outcome_of(text_of(scenario, ".py", 0))
    workspace = workspace_at(scenario, 0)
    workspace.go(10**6)
    branch = workspace.run.timeline.branch
    assert (found.step, found.stopped) == branch.ending
    assert np.array_equal(found.parameters, branch.state(branch.newest).theta)
    assert found.losses == branch.losses.array.tolist()


def test_a_function_is_exported_as_a_network_is() -> None:
    suffixes = [export.suffix for export in exports_for(workspace_at("bowl"))]
    assert suffixes == [".csv", ".jsonl", ".py", "_torch.py"]
    assert suffixes == [export.suffix for export in exports_for(workspace_at("mazur"))]


def test_a_program_is_of_the_settings_of_its_first_step() -> None:
    workspace = workspace_at("parabola", 3)
    workspace.run.edit_parameter(0, 1.0, "x = 1")
    texts = {export.kind: export.text for export in exports_for(workspace)}
    assert "parameters = np.array([1.0])  # x" in texts["numpy"](workspace)
    assert "x = torch.tensor(1.0, requires_grad=True)" in texts["pytorch"](workspace)


def test_a_file_is_new_and_follows_the_umask(tmp_path: Path, umask_027: None) -> None:
    written = save(str(tmp_path / "trace.csv"), "η\n")
    assert written.read_text(encoding="utf-8") == "η\n"
    assert written.stat().st_mode & 0o777 == 0o640
    with pytest.raises(ExportError, match="exists already; choose another name"):
        save(str(written), "other")
    assert written.read_text(encoding="utf-8") == "η\n"
    with pytest.raises(ExportError, match="cannot be written: No such file or directory"):
        save(str(tmp_path / "nowhere" / "trace.csv"), "x")
    with pytest.raises(ExportError, match="cannot be written"):
        save("\0", "x")


def test_of_a_file_that_does_not_fit_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        with pytest.raises(ExportError, match="cannot be written: No space left on device"):
            save(str(tmp_path / "trace.csv"), "x")
    assert list(tmp_path.iterdir()) == []


async def test_the_dialog_proposes_a_name_and_writes_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = GradstepApp(OpenRequest(load("mazur")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "x")
        await pilot.pause()
        dialog = cast(ExportDialog, app.screen)
        assert dialog.query_one(Input).value == "mazur-step-1.csv"
        options = dialog.query_one(OptionList)
        options.highlighted = options.option_count - 1
        await pilot.pause()
        assert dialog.query_one(Input).value == "mazur-step-1.svg"
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Workbench)
    picture = (tmp_path / "mazur-step-1.svg").read_text(encoding="utf-8")
    assert picture.startswith("<svg")
    assert "Mazur" in picture


async def test_what_cannot_be_written_is_told_in_the_dialog(tmp_path: Path) -> None:
    app = GradstepApp(OpenRequest(load("parabola")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "x", "enter")
        await pilot.pause()
        dialog = cast(ExportDialog, app.screen)
        dialog.query_one(Input).value = str(tmp_path)
        await pilot.press("enter")
        await pilot.pause()
        assert "exists already" in str(dialog.query_one(".dialog-report", Static).render())
        assert app.screen is dialog


async def test_another_scenario_can_be_opened() -> None:
    app = GradstepApp(OpenRequest(load("parabola")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "O")
        await pilot.pause()
        assert isinstance(app.screen, Picker)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, Workbench)
        assert app.screen.workspace.title == "Package prediction"


def test_the_home_of_an_unknown_user_is_told() -> None:
    with pytest.raises(ExportError, match="unknown user"):
        save("~nobody-of-this-name/x.py", "x")
