"""The script: which cue has come, where the next one is, and what it says with that step's numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from tests.tui.desks import DIVERGING, TWO_SPEEDS, desk_at, written
from tui.lessons.script import ANOTHER_RULE, GONE, SHORTEST_PAUSE, Script, told_at
from tui.workspace.opening import desk_of
from tui.workspace.workspace import Desk

NETWORK = """\
format = 1
kind = "network"
[data]
columns = ["x", "y"]
inputs = ["x"]
targets = ["y"]
rows = [[1, 2], [3, 4], [2, 3]]
[network]
layers = [{ units = 1 }]
[network.initial]
method = "constant"
value = 0.5
[training]
epochs = 4
[training.optimizer]
name = "sgd"
learning_rate = 0.01
"""
"""ŷ = w·x + b from w 0.5 and b 0; three steps an epoch, twelve in all."""


def scripted(folder: Path, *cues: str, scenario: str = NETWORK) -> tuple[Desk, Script]:
    text = scenario + "".join(f"[[cue]]\n{cue}\n" for cue in cues)
    loaded = written(folder, text)
    desk = desk_of(loaded)
    return desk, Script(loaded.scenario.cue, desk.runs[0].timeline)


def here(desk: Desk, script: Script) -> int | None:
    """The cue that the reader stands at."""
    moment = desk.moment()
    return script.reached(moment.place, moment.finished)


def walked(desk: Desk, script: Script, grain: Grain = Grain.PHASE) -> list[tuple[int, str, int]]:
    """All places of a walk at which a cue has come: (step, phase, cue)."""
    found = []
    moved = True
    while moved:
        cue = here(desk, script)
        if cue is not None:
            found.append((desk.step, str(desk.moment().phase), cue))
        moved = desk.forward(grain)
    return found


@pytest.mark.parametrize("phase", Phase)
def test_a_cue_comes_with_its_phase_and_stays_to_the_end_of_its_step(tmp_path: Path, phase: Phase) -> None:
    desk, script = scripted(tmp_path, f'at = {{ epoch = 2, row = 3, phase = "{phase}" }}\nsay = "here"')
    phases = list(Phase)
    # Rows come in the order of the file: epoch 2's row 3 is step 6.
    assert script.step_of(0) == 6
    expected = [(6, str(one), 0) for one in phases[phases.index(phase) :]]
    assert walked(desk, script) == expected


def test_a_row_is_found_by_its_number_wherever_the_order_puts_it(tmp_path: Path) -> None:
    shuffled = NETWORK.replace("epochs = 4", 'epochs = 4\norder = "shuffle"\nseed = 3')
    desk, script = scripted(
        tmp_path,
        *(f'at = {{ epoch = {epoch}, row = {row} }}\nsay = "{row}"' for epoch in (1, 3) for row in (1, 2, 3)),
        scenario=shuffled,
    )
    steps = [script.step_of(number) for number in range(6)]
    assert sorted(step or 0 for step in steps) == [1, 2, 3, 7, 8, 9]
    assert steps != [1, 2, 3, 7, 8, 9]
    desk.go(12)
    for number, step in enumerate(steps):
        assert step is not None
        rows = desk.run.timeline.step(step).rows.tolist()
        assert rows == [number % 3]


def test_an_epoch_without_a_row_means_its_first_step(tmp_path: Path) -> None:
    _, script = scripted(tmp_path, 'at = { epoch = 3 }\nsay = "third"')
    assert script.step_of(0) == 7


def test_a_cue_can_name_its_step(tmp_path: Path) -> None:
    desk, script = scripted(
        tmp_path, 'step = 2\nsay = "whole"', 'at = { step = 3, phase = "loss" }\nsay = "loss"'
    )
    # A cue that names no phase of its step comes once the step is complete.
    assert walked(desk, script) == [
        (2, "update", 0),
        (3, "loss", 1),
        (3, "backward", 1),
        (3, "update", 1),
    ]


def test_between_two_cues_the_last_one_stays(tmp_path: Path) -> None:
    desk, script = scripted(
        tmp_path,
        'at = { step = 5, phase = "forward" }\nsay = "late"',
        'at = { step = 3, phase = "loss" }\nsay = "loss"',
        'at = { step = 3, phase = "forward" }\nsay = "forward"',
    )
    stays = []
    for step in range(8):
        desk.go(step)
        stays.append(script.last(desk.moment().place))
    assert stays == [None, None, None, None, 1, 1, 0, 0]
    desk.go(4)
    assert script.last(desk.moment().place) == 1


def test_start_and_end(tmp_path: Path) -> None:
    desk, script = scripted(tmp_path, 'at = "end"\nsay = "end"', 'at = "start"\nsay = "start"')
    assert here(desk, script) == 1
    assert [script.step_of(0), script.step_of(1)] == [12, 0]
    assert walked(desk, script, Grain.ROW) == [(0, "None", 1), (12, "update", 0)]


def test_the_end_is_where_the_run_ended(tmp_path: Path) -> None:
    desk, script = scripted(tmp_path, 'at = "end"\nsay = "step {step}"', scenario=DIVERGING)
    assert script.step_of(0) == 1000  # as far as is known
    desk.go(1000)
    assert (script.step_of(0), desk.step) == (39, 39)
    assert here(desk, script) == 0
    assert script.text(0) == "step 39"


def test_a_condition_comes_with_the_first_step_for_which_it_holds(tmp_path: Path) -> None:
    desk, script = scripted(
        tmp_path, 'when = "step >= 5 and row == 3"\nsay = "{step}"', 'when = "loss < 0"\nsay = "no"'
    )
    assert script.step_of(0) is None
    assert walked(desk, script) == [(6, "update", 0)]
    assert (script.step_of(0), script.step_of(1)) == (6, None)
    assert script.text(0) == "6"


def test_a_condition_is_found_among_steps_that_were_taken_all_at_once(tmp_path: Path) -> None:
    desk, script = scripted(tmp_path, 'when = "epoch_loss < 100"\nsay = "first"')
    desk.go(12)
    assert here(desk, script) is None
    # The mean of an epoch is known with its last step.
    assert script.step_of(0) == 3
    desk.go(3)
    assert here(desk, script) == 0


def test_a_reset_forgets_which_conditions_held(tmp_path: Path) -> None:
    desk, script = scripted(tmp_path, 'when = "step == 4"\nsay = "four"')
    desk.go(12)
    script.watch()
    assert script.step_of(0) == 4
    desk.reset()
    script.reset()
    assert script.step_of(0) is None
    desk.go(3)
    assert (here(desk, script), script.step_of(0)) == (None, None)
    desk.go(4)
    assert here(desk, script) == 0


def test_of_several_cues_of_a_step_the_last_that_has_come_is_said(tmp_path: Path) -> None:
    desk, script = scripted(
        tmp_path,
        'at = { step = 1, phase = "update" }\nsay = "update"',
        'at = { step = 1, phase = "forward" }\nsay = "forward"',
        'at = { step = 1, phase = "update" }\nsay = "update again"',
    )
    assert walked(desk, script)[:5] == [
        (1, "forward", 1),
        (1, "loss", 1),
        (1, "backward", 1),
        (1, "update", 2),
    ]


def test_going_back_leads_to_the_same_cues(tmp_path: Path) -> None:
    desk, script = scripted(
        tmp_path,
        'at = "start"\nsay = "0"',
        'at = { step = 2, phase = "loss" }\nsay = "1"',
        'when = "step == 3"\nsay = "2"',
    )
    there = walked(desk, script)
    back = [(desk.step, str(desk.moment().phase), here(desk, script))]
    while desk.back(Grain.PHASE):
        back.append((desk.step, str(desk.moment().phase), here(desk, script)))
    assert [entry for entry in back[::-1] if entry[2] is not None] == there


def test_the_next_cue_is_known_as_far_as_it_can_be(tmp_path: Path) -> None:
    desk, script = scripted(
        tmp_path,
        'at = "start"\nsay = "0"',
        'step = 9\nsay = "9"',
        'at = { epoch = 2 }\nsay = "4"',
        'when = "step == 2"\nsay = "2"',
    )
    assert [script.next_step(after) for after in (0, 3, 4, 8, 9)] == [4, 4, 9, 9, None]
    desk.go(2)
    script.watch()
    assert script.next_step(0) == 2


def test_texts_have_the_numbers_of_their_own_step(tmp_path: Path) -> None:
    numbers = "{step} {epoch} {row}: {value.a1_1:.4g} of {value.y}, {loss:.4g}; {parameter.w1_1_1} to {new.w1_1_1:.3g}"
    desk, script = scripted(
        tmp_path,
        f'at = {{ step = 1 }}\nsay = "{numbers}"',
        f'at = {{ step = 5, phase = "forward" }}\nsay = "{numbers}"',
        'step = 6\nsay = "{epoch_loss:.6g}"',
    )
    desk.go(1)
    # ŷ = 0.5·1, L = (2 − 0.5)² = 2.25, ∂L/∂w = −2·1.5·1, w ← 0.5 + 0.01·3
    assert script.text(0) == "1 1 1: 0.5 of 2, 2.25; 0.5 to 0.53"
    desk.go(12)
    step = desk.run.timeline.step(5)
    values = step.evaluation.named_values()
    # They stay what they were, wherever the reader has gone since.
    assert script.text(0) == "1 1 1: 0.5 of 2, 2.25; 0.5 to 0.53"
    assert script.text(1) == (
        f"5 2 2: {values['a1_1']:.4g} of 4, {step.loss:.4g}; {step.theta[0]:.6g} to {step.after.theta[0]:.3g}"
    )
    losses = [desk.run.timeline.step(number).loss for number in (4, 5, 6)]
    assert script.text(2) == f"{sum(losses) / 3:.6g}"


def test_at_the_start_a_text_has_the_numbers_of_the_first_step(tmp_path: Path) -> None:
    desk, script = scripted(tmp_path, 'at = "start"\nsay = "{value.a1_1} {{now}} {loss}"')
    assert script.text(0) == "0.5 {now} 2.25"
    assert desk.newest() == 0
    desk.go(12)
    assert script.text(0) == "0.5 {now} 2.25"


def test_a_cue_without_words_says_nothing(tmp_path: Path) -> None:
    desk, script = scripted(tmp_path, 'step = 1\nfocus = "loss"')
    desk.go(1)
    assert script.text(0) == ""


@pytest.mark.parametrize(
    ("focus", "pane"), [("network", "stage"), ("stage", "stage"), ("loss", "loss"), ("story", "story")]
)
def test_a_cue_lights_up_its_pane(tmp_path: Path, focus: str, pane: str) -> None:
    _, script = scripted(tmp_path, f'step = 1\nsay = "x"\nfocus = "{focus}"', 'step = 2\nsay = "y"')
    assert script.focus(0) == pane
    assert script.focus(1) is None
    assert script.focus(None) is None


def test_a_pause_is_as_long_as_the_text_takes_to_read(tmp_path: Path) -> None:
    words = " ".join(["word"] * 30)
    _, script = scripted(
        tmp_path, f'step = 1\nsay = "{words}"', 'step = 2\nsay = "Hm?"', 'step = 3\nsay = "x"\npause = 0.5'
    )
    assert script.pause(0) == 10.0  # three words a second
    assert script.pause(1) == SHORTEST_PAUSE
    assert script.pause(2) == 0.5


def test_beyond_the_end_of_its_own_run_no_cue_comes(tmp_path: Path) -> None:
    cue = '[[cue]]\nat = { epoch = 40, row = 4, phase = "update" }\nsay = "{epoch_loss}"\n'
    end = '[[cue]]\nat = "end"\nsay = "{loss}"\n'
    loaded = written(tmp_path, f"{TWO_SPEEDS}{cue}{end}")
    desk = desk_of(loaded)
    script = Script(loaded.scenario.cue, desk.runs[0].timeline)
    desk.show(1)
    desk.go(160)
    assert desk.runs[0].timeline.cursor < 160 == desk.run.timeline.cursor
    assert here(desk, script) is None
    desk.show(0)
    assert here(desk, script) == 1
    assert script.text(1)


def test_no_cues_are_no_script() -> None:
    desk = desk_at("package-prediction")
    script = Script((), desk.run.timeline)
    assert walked(desk, script, Grain.EPOCH) == []
    assert script.next_step(0) is None


def test_a_cue_waits_for_the_end_of_its_phase(tmp_path: Path) -> None:
    desk, script = scripted(tmp_path, 'at = { step = 1, phase = "forward" }\nsay = "ŷ is {value.a1_1}"')
    assert desk.forward(Grain.BEAT)  # the row
    assert desk.forward(Grain.BEAT)  # z
    assert (desk.moment().phase, here(desk, script)) == (Phase.FORWARD, None)
    assert desk.forward(Grain.BEAT)  # ŷ
    assert here(desk, script) == 0
    assert script.text(0) == "ŷ is 0.5"


def test_a_cue_speaks_of_the_run_that_is_looked_at(tmp_path: Path) -> None:
    desk, script = scripted(tmp_path, 'step = 2\nsay = "{new.w1_1_1:.3f}"', scenario=TWO_SPEEDS)
    desk.go(2)
    first, second = (run.timeline for run in desk.runs)
    texts = [script.text(0, timeline) for timeline in (first, second)]
    assert texts == [f"{run.step(2).after.theta[0]:.3f}" for run in (first, second)]
    assert texts[0] != texts[1]


def test_conditions_are_looked_for_anew_on_another_branch(tmp_path: Path) -> None:
    desk, script = scripted(tmp_path, 'when = "loss < 0.5"\nsay = "small"')
    desk.go(12)
    found = script.step_of(0)
    script.watch()
    before = script.step_of(0)
    assert before is not None
    assert found is None
    desk.go(1)
    desk.run.edit(0, 2.0, "w1_1_1 = 2")
    desk.go(12)
    script.watch()
    after = script.step_of(0)
    branch = desk.run.timeline.branch
    assert after == next(number for number, loss in enumerate(branch.losses.array, 1) if loss < 0.5)
    assert after != before


def test_a_cue_about_columns_that_are_gone_says_so_and_waits_for_nothing(tmp_path: Path) -> None:
    desk, script = scripted(
        tmp_path,
        'at = { step = 2 }\nsay = "x is {value.x}"',
        'when = "value.x > 2"\nsay = "large"',
    )
    desk.go(2)
    assert script.text(0) == "x is 3"
    assert here(desk, script) == 1
    other = {"data.rows": [[5, 6], [7, 8]], "data.columns": ["a", "b"], "data.inputs": ["a"]}
    desk.run.revise({**other, "data.targets": ["b"]}, "others", anew=True)
    desk.go(2)
    assert here(desk, script) == 0
    assert script.text(0) == GONE


def test_a_cue_about_the_mean_of_an_epoch_that_is_not_complete_says_so(tmp_path: Path) -> None:
    desk, script = scripted(tmp_path, 'at = { epoch = 1, row = 3 }\nsay = "The mean is {epoch_loss}"')
    desk.go(3)
    assert script.text(0).startswith("The mean is ")
    desk.run.revise({"data.rows": [[1, 2], [3, 4], [2, 3], [5, 6]]}, "one more", anew=True)
    desk.go(3)
    assert script.text(0) == GONE


@pytest.mark.parametrize(
    ("settings", "is_told"),
    [
        ({"training.optimizer.learning_rate": 0.02}, True),
        ({"training.order": "shuffle", "training.seed": 3}, True),
        ({"training.optimizer.name": "momentum", "training.optimizer.momentum": 0.9}, False),
        ({"loss.name": "mae"}, False),
        ({"training.batch_size": 3}, False),
        ({"network.layers": [{"units": 1, "activation": "tanh"}]}, False),
        ({"training.frozen": ["w1_1_1"]}, False),
    ],
)
def test_an_equation_is_told_of_a_changed_run_only_where_its_rule_is_the_same(
    tmp_path: Path, settings: dict[str, object], is_told: bool
) -> None:
    equation = "{parameter.w1_1_1} − {learning_rate}·{gradient.w1_1_1} = {new.w1_1_1}"
    desk, script = scripted(tmp_path, f'step = 1\nsay = "{equation}"', 'step = 2\nsay = "Words alone."')
    desk.go(1)
    desk.run.revise(settings, "otherwise")
    desk.go(1)
    told = told_at(desk, script)[0].lesson
    if is_told:
        assert told == f"*Written for the run as given:* {script.text(0)}"
    else:
        assert told == ANOTHER_RULE
    desk.go(2)
    assert told_at(desk, script)[0].lesson == "*Written for the run as given:* Words alone."
