"""The script: which cue has come, where the next one is, and what it says with that step's numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from tests.tui.workspaces import DIVERGING, TWO_SPEEDS, workspace_at, written
from tui.lessons.script import MIN_PAUSE_SECONDS, MISSING_NUMBER, OTHER_RULE, Script, take_snapshot
from tui.workspace.opening import workspace_of
from tui.workspace.workspace import Workspace

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


def scripted(folder: Path, *cues: str, scenario: str = NETWORK) -> tuple[Workspace, Script]:
    text = scenario + "".join(f"[[cue]]\n{cue}\n" for cue in cues)
    loaded = written(folder, text)
    workspace = workspace_of(loaded)
    return workspace, Script(loaded.scenario.cue, workspace.runs[0].timeline)


def here(workspace: Workspace, script: Script) -> int | None:
    """The cue that the reader stands at."""
    snapshot = workspace.snapshot()
    return script.cue_at(snapshot.place, snapshot.finished)


def walked(workspace: Workspace, script: Script, grain: Grain = Grain.PHASE) -> list[tuple[int, str, int]]:
    """All places of a walk at which a cue has come: (step, phase, cue)."""
    found = []
    moved = True
    while moved:
        cue = here(workspace, script)
        if cue is not None:
            found.append((workspace.step, str(workspace.snapshot().phase), cue))
        moved = workspace.forward(grain)
    return found


@pytest.mark.parametrize("phase", Phase)
def test_a_cue_comes_with_its_phase_and_stays_to_the_end_of_its_step(tmp_path: Path, phase: Phase) -> None:
    workspace, script = scripted(tmp_path, f'at = {{ epoch = 2, row = 3, phase = "{phase}" }}\nsay = "here"')
    phases = list(Phase)
    # Rows come in the order of the file: epoch 2's row 3 is step 6.
    assert script.step_of(0) == 6
    expected = [(6, str(one), 0) for one in phases[phases.index(phase) :]]
    assert walked(workspace, script) == expected


def test_a_row_is_found_by_its_number_wherever_the_order_puts_it(tmp_path: Path) -> None:
    shuffled = NETWORK.replace("epochs = 4", 'epochs = 4\norder = "shuffle"\nseed = 3')
    workspace, script = scripted(
        tmp_path,
        *(f'at = {{ epoch = {epoch}, row = {row} }}\nsay = "{row}"' for epoch in (1, 3) for row in (1, 2, 3)),
        scenario=shuffled,
    )
    steps = [script.step_of(number) for number in range(6)]
    assert sorted(step or 0 for step in steps) == [1, 2, 3, 7, 8, 9]
    assert steps != [1, 2, 3, 7, 8, 9]
    workspace.go(12)
    for number, step in enumerate(steps):
        assert step is not None
        rows = workspace.run.timeline.step(step).rows.tolist()
        assert rows == [number % 3]


def test_an_epoch_without_a_row_means_its_first_step(tmp_path: Path) -> None:
    _, script = scripted(tmp_path, 'at = { epoch = 3 }\nsay = "third"')
    assert script.step_of(0) == 7


def test_a_cue_can_name_its_step(tmp_path: Path) -> None:
    workspace, script = scripted(
        tmp_path, 'step = 2\nsay = "whole"', 'at = { step = 3, phase = "loss" }\nsay = "loss"'
    )
    # A cue that names no phase of its step comes once the step is complete.
    assert walked(workspace, script) == [
        (2, "update", 0),
        (3, "loss", 1),
        (3, "backward", 1),
        (3, "update", 1),
    ]


def test_between_two_cues_the_last_one_stays(tmp_path: Path) -> None:
    workspace, script = scripted(
        tmp_path,
        'at = { step = 5, phase = "forward" }\nsay = "late"',
        'at = { step = 3, phase = "loss" }\nsay = "loss"',
        'at = { step = 3, phase = "forward" }\nsay = "forward"',
    )
    stays = []
    for step in range(8):
        workspace.go(step)
        stays.append(script.previous_cue(workspace.snapshot().place))
    assert stays == [None, None, None, None, 1, 1, 0, 0]
    workspace.go(4)
    assert script.previous_cue(workspace.snapshot().place) == 1


def test_start_and_end(tmp_path: Path) -> None:
    workspace, script = scripted(tmp_path, 'at = "end"\nsay = "end"', 'at = "start"\nsay = "start"')
    assert here(workspace, script) == 1
    assert [script.step_of(0), script.step_of(1)] == [12, 0]
    assert walked(workspace, script, Grain.ROW) == [(0, "None", 1), (12, "update", 0)]


def test_the_end_is_where_the_run_ended(tmp_path: Path) -> None:
    workspace, script = scripted(tmp_path, 'at = "end"\nsay = "step {step}"', scenario=DIVERGING)
    assert script.step_of(0) == 1000  # as far as is known
    workspace.go(1000)
    assert (script.step_of(0), workspace.step) == (39, 39)
    assert here(workspace, script) == 0
    assert script.text(0) == "step 39"


def test_a_condition_comes_with_the_first_step_for_which_it_holds(tmp_path: Path) -> None:
    workspace, script = scripted(
        tmp_path, 'when = "step >= 5 and row == 3"\nsay = "{step}"', 'when = "loss < 0"\nsay = "no"'
    )
    assert script.step_of(0) is None
    assert walked(workspace, script) == [(6, "update", 0)]
    assert (script.step_of(0), script.step_of(1)) == (6, None)
    assert script.text(0) == "6"


def test_a_condition_is_found_among_steps_that_were_taken_all_at_once(tmp_path: Path) -> None:
    workspace, script = scripted(tmp_path, 'when = "epoch_loss < 100"\nsay = "first"')
    workspace.go(12)
    assert here(workspace, script) is None
    # The mean of an epoch is known with its last step.
    assert script.step_of(0) == 3
    workspace.go(3)
    assert here(workspace, script) == 0


def test_a_reset_forgets_which_conditions_held(tmp_path: Path) -> None:
    workspace, script = scripted(tmp_path, 'when = "step == 4"\nsay = "four"')
    workspace.go(12)
    script.update_conditions()
    assert script.step_of(0) == 4
    workspace.reset()
    script.reset()
    assert script.step_of(0) is None
    workspace.go(3)
    assert (here(workspace, script), script.step_of(0)) == (None, None)
    workspace.go(4)
    assert here(workspace, script) == 0


def test_of_several_cues_of_a_step_the_last_that_has_come_is_said(tmp_path: Path) -> None:
    workspace, script = scripted(
        tmp_path,
        'at = { step = 1, phase = "update" }\nsay = "update"',
        'at = { step = 1, phase = "forward" }\nsay = "forward"',
        'at = { step = 1, phase = "update" }\nsay = "update again"',
    )
    assert walked(workspace, script)[:5] == [
        (1, "forward", 1),
        (1, "loss", 1),
        (1, "backward", 1),
        (1, "update", 2),
    ]


def test_going_back_leads_to_the_same_cues(tmp_path: Path) -> None:
    workspace, script = scripted(
        tmp_path,
        'at = "start"\nsay = "0"',
        'at = { step = 2, phase = "loss" }\nsay = "1"',
        'when = "step == 3"\nsay = "2"',
    )
    there = walked(workspace, script)
    back = [(workspace.step, str(workspace.snapshot().phase), here(workspace, script))]
    while workspace.back(Grain.PHASE):
        back.append((workspace.step, str(workspace.snapshot().phase), here(workspace, script)))
    assert [entry for entry in back[::-1] if entry[2] is not None] == there


def test_the_next_cue_is_known_as_far_as_it_can_be(tmp_path: Path) -> None:
    workspace, script = scripted(
        tmp_path,
        'at = "start"\nsay = "0"',
        'step = 9\nsay = "9"',
        'at = { epoch = 2 }\nsay = "4"',
        'when = "step == 2"\nsay = "2"',
    )
    assert [script.next_cue_step(after) for after in (0, 3, 4, 8, 9)] == [4, 4, 9, 9, None]
    workspace.go(2)
    script.update_conditions()
    assert script.next_cue_step(0) == 2


def test_texts_have_the_numbers_of_their_own_step(tmp_path: Path) -> None:
    numbers = "{step} {epoch} {row}: {value.a1_1:.4g} of {value.y}, {loss:.4g}; {parameter.w1_1_1} to {new.w1_1_1:.3g}"
    workspace, script = scripted(
        tmp_path,
        f'at = {{ step = 1 }}\nsay = "{numbers}"',
        f'at = {{ step = 5, phase = "forward" }}\nsay = "{numbers}"',
        'step = 6\nsay = "{epoch_loss:.6g}"',
    )
    workspace.go(1)
    # ŷ = 0.5·1, L = (2 − 0.5)² = 2.25, ∂L/∂w = −2·1.5·1, w ← 0.5 + 0.01·3
    assert script.text(0) == "1 1 1: 0.5 of 2, 2.25; 0.5 to 0.53"
    workspace.go(12)
    step = workspace.run.timeline.step(5)
    values = step.evaluation.named_values()
    # They stay what they were, wherever the reader has gone since.
    assert script.text(0) == "1 1 1: 0.5 of 2, 2.25; 0.5 to 0.53"
    assert script.text(1) == (
        f"5 2 2: {values['a1_1']:.4g} of 4, {step.loss:.4g}; {step.theta[0]:.6g} to {step.after.theta[0]:.3g}"
    )
    losses = [workspace.run.timeline.step(number).loss for number in (4, 5, 6)]
    assert script.text(2) == f"{sum(losses) / 3:.6g}"


def test_at_the_start_a_text_has_the_numbers_of_the_first_step(tmp_path: Path) -> None:
    workspace, script = scripted(tmp_path, 'at = "start"\nsay = "{value.a1_1} {{now}} {loss}"')
    assert script.text(0) == "0.5 {now} 2.25"
    assert workspace.newest() == 0
    workspace.go(12)
    assert script.text(0) == "0.5 {now} 2.25"


def test_a_cue_without_words_says_nothing(tmp_path: Path) -> None:
    workspace, script = scripted(tmp_path, 'step = 1\nfocus = "loss"')
    workspace.go(1)
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
    assert script.pause(1) == MIN_PAUSE_SECONDS
    assert script.pause(2) == 0.5


def test_beyond_the_end_of_its_own_run_no_cue_comes(tmp_path: Path) -> None:
    cue = '[[cue]]\nat = { epoch = 40, row = 4, phase = "update" }\nsay = "{epoch_loss}"\n'
    end = '[[cue]]\nat = "end"\nsay = "{loss}"\n'
    loaded = written(tmp_path, f"{TWO_SPEEDS}{cue}{end}")
    workspace = workspace_of(loaded)
    script = Script(loaded.scenario.cue, workspace.runs[0].timeline)
    workspace.show_run(1)
    workspace.go(160)
    assert workspace.runs[0].timeline.cursor < 160 == workspace.run.timeline.cursor
    assert here(workspace, script) is None
    workspace.show_run(0)
    assert here(workspace, script) == 1
    assert script.text(1)


def test_no_cues_are_no_script() -> None:
    workspace = workspace_at("package-prediction")
    script = Script((), workspace.run.timeline)
    assert walked(workspace, script, Grain.EPOCH) == []
    assert script.next_cue_step(0) is None


def test_a_cue_waits_for_the_end_of_its_phase(tmp_path: Path) -> None:
    workspace, script = scripted(tmp_path, 'at = { step = 1, phase = "forward" }\nsay = "ŷ is {value.a1_1}"')
    assert workspace.forward(Grain.BEAT)  # the row
    assert workspace.forward(Grain.BEAT)  # z
    assert (workspace.snapshot().phase, here(workspace, script)) == (Phase.FORWARD, None)
    assert workspace.forward(Grain.BEAT)  # ŷ
    assert here(workspace, script) == 0
    assert script.text(0) == "ŷ is 0.5"


def test_a_cue_speaks_of_the_run_that_is_looked_at(tmp_path: Path) -> None:
    workspace, script = scripted(tmp_path, 'step = 2\nsay = "{new.w1_1_1:.3f}"', scenario=TWO_SPEEDS)
    workspace.go(2)
    first, second = (run.timeline for run in workspace.runs)
    texts = [script.text(0, timeline) for timeline in (first, second)]
    assert texts == [f"{run.step(2).after.theta[0]:.3f}" for run in (first, second)]
    assert texts[0] != texts[1]


def test_conditions_are_looked_for_anew_on_another_branch(tmp_path: Path) -> None:
    workspace, script = scripted(tmp_path, 'when = "loss < 0.5"\nsay = "small"')
    workspace.go(12)
    found = script.step_of(0)
    script.update_conditions()
    before = script.step_of(0)
    assert before is not None
    assert found is None
    workspace.go(1)
    workspace.run.edit_parameter(0, 2.0, "w1_1_1 = 2")
    workspace.go(12)
    script.update_conditions()
    after = script.step_of(0)
    branch = workspace.run.timeline.branch
    assert after == next(number for number, loss in enumerate(branch.losses.array, 1) if loss < 0.5)
    assert after != before


def test_a_cue_about_columns_that_are_gone_says_so_and_waits_for_nothing(tmp_path: Path) -> None:
    workspace, script = scripted(
        tmp_path,
        'at = { step = 2 }\nsay = "x is {value.x}"',
        'when = "value.x > 2"\nsay = "large"',
    )
    workspace.go(2)
    assert script.text(0) == "x is 3"
    assert here(workspace, script) == 1
    other = {"data.rows": [[5, 6], [7, 8]], "data.columns": ["a", "b"], "data.inputs": ["a"]}
    workspace.run.change_settings({**other, "data.targets": ["b"]}, "others", restart=True)
    workspace.go(2)
    assert here(workspace, script) == 0
    assert script.text(0) == MISSING_NUMBER


def test_a_cue_about_the_mean_of_an_epoch_that_is_not_complete_says_so(tmp_path: Path) -> None:
    workspace, script = scripted(tmp_path, 'at = { epoch = 1, row = 3 }\nsay = "The mean is {epoch_loss}"')
    workspace.go(3)
    assert script.text(0).startswith("The mean is ")
    workspace.run.change_settings({"data.rows": [[1, 2], [3, 4], [2, 3], [5, 6]]}, "one more", restart=True)
    workspace.go(3)
    assert script.text(0) == MISSING_NUMBER


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
    workspace, script = scripted(tmp_path, f'step = 1\nsay = "{equation}"', 'step = 2\nsay = "Words alone."')
    workspace.go(1)
    workspace.run.change_settings(settings, "otherwise")
    workspace.go(1)
    told = take_snapshot(workspace, script)[0].lesson
    if is_told:
        assert told == f"*Written for the run as given:* {script.text(0)}"
    else:
        assert told == OTHER_RULE
    workspace.go(2)
    assert take_snapshot(workspace, script)[0].lesson == "*Written for the run as given:* Words alone."


# What is not carried out


def test_a_cue_says_what_is_not_carried_out_and_those_after_it_that_they_count_on_it(tmp_path: Path) -> None:
    workspace, script = scripted(
        tmp_path,
        'at = "start"\nsay = "before"',
        'step = 2\nsay = "larger"\nset = { learning_rate = 0.4 }',
        "step = 3\nknob = { w1_1_1 = 1.0 }",
        'step = 5\nsay = "after"',
        'step = 6\nask = { text = "Which way?", answer = 1 }',
    )
    said = []
    for step in (0, 2, 3, 5, 6):
        workspace.go(step)
        snapshot, cue = take_snapshot(workspace, script)
        said.append((cue, snapshot.lesson))
    later = "*Written for a run with the changes of cue {}, which this version does not carry out.*"
    assert said == [
        (0, "before"),
        (1, "larger\n\n*Not carried out in this version:* `learning_rate = 0.4`. The run goes on unchanged."),
        (2, "*Not carried out in this version:* `w1_1_1 = 1.0`. The run goes on unchanged."),
        (3, f"after\n\n{later.format(3)}"),
        (4, "*Questions are not asked in this version.*"),
    ]
    assert workspace.run.training.learning_rate == 0.01
