"""The examples in the documentation: what they are, and what the program says to them today.

`python -m tests.docs.examples` writes what is shown anew: the output of every command, every screen, and the
table of keys.
"""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import chdir
from itertools import takewhile
from math import isclose
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from scenarios.loading import load
from tui.cli.main import gradstep
from tui.commands.open_request import OpenRequest
from tui.commands.registry import COMMANDS
from tui.screen.app import GradstepApp
from tui.screen.widgets.cells import CellsView
from tui.terminal.capabilities import Overrides, decide
from tui.text.ascii import ascii_twin

ROOT = Path(__file__).parents[2]

PAGES = {
    path.relative_to(ROOT).as_posix(): path
    for path in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        *sorted((ROOT / "docs").glob("*.md")),
    )
}
"""Every page by its name."""

_NOT_THE_WRITERS = ("COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE", "TMUX", "STY", "SSH_CONNECTION")
"""What the commands must not know of the terminal in which the pages are written."""

ENVIRONMENT = {"COLUMNS": "100", "PATH": os.environ.get("PATH", os.defpath)}
"""What commands are run with, as wide as the pages are."""

_FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"\n]*)\")?( faulty)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_LONG_NUMBER = re.compile(r"-?[0-9]+\.[0-9]{9,}(?:e-?[0-9]+)?")
_NUMBER_PATTERN = r"(-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?)"
_SCREEN = re.compile(r"(\d+)x(\d+) (in ascii )?([\w-]+): (.+)")
_ASSIGNMENT = re.compile(r"[A-Z_]+=")
_KEYS = re.compile(r"(?<=\| key \| what it does \|\n\| --- \| --- \|\n)(?:\| .*\n)*")


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    title: str
    """A file's name, or what a screen shows; "" for neither."""
    faulty: bool
    """Whether it is a scenario in which something is wrong."""
    text: str
    start: int
    """Where its text begins in the page."""


class Example(NamedTuple):
    """A command and the output that is shown below it."""

    command: str
    shown: str
    start: int
    """Where the output begins in the page."""


def blocks_of(page: str) -> Iterator[Block]:
    """The fenced blocks of a page's text."""
    for match in _FENCE.finditer(page):
        language, title, faulty, text = match.groups()
        yield Block(language, title or "", bool(faulty), text, match.start(4))


def examples_in(block: Block) -> Iterator[Example]:
    """The commands of a console block."""
    for match in _COMMAND.finditer(block.text):
        yield Example(match[1], match[2], block.start + match.start(2))


class Reader:
    """Somebody who reads a page from top to bottom, saves its files in the current folder, and tries its commands."""

    def __init__(self) -> None:
        self._status = 0
        self._scenario = Path()

    def save(self, block: Block) -> Path | None:
        """Save what is a file; a piece of TOML without a head belongs to the end of the scenario before it.

        Returns:
            The scenario that should be right now; None if the block makes none so.
        """
        if block.language == "toml":
            whole = block.text.startswith("format = 1\n")
            self._scenario = Path(block.title) if whole else self._scenario
            before = "" if whole else self._scenario.read_text("utf-8") + "\n"
            self._scenario.write_text(before + block.text, encoding="utf-8")
            return None if block.faulty else self._scenario
        if block.title and block.language in ("csv", "python"):
            Path(block.title).write_text(block.text, encoding="utf-8")
        return None

    def run(self, command: str) -> str:
        """What a command writes: its output, and then its narration."""
        if command == "echo $?":
            return f"{self._status}\n"
        line, _, rest = command.partition(" | ")
        typed = ""
        if line.startswith("printf "):
            typed = _output(["sh", "-c", line])
            line, _, rest = rest.partition(" | ")
        words = shlex.split(line)
        given = dict(word.split("=", 1) for word in takewhile(_ASSIGNMENT.match, words))
        program, *arguments = words[len(given) :]
        if program == "gradstep":
            out, narration = self._gradstep(arguments, given, typed)
        elif program == "python3":
            out, narration = _output([sys.executable, *arguments]), ""
        else:
            raise ValueError(f"{program} is no command that is tried; show it in a block of another kind")
        return (_output(["sh", "-c", rest], out) if rest else out) + narration

    def _gradstep(self, arguments: list[str], given: Mapping[str, str], typed: str) -> tuple[str, str]:
        env = {**dict.fromkeys(_NOT_THE_WRITERS), **ENVIRONMENT, **given}
        if "--plain" in arguments:
            # What is done there is kept, and a reader's own keys would hold.
            env |= {f"XDG_{kind}_HOME": str(Path.cwd() / kind) for kind in ("STATE", "CONFIG")}
        result = CliRunner(env=env).invoke(gradstep, arguments, input=typed, terminal_width=98)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        self._status = result.exit_code
        return result.stdout, result.stderr


