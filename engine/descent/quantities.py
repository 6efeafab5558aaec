"""The names by which conditions, answers and lesson texts ask for the numbers of a step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.descent.training import Step, Training
from engine.objectives.network import Network

SCALARS = ("loss", "epoch_loss", "learning_rate", "step", "epoch", "row")
"""Names that stand alone."""

PREFIXES = ("value", "gradient", "update", "parameter", "new")
"""Names of the form prefix.NAME: a forward value, a slope, an update, a parameter before it, and after it."""


class Quantities(Mapping[str, float]):
    """One step's numbers by name, each worked out when it is asked for.

    `epoch_loss` is known at the step that closes an epoch and is NaN elsewhere, so that no comparison with it
    holds; `row` is the number of the batch's first row, NaN for a function.
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
                return float(step.update[self._place(name)])
            case "parameter":
                return float(step.theta[self._place(name)])
            case "new":
                return float(step.after.theta[self._place(name)])
            case "gradient":
                parameters = self._training.objective.parameters
                if name in parameters.names:
                    return float(step.gradient[parameters.index(name)])
                return step.evaluation.named_gradients()[name]
        raise KeyError(f"{prefix}.{name}")

    def _place(self, name: str) -> int:
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
