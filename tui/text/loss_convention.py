"""The loss as it is reckoned here: sources differ in factors, means and sums."""

from __future__ import annotations

from engine.objectives.losses import Loss

_FORMULAS = {
    "mse": "(y − ŷ)²",
    "mae": "|y − ŷ|",
    "bce": "−y·log ŷ − (1−y)·log(1−ŷ)",
    "cross_entropy": "−Σ y·log ŷ",
}


def convention(cost: Loss, outputs: int, batch: int) -> str:
    """The loss as it is reckoned here, for sources differ: "½·(y − ŷ)²", "mean over 2 outputs"."""
    scale = {1.0: "", 0.5: "½·"}.get(cost.scale, f"{cost.scale:g}·")
    parts = [f"{scale}{_FORMULAS[cost.name]}"]
    if outputs > 1 and cost.name != "cross_entropy":
        parts.append(f"{cost.over_outputs} over outputs")
    if batch > 1:
        parts.append(f"{cost.over_rows} over rows")
    return ", ".join(parts)
