"""The update of an exported program, from the optimizer's own formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.descent.training import Training
from engine.insight.codegen.expression_code import array_expression
from engine.insight.codegen.lines import indented
from engine.insight.codegen.stop_code import keeps_updates
from engine.objectives.network import Network


def hyperparameter_lines(training: Training) -> Iterator[str]:
    """The optimizer's hyperparameters as variables, for the program's update formulas."""
    for setting, value in training.optimizer.settings().items():
        if setting == "weight_decay" and training.undecayed is not None:
            network = training.objective
            assert isinstance(network, Network)
            decays = [
                decay for block in network.blocks for decay in ([value, 0.0] if block.bias else [value])
            ]
            yield f"decays = {decays!r}  # of each array: the weight decay spares the biases"
        elif setting != "weight_decay" or value:
            yield f"{setting} = {value!r}"


def ratio_definition(training: Training, library: str) -> str:
    """The function `ratio`, if the update's formulas call it; "" otherwise."""
    if not any("ratio(" in text for _, text in training.optimizer.formulas):
        return ""
    return (
        "def ratio(numerator, divisor):\n"
        f"    divisor = {library}.where(divisor == 0, {library}.inf, divisor)  # 0/0 counts as 0\n"
        "    return numerator / divisor"
    )


def list_name(slot: str) -> str:
    """The name of a list of a slot's arrays: velocities, square_sums."""
    return re.sub(r"y$", "ie", slot) + "s"


def has_frozen(training: Training) -> bool:
    """Whether some parameter is frozen."""
    return training.frozen is not None and bool(training.frozen.any())


def formula_lines(
    training: Training, library: str, kept: str, frozen: str, parameter: str = "parameter"
) -> Iterator[str]:
    """The update from the optimizer's own formulas, calling the functions of "np" or "torch".

    Args:
        kept: the assignment to a slot, with {slot} and {value}.
        frozen: the name of the mask of the frozen parameters.
        parameter: the name of what is updated.
    """
    optimizer = training.optimizer
    names = {"parameter": parameter}
    numbers = {"step", "learning_rate", *optimizer.settings()}
    for name, text in optimizer.formulas:
        value = array_expression(text, library, lambda key: names.get(key, key), numbers)
        if name == "gradient":
            names["gradient"] = "decayed"
        yield (
            kept.format(slot=name, value=value)
            if name in optimizer.slots
            else f"{names.get(name, name)} = {value}"
        )
    if has_frozen(training):
        yield f"update = {library}.where({frozen}, 0.0, update)"


def array_update_lines(training: Training, library: str, kept: str) -> Iterator[str]:
    """The loop over the arrays of θ with the update of each; `kept` is the assignment to a slot's array.

    It appends to the list `updates` if a stop criterion needs it.
    """
    slots = training.optimizer.slots
    names = ["parameter", "gradient", *slots]
    lists = ["parameters", "gradients", *map(list_name, slots)]
    if has_frozen(training):
        names, lists = [*names, "fixed"], [*lists, "frozen"]
    if training.undecayed is not None:
        names, lists = [*names, "weight_decay"], [*lists, "decays"]
    yield f"for {', '.join(names)} in zip({', '.join(lists)}):"
    yield from indented(formula_lines(training, library, kept, "fixed"))
    yield "    parameter += update"
    if keeps_updates(training):
        yield "    updates.append(update)"
