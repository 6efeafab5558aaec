"""The table of parameters: where everything stands, what is marked, and which of many are listed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.insight.numbers import shown
from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from engine.objectives.network import Network
from engine.objectives.parameters import LayerNames
from scenarios.loading import Loaded, load
from tests.tui.workspaces import (
    BUNDLED,
    line_with,
    pane_named,
    pane_text,
    text_of,
    workspace_at,
    workspace_in,
    written,
)
from tui.drawing.numbers import fixed_column, signed, widest_number
from tui.workspace.edits import toggle_frozen
from tui.workspace.parameter_listing import ORDERS, Listing
from tui.workspace.workspace import Workspace

ROOMY = 110
"""A width for all columns, long histories and words."""

LARGE = """\
format = 1
kind = "network"
[data]
generator = { name = "xor", n = 40 }
[network]
layers = [{ units = 30, activation = "tanh" }, { units = 30, activation = "tanh" }, { units = 1 }]
[training]
epochs = 2
batch_size = 4
[training.optimizer]
name = "sgd"
learning_rate = 0.1
"""
"""1,051 parameters: told by layers."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Give a network that is told by layers."""
    return written(tmp_path_factory.mktemp("large"), LARGE)


def lines(workspace: Workspace, width: int = ROOMY, height: int = 24) -> list[str]:
    """The rows of the table, without its frame and headings."""
    return pane_text(workspace, "parameters", width, height).splitlines()[2:-1]


def edge(workspace: Workspace, width: int = ROOMY, height: int = 24) -> str:
    return pane_text(workspace, "parameters", width, height).splitlines()[0]


def view_options(workspace: Workspace, **changed: object) -> Workspace:
    workspace.view_options = replace(workspace.view_options, **changed)  # type: ignore[arg-type]
    return workspace


def listed(workspace: Workspace, width: int = ROOMY, height: int = 24) -> list[str]:
    """The names in the table, in order."""
    return [
        words[1]
        for line in lines(workspace, width, height)
        if (words := re.split(r"[│▌▸ ■]+", line))[1:2] != [""]
    ]


def moved(workspace: Workspace, by: int) -> str | None:
    workspace.view_options = pane_named(workspace, "parameters").moved(workspace.snapshot(), by)
    return workspace.view_options.selected


# Numbers


def test_value_gradient_update_and_new_value_stand_in_their_columns() -> None:
    workspace = workspace_at("package-prediction", 1)
    line = line_with(pane_text(workspace, "parameters", ROOMY), "w²₁₁")
    assert line.split()[1:6] == ["w²₁₁", "+0.1", "−11.776", "+0.011776", "+0.111776"]
    assert "value" in pane_text(workspace, "parameters", ROOMY).splitlines()[1]


def test_a_number_appears_when_it_is_told_and_where_it_will_stay() -> None:
    workspace = workspace_at("package-prediction")
    seen: list[str] = []
    while not (workspace.step and workspace.snapshot().complete):
        assert workspace.forward(Grain.BEAT)
        seen.append(lines(workspace)[6])
    told = [[word for word in line.split() if word[0] in "+−·"] for line in seen]
    counts = [sum(word != "·" for word in words) for words in told]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (1, 4)
    # Each number stands in the same cells from its first moment on.
    for number in ("+0.1 ", "−11.776", "+0.011776", "+0.111776"):
        places = {line.index(number) for line in seen if number in line}
        assert len(places) == 1


@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize("width", [44, 58, 72, ROOMY])
def test_headings_and_histories_stay_where_they_are_in_every_step(name: str, width: int) -> None:
    workspace = workspace_at(name)
    headings: dict[bool, set[str]] = {False: set(), True: set()}
    for step in (1, 2, 3, 7):
        workspace.go(step - 1)
        while workspace.forward(Grain.PHASE) and workspace.step == step:
            heading = pane_text(workspace, "parameters", width, 9).splitlines()[1]
            # Of gradient and update the one that the phase is about may take the other's place.
            headings[workspace.snapshot().phase is Phase.UPDATE].add(heading.replace("history", "       "))
        if workspace.finished:
            break
    assert [len(kinds) for kinds in headings.values()] == [1, 1]
    if width == ROOMY:
        assert headings[False] == headings[True]


def points(texts: list[str]) -> set[int]:
    return {text.index(".") for text in texts if "." in text}


