"""Glossary terms for runs: steps, epochs, data, and how a run ends."""

from __future__ import annotations

from tui.text.glossary.term import Term

RUN: tuple[Term, ...] = (
    Term(
        "step",
        "θ → θ_new",
        "Once around the cycle select, forward, loss, backward, update: one row, one batch, or of a function "
        "one move along its slope.",
        ("iteration", "steps"),
    ),
    Term(
        "phase",
        "select → forward → loss → backward → update",
        "One of the five parts of a step. The line below the panes has them all, with the present one lit.",
        ("cycle",),
    ),
    Term("select", "", "The first phase: the row or batch of this step is taken from the data."),
    Term("beat", "", "The smallest move: one operation with one result, such as a weighted sum or a slope."),
    Term("row", "(x, y)", "One example of the data: its inputs and its target.", ("example", "sample")),
    Term(
        "batch",
        "L = (L₁ + L₂ + … + Lₙ)/n",
        "The rows of one step; its loss is their mean (or sum, where the scenario says so). batch_size all means "
        "every row in each step.",
        ("batch_size", "batch size", "mini-batch"),
    ),
    Term(
        "epoch",
        "steps = epochs · (rows / batch size, rounded up)",
        "Once through all training rows.",
        ("epochs",),
    ),
    Term(
        "order",
        "",
        "How rows come: sequential, as in the file; shuffle, mixed anew each epoch; random, each one drawn, so "
        "that some come twice.",
        ("sequential", "shuffle", "random"),
    ),
    Term(
        "epoch mean",
        "(L₁ + L₂ + … + Lₙ)/n",
        "The mean of the losses of an epoch, each from before its own update: every row was met by other parameters.",
        ("average loss", "epoch loss", "epoch_loss"),
    ),
    Term(
        "all rows",
        "(1/n)·Σ Lᵢ(θ)",
        "The mean loss of all training rows under one and the same θ. It differs from the epoch mean, whose "
        "rows each met the θ of their own step.",
        ("loss of all rows", "l of all rows"),
    ),
    Term(
        "test rows",
        "",
        "Rows that are kept apart and never trained on: their loss tells how well the network does on what it "
        "has not seen.",
        ("test loss", "for testing"),
    ),
    Term(
        "standardized",
        "x′ = (x − mean)/deviation",
        "A column shifted and scaled so that its training rows have the mean 0 and the standard deviation 1; x′ is "
        "the standardized number, x the one in the data. The deviation divides by n (population) or by n − 1 (sample).",
        ("standardize", "standardization"),
    ),
    Term(
        "seed",
        "",
        "The number from which everything random follows: the same seed gives the same start and the same order.",
    ),
    Term(
        "convergence",
        "θ_new ≈ θ,  since η·∇L ≈ 0",
        "The updates have become tiny, so the slopes are near 0, and a minimum is near: going on changes little. A run "
        "ends as converged when a criterion of its scenario holds; that can be one on the loss alone, however steep it "
        "still is.",
        ("converged", "converges"),
    ),
    Term(
        "divergence",
        "|θ_new − θ*| > |θ − θ*|",
        "Each step lands farther from the minimum θ* than the one before, and the loss grows and grows: mostly the "
        "learning rate is too large. A run also ends where its numbers cannot go on: outside of the domain of a "
        "function, or where a slope is not finite.",
        ("diverged", "diverging", "diverges", "nan"),
    ),
)
