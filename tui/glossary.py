"""The terms of the screen, each in a sentence and a formula."""

from __future__ import annotations

from typing import NamedTuple


class Term(NamedTuple):
    """A word that stands on the screen."""

    name: str
    formula: str
    sentence: str


GLOSSARY: tuple[Term, ...] = (
    Term(
        "parameter",
        "θ",
        "A number the training may change: a weight or a bias. Together they are one list, θ.",
    ),
    Term(
        "weight",
        "w¹₁₂",
        "How strongly a unit listens to one of its inputs; layer 1, from input 1, to unit 2.",
    ),
    Term("bias", "b₁₂", "What a unit adds whatever comes in; layer 1, unit 2."),
    Term("forward pass", "z = Σ w·a + b,  a = f(z)", "From the inputs to the prediction, layer by layer."),
    Term("activation", "a = f(z)", "What a unit makes of its sum: linear, sigmoid, tanh, relu and others."),
    Term("prediction", "ŷ", "What the network answers: the last layer's activation."),
    Term("loss", "L", "How wrong a prediction is, as one number; a function of all parameters."),
    Term(
        "mse",
        "(y − ŷ)²",
        "Squared error, for predicting numbers. Some books put ½ in front; the bar says what holds here.",
    ),
    Term(
        "bce",
        "−y·log ŷ − (1 − y)·log(1 − ŷ)",
        "Binary cross-entropy, for yes and no: certain and wrong costs most.",
    ),
    Term(
        "derivative",
        "dy/dx",
        "How much y changes for a small change of x: the slope of the curve at this point.",
    ),
    Term("partial derivative", "∂L/∂w", "The slope along one parameter, all others held where they are."),
    Term(
        "gradient",
        "∇L = (∂L/∂θ₁, ∂L/∂θ₂, …)",
        "All partial derivatives together; it points the way of steepest increase.",
    ),
    Term(
        "delta",
        "δ = ∂L/∂a",
        "The slope of the loss by a unit's activation, on its way back through the network.",
    ),
    Term(
        "chain rule",
        "∂L/∂w = ∂L/∂ŷ · ∂ŷ/∂z · ∂z/∂w",
        "Slopes along a path multiply, and paths that meet add up.",
    ),
    Term(
        "backpropagation",
        "∂L/∂a = Σ ∂L/∂z·w",
        "The chain rule from the output back, each slope made of those after it.",
    ),
    Term(
        "learning rate",
        "η",
        "How far a step goes for its slope: too small and it crawls, too large and it overshoots.",
    ),
    Term(
        "update rule",
        "w ← w − η·∂L/∂w",
        "Against the slope: a positive slope takes w down, a negative one up.",
    ),
    Term(
        "gradient descent",
        "θ ← θ − η·∇L",
        "Step by step downhill; stochastic, where a step sees some rows only.",
    ),
    Term("epoch", "", "Once through all rows."),
    Term("batch", "", "The rows of one step; its loss is their mean (or sum)."),
    Term(
        "epoch mean", "(L₁ + L₂ + … + Lₙ)/n", "The mean of the rows' losses, each from before its own update."
    ),
    Term("all rows", "", "The mean loss of all rows under the parameters that the epoch ended with."),
    Term(
        "convergence",
        "θ_new ≈ θ_old",
        "The updates have become tiny: the slope is near 0, and a minimum is near.",
    ),
    Term(
        "divergence", "", "Every step makes the loss larger, mostly because the learning rate is too large."
    ),
    Term("beat", "", "The smallest step here: one operation, one number."),
)
