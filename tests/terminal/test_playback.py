"""Playback in a real terminal: to the end at any speed, with keys that work meanwhile."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.support.program import PAUSED, PLAYING, ROOT, drawn, opened, plays, program, transport

FASTEST, SLOWEST = [">"] * 20, ["<"] * 20


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """Give a scenario that nobody plays to its end."""
    bundled = (ROOT / "scenarios" / "library" / "package-prediction.toml").read_text(encoding="utf-8")
    path = tmp_path / "endless.toml"
    path.write_text(bundled.replace("epochs = 5", "epochs = 1000000"), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "end", "told"),
    [
        ("package-prediction", "epoch 5 of 5  row 4 of 4  step 20 of 20", "all epochs done"),
        ("parabola", "step 25 of 25", "all steps done"),
        ("learning-rates", "step 81 of 100", "condition met"),
    ],
)
def test_space_plays_to_the_end_at_top_speed_and_the_transport_says_so(
    name: str, end: str, told: str
) -> None:
    with program(name, columns=120, rows=40) as terminal:
        opened(terminal)
        terminal.press(*FASTEST).wait_for(partial(plays, PAUSED, "max"))
        terminal.press("space").wait_for(end).wait_for(partial(plays, PAUSED, "max"))
        terminal.wait_for(lambda seen: told in transport(seen))


def test_space_pauses_and_plays_on(endless: Path) -> None:
    with program(str(endless), columns=120, rows=40) as terminal:
        start = opened(terminal)
        terminal.press(*FASTEST, "space").wait_for(partial(plays, PLAYING, "max")).wait_for("space pause")
        terminal.wait_for(lambda seen: "start" not in seen.line(0))
        terminal.press("space").wait_for(partial(plays, PAUSED, "max"))
        terminal.press(*SLOWEST).wait_for(partial(plays, PAUSED, "0.25×"))
        terminal.press(">", ">").wait_for(partial(plays, PAUSED, "1×"))
        paused = drawn(terminal)
        assert paused != start
        assert drawn(terminal) == paused
        place = terminal.line(0)
        terminal.press(*FASTEST, "space").wait_for(lambda seen: seen.line(0) != place)
        terminal.wait_for(partial(plays, PLAYING, "max"))


def test_a_key_that_moves_or_asks_pauses(endless: Path) -> None:
    with program(str(endless)) as terminal:
        opened(terminal)
        terminal.press(*FASTEST)
        for key, sign in ("p", "row"), ("g", "Enter: go"), ("?", "Type to search"):
            terminal.press("space").wait_for(partial(plays, PLAYING, "max"))
            terminal.press(key).wait_for(partial(plays, PAUSED, "max")).wait_for(sign)
            if key != "p":
                terminal.press("escape").wait_for(lambda seen, sign=sign: sign not in seen.text())  # type: ignore[misc]


def test_play_begins_by_itself_at_the_first_cue() -> None:
    with program("play", "package-prediction", "--speed", "100", columns=120, rows=40) as terminal:
        terminal.wait_for("A network is a box with knobs.").wait_for(partial(plays, PLAYING, "128×"))
        terminal.press("space").wait_for(partial(plays, PAUSED, "128×"))
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
