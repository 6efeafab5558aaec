"""The network on the stage: its numbers are the engine's, each beside its name, told when the story has come to it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from scenarios.loading import Loaded
from tests.tui.networks import (
    MIDDLE,
    SIGNED,
    loaded,
    network_text,
    spans_about,
    stage,
    stage_text,
    words_of,
)
from tests.tui.shown_numbers import CUT, as_shown, known_numbers, numbers_in, roundings, with_sign
from tests.tui.workspaces import workspace_at, workspace_in
from tui.drawing.spans import Row
from tui.panes.network.stage import NetworkStage
from tui.workspace.snapshot import Snapshot
from tui.workspace.workspace import Workspace

ONE_LINE, TWO_LINES, FOUR_LINES = (76, 7), (76, 13), (96, 38)
"""Sizes of the stage at which an edge of 2-2-1 has so many numbers."""
SIZES = [ONE_LINE, (68, 9), TWO_LINES, (80, 26), FOUR_LINES, (196, 55), (36, 2), (36, 7)]
NETS: dict[str, str | Loaded] = {
    "package-prediction": "package-prediction",
    "mazur": "mazur",
    "2-8-8-1": loaded(network_text(MIDDLE)),
    "4-16-3": loaded(network_text((4, 16, 3))),
    "adam": loaded(network_text((2, 3, 2), optimizer="adam", bias=False)),
}

_NO_NUMBER = re.compile(r"[a-z_]+…| … ")
"""A name that is cut, and what stands between the least number and the greatest."""


def known(snapshot: Snapshot) -> set[float]:
    """What may be shown of the step, the updates that have been told among it."""
    step, names = snapshot.step, snapshot.training.objective.parameters.names
    numbers = known_numbers(snapshot)
    if step is not None:
        numbers |= {
            float(update)
            for name, update in zip(names, step.update, strict=True)
            if snapshot.complete or f"new.{name}" in snapshot.revealed
        }
    return numbers


def label(text: str, name: str) -> str:
    """What stands on an edge after its name, in the same line."""
    (found,) = re.findall(rf"{name}(?!\d) +((?:(?:∂L|←) +)?[+−\d.e]+|·)", text)
    return re.sub(" +", " ", str(found))


def lines_below(text: str, name: str, count: int) -> dict[str, str]:
    """The tagged numbers in the lines below an edge's name."""
    lines = text.splitlines()
    row = next(row for row, line in enumerate(lines) if f"{name} " in line)
    at = lines[row].index(name)
    found = (re.match(r" *(∂L|Δ|←) +([+−\d.e]+|·)", line[at:]) for line in lines[row + 1 : row + 1 + count])
    return {match[1]: match[2] for match in found if match is not None}


