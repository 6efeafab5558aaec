"""gradstep in a terminal of its own, and what a person reads from its workbench."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from tests.support import prefork
from tests.support.emulator import Picture
from tests.support.terminal import USUAL, Process, Terminal

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "tui")
"""`gradstep`; in `ROOT`, the one of this checkout."""

PLAYING, PAUSED = "▶", "❚❚"
"""The signs on the transport."""


class GradstepTerminal(Terminal):
    """gradstep in a terminal of its own: a forked process where that does the same as a new interpreter."""

    new_interpreter = False
    """Whether the program is started in a new interpreter in any case."""

    def _start(self, environment: Mapping[str, str], program_end: int) -> Process:
        words = self.command[len(COMMAND) :]
        if self.new_interpreter or not prefork.starts_alike(words, USUAL, environment):
            return super()._start(environment, program_end)
        return prefork.start(words, USUAL, environment, self._cwd or ROOT, program_end)


def program(
    *words: str,
    columns: int = 80,
    rows: int = 24,
    env: Mapping[str, str | None] | None = None,
    cwd: Path = ROOT,
    new_interpreter: bool = False,
) -> Terminal:
    """`with program("parabola") as terminal: …`: gradstep with these words.

    A test of how the program starts asks for a new interpreter.
    """
    given = {"PYTHONPATH": str(ROOT), **(env or {})}
    terminal = GradstepTerminal([*COMMAND, *words], columns=columns, rows=rows, env=given, cwd=cwd)
    terminal.new_interpreter = new_interpreter
    return terminal


def opened(terminal: Terminal) -> Picture:
    """Return the screen of the workbench before anything has been done."""
    return drawn(terminal.wait_for(begun))


def begun(terminal: Terminal) -> bool:
    """Whether the workbench is shown, before the first step."""
    return " start " in terminal.line(0)


def drawn(terminal: Terminal) -> Picture:
    """Return the workbench's screen with all that the keys before have changed.

    The program sends a frame in pieces, no faster than the terminal answers. Every piece is filled up with rows that
    are still to be sent. So the speed is changed and changed back until nothing else changes with it: then no row is
    left.
    """
    faster, usual = _at_speed(terminal, ">", "2×"), _at_speed(terminal, "<", "1×")
    while _but_for_the_transport(faster) != _but_for_the_transport(usual):
        faster, usual = _at_speed(terminal, ">", "2×"), _at_speed(terminal, "<", "1×")
    return usual


def _at_speed(terminal: Terminal, key: str, speed: str) -> Picture:
    return terminal.press(key).wait_for(partial(plays, PAUSED, speed)).picture()


def _but_for_the_transport(seen: Picture) -> Picture:
    lines = seen.text.split("\n")
    return Picture("\n".join(lines[:-2] + lines[-1:]), seen.styles[:-2] + seen.styles[-1:])


def playback(terminal: Terminal) -> tuple[str, str]:
    """What the transport says of it: the sign "▶" or "❚❚", and the speed such as "1×" or "max"."""
    found = re.search(r"(▶|❚❚) +‹?([\d.]+×|max)", transport(terminal))
    return (found[1], found[2]) if found else ("", "")


def plays(sign: str, speed: str, terminal: Terminal) -> bool:
    """Whether the transport says so."""
    return playback(terminal) == (sign, speed)


def story(terminal: Terminal) -> str:
    """What the story tells, in one line, whatever it is wrapped and aligned to."""
    return " ".join(" ".join(pane(terminal, "Story")).split())


def asked(terminal: Terminal, place: str) -> None:
    """Go to a place as it is typed after g."""
    terminal.press("g").wait_for("Enter: go").press(place, "enter").wait_for(dialog_gone)


def dialog_gone(terminal: Terminal) -> bool:
    """Whether nothing is asked for any more."""
    return "Enter: go" not in terminal.text()


def transport(terminal: Terminal) -> str:
    """The line that says where in the cycle we are, whether it plays and how fast, and how far the run has come."""
    return terminal.line(-2)


def pane(terminal: Terminal, title: str) -> list[str]:
    """The lines inside the frame that has this title."""
    edge = upper_edge(terminal, title)
    left, top = terminal.find(edge)
    lines = [line.ljust(terminal.columns) for line in terminal.lines()]
    bottom = next(y for y in range(top + 1, len(lines)) if lines[y][left] == "└")
    return [line[left + 1 : left + len(edge) - 1].strip() for line in lines[top + 1 : bottom]]


def upper_edge(terminal: Terminal, title: str) -> str:
    """The upper edge of the pane that has this title; "" if it is not there."""
    found = re.search(rf"┌ (\d )?{title} [^┐]*┐", terminal.text())
    return found[0] if found else ""


def table(terminal: Terminal, title: str) -> dict[str, list[str]]:
    """The rows of a pane by their first word, `▌` left out."""
    rows = (line.removeprefix("▌").split() for line in pane(terminal, title))
    return {name: numbers for name, *numbers in filter(None, rows)}


def on_stage(terminal: Terminal, label: str) -> list[str]:
    """The numbers beside a label of the drawn network: those of all units that have it."""
    stage = "\n".join(pane(terminal, "Stage"))
    return re.findall(rf"(?<![\w∂]){label} +([+−]?[\d.]+)", stage)


def new_on_stage(terminal: Terminal) -> list[str]:
    """The values that parameters take in this step, as the drawn network has them."""
    return re.findall(r"← +([+−]?[\d.]+)", "\n".join(pane(terminal, "Stage")))


def same_numbers(shown: Iterable[str], numbers: Iterable[float]) -> bool:
    """Whether each text is one of these numbers, rounded to the digits that it has, and each number is shown."""
    texts, wanted = set(shown), set(numbers)
    rounded = {(text, number) for text in texts for number in wanted if _is_rounded(text, number)}
    return {text for text, _ in rounded} == texts and {number for _, number in rounded} == wanted


def _is_rounded(text: str, number: float) -> bool:
    plain = text.replace("−", "-")
    return round(number, len(plain.partition(".")[2])) == float(plain)


def written(number: float) -> str:
    """A number as the screen has it: six digits, and a minus that is one."""
    return f"{number:.6g}".replace("-", "−")
