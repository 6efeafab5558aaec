"""Input that no person types, and input at the wrong moment: bytes that are no keys, too many keys, double clicks."""

from __future__ import annotations

import random
import shutil
import signal
from pathlib import Path

import pytest

from tests.fuzz.terminal import FOUND, WITHOUT_LEAVING
from tests.support.program import ROOT, begun, opened, program


@pytest.mark.parametrize(
    "noise",
    [
        b"\xff",
        b"\x9b31m",
        b"\xe2\x80",
        b"\xed\xa0\x80",
        b"\x1b[M\xff\xff\xff",
        b"\x1b[1114112u",
        b"\x1b[99999999u",
        b"\x1b[48;24;99999999;1;1t",
        b"\x1b[48;0;0;0;0t",
    ],
)
def test_bytes_that_are_no_text_and_unknown_keys_are_ignored(noise: bytes) -> None:
    with program("parabola") as terminal:
        opened(terminal)
        # What is sent at once is read at once: with the step, the program has read the noise.
        terminal.send(b"n" + noise)
        terminal.wait_for("step 1 of 25")
        # Home begins with Escape, which ends whatever is incomplete.
        terminal.press("home", "n", "n").wait_for("step 2 of 25").press("q")
        assert terminal.wait_for_exit() == 0
        assert b"Traceback" not in terminal.raw


def test_noise_neither_ends_the_program_nor_keeps_it_from_ending() -> None:
    noise = random.Random("noise").randbytes(8_000).translate(WITHOUT_LEAVING)
    with program("parabola") as terminal:
        opened(terminal)
        for sent in (*FOUND, *(noise[at : at + 400] for at in range(0, len(noise), 400))):
            terminal.take_in().send(sent)
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []
        assert terminal.text().strip() == "", "an error would be told below the shell's lines"


def test_a_paste_that_never_ends_is_ended_by_ctrl_c() -> None:
    with program("parabola") as terminal:
        opened(terminal)
        # With the step, the program has read the beginning of the paste.
        terminal.send(b"n\x1b[200~lost")
        terminal.wait_for("step 1 of 25").press("ctrl+c")
        assert terminal.wait_for_exit() == 0


@pytest.mark.parametrize("keys", [b" " * 1000, b"n" * 1000, b"loss < " * 140])
def test_a_signal_does_not_wait_for_the_keys_before_it(keys: bytes) -> None:
    with program("package-prediction", columns=120, rows=40) as terminal:
        opened(terminal)
        terminal.send(keys)
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []


@pytest.mark.parametrize("key", ["?", "x", "ctrl+p", "S"])
def test_a_signal_while_a_dialog_opens_is_no_error(key: str) -> None:
    with program("package-prediction") as terminal:
        opened(terminal)
        terminal.press(key)
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_exit() == 0
        assert terminal.text().strip() == "", "an error would be told below the shell's lines"


def test_clicks_that_close_the_palette_twice_close_it_once() -> None:
    with program("parabola") as terminal:
        opened(terminal)
        terminal.press("ctrl+p").wait_for("Search for commands")
        terminal.send(b"\x1b[<0;1;24M\x1b[<0;1;24m" * 3)
        terminal.wait_for(begun).press("n").wait_for("step 1 of 25").press("q")
        assert terminal.wait_for_exit() == 0


def test_the_mouse_is_left_counting_cells() -> None:
    with program("parabola") as terminal:
        opened(terminal)
        terminal.send(b"\x1b[?2048;1$y")
        terminal.wait_for(lambda seen: b"\x1b[?1016h" in seen.raw).press("q")
        terminal.wait_for_exit()
        assert terminal.left_behind() == []


def test_the_terminal_itself_knows_its_size() -> None:
    with program("parabola", env={"COLUMNS": "999999999", "LINES": "7"}) as terminal:
        terminal.wait_for(begun)
        assert "q quit" in terminal.line(-1)


def test_a_terminal_that_says_it_is_larger_than_any_screen_is_drawn_in_as_far_as_one_goes() -> None:
    with program("parabola", columns=65_535, rows=12) as terminal:
        terminal.wait_for(begun)
        assert not any(terminal.line(row)[2_000:].strip() for row in range(12))
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


def test_a_name_in_a_folder_that_is_gone_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    shutil.copy(ROOT / "scenarios/library/package-prediction.toml", folder / "a.toml")
    with program("a.toml", cwd=folder) as terminal:
        opened(terminal)
        shutil.rmtree(folder)
        terminal.press("L").wait_for("Enter: load").press("rows.csv", "enter")
        terminal.wait_for('cannot find "rows.csv"').press("escape")
        terminal.wait_for(lambda seen: "Enter: load" not in seen.text())
        terminal.press("n").wait_for("row 1 of 4")
