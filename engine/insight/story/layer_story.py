"""The story of a step of a large network: beats for whole layers, each matrix by its Euclidean length."""

from __future__ import annotations

from collections.abc import Iterator

from engine.descent.stopping import norm
from engine.descent.training import Step
from engine.insight.story.beats import Beat, Phase
from engine.objectives.expression import Constant, Name
from engine.objectives.network import Network, NetworkEvaluation
from engine.types import Matrix, Vector


def layer_beats(network: Network, step: Step) -> Iterator[Beat]:
    """The lengths |v| = √(Σ v²) of each layer's z, a, gradients and update, over all rows of the batch."""
    evaluation = step.evaluation
    assert isinstance(evaluation, NetworkEvaluation)
    numbers = [network.row_numbers[row] for row in step.rows[:1].tolist()]
    note = (
        f"row {numbers[0]} of the data"
        if len(step.rows) == 1
        else f"{len(step.rows)} rows, row {numbers[0]} the first"
    )
    yield Beat(Phase.SELECT, "row", Constant(numbers[0]), numbers[0], {}, 0, note)
    given = "x"
    for number, layer in enumerate(network.layers, 1):
        bias = f" + b{number}" if layer.bias else ""
        yield _length(Phase.FORWARD, f"z{number}", f"{given}·W{number}{bias}", evaluation.sums[number - 1])
        yield _length(
            Phase.FORWARD, f"a{number}", f"{layer.activation}(z{number})", evaluation.activations[number - 1]
        )
        given = f"a{number}"
    cost = network.cost
    yield Beat(
        Phase.LOSS,
        "loss",
        Name(f"{cost.name}(y, {given})"),
        step.loss,
        {f"{cost.name}(y, {given})": step.loss},
    )
    last = len(network.layers)
    for number in range(last, 0, -1):
        block = network.blocks[number - 1]
        before = f"a{number - 1}" if number > 1 else "x"
        by_a = f"∂{cost.name}(y, a{last})" if number == last else f"gradient.z{number + 1}·W{number + 1}ᵀ"
        by_z = f"gradient.a{number}·{network.layers[number - 1].activation}′(z{number})"
        yield _length(Phase.BACKWARD, f"gradient.a{number}", by_a, evaluation.gradient_a(number - 1))
        yield _length(Phase.BACKWARD, f"gradient.z{number}", by_z, evaluation.gradients_z[number - 1])
        weights = step.gradient[block.start : block.biases]
        yield _length(Phase.BACKWARD, f"gradient.W{number}", f"{before}ᵀ·gradient.z{number}", weights)
        if block.bias:
            biases = step.gradient[block.biases : block.end]
            yield _length(Phase.BACKWARD, f"gradient.b{number}", f"Σ gradient.z{number}", biases)
    for number, block in enumerate(network.blocks, 1):
        update = step.update[block.start : block.end]
        whose = "weights' and biases'" if block.bias else "weights'"
        yield _length(Phase.UPDATE, f"update.layer {number}", f"all its {whose} updates", update)


def _length(phase: Phase, quantity: str, text: str, values: Matrix | Vector) -> Beat:
    length = norm(values.ravel())
    return Beat(
        phase, f"|{quantity}|", Name(f"|{text}|"), length, {f"|{text}|": length}, 0, f"{values.size} numbers"
    )
