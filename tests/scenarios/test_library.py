"""The bundled scenarios: in order, true at every cue, and with a schema and a template to start from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.descent.quantities import Quantities
from engine.descent.sampling import Sampler
from engine.descent.training import Step, Training
from engine.objectives.expression import evaluate
from scenarios.building import build
from scenarios.bundled import bundled, content_of
from scenarios.errors import ScenarioError
from scenarios.format_playback import Cue, Moment
from scenarios.language import filled, parsed
from scenarios.loading import Loaded, load
from scenarios.schema import schema
from scenarios.template import template, write_template
from tests.scenarios.texts import FUNCTION, NETWORK

NAMES = bundled()


def test_these_scenarios_are_bundled() -> None:
    expected = "bowl learning-rates mazur package-classification package-prediction parabola slope-at-a-point"
    assert set(NAMES) >= {*expected.split(), "step-size"}


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_scenario_says_what_it_is(name: str) -> None:
    scenario = load(name).scenario
    assert scenario.title
    assert scenario.summary.endswith(".")
    assert scenario.section
    assert content_of(name).startswith(b"# ")


def test_sections_and_orders_put_every_scenario_in_one_place() -> None:
    places = [(load(name).scenario.section, load(name).scenario.order) for name in NAMES]
    assert len(set(places)) == len(places)


# What is said, at the moment it is said ----------------------------------------------------------------------


def steps_of(training: Training) -> Iterator[tuple[Step, float | None]]:
    """Every step of a run, and the epoch loss where it closes an epoch."""
    state, losses = training.beginning(), list[float]()
    for number in range(1, training.steps + 1):
        step = training.step(state, number)
        losses.append(step.loss)
        epoch_loss = None
        if isinstance(training.sampler, Sampler) and training.sampler.closes_epoch(number):
            epoch_loss, losses = sum(losses) / len(losses), []
        yield step, epoch_loss
        state = step.after


def moment_of(cue: Cue, training: Training) -> Quantities:
    """The quantities of the step at which a cue comes."""
    for step, epoch_loss in steps_of(training):
        quantities = Quantities(training, step, epoch_loss)
        if _comes(cue, quantities, training):
            return quantities
    raise AssertionError(f"{cue} never comes")


def _comes(cue: Cue, quantities: Quantities, training: Training) -> bool:
    number = quantities["step"]
    if isinstance(cue.at, Moment) and cue.at.epoch is not None:
        return quantities["epoch"] == cue.at.epoch and quantities["row"] == (cue.at.row or 1)
    if isinstance(cue.at, Moment):
        return number == cue.at.step
    if cue.at is not None:
        return number == (1 if cue.at == "start" else training.steps)
    if cue.when is not None:
        return bool(evaluate(parsed(cue.when), quantities))
    return number == cue.step


def said(loaded: Loaded) -> list[str]:
    training = build(loaded)[0].training
    texts: list[str] = []
    for cue in loaded.scenario.cue:
        quantities = moment_of(cue, training)
        ask = cue.ask
        given = (cue.say, *((ask.text, ask.hint, ask.why, *(ask.choices or ())) if ask else ()))
        texts += [filled(text, quantities) for text in given if text is not None]
        if ask is not None and isinstance(ask.answer, str):
            texts.append(f"answer {evaluate(parsed(ask.answer), quantities):.6g}")
    return texts


@pytest.mark.parametrize("name", NAMES)
def test_every_cue_comes_and_every_number_in_it_is_finite(name: str) -> None:
    for text in said(load(name)):
        assert not {"nan", "inf"} & set(text.replace("*", " ").replace("=", " ").split())


SAYINGS = {
    "package-prediction": [
        "number, 1.6. Why? The prediction ŷ is 0.32, and the true salary is 4.",
        "(y − ŷ)² = (4 − 0.32)² = **13.5424**",
        "−2(y − ŷ) = -7.36",
        "answer 1",
        "from 0.1 to\n0.1 − 0.001·(-11.776) = **0.111776**",
        "its four losses is **26.3456**",
        "After 5 epochs the mean loss is 1.224.",
        "still equal, 0.27199 and\n0.27199",
    ],
    "package-classification": ["the right\nanswer is 1".replace("the", "The"), "is simply **ŷ − y**"],
    "mazur": [
        "The outputs are 0.75136507 and 0.772928465; 0.01 and 0.99 are wanted.",
        "**0.298371109**",
        "becomes 0.35891648, w1 (here `w1_1_1`) 0.149780716",
    ],
    "slope-at-a-point": ["answer 11", "that is **11**", "it goes from 5 to 3.9"],
    "parabola": ["2x = **10**", "5 − 0.1·10 = **4**", "After 25 steps x is 0.0189."],
    "bowl": ["2x = 8", "2y = -6", "down to 3.2, y goes up to -2.4"],
    "step-size": ["slope is **-50**", "answer 45", "-5 − 1·(-50) = **45**", "b is 45, the loss 10125"],
    "learning-rates": ["with η = 0.1, goes to -1.75."],
}


@pytest.mark.parametrize("name", SAYINGS)
def test_the_numbers_in_the_texts_are_those_of_the_run(name: str) -> None:
    texts = "\n".join(said(load(name)))
    for part in SAYINGS[name]:
        assert part in texts


def steps_needed(training: Training) -> int | None:
    """The step with which |new.w − 2| ≤ 0.022 holds first; None if it never does."""
    arrived = (step.number for step, _ in steps_of(training) if abs(step.after.theta[0] - 2.0) <= 0.022)
    return next(arrived, None)


def test_five_learning_rates_need_as_many_steps_as_published() -> None:
    # Google's crash course: η 0.1 needs 81 steps, 1 needs 6, 1.6 needs 1, 4 never arrives. For 2.5,
    # |1 − 2.5/1.6|ⁿ = 0.5625ⁿ ≤ 0.0055 from n = 10 on.
    runs = {run.training.learning_rate: steps_needed(run.training) for run in build(load("learning-rates"))}
    assert runs == {0.1: 81, 1.0: 6, 1.6: 1, 2.5: 10, 4.0: None}


def test_the_two_step_sizes_go_to_45_and_to_minus_four_and_a_half() -> None:
    ends = [
        run.training.step(run.training.beginning(), 1).after.theta.tolist()
        for run in build(load("step-size"))
    ]
    assert ends == [[45.0], [-4.5]]


# The schema --------------------------------------------------------------------------------------------------


def test_the_schema_is_a_valid_one() -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_file_is_valid_by_the_schema(name: str) -> None:
    Draft202012Validator(schema()).validate(tomllib.loads(content_of(name).decode()))


@pytest.mark.parametrize(
    "text",
    [
        NETWORK.replace("epochs", "epoch"),
        NETWORK.replace("epochs = 2", "epochs = 0"),
        NETWORK + '[training.optimizer]\nname = "adm"\n',
        NETWORK + "[training.optimizer]\nmomentum = 0.5\n",
        NETWORK.replace("units = 1", 'units = "1"'),
        FUNCTION.replace("function", "functional"),
        FUNCTION + '[[cue]]\nat = "begin"\n',
        FUNCTION + "[loss]\nscale = 2\n",
    ],
)
def test_the_schema_finds_misspelt_keys_and_wrong_values(text: str) -> None:
    assert not Draft202012Validator(schema()).is_valid(tomllib.loads(text))


@pytest.mark.parametrize("text", [NETWORK, FUNCTION, NETWORK + "[network.initial]\nweights = [[[1]]]\n"])
def test_the_schema_accepts_the_smallest_scenarios(text: str) -> None:
    Draft202012Validator(schema()).validate(tomllib.loads(text))


def every_property(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        for name, inner in node.get("properties", {}).items():
            yield name, inner
        for inner in node.values():
            yield from every_property(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from every_property(inner)


def test_the_schema_explains_every_key_and_knows_no_null() -> None:
    properties = list(every_property(schema()))
    assert len(properties) > 80
    assert [name for name, found in properties if "description" not in found] == []
    assert "'null'" not in str(schema())
    assert "None" not in str(schema())


# The template ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_the_bundled_scenario_with_a_commented_head(name: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    write_template(path, name)
    text = path.read_text(encoding="utf-8")
    assert text.endswith(content_of(name).decode())
    head = text.removesuffix(content_of(name).decode()).splitlines()
    assert all(line.startswith("#") or not line for line in head)
    assert "gradstep check mine.toml" in text
    assert load(path).scenario == load(name).scenario


def test_a_template_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("precious")
    with pytest.raises(
        ScenarioError, match=r"mine\.toml: there is such a file already, and it stays as it is"
    ):
        write_template(path, "parabola")
    assert path.read_text() == "precious"


def test_a_template_that_cannot_be_made_or_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        ScenarioError, match=r"^parabula: there is no bundled scenario of this name; did you mean"
    ):
        write_template(tmp_path / "mine.toml", "parabula")
    assert not (tmp_path / "mine.toml").exists()
    with pytest.raises(ScenarioError, match="it cannot be written: "):
        write_template(tmp_path / "nowhere" / "mine.toml", "parabola")


def test_a_hostile_file_name_stays_within_the_head_s_comments() -> None:
    assert tomllib.loads(template("parabola", "a\nformat = 2\x1b.toml"))["format"] == 1
