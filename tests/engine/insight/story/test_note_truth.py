"""Whatever a beat's note says in words holds for the numbers of the step."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from engine.descent.optimizers import Sgd
from engine.descent.schedules import Constant
from engine.descent.stopping import norm
from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat
from engine.insight.story.layer_story import layer_beats
from engine.insight.story.loss_change import loss_change_beats
from engine.insight.story.network_beats import NetworkBeats
from engine.insight.story.sign_rule import sign_rule, sign_rule_in_full
from engine.insight.story.step_story import story
from engine.objectives.network import Network
from tests.engine.insight.situations import FUNCTIONS, MODELS, SITUATIONS, Situation, run_of, training_in
from tests.engine.insight.story.test_step_story_truth import CASES, Case, training_of

_SIGN = {"positive": 1.0, "negative": -1.0, "0": 0.0}
_WAY = {"up": 1.0, "down": -1.0}
_LOST = ", but by less than its last digit"


def assert_sign_rule_is_true(training: Training, step: Step, index: int, note: str) -> None:
    gradient, update = float(step.gradient[index]), float(step.update[index])
    before, after = float(step.theta[index]), float(step.after.theta[index])
    lost = note.endswith(_LOST)
    note = note.removesuffix(_LOST)
    if note in ("frozen: it stays", "no update changes it, whatever its slope"):
        assert training.frozen is not None
        assert training.frozen[index]
        assert after == before
        return
    if note.startswith("no slope, no step"):
        assert gradient == update == 0.0
        assert after == before
        return
    if not note:
        # nothing moves though there is a slope, or a number is none
        assert update == 0.0 or np.isnan(update) or np.isnan(gradient)
        return
    moved = np.sign(after - before)
    if match := re.fullmatch(
        r"the slope is (\w+)(?:: more of it means (more|less) loss)?, so it goes (up|down)", note
    ):
        event("follows the slope")
        sign, way = _SIGN[match[1]], _WAY[match[3]]
        assert np.sign(gradient) == sign == -way
        assert match[2] in (None, "more" if sign > 0 else "less")
        assert match[2] is None or np.isfinite(step.loss)
    else:
        match = re.fullmatch(r"it goes (up|down), though the slope is (\w+): (.+)", note)
        assert match is not None, note
        sign, way = _SIGN[match[2]], _WAY[match[1]]
        assert np.sign(gradient) == sign
        assert sign != -way
        assert_cause_is_true(training, step, index, match[3])
    assert np.sign(update) == way
    assert (moved == 0.0) == lost
    assert lost or moved == way


def assert_cause_is_true(training: Training, step: Step, index: int, cause: str) -> None:
    """What outweighs the slope: without it, the parameter would have gone the other way, or stayed."""
    event(cause)
    optimizer, update = training.optimizer, float(step.update[index])
    if cause == "the weight decay pulls it towards 0 more strongly":
        assert optimizer.weight_decay > 0.0
        assert np.sign(step.theta[index]) == -np.sign(update)
        return
    assert cause in (
        "the velocity from earlier steps carries it on",
        "the mean of its slopes so far still points that way",
    )
    # what was remembered before this step has that direction
    assert np.sign(step.slots[0, index]) == -np.sign(update)


def assert_loss_change_is_true(training: Training, step: Step, beat: Beat) -> None:
    note, objective = beat.note, training.objective
    after = objective.loss(step.after.theta, step.rows)
    if note.endswith(" was not finite before the step"):
        assert not np.isfinite(step.loss)
        return
    assert np.isfinite(step.loss)
    match = re.match(
        r"(?P<what>the value|the loss of (?:this row|these rows)) "
        r"(?P<way>fell|stayed|rose|is no longer finite|is not defined there: the step left the domain)"
        r"(?P<why>: the step went too far|: the step does not follow today's slopes alone)?"
        r"(?P<all>, and that of all rows too|, but that of all rows (?P<other>fell|rose|stayed))?$",
        note,
    )
    assert match is not None, note
    event(match["way"] + (match["why"] or ""))
    assert match["what"] == {0: "the value", 1: "the loss of this row"}.get(
        len(step.rows), "the loss of these rows"
    )
    ways = {"fell": after < step.loss, "stayed": after == step.loss, "rose": after > step.loss}
    if match["way"] in ways:
        assert ways[match["way"]]
    else:
        assert not np.isfinite(after)
        assert np.isnan(after) or "domain" not in match["way"]
    if match["why"] == ": the step went too far":
        # some shorter step in the same direction lowers the loss
        size = max(1.0, float(np.abs(step.theta).max())) / float(np.abs(step.update).max())
        shorter = [*(0.5**k for k in range(1, 32)), *(size * 0.5**k for k in range(32) if size * 0.5**k < 1)]
        assert any(objective.loss(step.theta + part * step.update, step.rows) < step.loss for part in shorter)
    elif match["why"]:
        free = slice(None) if training.frozen is None else ~training.frozen
        steepest, taken = -step.gradient[free], step.update[free]
        if steepest.any():
            assert np.abs(steepest / norm(steepest) - taken / norm(taken)).max() > 1e-6
        else:
            assert taken.any()
    if match["all"]:
        assert isinstance(objective, Network)
        rows = objective.all_training_rows
        change = objective.mean_row_loss(step.after.theta, rows) - objective.mean_row_loss(step.theta, rows)
        own = np.sign(after - step.loss)
        told = {"fell": -1.0, "rose": 1.0, "stayed": 0.0}[match["other"]] if match["other"] else own
        assert np.sign(change) == told
        assert (told == own) == (match["other"] is None)


# an update below the last digit of 1e15, and a step out of the domain
@example(FUNCTIONS[-1], Situation(1e-3, Sgd(), Constant(), None, False, None), 1, 0)
@example(FUNCTIONS[3], Situation(0.9, Sgd(), Constant(), None, False, None), 2, 0)
@given(MODELS, SITUATIONS, st.integers(1, 60), st.integers(0, 10**6))
@settings(max_examples=50)
@np.errstate(all="ignore")
def test_every_note_on_an_update_is_true(
    model: object, situation: Situation, number: int, which: int
) -> None:
    branch = run_of(training_in(model, situation), situation).branch
    step = branch.step(min(number, branch.newest))
    training = branch.training_of(step.number)
    index = which % len(step.theta)
    for rule in (sign_rule, sign_rule_in_full):
        assert_sign_rule_is_true(training, step, index, rule(training, step, index))
    *_, last = loss_change_beats(training, step)
    assert_loss_change_is_true(training, step, last)


@given(CASES, st.integers(1, 4))
@settings(max_examples=25)
def test_every_note_on_rows_units_and_layers_is_true(case: Case, number: int) -> None:
    training = training_of(case)
    network = training.objective
    assert isinstance(network, Network)
    step = training.step(training.beginning(), number)
    factory = NetworkBeats(network, step)
    for beat in story(training, step):
        numbers = factory.numbers[beat.row]
        if match := re.fullmatch(r"row (\d+) of the data|row (\d+), one of (\d+) in this batch", beat.note):
            assert int(match[1] or match[2]) == network.row_numbers[step.rows[beat.row]]
            assert len(step.rows) == int(match[3] or 1)
        elif match := re.match(
            r"it comes to (\S+) - (\S+?)(?:, times (\S+), its share of the loss)?$", beat.note
        ):
            event("fused")
            share = float(match[3] or 1.0)
            expected = share * (numbers[match[1]] - numbers[match[2]])
            assert np.isclose(beat.result, expected, rtol=1e-5, atol=1e-12)
        elif beat.note.startswith("linear"):
            layer = int(beat.quantity.removeprefix("gradient.")[1:].partition("_")[0])
            assert network.layers[layer - 1].activation == "linear"
    for beat in layer_beats(network, step):
        if match := re.fullmatch(r"\|all its weights' (and biases' )?updates\|", beat.symbolic):
            number = int(beat.quantity.strip("|").removeprefix("update.layer "))
            assert bool(match[1]) == network.layers[number - 1].bias
        elif match := re.fullmatch(r"(\d+) rows, row (\d+) the first", beat.note):
            assert (int(match[1]), int(match[2])) == (len(step.rows), network.row_numbers[step.rows[0]])