def test_decimal_points_stand_below_each_other() -> None:
    workspace = workspace_at("package-prediction", 3)
    values = [line[12:26] for line in lines(workspace)[:9]]
    assert all("." in value for value in values)
    assert len(points(values)) == 1


NUMBERS = st.floats(allow_nan=True, allow_infinity=True).map(
    lambda value: signed(shown(value).replace("-", "−"))
)


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_no_digit_is_ever_cut_and_no_cell_is_wider_than_the_column(texts: list[str]) -> None:
    heading, cells = fixed_column(texts, texts, "gradient", 6)
    assert [cell.strip() for cell in cells] == texts
    # Scientific notation of three digits is the one thing that is longer.
    assert {len(cell) for cell in [heading, *cells] if "e−" not in cell and "e+" not in cell} == {
        widest_number(6)
    }


@given(st.lists(st.floats(-99, 99), min_size=1, max_size=8), st.integers(3, 12))
def test_numbers_of_ordinary_size_always_share_one_line_of_points(values: list[float], digits: int) -> None:
    texts = [f"{value:+.{digits}g}" for value in values if abs(value) >= 0.01]
    assert len(points(fixed_column(texts, texts, "value", digits)[1])) <= 1


def test_a_number_stands_where_it_will_stand_when_the_others_are_seen() -> None:
    coming = ["+0.5", "+123.5", "−0.00012345"]
    seen = fixed_column(coming, coming, "gradient", 6)[1]
    for place, text in enumerate(coming):
        others = ["·"] * len(coming)
        assert (
            fixed_column([*others[:place], text, *others[place + 1 :]], coming, "gradient", 6)[1][place]
            == seen[place]
        )
    # And a sign and two digits have their room from the beginning.
    alone, together = (
        fixed_column(texts, texts, "value", 6)[1][0] for texts in (["+0.5"], ["+0.5", "−12.5"])
    )
    assert alone == together


def test_digits_are_as_many_as_are_asked_for_and_none_goes_in_a_narrow_pane() -> None:
    workspace = view_options(workspace_at("package-prediction", 2), digits=9)
    assert "+0.127416034" in line_with(pane_text(workspace, "parameters", ROOMY), "w²₁₁")
    for width in range(24, 80, 7):
        workspace = workspace_at("package-prediction", 2)
        line = line_with(pane_text(workspace, "parameters", width, 12), "w²₁₁")
        assert "+0.111776" in line
        assert "…" not in line


# What there is room for


def headings(workspace: Workspace, width: int) -> list[str]:
    return [
        word for word in pane_text(workspace, "parameters", width, 12).splitlines()[1].split() if word != "│"
    ]


def test_where_it_is_narrow_the_history_goes_first_and_then_what_the_phase_is_not_about() -> None:
    backward, update = (
        workspace_in("package-prediction", Phase.BACKWARD, 3),
        workspace_at("package-prediction", 4),
    )
    every = ["value", "gradient", "update", "new"]
    assert headings(backward, ROOMY) == headings(update, ROOMY) == [*every, "history"]
    assert headings(backward, 66) == headings(update, 66) == every
    assert headings(backward, 54) == ["value", "gradient", "new"]
    assert headings(update, 54) == ["value", "update", "new"]
    assert headings(backward, 38) == ["value", "gradient"]
    assert headings(update, 38) == ["value", "new"]
    assert headings(update, 24) == ["value"]


# Histories


def history(workspace: Workspace, name: str, width: int = ROOMY) -> str:
    return "".join(re.findall("[▁▂▃▄▅▆▇]+", line_with(pane_text(workspace, "parameters", width), name)))


def test_a_history_runs_from_the_start_to_the_present_value() -> None:
    workspace = workspace_at("parabola", 10)
    # From 5 down towards 0, ever more slowly.
    falling = history(workspace, "x")
    assert falling[0] == "▇"
    assert falling[-1] == "▁"
    assert list(falling) == sorted(falling, reverse=True)
    assert len(falling) == 11
    workspace.go(2)
    assert len(history(workspace, "x")) == 3
    workspace.forward(Grain.BEAT)
    assert len(history(workspace, "x")) == 3
    workspace.go(0)
    assert history(workspace, "x") == "▁"


