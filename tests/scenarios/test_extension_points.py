"""Names added to the engine's tables: one entry each is enough for the format, the exports, the form and the glossary.

Nothing outside of the tables knows the activation, the loss, the optimizer and the schedule that are made up here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from engine.descent.optimizers import OPTIMIZERS, Formulas, Optimizer, Sgd
from engine.descent.schedules import SCHEDULES, Schedule
from engine.descent.timeline import Timeline
from engine.insight.codegen.numpy_code import numpy_code
from engine.insight.codegen.program_start import ProgramStart
from engine.insight.codegen.torch_code import torch_code
from engine.insight.story.parameter_story import parameter_story
from engine.insight.story.step_story import story
from engine.objectives.activations import ACTIVATIONS, Activation, ActivationCode, sigmoid
from engine.objectives.expression import evaluate
from engine.objectives.losses import LOSSES, LossCode, LossRule
from engine.objectives.network import Network
from engine.types import Matrix, Vector
from scenarios.building import build
from scenarios.errors import ScenarioError
from scenarios.loading import Loaded, load
from scenarios.schema import schema
from tui.headless.explain import explain_step
from tui.text.glossary import glossary, matching, term_called
from tui.text.loss_convention import convention
from tui.workspace.settings import settings_of, with_part

SWISH = Activation(
    lambda z: z * sigmoid(z),
    lambda z, a: sigmoid(z) * (1.0 + z * sigmoid(-z)),
    "z*sigmoid(z)",
    "sigmoid(z)*(1 + z*sigmoid(-z))",
    ActivationCode(
        "{z} * sigmoid({z})",
        "(sigmoid({z}) * (1 + {z} * sigmoid(-{z})))",
        "F.silu({z})",
        needs=("sigmoid",),
    ),
)

QUARTIC = LossRule(
    lambda y, a, z, error: (y - a) ** 4,
    lambda y, a, z, error: -4.0 * (y - a) ** 3,
    "",
    "(y - a)**4",
    "-4*(y - a)**3",
    LossCode("(y - {a}) ** 4", "-4 * (y - {a}) ** 3", "(y - {a}) ** 4"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignMomentum(Optimizer):
    """v ← ρ·v + g,  update = −η·sign(v).

    Every parameter moves by the same distance.
    """

    name: ClassVar[str] = "sign_momentum"
    slots: ClassVar[tuple[str, ...]] = ("pull",)

    rho: float = 0.5

    def update(
        self, theta: Vector, gradient: Vector, state: Matrix, learning_rate: float, number: int
    ) -> tuple[Vector, Matrix]:
        state = self.rho * state + self._with_decay(theta, gradient)
        return np.sign(state[0]) * -learning_rate, state

    @property
    def formulas(self) -> Formulas:
        return self._after_decay(
            ("pull", "rho*pull + gradient"),
            ("update", "-learning_rate*sign(pull)"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ascent(Sgd):
    """update = η·g."""

    name: ClassVar[str] = "ascent"
    torch: ClassVar[None] = None

    def update(
        self, theta: Vector, gradient: Vector, state: Matrix, learning_rate: float, number: int
    ) -> tuple[Vector, Matrix]:
        return gradient * learning_rate, state

    @property
    def formulas(self) -> Formulas:
        return (("update", "learning_rate*gradient"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Halving(Schedule):
    """η_t = η/2^⌊t/every⌋."""

    name: ClassVar[str] = "halving"
    code: ClassVar[str] = "eta / 2.0 ** (t // {every})"

    every: int

    def rate(self, learning_rate: float, number: int) -> float:
        return float(learning_rate / 2.0 ** ((number - 1) // self.every))


SCENARIO = """\
format = 1
kind = "network"
[data]
rows = [[0.5, -0.25, 1], [-0.5, 0.75, 0.25], [0.25, 1, -0.5]]
[network]
layers = [{ units = 3, activation = "swish" }, { units = 1 }]
[loss]
name = "quartic"
[training]
epochs = 2
batch_size = 2
frozen = ["b1_1"]
[training.optimizer]
name = "sign_momentum"
learning_rate = 0.05
weight_decay = 0.125
rho = 0.25
[training.schedule]
name = "halving"
every = 2
"""


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loaded:
    """A scenario with every made-up name, while the tables have them."""
    monkeypatch.setitem(ACTIVATIONS, "swish", SWISH)
    monkeypatch.setitem(LOSSES, "quartic", QUARTIC)
    for optimizer in (SignMomentum, Ascent):
        monkeypatch.setitem(OPTIMIZERS, optimizer.name, optimizer)
    monkeypatch.setitem(SCHEDULES, "halving", Halving)
    path = tmp_path / "made-up.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return load(path)


def timeline_of(loaded: Loaded) -> Timeline:
    timeline = Timeline(build(loaded)[0].training)
    timeline.go(4)
    return timeline


def test_a_scenario_may_use_them_with_their_own_keys(loaded: Loaded) -> None:
    training = build(loaded)[0].training
    assert training.optimizer == SignMomentum(weight_decay=0.125, rho=0.25)
    assert training.schedule == Halving(every=2)
    assert [training.schedule.rate(1.0, number) for number in (1, 2, 3, 5)] == [1.0, 1.0, 0.5, 0.25]
    timeline = timeline_of(loaded)
    assert timeline.newest == 4
    assert np.isfinite(timeline.branch.losses.array).all()
    change = timeline.state.theta - training.start
    steps = training.steps_per_epoch * 0.05 * (1 + 0.5)
    assert np.abs(change).max() <= steps * (1 + 1e-12)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"swish"', '"swosh"', 'got "swosh"; did you mean swish?'),
        ('"quartic"', '"quartics"', 'got "quartics"; did you mean quartic?'),
        (
            '"sign_momentum"',
            '"sign_momentun"',
            '"sign_momentum" or "ascent", got "sign_momentun"; did you mean sign_momentum?',
        ),
        (
            "rho = 0.25",
            "rho = 1.5",
            "13: training.optimizer: rho is 1.5; it must be at least 0 and less than 1",
        ),
        ("rho = 0.25", "momentum = 1", "momentum; momentum and nesterov have it"),
        ('"halving"', '"step"\nrho = 1', "unknown key"),
        ("every = 2", "", "training.schedule.every: required, but not given"),
        ("every = 2", "every = 2.5", "every: expected a whole number, got 2.5"),
    ],
)
def test_mistakes_in_them_are_told_as_for_any_other_name(
    loaded: Loaded, tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(SCENARIO.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load(path)
    assert message in str(error.value)


@pytest.mark.usefixtures("loaded")
def test_the_schema_has_them() -> None:
    parts = schema()["$defs"]
    assert parts["LayerPart"]["properties"]["activation"]["enum"][-1] == "swish"
    assert parts["LossPart"]["properties"]["name"]["enum"][-1] == "quartic"
    assert parts["SignMomentum"]["properties"]["rho"]["default"] == 0.5
    assert parts["Halving"]["required"] == ["every"]
    assert {"$ref": "#/$defs/Halving"} in parts["NetworkTraining"]["properties"]["schedule"]["oneOf"]


def test_once_they_are_gone_a_scenario_cannot_use_them(tmp_path: Path) -> None:
    path = tmp_path / "made-up.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    with pytest.raises(ScenarioError, match='got "swish"'):
        load(path)


def test_a_step_is_explained_with_formulas_that_hold(
    loaded: Loaded, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explain_step(loaded, 3, "json", 1) == 0
    beats = {beat["quantity"]: beat for beat in json.loads(capsys.readouterr().out)["beats"]}
    assert beats["a1_1"]["symbolic"] == "z1_1*sigmoid(z1_1)"
    assert beats["new_pull.w1_1_1"]["symbolic"] == "rho*pull.w1_1_1 + gradient_in_update.w1_1_1"
    assert beats["new.w1_1_1"]["symbolic"] == "w1_1_1 - learning_rate*sign(new_pull.w1_1_1)"
    assert explain_step(loaded, 3, "text", 1) == 0
    assert "quartic" in capsys.readouterr().out
    timeline = timeline_of(loaded)
    for beat in (
        *story(timeline.training, timeline.step(3)),
        *parameter_story(timeline.training, timeline.step(3), "w1_1_2"),
    ):
        if beat.quantity != "row":
            assert evaluate(beat.formula, beat.numbers) == pytest.approx(beat.result, rel=1e-9)


def test_an_update_that_adds_is_explained_as_a_sum(loaded: Loaded, tmp_path: Path) -> None:
    path = tmp_path / "ascent.toml"
    text = SCENARIO.replace('"sign_momentum"', '"ascent"').replace("rho = 0.25\nweight_decay = 0.125\n", "")
    path.write_text(text.replace("weight_decay = 0.125\nrho = 0.25\n", ""), encoding="utf-8")
    timeline = timeline_of(load(path))
    *_, new, _, _ = parameter_story(timeline.training, timeline.step(1), "w2_1_1")
    assert new.symbolic == "w2_1_1 + learning_rate*gradient.w2_1_1"
    assert new.note.endswith("that is how ascent computes the update")


def test_the_numpy_program_takes_the_same_steps(loaded: Loaded) -> None:
    assert printed(numpy_code, loaded, 0) == pytest.approx(losses(loaded), rel=1e-12)
    assert printed(numpy_code, loaded, 2) == pytest.approx(losses(loaded)[2:], rel=1e-12)


def test_the_torch_program_updates_by_the_formulas_where_torch_has_no_such_optimizer(loaded: Loaded) -> None:
    timeline = timeline_of(loaded)
    code = torch_code(timeline.training, ProgramStart(timeline.branch.state(2), 3), "Made up")
    compile(code, "program", "exec")
    assert "a1 = F.silu(z1)" in code
    assert "update = -learning_rate*torch.sign(pull)" in code
    assert "optimizer" not in code


INSTALLED = [numpy_code, *([torch_code] if find_spec("torch") else [])]
"""What writes programs that can be run here."""


@pytest.mark.parametrize("write", INSTALLED)
def test_the_program_takes_the_same_steps(loaded: Loaded, write: Callable[..., str]) -> None:
    assert printed(write, loaded, 2) == pytest.approx(losses(loaded)[2:], rel=1e-9)


def losses(loaded: Loaded) -> list[float]:
    return [float(loss) for loss in timeline_of(loaded).branch.losses.array]


def printed(write: object, loaded: Loaded, taken: int) -> list[float]:
    """The losses that a program prints, begun after so many steps."""
    timeline = timeline_of(loaded)
    assert callable(write)
    code = write(timeline.training, ProgramStart(timeline.branch.state(taken), taken + 1), "Made up")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [float(line.rpartition(" ")[2]) for line in done.stdout.splitlines() if ": loss " in line]


def test_the_settings_form_offers_them(loaded: Loaded) -> None:
    settings = {setting.key: setting for setting in settings_of(loaded.scenario)}
    assert settings["network.layers.1.activation"].choices[-1] == "swish"
    assert settings["loss.name"].choices[-1] == "quartic"
    assert settings["training.optimizer.name"].choices[-2:] == ("sign_momentum", "ascent")
    assert settings["training.optimizer.name"].value == "sign_momentum"
    assert settings["training.optimizer.rho"].value == "0.25"
    assert settings["training.schedule.name"].choices[-1] == "halving"
    other = with_part(loaded.scenario, "training.optimizer.name", "ascent")
    assert (other.training.optimizer.called, other.training.optimizer.weight_decay) == ("ascent", 0.125)
    back = with_part(other, "training.optimizer.name", "sign_momentum")
    assert back.training.optimizer.settings() == {"weight_decay": 0.125, "rho": 0.5}
    changed = with_part(
        with_part(loaded.scenario, "training.schedule.name", "constant"), "training.schedule.name", "halving"
    )
    assert changed.training.schedule.settings() == {"every": 10}


def test_the_loss_convention_shows_the_formula_where_no_notation_is_given(loaded: Loaded) -> None:
    network = build(loaded)[0].training.objective
    assert isinstance(network, Network)
    assert convention(network.cost, 2, 2) == "(y - a)**4, mean over outputs, mean over rows"


@pytest.mark.usefixtures("loaded")
def test_the_glossary_describes_them_by_their_tables() -> None:
    described = {
        name: term_called(name) for name in ("swish", "quartic", "sign_momentum", "ascent", "halving")
    }
    assert [term and (term.formula, term.sentence) for term in described.values()] == [
        ("f(z) = z*sigmoid(z),  f′ = sigmoid(z)*(1 + z*sigmoid(-z))", "An activation function."),
        ("L = (y - a)**4", "A loss."),
        ("v ← ρ·v + g, update = −η·sign(v)", "Every parameter moves by the same distance."),
        ("update = η·g", "An optimizer."),
        ("η_t = η/2^⌊t/every⌋", "A schedule of the learning rate."),
    ]
    assert all(term in glossary() for term in described.values())
    assert matching("swish") == [described["swish"]]


def test_the_glossary_forgets_them() -> None:
    assert term_called("swish") is None
