"""A run as a table for people: one line a step, with what fits a line; the other formats have it all."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from unicodedata import category, east_asian_width

from engine.descent.branch import Branch
from engine.descent.training import Step
from engine.objectives.network import NetworkEvaluation
from scenarios.building import RunSpec
from scenarios.wording import counted
from tui.terminal.encoding import encodes_unicode
from tui.text.notation import Notation
from tui.text.untrusted import clean_line
from tui.traces.formats import Format
from tui.traces.records import row_numbers

_COLUMN = 12
"""What six digits with sign and exponent take up."""
_MOST_OUTPUTS = 3
_MOST_VARIABLES = 4
_ROWS_NAMED = 4


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
            told = self.names[:_MOST_VARIABLES]
            slopes = [name(f"gradient.{variable}") for variable in told]
            return ["step", *told, name("loss"), *slopes, gradient]
        outputs = [name(f"a{len(self.network.layers)}_{unit}") for unit in self._outputs()]
        return ["step", "epoch", "row", *outputs, name("loss"), gradient, "epoch loss"]

    def _outputs(self) -> range:
        assert self.network is not None
        return range(1, min(_MOST_OUTPUTS, self.network.layers[-1].units) + 1)

    def take(self, step: Step, epoch_loss: float | None) -> None:
        number = self._notation.number
        length = number(hypot(*step.gradient.tolist()))
        if self.network is None:
            told = range(min(_MOST_VARIABLES, len(self.names)))
            slopes = [number(float(step.gradient[place])) for place in told]
            variables = [number(float(step.theta[place])) for place in told]
            self._row([str(step.number), *variables, number(step.loss), *slopes, length])
            return
        evaluation = step.evaluation
        assert isinstance(evaluation, NetworkEvaluation)
        single = len(step.rows) == 1
        predictions = evaluation.predictions[0].tolist()
        outputs = [number(predictions[unit - 1]) if single else "" for unit in self._outputs()]
        closing = "" if epoch_loss is None else number(epoch_loss)
        rows = row_numbers(self.network, step)
        told_rows = " ".join(map(str, rows)) if len(rows) <= _ROWS_NAMED else counted(len(rows), "row")
        self._row(
            [str(step.number), str(step.epoch), told_rows, *outputs, number(step.loss), length, closing]
        )

    def _row(self, cells: Sequence[str]) -> None:
        if not self._widths:
            counts = 1 if self.network is None else 3
            narrow = [max(6, width_of(cell)) for cell in cells[:counts]]
            self._widths = narrow + [max(_COLUMN, width_of(cell)) for cell in cells[counts:]]
        shown = (
            " " * (width - width_of(cell)) + cell for cell, width in zip(cells, self._widths, strict=True)
        )
        self.stream.write("  ".join(shown).rstrip() + "\n")

    def end(self, branch: Branch, stopped: str) -> None:
        steps = counted(branch.newest, "step")
        self.stream.write(f"{self._notation.text('—')} {steps}, stopped: {stopped}\n")


def width_of(text: str) -> int:
    """How many columns of a terminal a text takes up."""
    return sum(
        0 if category(letter) in ("Mn", "Me") else 2 if east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def padded(text: str, width: int) -> str:
    """The text with spaces after it, up to so many columns."""
    return text + " " * (width - width_of(text))
