"""A dense network over rows of data as an objective: L(θ), and ∂L/∂θ by backpropagation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from math import nan
from typing import NamedTuple

import numpy as np
from numpy import dot

from engine.objectives.activations import ACTIVATIONS
from engine.objectives.losses import Loss
from engine.objectives.parameters import Block, LayerNames, Parameters, blocks_of, shapes_of
from engine.objectives.standardization import Standardization
from engine.types import Matrix, Rows, Vector

_ROWS_PER_CHUNK = 4096
"""Rows that are evaluated at once where the loss of all rows is computed, which bounds the memory."""


class Layer(NamedTuple):
    """`units` units, each a = activation(Σ w·input + b)."""

    units: int
    activation: str = "linear"
    bias: bool = True


class _Forward(NamedTuple):
    """One layer of the forward pass: views into the network's copy of θ, and the activation, None for linear.

    Biases are a matrix of one row, since NumPy adds that to another matrix three times faster than a vector.
    """

    weights: Matrix
    """Shape (from, to)."""
    biases: Matrix | None
    """Shape (1, to)."""
    activation: Callable[[Matrix], Matrix] | None


class _Backward(NamedTuple):
    """One layer of the backward pass: a view into the network's copy of θ, and two into its gradient."""

    layer: int
    """From 0."""
    transposed: Matrix
    """The weights, shape (to, from)."""
    weight_gradient: Matrix
    bias_gradient: Matrix | None
    derivative: Callable[[Matrix, Matrix], Matrix] | None
    """The activation's f′ as a function of z and a; None where it is 1."""


class NetworkEvaluation(NamedTuple):
    """A network at one θ over one batch: every z and a, the loss L, and ∂L/∂z and ∂L/∂a.

    Matrices have the shape (rows of the batch, units of the layer), one for each layer.
    """

    network: Network
    rows: Rows
    """The batch's rows, as indices into the network's data."""
    inputs: Matrix
    targets: Matrix
    sums: list[Matrix]
    """z of each layer."""
    activations: list[Matrix]
    """a of each layer; the last is ŷ."""
    loss: float
    gradients_z: list[Matrix]
    """∂L/∂z of each layer."""
    gradients_a: list[Matrix | None]
    """∂L/∂a of each layer; None where it was not computed (see `gradient_a`)."""
    gradient: Vector

    @property
    def predictions(self) -> Matrix:
        """ŷ, shape (rows of the batch, outputs)."""
        return self.activations[-1]

    @property
    def row_losses(self) -> Vector:
        """Each row's own loss, shape (rows of the batch,)."""
        return self.network.row_losses(self.targets, self.activations[-1], self.sums[-1])

    @np.errstate(all="ignore")
    def gradient_a(self, layer: int) -> Matrix:
        """∂L/∂a of a layer (from 0), also where ∂L/∂z was computed directly."""
        gradients = self.gradients_a[layer]
        if gradients is not None:
            return gradients
        network = self.network
        given = self.targets, self.activations[-1], self.sums[-1]
        return network.element_weight(len(self.rows)) * network.cost.rule.derivative(
            *given, network.errors(*given)
        )

    def named_values(self, row: int = 0) -> dict[str, float]:
        """Inputs and targets by their columns, z{layer}_{unit}, a{layer}_{unit}, and the batch's loss."""
        network = self.network
        values = dict(zip(network.input_names, self.inputs[row].tolist(), strict=True))
        values.update(zip(network.target_names, self.targets[row].tolist(), strict=True))
        for layer, (sums, activations) in enumerate(zip(self.sums, self.activations, strict=True), 1):
            values.update((f"z{layer}_{unit}", z) for unit, z in enumerate(sums[row].tolist(), 1))
            values.update((f"a{layer}_{unit}", a) for unit, a in enumerate(activations[row].tolist(), 1))
        values["loss"] = self.loss
        return values

    def named_gradients(self, row: int = 0) -> dict[str, float]:
        """∂L/∂a and ∂L/∂z of every unit for this row, from the output back; L is the loss of the batch."""
        gradients: dict[str, float] = {}
        for layer in range(len(self.sums), 0, -1):
            by_a, by_z = self.gradient_a(layer - 1)[row].tolist(), self.gradients_z[layer - 1][row].tolist()
            gradients.update((f"a{layer}_{unit}", gradient) for unit, gradient in enumerate(by_a, 1))
            gradients.update((f"z{layer}_{unit}", gradient) for unit, gradient in enumerate(by_z, 1))
        return gradients


