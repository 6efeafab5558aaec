"""The form of settings: what it shows, what it changes, and what it says of what cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, Select, Static

from engine.descent.optimizers import Adam, Nesterov
from engine.objectives.network import Network
from scenarios.loading import load
from tests.tui.workspaces import BUNDLED, text_of, workspace_at, written
from tui.commands.open_request import OpenRequest
from tui.screen.app import GradstepApp
from tui.screen.dialogs.gradient_check import GradientCheckDialog, GradientCheckTable
from tui.screen.dialogs.settings import SettingsForm
from tui.screen.workbench import Workbench
from tui.workspace.settings import apply_settings, settings_of, with_part
from tui.workspace.snapshot import Snapshot


def values(scenario_name: str) -> dict[str, str]:
    return {setting.key: setting.value for setting in settings_of(load(scenario_name).scenario)}


def test_a_network_s_settings_are_those_of_its_file() -> None:
    found = values("mazur")
    assert found["training.optimizer.name"] == "sgd"
    assert found["training.optimizer.learning_rate"] == "0.5"
    assert found["loss.scale"] == "0.5"
    assert found["loss.over_outputs"] == "sum"
    assert found["network.layers.2.activation"] == "sigmoid"
    assert found["training.batch_size"] == "1"
    assert found["training.epochs"] == "20"


def test_a_function_has_no_loss_no_layers_and_counts_steps() -> None:
    found = values("parabola")
    assert found["training.steps"] == "25"
    assert not any(key.startswith(("loss.", "network.")) or key.endswith("epochs") for key in found)


@pytest.mark.parametrize("name", BUNDLED)
def test_every_value_that_is_shown_can_be_set_again(name: str) -> None:
    workspace = workspace_at(name, 1)
    for setting in settings_of(workspace.run.scenario):
        assert not setting.choices or setting.value in setting.choices
        assert setting.help


def test_another_optimizer_keeps_what_both_have_and_brings_its_own_keys() -> None:
    scenario = with_part(load("mazur").scenario, "training.optimizer.name", "adam")
    found = {setting.key: setting.value for setting in settings_of(scenario)}
    assert found["training.optimizer.learning_rate"] == "0.5"
    assert found["training.optimizer.beta2"] == "0.999"
    stepwise = with_part(scenario, "training.schedule.name", "step")
    assert {setting.key: setting.value for setting in settings_of(stepwise)}[
        "training.schedule.every"
    ] == "10"


def test_the_weight_decay_of_biases_is_a_choice_that_can_be_made() -> None:
    workspace = workspace_at("package-prediction", 1)
    settings = settings_of(workspace.run.scenario)
    key = "training.optimizer.weight_decay_bias"
    (found,) = [setting for setting in settings if setting.key == key]
    assert (found.value, found.choices) == ("true", ("true", "false"))
    apply_settings(workspace.run, settings, {key: "false", "training.optimizer.weight_decay": "0.5"})
    assert workspace.run.timeline.training.undecayed is not None
    assert key not in values("parabola")


# On the screen


async def opened(pilot: Pilot[None], *keys: str) -> tuple[Workbench, SettingsForm]:
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.pause()
    bench, form = pilot.app.screen_stack[1:]
    return cast(Workbench, bench), cast(SettingsForm, form)


def entry(form: SettingsForm, key: str) -> Input:
    return next(one for one in form.query(Input) if one.name == key)


async def test_what_is_changed_goes_on_on_a_branch_from_the_step_that_is_looked_at() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        bench, form = await opened(pilot, "n", "n", "S")
        next(one for one in form.query(Select) if one.name == "training.optimizer.name").value = "nesterov"
        await pilot.pause()
        entry(form, "training.optimizer.momentum").value = "0.5"
        entry(form, "training.optimizer.learning_rate").value = "0.002"
        await pilot.pause()
        form.query_one(Button).press()
        await pilot.pause()
        run = bench.workspace.run
        assert app.screen is bench
        assert run.timeline.branch.fork == 1
        assert run.timeline.training.optimizer == Nesterov(momentum=0.5)
        assert bench.workspace.snapshot().learning_rate == 0.002
        assert len(bench.workspace.snapshot().ghosts) == 1
        assert "nesterov" in bench.workspace.snapshot().change


async def test_what_cannot_be_is_told_and_changes_nothing() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        bench, form = await opened(pilot, "n", "S")
        entry(form, "training.optimizer.learning_rate").value = "-1"
        entry(form, "training.optimizer.learning_rate").focus()
        await pilot.press("enter")
        await pilot.pause()
        told = str(form.query_one(".dialog-report", Static).render())
        assert told == "training.optimizer.learning_rate: expected a number above 0, got -1"
        assert app.screen is form
        await pilot.press("escape")
        await pilot.pause()
        assert len(bench.workspace.run.timeline.branches) == 1


async def test_other_batches_begin_at_the_start() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        bench, form = await opened(pilot, "n", "n", "n", "S")
        entry(form, "training.batch_size").value = "all"
        entry(form, "training.batch_size").focus()
        await pilot.press("enter")
        await pilot.pause()
        run = bench.workspace.run
        assert run.timeline.branch.fork == 0
        assert run.cursor.place.step == 0
        assert run.timeline.training.steps_per_epoch == 1


async def test_leaving_without_a_change_starts_no_branch() -> None:
    app = GradstepApp(OpenRequest(load("parabola")))
    async with app.run_test(size=(80, 24)) as pilot:
        bench, form = await opened(pilot, "n", "S")
        entry(form, "training.steps").focus()
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is bench
        assert not bench.workspace.snapshot().ghosts


# Another seed

RANDOM = """\
format = 1
kind = "network"
[data]
generator = { name = "xor", n = 20 }
[network]
layers = [{ units = 3, activation = "tanh" }, { units = 1, activation = "sigmoid" }]
[loss]
name = "bce"
[training]
epochs = 2
"""


async def test_another_seed_draws_other_numbers_and_reset_brings_back_the_old_ones(tmp_path: Path) -> None:
    app = GradstepApp(OpenRequest(written(tmp_path, RANDOM)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        bench = cast(Workbench, app.screen)
        first = bench.workspace.run.timeline.state.theta.tobytes()
        await pilot.press("n", "R")
        await pilot.pause()
        run = bench.workspace.run
        assert (run.cursor.place.step, bench.workspace.snapshot().change) == (0, "seed 1")
        assert run.timeline.state.theta.tobytes() != first
        await pilot.press("R")
        await pilot.pause()
        assert bench.workspace.snapshot().change == "seed 2"
        await pilot.press("r")
        await pilot.pause()
        assert bench.workspace.run.timeline.state.theta.tobytes() == first


async def test_where_nothing_is_drawn_another_seed_is_refused_in_a_sentence() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n", "R")
        await pilot.pause()
        assert len(cast(Workbench, app.screen).workspace.run.timeline.branches) == 1
        assert any("drawn at random" in note.message for note in app._notifications)


# The check of the gradient


def told(snapshot: Snapshot, width: int = 80) -> str:
    return text_of(GradientCheckTable.at(snapshot).rows(width))


def test_the_check_shows_both_slopes_of_every_parameter() -> None:
    text = told(workspace_at("package-prediction", 1).snapshot())
    assert "They agree: all 9 slopes" in text
    (line,) = [line for line in text.splitlines() if line.startswith("w²₁₁")]
    # −7.36·1.6 by backpropagation, and the same by trying.
    assert line.split()[1:3] == ["−11.776", "−11.776"]
    assert float(line.split()[3].replace("−", "-")) < 1e-8


def test_the_check_is_of_the_first_step_before_there_is_one() -> None:
    text = told(workspace_at("parabola", 0).snapshot())
    assert "∂" not in text
    assert "+10" in text


def test_a_kink_is_where_the_slopes_differ(tmp_path: Path) -> None:
    kinked = """\
