"""What can be heard of a run: tables, stories and losses, with the engine's numbers and never endless."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.loading import load
from tests.tui.plain.talk import Conversation
from tests.tui.workspaces import workspace_at
from tui.plain.page import MAX_LINES

LARGE = """\
format = 1
kind = "network"
title = "Large"
[data]
columns = ["x", "y", "z"]
inputs = ["x", "y"]
targets = ["z"]
rows = [{rows}]
[network]
layers = [{{ units = 300, activation = "tanh" }}, {{ units = 330, activation = "tanh" }}, {{ units = 1 }}]
[network.initial]
method = "glorot_normal"
[training]
epochs = 3
batch_size = 8
"""


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Give a network of 100,561 parameters, with 400 rows."""
    path = tmp_path / "large.toml"
    rows = ", ".join(f"[{number % 7}, {number % 5}, {number % 2}]" for number in range(400))
    path.write_text(LARGE.format(rows=rows), encoding="utf-8")
    return path


def test_parameters_are_told_as_far_as_the_step_is(talk: Conversation) -> None:
    said = talk("package-prediction", "3", "phase 3", "3", "phase", "3", "phase", "3")
    start, _, forward, _, backward, _, whole, _ = said.answers
    assert start[-1] == forward[-1] == "b2_1: value 0"
    assert backward[-1] == "b2_1: value 0, gradient -7.36"
    assert whole[-1] == "b2_1: value 0, gradient -7.36, update 0.00736, new 0.00736"
    assert whole[0] == "step 1 of 20, epoch 1, row 1: 9 of 9 parameters."


def test_parameters_are_filtered_and_ordered(talk: Conversation) -> None:
    said = talk("package-prediction", "n", "w w2", "o gradient", "o", "o", "o", "w *", "3 b*", "3 zz", "o zz")
    _, filtered, by_gradient, by_update, by_value, as_they_lie, everything, biases, none, wrong, _ = (
        said.answers
    )
    assert [line.partition(":")[0] for line in filtered[1:]] == ["w2_1_1", "w2_2_1"]
    assert by_gradient[0].endswith("2 of 9 parameters, the largest gradient first.")
    assert by_update[0].endswith("the largest update first.")
    assert by_value[0].endswith("the largest value first.")
    assert as_they_lie == filtered
    assert len(everything) == 10
    assert [line.partition(":")[0] for line in biases[1:]] == ["b1_1", "b1_2", "b2_1"]
    assert none == ["None of the 9 parameters matches."]
    assert wrong == ["The order can be theta, gradient, update, value."]


def test_an_update_says_what_is_frozen(talk: Conversation) -> None:
    said = talk("package-prediction", "f w1_1_1", "n")
    (update,) = [line for line in said.answers[1] if line.startswith("update: ")]
    assert update.startswith("update: w1_1_1 <- 0.1 frozen, w1_1_2 <- 0.105888, ")


def test_frozen_parameters_are_told_so(talk: Conversation) -> None:
    told = talk("mazur", "n", "3").answer
    assert [line.partition(":")[0] for line in told if line.endswith(", frozen")] == [
        "b1_1",
        "b1_2",
        "b2_1",
        "b2_2",
    ]


def test_a_large_network_is_heard_in_pieces(talk: Conversation, large: Path) -> None:
    said = talk(
        large, "n", "3", "more", "3 w2_300", "4", "5", "2", "1", "G", "phase 4", "o gradient", "e w2_3_7 1"
    )
    assert said.status == 0
    assert max(map(len, said.answers)) < 3 * MAX_LINES
    _, first, second, filtered, *_ = said.answers
    assert first[0].endswith(": 100,561 of 100,561 parameters.")
    assert first[-1] == second[-1] == "More available; type more."
    assert first[MAX_LINES].startswith("w1_1_20:")
    assert second[0].startswith("w1_1_21:")
    assert filtered[0].endswith(": 330 of 100,561 parameters.")


def test_the_story_of_a_step_is_all_its_equations(talk: Conversation) -> None:
    none, _, whole, _ = talk("package-prediction", "2", "n", "2").answers
    assert none == ["This is the start, before step 1; step takes it."]
    headings = [line for line in whole if line.endswith(":")]
    assert headings == ["select:", "forward:", "loss:", "backward:", "update:"]
    assert "dL/dw2_1_1 = dL/dz2_1*a1_1 = -7.36*1.6 = -11.776" in whole
    assert len(whole) == 1 + 5 + len(workspace_at("package-prediction", 1).snapshot().beats)


