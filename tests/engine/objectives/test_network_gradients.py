"""The network's loss, values and gradients against an independent implementation and against differences."""

from __future__ import annotations

from itertools import count, product
from zlib import crc32

import numpy as np
import pytest

from engine.objectives.losses import Loss, Reduction
from engine.objectives.network import Layer, Network
from engine.types import Matrix, Rows, Vector
from tests.engine.reference import (
    LayerShape,
    LossSettings,
    complex_step_gradient,
    reference,
    reference_loss_and_gradient,
)

HIDDEN = ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "softplus"]
ENDINGS = [*product(HIDDEN, ["mse", "mae"]), ("sigmoid", "bce"), ("softmax", "cross_entropy")]
"""Which activation may stand before which loss."""

NETWORKS = [("none", *ending, 1) for ending in ENDINGS] + [
    (hidden, *ending, depth) for hidden, ending, depth in product(HIDDEN, ENDINGS, (2, 3, 4))
]

UNITS = [4, 2, 5]
"""Of the hidden layers: no two neighbours are equal, so that no matrix fits the wrong way round."""

INPUTS, OUTPUTS, DATA_ROWS = 2, 3, 5
KINK_MARGIN = 1e-3


class Case:
    """A network at a random place, some of its rows as a batch, and the same told to the reference."""

    def __init__(self, shapes: list[LayerShape], settings: LossSettings, batch: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.shapes, self.settings = shapes, settings
        inputs, outputs = shapes[0][0], shapes[-1][1]
        X: Matrix = rng.normal(size=(DATA_ROWS, inputs))
        Y: Matrix = rng.normal(size=(DATA_ROWS, outputs))
        if settings["name"] == "bce":
            Y = rng.uniform(size=(DATA_ROWS, outputs))
        elif settings["name"] == "cross_entropy":
            Y = rng.dirichlet(np.ones(outputs), size=DATA_ROWS)
        over_outputs: Reduction = "mean" if settings["over_outputs"] == "mean" else "sum"
        over_rows: Reduction = "mean" if settings["over_rows"] == "mean" else "sum"
        self.network = Network(
            [f"x{column}" for column in range(inputs)],
            [f"y{column}" for column in range(outputs)],
            X,
            Y,
            [Layer(units, activation, bias) for _, units, activation, bias in shapes],
            Loss(settings["name"], settings["scale"], over_outputs, over_rows),
        )
        self.theta: Vector = rng.normal(scale=0.6, size=len(self.network.parameters))
        self.rows: Rows = rng.permutation(DATA_ROWS)[:batch]
        self.X: list[list[float]] = X[self.rows].tolist()
        self.Y: list[list[float]] = Y[self.rows].tolist()
        self.told = (shapes, self.theta.tolist(), self.X, self.Y, settings)

    def is_smooth_and_alive(self) -> bool:
        """Whether no z and no y − ŷ is near 0, at a kink of relu, leaky_relu or mae, and not all is flat."""
        told = reference(*self.told)
        sums = [abs(z) for trace in told.traces for layer in trace.sums for z in layer]
        errors = [
            abs(y - a)
            for trace, row in zip(told.traces, self.Y, strict=True)
            for y, a in zip(row, trace.activations[-1], strict=True)
        ]
        return min(sums) > KINK_MARGIN and min(errors) > KINK_MARGIN and any(told.gradient)

    def central_differences(self) -> Vector:
        """(L(θ + h·e) − L(θ − h·e))/2h for each parameter, with the network's own loss."""
        slopes = []
        for place, value in enumerate(self.theta):
            step = 1e-5 * max(1.0, abs(value))
            above, below = self.theta.copy(), self.theta.copy()
            above[place] += step
            below[place] -= step
            rise = self.network.loss(above, self.rows) - self.network.loss(below, self.rows)
            slopes.append(rise / (above[place] - below[place]))
        return np.array(slopes)


def random_case(hidden: str, last: str, loss: str, depth: int, batch: int) -> Case:
    """A case away from kinks; all that the arguments leave open is drawn with a seed that they fix."""
    first_seed = crc32(repr((hidden, last, loss, depth, batch)).encode())
    rng = np.random.default_rng(first_seed)
    units = [*UNITS[: depth - 1], OUTPUTS]
    shapes: list[LayerShape] = [
        (inputs, outputs, hidden if layer < depth - 1 else last, bool(rng.random() < 0.8))
        for layer, (inputs, outputs) in enumerate(zip([INPUTS, *units], units, strict=False))
    ]
    settings: LossSettings = {
        "name": loss,
        "scale": float(rng.choice([0.5, 1.0, 2.0])),
        "over_outputs": str(rng.choice(["mean", "sum"])),
        "over_rows": str(rng.choice(["mean", "sum"])),
    }
    candidates = (Case(shapes, settings, batch, seed) for seed in count(first_seed))
    return next(case for case in candidates if case.is_smooth_and_alive())


def assert_close(found: Vector, expected: Vector | list[float], relative: float) -> None:
    """Within `relative` of each number; of a hundredth of the largest where one is all but cancelled out."""
    largest = float(np.abs(np.asarray(expected)).max())
    np.testing.assert_allclose(found, expected, rtol=relative, atol=relative * largest * 1e-2)


@pytest.mark.parametrize(("hidden", "last", "loss", "depth"), NETWORKS)
def test_backpropagation_finds_the_gradient(hidden: str, last: str, loss: str, depth: int) -> None:
    for batch in (1, 3):
        case = random_case(hidden, last, loss, depth, batch)
        evaluation = case.network.evaluate(case.theta, case.rows)
        expected_loss, expected_gradient = reference_loss_and_gradient(*case.told)
        assert evaluation.loss == pytest.approx(expected_loss, rel=1e-13)
        assert case.network.loss(case.theta, case.rows) == pytest.approx(expected_loss, rel=1e-13)
        assert_close(evaluation.gradient, expected_gradient, 1e-12)
        assert_close(evaluation.gradient, complex_step_gradient(*case.told), 1e-12)
        # two losses, each rounded by some 10⁻¹⁶·L, are divided by their distance of 2·10⁻⁵
        rounding = 2e-10 * max(1.0, evaluation.loss)
        np.testing.assert_allclose(evaluation.gradient, case.central_differences(), rtol=1e-7, atol=rounding)


@pytest.mark.parametrize(
    ("hidden", "last", "loss", "depth"), [case for case in NETWORKS if case[3] in (1, 3)]
)
def test_every_value_and_slope_of_a_row_bears_its_name(hidden: str, last: str, loss: str, depth: int) -> None:
    case = random_case(hidden, last, loss, depth, batch=3)
    evaluation = case.network.evaluate(case.theta, case.rows)
    expected = reference(*case.told)
    outputs = np.real([trace.activations[-1] for trace in expected.traces])
    np.testing.assert_allclose(evaluation.predictions, outputs, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(
        case.network.predict(case.theta, np.array(case.X)), outputs, rtol=1e-12, atol=1e-14
    )
    for row, (trace, slopes) in enumerate(zip(expected.traces, expected.slopes, strict=True)):
        values = {f"x{column}": x for column, x in enumerate(case.X[row])}
        values |= {f"y{column}": y for column, y in enumerate(case.Y[row])}
        values |= named("z", [[z.real for z in layer] for layer in trace.sums])
        values |= named("a", [[a.real for a in layer] for layer in trace.activations])
        values["loss"] = expected.loss
        assert evaluation.named_values(row) == pytest.approx(values, rel=1e-12, abs=1e-14)
        gradients = named("a", slopes.by_activations) | named("z", slopes.by_sums)
        assert evaluation.named_gradients(row) == pytest.approx(gradients, rel=1e-11, abs=1e-14)


def test_of_a_batch_the_first_row_is_told_unless_another_is_asked_for() -> None:
    case = random_case("tanh", "linear", "mse", 2, batch=3)
    evaluation = case.network.evaluate(case.theta, case.rows)
    assert evaluation.named_values() == evaluation.named_values(0) != evaluation.named_values(2)
    assert evaluation.named_gradients() == evaluation.named_gradients(0) != evaluation.named_gradients(2)


def named(letter: str, layers: list[list[float]]) -> dict[str, float]:
    """Numbers of units by their names, from 1."""
    return {f"{letter}{i}_{j}": one for i, layer in enumerate(layers, 1) for j, one in enumerate(layer, 1)}


def one_layer(
    activation: str, cost: Loss, theta: list[float], x: list[list[float]], y: list[list[float]]
) -> tuple[float, list[float]]:
    """Loss and gradient of one layer over all rows."""
    inputs, targets = np.array(x, dtype=np.float64), np.array(y, dtype=np.float64)
    columns = [f"x{column}" for column in range(inputs.shape[1])]
    goals = [f"y{column}" for column in range(targets.shape[1])]
    network = Network(columns, goals, inputs, targets, [Layer(len(goals), activation)], cost)
    evaluation = network.evaluate(np.array(theta), np.arange(len(x)))
    return evaluation.loss, evaluation.gradient.tolist()


@pytest.mark.parametrize(
    ("cost", "factor"),
    [
        (Loss("mse", 1.0, "sum", "sum"), 1.0),
        (Loss("mse", 0.5, "sum", "sum"), 0.5),
        (Loss("mse", 1.0, "mean", "sum"), 1.0 / 2.0),
        (Loss("mse", 1.0, "sum", "mean"), 1.0 / 3.0),
        (Loss("mse", 3.0, "mean", "mean"), 3.0 / 6.0),
    ],
)
def test_scale_and_reductions_weigh_loss_and_gradient_alike(cost: Loss, factor: float) -> None:
    # ŷ = (2x, −x), rows x = 1, 2, 3, targets 0: squares 4 + 1, 16 + 4, 36 + 9 add up to 70
    # ∂L/∂w₁ = Σ 2·2x·x = 4·14 = 56, ∂L/∂w₂ = Σ 2·(−x)·x = −28, ∂L/∂b = Σ 2ŷ = 24 and −12
    loss, gradient = one_layer("linear", cost, [2, -1, 0, 0], [[1], [2], [3]], [[0, 0]] * 3)
    assert loss == pytest.approx(70.0 * factor, rel=1e-15)
    assert gradient == pytest.approx([one * factor for one in (56.0, -28.0, 24.0, -12.0)], rel=1e-15)


def test_cross_entropy_is_a_sum_over_classes_whatever_the_reduction_over_outputs() -> None:
    # z = (0, 0): ŷ = (½, ½), L = log 2; ∂L/∂z = ŷ − y = (−½, ½), times x = 3
    for reduction in ("mean", "sum"):
        cost = Loss("cross_entropy", 1.0, reduction)
        loss, gradient = one_layer("softmax", cost, [0, 0, 0, 0], [[3]], [[1, 0]])
        assert loss == pytest.approx(np.log(2.0), rel=1e-15)
        assert gradient == pytest.approx([-1.5, 1.5, -0.5, 0.5], rel=1e-15)


def test_a_row_that_a_batch_holds_twice_counts_twice() -> None:
    case = random_case("tanh", "linear", "mse", 2, batch=1)
    summing = Loss("mse", over_rows="sum")
    network = Network(
        case.network.input_names,
        case.network.target_names,
        case.network.inputs,
        case.network.targets,
        case.network.layers,
        summing,
    )
    once = network.evaluate(case.theta, np.array([1]))
    twice = network.evaluate(case.theta, np.array([1, 1]))
    assert twice.loss == pytest.approx(2.0 * once.loss, rel=1e-15)
    assert_close(twice.gradient, 2.0 * once.gradient, 1e-15)


def test_relu_is_flat_at_0() -> None:
    # z = 0: a = 0 and f′ = 0, so the error of −1 reaches no parameter
    assert one_layer("relu", Loss("mse"), [0, 0], [[1]], [[1]]) == (1.0, [0.0, 0.0])


def test_leaky_relu_at_0_has_the_slope_of_its_left() -> None:
    # f′ = 0.01: ∂L/∂z = −2·0.01
    assert one_layer("leaky_relu", Loss("mse"), [0, 0], [[1]], [[1]]) == (1.0, [-0.02, -0.02])


def test_mae_has_no_slope_where_the_prediction_is_exact() -> None:
    assert one_layer("linear", Loss("mae"), [2, 0], [[1]], [[2]]) == (0.0, [0.0, 0.0])


@pytest.mark.parametrize(("z", "y", "loss", "slope"), [(800.0, 0.0, 800.0, 1.0), (-800.0, 1.0, 800.0, -1.0)])
def test_a_certain_and_wrong_sigmoid_costs_its_z(z: float, y: float, loss: float, slope: float) -> None:
    # y = 0: −log(1 − σ(z)) = log(1 + e^z) → z, and ∂L/∂z = σ(z) − y → 1; the mirror image for y = 1
    assert one_layer("sigmoid", Loss("bce"), [0, z], [[1]], [[y]]) == (loss, [slope, slope])


@pytest.mark.parametrize(("z", "y"), [(800.0, 1.0), (-800.0, 0.0)])
def test_a_certain_and_right_sigmoid_costs_nothing(z: float, y: float) -> None:
    assert one_layer("sigmoid", Loss("bce"), [0, z], [[1]], [[y]]) == (0.0, [0.0, 0.0])


def test_a_certain_and_wrong_softmax_costs_the_distance_of_its_z() -> None:
    # z = (1000, 0), y = (0, 1): −log ŷ₂ = 1000 + log(1 + e^−1000), ∂L/∂z = ŷ − y = (1, −1)
    loss, gradient = one_layer("softmax", Loss("cross_entropy"), [0, 0, 1000, 0], [[1]], [[0, 1]])
    assert (loss, gradient) == (1000.0, [1.0, -1.0, 1.0, -1.0])


def test_a_network_keeps_its_names_and_layers_whatever_becomes_of_the_lists_they_came_in() -> None:
    names, goals, layers, numbers = ["x"], ["y"], [Layer(1)], [7]
    row = np.array([[2.0]])
    network = Network(names, goals, row, row, layers, Loss(), row_numbers=numbers)
    for given in (names, goals, layers, numbers):
        given.clear()
    assert (network.input_names, network.target_names) == (("x",), ("y",))
    assert (network.layers, network.row_numbers) == ((Layer(1),), (7,))


def test_losses_are_plain_numbers() -> None:
    case = random_case("tanh", "linear", "mse", 2, batch=3)
    losses = (
        case.network.evaluate(case.theta, case.rows).loss,
        case.network.loss(case.theta, case.rows),
        case.network.mean_row_loss(case.theta, case.rows),
    )
    assert [type(loss) for loss in losses] == [float] * 3


def test_evaluating_leaves_theta_alone_and_its_gradient_for_good() -> None:
    case = random_case("tanh", "sigmoid", "mse", 3, batch=3)
    theta = case.theta.copy()
    case.theta.setflags(write=False)
    first = case.network.evaluate(case.theta, case.rows)
    kept = first.gradient.copy()
    case.network.evaluate(case.theta + 1.0, case.rows)
    np.testing.assert_array_equal(case.theta, theta)
    np.testing.assert_array_equal(first.gradient, kept)
    assert not first.gradient.flags.writeable


def test_the_reference_itself_meets_mazurs_step() -> None:
    # Matt Mazur, "A step by step backpropagation example": L before, and, as L = Σ ½(t − o)² has no factor 2,
    # the slopes behind his updated weights at η 0.5
    layers: list[LayerShape] = [(2, 2, "sigmoid", True), (2, 2, "sigmoid", True)]
    theta = [0.15, 0.25, 0.20, 0.30, 0.35, 0.35, 0.40, 0.50, 0.45, 0.55, 0.60, 0.60]
    settings: LossSettings = {"name": "mse", "scale": 0.5, "over_outputs": "sum", "over_rows": "mean"}
    told = (layers, theta, [[0.05, 0.10]], [[0.01, 0.99]], settings)
    loss, gradient = reference_loss_and_gradient(*told)
    assert loss == pytest.approx(0.2983711087600027, rel=1e-14)
    after = [value - 0.5 * slope for value, slope in zip(theta, gradient, strict=True)]
    published = {
        0: 0.149780716, 2: 0.19956143, 1: 0.24975114, 3: 0.29950229,
        6: 0.35891648, 8: 0.408666186, 7: 0.511301270, 9: 0.561370121,
    }  # fmt: skip
    assert {place: after[place] for place in published} == pytest.approx(published, abs=5e-9)
    assert complex_step_gradient(*told) == pytest.approx(gradient, rel=1e-13)
