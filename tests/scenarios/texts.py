"""Small scenarios to spoil, and what is then said about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.errors import ScenarioError
from scenarios.loading import load

NETWORK = """\
format = 1
kind = "network"
[data]
rows = [[1, 2], [3, 4]]
[network]
layers = [{ units = 1 }]
[training]
epochs = 2
"""

FUNCTION = """\
format = 1
kind = "function"
[function]
expression = "x**2"
[function.start]
x = 5
[training]
steps = 3
"""

EVERYTHING = """\
format = 1
kind = "network"
title = "Everything"
[data]
generator = { name = "moons", n = 8, noise = 0.0, seed = 3 }
columns = ["u", "v", "kind"]
inputs = ["v", "u"]
standardize = true
test_fraction = 0.25
[network]
layers = [{ units = 3, activation = "tanh" }, { units = 1, activation = "sigmoid", bias = false }]
bias = true
[network.initial]
weights = [[[1, 2, 3], [4, 5, 6]], [[1], [2], [3]]]
biases = [[0.1, 0.2, 0.3], []]
[loss]
name = "bce"
scale = 0.5
over_outputs = "sum"
over_rows = "sum"
[training]
epochs = 7
batch_size = "all"
order = "shuffle"
seed = 5
frozen = ["b1_*", "w2_1_1"]
optimizer = { name = "adamw", learning_rate = 1, beta1 = 0 }
schedule = { name = "linear_warmup", steps = 2 }
stop = { when = "abs(gradient.w1_1_1) < 0.1 and not epoch_loss > 1", loss_change = 0, patience = 2 }
[[compare]]
label = "slow"
set.training.optimizer.learning_rate = 0.1
set."network.layers.1.activation" = "relu"
[[cue]]
at = { epoch = 7, phase = "update" }
say = "{{loss}} is {loss:.3f}, and {value.u} went in."
focus = "lesson"
pause = 0
set = { learning_rate = 0.5, "training.schedule.name" = "constant" }
knob = { w2_3_1 = -1, b1_1 = 2.5 }
[[cue]]
when = "epoch >= 2 or row == 3"
ask = { text = "Up?", choices = ["yes", "no: {new.b1_1}"], answer = 2, hint = "{update.b1_1}", why = "…" }
[[cue]]
step = 1
ask = { text = "How much?", answer = 1.5, tolerance = 0 }
"""
"""A network scenario with every section of the format in it."""


def in_network(*changes: str) -> str:
    """The network with each first text replaced by the second, the third by the fourth, and so on."""
    return _changed(NETWORK, changes)


def in_function(*changes: str) -> str:
    """The function with each first text replaced by the second, the third by the fourth, and so on."""
    return _changed(FUNCTION, changes)


def _changed(text: str, changes: tuple[str, ...]) -> str:
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    return text


def problems_of(text: str, folder: Path) -> str:
    """What is said about a scenario with this text, without the file's own name."""
    path = folder / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    told = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}:") for line in told)
    return "\n".join(line.removeprefix(f"{path}:").strip() for line in told)
