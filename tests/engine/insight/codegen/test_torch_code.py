"""Networks as PyTorch programs: what they say; they run where PyTorch is installed."""

from __future__ import annotations

import pytest

from engine.descent.optimizers import OPTIMIZERS
from engine.descent.timeline import Timeline
from engine.insight.codegen.numpy_code import ProgramStart
from engine.insight.codegen.torch_code import torch_code
from tests.engine.builders import function_training, package_prediction
from tests.engine.insight.codegen.networks import HOSTILE_TITLE, PROGRAMS, halfway, net


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_torch_program_says_what_torch_needs(name: str) -> None:
    timeline = Timeline(net(optimizer=name, frozen=True))
    timeline.go(3)
    code = torch_code(timeline.training, ProgramStart(timeline.state, 4), "A net")
    compile(code, "program", "exec")
    kind = {"sgd": "SGD", "momentum": "SGD", "nesterov": "SGD", "rmsprop": "RMSprop"}.get(name)
    assert f"torch.optim.{kind or {'adagrad': 'Adagrad', 'adam': 'Adam', 'adamw': 'AdamW'}[name]}(" in code
    assert "weight_decay=0.01" in code
    assert (".state[parameter]" in code) == bool(timeline.training.optimizer.slots)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_at_the_start_the_torch_program_brings_no_memory(name: str) -> None:
    training = net(optimizer=name)
    assert ".state[parameter]" not in torch_code(training, ProgramStart(training.beginning(), 1), "A net")


def test_a_title_cannot_end_the_text_that_it_stands_in() -> None:
    training = package_prediction()
    code = torch_code(training, ProgramStart(training.beginning(), 1), HOSTILE_TITLE)
    compile(code, "program", "exec")
    assert code.count('"""') == 2


def test_a_function_is_no_program() -> None:
    training = function_training("x**2", {"x": 1.0}, 0.1, steps=2)
    with pytest.raises(ValueError, match="only a network"):
        torch_code(training, ProgramStart(training.beginning(), 1), "t")


def test_the_program_reads_as_it_did() -> None:
    expected = (PROGRAMS / "torch_code.txt").read_text(encoding="utf-8")
    assert torch_code(*halfway("momentum"), "A small net") == expected


def test_where_torch_counts_steps_it_is_told_how_many_there_were() -> None:
    counted = 'for parameter in parameters:\n    optimizer.state[parameter]["step"] = torch.tensor(1.0)\n'
    assert counted in torch_code(*halfway("adam"), "A small net")
    assert '["step"]' not in torch_code(*halfway("nesterov"), "A small net")
