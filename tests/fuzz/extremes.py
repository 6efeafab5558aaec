"""Scenarios with extreme numbers in any numeric field, each opened, drawn, edited, talked about and exported."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

EXTREMES = (
    0.0,
    5e-324,
    1e-320,
    2.2250738585072014e-308,
    1e-300,
    1e-155,
    1e-17,
    1.0,
    1.0000000000000002,
    1e17,
    1e154,
    1.4e154,
    1e300,
    1e308,
    1.0000000000000002e308,
    1.7e308,
    1.7976931348623157e308,
)
"""Magnitudes at which sums, differences, squares, reciprocals and logarithms leave the floats, and neighbours of 1."""

WHOLE = (0, 1, 2, 7, 2**31, 2**63, 10**9, 10**18, 10**308, 10**400, 10**4000)
"""The same of whole numbers."""

_CURVE = """\
format = 1
kind = "function"
[function]
expression = "{expression}"
[function.start]
x = 5.0
[function.domain]
x = [-6.0, 6.0]
"""
_NETWORK = """\
format = 1
kind = "network"
[data]
columns = ["u", "v", "y"]
{data}
test_fraction = 0.25
[network]
layers = [{{ units = 2, activation = "{hidden}" }}, {{ units = 1, activation = "{output}" }}]
[loss]
name = "{loss}"
scale = 0.5
"""
_RUN = """\
[training]
{length}
optimizer = {optimizer}
schedule = {schedule}
stop = {{ gradient_norm = 1e-9, update_norm = 1e-9, loss_change = 1e-12, loss_below = 1e-9, patience = 2 }}
[[compare]]
label = "other"
set = {{ "training.optimizer.learning_rate" = 0.2 }}
"""

_EXPRESSIONS = (
    "x**2", "sin(x)", "exp(x)", "1/x", "log(x)", "sqrt(x)", "tanh(x)*x", "x**4 - 3*x", "abs(x)", "softplus(x)",
    "1e308*x", "1e-308*x**2", "sigmoid(x)", "5e-324*x + 1.7e308",
)  # fmt: skip
_DATA = (
    "rows = [[1.0, 2.0, 1.0], [2.0, 3.0, 0.0], [0.5, -1.0, 1.0], [4.0, 1.0, 0.0]]",
    "rows = [[1.0, 2.0, 1.0], [2.0, 3.0, 0.0], [0.5, -1.0, 1.0], [4.0, 1.0, 0.0]]\nstandardize = true",
    'generator = { name = "moons", n = 8, noise = 0.1, seed = 3 }',
    'generator = { name = "spiral", n = 8, noise = 0.1, seed = 3 }\nstandardize = true',
    'generator = { name = "plane", n = 8, noise = 0.1, seed = 3 }',
    'generator = { name = "gauss", n = 8, noise = 0.1, seed = 3 }',
)
_HEADS = (("linear", "mse"), ("linear", "mae"), ("sigmoid", "bce"), ("tanh", "mse"))
_HIDDEN = ("linear", "sigmoid", "tanh", "relu", "softplus")
_INITIAL = (
    'initial = { method = "constant", value = 0.1, bias = 0.2 }',
    'initial = { method = "uniform", low = -0.5, high = 0.5, bias = 0.2 }',
    'initial = { method = "normal", mean = 0.0, deviation = 0.5, bias = 0.2 }',
    "initial = { weights = [[[0.1, 0.2], [0.3, 0.4]], [[0.5], [0.6]]], biases = [[0.7, 0.8], [0.9]] }",
)
_OPTIMIZERS = (
    '{ name = "sgd", learning_rate = 0.1, weight_decay = 0.01 }',
    '{ name = "momentum", learning_rate = 0.1, momentum = 0.9, weight_decay = 0.01 }',
    '{ name = "nesterov", learning_rate = 0.1, momentum = 0.9, weight_decay = 0.01 }',
    '{ name = "adagrad", learning_rate = 0.1, epsilon = 1e-10, weight_decay = 0.01 }',
    '{ name = "rmsprop", learning_rate = 0.1, rho = 0.9, epsilon = 1e-8, weight_decay = 0.01 }',
    '{ name = "adam", learning_rate = 0.1, beta1 = 0.9, beta2 = 0.99, epsilon = 1e-8, weight_decay = 0.01 }',
    '{ name = "adamw", learning_rate = 0.1, beta1 = 0.9, beta2 = 0.99, epsilon = 1e-8, weight_decay = 0.01 }',
)
_SCHEDULES = (
    '{ name = "constant" }',
    '{ name = "step", every = 2, factor = 0.5 }',
    '{ name = "exponential", factor = 0.9 }',
    '{ name = "inverse_time", decay = 0.1 }',
    '{ name = "cosine", steps = 10, minimum = 0.01 }',
    '{ name = "linear_warmup", steps = 3 }',
)

Path = tuple[str | int, ...]


class Case(NamedTuple):
    """One scenario, and the numbers that are typed at it."""

    seed: int
    text: str
    typed: tuple[float, float, float]

    @classmethod
    def of(cls, seed: int) -> Case:
        """The case of a seed: a scenario of which one to three numbers have become extreme."""
        chance = random.Random(seed)
        tree = _base(chance)
        fields = [*number_fields(tree)]
        weights = [0.2 if isinstance(value_at(tree, path), int) else 1 for path in fields]
        for path in chance.choices(fields, weights, k=chance.choice([1, 1, 1, 2, 3])):
            whole = isinstance(value_at(tree, path), int)
            _put(tree, path, chance.choice(WHOLE) if whole else _extreme(chance))
        one, two, three = (_extreme(chance) for _ in range(3))
        return cls(seed, text_of(tree), (one, two, three))


def _extreme(chance: random.Random) -> float:
    return chance.choice(EXTREMES) * chance.choice([1, 1, 1, -1])


def _base(chance: random.Random) -> dict[str, Any]:
    """A scenario in which every numeric field of its kind is written."""
    if chance.random() < 0.5:
        start = _CURVE.format(expression=chance.choice(_EXPRESSIONS))
        if chance.random() < 0.4:
            start = start.replace('"\n[function.start]\n', ' + y**2"\n[function.start]\ny = 2.0\n')
            start += "y = [-3.0, 3.0]\n"
        length = "steps = 5"
    else:
        output, loss = chance.choice(_HEADS)
        start = _NETWORK.format(
            data=chance.choice(_DATA), hidden=chance.choice(_HIDDEN), output=output, loss=loss
        )
        start = start.replace("[loss]", f"{chance.choice(_INITIAL)}\n[loss]")
        length = f'epochs = 3\nbatch_size = 2\nseed = 1\norder = "{chance.choice(["sequential", "shuffle"])}"'
    optimizer, schedule = chance.choice(_OPTIMIZERS), chance.choice(_SCHEDULES)
    tree = tomllib.loads(start + _RUN.format(length=length, optimizer=optimizer, schedule=schedule))
    if "domain" in tree.get("function", ()) and chance.random() < 0.4:
        del tree["function"]["domain"]
    if chance.random() < 0.7:
        del tree["training"]["stop"]
    if chance.random() < 0.7:
        del tree["compare"]
    return tree


def number_fields(tree: Any, at: Path = ()) -> Iterator[Path]:
    """The way to every number of a scenario, without its format."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        if isinstance(value, int | float) and not isinstance(value, bool) and key != "format":
            yield (*at, key)
        else:
            yield from number_fields(value, (*at, key))


def value_at(tree: Any, path: Path) -> Any:
    """What stands there."""
    for key in path:
        tree = tree[key]
    return tree


def _put(tree: Any, path: Path, value: float) -> None:
    value_at(tree, path[:-1])[path[-1]] = value


def text_of(tree: Mapping[str, Any]) -> str:
    """The scenario as TOML."""
    return "".join(f"{key} = {_written(value)}\n" for key, value in tree.items())


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_written(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, int) and not isinstance(value, bool):
        return hex(value)  # decimal literals of thousands of digits are refused by Python itself
    return json.dumps(value) if isinstance(value, str | bool) else repr(value)
