"""The picker in a real terminal: what there is, what it is about, and the marked one opens."""

from __future__ import annotations

from functools import partial

import pytest

from tests.support.program import begun, program
from tests.support.terminal import Terminal

SIZES = [(80, 24), (200, 60)]


def marked(title: str, terminal: Terminal) -> bool:
    """Whether a title in the list has the mark, and another background than the lines above and below it."""
    listed = [line.partition("│")[0].strip().partition("   ")[0] for line in terminal.lines()]
    if f"▸ {title}" not in listed:
        return False
    y = listed.index(f"▸ {title}")
    above, here, below = (terminal.cell(3, place).background for place in (y - 1, y, y + 1))
    return here not in (above, below)


def about(name: str, terminal: Terminal) -> bool:
    """Whether the marked scenario is told about."""
    told = " ".join(line.partition("│")[2] for line in terminal.lines())
    return f"opens with gradstep {name}" in " ".join(told.split())


@pytest.mark.parametrize(("columns", "rows"), SIZES, ids=["80x24", "200x60"])
def test_the_picker_shows_every_scenario_by_section_and_opens_the_marked_one(columns: int, rows: int) -> None:
    with program(columns=columns, rows=rows) as terminal:
        terminal.wait_for("enter open").wait_for(partial(marked, "Package prediction"))
        for text in (
            "1 The loop",
            "2 Slopes and minima",
            "3 The learning rate",
            "Package classification",
            "Mazur's step by step example",
            "The slope at a point",
            "The bottom of the bowl",
            "A bowl, and two slopes at once",
            "The size of a step",
            "Five learning rates",
        ):
            terminal.wait_for(text)
        terminal.press("down", "down").wait_for(partial(marked, "Mazur's step by step example")).wait_for(
            partial(about, "mazur")
        )
        terminal.press("up").wait_for(partial(marked, "Package classification"))
        terminal.wait_for(partial(about, "package-classification"))
        # n and p choose too, and what is no scenario is passed over.
        terminal.press("n", "n", "n").wait_for(partial(marked, "The bottom of the bowl"))
        terminal.press("p", "n").wait_for(partial(about, "parabola"))
        terminal.press("enter").wait_for(begun)
        assert "The bottom of the bowl" in terminal.line(0)
        terminal.press("n").wait_for("step 1 of 25")


def test_q_leaves_the_picker() -> None:
    with program() as terminal:
        terminal.wait_for("enter open").press("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []
        assert terminal.text().strip() == ""


def test_enter_twice_at_once_opens_one_workbench() -> None:
    with program() as terminal:
        terminal.wait_for("enter open").press("enter", "enter").wait_for(begun).press("n").wait_for(
            "row 1 of 4"
        )
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert b"Traceback" not in terminal.raw