def _output(command: list[str], given: str = "") -> str:
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, encoding="utf-8", check=True, env=ENVIRONMENT
    )
    return done.stdout


def fits(shown: str, output: str) -> bool:
    """Whether the output is what is shown, where … at the end of a line stands for its rest.

    A line that is … alone stands for any number of lines. Of numbers with all their digits the last few may
    differ, as they do from one processor to the other.
    """
    lines = [line.removesuffix("…") for line in shown.splitlines()]
    ends = [
        "(?:.*\n)*?" if line == "…" else ".*\n" if line.endswith("…") else "\n" for line in shown.splitlines()
    ]
    patterns = [_NUMBER_PATTERN.join(map(re.escape, _LONG_NUMBER.split(line))) for line in lines]
    match = re.fullmatch("".join(pattern + end for pattern, end in zip(patterns, ends, strict=True)), output)
    if match is None:
        return False
    wanted = [number for line in lines for number in _LONG_NUMBER.findall(line)]
    return all(
        isclose(float(one), float(other), rel_tol=1e-11)
        for one, other in zip(wanted, match.groups(), strict=True)
    )


async def screen_of(title: str) -> str:
    """The workbench after some keys: "80x24 parabola: n n", or "80x24 in ascii parabola: n n"."""
    match = _SCREEN.fullmatch(title)
    assert match is not None, f"{title!r} is no screen: give WIDTHxHEIGHT SCENARIO: KEYS"
    width, height, charset, scenario, keys = int(match[1]), int(match[2]), match[3], match[4], match[5]
    capabilities = decide({}, Overrides("truecolor", "ascii" if charset else "utf-8"))
    app = GradstepApp(OpenRequest(load(scenario)), capabilities=capabilities)
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        await pilot.press(*keys.split())
        await pilot.pause()
        sheet = [[" "] * width for _ in range(height)]
        for view in app.screen.query(CellsView):
            if view.display:
                x, y, *_ = view.region
                for line, text in enumerate(view.text.splitlines()):
                    sheet[y + line][x : x + len(text)] = text
    lines = ["".join(line).rstrip() for line in sheet]
    return "".join(f"{ascii_twin(line) if charset else line}\n" for line in lines)


def table_of_keys() -> str:
    """The rows of the table of keys."""
    return "".join(f"| `{command.shown}` | {command.help} |\n" for command in COMMANDS if command.keys)


def renewed(page: str) -> str:
    """The page with what the program says today; outputs that are cut with … stay, as long as they fit."""
    reader = Reader()
    pieces: list[str] = []
    at = 0

    def replace(start: int, old: str, new: str) -> None:
        nonlocal at
        pieces.extend((page[at:start], new))
        at = start + len(old)

    for block in blocks_of(page):
        reader.save(block)
        if block.language == "console":
            for example in examples_in(block):
                output = reader.run(example.command)
                if not fits(example.shown, output):
                    replace(example.start, example.shown, output)
        elif block.language == "text" and _SCREEN.fullmatch(block.title):
            replace(block.start, block.text, asyncio.run(screen_of(block.title)))
    return "".join([*pieces, page[at:]])


def _renew(pages: Mapping[str, Path]) -> None:
    for path in pages.values():
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            page = renewed(path.read_text("utf-8"))
        if path.name == "screen.md":
            page = _KEYS.sub(lambda _: table_of_keys(), page, count=1)
        path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    _renew(PAGES)
