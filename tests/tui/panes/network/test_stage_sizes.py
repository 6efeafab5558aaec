"""The network on the stage at any size, of any shape: it fits, it selects what it shows, and it stays quick."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from engine.objectives.network import NetworkEvaluation
from engine.objectives.parameters import LayerNames
from tests.tui.networks import (
    LARGE,
    MIDDLE,
    loaded,
    network_desk,
    network_text,
    spans_about,
    stage,
    stage_text,
)
from tests.tui.shown_numbers import as_shown
from tests.tui.workspaces import text_of, workspace_at, workspace_in
from tui.drawing.spans import width_of
from tui.panes.network.selection import Order
from tui.panes.network.stage import DETAILS, NetworkStage
from tui.panes.shape import ScenarioShape
from tui.views.areas import Arrangement
from tui.views.workbench import WORKBENCH

SIZES = st.lists(st.integers(1, 10), min_size=2, max_size=5)
PHASES = st.sampled_from(list(Phase))


@settings(deadline=None, max_examples=100)
@given(SIZES, PHASES, st.integers(0, 110), st.integers(0, 45), st.data())
def test_whatever_the_network_and_the_size_it_fits(
    sizes: list[int], phase: Phase, width: int, height: int, data: st.DataObject
) -> None:
    text = network_text(
        sizes,
        activation=data.draw(st.sampled_from(["linear", "tanh", "relu"])),
        bias=data.draw(st.booleans()),
        batch=data.draw(st.sampled_from([1, 2])),
        rows=2,
    )
    workspace = workspace_in(loaded(text), phase)
    for _ in range(data.draw(st.integers(0, 5))):
        workspace.back(Grain.BEAT)
    snapshot = workspace.snapshot()
    rows = stage(snapshot, width, height)
    assert len(rows) <= height
    assert all(width_of(row) <= width for row in rows)
    assert all(len(span.text) == width_of([span]) for row in rows for span in row)
    framed = NetworkStage().rows(snapshot, width, height)
    assert len(framed) == height
    if width >= 2:
        assert all(width_of(row) == width for row in framed)


@pytest.mark.parametrize(
    "size", [(36, 2), (36, 7), (76, 8), (68, 9), (76, 19), (63, 26), (80, 26), (196, 55)]
)
@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 3, 2), (2, 8, 8, 1), (4, 16, 3), (1, 1)], ids=str)
def test_outputs_and_loss_are_seen_at_every_size(sizes: tuple[int, ...], size: tuple[int, int]) -> None:
    snapshot = network_desk(sizes, 1).snapshot()
    assert snapshot.step is not None
    text = stage_text(snapshot, *size)
    found = re.search(r"(?<!∂)L +([\d.e−]+)", text)
    assert found is not None
    assert float(found[1].replace("−", "-")) == pytest.approx(snapshot.step.loss, rel=0.05)
    if len(sizes) < 4 and max(sizes) < 8:
        assert "ŷ" in text


@pytest.mark.parametrize("size", [(36, 7), (76, 8), (76, 19), (80, 26), (96, 31), (196, 55)])
@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 3, 2), (2, 8, 8, 1), (4, 16, 3)], ids=str)
def test_whatever_is_clicked_can_be_selected_and_is_where_its_name_stands(
    sizes: tuple[int, ...], size: tuple[int, int]
) -> None:
    snapshot = workspace_in(loaded(network_text(sizes)), Phase.BACKWARD).snapshot()
    assert snapshot.network is not None
    order = Order(snapshot.network)
    rows = stage(snapshot, *size)
    targets = {span.target for row in rows for span in row if span.target}
    # The legend's signs lead to the glossary.
    targets = {target for target in targets if not target.startswith("term:")}
    assert targets
    for target in targets:
        kind, _, quantity = target.partition(":")
        assert kind == "quantity"
        assert order.index(quantity) is not None
    for row in rows:
        for span in row:
            name = snapshot.notation.name(span.target.removeprefix("quantity:"))
            if re.fullmatch(r"[wabŷ][¹²³₀-₉,]+", span.text.strip()):
                assert span.text.strip() == name


@pytest.mark.parametrize("size", [(76, 8), (80, 26), (196, 55)])
def test_every_weight_and_every_unit_of_a_small_network_can_be_clicked(size: tuple[int, int]) -> None:
    snapshot = network_desk((2, 2, 1), 1).snapshot()
    assert snapshot.network is not None
    order = Order(snapshot.network)
    rows = stage(snapshot, *size)
    for place in range(len(order)):
        assert spans_about(rows, order[place]), order[place]


def test_every_weight_of_a_middle_network_can_be_clicked() -> None:
    snapshot = network_desk((2, 8, 8, 1), 1).snapshot()
    rows = stage(snapshot, 80, 26)
    for name in snapshot.training.objective.parameters.names:
        if name.startswith("w"):
            assert spans_about(rows, name), name


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("size", [(36, 2), (76, 8), (68, 9), (80, 26), (116, 35), (196, 55)])
def test_a_large_network_is_drawn_without_making_a_name_for_each_of_its_numbers(
    size: tuple[int, int], phase: Phase, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = workspace_in(loaded(network_text(LARGE, rows=2)), phase).snapshot()
    asked = 0
    name_at = LayerNames.__getitem__

    def counted(self: LayerNames, index: int) -> str:
        nonlocal asked
        asked += 1
        found = name_at(self, index)
        assert isinstance(found, str)
        return found

    def never(self: NetworkEvaluation, row: int = 0) -> dict[str, float]:
        raise AssertionError("all values by their names")

    monkeypatch.setattr(LayerNames, "__getitem__", counted)
    monkeypatch.setattr(NetworkEvaluation, "named_values", never)
    monkeypatch.setattr(NetworkEvaluation, "named_gradients", never)
    assert stage(snapshot, *size)
    assert asked < 10


@pytest.mark.parametrize("size", [(68, 9), (80, 26), (116, 35)])
def test_a_large_network_shows_between_which_numbers_each_layer_lies_and_how_long_they_are(
    size: tuple[int, int],
) -> None:
    snapshot = workspace_in(loaded(network_text(LARGE, rows=2)), Phase.LOSS).snapshot()
    assert snapshot.step is not None
    evaluation = snapshot.step.evaluation
    assert isinstance(evaluation, NetworkEvaluation)
    text = stage_text(snapshot, *size)
    shown = re.sub(" +", " ", text)
    for values in (evaluation.inputs, *evaluation.activations):
        assert as_shown(float(values.min())) in shown
        assert as_shown(float(values.max())) in shown
    for quantity in ("|a1|", "|a2|"):
        assert f"{quantity} {as_shown(snapshot.revealed[quantity])}" in shown
    assert "784" in text
    assert "128" in text


def test_slopes_flow_through_a_large_network_layer_by_layer() -> None:
    workspace = workspace_in(loaded(network_text(LARGE, rows=2)), Phase.LOSS)
    while "|gradient.a2|" not in workspace.snapshot().revealed:
        assert workspace.forward(Grain.BEAT)
    rows = stage(workspace.snapshot(), 116, 35)
    assert [span.role for span in spans_about(rows, "a2_1") if "δ" in span.text] == ["now"]
    assert {span.role for span in spans_about(rows, "a1_1")} == {"value"}
    assert "δ " in text_of(rows)
    while "|gradient.a1|" not in workspace.snapshot().revealed:
        assert workspace.forward(Grain.BEAT)
    workspace.forward(Grain.BEAT)
    workspace.forward(Grain.BEAT)
    rows = stage(workspace.snapshot(), 116, 35)
    assert {span.role for span in spans_about(rows, "a1_1")} == {"gradient"}


def test_a_large_networks_numbers_are_unknown_until_their_layer_has_been_told() -> None:
    workspace = workspace_at(loaded(network_text(LARGE, rows=2)))
    assert "·" * 20 in stage_text(workspace.snapshot(), 116, 35)
    workspace = workspace_in(loaded(network_text(LARGE, rows=2)), Phase.SELECT)
    rows = stage(workspace.snapshot(), 116, 35)
    assert {span.text for span in spans_about(rows, "a1_1")} == {"·"}
    assert {span.text for span in spans_about(rows, "in_aaa")} != {"·"}


def test_of_a_large_networks_selected_weight_no_number_is_shown_in_part() -> None:
    snapshot = workspace_at(loaded(network_text(LARGE, rows=2)), 1).snapshot()
    snapshot = replace(snapshot, view_options=replace(snapshot.view_options, selected="w1_5_17"))
    whole = re.findall(r"[−+][\d.e−+]+", stage_text(snapshot, 100, 8).splitlines()[-1])
    assert len(whole) == 4
    for width in range(10, 100):
        last = stage_text(snapshot, width, 8).splitlines()[-1]
        assert set(re.findall(r"[−+][\d.e−+]+", last)) <= set(whole)


def test_in_the_smallest_room_the_output_and_the_lit_parameter_are_told() -> None:
    workspace = workspace_in("package-prediction", Phase.BACKWARD)
    while "gradient.w2_2_1" in workspace.snapshot().revealed:
        assert workspace.back(Grain.BEAT)
    text = stage_text(workspace.snapshot(), 36, 2)
    assert "ŷ 0.32  y 4  δ −7.36  L 13.5424" in text
    assert "▌w²₁₁ +0.1  ∂L −11.776" in text


def test_where_layers_are_bands_a_few_outputs_have_their_names_numbers_and_targets() -> None:
    snapshot = network_desk(MIDDLE, 1).snapshot()
    evaluation = snapshot.step.evaluation if snapshot.step is not None else None
    assert isinstance(evaluation, NetworkEvaluation)
    answer, asked = evaluation.activations[-1][0, 0], evaluation.targets[0, 0]
    for width, height in ((36, 7), (56, 4), (56, 7)):
        text = re.sub(" +", " ", stage_text(snapshot, width, height))
        found = re.search(r"ŷ ([−\d.]+) y ([−\d.]+)", text)
        assert found is not None, text
        assert float(found[1].replace("−", "-")) == pytest.approx(float(answer), abs=0.006)
        assert float(found[2].replace("−", "-")) == float(asked)


def test_of_many_classes_the_one_that_is_asked_for_and_the_greatest_are_named() -> None:
    targets = [f"kind_{letter}" for letter in "abcdefghijklmnopqrst"]
    inputs = [f"in_{letter}" for letter in "abcdefghijklmnopqrst"]
    row = [*range(20), *(1 if place == 2 else 0 for place in range(20))]
    text = f"""\
