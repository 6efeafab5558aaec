"""The convention of a loss as text: factor, cost and reductions, in which sources differ."""

from __future__ import annotations

import re

from engine.objectives.losses import Loss

_TARGET_OR_PREDICTION = re.compile("[yŷ]")


def convention(cost: Loss, outputs: int, batch: int, *, standardized: bool = False) -> str:
    """The loss with its scale and reductions, such as "½·(y − ŷ)², mean over outputs".

    With `standardized` targets, y and ŷ have the prime that marks them: "(y′ − ŷ′)²".

    A reduction is named only where there is more than one output, or more than one row in a batch.
    """
    rule = cost.rule
    scale = {1.0: "", 0.5: "½·"}.get(cost.scale, f"{cost.scale:g}·")
    formula = rule.notation or rule.formula
    if standardized:
        formula = _TARGET_OR_PREDICTION.sub(r"\g<0>′", formula)
    parts = [f"{scale}{formula}"]
    if outputs > 1 and not rule.sums_outputs:
        parts.append(f"{cost.over_outputs} over outputs")
    if batch > 1:
        parts.append(f"{cost.over_rows} over rows")
    return ", ".join(parts)
