"""Screens as they are to look, one text file each; `python -m tests.tui.snapshots` writes them anew."""

from __future__ import annotations

import asyncio
import html
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scenarios.loading import load
from tui.commands.open_request import OpenRequest
from tui.screen.app import GradstepApp

FOLDER = Path(__file__).with_name("snapshots")

_TEXT = re.compile(
    r'<text class="[^"]*" x="([\d.]+)"[^>]*clip-path="url\(#[^"]*-line-(\d+)\)"[^>]*>(.*?)</text>'
)
_CELL = 12.2
"""How wide a cell is in Textual's SVG."""


class Snapshot(NamedTuple):
    """One screen: a scenario after some keys, at a size."""

    scenario: str | None
    """A bundled scenario, a file beside this one, or None for the picker."""
    size: tuple[int, int]
    keys: tuple[str, ...]
    name: str
    """What it shows, in a word or two."""

    @property
    def path(self) -> Path:
        width, height = self.size
        return FOLDER / f"{self.name}-{width}x{height}.txt"


LAYOUTS = ((40, 12), (80, 24), (120, 40), (160, 50), (240, 70))
"""Every layout has at least one size."""

_BACKWARD = ("n", "right", "right", "right", "full_stop", "full_stop", "full_stop", "full_stop")
_WORKBENCHES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("network", "package-prediction", _BACKWARD),
    ("network-end", "package-prediction", ("N", "N", "N", "N", "N")),
    ("mazur", "mazur", ("n", "n", "right", "right", "right", "right")),
    ("middle-net", "middle.toml", ("n", "right", "right")),
    ("curve", "parabola", ("n", "n", "n")),
    ("map", "bowl", ("n", "n", "n", "right", "right", "right", "right")),
    ("graph", "graph.toml", ("n", "right", "right", "right", "right")),
    ("compared", "learning-rates", ("n", "n", "n", "n", "s")),
    ("branch", "package-prediction", ("N", "N", "P", "plus", "N", "3", "down", "down")),
    ("diverged", "learning-rates", ("s", "s", "s", "s", "n", "n", "n", "n", "n", "n")),
)
_DIALOGS: tuple[tuple[str, str | None, tuple[str, ...]], ...] = (
    ("picker", None, ()),
    ("help", "package-prediction", ("n", "question_mark")),
    ("go-to", "package-prediction", ("g",)),
    ("settings", "package-prediction", ("n", "S")),
    ("breakpoints", "package-prediction", ("b", *"loss", "enter")),
    ("branches", "package-prediction", ("n", "plus", "B")),
    ("export", "package-prediction", ("n", "x")),
    ("gradient-check", "package-prediction", ("n", "G")),
    ("edit", "package-prediction", ("n", "3", "down", "e")),
    ("edit-row", "package-prediction", ("n", "4", "e")),
)
SNAPSHOTS = (
    *(Snapshot(scenario, size, keys, name) for name, scenario, keys in _WORKBENCHES for size in LAYOUTS),
    *(
        Snapshot(scenario, size, keys, name)
        for name, scenario, keys in _DIALOGS
        for size in ((40, 12), (80, 24), (120, 40))
    ),
)
"""All of them."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Sessions and preferences of nobody."""
    kinds = ("XDG_STATE_HOME", "XDG_CONFIG_HOME")
    before = {kind: os.environ.get(kind) for kind in kinds}
    with tempfile.TemporaryDirectory() as home:
        os.environ.update({kind: f"{home}/{kind}" for kind in kinds})
        try:
            yield
        finally:
            for kind, value in before.items():
                if value is None:
                    del os.environ[kind]
                else:
                    os.environ[kind] = value


async def taken(snapshot: Snapshot) -> str:
    """The screen as text."""
    name = snapshot.scenario
    loaded = (
        None if name is None else load(Path(__file__).with_name(name) if name.endswith(".toml") else name)
    )
    with undisturbed():
        app = GradstepApp(OpenRequest(loaded))
        async with app.run_test(size=snapshot.size) as pilot:
            await pilot.pause()
            await pilot.press(*snapshot.keys)
            await pilot.pause()
            # The picker looks into the marked scenario in a thread.
            await app.workers.wait_for_complete()
            await pilot.pause()
            return text_of(app.export_screenshot(), *snapshot.size)


def text_of(svg: str, width: int, height: int) -> str:
    """The text of a screenshot, one line a row."""
    rows = [[" "] * width for _ in range(height)]
    for x, line, text in _TEXT.findall(svg):
        start = round(float(x) / _CELL)
        letters = html.unescape(text).replace("\xa0", " ")
        rows[int(line)][start : start + len(letters)] = letters
    return "".join("".join(row).rstrip() + "\n" for row in rows)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.iterdir():
        path.unlink()
    for one in SNAPSHOTS:
        one.path.write_text(asyncio.run(taken(one)), encoding="utf-8")
