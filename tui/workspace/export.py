"""Exports of the shown run: its trace, the run as a program, and the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.insight.codegen.numpy_code import numpy_code
from engine.insight.codegen.program_start import ProgramStart
from engine.insight.codegen.torch_code import torch_code
from scenarios.building import RunSpec
from tui.storage.atomic_files import write_new_atomically
from tui.text.untrusted import clean_line
from tui.traces.formats import Csv, Format, JsonLines
from tui.workspace.workspace import Workspace


class Export(NamedTuple):
    """One kind of export."""

    kind: str
    """The name by which it is chosen: csv, json, numpy, pytorch, svg."""
    description: str
    suffix: str
    """The end of the file name, with the dot."""
    text: Callable[[Workspace], str]

    def default_name(self, workspace: Workspace) -> str:
        """Return the proposed file name: the scenario's name and the step."""
        return f"{workspace.run.stem}-step-{workspace.step}{self.suffix}"


class ExportError(Exception):
    """There is nothing to export, or the file cannot be written; the message is a sentence that says why."""


def exports_for(workspace: Workspace, screenshot: Callable[[], str] | None = None) -> Iterator[Export]:
    """Yield the exports of the shown run, and of the screen if `screenshot`, which returns SVG, is given."""
    yield from _EXPORTS
    if screenshot is not None:
        yield Export("svg", "SVG: the screen as it is", ".svg", lambda workspace: screenshot())


def _trace(kind: type[Format]) -> Callable[[Workspace], str]:
    """Return an export of all steps of the current branch up to the current step."""

    def trace(workspace: Workspace) -> str:
        shown, timeline = workspace.run, workspace.run.timeline
        if not timeline.cursor:
            raise ExportError("No step has been taken yet: there is nothing to export.")
        branch, stream = timeline.branch, StringIO()
        run = RunSpec(shown.run_label, branch.training)
        out = kind(stream, workspace.title, [run])
        out.begin(run)
        with np.errstate(all="ignore"):
            for step in branch.steps(1, timeline.cursor):
                out.take(step, branch.epoch_loss_at(step.number))
        return stream.getvalue()

    return trace


def _program(write: Callable[..., str]) -> Callable[[Workspace], str]:
    """Return an export of the run as a program that continues from the current step."""

    def program(workspace: Workspace) -> str:
        timeline = workspace.run.timeline
        number = max(1, timeline.cursor)
        with np.errstate(all="ignore"):
            program_start = ProgramStart.of(timeline.branch, number)
        return write(timeline.branch.training_of(number), program_start, workspace.title)

    return program


_EXPORTS = (
    Export("csv", "CSV: the steps up to here", ".csv", _trace(Csv)),
    Export("json", "JSON lines: the steps up to here", ".jsonl", _trace(JsonLines)),
    Export("numpy", "NumPy code: the run from here on", ".py", _program(numpy_code)),
    Export(
        "pytorch",
        "PyTorch code: the run from here on",
        "_torch.py",
        _program(torch_code),
    ),
)


def save(path: str, text: str) -> Path:
    """Write a new file atomically, readable by its owner only, and return its absolute path.

    Raises:
        ExportError: the file exists already, or it cannot be written.
    """
    try:
        target = Path(path).expanduser()
    except RuntimeError as error:
        raise ExportError(f"{clean_line(path)} is in the home folder of an unknown user.") from error
    try:
        write_new_atomically(target, text)
    except FileExistsError as error:
        raise ExportError(f"{target} exists already; choose another name.") from error
    except (OSError, ValueError) as error:
        raise ExportError(
            f"{target} cannot be written: {getattr(error, 'strerror', None) or error}."
        ) from error
    return target.absolute()
