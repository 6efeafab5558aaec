"""The parameters: value, gradient, update and new value of each, and how it came to where it is."""

from __future__ import annotations

from engine.descent.stopping import norm
from tui.charts.rows import Row, Span
from tui.drawing import ABSENT, aligned, fitted, sign_role, signed
from tui.moment import Moment
from tui.panes.pane import Pane, window

_BARS = "▁▂▃▄▅▆▇"
_HISTORY = 12
"""Cells of a history."""


class ParametersPane(Pane):
    """A line for each parameter; of many, those around the one that the lit beat speaks of."""

    name = "parameters"

    def title(self, moment: Moment) -> tuple[Span, ...]:
        return (Span("Parameters", "title"),)

    def hint(self, moment: Moment) -> tuple[Span, ...]:
        if moment.step is not None and (moment.complete or moment.gradient(0) is not None):
            return (Span(f"|∇L| {moment.notation.number(norm(moment.step.gradient))}", "gradient"),)
        return (Span(f"{len(moment.training.objective.parameters)} in θ", "dim"),)

    def body(self, moment: Moment, width: int, height: int) -> list[Row]:
        parameters = moment.training.objective.parameters
        places = window(len(parameters), max(0, height - 1), self._lit_place(moment))
        names = [parameters.names[place] for place in places]
        number = moment.notation.number

        def column(values: list[float | None], heading: str, sign: bool = True) -> list[str]:
            texts = [ABSENT if v is None else signed(number(v)) if sign else number(v) for v in values]
            lines = aligned(texts)
            size = max(len(heading), *(len(line) for line in lines)) if lines else len(heading)
            return [heading.rjust(size), *(line.rjust(size) for line in lines)]

        values = [float(moment.theta[place]) for place in places]
        gradients = [moment.gradient(place) for place in places]
        updates = [moment.update(place) for place in places]
        news = [moment.new(place) for place in places]
        titles = [moment.notation.name(name) for name in names]
        size = max([len(title) for title in titles], default=0)
        columns = [
            column([*values], "value"),
            column(gradients, "gradient"),
            column(updates, "update"),
            column(news, "new"),
        ]
        used = 2 + size + sum(2 + len(texts[0]) for texts in columns)
        bars = min(_HISTORY, width - used - 2)
        head = "  " + " " * size + "".join(f"  {texts[0]}" for texts in columns)
        rows: list[Row] = [(Span(head + ("  history" if bars >= 7 else ""), "dim"),)]
        for line, place in enumerate(places):
            name = names[line]
            lit = name in moment.lit or f"gradient.{name}" in moment.lit or f"new.{name}" in moment.lit
            spans = [
                Span("▌ " if lit else "  ", "now"),
                Span(titles[line].ljust(size), "now" if lit else "text"),
                Span("  " + columns[0][line + 1], sign_role(values[line])),
                Span("  " + columns[1][line + 1], "gradient" if gradients[line] is not None else "dim"),
                Span("  " + columns[2][line + 1], "update" if updates[line] is not None else "dim"),
                Span("  " + columns[3][line + 1], "text" if news[line] is not None else "dim"),
            ]
            if moment.training.frozen is not None and moment.training.frozen[place]:
                spans.append(Span("  frozen", "dim"))
            elif bars >= 4:
                spans.append(Span("  " + _history(moment, place, bars), "dim"))
            rows.append(fitted(spans, width))
        return rows

    def _lit_place(self, moment: Moment) -> int:
        parameters = moment.training.objective.parameters
        for quantity in moment.beat.concerns if moment.beat and not moment.complete else ():
            name = quantity.partition(".")[2] or quantity
            if name in parameters.names:
                return parameters.index(name)
        return 0


def _history(moment: Moment, place: int, width: int) -> str:
    """The parameter's values up to now, as so many bars at most, from the least to the greatest."""
    steps, states = moment.branch.history()
    until = moment.place.step if moment.complete else max(0, moment.place.step - 1)
    past = [float(state.theta[place]) for step, state in zip(steps, states, strict=True) if step <= until]
    if len(past) > width:
        past = [past[round(bar * (len(past) - 1) / (width - 1))] for bar in range(width)]
    low, high = min(past), max(past)
    span = high - low
    if not 0 < span < float("inf"):
        return _BARS[0] * len(past)
    return "".join(_BARS[min(len(_BARS) - 1, int(len(_BARS) * (value - low) / span))] for value in past)
