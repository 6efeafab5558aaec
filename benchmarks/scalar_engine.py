"""Reverse-mode differentiation one number at a time: what the engine's step is compared with."""

from __future__ import annotations

from collections.abc import Sequence


class Number:
    """A number that remembers from which numbers, and with which slopes, it was made."""

    __slots__ = ("gradient", "operands", "slopes", "value")

    def __init__(
        self, value: float, operands: tuple[Number, ...] = (), slopes: tuple[float, ...] = ()
    ) -> None:
        self.value = value
        self.gradient = 0.0
        """∂(the number that `backward` was called on)/∂(this one)."""
        self.operands = operands
        self.slopes = slopes
        """∂(this one)/∂(operand), for each."""

    def __add__(self, other: Number) -> Number:
        return Number(self.value + other.value, (self, other), (1.0, 1.0))

    def __sub__(self, other: Number) -> Number:
        return Number(self.value - other.value, (self, other), (1.0, -1.0))

    def __mul__(self, other: Number) -> Number:
        return Number(self.value * other.value, (self, other), (other.value, self.value))

    def backward(self) -> None:
        """Set the gradient of every number that this one was made from: the chain rule, from the end back."""
        self.gradient = 1.0
        for number in reversed(self._in_order()):
            for operand, slope in zip(number.operands, number.slopes, strict=True):
                operand.gradient += number.gradient * slope

    def _in_order(self) -> list[Number]:
        """All numbers that this one was made from, operands first, itself last."""
        order: list[Number] = []
        seen: set[int] = set()

        def visit(number: Number) -> None:
            if id(number) not in seen:
                seen.add(id(number))
                for operand in number.operands:
                    visit(operand)
                order.append(number)

        visit(self)
        return order


def weighted_sum(inputs: Sequence[Number], weights: Sequence[Number], bias: Number) -> Number:
    """b + Σ x·w."""
    total = bias
    for value, weight in zip(inputs, weights, strict=True):
        total = total + value * weight
    return total


def train(
    inputs: Sequence[Sequence[float]], targets: Sequence[float], epochs: int, learning_rate: float
) -> list[float]:
    """Package prediction, one row after the other: two linear units, then one; the epoch losses."""
    weights = [Number(0.1) for _ in range(6)]
    biases = [Number(0.0) for _ in range(3)]
    parameters = [*weights, *biases]
    epoch_losses = []
    for _ in range(epochs):
        losses = []
        for row, target in zip(inputs, targets, strict=True):
            given = [Number(value) for value in row]
            hidden = [
                weighted_sum(given, (weights[0], weights[2]), biases[0]),
                weighted_sum(given, (weights[1], weights[3]), biases[1]),
            ]
            error = Number(target) - weighted_sum(hidden, weights[4:], biases[2])
            loss = error * error
            losses.append(loss.value)
            for parameter in parameters:
                parameter.gradient = 0.0
            loss.backward()
            for parameter in parameters:
                parameter.value -= learning_rate * parameter.gradient
        epoch_losses.append(sum(losses) / len(losses))
    return epoch_losses
