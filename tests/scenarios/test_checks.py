"""What is said about faulty compared runs, cues and questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.texts import FUNCTION, NETWORK, in_network, problems_of

CASES: dict[str, tuple[str, str]] = {
    "compare: no label": (
        FUNCTION + '[[compare]]\nset = { "training.steps" = 4 }\n',
        "9: compare[1].label: required, but not given",
    ),
    "compare: a label twice": (
        FUNCTION + '[[compare]]\nlabel = "a"\nset = { "training.steps" = 4 }\n' * 2,
        '13: compare[2].label: "a" is already used; choose another',
    ),
    "compare: nothing set": (
        FUNCTION + '[[compare]]\nlabel = "a"\nset = {}\n',
        "11: compare[1].set: expected at least 1 entry, got 0",
    ),
    "compare: an unknown key": (
        FUNCTION + '[[compare]]\nlabel = "a"\nset = { "training.optimizer.learning_rte" = 4 }\n',
        '11: compare[1].set."training.optimizer.learning_rte": unknown key; did you mean learning_rate?',
    ),
    "compare: a bad value": (
        FUNCTION + '[[compare]]\nlabel = "a"\nset = { training.optimizer.learning_rate = -1 }\n',
        "11: compare[1].set.training.optimizer.learning_rate: expected a number above 0, got -1",
    ),
    "compare: a key that leads nowhere": (
        FUNCTION + '[[compare]]\nlabel = "a"\nset = { "training.steps.more" = -1 }\n',
        '11: compare[1].set."training.steps.more": training.steps is not a table, but 3',
    ),
    "compare: the kind": (
        FUNCTION + '[[compare]]\nlabel = "a"\nset = { kind = "network" }\n',
        "11: compare[1].set.kind: kind cannot be changed here",
    ),
    "compare: a layer that is not there": (
        NETWORK + '[[compare]]\nlabel = "a"\nset = { "network.layers.2.units" = 3 }\n',
        '11: compare[1].set."network.layers.2.units": network.layers has 1 entry; give a number '
        "from 1 to 1 in place of 2",
    ),
    "compare: settings that do not fit": (
        NETWORK + '[[compare]]\nlabel = "a"\nset = { "network.layers.1.units" = 3 }\n',
        "11: compare[1].set: data.targets: the last layer has 3 units, and 2 target columns are "
        "there; give one unit for each target",
    ),
    "compare: a loss that the layers do not fit": (
        NETWORK + '[[compare]]\nlabel = "a"\nset = { "loss.name" = "bce" }\n',
        "11: compare[1].set: network.layers[1].activation: the loss bce needs sigmoid here, got "
        "linear\n"
        "11: compare[1].set: data.rows[1]: in row 1 y1 is 2 (and 1 other row like it); bce needs "
        "targets from 0 to 1; if y1 holds class labels, give data.classes = [2, 4]",
    ),
    "standardized targets of probabilities": (
        in_network(
            "rows", "standardize_targets = true\nrows", "units = 1", 'units = 1, activation = "sigmoid"'
        )
        + '[loss]\nname = "bce"\n',
        "4: data.standardize_targets: bce needs targets from 0 to 1, which standardized targets are not; leave this "
        "out, or use the loss mse or mae\n"
        "5: data.rows[1]: in row 1 y1 is 2 (and 1 other row like it); bce needs targets from 0 to 1; if y1 holds "
        "class labels, give data.classes = [2, 4]",
    ),
    "compare: too many rows together": (
        in_network("rows = [[1, 2], [3, 4]]", 'generator = { name = "plane", n = 600_000 }')
        + '[[compare]]\nlabel = "a"\nset = { "data.generator.seed" = 1 }\n',
        "11: compare[1].set: data: 1,200,000 rows, with those of the runs before it, are more than "
        "the 1,000,000 that are allowed",
    ),
    "cue: no moment": (
        FUNCTION + '[[cue]]\nsay = "Hello"\n',
        '9: cue[1]: no moment is given; give at, step or when, such as at = "start"',
    ),
    "cue: two moments": (
        FUNCTION + '[[cue]]\nsay = "Hello"\nstep = 1\nwhen = "loss < 1"\n',
        "12: cue[1].when: step is given already; give one of at, step and when",
    ),
    "cue: nothing happens": (
        FUNCTION + '[[cue]]\nat = "start"\n',
        "9: cue[1]: nothing happens; give say, focus, pause, set, knob or ask",
    ),
    "cue: neither start nor end": (
        FUNCTION + '[[cue]]\nat = "begin"\nsay = "Hello"\n',
        '10: cue[1].at: expected "start" or "end", got "begin"',
    ),
    "cue: a number as a moment": (
        FUNCTION + '[[cue]]\nat = 3\nsay = "Hello"\n',
        '10: cue[1].at: expected a moment such as { epoch = 1, row = 1 }, or "start" or "end", got 3',
    ),
    "cue: an empty moment": (
        FUNCTION + '[[cue]]\nat = { phase = "loss" }\nsay = "Hello"\n',
        "10: cue[1].at: give an epoch, and perhaps a row, or else a step",
    ),
    "cue: an epoch and a step": (
        NETWORK + '[[cue]]\nat = { epoch = 1, step = 1 }\nsay = "Hello"\n',
        "10: cue[1].at: give an epoch and a row, or a step, not both",
    ),
    "cue: an epoch of a function": (
        FUNCTION + '[[cue]]\nat = { epoch = 1 }\nsay = "Hello"\n',
        "10: cue[1].at: a function has no epochs and rows; give a step: { step = 1 }",
    ),
    "cue: a row of a function": (
        FUNCTION + '[[cue]]\nat = { row = 1 }\nsay = "Hello"\n',
        "10: cue[1].at: a function has no epochs and rows; give a step: { step = 1 }",
    ),
    "cue: a row and a step": (
        NETWORK + '[[cue]]\nat = { row = 1, step = 1 }\nsay = "Hello"\n',
        "10: cue[1].at: give an epoch and a row, or a step, not both",
    ),
    "cue: nothing happens at a step, nor on a condition": (
        FUNCTION + '[[cue]]\nstep = 1\n[[cue]]\nwhen = "loss < 1"\n',
        "9: cue[1]: nothing happens; give say, focus, pause, set, knob or ask\n"
        "11: cue[2]: nothing happens; give say, focus, pause, set, knob or ask",
    ),
    "cue: a step after the last of a network": (
        in_network("[[1, 2], [3, 4]]", "[[1, 2], [3, 4], [5, 6]]", "epochs = 2", "epochs = 5\nbatch_size = 2")
        + '[[cue]]\nstep = 10\nsay = "Hello"\n[[cue]]\nstep = 11\nsay = "Hello"\n',
        "14: cue[2].step: the run has 10 steps, got 11",
    ),
    "cue: an unknown phase": (
        FUNCTION + '[[cue]]\nat = { step = 1, phase = "backwards" }\nsay = "Hello"\n',
        '10: cue[1].at.phase: expected "select", "forward", "loss", "backward" or "update", got '
        '"backwards"; did you mean backward?',
    ),
    "cue: an epoch after the last": (
        NETWORK + '[[cue]]\nat = { epoch = 3 }\nsay = "Hello"\n',
        "10: cue[1].at.epoch: the run has 2 epochs, got 3",
    ),
    "cue: a row that is not there": (
        NETWORK + '[[cue]]\nat = { epoch = 1, row = 3 }\nsay = "Hello"\n',
        "10: cue[1].at.row: the data has 2 rows, got 3",
    ),
    "cue: a test row": (
        in_network("rows", "test_fraction = 0.5\nrows")
        + '[[cue]]\nat = { epoch = 1, row = 1 }\nsay = "Hello"\n'
        + '[[cue]]\nat = { epoch = 1, row = 2 }\nsay = "Hello"\n',
        "14: cue[2].at.row: row 2 is kept apart for testing and never trained on",
    ),
    "cue: a step after the last": (
        FUNCTION + '[[cue]]\nstep = 4\nsay = "Hello"\n[[cue]]\nat = { step = 5 }\nsay = "Hello"\n',
        "10: cue[1].step: the run has 3 steps, got 4\n13: cue[2].at.step: the run has 3 steps, got 5",
    ),
    "cue: an unknown pane": (
        FUNCTION + '[[cue]]\nstep = 1\nfocus = "pane"\n',
        '11: cue[1].focus: expected "stage", "story", "parameters", "data", "loss", "transport", '
        '"lesson", "network" or "function", got "pane"',
    ),
    "cue: a say with an unknown name": (
        NETWORK + '[[cue]]\nstep = 1\nsay = "ŷ is {value.a2_1:.3g}"\n',
        '11: cue[1].say: "ŷ is {value.a2_1:.3g}", column 7: there is no quantity called '
        "'value.a2_1'; known are value.x1, value.y1, value.loss, value.z1_1, value.a1_1",
    ),
    "cue: a say with a bad format": (
        FUNCTION + '[[cue]]\nstep = 1\nsay = "x is {value.x:pretty}"\n',
        '11: cue[1].say: "pretty" is not a number format; give one such as .3g, .4f or +.2e after the colon',
    ),
    "cue: an open brace": (
        FUNCTION + '[[cue]]\nstep = 1\nsay = "x is {value.x"\n',
        "11: cue[1].say: { has no } after it; write {{ for a brace itself",
    ),
    "cue: a closing brace": (
        FUNCTION + '[[cue]]\nstep = 1\nsay = "x is value.x}"\n',
        "11: cue[1].say: } has no { before it; write }} for a brace itself",
    ),
    "cue: a condition with an unknown name": (
        FUNCTION + '[[cue]]\nwhen = "1 > los"\nsay = "x"\n',
        "10: cue[1].when: \"1 > los\", column 5: there is no quantity called 'los'; did you mean loss?",
    ),
    "cue: an empty say": (
        FUNCTION + '[[cue]]\nstep = 1\nsay = " "\n',
        "11: cue[1].say: expected some text, got none",
    ),
    "cue: a say that nobody sees": (
        FUNCTION + '[[cue]]\nstep = 1\nsay = "\\u200b \\u00ad\\ufeff\\U000e0041"\n',
        "11: cue[1].say: expected some text, got none",
    ),
    "cue: an unknown knob": (
        FUNCTION + "[[cue]]\nstep = 1\nknob = { y = 1 }\n",
        "11: cue[1].knob.y: there is no parameter y; known are x",
    ),
    "cue: a setting outside training": (
        NETWORK + '[[cue]]\nstep = 1\nset = { "loss.scale" = 2, learning_rate = 0.1 }\n',
        '11: cue[1].set."loss.scale": a cue can set learning_rate, or a dotted key under training',
    ),
    "cue: a bad learning rate": (
        FUNCTION + '[[cue]]\nstep = 1\nset = { learning_rate = "fast" }\n',
        '11: cue[1].set.learning_rate: expected a number, got "fast"',
    ),
    "cue: an unknown setting": (
        FUNCTION + "[[cue]]\nstep = 1\nset = { training.optimizer.momentm = 1 }\n",
        "11: cue[1].set.training.optimizer.momentm: unknown key; known are learning_rate, "
        "weight_decay, weight_decay_bias and name",
    ),
    "stop: a function's epochs": (
        FUNCTION + '[training.stop]\nloss_below = 1\nper = "epoch"\n',
        '11: training.stop.per: a function has no epochs; leave this out, or give "step"',
    ),
    "stop: no criterion beside when it is checked": (
        NETWORK + '[training.stop]\nper = "epoch"\n',
        "9: training.stop: no criterion is given; give gradient_norm, update_norm, loss_change, loss_below or "
        "when, or leave the table out",
    ),
    "optimizer: a function's biases": (
        FUNCTION + "[training.optimizer]\nweight_decay = 0.1\nweight_decay_bias = false\n",
        "11: training.optimizer.weight_decay_bias: a function has no biases; leave this out",
    ),
    "ask: an answer that is none of the choices": (
        FUNCTION + '[[cue]]\nstep = 1\n[cue.ask]\ntext = "Up?"\nchoices = ["yes", "no"]\nanswer = 3\n',
        "14: cue[1].ask.answer: expected which of the choices is right, a number from 1 to 2, got 3",
    ),
    "ask: choices that are counted from 0": (
        FUNCTION + '[[cue]]\nstep = 1\n[cue.ask]\ntext = "Up?"\nchoices = ["yes", "no"]\nanswer = 0\n',
        "14: cue[1].ask.answer: expected which of the choices is right, a number from 1 to 2, got 0",
    ),
    "ask: an expression with choices": (
        FUNCTION
        + '[[cue]]\nstep = 1\n[cue.ask]\ntext = "Up?"\n'
        + 'choices = ["yes", "yes"]\nanswer = "1"\ntolerance = 1\n',
        '13: cue[1].ask.choices[2]: "yes" is already used; choose another\n'
        "14: cue[1].ask.answer: expected which of the choices is right, a number from 1 to 2, got "
        '"1"\n'
        "15: cue[1].ask.tolerance: a tolerance is for typed numbers; with choices, leave it out",
    ),
    "ask: one choice": (
        FUNCTION + '[[cue]]\nstep = 1\n[cue.ask]\ntext = "Up?"\nchoices = ["yes"]\nanswer = 1\n',
        "13: cue[1].ask.choices: expected at least 2 entries, got 1",
    ),
    "ask: no answer": (
        FUNCTION + '[[cue]]\nstep = 1\nask = { text = "Up?" }\n',
        "11: cue[1].ask.answer: required, but not given",
    ),
    "ask: an answer that cannot be parsed": (
        FUNCTION + '[[cue]]\nstep = 1\nask = { text = "Up?", answer = "up down" }\n',
        "11: cue[1].ask.answer: \"up down\", column 4: an operator is missing before 'down': a "
        "product is written up*down",
    ),
    "ask: an answer with an unknown name": (
        FUNCTION + '[[cue]]\nstep = 1\nask = { text = "Up?", answer = "epoch_loss" }\n',
        "11: cue[1].ask.answer: \"epoch_loss\", column 1: there is no quantity called 'epoch_loss'; "
        "known are loss, learning_rate, step, value.x, value.loss, gradient.x, update.x, "
        "parameter.x, new.x",
    ),
    "ask: true as an answer": (
        FUNCTION + '[[cue]]\nstep = 1\nask = { text = "Up?", answer = true }\n',
        "11: cue[1].ask.answer: expected an expression in quotes, or a number, got true",
    ),
    "ask: unknown names in its texts": (
        FUNCTION
        + "[[cue]]\nstep = 1\n"
        + 'ask = { text = "{a}", answer = 1, hint = "{b}", why = "{c}", choices = ["{d}", "e"] }\n',
        "11: cue[1].ask.text: \"{a}\", column 2: there is no quantity called 'a'; known are loss, "
        "learning_rate, step, value.x, value.loss, gradient.x, update.x, parameter.x, new.x\n"
        "11: cue[1].ask.hint: \"{b}\", column 2: there is no quantity called 'b'; known are loss, "
        "learning_rate, step, value.x, value.loss, gradient.x, update.x, parameter.x, new.x\n"
        "11: cue[1].ask.why: \"{c}\", column 2: there is no quantity called 'c'; known are loss, "
        "learning_rate, step, value.x, value.loss, gradient.x, update.x, parameter.x, new.x\n"
        "11: cue[1].ask.choices[1]: \"{d}\", column 2: there is no quantity called 'd'; known are "
        "loss, learning_rate, step, value.x, value.loss, gradient.x, update.x, parameter.x, new.x",
    ),
}
"""By name: the file's text, and the problems, each on a line with its own line's number."""


@pytest.mark.parametrize("name", CASES)
def test_a_faulty_playback_is_told_exactly(name: str, tmp_path: Path) -> None:
    text, expected = CASES[name]
    assert problems_of(text, tmp_path) == expected
