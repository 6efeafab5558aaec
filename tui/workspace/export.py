"""What can be taken along of a run: its trace, the network as a program, and the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.insight.codegen.numpy_code import Going, numpy_code
from engine.insight.codegen.torch_code import torch_code
from scenarios.building import RunSpec
from tui.storage.atomic_files import write_new_atomically
from tui.traces.formats import Csv, Format, JsonLines
from tui.workspace.workspace import Workspace


class Export(NamedTuple):
    """One kind of thing to take along."""

    description: str
    """What it is, in a line."""
    ending: str
    """The end of its file's name, with the point."""
    text: Callable[[Workspace], str]
    network_only: bool = False


class ExportError(Exception):
    """There is nothing to write, or the file cannot be written; the message is a sentence that says why."""


def exports_for(workspace: Workspace) -> Iterator[Export]:
    """What can be taken along of the shown run, but for the screen."""
    network = workspace.snapshot().network is not None
    return (export for export in _EXPORTS if network or not export.network_only)


def _trace(kind: type[Format]) -> Callable[[Workspace], str]:
    """Every step of the branch that is followed up to the one that is looked at."""

    def trace(workspace: Workspace) -> str:
        shown, timeline = workspace.run, workspace.run.timeline
        if not timeline.cursor:
            raise ExportError("No step has been taken yet: there is nothing to write.")
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
    """The network from the step that is looked at on."""

    def program(workspace: Workspace) -> str:
        timeline = workspace.run.timeline
        number = max(1, timeline.cursor)
        going = Going(timeline.branch.state(number - 1), number)
        return write(timeline.branch.training_of(number), going, workspace.title)

    return program


_EXPORTS = (
    Export("CSV: the steps up to here", ".csv", _trace(Csv)),
    Export("JSON lines: the steps up to here", ".jsonl", _trace(JsonLines)),
    Export("NumPy code: the network from here on", ".py", _program(numpy_code), network_only=True),
    Export("PyTorch code: the network from here on", "_torch.py", _program(torch_code), network_only=True),
)


def save(path: str, text: str) -> Path:
    """Write a new file that its owner alone can read, whole or not at all.

    Raises:
        ExportError: there is such a file already, or it cannot be written.
    """
    target = Path(path).expanduser()
    try:
        write_new_atomically(target, text)
    except FileExistsError as error:
        raise ExportError(f"{target} is there already; choose another name.") from error
    except (OSError, ValueError) as error:
        raise ExportError(
            f"{target} cannot be written: {getattr(error, 'strerror', None) or error}."
        ) from error
    return target.absolute()
