"""The rows of data, what the network answers to each, and what that costs."""

from __future__ import annotations

import numpy as np

from engine.insight.beats import Phase
from engine.objectives.network import Network
from engine.types import Matrix, Rows, Vector
from tui.charts.rows import Row, Span
from tui.drawing import ABSENT, aligned, fitted, spread
from tui.moment import Moment
from tui.panes.pane import Pane, window

_NAME = 9
"""Columns' names are cut to so many cells."""

_QUICK = 20_000_000
"""Up to so many rows times parameters all rows are answered anew at each step; beyond, at the ends of epochs."""


class DataPane(Pane):
    """A line for each row; ŷ and loss under the parameters with which the step that is looked at was computed."""

    name = "data"

    def title(self, moment: Moment) -> tuple[Span, ...]:
        return (Span("Data", "title"),)

    def hint(self, moment: Moment) -> tuple[Span, ...]:
        network = moment.network
        if network is None:
            return ()
        held = len(network.test_rows)
        rows = "1 row" if network.training_rows == 1 else f"{network.training_rows} rows"
        return (Span(rows + (f", {held} for testing" if held else ""), "dim"),)

    def body(self, moment: Moment, width: int, height: int) -> list[Row]:
        network = moment.network
        assert network is not None
        batch = moment.step.rows.tolist() if moment.step is not None else []
        foot = self._foot(moment, network, width)
        places = window(len(network.inputs), max(0, height - 1 - len(foot) - 1), batch[0] if batch else 0)
        rows = np.array(places, dtype=np.intp)
        with np.errstate(all="ignore"):
            sums, activations = network.forward(moment.theta, network.inputs[rows])
            losses = network.row_losses(network.targets[rows], activations[-1], sums[-1])
        numbers = [str(network.row_numbers[place]) for place in places]
        size = max([len(text) for text in numbers], default=1)
        for digits in range(moment.notation.digits, 1, -1):
            columns = self._columns(moment, network, rows, activations[-1], losses, digits, width // 2)
            drawn = [(_cut(name), aligned(texts), role) for name, texts, role in columns]
            widths = [max(len(name), *(len(text) for text in texts)) for name, texts, _ in drawn]
            used = size + 2 + sum(widths)
            if used + len(widths) <= width:
                break
        shown = _fitting(widths, width - size - 2, min(len(network.input_names), width // 2))
        drawn, widths = [drawn[place] for place in shown], [widths[place] for place in shown]
        left_out = len(network.input_names) + 2 * len(network.target_names) + 1 - len(shown)
        used = size + 2 + sum(widths)
        gap = " " * (2 if used + 2 * len(widths) <= width else 1)
        head = "  " + " " * size + "".join(gap + d[0].rjust(w) for d, w in zip(drawn, widths, strict=True))
        lines: list[Row] = [fitted((Span(head, "dim"),), width)]
        if left_out:
            foot = [(Span(f"{left_out} more columns", "dim"),), *foot]
        for line, place in enumerate(places):
            now = place in batch
            spans = [
                Span("▌ " if now else "  ", "now"),
                Span(numbers[line].rjust(size), "now" if now else "dim"),
            ]
            tested = place >= network.training_rows
            for (_, texts, role), w in zip(drawn, widths, strict=True):
                role = "dim" if tested or ABSENT in texts[line] else role
                spans.append(Span(gap + texts[line].rjust(w), "now" if now and role == "value" else role))
            if tested:
                spans.append(Span(" test", "dim"))
            lines.append(fitted(spans, width))
        lines += [()] * max(0, min(1, height - len(lines) - len(foot)))
        return [*lines, *foot][:height]

    def _columns(
        self,
        moment: Moment,
        network: Network,
        rows: Rows,
        outputs: Matrix,
        losses: Vector,
        digits: int,
        most: int,
    ) -> list[tuple[str, list[str], str]]:
        """(heading, texts, role) of each column; of inputs, targets and outputs at most so many each."""

        def texts(values: Vector, told: bool = True) -> list[str]:
            return [
                moment.notation.number(value, digits) if told or place not in batch else ABSENT
                for place, value in zip(rows.tolist(), values.tolist(), strict=True)
            ]

        batch = set(moment.step.rows.tolist()) if moment.step is not None else set()
        answered = moment.complete or moment.phase not in (Phase.SELECT, Phase.FORWARD)
        inputs, targets = network.input_names[:most], network.target_names[:most]
        columns = [(name, texts(network.inputs[rows, i]), "text") for i, name in enumerate(inputs)]
        columns += [(name, texts(network.targets[rows, i]), "text") for i, name in enumerate(targets)]
        for index in range(len(targets)):
            unit = f"a{len(network.layers)}_{index + 1}"
            told = answered or unit in moment.told
            columns.append((moment.notation.name(unit), texts(outputs[:, index], told), "value"))
        columns.append(("loss", texts(losses, answered), "value"))
        return columns

    def _foot(self, moment: Moment, network: Network, width: int) -> list[Row]:
        number = moment.notation.number
        lines: list[tuple[str, str]] = []
        closed = (
            moment.branch.epoch_loss_at(moment.place.step) if moment.place.step and moment.complete else None
        )
        if closed is not None:
            lines.append(("epoch mean", number(closed)))
        theta = moment.step.after.theta if moment.step is not None and moment.complete else moment.theta
        if len(network.inputs) * len(network.parameters) <= _QUICK:
            with np.errstate(all="ignore"):
                overall = network.mean_row_loss(theta, network.all_training_rows)
                lines.append(("all rows, θ as it is now", number(overall)))
                if len(network.test_rows):
                    held = network.mean_row_loss(theta, network.test_rows)
                    lines.append(("test rows, θ as it is now", number(held)))
        elif closed is not None:
            epoch = moment.place.step // moment.training.steps_per_epoch - 1
            lines.append(
                ("all rows, θ as it is now", number(float(moment.branch.training_losses.array[epoch])))
            )
        return [spread((Span(label, "dim"),), (Span(text, "value"),), width) for label, text in lines]


def _fitting(widths: list[int], room: int, inputs: int) -> list[int]:
    """The places of the columns that there is room for: the loss, then outputs and targets, then inputs."""
    kept: list[int] = []
    for place in (*range(len(widths) - 1, inputs - 1, -1), *range(inputs)):
        if room < widths[place] + 1:
            break
        room -= widths[place] + 1
        kept.append(place)
    return sorted(kept)


def _cut(name: str) -> str:
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"