class Network:
    """The dense network a⁰ = x, z^l = a^(l−1)·W^l + b^l, a^l = f^l(z^l), ŷ = a^last, and its loss over data.

    Inputs X have shape (rows, inputs), targets Y (rows, outputs), both float64, and standardized already where that is
    asked for; the first `training_rows` rows are trained on, the others are held out for testing. Backward, from
    ∂L/∂ŷ: ∂L/∂z = f′(z)·∂L/∂a, ∂L/∂W = aᵀ·∂L/∂z, ∂L/∂b = Σ ∂L/∂z, ∂L/∂a of the layer before = ∂L/∂z·Wᵀ.

    θ is copied into memory of the network for each evaluation, so one network must not be evaluated by two threads
    at once. Numbers never cause errors or warnings, except that `evaluate`, for speed, leaves NumPy's warnings to
    its caller.
    """

    def __init__(
        self,
        input_names: Sequence[str],
        target_names: Sequence[str],
        inputs: Matrix,
        targets: Matrix,
        layers: Sequence[Layer],
        cost: Loss,
        *,
        training_rows: int | None = None,
        row_numbers: Sequence[int] | None = None,
        input_standardization: Standardization | None = None,
        target_standardization: Standardization | None = None,
    ) -> None:
        self.input_names = tuple(input_names)
        self.target_names = tuple(target_names)
        self.inputs = inputs
        self.targets = targets
        self.layers = tuple(layers)
        self.cost = cost
        self.training_rows = len(inputs) if training_rows is None else training_rows
        self.row_numbers = tuple(row_numbers) if row_numbers is not None else tuple(range(1, len(inputs) + 1))
        """The row numbers shown to users: positions in the file, from 1."""
        self.input_standardization = input_standardization
        """How `inputs` were made of the numbers as given; None if they are these."""
        self.target_standardization = target_standardization
        """How `targets` were made of the numbers as given; None if they are these. Predictions are of the same kind."""
        units = [layer.units for layer in layers]
        self.blocks: tuple[Block, ...] = blocks_of(
            shapes_of(len(self.input_names), units, [layer.bias for layer in layers])
        )
        self.parameters = Parameters(LayerNames(self.blocks))
        self._theta: Vector = np.empty(len(self.parameters))
        self._gradient: Vector = np.empty(len(self.parameters))
        self._forward_layers = [self._forward_layer(layer) for layer in range(len(layers))]
        self._backward_layers = [self._backward_layer(layer) for layer in reversed(range(len(layers)))]
        self._rule = cost.rule
        self._weights: dict[int, float] = {}
        self._fused = cost.rule.fused_with == layers[-1].activation
        self._error = ACTIVATIONS[layers[-1].activation].error

    def _forward_layer(self, layer: int) -> _Forward:
        block, theta = self.blocks[layer], self._theta
        biases = block.bias_view(theta).reshape(1, -1) if block.bias else None
        return _Forward(block.weight_view(theta), biases, ACTIVATIONS[self.layers[layer].activation].value)

    def _backward_layer(self, layer: int) -> _Backward:
        block, gradient = self.blocks[layer], self._gradient
        return _Backward(
            layer,
            block.weight_view(self._theta).T,
            block.weight_view(gradient),
            block.bias_view(gradient).reshape(1, -1) if block.bias else None,
            ACTIVATIONS[self.layers[layer].activation].derivative,
        )

    @property
    def standardizations(self) -> Iterator[tuple[tuple[str, ...], Standardization]]:
        """(names of the columns, their standardization) for the inputs and for the targets, if they have one."""
        if self.input_standardization is not None:
            yield self.input_names, self.input_standardization
        if self.target_standardization is not None:
            yield self.target_names, self.target_standardization

    @property
    def raw_inputs(self) -> Matrix:
        """The inputs as given, before standardization, shape (rows, inputs)."""
        return self.inputs if self.input_standardization is None else self.input_standardization.raw

    @property
    def raw_targets(self) -> Matrix:
        """The targets as given, before standardization, shape (rows, targets)."""
        return self.targets if self.target_standardization is None else self.target_standardization.raw

    @cached_property
    def all_training_rows(self) -> Rows:
        """The indices of the training rows."""
        return np.arange(self.training_rows)

    @cached_property
    def test_rows(self) -> Rows:
        """The indices of the rows held out for testing."""
        return np.arange(self.training_rows, len(self.inputs))

    def element_weight(self, rows: int) -> float:
        """The factor of one output's cost of one row in the loss of a batch of `rows` rows."""
        weight = self._weights.get(rows)
        if weight is None:
            weight = self.cost.output_weight(self.layers[-1].units) / self.cost.row_divisor(rows)
            self._weights[rows] = weight
        return weight

    @np.errstate(all="ignore")
    def forward(self, theta: Vector, inputs: Matrix) -> tuple[list[Matrix], list[Matrix]]:
        """(z of each layer, a of each layer) for the given inputs, shape (rows, inputs)."""
        np.copyto(self._theta, theta)
        return self._forward(inputs)

    def _forward(self, inputs: Matrix) -> tuple[list[Matrix], list[Matrix]]:
        sums: list[Matrix] = []
        activations: list[Matrix] = []
        layer_inputs = inputs
        for weights, biases, activation in self._forward_layers:
            z = layer_inputs.dot(weights)
            if biases is not None:
                z += biases
            layer_inputs = z if activation is None else activation(z)
            sums.append(z)
            activations.append(layer_inputs)
        return sums, activations

    def raw_predictions(self, predictions: Matrix) -> Matrix:
        """ŷ in the unit of the data: ŷ·deviation + mean if targets are standardized, else ŷ itself."""
        scale = self.target_standardization
        return predictions if scale is None else scale.to_raw(predictions)

    def predict(self, theta: Vector, inputs: Matrix) -> Matrix:
        """ŷ for any inputs, shape (rows, outputs)."""
        return self.forward(theta, inputs)[1][-1]

    @np.errstate(all="ignore")
    def row_losses(self, targets: Matrix, outputs: Matrix, sums: Matrix) -> Vector:
        """The loss of each single row, shape (rows,)."""
        elements = self._elements(targets, outputs, sums)
        return np.asarray(elements.sum(axis=1) * self.cost.output_weight(self.layers[-1].units))

    def errors(self, targets: Matrix, outputs: Matrix, sums: Matrix) -> Matrix:
        """ŷ − y, free of cancellation where ŷ is rounded to a limit of its activation; shape (rows, outputs)."""
        return outputs - targets if self._error is None else self._error(targets, sums, outputs)

    def _elements(self, targets: Matrix, outputs: Matrix, sums: Matrix) -> Matrix:
        """Each output's cost, shape (rows, outputs)."""
        return self._rule.elements(targets, outputs, sums, self.errors(targets, outputs, sums))

    @np.errstate(all="ignore")
    def loss(self, theta: Vector, rows: Rows) -> float:
        """L(θ) over these rows, as one batch."""
        sums, activations = self.forward(theta, self.inputs[rows])
        elements = self._elements(self.targets[rows], activations[-1], sums[-1])
        return float(elements.sum()) * self.element_weight(len(rows))

    @np.errstate(all="ignore")
    def mean_row_loss(self, theta: Vector, rows: Rows) -> float:
        """The mean of the single rows' losses, whatever `over_rows` says; NaN for no rows."""
        np.copyto(self._theta, theta)
        total = 0.0
        for start in range(0, len(rows), _ROWS_PER_CHUNK):
            chunk = rows[start : start + _ROWS_PER_CHUNK]
            sums, activations = self._forward(self.inputs.take(chunk, axis=0))
            targets = self.targets.take(chunk, axis=0)
            total += float(self._elements(targets, activations[-1], sums[-1]).sum())
        return total * self.cost.output_weight(self.layers[-1].units) / len(rows) if len(rows) else nan

    def evaluate(self, theta: Vector, rows: Rows) -> NetworkEvaluation:
        """Forward, loss and backward at θ over one batch of rows."""
        # The time of a small step is proportional to the number of calls, so this makes no NumPy call and no
        # indirection beyond what the mathematics needs.
        np.copyto(self._theta, theta)
        count = len(rows)
        if count == 1:
            row = rows.item()
            inputs, targets = self.inputs[row : row + 1], self.targets[row : row + 1]
        else:
            inputs, targets = self.inputs[rows], self.targets[rows]
        sums, activations = self._forward(inputs)
        z, output = sums[-1], activations[-1]
        error = output - targets if self._error is None else self._error(targets, z, output)
        elements = self._rule.elements(targets, output, z, error)
        total = elements.item() if elements.size == 1 else float(elements.sum())
        weight = self.element_weight(count)

        last = len(sums) - 1
        gradients_a: list[Matrix | None] = [None] * len(sums)
        gradients_z: list[Matrix] = sums.copy()
        delta = error if self._fused else self._rule.derivative(targets, output, z, error)
        if weight != 1.0:
            delta = delta * weight
        for layer, transposed, weight_gradient, bias_gradient, derivative in self._backward_layers:
            if layer != last or not self._fused:
                gradients_a[layer] = delta
                if derivative is not None:
                    delta = delta * derivative(sums[layer], activations[layer])
            gradients_z[layer] = delta
            layer_inputs = activations[layer - 1] if layer else inputs
            dot(layer_inputs.T, delta, weight_gradient)
            if bias_gradient is not None:
                if count == 1:
                    bias_gradient[...] = delta
                else:
                    delta.sum(axis=0, keepdims=True, out=bias_gradient)
            if layer:
                delta = delta.dot(transposed)
        gradient = self._gradient.copy()
        gradient.setflags(write=False)
        return NetworkEvaluation(
            self, rows, inputs, targets, sums, activations, total * weight, gradients_z, gradients_a, gradient
        )