def test_a_long_history_is_as_long_as_its_place_and_ends_now() -> None:
    workspace = workspace_at("package-prediction", 20)
    whole = history(workspace, "w²₁₁")
    assert len(whole) == 12
    workspace.run.edit_parameter(6, -3.0, "w2_1_1 = −3")
    after = history(workspace, "w²₁₁")
    assert len(after) == 12
    assert after[-1] == "▁"
    assert after[0] == "▇"


def test_what_stays_is_flat_and_what_is_no_number_too() -> None:
    workspace = workspace_at("mazur", 5)
    assert set(history(workspace, "b₁₁")) == {"▁"}
    workspace = workspace_at("parabola", 3)
    workspace.run.edit_parameter(0, 1e308, "x = 1e308")
    assert set(history(workspace, "x")) <= set("▁▂▃▄▅▆▇")


# Marks


def test_the_lit_parameters_and_the_selected_one_are_marked_by_letters_too() -> None:
    workspace = view_options(workspace_in("package-prediction", Phase.BACKWARD), selected="w1_2_1")
    while (
        workspace.snapshot().beat and getattr(workspace.snapshot().beat, "quantity", "") != "gradient.w2_1_1"
    ):
        workspace.back(Grain.BEAT)
    text = pane_text(workspace, "parameters", ROOMY)
    assert "▌ w²₁₁" in line_with(text, "w²₁₁")
    assert " ▸w¹₂₁" in line_with(text, "w¹₂₁")
    assert sum("▌" in line for line in text.splitlines()) == 1
    view_options(workspace, selected="w2_1_1")
    assert "▌▸w²₁₁" in pane_text(workspace, "parameters", ROOMY)


def test_after_a_whole_step_the_last_update_is_lit() -> None:
    active = line_with(pane_text(workspace_at("package-prediction", 1), "parameters", ROOMY), "▌")
    assert "b₂₁" in active


def test_what_is_frozen_is_marked_beside_its_name_and_in_a_word_beside_its_history() -> None:
    workspace = workspace_at("mazur", 3)
    before = line_with(pane_text(workspace, "parameters", ROOMY), "w¹₁₁")
    assert re.search(
        r"b₁₁ ■ .*[▁▂▃▄▅▆▇]+ +frozen", line_with(pane_text(workspace, "parameters", ROOMY), "b₁₁")
    )
    assert "■" in line_with(pane_text(workspace, "parameters", 44), "b₁₁")
    assert "■" not in before
    toggle_frozen(workspace.run, "w1_1_1")
    after = line_with(pane_text(workspace, "parameters", ROOMY), "w¹₁₁")
    assert "■" in after
    # Nothing else moved.
    assert after.index("+0.1") == before.index("+0.1")


def test_a_new_value_looks_like_one_here_as_on_the_stage() -> None:
    workspace = workspace_at("package-prediction", 1)
    (row,) = [
        row
        for row in pane_named(workspace, "parameters").rows(workspace.snapshot(), ROOMY, 24)
        if "w²₁₁" in text_of([row])
    ]
    assert [span.role for span in row if "0.111776" in span.text] == ["update"]


def test_every_row_selects_its_parameter_when_it_is_clicked() -> None:
    workspace = workspace_at("package-prediction", 1)
    rows = pane_named(workspace, "parameters").rows(workspace.snapshot(), ROOMY, 24)
    targets = [{span.target for span in row} - {""} for row in rows]
    assert targets[2:11] == [
        {f"quantity:{name}"} for name in workspace.snapshot().training.objective.parameters.names
    ]


# Moving


def test_arrows_go_through_the_list_and_stay_at_its_ends() -> None:
    workspace = workspace_at("package-prediction")
    assert moved(workspace, 1) == "w1_1_1"
    assert moved(workspace, 1) == "w1_1_2"
    assert moved(workspace, -1) == moved(workspace, -1) == "w1_1_1"
    view_options(workspace, selected="b2_1")
    assert moved(workspace, 1) == "b2_1"


def test_the_first_arrow_selects_what_is_lit() -> None:
    workspace = workspace_in("package-prediction", Phase.BACKWARD)
    assert moved(workspace, 1) == "b1_2"
    view_options(workspace, selected="a1_1")
    assert moved(workspace, -1) == "b1_2"