format = 1
kind = "function"
[function]
expression = "relu(x)"
[function.start]
x = 0.0
[training]
steps = 2
"""
    snapshot = workspace_at(written(tmp_path, kinked)).snapshot()
    text = told(snapshot)
    # relu's slope at 0 is 0 by convention, and (h − 0)/2h = ½ by trying.
    assert "They differ; this is expected" in text
    assert "◂ differs" in text


def test_of_slopes_too_small_to_be_tried_out_nothing_is_said(tmp_path: Path) -> None:
    small = """\
format = 1
kind = "function"
[function]
expression = "1000 + 1e-9*x"
[function.start]
x = 0.0
[training]
steps = 2
"""
    text = told(workspace_at(written(tmp_path, small)).snapshot())
    assert "Finite differences are too coarse to tell" in text
    assert "◂ not known" in text
    assert "differs" not in text


async def test_the_check_opens_and_closes_again() -> None:
    app = GradstepApp(OpenRequest(load("mazur")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "G")
        await pilot.pause()
        assert isinstance(app.screen, GradientCheckDialog)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, Workbench)


async def test_an_optimizer_s_memory_begins_anew_with_it() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        bench, form = await opened(pilot, "n", "n", "S")
        next(one for one in form.query(Select) if one.name == "training.optimizer.name").value = "adam"
        await pilot.pause()
        form.query_one(Button).press()
        await pilot.pause()
        run = bench.workspace.run
        assert isinstance(run.timeline.training.optimizer, Adam)
        assert isinstance(run.timeline.training.objective, Network)
        assert run.timeline.step(2).slots.shape == (2, 9)
        assert not run.timeline.step(2).slots.any()