def test_the_story_ends_where_one_stands(talk: Conversation) -> None:
    told = talk("package-prediction", "phase", ".", "2").answer
    assert told[1:] == [
        "select:",
        "row 1 of the data: cgpa = 8, profile_score = 8, lpa = 4",
        "forward:",
        "z1_1 = w1_1_1*cgpa + w1_2_1*profile_score + b1_1 = 0.1*8 + 0.1*8 + 0 = 1.6",
    ]


def test_what_an_optimizer_remembers_is_left_to_the_story(talk: Conversation) -> None:
    said = talk("package-prediction", "S optimizer=momentum", "n", "2", "more")
    update = next(line for line in said.answers[1] if line.startswith("update: "))
    assert [part.split()[0] for part in update.removeprefix("update: ").split(", ")] == [
        *("w1_1_1", "w1_1_2", "w1_2_1", "w1_2_2", "b1_1", "b1_2", "w2_1_1", "w2_2_1", "b2_1"),
    ]
    assert any("velocity" in line for answer in said.answers[2:] for line in answer)


def test_one_weights_story_is_told_as_far_as_the_step_is(talk: Conversation) -> None:
    said = talk(
        "package-prediction", "n", "phase 2", "select w2_1_1", "n", "2", "unselect", "2", "2 a1_1", "2 zz"
    )
    _, _, half, _, whole, nothing, step, unit, none, _ = said.answers
    assert half[1] == "w2_1_1:"
    assert not any("dL/d" in line for line in half)
    assert "dL/dw2_1_1 = dL/da2_1*a1_1 = -9.22746*1.69494 = -15.64" in whole
    assert any(line.startswith("w2_1_1 <- w2_1_1 - learning_rate*dL/dw2_1_1 = ") for line in whole)
    assert nothing == ["Nothing is selected."]
    assert step[1] == "select:"
    assert any("a1_1 = " in line for line in unit)
    assert none == ['There is no quantity "zz" here; parameters lists names, such as w1_1_1.']


def test_the_next_parameter_is_selected(talk: Conversation) -> None:
    said = talk("parabola", "select", "select", "previous")
    assert [answer[1] for answer in said.answers[:-1]] == ["x: value 5"] * 3
    said = talk("mazur", "select", "select", "previous")
    assert [answer[1].partition(":")[0] for answer in said.answers[:-1]] == ["w1_1_1", "w1_1_2", "w1_1_1"]


def test_data_have_answers_and_losses_as_they_are_told(talk: Conversation) -> None:
    start, _, begun, _, whole, one, none, _ = talk(
        "package-prediction", "4", ".", "4", "n", "4", "4 3", "4 9"
    ).answers
    assert start[1] == "row 1: cgpa = 8, profile_score = 8, lpa = 4"
    assert begun[2] == "row 1: cgpa = 8, profile_score = 8, lpa = 4"
    assert begun[3] == "row 2: cgpa = 7, profile_score = 9, lpa = 5; a2_1 = 0.32; loss 21.9024"
    assert whole[1] == "mean of all rows, before step 1: 28.0157"
    assert whole[2] == "row 1: cgpa = 8, profile_score = 8, lpa = 4; a2_1 = 0.32; loss 13.5424"
    assert one[1:] == ["row 3: cgpa = 6, profile_score = 10, lpa = 6; a2_1 = 0.32; loss 32.2624"]
    assert none == ["Type the number of a row, from 1 to 4."]


def test_losses_are_the_last_or_those_asked_for(talk: Conversation) -> None:
    workspace = workspace_at("package-prediction", 10)
    losses, number = workspace.run.timeline.branch.losses.array, workspace.snapshot().notation.number
    said = talk(
        "package-prediction",
        "5",
        "n 10",
        "5",
        "5 2 4",
        "loss 7",
        "loss epochs",
        "loss 9 99",
        "loss x",
        "p 5",
        "5",
    )
    none, _, last, some, one, epochs, beyond, wrong, _, back, _ = said.answers
    assert none[1:] == ["No loss is known here.", "No epoch is complete here."]
    assert last[1:6] == [f"step {step}: loss {number(float(losses[step - 1]))}" for step in range(6, 11)]
    assert [line.partition(":")[0] for line in last[6:]] == ["epoch 1", "epoch 2"]
    assert some[1:] == [f"step {step}: loss {number(float(losses[step - 1]))}" for step in (2, 3, 4)]
    assert one[1:] == [f"step 7: loss {number(float(losses[6]))}"]
    assert epochs == last[6:]
    assert beyond == ["10 steps have been taken."]
    assert wrong == ["Type a step, or the first and the last of some: loss 3 8. Or: loss epochs."]
    assert back[-2].startswith("step 5: loss ")


