"""A run as a table to read: one line a step, with the columns that fit a line."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from unicodedata import category, east_asian_width

from engine.descent.branch import Branch
from engine.descent.training import Step
from engine.insight.analysis.ending import run_end
from engine.objectives.network import NetworkEvaluation
from scenarios.building import RunSpec
from scenarios.wording import counted
from tui.terminal.encoding import encodes_unicode
from tui.text.notation import Notation
from tui.text.untrusted import clean_line
from tui.traces.formats import Format
from tui.traces.records import row_numbers

_COLUMN_CELLS = 12
"""The width of six digits with sign and exponent."""
_MAX_OUTPUTS = 3
_MAX_VARIABLES = 4
_MAX_ROWS_NAMED = 4


class Table(Format):
    """Aligned columns, written line by line as the run goes."""

    def begin(self, run: RunSpec) -> None:
        super().begin(run)
        self._notation = Notation.of(run.training.objective, unicode=encodes_unicode(self.stream))
        self._widths: list[int] = []
        if len(self.runs) > 1:
            between = "\n" if run is not self.runs[0] else ""
            self.stream.write(f"{between}{clean_line(run.label or self.title)}\n")
        self._row(self._headings())

    def _headings(self) -> list[str]:
        name = self._notation.name
        gradient = self._notation.text("|∇L|") if self._notation.unicode else "|gradient|"
        if self.network is None:
            variables = self.names[:_MAX_VARIABLES]
            slopes = [name(f"gradient.{variable}") for variable in variables]
            return ["step", *variables, name("loss"), *slopes, gradient]
        keys = [f"a{len(self.network.layers)}_{unit}" for unit in self._outputs()]
        outputs = [*map(name, keys)]
        if self.network.target_standardization is not None:
            outputs += [name(f"raw.{key}") for key in keys]
        return ["step", "epoch", "row", *outputs, name("loss"), gradient, "epoch loss"]

    def _outputs(self) -> range:
        assert self.network is not None
        return range(1, min(_MAX_OUTPUTS, self.network.layers[-1].units) + 1)

    def take(self, step: Step, epoch_loss: float | None) -> None:
        number = self._notation.number
        length = number(hypot(*step.gradient.tolist()))
        if self.network is None:
            shown = range(min(_MAX_VARIABLES, len(self.names)))
            slopes = [number(float(step.gradient[index])) for index in shown]
            variables = [number(float(step.theta[index])) for index in shown]
            self._row([str(step.number), *variables, number(step.loss), *slopes, length])
            return
        evaluation = step.evaluation
        assert isinstance(evaluation, NetworkEvaluation)
        single = len(step.rows) == 1
        tables = [evaluation.predictions]
        if self.network.target_standardization is not None:
            tables.append(self.network.raw_predictions(evaluation.predictions))
        outputs = [
            number(float(predictions[0, unit - 1])) if single else ""
            for predictions in tables
            for unit in self._outputs()
        ]
        closing = "" if epoch_loss is None else number(epoch_loss)
        rows = row_numbers(self.network, step)
        row_names = " ".join(map(str, rows)) if len(rows) <= _MAX_ROWS_NAMED else counted(len(rows), "row")
        self._row(
            [str(step.number), str(step.epoch), row_names, *outputs, number(step.loss), length, closing]
        )

    def _row(self, cells: Sequence[str]) -> None:
        if not self._widths:
            counts = 1 if self.network is None else 3
            narrow = [max(6, width_of(cell)) for cell in cells[:counts]]
            self._widths = narrow + [max(_COLUMN_CELLS, width_of(cell)) for cell in cells[counts:]]
        shown = (
            " " * (width - width_of(cell)) + cell for cell, width in zip(cells, self._widths, strict=True)
        )
        self.stream.write("  ".join(shown).rstrip() + "\n")

    def end(self, branch: Branch, stopped: str) -> None:
        steps = counted(branch.newest, "step")
        why = f", {self._notation.prose(run_end(branch).phrase)}" if stopped == "converged" else ""
        self.stream.write(f"{self._notation.text('—')} {steps}, stopped: {stopped}{why}\n")


def width_of(text: str) -> int:
    """The width of a text in a terminal's columns."""
    return sum(
        0 if category(letter) in ("Mn", "Me") else 2 if east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def padded(text: str, width: int) -> str:
    """The text padded with spaces to this width."""
    return text + " " * (width - width_of(text))
