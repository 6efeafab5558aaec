"""Made-up things, each added in its one place, go through everything that a person sees.

The registries of panes, views and commands are read when a program starts, so these are added in a fresh interpreter
before anything else is imported. How the format, the exports and `explain` take in names of the engine's tables is in
tests/scenarios/test_extension_points.py.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from textual.widgets import Select

from engine.descent.optimizers import OPTIMIZERS
from engine.descent.schedules import SCHEDULES
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.losses import LOSSES
from scenarios.loading import load
from tests.scenarios.test_extension_points import QUARTIC, SCENARIO, SWISH, Halving, SignMomentum
from tui.commands.open_request import OpenRequest
from tui.plain.plain_mode import PlainMode
from tui.screen.app import GradstepApp
from tui.screen.widgets.cells import CellsView

ROOT = Path(__file__).parents[2]

ADDED = """
import sys
from collections.abc import Iterator
from tui.panes import registry as panes
from tui.panes.declaration import PaneDeclaration
from tui.panes.help_page import HelpPage, Mark

def _lines(snapshot, argument) -> Iterator[str]:
    yield f"The learning rate is {snapshot.learning_rate:g}."

RATE = PaneDeclaration(
    name="rate", digit=9, label="Rate",
    help_page=HelpPage("The learning rate of this step.", (Mark("η", "the learning rate"),)),
    plain=_lines, wanted_rows=lambda shape: 3, words=("rate",), plain_help="Say the learning rate",
)
panes.PANES = (*panes.PANES, RATE)
panes.PANE_DIGITS["rate"] = 9

from tui.panes import pane_classes
from tui.panes.pane import Pane
from tui.drawing.spans import Span

class RatePane(Pane):
    declaration = RATE
    def body(self, snapshot, width, height):
        return [(Span(f"eta is {snapshot.learning_rate:g}", "text"),)]

pane_classes.PANE_CLASSES = {**pane_classes.PANE_CLASSES, RATE: RatePane}

from tui.views import registry as views
from tui.views.areas import body_of
from tui.views.view import View

RATES = View(
    name="rates", title="Rates", key="Y", help="Show the learning rate alone", panes=(RATE,),
    layout=lambda width, height, shape, arrangement: {"rate": body_of(width, height)},
)
views.VIEWS = (*views.VIEWS, RATES)

from tui.commands import navigation, registry
from tui.commands.command import Command
from tui.commands.outcome import Moved

def _third(context, argument):
    context.workspace.go(3)
    return Moved()

THIRD = Command("third", _third, "Time", "Go to the third step", keys=("X",), words=("third",), label="third")
registry.COMMANDS = (*registry.COMMANDS, THIRD)
"""

SCREEN = """
import asyncio
from scenarios.loading import load
from tui.commands.open_request import OpenRequest
from tui.help.contents import contents_at
from tui.help.rows import help_rows
from tui.screen.app import GradstepApp
from tui.screen.widgets.cells import CellsView

async def look():
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(160, 50)) as pilot:
        await pilot.pause()
        await pilot.press("X")
        await pilot.pause()
        print("step", app.screen.workspace.step)
        print("footer", app.screen.query_one("#keys", CellsView).text)
        await pilot.press("Y")
        await pilot.pause()
        print("views", sorted(view.id for view in app.screen.query(CellsView) if view.display))
        print("pane", app.screen.query_one("#rate", CellsView).text)
        await pilot.press("question_mark")
        await pilot.pause()
        print("help", "\\n".join(view.text for view in app.screen.query(CellsView)))
        await pilot.press("escape", "Y")
        await pilot.pause()
        print("back", sorted(view.id for view in app.screen.query(CellsView) if view.display))

