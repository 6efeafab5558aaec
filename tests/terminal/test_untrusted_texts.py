"""Files from strangers: nothing in their texts and names commands the terminal or becomes an action."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.support.program import begun, drawn, opened, program
from tests.support.sessions import begun as begun_session
from tests.support.sessions import stood
from tests.support.terminal import Terminal
from tests.support.untrusted_scenario import COMMANDS, MARKUP, NAME, ODD, written
from tui.sessions.journal import session_text
from tui.workspace.events import BreakpointsChanged, ParameterEdited, SettingsChanged


def what_came_through(terminal: Terminal) -> list[str]:
    """The commands that were written to the terminal unchanged."""
    return [what for what, command in COMMANDS.items() if command.encode() in terminal.raw]


@pytest.mark.parametrize("title", [ODD, ""], ids=["a strange title", "a title from a strange file name"])
def test_nothing_from_a_file_commands_the_terminal(title: str, tmp_path: Path) -> None:
    path = written(tmp_path / NAME, *([title] if title else ["", *[ODD] * 4]))
    with program(str(path), columns=120, rows=40) as terminal:
        terminal.wait_for(begun)
        assert "strange" in terminal.line(0) or MARKUP in terminal.line(0)
        terminal.press("n").wait_for("L 3.61").wait_for(MARKUP)
        terminal.press("s", "tab", "tab", "right", ".", "N")
        terminal.press("?").wait_for("Type to search").wait_for("Esc: back").press("escape")
        terminal.wait_for(partial(is_gone, "Esc: back")).press("q")
        assert terminal.wait_for_exit() == 0
        assert what_came_through(terminal) == []
        assert terminal.left_behind() == []


def test_markup_from_a_file_is_shown_and_clicking_it_does_nothing(tmp_path: Path) -> None:
    with program(str(written(tmp_path / "odd.toml", ODD)), columns=120, rows=40) as terminal:
        opened(terminal)
        x, y = terminal.find("here[/]")
        # A click as terminals report it: pressed and let go, counted from 1.
        terminal.send(f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m".encode())
        drawn(terminal.press("n"))
        assert "L 3.61" in terminal.text()
        assert terminal.exit_status is None


def test_commands_in_texts_are_refused_in_words_that_command_nothing(tmp_path: Path) -> None:
    texts = list(COMMANDS.values())
    for given in texts[:5], texts[-5:]:
        with program(str(written(tmp_path / NAME, *given)), columns=400) as terminal:
            assert terminal.wait_for_exit() == 1
            for key in ("title", "summary", "section", "compare[1].label", "cue[1].say"):
                assert f": {key}: the control character" in terminal.text()
            assert what_came_through(terminal) == []
            assert b"\x1b" not in terminal.raw


EVERYTHING = f"strange{''.join(COMMANDS.values())}{ODD}"
DIALOGS = {
    "B": "Branches", "b": "Breakpoints", "G": "Gradient check", "x": "Export", "S": "Settings", "g": "Go to",
    "L": "Load other rows", "?": "Type to search",
}  # fmt: skip
"""The text of the dialog that each key opens."""


def strange_session(folder: Path) -> str:
    """The text of a session that has such texts wherever it may have one."""
    path = written(folder / NAME, ODD)
    rate = {"training.optimizer.learning_rate": 0.05}
    session = begun_session(
        path,
        stood(1, 12, runs=2),
        SettingsChanged(0, rate, EVERYTHING, False),
        ParameterEdited(0, "w1_1_1", 0.5, EVERYTHING),
        BreakpointsChanged(((EVERYTHING, "loss < 0.5", True),)),
    )
    return session_text(replace(session, scenario=EVERYTHING, title=EVERYTHING))


def through_all_dialogs(terminal: Terminal) -> None:
    for key, name in DIALOGS.items():
        terminal.press(key).wait_for(name).press("escape").wait_for(partial(is_gone, name))


def is_gone(name: str, terminal: Terminal) -> bool:
    return name not in terminal.text()


def test_nothing_from_a_session_commands_the_terminal_on_any_screen(tmp_path: Path) -> None:
    file = tmp_path / f"{NAME}.jsonl"
    file.write_text(strange_session(tmp_path), encoding="utf-8")
    with program(str(file), columns=160, rows=50) as terminal:
        terminal.wait_for("↳ strange").wait_for(MARKUP)
        through_all_dialogs(terminal)
        terminal.press("n", "N", "p", "q")
        assert terminal.wait_for_exit() == 0
        assert what_came_through(terminal) == []
        assert terminal.left_behind() == []


def asks_for_a_line(terminal: Terminal) -> bool:
    """Whether plain mode has written its prompt."""
    return terminal.text().rstrip().endswith("\n>")


@pytest.mark.parametrize(
    ("words", "complete"),
    [
        ((), "enter open"),
        (("resume",), "q quit"),
        (("resume", "--plain"), asks_for_a_line),
        (("sessions", "list"), None),
        (("sessions",), None),
    ],
    ids=["picker", "resume", "resume --plain", "sessions list", "sessions"],
)
def test_nothing_from_a_kept_session_commands_the_terminal_that_lists_it(
    words: tuple[str, ...], complete: str | Callable[[Terminal], bool] | None, tmp_path: Path
) -> None:
    """`complete` tells that all of it is shown; None: then the program ends."""
    kept = tmp_path / "gradstep" / "sessions"
    kept.mkdir(parents=True)
    text = strange_session(tmp_path)
    (kept / f"{json.loads(text.splitlines()[0])['id']}.jsonl").write_text(text, encoding="utf-8")
    with program(*words, columns=160, rows=50, env={"XDG_STATE_HOME": str(tmp_path)}) as terminal:
        terminal.wait_for("strange")
        if complete is not None:
            terminal.wait_for(complete).press("q", "enter")
        assert terminal.wait_for_exit() == 0
        assert what_came_through(terminal) == []


def test_nothing_from_a_table_commands_the_terminal_that_loads_it(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(f'x,"{EVERYTHING}"\n"{EVERYTHING}",2\n', encoding="utf-8")
    (tmp_path / "cells.csv").write_text(f'x,y\n"{EVERYTHING}",2\n', encoding="utf-8")
    with program(str(written(tmp_path / "odd.toml", ODD)), columns=120, rows=40) as terminal:
        opened(terminal)
        for name in ("rows", "cells"):
            terminal.press("L").wait_for("Load other rows").press(str(tmp_path / f"{name}.csv"), "enter")
            terminal.wait_for(f"{name}.csv:").press("escape")
            terminal.wait_for(partial(is_gone, "Load other rows"))
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert what_came_through(terminal) == []


def test_nothing_from_the_preferences_commands_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "gradstep").mkdir()
    odd = {"theme": EVERYTHING, EVERYTHING: 1, "keys": {EVERYTHING: "k", "forward.row": EVERYTHING}}
    (tmp_path / "gradstep" / "preferences.json").write_text(json.dumps(odd), encoding="utf-8")
    with program("parabola", columns=160, rows=50, env={"XDG_CONFIG_HOME": str(tmp_path)}) as terminal:
        terminal.wait_for(begun).wait_for("ignored").wait_for("strange")
        terminal.press("?").wait_for("Type to search").press("escape")
        terminal.wait_for(partial(is_gone, "Type to search")).press("q")
        assert terminal.wait_for_exit() == 0
        assert what_came_through(terminal) == []
