"""Files from strangers, with all in their texts and names that could command a terminal or become an action."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.support.program import begun, drawn, opened, program
from tests.support.sessions import begun as begun_session
from tests.support.sessions import stood
from tests.support.terminal import Terminal
from tui.sessions.journal import session_text
from tui.workspace.events import BreakpointsChanged, ParameterEdited, SettingsChanged

MARKUP = "[@click=app.quit]here[/]"
ODD = f"{MARKUP}[/nothing]"
COMMANDS = {
    "a title for the window": "\x1b]0;taken over\x07",
    "the clipboard": "\x1b]52;c;dGFrZW4gb3Zlcg==\x07",
    "an empty screen": "\x1b[2J\x1b[31337m",
    "the same in one byte of C1": "\x9b31337m",
    "a string for the device": "\x1bP31337q\x1b\\",
    "text that runs the other way": "\u202e\u2066",
    "marks of direction": "\u200f\u061c\u200e",
}
NAME = f"strange{''.join(COMMANDS.values())}{ODD}.toml".replace("/", "-")


def written(path: Path, *texts: str) -> Path:
    """A scenario that has these texts in turn wherever it may have one; "" as the first leaves the title out."""
    # What JSON writes as a text in ASCII is one in TOML too.
    title, summary, section, label, say = (json.dumps(text) for text in (texts * 5)[:5])
    path.write_text(
        f"""\
format = 1
kind = "network"
{f"title = {title}" if texts[0] else ""}
summary = {summary}
section = {section}
[data]
columns = ["x", "y"]
inputs = ["x"]
targets = ["y"]
rows = [[1, 2], [3, 4]]
[network]
layers = [{{ units = 1 }}]
[network.initial]
method = "constant"
[training]
epochs = 2
[training.optimizer]
learning_rate = 0.1
[[compare]]
label = {label}
set = {{ "training.optimizer.learning_rate" = 0.2 }}
[[cue]]
at = {{ step = 1 }}
say = {say}
""",
        encoding="utf-8",
    )
    return path


def what_came_through(terminal: Terminal) -> list[str]:
    """What of all this reached the terminal as it is."""
    return [what for what, command in COMMANDS.items() if command.encode() in terminal.raw]


@pytest.mark.parametrize("title", [ODD, ""], ids=["a strange title", "a title from a strange file name"])
def test_nothing_from_a_file_commands_the_terminal(title: str, tmp_path: Path) -> None:
    path = written(tmp_path / NAME, *([title] if title else ["", *[ODD] * 4]))
    with program(str(path), columns=120, rows=40) as terminal:
        terminal.wait_for(begun)
        assert "strange" in terminal.line(0) or MARKUP in terminal.line(0)
        terminal.press("n").wait_for("L 3.61").wait_for(MARKUP)
        terminal.press("s", "tab", "tab", "right", ".", "N")
        terminal.press("?").wait_for("Type to search").wait_for("Esc back").press("escape")
        terminal.wait_for(partial(is_gone, "Esc back")).press("q")
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
"""What each key brings up."""


def strange_session(folder: Path) -> str:
    """A session with such texts in every place that has one."""
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


@pytest.mark.parametrize(
    "words", [(), ("resume",), ("resume", "--plain"), ("sessions", "list"), ("sessions",)]
)
def test_nothing_from_a_kept_session_commands_the_terminal_that_lists_it(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    kept = tmp_path / "gradstep" / "sessions"
    kept.mkdir(parents=True)
    text = strange_session(tmp_path)
    (kept / f"{json.loads(text.splitlines()[0])['id']}.jsonl").write_text(text, encoding="utf-8")
    with program(*words, columns=160, rows=50, env={"XDG_STATE_HOME": str(tmp_path)}) as terminal:
        terminal.wait_for("strange").settle()
        terminal.press("q", "enter")
        terminal.wait_for_exit()
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
