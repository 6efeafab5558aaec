"""The formats in which `run` writes for programs: a summary, a line of JSON or a row of CSV a step."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from math import isfinite
from typing import TextIO

from engine.descent.branch import Branch
from engine.descent.training import Step
from engine.objectives.network import Network, NetworkEvaluation
from engine.types import NO_ROWS
from scenarios.building import RunSpec
from tui.traces.records import data_number, json_line, row_numbers, step_record, summary_record
from tui.traces.standardized import raw_matrices, standardized_names


class Format:
    """Writes a scenario's runs one after the other, step by step, as they are computed."""

    by_step = True
    """Whether it needs every step; otherwise only the ends of the runs."""

    def __init__(self, stream: TextIO, title: str, runs: Sequence[RunSpec]) -> None:
        self.stream = stream
        self.title = title
        self.runs = runs
        self.label: str | None = None
        self.network: Network | None = None
        self.names: Sequence[str] = ()

    def begin(self, run: RunSpec) -> None:
        """The next run starts."""
        objective = run.training.objective
        self.label = run.label
        self.network = objective if isinstance(objective, Network) else None
        self.names = tuple(objective.parameters.names) if self.by_step else ()

    def take(self, step: Step, epoch_loss: float | None) -> None:
        """The run's next step; `epoch_loss` if it closed an epoch."""

    def end(self, branch: Branch, stopped: str) -> None:
        """The run has ended, for this reason."""


class Summary(Format):
    """One JSON object a run."""

    by_step = False

    def end(self, branch: Branch, stopped: str) -> None:
        self.stream.write(json_line(summary_record(self.title, self.label, branch, stopped)) + "\n")


class JsonLines(Format):
    """One JSON object a step."""

    def take(self, step: Step, epoch_loss: float | None) -> None:
        self.stream.write(
            json_line(step_record(self.label, step, self.names, self.network, epoch_loss)) + "\n"
        )


class Csv(Format):
    """A header, and one row a step. The numbers of several rows of data stand in one cell."""

    def __init__(self, stream: TextIO, title: str, runs: Sequence[RunSpec]) -> None:
        super().__init__(stream, title, runs)
        self._columns = list(dict.fromkeys(column for run in runs for column in _columns_of(run)))
        self._writer = csv.DictWriter(stream, self._columns, restval="", lineterminator="\n")
        self._writer.writeheader()

    def take(self, step: Step, epoch_loss: float | None) -> None:
        cells: dict[str, str | int] = {
            "run": self.label or "",
            "step": step.number,
            "loss": _cell(step.loss),
            "learning_rate": _cell(step.learning_rate),
        }
        network = self.network
        if network is not None:
            evaluation = step.evaluation
            assert isinstance(evaluation, NetworkEvaluation)
            cells["epoch"] = step.epoch
            cells["rows"] = " ".join(map(str, row_numbers(network, step)))
            cells["epoch_loss"] = "" if epoch_loss is None else _cell(epoch_loss)
            if standardized := standardized_names(network):
                cells["standardized"] = " ".join(standardized)
            for kind, matrix in (
                ("input", evaluation.inputs),
                ("target", evaluation.targets),
                ("prediction", evaluation.predictions),
                *(
                    (f"raw_{kind}", matrix)
                    for kind, matrix in raw_matrices(network, step.rows, evaluation.predictions)
                ),
            ):
                names = network.input_names if kind.endswith("input") else network.target_names
                given = kind.endswith(("input", "target"))
                for name, column in zip(names, matrix.T.tolist(), strict=True):
                    cells[f"{kind}.{name}"] = " ".join(
                        map(_cell, map(data_number, column) if given else column)
                    )
        for kind, vector in (("parameter", step.theta), ("gradient", step.gradient), ("update", step.update)):
            for name, value in zip(self.names, vector.tolist(), strict=True):
                cells[f"{kind}.{name}"] = _cell(value)
        self._writer.writerow(cells)


def _columns_of(run: RunSpec) -> Iterable[str]:
    objective = run.training.objective
    yield from ("run", "step")
    if isinstance(objective, Network):
        yield from ("epoch", "rows")
        yield from (f"input.{name}" for name in objective.input_names)
        yield from (f"target.{name}" for name in objective.target_names)
        yield from (f"prediction.{name}" for name in objective.target_names)
    yield from ("loss", "learning_rate")
    if isinstance(objective, Network):
        yield "epoch_loss"
    for kind in ("parameter", "gradient", "update"):
        yield from (f"{kind}.{name}" for name in objective.parameters.names)
    if isinstance(objective, Network):
        yield from _columns_of_standardized(objective)


def _columns_of_standardized(network: Network) -> Iterable[str]:
    """After all others, so that these keep their places."""
    if standardized_names(network):
        yield "standardized"
    for kind, _ in raw_matrices(network, NO_ROWS, network.targets[:0]):
        names = network.input_names if kind == "input" else network.target_names
        yield from (f"raw_{kind}.{name}" for name in names)


def _cell(value: float) -> str:
    return repr(value) if isfinite(value) else ""