def test_of_many_the_selected_one_is_in_view_and_else_those_of_the_lit_beat(large: Loaded) -> None:
    workspace = workspace_at(large, 2)
    assert listed(workspace, height=9)[0] == "w¹₁₁"
    view_options(workspace, selected="w2_20_3")
    assert "w²₂₀,₃" in listed(workspace, height=9)
    view_options(workspace, selected=None)
    while getattr(workspace.snapshot().beat, "quantity", "") != "|gradient.b2|":
        assert workspace.forward(Grain.BEAT)
    shown = pane_text(workspace, "parameters", ROOMY, 9)
    assert "▌ b₂₁ " in shown
    assert "w²₃₀,₃₀" in shown


def test_how_many_are_shown_of_how_many_stands_in_the_edge(large: Loaded) -> None:
    assert "9 in θ" in edge(workspace_at("package-prediction"))
    assert "6 of 9 " in edge(workspace_at("package-prediction"), height=9)
    assert "6 of 1,051 " in edge(workspace_at(large), height=9)


def test_the_gradients_length_is_told_once_all_of_it_is() -> None:
    workspace = workspace_in("package-prediction", Phase.BACKWARD)
    assert "|∇L|" in edge(workspace)
    workspace.back(Grain.BEAT)
    assert "|∇L|" not in edge(workspace)
    assert "|∇L| 21.7" in edge(workspace_at("package-prediction", 1))


# Layers


def test_a_layers_told_slope_makes_its_parameters_slopes_appear(large: Loaded) -> None:
    workspace = workspace_at(large, 1)
    order = {"W": "w2_3_4", "b": "b2_5"}
    seen: list[tuple[str, list[str]]] = []
    while workspace.forward(Grain.BEAT) and workspace.step == 2:
        snapshot = workspace.snapshot()
        assert snapshot.step is not None
        names = snapshot.training.objective.parameters.names
        told = [
            name
            for name in (*order.values(), "w1_1_1", "b3_1")
            if snapshot.gradient(names.index(name)) is not None
        ]
        for name in told:
            assert snapshot.gradient(names.index(name)) == snapshot.step.gradient[names.index(name)]
        seen.append((str(snapshot.beat.quantity if snapshot.beat else ""), told))
    known = dict(seen)
    assert known["|gradient.z2|"] == ["b3_1"]
    assert known["|gradient.W2|"] == ["w2_3_4", "b3_1"]
    assert known["|gradient.b2|"] == ["w2_3_4", "b2_5", "b3_1"]
    assert known["|gradient.W1|"] == ["w2_3_4", "b2_5", "w1_1_1", "b3_1"]


def test_a_layers_told_update_makes_its_parameters_new_values_appear(large: Loaded) -> None:
    workspace = workspace_at(large, 1)
    while getattr(workspace.snapshot().beat, "quantity", "") != "|update.layer 2|":
        assert workspace.forward(Grain.BEAT)
    snapshot = workspace.snapshot()
    assert snapshot.step is not None
    index = snapshot.training.objective.parameters.index
    for name in ("w1_1_1", "b1_2", "w2_3_4", "b2_5"):
        assert snapshot.update(index(name)) == snapshot.step.update[index(name)]
        assert snapshot.new(index(name)) == snapshot.step.after.theta[index(name)]
        assert snapshot.mentions(name) == ("2_" in name)
    assert snapshot.new(index("b3_1")) is snapshot.update(index("w3_1_1")) is None


# Which, and in what order


def test_a_pattern_lists_those_that_it_names(large: Loaded) -> None:
    workspace = view_options(workspace_at(large, 1), pattern="b3_* w1_2_1?")
    assert listed(workspace) == [f"w¹₂,₁{digit}" for digit in "₀₁₂₃₄₅₆₇₈₉"] + ["b₃₁"]
    assert "b3_* w1_2_1?" in edge(workspace)
    assert "11 of 1,051 " in edge(workspace)
    assert "6 of 11 " in edge(workspace, height=9)
    assert moved(workspace, 1) == "w1_2_10"
    view_options(workspace, selected="b1_1")
    assert moved(workspace, 1) == "w1_2_10"


def test_where_a_pattern_names_none_that_is_said() -> None:
    workspace = view_options(workspace_at("package-prediction"), pattern="w9_*")
    assert "No parameter is called w9_*" in pane_text(workspace, "parameters", ROOMY)
    assert moved(workspace, 1) is None


