"""The program in a real terminal: opened as a person opens it, and its numbers read from the screen.

The numbers are the published ones of the project's own example, package prediction, which was worked out twice by
hand: analytically, and by complex-step differentiation (see tests/engine/test_published_numbers.py).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.support.program import (
    ROOT,
    begun,
    drawn,
    new_on_stage,
    on_stage,
    opened,
    pane,
    program,
    same_numbers,
    story,
    table,
    transport,
    upper_edge,
    written,
)
from tests.support.terminal import Terminal

SIZES = [(80, 24), (120, 40), (200, 60)]
sizes = pytest.mark.parametrize(("columns", "rows"), SIZES, ids=[f"{x}x{y}" for x, y in SIZES])

PREDICTIONS = [0.32, 0.386268121088, 0.4834707490242261, 0.6658628181652971]
"""ŷ of the four rows in the first epoch."""

AFTER_THE_FIRST_ROW = [0.105888, 0.000736, 0.111776, 0.00736]
"""Weights and biases of the first layer, whose units are equal, then of the second."""

AFTER_FIVE_EPOCHS = [
    0.27198995161606426,
    0.39273926325008407,
    0.028380736400000415,
    0.46900040200354964,
    0.12168148210187665,
]
"""The weights of both inputs, the biases, then the second layer's."""

EPOCH_LOSSES = [
    26.345577666415263,
    19.85942891863526,
    10.881602572213675,
    3.777037799271362,
    1.223804496951285,
]


@pytest.mark.parametrize(
    "command", [[str(Path(sys.executable).with_name("gradstep"))], [sys.executable, "-m", "tui"]]
)
def test_the_command_and_the_module_both_open_a_scenario(command: list[str]) -> None:
    # Whichever checkout the command was installed from, it runs this one.
    with Terminal([*command, "package-prediction"], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}) as terminal:
        terminal.wait_for(begun)
        assert "Package prediction" in terminal.line(0)
        assert "start" in terminal.line(0)
        terminal.press("n").wait_for("row 1 of 4")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


@sizes
def test_the_first_row_has_the_published_numbers(columns: int, rows: int) -> None:
    with program("package-prediction", columns=columns, rows=rows) as terminal:
        opened(terminal)
        for name in "w¹₁₁", "w¹₁₂", "w¹₂₁", "w¹₂₂", "w²₁₁", "w²₂₁":
            assert on_stage(terminal, name) == ["+0.1"]
        terminal.press("n")
        drawn(terminal)
        assert on_stage(terminal, "L") == ["13.5424"]
        assert on_stage(terminal, "ŷ") == ["0.32"]
        assert on_stage(terminal, "y") == ["4"]
        assert sorted(on_stage(terminal, "δ")) == ["−0.736", "−0.736", "−7.36"]
        assert same_numbers(new_on_stage(terminal), AFTER_THE_FIRST_ROW)
        assert "5 %" in transport(terminal)


def test_the_story_tells_the_first_slope_symbols_beside_numbers() -> None:
    with program("package-prediction") as terminal:
        terminal.wait_for(begun).press("right", "right", "right", ".")
        drawn(terminal)
        assert "▐backward▌" in transport(terminal)
        assert "▌ ∂L/∂ŷ = −2·(lpa − ŷ) = −2·(4 − 0.32) = −7.36" in re.sub(r" (▌ )?= ", " = ", story(terminal))


@sizes
def test_the_rows_and_the_epochs_have_the_published_numbers(columns: int, rows: int) -> None:
    with program("package-prediction", columns=columns, rows=rows) as terminal:
        terminal.wait_for(begun)
        for number, prediction in enumerate(PREDICTIONS, 1):
            terminal.press("n")
            drawn(terminal)
            assert f"row {number} of 4" in terminal.line(0)
            assert on_stage(terminal, "ŷ") == [written(prediction)]
        while not upper_edge(terminal, "Data"):
            drawn(terminal.press("tab"))
        for number, loss in enumerate(EPOCH_LOSSES, 1):
            if number > 1:
                terminal.press("N")
            drawn(terminal)
            assert f"epoch {number} of 5" in terminal.line(0)
            mean = next(line for line in pane(terminal, "Data") if "epoch" in line)
            assert mean.split()[-1] == written(loss)
        assert same_numbers(new_on_stage(terminal), AFTER_FIVE_EPOCHS)
        assert "all epochs done" in transport(terminal)


def test_the_table_of_parameters_has_all_nine_with_slope_update_and_new_value() -> None:
    first = ["+0.1", "−5.888", "+0.005888", "+0.105888"]
    second = ["+0.1", "−11.776", "+0.011776", "+0.111776"]
    hidden, output = ["0", "−0.736", "+0.000736", "+0.000736"], ["0", "−7.36", "+0.00736", "+0.00736"]
    with program("package-prediction", columns=120, rows=40) as terminal:
        terminal.wait_for(begun).press("n")
        drawn(terminal)
        told = {
            name: numbers[:4] for name, numbers in table(terminal, "Parameters").items() if name[0] in "wb"
        }
        assert told == {
            **dict.fromkeys(("w¹₁₁", "w¹₁₂", "w¹₂₁", "w¹₂₂"), first),
            **dict.fromkeys(("b₁₁", "b₁₂"), hidden),
            **dict.fromkeys(("w²₁₁", "w²₂₁"), second),
            "b₂₁": output,
        }


def test_where_there_is_little_room_tab_brings_up_every_pane() -> None:
    with program("package-prediction") as terminal:
        start = opened(terminal)
        seen: set[str] = set()
        for _ in range(10):
            if drawn(terminal.press("tab")) == start:
                break
            seen |= {title for title in ("Parameters", "Data", "Loss") if upper_edge(terminal, title)}
        else:
            pytest.fail("Tab does not come round")
        assert seen == {"Parameters", "Data", "Loss"}
        terminal.press("tab", "shift+tab")
        assert drawn(terminal) == start


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 60)], ids=["80x24", "200x60"])
def test_help_has_keys_and_terms_and_escape_leads_back(columns: int, rows: int) -> None:
    with program("package-prediction", columns=columns, rows=rows) as terminal:
        terminal.wait_for(begun).press("n")
        before = drawn(terminal)
        terminal.press("?").wait_for("Type to search").wait_for("Esc: back").wait_for("1 Stage")
        terminal.press(*"one beat").wait_for("Go forward by one beat").press(*["backspace"] * 8)
        terminal.wait_for("Type to search").press(*"convergence").wait_for("convergence   θ_new ≈ θ")
        terminal.wait_for("The updates have become tiny")
        terminal.press("escape").wait_for(lambda seen: "Esc: back" not in seen.text())
        assert drawn(terminal) == before