format = 1
kind = "network"
[data]
columns = {[*inputs, *targets]}
inputs = {inputs}
targets = {targets}
rows = {[row, row]}
[network]
layers = [{{ units = 20, activation = "softmax" }}]
[loss]
name = "cross_entropy"
[training]
epochs = 1
[training.optimizer]
name = "sgd"
learning_rate = 0.01
""".replace("'", '"')
    snapshot = workspace_in(loaded(text), Phase.FORWARD).snapshot()
    evaluation = snapshot.step.evaluation if snapshot.step is not None else None
    assert isinstance(evaluation, NetworkEvaluation)
    answers = evaluation.activations[-1][0]
    best = int(answers.argmax())
    number = as_shown(float(answers[best]))
    name = snapshot.notation.name(f"a1_{best + 1}")
    wide, narrow, low = (stage_text(snapshot, *size) for size in ((76, 8), (56, 8), (62, 2)))
    assert f"asked y₃ kind_c   greatest {name} {targets[best]} {number}" in wide
    assert f"asked y₃   greatest {name} {number}" in narrow
    assert f"asked y₃   greatest {name} {number}" in low
    assert "asked y₃" in stage_text(workspace_in(loaded(text), Phase.SELECT).snapshot(), 76, 8)


def test_what_is_asked_stands_behind_an_output_where_it_has_no_line_of_its_own() -> None:
    assert "ŷ 0.386268  y 5" in stage_text(workspace_at("package-prediction", 2).snapshot(), 56, 4)
    text = stage_text(workspace_in("mazur", Phase.LOSS).snapshot(), 56, 4)
    assert re.search(r"ŷ₁ 0\.75\d+ +y₁ 0\.01", text)
    assert re.search(r"ŷ₂ 0\.77\d+ +y₂ 0\.99", text)


def test_on_a_wide_screen_the_inputs_of_a_large_network_are_a_picture() -> None:
    workspace = workspace_at(loaded(network_text(LARGE, rows=2)), 1)
    for width, height in ((200, 60), (240, 70)):
        shape = ScenarioShape(True, 101_770, 2, True, large=True)
        area = WORKBENCH.layout(width, height, shape, Arrangement())["stage"]
        text = stage_text(workspace.snapshot(), area.width - 4, area.height - 2)
        assert "┌" + "─" * 28 + "┐" in text or "┌" + "─" * 56 + "┐" in text


@pytest.mark.parametrize("size", [(76, 8), (80, 26), (116, 35)])
def test_however_many_edges_there_are_they_are_no_blot(size: tuple[int, int]) -> None:
    rows = stage(network_desk((12, 12, 12), 1).snapshot(), *size) if size[1] > 12 else []
    rows = rows or stage(network_desk((2, 8, 8, 1), 1).snapshot(), *size)
    text = text_of(rows)
    dots = [(ord(letter) - 0x2800).bit_count() for letter in text if 0x2800 <= ord(letter) < 0x2900]
    blank = sum(letter == " " for letter in text)
    assert dots
    assert sum(dots) < 0.4 * 8 * (len(dots) + blank)


def test_numbers_that_have_run_away_are_drawn_as_well() -> None:
    text = network_text((2, 3, 2), activation="linear").replace(
        "learning_rate = 0.01", "learning_rate = 1e60"
    )
    workspace = workspace_at(loaded(text))
    while workspace.forward(Grain.ROW):
        pass
    snapshot = workspace.snapshot()
    assert snapshot.step is not None
    assert not snapshot.step.after.theta.max() < 1e50
    for size in ((36, 2), (36, 7), (76, 8), (80, 26), (196, 55)):
        assert stage(snapshot, *size)


def test_the_plainest_drawing_fits_in_any_room() -> None:
    assert getattr(DETAILS[-1], "fits", False) is True
