"""Moving through time by lines: where one is told to be, and the numbers there, are the engine's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from tests.tui.plain.talk import Conversation
from tests.tui.workspaces import DIVERGING, TWO_SPEEDS, workspace_at
from tui.text.notation import Notation

LOSSES = {"package-prediction": 20, "mazur": 20, "parabola": 25}


def test_a_beat_is_one_equation_led_by_its_place_where_the_phase_changes(talk: Conversation) -> None:
    _, first, second, third, again, back, _ = talk(
        "package-prediction", "where", ".", "beat", ".", "", ","
    ).answers
    assert first[:2] == [
        "step 1 of 20, epoch 1, row 1, select, beat 1 of 32.",
        "row 1 of the data: cgpa = 8, profile_score = 8, lpa = 4",
    ]
    assert second[0] == "step 1 of 20, epoch 1, row 1, forward, beat 2 of 32."
    equation = "z1_1 = w1_1_1*cgpa + w1_2_1*profile_score + b1_1 = 0.1*8 + 0.1*8 + 0 = 1.6"
    assert second[1:] == [equation]
    assert third == ["beat 3 of 32: a1_1 = z1_1 = 1.6 (linear: a = z)"]
    assert again[0].startswith("beat 4 of 32: z1_2 = ")
    assert back == third


@pytest.mark.parametrize("scenario", ["mazur", "parabola", "package-classification"])
def test_every_beat_of_a_step_has_the_engines_numbers(talk: Conversation, scenario: str) -> None:
    workspace = workspace_at(scenario, 1)
    write = Notation.of(workspace.run.training.objective, unicode=False)
    beats = [beat for beat in workspace.snapshot().beats if beat.phase is not Phase.SELECT]
    said = talk(scenario, *["."] * len(workspace.snapshot().beats))
    told = [line for answer in said.answers for line in answer if re.search(r" (=|<-) ", line)]
    told = [line for line in told if not line.startswith(("Lesson", "row ", "step 1 starts"))]
    assert len(told) == len(beats)
    for line, beat in zip(told, beats, strict=True):
        assert write.name(beat.quantity) in line
        equation = line.removesuffix(f" ({write.prose(beat.note)})")
        told_result = equation.split(" = ")[-1].split(" <- ")[-1]
        assert told_result == write.number(beat.result), line


def test_a_phase_is_its_beats(talk: Conversation) -> None:
    _, forward, loss, _ = talk("package-prediction", "phase", "phase", "phase").answers
    assert forward[0] == "step 1 of 20, epoch 1, row 1, forward, beat 7 of 32."
    assert [line.partition(" ")[0] for line in forward[1:7]] == [
        "z1_1",
        "a1_1",
        "z1_2",
        "a1_2",
        "z2_1",
        "a2_1",
    ]
    assert loss[1] == "L = (lpa - a2_1)**2 = (4 - 0.32)**2 = 13.5424"
    back = talk("package-prediction", "phase 3", "back phase").answer
    assert back[:-1] == forward[:-1]
    assert back[-1].startswith("Lesson: ")


def test_a_row_is_told_in_a_line_for_each_phase(talk: Conversation) -> None:
    told = talk("package-prediction", "n").answer
    assert told[:6] == [
        "step 1 of 20, epoch 1, row 1.",
        "row 1 of the data: cgpa = 8, profile_score = 8, lpa = 4",
        "forward: a1_1 = 1.6, a1_2 = 1.6, a2_1 = 0.32",
        "loss: L = 13.5424",
        "backward: dL/dw2_1_1 = -11.776, dL/dw2_2_1 = -11.776, dL/db2_1 = -7.36, dL/dw1_1_1 = -5.888, "
        "dL/dw1_1_2 = -5.888, dL/dw1_2_1 = -5.888, dL/dw1_2_2 = -5.888, dL/db1_1 = -0.736, dL/db1_2 = -0.736",
        "update: w1_1_1 <- 0.105888, w1_1_2 <- 0.105888, w1_2_1 <- 0.105888, w1_2_2 <- 0.105888, "
        "b1_1 <- 0.000736, b1_2 <- 0.000736, w2_1_1 <- 0.111776, w2_2_1 <- 0.111776, b2_1 <- 0.00736",
    ]
    assert told[6].startswith("Lesson: All nine at once")


def test_an_epoch_is_told_by_its_means_and_the_parameters(talk: Conversation) -> None:
    workspace = workspace_at("package-prediction", 8)
    branch, number = workspace.run.timeline.branch, workspace.snapshot().notation.number
    first, second, third, start, further, _ = talk("package-prediction", "N", "epoch", "P", "P", "P").answers
    assert [first[0], second[0]] == ["step 4 of 20, epoch 1, row 4.", "step 8 of 20, epoch 2, row 4."]
    for told, place in ((first, 0), (second, 1)):
        mean, rows = branch.epoch_losses.array[place], branch.training_losses.array[place]
        assert told[1] == (
            f"epoch {place + 1} is complete, the mean loss of its rows is {number(float(mean))}; "
            f"of all rows now {number(float(rows))}."
        )
    after = workspace.snapshot().step
    assert after is not None
    value = number(float(after.after.theta[0]))
    assert second[2].startswith(f"parameters: w1_1_1 = {value}, w1_1_2 = ")
    assert third[:3] == first[:3]
    assert start[0] == "at the start, before step 1 of 20."
    assert further == ["This is the start."]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("g 12", "step 12 of 20, epoch 3, row 4."),
        ("go to step 12", "step 12 of 20, epoch 3, row 4."),
        ("g 3:2", "step 10 of 20, epoch 3, row 2."),
        ("go epoch 3 row 2", "step 10 of 20, epoch 3, row 2."),
        ("g loss < 4", "step 13 of 20, epoch 4, row 1."),
        ("g 0", "at the start, before step 1 of 20."),
        ("row 3", "step 3 of 20, epoch 1, row 3, select, beat 1 of 32."),
        ("n 7", "step 7 of 20, epoch 2, row 3."),
        ("N 9", "step 20 of 20, epoch 5, row 4."),
    ],
)
def test_a_place_is_gone_to(talk: Conversation, typed: str, place: str) -> None:
    assert talk("package-prediction", typed).answer[0] == place


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("g", "Type a place. A step: go 12."),
        ("g 21", "The run has steps 1 to 20."),
        ("g 1000000000", "The run has steps 1 to 20."),
        ("g 6:1", "The run has epochs 1 to 5."),
        ("g loss < -1", "The condition is never met in the rest of this run."),
        ("g loss <", "A value is missing"),
        ("n 0", 'The count is a number from 1 to 1,000; got "0".'),
        ("n -1", 'The count is a number from 1 to 1,000; got "-1".'),
        ("row 5", "Type the number of a row, from 1 to 4."),
        ("p", "This is the start."),
        (",", "This is the start."),
        ("end 5", "newest takes no argument."),
    ],
)
def test_where_there_is_no_such_place_one_stays(talk: Conversation, typed: str, told: str) -> None:
    refused, where, _ = talk("package-prediction", typed, "where").answers
    assert len(refused) == 1
    assert refused[0].startswith(told)
    assert where[0] == "at the start, before step 1 of 20."


def test_the_ends_are_gone_to(talk: Conversation) -> None:
    said = talk("package-prediction", "n 6", "p 4", "start", "newest", "home", "end")
    assert [answer[0].partition(",")[0] for answer in said.answers[:-1]] == [
        *("step 6 of 20", "step 2 of 20", "at the start", "step 6 of 20", "at the start", "step 6 of 20"),
    ]


def test_an_empty_line_does_the_last_movement_again(talk: Conversation) -> None:
    said = talk("package-prediction", "", "n 2", "", "where", "", "p", "", "foo", "")
    places = [answer[0].rpartition("epoch")[0] for answer in said.answers[:-1]]
    steps = [int(found[1]) if (found := re.match(r"step (\d+)", place)) else None for place in places]
    assert steps == [1, 2, 4, 4, 6, 5, 4, None, 3]


def test_the_end_of_the_run_is_told_once_and_nothing_lies_beyond_it(talk: Conversation) -> None:
    reached, beyond, _ = talk("parabola", "g 25", "n").answers
    assert "The run ends here: all steps are done." in reached
    assert beyond == ["The run ends here: all steps are done."]


def test_a_function_has_no_epochs_and_no_rows(talk: Conversation) -> None:
    for typed in ("N", "P", "row 1", "4", "add 1", "e row 1", "load x.csv"):
        (told,) = talk("parabola", typed).answer
        assert told.startswith("A function has no ")


def test_where_one_run_has_ended_the_others_go_on(talk: Conversation, tmp_path: Path) -> None:
    path = tmp_path / "speeds.toml"
    path.write_text(TWO_SPEEDS, encoding="utf-8")
    workspace = workspace_at(str(path))
    said = talk(path, "g 200", "n", "p", "where")
    workspace.go(200)
    assert workspace.run.timeline.ending is not None
    ended = workspace.run.timeline.ending.step
    assert said.answers[0][0].startswith(f"eta 100: step {ended} of 200")
    assert any("small steps loss" in line and "at step 200" in line for line in said.answers[0])
    assert not workspace.forward(Grain.ROW)
    assert any("at step 199" in line for line in said.answers[2])


def test_breakpoints_are_set_listed_switched_and_forgotten(talk: Conversation) -> None:
    said = talk(
        "package-prediction", "b", "b low: loss < 4", "b loss rises", "b off 2", "N 5", "start", "b off 1", "N 5",
        "b forget 1", "b on 1", "b", "b loss <", "b off 3",
    )  # fmt: skip
    none, one, two, off, stopped, _, _, ran, forgotten, on, _, wrong, missing, _ = said.answers
    assert none == ["There are no breakpoints. Set one with a condition: breakpoint loss < 0.5."]
    assert one == ["breakpoint 1, on: low: loss < 4"]
    assert two == [*one, "breakpoint 2, on: loss rises"]
    assert off == [*one, "breakpoint 2, off: loss rises"]
    assert stopped[0] == "step 13 of 20, epoch 4, row 1."
    assert "Stopped by the breakpoint low." in stopped
    assert ran[0] == "step 20 of 20, epoch 5, row 4."
    assert forgotten == ["breakpoint 1, off: loss rises"]
    assert on == ["breakpoint 1, on: loss rises"]
    assert wrong[0].startswith("A value is missing after")
    assert missing == ["Type the number of a breakpoint, from 1 to 1."]


def test_cues_are_told_when_they_come_and_not_again(talk: Conversation) -> None:
    said = talk("package-prediction", ".", "w w1_1_1", "where", "n", "p", "n", "6")
    spoken = [[line for line in answer if line.startswith("Lesson: ")] for answer in said.answers[:-2]]
    assert [len(lessons) for lessons in spoken] == [1, 0, 0, 1, 1, 1]
    assert spoken[3] == spoken[5]
    assert said.answers[-2] == [line.removeprefix("Lesson: ") for line in spoken[5]]


def test_why_a_run_diverges_is_told_once(talk: Conversation, tmp_path: Path) -> None:
    path = tmp_path / "diverging.toml"
    path.write_text(DIVERGING, encoding="utf-8")
    said = talk(path, "g 20", "n", "n", "g 39", "n")
    growing = [sum(line.startswith("The loss is growing:") for line in answer) for answer in said.answers[:3]]
    assert growing == [1, 0, 0]
    assert said.answers[3][-2] == "The run ends here: it diverged."
    assert said.answers[3][-1].startswith("The run diverged: at step 39 the loss reached 4.65881e151.")
    assert said.answers[4] == ["The run ends here: it diverged."]
