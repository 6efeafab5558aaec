"""The numbers of a step by the names that conditions, answers and lesson texts use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.descent.training import Step, Training
from engine.objectives.network import Network

SCALARS = ("loss", "epoch_loss", "learning_rate", "step", "epoch", "row")
"""Names without a prefix."""

PREFIXES = ("value", "gradient", "update", "parameter", "new")
"""Prefixes of names such as value.NAME: forward value, gradient, update, parameter before and after the update."""


class Quantities(Mapping[str, float]):
    """One step's numbers by name, each computed on access.

    `epoch_loss` is NaN except at the last step of an epoch, so that no comparison with it holds elsewhere; `row` is
    the number of the batch's first row, NaN for a function.
    """

    def __init__(self, training: Training, step: Step, epoch_loss: float | None = None) -> None:
        self._training = training
        self._step = step
        self._epoch_loss = float("nan") if epoch_loss is None else epoch_loss

    def __getitem__(self, key: str) -> float:
        prefix, _, name = key.partition(".")
        if name:
            return self._named(prefix, name)
        return self._scalar(key)

    def _scalar(self, key: str) -> float:
        step = self._step
        match key:
            case "loss":
                return step.loss
            case "epoch_loss":
                return self._epoch_loss
            case "learning_rate":
                return step.learning_rate
            case "step":
                return step.number
            case "epoch":
                return step.epoch
            case "row":
                objective = self._training.objective
                return objective.row_numbers[step.rows[0]] if isinstance(objective, Network) else float("nan")
        raise KeyError(key)

    def _named(self, prefix: str, name: str) -> float:
        step = self._step
        match prefix:
            case "value":
                return step.evaluation.named_values()[name]
            case "update":
                return float(step.update[self._index(name)])
            case "parameter":
                return float(step.theta[self._index(name)])
            case "new":
                return float(step.after.theta[self._index(name)])
            case "gradient":
                parameters = self._training.objective.parameters
                if name in parameters.names:
                    return float(step.gradient[parameters.index(name)])
                return step.evaluation.named_gradients()[name]
        raise KeyError(f"{prefix}.{name}")

    def _index(self, name: str) -> int:
        try:
            return self._training.objective.parameters.index(name)
        except ValueError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        yield from SCALARS
        evaluation = self._step.evaluation
        yield from (f"value.{name}" for name in evaluation.named_values())
        names = self._training.objective.parameters.names
        yield from (f"gradient.{name}" for name in {**evaluation.named_gradients(), **dict.fromkeys(names)})
        yield from (f"{prefix}.{name}" for prefix in ("update", "parameter", "new") for name in names)

    def __len__(self) -> int:
        return sum(1 for _ in self)
