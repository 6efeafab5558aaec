"""From a scenario to its runs: what each is a function of, and a start from which nothing can be descended."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.descent.stopping import Stopping
from engine.objectives.network import Network
from scenarios.building import RunSpec, build
from scenarios.errors import ScenarioError
from scenarios.language import parsed
from scenarios.loading import load
from tests.scenarios.texts import FUNCTION, NETWORK, in_function, in_network


def built(folder: Path, text: str, **settings: object) -> tuple[RunSpec, ...]:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return build(load(path, {key.replace("__", "."): value for key, value in settings.items()}))


def told(folder: Path, text: str, **settings: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        built(folder, text, **settings)
    return str(caught.value).removeprefix(f"{folder / 'mine.toml'}:").strip()


NO_WAY = "so the run cannot start; give another start"


def test_a_start_without_a_finite_value_is_told_by_its_line(tmp_path: Path) -> None:
    assert told(tmp_path, in_function("x = 5", "x = 1e200")) == (
        f"5: function.start: the loss at the start is inf, {NO_WAY}"
    )
    assert told(tmp_path, in_function("x**2", "log(x - 6)")) == (
        f"5: function.start: the loss at the start is nan, {NO_WAY}"
    )
    assert told(tmp_path, in_network("[1, 2]", "[1e200, 2]")) == (
        "5: network.initial: the loss at the start is inf, so the run cannot start; give smaller numbers"
    )


def test_a_compared_run_s_start_is_told_with_its_label(tmp_path: Path) -> None:
    compare = '[[compare]]\nlabel = "far"\nset = { "function.start.x" = 1e200 }\n'
    assert told(tmp_path, FUNCTION + compare) == (
        f"5: function.start: the loss at the start is inf in the run far, {NO_WAY}"
    )


def test_frozen_parameters_are_those_that_any_name_or_pattern_means(tmp_path: Path) -> None:
    (run,) = built(tmp_path, in_network("units = 1", "units = 2 }, { units = 1"))
    assert run.training.frozen is None
    text = in_network("units = 1", "units = 2 }, { units = 1") + 'frozen = ["w1_1_2", "b*"]\n'
    (run,) = built(tmp_path, text)
    assert run.training.frozen is not None
    names = run.training.objective.parameters.names
    frozen = [name for name, held in zip(names, run.training.frozen, strict=True) if held]
    assert frozen == ["w1_1_2", "b1_1", "b1_2", "b2_1"]
    (run,) = built(tmp_path, FUNCTION + 'frozen = ["x"]\n')
    assert run.training.frozen is not None
    assert run.training.frozen.tolist() == [True]


@pytest.mark.parametrize("text", [NETWORK, FUNCTION])
def test_a_run_stops_early_where_the_scenario_says_so(tmp_path: Path, text: str) -> None:
    (run,) = built(tmp_path, text)
    assert run.training.stopping is None
    (run,) = built(tmp_path, text + '[training.stop]\nwhen = "loss < 2"\npatience = 3\n')
    assert run.training.stopping == Stopping(when=parsed("loss < 2"), patience=3)
    (run,) = built(tmp_path, text + "[training.stop]\ngradient_norm = 0.5\n")
    assert run.training.stopping == Stopping(gradient_norm=0.5)


def test_a_batch_of_all_rows_makes_one_step_an_epoch(tmp_path: Path) -> None:
    (run,) = built(tmp_path, NETWORK + "batch_size = 'all'\n")
    assert (run.training.steps_per_epoch, run.training.steps) == (1, 2)
    (run,) = built(tmp_path, NETWORK)
    assert (run.training.steps_per_epoch, run.training.steps) == (2, 4)


def test_rows_kept_apart_are_no_part_of_the_training(tmp_path: Path) -> None:
    (run,) = built(tmp_path, in_network("rows = [", "test_fraction = 0.5\nrows = [[5, 6], [7, 8], "))
    network = run.training.objective
    assert isinstance(network, Network)
    assert network.training_rows == 2
    assert sorted(network.row_numbers) == [1, 2, 3, 4]
    assert network.inputs[:, 0].tolist() == [[5, 7, 1, 3][number - 1] for number in network.row_numbers]
    assert network.row_numbers == (1, 3, 2, 4)
    assert run.training.steps_per_epoch == 2


def test_pinned_numbers_stand_where_they_were_put_and_biases_left_out_are_0(tmp_path: Path) -> None:
    text = in_network("units = 1", "units = 2, bias = false }, { units = 1")
    pinned = "[network.initial]\nweights = [[[1, 2]], [[3], [4]]]\n"
    (run,) = built(tmp_path, text + pinned)
    assert run.training.start.tolist() == [1, 2, 3, 4, 0]
    (run,) = built(tmp_path, text + pinned + "biases = [[], [5]]\n")
    assert run.training.start.tolist() == [1, 2, 3, 4, 5]


def test_drawn_numbers_are_the_same_for_ever(tmp_path: Path) -> None:
    initial = "seed = 3\n[network.initial]\nmethod = 'uniform'\nlow = 1\nhigh = 2\nbias = 0.7\n"
    (run,) = built(tmp_path, NETWORK + initial)
    assert run.training.start.tolist() == [1.724388690031606, 0.7]


def test_a_cosine_takes_the_whole_run_unless_it_says_how_long(tmp_path: Path) -> None:
    cosine = 'schedule = { name = "cosine", minimum = 0.001 }\n'
    (run,) = built(tmp_path, NETWORK + cosine)
    rates = [run.training.schedule.rate(0.01, number) for number in range(1, 6)]
    assert rates[::2] == pytest.approx([0.01, 0.0055, 0.001])
    (run,) = built(tmp_path, NETWORK + cosine.replace("minimum", "steps = 2, minimum"))
    assert run.training.schedule.rate(0.01, 3) == pytest.approx(0.001)


def test_the_weight_decay_spares_the_biases_where_the_scenario_says_so(tmp_path: Path) -> None:
    text = "[training.optimizer]\nweight_decay = 0.5\n"
    assert built(tmp_path, NETWORK + text)[0].training.undecayed is None
    (spec,) = built(tmp_path, NETWORK + text + "weight_decay_bias = false\n")
    spared = spec.training.undecayed
    assert spared is not None
    names = spec.training.objective.parameters.names
    assert [name for name, one in zip(names, spared, strict=True) if one] == [
        name for name in names if name.startswith("b")
    ]
    without = "[training.optimizer]\nweight_decay_bias = false\n"
    assert built(tmp_path, NETWORK + without)[0].training.undecayed is None
