"""Each command, run by the screen and by plain mode: the same workspace, the same journal, the same sentence."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import cast

import pytest

from scenarios.loading import load
from tests.tui.workspace_state import state_of
from tui.commands.open_request import OpenRequest
from tui.commands.open_scenario import OpenScenario
from tui.commands.outcome import FinalOutcome
from tui.commands.registry import BY_ID, COMMANDS
from tui.plain.conversation import Conversation, ConversationEnded
from tui.plain.plain_mode import PlainMode
from tui.screen import working
from tui.screen.app import GradstepApp
from tui.screen.workbench import Workbench
from tui.workspace.events import Event

LINES = """\
forward.beat
forward.beat 3
forward.phase
forward.phase 2
forward.row
forward.row 4
forward.row x
forward.epoch
forward.epoch 2
back.beat
back.phase
back.row
back.row 2
back.epoch
go_to
go_to 7
go_to 2:3
go_to loss < 5
go_to loss < -1
go_to nonsense <
go_to 99999999
go_to backward
row.step
row.step 3
row.step 17
breakpoints loss < 4
breakpoints low: loss < 0.5
breakpoints off 1
breakpoints forget 2
breakpoints forget 9
breakpoints nonsense <
breakpoints
forward.epoch
slower
faster
faster
select w1_1_2
select x
select zz
select
select row 2
row.step
select.next
select.previous
edit {first} 0.25
edit {first} abc
edit {first}
edit
edit row 2 3 4 5
edit row 2 3 4 5
edit row 1 lpa=3
edit row 77
freeze {first}
freeze {first}
freeze nobody
nudge_up {first}
nudge_down {first}
nudge_up
faster_learning
slower_learning
add_row
add_row 1 2 3
add_row 1
load
load /nowhere.csv
load {marks}
settings
settings learning_rate=0.02
settings learning_rate=0.02
settings optimizer=adam beta1=0.8
settings loss.name=mae
settings nothing=1
settings learning_rate=-1
new_seed
gradient_check
branches
branches 1
branches 99
filter
filter w2*
filter zz
filter *
order
order value
order zz
pane.stage
pane.story
pane.story {first}
pane.parameters
pane.parameters b*
pane.data
pane.data 2
pane.loss
pane.lesson
where
unselect
digits.more
digits.fewer
next_run
start
newest
help
help weight
more
export csv {folder}/steps.csv
export
export nothing x
export numpy {folder}/program.py
play
reset
forward.row 1000
forward.row
reset
back.row
another /nowhere.toml
another
leave
"""
"""Commands in an order in which each has something to do, and something to refuse."""

SHOWN_ONLY = {command.id for command in COMMANDS if not command.words}


def test_every_command_with_a_word_is_run_here() -> None:
    assert {line.split()[0] for line in LINES.splitlines()} == {
        command.id for command in COMMANDS
    } - SHOWN_ONLY


class Plain:
    """Plain mode with an open scenario."""

    def __init__(self, name: str) -> None:
        mode = PlainMode(unicode=True)
        loaded = load(name)
        opened = mode._open(OpenRequest(loaded), loaded)
        assert opened is not None
        assert mode._conversation is not None
        self.opened: OpenScenario = opened
        self._conversation: Conversation = mode._conversation
        self._conversation.begin(opened)

    def run(self, id: str, argument: str) -> FinalOutcome:
        try:
            return self._conversation.run(BY_ID[id], argument)
        except ConversationEnded as left:
            return left.leaves


@pytest.mark.parametrize("scenario", ["package-prediction", "parabola", "learning-rates"])
async def test_a_command_does_the_same_in_both_front_ends(
    scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO()))
    monkeypatch.setattr(working, "MAX_SECONDS_AT_ONCE", 600.0)
    marks = tmp_path / "marks.csv"
    marks.write_text("cgpa,profile_score,lpa\n1,2,3\n4,5,6\n")
    plain = Plain(scenario)
    events: dict[str, list[Event]] = {"plain": [], "screen": []}
    app = GradstepApp(OpenRequest(load(scenario)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        bench = cast(Workbench, app.screen)
        bench.opened.layout.focus("parameters")
        plain.opened.workspace.subscribe(events["plain"].append)
        bench.workspace.subscribe(events["screen"].append)
        first = bench.workspace.run.training.objective.parameters.names[0]
        played = False
        for line in LINES.splitlines():
            id, _, argument = line.partition(" ")
            outcomes = []
            for folder in ("plain", "screen"):
                (tmp_path / folder).mkdir(exist_ok=True)
                given = argument.replace("{first}", first).replace("{marks}", str(marks))
                given = given.replace("{folder}", str(tmp_path / folder))
                if folder == "plain":
                    with redirect_stdout(StringIO()) as said:
                        outcomes.append(plain.run(id, given))
                else:
                    outcome = await bench.run_command(bench.commands[id], given)
                    assert outcome is not None
                    outcomes.append(outcome)
            if id == "leave":
                break
            while app.screen_stack[-1] is not bench:
                await pilot.press("escape")
            await pilot.pause()
            one, two = outcomes
            assert type(one) is type(two), line
            sentence = two.sentence.replace("; export svg FILE, the screen as it is", "").replace(
                ", svg.", "."
            )
            assert one.sentence.replace("/plain/", "/screen/") == sentence, line
            if id == "play":
                # Plain mode without a person at a terminal plays to the end, or to a breakpoint, at once.
                bench.playback.pause()
                played = True
                continue
            assert state_of(plain.opened.workspace) == state_of(bench.workspace), line
            since = -1 if played else 0
            assert events["plain"][since:] == events["screen"][since:], line
            assert (
                replace(plain.opened.workspace.view_options, unicode=True) == bench.workspace.view_options
            ), line
            notices = [notice.message for notice in app._notifications]
            if type(two).__name__ == "Refused":
                assert two.sentence in notices, line
                assert one.sentence.splitlines()[0] in said.getvalue(), line
    assert (tmp_path / "plain" / "steps.csv").exists() == (tmp_path / "screen" / "steps.csv").exists()