@pytest.mark.parametrize("net", NETS)
def test_every_number_on_the_stage_is_the_engines_at_every_beat_and_size(net: str) -> None:
    workspace = workspace_at(NETS[net], 1)
    network = workspace.snapshot().network
    assert network is not None
    names = [*network.input_names, *network.target_names]
    while workspace.forward(Grain.BEAT) and workspace.step == 2:
        snapshot = workspace.snapshot()
        place = snapshot.place.beat
        if place % max(1, len(snapshot.beats) // 40):
            continue
        for width, height in SIZES[place % 3 :: 3]:
            text = _NO_NUMBER.sub(" ", stage_text(snapshot, width, height))
            assert not CUT.search(text), text
            written = numbers_in(text, names)
            counts = {
                str(size) for size in (len(network.input_names), *(one.units for one in network.layers))
            }
            assert set(written) <= roundings(known(snapshot), 1) | counts, (place, text)


def test_a_number_has_all_of_its_digits_where_there_is_room() -> None:
    snapshot = workspace_at("mazur", 1).snapshot()
    assert snapshot.step is not None
    everything = known(snapshot) - set(snapshot.step.evaluation.named_values().values()) | known_numbers(
        snapshot
    )
    text = stage_text(snapshot, 196, 55)
    assert set(numbers_in(text, ["i1", "i2"])) <= roundings(everything)
    digits = replace(
        workspace_at("mazur", 1).snapshot(), view_options=replace(snapshot.view_options, digits=4)
    )
    assert "+0.3589" in stage_text(digits, 196, 55)
    assert "+0.358916" in text


def test_one_line_of_an_edge_is_its_weight_then_its_gradient_then_its_new_value() -> None:
    workspace = workspace_in("package-prediction", Phase.FORWARD)
    assert label(stage_text(workspace.snapshot(), *ONE_LINE), "w²₁₁") == "+0.1"
    workspace = workspace_in("package-prediction", Phase.BACKWARD)
    text = stage_text(workspace.snapshot(), *ONE_LINE)
    assert label(text, "w²₁₁") == "∂L −11.776"
    assert label(text, "b₁₂") == "∂L −0.736"
    text = stage_text(workspace_at("package-prediction", 1).snapshot(), *ONE_LINE)
    assert label(text, "w²₁₁") == "← +0.111776"
    assert label(text, "w¹₂₂") == "← +0.105888"


def test_in_one_line_the_lit_edge_shows_the_number_that_the_beat_reckons_with() -> None:
    workspace = workspace_at("package-prediction")
    while "gradient.a1_1" not in workspace.snapshot().revealed:
        assert workspace.forward(Grain.BEAT)
    # ∂L/∂a₁₁ = ∂L/∂z₂₁·w²₁₁
    text = stage_text(workspace.snapshot(), *ONE_LINE)
    assert label(text, "w²₁₁") == "+0.1"
    assert label(text, "w²₂₁") == "∂L −11.776"


def test_on_a_usual_screen_a_number_on_an_edge_reads_as_in_the_table() -> None:
    # the stage of 120×40 inside its frame
    snapshot = workspace_at("package-prediction", 2).snapshot()
    assert label(stage_text(snapshot, 72, 9), "w²₁₁") == "← +0.127416"
    assert "b₂₁  ← +0.0165875" in stage_text(snapshot, 72, 9)
    assert label(stage_text(snapshot, 111, 9), "b₁₁") == "← +0.00176741"
    snapshot = workspace_in("package-prediction", Phase.BACKWARD, 1).snapshot()
    assert label(stage_text(snapshot, 72, 9), "w¹₁₁") == "∂L −7.21986"
    # and the one of 80×24 that fills the screen
    text = stage_text(workspace_at("package-prediction", 3).snapshot(), 76, 19)
    assert label(text, "b₁₁") == "+0.00176741"
    assert lines_below(text, "b₂₁", 2)["←"] == "+0.0276205"


def test_two_lines_are_weight_and_gradient_then_weight_and_new_value() -> None:
    workspace = workspace_in("package-prediction", Phase.BACKWARD)
    text = stage_text(workspace.snapshot(), *TWO_LINES)
    assert label(text, "w²₁₁") == "+0.1"
    assert lines_below(text, "w²₁₁", 1) == {"∂L": "−11.776"}
    text = stage_text(workspace_at("package-prediction", 1).snapshot(), *TWO_LINES)
    assert label(text, "w²₁₁") == "+0.1"
    assert lines_below(text, "w²₁₁", 1) == {"←": "+0.111776"}


@pytest.mark.parametrize("size", [(76, 11), (110, 24)])
def test_what_is_frozen_has_no_new_value_but_its_mark(size: tuple[int, int]) -> None:
    rows = stage(workspace_at("mazur", 1).snapshot(), *size)
    tags = {
        name: [mark for span in spans_about(rows, name) for mark in "←■" if mark in span.text]
        for name in ("w1_1_1", "b1_1")
    }
    assert tags == {"w1_1_1": ["←"], "b1_1": ["■"]}


def test_where_there_is_height_every_parameter_has_value_gradient_update_and_new_value() -> None:
    snapshot = workspace_at("package-prediction", 1).snapshot()
    step = snapshot.step
    assert step is not None
    text = stage_text(snapshot, *FOUR_LINES)
    for place, name in enumerate(snapshot.training.objective.parameters.names):
        written = snapshot.notation.name(name)
        assert label(text, written) == with_sign(float(step.theta[place]))
        below = lines_below(text, written, 3)
        assert below.pop("∂L") == with_sign(float(step.gradient[place]))
        assert below.pop("Δ") == with_sign(float(step.update[place]))
        assert below.pop("←") == with_sign(float(step.after.theta[place]))


@pytest.mark.parametrize("size", [ONE_LINE, TWO_LINES, FOUR_LINES])
@pytest.mark.parametrize("net", ["package-prediction", "mazur"])
def test_units_stand_beside_their_names(net: str, size: tuple[int, int]) -> None:
    snapshot = workspace_at(net, 1).snapshot()
    assert snapshot.step is not None
    assert snapshot.network is not None
    values = snapshot.step.evaluation.named_values()
    text = stage_text(snapshot, *size)
    for layer, one in enumerate(snapshot.network.layers, 1):
        for unit in range(1, one.units + 1):
            name = snapshot.notation.name(f"a{layer}_{unit}")
            (number,) = re.findall(rf"{name}(?!₁) +([\d.]+)", text)
            assert number in roundings([values[f"a{layer}_{unit}"]], 5)
    assert f"L {as_shown(snapshot.step.loss)}" in re.sub(" +", " ", text)


def test_what_is_not_told_yet_is_a_dot_and_what_has_been_told_stays() -> None:
    workspace = workspace_at("mazur")
    seen: list[str] = []
    while workspace.forward(Grain.BEAT) and workspace.step == 1:
        snapshot = workspace.snapshot()
        text = stage_text(snapshot, 76, 8)
        for quantity in ("a1_1", "a2_2"):
            name = snapshot.notation.name(quantity)
            shown = re.findall(rf"{name} +([\d.]+|·)", text)
            summed = re.findall(rf"{snapshot.notation.name('z' + quantity[1:])} +([\d.]+)", text)
            if quantity in snapshot.revealed:
                assert shown == [as_shown(snapshot.revealed[quantity])]
            elif f"z{quantity[1:]}" in snapshot.revealed:
                assert summed == [as_shown(snapshot.revealed[f"z{quantity[1:]}"])]
            else:
                assert shown == ["·"]
        found = re.search(r"(?<!∂)L +([\d.]+|·)", text)
        assert found is not None
        assert (found[1] != "·") == ("loss" in snapshot.revealed)
        seen += re.findall(r"δ +·", text)
    assert seen  # slopes are awaited while they flow back


def test_gradients_and_updates_are_awaited_in_their_phase_only() -> None:
    forward = stage_text(workspace_in("package-prediction", Phase.FORWARD).snapshot(), *FOUR_LINES)
    assert lines_below(forward, "w²₁₁", 3) == {}
    workspace = workspace_in("package-prediction", Phase.LOSS)
    workspace.forward(Grain.BEAT)
    text = stage_text(workspace.snapshot(), *FOUR_LINES)
    assert lines_below(text, "w²₁₁", 3) == {"∂L": "·"}
    workspace = workspace_in("package-prediction", Phase.BACKWARD)
    workspace.forward(Grain.BEAT)
    text = stage_text(workspace.snapshot(), *FOUR_LINES)
    assert lines_below(text, "w¹₁₁", 3) == {"∂L": "−5.888", "Δ": "+0.005888", "←": "+0.105888"}
    assert lines_below(text, "w²₁₁", 3) == {"∂L": "−11.776", "Δ": "·", "←": "·"}


def test_of_a_batch_the_row_that_is_told_is_shown_and_no_number_of_another_row() -> None:
    workspace = workspace_at(loaded(network_text((2, 2, 1), batch=2)), 1)
    while not ((beat := workspace.snapshot().beat) and beat.row == 1 and beat.quantity == "z1_1"):
        assert workspace.forward(Grain.BEAT)
    snapshot = workspace.snapshot()
    assert snapshot.step is not None
    values = snapshot.step.evaluation.named_values(1)
    text = stage_text(snapshot, *ONE_LINE)
    assert re.findall(r"z₁₁ +([−\d.]+)", text) == [as_shown(values["z1_1"])]
    assert re.findall(r"a₁₂ +([−\d.]+|·)", text) == ["·"]
    (hint,) = NetworkStage().hint(snapshot)
    assert hint.text == "row 4 · values flow right →"


LIT = {
    "z1_1": ["w¹₁₁", "+0.1", "w¹₂₁", "+0.1", "b₁₁", "0", "a₁₁", "1.6", "cgpa", "8", "profile…", "8"],
    "loss": ["ŷ", "0.32", "y", "4", "L", "13.5424"],
    "gradient.w2_1_1": ["w²₁₁", "∂L", "−11.776", "a₁₁", "1.6", "δ", "−7.36"],
    "new.b1_2": ["b₁₂", "←", "+0.000736"],
}
"""What the beat that works this out lights up on the stage of package-prediction."""


@pytest.mark.parametrize("quantity", LIT)
def test_what_the_lit_beat_concerns_is_now_and_nothing_else(quantity: str) -> None:
    workspace = workspace_at("package-prediction")
    while quantity not in workspace.snapshot().revealed:
        assert workspace.forward(Grain.BEAT)
    rows = stage(workspace.snapshot(), *ONE_LINE)
    assert sorted(words_of(rows, "now")) == sorted(LIT[quantity])


def test_the_row_that_is_taken_out_of_the_data_is_lit() -> None:
    workspace = workspace_in("package-prediction", Phase.SELECT)
    rows = stage(workspace.snapshot(), *ONE_LINE)
    assert sorted(words_of(rows, "now")) == sorted(["cgpa", "8", "profile…", "8", "y", "4"])


def arrows(workspace: Workspace, size: tuple[int, int]) -> set[str]:
    text = stage_text(workspace.snapshot(), *size)
    return {letter for letter in text if letter in "▸◂"}


@pytest.mark.parametrize("net", ["package-prediction", "2-8-8-1"])
def test_values_flow_right_and_gradients_flow_left(net: str) -> None:
    workspace = workspace_at(NETS[net])
    seen: dict[Phase | None, set[str]] = {}
    while workspace.forward(Grain.BEAT) and workspace.step == 1:
        phase = workspace.snapshot().phase
        seen[phase] = seen.get(phase, set()) | arrows(workspace, (80, 26))
    assert seen == {
        Phase.SELECT: set(),
        Phase.FORWARD: {"▸"},
        Phase.LOSS: set(),
        Phase.BACKWARD: {"◂"},
        Phase.UPDATE: set(),
    }


@pytest.mark.parametrize("size", [ONE_LINE, FOUR_LINES])
def test_the_sign_of_a_weight_is_told_by_hue_and_by_gaps(size: tuple[int, int]) -> None:
    rows = stage(workspace_in(loaded(SIGNED), Phase.SELECT).snapshot(), *size)
    for name, sign in {"w1_1_1": "positive", "w1_1_2": "negative", "w1_2_1": "negative"}.items():
        roles = {span.role for span in spans_about(rows, name)}
        assert {f"edge-{sign}", sign} <= roles
        dashes = {letter for span in spans_about(rows, name) for letter in span.text if letter in "─╌"}
        assert dashes == ({"─"} if sign == "positive" else {"╌"})


def test_the_size_of_a_weight_is_told_by_the_thickness_of_its_line() -> None:
    rows = stage(workspace_in(loaded(SIGNED), Phase.SELECT).snapshot(), *FOUR_LINES)
    large, small = (ink(rows, name) for name in ("w1_1_1", "w1_2_2"))
    assert large > 1.5 * small


def ink(rows: list[Row], name: str) -> int:
    """The dots that an edge is drawn with."""
    return sum(
        (ord(letter) - 0x2800).bit_count()
        for span in spans_about(rows, name)
        for letter in span.text
        if 0x2800 <= ord(letter) < 0x2900
    )


def test_a_weights_mark_in_a_larger_network_tells_sign_and_size() -> None:
    workspace = workspace_in(NETS["2-8-8-1"], Phase.SELECT)
    snapshot = workspace.snapshot()
    assert snapshot.network is not None
    rows = stage(snapshot, 80, 26)
    block = snapshot.network.blocks[1]
    weights = block.weight_view(snapshot.theta)
    largest = abs(weights).max()
    for source in range(8):
        for unit in range(8):
            weight = weights[source, unit]
            marks = {
                letter
                for span in spans_about(rows, f"w2_{source + 1}_{unit + 1}")
                for letter in span.text
                if letter in "●•○◦·"
            }
            large = abs(weight) >= largest / 2
            expected = ("○" if large else "◦") if weight < 0 else ("●" if large else "•")
            assert marks == {"·" if abs(weight) < largest / 10 else expected}


def test_in_a_larger_network_the_lit_edge_is_told_in_numbers_below() -> None:
    workspace = workspace_at(NETS["2-8-8-1"])
    while "gradient.w2_3_4" not in workspace.snapshot().revealed:
        assert workspace.forward(Grain.BEAT)
    snapshot = workspace.snapshot()
    assert snapshot.step is not None
    place = snapshot.training.objective.parameters.index("w2_3_4")
    value, slope = float(snapshot.theta[place]), float(snapshot.step.gradient[place])
    assert f"▌w²₃₄ {with_sign(value)}  ∂L {with_sign(slope)}" in stage_text(snapshot, 80, 26)


@pytest.mark.parametrize("size", [(76, 8), (76, 19), (96, 31)])
def test_a_slope_in_the_place_of_a_value_says_that_it_is_one(size: tuple[int, int]) -> None:
    workspace = workspace_in(NETS["2-8-8-1"], Phase.BACKWARD)
    snapshot = workspace.snapshot()
    assert snapshot.step is not None
    slopes = snapshot.step.evaluation.named_gradients()
    text = stage_text(snapshot, *size)
    # The last beat reckons with a unit's other slope, by its sum: where there is room to say so, it is told.
    shown = re.findall(r"δz? ?([+−][\d.e−]+)", text)
    (by_sum,) = re.findall(r"δz +([+−][\d.e−]+)", text) or [None]
    assert (by_sum is not None) == (size != (76, 8))
    units = (
        [slopes["z1_8"]]
        + [slopes[f"a{layer}_{unit}"] for layer in (1, 2) for unit in range(1, 9)]
        + [slopes["a3_1"]]
    )
    assert len(shown) == len(units) - 1
    for number in shown:
        assert number in roundings(units, 2)
    assert by_sum is None or by_sum in roundings([slopes["z1_8"]], 2)


def test_in_ascii_a_target_has_no_predictions_name() -> None:
    workspace = workspace_at("mazur", 1)
    workspace.view_options = replace(workspace.view_options, unicode=False)
    told = re.findall(r"\b(a2_[12]|y[12]) +(0\.\d+)", stage_text(workspace.snapshot(), *FOUR_LINES))
    assert [name for name, _ in told] == ["a2_1", "y1", "a2_2", "y2"]
    assert [number for name, number in told if name.startswith("y")] == ["0.01", "0.99"]


def test_names_of_inputs_are_whole_where_there_is_room() -> None:
    snapshot = workspace_at("package-prediction").snapshot()
    assert "profile…" in stage_text(snapshot, *ONE_LINE)
    assert "profile_score" in stage_text(snapshot, 96, 31)


def test_the_same_moment_is_always_drawn_the_same() -> None:
    workspace = workspace_in("package-prediction", Phase.BACKWARD, 2)
    snapshot = workspace.snapshot()
    before = stage(snapshot, 80, 26)
    workspace.go(9)
    stage(workspace.snapshot(), 80, 26)
    assert stage(snapshot, 80, 26) == before
    workspace.reset()
    assert stage(snapshot, 80, 26) == before
