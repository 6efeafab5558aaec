"""A scenario used by everything that reads one, in this process: headless commands, plain mode, panes, the screen.

Each function returns when all has gone well, and raises what a person would see as an internal error.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from textual.pilot import Pilot
from textual.widgets import Input

from scenarios.building import build
from scenarios.errors import ScenarioError
from scenarios.loading import Loaded, load_kept
from tests.fuzz.extremes import Case
from tests.fuzz.targets import told
from tests.tui.workspaces import panes_for
from tui.commands.open_request import OpenRequest
from tui.commands.open_scenario import OpenScenario
from tui.commands.registry import BY_ID
from tui.headless.errors import Refusal
from tui.headless.explain import explain_step
from tui.headless.run import FORMATS, run_scenario
from tui.plain.plain_mode import PlainMode
from tui.screen.app import GradstepApp
from tui.screen.workbench import Workbench

PANE_SIZES = ((72, 24), (30, 8), (118, 38), (44, 12))

LINES = """\

forward.beat
forward.phase
forward.phase
forward.row
faster_learning
slower_learning
edit {first} {one!r}
forward.row
nudge_up {first}
nudge_down {first}
settings learning_rate={two!r}
forward.row 2
settings epsilon={three!r}
settings loss.scale={two!r}
go_to loss < {three!r}
go_to abs(update.{first}) > {one!r}
breakpoints parameter.{first} > {three!r}
gradient_check
edit row 1 {one!r} {two!r} {three!r}
edit row 1 {one!r} 0.5 1
forward.row
branches
where
order value
select.next
pane.loss
export csv {folder}/steps.csv
export json {folder}/steps.jsonl
export numpy {folder}/numpy.py
export pytorch {folder}/torch.py
start
newest
back.row
reset
"""
"""What is typed in plain mode: one command a line."""

KEYS = ["n", "n", "space", "space", "right", "+", "-", "tab", "n", "y", "up", "enter"]


def opened(case: Case) -> Loaded | None:
    """The case as a scenario whose runs can be built; None where it is refused, in words that can be shown."""
    try:
        loaded = load_kept("x.toml", case.text.encode(), {})
        build(loaded)
    except ScenarioError as error:
        told(str(error))
        return None
    return loaded


def use_headless(loaded: Loaded) -> None:
    """Run the scenario in every format, and explain two of its steps."""
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        for form in FORMATS:
            run_scenario("t", build(loaded), epochs=None, steps=4, form=form, output=None)
        for form, number in (("text", 1), ("json", 1), ("text", 2)):
            try:
                explain_step(loaded, number, form, 1)
            except Refusal as error:
                told(str(error))


def use_in_plain_mode(loaded: Loaded, case: Case) -> None:
    """Run every line of `LINES` in plain mode, and draw all panes after each, in one of some sizes."""
    chance, said = random.Random(case.seed), StringIO()
    with _no_input(), redirect_stdout(said), redirect_stderr(said), TemporaryDirectory() as folder:
        mode = PlainMode(unicode=True)
        scenario = mode._open(OpenRequest(loaded), loaded)
        assert scenario is not None
        assert mode._conversation is not None
        mode._conversation.begin(scenario)
        first = scenario.workspace.run.training.objective.parameters.names[0]
        one, two, three = case.typed
        typed = LINES.format(first=first, one=one, two=two, three=three, folder=folder)
        for line in typed.splitlines():
            id, _, argument = line.partition(" ")
            if id:
                mode._conversation.run(BY_ID[id], argument)
            _draw(scenario, chance)
        scenario.close()
        for program in Path(folder).glob("*.py"):
            compile(program.read_text(encoding="utf-8"), program.name, "exec")


def _draw(scenario: OpenScenario, chance: random.Random) -> None:
    snapshot = scenario.workspace.snapshot()
    options = replace(
        snapshot.view_options,
        unicode=chance.random() < 0.8,
        logarithmic=chance.choice([None, True, False]),
    )
    for pane in panes_for(scenario.workspace):
        width, height = chance.choice(PANE_SIZES)
        rows = pane.rows(replace(snapshot, view_options=options), width, height)
        assert len(rows) == height, pane.name
        assert all(sum(map(len, (span.text for span in row))) == width for row in rows), pane.name


@contextmanager
def _no_input() -> Iterator[None]:
    before = sys.stdin
    sys.stdin = TextIOWrapper(BytesIO())
    try:
        yield
    finally:
        sys.stdin = before


async def use_on_screen(app: GradstepApp, pilot: Pilot[None], loaded: Loaded, case: Case) -> None:
    """Open the scenario in a running app; press keys, and type the case's numbers into its dialogs."""
    app._open(OpenRequest(loaded), loaded)
    await pilot.pause()
    bench = cast(Workbench, app.screen)
    await pilot.press(*KEYS)
    first = bench.workspace.run.training.objective.parameters.names[0]
    for id, argument in (("select", first), ("edit", ""), ("settings", ""), ("nudge_up", ""), ("go_to", "")):
        await bench.run_command(bench.commands[id], argument)
        await pilot.pause()
        for field in app.screen.query(Input) if app.screen is not bench else ():
            field.value = repr(case.typed[0])
        await pilot.pause()
        while app.screen is not bench:
            await pilot.press("escape")
    await pilot.press("n", "n")
    bench.playback.pause()
