"""The pictures in README and docs: SVG screenshots of scripted runs; `python -m tests.docs.pictures` writes them."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import NamedTuple

from scenarios.loading import load
from tests.tui.snapshots import undisturbed
from tui.commands.open_request import OpenRequest
from tui.screen.app import GradstepApp

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"

_FONT_FACES = re.compile(r"\s*@font-face \{.*?\}\n", re.DOTALL)
_FONT = re.compile(r"font-family: Fira Code, monospace|font-family: arial")


class Picture(NamedTuple):
    """One screenshot: a scenario at a size, after some keys, in a theme."""

    name: str
    scenario: str | None
    """None for the picker."""
    size: tuple[int, int]
    keys: str
    theme: str = "gradstep-dark"


PICTURES = (
    Picture("backward", "package-prediction", (120, 40), "n right right right . . . ."),
    Picture("parabola", "parabola", (80, 24), "n n n"),
    Picture("learning-rates", "learning-rates", (120, 40), "n n n n n n"),
    Picture("bowl", "bowl", (80, 24), "n n n n right right right right"),
    Picture("branch", "package-prediction", (160, 50), "N N P + + N N 3 down down"),
    Picture("picker", None, (80, 24), ""),
    Picture("light", "mazur", (120, 40), "n n right right right right", "gradstep-light"),
)
"""All of them."""

_NAMED = {".": "full_stop", ",": "comma", "+": "plus", "-": "minus", "?": "question_mark"}


async def drawn(picture: Picture) -> str:
    """The picture as SVG, in whatever monospaced font the reader has."""
    loaded = load(picture.scenario) if picture.scenario is not None else None
    with undisturbed():
        app = GradstepApp(OpenRequest(loaded))
        async with app.run_test(size=picture.size) as pilot:
            app.theme = picture.theme
            await pilot.pause()
            await pilot.press(*(_NAMED.get(key, key) for key in picture.keys.split()))
            await pilot.pause()
            # The picker looks into the marked scenario in a thread.
            await app.workers.wait_for_complete()
            await pilot.pause()
            svg = app.export_screenshot(title="gradstep")
    return _FONT.sub("font-family: monospace", _FONT_FACES.sub("", svg))


def path_of(picture: Picture) -> Path:
    """Where it lies."""
    return FOLDER / f"{picture.name}.svg"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for one in PICTURES:
        path_of(one).write_text(asyncio.run(drawn(one)), encoding="utf-8")
