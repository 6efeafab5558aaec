"""A window pulled to other sizes, and a keyboard that a cat walks over."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.support.emulator import Picture
from tests.support.program import begun, drawn, opened, program
from tests.support.terminal import KEYS

SIZES = [(80, 24), (200, 60), (40, 12), (120, 40)]


def fresh(columns: int, rows: int) -> Picture:
    """The second row's screen in a window that always had this size."""
    with program("package-prediction", columns=columns, rows=rows) as terminal:
        opened(terminal)
        return drawn(terminal.press("n", "n"))


def test_after_a_resize_the_screen_is_as_if_it_had_always_had_this_size() -> None:
    with program("package-prediction") as terminal:
        opened(terminal)
        before = drawn(terminal.press("n", "n"))
        for columns, rows in SIZES[1:]:
            terminal.resize(columns, rows)
            whole = fresh(columns, rows)
            terminal.wait_for(lambda seen, whole=whole: seen.picture() == whole)  # type: ignore[misc]
        terminal.resize(*SIZES[0])
        terminal.wait_for(lambda seen: seen.picture() == before)
        terminal.press("n").wait_for("row 3 of 4")


STAYING = [*",.<>12345nNpPsmMrzfuj+-", "up", "down", "right", "left", "home", "end", "tab", "space"]
"""Keys that open nothing, so that all of them reach the workbench."""

UNSENT = ("q", "ctrl+c", "ctrl+q", "ctrl+p", "ctrl+z", "x", "pageup", "pagedown")
"""What leaves, the list of all actions from which one can leave, what the shell is for, and what writes files.

Textual itself stumbles over a page in a list that it has not yet laid out.
"""


@pytest.mark.parametrize(("name", "seed"), [("package-prediction", 1), ("learning-rates", 2)])
def test_hundreds_of_random_keys_leave_it_alive_and_ending_cleanly(
    name: str, seed: int, tmp_path: Path
) -> None:
    random = Random(seed)
    anything = [key for key in (*KEYS, *map(chr, range(33, 127)), "η", "é") if key not in UNSENT]
    with program(name, cwd=tmp_path) as terminal:
        terminal.wait_for(begun)
        for keys in [STAYING, anything] * 5:
            terminal.press(*random.choices(keys, k=40))
            terminal.resize(*random.choice(SIZES))
            terminal.press("escape").wait_for(lambda seen: "Esc: back" not in seen.text())
        terminal.resize(90, 30)
        terminal.wait_for(lambda seen: "gradstep" in seen.line(0) and seen.line(-1) != "")
        # Keys come in their order, so this one comes after all of them, whatever has been opened by then.
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []
        assert b"Traceback" not in terminal.raw