asyncio.run(look())
"""

PLAIN = """
sys.argv = ["gradstep", "package-prediction", "--plain"]
from tui.cli.main import main
main()
"""

DOCS = """
from tests.docs.examples import table_of_keys
print(table_of_keys())
"""


def ran(code: str, *, typed: str = "", path: Path = ROOT, folder: Path | None = None) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder or ROOT,
        env=os.environ | {"PYTHONPATH": f"{path}{os.pathsep}{ROOT}"},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_pane_a_view_and_a_command_are_on_the_screen_and_in_the_help() -> None:
    shown = ran(ADDED + SCREEN)
    assert "step 3\n" in shown
    assert "X third" in shown
    assert "views ['header', 'keys', 'rate', 'transport']" in shown
    assert "9 Rate" in shown
    assert "eta is 0.001" in shown
    assert "The learning rate of this step." in shown
    assert "Go to the third step" in shown
    assert "Show the learning rate alone" in shown
    assert "'story'" in shown.partition("back")[2]


def test_a_pane_and_a_command_are_in_plain_mode() -> None:
    said = ran(ADDED + PLAIN, typed="third\nrate\n? third\n?\nq\n")
    assert "step 3 of 20, epoch 1, row 3." in said
    assert "The learning rate is 0.001." in said
    assert "third or X: Go to the third step." in said
    assert "rate or 9: Say the learning rate." in said


def test_the_documentation_is_held_to_a_new_command() -> None:
    table = ran(ADDED + DOCS)
    assert "| `X` | Go to the third step |" in table
    assert "Go to the third step" not in (ROOT / "docs" / "screen.md").read_text("utf-8")


def test_a_scenario_in_the_library_is_listed_run_explained_and_opened(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios", ignore=shutil.ignore_patterns("__pycache__"))
    text = (ROOT / "scenarios" / "library" / "parabola.toml").read_text("utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title"))
    made_up = text.replace(title, 'title = "Made up"', 1)
    (tmp_path / "scenarios" / "library" / "made-up.toml").write_text(made_up, encoding="utf-8")
    for arguments, expected in (
        (["list"], "Made up"),
        (["run", "made-up", "--steps", "2"], '"scenario": "Made up"'),
        (["explain", "made-up"], "Made up"),
        (["made-up", "--plain"], "Made up"),
    ):
        code = f"import sys; sys.argv = ['gradstep', *{arguments!r}]\nfrom tui.cli.main import main\nmain()"
        assert expected in ran(code, typed="n\nq\n", path=tmp_path, folder=tmp_path), arguments


# Names in the engine's tables, which are read whenever they are needed


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario file with a made-up activation, loss, optimizer and schedule, while the tables have them."""
    monkeypatch.setitem(ACTIVATIONS, "swish", SWISH)
    monkeypatch.setitem(LOSSES, "quartic", QUARTIC)
    monkeypatch.setitem(OPTIMIZERS, SignMomentum.name, SignMomentum)
    monkeypatch.setitem(SCHEDULES, "halving", Halving)
    path = tmp_path / "made-up.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


async def test_names_in_the_tables_are_on_the_screen_in_its_help_and_its_settings(made_up: Path) -> None:
    app = GradstepApp(OpenRequest(load(made_up)))
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.pause()
        await pilot.press("n", "z")
        await pilot.pause()
        text = "\n".join(view.text for view in app.screen.query(CellsView))
        assert "sign_momentum" in text
        assert "swish" in text
        await pilot.press("z", "question_mark")
        await pilot.pause()
        help_text = "\n".join(view.text for view in app.screen.query(CellsView))
        assert {"swish", "quartic", "halving"} <= set(help_text.split())
        await pilot.press("escape", "S")
        await pilot.pause()
        chosen = {str(choice.value) for choice in app.screen.query(Select)}
        assert {"sign_momentum", "halving", "quartic", "swish"} <= chosen


def test_names_in_the_tables_are_in_plain_mode(made_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loaded = load(made_up)
    mode = PlainMode(unicode=False)
    opened = mode._open(OpenRequest(loaded), loaded)
    assert opened is not None
    conversation = mode._conversation
    assert conversation is not None
    conversation.begin(opened)
    for line in ("n", "1", "? swish", "? quartic", "set", "check"):
        conversation.run_line(line)
    said = capsys.readouterr().out
    assert "layer 1: 3 units, swish" in said
    assert "They agree" in said
    assert "swish: " in said
    assert "quartic: " in said
    assert "one of sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, sign_momentum" in said