def test_a_loss_is_not_told_before_its_step_has_come_to_it(talk: Conversation) -> None:
    assert talk("package-prediction", "phase", "5").answer[1:] == [
        "No loss is known here.",
        "No epoch is complete here.",
    ]


def test_what_is_trained_is_told(talk: Conversation) -> None:
    network = talk("mazur", "n", "1").answer
    assert network[1] == "2 inputs: i1, i2"
    assert network[2] == "layer 1: 2 units, sigmoid: a1_1 = 0.59327, a1_2 = 0.596884"
    assert network[4] == "the prediction yhat is a2_1 to a2_2; to be predicted: o1, o2"
    formulas = ["L = x**2 + y**2", "dL/dx = 2*x", "dL/dy = 2*y"]
    assert talk("bowl", "1").answer[1:] == [*formulas, "here: x = 4, y = -3"]
    assert talk("bowl", "n", "1").answer[1:] == [*formulas, "here: x = 4, y = -3; L = 25"]


def test_numbers_have_more_and_fewer_digits_and_that_is_remembered(talk: Conversation) -> None:
    more, told, fewer, fewest, _ = talk("mazur", "m", "n", "fewer digits", "\n".join("M" * 9)).answers[:5]
    assert more == ["Numbers have 7 digits."]
    assert "loss: L = 0.2983711" in told
    assert fewer == fewest == ["Numbers have 6 digits."] or fewest == ["Numbers have 5 digits."]
    assert talk("mazur", "m").answers[0] == ["Numbers have 4 digits."]


def test_signs_are_spelt_out_unless_letters_are_asked_for(talk: Conversation) -> None:
    plain = talk("package-prediction", "phase 4", "? gradient")
    letters = talk("package-prediction", "phase 4", "? gradient", words=("--charset", "utf-8"))
    assert plain.out.isascii()
    assert "dL/dw2_1_1 = dL/dz2_1*a1_1 = -7.36*1.6 = -11.776" in plain.out
    assert "∂L/∂w²₁₁ = ∂L/∂z₂₁·a₁₁ = −7.36·1.6 = −11.776" in letters.out


@pytest.mark.parametrize(
    "scenario", ["package-prediction", "mazur", "parabola", "learning-rates", "step-size"]
)
def test_all_that_bundled_scenarios_say_can_be_typed(talk: Conversation, scenario: str) -> None:
    said = talk(scenario, "play", "? terms", *["more"] * 8, "S", "?")
    assert said.out.isascii(), {letter for letter in said.out if not letter.isascii()}


def test_the_title_and_the_summary_come_first(talk: Conversation) -> None:
    beginning = talk("package-prediction").beginning
    assert beginning[:2] == ["Package prediction", load("package-prediction").scenario.summary]
    assert beginning[3:5] == ["at the start, before step 1 of 20.", "learning_rate = 0.001, sgd"]


def test_a_summary_is_said_where_there_is_no_lesson(talk: Conversation, network: Path) -> None:
    network.write_text(
        network.read_text("utf-8").replace("[data]", 'summary = "Just *two* rows."\n[data]', 1)
    )
    said = talk(network, "6", "n", "lesson")
    assert said.beginning[:2] == ["Two rows", "Just two rows."]
    assert said.answers[0] == said.answers[2] == ["Just two rows."]
    assert not any(line.startswith("Lesson: ") for line in said.out.splitlines())


def test_where_has_place_rate_and_changes(talk: Conversation) -> None:
    assert talk("package-prediction", "n 3", "+", "where").answer == [
        "step 3 of 20, epoch 1, row 3.",
        "learning_rate = 0.002, sgd; changed: eta 0.002",
    ]
