"""Format 1 of the scenario file: the two kinds of scenario and their keys, with descriptions and defaults."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field

from scenarios.fields import Array, Heading, Line, Named, Part
from scenarios.format_network import Data, LossPart, NetworkPart
from scenarios.format_playback import Compare, Cue
from scenarios.format_training import FunctionTraining, NetworkTraining


class _Scenario(Part):
    format: Literal[1] = Field(description="The version of the file format.")
    title: Heading = Field("", description="What the scenario is called; default: the file's name.")
    summary: Heading = Field("", description="One sentence for the picker.")
    section: Heading = Field("", description="The group in the picker, sorted as text.")
    order: int = Field(0, ge=-1_000_000, le=1_000_000, description="The place within the section.")
    compare: Annotated[Array[Compare], Field(max_length=100)] = Field(
        (), description="The same scenario again, with other settings, beside the first."
    )
    cue: Annotated[Array[Cue], Field(max_length=10_000)] = Field((), description="The playback script.")


class NetworkScenario(_Scenario):
    """A dense network that learns from rows of data."""

    called = "a network scenario"

    kind: Literal["network"] = Field(description="A network, trained on data.")
    data: Data = Field(description="What the network learns from.")
    network: NetworkPart = Field(description="The layers.")
    loss: LossPart = Field(LossPart(), description="What a prediction costs; default: mse.")
    training: NetworkTraining = Field(description="How it learns.")


def _interval(value: object) -> object:
    if isinstance(value, list | tuple) and len(value) != 2:
        raise ValueError(f"expected two numbers, [low, high], got a list of {len(value)}")
    return value


def _rising(interval: tuple[float, float]) -> tuple[float, float]:
    low, high = interval
    if not low < high:
        raise ValueError(f"{low!r} is not below {high!r}; give [low, high], the lower number first")
    return interval


Interval = Annotated[
    tuple[float, float], Field(strict=False), BeforeValidator(_interval), AfterValidator(_rising)
]


class FunctionPart(Part):
    """A function of one or more variables, to go downhill on."""

    expression: Line = Field(
        min_length=1,
        description="+ - * / ** and sin cos tan exp log sqrt tanh sigmoid relu softplus abs, pi, e.",
    )
    where: Named[Line] = Field(
        default_factory=dict, description="Named intermediate values, in order; each may use those before it."
    )
    start: Annotated[Named[float], Field(min_length=1)] = Field(
        description="Where each variable starts; these are the variables."
    )
    domain: Named[Interval] = Field(
        default_factory=dict,
        description="What the chart shows of a variable, [low, high]; default: from the start and the path.",
    )


class FunctionScenario(_Scenario):
    """A function, given as an expression, on which descent goes downhill."""

    called = "a function scenario"

    kind: Literal["function"] = Field(description="A function, given as an expression.")
    function: FunctionPart = Field(description="The function and the start.")
    training: FunctionTraining = Field(description="How it descends.")


Scenario: TypeAlias = NetworkScenario | FunctionScenario
