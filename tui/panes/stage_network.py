"""The network on the stage, in as much detail as there is room for."""

from __future__ import annotations

from engine.insight.beats import Phase
from tui.charts.rows import Row, Span
from tui.moment import Moment
from tui.panes.convention import convention
from tui.panes.network_drawing import NetworkDrawing
from tui.panes.network_edges import EdgeDrawing
from tui.panes.network_layers import LayerDrawing
from tui.panes.network_units import UnitDrawing
from tui.panes.pane import Pane

DETAILS: tuple[type[NetworkDrawing], ...] = (EdgeDrawing, UnitDrawing, LayerDrawing)
"""From the most detail to the least; the last one always fits."""


class NetworkStage(Pane):
    """Small networks with every weight on its edge, larger ones with every unit, the largest by layers."""

    name = "stage"

    def title(self, moment: Moment) -> tuple[Span, ...]:
        network, sampler = moment.network, moment.training.sampler
        assert network is not None
        assert sampler is not None
        told = convention(network.cost, network.layers[-1].units, sampler.batch_size)
        return (Span("Stage", "title"), Span(f"   L = {told}", "text"))

    def hint(self, moment: Moment) -> tuple[Span, ...]:
        match moment.phase if not moment.complete else None:
            case Phase.FORWARD:
                return (Span("values flow right →", "value"),)
            case Phase.LOSS:
                return (Span("prediction meets target", "value"),)
            case Phase.BACKWARD:
                return (Span("← gradients flow back", "gradient"),)
            case Phase.UPDATE:
                return (Span("updates land", "update"),)
            case _:
                return ()

    def body(self, moment: Moment, width: int, height: int) -> list[Row]:
        network = moment.network
        assert network is not None
        drawings = (detail(moment, network, width, height) for detail in DETAILS)
        return next(drawing.rows() for drawing in drawings if drawing.fits)
