"""Glossary terms for losses and their reductions."""

from __future__ import annotations

from tui.text.glossary.term import Term

LOSSES: tuple[Term, ...] = (
    Term(
        "loss",
        "L(θ)",
        "How wrong the predictions are, as one number: what is to become small. It is a function of all "
        "parameters at once.",
        ("l", "error", "cost"),
    ),
    Term(
        "mse",
        "L = (y − ŷ)²,  ∂L/∂ŷ = −2·(y − ŷ)",
        "Mean squared error, for predicting numbers: twice as far off costs four times as much. Of several outputs "
        "or rows the mean is taken. Some books put ½ in front, which takes the 2 from the slope; the stage says "
        "what holds here.",
        ("mean squared error", "squared error"),
    ),
    Term(
        "mae",
        "L = |y − ŷ|,  ∂L/∂ŷ = −sign(y − ŷ)",
        "Mean absolute error: twice as far off costs twice as much, so outliers weigh less. Its slope has the "
        "same size everywhere.",
        ("mean absolute error", "absolute error"),
    ),
    Term(
        "bce",
        "L = −(y·log ŷ + (1 − y)·log(1 − ŷ))",
        "Binary cross-entropy, for yes (1) and no (0): sure and wrong costs most. After a sigmoid its slope is "
        "simply ∂L/∂z = ŷ − y. Guessing ½ costs log 2, about 0.693.",
        ("binary cross-entropy", "log loss"),
    ),
    Term(
        "cross_entropy",
        "L = −Σ yᵢ·log ŷᵢ",
        "For one class out of several: how little probability the right class was given. After a softmax its "
        "slope is ∂L/∂zᵢ = ŷᵢ − yᵢ.",
        ("cross-entropy", "cross entropy"),
    ),
    Term(
        "scale",
        "½·(y − ŷ)²",
        "A factor in front of the loss. It changes the slopes by the same factor, and so what a good learning "
        "rate is, but not where the minimum lies.",
        ("½",),
    ),
    Term(
        "mean over outputs",
        "(L₁ + L₂ + …)/n",
        "How the costs of several outputs of a row, or of several rows of a batch, are put together: as a mean, "
        "or as a sum, which makes every slope larger.",
        ("over outputs", "over rows", "mean over rows", "sum over outputs"),
    ),
)
