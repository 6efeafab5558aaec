"""Through time and back in a real terminal: every way back leads to the very same screen."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.support.program import (
    COMMAND,
    ROOT,
    asked,
    dialog_gone,
    drawn,
    opened,
    program,
    written,
)

SIZES = [(80, 24), (120, 40), (200, 60)]
sizes = pytest.mark.parametrize(("columns", "rows"), SIZES, ids=[f"{x}x{y}" for x, y in SIZES])


@sizes
def test_every_grain_leads_back_over_the_very_same_screens(columns: int, rows: int) -> None:
    with program("package-prediction", columns=columns, rows=rows) as terminal:
        opened(terminal)
        # What is ahead is in the charts too, so all of it is taken first.
        terminal.press("N", "N", "N", "N", "N")
        newest = drawn(terminal)
        start = drawn(terminal.press("home"))
        for forward, back, count in (".", ",", 3), ("right", "left", 3), ("n", "p", 2), ("N", "P", 2):
            seen = [start]
            for _ in range(count):
                seen.append(drawn(terminal.press(forward)))
                assert seen[-1] not in seen[:-1]
            for before in reversed(seen[:-1]):
                assert drawn(terminal.press(back)) == before
        assert drawn(terminal.press("end")) == newest
        assert drawn(terminal.press("home")) == start


def test_reset_is_the_very_same_start() -> None:
    with program("package-prediction", columns=120, rows=40) as terminal:
        start = opened(terminal)
        first = drawn(terminal.press("n"))
        terminal.press("N", "n", "right", ".", "r")
        assert drawn(terminal) == start
        assert drawn(terminal.press("n")) == first


def test_nothing_that_is_typed_right_after_g_is_lost() -> None:
    with program("package-prediction") as terminal:
        opened(terminal)
        for place, told in ("7", "epoch 2 of 5  row 3 of 4"), ("3:2", "epoch 3 of 5  row 2 of 4"):
            terminal.press("g", *place, "enter").wait_for(told).wait_for(dialog_gone)


def test_what_is_mended_while_typing_fast_stands_as_it_was_typed() -> None:
    with program("package-prediction") as terminal:
        opened(terminal)
        typed = ("1", "9", "backspace", "1", "7", "left", "delete", "2", "home", "delete", "enter", "9")
        terminal.press("g", *typed).wait_for("epoch 3 of 5  row 4 of 4").wait_for(dialog_gone)


def test_enter_twice_at_once_leaves_the_workbench_standing() -> None:
    with program("package-prediction") as terminal:
        opened(terminal)
        terminal.press("g", "7", "enter", "enter").wait_for("epoch 2 of 5  row 3 of 4").wait_for(dialog_gone)
        drawn(terminal.press("n"))
        assert "epoch 2 of 5  row 4 of 4" in terminal.line(0)


def test_g_goes_to_a_step_to_an_epoch_and_row_and_to_a_condition() -> None:
    with program("package-prediction", columns=120, rows=40) as terminal:
        opened(terminal)
        for place, told in (
            ("7", "epoch 2 of 5  row 3 of 4  step 7 of 20"),
            ("3:2", "epoch 3 of 5  row 2 of 4  step 10 of 20"),
            ("epoch 1 row 1", "epoch 1 of 5  row 1 of 4  step 1 of 20"),
            ("step 9", "epoch 3 of 5  row 1 of 4  step 9 of 20"),
            ("gradient.b2_1 < 0 and epoch > 4", "epoch 5 of 5  row 2 of 4  step 18 of 20"),
            ("1", "step 1 of 20"),
        ):
            asked(terminal, place)
            drawn(terminal)
            assert told in terminal.line(0)
        step, loss = first_below(1.0)
        asked(terminal, "loss < 1")
        drawn(terminal)
        assert f"step {step} of 20" in terminal.line(0)
        assert f"L {written(loss)} " in terminal.line_with("L 0.")


def first_below(bound: float) -> tuple[int, float]:
    """The first step of package-prediction with a smaller loss, and this loss, as `run` has them."""
    ran = subprocess.run(
        [*COMMAND, "run", "package-prediction", "--format", "jsonl"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    steps = (json.loads(line) for line in ran.stdout.splitlines())
    return next((step["step"], step["loss"]) for step in steps if step["loss"] < bound)


def test_g_says_why_a_place_is_none_and_escape_leads_back() -> None:
    with program("package-prediction") as terminal:
        opened(terminal)
        before = drawn(terminal.press("n"))
        for place, told in (
            ("21", "The run has steps 1 to 20."),
            ("6:1", "The run has epochs 1 to 5."),
            ("w2_1_1", "is a number, not a condition; compare it with "),
            ("los < 1", "here is no quantity called "),
        ):
            terminal.press("g").wait_for("Enter: go").press(place, "enter").wait_for(told)
            terminal.press("escape").wait_for(dialog_gone)
            assert drawn(terminal) == before
        terminal.press("g").wait_for("Enter: go").press("loss < 0", "enter")
        terminal.wait_for("The condition is never met in the rest of this run.").press("escape").wait_for(
            dialog_gone
        )
        # It was sought to the end, and what was found on the way stays in the chart.
        drawn(terminal)
        assert terminal.line(0) == before.text.splitlines()[0]
