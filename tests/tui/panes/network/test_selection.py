"""Selecting in the network on the stage: in reading order, marked so that it is seen without colour."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from tests.tui.networks import LARGE, loaded, network_desk, network_text, spans_about, stage
from tests.tui.shown_numbers import as_shown, with_sign
from tests.tui.workspaces import text_of, workspace_at, workspace_in
from tui.panes.network.selection import Order
from tui.panes.network.stage import NetworkStage
from tui.screen.theme import style_of
from tui.workspace.snapshot import Snapshot

ORDER = [
    *("cgpa", "profile_score"),
    *("w1_1_1", "w1_1_2", "w1_2_1", "w1_2_2", "b1_1", "b1_2", "a1_1", "a1_2"),
    *("w2_1_1", "w2_2_1", "b2_1", "a2_1"),
]
"""Package prediction: inputs, and of each layer its parameters as in θ, then its units."""


def selecting(snapshot: Snapshot, quantity: str | None) -> Snapshot:
    return replace(snapshot, view_options=replace(snapshot.view_options, selected=quantity))


def after(snapshot: Snapshot, by: int) -> str | None:
    """What is selected after an arrow."""
    return NetworkStage().moved(snapshot, by).selected


def test_the_arrows_go_through_inputs_parameters_and_units_in_reading_order() -> None:
    snapshot = workspace_at("package-prediction").snapshot()
    found = ["cgpa"]
    for _ in ORDER:
        found.append(str(after(selecting(snapshot, found[-1]), 1)))
    assert found == [*ORDER, "a2_1"]  # at the end it stays
    back = ["a2_1"]
    for _ in ORDER:
        back.append(str(after(selecting(snapshot, back[-1]), -1)))
    assert back == [*reversed(ORDER), "cgpa"]


def test_the_first_arrow_selects_the_parameter_that_the_lit_beat_concerns() -> None:
    workspace = workspace_at("package-prediction")
    assert after(workspace.snapshot(), 1) == "w1_1_1"
    while "gradient.w2_2_1" not in workspace.snapshot().revealed:
        assert workspace.forward(Grain.BEAT)
    assert after(workspace.snapshot(), 1) == after(workspace.snapshot(), -1) == "w2_2_1"
    workspace = workspace_in("package-prediction", Phase.LOSS)
    assert after(workspace.snapshot(), 1) == "w1_1_1"  # the loss concerns none
    assert after(selecting(workspace.snapshot(), "w9_1_1"), 1) == "w1_1_1"  # what was selected is no more


def test_an_arrow_changes_nothing_but_what_is_selected() -> None:
    snapshot = workspace_at("package-prediction").snapshot()
    view_options = replace(snapshot.view_options, digits=9, pattern="w*")
    moved = NetworkStage().moved(replace(snapshot, view_options=view_options), 1)
    assert moved == replace(view_options, selected="w1_1_1")


@given(st.lists(st.integers(1, 5), min_size=2, max_size=4), st.booleans(), st.data())
def test_every_place_of_the_order_leads_back_to_itself(
    sizes: list[int], bias: bool, data: st.DataObject
) -> None:
    network = workspace_at(loaded(network_text(sizes, bias=bias, rows=1))).snapshot().network
    assert network is not None
    order = Order(network)
    place = data.draw(st.integers(0, len(order) - 1))
    assert order.index(order[place]) == place
    everything = [order[one] for one in range(len(order))]
    assert len(set(everything)) == len(everything)
    assert [name for name in everything if name in network.parameters.names] == list(network.parameters.names)
    with pytest.raises(IndexError):
        order[len(order)]


def test_what_there_is_not_has_no_place() -> None:
    network = workspace_at("package-prediction").snapshot().network
    assert network is not None
    for quantity in ("w3_1_1", "a3_1", "a1_3", "z1_1", "lpa", "loss", ""):
        assert Order(network).index(quantity) is None


def test_the_order_of_a_large_network_is_worked_out_and_not_listed() -> None:
    network = workspace_at(loaded(network_text(LARGE, rows=2))).snapshot().network
    assert network is not None
    order = Order(network)
    assert len(order) == 784 + 784 * 128 + 128 + 128 + 1280 + 10 + 10
    assert order[784] == "w1_1_1"
    assert order[len(order) - 1] == "a2_10"
    assert order.index("w2_128_10") == len(order) - 21


@pytest.mark.parametrize("size", [(76, 8), (80, 26), (96, 38)])
@pytest.mark.parametrize("quantity", ORDER)
def test_what_is_selected_is_marked_and_nothing_else_is(quantity: str, size: tuple[int, int]) -> None:
    snapshot = selecting(workspace_in("package-prediction", Phase.BACKWARD).snapshot(), quantity)
    rows = stage(snapshot, *size)
    marked = [span for row in rows for span in row if span.role == "selected"]
    assert {span.target for span in marked} == {f"quantity:{quantity}"}
    name = snapshot.notation.name(quantity)
    assert all(span.text.strip("… ") in name for span in marked)


def test_the_mark_is_seen_without_colour() -> None:
    assert style_of("selected", "gradstep-dark").reverse


def test_a_selected_edge_stands_out_from_the_others() -> None:
    snapshot = selecting(workspace_in("package-prediction", Phase.FORWARD).snapshot(), "w1_2_1")
    rows = stage(snapshot, 80, 26)
    assert "edge-selected" in {span.role for span in spans_about(rows, "w1_2_1")}
    assert "edge-selected" not in {span.role for span in spans_about(rows, "w1_1_1")}


def test_the_edges_of_a_selected_unit_stand_out_from_the_others() -> None:
    snapshot = selecting(workspace_in(loaded(network_text((2, 8, 8, 1))), Phase.SELECT).snapshot(), "a2_4")
    rows = stage(snapshot, 120, 40)
    for source in range(1, 9):
        for unit in range(1, 9):
            lines = {
                span.role
                for span in spans_about(rows, f"w2_{source}_{unit}")
                if any(0x2800 <= ord(letter) < 0x2900 for letter in span.text)
            }
            if unit == 4:
                assert lines <= {"positive", "negative"}
            else:
                assert lines <= {"edge"}
    assert "positive" in {span.role for row in rows for span in row if 0x2800 < ord(span.text[0]) < 0x2900}


def test_the_numbers_of_what_is_selected_in_a_large_network_are_told_below() -> None:
    snapshot = network_desk(LARGE, 1).snapshot()
    assert snapshot.step is not None
    values = snapshot.step.evaluation.named_values()
    for size in ((76, 8), (80, 26), (116, 35)):
        text = text_of(stage(selecting(snapshot, "a1_17"), *size))
        assert f"a₁,₁₇ {as_shown(values['a1_17'])}" in text
        place = snapshot.training.objective.parameters.index("w1_5_17")
        text = text_of(stage(selecting(snapshot, "w1_5_17"), *size))
        assert f"w¹₅,₁₇ {with_sign(float(snapshot.theta[place]))}" in text
    rows = stage(selecting(snapshot, "a1_17"), 116, 35)
    assert "selected" in {span.role for span in spans_about(rows, "a1_17")}
