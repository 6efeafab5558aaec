"""Parts of a network scenario: data, layers, initial parameters, and loss."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, Tag

from engine.objectives.activations import ACTIVATIONS
from engine.objectives.losses import LOSSES
from engine.objectives.standardization import DIVISORS
from scenarios.fields import (
    Array,
    Choice,
    Column,
    Label,
    NameIn,
    NotNegative,
    Part,
    Seed,
    chosen_by,
    label_text,
)
from scenarios.wording import described

Numbers = Array[float]
Table = Array[Numbers]


def _deviation(value: object) -> object:
    if isinstance(value, bool) or (isinstance(value, str) and value in DIVISORS):
        return value
    raise ValueError(f'expected true, false, "population" or "sample", got {described(value)}')


Deviation: TypeAlias = Annotated[bool | Literal["population", "sample"], BeforeValidator(_deviation)]
"""The deviation that columns are divided by; true is that of the population, false is none."""


class Generator(Part):
    """Points made up by a formula and a seed, for trying things out; columns x1, x2 and label (plane: y)."""

    name: Literal["circle", "xor", "moons", "gauss", "spiral", "plane"] = Field(
        description="What the points look like; all but plane have two classes, labelled 0 and 1."
    )
    n: Annotated[int, Field(ge=2, le=1_000_000)] = Field(200, description="How many points.")
    noise: NotNegative = Field(
        0.1, description="The standard deviation of what is added to x1 and x2 (plane: to y)."
    )
    seed: Seed = Field(0, description="The start of the random numbers.")


_MAX_LABEL = 2**53
"""The greatest whole number up to which each one is a float."""


def _class_label(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"expected a word or a whole number, got {described(value)}")
    if isinstance(value, int) and abs(value) > _MAX_LABEL:
        raise ValueError(f"expected a whole number of at most {_MAX_LABEL:,}, got {described(value)}")
    return label_text(value) if isinstance(value, str) else value


ClassLabel = Annotated[int | str, BeforeValidator(_class_label)]
"""The label of a class."""


class Data(Part):
    """The rows a network learns from, and what in them is given and what is asked for."""

    rows: Annotated[Table, Field(min_length=1)] | None = Field(
        None, description="The rows themselves: a list of lists of numbers."
    )
    file: Label | None = Field(
        None,
        description="A CSV file in the scenario's folder: a line of column names, then a line for each row.",
    )
    generator: Generator | None = Field(None, description="Rows made up by a formula.")
    columns: Annotated[Array[Column], Field(min_length=1)] | None = Field(
        None,
        description="The columns' names, in order; default: x1, x2, … and y1, … for rows, the file's first "
        "line, the generator's own names.",
    )
    inputs: Annotated[Array[Label], Field(min_length=1)] | None = Field(
        None, description="The columns the network is given; default: all that are not targets."
    )
    targets: Annotated[Array[Label], Field(min_length=1)] | None = Field(
        None,
        description="The columns the network is to predict; default: the last ones, one for each output.",
    )
    decimal: Literal[".", ","] | None = Field(
        None,
        description='The decimal mark of the numbers in the file, "." or ","; default: the one that they prove.',
    )
    classes: Annotated[Array[ClassLabel], Field(min_length=2, max_length=1000)] | None = Field(
        None,
        description="The labels in the target column, words or whole numbers, in the order of the output units: each "
        "class becomes a target of 0 and 1.",
    )
    standardize: Deviation = Field(
        False,
        description="Whether inputs are shifted and scaled to mean 0 and deviation 1 over the n training rows; the "
        'deviation divides by n ("population", or true) or by n - 1 ("sample").',
    )
    standardize_targets: Deviation = Field(
        False,
        description="The same for targets, with the loss mse or mae; predictions are then converted back.",
    )
    test_fraction: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.0, description="The share of rows, drawn at random, that is kept apart and never trained on."
    )


class LayerPart(Part):
    """One layer of units, each a = activation(Σ w·input + b)."""

    units: Annotated[int, Field(ge=1, le=1_000_000)] = Field(description="How many units the layer has.")
    activation: Annotated[str, NameIn(ACTIVATIONS)] = Field(
        "linear", description="What makes a unit's a of its z; softmax only in the last layer."
    )
    bias: bool | None = Field(
        None, description="Whether the units have biases; default: as the network says."
    )


class _Method(Choice):
    selector = "method"
    common = frozenset({"bias"})
    bias: float = Field(0.0, description="The number that all biases start at.")


class ConstantStart(_Method):
    """Every weight starts at the same number."""

    called = "constant"
    method: Literal["constant"] = Field(description="Every weight starts at the same number.")
    value: float = Field(0.1, description="The number.")


class UniformStart(_Method):
    """Weights are drawn evenly between two numbers."""

    called = "uniform"
    method: Literal["uniform"] = Field(description="Weights are drawn evenly between two numbers.")
    low: float = Field(-0.5, description="The lower one.")
    high: float = Field(0.5, description="The higher one.")


class NormalStart(_Method):
    """Weights are drawn from a normal distribution."""

    called = "normal"
    method: Literal["normal"] = Field(description="Weights are drawn from a normal distribution.")
    mean: float = Field(0.0, description="Its mean.")
    deviation: NotNegative = Field(0.1, description="Its standard deviation.")


class GlorotUniformStart(_Method):
    """Weights are drawn evenly between ±√(6/(inputs + units))."""

    called = "glorot_uniform"
    method: Literal["glorot_uniform"] = Field(
        "glorot_uniform", description="Evenly between ±√(6/(inputs + units)); suits tanh and sigmoid."
    )


class GlorotNormalStart(_Method):
    """Weights are drawn from a normal distribution of deviation √(2/(inputs + units))."""

    called = "glorot_normal"
    method: Literal["glorot_normal"] = Field(
        description="Normal, of deviation √(2/(inputs + units)); suits tanh and sigmoid."
    )


class HeUniformStart(_Method):
    """Weights are drawn evenly between ±√(6/inputs)."""

    called = "he_uniform"
    method: Literal["he_uniform"] = Field(description="Evenly between ±√(6/inputs); suits relu.")


class HeNormalStart(_Method):
    """Weights are drawn from a normal distribution of deviation √(2/inputs)."""

    called = "he_normal"
    method: Literal["he_normal"] = Field(description="Normal, of deviation √(2/inputs); suits relu.")


class PinnedStart(Part):
    """Every parameter starts at a number of its own."""

    called = "pinned numbers"
    weights: Annotated[Array[Table], Field(min_length=1)] = Field(description="weights[layer][from][to].")
    biases: Table | None = Field(None, description="biases[layer][unit]; default: all 0.")


Initial = Annotated[
    Annotated[ConstantStart, Tag("<constant>")]
    | Annotated[UniformStart, Tag("<uniform>")]
    | Annotated[NormalStart, Tag("<normal>")]
    | Annotated[GlorotUniformStart, Tag("<glorot_uniform>")]
    | Annotated[GlorotNormalStart, Tag("<glorot_normal>")]
    | Annotated[HeUniformStart, Tag("<he_uniform>")]
    | Annotated[HeNormalStart, Tag("<he_normal>")]
    | Annotated[PinnedStart, Tag("<pinned numbers>")],
    chosen_by("method", "glorot_uniform", {"weights": "pinned numbers", "biases": "pinned numbers"}),
]


class NetworkPart(Part):
    """A dense network: every unit of a layer takes in every unit of the layer before."""

    layers: Annotated[Array[LayerPart], Field(min_length=1, max_length=100)] = Field(
        description="From the first hidden layer to the output layer."
    )
    bias: bool = Field(True, description="Whether units have biases, where the layer does not say.")
    initial: Initial = Field(
        GlorotUniformStart(), description="Where the parameters start; default: glorot_uniform, biases 0."
    )


class LossPart(Part):
    """What a prediction costs: scale · over_rows over_outputs cost(y, ŷ)."""

    name: Annotated[str, NameIn(LOSSES)] = Field(
        "mse",
        description="mse (y − ŷ)²; mae |y − ŷ|; bce −(y·log ŷ + (1 − y)·log(1 − ŷ)), with sigmoid in the "
        "last layer; cross_entropy −Σ y·log ŷ, with softmax there.",
    )
    scale: float = Field(1.0, gt=0, description="What the loss is multiplied by: 0.5 for ½(y − ŷ)².")
    over_outputs: Literal["mean", "sum"] = Field(
        "mean", description="How a row's outputs are put together; cross_entropy always sums over classes."
    )
    over_rows: Literal["mean", "sum"] = Field("mean", description="How the rows of a batch are put together.")
