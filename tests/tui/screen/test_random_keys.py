"""Whatever keys are pressed, at whatever sizes: timeline, cursor and screen agree, and every shown equation holds."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from engine.insight.story.beats import Beat, Phase
from engine.objectives.parsing import INTERNAL, parse
from scenarios.loading import load
from tests.engine.builders import bits
from tests.engine.insight.story.truth import constant
from tests.engine.intervals import as_shown, enclosure
from tests.tui.workspaces import BUNDLED
from tui.commands.open_request import OpenRequest
from tui.commands.registry import COMMANDS
from tui.screen.app import GradstepApp
from tui.screen.widgets.cells import CellsView
from tui.screen.workbench import Workbench
from tui.text.notation import Notation
from tui.workspace.snapshot import Snapshot

KEYS = 250
"""Random keys for each scenario."""

OFTEN = 9
"""So much more often than others come those that move through time without a form."""
FORMS_OF_TIME = {"go_to", "breakpoints"}

SIZES = [(120, 40), (80, 24), (60, 15), (40, 12), (200, 60), (240, 70)]
LEAVING = {"leave", "another"}
"""Actions that leave the workbench."""

_PLAIN = str.maketrans({"−": "-", "·": "*", "^": "**", "π": "pi", "√": "sqrt", " ": None, "′": "_slope"})
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def equation(beat: Beat, write: Notation) -> tuple[str, str]:
    """The two sides of a beat's equation in numbers, as a pane writes them, without blanks."""
    return write.numbers(beat).replace(" ", ""), write.number(beat.result)


def evaluated(text: str) -> str:
    """A formula in numbers as it can be typed again."""
    plain, power = [], False
    for letter in text:
        raised = letter in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
        plain.append("**(" if raised and not power else ")" if power and not raised else "")
        plain.append(letter.translate(_POWERS) if raised else letter.translate(_PLAIN))
        power = raised
    return "".join(plain) + (")" if power else "")


@cache
def holds(left: str, right: str, digits: int) -> bool:
    """Whether there are numbers that are shown as these are, between which the equation is true."""
    tree = parse(evaluated(left), functions=INTERNAL)
    sides = enclosure(tree, lambda node: as_shown(constant(node), digits))
    return sides.overlaps(as_shown(float(evaluated(right)), digits))


def check_timeline(bench: Workbench) -> None:
    for run in bench.workspace.runs:
        place, timeline = run.cursor.place, run.timeline
        assert timeline.cursor == place.step <= timeline.newest == timeline.branch.newest
        assert timeline.branch in timeline.branches
        assert 0 <= place.beat <= (len(run.story(place.step)) if place.step else 0)
    snapshot = bench.workspace.snapshot()
    if snapshot.step is not None:
        timeline = bench.workspace.run.timeline
        assert bits(snapshot.step) == bits(timeline.branch.step(snapshot.place.step))
        if snapshot.place.step > timeline.branch.fork + 1:
            before = timeline.branch.step(snapshot.place.step - 1)
            assert before.after.theta.tobytes() == snapshot.step.theta.tobytes()


def check_screen(bench: Workbench) -> None:
    width, height = bench.size
    covered = 0
    for view in bench.query(CellsView):
        if view.display:
            lines = view.text.splitlines()
            assert len(lines) == view.size.height, view.id
            assert all(len(line) == view.size.width for line in lines), view.id
            covered += view.size.area
    assert covered == width * height
    step = bench.workspace.run.cursor.place.step
    header = bench.query_one("#header", CellsView).text
    if width >= 120 and step:
        assert f"step {step} of " in header


def check_equations(bench: Workbench) -> int:
    """Every equation in numbers that the story shows; how many there were."""
    snapshot: Snapshot = bench.workspace.snapshot()
    shown = "".join(bench.query_one("#story", CellsView).text.split()).replace("│", "").replace("▌", "")
    found = 0
    for beat in snapshot.beats[: snapshot.place.beat]:
        if beat.phase is Phase.SELECT:
            continue
        left, right = equation(beat, snapshot.notation)
        if f"{left}={right}" in shown and left != right and "other" not in left:
            assert holds(left, right, snapshot.view_options.digits), f"{left} = {right}"
            found += 1
    return found


async def settled(pilot: Pilot[None], bench: Workbench) -> None:
    """Let the screen be laid out, and see that it is whole."""
    await pilot.pause()
    check_screen(bench)


@pytest.mark.long
@pytest.mark.parametrize("scenario", BUNDLED)
async def test_random_keys_leave_everything_in_agreement(
    scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # what is exported goes there
    chance = random.Random(f"keys for {scenario}")
    commands = [command for command in COMMANDS if command.id not in LEAVING]
    weights = [
        OFTEN if command.group == "Time" and command.id not in FORMS_OF_TIME else 1 for command in commands
    ]
    equations = 0
    app = GradstepApp(OpenRequest(load(scenario)))
    async with app.run_test(size=SIZES[0]) as pilot:
        await pilot.pause()
        bench = cast(Workbench, app.screen)
        for number in range(1, KEYS + 1):
            (command,) = chance.choices(commands, weights)
            await bench.action_run(command.id)
            if app.screen_stack[-1] is not bench:
                # A dialog: whatever is typed there, Escape leads back.
                await pilot.pause()
                if app.screen_stack[-1].query(Input):
                    await pilot.press(*chance.choices(["1", "7", "x", "minus", "enter", "down", "tab"], k=3))
                while app.screen_stack[-1] is not bench:
                    await pilot.press("escape")
                await settled(pilot, bench)
            check_timeline(bench)
            bench._draw_if_pending()  # what is drawn together with later keys
            equations += check_equations(bench)
            if number % 40 == 0:
                await settled(pilot, bench)
                await pilot.resize_terminal(*chance.choice(SIZES))
                await settled(pilot, bench)
        bench.playback.pause()
        # However far it went astray: the way back to the very same start is open.
        await bench.action_run("reset")
        timeline = bench.workspace.run.timeline
        assert timeline.state.theta.tobytes() == timeline.branch.training.start.tobytes()
        assert not bench.workspace.snapshot().ghosts
    assert equations > KEYS / 5


def test_a_wrong_equation_would_be_found() -> None:
    assert holds("0.111776·1.69494+0.111776·1.69494+0.00736", "0.386268", 6)
    assert not holds("0.111776·1.69494+0.111776·1.69494+0.00736", "0.3863", 6)
    assert holds("3.2²", "10.24", 6)
    assert holds("1/(1.2)⁻²", "1.44", 6)
    assert not holds("2·(−2.4)", "4.8", 6)