@pytest.mark.parametrize(
    ("order", "size"),
    [
        ("gradient", lambda workspace: workspace.snapshot().step.gradient),
        ("update", lambda workspace: workspace.snapshot().step.update),
        ("value", lambda workspace: workspace.snapshot().theta),
    ],
)
def test_parameters_are_ordered_by_size(
    large: Loaded, order: str, size: Callable[[Workspace], np.ndarray]
) -> None:
    workspace = view_options(workspace_at(large, 3), order=order)
    sizes = np.abs(size(workspace))
    listing = Listing.of(workspace.snapshot())
    everyone = listing.places(range(len(sizes)))
    assert sorted(everyone) == list(range(len(sizes)))
    assert [sizes[place] for place in everyone] == sorted(sizes, reverse=True)
    assert f"by |{order}|" in edge(workspace)
    assert listed(workspace, height=9) == [
        workspace.snapshot().notation.name(workspace.snapshot().training.objective.parameters.names[place])
        for place in everyone[:6]
    ]


def test_before_a_step_there_is_no_gradient_to_order_by() -> None:
    workspace = view_options(workspace_at("package-prediction"), order="gradient")
    assert listed(workspace)[:2] == ["w¹₁₁", "w¹₁₂"]


def test_what_is_no_number_comes_last_in_every_order() -> None:
    workspace = workspace_at("package-prediction", 3)
    workspace.run.edit_parameter(6, float("nan"), "w2_1_1 = nan")
    view_options(workspace, order="value")
    snapshot = workspace.snapshot()
    ordered = Listing.of(snapshot).places(range(9))
    assert ordered[-1] == 6
    assert sorted(ordered) == list(range(9))
    assert all(Listing.of(snapshot).rank(place) == rank for rank, place in enumerate(ordered))


SIZES = st.lists(
    st.sampled_from([0.0, 1.0, -1.0, 2.5, -3.0, float("inf"), float("nan")]), min_size=1, max_size=30
)


@given(SIZES, st.data())
@settings(max_examples=200)
def test_any_window_of_an_order_is_the_same_part_of_the_whole(
    values: list[float], data: st.DataObject
) -> None:
    sizes = np.abs(np.array(values))
    sizes[np.isnan(sizes)] = -1.0
    count = len(values)
    mask = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))
    places = np.flatnonzero(mask) if any(mask) else None
    chosen = sizes if places is None else sizes[places]
    listing = Listing(len(chosen), places, chosen)
    every = range(count) if places is None else places.tolist()
    whole = sorted(every, key=lambda place: (-sizes[place], place))
    start = data.draw(st.integers(0, len(whole) - 1))
    stop = data.draw(st.integers(start, len(whole)))
    assert listing.places(range(start, stop)) == whole[start:stop]
    assert [listing.rank(place) for place in whole] == list(range(len(whole)))
    assert all(listing.rank(place) is None for place in range(count) if place not in whole)


def test_every_order_is_offered_and_the_first_is_that_of_theta() -> None:
    assert ORDERS == ("θ", "gradient", "update", "value")
    assert workspace_at("parabola").view_options.order == ORDERS[0]


def test_of_a_million_names_only_those_in_view_are_made(
    large: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = workspace_at(large, 3)
    asked: list[int] = []
    original = LayerNames.__getitem__

    def counting(names: LayerNames, index: int) -> str | tuple[str, ...]:
        asked.append(index)
        return original(names, index)

    monkeypatch.setattr(LayerNames, "__getitem__", counting)
    for order in ORDERS:
        for pattern in ("", "w2_*"):
            for selected in (None, "w2_20_3"):
                view_options(workspace, order=order, pattern=pattern, selected=selected)
                asked.clear()
                pane_named(workspace, "parameters").rows(workspace.snapshot(), ROOMY, 9)
                assert len(set(asked)) <= 6 + 6, (order, pattern)


def test_the_pattern_finds_what_a_shell_would(large: Loaded) -> None:
    workspace = view_options(workspace_at(large), pattern="w?_1[0-2]_*")
    network = workspace.snapshot().network
    assert isinstance(network, Network)
    names = network.parameters.names
    expected = [place for place, name in enumerate(names) if fnmatchcase(name, "w?_1[0-2]_*")]
    listing = Listing.of(workspace.snapshot())
    assert listing.places(range(len(listing))) == expected


def test_a_functions_variables_are_listed_too(tmp_path: Path) -> None:
    workspace = view_options(workspace_at(load("bowl"), 2), pattern="y")
    assert listed(workspace) == ["y"]
