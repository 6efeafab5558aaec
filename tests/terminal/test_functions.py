"""Functions and compared runs in a real terminal: their numbers read from the screen."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.program import (
    ROOT,
    asked,
    drawn,
    opened,
    pane,
    program,
    story,
    table,
    transport,
    upper_edge,
)
from tests.support.terminal import Terminal


def parameter(terminal: Terminal, name: str) -> list[str]:
    """Value, gradient, update and new value of a parameter."""
    return table(terminal, "Parameters")[name][:4]


def labels(terminal: Terminal) -> list[str]:
    """The runs that the chart of losses names below it, each after its mark."""
    return re.findall(r"\S (η [\d.]+)", " ".join(pane(terminal, "Loss")[-2:]))


def test_a_parabola_goes_from_5_to_4_to_3_2_to_2_56() -> None:
    # x ← (1 − 2η)·x, with η = 0.1 a factor of 0.8
    with program("parabola", columns=120, rows=40) as terminal:
        opened(terminal)
        assert "start x 5" in "\n".join(pane(terminal, "Stage"))
        for told in (
            ["+5", "+10", "−1", "+4"],
            ["+4", "+8", "−0.8", "+3.2"],
            ["+3.2", "+6.4", "−0.64", "+2.56"],
        ):
            drawn(terminal.press("n"))
            assert parameter(terminal, "x") == told
            assert f"slope {told[1]}" in "\n".join(pane(terminal, "Stage"))
            assert f"new x {told[3].lstrip('+')}" in "\n".join(pane(terminal, "Stage"))
        drawn(terminal.press("p", "p"))
        assert parameter(terminal, "x") == ["+5", "+10", "−1", "+4"]


def test_a_parabola_tells_its_step_where_there_is_little_room() -> None:
    with program("parabola") as terminal:
        opened(terminal)
        drawn(terminal.press("n"))
        assert re.search(r"L = x² .*= 25 .*∂L/∂x = 2·x = 2·5 = 10 .*x ← .*= 4 ", story(terminal))


def test_a_bowl_goes_down_both_slopes_at_once() -> None:
    # z = x² + y² from (4, −3): the slopes are 2x and 2y, and each step keeps 0.8 of both.
    with program("bowl", columns=120, rows=40) as terminal:
        opened(terminal)
        drawn(terminal.press("n"))
        assert parameter(terminal, "x") == ["+4", "+8", "−0.8", "+3.2"]
        assert parameter(terminal, "y") == ["−3", "−6", "+0.6", "−2.4"]
        assert "|∇L| 10 " in upper_edge(terminal, "Parameters")
        drawn(terminal.press("n"))
        assert parameter(terminal, "x") == ["+3.2", "+6.4", "−0.64", "+2.56"]
        assert parameter(terminal, "y") == ["−2.4", "−4.8", "+0.48", "−1.92"]


RUNS = {"η 0.1": "−1.75", "η 1": "+0.5", "η 1.6": "+2", "η 2.5": "+4.25", "η 4": "+8"}
"""Where w = −2 goes with its slope of −2.5."""


def test_all_learning_rates_are_in_one_chart_and_s_shows_one_after_the_other() -> None:
    with program("learning-rates", columns=120, rows=40) as terminal:
        opened(terminal)
        drawn(terminal.press("n"))
        for label, new in RUNS.items():
            assert f"[{label}]" in terminal.line(0)
            assert parameter(terminal, "w")[0] == "−2"
            assert parameter(terminal, "w")[3] == new
            assert labels(terminal) == list(RUNS)
            drawn(terminal.press("s"))
        assert "[η 0.1]" in terminal.line(0)


def test_the_compared_runs_step_together_and_end_each_at_its_own_step() -> None:
    # The exercise of Google's crash course: η 1.6 needs 1 step, η 1 needs 6, η 0.1 needs 81, η 4 never arrives.
    with program("learning-rates", columns=120, rows=40) as terminal:
        opened(terminal)
        terminal.press(*"nnnnnn")
        for label, place, told in (
            ("η 0.1", "step 6 of 100", ""),
            ("η 1", "step 6 of 100", "condition met"),
            ("η 1.6", "step 1 of 100", "condition met"),
            ("η 2.5", "step 6 of 100", ""),
            ("η 4", "step 6 of 100", "diverging"),
        ):
            drawn(terminal)
            assert f"[{label}]" in terminal.line(0)
            assert place in terminal.line(0)
            assert told in transport(terminal)
            terminal.press("s")
        asked(terminal, "100")
        drawn(terminal)
        assert "step 81 of 100" in terminal.line(0)
        assert "condition met" in transport(terminal)


def test_a_run_that_diverges_ends_with_its_reason_on_the_screen(tmp_path: Path) -> None:
    # With η = 4 each step lands 1.5 times as far off: 5·2.25ⁿ is past 1e150 after 425 steps. Beyond
    # η = 3.2 = 2·1.6 the loss has to grow.
    bundled = (ROOT / "scenarios" / "library" / "learning-rates.toml").read_text(encoding="utf-8")
    path = tmp_path / "longer.toml"
    path.write_text(bundled.replace("steps = 100", "steps = 1000"), encoding="utf-8")
    with program(str(path)) as terminal:
        opened(terminal)
        terminal.press(*"ssss").wait_for("[η 4]")
        asked(terminal, "425")
        drawn(terminal)
        assert "diverged" in transport(terminal)
        told = story(terminal)
        assert "The run diverged: at step 425 the loss reached " in told
        assert (
            "Step 1 was the first to make its loss larger, with a learning rate of 4; with 3.2 it would not"
            in told
        )
        assert labels(terminal) == list(RUNS)
        assert "Traceback" not in terminal.text()
